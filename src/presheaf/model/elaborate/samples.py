"""Samples given by tables: values at some objects and arrows, or known sets with some values of some maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from presheaf.model import tasks
from presheaf.model.category import Category
from presheaf.model.elaborate.paths import arrow_in, chain, find_arrow, find_object, object_in
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.elaborate.structures import Structures
from presheaf.model.names import arrow_name
from presheaf.model.samples import FunctorSamples, PointSamples, Samples
from presheaf.source import Label
from presheaf.syntax import ast

SHOWN = 6
LEAVE_OUT = "samples leave out what was not seen"


def declaration(scope: Scope, node: ast.SamplesDecl) -> Samples:
    """The samples that a declaration denotes. Values that contradict each other are no mistake, values of the wrong kind are."""
    structures = Structures(scope)
    c = structures.category(node.dom)
    if node.cod is not None:
        return _functor_samples(scope, node.name, c, structures.category(node.cod), node.mappings or ())
    return _point_samples(scope, node.name, c, node.entries or (), node)


class _Keys:
    """What the keys of a declaration are about: objects, or arrows under whichever spelling, each once."""

    def __init__(self, scope: Scope, c: Category) -> None:
        self.scope, self.c = scope, c
        self.seen: dict[tuple[str, int], ast.Node] = {}

    def place(self, name: ast.Expr, entry: ast.Node) -> tuple[str, int]:
        """("object", number) or ("arrow", number)."""
        x = find_object(self.c, name)
        kind, number = ("object", x) if x is not None else ("arrow", self._arrow(name))
        if (kind, number) in self.seen:
            first = Label(self.seen[kind, number].span, "first here")
            text = key(name) or "this"
            also = "" if kind == "object" or text == arrow_name(self.c, number) else f" (it is {arrow_name(self.c, number)})"
            raise error("E304", f"{text} is given twice{also}", entry, "sample every object and arrow at most once", related=(first,))
        self.seen[kind, number] = entry
        return kind, number

    def _arrow(self, name: ast.Expr) -> int:
        c, text = self.c, key(name)
        if len(chain(name)) == 1 and not isinstance(name, ast.Power) and find_arrow(self.scope, c, name) is None:
            known = [*c.names.objects, *c.names.listed]
            hint = self.scope.suggest(text, known, f"its names are {', '.join(known[:SHOWN])}" if known else "it has no names")
            raise error("E303", f"{text or 'this'} is neither an object nor an arrow of {c.name}", name, hint)
        return arrow_in(self.scope, c, name)


def _functor_samples(scope: Scope, name: str, c: Category, d: Category, mappings: Sequence[ast.Mapping]) -> FunctorSamples:
    keys = _Keys(scope, c)
    on_objects, on_arrows = np.full(c.object_count, -1, np.int32), np.full(c.arrow_count, -1, np.int32)
    for mapping in mappings:
        kind, number = keys.place(mapping.source, mapping)
        if isinstance(mapping.target, ast.Unknown):
            raise error("E305", f"a sample of {key(mapping.source) or 'an arrow'} without a value", mapping, LEAVE_OUT)
        if kind == "object":
            on_objects[number] = object_in(scope, d, mapping.target)
        else:
            on_arrows[number] = arrow_in(scope, d, mapping.target)
    return FunctorSamples(name, c, d, on_objects, on_arrows)


def _point_samples(scope: Scope, name: str, c: Category, entries: Sequence[ast.Entry], node: ast.Node) -> PointSamples:
    keys = _Keys(scope, c)
    sets: dict[int, ast.Entry] = {}
    maps: dict[int, ast.Entry] = {}
    for entry in entries:
        kind, number = keys.place(entry.key, entry)
        label = key(entry.key) or "this"
        if isinstance(entry.value, ast.Unknown):
            hint = LEAVE_OUT if kind == "arrow" else "the sets are known: write A = {x, y}"
            raise error("E305", f"{label} is given without a value", entry, hint)
        if kind == "object" and (entry.mappings or entry.value is not None):
            raise error("E305", f"{label} is an object: its value is a set", entry, "write A = {x, y}")
        if kind == "arrow" and (entry.elements or entry.value is not None):
            raise error("E305", f"{label} is an arrow: its values are points of a map", entry, "write f = {u |-> x}")
        (sets if kind == "object" else maps)[number] = entry
    missing = [x for i, x in enumerate(c.names.objects) if i not in sets]
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        message = f"{name} does not say which set {', '.join(missing[:SHOWN])}{more} {'has' if len(missing) == 1 else 'have'}"
        raise error("E302", message, node, "the sets of all objects are known; the values of the maps are what is learnt")
    names, index = _sets(c, sets)
    start = tasks.starts([len(own) for own in index])
    points = [point for arrow in sorted(maps) for point in _map(scope, name, c, arrow, maps[arrow], index)]
    return PointSamples(name, c, "covariant", start, tuple(names), np.array(sorted(points), np.int32).reshape(-1, 3))


def _sets(c: Category, sets: dict[int, ast.Entry]) -> tuple[list[str], list[dict[str, int]]]:
    """The names of all elements, and for each object its elements by name."""
    names: list[str] = []
    index: list[dict[str, int]] = []
    for x in range(c.object_count):
        own: dict[str, int] = {}
        for item in sets[x].elements:
            if item.name in own:
                raise error("E301", f"element {item.name} is listed twice", item, "a set lists each element once")
            own[item.name] = len(names)
            names.append(item.name)
        index.append(own)
    return names, index


def _map(scope: Scope, name: str, c: Category, arrow: int, entry: ast.Entry, index: list[dict[str, int]]) -> list[tuple[int, int, int]]:
    """The sampled points (arrow, element, value) of one map."""
    a, b = int(c.dom[arrow]), int(c.cod[arrow])
    label, source, target = arrow_name(c, arrow), f"{name}({c.names.objects[a]})", f"{name}({c.names.objects[b]})"
    out: dict[str, tuple[int, int, int]] = {}
    for mapping in entry.mappings:
        x, y = key(mapping.source), key(mapping.target)
        if x not in index[a]:
            raise error(
                "E303", f"{x or 'this'} is not an element of {source}", mapping.source, scope.suggest(x, index[a], _elements(source, index[a]))
            )
        if x in out:
            raise error("E304", f"{label} gives {x} two values", mapping, "sample every point at most once")
        if isinstance(mapping.target, ast.Unknown):
            raise error("E305", f"{label} gives {x} no value", mapping, LEAVE_OUT)
        if y not in index[b]:
            hint = scope.suggest(y, index[b], f"{label} goes from {source} to {target}: {_elements(target, index[b])}")
            raise error("E305", f"{y or 'this'} is not an element of {target}", mapping.target, hint)
        out[x] = arrow, index[a][x], index[b][y]
    return list(out.values())


def _elements(where: str, elements: dict[str, int]) -> str:
    return f"its elements are {', '.join(list(elements)[:SHOWN])}" if elements else f"{where} is empty"
