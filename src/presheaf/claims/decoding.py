"""From a model of a theory to structures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import Any

import numpy as np

from presheaf.claims.unknowns import Unknown, Unknowns
from presheaf.model.build import from_table
from presheaf.model.category import Category, Ints
from presheaf.model.readable import OBJECTS, arrow_letters, element_letters, letter
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.small.categories import shape
from presheaf.model.unknown import UnknownCategory, UnknownFunctor, UnknownSetFunctor, UnknownTransformation

Values = dict[str, dict[tuple[int, ...], int]]


@dataclass
class Decoding:
    """Makes the structures of one model in the order of their variables; `number[c]` are the arrows of c as the theory numbers them."""

    low: Unknowns
    sizes: dict[str, tuple[int, ...]]
    values: Values
    made: dict[int, Any] = field(default_factory=dict)
    arrows: dict[int, Ints] = field(default_factory=dict)

    def structures(self, unknown: Sequence[Unknown]) -> list[Any]:
        """One structure for each unknown one."""
        for s in unknown:
            self.made[id(s)] = self._structure(s, self.low.called[id(s)])
        return [self.made[id(s)] for s in unknown]

    def _structure(self, s: Unknown, name: str) -> Any:
        match s:
            case UnknownCategory():
                c, arrows = category(s.name, self.sizes[name], self.values[f"{name}.comp"])
                self.arrows[id(c)] = arrows
                return c
            case UnknownSetFunctor():
                return self._set_functor(s, name)
            case UnknownFunctor():
                return self._functor(s, name)
            case UnknownTransformation():
                at = self.values[f"{name}.at"]
                component = np.array([at[x,] for x in range(len(at))], dtype=np.int32)
                return Transformation(s.name, self._made(s.dom), self._made(s.cod), component)

    def _made(self, s: Any) -> Any:
        """The structure for an unknown one; a declared one is itself."""
        return self.made.get(id(s), s)

    def _numbers(self, c: Category) -> list[int]:
        """For each arrow of a category its number in the theory."""
        numbers: list[int] = self.arrows[id(c)].tolist() if id(c) in self.arrows else list(range(c.arrow_count))
        return numbers

    def _set_functor(self, s: UnknownSetFunctor, name: str) -> SetFunctor:
        c = self._made(s.category)
        start = np.concatenate(([0], np.cumsum(self.sizes[name], dtype=np.int64)))
        act, numbers = self.values[f"{name}.act"], self._numbers(c)
        near = c.cod if s.variance == "contravariant" else c.dom
        rows = [act[x, numbers[g]] for g in c.generators.tolist() for x in range(int(start[near[g]]), int(start[near[g] + 1]))]
        return SetFunctor(s.name, c, s.variance, start, np.array(rows, dtype=np.int32), element_letters(int(start[-1])))

    def _functor(self, s: UnknownFunctor, name: str) -> Functor:
        c, d = self._made(s.dom), self._made(s.cod)
        ob, ar = self.values[f"{name}.ob"], self.values[f"{name}.ar"]
        back = {number: arrow for arrow, number in enumerate(self._numbers(d))}
        on_objects = [ob[x,] for x in range(c.object_count)]
        on_generators = [back[ar[self._numbers(c)[g],]] for g in c.generators.tolist()]
        return Functor(s.name, c, d, np.array(on_objects, dtype=np.int32), np.array(on_generators, dtype=np.int32))


def category(name: str, sizes: Sequence[int], comp: dict[tuple[int, ...], int]) -> tuple[Category, Ints]:
    """The category with these numbers of arrows and these composites, and for each of its arrows the number that it has there."""
    n = isqrt(len(sizes))
    s = shape(tuple(tuple(sizes[a * n : a * n + n]) for a in range(n)))
    m = s.arrows
    table = np.full((m, m), -1, dtype=np.int32)
    for (f, g), h in comp.items():
        table[f, g] = h
    inner = table[n:, n:]
    letters, listed = [letter(OBJECTS, i) for i in range(n)], arrow_letters(m - n)
    ends = s.dom[n:].astype(np.int32), s.cod[n:].astype(np.int32)
    c = from_table(name, letters, listed, *ends, np.where(inner < n, -1 - inner, inner - n))
    numbers = np.arange(m, dtype=np.int32)
    numbers[list(c.names.listed_arrows)] = np.arange(n, m, dtype=np.int32)
    return c, numbers
