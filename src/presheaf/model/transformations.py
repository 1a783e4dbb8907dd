"""All natural transformations between two set-valued functors, listed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor

Edges = tuple[Ints, Ints, Ints]
"""(element x, generator s, element s x) for every x of a functor and every s that acts on it."""


def action_edges(s: SetFunctor) -> Edges:
    """The graph of the action, in the order of `action`."""
    generator = np.repeat(np.arange(len(s.category.generators), dtype=np.int32), s.sizes[s.source_object])
    within = np.arange(len(generator)) - s.action_start[generator]
    return (s.start[s.source_object[generator]] + within).astype(np.int32), generator, s.action


def transformations(s: SetFunctor, t: SetFunctor, limit: int) -> Ints:
    """int32[k, |S|]: the k natural transformations S => T as values at the elements of S, components of S combined freely.

    Elements of S are given values in an order in which most follow from earlier ones; rows that break naturality are dropped at once.
    TooLarge if more than `limit` values are in hand at some time: k |S| can be exponential in S.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not s.size:
        return np.empty((1, 0), np.int32)
    x, g, y = action_edges(s)
    graph = coo_array((np.ones(len(x), np.int8), (x, y)), shape=(s.size, s.size)).tocsr()
    part = connected_components(graph, directed=False)[1]
    strong = connected_components(graph, directed=True, connection="strong")[1]
    inner = strong[x] == strong[y]
    entered = np.zeros(int(strong.max()) + 1, bool)
    entered[strong[y[~inner]]] = True
    sources = ~entered[strong]  # elements that no element of another class is sent to
    by_x = np.argsort(x, kind="stable")
    bounds = np.searchsorted(x[by_x], np.arange(s.size + 1))
    out = np.empty((1, s.size), np.int32)
    for component in range(int(part.max()) + 1):
        members = np.flatnonzero(part == component)
        order = members[np.argsort(~sources[members], kind="stable")]
        rows = _component(t, order, s.over, (g[by_x], y[by_x], bounds), limit)
        if len(out) * len(rows) * s.size > limit:
            raise TooLarge(f"{len(out) * len(rows):,} transformations between {s.size:,} and {t.size:,} elements")
        out = np.repeat(out, len(rows), axis=0)
        out[:, order] = np.tile(rows, (len(out) // max(len(rows), 1), 1))
    return out


def _component(t: SetFunctor, order: npt.NDArray[np.int64], over: Ints, edges: tuple[Ints, Ints, npt.NDArray[np.int64]], limit: int) -> Ints:
    """The natural families on one connected component, columns in `order`."""
    generator, image, bounds = edges
    column = dict(zip(order.tolist(), range(len(order)), strict=True))
    rows = np.full((1, len(order)), -1, np.int32)
    known: set[int] = set()
    for top in order.tolist():
        if top in known:
            continue
        values = np.arange(t.start[over[top]], t.start[over[top] + 1], dtype=np.int32)
        if len(rows) * len(values) * len(order) > limit:
            raise TooLarge(f"{len(rows) * len(values):,} partial transformations of {len(order):,} elements")
        rows = np.repeat(rows, len(values), axis=0)
        rows[:, column[top]] = np.tile(values, len(rows) // max(len(values), 1))
        known.add(top)
        work = [top]
        for x in work:
            for e in range(int(bounds[x]), int(bounds[x + 1])):
                y, moved = int(image[e]), t.act_generators(rows[:, column[x]], np.full(len(rows), generator[e], np.int32))
                if y in known:
                    rows = rows[rows[:, column[y]] == moved]
                else:
                    rows[:, column[y]] = moved
                    known.add(y)
                    work.append(y)
    return rows
