"""Structures carried along from one category to another that is a part, a quotient, or another presentation of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.structure import Structure


@dataclass(frozen=True, eq=False)
class Along:
    """A category in place of another one.

    `objects`, `arrows`: an object and an arrow of `old` for each of `new`; `object_number`, `number`: the object and arrow of `new` that one of `old`
    is there, -1 if it is gone. All int32.
    """

    old: Category
    new: Category
    objects: Ints
    arrows: Ints
    object_number: Ints
    number: Ints


def unchanged(c: Category) -> Along:
    """C in place of itself."""
    objects, arrows = np.arange(c.object_count, dtype=np.int32), np.arange(c.arrow_count, dtype=np.int32)
    return Along(c, c, objects, arrows, objects, arrows)


def carried(world: Sequence[Structure], changes: Sequence[Along]) -> tuple[Structure, ...] | None:
    """The structures with other categories in place of theirs; None where some structure does not live there.

    Structures come after those they are over. Cost: all arrows acting on all elements.
    """
    along = {id(change.old): change for change in changes}
    done: dict[int, Structure] = {id(change.old): change.new for change in changes}
    out: list[Structure] = []
    for structure in world:
        new = done.get(id(structure)) or _carried(structure, along, done)
        if new is None:
            return None
        done[id(structure)] = new
        out.append(new)
    return tuple(out)


def _carried(structure: Structure, along: dict[int, Along], done: dict[int, Structure]) -> Structure | None:
    match structure:
        case SetFunctor():
            return set_functor(structure, along[id(structure.category)]) if id(structure.category) in along else structure
        case Functor():
            return _functor(structure, *(along.get(id(c)) or unchanged(c) for c in (structure.dom, structure.cod)))
        case Transformation():
            return _transformation(structure, done)
    return structure


def set_functor(t: SetFunctor, change: Along) -> SetFunctor | None:
    """T on the new category; None if two arrows that are one there act in different ways."""
    kept = np.concatenate([np.arange(t.start[x], t.start[x + 1]) for x in change.objects.tolist()] or [np.empty(0)]).astype(np.int32)
    near = t.category.cod if t.variance == "contravariant" else t.category.dom
    for f, g in enumerate(change.number.tolist()):
        if g >= 0 and change.arrows[g] != f:
            x = np.arange(t.start[near[f]], t.start[near[f] + 1], dtype=np.int32)
            if (t.act(x, np.full(len(x), f, np.int32)) != t.act(x, np.full(len(x), change.arrows[g], np.int32))).any():
                return None
    number = np.full(t.size, -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    action = []
    for g in change.new.generators.tolist():
        f = int(change.arrows[g])
        x = np.arange(t.start[near[f]], t.start[near[f] + 1], dtype=np.int32)
        action.append(number[t.act(x, np.full(len(x), f, np.int32))])
    start = np.concatenate(([0], np.cumsum(t.sizes[change.objects], dtype=np.int64)))
    names = tuple(t.element_names[x] for x in kept.tolist())
    flat = np.concatenate([*action, np.empty(0)]).astype(np.int32)
    return replace(t, category=change.new, start=start, action=flat, element_names=names, origin=None)


def _functor(f: Functor, dom: Along, cod: Along) -> Functor | None:
    on_objects = cod.object_number[f.on_objects[dom.objects]]
    on_generators = cod.number[f.on_arrows[dom.arrows[dom.new.generators]]]
    if (on_objects < 0).any() or (on_generators < 0).any():
        return None
    value = cod.number[f.on_arrows]
    alive = np.flatnonzero(dom.number >= 0)
    if (value[alive] != value[dom.arrows[dom.number[alive]]]).any():
        return None
    return replace(f, dom=dom.new, cod=cod.new, on_objects=on_objects, on_generators=on_generators, origin=None)


def _transformation(a: Transformation, done: dict[int, Structure]) -> Transformation | None:
    """Only between functors that keep all their elements, in order."""
    s, t = done.get(id(a.dom), a.dom), done.get(id(a.cod), a.cod)
    if not isinstance(s, SetFunctor) or not isinstance(t, SetFunctor) or s.size != a.dom.size or t.size != a.cod.size:
        return None
    return replace(a, dom=s, cod=t)
