"""The sum of squared defects of a table of codes with an inner product, and whether other codes in the same R^d come below it (README.md)."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any

from .encoder import Encoder
from .errors import member, need
from .rational import Proof, whole


def squares(e: Encoder, rows: list[list[int]], columns: list[list[int]], unit: Fraction) -> Fraction:
    """The sum of (<x, y> / unit - H)^2 over all pairs."""
    pairs = [(sum(map(mul, x, y)), e.values[k]) for x, at in zip(rows, e.at, strict=True) for y, k in zip(columns, at, strict=True)]
    return sum(((dot / unit - h) ** 2 for dot, h in pairs), Fraction(0))


def loss(e: Encoder) -> Fraction:
    """The sum of the squared defects."""
    need(e.digest is None and e.family in ("dot", "two_tower"), "kernel", f"{e.name} is not asked")
    return squares(e, e.rows, e.columns, e.unit**2 / e.rate)


def optimal(e: Encoder, eps: Any, one: Any, evidence: dict[str, Any]) -> bool:
    """The rule `optimal` [E, eps, one]: no codes in R^d have a loss below that of E less eps; if `one`, columns have the codes of the rows."""
    need(not one or e.rows == e.columns, "codes", "the columns have codes of their own")
    over, d = loss(e) - Fraction(*whole(eps, "a tolerance", 2)), len([*e.rows, *e.columns, []][0])
    (unit,) = whole([member(evidence, "unit", "evidence")], "unit")
    need(unit > 0, "range", "unit")
    if "rows" in evidence:
        rows, columns = ([whole(code, "a code", d) for code in evidence["rows" if one else side]] for side in ("rows", "columns"))
        need(squares(e, rows, columns, Fraction(unit)) < over, "loss", "not smaller")
        return False
    q = lcm(*(h.denominator for h in e.values))
    h = [[int(e.values[k] * q) for k in row] for row in e.at]
    total = Fraction(sum(x * x for row in h for x in row), q * q)
    if one:
        lift, q = gathered(member(evidence, "lift", "evidence"), len(h)), 2 * q * unit
        h = [[(x + y) * unit + q // unit * z for x, y, z in zip(*three, strict=True)] for three in zip(h, zip(*h, strict=True), lift, strict=True)]
    elif len(h) > len(e.columns):
        h = [list(column) for column in zip(*h, strict=True)]
    (top,), spread = whole([member(evidence, "top", "evidence")], "top"), gathered(member(evidence, "spread", "evidence"), len(h))
    need(top >= 0, "range", "top")
    need(total - Fraction(d * top + sum(spread[i][i] for i in range(len(h))), unit) >= over, "bound", "too low")
    g = [[q * q * (top * (i == j) + spread[i][j]) - unit * sum(map(mul, x, y)) for j, y in enumerate(h)] for i, x in enumerate(h)]
    need(Proof(g, [], evidence).semidefinite(None), "definite", "a vector")
    return True


def gathered(terms: Any, n: int) -> list[list[int]]:
    """The sum of p v v^T over terms [p, v...] with p >= 0, which is positive semidefinite."""
    out = [[0] * n for _ in range(n)]
    for term in terms:
        p, *v = whole(term, "a square", n + 1)
        need(p >= 0, "range", "a square")
        out = [[a + p * x * y for a, y in zip(row, v, strict=True)] for row, x in zip(out, v, strict=True)]
    return out
