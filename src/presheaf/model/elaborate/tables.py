"""Functors, tasks and transformations given by tables: every object and every listed arrow exactly once, laws checked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from presheaf.model import chase, functors, tasks
from presheaf.model.category import Category, Ints
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate import categories
from presheaf.model.elaborate.paths import arrow_in, element_over, ends, find_arrow, find_object, object_in
from presheaf.model.elaborate.scope import Blocked, Scope, error, key
from presheaf.model.laws import Failure, functor_failures, set_functor_failures, transformation_failures
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation, Variance
from presheaf.source import Label
from presheaf.syntax import ast

SHOWN = 6


class Keys:
    """The keys of a table: which object or listed arrow each entry is about, with the three errors of a table."""

    def __init__(self, scope: Scope, c: Category, what: str) -> None:
        self.scope, self.c, self.what = scope, c, what
        self.objects: dict[int, ast.Node] = {}
        self.arrows: dict[int, ast.Node] = {}
        self.listed = {name: i for i, name in enumerate(c.names.listed)}

    def place(self, name: ast.Expr, entry: ast.Node) -> tuple[str, int]:
        """("object", number) or ("arrow", index in Names.listed) of a key; unknown and doubled keys are errors."""
        text = key(name)
        x = find_object(self.c, name)
        if x is not None:
            self._once(self.objects, x, text, entry)
            return "object", x
        i = self.listed.get(text)
        if i is not None:
            self._once(self.arrows, i, text, entry)
            return "arrow", i
        if find_arrow(self.scope, self.c, name) is not None:
            raise error(
                "E303",
                f"{text} is not a generating arrow of {self.c.name}",
                name,
                f"give the generating arrows: {', '.join(self.c.names.listed[:SHOWN])}",
            )
        hint = self.scope.suggest(
            text, [*self.c.names.objects, *self.c.names.listed], f"its names are {', '.join([*self.c.names.objects, *self.c.names.listed][:SHOWN])}"
        )
        raise error("E303", f"{text or 'this'} is neither an object nor a generating arrow of {self.c.name}", name, hint)

    def _once(self, seen: dict[int, ast.Node], number: int, text: str, entry: ast.Node) -> None:
        if number in seen:
            raise error(
                "E304", f"{text} is given twice", entry, "give every object and arrow once", related=(Label(seen[number].span, "first here"),)
            )
        seen[number] = entry

    def complete(self, node: ast.Node) -> None:
        """Every object and listed arrow has been given."""
        missing = [x for i, x in enumerate(self.c.names.objects) if i not in self.objects]
        missing += [x for i, x in enumerate(self.c.names.listed) if i not in self.arrows]
        if missing:
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            raise error(
                "E302",
                f"{self.what} does not say what {', '.join(missing[:SHOWN])}{more} {'is' if len(missing) == 1 else 'are'}",
                node,
                "give every object and generating arrow",
            )


def failure_error(failures: list[Failure], what: str, code: str, node: ast.Node, places: dict[str, ast.Node]) -> Exception:
    """The error for broken laws: the first one, with how many more there are."""
    bad = failures[0]
    label = f"{bad.label}: " if bad.label else ""
    at = f" at {bad.element}" if bad.element else ""
    more = f" ({len(failures) - 1} more failures)" if len(failures) > 1 else ""
    related = tuple(Label(n.span, "this equation") for name, n in places.items() if name == bad.label and bad.label)
    message = f"{what}: {label}{bad.law}{at} gives {bad.left} on the left and {bad.right} on the right{more}"
    return error(code, message, node, "functors respect every equation of their category" if code == "E306" else "", related=related)


def functor(scope: Scope, name: str, c: Category, d: Category, entries: Sequence[ast.Mapping], node: ast.Node) -> Functor:
    """A functor by its values on objects and listed arrows; `?` leaves a value unknown."""
    keys = Keys(scope, c, f"functor {name}")
    on_objects = np.full(c.object_count, -1, np.int32)
    arrows: dict[int, ast.Mapping] = {}
    for entry in entries:
        kind, number = keys.place(entry.source, entry)
        if kind == "arrow":
            arrows[number] = entry
        elif not isinstance(entry.target, ast.Unknown):
            on_objects[number] = object_in(scope, d, entry.target)
    keys.complete(node)
    on_listed = [-1] * len(c.names.listed)
    for i, entry in arrows.items():
        if isinstance(entry.target, ast.Unknown):
            continue
        f, arrow = arrow_in(scope, d, entry.target), c.names.listed_arrows[i]
        a, b = int(on_objects[c.dom[arrow]]), int(on_objects[c.cod[arrow]])
        if (a >= 0 and d.dom[f] != a) or (b >= 0 and d.cod[f] != b):
            wanted = f"{d.names.objects[a] if a >= 0 else '?'} -> {d.names.objects[b] if b >= 0 else '?'}"
            raise error(
                "E305",
                f"{c.names.listed[i]} goes to {arrow_name(d, f)} : {ends(d, f)}, which should go {wanted}",
                entry,
                "the ends of arrows go to the ends of their images",
            )
        on_listed[i] = f
    result, clashes = functors.from_listed(name, c, d, on_objects, on_listed)
    if clashes:
        bad = clashes[0]
        spelt = f"{c.names.listed[bad.arrow]} = {arrow_name(c, c.names.listed_arrows[bad.arrow])}"
        message = f"functor {name}: {spelt} goes to {arrow_name(d, bad.given)}, its composite to {arrow_name(d, bad.composite)}"
        raise error("E306", message, arrows[bad.arrow], "a functor preserves composites")
    failures = list(functor_failures(result))
    if failures:
        raise failure_error(failures, f"functor {name} is not functorial", "E306", node, {})
    return result


def presented_functor(scope: Scope, name: str, c: Category, d: Unclosed, entries: Sequence[ast.Mapping], node: ast.Node) -> Unclosed:
    """A functor into a presentation that did not close: images of listed arrows are paths of declared arrows."""
    if d.presentation is None:
        raise Blocked(d)
    keys, names = Keys(scope, c, f"functor {name}"), categories.Names.of(scope, d.presentation)
    on_objects = [-1] * c.object_count
    arrows: dict[int, ast.Mapping] = {}
    for entry in entries:
        kind, number = keys.place(entry.source, entry)
        if isinstance(entry.target, ast.Unknown):
            raise error("E319", f"a functor into {d.name}, which did not close, has no unknown values", entry)
        if kind == "arrow":
            arrows[number] = entry
        else:
            on_objects[number] = names.object(entry.target)
    keys.complete(node)
    words = []
    for i in range(len(c.names.listed)):
        word, start, end = names.word(arrows[i].target)
        arrow = c.names.listed_arrows[i]
        wanted = (on_objects[int(c.dom[arrow])], on_objects[int(c.cod[arrow])])
        if (start, end) != wanted:
            text = " -> ".join(d.presentation.object_names[x] for x in wanted)
            raise error("E305", f"{c.names.listed[i]} should go {text}", arrows[i], "the ends of arrows go to the ends of their images")
        words.append(tuple(word))
    return chase.presented_functor(name, c, d, on_objects, words)


def set_functor(scope: Scope, name: str, c: Category, variance: Variance, entries: Sequence[ast.Entry], node: ast.Node) -> SetFunctor:
    """A task or copresheaf by sets and maps; `?` leaves values unknown."""
    keys = Keys(scope, c, name)
    sets: dict[int, ast.Entry] = {}
    maps: dict[int, ast.Entry] = {}
    for entry in entries:
        kind, number = keys.place(entry.key, entry)
        (sets if kind == "object" else maps)[number] = entry
        if kind == "object" and (entry.mappings or entry.value is not None):
            raise error("E305", f"{key(entry.key)} is an object: its value is a set", entry, "write A = {x, y}")
        if kind == "arrow" and (entry.elements or isinstance(entry.value, ast.Number)):
            raise error("E305", f"{key(entry.key)} is an arrow: its value is a map", entry, "write f = {u |-> x}")
    keys.complete(node)
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
    start = tasks.starts([len(own) for own in index])
    listed = [_map(scope, name, c, variance, i, maps[i], index, start) for i in range(len(c.names.listed))]
    result, clashes = tasks.from_listed(name, c, variance, start, tuple(names), listed)
    if clashes:
        bad = clashes[0]
        arrow = c.names.listed[bad.arrow]
        composite = f"as the composite {_word(c, bad.arrow)} to {names[bad.composite]}"
        message = f"{name} is not functorial: {arrow} sends {names[bad.element]} to {names[bad.given]}, {composite}"
        raise error("E306", message, maps[bad.arrow], "functors respect composition")
    failures = list(set_functor_failures(result))
    if failures:
        raise failure_error(failures, f"{name} is not functorial", "E306", node, {})
    return result


def _word(c: Category, listed: int) -> str:
    return " ; ".join(c.names.by_arrow[int(c.generators[s])] for s in c.word(c.names.listed_arrows[listed])) or "identity"


def _map(
    scope: Scope,
    name: str,
    c: Category,
    variance: Variance,
    i: int,
    entry: ast.Entry,
    index: list[dict[str, int]],
    start: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> Ints:
    """The map of one listed arrow as an array over the elements of its source."""
    arrow = c.names.listed_arrows[i]
    a, b = (int(c.cod[arrow]), int(c.dom[arrow])) if variance == "contravariant" else (int(c.dom[arrow]), int(c.cod[arrow]))
    out = np.full(len(index[a]), -2, np.int32)
    if isinstance(entry.value, ast.Unknown):
        out[:] = -1
        return out
    label, source, target = c.names.listed[i], c.names.objects[a], c.names.objects[b]
    for mapping in entry.mappings:
        x = key(mapping.source)
        if x not in index[a]:
            hint = scope.suggest(
                x,
                index[a],
                f"{name}({label}) goes from {name}({source}) to {name}({target})"
                + (": a presheaf restricts against the arrow" if variance == "contravariant" else ""),
            )
            raise error("E303", f"{x or 'this'} is not an element of {name}({source})", mapping.source, hint)
        at = index[a][x] - int(start[a])
        if out[at] != -2:
            raise error("E304", f"{label} gives {x} two values", mapping, "a map gives every element one value")
        if isinstance(mapping.target, ast.Unknown):
            out[at] = -1
            continue
        y = key(mapping.target)
        if y not in index[b]:
            hint = scope.suggest(y, index[b], f"{label} takes values in {name}({target}) = {{{', '.join(list(index[b])[:SHOWN])}}}")
            raise error("E305", f"{y or 'this'} is not an element of {name}({target})", mapping.target, hint)
        out[at] = index[b][y]
    missing = [x for x, e in index[a].items() if out[e - int(start[a])] == -2]
    if missing:
        raise error("E302", f"{label} gives {', '.join(missing[:SHOWN])} no value", entry, f"it is a map from {name}({source}) to {name}({target})")
    return out


def transformation(scope: Scope, name: str, s: SetFunctor, t: SetFunctor, entries: Sequence[ast.Entry], node: ast.Node) -> Transformation:
    """A natural transformation by its components."""
    c = s.category
    if t.category is not c or s.variance != t.variance:
        raise error(
            "E317", f"{s.name} and {t.name} are not functors of one variance on one category", node, "a transformation goes between such functors"
        )
    if s.partial or t.partial:
        raise error("E319", "a transformation goes between functors without unknown values", node)
    component = np.full(s.size, -1, np.int32)
    seen: dict[int, ast.Node] = {}
    for entry in entries:
        x = object_in(scope, c, entry.key)
        if x in seen:
            raise error("E304", f"{key(entry.key)} is given twice", entry, related=(Label(seen[x].span, "first here"),))
        seen[x] = entry
        for mapping in entry.mappings:
            u, v = element_over(s, x, key(mapping.source)), element_over(t, x, key(mapping.target))
            if u is None or v is None:
                side, functor_name = (mapping.source, s.name) if u is None else (mapping.target, t.name)
                raise error("E303" if u is None else "E305", f"{key(side)} is not an element of {functor_name}({c.names.objects[x]})", side)
            if component[u] >= 0:
                raise error("E304", f"{key(mapping.source)} is given two values", mapping)
            component[u] = v
    missing = [f"{s.element_names[i]} over {c.names.objects[int(s.over[i])]}" for i in np.flatnonzero(component < 0)[:SHOWN]]
    absent = [c.names.objects[x] for x in range(c.object_count) if x not in seen]
    if missing or absent:
        raise error(
            "E302", f"{name} does not say where {', '.join(missing or absent)} goes", node, "give a component for every object, {} for an empty one"
        )
    result = Transformation(name, s, t, component)
    failures = list(transformation_failures(result))
    if failures:
        bad = failures[0]
        message = f"{name} is not natural: the square of {bad.law} does not commute at {bad.element}: {bad.left} one way, {bad.right} the other"
        raise error("E307", message, node, "naturality: acting and then mapping is mapping and then acting")
    return result
