"""Extensions and Kan extensions by brute force from their definitions, on plain tables; shares no code with the package."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claim_oracle import hom, iso, isomorphic
from claim_worlds import Plain, PlainTask, functorial

Images = tuple[int, ...]
"""The image of every arrow under a functor; those of the identities are the images of the objects."""
Names = tuple[tuple[str, ...], ...]
"""For every object the names of the elements over it."""
Pair = tuple[int, int, int]
"""(object a of A, position of an element of F(a), arrow of B at K a)."""


@dataclass(frozen=True)
class Along:
    """A functor K : A -> B as the images of all arrows."""

    dom: Plain
    cod: Plain
    image: Images


def then(c: Plain, contravariant: bool, f: int, g: int) -> int:
    """The arrow that acts as f, then g."""
    return c.comp[g][f] if contravariant else c.comp[f][g]


def near(c: Plain, contravariant: bool, f: int) -> int:
    return c.cod[f] if contravariant else c.dom[f]


def far(c: Plain, contravariant: bool, f: int) -> int:
    return c.dom[f] if contravariant else c.cod[f]


def restrict(t: PlainTask, k: Along) -> PlainTask:
    """t precomposed with K."""
    sizes = tuple(t.sizes[k.image[x]] for x in range(k.dom.objects))
    return PlainTask(k.dom, t.contravariant, sizes, tuple(t.act[k.image[h]] for h in range(k.dom.arrows)))


# ---------------------------------------------------------------- Kan extensions


def lan(k: Along, f: PlainTask) -> tuple[PlainTask, list[dict[Pair, int]]]:
    """Lan_K F, and for every object of B the class of each pair over it: (a, x, K h then g) is identified with (a', F(h) x, g)."""
    b, op = k.cod, f.contravariant
    pairs = [(a, x, g) for a, size in enumerate(f.sizes) for x in range(size) for g in range(b.arrows) if near(b, op, g) == k.image[a]]
    label = {pair: pair for pair in pairs}
    for h in range(k.dom.arrows):
        start, end = f.ends(h)
        for x in range(f.sizes[start]):
            for g in range(b.arrows):
                if near(b, op, g) == k.image[end]:
                    keep, drop = label[start, x, then(b, op, k.image[h], g)], label[end, f.act[h][x], g]
                    label = {pair: keep if old == drop else old for pair, old in label.items()}
    classes: list[list[Pair]] = [sorted({label[p] for p in pairs if far(b, op, p[2]) == y}) for y in range(b.objects)]
    place = [{p: classes[y].index(label[p]) for p in pairs if far(b, op, p[2]) == y} for y in range(b.objects)]
    act = []
    for g in range(b.arrows):
        start, end = near(b, op, g), far(b, op, g)
        act.append(tuple(place[end][a, x, then(b, op, first, g)] for a, x, first in classes[start]))
    return PlainTask(b, op, tuple(map(len, classes)), tuple(act)), place


def unit(k: Along, f: PlainTask, place: Sequence[dict[Pair, int]]) -> tuple[tuple[int, ...], ...]:
    """F(a) -> Lan_K F(K a), x |-> the class of (a, x, identity)."""
    return tuple(tuple(place[k.image[a]][a, x, k.image[a]] for x in range(size)) for a, size in enumerate(f.sizes))


def unit_iso(k: Along, f: PlainTask) -> bool:
    extended, place = lan(k, f)
    return all(sorted(row) == list(range(extended.sizes[k.image[a]])) for a, row in enumerate(unit(k, f, place)))


def counit_iso(k: Along, g: PlainTask) -> bool:
    """(a, x, f) |-> G(f) x is a bijection from the classes over every object."""
    _, place = lan(k, restrict(g, k))
    for y in range(k.cod.objects):
        value = {c: g.act[f][x] for (_, x, f), c in place[y].items()}
        assert all(value[c] == g.act[f][x] for (_, x, f), c in place[y].items())
        if sorted(value.values()) != list(range(g.sizes[y])):
            return False
    return True


def families(k: Along, f: PlainTask, y: int) -> list[dict[tuple[int, int], int]]:
    """Ran_K F(y): a value in F(a) for every (a, g) with g from y to K a, such that F(h) takes that at (a, g) to that at (a', g then K h)."""
    b, op = k.cod, f.contravariant
    places = [(a, g) for a in range(k.dom.objects) for g in range(b.arrows) if (near(b, op, g), far(b, op, g)) == (y, k.image[a])]
    rules = [((a, g), h, (f.ends(h)[1], then(b, op, g, k.image[h]))) for a, g in places for h in range(k.dom.arrows) if f.ends(h)[0] == a]
    found: list[dict[tuple[int, int], int]] = [{}]
    for i, place in enumerate(places):
        known = set(places[: i + 1])
        now = [rule for rule in rules if {rule[0], rule[2]} <= known and place in (rule[0], rule[2])]
        grown = [{**family, place: x} for family in found for x in range(f.sizes[place[0]])]
        found = [family for family in grown if all(f.act[h][family[one]] == family[two] for one, h, two in now)]
    return found


def ran(k: Along, f: PlainTask) -> tuple[PlainTask, list[list[dict[tuple[int, int], int]]]]:
    """Ran_K F with its families: an arrow takes a family to its values on the arrows that begin with it."""
    b, op = k.cod, f.contravariant
    over = [families(k, f, y) for y in range(b.objects)]
    act = []
    for g in range(b.arrows):
        start, end = near(b, op, g), far(b, op, g)
        keys = [(a, s) for a in range(k.dom.objects) for s in range(b.arrows) if (near(b, op, s), far(b, op, s)) == (end, k.image[a])]
        act.append(tuple(over[end].index({(a, s): family[a, then(b, op, g, s)] for a, s in keys}) for family in over[start]))
    return PlainTask(b, op, tuple(map(len, over)), tuple(act)), over


# ---------------------------------------------------------------- extensions in sets


def actions(c: Plain, contravariant: bool, sizes: Sequence[int], given: dict[int, tuple[int, ...]]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every functor from c to sets of these sizes that has the given maps, arrow by arrow."""
    given = {x: tuple(range(size)) for x, size in enumerate(sizes)} | given
    if any(given[x] != tuple(range(size)) for x, size in enumerate(sizes)):
        return
    order = [*given, *(f for f in range(c.arrows) if f not in given)]
    rules: list[list[tuple[int, int, int]]] = [[] for _ in order]
    for f, g in itertools.product(range(c.arrows), repeat=2):
        if c.comp[f][g] >= 0:
            first, second = (g, f) if contravariant else (f, g)
            rules[max(order.index(e) for e in (f, g, c.comp[f][g]))].append((first, second, c.comp[f][g]))

    def grow(maps: dict[int, tuple[int, ...]]) -> Iterator[dict[int, tuple[int, ...]]]:
        if len(maps) == len(order):
            yield maps
            return
        f = order[len(maps)]
        start, end = sizes[near(c, contravariant, f)], sizes[far(c, contravariant, f)]
        for row in [given[f]] if f in given else itertools.product(range(end), repeat=start):
            now = {**maps, f: row}
            if all(now[whole] == tuple(now[second][y] for y in now[first]) for first, second, whole in rules[len(maps)]):
                yield from grow(now)

    for found in grow({}):
        yield tuple(found[f] for f in range(c.arrows))


def full(c: Plain, objects: Sequence[int]) -> tuple[Plain, list[int]]:
    """The full subcategory and its arrows as arrows of c."""
    old = [*objects, *(f for f in range(c.objects, c.arrows) if c.dom[f] in objects and c.cod[f] in objects)]
    new = {f: i for i, f in enumerate(old)}
    comp = tuple(tuple(new[c.comp[f][g]] if c.comp[f][g] >= 0 else -1 for g in old) for f in old)
    return Plain(len(objects), tuple(new[c.dom[f]] for f in old), tuple(new[c.cod[f]] for f in old), comp), old


def extension(k: Along, f: PlainTask, strict: Names | None = None) -> PlainTask | None:
    """Some G on B with G K isomorphic to F, or with G K = F where elements with one name are one; None if there is none.

    G restricts to the full subcategory J on the objects K a: all functors on J are gone through. One that will do is extended to B, and
    what comes out is compared with F again, so that neither answer rests on a theorem.
    """
    if not fibres_fit(k, f):
        return None
    if strict and any(set(strict[a]) != set(strict[b]) for a, b in _merged(k)):
        return None
    j, old = full(k.cod, sorted(set(k.image[: k.dom.objects])))
    into = Along(k.dom, j, tuple(old.index(g) for g in k.image))
    first = {into.image[a]: a for a in reversed(range(k.dom.objects))}
    sizes = [f.sizes[first[y]] for y in range(j.objects)]
    for given in [_named(into, f, strict, first)] if strict else _forced(into, f, first):
        for act in actions(j, f.contravariant, sizes, given) if given is not None else ():
            on_image = PlainTask(j, f.contravariant, tuple(sizes), act)
            whole = _onto(Along(j, k.cod, tuple(old)), on_image)
            back = restrict(whole, k)
            assert functorial(whole)
            assert isomorphic(back, f) if strict is None else _same(back, f, k, strict, first, into)
            return whole
    return None


def fibres_fit(k: Along, f: PlainTask) -> bool:
    """Objects with one image have sets of one size."""
    return all(f.sizes[a] == f.sizes[b] for a, b in _merged(k))


def _merged(k: Along) -> list[tuple[int, int]]:
    return [(a, b) for a in range(k.dom.objects) for b in range(a) if k.image[a] == k.image[b]]


def _forced(k: Along, f: PlainTask, first: dict[int, int]) -> Iterator[dict[int, tuple[int, ...]] | None]:
    """For each choice of bijections F(a) -> G(K a), the identity at the first a over an object, the maps of G on the image; None in a clash."""
    rest = [a for a in range(k.dom.objects) if first[k.image[a]] != a]
    for chosen in itertools.product(*(itertools.permutations(range(f.sizes[a])) for a in rest)):
        phi = {a: tuple(range(size)) for a, size in enumerate(f.sizes)} | dict(zip(rest, chosen, strict=True))
        yield _transported(k, f, phi)


def _transported(k: Along, f: PlainTask, phi: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]] | None:
    given: dict[int, tuple[int, ...]] = {}
    for h in range(k.dom.arrows):
        start, end = f.ends(h)
        row = [0] * f.sizes[start]
        for x, y in enumerate(f.act[h]):
            row[phi[start][x]] = phi[end][y]
        if given.setdefault(k.image[h], tuple(row)) != tuple(row):
            return None
    return given


def _named(k: Along, f: PlainTask, names: Names, first: dict[int, int]) -> dict[int, tuple[int, ...]] | None:
    return _transported(k, f, {a: tuple(names[first[k.image[a]]].index(n) for n in names[a]) for a in range(k.dom.objects)})


def _onto(inclusion: Along, t: PlainTask) -> PlainTask:
    """An extension of t along a full inclusion that is t itself on the image: Lan, its elements there renamed by the unit."""
    extended, place = lan(inclusion, t)
    new = [list(range(size)) for size in extended.sizes]
    for a, row in enumerate(unit(inclusion, t, place)):
        assert sorted(row) == list(range(extended.sizes[inclusion.image[a]]))
        new[inclusion.image[a]] = [row.index(z) for z in range(len(row))]
    act = []
    for g in range(extended.base.arrows):
        start, end = extended.ends(g)
        row = [0] * extended.sizes[start]
        for x, y in enumerate(extended.act[g]):
            row[new[start][x]] = new[end][y]
        act.append(tuple(row))
    return PlainTask(extended.base, extended.contravariant, extended.sizes, tuple(act))


def _same(back: PlainTask, f: PlainTask, k: Along, names: Names, first: dict[int, int], into: Along) -> bool:
    """back = F when the elements of back have the names at the first object of A over the same object of B."""
    call = [names[first[into.image[a]]] for a in range(k.dom.objects)]
    left = {(h, call[back.ends(h)[0]][x], call[back.ends(h)[1]][y]) for h in range(k.dom.arrows) for x, y in enumerate(back.act[h])}
    right = {(h, names[f.ends(h)[0]][x], names[f.ends(h)[1]][y]) for h in range(k.dom.arrows) for x, y in enumerate(f.act[h])}
    return left == right


def extends_by_definition(k: Along, f: PlainTask, most: int) -> bool:
    """Whether some functor on all of B restricts to one isomorphic to F, off the image with at most `most` elements over an object: no reduction."""
    off = [y for y in range(k.cod.objects) if y not in k.image[: k.dom.objects]]
    if not fibres_fit(k, f):
        return False
    known = {k.image[a]: size for a, size in enumerate(f.sizes)}
    for free in itertools.product(range(most + 1), repeat=len(off)):
        sizes = tuple({**known, **dict(zip(off, free, strict=True))}[y] for y in range(k.cod.objects))
        for act in actions(k.cod, f.contravariant, sizes, {}):
            if isomorphic(restrict(PlainTask(k.cod, f.contravariant, sizes, act), k), f):
                return True
    return False


# ---------------------------------------------------------------- extensions into a finite category


def extends_into(k: Along, d: Plain, f: Images, candidates: Sequence[Images], strict: bool) -> bool:
    """Whether one of the functors B -> D precomposed with K is F, or isomorphic to F."""
    composites = {tuple(g[h] for h in k.image) for g in candidates}
    return f in composites if strict else any(naturally_isomorphic(k.dom, d, f, g) for g in composites)


def naturally_isomorphic(c: Plain, d: Plain, f: Images, g: Images) -> bool:
    isos = [[s for s in hom(d, f[x], g[x]) if iso(d, s)] for x in range(c.objects)]
    return any(all(d.comp[f[h]][p[c.cod[h]]] == d.comp[p[c.dom[h]]][g[h]] for h in range(c.arrows)) for p in itertools.product(*isos))
