"""Gradient descent that gives the same table every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from presheaf.encoders.training.lazily import Tensor, torch


@contextmanager
def reproducible(seed: int = 0) -> Iterator[None]:
    """One thread, deterministic algorithms, this seed: the same bits on the same machine and version; the settings are put back afterwards."""
    t = torch()
    threads, strict, state = t.get_num_threads(), t.are_deterministic_algorithms_enabled(), t.get_rng_state()
    t.set_num_threads(1)
    t.use_deterministic_algorithms(True)
    t.manual_seed(seed)
    try:
        yield
    finally:
        t.set_num_threads(threads)
        t.use_deterministic_algorithms(strict)
        t.set_rng_state(state)


@dataclass(frozen=True)
class Descent:
    """The loss before each step and after the last one."""

    losses: tuple[float, ...]

    @property
    def last(self) -> float:
        """The loss that was reached."""
        return self.losses[-1]


def minimise(loss: Callable[[int], Tensor], parameters: Iterable[Tensor], steps: int, rate: float = 0.01, full_batch: bool = True) -> Descent:
    """Descend `loss(step)`, a scalar, in the parameters.

    A full batch is the same function at every step: limited-memory quasi-Newton steps with a line search (L-BFGS), which reach a smooth minimum to
    all digits. Otherwise Adam, with a rate that falls to 0 along a half cosine; `loss(step)` draws its batch. The last loss is that of `steps`.
    """
    t = torch()
    held = list(parameters)
    if full_batch:
        return _quasi_newton(loss, held, steps)
    optimiser = t.optim.Adam(held, lr=rate)
    schedule = t.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(steps, 1))
    losses = []
    for step in range(steps):
        optimiser.zero_grad()
        value = loss(step)
        value.backward()
        losses.append(float(value.detach()))
        optimiser.step()
        schedule.step()
    with t.no_grad():
        return Descent((*losses, float(loss(steps))))


def _quasi_newton(loss: Callable[[int], Tensor], held: list[Tensor], steps: int) -> Descent:
    t = torch()
    optimiser = t.optim.LBFGS(held, lr=1.0, max_iter=20, history_size=20, tolerance_grad=1e-12, tolerance_change=1e-15, line_search_fn="strong_wolfe")
    losses = []
    for step in range(steps):

        def closure(step: int = step) -> Tensor:
            optimiser.zero_grad()
            value = loss(step)
            value.backward()
            return value

        losses.append(float(optimiser.step(closure).detach()))
    with t.no_grad():
        return Descent((*losses, float(loss(steps))))
