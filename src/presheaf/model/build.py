"""Bringing tables into the normal form of `category.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from presheaf.model.category import Category, Ints, Law, Names

ARROW_LIMIT = 5_000_000

Step = Callable[[Ints, Ints], Ints]
"""`step(f, s)` is the raw arrow f[i] ; generators[s[i]] for composable pairs."""


class TooLarge(Exception):
    """A structure would exceed the sizes this tool works with; the message names them."""


class LawFailure(Exception):
    """A table is no category: (f ; g) ; h = left differs from f ; (g ; h) = right. All five are indices of listed arrows, or -1-X for id(X)."""

    def __init__(self, f: int, g: int, h: int, left: int, right: int) -> None:
        super().__init__(f"({f} ; {g}) ; {h} = {left} but {f} ; ({g} ; {h}) = {right}")
        self.f, self.g, self.h, self.left, self.right = f, g, h, left, right


@dataclass(frozen=True)
class Raw:
    """Arrows in any numbering: `dom`, `cod` int32[m], `identity` int32[n], `generators` int32[k] in any order, `step` as above."""

    dom: Ints
    cod: Ints
    identity: Ints
    generators: Ints
    step: Step


@dataclass(frozen=True)
class Normal:
    """A category's tables in normal form, with `number[raw arrow]` its new number and `generator_order[new s]` the raw generator."""

    dom: Ints
    cod: Ints
    generators: Ints
    right: Ints
    parent: Ints
    last: Ints
    number: Ints
    generator_order: Ints


def normal_form(raw: Raw) -> Normal:
    """Number the arrows breadth first from the identities; ValueError if the generators do not reach all. Linear in the right table."""
    m, n = len(raw.dom), len(raw.identity)
    if m > ARROW_LIMIT:
        raise TooLarge(f"{m:,} arrows (limit {ARROW_LIMIT:,})")
    order = np.argsort(raw.dom[raw.generators], kind="stable").astype(np.int32)
    gdom = raw.dom[raw.generators[order]]
    start = np.searchsorted(gdom, np.arange(n + 1)).astype(np.int64)
    number = np.full(m, -1, dtype=np.int32)
    number[raw.identity] = np.arange(n, dtype=np.int32)
    found, parents, lasts, edges = [raw.identity.astype(np.int32)], [np.full(n, -1, np.int32)], [np.full(n, -1, np.int32)], []
    frontier, count, base = found[0], n, 0
    while len(frontier):
        low = start[raw.cod[frontier]]
        width = start[raw.cod[frontier] + 1] - low
        at = np.repeat(np.arange(len(frontier)), width)
        gen = (np.arange(len(at)) - np.repeat(np.cumsum(width) - width, width) + np.repeat(low, width)).astype(np.int32)
        reached = raw.step(frontier[at], order[gen]) if len(at) else np.empty(0, np.int32)
        edges.append(reached)
        fresh = np.flatnonzero(number[reached] < 0)
        _, first = np.unique(reached[fresh], return_index=True)
        pick = fresh[np.sort(first)]
        frontier_next = reached[pick].astype(np.int32)
        number[frontier_next] = np.arange(count, count + len(pick), dtype=np.int32)
        found.append(frontier_next)
        parents.append((base + at[pick]).astype(np.int32))
        lasts.append(gen[pick])
        base, count, frontier = base + len(frontier), count + len(pick), frontier_next
    if count != m:
        raise ValueError(f"the generators reach {count} of {m} arrows")
    back = np.concatenate(found)
    right = number[np.concatenate(edges)] if edges else np.empty(0, np.int32)
    generators = number[raw.generators[order]]
    return Normal(raw.dom[back], raw.cod[back], generators, right, np.concatenate(parents), np.concatenate(lasts), number, order)


def category(name: str, names: Names, normal: Normal, laws: tuple[Law, ...] = (), origin: object | None = None) -> Category:
    """The category of a normal form; the arrow numbers in `names` are already the new ones."""
    return Category(name, names, normal.dom, normal.cod, normal.generators, normal.right, normal.parent, normal.last, laws, origin)


def generating_set(table: Ints, identity: Ints, candidates: Sequence[int]) -> list[int]:
    """A subset of `candidates` (taken greedily in order) that generates all of them in the composition table int[m, m] (-1: none)."""
    reached = np.zeros(len(table), dtype=bool)
    reached[identity] = True
    chosen: list[int] = []
    for arrow in candidates:
        if reached[arrow]:
            continue
        chosen.append(arrow)
        frontier = np.flatnonzero(reached)
        while len(frontier):
            products = table[np.ix_(frontier, np.array(chosen))].ravel()
            products = np.unique(products[products >= 0])
            frontier = products[~reached[products]]
            reached[frontier] = True
    return chosen


def associativity_failure(table: Ints, middle: Sequence[int]) -> tuple[int, int, int] | None:
    """Some f, h and g in `middle` with (f ; g) ; h != f ; (g ; h), or None; with a generating set as `middle` None means associative (Light)."""
    padded = np.vstack([np.hstack([table, np.full((len(table), 1), -1, table.dtype)]), np.full((1, len(table) + 1), -1, table.dtype)])
    for g in middle:
        into = np.flatnonzero(table[:, g] >= 0)
        out = np.flatnonzero(table[g, :] >= 0)
        left = padded[table[into, g][:, None], out[None, :]]
        right = padded[into[:, None], table[g, out][None, :]]
        bad = np.argwhere(left != right)
        if len(bad):
            i, j = bad[0]
            return int(into[i]), int(g), int(out[j])
    return None


def from_table(name: str, object_names: Sequence[str], arrow_names: Sequence[str], dom: Ints, cod: Ints, comp: Ints) -> Category:
    """The category of an explicit composition table.

    `dom`, `cod` int[p] of the listed non-identity arrows; `comp` int[p, p]: the listed arrow f ; g, or -1-X for id(X); entries of pairs
    that do not compose are not looked at. LawFailure names a failure of associativity. O(p^2 * generators).
    """
    n, p = len(object_names), len(arrow_names)
    m = n + p
    full_dom = np.concatenate([np.arange(n), dom]).astype(np.int32)
    full_cod = np.concatenate([np.arange(n), cod]).astype(np.int32)
    table = np.full((m, m), -1, dtype=np.int32)
    composable = full_cod[:, None] == full_dom[None, :]
    inner = np.where(comp >= 0, comp + n, -1 - comp)
    table[n:, n:] = np.where(composable[n:, n:], inner, -1)
    arrows = np.arange(m, dtype=np.int32)
    table[full_dom, arrows] = arrows
    table[arrows, full_cod] = arrows
    identity = np.arange(n, dtype=np.int32)
    chosen = generating_set(table, identity, range(n, m))
    failure = associativity_failure(table, chosen)
    if failure:
        f, g, h = failure
        outer = (int(table[table[f, g], h]), int(table[f, table[g, h]]))
        raise LawFailure(f - n, g - n, h - n, *(x - n if x >= n else -1 - x for x in outer))
    generators = np.array(chosen, dtype=np.int32)
    normal = normal_form(Raw(full_dom, full_cod, identity, generators, lambda f, s: table[f, generators[s]]))
    names = Names(tuple(object_names), tuple(arrow_names), tuple(normal.number[n:].tolist()))
    return category(name, names, normal)
