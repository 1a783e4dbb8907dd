"""Inverses of arrows, by rows of composites in one direction only."""

from __future__ import annotations

import numpy as np

from presheaf.claims.arrays import by_dom
from presheaf.claims.base import TooLarge
from presheaf.model.category import Category, Ints

PAIRS = 50_000_000
CHUNK = 2_000_000


def invertible(c: Category, arrows: Ints) -> Ints:
    """int32[len(arrows)]: the inverse of each arrow, -1 where it has none.

    In a finite category f with dom f = a, cod f = b is invertible iff some g : b -> a has f ; g = id and g ; f = id. All pairs (f, g)
    are composed, in chunks: O(sum of the sizes of the opposite Homs). TooLarge beyond PAIRS of them.
    """
    order, keys = by_dom(c)
    out = np.full(len(arrows), -1, dtype=np.int32)
    back = c.cod[arrows].astype(np.int64) * max(c.object_count, 1) + c.dom[arrows]
    start = np.searchsorted(keys, back, side="left")
    width = np.searchsorted(keys, back, side="right") - start
    if int(width.sum()) > PAIRS:
        raise TooLarge(f"looking for inverses among {int(width.sum()):,} pairs of arrows of {c.name} (limit {PAIRS:,})")
    first, ends = 0, np.cumsum(width)
    while first < len(arrows):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + CHUNK, side="right")))
        which = np.repeat(np.arange(first, last), width[first:last])
        within = np.arange(len(which)) - (ends[which] - width[which] - done)
        f, g = arrows[which], order[start[which] + within]
        good = np.flatnonzero(c.compose_arrays(f, g) == c.dom[f])
        good = good[c.compose_arrays(g[good], f[good]) == c.cod[f[good]]]
        out[which[good]] = g[good]
        first = last
    return out
