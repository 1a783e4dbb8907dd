"""Which idempotents of a category split, natively."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from presheaf.claims.arrays import by_dom
from presheaf.claims.base import TooLarge
from presheaf.model.category import Category, Ints
from presheaf.model.karoubi import KaroubiOf, idempotents

PAIRS = 50_000_000
CHUNK = 2_000_000


@dataclass(frozen=True)
class Splittings:
    """`idempotents` in increasing order; e = retraction ; section with section ; retraction an identity, both -1 where e does not split."""

    idempotents: Ints
    retraction: Ints
    section: Ints

    @property
    def missing(self) -> Ints:
        """The idempotents that do not split."""
        return self.idempotents[self.retraction < 0]


@lru_cache(maxsize=32)
def splittings(c: Category) -> Splittings:
    """A splitting of every idempotent that has one. Linear for idempotent completions.

    Else O(sum of |C(A, B)| |C(B, A)| over the objects A with an idempotent that is no identity); TooLarge beyond PAIRS of them.
    """
    found = idempotents(c)
    if isinstance(c.origin, KaroubiOf):
        return _completed(c.origin, found)
    n = c.object_count
    where = np.full((2, c.arrow_count), -1, np.int32)
    where[:, :n] = np.arange(n)
    busy = np.zeros(n, dtype=bool)
    busy[c.dom[found[n:]]] = True
    arrows = np.flatnonzero(busy[c.dom]).astype(np.int32)
    order, keys = by_dom(c)
    back = c.cod[arrows].astype(np.int64) * max(n, 1) + c.dom[arrows]
    start = np.searchsorted(keys, back, side="left")
    width = np.searchsorted(keys, back, side="right") - start
    if int(width.sum()) > PAIRS:
        raise TooLarge(f"looking for splittings among {int(width.sum()):,} pairs of arrows of {c.name} (limit {PAIRS:,})")
    first, ends = 0, np.cumsum(width)
    while first < len(arrows):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + CHUNK, side="right")))
        which = np.repeat(np.arange(first, last), width[first:last])
        r, s = arrows[which], order[start[which] + np.arange(len(which)) - (ends[which] - width[which] - done)]
        good = c.compose_arrays(s, r) == c.cod[r]
        r, s = r[good], s[good]
        e = c.compose_arrays(r, s)
        new = where[0, e] < 0
        where[:, e[new]] = r[new], s[new]
        first = last
    return Splittings(found, where[0, found], where[1, found])


def _completed(origin: KaroubiOf, found: Ints) -> Splittings:
    """(e, f, e) splits through the object f."""
    f = origin.under[found]
    place = np.full(origin.base.arrow_count, -1, np.int32)
    place[origin.idempotents] = np.arange(len(origin.idempotents))
    at, through = _ends(origin, found), place[f]
    return Splittings(found, origin.arrows(at, f, through), origin.arrows(through, f, at))


def _ends(origin: KaroubiOf, loops: Ints) -> Ints:
    """The object of each endomorphism of the completion."""
    raw = np.empty(len(origin.number), np.int32)
    raw[origin.number] = np.arange(len(origin.number), dtype=np.int32)
    f = origin.under[loops]
    more = np.diff(origin.right.start)[f]
    return origin.left.idempotent[origin.left.start[f] + (raw[loops] - origin.offset[f]) // np.maximum(more, 1)]
