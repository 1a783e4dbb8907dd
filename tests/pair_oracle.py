"""Values of kernels by mpmath and rationals, and pairs of rows that are hard: an oracle that shares no code with the package."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import mpmath
import numpy as np

DIGITS = 80
FAMILIES = ("gaussian", "laplace", "dot", "cosine", "spherical", "two_tower", "order")


def exact(row: np.ndarray) -> list[Fraction]:
    return [Fraction(float(v)) for v in row]


def oracle(family: str, rate: Fraction, x: list[Fraction], y: list[Fraction]) -> Fraction | mpmath.mpf:
    """k(x, y): a rational where that is easy to see, else a number of DIGITS digits."""
    inner = sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))
    if family in ("dot", "two_tower"):
        return rate * inner
    if family == "order":
        return Fraction(all(a <= b for a, b in zip(x, y, strict=True)))
    far = sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), Fraction(0))
    if family in ("gaussian", "laplace"):
        if x == y:
            return Fraction(1)
        s = mpmath.mpf(far.numerator) / far.denominator
        return mpmath.exp(-mpmath.mpf(rate.numerator) / rate.denominator * (s if family == "gaussian" else mpmath.sqrt(s)))
    lengths = sum(a * a for a in x) * sum(b * b for b in y)
    parallel = all(a * y[k] == b * x[k] for k in range(len(x)) for a, b in zip(x, y, strict=True))
    whole = isqrt(lengths.numerator) ** 2 == lengths.numerator and isqrt(lengths.denominator) ** 2 == lengths.denominator
    angle: Fraction | mpmath.mpf
    if parallel:
        angle = Fraction(1 if inner > 0 else -1)
    elif inner == 0 or whole:
        angle = inner / Fraction(isqrt(lengths.numerator), isqrt(lengths.denominator)) if inner else Fraction(0)
    else:
        angle = mpmath.mpf(inner.numerator) / inner.denominator / mpmath.sqrt(mpmath.mpf(lengths.numerator) / lengths.denominator)
    if family == "cosine":
        return angle
    if angle == 1:
        return Fraction(1)
    number = mpmath.mpf(angle.numerator) / angle.denominator if isinstance(angle, Fraction) else angle
    return mpmath.exp(mpmath.mpf(rate.numerator) / rate.denominator * (number - 1))


def as_fraction(k: Fraction | mpmath.mpf) -> Fraction:
    if isinstance(k, Fraction):
        return k
    sign, man, exp, _ = k._mpf_
    if exp < -4000:
        return Fraction(1, 2**4000)  # too small to be written: any small number will do
    return (-1) ** sign * (Fraction(man) * 2**exp if exp >= 0 else Fraction(man, 2**-exp))


def rows(rng: np.random.Generator, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Two rows of float32 or float64, of one of the kinds that are hard."""
    x = rng.normal(size=d).astype(rng.choice([np.float32, np.float64]))
    y = rng.normal(size=d).astype(x.dtype)
    match rng.integers(8):
        case 0:
            y = x.copy()
        case 1:
            y = (x.astype(np.float64) + 1e-8 * rng.normal(size=d)).astype(np.float64)
        case 2:
            x, y = np.where(rng.random(d) < 0.5, 0.0, x), x.copy()
            x[0] = -0.0
            y[0] = 0.0
        case 3:
            x, y = (((v.astype(np.float32).view(np.uint32) >> 16) << 16).view(np.float32) for v in (x, y))
        case 4:
            x, y = (rng.integers(-3, 4, d).astype(np.float64) for _ in range(2))
        case 5:
            y = x * 2
        case 6:
            x, y = x * 1e-30, y * 1e20
    for v in (x, y):
        if not v.any():
            v[-1] = 1
    return x, y
