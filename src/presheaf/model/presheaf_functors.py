"""Functors into categories of presheaves, the Yoneda functor and extensions along a functor, and the presheaves of arrows F A -> X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.constructions import OppositeOf, ProductOf
from presheaf.model.kan import LanOf, lan
from presheaf.model.names import arrow_name
from presheaf.model.presheaf_category import VALUES, PresheavesOf
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.tasks import layout, representable, restrict, starts
from presheaf.model.transformations import transformations


class Missing(Exception):
    """A category of presheaves lacks an object that a functor needs: `at` is the object that would be sent to it."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


@dataclass(frozen=True, eq=False)
class YonedaFunctorOf:
    """Origin of the Yoneda functor C -> E: for every object X of C the element over X of the presheaf Y X that is its universal element."""

    universal: Ints


@dataclass(frozen=True, eq=False)
class ExtensionOf:
    """Origin of the extension E -> P along F: the left Kan extensions along F of the presheaves of E, and isomorphisms from them, as tables."""

    along: Functor
    extended: tuple[SetFunctor, ...]
    isomorphisms: tuple[Ints, ...]


@dataclass(frozen=True, eq=False)
class NerveOf:
    """Origin of (A, X) |-> Hom(F A, X) on C x op(D): F, the arrow of D that every element is, and the arrows of C and D that make up every arrow."""

    functor: Functor
    under: Ints
    left: Ints
    right: Ints


def origin_of(e: Category) -> PresheavesOf:
    """What a category of presheaves was made of."""
    assert isinstance(e.origin, PresheavesOf)
    return e.origin


def universal_elements(t: SetFunctor, x: int) -> list[int]:
    """The elements u over x such that g |-> u|g is a bijection from the arrows into x to the elements of the presheaf T. O(|End x| arrows)."""
    c = t.category
    into = c.into(x)
    if len(into) != t.size or (np.bincount(c.dom[into], minlength=c.object_count) != t.sizes).any():
        return []
    over = range(int(t.start[x]), int(t.start[x + 1]))
    return [u for u in over if len(np.unique(t.act(np.full(len(into), u, np.int32), into))) == t.size]


def yoneda_functor(name: str, c: Category, e: Category) -> Functor:
    """C -> E, X |-> the first presheaf of E that is isomorphic to Hom(-, X), for E a category of presheaves on C; f |-> composition with f.

    Missing where there is none.
    """
    origin = origin_of(e)
    objects, universal, inverse = [], [], []
    for x in range(c.object_count):
        found = next(((i, u) for i, t in enumerate(origin.tasks) for u in universal_elements(t, x)[:1]), None)
        if found is None:
            raise Missing(x)
        i, u = found
        into = c.into(x)
        back = np.empty(origin.tasks[i].size, np.int32)  # the arrow into x that every element comes from
        back[origin.tasks[i].act(np.full(len(into), u, np.int32), into)] = into
        objects.append(i)
        universal.append(u)
        inverse.append(back)
    arrows = []
    for f in c.generators.tolist():
        a, b = int(c.dom[f]), int(c.cod[f])
        moved = c.compose_arrays(inverse[a], np.full(len(inverse[a]), f, np.int32))
        values = origin.tasks[objects[b]].act(np.full(len(moved), universal[b], np.int32), moved)
        arrows.append(origin.arrow(objects[a], objects[b], values))
    return Functor(name, c, e, np.array(objects, np.int32), np.array(arrows, np.int32), YonedaFunctorOf(np.array(universal, np.int32)))


def extension_functor(name: str, f: Functor, e: Category, p: Category) -> Functor:
    """E -> P, S |-> the first presheaf of P that is isomorphic to the left Kan extension of S along F : C -> B, E on C and P on B.

    An arrow goes to the map of Kan extensions that it induces. Missing where there is none; TooLarge where the transformations from one of these
    extensions to a presheaf of P of its size are too many to go through.
    """
    source, target = origin_of(e), origin_of(p)
    objects, isomorphisms = [], []
    extended = tuple(lan(f"lan({f.name}, {t.name})", f, t) for t in source.tasks)
    for at, ext in enumerate(extended):
        found = next(((i, iso) for i, t in enumerate(target.tasks) for iso in _isomorphism(ext, t)), None)
        if found is None:
            raise Missing(at)
        objects.append(found[0])
        isomorphisms.append(found[1])
    arrows = []
    for g in e.generators.tolist():
        a, b = int(e.dom[g]), int(e.cod[g])
        here, there = extended[a], extended[b]
        assert isinstance(here.origin, LanOf)
        assert isinstance(there.origin, LanOf)
        moved = there.act(there.origin.unit[source.component(e, g)[here.origin.element]], here.origin.arrow)
        values = np.empty(here.size, np.int32)
        values[isomorphisms[a]] = isomorphisms[b][moved]
        arrows.append(target.arrow(objects[a], objects[b], values))
    made = ExtensionOf(f, extended, tuple(isomorphisms))
    return Functor(name, e, p, np.array(objects, np.int32), np.array(arrows, np.int32), made)


def _isomorphism(s: SetFunctor, t: SetFunctor) -> list[Ints]:
    """The first isomorphism S -> T in lexicographic order, as a list of at most one table."""
    if (s.sizes != t.sizes).any():
        return []
    every = transformations(s, t, VALUES)
    bijective = every[(np.sort(every, axis=1) == np.arange(s.size)).all(axis=1)]
    return list(bijective[np.lexsort(bijective.T[::-1])][:1]) if s.size else [np.empty(0, np.int32)]


def nerve_at(name: str, f: Functor, x: int) -> SetFunctor:
    """The presheaf A |-> Hom(F A, X) on C, for F : C -> D and an object X of D."""
    d = f.cod
    return restrict(name, representable(f"yoneda({d.names.objects[x]})", d, x, "contravariant"), f)


def nerve(name: str, f: Functor, product: Category) -> SetFunctor:
    """The presheaf (A, X) |-> Hom(F A, X) on C x op(D), for F : C -> D; (a, x) takes h to F a ; h ; x. Linear in the result."""
    c, d, origin = f.dom, f.cod, product.origin
    assert isinstance(origin, ProductOf)
    assert isinstance(origin.right.origin, OppositeOf)
    n, m = d.object_count, origin.right.arrow_count
    pair, arrow = np.empty(product.arrow_count, np.int64), np.empty(m, np.int32)
    pair[origin.number] = np.arange(product.arrow_count)
    arrow[origin.right.origin.number] = np.arange(m, dtype=np.int32)
    left, right = (pair // max(m, 1)).astype(np.int32), arrow[pair % max(m, 1)]
    homs = [d.hom(int(f.on_objects[a]), x) for a in range(c.object_count) for x in range(n)]
    start = starts([len(hom) for hom in homs])
    under = np.concatenate([np.empty(0, np.int32), *homs]).astype(np.int32)
    s, z = layout(product, "contravariant", start)
    step = product.generators[s]
    moved = d.compose_arrays(d.compose_arrays(f.on_arrows[left[step]], under[z]), right[step])
    action = start[product.dom[step]] + _places(d, moved)
    names = tuple(arrow_name(d, int(h)) for h in under)
    return SetFunctor(name, product, "contravariant", start, action.astype(np.int32), names, NerveOf(f, under, left, right))


def _places(c: Category, arrows: Ints) -> Ints:
    """The place of each arrow among those with its ends."""
    order, _, keys = c.by_hom
    out = np.empty(c.arrow_count, np.int32)
    out[order] = np.arange(c.arrow_count) - np.searchsorted(keys, keys)
    return out[arrows]
