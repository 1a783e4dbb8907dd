"""The same questions for matrices of polynomials in logarithms of multiplicatively independent rationals, two or more.

An identity is found by computing with indeterminates in place of the logarithms, a sign by bounds; so every answer is right. That a polynomial
which is not 0 is not 0 at the logarithms is a theorem for linear forms (unique factorisation) and for homogeneous ones in two logarithms
(Gelfond and Schneider); in general it would follow from Schanuel's conjecture. Where the bounds cannot tell, the answer stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

from presheaf.exact import linear
from presheaf.exact.cholesky import cholesky
from presheaf.exact.lazily import flint
from presheaf.exact.linear import Found
from presheaf.kernel import Rejected
from presheaf.kernel.logarithm import logarithm
from presheaf.kernel.rational import Bounds, Number, Poly, Proof, bounds

Rows = Sequence[Sequence[Number]]
DIGITS = 1_024  # binary digits of the longest numbers that are tried
TERMS = 20_000  # of the polynomials in the combinations of one basis


def semidefinite(g: Rows, d: int | None, bases: Sequence[Fraction]) -> Found:
    """Whether a symmetric matrix is positive semidefinite of rank at most d."""
    basis = linear.pivots(_reduced(g, len(bases)), linear.PRIME)
    small = d is not None and len(basis) > d
    kept = basis[: d + 1] if small and d is not None else basis
    spanned = {} if small else span(g, basis, basis, len(bases))
    for digits, logs in _precisions(bases):
        shown = definite([[g[i][j] for j in kept] for i in kept], digits, logs)
        if isinstance(shown, dict):
            if spanned is None:
                return _too_large(basis)
            if small:
                return Found(False, {"minor": kept, **shown})
            evidence = {"basis": basis, **spanned, **shown}
            if _accepted(g, logs, evidence, lambda proof: proof.semidefinite(d)):
                return Found(True, evidence, len(basis))
        for within, vectors in ((kept, shown), (basis, definite(_part(g, basis), digits, logs) if small else [])):
            for v in vectors if isinstance(vectors, list) else ():
                evidence = {"vector": [v[within.index(i)] if i in within else 0 for i in range(len(g))], "bits": _bits(digits)}
                if _accepted(g, logs, evidence, lambda proof: not proof.semidefinite(d)):
                    return Found(False, evidence)
    return _open(len(bases))


def at_most(g: Rows, d: int | None, bases: Sequence[Fraction]) -> Found:
    """Whether the rank is at most d."""
    reduced = _reduced(g, len(bases))
    basis = linear.pivots(reduced, linear.PRIME)
    large = d is not None and len(basis) > d
    columns = basis[: d + 1] if large and d is not None else basis
    rows = linear.pivots([[row[j] for row in reduced] for j in columns], linear.PRIME)
    spanned = {} if large else span(g, rows, basis, len(bases))
    if spanned is None:
        return _too_large(basis)
    minor = [[g[i][j] for j in columns] for i in rows]
    for digits, logs in _precisions(bases):
        if large:
            y = linear.inverse(_rounded(minor, digits, logs)[0])
            evidence = {"rows": rows, "columns": columns, "inverse": y or [], "bits": _bits(digits)}
        else:
            evidence = {"basis": basis, **spanned, "bits": _bits(digits)}
        if _accepted(g, logs, evidence, lambda proof: proof.rank(d) != large):
            return Found(not large, evidence, None if large else len(basis))
    return _open(len(bases))


def combination(g: Rows, target: Sequence[Number], bases: Sequence[Fraction]) -> tuple[Any, list[Any]] | None:
    """(factor, y) with g y = factor target, as the kernel reads them; None if the target is not in the span of the columns, or it is too large."""
    wide = [[*row, x] for row, x in zip(g, target, strict=True)]
    reduced = _reduced(wide, len(bases))
    basis = linear.pivots([row[:-1] for row in reduced], linear.PRIME)
    rows = linear.pivots([[row[j] for row in reduced] for j in basis], linear.PRIME)
    if len(linear.pivots(reduced, linear.PRIME)) != len(basis):
        return None
    solved = span([[*(row[j] for j in basis), row[-1]] for row in wide], rows, range(len(basis)), len(bases))
    if solved is None:
        return None
    places = dict(zip(basis, solved["columns"][0], strict=True))
    return solved["factor"], [places.get(j, 0) for j in range(len(wide[0]) - 1)]


def definite(b: Rows, digits: int, logs: Bounds) -> dict[str, Any] | list[list[int]]:
    """Evidence that a symmetric matrix is positive definite, or vectors v for which v^T B v may be negative."""
    rounded, error = _rounded(b, 2 * digits, logs)
    lower = cholesky(rounded, error)
    if not isinstance(lower, int):
        return {"lower": lower, "scale": 1 << 2 * digits, "bits": _bits(digits)}
    return list(_candidates(rounded, lower, digits))


def _candidates(b: list[list[int]], i: int, digits: int) -> Iterator[list[int]]:
    """The direction in which the elimination of B fails at row i, and that turned a little towards each axis."""
    y = [Fraction(0)] * len(b)
    if i:
        solved = linear.solve([row[:i] for row in b[:i]], [b[k][i] for k in range(i)])
        if solved is None:
            return
        y[:i] = [-x for x in solved]
    y[i] = Fraction(1)
    yield _whole(y, digits)
    image = [sum((x * v for x, v in zip(row, y, strict=True)), Fraction(0)) for row in b]
    for j in range(i + 1, len(b)):
        if image[j]:
            turn = -max(abs(image[j]), Fraction(abs(b[j][j]))) / image[j]
            yield _whole([x * turn + (k == j) for k, x in enumerate(y)], digits)


def _whole(v: list[Fraction], digits: int) -> list[int]:
    scale = Fraction(1 << digits) / max(abs(x) for x in v)
    return [round(x * scale) for x in v]


def span(g: Rows, rows: Sequence[int], basis: Sequence[int], variables: int) -> dict[str, Any] | None:
    """Every other column as a combination of those of the basis, over the field of rational functions; None if that grows too large.

    Fraction-free elimination of the rows, on which the basis is not singular: the factor is their minor.
    """
    known = set(basis)
    others = [j for j in range(len(g[0]) if g else 0) if j not in known]
    context = flint().fmpz_mpoly_ctx.get([f"t{i}" for i in range(variables)], "lex")
    table = [[_symbol(g[i][j], context, variables) for j in (*basis, *others)] for i in rows]
    last = context.from_dict({(0,) * variables: 1})
    for k in range(len(basis)):
        swap = next(i for i in range(k, len(rows)) if table[i][k] != 0)
        table[k], table[swap] = table[swap], table[k]
        for i in range(len(rows)):
            if i != k:
                lead = table[i][k]
                table[i] = [(table[k][k] * x - lead * y) / last for x, y in zip(table[i], table[k], strict=True)]
        last = table[k][k]
        if sum(len(x) for row in table for x in row) > TERMS:
            return None
    columns = [[_written(table[k][len(basis) + c]) for k in range(len(basis))] for c in range(len(others))]
    return {"factor": _written(last), "columns": columns}


def _symbol(x: Number, context: Any, variables: int) -> Any:
    terms = x.terms if isinstance(x, Poly) else {(): x}
    return context.from_dict({tuple(key.count(i) for i in range(variables)): c for key, c in terms.items()})


def _written(x: Any) -> Any:
    """A polynomial as the kernel reads it."""
    return [[int(c), *(i for i, power in enumerate(key) for _ in range(power))] for key, c in x.to_dict().items()]


def _reduced(g: Rows, variables: int) -> list[list[int]]:
    """The matrix modulo a prime, at random values of the logarithms: its rank is that over the rational functions, or less by bad luck."""
    draw = Random(variables)
    at = [draw.randrange(linear.PRIME) for _ in range(variables)]

    def value(x: Number) -> int:
        terms = x.terms if isinstance(x, Poly) else {(): x}
        return sum(c * prod(at[i] for i in key) for key, c in terms.items()) % linear.PRIME

    return [[value(x) for x in row] for row in g]


def _rounded(g: Rows, digits: int, logs: Bounds) -> tuple[list[list[int]], int]:
    """2^digits g, rounded down, and a bound of the errors."""
    ends = [[bounds(x, logs) for x in row] for row in g]
    width = max((hi - lo for row in ends for lo, hi in row), default=0)
    return [[int(lo * (1 << digits) // 1) for lo, _ in row] for row in ends], int(width * (1 << digits)) + 2


def _precisions(bases: Sequence[Fraction]) -> Iterator[tuple[int, Bounds]]:
    digits = 32
    while digits <= DIGITS:
        yield digits, [logarithm(b, _bits(digits)) for b in bases]
        digits *= 2


def _bits(digits: int) -> int:
    return 4 * digits + 64


def _part(g: Rows, kept: Sequence[int]) -> list[list[Number]]:
    return [[g[i][j] for j in kept] for i in kept]


def _accepted(g: Rows, logs: Bounds, evidence: dict[str, Any], shows: Callable[[Proof], bool]) -> bool:
    try:
        return shows(Proof([list(row) for row in g], logs, evidence))
    except Rejected:
        return False


def _too_large(basis: Sequence[int]) -> Found:
    return Found(None, {}, reason=f"resource: the combinations of a basis of {len(basis)} columns have more than {TERMS:,} terms")


def _open(rank: int) -> Found:
    what = f"the weights generate a group of rank {rank}; a quantity that is no identity was not told from 0 by {_bits(DIGITS)} binary digits"
    return Found(None, {}, reason=f"undecidable: {what}; whether that can happen is open (no, by Schanuel's conjecture)")
