"""Sums of logarithms by factoring into primes and eighty decimals; shares nothing with the kernel."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any


class Logs:
    """c + sum of q log p over primes p: equal numbers have equal parts, as the logarithms of primes and 1 are independent over the rationals."""

    def __init__(self, rest: Any, parts: dict[int, Fraction]) -> None:
        self.rest, self.parts = Fraction(rest), {p: q for p, q in parts.items() if q}

    @classmethod
    def of(cls, x: Any) -> Logs:
        parts: dict[int, Fraction] = {}
        for number, sign in ((Fraction(x).numerator, 1), (Fraction(x).denominator, -1)):
            p = 2
            while number > 1:
                while number % p == 0:
                    number, parts[p] = number // p, parts.get(p, Fraction(0)) + sign
                p += 1
        return cls(0, parts)

    def __add__(self, other: Any) -> Logs:
        other = other if isinstance(other, Logs) else Logs(other, {})
        keys = {*self.parts, *other.parts}
        return Logs(self.rest + other.rest, {p: self.parts.get(p, Fraction(0)) + other.parts.get(p, Fraction(0)) for p in keys})

    def __mul__(self, other: Any) -> Logs:
        return Logs(self.rest * Fraction(other), {p: q * Fraction(other) for p, q in self.parts.items()})

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> bool:
        other = other if isinstance(other, Logs) else Logs(other, {})
        return (self.rest, self.parts) == (other.rest, other.parts)

    __hash__ = None  # type: ignore[assignment]

    def value(self) -> Decimal:
        with localcontext() as context:
            context.prec = 80
            terms = [Decimal(q.numerator) / Decimal(q.denominator) * Decimal(p).ln() for p, q in self.parts.items()]
            return sum(terms, Decimal(self.rest.numerator) / Decimal(self.rest.denominator))

    def _less(self, other: Any, below: bool) -> bool:
        difference = self + -1 * (other if isinstance(other, Logs) else Logs(other, {}))
        if not difference.parts and not difference.rest:
            return False
        assert abs(difference.value()) > Decimal(10) ** -60
        return (difference.value() < 0) == below

    def __lt__(self, other: Any) -> bool:
        return self._less(other, True)

    def __gt__(self, other: Any) -> bool:
        return self._less(other, False)

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other
