"""Why a task is not representable, in the shortest of the ways that theory knows (N0 to N5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.arrays import SMALL, arrow_name, classes, components, edges, element_name, near_far, object_name
from presheaf.claims.base import Note
from presheaf.claims.sizes import hom_runs
from presheaf.model.setfunctor import SetFunctor

SHOWN = 3


def why_not_representable(t: SetFunctor, evidence: list[dict[str, Any]]) -> tuple[Note, ...]:
    """The first that applies: no elements; sizes (few objects); two parts; two maximal classes; a broken (co)limit; sizes; elements."""
    if not t.category.object_count:
        return (Note("the category has no objects, so nothing is representable", t.category.name),)
    if not t.size:
        return (Note(f"{t.name} has no elements at all, but every Hom functor has an identity", t.name),)
    sizes = [(p, e["size"]) for p, e in enumerate(evidence) if "size" in e]
    if len(sizes) == len(evidence) <= 2:
        return tuple(size_note(t, p, y) for p, y in sizes)
    short = _two_parts(t) or _two_tops(t) or _extreme_object(t)
    if short:
        return (short,)
    notes = [size_note(t, p, y) for p, y in sizes[:SHOWN]]
    if len(sizes) > SHOWN:
        notes.append(Note(f"and a size differs in the same way at {len(sizes) - SHOWN} further objects", t.name))
    for p, e in enumerate(evidence):
        entries = e.get("elements", [])
        notes += [element_note(t, int(t.start[p]) + i, entry) for i, entry in enumerate(entries[:SHOWN])]
        if len(notes) > 2 * SHOWN:
            break
    return tuple(notes)


def hom_text(t: SetFunctor, p: int, y: int) -> str:
    """|Hom(Y, P)| as people write it, or the other way round for covariant tasks."""
    a, b = object_name(t.category, y), object_name(t.category, p)
    return f"|Hom({a}, {b})|" if t.variance == "contravariant" else f"|Hom({b}, {a})|"


def size_note(t: SetFunctor, p: int, y: int) -> Note:
    """N1 at one object."""
    near, far = near_far(t)
    count = int(((near == p) & (far == y)).sum())
    name = object_name(t.category, y)
    return Note(
        f"{object_name(t.category, p)} does not represent {t.name}: {hom_text(t, p, y)} = {count}, |{t.name}({name})| = {t.sizes[y]}", t.name, name
    )


def element_note(t: SetFunctor, u: int, entry: Any) -> Note:
    """N5 at one element."""
    c = t.category
    if isinstance(entry, dict):
        return Note(f"{element_name(t, u)} is not universal: no arrow takes it to {element_name(t, entry['missed'])}", t.name)
    f, g = entry
    return Note(f"{element_name(t, u)} is not universal: {arrow_name(c, f)} and {arrow_name(c, g)} give it the same value", t.name)


def _two_parts(t: SetFunctor) -> Note | None:
    """N2: the elements fall into two parts that no arrow joins."""
    label = components(t.size, *edges(t))
    other = np.flatnonzero(label != label[0])
    if not len(other):
        return None
    count = len(np.unique(label))
    parts = "two parts" if count == 2 else f"{count} parts"
    text = f"{t.name} falls into {parts} that no arrow joins, one with {element_name(t, 0)} and one with {element_name(t, int(other[0]))}"
    return Note(f"{text}; a Hom functor is connected", t.name)


def _two_tops(t: SetFunctor) -> Note | None:
    """N3: two elements that no one element reaches both."""
    if t.size > 100 * SMALL:
        return None
    _, tops = classes(t)
    if len(tops) < 2:
        return None
    x, y = (element_name(t, int(u)) for u in tops[:2])
    return Note(f"no element of {t.name} reaches both {x} and {y}; in a Hom functor the identity reaches everything", t.name)


def _extreme_object(t: SetFunctor) -> Note | None:
    """N4 for the empty colimit: at an initial object (terminal for covariant T) a representable functor has one element."""
    n = t.category.object_count
    _, y, size = hom_runs(t)
    once = np.bincount(y[size == 1], minlength=n)
    for z in np.flatnonzero((once == n) & (t.sizes != 1)).tolist():
        kind = "initial" if t.variance == "contravariant" else "terminal"
        name = object_name(t.category, z)
        return Note(f"{name} is {kind}, so a Hom functor has one element there, and {t.name} has {t.sizes[z]}", t.name, name)
    return None
