"""The least weighted category above a matrix: the weight of the best path, the product of its weights.

Floats find the candidates (Floyd and Warshall on logarithms, dense), and every weight is the exact product of the weights of its path. Then the
result is checked exactly, near ties included: where it is below the matrix, or composition shows a weight to be too small, the larger number takes
its place, until there is no such place. So it is attained by paths, above the matrix and a category: the closure, whatever the floats did.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.rationals import Rationals, rationals, reduced, wide
from presheaf.model.weighted import Index, Matrix, Weighted, category_failures, matrix
from presheaf.model.weighted_constructions import short, with_ones

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
    logs, last = np.full((n, n), -np.inf), np.full((n, n), -1, dtype=np.int64)
    logs[rows, columns], last[rows, columns] = values.logarithms, rows
    candidate, better = np.empty((n, n)), np.empty((n, n), dtype=np.bool_)
    for k in range(n):
        np.add(logs[:, k, None], logs[k] - MARGIN, out=candidate)
        np.greater(candidate, logs, out=better)
        i, j = np.nonzero(better)
        logs[i, j], last[i, j] = candidate[i, j] + MARGIN, last[k, j]
    made = matrix(name, m.names.objects, *_products(n, last, rows, columns, values), ClosureOf(m))
    return short(_settled(made, rows, columns, values))


def _products(n: int, last: Index, rows: Index, columns: Index, values: Rationals) -> tuple[Index, Index, Rationals]:
    """The entries (x, z) with the exact products of the weights of the paths to them; `last[x, z]` is the object before z, -1 without a path.

    All paths one step longer at a time. What no path leads to, should floats have closed a circle, keeps its own weight.
    """
    num, den = np.zeros((n, n), object), np.ones((n, n), object)
    step, exact = np.full((n, n), -1, dtype=np.int64), wide(values)
    step[rows, columns] = np.arange(len(values))
    known = np.eye(n, dtype=np.bool_)
    num[known] = 1
    x, z = (part.astype(np.int64) for part in np.nonzero((last >= 0) & ~known))
    while len(x):
        p = last[x, z]
        ready = known[x, p]
        if not ready.any():
            break
        i, j, q = x[ready], z[ready], p[ready]
        num[i, j], den[i, j] = num[i, q] * exact.num[step[q, j]], den[i, q] * exact.den[step[q, j]]
        known[i, j] = True
        x, z = x[~ready], z[~ready]
    own = step[x, z] >= 0
    num[x[own], z[own]], den[x[own], z[own]] = exact.num[step[x[own], z[own]]], exact.den[step[x[own], z[own]]]
    row, column = (part.astype(np.int64) for part in np.nonzero(num))
    return row, column, reduced(num[row, column], den[row, column])


def _settled(made: Matrix, rows: Index, columns: Index, values: Rationals) -> Matrix:
    """A matrix of such products after exact corrections; it is to be above these entries."""
    n = made.object_count
    while better := _better(made, rows, columns, values):
        e = made.entries
        table = dict(zip(zip(e.rows.tolist(), e.columns.tolist(), strict=True), e.values.fractions(), strict=True)) | better
        keys = np.array([x * n + z for x, z in table], dtype=np.int64)
        made = matrix(made.name, made.names.objects, keys // n, keys % n, rationals(table.values()), made.origin)
    return made


def _better(made: Matrix, rows: Index, columns: Index, values: Rationals) -> dict[tuple[int, int], Fraction]:
    """Weights that are too small, with larger ones."""
    low = np.flatnonzero(~values.at_most(made.weights(rows, columns))).tolist()
    better = {(int(rows[i]), int(columns[i])): values.at(i) for i in low}
    for f in category_failures(made) if not better else ():
        through = made.weight(f.x, f.y) * made.weight(f.y, f.z)
        better[f.x, f.z] = max(through, better.get((f.x, f.z), through))
    return better


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
        via += _back_to(x, n, tails[tight], heads[tight])[k.row(x)[0]].tolist()
    return via


def _back_to(x: int, n: int, tails: Index, heads: Index) -> Index:
    """The predecessor of each object in a breadth-first search from x along these arrows; x at x, -1 where none leads."""
    came = np.full(n, -1, dtype=np.int64)
    came[x] = x
    while len(fresh := np.flatnonzero((came[tails] >= 0) & (came[heads] < 0))):
        came[heads[fresh]] = tails[fresh]
    return came
