"""Equations of interchange documents: two paths of named arrows with the same ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from presheaf.model.category import Law
from presheaf.model.interchange.json_fields import Fields


@dataclass(frozen=True)
class Arrows:
    """The arrows of a document: their numbers by name and their ends; `fields` makes the errors."""

    fields: Fields
    number: Mapping[str, int]
    dom: Sequence[int]
    cod: Sequence[int]

    def law(self, where: str, label: str, sides: tuple[Sequence[str], Sequence[str]], ends: tuple[int, int] | None = None) -> Law:
        """The equation of two paths; the empty one is an identity. `ends` are those that the document declares, if it does."""
        left, right = (self._word(where, side) for side in sides)
        own = [(self.dom[word[0]], self.cod[word[-1]]) for word in (left, right) if word]
        if ends is None and not own:
            raise self.fields.fail(f"{where} compares two identities of an unknown object")
        common = own[0] if ends is None else ends
        if any(pair != common for pair in own):
            raise self.fields.fail(f"{where}: its sides are not parallel, or have other ends than it declares")
        if len(own) < 2 and common[0] != common[1]:
            raise self.fields.fail(f"{where}: an identity begins and ends at one object, the other side does not")
        return Law(label, common[0], left, right)

    def _word(self, where: str, side: Sequence[str]) -> tuple[int, ...]:
        for name in side:
            if name not in self.number:
                raise self.fields.fail(f"{where}: there is no arrow {name[:60]}")
        for f, g in pairwise(side):
            if self.cod[self.number[f]] != self.dom[self.number[g]]:
                raise self.fields.fail(f"{where}: {f[:60]} and then {g[:60]} do not compose")
        return tuple(self.number[name] for name in side)
