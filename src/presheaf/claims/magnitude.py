"""magnitude(L): the sum of the entries of the inverse of a matrix of weights, where it has a weighting and a coweighting (theory 4.5).

A weighting w has L w = 1, a coweighting v has v L = 1. If both exist their sums agree, v L w being both, so each is the magnitude; if L is
invertible they are the row and column sums of the inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from presheaf.claims.base import Formula, Lowering, Note, TooLarge
from presheaf.claims.formulas import at, eq, every, rational
from presheaf.claims.weighted import times
from presheaf.claims.weighted_measures import Constant, Found
from presheaf.model.rationals import shown
from presheaf.model.weighted import Weighted

LIMIT = 80  # objects

Row = list[Fraction]


class Magnitude(Constant):
    name = "magnitude"
    alternatives = (("weighted",),)
    summary = "the sum of the entries of the inverse of the matrix of weights"
    explanation = (
        "magnitude(L) is the sum of a weighting w, sum over y of L(x, y) w(y) = 1 for all x; where L is invertible, the sum of the entries of its\n"
        "inverse. The certificate has a weighting and a coweighting, which have the same sum. On the tree of a language model it is the number of\n"
        "prefixes less the sum of the probabilities of all steps, which is the number of complete texts. Negative magnitudes are left undecided."
    )

    def found(self, low: Lowering, args: Sequence[Any]) -> Found:
        (m,) = args
        n = m.object_count
        if n > LIMIT:
            raise TooLarge(f"magnitude({m.name}): {n:,} objects (limit {LIMIT})")
        table = _table(m)
        weighting, coweighting = solution(table), solution([list(row) for row in zip(*table, strict=True)])
        if weighting is None or coweighting is None:
            raise TooLarge(f"{m.name} has no {'weighting' if weighting is None else 'coweighting'}, and so no magnitude")
        value = sum(weighting, Fraction(0))
        if value < 0:
            raise TooLarge(f"the magnitude of {m.name} is {shown(value)}, and claims are about numbers that are not negative")
        name, x = low.weighted(m), low.fresh("x")

        def stated(q: Formula) -> Formula:
            row, column = [at(f"{name}.hom", x, y) for y in range(n)], [at(f"{name}.hom", y, x) for y in range(n)]
            laws = [every(x, f"{name}.ob", [], combined(weights, vector, 1)) for weights, vector in ((row, weighting), (column, coweighting))]
            return ["and", *laws, combined([1] * n, weighting, q)]

        return value, stated, (Note(f"magnitude({m.name}) = {shown(value)}", m.name),)


def combined(values: Sequence[Formula], factors: Row, right: Formula) -> Formula:
    """factors . values = right, with the negative factors on the right side."""
    left: Formula = 0
    for value, factor in zip(values, factors, strict=True):
        if factor > 0:
            left = ["+", left, times(value, rational(factor))]
        elif factor < 0:
            right = ["+", right, times(value, rational(-factor))]
    return eq(left, right)


def _table(m: Weighted) -> list[Row]:
    n = m.object_count
    return [[m.weight(x, y) for y in range(n)] for x in range(n)]


def solution(table: list[Row]) -> Row | None:
    """Some w with table w = 1, by elimination; None if there is none. O(n^3) exact operations."""
    n = len(table)
    rows = [[*row, Fraction(1)] for row in table]
    pivots: list[int] = []
    for column in range(n):
        at_row = len(pivots)
        pivot = next((i for i in range(at_row, n) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[at_row], rows[pivot] = rows[pivot], rows[at_row]
        lead = rows[at_row][column]
        rows[at_row] = [a / lead for a in rows[at_row]]
        for i in range(n):
            factor = rows[i][column]
            if i != at_row and factor:
                rows[i] = [a - factor * b if b else a for a, b in zip(rows[i], rows[at_row], strict=True)]
        pivots.append(column)
    if any(row[n] for row in rows[len(pivots) :]):
        return None
    out = [Fraction(0)] * n
    for i, column in enumerate(pivots):
        out[column] = rows[i][n]
    return out
