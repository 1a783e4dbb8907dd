"""Properties of set-valued functors, with the natural transformations between them listed one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

from oracle.structures import Category, Element, SetFunctor, hom_functor, total

Transformation = dict[Element, Element]


def natural_transformations(s: SetFunctor, t: SetFunctor, injective: bool = False) -> Iterator[Transformation]:
    """Every natural transformation s => t.

    A value is tried for an element without one, and the values at everything that arrows make of it follow by naturality or contradict.
    """

    def forced(image: Transformation, u: Element, v: Element) -> Transformation | None:
        out, todo = dict(image), [(u, v)]
        while todo:
            x, y = todo.pop()
            if x in out:
                if out[x] != y:
                    return None
                continue
            out[x] = y
            todo += [(s.act[x, f], t.act[y, f]) for f in s.leaving[s.object_of[x]]]
        return None if injective and len(set(out.values())) < len(out) else out

    def extend(image: Transformation) -> Iterator[Transformation]:
        u = next((x for x in s.elements if x not in image), None)
        if u is None:
            yield image
            return
        for v in t.over[s.object_of[u]]:
            more = forced(image, u, v)
            if more is not None:
                yield from extend(more)

    yield from extend({})


def natural_families(s: SetFunctor, t: SetFunctor) -> Iterator[Transformation]:
    """The same by filtering all families of maps."""
    for values in itertools.product(*(t.over[s.object_of[u]] for u in s.elements)):
        family = dict(zip(s.elements, values, strict=True))
        if all(t.act[family[u], f] == family[v] for (u, f), v in s.act.items()):
            yield family


def number_of_transformations(s: SetFunctor, t: SetFunctor) -> int:
    return sum(1 for _ in natural_transformations(s, t))


def isomorphic(s: SetFunctor, t: SetFunctor) -> bool:
    return s.sizes == t.sizes and next(natural_transformations(s, t, injective=True), None) is not None


# ---------------------------------------------------------------- representability


def represents(p: int, t: SetFunctor) -> bool:
    return isomorphic(hom_functor(t.base, p, t.contravariant), t)


def representable(t: SetFunctor) -> bool:
    return any(represents(p, t) for p in range(t.base.objects))


def universal(p: int, u: Element, t: SetFunctor) -> bool:
    """u lies over p, and every element is the image of u under exactly one arrow."""
    if t.object_of[u] != p:
        return False
    return all(sum(t.act[u, f] == v for f in t.leaving[p] if t.far(f) == t.object_of[v]) == 1 for v in t.elements)


def sum_of_representables(t: SetFunctor, k: int) -> bool:
    return any(isomorphic(total(parts, t), t) for parts in _families(t, k))


def covered_by(t: SetFunctor, k: int) -> bool:
    """A disjoint union of at most k Hom functors maps onto t."""
    for parts in itertools.chain.from_iterable(_families(t, i) for i in range(k + 1)):
        if any(len(set(onto.values())) == len(t.elements) for onto in natural_transformations(total(parts, t), t)):
            return True
    return False


def _families(t: SetFunctor, k: int) -> Iterator[list[SetFunctor]]:
    homs = [hom_functor(t.base, p, t.contravariant) for p in range(t.base.objects)]
    return map(list, itertools.combinations_with_replacement(homs, k))


def retract_of_representable(t: SetFunctor) -> bool:
    """Some t => h_P => t is the identity."""
    for p in range(t.base.objects):
        h = hom_functor(t.base, p, t.contravariant)
        back = list(natural_transformations(h, t))
        for section in natural_transformations(t, h, injective=True):
            if any(all(r[section[u]] == u for u in t.elements) for r in back):
                return True
    return False


# ---------------------------------------------------------------- prompting


@lru_cache(maxsize=4096)
def answers(c: Category, p: int, contravariant: bool) -> SetFunctor:
    """What a model answers under prompt p: X |-> Nat(h_X, h_p), on which arrows act through the Hom functors."""
    homs = [hom_functor(c, x, contravariant) for x in range(c.objects)]
    over = tuple(tuple((x, _written(a)) for a in natural_transformations(homs[x], homs[p])) for x in range(c.objects))
    act = {}
    for g in range(c.arrows):
        near, far = (c.cod[g], c.dom[g]) if contravariant else (c.dom[g], c.cod[g])
        for answer in over[near]:
            values = dict(answer[1])
            moved = {f: values[c.comp[f, g] if contravariant else c.comp[g, f]] for f in homs[far].elements}
            act[answer, g] = (far, _written(moved))
    return SetFunctor(c, contravariant, over, act)


def _written(transformation: Transformation) -> tuple[tuple[Element, Element], ...]:
    return tuple(sorted(transformation.items()))


def solves(p: int, t: SetFunctor) -> bool:
    return isomorphic(answers(t.base, p, t.contravariant), t)


def promptable(t: SetFunctor) -> bool:
    return any(solves(p, t) for p in range(t.base.objects))


def solves_in_number(p: int, t: SetFunctor) -> bool:
    return answers(t.base, p, t.contravariant).sizes == t.sizes


def promptable_in_number(t: SetFunctor) -> bool:
    return any(solves_in_number(p, t) for p in range(t.base.objects))
