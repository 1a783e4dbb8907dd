"""Arrays of exact rationals >= 0: numerators and denominators in lowest terms, int64 where they fit and Python integers where they do not.

No value is ever rounded. `logarithms` are floats with an error bound, for finding candidates that are then compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]  # int64 or object (Python integers)
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
WORD = 62  # bits of an int64 product that cannot overflow
NUMBER_BITS = 6_500  # of the weights of one matrix: what Python prints at once has at most 4,300 digits, and messages hold products of two
SLACK = 2.0**-44  # relative error of logarithms and of sums of three of them, generously


@dataclass(frozen=True, eq=False)
class Rationals:
    """`num[i] / den[i]`, in lowest terms, `den` >= 1, `num` >= 0; both arrays have one dtype."""

    num: Numbers
    den: Numbers

    def __len__(self) -> int:
        return len(self.num)

    @cached_property
    def bits(self) -> int:
        """The greatest number of bits of a numerator or denominator."""
        if not len(self.num):
            return 1
        return max(int(self.num.max()).bit_length(), int(self.den.max()).bit_length())

    def at(self, i: int) -> Fraction:
        """One value."""
        return Fraction(int(self.num[i]), int(self.den[i]))

    def take(self, index: npt.NDArray[Any]) -> Rationals:
        """The values at some places (or where a mask is true)."""
        return Rationals(self.num[index], self.den[index])

    def fractions(self) -> list[Fraction]:
        """All values."""
        return [Fraction(n, d) for n, d in zip(self.num.tolist(), self.den.tolist(), strict=True)]

    @cached_property
    def logarithms(self) -> Floats:
        """log2 of every value, -inf for 0; the error is below `slack`."""
        if self.num.dtype == np.int64:
            with np.errstate(divide="ignore"):
                floats: Floats = np.log2(self.num) - np.log2(self.den)
            return floats
        pairs = zip(self.num.tolist(), self.den.tolist(), strict=True)
        return np.array([log2(n) - log2(d) if n else -np.inf for n, d in pairs], dtype=np.float64)

    @property
    def slack(self) -> float:
        """A bound on the error of a logarithm, and on that of a sum or difference of three."""
        return SLACK * (2 + 2 * self.bits)

    def times(self, other: Rationals) -> Rationals:
        """The products, place by place."""
        one, two = _widened(self, other, 2)
        return reduced(one.num * two.num, one.den * two.den)

    def at_most(self, other: Rationals) -> Flags:
        """Where this <= other, place by place."""
        one, two = _widened(self, other, 2)
        return np.asarray(one.num * two.den <= two.num * one.den, dtype=np.bool_)

    def products_at_most(self, other: Rationals, bound: Rationals) -> Flags:
        """Where this * other <= bound, place by place."""
        left, right = self._crossed(other, bound)
        return np.asarray(left <= right, dtype=np.bool_)

    def products_equal(self, other: Rationals, value: Rationals) -> Flags:
        """Where this * other = value, place by place."""
        left, right = self._crossed(other, value)
        return np.asarray(left == right, dtype=np.bool_)

    def _crossed(self, other: Rationals, third: Rationals) -> tuple[Numbers, Numbers]:
        """This * other and the third, both times all denominators."""
        a, b, c = self, other, third
        if a.bits + b.bits + c.bits > WORD:
            a, b, c = wide(a), wide(b), wide(c)
        return a.num * b.num * c.den, c.num * a.den * b.den

    def quotients(self, other: Rationals) -> Rationals:
        """The internal hom [this, other] = min(1, other / this), place by place, with [0, b] = 1."""
        one, two = _widened(self, other, 2)
        below = np.asarray(one.num * two.den <= two.num * one.den, dtype=np.bool_)
        num, den = np.where(below, 1, two.num * one.den), np.where(below, 1, two.den * one.num)
        return reduced(num.astype(one.num.dtype), den.astype(one.num.dtype))

    def least(self) -> int:
        """The first place of the least value; there is one."""
        logs = self.logarithms
        near = np.flatnonzero(logs <= logs.min() + 2 * self.slack)
        return int(min(near.tolist(), key=self.at))

    def greatest(self) -> int:
        """The first place of the greatest value; there is one."""
        logs = self.logarithms
        near = np.flatnonzero(logs >= logs.max() - 2 * self.slack)
        return int(max(near.tolist(), key=self.at))


def shown(value: Fraction | int) -> str:
    """A number as people read it; one that is too long for that by its size."""
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    return str(value) if bits <= 2 * NUMBER_BITS else f"a number of {bits:,} bits"


def _widened(a: Rationals, b: Rationals, factors: int) -> tuple[Rationals, Rationals]:
    """Both as they are where products of so many of their numbers fit into int64, else with Python integers."""
    return (a, b) if factors * max(a.bits, b.bits) <= WORD else (wide(a), wide(b))


def wide(r: Rationals) -> Rationals:
    """The same values as Python integers."""
    return r if r.num.dtype == object else Rationals(r.num.astype(object), r.den.astype(object))


def reduced(num: Numbers, den: Numbers) -> Rationals:
    """Quotients in lowest terms, as int64 if they fit."""
    if not len(num):
        return Rationals(num.astype(np.int64), den.astype(np.int64))
    common = np.gcd(num, den)
    num, den = num // common, den // common
    if num.dtype == object and max(int(num.max()), int(den.max())).bit_length() <= WORD:
        num, den = num.astype(np.int64), den.astype(np.int64)
    return Rationals(num, den)


def rationals(values: Iterable[Fraction | int]) -> Rationals:
    """An array of the values."""
    pairs = [(v.numerator, v.denominator) for v in values]
    top = max((max(pair) for pair in pairs), default=0)
    table = np.array(pairs, dtype=np.int64 if top.bit_length() <= WORD else object).reshape(len(pairs), 2)
    return Rationals(table[:, 0].copy(), table[:, 1].copy())


def joined(parts: Iterable[Rationals]) -> Rationals:
    """The arrays one after the other."""
    held = list(parts)
    if any(r.num.dtype == object for r in held):
        held = [wide(r) for r in held]
    empty = np.zeros(0, dtype=np.int64)
    return Rationals(np.concatenate([r.num for r in held] or [empty]), np.concatenate([r.den for r in held] or [empty]))
