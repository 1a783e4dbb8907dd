"""Finite sets and functions for the objects and generators of a presentation: functors on a category that need not have closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

from presheaf.model.closure import Presentation, Unclosed


@dataclass(frozen=True)
class PresentedSets(Unclosed):
    """A copresheaf on a presentation that has not closed, by tables: it shows that two paths differ, and nothing else is asked of it.

    `base` is the name of the category. `elements`: the names over each object. `maps`: for each generator the images of the elements over
    its domain, numbered over its codomain. `separates`: the name of an element at which two paths differ, where it was made to separate them.
    """

    base: str = ""
    elements: tuple[tuple[str, ...], ...] = ()
    maps: tuple[tuple[int, ...], ...] = ()
    separates: str = ""

    @property
    def open_category(self) -> str:
        """The name of the category that it is on."""
        return self.base


def _printer() -> ModuleType:
    """The printer of the language, which loads the parser: nothing that only checks or explains needs it."""
    from presheaf.syntax import printer

    return printer


def spelt(p: Presentation, start: int, word: Sequence[int]) -> str:
    """A path as it is written."""
    printed = _printer().name
    return " ; ".join(printed(p.generator_names[g]) for g in word) or f"id({printed(p.object_names[start])})"


def image(maps: Sequence[Sequence[int]], x: int, word: Sequence[int]) -> int:
    """The element that a path takes x to."""
    for g in word:
        x = maps[g][x]
    return x


def failures(p: Presentation, sizes: Sequence[int], maps: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """The equations that functions do not satisfy, with an element: pairs (number of the law, element over its object)."""
    for number, law in enumerate(p.laws):
        for x in range(sizes[law.start]) if law.left != law.right else ():
            if image(maps, x, law.left) != image(maps, x, law.right):
                yield number, x
                break


def declared(p: Presentation, name: str, bound: int) -> str:
    """The declaration of the category presented, with its bound."""
    printed = _printer().name
    rows = [f"  objects {', '.join(map(printed, p.object_names))}"] if p.object_names else []
    arrows = [
        f"{printed(g)} : {printed(p.object_names[a])} -> {printed(p.object_names[b])}"
        for g, a, b in zip(p.generator_names, p.dom.tolist(), p.cod.tolist(), strict=True)
    ]
    rows += ["  arrows " + ",\n         ".join(arrows)] if arrows else []
    laws = [
        f"    {printed(law.label) + ': ' if law.label else ''}{spelt(p, law.start, law.left)} = {spelt(p, law.start, law.right)}" for law in p.laws
    ]
    rows += ["  equations\n" + ",\n".join(laws)] if laws else []
    return f"category {printed(name)} within {bound} arrows {{\n" + "\n".join(rows) + "\n}"


def declared_sets(s: PresentedSets) -> str:
    """The copresheaf as its declaration."""
    printed, element = _printer().name, _printer().element
    assert s.presentation is not None
    p, shown = s.presentation, [[element(x) for x in over] for over in s.elements]
    parts = [f"{printed(x)} = {{{', '.join(over)}}}" for x, over in zip(p.object_names, shown, strict=True)]
    for g, a, b, row in zip(p.generator_names, p.dom.tolist(), p.cod.tolist(), s.maps, strict=True):
        parts.append(f"{printed(g)} = {{{', '.join(f'{x} |-> {shown[b][y]}' for x, y in zip(shown[a], row, strict=True))}}}")
    return f"copresheaf {printed(s.name)} on {printed(s.open_category)} {{ {', '.join(parts)} }}"
