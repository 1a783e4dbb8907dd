"""Products and equalizers of a finite category, natively; coproducts and coequalizers are those of the opposite category.

A finite category with binary products is thin: if there are k > 1 arrows from X to A, and nowhere are more, there would be k * k to A x A. In a
thin category the product of A and B is their greatest lower bound. An equalizer of f and g is an arrow e such that each h with h ; f = h ; g
is u ; e for exactly one u.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from presheaf.claims.base import TooLarge
from presheaf.claims.directed import View
from presheaf.model.category import Category, Ints

OBJECTS = 2_000
WORK = 2_000_000_000  # composites that are compared for equalizers
CHUNK = 4_000_000


def terminal(view: View) -> tuple[int | None, int]:
    """A terminal object, None if there is none, and the number of Homs that are counted until each other candidate fails. O(m log m)."""
    n = view.c.object_count
    keys, counts = np.unique(view.cod.astype(np.int64) * n + view.dom, return_counts=True)
    cod, dom = np.divmod(keys[counts == 1], max(n, 1))
    first = np.searchsorted(cod, np.arange(n))
    met = np.bincount(cod[np.arange(len(cod)) - first[cod] == dom], minlength=n)  # objects 0, 1, ... that have exactly one arrow there
    found = np.flatnonzero(met == n)
    return (int(found[0]) if len(found) else None), int(met.sum()) + n


@dataclass(frozen=True)
class Products:
    """`pair`: two objects without a product, None if all have one (then `left`, `right` int32[n, n] are the projections).

    Where they have none, `reason` says why: ("many", X, k) for k > 1 arrows X -> A, ("none",) for no object over both, ("two", X, Y) for two
    such objects that no third one is above.
    """

    pair: tuple[int, int] | None
    reason: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    left: Ints = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    right: Ints = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    steps: int = 0


@lru_cache(maxsize=32)
def products(c: Category, opposite: bool) -> Products:
    """The binary products of C. O(n^3) byte operations on a thin category, else O(m log m). TooLarge beyond OBJECTS objects."""
    n = c.object_count
    if n > OBJECTS:
        raise TooLarge(f"products of the pairs of {n:,} objects of {c.name} (limit {OBJECTS:,} objects)")
    view = View(c, opposite)
    sizes = view.sizes()
    if sizes.max(initial=0) > 1:
        source, target = divmod(int(sizes.argmax()), n)
        return Products((target, target), ("many",), (source, int(sizes.max())))
    below = sizes > 0
    number = np.full((n, n), -1, np.int32)
    number[view.dom, view.cod] = np.arange(c.arrow_count, dtype=np.int32)
    down = below.sum(axis=0)
    by_size = np.argsort(-down, kind="stable")
    left, right, steps = number.copy(), number.copy(), n
    for a in range(n):
        members = by_size[below[by_size, a]]
        under = below[members]  # [i, b]: member i of the objects over a is over b
        best, count = members[under.argmax(axis=0)], under.sum(axis=0)
        bad = np.flatnonzero((count == 0) | (down[best] != count))
        if len(bad):
            b = int(bad[0])
            return Products((a, b), *_no_meet(below, down, members[under[:, b]]))
        left[a], right[a] = number[best, a], number[best, np.arange(n)]
        apart = np.flatnonzero(~(below[a] | below[:, a]))
        steps += 7 * int(count[apart[apart > a]].sum()) + n
    return Products(None, (), (), left, right, steps)


def _no_meet(below: npt.NDArray[np.bool_], down: Ints, common: Ints) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Why the objects `common`, the largest first, have none above all others."""
    if not len(common):
        return ("none",), ()
    rest = common[~below[common, common[0]]]
    return ("two",), (int(common[0]), int(rest[0]))


@dataclass(frozen=True)
class Equalizers:
    """`pair`: parallel arrows without an equalizer, None if all have one. `found` maps (f, g) with f != g to an equalizer.

    `steps` bounds what the kernel spends on looking at every arrow into the domain of each pair, with the equalizers at hand.
    """

    pair: tuple[int, int] | None
    found: dict[tuple[int, int], int] = field(default_factory=dict)
    steps: int = 0


@lru_cache(maxsize=32)
def equalizers(c: Category, opposite: bool) -> Equalizers:
    """The equalizers of all parallel pairs. O(sum over A, B of |C(A, B)|^2 times the arrows into A); TooLarge beyond WORK before a failure."""
    view = View(c, opposite)
    n = max(c.object_count, 1)
    pairs = view.dom.astype(np.int64) * n + view.cod
    order = np.argsort(pairs, kind="stable").astype(np.int32)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(pairs[order])) + 1, [len(order)])) if len(order) else np.zeros(1, int)
    into = np.bincount(view.cod, minlength=n)
    most = np.zeros(n, np.int64)  # of the arrows from an object to another
    np.maximum.at(most, view.dom[order[edges[:-1]]], np.diff(edges))
    found: dict[tuple[int, int], int] = {}
    work, steps = 0, c.arrow_count
    sieves: dict[int, tuple[Ints, dict[bytes, int]]] = {}
    for low, high in pairwise(edges.tolist()):
        arrows = order[low:high]
        if len(arrows) < 2:
            continue
        a = int(view.dom[arrows[0]])
        work += len(arrows) ** 2 * int(into[a])
        if work > WORK:
            raise TooLarge(f"equalizers of parallel arrows of {c.name}: more than {WORK:,} comparisons")
        if a not in sieves:
            sieves[a] = _principal(view, a)
        failed, spent = _equalize(view, arrows, *sieves[a], int(most[view.dom[sieves[a][0]]].max()), found)
        if failed is not None:
            return Equalizers(failed)
        steps += spent
    return Equalizers(None, found, steps)


def _principal(view: View, a: int) -> tuple[Ints, dict[bytes, int]]:
    """The arrows into a, and for each monomorphism e among them the set of the u ; e as packed bits, with the first such e."""
    into = view.into(a)
    place = np.full(view.c.arrow_count, -1, np.int64)
    place[into] = np.arange(len(into))
    out: dict[bytes, int] = {}
    for e in into.tolist():
        before = view.into(int(view.dom[e]))
        multiples = place[view.then(before, np.full(len(before), e, np.int32))]
        row = np.zeros(len(into), dtype=bool)
        row[multiples] = True
        if int(row.sum()) == len(before):
            out.setdefault(np.packbits(row).tobytes(), e)
    return into, out


def _equalize(
    view: View, arrows: Ints, into: Ints, principal: dict[bytes, int], most: int, found: dict[tuple[int, int], int]
) -> tuple[tuple[int, int] | None, int]:
    """The first pair of the parallel `arrows` without an equalizer, or None, and the kernel's steps for the others.

    `most` bounds the arrows from a domain of the arrows `into` to another object.
    """
    composites = view.outer(into, arrows)
    rows, steps = max(1, CHUNK // max(1, len(arrows) * len(into))), 0
    for low in range(0, len(arrows), rows):
        equal = (composites[:, low : low + rows, None] == composites[:, None, :]).reshape(len(into), -1).T
        packed, back = np.unique(np.packbits(equal, axis=1), axis=0, return_inverse=True)
        back = back.ravel()
        answers = np.array([principal.get(row.tobytes(), -1) for row in packed], np.int64)
        f, g = arrows[low + np.arange(len(back)) // len(arrows)], arrows[np.arange(len(back)) % len(arrows)]
        e = answers[back]
        bad = np.flatnonzero((e < 0) & (f != g))
        if len(bad):
            return (int(f[bad[0]]), int(g[bad[0]])), steps
        apart = f != g
        found.update(zip(zip(f[apart].tolist(), g[apart].tolist(), strict=True), e[apart].tolist(), strict=True))
        steps += len(back) * 3 * len(into) + int(equal.sum()) * most
    return None, steps
