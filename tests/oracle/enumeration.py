"""All categories with few arrows up to isomorphism, and all set-valued functors with few elements on them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

from oracle.categories import categories_isomorphic
from oracle.structures import Category, SetFunctor, is_category, is_set_functor


@cache
def all_categories(arrows: int) -> tuple[Category, ...]:
    """Every category with that many arrows, identities included, one of each isomorphism class."""
    found: dict[object, list[Category]] = {}
    for n in range(arrows + 1):
        pairs = list(itertools.product(range(n), repeat=2))
        for ends in itertools.combinations_with_replacement(pairs, arrows - n):
            for c in _tables(n, (*range(n), *(a for a, _ in ends)), (*range(n), *(b for _, b in ends))):
                alike = found.setdefault(_invariant(c), [])
                if not any(categories_isomorphic(c, d) for d in alike):
                    alike.append(c)
    return tuple(c for alike in found.values() for c in alike)


def _tables(n: int, dom: tuple[int, ...], cod: tuple[int, ...]) -> Iterator[Category]:
    """All categories with these ends of arrows."""
    arrows = range(len(dom))
    cells = [(f, g) for f in arrows for g in arrows if cod[f] == dom[g]]
    units = {**{(dom[f], f): f for f in arrows}, **{(f, cod[f]): f for f in arrows}}
    free = [cell for cell in cells if cell not in units]
    for values in itertools.product(*([h for h in arrows if (dom[h], cod[h]) == (dom[f], cod[g])] for f, g in free)):
        c = Category(n, dom, cod, {**units, **dict(zip(free, values, strict=True))})
        if is_category(c):
            yield c


def _invariant(c: Category) -> object:
    def profile(x: int) -> tuple[int, int, int]:
        return c.dom.count(x), c.cod.count(x), sum(c.comp[f, f] == f for f in c.hom(x, x))

    return c.objects, tuple(sorted(map(profile, range(c.objects))))


def all_set_functors(c: Category, limit: int, contravariant: bool, up_to_isomorphism: bool = True) -> Iterator[SetFunctor]:
    """Every set-valued functor with at most `limit` elements over all objects; elements are pairs of an object and a number."""
    for sizes in itertools.product(range(limit + 1), repeat=c.objects):
        if sum(sizes) > limit:
            continue
        over = tuple(tuple((x, i) for i in range(k)) for x, k in enumerate(sizes))
        seen: set[object] = set()
        for t in _actions(c, contravariant, over):
            if up_to_isomorphism:
                copies = {_relabelled(t, order) for order in itertools.product(*map(itertools.permutations, over))}
                if copies & seen:
                    continue
                seen |= copies
            yield t


def _actions(c: Category, contravariant: bool, over: tuple[tuple[tuple[int, int], ...], ...]) -> Iterator[SetFunctor]:
    sides = [(c.cod[f], c.dom[f]) if contravariant else (c.dom[f], c.cod[f]) for f in range(c.arrows)]
    maps = [[list(zip(over[near], values, strict=True)) for values in itertools.product(over[far], repeat=len(over[near]))] for near, far in sides]
    identities = [[list(zip(block, block, strict=True))] for block in over]
    for chosen in itertools.product(*identities, *maps[c.objects :]):
        t = SetFunctor(c, contravariant, over, {(u, f): v for f, pairs in enumerate(chosen) for u, v in pairs})
        if is_set_functor(t):
            yield t


def _relabelled(t: SetFunctor, order: tuple[tuple[object, ...], ...]) -> object:
    new = {u: v for block, names in zip(t.over, order, strict=True) for u, v in zip(block, names, strict=True)}
    return frozenset((new[u], f, new[v]) for (u, f), v in t.act.items())
