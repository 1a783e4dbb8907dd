"""Presentations that weights show to be infinite.

Give every generator an integer weight such that both sides of every equation weigh the same: that is a functor to the group of integers. If some
directed cycle weighs something, its powers are infinitely many arrows. Such weights exist iff the cycles are not in the span of the equations,
each taken as left side minus right side, over the rationals: one comparison of ranks. In a strongly connected part the differences of directed cycles
span all cycles, so those of a spanning tree stand for them. (The converse fails: an infinite category may have no such weights.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from presheaf.model.category import Ints, Law

ENTRIES = 1_000_000  # of the matrix whose rank is taken


def weighs_a_cycle(object_count: int, dom: Ints, cod: Ints, laws: Sequence[Law]) -> bool:
    """Whether some functor to the integers sends a directed cycle of generators to a number other than 0; False beyond ENTRIES. Exact."""
    cycles = _cycles(object_count, dom, cod)
    if not cycles or (len(laws) + len(cycles)) * len(dom) > ENTRIES:
        return False
    from presheaf.exact.lazily import flint

    sides = [_row(len(dom), law.left, law.right) for law in laws]
    rank = flint().fmpz_mat(sides).rank() if sides else 0
    return int(flint().fmpz_mat([*sides, *cycles]).rank()) > int(rank)


def _row(width: int, plus: Sequence[int], minus: Sequence[int]) -> list[int]:
    row = [0] * width
    for g in plus:
        row[g] += 1
    for g in minus:
        row[g] -= 1
    return row


def _cycles(object_count: int, dom: Ints, cod: Ints) -> list[list[int]]:
    """For each generator of a strongly connected part outside a spanning tree the cycle that it closes, as a signed sum of generators."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(dom), np.int8), (dom, cod)), shape=(object_count, object_count))
    part = connected_components(graph, connection="strong")[1]
    inside = np.flatnonzero(part[dom] == part[cod]).tolist()
    paths: dict[int, list[int]] = {}
    around: list[list[tuple[int, int, int]]] = [[] for _ in range(object_count)]
    for g in inside:
        a, b = int(dom[g]), int(cod[g])
        around[a].append((g, b, 1))
        around[b].append((g, a, -1))
    for root in {int(dom[g]) for g in inside}:
        if root in paths:
            continue
        paths[root] = [0] * len(dom)
        queue = [root]
        for a in queue:
            for g, b, sign in around[a]:
                if b not in paths:
                    paths[b] = paths[a].copy()
                    paths[b][g] += sign
                    queue.append(b)
    out = []
    for g in inside:
        row = [x - y for x, y in zip(paths[int(dom[g])], paths[int(cod[g])], strict=True)]
        row[g] += 1
        if any(row):
            out.append(row)
    return out
