"""Kernels from their definitions, with rationals and 60 digits of mpmath; small random tables with all that floats find hard."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np

from presheaf.encoders.pairs import Pairs
from presheaf.model.kernels import Shape
from presheaf.model.rationals import rationals
from presheaf.model.target import Dense, Labels, Sparse, Target

FAMILIES = ("gaussian", "laplace", "dot", "cosine", "spherical", "softmax", "two_tower", "order")
DIGITS = 60


@dataclass(frozen=True)
class Defect:
    """|k - h|: exact where `value` is a rational, else `value` to DIGITS digits and never equal to a rational."""

    value: Fraction | mpmath.mpf

    def at_most(self, eps: Fraction) -> bool:
        if isinstance(self.value, Fraction):
            return self.value <= eps
        with mpmath.workdps(DIGITS):
            return bool(self.value <= mpmath.mpf(eps.numerator) / eps.denominator)

    def long(self) -> mpmath.mpf:
        """To DIGITS digits."""
        with mpmath.workdps(DIGITS):
            return number(self.value) if isinstance(self.value, Fraction) else self.value

    def rounded(self) -> int:
        """In units of 10^-40, so that what is equal compares equal."""
        with mpmath.workdps(DIGITS):
            return int(mpmath.nint(self.long() * 10**40))

    def between(self, low: Fraction, high: Fraction) -> bool:
        if isinstance(self.value, Fraction):
            return low <= self.value <= high
        with mpmath.workdps(DIGITS):
            slack = mpmath.mpf(10) ** (5 - DIGITS)
            a, b = (mpmath.mpf(q.numerator) / q.denominator for q in (low, high))
            return bool(a - slack <= self.value <= b + slack)


def number(q: Fraction) -> mpmath.mpf:
    return mpmath.mpf(q.numerator) / q.denominator


def row(values: np.ndarray) -> list[Fraction]:
    return [Fraction(float(v)) for v in values]


def dot(x: list[Fraction], y: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def kernel(pairs: Pairs, i: int, j: int) -> Fraction | mpmath.mpf | None:
    """k(x_i, y_j), None where it has none."""
    right = pairs.left if pairs.right is None else pairs.right
    if not (np.isfinite(pairs.left[i]).all() and np.isfinite(right[j]).all()):
        return None
    x, y, rate, family = row(pairs.left[i]), row(right[j]), pairs.shape.rate, pairs.shape.family
    if family in ("dot", "two_tower"):
        return rate * dot(x, y)
    if family == "order":
        return Fraction(all(a <= b for a, b in zip(x, y, strict=True)))
    with mpmath.workdps(DIGITS):
        if family == "softmax":
            bias = [Fraction(0)] * len(right) if pairs.bias is None else row(pairs.bias)
            z = [dot(x, row(w)) + b for w, b in zip(right, bias, strict=True)]
            if len(set(z)) == 1:
                return Fraction(1, len(z))
            return 1 / mpmath.fsum(mpmath.exp(number(v - z[j])) for v in z)
        if family in ("gaussian", "laplace"):
            s = sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), Fraction(0))
            if s == 0:
                return Fraction(1)
            return mpmath.exp(-number(rate) * (number(s) if family == "gaussian" else mpmath.sqrt(number(s))))
        xx, yy, xy = dot(x, x), dot(y, y), dot(x, y)
        if not xx or not yy:
            return None
        square = xy**2 / (xx * yy)
        roots = [Fraction(mpmath.libmp.isqrt(n)) for n in (square.numerator, square.denominator)]
        whole = roots[0] ** 2 == square.numerator and roots[1] ** 2 == square.denominator
        cosine = roots[0] / roots[1] * (1 if xy >= 0 else -1) if whole else number(xy) / mpmath.sqrt(number(xx) * number(yy))
        if family == "cosine":
            return cosine
        return Fraction(1) if cosine == 1 else mpmath.exp(number(rate) * ((number(cosine) if whole else cosine) - 1))


def defect(pairs: Pairs, i: int, j: int) -> Defect | None:
    """|k - h|; a cosine that is no rational equals no h +- eps."""
    k, h = kernel(pairs, i, j), pairs.target.exact(i, j)
    if k is None:
        return None
    with mpmath.workdps(DIGITS):
        return Defect(abs(k - h) if isinstance(k, Fraction) else abs(k - number(h)))


def entry(rng: random.Random) -> float:
    return rng.choice([0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e-8, 1e-20, rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1e-3), rng.gauss(0, 30)])


def table(rng: random.Random, n: int, d: int) -> np.ndarray:
    """Random rows; some of them equal, or almost, or the same up to the sign of 0; fp32, fp64 or short enough for bf16."""
    rows = [[entry(rng) for _ in range(d)] for _ in range(n)]
    for i in range(1, n):
        if rng.random() < 0.4:
            rows[i] = [v + rng.choice([0.0, 0.0, 1e-8, -1e-8]) for v in rows[rng.randrange(i)]]
    made = np.array(rows, rng.choice([np.float32, np.float32, np.float64])).reshape(n, d)
    if made.dtype == np.float32 and rng.random() < 0.4:
        made = (made.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)
    return made


def value(rng: random.Random) -> Fraction:
    return rng.choice([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(rng.randint(0, 1000), 1000), Fraction(rng.random())])


def dense(values: list[list[Fraction]], shape: tuple[int, int]) -> Dense:
    arrays = (np.array([[f(q) for q in line] for line in values], object).reshape(shape) for f in (lambda q: q.numerator, lambda q: q.denominator))
    return Dense(*arrays)


def target(rng: random.Random, n: int, m: int, symmetric: bool) -> Target:
    kind = rng.choice(["labels", "dense", "sparse"])
    if kind == "labels":
        rows = np.array([rng.randint(0, 2) for _ in range(n)], np.int64)
        columns = rows if n == m and symmetric else np.array([rng.randint(0, 2) for _ in range(m)], np.int64)
        return Labels(rows, columns, value(rng), value(rng))
    values = [[value(rng) for _ in range(m)] for _ in range(n)]
    if symmetric and rng.random() < 0.6:
        values = [[values[max(i, j)][min(i, j)] for j in range(m)] for i in range(n)]
    if kind == "dense":
        return dense(values, (n, m))
    written = [[j for j in range(m) if values[i][j] and rng.random() < 0.5] for i in range(n)]
    start = np.concatenate([[0], np.cumsum([len(w) for w in written])]).astype(np.int64)
    flat = [values[i][j] for i in range(n) for j in written[i]]
    columns = np.array([j for w in written for j in w], np.int64)
    return Sparse(start, columns, rationals(flat), m)


def instance(rng: random.Random, family: str) -> Pairs:
    """A small table with a target and an eps that is often exactly, or almost, the defect of one of its pairs."""
    n, d = rng.choice([0, 1, 2, 3, 5, 7]), rng.randint(1, 5)
    other = family in ("softmax", "two_tower") or rng.random() < 0.3
    m = rng.choice([0, 1, 2, 4, 6]) if other else n
    left = table(rng, n, d)
    right = table(rng, m, d).astype(left.dtype) if other else None
    shape = Shape(family, Fraction(1) if family in ("cosine", "softmax", "two_tower", "order") else Fraction(rng.randint(1, 9), rng.randint(1, 9)))
    bias = np.array([entry(rng) for _ in range(m)], left.dtype) if family == "softmax" and rng.random() < 0.5 else None
    pairs = Pairs(left, right, shape, target(rng, n, m, not other), Fraction(0), bias)
    eps = abs(value(rng))
    if n and m and rng.random() < 0.5:
        found = defect(pairs, rng.randrange(n), rng.randrange(m))
        if found is not None:
            near = found.value if isinstance(found.value, Fraction) else Fraction(float(found.value))
            eps = near + rng.choice([Fraction(0), Fraction(1, 10**9), Fraction(-1, 10**9), Fraction(1, 10**17)])
    return Pairs(left, right, shape, pairs.target, max(eps, Fraction(0)), bias)
