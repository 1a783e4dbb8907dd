"""Why an extension exists or not, in words: three local patterns, the Kan approximation, and objects without a possible value."""

from __future__ import annotations

import numpy as np

from presheaf.claims.arrays import arrow_name, element_name, object_name
from presheaf.claims.base import Note
from presheaf.model.setfunctor import Functor, SetFunctor


def failing_pattern(f: SetFunctor, k: Functor, strict: bool) -> tuple[Note, ...]:
    """The first local obstruction: objects merged with different sizes, an arrow into an empty set, arrows merged with different actions."""
    return _merged_objects(f, k, strict) or _into_nothing(f, k) or _merged_arrows(f, k)


def _merged_objects(f: SetFunctor, k: Functor, strict: bool) -> tuple[Note, ...]:
    first: dict[int, int] = {}
    for a, b in enumerate(k.on_objects.tolist()):
        other = first.setdefault(b, a)
        left, right, image = object_name(k.dom, other), object_name(k.dom, a), object_name(k.cod, b)
        if f.sizes[a] != f.sizes[other]:
            sizes = f"|{f.name}({left})| = {f.sizes[other]}, |{f.name}({right})| = {f.sizes[a]}"
            return (Note(f"{k.name} sends {left} and {right} to {image}, but {sizes}", f.name, right),)
        if strict and set(_names(f, a)) != set(_names(f, other)):
            return (Note(f"{k.name} sends {left} and {right} to {image}, but their elements have different names", f.name, right),)
    return ()


def _names(f: SetFunctor, a: int) -> list[str]:
    return [f.element_names[x] for x in range(int(f.start[a]), int(f.start[a + 1]))]


def _into_nothing(f: SetFunctor, k: Functor) -> tuple[Note, ...]:
    b = k.cod
    near, far = (b.cod, b.dom) if f.variance == "contravariant" else (b.dom, b.cod)
    full, empty = np.full(b.object_count, -1), np.full(b.object_count, -1)
    full[k.on_objects[f.sizes > 0]], empty[k.on_objects[f.sizes == 0]] = np.flatnonzero(f.sizes > 0), np.flatnonzero(f.sizes == 0)
    bad = np.flatnonzero((full[near] >= 0) & (empty[far] >= 0))
    if not len(bad):
        return ()
    g = int(bad[0])
    some, none = object_name(k.dom, int(full[near[g]])), object_name(k.dom, int(empty[far[g]]))
    text = f"{arrow_name(b, g)} in {b.name} would map {f.name}({some}), which has elements, to {f.name}({none}), which has none"
    return (Note(text, f.name, none),)


def _merged_arrows(f: SetFunctor, k: Functor) -> tuple[Note, ...]:
    a = k.dom
    ends = a.dom.astype(np.int64) * max(a.object_count, 1) + a.cod
    order = np.lexsort((np.arange(a.arrow_count), k.on_arrows, ends))
    same = (ends[order][1:] == ends[order][:-1]) & (k.on_arrows[order][1:] == k.on_arrows[order][:-1])
    near = a.cod if f.variance == "contravariant" else a.dom
    for i in np.flatnonzero(same).tolist():
        g, h = int(order[i]), int(order[i + 1])
        x = np.arange(f.start[near[g]], f.start[near[g] + 1], dtype=np.int32)
        left, right = f.act(x, np.full(len(x), g, np.int32)), f.act(x, np.full(len(x), h, np.int32))
        differ = np.flatnonzero(left != right)
        if len(differ):
            one, two = sorted((g, h))
            where = element_name(f, int(x[differ[0]]))
            return (Note(f"{k.name} sends {arrow_name(a, one)} and {arrow_name(a, two)} to one arrow, but they act differently on {where}", f.name),)
    return ()


def standing(f: SetFunctor, k: Functor, value: bool, strict: bool, defect: Note | None) -> Note:
    """Which of strict, up to isomorphism, only a Kan approximation holds, with the component where the approximation fails."""
    ext = f"lan({k.name}, {f.name})"
    if defect is None:
        return Note(f"{ext} extends {f.name}" + ("" if value else f" up to isomorphism, no functor on {k.cod.name} does strictly"), f.name)
    if value:
        return Note(f"a functor on {k.cod.name} extends {f.name}{' strictly' * strict}; the Kan extension does not: {defect.text}", f.name)
    return Note(f"no functor on {k.cod.name} extends {f.name}{' strictly' * strict}; {ext} only approximates it: {defect.text}", f.name)


def stuck(f: Functor, k: Functor, strict: bool) -> tuple[Note, ...]:
    """Why a functor into a finite category does not extend: merged objects or arrows, or an object of B without a possible value."""
    reading = "strictly equal to" if strict else "isomorphic to"
    return (
        *_merged_images(f, k, strict),
        *_no_value(f, k),
        Note(f"no functor {k.cod.name} -> {f.cod.name} restricts along {k.name} to one {reading} {f.name}", f.name),
    )


def _merged_images(f: Functor, k: Functor, strict: bool) -> tuple[Note, ...]:
    if not strict:
        return ()
    first: dict[int, int] = {}
    for a, b in enumerate(k.on_objects.tolist()):
        other = first.setdefault(b, a)
        if f.on_objects[a] != f.on_objects[other]:
            names = [object_name(k.dom, x) for x in (other, a)]
            values = [object_name(f.cod, int(f.on_objects[x])) for x in (other, a)]
            return (Note(f"{k.name} sends {names[0]} and {names[1]} to one object, {f.name} sends them to {values[0]} and {values[1]}", f.name),)
    return ()


def _no_value(f: Functor, k: Functor) -> tuple[Note, ...]:
    """An object of B off the image between whose neighbours on the image D has no object: no colimit, not even a cocone, exists there."""
    b, d = k.cod, f.cod
    hom = np.zeros((d.object_count, d.object_count), bool)
    hom[d.dom, d.cod] = True
    value = np.full(b.object_count, -1)
    value[k.on_objects] = f.on_objects
    for y in np.flatnonzero(value < 0).tolist():
        into = sorted({int(value[x]) for x in b.dom[b.cod == y].tolist() if value[x] >= 0})
        out = sorted({int(value[x]) for x in b.cod[b.dom == y].tolist() if value[x] >= 0})
        if not (hom[into].all(axis=0) & hom[:, out].all(axis=1)).any():
            below, above = (", ".join(object_name(d, x) for x in xs) for xs in (into, out))
            ends = " and ".join([f"arrows from {below}"] * bool(into) + [f"arrows to {above}"] * bool(out))
            text = f"{d.name} has no object with {ends}, as the value at {object_name(b, y)} would need: {d.name} lacks that colimit"
            return (Note(text, k.name),)
    return ()
