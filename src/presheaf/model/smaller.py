"""The structures one step smaller: an object, an arrow or an element less, or two arrows or elements made equal.

A change of a category is carried along to everything over it; where that is not possible there is no such step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from presheaf.model.along import Along, carried
from presheaf.model.build import from_table
from presheaf.model.category import Category, Ints
from presheaf.model.names import arrow_name, element_name, object_name
from presheaf.model.setfunctor import SetFunctor, Transformation
from presheaf.model.structure import Structure

ARROWS, ELEMENTS = 60, 60  # of structures that are taken apart


@dataclass(frozen=True)
class Step:
    """What is done, in words, and all structures after it in the same order."""

    text: str
    world: tuple[Structure, ...]


def steps(world: Sequence[Structure]) -> Iterator[Step]:
    """Every smaller world that one step leads to: objects, arrows, elements left out, then arrows and elements made equal, in this order."""
    categories = [s for s in world if isinstance(s, Category) and s.arrow_count <= ARROWS]
    functors = [s for s in world if isinstance(s, SetFunctor) and s.size <= ELEMENTS]
    for c in categories:
        for x in range(c.object_count):
            yield from _through(world, without_object(c, x), f"without the object {object_name(c, x)} of {c.name}")
    for c in categories:
        for f in range(c.object_count, c.arrow_count):
            yield from _through(world, without_arrow(c, f), f"without the arrow {arrow_name(c, f)} of {c.name}")
    for t in functors:
        for x in range(t.size):
            text = f"without the element {element_name(t, x)} of {t.name}"
            yield from _replaced(world, t, without_element(t, x), text)
    for c in categories:
        for f, g in combinations(range(c.arrow_count), 2):
            if c.dom[f] == c.dom[g] and c.cod[f] == c.cod[g]:
                yield from _through(world, merged_arrows(c, f, g), f"with {arrow_name(c, f)} = {arrow_name(c, g)} in {c.name}")
    for t in functors:
        for x, y in combinations(range(t.size), 2):
            if t.over[x] == t.over[y]:
                yield from _replaced(world, t, merged_elements(t, x, y), f"with {element_name(t, x)} = {element_name(t, y)} in {t.name}")


def _through(world: Sequence[Structure], change: Along | None, text: str) -> Iterator[Step]:
    new = None if change is None else carried(world, [change])
    if new is not None:
        yield Step(text, new)


def _replaced(world: Sequence[Structure], old: SetFunctor, new: SetFunctor, text: str) -> Iterator[Step]:
    """With another functor in place of one; not where a transformation goes from or to it."""
    if not any(isinstance(s, Transformation) and old in (s.dom, s.cod) for s in world):
        yield Step(text, tuple(new if s is old else s for s in world))


# ---------------------------------------------------------------- categories


def without_object(c: Category, x: int) -> Along:
    """The full subcategory on the other objects."""
    kept = (c.dom != x) & (c.cod != x)
    return _made(c, np.where(kept, np.arange(c.arrow_count), -1))


def without_arrow(c: Category, f: int) -> Along | None:
    """The subcategory of all other arrows; None where f is a composite of these."""
    assert c.table is not None
    others = np.delete(np.arange(c.arrow_count), f)
    if (c.table[np.ix_(others, others)] == f).any():
        return None
    number = np.arange(c.arrow_count)
    number[f] = -1
    return _made(c, number)


def merged_arrows(c: Category, f: int, g: int) -> Along:
    """The quotient by the least congruence with f = g."""
    assert c.table is not None
    root = np.arange(c.arrow_count)
    waiting = [(f, g)]
    while waiting:
        a, b = (int(root[z]) for z in waiting.pop())
        if a == b:
            continue
        low, high = min(a, b), max(a, b)
        members = np.flatnonzero(root == high)
        root[members] = low
        both = [(low, int(m)) for m in members]
        for left, right in both:
            for h in range(c.arrow_count):
                if c.table[left, h] >= 0:
                    waiting.append((int(c.table[left, h]), int(c.table[right, h])))
                if c.table[h, left] >= 0:
                    waiting.append((int(c.table[h, left]), int(c.table[h, right])))
    return _made(c, root)


def _made(c: Category, root: npt.NDArray[np.int64]) -> Along:
    """The category of those arrows that are their own root; root[f] = -1 leaves f out."""
    assert c.table is not None
    n = c.object_count
    arrows = np.flatnonzero(root == np.arange(c.arrow_count)).astype(np.int32)
    objects, inner = arrows[arrows < n], arrows[arrows >= n]
    place = np.full(n, -1, np.int32)
    place[objects] = np.arange(len(objects), dtype=np.int32)
    position = np.full(c.arrow_count + 1, -1, np.int32)
    position[inner] = np.arange(len(inner), dtype=np.int32)
    product = c.table[np.ix_(inner, inner)]
    product = np.where(product >= 0, root[product], -1)
    composites = np.where((product >= 0) & (product < n), -1 - place[np.clip(product, 0, max(n - 1, 0))] if n else -1, position[product])
    names = [object_name(c, x) for x in objects.tolist()], [arrow_name(c, f) for f in inner.tolist()]
    new = from_table(c.name, *names, place[c.dom[inner]], place[c.cod[inner]], composites)
    old = np.empty(new.arrow_count, np.int32)
    old[: len(objects)] = objects
    old[list(new.names.listed_arrows)] = inner
    number = np.full(c.arrow_count, -1, np.int32)
    number[old] = np.arange(len(old), dtype=np.int32)
    alive = root >= 0
    number[alive] = number[root[alive]]
    return Along(c, new, objects, old, place, number)


# ---------------------------------------------------------------- set-valued functors


def without_element(t: SetFunctor, x: int) -> SetFunctor:
    """The largest subfunctor without x."""
    gone = np.zeros(t.size, bool)
    gone[x] = True
    source, target = _edges(t)
    while (more := gone[target] & ~gone[source]).any():
        gone[source[more]] = True
    return _part(t, np.where(gone, -1, np.arange(t.size)))


def merged_elements(t: SetFunctor, x: int, y: int) -> SetFunctor:
    """The quotient by the least congruence with x = y, both over one object."""
    root = np.arange(t.size)
    waiting = [(x, y)]
    while waiting:
        a, b = (int(root[z]) for z in waiting.pop())
        if a == b:
            continue
        root[root == max(a, b)] = min(a, b)
        for s in np.flatnonzero(t.source_object == t.over[a]).tolist():
            images = t.map_of(s)
            first = int(t.start[t.source_object[s]])
            waiting += [(int(images[a - first]), int(images[z - first])) for z in np.flatnonzero(root == min(a, b)).tolist()]
    return _part(t, root)


def _edges(t: SetFunctor) -> tuple[Ints, Ints]:
    """(x, its image) for all generators."""
    x = [np.arange(t.start[a], t.start[a + 1]) for a in t.source_object.tolist()]
    return np.concatenate([*x, np.empty(0)]).astype(np.int32), t.action


def _part(t: SetFunctor, root: npt.NDArray[np.int64]) -> SetFunctor:
    """The functor of those elements that are their own root; root[x] = -1 leaves x out."""
    kept = np.flatnonzero(root == np.arange(t.size))
    number = np.full(t.size, -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    sizes = np.bincount(t.over[kept], minlength=t.category.object_count)
    source, target = _edges(t)
    stays = root[source] == source
    action = number[root[target[stays]]].astype(np.int32)
    names = tuple(t.element_names[x] for x in kept.tolist())
    return replace(t, start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), action=action, element_names=names, origin=None)
