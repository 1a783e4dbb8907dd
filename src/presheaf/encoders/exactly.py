"""Pairs of two tables decided exactly, one by one: rows that were used last are kept as integers."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.exact_pairs import Point, Verdict, decide_row, decided, dot, ends, value
from presheaf.encoders.kernel_pairs import distance
from presheaf.exact.lazily import flint
from presheaf.model.kernels import Shape
from presheaf.model.target import Target

KEPT = 4096
BITS = 192


class Exact:
    """Whether |k(x_i, y_j) - H(i, j)| <= eps for single pairs, with rational enclosures that are on the same side of eps."""

    def __init__(self, tables: tuple[NDArray[Any], NDArray[Any]], shape: Shape, target: Target, eps: Fraction, bias: NDArray[Any] | None) -> None:
        left, right = tables
        self.shape, self.target, self.eps, self.bias = shape, target, eps, bias
        self._logits = lru_cache(maxsize=16)(self._row)
        self._left = lru_cache(maxsize=KEPT)(lambda i: Point(left[i]))
        self._right = lru_cache(maxsize=KEPT)(lambda j: Point(right[j]))
        self._law = lru_cache(maxsize=KEPT)(
            lambda i: decide_row(left[i], list(right), bias, [target.exact(i, j) for j in range(len(right))], eps),
        )

    def decide(self, i: int, j: int, h: Fraction) -> Verdict:
        """For a value h of the target, which at (i, j) it has unless the kernel is that of (j, i). O(d) integers; a whole row for a softmax."""
        if self.shape.family == "softmax":
            found: Verdict = self._law(i)[j]
            return found
        return decided(*value(self.shape, self._left(i), self._right(j)), h, self.eps, Fraction(-(self.shape.family == "cosine")))

    def pair(self, i: int, j: int) -> Verdict:
        """The pair (i, j) itself."""
        return self.decide(i, j, self.target.exact(i, j))

    def enclosure(self, i: int, j: int) -> tuple[Fraction, Fraction]:
        """Rationals around |k(x_i, y_j) - H(i, j)|, of BITS bits, so that pairs can be put in order."""
        h = self.target.exact(i, j)
        if self.shape.family == "softmax":
            same = len(set(self._logits(i))) == 1
            low, high = (Fraction(1, self.target.shape[1]),) * 2 if same else ends(lambda bits: self._quotient(i, j), BITS)
        else:
            exact, ball = value(self.shape, self._left(i), self._right(j))
            low, high = (exact, exact) if exact is not None else ends(ball, BITS)
        return distance((low, high), h)

    def _quotient(self, i: int, j: int) -> Any:
        """1 / sum exp(z_l - z_j), at the working precision."""
        logits = self._logits(i)
        return 1 / sum(((flint().arb(flint().fmpq(z.numerator, z.denominator))).exp() for z in (x - logits[j] for x in logits)), flint().arb(0))

    def _row(self, i: int) -> tuple[Fraction, ...]:
        bias = self.bias
        offsets = [Fraction(0)] * self.target.shape[1] if bias is None else [Fraction(float(b)) for b in bias]
        return tuple(dot(self._left(i), self._right(j)) + b for j, b in enumerate(offsets))


def usable(tables: tuple[NDArray[Any], NDArray[Any]], shape: Shape, bias: NDArray[Any] | None, waiting: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these pairs (row, column, ...) have a kernel at all: numbers that are finite, and a direction where one is asked for."""
    good = np.ones(len(waiting), np.bool_)
    for side, table in enumerate(tables):
        index, place = np.unique(waiting[:, side], return_inverse=True)
        rows = np.asarray(table[index])
        fine = np.isfinite(rows).all(1) & (rows.any(1) | (shape.family not in ("cosine", "spherical")))
        good &= fine[place]
    if shape.family == "softmax" and len(waiting):
        good &= bool(np.isfinite(tables[1]).all()) and (bias is None or bool(np.isfinite(bias).all()))
    return good
