"""Equations of paths in a category that is presented, closed or not, and the copresheaves that separate its paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.closure import Presentation, Unclosed
from presheaf.model.diagrams import PresentedSets, failures, image, spelt
from presheaf.model.elaborate.categories import Names
from presheaf.model.elaborate.paths import mentioned
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.source import Label, SpecError
from presheaf.syntax import ast

Word = tuple[int, ...]
SHOWN = 6


def presentation_of(value: object) -> Presentation | None:
    """The generators and equations of a category: those of its declaration, as words of listed arrows."""
    if isinstance(value, PresentedSets):
        return None
    if isinstance(value, Unclosed):
        return value.presentation
    if isinstance(value, Category):
        arrows = np.array(value.names.listed_arrows, np.int32)
        return Presentation(value.names.objects, value.names.listed, value.dom[arrows], value.cod[arrows], value.laws)
    return None


class Paths(Names):
    """Reads paths of a presented category; `C.f` is accepted for `f`."""

    def __init__(self, scope: Scope, name: str, presentation: Presentation) -> None:
        super().__init__(scope, (), ())
        own = Names.of(scope, presentation)
        self.objects, self.arrows, self.dom, self.cod = own.objects, own.arrows, own.dom, own.cod
        self.name, self.presentation = name, presentation

    def _bare(self, node: ast.Expr) -> ast.Expr:
        prefix = self.name.split(".")
        if isinstance(node, ast.Ref) and list(node.parts[: len(prefix)]) == prefix and len(node.parts) > len(prefix):
            return ast.Ref(node.parts[len(prefix) :], span=node.span)
        return node

    def object(self, node: ast.Expr) -> int:
        """The number of an object."""
        name = key(self._bare(node))
        if name not in self.objects:
            hint = self.scope.suggest(name, self.objects, f"its objects are {', '.join(list(self.objects)[:SHOWN])}")
            raise error("E201", f"{name or 'this'} is not an object of {self.name}", node, hint)
        return self.objects[name]

    def _letter(self, node: ast.Expr) -> tuple[list[int], int, int]:
        bare = self._bare(node)
        name = key(bare)
        if name in self.arrows or name in self.objects or (isinstance(bare, ast.Call) and bare.head.parts == ("id",)):
            return super()._letter(bare)
        hint = self.scope.suggest(name, self.arrows, f"its generating arrows are {', '.join(list(self.arrows)[:SHOWN])}")
        raise error("E201", f"{name or 'this'} is not a generating arrow of {self.name}", node, hint)

    def path(self, node: ast.Expr) -> tuple[int, Word, int]:
        """Where a path begins, its word without identities, and where it ends."""
        word, start, end = self.word(node)
        return start, tuple(word), end

    def equation(self, left: ast.Expr, right: ast.Expr) -> p.PathEquation:
        """Two parallel paths; an error if they are not parallel."""
        (a, one, b), (c, two, d) = self.path(left), self.path(right)
        if (a, b) != (c, d):
            names = list(self.objects)
            texts = [f"{spelt(self.presentation, x, w)} : {names[x]} -> {names[y]}" for x, w, y in ((a, one, b), (c, two, d))]
            span = left.span.to(right.span) if left.span.path else left.span
            raise error(
                "E404", f"the two sides are not parallel: {texts[0]} and {texts[1]}", span, "arrows are equal only if they have the same ends"
            )
        return p.PathEquation(self.presentation, self.name, a, one, two)


def opened(scope: Scope, node: ast.Expr) -> Paths | None:
    """The paths of a presented category that did not close, if a name denotes one."""
    if not isinstance(node, ast.Ref) or (name := ".".join(node.parts)) not in scope.names:
        return None
    value = scope.value(name)
    presentation = presentation_of(value) if isinstance(value, Unclosed) else None
    if presentation is None:
        return None
    scope.used.setdefault(name, scope.names[name].span)
    return Paths(scope, name, presentation)


def comparison(paths: Paths, node: ast.Comparison) -> p.Proposition:
    """`p = q`, `p != q` and chains of them between paths."""
    parts: list[p.Proposition] = []
    for operator, left, right in zip(node.operators, node.sides, node.sides[1:], strict=False):
        if operator not in ("=", "!="):
            raise error("E403", f"{operator} compares numbers, not arrows", node, "use = or !=")
        equation = replace(paths.equation(left, right), span=node.span)
        parts.append(equation if operator == "=" else p.Negation(equation, span=node.span))
    return parts[0] if len(parts) == 1 else p.Junction("and", tuple(parts), span=node.span)


def qualified(scope: Scope, node: ast.Comparison) -> p.Proposition | None:
    """A comparison whose names `C.f` are those of one category that did not close; None if it is not one of paths."""
    names = {name for side in node.sides for name in mentioned(side)}
    owners = sorted(name for name in scope.names if isinstance(scope.value(name), Unclosed) and any(n.startswith(f"{name}.") for n in names))
    paths = opened(scope, ast.Ref(tuple(owners[-1].split(".")))) if owners else None
    try:
        return None if paths is None else comparison(paths, node)
    except SpecError:
        return None


# ---------------------------------------------------------------- copresheaves


def presented_sets(scope: Scope, base: Unclosed, paths: Paths, node: ast.TaskDecl) -> PresentedSets:
    """`copresheaf S on C { ... }` for a category that did not close: every object and generating arrow once, every equation checked."""
    presentation, called = paths.presentation, paths.name
    entries: dict[str, ast.Entry] = {}
    for entry in node.entries or ():
        name = key(paths._bare(entry.key))
        if name not in paths.objects and name not in paths.arrows:
            hint = scope.suggest(name, [*paths.objects, *paths.arrows], f"its names are {', '.join([*paths.objects, *paths.arrows][:SHOWN])}")
            raise error("E303", f"{name or 'this'} is neither an object nor a generating arrow of {called}", entry.key, hint)
        if name in entries:
            first = (Label(entries[name].span, "first here"),)
            raise error("E304", f"{name} is given twice", entry, "give every object and arrow once", related=first)
        entries[name] = entry
    missing = [name for name in (*paths.objects, *paths.arrows) if name not in entries]
    if missing:
        what = f"{', '.join(missing[:SHOWN])} {'is' if len(missing) == 1 else 'are'}"
        raise error("E302", f"{node.name} does not say what {what}", node, "give every object and generating arrow")
    elements = [_set(entries[name]) for name in paths.objects]
    maps = [_map(paths, node.name, entries[g], elements, a, b) for g, a, b in zip(paths.arrows, paths.dom, paths.cod, strict=True)]
    for number, x in failures(presentation, [len(s) for s in elements], maps):
        law = presentation.laws[number]
        sides = [spelt(presentation, law.start, word) for word in (law.left, law.right)]
        end = _end(presentation, law.start, law.left)
        values = [elements[end][image(maps, x, word)] for word in (law.left, law.right)]
        text = f"{law.label + ': ' if law.label else ''}{sides[0]} = {sides[1]} at {elements[law.start][x]} gives {values[0]} on the left"
        raise error("E306", f"{node.name} is not functorial: {text} and {values[1]} on the right", node, "functors respect every equation")
    return PresentedSets(node.name, base.bound, base.reached, presentation, called, tuple(map(tuple, elements)), tuple(maps))


def _set(entry: ast.Entry) -> list[str]:
    if entry.mappings or entry.value is not None:
        raise error("E305", f"{key(entry.key)} is an object: its value is a set", entry, "write A = {x, y}")
    out: list[str] = []
    for item in entry.elements:
        if item.name in out:
            raise error("E301", f"element {item.name} is listed twice", item, "a set lists each element once")
        out.append(item.name)
    return out


def _map(paths: Paths, name: str, entry: ast.Entry, elements: Sequence[list[str]], a: int, b: int) -> Word:
    """The images of the elements over a, numbered over b."""
    label, ends = key(entry.key), [list(paths.objects)[x] for x in (a, b)]
    if entry.elements or entry.value is not None:
        raise error("E305", f"{label} is an arrow: its value is a map", entry, "write f = {u |-> x}; values that are not known have no place here")
    out: dict[str, int] = {}
    for mapping in entry.mappings:
        x, y = key(mapping.source), key(mapping.target)
        if x not in elements[a] or y not in elements[b]:
            bad, end = (mapping.source, 0) if x not in elements[a] else (mapping.target, 1)
            hint = f"{label} is a map from {name}({ends[0]}) to {name}({ends[1]})"
            raise error("E303" if end == 0 else "E305", f"{key(bad) or 'this'} is not an element of {name}({ends[end]})", bad, hint)
        if x in out:
            raise error("E304", f"{label} gives {x} two values", mapping, "a map gives every element one value")
        out[x] = elements[b].index(y)
    missing = [x for x in elements[a] if x not in out]
    if missing:
        raise error("E302", f"{label} gives {', '.join(missing[:SHOWN])} no value", entry, f"it is a map from {name}({ends[0]}) to {name}({ends[1]})")
    return tuple(out[x] for x in elements[a])


def _end(presentation: Presentation, start: int, word: Sequence[int]) -> int:
    return int(presentation.cod[word[-1]]) if word else start
