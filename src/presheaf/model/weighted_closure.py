"""The least weighted category above a matrix: the weight of the best path, the product of its weights.

Floats find the candidates (Floyd and Warshall on logarithms, dense), and every weight is carried along as the exact product of the weights of its
path. Then the result is checked exactly, near ties included; a weight that composition shows to be too small is replaced by the larger product, until
there is none. So the result is attained by paths and is a category: it is the closure, whatever the floats did.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.rationals import Rationals, rationals, wide
from presheaf.model.weighted import Index, Matrix, Weighted, category_failures, matrix
from presheaf.model.weighted_constructions import with_ones

LIMIT = 2_000  # objects of a closure
MARGIN = 2.0**-30  # a path has to look so much better to be taken at once; what is closer is left to the exact check


@dataclass(frozen=True, eq=False)
class ClosureOf:
    """The closure of a matrix."""

    base: Weighted


def closure(name: str, m: Weighted) -> Matrix:
    """The free weighted category on a matrix. O(n^3) float operations, and exact ones for what they leave open. Raises TooLarge."""
    n = m.object_count
    if n > LIMIT:
        raise TooLarge(f"a closure of {n:,} objects (limit {LIMIT:,})")
    rows, columns, values = with_ones(m.entries, n)
    logs, num, den = np.full((n, n), -np.inf), np.zeros((n, n), object), np.ones((n, n), object)
    logs[rows, columns] = values.logarithms
    num[rows, columns], den[rows, columns] = wide(values).num, wide(values).den
    for k in range(n):
        candidate = logs[:, k, None] + logs[k]
        i, j = np.nonzero(candidate > logs + MARGIN)
        logs[i, j] = candidate[i, j]
        num[i, j], den[i, j] = num[i, k] * num[k, j], den[i, k] * den[k, j]
    return _settled(name, m, num, den)


def _settled(name: str, m: Weighted, num: Index, den: Index) -> Matrix:
    """The matrix of these products, after exact corrections."""
    n = m.object_count
    row, column = (part.astype(np.int64) for part in np.nonzero(num))
    made = matrix(name, m.names.objects, row, column, _lowest(num[row, column], den[row, column]), ClosureOf(m))
    while failures := list(category_failures(made)):
        better: dict[tuple[int, int], Fraction] = {}
        for f in failures:
            through = made.weight(f.x, f.y) * made.weight(f.y, f.z)
            better[f.x, f.z] = max(through, better.get((f.x, f.z), through))
        e = made.entries
        table = dict(zip(zip(e.rows.tolist(), e.columns.tolist(), strict=True), e.values.fractions(), strict=True)) | better
        keys = np.array([x * n + z for x, z in table], dtype=np.int64)
        made = matrix(name, m.names.objects, keys // n, keys % n, rationals(table.values()), ClosureOf(m))
    return made


def _lowest(num: Index, den: Index) -> Rationals:
    return rationals(Fraction(a, b) for a, b in zip(num.tolist(), den.tolist(), strict=True))


def predecessors(k: Weighted, m: Weighted) -> list[int]:
    """For each entry (x, z) of a closure k of m, z not x, some p with k(x, z) = k(x, p) m(p, z) from which the same leads back to x; x at (x, x).

    A search from each x along the entries of m that are tight; O(n nnz(m)) on floats, exact where they are close.
    """
    e, n = m.entries, m.object_count
    off = np.flatnonzero(e.rows != e.columns).astype(np.int64)
    tails, heads, weights = e.rows[off], e.columns[off], e.values.take(off)
    logs = np.full((n, n), -np.inf)
    logs[k.entries.rows, k.entries.columns] = k.entries.values.logarithms
    slack = k.entries.values.slack + weights.slack
    via: list[int] = []
    for x in range(n):
        with np.errstate(invalid="ignore"):
            near = np.flatnonzero(np.abs(logs[x, tails] + weights.logarithms - logs[x, heads]) <= slack).astype(np.int64)
        here = np.full(len(near), x, dtype=np.int64)
        start, end = k.weights(here, tails[near]), k.weights(here, heads[near])
        tight = near[start.products_equal(weights.take(near), end)]
        via += _back_to(x, tails[tight].tolist(), heads[tight].tolist(), k.row(x)[0].tolist())
    return via


def _back_to(x: int, tails: list[int], heads: list[int], reached: list[int]) -> list[int]:
    """The predecessor of each of the objects reached, in a breadth-first search from x along these arrows."""
    out: dict[int, list[int]] = {}
    for p, z in zip(tails, heads, strict=True):
        out.setdefault(p, []).append(z)
    came, order = {x: x}, [x]
    for p in order:
        for z in out.get(p, ()):
            if z not in came:
                came[z] = p
                order.append(z)
    return [came[z] for z in reached]
