"""Comma categories: for F : A -> C and G : B -> C the arrows h : F a -> G b, and the squares between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import ARROW_LIMIT, Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor
from presheaf.model.written import Written

Longs = npt.NDArray[np.int64]
KEYS = 2**62  # keys of squares are machine integers


@dataclass(frozen=True, eq=False)
class CommaOf:
    """Object i is (`a[i]`, `h[i]`, `b[i]`), arrow j is given by `f[j]` of the left and `g[j]` of the right category."""

    left: Functor
    right: Functor
    a: Ints
    h: Ints
    b: Ints
    f: Ints
    g: Ints


class Table:
    """Rows of integers with their places; `find` is a binary search."""

    def __init__(self, columns: tuple[Ints, ...], bounds: tuple[int, ...]) -> None:
        self.bounds = bounds
        keys = self._keys(columns)
        self.order = np.argsort(keys, kind="stable").astype(np.int32)
        self.keys = keys[self.order]

    def _keys(self, columns: tuple[Ints, ...]) -> Longs:
        out = np.zeros(len(columns[0]), np.int64)
        for column, bound in zip(columns, self.bounds, strict=True):
            out = out * max(bound, 1) + column
        return out

    def find(self, *columns: Ints) -> Ints:
        """The place of each row; every one is there."""
        return self.order[np.searchsorted(self.keys, self._keys(columns))]

    def runs(self, *columns: Ints) -> tuple[Longs, Longs]:
        """Where the rows with each key begin and end in `order`."""
        wanted = self._keys(columns)
        return np.searchsorted(self.keys, wanted, side="left"), np.searchsorted(self.keys, wanted, side="right")


def comma(name: str, left: Functor, right: Functor) -> Category:
    """The comma category of F and G: objects `(a, h, b)`, arrows (f, g) : (a, h, b) -> (a', h', b') with F f ; h' = h ; G g.

    An arrow may be written as its square `((a, h, b), f, g, (a', h', b'))`. Every arrow is one along B followed by one along A, so the
    generators are those of B after each object and those of A before each object. Linear in the result up to sorting.
    """
    a_cat, b_cat, c = left.dom, right.dom, left.cod
    a, h, b = _objects(left, right)
    count = len(h)
    objects = Table((a, h, b), (a_cat.object_count, c.arrow_count, b_cat.object_count))
    if count * count * a_cat.arrow_count * b_cat.arrow_count > KEYS:
        raise TooLarge(f"{count:,} objects over categories of {a_cat.arrow_count:,} and {b_cat.arrow_count:,} arrows")
    source, g = _out_of(b_cat, b)
    f, target = _into(a_cat, a)
    over = c.compose_arrays(h[source], right.on_arrows[g]), c.compose_arrays(left.on_arrows[f], h[target])
    bounds = (a_cat.object_count, b_cat.object_count, c.arrow_count)
    squares = Table((a_cat.dom[f], b[target], over[1]), bounds)
    low, high = squares.runs(a[source], b_cat.cod[g], over[0])
    _guard(int((high - low).sum()))
    row = np.repeat(np.arange(len(source)), high - low)
    column = squares.order[np.arange(len(row)) - np.repeat(np.cumsum(high - low) - high, high - low)]
    source, g, f, target = source[row], g[row], f[column], target[column]
    arrows = Table((source, f, g, target), (count, a_cat.arrow_count, b_cat.arrow_count, count))
    here = np.arange(count, dtype=np.int32)
    after, before = _steps(b_cat, b), _steps(a_cat, a, into=True)
    beyond = objects.find(a[after[0]], c.compose_arrays(h[after[0]], right.on_generators[after[1]]), b_cat.cod[b_cat.generators[after[1]]])
    behind = objects.find(a_cat.dom[a_cat.generators[before[1]]], c.compose_arrays(left.on_generators[before[1]], h[before[0]]), b[before[0]])
    gf = np.concatenate([a[after[0]], a_cat.generators[before[1]]]).astype(np.int32)
    gg = np.concatenate([b_cat.generators[after[1]], b[before[0]]]).astype(np.int32)
    gdom, gcod = np.concatenate([after[0], behind]).astype(np.int32), np.concatenate([beyond, before[0]]).astype(np.int32)
    gens, first = np.unique(arrows.find(gdom, gf, gg, gcod), return_index=True)
    identity = arrows.find(here, a, b, here)
    gens, first = gens[~np.isin(gens, identity)], first[~np.isin(gens, identity)]
    gf, gg, gcod = gf[first], gg[first], gcod[first]

    def step(arrow: Ints, s: Ints) -> Ints:
        return arrows.find(source[arrow], a_cat.compose_arrays(f[arrow], gf[s]), b_cat.compose_arrays(g[arrow], gg[s]), gcod[s])

    normal = normal_form(Raw(source, target, identity, gens, step))
    back = np.empty(len(f), np.int32)
    back[normal.number] = np.arange(len(f), dtype=np.int32)
    labels = [f"({a_cat.names.objects[x]}, {arrow_name(c, y)}, {b_cat.names.objects[z]})" for x, y, z in zip(*_lists(a, h, b), strict=True)]

    def spelt(i: int) -> str:
        return f"({labels[source[i]]}, {arrow_name(a_cat, int(f[i]))}, {arrow_name(b_cat, int(g[i]))}, {labels[target[i]]})"

    extra = Written(lambda: {spelt(i): int(normal.number[i]) for i in range(len(f))})
    names = Names(tuple(labels), tuple(spelt(int(i)) for i in gens), tuple(normal.number[gens].tolist()), extra)
    return category(name, names, normal, (), CommaOf(left, right, a, h, b, f[back], g[back]))


def _lists(*columns: Ints) -> list[list[int]]:
    return [column.tolist() for column in columns]


def _guard(arrows: int) -> None:
    if arrows > ARROW_LIMIT:
        raise TooLarge(f"{arrows:,} arrows (limit {ARROW_LIMIT:,})")


def _objects(left: Functor, right: Functor) -> tuple[Ints, Ints, Ints]:
    """(a, h, b) for all arrows h : F a -> G b, by h, then a, then b."""
    c = left.cod
    over_dom, first_dom = _fibres(left.on_objects, c.object_count)
    over_cod, first_cod = _fibres(right.on_objects, c.object_count)
    many, more = np.diff(first_dom)[c.dom], np.diff(first_cod)[c.cod]
    _guard(int((many * more).sum()))
    h = np.repeat(np.arange(c.arrow_count, dtype=np.int32), many * more)
    within = np.arange(len(h)) - np.repeat(np.cumsum(many * more) - many * more, many * more)
    width = np.maximum(more[h], 1)
    a = over_dom[first_dom[c.dom[h]] + within // width]
    return a.astype(np.int32), h, over_cod[first_cod[c.cod[h]] + within % width].astype(np.int32)


def _fibres(images: Ints, size: int) -> tuple[Ints, Longs]:
    """The places of each value 0..size-1, one after the other, and where they begin."""
    order = np.argsort(images, kind="stable").astype(np.int32)
    return order, np.searchsorted(images[order], np.arange(size + 1))


def _pairs(keys: Ints, wanted: Ints, size: int) -> tuple[Ints, Ints]:
    """The pairs (i, j) with wanted[i] = keys[j]."""
    order, first = _fibres(keys, size)
    width = first[wanted + 1] - first[wanted]
    _guard(int(width.sum()))
    i = np.repeat(np.arange(len(wanted), dtype=np.int32), width)
    j = order[np.arange(len(i)) - np.repeat(np.cumsum(width) - width, width) + np.repeat(first[wanted], width)]
    return i, j


def _out_of(b_cat: Category, b: Ints) -> tuple[Ints, Ints]:
    """(object, arrow of B out of it)."""
    return _pairs(b_cat.dom, b, b_cat.object_count)


def _into(a_cat: Category, a: Ints) -> tuple[Ints, Ints]:
    """(arrow of A, object into which it goes)."""
    target, f = _pairs(a_cat.cod, a, a_cat.object_count)
    return f, target


def _steps(base: Category, at: Ints, into: bool = False) -> tuple[Ints, Ints]:
    """(object, generator that leaves or enters it)."""
    ends = base.cod if into else base.dom
    return _pairs(ends[base.generators], at, base.object_count)
