"""Heads on frozen codes: fitting G such that G(f(X)) is the answer of X. Theorem 2 and its limit: what f merges no head tells apart.

Some G exists iff equal codes have equal answers (`conflict` is None). A linear head asks for more; how well it fits is a measurement, and the claim
`head_exists` decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.encoders.training.descent import Descent, minimise
from presheaf.encoders.training.lazily import Tensor, torch

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Head:
    """A linear head: `answers[argmax(weight @ code + bias)]`, weight float64[k, d], with the share of the objects that it answers."""

    answers: tuple[Hashable, ...]
    weight: Floats
    bias: Floats
    accuracy: float
    descent: Descent

    def __call__(self, codes: Floats) -> list[Hashable]:
        """The answers for codes [n, d]."""
        return [self.answers[i] for i in (codes @ self.weight.T + self.bias).argmax(1)]


def fibres(codes: Floats) -> list[list[int]]:
    """The objects with equal codes together, by first object. -0 and 0 are equal numbers; codes that are merely close are not equal."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for i, row in enumerate(np.ascontiguousarray(codes + 0.0)):
        found[row.tobytes()].append(i)
    return list(found.values())


def conflict(codes: Floats, answers: Sequence[Hashable]) -> tuple[int, int] | None:
    """The first two objects with one code and two answers: no head whatever is right on both. None: a table of codes is a head."""
    clashes = [(fibre[0], j) for fibre in fibres(codes) for j in fibre if answers[j] != answers[fibre[0]]]
    return min(clashes, default=None)


def best_accuracy(codes: Floats, answers: Sequence[Hashable]) -> float:
    """The share of objects that the best of all heads answers: the most frequent answer of each fibre."""
    return sum(max(Counter(answers[i] for i in fibre).values()) for fibre in fibres(codes)) / len(answers)


def fit_head(codes: Floats, answers: Sequence[Hashable], steps: int = 20, decay: float = 1e-6, seed: int = 0) -> Head:
    """A linear head by cross-entropy with weight decay; its accuracy is at most `best_accuracy`. Answers are numbered by first appearance.

    The loss is convex with one minimum, so the seed decides nothing but the start. O(steps n d k).
    """
    t = torch()
    kinds = tuple(dict.fromkeys(answers))
    wanted = t.tensor([kinds.index(a) for a in answers])
    f = t.as_tensor(codes, dtype=t.float64)
    rng = np.random.default_rng(seed)
    weight = t.tensor(0.01 * rng.standard_normal((len(kinds), codes.shape[1])), requires_grad=True)
    bias = t.zeros(len(kinds), dtype=t.float64, requires_grad=True)

    def loss(_: int) -> Tensor:
        return t.nn.functional.cross_entropy(f @ weight.T + bias, wanted) + decay * (weight**2).sum()

    descent = minimise(loss, [weight, bias], steps)
    with t.no_grad():
        right = float(((f @ weight.T + bias).argmax(1) == wanted).double().mean())
    return Head(kinds, weight.detach().numpy(), bias.detach().numpy(), right, descent)
