"""Categories of presheaves, alignment and sieves by brute force from the definitions, on plain tables. No code of the package."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claim_oracle import hom, natural_transformations, representative
from claim_worlds import Plain, PlainTask

Family = tuple[tuple[int, ...], ...]
"""A transformation: for every object the images of the positions."""


def then(first: Family, second: Family) -> Family:
    return tuple(tuple(b[y] for y in a) for a, b in zip(first, second, strict=True))


def inverse(family: Family) -> Family:
    return tuple(tuple(sorted(range(len(row)), key=row.__getitem__)) for row in family)


def identity(t: PlainTask) -> Family:
    return tuple(tuple(range(k)) for k in t.sizes)


@dataclass(frozen=True)
class Presheaves:
    """The full subcategory on the tasks: a plain category, identities first, with the family of every arrow."""

    tasks: tuple[PlainTask, ...]
    plain: Plain
    families: tuple[Family, ...]

    def number(self, a: int, b: int, family: Family) -> int:
        (found,) = [f for f in hom(self.plain, a, b) if self.families[f] == family]
        return found


def presheaves(tasks: Sequence[PlainTask], most: int) -> Presheaves | None:
    """All natural transformations between the tasks; None if there are more than `most`."""
    arrows: list[tuple[int, int, Family]] = [(a, a, identity(t)) for a, t in enumerate(tasks)]
    for (a, s), (b, t) in itertools.product(enumerate(tasks), repeat=2):
        for family in natural_transformations(s, t):
            if a != b or family != identity(s):
                arrows.append((a, b, family))
            if len(arrows) > most:
                return None
    number = {arrow: i for i, arrow in enumerate(arrows)}
    comp = tuple(tuple(number[f[0], g[1], then(f[2], g[2])] if f[1] == g[0] else -1 for g in arrows) for f in arrows)
    plain = Plain(len(tasks), tuple(f[0] for f in arrows), tuple(f[1] for f in arrows), comp)
    return Presheaves(tuple(tasks), plain, tuple(f[2] for f in arrows))


def composition(c: Plain, f: int) -> Family:
    """Hom(-, dom f) => Hom(-, cod f), g |-> g ; f."""
    return tuple(tuple(hom(c, x, c.cod[f]).index(c.comp[g][f]) for g in hom(c, x, c.dom[f])) for x in range(c.objects))


def isomorphisms(s: PlainTask, t: PlainTask) -> Iterator[Family]:
    return natural_transformations(s, t, injective=True) if s.sizes == t.sizes else iter(())


def yoneda(c: Plain, e: Presheaves) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Objects and arrows of a functor C -> E that is isomorphic to X |-> Hom(-, X); None if some Hom(-, X) is missing."""
    objects, there = [], []
    for x in range(c.objects):
        found = next(((i, iso) for i, t in enumerate(e.tasks) for iso in isomorphisms(representative(c, x, True), t)), None)
        if found is None:
            return None
        objects.append(found[0])
        there.append(found[1])
    families = [then(then(inverse(there[c.dom[f]]), composition(c, f)), there[c.cod[f]]) for f in range(c.arrows)]
    return tuple(objects), tuple(e.number(objects[c.dom[f]], objects[c.cod[f]], family) for f, family in enumerate(families))


def feature_aligned(c: Plain, b: Plain, image: Sequence[int], p: Presheaves, psi: Sequence[int]) -> bool:
    """Isomorphisms Hom(-, F X) -> psi X, natural in X, for psi : C -> P given by the images of all arrows, identities first."""
    choices = [list(isomorphisms(representative(b, image[x], True), p.tasks[psi[x]])) for x in range(c.objects)]
    squares = [(c.dom[f], c.cod[f], composition(b, image[f]), p.families[psi[f]]) for f in range(c.arrows)]
    return any(all(then(alpha, iso[y]) == then(iso[x], beta) for x, y, alpha, beta in squares) for iso in itertools.product(*choices))


def transfers(c: Plain, b: Plain, image: Sequence[int], p: Presheaves, psi: Sequence[int]) -> bool:
    """Aligned, and every natural transformation psi X => psi Y is the image of exactly one arrow."""
    pairs = itertools.product(range(c.objects), repeat=2)
    bijective = all(sorted(psi[f] for f in hom(c, x, y)) == sorted(hom(p.plain, psi[x], psi[y])) for x, y in pairs)
    return bijective and feature_aligned(c, b, image, p, psi)


def extension(c: Plain, b: Plain, image: Sequence[int], t: PlainTask) -> PlainTask:
    """The coend of T(X) x Hom(-, F X): pairs (x, g) modulo (T(h) x, g) ~ (x, g ; F h)."""
    pairs = [[(x, u, g) for x in range(c.objects) for u in range(t.sizes[x]) for g in hom(b, y, image[x])] for y in range(b.objects)]
    label = {(y, *pair): (y, *pair) for y, over in enumerate(pairs) for pair in over}
    for y, over in enumerate(pairs):
        for x, u, g in over:
            for h in (h for h in range(c.arrows) if c.dom[h] == x):
                for v in range(t.sizes[c.cod[h]]):
                    if t.act[h][v] == u:
                        one, two = label[y, x, u, g], label[y, c.cod[h], v, b.comp[g][image[h]]]
                        label = {k: min(one, two) if w in (one, two) else w for k, w in label.items()}
    classes = [sorted({label[y, *pair] for pair in over}) for y, over in enumerate(pairs)]
    act = []
    for f in range(b.arrows):
        near, far = b.cod[f], b.dom[f]
        act.append(tuple(classes[far].index(label[far, x, u, b.comp[f][g]]) for _, x, u, g in classes[near]))
    return PlainTask(b, True, tuple(map(len, classes)), tuple(act))


def nerve_at(c: Plain, d: Plain, image: Sequence[int], x: int) -> PlainTask:
    """A |-> Hom(F A, x)."""
    over = [hom(d, image[a], x) for a in range(c.objects)]
    act = tuple(tuple(over[c.dom[f]].index(d.comp[image[f]][h]) for h in over[c.cod[f]]) for f in range(c.arrows))
    return PlainTask(c, True, tuple(map(len, over)), act)


def sieves(c: Plain) -> tuple[list[list[frozenset[int]]], PlainTask]:
    """All sets of arrows into every object that are closed under composition in front, and the presheaf that they are."""
    over = []
    for x in range(c.objects):
        into = [g for g in range(c.arrows) if c.cod[g] == x]
        subsets = (frozenset(s) for k in range(len(into) + 1) for s in itertools.combinations(into, k))
        over.append([s for s in subsets if all(c.comp[k][g] in s for g in s for k in range(c.arrows) if c.cod[k] == c.dom[g])])
    act = []
    for f in range(c.arrows):
        pulled = [frozenset(g for g in range(c.arrows) if c.cod[g] == c.dom[f] and c.comp[g][f] in s) for s in over[c.cod[f]]]
        act.append(tuple(over[c.dom[f]].index(s) for s in pulled))
    return over, PlainTask(c, True, tuple(map(len, over)), tuple(act))


def subpresheaves(t: PlainTask) -> int:
    """How many sets of elements are closed under the action."""
    elements = [(x, u) for x, k in enumerate(t.sizes) for u in range(k)]
    steps = [[(t.ends(f)[1], t.act[f][u]) for f in range(t.base.arrows) if t.ends(f)[0] == x] for x, u in elements]
    place = {e: i for i, e in enumerate(elements)}
    masks = [sum(1 << i for i in {place[e] for e in step}) for step in steps]
    return sum(all(masks[i] & ~chosen == 0 for i in range(len(elements)) if chosen >> i & 1) for chosen in range(1 << len(elements)))
