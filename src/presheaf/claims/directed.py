"""A category and its opposite in one notation, so that limits and colimits are written once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from presheaf.claims.arrays import arrows_from, by_dom
from presheaf.claims.base import Formula, Lowering, TooLarge
from presheaf.claims.formulas import Fibre, at
from presheaf.model.category import Category, Ints

OBJECTS = 4_000


@dataclass(frozen=True)
class Directed:
    """Names of the kernel's functions on the category called `c`, or on its opposite."""

    c: str
    opposite: bool

    @property
    def ob(self) -> str:
        """The sort of objects."""
        return f"{self.c}.ob"

    @property
    def ar(self) -> str:
        """The sort of arrows."""
        return f"{self.c}.ar"

    @property
    def dom(self) -> str:
        """Arrow -> where it begins."""
        return f"{self.c}.cod" if self.opposite else f"{self.c}.dom"

    @property
    def cod(self) -> str:
        """Arrow -> where it ends."""
        return f"{self.c}.dom" if self.opposite else f"{self.c}.cod"

    def hom(self, x: Formula, y: Formula) -> Fibre:
        """The fibre of the arrows x -> y."""
        return [(self.dom, x), (self.cod, y)]

    def then(self, f: Formula, g: Formula) -> Formula:
        """First f, then g."""
        return at(f"{self.c}.comp", g, f) if self.opposite else at(f"{self.c}.comp", f, g)


def directed(low: Lowering, c: Category, opposite: bool) -> Directed:
    """The names for a category, which is declared in the certificate."""
    return Directed(low.category(c), opposite)


@dataclass(frozen=True)
class View:
    """The same for the model: arrows by their ends, composition, ends."""

    c: Category
    opposite: bool

    @property
    def dom(self) -> Ints:
        """int32[m]."""
        return self.c.cod if self.opposite else self.c.dom

    @property
    def cod(self) -> Ints:
        """int32[m]."""
        return self.c.dom if self.opposite else self.c.cod

    def hom(self, x: int, y: int) -> Ints:
        """The arrows x -> y in increasing order."""
        return self.c.hom(y, x) if self.opposite else self.c.hom(x, y)

    def into(self, y: int) -> Ints:
        """The arrows into y in increasing order."""
        return np.sort(arrows_from(self.c, y) if self.opposite else self.c.into(y))

    def out(self, x: int) -> Ints:
        """The arrows out of x in increasing order."""
        return np.sort(self.c.into(x) if self.opposite else arrows_from(self.c, x))

    def then(self, f: Ints, g: Ints) -> Ints:
        """First f[i], then g[i]."""
        return self.c.compose_arrays(g, f) if self.opposite else self.c.compose_arrays(f, g)

    def outer(self, f: Ints, g: Ints) -> Ints:
        """int32[len(f), len(g)]: first f[i], then g[j]."""
        return self.then(np.repeat(f, len(g)), np.tile(g, len(f))).reshape(len(f), len(g))

    def sizes(self) -> Ints:
        """int32[n, n]: the number of arrows x -> y. TooLarge beyond OBJECTS objects."""
        n = self.c.object_count
        if n > OBJECTS:
            raise TooLarge(f"comparing the {n:,} objects of {self.c.name} in pairs (limit {OBJECTS:,})")
        _, keys = by_dom(self.c)
        table = np.bincount(keys, minlength=n * n).reshape(n, n).astype(np.int32)
        return table.T if self.opposite else table
