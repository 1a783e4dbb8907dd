"""Learned prompts: fitting P such that k(f(P), f(X)) = T(X) for all X. Theorem 1: with an ideal f an object P does iff T is representable.

A search gives an upper bound of the gap and proves nothing below it; the claims `prompt_agrees` and `soft_promptable` decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from presheaf.encoders.training.descent import minimise
from presheaf.encoders.training.lazily import Tensor, torch
from presheaf.encoders.training.losses import squares

Floats = npt.NDArray[np.float64]
Kernel = Callable[[Tensor, Tensor], Tensor]
FAMILIES = ("gaussian", "laplace", "dot", "cosine", "spherical")


@dataclass(frozen=True, eq=False)
class Prompt:
    """A prompt: its code float64[d], its gap max over X of |k(code, f(X)) - T(X)|, and the object if it is one."""

    code: Floats
    gap: float
    object: int | None = None


def kernel(family: str, rate: float = 1.0) -> Kernel:
    """k(x, y) [n, m] of codes x [n, d], y [m, d]: exp(-rate |x - y|^2), exp(-rate |x - y|), rate <x, y>, cos(x, y) or exp(rate (cos(x, y) - 1)).

    ValueError for another family. Distances are differences, never |x|^2 + |y|^2 - 2 <x, y>, which loses all digits of close codes.
    """
    t = torch()

    def apart(x: Tensor, y: Tensor) -> Tensor:
        return ((x[:, None] - y) ** 2).sum(2)

    def cosine(x: Tensor, y: Tensor) -> Tensor:
        return t.nn.functional.normalize(x, dim=1) @ t.nn.functional.normalize(y, dim=1).T

    kernels: dict[str, Kernel] = {
        "gaussian": lambda x, y: t.exp(-rate * apart(x, y)),
        "laplace": lambda x, y: t.exp(-rate * t.sqrt(apart(x, y) + 1e-30)),  # the root has no derivative at 0
        "dot": lambda x, y: rate * (x @ y.T),
        "cosine": cosine,
        "spherical": lambda x, y: t.exp(rate * (cosine(x, y) - 1)),
    }
    if family not in kernels:
        raise ValueError(f"{family!r} is none of {', '.join(FAMILIES)}")
    return kernels[family]


def object_prompt(k: Kernel, codes: Floats, task: Floats) -> Prompt:
    """The object with the least gap for the task T, float64[n]; the first one of several. O(n^2 d)."""
    t = torch()
    f = t.as_tensor(codes, dtype=t.float64)
    gaps = (k(f, f) - t.as_tensor(task, dtype=t.float64)).abs().amax(1)
    best = int(gaps.argmin())
    return Prompt(np.array(codes[best], np.float64), float(gaps[best]), best)


def soft_prompt(k: Kernel, codes: Floats, task: Floats, steps: int = 20, starts: int = 4, seed: int = 0) -> Prompt:
    """A code anywhere in R^d, by descent of the squared differences from the best object and from random mixtures of objects.

    Never worse than the best object. Theorem 1 with soft prompts: gap 0 iff T is representable among the codes that k allows.
    """
    t = torch()
    f, wanted = t.as_tensor(codes, dtype=t.float64), t.as_tensor(task, dtype=t.float64)
    best = object_prompt(k, codes, task)
    rng = np.random.default_rng(seed)
    mixtures = [rng.dirichlet(np.ones(len(codes))) @ codes for _ in range(starts - 1)]
    for start in (best.code, *mixtures):
        v = t.tensor(np.array(start, np.float64)[None], requires_grad=True)
        minimise(partial(_miss, k, v, f, wanted), [v], steps)
        with t.no_grad():
            gap = float((k(v, f)[0] - wanted).abs().amax())
        if gap < best.gap:
            best = Prompt(v.detach().numpy()[0], gap)
    return best


def _miss(k: Kernel, v: Tensor, codes: Tensor, wanted: Tensor, _step: int) -> Tensor:
    return squares(k(v, codes)[0], wanted)
