"""Categories made from categories and tasks: opposite, product, sum, full subcategory, elements, slices, arrow category.

Each result keeps in `origin` what it was made of, so that compound names of arbitrary arrows can be resolved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from presheaf.model.build import ARROW_LIMIT, Raw, TooLarge, category, generating_set, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.unknown import UnknownCategory, UnknownOpposite

DENSE_LIMIT = 3000  # arrows up to which a generating set of a subcategory is searched in a dense composition table


@dataclass(frozen=True, eq=False)
class OppositeOf:
    """`number[f]` is the arrow of the opposite category that f becomes."""

    base: Category
    number: Ints


@dataclass(frozen=True, eq=False)
class ProductOf:
    """The arrow (f, g) is `number[f * arrows(right) + g]`."""

    left: Category
    right: Category
    number: Ints


@dataclass(frozen=True, eq=False)
class SumOf:
    """Arrow f of the left summand is `number[f]`, g of the right one `number[arrows(left) + g]`."""

    left: Category
    right: Category
    number: Ints


@dataclass(frozen=True, eq=False)
class FullOf:
    """`objects` and `arrows` are the numbers in `base` of the objects and arrows of the subcategory."""

    base: Category
    objects: Ints
    arrows: Ints


@dataclass(frozen=True, eq=False)
class ElementsOf:
    """The arrow (f, x) is `number[offset[f] + x - start]`, x over cod f (contravariant) or dom f (covariant)."""

    functor: SetFunctor
    offset: npt.NDArray[np.int64]
    number: Ints

    def arrow(self, f: int, x: int) -> int:
        """The arrow (f, x); the caller has checked that x lies over the right end of f."""
        t = self.functor
        near = t.category.cod[f] if t.variance == "contravariant" else t.category.dom[f]
        return int(self.number[self.offset[f] + x - t.start[near]])


def after(c: Category, f: Ints, s: Ints) -> Ints:
    """f[i] ; generator s[i], vectorised."""
    out: Ints = c.right[c.row_start[f] + s - c.gen_start[c.cod[f]]]
    return out


def before(c: Category, s: Ints, f: Ints) -> Ints:
    """Generator s[i] ; f[i], vectorised."""
    start, _, result = c.left
    gcod = c.cod[c.generators]
    order = np.argsort(gcod, kind="stable")
    rank = np.empty(len(order), np.int64)
    first = np.searchsorted(gcod[order], np.arange(c.object_count + 1))
    rank[order] = np.arange(len(order)) - first[gcod[order]]
    out: Ints = result[start[f] + rank[s]]
    return out


def _guard(arrows: int) -> None:
    if arrows > ARROW_LIMIT:
        raise TooLarge(f"{arrows:,} arrows (limit {ARROW_LIMIT:,})")


def opposite(name: str, c: Category) -> Category:
    """C with every arrow reversed; names are kept."""
    if isinstance(c, UnknownCategory):
        return UnknownOpposite(name, c)
    normal = normal_form(Raw(c.cod, c.dom, np.arange(c.object_count, dtype=np.int32), c.generators, lambda f, s: before(c, s, f)))
    number = normal.number
    extra = {k: int(number[v]) for k, v in c.names.extra.items()}
    names = Names(c.names.objects, c.names.listed, tuple(number[list(c.names.listed_arrows)].tolist()), extra)
    laws = tuple(replace(w, start=_law_end(c, w.start, w.left), left=w.left[::-1], right=w.right[::-1]) for w in c.laws)
    return category(name, names, normal, laws, OppositeOf(c, number))


def _law_end(c: Category, start: int, word: tuple[int, ...]) -> int:
    return int(c.cod[c.names.listed_arrows[word[-1]]]) if word else start


def product(name: str, c: Category, d: Category) -> Category:
    """C x D; objects `(A, B)`, listed arrows `(f, id(B))` and `(id(A), g)`."""
    m, k = c.arrow_count, d.arrow_count
    _guard(m * k)
    f, g = np.repeat(np.arange(m, dtype=np.int32), k), np.tile(np.arange(k, dtype=np.int32), m)
    n, p = c.object_count, d.object_count
    ids = (np.repeat(np.arange(n), p) * k + np.tile(np.arange(p), n)).astype(np.int32)
    left = [(int(s), b) for s in range(len(c.generators)) for b in range(p)]
    right = [(a, int(t)) for a in range(n) for t in range(len(d.generators))]
    gens = np.array([int(c.generators[s]) * k + b for s, b in left] + [a * k + int(d.generators[t]) for a, t in right], np.int32)
    gen_left = np.array([s for s, _ in left] + [-1] * len(right), np.int32)
    gen_right = np.array([-1] * len(left) + [t for _, t in right], np.int32)

    def step(arrow: Ints, s: Ints) -> Ints:
        a, b = f[arrow].copy(), g[arrow].copy()
        on = gen_left[s] >= 0
        a[on] = after(c, a[on], gen_left[s[on]])
        b[~on] = after(d, b[~on], gen_right[s[~on]])
        return (a.astype(np.int64) * k + b).astype(np.int32)

    normal = normal_form(Raw((c.dom[f] * p + d.dom[g]).astype(np.int32), (c.cod[f] * p + d.cod[g]).astype(np.int32), ids, gens, step))
    objects = tuple(f"({a}, {b})" for a in c.names.objects for b in d.names.objects)
    listed = [
        (f"({x}, id({b}))", a * k + i) for x, a in zip(c.names.listed, c.names.listed_arrows, strict=True) for i, b in enumerate(d.names.objects)
    ]
    listed += [
        (f"(id({a}), {y})", i * k + b) for i, a in enumerate(c.names.objects) for y, b in zip(d.names.listed, d.names.listed_arrows, strict=True)
    ]
    names = Names(objects, tuple(x for x, _ in listed), tuple(int(normal.number[a]) for _, a in listed))
    return category(name, names, normal, (), ProductOf(c, d, normal.number))


def coproduct(name: str, c: Category, d: Category) -> Category:
    """C + D; names `left.A`, `right.B`."""
    n, m = c.object_count, c.arrow_count
    _guard(m + d.arrow_count)
    ids = np.concatenate([np.arange(n), m + np.arange(d.object_count)]).astype(np.int32)
    gens = np.concatenate([c.generators, m + d.generators]).astype(np.int32)
    size = len(c.generators)

    def step(arrow: Ints, s: Ints) -> Ints:
        out = np.empty(len(arrow), np.int32)
        on = s < size
        out[on] = after(c, arrow[on], s[on])
        out[~on] = after(d, arrow[~on] - m, s[~on] - size) + m
        return out

    dom, cod = np.concatenate([c.dom, n + d.dom]).astype(np.int32), np.concatenate([c.cod, n + d.cod]).astype(np.int32)
    normal = normal_form(Raw(dom, cod, ids, gens, step))
    objects = (*(f"left.{x}" for x in c.names.objects), *(f"right.{x}" for x in d.names.objects))
    pairs = [(f"left.{x}", a) for x, a in zip(c.names.listed, c.names.listed_arrows, strict=True)]
    pairs += [(f"right.{x}", m + a) for x, a in zip(d.names.listed, d.names.listed_arrows, strict=True)]
    more = [(f"left.{x}", a) for x, a in c.names.extra.items()] + [(f"right.{x}", m + a) for x, a in d.names.extra.items()]
    extra = {x: int(normal.number[a]) for x, a in more}
    names = Names(objects, tuple(x for x, _ in pairs), tuple(int(normal.number[a]) for _, a in pairs), extra)
    return category(name, names, normal, (), SumOf(c, d, normal.number))


def full(name: str, c: Category, objects: Sequence[int]) -> Category:
    """The full subcategory on the given objects; listed arrows are a generating set, named as in C."""
    kept = np.array(sorted(set(objects)), dtype=np.int32)
    inside = np.zeros(c.object_count, dtype=bool)
    inside[kept] = True
    arrows = np.flatnonzero(inside[c.dom] & inside[c.cod]).astype(np.int32)
    if len(arrows) > DENSE_LIMIT:
        raise TooLarge(f"a full subcategory with {len(arrows):,} arrows (limit {DENSE_LIMIT:,})")
    back = np.full(c.arrow_count, -1, np.int32)
    back[arrows] = np.arange(len(arrows), dtype=np.int32)
    rename = np.full(c.object_count, -1, np.int32)
    rename[kept] = np.arange(len(kept), dtype=np.int32)
    i, j = np.nonzero(c.cod[arrows][:, None] == c.dom[arrows][None, :])
    table = np.full((len(arrows), len(arrows)), -1, np.int32)
    table[i, j] = back[c.compose_arrays(arrows[i], arrows[j])]
    identity = back[kept]
    by_depth = np.argsort(c.depth[arrows], kind="stable")
    chosen = [int(a) for a in generating_set(table, identity, by_depth.tolist())]
    gens = np.array(chosen, np.int32)
    normal = normal_form(Raw(rename[c.dom[arrows]], rename[c.cod[arrows]], identity, gens, lambda f, s: table[f, gens[s]]))
    listed = tuple(arrow_name(c, int(arrows[a])) for a in chosen)
    extra = {x: int(normal.number[back[a]]) for x, a in c.names.arrow_index.items() if back[a] >= 0}
    names = Names(tuple(c.names.objects[x] for x in kept), listed, tuple(int(normal.number[a]) for a in chosen), extra)
    order = np.empty(len(arrows), np.int32)
    order[normal.number] = arrows
    return category(name, names, normal, (), FullOf(c, kept, order))


def elements(name: str, t: SetFunctor, object_names: Sequence[str] | None = None) -> Category:
    """The category of elements: arrows (X, u) -> (Y, v) are f with v|f = u (contravariant) or f(u) = v (covariant).

    Objects `(A, x)`, listed arrows `(f, x)` with x over cod f (contravariant) or dom f (covariant). Linear in the result.
    """
    c = t.category
    contra = t.variance == "contravariant"
    near = c.cod if contra else c.dom
    width = t.sizes[near]
    _guard(int(width.sum()))
    offset = np.concatenate(([0], np.cumsum(width, dtype=np.int64)))
    arrow = np.repeat(np.arange(c.arrow_count, dtype=np.int32), width)
    element = (np.arange(len(arrow)) - offset[arrow] + t.start[near[arrow]]).astype(np.int32)
    value = t.act(element, arrow)
    dom, cod = (value, element) if contra else (element, value)
    ids = (offset[t.over] + np.arange(t.size) - t.start[t.over]).astype(np.int32)
    pieces = [(s, x) for s, a in enumerate(t.source_object.tolist()) for x in range(int(t.start[a]), int(t.start[a + 1]))]
    gen_s = np.array([s for s, _ in pieces], np.int32)
    gen_x = np.array([x for _, x in pieces], np.int32)
    gens = (offset[c.generators[gen_s]] + gen_x - t.start[t.over[gen_x]]).astype(np.int32) if pieces else np.empty(0, np.int32)

    def step(pair: Ints, s: Ints) -> Ints:
        composite = after(c, arrow[pair], gen_s[s])
        kept = gen_x[s] if contra else element[pair]
        return (offset[composite] + kept - t.start[t.over[kept]]).astype(np.int32)

    normal = normal_form(Raw(dom, cod, ids, gens, step))
    if object_names is None:
        object_names = [f"({c.names.objects[int(x)]}, {e})" for x, e in zip(t.over, t.element_names, strict=True)]
    listed = []
    for label, f in zip(c.names.listed, c.names.listed_arrows, strict=True):
        a = int(near[f])
        for x in range(int(t.start[a]), int(t.start[a + 1])):
            listed.append((f"({label}, {t.element_names[x]})", int(normal.number[offset[f] + x - t.start[a]])))
    names = Names(tuple(object_names), tuple(x for x, _ in listed), tuple(a for _, a in listed))
    return category(name, names, normal, (), ElementsOf(t, offset, normal.number))


def arrow_category(name: str, c: Category) -> Category:
    """Arrows of C and commuting squares: (u, v) : f -> g with u ; g = f ; v. Objects are named by arrows, squares `(f, u, v, g)`.

    Quadratic in the arrows of C, as its hom-sets are indexed by pairs of them; at most DENSE_LIMIT squares.
    """
    m = c.arrow_count
    squares: list[tuple[int, int, int, int]] = []
    for f in range(m):
        for g in range(m):
            us, vs = c.hom(int(c.dom[f]), int(c.dom[g])), c.hom(int(c.cod[f]), int(c.cod[g]))
            if not len(us) or not len(vs):
                continue
            left = c.compose_arrays(us, np.full(len(us), g, np.int32))
            right = c.compose_arrays(np.full(len(vs), f, np.int32), vs)
            squares.extend((f, int(us[i]), int(vs[j]), g) for i, j in np.argwhere(left[:, None] == right[None, :]))
            if len(squares) > DENSE_LIMIT:
                raise TooLarge(f"an arrow category with more than {DENSE_LIMIT:,} squares")
    data = np.array(squares, np.int32).reshape(len(squares), 4)
    keys = {square: i for i, square in enumerate(squares)}
    i, j = np.nonzero(data[:, 3][:, None] == data[:, 0][None, :])
    top, bottom = c.compose_arrays(data[i, 1], data[j, 1]), c.compose_arrays(data[i, 2], data[j, 2])
    table = np.full((len(squares), len(squares)), -1, np.int32)
    table[i, j] = [keys[int(a), int(u), int(v), int(b)] for a, u, v, b in zip(data[i, 0], top, bottom, data[j, 3], strict=True)]
    identity = np.array([keys[f, int(c.dom[f]), int(c.cod[f]), f] for f in range(m)], np.int32)
    chosen = generating_set(table, identity, range(len(squares)))
    gens = np.array(chosen, np.int32)
    normal = normal_form(Raw(data[:, 0], data[:, 3], identity, gens, lambda f, s: table[f, gens[s]]))
    objects = tuple(arrow_name(c, f) for f in range(m))
    label = [f"({objects[f]}, {arrow_name(c, u)}, {arrow_name(c, v)}, {objects[g]})" for f, u, v, g in squares]
    extra = {x: int(normal.number[i]) for i, x in enumerate(label)}
    return category(name, Names(objects, tuple(label[a] for a in chosen), tuple(int(normal.number[a]) for a in chosen), extra), normal)
