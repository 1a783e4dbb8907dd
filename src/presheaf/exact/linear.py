"""Positive semidefiniteness and rank of integer matrices, with evidence for `presheaf.kernel.rational`.

Ranks are found modulo a prime, where they can only be too small: every answer is confirmed exactly before it is given. FLINT solves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import lcm
from operator import mul
from typing import Any

from presheaf.exact.cholesky import cholesky
from presheaf.exact.lazily import flint

Rows = Sequence[Sequence[int]]
PRIME = 2**61 - 1


@dataclass(frozen=True)
class Found:
    """A verdict with its evidence; `value` None: not decided, `reason` says why. `rank` where the evidence shows it."""

    value: bool | None
    evidence: dict[str, Any]
    rank: int | None = None
    reason: str = ""


def pivots(g: Rows, prime: int) -> list[int]:
    """The columns of a basis of the column space modulo a prime: no more than over the rationals, and independent over them."""
    if not g or not g[0]:
        return []
    echelon, rank = flint().nmod_mat(len(g), len(g[0]), [x % prime for row in g for x in row], prime).rref()
    table = echelon.tolist()
    return [next(j for j, x in enumerate(table[i]) if int(x)) for i in range(rank)]


def ranked(g: Rows) -> tuple[list[int], dict[str, Any]]:
    """A basis of the column space, and the evidence that it is one: the other columns as its combinations."""
    for prime in primes():
        basis = pivots(g, prime)
        evidence = span(g, basis)
        if evidence is not None:
            return basis, evidence
    raise AssertionError("there are infinitely many primes")


def primes() -> Iterator[int]:
    """Primes below 2^62, the largest first."""
    return (p for p in count(2**62 - 1, -2) if flint().fmpz(p).is_prime())


def independent_rows(g: Rows, columns: Sequence[int]) -> list[int]:
    """As many rows as columns, on which the submatrix of independent columns is not singular."""
    for prime in primes():
        rows = pivots([[row[j] for row in g] for j in columns], prime)
        if len(rows) == len(columns):
            return rows
    raise AssertionError("there are infinitely many primes")


def span(g: Rows, basis: Sequence[int]) -> dict[str, Any] | None:
    """factor g_j = sum over the basis of x_k g_k for the other columns j, in integers; None if one is not in the span."""
    others = [j for j in range(len(g[0]) if g else 0) if j not in set(basis)]
    if not others or not basis:
        zero = all(row[j] == 0 for row in g for j in others)
        return {"factor": 1, "columns": [[] for _ in others]} if zero else None
    rows = independent_rows(g, basis)
    minor = flint().fmpz_mat([[g[i][k] for k in basis] for i in rows])
    solved = minor.solve(flint().fmpz_mat([[g[i][j] for j in others] for i in rows]))
    x, factor = flint().fmpq_mat(solved).numer_denom()
    left = flint().fmpz_mat([[row[k] for k in basis] for row in g]) * x
    if left != flint().fmpz_mat([[row[j] for j in others] for row in g]) * factor:
        return None
    return {"factor": int(factor), "columns": [[int(v) for v in column] for column in x.transpose().tolist()]}


def definite(b: Rows) -> dict[str, Any] | list[int]:
    """Evidence that a symmetric matrix is positive definite, or a vector v with v^T B v < 0, or 0 if B is singular."""
    m, digits = len(b), 32
    while True:
        lower = cholesky([[x << 2 * digits for x in row] for row in b])
        if not isinstance(lower, int):
            return {"lower": lower, "scale": 1 << 2 * digits}
        v = _not_positive(b, lower)
        if v is not None:
            return v
        digits *= 2
        if digits > 64 * (m + 1) * (2 + max(abs(x) for row in b for x in row).bit_length()):
            raise AssertionError("a positive definite matrix has a factor with so many digits")


def _not_positive(b: Rows, i: int) -> list[int] | None:
    """A vector v with v^T B v < 0 if the leading minor of order i + 1 is not positive while that of order i is; 0 if B is singular."""
    m = len(b)
    v = flint().fmpq_mat(m, 1)
    if i:
        block = flint().fmpz_mat([list(row[:i]) for row in b[:i]])
        y = flint().fmpq_mat(block.solve(flint().fmpz_mat([[b[k][i]] for k in range(i)])))
        for k in range(i):
            v[k, 0] = -y[k, 0]
    v[i, 0] = 1
    image = flint().fmpq_mat(flint().fmpz_mat([list(row) for row in b])) * v
    value = image[i, 0]
    if value > 0:
        return None
    if value == 0:  # B v is 0 on the block, and not 0 everywhere: turn v a little towards an axis
        j = next((j for j in range(m) if image[j, 0] != 0), None)
        if j is None:
            return [0] * m
        turn = -(b[j][j] + 1) / (2 * image[j, 0]) if b[j][j] >= 0 else flint().fmpq(0)
        for k in range(m):
            v[k, 0] = v[k, 0] * turn
        v[j, 0] = v[j, 0] + 1
    numerators, _ = v.numer_denom()
    return [int(numerators[k, 0]) for k in range(m)]


def submatrix(g: Rows, kept: Sequence[int]) -> list[list[int]]:
    """Rows and columns `kept`."""
    return [[g[i][j] for j in kept] for i in kept]


def semidefinite(g: Rows, d: int | None) -> Found:
    """Whether a symmetric integer matrix is positive semidefinite of rank at most d. Polynomial."""
    basis = pivots(g, PRIME)
    small = d is not None and len(basis) > d
    if not small:
        basis, spanned = ranked(g)
    kept = basis[: d + 1] if small and d is not None else basis
    shown = definite(submatrix(g, kept)) if kept else {"lower": [], "scale": 1}
    if small and isinstance(shown, list) and not any(shown):
        kept, shown = basis, definite(submatrix(g, basis))  # not singular, by the choice of the basis
    if isinstance(shown, list):
        v = [0] * len(g)
        for k, x in zip(kept, shown, strict=True):
            v[k] = x
        return Found(False, {"vector": v})
    if small or (d is not None and len(basis) > d):
        return Found(False, {"minor": kept[: d + 1] if d is not None else kept, **shown})
    return Found(True, {"basis": basis, **spanned, **shown}, len(basis))


def at_most(g: Rows, d: int | None) -> Found:
    """Whether the rank of an integer matrix is at most d."""
    basis = pivots(g, PRIME)
    if d is None or len(basis) <= d:
        basis, spanned = ranked(g)
        if d is None or len(basis) <= d:
            return Found(True, {"basis": basis, **spanned}, len(basis))
    assert d is not None
    columns = basis[: d + 1]
    rows = independent_rows(g, columns)
    shown = inverse([[g[i][j] for j in columns] for i in rows])
    assert shown is not None
    return Found(False, {"rows": rows, "columns": columns, "inverse": shown})


def inverse(minor: Rows) -> list[list[int]] | None:
    """An integer matrix Y with Y N strictly diagonally dominant: a multiple of the inverse of N, rounded. None if N is singular."""
    m = len(minor)
    digits = (2 * m * m * max((abs(x) for row in minor for x in row), default=0)).bit_length() + 1
    try:
        numerators, denominator = flint().fmpq_mat(flint().fmpz_mat(m, m, [x for row in minor for x in row]).inv()).numer_denom()
    except ZeroDivisionError:
        return None
    return [[int((x << digits) // denominator) for x in row] for row in numerators.tolist()]


def solve(a: Rows, right: Sequence[int]) -> list[Fraction] | None:
    """The solution of a square system; None if it is singular."""
    n = len(a)
    try:
        x = flint().fmpq_mat(flint().fmpz_mat(n, n, [v for row in a for v in row]).solve(flint().fmpz_mat(n, 1, list(right))))
    except ZeroDivisionError:
        return None
    return [Fraction(int(v.p), int(v.q)) for v in x.entries()]


def combination(a: Rows, target: Sequence[int]) -> tuple[int, list[int]] | None:
    """(factor, y) with A y = factor target in integers, factor > 0; None if the target is not in the span of the columns."""
    basis, _ = ranked(a)
    rows = independent_rows(a, basis)
    y = solve([[a[i][j] for j in basis] for i in rows], [target[i] for i in rows])
    assert y is not None
    factor = lcm(*(x.denominator for x in y))
    places = dict(zip(basis, (int(x * factor) for x in y), strict=True))
    full = [places.get(j, 0) for j in range(len(a[0]) if a else 0)]
    exact = all(sum(map(mul, row, full)) == factor * x for row, x in zip(a, target, strict=True))
    return (factor, full) if exact else None


def relation(a: Rows, target: Sequence[int]) -> list[int] | None:
    """An integer vector y with y A = 0 and y target != 0, which shows that A x = target has no solution; None if there is none."""
    m = len(a)
    if not m:
        return None
    wide = flint().fmpz_mat([[*row, x] for row, x in zip(a, target, strict=True)]).transpose()
    narrow = flint().fmpz_mat(len(a[0]), m, [x for column in zip(*a, strict=True) for x in column])
    null, nullity = narrow.nullspace() if len(a[0]) else (flint().fmpz_mat([[int(i == j) for j in range(m)] for i in range(m)]), m)
    for c in range(nullity):
        y = [int(null[i, c]) for i in range(m)]
        if int((wide * flint().fmpz_mat(m, 1, y))[len(a[0]), 0]):
            return y
    return None
