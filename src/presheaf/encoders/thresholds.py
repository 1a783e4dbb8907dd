"""Where a kernel, as a monotone function of a score, crosses a rational value: rounded outwards, so that no transcendental function is needed for
each pair.

The score r is <x, y> - c(y) - a(x), with a and c such that the kernel increases with it:

    gaussian, laplace   r = -|x - y|^2 / 2      exp(2 rate r), exp(-rate sqrt(-2 r))
    dot, two_tower      r = <x, y>              rate r
    cosine, spherical   r = <x, y> of the normalised rows      r, exp(rate (r - 1))
    softmax             r = <x, w> + b - log sum exp(<x, w'> + b')      exp(r)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, nextafter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.exact.lazily import flint
from presheaf.model.kernels import Shape

BITS = 128  # the thresholds are correct to more bits than a float has; nothing depends on how many


PRODUCTS = frozenset(("dot", "two_tower"))
DISTANCES = frozenset(("gaussian", "laplace"))
NORMALISED = frozenset(("cosine", "spherical"))


def down(q: Fraction) -> float:
    """The greatest float <= q."""
    try:
        near = float(q)
    except OverflowError:
        return nextafter(inf, 0) if q > 0 else -inf
    return near if Fraction(near) <= q else nextafter(near, -inf)


def up(q: Fraction) -> float:
    """The least float >= q."""
    return -down(-q)


def rational(dyadic: Any) -> Fraction:
    """An exact ball of arb as a rational."""
    m, e = dyadic.man_exp()
    return Fraction(int(m)) * Fraction(2) ** int(e)


def enclosed(ball: Any) -> tuple[Fraction, Fraction]:
    """Rational ends around a ball of arb."""
    return rational(ball.lower()), rational(ball.upper())


def ball(q: Fraction) -> Any:
    """A rational as a ball, at the working precision."""
    return flint().arb(flint().fmpq(q.numerator, q.denominator))


def crossing(shape: Shape, q: Fraction) -> tuple[float, float]:
    """Floats around the score at which the kernel is q, for q in the range of the kernel (0 < q <= 1 where it is an exponential)."""
    if shape.family in PRODUCTS:
        return down(q / shape.rate), up(q / shape.rate)
    if shape.family == "cosine":
        return down(q), up(q)
    with flint().ctx.workprec(BITS):
        logarithm, rate = ball(q).log(), ball(shape.rate)
        if shape.family == "gaussian":
            value = logarithm / (2 * rate)
        elif shape.family == "laplace":
            value = -((logarithm / rate) ** 2) / 2
        elif shape.family == "spherical":
            value = 1 + logarithm / rate
        else:
            value = logarithm
        low, high = enclosed(value)
    return down(low), up(high)


def at_least(shape: Shape, q: Fraction) -> tuple[float, float]:
    """(l, h): a score >= h has kernel >= q, a score < l has kernel < q."""
    if shape.family in PRODUCTS:
        return crossing(shape, q)
    least = Fraction(-1) if shape.family == "cosine" else Fraction(0)  # the infimum of the kernel
    if q <= least:
        return -inf, -inf
    return (inf, inf) if q > 1 else crossing(shape, q)


def at_most(shape: Shape, q: Fraction) -> tuple[float, float]:
    """(l, h): a score <= l has kernel <= q, a score > h has kernel > q."""
    if shape.family in PRODUCTS:
        return crossing(shape, q)
    least = Fraction(-1) if shape.family == "cosine" else Fraction(0)
    if q >= 1:
        return inf, inf
    if q < least or (q == least and shape.family != "cosine"):  # exponentials are positive
        return -inf, -inf
    return crossing(shape, q)


@dataclass(frozen=True)
class Window:
    """For one value h of the target and one t: scores in [low, high] have |k - h| <= t; those below `under` or above `over` have |k - h| > t."""

    low: float
    high: float
    under: float
    over: float


@lru_cache(maxsize=4096)
def window(shape: Shape, low: Fraction, high: Fraction, t: Fraction) -> Window:
    """For all h in [low, high] at one time."""
    under, inner = at_least(shape, high - t)[0], at_least(shape, high - t)[1]
    within, over = at_most(shape, low + t)
    if low != high:  # beyond t for every h between
        under, over = at_least(shape, low - t)[0], at_most(shape, high + t)[1]
    return Window(inner, within, under, over)


def windows(shape: Shape, values: Iterable[tuple[Fraction, Fraction]], t: Fraction) -> NDArray[np.float64]:
    """One row (low, high, under, over) for each value: [n, 4]."""
    found = [window(shape, low, high, t) for low, high in values]
    return np.array([(w.low, w.high, w.under, w.over) for w in found], np.float64).reshape(len(found), 4)
