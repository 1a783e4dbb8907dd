"""All functors between two categories, listed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.laws import non_tree_edges
from presheaf.model.setfunctor import Functor

STEPS = 300_000  # values tried, and generators in the equations that are tested with them


def functors(name: str, c: Category, d: Category, limit: int) -> list[Functor]:
    """The functors c -> d, each under the given name; one more than `limit` if there are more, then not all of them.

    Generators get values one after the other, each with its ends; an equation of c is tested as soon as all of its generators have one. The
    number of functors and the time can be exponential in the generators: TooLarge after STEPS.
    """
    out = []
    for objects, generators in _assignments(c, d):
        out.append(Functor(name, c, d, np.array(objects, np.int32), np.array(generators, np.int32)))
        if len(out) > limit:
            break
    return out


def _assignments(c: Category, d: Category) -> Iterator[tuple[list[int], list[int]]]:
    """Depth first through the values of objects (ob, x) and generators (gen, s)."""
    order = _order(c)
    due = _due(c, order)
    objects, generators = [-1] * c.object_count, [-1] * len(c.generators)
    ends = [(int(c.dom[g]), int(c.cod[g])) for g in c.generators]
    everything = range(d.object_count)
    choices: list[Iterator[int]] = []
    steps = 0

    def values(place: int) -> Iterator[int]:
        is_object, i = order[place]
        return iter(everything) if is_object else iter(d.hom(objects[ends[i][0]], objects[ends[i][1]]).tolist())

    while True:
        if len(choices) == len(order):
            yield objects, generators
        else:
            choices.append(values(len(choices)))
        while choices:
            is_object, i = order[len(choices) - 1]
            value = next(choices[-1], None)
            if value is None:
                choices.pop()
                continue
            (objects if is_object else generators)[i] = value
            steps += 1
            for at, left, right in due[len(choices) - 1]:
                steps += len(left) + len(right)
                if _image(d, objects, generators, at, left) != _image(d, objects, generators, at, right):
                    break
            else:
                break
            if steps > STEPS:
                raise TooLarge(f"more than {STEPS:,} steps in the search for functors {c.name} -> {d.name}")
        else:
            return


def _order(c: Category) -> list[tuple[bool, int]]:
    """(is an object, number): every generator behind its ends."""
    out: list[tuple[bool, int]] = []
    seen: set[int] = set()
    for s, g in enumerate(c.generators.tolist()):
        for x in (int(c.dom[g]), int(c.cod[g])):
            if x not in seen:
                seen.add(x)
                out.append((True, x))
        out.append((False, s))
    return out + [(True, x) for x in range(c.object_count) if x not in seen]


def _due(c: Category, order: list[tuple[bool, int]]) -> list[list[tuple[int, tuple[int, ...], tuple[int, ...]]]]:
    """The equations (object, word, word) that present c, at the place of the order where the last of their generators stands."""
    place = {s: i for i, (is_object, s) in enumerate(order) if not is_object}
    out: list[list[tuple[int, tuple[int, ...], tuple[int, ...]]]] = [[] for _ in order]
    for f, s in zip(*(ends.tolist() for ends in non_tree_edges(c)), strict=True):
        left, right = (*c.word(f), s), c.word(c.after(f, s))
        out[max(place[g] for g in (*left, *right))].append((int(c.dom[f]), left, right))
    return out


def _image(d: Category, objects: list[int], generators: list[int], at: int, word: tuple[int, ...]) -> int:
    arrow = objects[at]
    for s in word:
        arrow = d.compose(arrow, generators[s])
    return arrow
