"""Finite categories as explicit composition tables, functors and set-valued functors as dictionaries, and their laws."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Element = Hashable


@dataclass(frozen=True, eq=False)
class Category:
    """Objects 0..n-1, arrows 0..m-1; arrow i < n is the identity of object i; `comp[f, g]` is first f, then g."""

    objects: int
    dom: tuple[int, ...]
    cod: tuple[int, ...]
    comp: Mapping[tuple[int, int], int]

    @property
    def arrows(self) -> int:
        return len(self.dom)

    @cached_property
    def _homs(self) -> dict[tuple[int, int], list[int]]:
        homs: dict[tuple[int, int], list[int]] = {}
        for f in range(self.arrows):
            homs.setdefault((self.dom[f], self.cod[f]), []).append(f)
        return homs

    def hom(self, a: int, b: int) -> list[int]:
        return self._homs.get((a, b), [])


@dataclass(frozen=True, eq=False)
class Functor:
    """`image[f]` is the value at arrow f; identities go to identities, so it also gives the values at objects."""

    dom: Category
    cod: Category
    image: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SetFunctor:
    """`over[x]` are the elements over object x, no two of all of them equal; `act[u, f]` is the value of arrow f at u.

    A contravariant one acts from cod f to dom f, a covariant one from dom f to cod f.
    """

    base: Category
    contravariant: bool
    over: tuple[tuple[Element, ...], ...]
    act: Mapping[tuple[Element, int], Element]

    def near(self, f: int) -> int:
        return self.base.cod[f] if self.contravariant else self.base.dom[f]

    def far(self, f: int) -> int:
        return self.base.dom[f] if self.contravariant else self.base.cod[f]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.over))

    @cached_property
    def elements(self) -> list[Element]:
        return [u for block in self.over for u in block]

    @cached_property
    def object_of(self) -> dict[Element, int]:
        return {u: x for x, block in enumerate(self.over) for u in block}

    @cached_property
    def leaving(self) -> list[list[int]]:
        """For each object the arrows that act on the elements over it."""
        return [[f for f in range(self.base.arrows) if self.near(f) == x] for x in range(self.base.objects)]


# ---------------------------------------------------------------- laws


def is_category(c: Category) -> bool:
    arrows = range(c.arrows)
    composable = {(f, g) for f in arrows for g in arrows if c.cod[f] == c.dom[g]}
    if set(c.comp) != composable or any(c.dom[x] != x or c.cod[x] != x for x in range(c.objects)):
        return False
    typed = all(c.dom[h] == c.dom[f] and c.cod[h] == c.cod[g] for (f, g), h in c.comp.items())
    units = all(c.comp[c.dom[f], f] == f == c.comp[f, c.cod[f]] for f in arrows)
    return typed and units and all(c.comp[c.comp[f, g], h] == c.comp[f, c.comp[g, h]] for f, g in composable for h in arrows if c.dom[h] == c.cod[g])


def is_functor(k: Functor) -> bool:
    c, d = k.dom, k.cod
    identities = all(k.image[x] < d.objects for x in range(c.objects))
    ends = all(d.dom[k.image[f]] == k.image[c.dom[f]] and d.cod[k.image[f]] == k.image[c.cod[f]] for f in range(c.arrows))
    return identities and ends and all(k.image[h] == d.comp[k.image[f], k.image[g]] for (f, g), h in c.comp.items())


def is_set_functor(t: SetFunctor) -> bool:
    if len(set(t.elements)) != len(t.elements) or set(t.act) != {(u, f) for x, block in enumerate(t.over) for u in block for f in t.leaving[x]}:
        return False
    typed = all(t.object_of[v] == t.far(f) for (_, f), v in t.act.items())
    units = all(t.act[u, t.object_of[u]] == u for u in t.elements)
    return typed and units and all(t.act[u, h] == _twice(t, u, f, g) for (f, g), h in t.base.comp.items() for u in t.over[t.near(h)])


def _twice(t: SetFunctor, u: Element, f: int, g: int) -> Element:
    first, second = (g, f) if t.contravariant else (f, g)
    return t.act[t.act[u, first], second]


# ---------------------------------------------------------------- constructions


def assembled(objects: Sequence[Any], arrows: Iterable[Any], ends: Callable[[Any], tuple[Any, Any]], unit: Any, compose: Any) -> Category:
    """The category of any hashable objects and arrows; `unit(x)` is an identity, `compose(f, g)` first f, then g."""
    units = [unit(x) for x in objects]
    every = [*units, *(f for f in dict.fromkeys(arrows) if f not in set(units))]
    number, place = {f: i for i, f in enumerate(every)}, {x: i for i, x in enumerate(objects)}
    sides = [tuple(place[x] for x in ends(f)) for f in every]
    by_dom: dict[int, list[int]] = {}
    for i, (a, _) in enumerate(sides):
        by_dom.setdefault(a, []).append(i)
    comp = {(i, j): number[compose(f, every[j])] for i, f in enumerate(every) for j in by_dom.get(sides[i][1], [])}
    return Category(len(objects), tuple(a for a, _ in sides), tuple(b for _, b in sides), comp)


def opposite(c: Category) -> Category:
    return Category(c.objects, c.cod, c.dom, {(g, f): h for (f, g), h in c.comp.items()})


def product(c: Category, d: Category) -> Category:
    def pairs(n: int, m: int) -> list[tuple[int, int]]:
        return [(i, j) for i in range(n) for j in range(m)]

    return assembled(
        pairs(c.objects, d.objects),
        pairs(c.arrows, d.arrows),
        lambda f: ((c.dom[f[0]], d.dom[f[1]]), (c.cod[f[0]], d.cod[f[1]])),
        lambda x: x,
        lambda f, g: (c.comp[f[0], g[0]], d.comp[f[1], g[1]]),
    )


def disjoint(c: Category, d: Category) -> Category:
    parts = (c, d)
    return assembled(
        [(i, x) for i, e in enumerate(parts) for x in range(e.objects)],
        [(i, f) for i, e in enumerate(parts) for f in range(e.arrows)],
        lambda f: ((f[0], parts[f[0]].dom[f[1]]), (f[0], parts[f[0]].cod[f[1]])),
        lambda x: x,
        lambda f, g: (f[0], parts[f[0]].comp[f[1], g[1]]),
    )


def blown_up(c: Category, along: Sequence[int]) -> Functor:
    """The category with an object for each entry of `along` and the arrows of c between the entries, with its functor to c.

    Repetitions give isomorphic objects, omissions full subcategories.
    """
    objects = range(len(along))
    arrows = [(i, j, f) for i in objects for j in objects for f in c.hom(along[i], along[j])]
    unit = lambda i: (i, i, along[i])  # noqa: E731
    made = assembled(objects, arrows, lambda f: f[:2], unit, lambda f, g: (f[0], g[1], c.comp[f[2], g[2]]))
    order = [*map(unit, objects), *(f for f in arrows if f != unit(f[0]))]
    return Functor(made, c, tuple(f for _, _, f in order))


def renumbered(c: Category, objects: Sequence[int], rest: Sequence[int]) -> Functor:
    """An isomorphic copy in which `objects[i]` is object i and `rest[i]` the i-th arrow that is no identity, with its functor to c."""
    old = [*objects, *rest]
    new = {f: i for i, f in enumerate(old)}
    comp = {(new[f], new[g]): new[h] for (f, g), h in c.comp.items()}
    return Functor(Category(c.objects, tuple(new[c.dom[f]] for f in old), tuple(new[c.cod[f]] for f in old), comp), c, tuple(old))


def hom_functor(c: Category, p: int, contravariant: bool) -> SetFunctor:
    """Hom(-, p) or Hom(p, -); its elements are the arrows themselves."""
    over = tuple(tuple(c.hom(x, p) if contravariant else c.hom(p, x)) for x in range(c.objects))
    mine = [f for block in over for f in block]
    if contravariant:
        act = {(f, g): c.comp[g, f] for f in mine for g in range(c.arrows) if c.cod[g] == c.dom[f]}
    else:
        act = {(f, g): c.comp[f, g] for f in mine for g in range(c.arrows) if c.dom[g] == c.cod[f]}
    return SetFunctor(c, contravariant, over, act)


def total(parts: Sequence[SetFunctor], like: SetFunctor) -> SetFunctor:
    """The disjoint union of set-valued functors on the category of `like`, which may be none."""
    c = like.base
    over = tuple(tuple((i, u) for i, s in enumerate(parts) for u in s.over[x]) for x in range(c.objects))
    act = {((i, u), f): (i, v) for i, s in enumerate(parts) for (u, f), v in s.act.items()}
    return SetFunctor(c, like.contravariant, over, act)
