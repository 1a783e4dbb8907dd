"""Positive rationals as products of powers of multiplicatively independent ones: their logarithms become integer linear forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod

from presheaf.exact.lazily import flint


@dataclass(frozen=True)
class Logarithms:
    """`bases[i]` > 1, multiplicatively independent; `exponents[r]` for each rational r that was given: r = prod of bases[i] ^ exponents[r][i]."""

    bases: tuple[Fraction, ...]
    exponents: dict[Fraction, tuple[int, ...]]

    @property
    def rank(self) -> int:
        """Of the multiplicative group that the rationals generate."""
        return len(self.bases)


def coprime_base(numbers: Iterable[int]) -> list[int]:
    """Pairwise coprime integers > 1 of which every given positive integer is a product of powers. No factoring into primes: gcds alone."""
    base: list[int] = []
    waiting = sorted({n for n in numbers if n > 1}, reverse=True)
    while waiting:
        n = waiting.pop()
        for i, b in enumerate(base):
            while n % b == 0:
                n //= b
            common = gcd(n, b)
            if common > 1:
                del base[i]
                waiting += [common, b // common, n]
                n = 1
                break
        if n > 1:
            base.append(n)
    return sorted(base)


def logarithms(rationals: Iterable[Fraction]) -> Logarithms:
    """The group that positive rationals generate, by a basis, and each of them in it."""
    given = sorted(set(rationals))
    primes = coprime_base(n for r in given for n in (r.numerator, r.denominator))
    rows = [[_order(r.numerator, p) - _order(r.denominator, p) for p in primes] for r in given]
    basis = _lattice(rows, len(primes))
    if len(basis) == len(primes):  # then the coprime integers themselves will do, and are smaller
        return Logarithms(tuple(map(Fraction, primes)), dict(zip(given, map(tuple, rows), strict=True)))
    bases = [prod((Fraction(p) ** e for p, e in zip(primes, row, strict=True)), start=Fraction(1)) for row in basis]
    basis = [[-e for e in row] if b < 1 else row for b, row in zip(bases, basis, strict=True)]
    exponents = dict(zip(given, _coordinates(basis, rows), strict=True))
    return Logarithms(tuple(max(b, 1 / b) for b in bases), exponents)


def _order(n: int, p: int) -> int:
    out = 0
    while n % p == 0:
        n, out = n // p, out + 1
    return out


def _lattice(rows: Sequence[Sequence[int]], width: int) -> list[list[int]]:
    """A short basis of the lattice that integer rows span."""
    if not rows or not width:
        return []
    reduced = flint().fmpz_mat([list(row) for row in rows]).hnf()
    kept = [[int(x) for x in row] for row in reduced.tolist() if any(int(x) for x in row)]
    return [[int(x) for x in row] for row in flint().fmpz_mat(kept).lll().tolist()] if kept else []


def _coordinates(basis: Sequence[Sequence[int]], rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The integer coordinates of each row in the basis, which spans them."""
    if not basis:
        return [() for _ in rows]
    b = flint().fmpz_mat([list(row) for row in basis])
    gram = b * b.transpose()
    right = b * flint().fmpz_mat([list(row) for row in rows]).transpose()
    numerators, denominator = flint().fmpq_mat(gram.solve(right)).numer_denom()
    return [tuple(int(x) // int(denominator) for x in column) for column in numerators.transpose().tolist()]
