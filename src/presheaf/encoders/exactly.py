"""Kernels of single pairs between rationals, to any precision: entries are dyadic rationals, so scores are exact; arb does the rest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.thresholds import PRODUCTS, ball, enclosed
from presheaf.exact.lazily import flint
from presheaf.model.kernels import Shape

EXPONENTIALS = frozenset(("gaussian", "laplace", "spherical", "softmax"))
Row = tuple[tuple[int, ...], int]  # integers m and an exponent e: the entries are m 2^e


def dyadic(row: NDArray[Any]) -> Row:
    """The entries of a finite row, exactly, over one power of two."""
    mantissas, exponents = np.frexp(np.asarray(row, np.float64))
    whole = np.ldexp(mantissas, 53).astype(np.int64)
    used = exponents[whole != 0]
    least = int(used.min()) if len(used) else 0
    return tuple(m << s for m, s in zip(whole.tolist(), np.where(whole != 0, exponents - least, 0).tolist(), strict=True)), least - 53


def product(x: Row, y: Row) -> Fraction:
    """<x, y>."""
    return Fraction(sum(a * b for a, b in zip(x[0], y[0], strict=True))) * Fraction(2) ** (x[1] + y[1])


def squared_distance(x: Row, y: Row) -> Fraction:
    """|x - y|^2."""
    least = min(x[1], y[1])
    a, b = x[1] - least, y[1] - least
    return Fraction(sum(((p << a) - (q << b)) ** 2 for p, q in zip(x[0], y[0], strict=True))) * Fraction(2) ** (2 * least)


def cosine(x: Row, y: Row) -> Fraction | None:
    """<x, y> / (|x| |y|) where that is rational."""
    inner = product(x, y)
    square = inner**2 / (product(x, x) * product(y, y))
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return None if root**2 != square else root if inner >= 0 else -root


def exponent(shape: Shape, x: Row, y: Row) -> Any:
    """log k(x, y) as a ball, at the working precision, for kernels that are exponentials of one pair."""
    rate = ball(shape.rate)
    if shape.family == "gaussian":
        return -rate * ball(squared_distance(x, y))
    if shape.family == "laplace":
        return -rate * ball(squared_distance(x, y)).sqrt()
    return rate * (ball(product(x, y)) / (ball(product(x, x)) * ball(product(y, y))).sqrt() - 1)


def enclosure(shape: Shape, x: Row, y: Row, bits: int) -> tuple[Fraction, Fraction]:
    """Rationals around k(x, y), equal where it is computed exactly; no softmax, and no row 0 where rows are normalised."""
    if shape.family in PRODUCTS:
        value = shape.rate * product(x, y)
        return value, value
    if shape.family == "order":
        least = min(x[1], y[1])
        below = all(p << (x[1] - least) <= q << (y[1] - least) for p, q in zip(x[0], y[0], strict=True))
        return Fraction(below), Fraction(below)
    if shape.family in ("gaussian", "laplace") and squared_distance(x, y) == 0:
        return Fraction(1), Fraction(1)
    if shape.family in ("cosine", "spherical"):
        angle = cosine(x, y)
        if angle is not None and (shape.family == "cosine" or angle == 1):
            return angle, angle
    with flint().ctx.workprec(bits):
        if shape.family == "cosine":
            return enclosed(ball(product(x, y)) / (ball(product(x, x)) * ball(product(y, y))).sqrt())
        low, high = enclosed(exponent(shape, x, y).exp())
    return max(low, Fraction(0)), min(high, Fraction(1))


def law(logits: Sequence[Fraction], j: int, bits: int) -> tuple[Fraction, Fraction]:
    """Rationals around exp(z_j) / sum exp(z): 1 / sum exp(z_l - z_j), exact where all of these differences are 0."""
    if all(z == logits[j] for z in logits):
        return Fraction(1, len(logits)), Fraction(1, len(logits))
    with flint().ctx.workprec(bits):
        total = sum((ball(z - logits[j]).exp() for z in logits), flint().arb(0))
        low, high = enclosed(1 / total)
    return max(low, Fraction(0)), min(high, Fraction(1))


def around(low: Fraction, high: Fraction, h: Fraction) -> tuple[Fraction, Fraction]:
    """Rationals around |k - h| for k in [low, high]."""
    return max(low - h, h - high, Fraction(0)), max(high - h, h - low)


class Exact:
    """The pairs of two tables, evaluated exactly; rows that were used last are kept as integers."""

    def __init__(self, left: NDArray[Any], right: NDArray[Any], shape: Shape, bias: NDArray[Any] | None = None) -> None:
        self.shape, self.bias = shape, bias
        self.left = lru_cache(maxsize=4096)(lambda i: dyadic(left[i]))
        self.right = lru_cache(maxsize=max(4096, len(right) if shape.family == "softmax" else 0))(lambda j: dyadic(right[j]))
        self.logits = lru_cache(maxsize=16)(self._logits)
        self.columns = len(right)

    def _logits(self, i: int) -> tuple[Fraction, ...]:
        bias = self.bias
        return tuple(product(self.left(i), self.right(j)) + (0 if bias is None else Fraction(float(bias[j]))) for j in range(self.columns))

    def kernel(self, i: int, j: int, bits: int) -> tuple[Fraction, Fraction]:
        """Rationals around k(x_i, y_j)."""
        if self.shape.family == "softmax":
            return law(self.logits(i), j, bits)
        return enclosure(self.shape, self.left(i), self.right(j), bits)

    def defect(self, i: int, j: int, h: Fraction, bits: int) -> tuple[Fraction, Fraction]:
        """Rationals around |k(x_i, y_j) - h|."""
        return around(*self.kernel(i, j, bits), h)

    def decide(self, i: int, j: int, h: Fraction, eps: Fraction, precision: int = 1 << 14) -> tuple[bool | None, Fraction, Fraction]:
        """Whether |k - h| <= eps, with an enclosure of it: precision doubles until the answer is certain; None beyond so many bits.

        It ends: a rational kernel is exact at once; exp of a rational other than 0 is transcendental (Lindemann), and so are 1 / sum exp of
        rationals that are not all 0 and exp of an algebraic number other than 0, so that they equal no h +- eps. A cosine is h +- eps only if its
        square is, which is decided.
        """
        bits = 128
        positive = self.shape.family in EXPONENTIALS  # k > 0, however small it is
        while True:
            least, most = self.kernel(i, j, bits)
            low, high = around(least, most, h)
            if positive and h + eps <= 0:
                return False, low, high
            if (least >= h - eps or (positive and h - eps <= 0)) and most <= h + eps:
                return True, low, min(high, eps)
            if low > eps:
                return False, low, high
            if self.shape.family == "cosine":
                x, y = self.left(i), self.right(j)
                value = product(x, y)
                for q in (h - eps, h + eps):
                    if q * value >= 0 and q**2 * product(x, x) * product(y, y) == value**2:
                        return True, eps, eps
            if bits >= precision:
                return None, low, high
            bits *= 2
