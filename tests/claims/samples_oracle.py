"""Completions and teaching sets by brute force over all functors, and over all set-valued functors on given sets. No code of the package."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from claim_worlds import Plain

Images = tuple[int, ...]
Maps = tuple[tuple[int, ...], ...]
"""For every arrow the values on the positions of its source set."""


def functors(c: Plain, d: Plain) -> Iterator[Images]:
    """The images of all arrows, identities first, under every functor."""
    for objects in itertools.product(range(d.objects), repeat=c.objects):
        homs = [[h for h in range(d.arrows) if d.dom[h] == objects[c.dom[f]] and d.cod[h] == objects[c.cod[f]]] for f in range(c.objects, c.arrows)]
        for rest in itertools.product(*homs):
            image = (*objects, *rest)
            if all(c.comp[f][g] < 0 or d.comp[image[f]][image[g]] == image[c.comp[f][g]] for f in range(c.arrows) for g in range(c.arrows)):
                yield image


def actions(c: Plain, contravariant: bool, sizes: Sequence[int]) -> Iterator[Maps]:
    """Every functor to sets with these sizes."""
    source, target = (c.cod, c.dom) if contravariant else (c.dom, c.cod)
    identities = [tuple(range(k)) for k in sizes]
    choices = [itertools.product(range(sizes[target[f]]), repeat=sizes[source[f]]) for f in range(c.objects, c.arrows)]
    for rest in itertools.product(*choices):
        act = (*identities, *rest)
        if all(
            c.comp[f][g] < 0 or _composes(act, c.comp[f][g], *((g, f) if contravariant else (f, g))) for f in range(c.arrows) for g in range(c.arrows)
        ):
            yield act


def _composes(act: Maps, whole: int, first: int, second: int) -> bool:
    return act[whole] == tuple(act[second][y] for y in act[first])


def completes(c: Plain, image: Images, objects: Mapping[int, int], arrows: Mapping[int, int]) -> bool:
    """Whether a functor takes the sampled values; the image of an object is that of its identity."""
    return all(image[x] == y for x, y in objects.items()) and all(image[f] == h for f, h in arrows.items())


def completes_points(act: Maps, points: Mapping[tuple[int, int], int]) -> bool:
    """Whether a functor to sets takes the sampled values: (arrow, position) |-> position."""
    return all(act[f][x] == y for (f, x), y in points.items())


def teaching_number(values: Sequence[int], others: Sequence[Sequence[int]]) -> int:
    """The least number of places where no other list of values agrees with `values` at all of them."""
    for size in range(len(values) + 1):
        for chosen in itertools.combinations(range(len(values)), size):
            if all(any(other[i] != values[i] for i in chosen) for other in others):
                return size
    raise AssertionError("two functors with the same values")
