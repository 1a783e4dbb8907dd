"""Set-valued functors on a finite category: one flat array of elements and one map per generator.

Elements of T are 0..N-1; those over object X are `start[X]..start[X+1]-1`. For a *contravariant* functor (presheaf, task)
generator s : a -> b acts T(b) -> T(a), for a *covariant* one (copresheaf) T(a) -> T(b). Sets may be empty. A value -1 is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Category, Ints

Variance = Literal["contravariant", "covariant"]


@dataclass(frozen=True, eq=False)
class SetFunctor:
    """A set-valued functor on `category`.

    `start`: int64[n+1]. `action`: int32, flat, the tables of generators 0..k-1 one after the other (`action_start`); the table of
    s : a -> b lists the values (flat element numbers) of the elements over b (contravariant) or a (covariant) in order.
    `element_names`: one per element, unique within an object. `origin` is what it was built from (printing), `forms` the explicit
    user maps of a task on a table category are already checked and dropped.
    """

    name: str
    category: Category
    variance: Variance
    start: npt.NDArray[np.int64]
    action: Ints
    element_names: Sequence[str]
    origin: object | None = None

    @property
    def size(self) -> int:
        """The number of elements over all objects."""
        return int(self.start[-1])

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """int64[n]: |T(X)|."""
        return np.diff(self.start)

    @cached_property
    def over(self) -> Ints:
        """int32[N]: the object of each element."""
        return np.repeat(np.arange(self.category.object_count, dtype=np.int32), self.sizes)

    @cached_property
    def partial(self) -> bool:
        """Whether some value is unknown."""
        return bool((self.action < 0).any())

    @cached_property
    def source_object(self) -> Ints:
        """int32[k]: the object whose elements generator s acts on (cod s if contravariant, dom s if covariant)."""
        c = self.category
        return c.cod[c.generators] if self.variance == "contravariant" else c.dom[c.generators]

    @cached_property
    def target_object(self) -> Ints:
        """int32[k]: the object in which the values of generator s lie."""
        c = self.category
        return c.dom[c.generators] if self.variance == "contravariant" else c.cod[c.generators]

    @cached_property
    def action_start(self) -> npt.NDArray[np.int64]:
        """int64[k+1]: offsets of the generators' tables in `action`."""
        return np.concatenate(([0], np.cumsum(self.sizes[self.source_object], dtype=np.int64)))

    def map_of(self, generator: int) -> Ints:
        """The table of one generator."""
        return self.action[self.action_start[generator] : self.action_start[generator + 1]]

    def act_generators(self, elements: Ints, generators: Ints) -> Ints:
        """The value of generator `generators[i]` at element `elements[i]` (each over the generator's source object)."""
        values: Ints = self.action[self.action_start[generators] + elements - self.start[self.source_object[generators]]]
        return values

    def act(self, elements: Ints, arrows: Ints) -> Ints:
        """Arrow arrows[i] acting on elements[i]: x|f (contravariant, x over cod f) or f(x) (covariant, x over dom f).

        O(size * largest word length), no Python loop over elements.
        """
        c = self.category
        out: Ints = np.array(elements, dtype=np.int32)
        f: Ints = np.array(arrows, dtype=np.int32)
        live: Ints
        if self.variance == "contravariant":
            while True:
                live = np.flatnonzero(c.parent[f] >= 0).astype(np.int32)
                if not len(live):
                    return out
                out[live] = self.act_generators(out[live], c.last[f[live]])
                f[live] = c.parent[f[live]]
        chain: list[tuple[Ints, Ints]] = []
        while True:
            live = np.flatnonzero(c.parent[f] >= 0).astype(np.int32)
            if not len(live):
                break
            chain.append((live, c.last[f[live]]))
            f[live] = c.parent[f[live]]
        for live, gens in reversed(chain):
            out[live] = self.act_generators(out[live], gens)
        return out


@dataclass(frozen=True, eq=False)
class Functor:
    """A functor dom -> cod: `on_objects` int32[n], `on_generators` int32[k] (arrows of cod); -1 is unknown."""

    name: str
    dom: Category
    cod: Category
    on_objects: Ints
    on_generators: Ints
    origin: object | None = None

    @cached_property
    def partial(self) -> bool:
        """Whether some value is unknown."""
        return bool((self.on_objects < 0).any() or (self.on_generators < 0).any())

    @cached_property
    def on_arrows(self) -> Ints:
        """int32[m]: the image of every arrow, by the spanning tree, one vectorised pass per word length."""
        c, d = self.dom, self.cod
        out = np.empty(c.arrow_count, dtype=np.int32)
        out[: c.object_count] = self.on_objects
        order = np.argsort(c.depth, kind="stable")
        bounds = np.searchsorted(c.depth[order], np.arange(1, int(c.depth.max(initial=0)) + 2))
        for lo, hi in pairwise(bounds.tolist()):
            level = order[lo:hi]
            out[level] = d.compose_arrays(out[c.parent[level]], self.on_generators[c.last[level]])
        return out


@dataclass(frozen=True, eq=False)
class Transformation:
    """A natural transformation dom => cod of set-valued functors of one variance: `component` int32[N_dom] of elements of cod."""

    name: str
    dom: SetFunctor
    cod: SetFunctor
    component: Ints
    origin: object | None = None
