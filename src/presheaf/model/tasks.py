"""Making set-valued functors: from tables, by generators and equations, Yoneda, constants, sums, products, restriction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category, Ints
from presheaf.model.constructions import after, before
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor, SetFunctor, Variance
from presheaf.model.unknown import UnknownCategory, UnknownTerminal

ELEMENT_LIMIT = 5_000_000


@dataclass(frozen=True)
class YonedaOf:
    """Origin of `yoneda(A)` and `coyoneda(A)`: the object A."""

    object: int

    def element(self, t: SetFunctor, arrow: int) -> int | None:
        """The element of the Hom functor t that is this arrow; None if the arrow has other ends."""
        c = t.category
        near, far = (c.cod, c.dom) if t.variance == "contravariant" else (c.dom, c.cod)
        if near[arrow] != self.object:
            return None
        return int(t.start[far[arrow]]) + int(np.count_nonzero((near[:arrow] == self.object) & (far[:arrow] == far[arrow])))


@dataclass(frozen=True, eq=False)
class RestrictOf:
    """Origin of T K: the functor K, the task T, and int32[|T K|]: an element over X |-> the same element of T over K X."""

    along: Functor
    base: SetFunctor
    under: Ints


def starts(sizes: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Offsets of blocks of the given sizes, int64[n+1]."""
    return np.concatenate(([0], np.cumsum(np.asarray(sizes, dtype=np.int64)))).astype(np.int64)


def layout(c: Category, variance: Variance, start: npt.NDArray[np.int64]) -> tuple[Ints, Ints]:
    """(generator, element) of every entry of the flat action, in its order."""
    source = (c.cod if variance == "contravariant" else c.dom)[c.generators]
    sizes = np.diff(start)[source]
    s = np.repeat(np.arange(len(c.generators), dtype=np.int32), sizes)
    first = np.cumsum(sizes) - sizes
    x = (np.arange(len(s)) - first[s] + start[source[s]]).astype(np.int32)
    return s, x


def representable(name: str, c: Category, obj: int, variance: Variance) -> SetFunctor:
    """Hom(-, A) (contravariant) or Hom(A, -) (covariant); elements over X are the arrows in increasing number. Linear."""
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    arrows = np.flatnonzero(near == obj).astype(np.int32)
    arrows = arrows[np.argsort(far[arrows], kind="stable")]
    start = starts(np.bincount(far[arrows], minlength=c.object_count))
    number = np.full(c.arrow_count, -1, np.int32)
    number[arrows] = np.arange(len(arrows), dtype=np.int32)
    s, x = layout(c, variance, start)
    moved = before(c, s, arrows[x]) if variance == "contravariant" else after(c, arrows[x], s)
    names = tuple(arrow_name(c, f) for f in arrows.tolist())
    return SetFunctor(name, c, variance, start, number[moved], names, YonedaOf(obj))


def constant(name: str, c: Category, values: Sequence[str], variance: Variance) -> SetFunctor:
    """The same set over every object, moved by no arrow."""
    if isinstance(c, UnknownCategory) and len(values) == 1:
        return UnknownTerminal(name, c, variance)
    k, n = len(values), c.object_count
    if k * n > ELEMENT_LIMIT:
        raise TooLarge(f"{k * n:,} elements (limit {ELEMENT_LIMIT:,})")
    start = starts([k] * n)
    s, x = layout(c, variance, start)
    target = (c.dom if variance == "contravariant" else c.cod)[c.generators]
    action = (start[target[s]] + (x % k if k else x)).astype(np.int32)
    return SetFunctor(name, c, variance, start, action, tuple(values) * n)


def total(name: str, a: SetFunctor, b: SetFunctor) -> SetFunctor:
    """The coproduct a + b; elements `left.x`, `right.y`."""
    c = a.category
    start = a.start + b.start
    put_a = (np.arange(a.size) + b.start[a.over]).astype(np.int32)
    put_b = (np.arange(b.size) + a.start[b.over + 1]).astype(np.int32)
    names = np.empty(a.size + b.size, dtype=object)
    names[put_a] = [f"left.{x}" for x in a.element_names]
    names[put_b] = [f"right.{x}" for x in b.element_names]
    origin = np.empty(a.size + b.size, np.int32)
    origin[put_a], origin[put_b] = np.arange(a.size), np.arange(b.size)
    is_a = np.zeros(a.size + b.size, dtype=bool)
    is_a[put_a] = True
    s, x = layout(c, a.variance, start)
    action = np.empty(len(s), np.int32)
    on = is_a[x]
    action[on] = _moved(put_a, a.act_generators(origin[x[on]], s[on]))
    action[~on] = _moved(put_b, b.act_generators(origin[x[~on]], s[~on]))
    return SetFunctor(name, c, a.variance, start, action, tuple(names.tolist()))


def _moved(number: Ints, values: Ints) -> Ints:
    """number[values], unknown values staying unknown."""
    return np.where(values < 0, -1, number[values] if len(number) else values).astype(np.int32)


def pairs(name: str, a: SetFunctor, b: SetFunctor) -> SetFunctor:
    """The product a x b; elements `(x, y)`."""
    c = a.category
    sizes = a.sizes * b.sizes
    if int(sizes.sum()) > ELEMENT_LIMIT:
        raise TooLarge(f"{int(sizes.sum()):,} elements (limit {ELEMENT_LIMIT:,})")
    start = starts(sizes)
    over = np.repeat(np.arange(c.object_count), sizes)
    within = np.arange(int(start[-1])) - start[over]
    left, right = a.start[over] + within // np.maximum(b.sizes[over], 1), b.start[over] + within % np.maximum(b.sizes[over], 1)
    s, x = layout(c, a.variance, start)
    u, v = a.act_generators(left[x], s), b.act_generators(right[x], s)
    target = (c.dom if a.variance == "contravariant" else c.cod)[c.generators][s]
    action = start[target] + (u - a.start[target]) * b.sizes[target] + v - b.start[target]
    names = tuple(f"({a.element_names[i]}, {b.element_names[j]})" for i, j in zip(left.tolist(), right.tolist(), strict=True))
    return SetFunctor(name, c, a.variance, start, np.where((u < 0) | (v < 0), -1, action).astype(np.int32), names)


def restrict(name: str, t: SetFunctor, k: Functor) -> SetFunctor:
    """t precomposed with the functor k into its category: the elements over X are those of t over k(X)."""
    d = k.dom
    sizes = t.sizes[k.on_objects]
    start = starts(sizes)
    over = np.repeat(np.arange(d.object_count), sizes)
    element = (t.start[k.on_objects[over]] + np.arange(int(start[-1])) - start[over]).astype(np.int32)
    s, x = layout(d, t.variance, start)
    value = t.act(element[x], k.on_generators[s])
    target = (d.dom if t.variance == "contravariant" else d.cod)[d.generators][s]
    action = (start[target] + value - t.start[k.on_objects[target]]).astype(np.int32)
    return SetFunctor(name, d, t.variance, start, action, tuple(t.element_names[e] for e in element.tolist()), RestrictOf(k, t, element))


def generated(
    name: str, c: Category, generators: Sequence[tuple[str, int]], equations: Sequence[tuple[tuple[int, int], tuple[int, int]]], variance: Variance
) -> SetFunctor:
    """The functor generated by named elements over objects subject to equations.

    An equation is ((i, f), (j, g)): generator i moved by arrow f equals generator j moved by g. It is the coproduct of representables on
    the generators' objects modulo the congruence: the connected components of the graph of all translates of the equations. Linear.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    hom = [np.flatnonzero(near == a).astype(np.int32) for _, a in generators]
    total = sum(len(h) for h in hom)
    if total > ELEMENT_LIMIT:
        raise TooLarge(f"{total:,} elements before identification (limit {ELEMENT_LIMIT:,})")
    arrow = np.concatenate(hom) if hom else np.empty(0, np.int32)
    owner = np.repeat(np.arange(len(hom)), [len(h) for h in hom])
    keys = owner.astype(np.int64) * c.arrow_count + arrow  # increasing: blocks by generator, arrows increasing within

    def number(i: int | npt.NDArray[np.int64], f: Ints) -> npt.NDArray[np.int64]:
        return np.searchsorted(keys, np.asarray(i, np.int64) * c.arrow_count + f)

    edges = [np.zeros((2, 0), np.int64)]
    for (i, f), (j, g) in equations:
        edges.append(np.stack([number(i, _translates(c, variance, f)), number(j, _translates(c, variance, g))]))
    left, right = np.concatenate(edges, axis=1)
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(total, total))
    labels = connected_components(graph, directed=False)[1] if total else np.empty(0, np.int32)
    first = np.unique(labels, return_index=True)[1]
    kept = np.sort(first)
    kept = kept[np.argsort(far[arrow[kept]], kind="stable")]
    place = np.full(total, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    start = starts(np.bincount(far[arrow[kept]], minlength=c.object_count))
    s, x = layout(c, variance, start)
    over = arrow[kept[x]]
    moved = before(c, s, over) if variance == "contravariant" else after(c, over, s)
    action = place[first[labels[number(owner[kept[x]], moved)]]]
    names = tuple(moved_name(c, generators[int(owner[k])][0], int(arrow[k]), variance) for k in kept.tolist())
    return SetFunctor(name, c, variance, start, action, names)


def _translates(c: Category, variance: Variance, f: int) -> Ints:
    """f moved by every arrow that can move it: all s ; f (contravariant) or all f ; s, in increasing s."""
    if variance == "contravariant":
        reach = c.into(int(c.dom[f]))
        return c.compose_arrays(reach, np.full(len(reach), f, np.int32))
    reach = np.flatnonzero(c.dom == c.cod[f]).astype(np.int32)
    return c.compose_arrays(np.full(len(reach), f, np.int32), reach)


def moved_name(c: Category, element: str, arrow: int, variance: Variance) -> str:
    """An element moved by an arrow as the user writes it: `x`, `x|f`, `x|(f ; g)`, `f(x)` or `(f ; g)(x)`."""
    if arrow < c.object_count:
        return element
    text = arrow_name(c, arrow)
    text = f"({text})" if ";" in text else text
    return f"{text}({element})" if variance == "covariant" else f"{element}|{text}"


@dataclass(frozen=True)
class ListedClash:
    """A listed arrow whose given map disagrees with the composite of generators it is: `arrow` index in Names.listed, element, two values."""

    arrow: int
    element: int
    given: int
    composite: int


def from_listed(
    name: str, c: Category, variance: Variance, start: npt.NDArray[np.int64], element_names: Sequence[str], maps: Sequence[Ints]
) -> tuple[SetFunctor, list[ListedClash]]:
    """The functor given by one map per *listed* arrow (values are element numbers, -1 unknown), and the maps that are no composites.

    maps[i] lists the values of listed arrow i on the elements over its source object in order.
    """
    listed = c.listed_generators
    by_generator: dict[int, Ints] = {}
    for i, s in enumerate(listed):
        if s >= 0:
            by_generator.setdefault(s, maps[i])
    blocks = [by_generator[s] for s in range(len(c.generators))]
    action = np.concatenate(blocks).astype(np.int32) if blocks else np.empty(0, np.int32)
    t = SetFunctor(name, c, variance, start, action, element_names)
    clashes = []
    near = c.cod if variance == "contravariant" else c.dom
    for i, arrow in enumerate(c.names.listed_arrows):
        if t.partial:
            break
        if listed[i] >= 0 and blocks[listed[i]] is maps[i]:
            continue
        x = np.arange(start[near[arrow]], start[near[arrow] + 1], dtype=np.int32)
        composite = t.act(x, np.full(len(x), arrow, np.int32))
        clashes += [ListedClash(i, int(x[j]), int(maps[i][j]), int(composite[j])) for j in np.flatnonzero(composite != maps[i])]
    return t, clashes
