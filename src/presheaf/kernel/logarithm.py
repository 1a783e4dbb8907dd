"""Bounds of logarithms, and linear forms in them: c + sum of q log r with rationals c, q and r > 1, compared with one another exactly.

A form is 0 iff c = 0 and the product of all r^q is 1: with c not 0 that product would have to be e^-c, which is no algebraic number (Lindemann).
Whether a product of powers of whole numbers is 1 takes greatest common divisors alone; every other sign is shown by bounds fine enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import total_ordering
from math import gcd, lcm
from typing import Any

from .errors import need

BITS_LIMIT = 1 << 15  # of the bounds of logarithms, and of exponents


def logarithm(b: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Rationals lo <= log b <= hi for b >= 1."""
    lo, hi = scaled(b, bits)
    return Fraction(lo, 1 << bits), Fraction(hi, 1 << bits)


def scaled(b: Fraction, bits: int) -> tuple[int, int]:
    """Bounds of 2^bits log b for b >= 1: b = 2^s (1+z)/(1-z) with 0 <= z < 3/5, so log b = 2 s artanh(1/3) + 2 artanh(z)."""
    s = max(b.numerator.bit_length() - b.denominator.bit_length() - 1, 0)
    y = b / (1 << s)
    two, rest = _artanh(Fraction(1, 3), bits), _artanh((y - 1) / (y + 1), bits)
    return 2 * (s * two[0] + rest[0]), 2 * (s * two[1] + rest[1])


def _artanh(z: Fraction, bits: int) -> tuple[int, int]:
    """Bounds of 2^bits artanh z, 0 <= z < 3/5, from its series z + z^3/3 + z^5/5 + ...

    Powers are rounded down, each to less than 2 below the true one; so each term loses less than 3, and what comes after the last less than 4.
    """
    power, square, total, j = (z.numerator << bits) // z.denominator, z * z, 0, 1
    while power:
        total, power, j = total + power // j, power * square.numerator // square.denominator, j + 2
    return total, total + 3 * (j + 1)


@total_ordering
class Form:
    """`rest` + the sum of q log r over `terms`, r -> q, every r > 1."""

    def __init__(self, rest: Fraction | int, terms: dict[Fraction, Fraction | int]) -> None:
        self.rest, self.terms = rest, terms

    def __add__(self, other: Any) -> Form:
        return _form(total((self, other)))

    def __mul__(self, other: Any) -> Form:
        need(not isinstance(other, Form), "product", "a product of two logarithms")
        return Form(self.rest * other, {r: q * other for r, q in self.terms.items()})

    __radd__, __rmul__ = __add__, __mul__

    def bounds(self, bits: int) -> tuple[Any, Any]:
        """Rationals lo <= 2^bits x <= hi."""
        ends = [(q, *scaled(r, bits)) for r, q in self.terms.items()]
        lo, hi = sum(q * (a if q > 0 else b) for q, a, b in ends), sum(q * (b if q > 0 else a) for q, a, b in ends)
        return lo + (self.rest * (1 << bits)), hi + (self.rest * (1 << bits))

    def sign(self) -> int:
        """-1, 0 or 1."""
        values, bits = [q for q in (self.rest, *self.terms.values()) if q], 64
        if all(q > 0 for q in values):
            return int(bool(values))
        while True:
            lo, hi = self.bounds(bits)
            if lo > 0 or hi < 0:
                return 1 if lo > 0 else -1
            if not self.rest and bits == 64 and _is_one(self.terms):
                return 0
            bits *= 2
            need(bits <= BITS_LIMIT, "budget", "bounds of logarithms")

    def __eq__(self, other: object) -> bool:
        return (self + -1 * _form(other)).sign() == 0

    def __lt__(self, other: Any) -> bool:
        return (self + -1 * _form(other)).sign() < 0

    __hash__ = None  # type: ignore[assignment]


def _form(x: Any) -> Form:
    return x if isinstance(x, Form) else Form(x, {})


def total(values: Iterable[Any]) -> Any:
    """The sum of numbers and forms; a number where there are no logarithms."""
    rest, terms = Fraction(0), dict[Fraction, Any]()
    for value in values:
        part = _form(value)
        rest += part.rest
        for r, q in part.terms.items():
            terms[r] = terms.get(r, 0) + q
    return Form(rest, terms) if terms else rest


def log(r: Any) -> Any:
    """The logarithm of a number that is at least 1."""
    need(r >= 1, "range", "the logarithm of a number below 1")
    return 0 if r == 1 else Form(0, {Fraction(r): 1})


def _is_one(powers: dict[Fraction, Any]) -> bool:
    """Whether the product of all r^q is 1. Numbers with a common factor are split until none have one: then only the empty product is 1."""
    over = lcm(*(q.denominator for q in powers.values()))
    waiting = [(n, sign * int(q * over)) for r, q in powers.items() for n, sign in ((r.numerator, 1), (r.denominator, -1))]
    coprime: dict[int, int] = {}
    while waiting:
        n, q = waiting.pop()
        m = next((m for m in coprime if gcd(m, n) > 1), 0)
        if m:
            common, p = gcd(m, n), coprime.pop(m)
            waiting += [(n // common, q), (m // common, p), (common, p + q)]
        elif n > 1 and q:
            coprime[n] = q
    return not coprime
