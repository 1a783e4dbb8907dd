"""Counting natural transformations: a sum over all families of a product of equations, contracted element by element.

The equations of naturality are tables over pairs of elements of S, 1 where T satisfies them. Eliminating an element multiplies the tables
that mention it and sums over its images; what is left of them is one table over its neighbours. The work is bounded by the tables, that
is by the number of choices for neighbours at one time (tree width), not by the number of transformations.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.transformations import action_edges

ROW_LIMIT = 5_000_000
WORD = 62  # bits of a count that is held in machine words


def elimination_order(s: SetFunctor, t: SetFunctor) -> Ints:
    """The elements of S, each time one with the fewest neighbours left (then one that is no image, then the one with most images in T)."""
    x, _, y = action_edges(s)
    neighbours: list[set[int]] = [set() for _ in range(s.size)]
    for a, b in zip(x.tolist(), y.tolist(), strict=True):
        if a != b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    image = np.zeros(s.size, bool)
    image[y[x != y]] = True
    rank = list(zip(image.tolist(), (-t.sizes[s.over]).tolist(), range(s.size), strict=True))
    heap = [(len(near), *rank[v]) for v, near in enumerate(neighbours)]
    heapq.heapify(heap)
    order: list[int] = []
    done = [False] * s.size
    while heap:
        degree, *_, v = heapq.heappop(heap)
        if done[v] or degree != len(neighbours[v]):
            continue
        done[v] = True
        order.append(v)
        for u in neighbours[v]:
            neighbours[u] |= neighbours[v]
            neighbours[u] -= {u, v}
            heapq.heappush(heap, (len(neighbours[u]), *rank[u]))
    return np.array(order, np.int32)


@dataclass(frozen=True)
class Table:
    """For each row of images (one column per element of `elements`) the number of ways; rows differ."""

    elements: tuple[int, ...]
    rows: Ints
    ways: npt.NDArray[Any]


def contracted(s: SetFunctor, t: SetFunctor, order: Ints) -> int | None:
    """|Nat(S, T)| by eliminating the elements of S in the given order; None if that goes through more than ROW_LIMIT rows."""
    rank = np.empty(s.size, np.int64)
    rank[order] = np.arange(s.size)
    bits = float(np.log2(np.maximum(t.sizes[s.over], 1)).sum()) if s.size else 0.0
    kind: Any = np.int64 if bits < WORD else object
    waiting: list[list[Table]] = [[] for _ in range(s.size)]
    for table in _equations(s, t, kind):
        waiting[min(int(rank[v]) for v in table.elements)].append(table)
    total, rows = 1, 0
    for i, v in enumerate(order.tolist()):
        images = np.arange(t.start[s.over[v]], t.start[s.over[v] + 1], dtype=np.int32)
        joined = Table((v,), images[:, None], np.ones(len(images), kind))
        for table in sorted(waiting[i], key=lambda one: len(one.ways)):
            found = _join(joined, table, ROW_LIMIT - rows)
            if found is None:
                return None
            joined = found
            rows += len(joined.ways)
        rest = _sum_out(joined, v)
        if rest.elements:
            waiting[min(int(rank[u]) for u in rest.elements)].append(rest)
        else:
            total *= int(rest.ways.sum()) if len(rest.ways) else 0
        waiting[i] = []
        if not total:
            return 0
    return total


def _equations(s: SetFunctor, t: SetFunctor, kind: Any) -> list[Table]:
    """A table for each equation: the image of s x is s acting on the image of x."""
    graphs: list[tuple[Ints, Ints]] = []
    for g in range(len(s.category.generators)):
        u = np.arange(t.start[t.source_object[g]], t.start[t.source_object[g] + 1], dtype=np.int32)
        graphs.append((u, t.map_of(g)))
    out = []
    for x, g, y in zip(*(part.tolist() for part in action_edges(s)), strict=True):
        u, v = graphs[g]
        rows = u[u == v][:, None] if x == y else np.stack([u, v], axis=1)
        out.append(Table((x,) if x == y else (x, y), rows, np.ones(len(rows), kind)))
    return out


def _join(one: Table, two: Table, limit: int) -> Table | None:
    """The product of two tables; None if it has more than `limit` rows."""
    shared = [e for e in two.elements if e in one.elements]
    new = [j for j, e in enumerate(two.elements) if e not in one.elements]
    left, right = _keys(one, two, shared)
    order = np.argsort(right, kind="stable")
    low, high = np.searchsorted(right[order], left, side="left"), np.searchsorted(right[order], left, side="right")
    width = high - low
    if int(width.sum()) > limit:
        return None
    row = np.repeat(np.arange(len(left)), width)
    at = order[np.arange(len(row)) - np.repeat(np.cumsum(width) - width, width) + np.repeat(low, width)]
    rows = np.concatenate([one.rows[row], two.rows[at][:, new]], axis=1)
    return Table((*one.elements, *(two.elements[j] for j in new)), rows, one.ways[row] * two.ways[at])


def _keys(one: Table, two: Table, shared: list[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """One number for the shared columns of every row, the same on both sides iff they agree."""
    a = one.rows[:, [one.elements.index(e) for e in shared]].astype(np.int64)
    b = two.rows[:, [two.elements.index(e) for e in shared]].astype(np.int64)
    return _packed(np.concatenate([a, b]), len(a))


def _packed(rows: npt.NDArray[np.int64], cut: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    span = rows.max(axis=0, initial=0) + 1
    if sum(log2(int(n)) for n in span) < WORD:
        out = np.zeros(len(rows), np.int64)
        for column, size in zip(rows.T, span.tolist(), strict=True):
            out = out * size + column
    else:
        out = np.unique(rows, axis=0, return_inverse=True)[1].ravel().astype(np.int64)
    return out[:cut], out[cut:]


def _sum_out(table: Table, v: int) -> Table:
    """The table with the images of v summed over."""
    at = table.elements.index(v)
    rest = table.elements[:at] + table.elements[at + 1 :]
    rows = np.delete(table.rows, at, axis=1)
    if not rest or not len(rows):
        return Table(rest, rows, table.ways)
    key, _ = _packed(rows.astype(np.int64), len(rows))
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    return Table(rest, rows[order[first]], np.add.reduceat(table.ways[order], first))
