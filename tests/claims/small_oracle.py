"""Counts of small structures up to isomorphism from definitions: labelled ones by trying all tables, classes by Burnside's lemma."""

import itertools
from collections import Counter
from collections.abc import Iterator
from math import factorial, prod

from claim_worlds import Plain

Maps = tuple[tuple[int, ...], ...]


def labelled(c: Plain, sizes: tuple[int, ...], contravariant: bool) -> Iterator[Maps]:
    """Every functor with these sizes: the map of each arrow, arrow by arrow, tested on composites of arrows that have theirs."""
    ends = [(b, a) if contravariant else (a, b) for a, b in zip(c.dom, c.cod, strict=True)]
    maps: list[tuple[int, ...]] = [tuple(range(k)) for k in sizes]
    triples: list[list[tuple[int, int, int]]] = [[] for _ in range(c.arrows)]  # at the greatest of the three
    for f, g in itertools.product(range(c.arrows), repeat=2):
        if c.comp[f][g] >= 0:
            h = c.comp[f][g]
            triples[max(f, g, h)].append((g, f, h) if contravariant else (f, g, h))

    def extended(f: int) -> Iterator[Maps]:
        if f == c.arrows:
            yield tuple(maps)
            return
        near, far = ends[f]
        for image in itertools.product(range(sizes[far]), repeat=sizes[near]):
            maps.append(image)
            if all(all(maps[second][y] == z for y, z in zip(maps[first], maps[h], strict=True)) for first, second, h in triples[f]):
                yield from extended(f + 1)
            maps.pop()

    yield from extended(c.objects)


def cycle_types(n: int) -> dict[tuple[int, ...], int]:
    """A permutation of each cycle type, as images, with the size of its class."""
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    number: Counter[tuple[int, ...]] = Counter()
    for images in itertools.permutations(range(n)):
        seen, lengths = set[int](), []
        for x in range(n):
            length = 0
            while x not in seen:
                seen.add(x)
                x = images[x]
                length += 1
            if length:
                lengths.append(length)
        kind = tuple(sorted(lengths))
        found.setdefault(kind, images)
        number[kind] += 1
    return {found[kind]: count for kind, count in number.items()}


def classes(c: Plain, sizes: tuple[int, ...], contravariant: bool) -> int:
    """Functors with these sizes up to isomorphism: the mean number that a relabelling of the elements fixes."""
    ends = [(b, a) if contravariant else (a, b) for a, b in zip(c.dom, c.cod, strict=True)]
    every = list(labelled(c, sizes, contravariant))
    total = 0
    for kinds in itertools.product(*(cycle_types(k).items() for k in sizes)):
        moves = [images for images, _ in kinds]
        fixed = sum(all(all(moves[far][y] == t[f][moves[near][x]] for x, y in enumerate(t[f])) for f, (near, far) in enumerate(ends)) for t in every)
        total += fixed * prod(count for _, count in kinds)
    group = prod(map(factorial, sizes))
    assert total % group == 0
    return total // group


def all_classes(c: Plain, elements: int, contravariant: bool) -> int:
    """Functors with that many elements in all, up to isomorphism."""
    vectors = (v for v in itertools.product(range(elements + 1), repeat=c.objects) if sum(v) == elements)
    return sum(classes(c, sizes, contravariant) for sizes in vectors)


def canonical(c: Plain) -> tuple[object, ...]:
    """The least form under relabellings of objects and, within the sets of arrows between two objects, of arrows other than identities."""
    n, best = c.objects, None
    for objects in itertools.permutations(range(n)):
        homs = [[f for f in range(n, c.arrows) if (c.dom[f], c.cod[f]) == (a, b)] for a in objects for b in objects]
        shape = tuple(map(len, homs))
        if best is not None and shape > best[0]:
            continue
        for arranged in itertools.product(*map(itertools.permutations, homs)):
            order = [*objects, *(f for hom in arranged for f in hom)]
            new = {f: i for i, f in enumerate(order)}
            form = shape, tuple(new.get(c.comp[f][g], -1) for f in order for g in order)
            best = form if best is None or form < best else best
    assert best is not None or not n
    return (n, best)


def is_category(c: Plain) -> bool:
    """By the definition."""
    arrows = range(c.arrows)
    typed = all(
        (c.comp[f][g] >= 0) == (c.cod[f] == c.dom[g]) and (c.comp[f][g] < 0 or (c.dom[c.comp[f][g]], c.cod[c.comp[f][g]]) == (c.dom[f], c.cod[g]))
        for f, g in itertools.product(arrows, repeat=2)
    )
    neutral = all(c.dom[i] == c.cod[i] == i for i in range(c.objects)) and all(c.comp[c.dom[f]][f] == f == c.comp[f][c.cod[f]] for f in arrows)
    meeting = [(f, g, h) for f, g, h in itertools.product(arrows, repeat=3) if c.cod[f] == c.dom[g] and c.cod[g] == c.dom[h]]
    return typed and neutral and all(c.comp[c.comp[f][g]][h] == c.comp[f][c.comp[g][h]] for f, g, h in meeting)
