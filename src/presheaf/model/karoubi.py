"""The idempotent completion of a category.

Its objects are the idempotents e of C (the identity of A among them, as A), its arrows e -> e' the triples (e, f, e') with e ; f ; e' = f,
and they compose as the f do. Every idempotent f of it splits, through the object f.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import ARROW_LIMIT, Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor
from presheaf.model.written import Written

PAIR_LIMIT = 50_000_000  # pairs of an idempotent and an arrow at its object that are composed


@dataclass(frozen=True, eq=False)
class Side:
    """The idempotents that fix each arrow from one side: those of arrow f are `idempotent[start[f]:start[f + 1]]`, in increasing order."""

    start: npt.NDArray[np.int64]
    arrow: Ints
    idempotent: Ints

    def rank(self, arrow: Ints, idempotent: Ints, size: int) -> npt.NDArray[np.int64]:
        """The place of each idempotent among those that fix its arrow; -1 where it does not."""
        keys = self.arrow.astype(np.int64) * size + self.idempotent
        wanted = arrow.astype(np.int64) * size + idempotent
        place = np.searchsorted(keys, wanted)
        hit = place < len(keys)
        hit[hit] = keys[place[hit]] == wanted[hit]
        return np.where(hit, place - self.start[arrow], -1)


@dataclass(frozen=True, eq=False)
class KaroubiOf:
    """Object k is the idempotent `idempotents[k]` of `base`, arrow i is (its domain, `under[i]`, its codomain)."""

    base: Category
    idempotents: Ints
    under: Ints
    left: Side
    right: Side
    offset: npt.NDArray[np.int64]
    number: Ints

    def arrows(self, k: Ints, f: Ints, l: Ints) -> Ints:  # noqa: E741
        """The arrows (k[i], f[i], l[i]) for objects k, l and arrows f of the base; -1 where there is none."""
        found = _places(self, k, f, l)
        out = np.full(len(found), -1, np.int32)
        out[found >= 0] = self.number[found[found >= 0]]
        return out

    def arrow(self, k: int, f: int, l: int) -> int:  # noqa: E741
        """The arrow (k, f, l), or -1."""
        return int(self.arrows(*(np.array([x], np.int32) for x in (k, f, l)))[0])


def idempotents(c: Category) -> Ints:
    """The arrows e with e ; e = e in increasing order, so the identities come first. O(loops)."""
    loops = np.flatnonzero(c.dom == c.cod).astype(np.int32)
    still: Ints = loops[c.compose_arrays(loops, loops) == loops]
    return still


def karoubi(name: str, c: Category) -> Category:
    """The idempotent completion of C.

    The object of the identity of A is called A, that of another idempotent e at A is called e, or (A, e) if e is written as a composite or
    an object is called e. Its generators are those generators of C that are not idempotent, and (A, e, e) : A -> e and (e, e, A) : e -> A
    for the other idempotents e; every arrow may be written as a triple. Linear in the result and in the pairs of an idempotent and an
    arrow at its object.
    """
    idem = idempotents(c)
    left, right = _fixing(c, idem, c.dom), _fixing(c, idem, c.cod)
    many, more = np.diff(left.start), np.diff(right.start)
    offset = np.concatenate(([0], np.cumsum(many * more)))
    if offset[-1] > ARROW_LIMIT:
        raise TooLarge(f"{int(offset[-1]):,} arrows (limit {ARROW_LIMIT:,})")
    f = np.repeat(np.arange(c.arrow_count, dtype=np.int32), many * more)
    within = np.arange(len(f)) - offset[f]
    dom = left.idempotent[left.start[f] + within // np.maximum(more[f], 1)]
    cod = right.idempotent[right.start[f] + within % np.maximum(more[f], 1)]
    raw = KaroubiOf(c, idem, f, left, right, offset, np.arange(len(f), dtype=np.int32))
    k, n = np.arange(len(idem), dtype=np.int32), c.object_count
    steps = np.unique(c.generators)
    steps = steps[~np.isin(steps, idem)]
    split, at = k[n:], c.dom[idem[n:]]
    ends = (c.dom[steps], at, split), (steps, idem[n:], idem[n:]), (c.cod[steps], split, at)
    gdom, gunder, gcod = (np.concatenate(part).astype(np.int32) for part in ends)
    gens = raw.arrows(gdom, gunder, gcod)

    def step(arrow: Ints, s: Ints) -> Ints:
        return raw.arrows(dom[arrow], c.compose_arrays(f[arrow], gunder[s]), gcod[s])

    normal = normal_form(Raw(dom, cod, raw.arrows(k, idem, k), gens, step))
    back = np.empty(len(f), np.int32)
    back[normal.number] = np.arange(len(f), dtype=np.int32)
    objects = _object_names(c, idem)

    def spelt(i: int) -> str:
        return f"({objects[int(dom[i])]}, {arrow_name(c, int(f[i]))}, {objects[int(cod[i])]})"

    listed = [arrow_name(c, int(g)) if i < len(steps) else spelt(int(a)) for i, (g, a) in enumerate(zip(gunder, gens, strict=True))]
    extra = Written(lambda: {spelt(i): int(normal.number[i]) for i in range(len(f))})
    names = Names(objects, tuple(listed), tuple(normal.number[gens].tolist()), extra)
    return category(name, names, normal, (), KaroubiOf(c, idem, f[back], left, right, offset, normal.number))


def embedding(name: str, completion: Category) -> Functor:
    """C -> karoubi(C), A |-> A, f |-> (A, f, B). Fully faithful."""
    origin = completion.origin
    assert isinstance(origin, KaroubiOf)
    c = origin.base
    objects = np.arange(c.object_count, dtype=np.int32)
    images = origin.arrows(c.dom[c.generators], c.generators, c.cod[c.generators])
    return Functor(name, c, completion, objects, images)


def _places(o: KaroubiOf, k: Ints, f: Ints, l: Ints) -> npt.NDArray[np.int64]:  # noqa: E741
    size = len(o.idempotents)
    i, j = o.left.rank(f, k, size), o.right.rank(f, l, size)
    width = np.diff(o.right.start)[f]
    return np.where((i >= 0) & (j >= 0), o.offset[f] + i * width + j, -1)


def _fixing(c: Category, idem: Ints, near: Ints) -> Side:
    """The pairs (f, e) with e ; f = f for `near` = dom, f ; e = f for `near` = cod."""
    order = np.argsort(near, kind="stable").astype(np.int32)
    first = np.searchsorted(near[order], np.arange(c.object_count + 1))
    low, high = first[c.dom[idem]], first[c.dom[idem] + 1]
    total = int((high - low).sum())
    if total > PAIR_LIMIT:
        raise TooLarge(f"{total:,} pairs of an idempotent and an arrow (limit {PAIR_LIMIT:,})")
    k = np.repeat(np.arange(len(idem), dtype=np.int32), high - low)
    f = order[np.arange(total) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + np.repeat(low, high - low)]
    fixed = (c.compose_arrays(idem[k], f) if near is c.dom else c.compose_arrays(f, idem[k])) == f
    k, f = k[fixed], f[fixed]
    by_arrow = np.argsort(f, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(f, minlength=c.arrow_count))))
    return Side(start, f[by_arrow], k[by_arrow])


def _object_names(c: Category, idem: Ints) -> tuple[str, ...]:
    names = dict.fromkeys(c.names.objects)
    for e in idem[c.object_count :].tolist():
        at, label = c.names.objects[int(c.dom[e])], arrow_name(c, e)
        label = f"({at}, {label})" if e not in c.names.by_arrow else label
        while label in names:
            label = f"({at}, {label})"
        names[label] = None
    return tuple(names)
