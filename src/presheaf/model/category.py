"""Finite categories as arrows with the right Cayley table of a generating set.

Normal form (every constructor delivers it, everything else relies on it):

* objects are 0..n-1, arrows 0..m-1; **arrow i < n is the identity of object i**;
* generators are numbered 0..k-1 **in order of their domain**, so those out of object a are `gen_start[a]..gen_start[a+1]-1`;
  `generators[s]` is the arrow of generator s (it may be an identity, and two generators may be the same arrow);
* `right[row_start[f] + (s - gen_start[cod f])]` is the arrow `f ; s` for every generator s out of cod f;
* arrows are numbered breadth first: for every f >= n, f = parent[f] ; last[f] with parent[f] < f and last[f] a generator, and parents do not
  decrease with f.

The table is a category iff left and right multiplication commute (`build.associativity_failure`); the kernel re-checks that.
Memory is O(m + sum over f of the number of generators out of cod f); nothing is quadratic in arrows except `table`, which
exists only below `TABLE_LIMIT` entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]

TABLE_LIMIT = 4_000_000
CHUNK = 20_000_000  # letters of words that are taken apart at a time


@dataclass(frozen=True)
class Law:
    """A user equation between two paths from one object: words of *listed* arrows; `label` as messages show it."""

    label: str
    start: int
    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class Names:
    """How a category's objects and arrows are written.

    `objects[i]` is the name of object i. `listed` are the arrows that a functor or task on the category must be given on, by name,
    in declaration order, with their arrow numbers (for a presentation its generators, for a table every listed arrow, for a poset the
    covering pairs). `extra` are further arrow names that may be written but need not be given (`(a <= c)` in a poset).
    Compound names are stored in the printer's spelling: `(A, B)`, `(a <= b)`, `left.A`.
    """

    objects: tuple[str, ...]
    listed: tuple[str, ...]
    listed_arrows: tuple[int, ...]
    extra: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def object_index(self) -> dict[str, int]:
        """Object name -> number."""
        return {name: i for i, name in enumerate(self.objects)}

    @cached_property
    def arrow_index(self) -> dict[str, int]:
        """Arrow name -> number, listed names first."""
        return {**self.extra, **dict(zip(self.listed, self.listed_arrows, strict=True))}

    @cached_property
    def by_arrow(self) -> dict[int, str]:
        """Arrow number -> a name, the first listed one before the others."""
        extra = {arrow: name for name, arrow in reversed(list(self.extra.items()))}
        return {**extra, **dict(zip(reversed(self.listed_arrows), reversed(self.listed), strict=True))}


@dataclass(frozen=True, eq=False)
class Category:
    """A finite category in the normal form of this module.

    `dom`, `cod`: int32[m]; `generators`: int32[k] arrow numbers; `right`: int32, flat, see above; `parent`, `last`: int32[m], -1 on identities.
    `laws` are the equations it was declared with (empty for built categories). `origin` is the structure it was built from, for names and printing.
    """

    name: str
    names: Names
    dom: Ints
    cod: Ints
    generators: Ints
    right: Ints
    parent: Ints
    last: Ints
    laws: tuple[Law, ...] = ()
    origin: object | None = None

    @property
    def object_count(self) -> int:
        """n."""
        return len(self.names.objects)

    @property
    def arrow_count(self) -> int:
        """m, identities included."""
        return len(self.dom)

    @cached_property
    def gen_start(self) -> Ints:
        """int32[n+1]: generators out of object a are gen_start[a]..gen_start[a+1]-1."""
        counts = np.bincount(self.dom[self.generators], minlength=self.object_count)
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)

    @cached_property
    def row_start(self) -> npt.NDArray[np.int64]:
        """int64[m+1]: the row of arrow f in `right` is row_start[f]..row_start[f+1]-1."""
        width = np.diff(self.gen_start)[self.cod]
        return np.concatenate(([0], np.cumsum(width, dtype=np.int64)))

    @cached_property
    def listed_generators(self) -> tuple[int, ...]:
        """For each listed arrow a generator that is this arrow, -1 if it is not a generator (tables keep fewer generators)."""
        if len(self.names.listed) == len(self.generators):
            order = np.argsort(self.dom[list(self.names.listed_arrows)], kind="stable") if len(self.generators) else np.empty(0, int)
            out = np.empty(len(order), int)
            out[order] = np.arange(len(order))
            if np.array_equal(self.generators[out], np.array(self.names.listed_arrows, dtype=np.int32)):
                return tuple(out.tolist())
        by_arrow = {int(a): s for s, a in enumerate(self.generators)}
        return tuple(by_arrow.get(a, -1) for a in self.names.listed_arrows)

    @cached_property
    def levels(self) -> npt.NDArray[np.int64]:
        """int64[d+2]: the arrows whose spanning-tree words have length k are levels[k]..levels[k+1]-1, since numbering is breadth first."""
        n, m = self.object_count, self.arrow_count
        bounds = [0, n]
        parents = self.parent[n:]
        while bounds[-1] < m:
            bounds.append(n + int(np.searchsorted(parents, bounds[-1])))
        return np.array(bounds, dtype=np.int64)

    @cached_property
    def depth(self) -> Ints:
        """int32[m]: length of the spanning-tree word of each arrow; identities have 0."""
        return np.repeat(np.arange(len(self.levels) - 1, dtype=np.int32), np.diff(self.levels))

    @cached_property
    def by_hom(self) -> tuple[Ints, Ints, npt.NDArray[np.int64]]:
        """Arrows grouped by cod: (order int32[m] sorted by (cod, dom, number), start int32[n+1] by cod, keys cod*n+dom of `order`)."""
        n = max(self.object_count, 1)
        key = self.cod.astype(np.int64) * n + self.dom
        order = np.argsort(key, kind="stable").astype(np.int32)
        counts = np.bincount(self.cod, minlength=self.object_count)
        start = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return order, start, key[order]

    def into(self, obj: int) -> Ints:
        """The arrows with codomain `obj`, sorted by (domain, number)."""
        order, start, _ = self.by_hom
        return order[start[obj] : start[obj + 1]]

    def hom(self, a: int, b: int) -> Ints:
        """The arrows a -> b in increasing order; O(log m + size)."""
        order, _, keys = self.by_hom
        key = b * max(self.object_count, 1) + a
        lo, hi = np.searchsorted(keys, [key, key + 1])
        return order[lo:hi]

    def word(self, arrow: int) -> tuple[int, ...]:
        """Generators s1, ..., sd with arrow = s1 ; ... ; sd (empty for an identity)."""
        out: list[int] = []
        while self.parent[arrow] >= 0:
            out.append(int(self.last[arrow]))
            arrow = int(self.parent[arrow])
        return tuple(reversed(out))

    def after(self, arrow: int, generator: int) -> int:
        """`arrow ; generator`; the caller has checked that they compose."""
        return int(self.right[self.row_start[arrow] + generator - self.gen_start[self.cod[arrow]]])

    def compose(self, f: int, g: int) -> int:
        """`f ; g` (first f, then g); ValueError unless cod f = dom g. O(word length of g)."""
        if self.cod[f] != self.dom[g]:
            raise ValueError(f"arrows {f} and {g} do not compose")
        for s in self.word(g):
            f = self.after(f, s)
        return f

    def compose_arrays(self, f: Ints, g: Ints) -> Ints:
        """`f[i] ; g[i]` for arrays of composable arrows; O(size * largest word length), no Python loop over arrows. Memory is bounded."""
        if self.table is not None:
            return self.table[f, g]
        if not len(f):
            return np.empty(0, dtype=np.int32)
        chunk = max(1, CHUNK // (int(self.depth[g].max()) + 1))
        if len(f) <= chunk:
            return self._compose(f, g)
        return np.concatenate([self._compose(f[i : i + chunk], g[i : i + chunk]) for i in range(0, len(f), chunk)])

    def _compose(self, f: Ints, g: Ints) -> Ints:
        chain: list[Ints] = []
        g = g.copy()
        while True:
            live = self.parent[g] >= 0
            if not live.any():
                break
            chain.append(np.where(live, self.last[g], -1).astype(np.int32))
            g = np.where(live, self.parent[g], g)
        out = f.copy()
        for s in reversed(chain):
            live = s >= 0
            at = out[live]
            out[live] = self.right[self.row_start[at] + s[live] - self.gen_start[self.cod[at]]]
        return out

    @cached_property
    def table(self) -> Ints | None:
        """int32[m, m], table[f, g] = f ; g, -1 where they do not compose; None when m*m > TABLE_LIMIT."""
        m = self.arrow_count
        if m * m > TABLE_LIMIT:
            return None
        table = np.full((m, m), -1, dtype=np.int32)
        ids = np.arange(m, dtype=np.int32)
        table[ids, self.cod] = ids  # f ; id
        order = np.argsort(self.depth, kind="stable")
        for g in order[self.object_count :].tolist():
            p, s = int(self.parent[g]), int(self.last[g])
            prefix = table[:, p]
            rows = np.flatnonzero(prefix >= 0)
            at = prefix[rows]
            table[rows, g] = self.right[self.row_start[at] + s - self.gen_start[self.cod[at]]]
        return table

    @cached_property
    def left(self) -> tuple[npt.NDArray[np.int64], Ints, Ints]:
        """Left Cayley table as (start int64[m+1], generator int32[e], result int32[e]).

        Entries start[f]..start[f+1]-1 run over the generators t into dom f in increasing number: generator[i] = t, result[i] = t ; f.
        """
        by_cod = np.argsort(self.cod[self.generators], kind="stable").astype(np.int32)
        counts = np.bincount(self.cod[self.generators], minlength=self.object_count)
        gens_into = np.concatenate(([0], np.cumsum(counts)))
        width = counts[self.dom]
        start = np.concatenate(([0], np.cumsum(width, dtype=np.int64)))
        arrow = np.repeat(np.arange(self.arrow_count, dtype=np.int32), width)
        within = np.arange(len(arrow)) - start[arrow]
        gen = by_cod[gens_into[self.dom[arrow]] + within]
        result = self.generators[gen]  # right for identities; then level by level, t ; f = (t ; parent f) ; last f
        through, step = start[self.parent[arrow]] + within, self.last[arrow]
        for lo, hi in pairwise(start[self.levels[1:]].tolist()):
            head = result[through[lo:hi]]
            result[lo:hi] = self.right[self.row_start[head] + step[lo:hi] - self.gen_start[self.cod[head]]]
        return start, gen, result
