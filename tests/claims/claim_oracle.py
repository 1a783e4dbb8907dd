"""The claim kinds by brute force from their definitions, on plain tables; shares no code with the package."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

from claim_worlds import Plain, PlainTask


def hom(c: Plain, a: int, b: int) -> list[int]:
    return [f for f in range(c.arrows) if c.dom[f] == a and c.cod[f] == b]


def thin(c: Plain) -> bool:
    return all(len(hom(c, a, b)) <= 1 for a in range(c.objects) for b in range(c.objects))


def iso(c: Plain, f: int) -> bool:
    a, b = c.dom[f], c.cod[f]
    return any(c.comp[f][g] == a and c.comp[g][f] == b for g in hom(c, b, a))


def skeletal(c: Plain) -> bool:
    return not any(objects_isomorphic(c, a, b) for a in range(c.objects) for b in range(a))


def objects_isomorphic(c: Plain, a: int, b: int) -> bool:
    return any(iso(c, f) for f in hom(c, a, b))


def groupoid(c: Plain) -> bool:
    return all(iso(c, f) for f in range(c.arrows))


def connected(c: Plain) -> bool:
    seen = {0} if c.objects else set()
    for _ in range(c.objects):
        seen |= {x for f in range(c.arrows) for x in (c.dom[f], c.cod[f]) if {c.dom[f], c.cod[f]} & seen}
    return c.objects > 0 and len(seen) == c.objects


def terminal(c: Plain, x: int) -> bool:
    return all(len(hom(c, y, x)) == 1 for y in range(c.objects))


def initial(c: Plain, x: int) -> bool:
    return all(len(hom(c, x, y)) == 1 for y in range(c.objects))


def mono(c: Plain, f: int) -> bool:
    into = [g for g in range(c.arrows) if c.cod[g] == c.dom[f]]
    return all(g == h or c.dom[g] != c.dom[h] or c.comp[g][f] != c.comp[h][f] for g in into for h in into)


def epi(c: Plain, f: int) -> bool:
    out = [g for g in range(c.arrows) if c.dom[g] == c.cod[f]]
    return all(g == h or c.cod[g] != c.cod[h] or c.comp[f][g] != c.comp[f][h] for g in out for h in out)


def idempotent(c: Plain, f: int) -> bool:
    return c.dom[f] == c.cod[f] and c.comp[f][f] == f


def categories_isomorphic(c: Plain, d: Plain) -> bool:
    if (c.objects, c.arrows) != (d.objects, d.arrows):
        return False
    for objects in itertools.permutations(range(c.objects)):
        for rest in itertools.permutations(range(c.objects, c.arrows)):
            image = (*objects, *rest)
            ends = all(d.dom[image[f]] == image[c.dom[f]] and d.cod[image[f]] == image[c.cod[f]] for f in range(c.arrows))
            if ends and all(c.comp[f][g] < 0 or image[c.comp[f][g]] == d.comp[image[f]][image[g]] for f in range(c.arrows) for g in range(c.arrows)):
                return True
    return False


# ---------------------------------------------------------------- functors, as images of all arrows


def full(c: Plain, d: Plain, image: tuple[int, ...]) -> bool:
    return all(set(hom(d, image[a], image[b])) == {image[f] for f in hom(c, a, b)} for a in range(c.objects) for b in range(c.objects))


def faithful(c: Plain, d: Plain, image: tuple[int, ...]) -> bool:
    return all(len(hom(c, a, b)) == len({image[f] for f in hom(c, a, b)}) for a in range(c.objects) for b in range(c.objects))


def essentially_surjective(c: Plain, d: Plain, image: tuple[int, ...]) -> bool:
    return all(any(objects_isomorphic(d, image[x], y) for x in range(c.objects)) for y in range(d.objects))


# ---------------------------------------------------------------- tasks


def natural_transformations(s: PlainTask, t: PlainTask, injective: bool = False) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All natural families of maps, element by element; every square is looked at as soon as both its elements have values."""
    elements = [(x, u) for x, size in enumerate(s.sizes) for u in range(size)]
    number = {e: i for i, e in enumerate(elements)}
    squares: list[list[tuple[int, int, tuple[int, ...]]]] = [[] for _ in elements]
    for f in range(s.base.arrows):
        near, far = s.ends(f)
        for u, v in enumerate(s.act[f]):
            one, two = number[near, u], number[far, v]
            squares[max(one, two)].append((one, two, t.act[f]))
    values = [0] * len(elements)

    def extend(i: int) -> Iterator[tuple[tuple[int, ...], ...]]:
        if i == len(elements):
            yield tuple(tuple(values[number[x, u]] for u in range(size)) for x, size in enumerate(s.sizes))
            return
        x, u = elements[i]
        taken = set(values[i - u : i]) if injective else ()
        for y in range(t.sizes[x]):
            values[i] = y
            if y not in taken and all(values[two] == act[values[one]] for one, two, act in squares[i]):
                yield from extend(i + 1)

    yield from extend(0)


def isomorphic(s: PlainTask, t: PlainTask) -> bool:
    return s.sizes == t.sizes and next(natural_transformations(s, t, injective=True), None) is not None


def representative(c: Plain, p: int, contravariant: bool) -> PlainTask:
    """Hom(-, p) or Hom(p, -)."""
    over = [hom(c, x, p) if contravariant else hom(c, p, x) for x in range(c.objects)]
    act = []
    for g in range(c.arrows):
        near, far = (c.cod[g], c.dom[g]) if contravariant else (c.dom[g], c.cod[g])
        act.append(tuple(over[far].index(c.comp[g][f] if contravariant else c.comp[f][g]) for f in over[near]))
    return PlainTask(c, contravariant, tuple(map(len, over)), tuple(act))


def represents(t: PlainTask, p: int) -> bool:
    return isomorphic(representative(t.base, p, t.contravariant), t)


def representable(t: PlainTask) -> bool:
    return any(represents(t, p) for p in range(t.base.objects))


def universal(t: PlainTask, p: int, over: int, u: int) -> bool:
    if over != p:
        return False
    for y in range(t.base.objects):
        values = [t.act[f][u] for f in range(t.base.arrows) if t.ends(f) == (p, y)]
        if sorted(values) != list(range(t.sizes[y])):
            return False
    return True


def added(parts: list[PlainTask], like: PlainTask) -> PlainTask:
    """The disjoint union."""
    c = like.base
    sizes = tuple(sum(s.sizes[x] for s in parts) for x in range(c.objects))
    act = []
    for f in range(c.arrows):
        far = like.ends(f)[1]
        row: list[int] = []
        offset = 0
        for s in parts:
            row += [offset + y for y in s.act[f]]
            offset += s.sizes[far]
        act.append(tuple(row))
    return PlainTask(c, like.contravariant, sizes, tuple(act))


def sum_of_representables(t: PlainTask, k: int) -> bool:
    homs = [representative(t.base, p, t.contravariant) for p in range(t.base.objects)]
    return any(isomorphic(added([homs[p] for p in choice], t), t) for choice in itertools.combinations_with_replacement(range(t.base.objects), k))


def covered_by(t: PlainTask, k: int) -> bool:
    elements = [(x, u) for x, size in enumerate(t.sizes) for u in range(size)]
    reach = {(x, u): {(t.ends(f)[1], t.act[f][u]) for f in range(t.base.arrows) if t.ends(f)[0] == x} for x, u in elements}
    sets = itertools.chain.from_iterable(itertools.combinations(elements, i) for i in range(k + 1))
    return any(set().union(*(reach[e] for e in chosen)) == set(elements) for chosen in sets)


def retract_of_representable(t: PlainTask) -> bool:
    for p in range(t.base.objects):
        h = representative(t.base, p, t.contravariant)
        back = list(natural_transformations(h, t))
        for section in natural_transformations(t, h):
            if any(all(r[x][section[x][u]] == u for x, size in enumerate(t.sizes) for u in range(size)) for r in back):
                return True
    return False


@cache
def answers(c: Plain, p: int, contravariant: bool) -> PlainTask:
    """What prompt p answers: X |-> Nat(h_X, h_P), an arrow acting by the transformation between Hom functors that it induces."""
    homs = [representative(c, x, contravariant) for x in range(c.objects)]
    over = [list(natural_transformations(homs[x], homs[p])) for x in range(c.objects)]
    act = []
    for g in range(c.arrows):
        near, far = (c.cod[g], c.dom[g]) if contravariant else (c.dom[g], c.cod[g])
        induced = _induced(c, g, homs[far], contravariant)
        act.append(tuple(over[far].index(tuple(tuple(a[x][y] for y in induced[x]) for x in range(c.objects))) for a in over[near]))
    return PlainTask(c, contravariant, tuple(map(len, over)), tuple(act))


def _induced(c: Plain, g: int, source: PlainTask, contravariant: bool) -> list[tuple[int, ...]]:
    """h_far => h_near, composing every arrow with g on the side of the prompt."""
    near, far = (c.cod[g], c.dom[g]) if contravariant else (c.dom[g], c.cod[g])
    out = []
    for x in range(c.objects):
        mine = hom(c, x, far) if contravariant else hom(c, far, x)
        theirs = hom(c, x, near) if contravariant else hom(c, near, x)
        assert len(mine) == source.sizes[x]
        out.append(tuple(theirs.index(c.comp[f][g] if contravariant else c.comp[g][f]) for f in mine))
    return out


def solves(t: PlainTask, p: int) -> bool:
    return isomorphic(answers(t.base, p, t.contravariant), t)


def promptable(t: PlainTask) -> bool:
    return any(solves(t, p) for p in range(t.base.objects))


def solves_in_number(t: PlainTask, p: int) -> bool:
    homs = [representative(t.base, x, t.contravariant) for x in range(t.base.objects)]
    return all(sum(1 for _ in natural_transformations(homs[x], homs[p])) == t.sizes[x] for x in range(t.base.objects))
