"""Properties of categories, of their objects and arrows, and of functors."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from oracle.structures import Category, Functor

Order = Callable[[list[int]], list[int]]


def thin(c: Category) -> bool:
    return all(len(c.hom(a, b)) <= 1 for a in range(c.objects) for b in range(c.objects))


def iso(c: Category, f: int) -> bool:
    a, b = c.dom[f], c.cod[f]
    return any(c.comp[f, g] == a and c.comp[g, f] == b for g in c.hom(b, a))


def objects_isomorphic(c: Category, a: int, b: int) -> bool:
    return any(iso(c, f) for f in c.hom(a, b))


def skeletal(c: Category) -> bool:
    return not any(objects_isomorphic(c, a, b) for a in range(c.objects) for b in range(c.objects) if a != b)


def groupoid(c: Category) -> bool:
    return all(iso(c, f) for f in range(c.arrows))


def connected(c: Category) -> bool:
    """Non-empty, and every object can be reached from the first by arrows in either direction."""
    seen, todo = {0}, [0]
    while todo:
        x = todo.pop()
        for f in range(c.arrows):
            for a, b in ((c.dom[f], c.cod[f]), (c.cod[f], c.dom[f])):
                if a == x and b not in seen:
                    seen.add(b)
                    todo.append(b)
    return c.objects > 0 and len(seen) == c.objects


def terminal(c: Category, x: int) -> bool:
    return all(len(c.hom(y, x)) == 1 for y in range(c.objects))


def initial(c: Category, x: int) -> bool:
    return all(len(c.hom(x, y)) == 1 for y in range(c.objects))


def mono(c: Category, f: int) -> bool:
    pairs = itertools.product(range(c.arrows), repeat=2)
    parallel = ((g, h) for g, h in pairs if c.dom[g] == c.dom[h] and c.cod[g] == c.cod[h] == c.dom[f])
    return all(g == h for g, h in parallel if c.comp[g, f] == c.comp[h, f])


def epi(c: Category, f: int) -> bool:
    pairs = itertools.product(range(c.arrows), repeat=2)
    parallel = ((g, h) for g, h in pairs if c.cod[g] == c.cod[h] and c.dom[g] == c.dom[h] == c.cod[f])
    return all(g == h for g, h in parallel if c.comp[f, g] == c.comp[f, h])


def idempotent(c: Category, f: int) -> bool:
    return c.dom[f] == c.cod[f] and c.comp[f, f] == f


# ---------------------------------------------------------------- functors


def functors(c: Category, d: Category, bijective: bool = False, order: Order = list) -> Iterator[Functor]:
    """Every functor c -> d, or every isomorphism: images are tried arrow by arrow in `order`, composites checked when all three are known."""
    if bijective and (c.objects, c.arrows) != (d.objects, d.arrows):
        return
    laws: list[list[tuple[int, int, int]]] = [[] for _ in range(c.arrows)]
    for (f, g), h in c.comp.items():
        laws[max(f, g, h)].append((f, g, h))

    def extend(image: tuple[int, ...]) -> Iterator[Functor]:
        f = len(image)
        if f == c.arrows:
            yield Functor(c, d, image)
            return
        choices = list(range(d.objects)) if f < c.objects else d.hom(image[c.dom[f]], image[c.cod[f]])
        for y in order(choices):
            now = (*image, y)
            if not (bijective and y in image) and all(now[h] == d.comp[now[a], now[b]] for a, b, h in laws[f]):
                yield from extend(now)

    yield from extend(())


def categories_isomorphic(c: Category, d: Category) -> bool:
    """Some functor is bijective on objects and arrows; its inverse is a functor too."""
    return next(functors(c, d, bijective=True), None) is not None


def full(k: Functor) -> bool:
    c, d = k.dom, k.cod
    pairs = itertools.product(range(c.objects), repeat=2)
    return all(set(d.hom(k.image[a], k.image[b])) <= {k.image[f] for f in c.hom(a, b)} for a, b in pairs)


def faithful(k: Functor) -> bool:
    c = k.dom
    pairs = itertools.product(range(c.objects), repeat=2)
    return all(len({k.image[f] for f in c.hom(a, b)}) == len(c.hom(a, b)) for a, b in pairs)


def fully_faithful(k: Functor) -> bool:
    return full(k) and faithful(k)


def essentially_surjective(k: Functor) -> bool:
    return all(any(objects_isomorphic(k.cod, k.image[x], y) for x in range(k.dom.objects)) for y in range(k.cod.objects))


def equivalence(k: Functor) -> bool:
    """Fully faithful and essentially surjective."""
    return fully_faithful(k) and essentially_surjective(k)


def has_quasi_inverse(k: Functor) -> bool:
    """Some functor back gives composites that are naturally isomorphic to the identities: what an equivalence is by definition."""
    c, d = k.dom, k.cod
    for back in functors(d, c):
        round_c = Functor(c, c, tuple(back.image[k.image[f]] for f in range(c.arrows)))
        round_d = Functor(d, d, tuple(k.image[back.image[f]] for f in range(d.arrows)))
        if _isomorphic_to_identity(round_c) and _isomorphic_to_identity(round_d):
            return True
    return False


def _isomorphic_to_identity(k: Functor) -> bool:
    c = k.dom
    choices = [[f for f in c.hom(x, k.image[x]) if iso(c, f)] for x in range(c.objects)]
    families = itertools.product(*choices)
    return any(all(c.comp[f, eta[c.cod[f]]] == c.comp[eta[c.dom[f]], k.image[f]] for f in range(c.arrows)) for eta in families)
