"""Skeletons: one object of each isomorphism class, with all arrows between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category, Ints
from presheaf.model.constructions import FullOf, full
from presheaf.model.setfunctor import Functor

PAIR_LIMIT = 50_000_000  # composites that are looked at for isomorphisms
CHUNK = 1_000_000


def isomorphism_classes(c: Category) -> Ints:
    """int32[n]: the least object isomorphic to each object.

    Isomorphic objects have as many arrows to and from every object, so only objects that agree in this are compared, each with the first
    object of every class. TooLarge beyond PAIR_LIMIT composites.
    """
    n = c.object_count
    out = np.arange(n, dtype=np.int32)
    profile = np.stack([_profile(c.dom, c.cod, n), _profile(c.cod, c.dom, n)], axis=1)
    _, group = np.unique(profile, axis=0, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    heads: dict[int, list[int]] = {}
    budget = PAIR_LIMIT
    for x in order[np.bincount(group, minlength=1)[group[order]] > 1].tolist():
        mine = heads.setdefault(int(group[x]), [])
        for head in mine:
            isomorphic, spent = _isomorphic(c, head, x, budget)
            budget -= spent
            if isomorphic:
                out[x] = head
                break
        else:
            mine.append(x)
    return out


def skeleton(name: str, c: Category) -> Category:
    """The full subcategory on the first object of every isomorphism class; its origin is the inclusion."""
    kept = np.unique(isomorphism_classes(c))
    if len(kept) == c.object_count:
        everything = FullOf(c, kept.astype(np.int32), np.arange(c.arrow_count, dtype=np.int32))
        return replace(c, name=name, origin=everything)
    return full(name, c, kept.tolist())


def inclusion(name: str, part: Category) -> Functor:
    """The inclusion of a full subcategory."""
    origin = part.origin
    assert isinstance(origin, FullOf)
    return Functor(name, part, origin.base, origin.objects, origin.arrows[part.generators])


def _profile(near: Ints, far: Ints, n: int) -> npt.NDArray[np.uint64]:
    """uint64[n]: a sum over all x of (a constant of x) times (the number of arrows between x and the object), equal for isomorphic objects."""
    constant = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    constant ^= constant >> np.uint64(29)
    constant *= np.uint64(0xBF58476D1CE4E5B9)
    constant ^= constant >> np.uint64(32)
    out = np.zeros(n, np.uint64)
    np.add.at(out, near, constant[far])
    return out


def _isomorphic(c: Category, a: int, b: int, budget: int) -> tuple[bool, int]:
    """Whether a and b are isomorphic, and the number of composites that were looked at."""
    there, back = c.hom(a, b), c.hom(b, a)
    rows, spent = max(1, CHUNK // max(len(back), 1)), 0
    for low in range(0, len(there) if len(back) else 0, rows):
        f = np.repeat(there[low : low + rows], len(back))
        g = np.tile(back, len(f) // len(back))
        spent += len(f)
        if spent > budget:
            raise TooLarge(f"{c.name}: looking for isomorphisms among more than {PAIR_LIMIT:,} composites")
        good = np.flatnonzero(c.compose_arrays(f, g) == a)
        if len(good) and (c.compose_arrays(g[good], f[good]) == b).any():
            return True, spent
    return False, spent
