"""How arrows and elements are written in messages and witnesses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import overload

from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted

SPELT = 64


class LazyNames(Sequence[str], ABC):
    """Names that are made when they are asked for."""

    @abstractmethod
    def spelled(self, at: int) -> str:
        """Name number `at`, 0 <= at < len(self)."""

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        if isinstance(at, slice):
            return tuple(self.spelled(i) for i in range(len(self))[at])
        return self.spelled(range(len(self))[at])


def object_name(c: Category | Weighted, x: int) -> str:
    """The name of an object."""
    return c.names.objects[x]


def arrow_name(c: Category, f: int) -> str:
    """A declared name of the arrow, `id(A)`, or the composite of generator names that the spanning tree gives it.

    Arrows that are very long composites go by their number.
    """
    named = c.names.by_arrow.get(f)
    if f < c.object_count:
        return f"id({c.names.objects[f]})"
    if named is not None:
        return named
    if c.depth[f] > SPELT:
        return f"arrow {f}"
    return " ; ".join(c.names.by_arrow[int(c.generators[s])] for s in c.word(f))


def element_name(t: SetFunctor, x: int) -> str:
    """The name of an element within its object."""
    return t.element_names[x]


def located_element(t: SetFunctor, x: int) -> str:
    """The element with its object: `x in T(A)`."""
    return f"{t.element_names[x]} in {t.name}({t.category.names.objects[int(t.over[x])]})"
