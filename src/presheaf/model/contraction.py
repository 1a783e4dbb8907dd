"""Counting natural transformations: a sum over all families of a product of equations, contracted element by element.

The equations of naturality are tables over pairs of elements of S, 1 where T satisfies them. Eliminating an element multiplies the tables
that mention it and sums over its images; what is left of them is one table over its neighbours. The work is bounded by the tables, that
is by the number of choices for neighbours at one time (tree width), not by the number of transformations.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.transformations import action_edges

ROW_LIMIT = 5_000_000
PRODUCT_ROWS = 500  # rows of two tables from which on a sparse matrix product pays
WORD = 1 << 62  # bound of counts and keys that are held in machine words


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
    waiting: list[list[Table]] = [[] for _ in range(s.size)]
    for table in _equations(s, t):
        waiting[min(int(rank[v]) for v in table.elements)].append(table)
    total, rows = 1, 0
    for i, v in enumerate(order.tolist()):
        images = np.arange(t.start[s.over[v]], t.start[s.over[v] + 1], dtype=np.int32)
        found = _eliminated(v, images, sorted(waiting[i], key=lambda one: len(one.ways)), ROW_LIMIT - rows)
        if found is None:
            return None
        rest, more = found
        rows += more
        if rest.elements:
            waiting[min(int(rank[u]) for u in rest.elements)].append(rest)
        else:
            total *= int(_wide(rest.ways, len(rest.ways)).sum())
        waiting[i] = []
        if not total:
            return 0
    return total


def _eliminated(v: int, images: Ints, tables: list[Table], limit: int) -> tuple[Table, int] | None:
    """The product of the tables that mention v, summed over its images, and the number of rows gone through; None beyond `limit`."""
    joined, rows = Table((v,), images[:, None], np.ones(len(images), np.int64)), 0
    for i, table in enumerate(tables):
        alone = i == len(tables) - 1 and set(joined.elements) & set(table.elements) == {v}
        if alone and len(joined.ways) + len(table.ways) >= PRODUCT_ROWS and _fits(joined, table, len(images)):
            last = _product(joined, table, v, limit - rows)
            return None if last is None else (last[0], rows + last[1])
        found = _join(joined, table, limit - rows)
        if found is None:
            return None
        joined = found
        rows += len(joined.ways)
    return _sum_out(joined, v), rows


def _fits(one: Table, two: Table, terms: int) -> bool:
    """Whether sums of so many products of their numbers are machine words for certain."""
    return object not in (one.ways.dtype, two.ways.dtype) and int(one.ways.max(initial=0)) * int(two.ways.max(initial=0)) * terms < WORD


def _equations(s: SetFunctor, t: SetFunctor) -> list[Table]:
    """A table for each equation: the image of s x is s acting on the image of x."""
    graphs: list[tuple[Ints, Ints]] = []
    for g in range(len(s.category.generators)):
        u = np.arange(t.start[t.source_object[g]], t.start[t.source_object[g] + 1], dtype=np.int32)
        graphs.append((u, t.map_of(g)))
    out = []
    for x, g, y in zip(*(part.tolist() for part in action_edges(s)), strict=True):
        u, v = graphs[g]
        rows = u[u == v][:, None] if x == y else np.stack([u, v], axis=1)
        out.append(Table((x,) if x == y else (x, y), rows, np.ones(len(rows), np.int64)))
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
    ways = _wide(one.ways, int(two.ways.max(initial=0)))[row] * two.ways[at]
    return Table((*one.elements, *(two.elements[j] for j in new)), rows, ways)


def _keys(one: Table, two: Table, shared: list[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """One number for the shared columns of every row, the same on both sides iff they agree."""
    a = one.rows[:, [one.elements.index(e) for e in shared]]
    b = two.rows[:, [two.elements.index(e) for e in shared]]
    key = _packed(np.concatenate([a, b]))
    return key[: len(a)], key[len(a) :]


def _packed(rows: Ints) -> npt.NDArray[np.int64]:
    """One number for every row, the same iff the rows are."""
    key = np.zeros(len(rows), np.int64)
    if not len(rows):
        return key
    width = (rows.max(axis=0) + 1).tolist()
    if prod(width) >= WORD:
        return np.unique(rows, axis=0, return_inverse=True)[1].ravel().astype(np.int64)
    for column, size in zip(rows.T, width, strict=True):
        key = key * size + column
    return key


def _wide(ways: npt.NDArray[Any], factor: int) -> npt.NDArray[Any]:
    """The numbers as they are, or without a bound where sums and products up to `factor` times the largest might not fit a machine word."""
    return ways.astype(object) if int(ways.max(initial=0)) * factor >= WORD else ways


def _without(table: Table, v: int) -> tuple[tuple[int, ...], Ints]:
    kept = [j for j, e in enumerate(table.elements) if e != v]
    return tuple(table.elements[j] for j in kept), table.rows[:, kept]


def _sum_out(table: Table, v: int) -> Table:
    """The table with the images of v summed over."""
    rest, rows = _without(table, v)
    if not rest or not len(rows):
        return Table(rest, rows, table.ways)
    key = _packed(rows)
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    return Table(rest, rows[order[first]], np.add.reduceat(_wide(table.ways, len(rows))[order], first))


def _product(one: Table, two: Table, v: int, limit: int) -> tuple[Table, int] | None:
    """`_join` then `_sum_out` of tables that share v alone, with the number of rows in between: a product of sparse matrices."""
    from scipy.sparse import csr_array

    a, b = one.rows[:, one.elements.index(v)], two.rows[:, two.elements.index(v)]
    size = int(max(a.max(initial=0), b.max(initial=0))) + 1
    between = int(np.bincount(a, minlength=size) @ np.bincount(b, minlength=size))
    if between > limit:
        return None
    (mine, left), (theirs, right) = _without(one, v), _without(two, v)
    first, i = np.unique(_packed(left), return_index=True, return_inverse=True)[1:]
    second, j = np.unique(_packed(right), return_index=True, return_inverse=True)[1:]
    product = (csr_array((one.ways, (i, a)), (len(first), size)) @ csr_array((two.ways, (b, j)), (size, len(second)))).tocoo()
    rows = np.concatenate([left[first[product.row]], right[second[product.col]]], axis=1)
    return Table((*mine, *theirs), rows, product.data), between
