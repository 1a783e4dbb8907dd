"""Where the Hom functor of an object and a task differ in size, for one object or all at once without an n x n table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from presheaf.claims.arrays import by_dom, near_far
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor


def size_mismatch(t: SetFunctor, p: int) -> int:
    """The least object Y with |H(Y)| != |T(Y)|, or -1. O(m)."""
    near, far = near_far(t)
    wrong = np.flatnonzero(np.bincount(far[near == p], minlength=t.category.object_count) != t.sizes)
    return int(wrong[0]) if len(wrong) else -1


def hom_runs(t: SetFunctor) -> tuple[Ints, Ints, npt.NDArray[np.int64]]:
    """The non-empty H(Y) over all objects P: (P, Y, size), sorted by (P, Y). O(m), once the arrows are sorted."""
    c = t.category
    keys = c.by_hom[2] if t.variance == "contravariant" else by_dom(c)[1]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, dtype=np.int64)
    p, y = np.divmod(keys[first], max(c.object_count, 1))
    return p.astype(np.int32), y.astype(np.int32), np.diff(np.append(first, len(keys)))


def size_mismatches(t: SetFunctor) -> Ints:
    """int32[n]: for each object P some Y with |H(Y)| != |T(Y)|, or -1 where all sizes agree."""
    n = t.category.object_count
    p, y, size = hom_runs(t)
    out = np.full(n, -1, dtype=np.int32)
    wrong = np.flatnonzero(size != t.sizes[y])
    objects, first = np.unique(p[wrong], return_index=True)
    out[objects] = y[wrong[first]]
    # Where every non-empty H(Y) has the size of T(Y), those Y are some of the objects over which T has elements; find one that is left out.
    support = np.flatnonzero(t.sizes > 0)
    rank = np.searchsorted(support, y)
    start = np.searchsorted(p, np.arange(n))
    within = np.arange(len(p)) - start[p]
    length = np.bincount(p, minlength=n)
    gap = length.copy()
    skipped = np.flatnonzero(rank != within)
    objects, first = np.unique(p[skipped], return_index=True)
    gap[objects] = within[skipped[first]]
    left_out = np.flatnonzero((out < 0) & (gap < len(support)))
    out[left_out] = support[gap[left_out]]
    return out
