"""Single pairs decided exactly: is |k(x, y) - h| at most eps for the kernel k of an encoder, floats x and y and rationals h and eps?

Floats are dyadic rationals, so inner products and squared distances are rationals. A value of k is then either rational, and which one is
known, or irrational: exp(u) with an algebraic u that is not 0 (Lindemann), a quotient p / sqrt(q) of integers with p not 0 and q no square, or,
for softmax, 1 over a sum of exp(u) with algebraic u that are not all 0 (Lindemann-Weierstrass). An irrational value is none of the rationals
h - eps and h + eps, so balls of growing precision decide: the procedure always ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from presheaf.encoders.kernel_pairs import distance
from presheaf.model.kernels import Shape

if TYPE_CHECKING:
    from flint import arb

Floats = Sequence[float] | npt.NDArray[Any]
Verdict = tuple[bool, Fraction, Fraction]
PRECISION = 96  # bits of the first balls
FAR = 1 << 14  # beyond exp(-FAR) only bounds 0 < k < 2^-bits are used, until the precision is as large


class Point:
    """A row as integers over 2^`shift`."""

    def __init__(self, row: Floats) -> None:
        pairs = [float(v).as_integer_ratio() for v in row]
        self.shift = max((den for _, den in pairs), default=1).bit_length() - 1
        self.numbers = [num * ((1 << self.shift) // den) for num, den in pairs]


def dot(x: Point, y: Point) -> Fraction:
    """<x, y>."""
    return Fraction(sum(map(int.__mul__, x.numbers, y.numbers)), 1 << (x.shift + y.shift))


def squared_distance(x: Point, y: Point) -> Fraction:
    """|x - y|^2."""
    shift = max(x.shift, y.shift)
    up, vp = shift - x.shift, shift - y.shift
    return Fraction(sum([((a << up) - (b << vp)) ** 2 for a, b in zip(x.numbers, y.numbers, strict=True)]), 1 << 2 * shift)


def decide(shape: Shape, x: Floats, y: Floats, h: Fraction, eps: Fraction) -> Verdict:
    """Whether |k(x, y) - h| <= eps, exactly, with rationals low <= |k(x, y) - h| <= high on the same side of eps. Of every family but softmax.

    ValueError for a code of length 0 under cosine and spherical, which have no value there, and for numbers that are not finite.
    O(d) operations on integers as long as the floats need, and a few balls.
    """
    return decided(*value(shape, Point(x), Point(y)), h, eps, Fraction(-(shape.family == "cosine")))


def decide_row(x: Floats, columns: Sequence[Floats], bias: Floats | None, law: Sequence[Fraction], eps: Fraction) -> list[Verdict]:
    """The verdicts of `decide` for one row of a softmax: its law over the columns against `law`."""
    point = Point(x)
    logits = [dot(point, Point(w)) + (0 if bias is None else Fraction(float(bias[j]))) for j, w in enumerate(columns)]
    top, one = max(logits), len(set(logits)) == 1
    exact = Fraction(1, len(logits)) if one else None
    held: dict[int, arb] = {}

    def total(bits: int) -> arb:
        if bits not in held:
            held[bits] = sum((_exponential(z - top, bits) for z in logits), _ball(Fraction(0)))
        return held[bits]

    def ball(z: Fraction) -> Callable[[int], arb]:
        return lambda bits: _exponential(z - top, bits) / total(bits)

    return [decided(exact, ball(z), h, eps) for z, h in zip(logits, law, strict=True)]


def value(shape: Shape, x: Point, y: Point) -> tuple[Fraction | None, Callable[[int], arb]]:
    """k(x, y): the rational that it is, or None and a ball of it at each precision."""
    if shape.family in ("dot", "two_tower"):
        return shape.rate * dot(x, y), _never
    if shape.family == "order":
        shift = max(x.shift, y.shift)
        ends = zip(x.numbers, y.numbers, strict=True)
        return Fraction(all(a << (shift - x.shift) <= b << (shift - y.shift) for a, b in ends)), _never
    if shape.family in ("gaussian", "laplace"):
        s = squared_distance(x, y)
        if s == 0:
            return Fraction(1), _never
        if shape.family == "gaussian":
            return None, lambda bits: _exponential(-shape.rate * s, bits)
        return None, lambda bits: _exponential_of(-_ball(shape.rate) * _ball(s).sqrt(), bits)
    if shape.family not in ("cosine", "spherical"):
        raise ValueError(f"{shape.family} is no kernel of single pairs")
    p, q = dot(x, y), dot(x, x) * dot(y, y)
    if q == 0:
        raise ValueError("a code of length 0 has no angle")
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    angle = p / root if root * root == q else Fraction(0) if p == 0 else None
    if shape.family == "cosine":
        return angle, lambda bits: _ball(p) / _ball(q).sqrt()
    if angle == 1:
        return Fraction(1), _never
    return None, lambda bits: _exponential_of(_ball(shape.rate) * (_ball(p) / _ball(q).sqrt() - 1), bits)


def decided(exact: Fraction | None, ball: Callable[[int], arb], h: Fraction, eps: Fraction, least: Fraction = Fraction(0)) -> Verdict:
    """Whether |k - h| <= eps, with bounds, for a number k that is `exact`, or irrational, above `least` and in `ball(bits)` at every precision."""
    if exact is not None:
        off = abs(exact - h)
        return off <= eps, off, off
    bits = PRECISION
    while True:
        low, high = ends(ball, bits)
        low = max(low, least)
        inside, outside = h - eps <= low and high <= h + eps, high <= h - eps or low >= h + eps  # k itself is none of these rationals
        if inside or outside:
            least_off, most_off = distance((low, high), h)
            return (True, least_off, min(most_off, eps)) if inside else (False, max(least_off, eps), most_off)
        bits *= 2


def ends(ball: Callable[[int], arb], bits: int) -> tuple[Fraction, Fraction]:
    """Rationals around what the ball encloses, computed at this precision."""
    import flint

    with flint.ctx.workprec(bits):
        found = ball(bits)
        (m, e), (r, f) = ((int(a), int(b)) for a, b in (found.mid().man_exp(), found.rad().man_exp()))
    middle, radius = (Fraction(a << b) if b >= 0 else Fraction(a, 1 << -b) for a, b in ((m, e), (r, f)))
    return middle - radius, middle + radius


def _never(bits: int) -> arb:
    raise AssertionError("the value is rational")


def _ball(x: Fraction) -> arb:
    """x, at the precision of the context."""
    import flint

    return flint.arb(flint.fmpq(x.numerator, x.denominator))


def _exponential(u: Fraction, bits: int) -> arb:
    return _exponential_of(_ball(u), bits)


def _exponential_of(u: arb, bits: int) -> arb:
    """exp(u) for u <= 0; where that is too small to be written out, the ball from 0 to 2^-bits."""
    import flint

    if u < -max(FAR, bits):
        half = flint.arb(2) ** (-bits - 1)
        return flint.arb(mid=half, rad=half)
    return u.exp()
