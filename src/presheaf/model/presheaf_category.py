"""Categories of presheaves: finitely many presheaves on C with all natural transformations between them.

E = presheaves(C; S, T, ...) is a full subcategory of [C^op, Set]. An arrow is a table of elements; a natural transformation out of S is
determined by its values at elements that generate S, so that composites are looked up by these values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from presheaf.model.build import Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.tasks import layout, starts
from presheaf.model.transformations import action_edges, transformations

ARROWS = 3_000  # natural transformations between the listed presheaves; composites are looked up in a square table
VALUES = 5_000_000  # values of all of them

Longs = npt.NDArray[np.int64]


class Rows:
    """Different rows of integers; `find` gives the place of a row by walking down the tree of its first values."""

    def __init__(self, rows: Ints, span: int) -> None:
        self.span = max(span, 1)
        self.keys: list[Longs] = []
        rank = np.zeros(len(rows), np.int64)
        for column in rows.T:
            keys, rank = np.unique(rank * self.span + column, return_inverse=True)
            self.keys.append(keys)
            rank = rank.ravel()
        self.place = np.empty(len(rows), np.int64)
        self.place[rank] = np.arange(len(rows))

    def find(self, columns: Sequence[Ints], shape: tuple[int, ...]) -> Longs:
        """The places of rows that are all there, given column by column as arrays of one shape."""
        rank = np.zeros(shape, np.int64)
        for keys, column in zip(self.keys, columns, strict=True):
            rank = np.searchsorted(keys, rank * self.span + column)
        return self.place[rank]


@dataclass(frozen=True, eq=False)
class PresheavesOf:
    """Origin of `presheaves(C; ...)`. `tasks[a]` is the presheaf of object a, `generating[a]` elements of it that generate it.

    `homs[a][b]` int32[k, |S_a|] are the transformations S_a => S_b in lexicographic order, `rows[a][b]` these at the generating elements,
    `number[first[a, b] + i]` is the arrow that the i-th of them is, and `raw` the inverse of `number`.
    """

    base: Category
    tasks: tuple[SetFunctor, ...]
    generating: tuple[Ints, ...]
    homs: tuple[tuple[Ints, ...], ...]
    rows: tuple[tuple[Rows, ...], ...]
    first: Longs
    number: Ints
    raw: Ints

    def component(self, e: Category, arrow: int) -> Ints:
        """The values of an arrow of e at the elements of its domain."""
        a, b = int(e.dom[arrow]), int(e.cod[arrow])
        values: Ints = self.homs[a][b][int(self.raw[arrow]) - int(self.first[a, b])]
        return values

    def arrow(self, a: int, b: int, component: Ints) -> int:
        """The arrow a -> b with these values, which are natural."""
        at = component[self.generating[a]][:, None]
        return int(self.number[self.first[a, b] + self.rows[a][b].find(list(at), (1,))[0]])

    @cached_property
    def sum(self) -> tuple[SetFunctor, tuple[Ints, ...]]:
        """The coproduct of all presheaves, and the numbers that the elements of each have in it."""
        c, n = self.base, self.base.object_count
        start = np.sum([t.start for t in self.tasks], axis=0) if self.tasks else starts([0] * n)
        place, used = [], start[:-1].copy()
        for t in self.tasks:
            place.append((used[t.over] + np.arange(t.size) - t.start[t.over]).astype(np.int32))
            used = used + t.sizes
        action = np.empty(len(layout(c, "contravariant", start)[0]), np.int32)
        entry = np.cumsum(np.append(0, np.diff(start)[c.cod[c.generators]]))
        for t, mine in zip(self.tasks, place, strict=True):
            x, s, y = action_edges(t)
            action[entry[s] + mine[x] - start[c.cod[c.generators[s]]]] = mine[y]
        names = np.empty(int(start[-1]), dtype=object)
        for i, (t, mine) in enumerate(zip(self.tasks, place, strict=True)):
            names[mine] = [f"{i}.{x}" for x in t.element_names]
        return SetFunctor("all", c, "contravariant", start, action, tuple(names.tolist())), tuple(place)


def generating_elements(t: SetFunctor) -> Ints:
    """One element of every class that no other reaches: the fewest elements that generate T."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not t.size:
        return np.empty(0, np.int32)
    x, _, y = action_edges(t)
    graph = coo_array((np.ones(len(x), np.int8), (x, y)), shape=(t.size, t.size)).tocsr()
    strong = connected_components(graph, directed=True, connection="strong")[1]
    classes, first = np.unique(strong, return_index=True)
    entered = np.zeros(len(classes), bool)
    entered[strong[y[strong[x] != strong[y]]]] = True
    return np.sort(first[~entered]).astype(np.int32)


def presheaves(name: str, c: Category, tasks: Sequence[SetFunctor], labels: Sequence[str]) -> Category:
    """The full subcategory of presheaves on C on the given ones; the objects are called by the labels, which differ.

    The arrows S -> T that are no identity are S_T_0, S_T_1, ..., in lexicographic order of their values. Generators are the arrows that are no
    composites of others, and more where these do not suffice. TooLarge beyond ARROWS arrows; quadratic in them.
    """
    homs = _homs(tasks)
    sizes = np.array([[len(found) for found in row] for row in homs], np.int64).reshape(len(tasks), len(tasks))
    total = int(sizes.sum())
    if total > ARROWS:
        raise TooLarge(f"{total:,} natural transformations (limit {ARROWS:,})")
    first = (np.cumsum(sizes.ravel()) - sizes.ravel()).reshape(sizes.shape)
    generating = tuple(generating_elements(t) for t in tasks)
    rows = tuple(tuple(Rows(homs[a][b][:, generating[a]], tasks[b].size) for b in range(len(tasks))) for a in range(len(tasks)))
    made = PresheavesOf(c, tuple(tasks), generating, homs, rows, first, np.empty(0, np.int32), np.empty(0, np.int32))
    n = len(tasks)
    pair = np.repeat(np.arange(n * n), sizes.ravel())
    dom, cod = (pair // max(n, 1)).astype(np.int32), (pair % max(n, 1)).astype(np.int32)
    identity = np.array([first[a, a] + rows[a][a].find(list(generating[a][:, None]), (1,))[0] for a in range(n)], np.int32)
    table = _composites(made, total)
    gens = np.array(_generators(table, identity, _images(homs)), np.int32)
    normal = normal_form(Raw(dom, cod, identity, gens, lambda f, s: table[f, gens[s]]))
    spelt = _arrow_names(labels, dom, cod, identity)
    listed = set(gens.tolist())
    extra = {spelt[i]: int(normal.number[i]) for i in range(total) if spelt[i] and i not in listed}
    names = Names(tuple(labels), tuple(spelt[i] for i in gens.tolist()), tuple(normal.number[gens].tolist()), extra)
    raw = np.empty(total, np.int32)
    raw[normal.number] = np.arange(total, dtype=np.int32)
    return category(name, names, normal, (), PresheavesOf(c, tuple(tasks), generating, homs, rows, first, normal.number, raw))


def _homs(tasks: Sequence[SetFunctor]) -> tuple[tuple[Ints, ...], ...]:
    """All natural transformations, in lexicographic order for each pair."""
    left, out = VALUES, []
    for s in tasks:
        row = []
        for t in tasks:
            try:
                found = transformations(s, t, left)
            except TooLarge as big:
                raise TooLarge(f"{big}, from {s.name} to {t.name} (limit {left:,} values)") from None
            left -= found.size
            row.append(found[np.lexsort(found.T[::-1])] if found.size else found)
        out.append(tuple(row))
    return tuple(out)


def _composites(made: PresheavesOf, total: int) -> Ints:
    """int32[total, total]: the composites of all pairs, -1 where they do not meet."""
    n = len(made.tasks)
    table = np.full((total, total), -1, np.int32)
    for a in range(n):
        for b in range(n):
            here, low = made.homs[a][b][:, made.generating[a]], int(made.first[a, b])
            for c in range(n):
                then, high = made.homs[b][c], int(made.first[b, c])
                block = made.rows[a][c].find([then[:, column].T for column in here.T], (len(here), len(then)))
                table[low : low + len(here), high : high + len(then)] = made.first[a, c] + block
    return table


def _images(homs: tuple[tuple[Ints, ...], ...]) -> Ints:
    """The number of values of every transformation: those with many are better generators."""
    out = [np.empty(0, np.int32)]
    for row in homs:
        for found in row:
            ordered = np.sort(found, axis=1)
            out.append(((np.diff(ordered, axis=1) != 0).sum(axis=1) + (found.shape[1] > 0)).astype(np.int32))
    return np.concatenate(out)


def _generators(table: Ints, identity: Ints, images: Ints) -> list[int]:
    """A generating set: the arrows that are no composites of two others that are no identities, then what is still missing, greedily.

    Every arrow that is reached is multiplied once by every generator.
    """
    m = len(table)
    proper = np.ones(m, bool)
    proper[identity] = False
    composite = np.zeros(m, bool)
    products = table[np.ix_(proper, proper)]
    composite[products[products >= 0]] = True
    reached = ~proper
    chosen = np.flatnonzero(proper & ~composite)
    _close(table, reached, chosen, chosen)
    rest = np.flatnonzero(proper & composite)
    for arrow in rest[np.argsort(-images[rest], kind="stable")].tolist():
        if not reached[arrow]:
            chosen = np.append(chosen, arrow)
            _close(table, reached, chosen, chosen[-1:])
    return sorted(chosen.tolist())


def _close(table: Ints, reached: npt.NDArray[np.bool_], chosen: npt.NDArray[np.int64], fresh: npt.NDArray[np.int64]) -> None:
    """Add to `reached`, which is closed but for the fresh generators, all composites with the chosen ones."""
    frontier: npt.NDArray[np.integer] = np.flatnonzero(reached)
    by = fresh
    while len(frontier) and len(by):
        products = np.unique(table[np.ix_(frontier, by)])
        products = products[products >= 0]
        frontier, by = products[~reached[products]], chosen
        reached[frontier] = True


def _arrow_names(labels: Sequence[str], dom: Ints, cod: Ints, identity: Ints) -> list[str]:
    """A name for every arrow, "" for identities; names that would stand for two things get a prime."""
    taken = {*labels, *(f"id({x})" for x in labels)}
    still = set(identity.tolist())
    seen: dict[tuple[int, int], int] = {}
    out = []
    for i, ends in enumerate(zip(dom.tolist(), cod.tolist(), strict=True)):
        if i in still:
            out.append("")
            continue
        label = f"{labels[ends[0]]}_{labels[ends[1]]}_{seen.get(ends, 0)}"
        seen[ends] = seen.get(ends, 0) + 1
        while label in taken:
            label += "'"
        taken.add(label)
        out.append(label)
    return out
