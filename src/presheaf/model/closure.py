"""Congruence enumeration: the finite category that a presentation denotes, or the news that it does not close within a bound.

Todd-Coxeter for categories, all source objects at once. Nodes are candidate arrows, beginning with the identities; `next[v, j]` is the
node v ; s for the j-th generator s out of cod v. Nodes are processed in order of creation, in growing batches: each equation is traced
from every node at which it starts, making the nodes it needs (but for the last edge, which is deduced), and whatever then has two names
is merged with all its consequences. The order is fair, so the enumeration stops iff the category is finite. Everything is vectorised
over the nodes of a batch; merging touches only the rows of merged nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from presheaf.model.build import Raw, category, normal_form
from presheaf.model.category import Category, Ints, Law, Names
from presheaf.model.infinite import weighs_a_cycle

DEFAULT_BOUND = 200_000
OVERSHOOT = 2  # live nodes may exceed the bound by this factor before the enumeration gives up: they may still collapse
SLACK = 1_000  # and by so many more
LONG = 12  # longer laws make nodes only in the first batch; elsewhere they wait until their nodes exist
FIRST = 32
PATIENCE = 5_000  # nodes after which it is asked whether the category is infinite
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, eq=False)
class Presentation:
    """Objects, generators in declaration order with dom and cod int32[k], and laws (words of generator numbers)."""

    object_names: tuple[str, ...]
    generator_names: tuple[str, ...]
    dom: Ints
    cod: Ints
    laws: tuple[Law, ...]


@dataclass(frozen=True)
class Unclosed:
    """A presentation that did not close: more than `bound` arrows were alive when `reached` had been made, or it is known that there is no end."""

    name: str
    bound: int
    reached: int
    presentation: Presentation | None = None

    @property
    def open_category(self) -> str:
        """The name of the category that did not close."""
        return self.name


class Enumeration:
    """The state of one enumeration: `next` int32[capacity, width], `rep` a union-find forest pointing to smaller nodes, `cod` of nodes."""

    def __init__(self, object_count: int, dom: Ints, cod: Ints, laws: Sequence[Law], bound: int, seeds: Ints | None = None) -> None:
        """Enumerate from the identities, or from `seeds`: nodes with these codomains."""
        self.slack = SLACK
        self.doubt: Callable[[], bool] | None = None  # asked once beyond PATIENCE nodes: whether there is no end
        seeds = np.arange(object_count, dtype=np.int32) if seeds is None else seeds
        self.order = np.argsort(dom, kind="stable").astype(np.int32)
        self.start = np.searchsorted(dom[self.order], np.arange(object_count + 1)).astype(np.int32)
        self.gen_cod = cod[self.order].astype(np.int32)
        position = np.empty(len(dom), np.int32)
        position[self.order] = np.arange(len(dom), dtype=np.int32)
        self.local = position - self.start[dom]  # column of each declared generator
        self.width = int(np.diff(self.start).max(initial=0))
        self.bound = bound
        self.laws = [law for law in laws if law.left != law.right]
        self.count = len(seeds)
        self.dead = 0
        self.next = np.full((max(64, 2 * len(seeds)), max(self.width, 1)), -1, np.int32)
        self.cod = np.zeros(len(self.next), np.int32)
        self.cod[: len(seeds)] = seeds
        self.rep = np.arange(len(self.next), dtype=np.int32)
        self.target = cod.astype(np.int32)

    # ------------------------------------------------------------------ nodes

    def find(self, nodes: Ints) -> Ints:
        """The live representatives."""
        up = self.rep[nodes]
        while True:
            higher = self.rep[up]
            if (higher == up).all():
                return up
            up = higher

    def make(self, cods: Ints) -> Ints:
        """New nodes with the given codomains."""
        total = self.count + len(cods)
        if total > len(self.next):
            size = max(total, 2 * len(self.next))
            grown = np.full((size, self.next.shape[1]), -1, np.int32)
            grown[: self.count] = self.next[: self.count]
            self.next = grown
            self.cod = np.concatenate([self.cod[: self.count], np.zeros(size - self.count, np.int32)])
            self.rep = np.concatenate([self.rep[: self.count], np.arange(self.count, size, dtype=np.int32)])
        nodes = np.arange(self.count, total, dtype=np.int32)
        self.cod[nodes] = cods
        self.count = total
        return nodes

    def advance(self, nodes: Ints, generator: int) -> Ints:
        """nodes ; generator, making what is missing (one new node for each distinct one)."""
        column = self.local[generator]
        out = self.next[nodes, column]
        missing = np.flatnonzero(out < 0)
        if len(missing):
            late, stamp = nodes[missing], np.arange(len(missing), dtype=np.int32)
            self.next[late, column] = stamp  # of equal nodes one keeps its stamp: distinct ones without sorting all
            at = np.sort(late[self.next[late, column] == stamp])
            fresh = self.make(np.full(len(at), self.target[generator], np.int32))
            self.next[at, column] = fresh
            out[missing] = self.next[late, column]
        return self.find(out)

    # ------------------------------------------------------------------ merging

    def merge(self, a: Ints, b: Ints) -> None:
        """Identify a[i] with b[i] and everything that follows, by congruence closure."""
        while len(a):
            losers = self._unite(a, b)
            if not len(losers):
                return
            self.dead += len(losers)
            rows = self.next[losers]
            at, column = np.nonzero(rows >= 0)
            owner, value = self.find(losers[at]), rows[at, column]
            unset = np.flatnonzero(self.next[owner, column] < 0)[::-1]  # backwards: of several values the first stays
            self.next[owner[unset], column[unset]] = value[unset]
            a, b = value, self.next[owner, column]

    def _unite(self, a: Ints, b: Ints) -> Ints:
        """Join the classes of a[i] and b[i]; the nodes that stop being representatives."""
        losers = []
        while True:
            a, b = self.find(a), self.find(b)
            differ = a != b
            if not differ.any():
                break
            a, b = a[differ], b[differ]
            high, low = np.maximum(a, b), np.minimum(a, b)
            order = np.lexsort((low, high))
            high, low = high[order], low[order]
            first = np.concatenate(([True], high[1:] != high[:-1]))
            self.rep[high[first]] = low[first]
            losers.append(high[first])
            a, b = high, low
        return np.sort(np.concatenate(losers)) if losers else np.empty(0, np.int32)

    # ------------------------------------------------------------------ the loop

    def apply(self, law: Law, nodes: Ints, define: bool) -> Ints:
        """Make the law hold after each of the nodes (live, with codomain law.start); the nodes where it could not be traced yet."""
        long, short = (law.left, law.right) if law.left else (law.right, law.left)
        x, y, origin = nodes, nodes, nodes
        for side, word in ((0, long[:-1]), (1, short)):
            for g in word:
                at = y if side else x
                if define:
                    at = self.advance(at, g)
                else:
                    at = self.next[at, self.local[g]]
                    known = at >= 0
                    if not known.all():
                        x, y, origin, at = x[known], y[known], origin[known], at[known]
                    at = self.find(at)
                x, y = (x, at) if side else (at, y)
        column = self.local[long[-1]]
        x, y = self.find(x), self.find(y)
        unset = np.flatnonzero(self.next[x, column] < 0)[::-1]
        self.next[x[unset], column] = y[unset]
        self.merge(self.next[x, column], y)
        return np.setdiff1d(nodes, origin, assume_unique=True) if len(origin) < len(nodes) else nodes[:0]

    def _process(self, batch: Ints, waiting: list[Ints]) -> None:
        """Apply every law to a batch; long laws beyond the first batch are only traced, what is left of them waits."""
        for i, law in enumerate(self.laws):
            live = batch[(self.rep[batch] == batch) & (self.cod[batch] == law.start)]
            if not len(live):
                continue
            define = len(law.left) + len(law.right) <= LONG or batch[0] < FIRST
            later = live if not define else self.apply(law, live, True)
            if len(later):
                waiting[i] = np.concatenate([waiting[i], later])

    def _revisit(self, waiting: list[Ints]) -> None:
        """Trace the laws that wait."""
        for i, law in enumerate(self.laws):
            live = waiting[i][self.rep[waiting[i]] == waiting[i]]
            waiting[i] = self.apply(law, live, False) if len(live) else live

    def complete(self, nodes: Ints) -> None:
        """Define every generator on the nodes."""
        low, high = self.start[self.cod[nodes]], self.start[self.cod[nodes] + 1]
        for j in range(self.width):
            have = np.flatnonzero((low + j < high) & (self.next[nodes, j] < 0))
            if len(have):
                self.next[nodes[have], j] = self.make(self.gen_cod[low[have] + j])

    def run(self, progress: Progress | None) -> bool:
        """Enumerate; False when more than OVERSHOOT * bound nodes are alive, or there is no end."""
        done, seen = 0, FIRST
        waiting = [np.empty(0, np.int32) for _ in self.laws]
        while True:
            if done >= self.count or done >= 2 * seen:
                seen = done
                self._revisit(waiting)
                if done >= self.count and not any(map(len, waiting)):
                    return True
            if done < self.count:
                batch = np.arange(done, min(self.count, done + max(FIRST, done // 2)), dtype=np.int32)
                done = int(batch[-1]) + 1
                self._process(batch, waiting)
                self.complete(batch[self.rep[batch] == batch])
            if self.count - self.dead > OVERSHOOT * self.bound + self.slack or self.count > 40 * self.bound + 100_000:
                return False
            if self.count > PATIENCE and self.doubt:
                endless, self.doubt = self.doubt(), None
                if endless:
                    return False
            if progress:
                progress(done, None)


def close(
    name: str,
    object_names: Sequence[str],
    generator_names: Sequence[str],
    dom: Ints,
    cod: Ints,
    laws: Sequence[Law],
    bound: int = DEFAULT_BOUND,
    progress: Progress | None = None,
    slack: int = SLACK,
) -> Category | Unclosed:
    """The category presented by generators (declaration order, dom/cod int[k]) and laws (words of generator numbers), or Unclosed.

    Arrows are numbered breadth first. Time and memory are linear in the nodes made times generators per object plus law lengths.
    """
    dom, cod = np.asarray(dom, np.int32), np.asarray(cod, np.int32)
    n = len(object_names)
    run = Enumeration(n, dom, cod, laws, bound)
    run.slack = slack
    run.doubt = lambda: weighs_a_cycle(n, dom, cod, laws)
    presentation = Presentation(tuple(object_names), tuple(generator_names), dom, cod, tuple(laws))
    if not run.run(progress):
        return Unclosed(name, bound, run.count - run.dead, presentation)
    live = np.flatnonzero(run.rep[: run.count] == np.arange(run.count)).astype(np.int32)
    if len(live) > bound:
        return Unclosed(name, bound, len(live), presentation)
    compact = np.full(run.count, -1, np.int32)
    compact[live] = np.arange(len(live), dtype=np.int32)
    table = run.next[live]
    table[table >= 0] = compact[run.find(table[table >= 0])]
    generators = table[compact[dom], run.local] if len(dom) else np.empty(0, np.int32)
    source = _sources(table, n)
    raw = Raw(source, run.cod[live], np.arange(n, dtype=np.int32), generators.astype(np.int32), lambda f, s: table[f, run.local[s]])
    normal = normal_form(raw)
    names = Names(tuple(object_names), tuple(generator_names), tuple(normal.number[generators].tolist()))
    # functors and tasks are indexed by generators sorted by domain; laws speak of listed (declared) generators
    return category(name, names, normal, tuple(laws))


def _sources(table: Ints, n: int) -> Ints:
    """The object whose identity reaches each node."""
    source = np.full(len(table), -1, np.int32)
    source[:n] = np.arange(n)
    frontier = np.arange(n)
    while len(frontier):
        at, column = np.nonzero(table[frontier] >= 0)
        reached = table[frontier[at], column]
        fresh = source[reached] < 0
        source[reached[fresh]] = source[frontier[at[fresh]]]
        frontier = np.unique(reached[fresh])
    return source
