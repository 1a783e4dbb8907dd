"""Limits, adjoints, equivalences and idempotent completions by brute force from their definitions; shares no code with the package."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from claim_oracle import hom
from claim_worlds import Plain, all_functors

Images = tuple[int, ...]


def op(c: Plain) -> Plain:
    return Plain(c.objects, c.cod, c.dom, tuple(tuple(c.comp[g][f] for g in range(c.arrows)) for f in range(c.arrows)))


def cauchy_complete(c: Plain) -> bool:
    def splits(e: int) -> bool:
        return any(c.comp[r][s] == e and c.comp[s][r] == c.cod[r] for r in range(c.arrows) for s in range(c.arrows))

    return all(splits(e) for e in range(c.arrows) if c.dom[e] == c.cod[e] and c.comp[e][e] == e)


# ---------------------------------------------------------------- limits

Edges = Sequence[tuple[int, int, int]]


def cones(c: Plain, y: int, nodes: Sequence[int], edges: Edges) -> Iterator[tuple[int, ...]]:
    """Legs y -> nodes[i] with leg i ; f = leg j for every edge (i, f, j)."""
    for legs in itertools.product(*(hom(c, y, x) for x in nodes)):
        if all(c.comp[legs[i]][f] == legs[j] for i, f, j in edges):
            yield legs


def is_limit(c: Plain, x: int, nodes: Sequence[int], edges: Edges) -> bool:
    """Some cone at x has exactly one mediating arrow from every cone."""
    every = [(y, legs) for y in range(c.objects) for legs in cones(c, y, nodes, edges)]
    return any(
        all(sum(all(c.comp[u][f] == g for f, g in zip(legs, other, strict=True)) for u in hom(c, y, x)) == 1 for y, other in every)
        for legs in cones(c, x, nodes, edges)
    )


def has_limit(c: Plain, nodes: Sequence[int], edges: Edges) -> bool:
    return any(is_limit(c, x, nodes, edges) for x in range(c.objects))


def has_products(c: Plain) -> bool:
    return has_limit(c, (), ()) and all(has_limit(c, (a, b), ()) for a in range(c.objects) for b in range(c.objects))


def has_equalizers(c: Plain) -> bool:
    pairs = [(f, g) for f in range(c.arrows) for g in range(c.arrows) if (c.dom[f], c.cod[f]) == (c.dom[g], c.cod[g])]
    return all(has_limit(c, (c.dom[f], c.cod[f]), ((0, f, 1), (0, g, 1))) for f, g in pairs)


def complete(c: Plain) -> bool:
    """A terminal object and all pullbacks."""
    spans = [(f, g) for f in range(c.arrows) for g in range(c.arrows) if c.cod[f] == c.cod[g]]
    return has_limit(c, (), ()) and all(has_limit(c, (c.dom[f], c.dom[g], c.cod[f]), ((0, f, 2), (1, g, 2))) for f, g in spans)


def limit(shape: Plain, c: Plain, diagram: Images, x: int) -> bool:
    return is_limit(c, x, diagram[: shape.objects], [(shape.dom[s], diagram[s], shape.cod[s]) for s in range(shape.arrows)])


# ---------------------------------------------------------------- adjoints, functors as images of all arrows


def adjoint(c: Plain, d: Plain, f: Images, g: Images) -> bool:
    """Some unit and counit, natural, satisfy the triangle identities."""
    for unit in _natural(c, range(c.arrows), [g[f[s]] for s in range(c.arrows)]):
        for counit in _natural(d, [f[g[t]] for t in range(d.arrows)], range(d.arrows)):
            left = all(d.comp[f[unit[x]]][counit[f[x]]] == f[x] for x in range(c.objects))
            if left and all(c.comp[unit[g[y]]][g[counit[y]]] == g[y] for y in range(d.objects)):
                return True
    return False


def _natural(c: Plain, one: Sequence[int], two: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The natural transformations between two endofunctors."""
    for family in itertools.product(*(hom(c, one[x], two[x]) for x in range(c.objects))):
        if all(c.comp[family[c.dom[s]]][two[s]] == c.comp[one[s]][family[c.cod[s]]] for s in range(c.arrows)):
            yield family


def left_adjoint(c: Plain, d: Plain, f: Images) -> bool:
    return any(adjoint(d, c, g, f) for g in all_functors(d, c))


def right_adjoint(c: Plain, d: Plain, f: Images) -> bool:
    return any(adjoint(c, d, f, g) for g in all_functors(c=d, d=c))


# ---------------------------------------------------------------- equivalence


def equivalent(c: Plain, d: Plain) -> bool:
    """Functors both ways whose composites are isomorphic to the identities."""
    back = list(all_functors(d, c))
    return any(_inverse(c, d, f, g) for f in all_functors(c, d) for g in back)


def _inverse(c: Plain, d: Plain, f: Images, g: Images) -> bool:
    return _isomorphic_to_identity(c, [g[f[s]] for s in range(c.arrows)]) and _isomorphic_to_identity(d, [f[g[t]] for t in range(d.arrows)])


def _isomorphic_to_identity(c: Plain, images: Sequence[int]) -> bool:
    def iso(f: int) -> bool:
        return any(c.comp[f][g] == c.dom[f] and c.comp[g][f] == c.cod[f] for g in hom(c, c.cod[f], c.dom[f]))

    return any(all(map(iso, family)) for family in _natural(c, range(c.arrows), images))


def karoubi(c: Plain) -> Plain:
    """The idempotent completion, as triples (e, f, e')."""
    idempotents = [e for e in range(c.arrows) if c.dom[e] == c.cod[e] and c.comp[e][e] == e]
    triples = [(e, e, e) for e in idempotents]
    for e, f, k in itertools.product(idempotents, range(c.arrows), idempotents):
        if c.dom[f] == c.dom[e] and c.cod[f] == c.dom[k] and c.comp[c.comp[e][f]][k] == f and not e == f == k:
            triples.append((e, f, k))
    number = {t: i for i, t in enumerate(triples)}
    comp = [[number[s[0], c.comp[s[1]][t[1]], t[2]] if s[2] == t[0] else -1 for t in triples] for s in triples]
    place = {e: i for i, e in enumerate(idempotents)}
    return Plain(len(idempotents), tuple(place[t[0]] for t in triples), tuple(place[t[2]] for t in triples), tuple(map(tuple, comp)))


def presheaves_equivalent(c: Plain, d: Plain) -> bool:
    """The idempotent completions have isomorphic skeletons."""
    return isomorphic(skeleton(karoubi(c)), skeleton(karoubi(d)))


def skeleton(c: Plain) -> Plain:
    def isomorphic_objects(a: int, b: int) -> bool:
        return any(c.comp[f][g] == a and c.comp[g][f] == b for f in hom(c, a, b) for g in hom(c, b, a))

    kept: list[int] = []
    for x in range(c.objects):
        if not any(isomorphic_objects(x, y) for y in kept):
            kept.append(x)
    old = [*kept, *(f for f in range(c.objects, c.arrows) if c.dom[f] in kept and c.cod[f] in kept)]
    new = {f: i for i, f in enumerate(old)}
    comp = [[new[c.comp[f][g]] if c.comp[f][g] >= 0 else -1 for g in old] for f in old]
    return Plain(len(kept), tuple(new[c.dom[f]] for f in old), tuple(new[c.cod[f]] for f in old), tuple(map(tuple, comp)))


def isomorphic(c: Plain, d: Plain) -> bool:
    """All bijections of objects, and of the arrows between each two."""
    if (c.objects, c.arrows) != (d.objects, d.arrows):
        return False
    pairs = list(itertools.product(range(c.objects), repeat=2))
    for objects in itertools.permutations(range(c.objects)):
        homs = [(hom(c, a, b), hom(d, objects[a], objects[b])) for a, b in pairs]
        if any(len(left) != len(right) for left, right in homs):
            continue
        for choice in itertools.product(*(itertools.permutations(right) for _, right in homs)):
            image = {f: g for (left, _), right in zip(homs, choice, strict=True) for f, g in zip(left, right, strict=True)}
            if all(c.comp[f][g] < 0 or image[c.comp[f][g]] == d.comp[image[f]][image[g]] for f in image for g in image):
                return True
    return False
