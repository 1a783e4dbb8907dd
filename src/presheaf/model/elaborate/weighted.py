"""Declarations of weighted categories, and of functors, tasks and copresheaves on them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from presheaf.model.elaborate.categories import distinct
from presheaf.model.elaborate.paths import object_in
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.rationals import NUMBER_BITS, rationals
from presheaf.model.setfunctor import Variance
from presheaf.model.weighted import Matrix, Weighted, WeightedFunctor, WeightedTask, category_failures, functor_failures, matrix, task_failures
from presheaf.source import Label
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

SHOWN = 6


def declaration(made: Structures, node: ast.WeightedDecl) -> Weighted:
    """`weighted L { ... }`, `= matrix { ... }`, `= EXPR`."""
    if node.value is not None:
        value = made.expression(node.value, node.name)
        if not isinstance(value, Weighted):
            raise error("E204", "this does not denote a weighted category", node.value)
        return value
    assert node.objects is not None
    objects = distinct(node.objects, "object")
    if node.rows is not None:
        return _rows(node, objects, node.rows)
    return _arrows(made.scope, node, objects)


def _arrows(scope: Scope, node: ast.WeightedDecl, objects: dict[str, int]) -> Matrix:
    """Weights one by one; missing ones are 0, missing diagonal ones 1."""
    places: dict[tuple[int, int], tuple[ast.Expr, Fraction]] = {}
    for a, b, number in node.arrows:
        ends = []
        for end in (a, b):
            name = key(end)
            if name not in objects:
                hint = scope.suggest(name, objects, "list it after `objects`")
                raise error("E201", f"{name or 'this'} is not declared as an object", end, hint)
            ends.append(objects[name])
        place = (ends[0], ends[1])
        if place in places:
            first = Label(places[place][0].span, "first here")
            raise error("E304", f"the weight {key(a)} -> {key(b)} is given twice", a.span.to(number.span), "give every pair once", related=(first,))
        places[place] = number, weight(number)
    table = {(x, x): Fraction(1) for x in range(len(objects))} | {place: value for place, (_, value) in places.items()}
    keys = np.array(list(table), dtype=np.int64).reshape(len(table), 2)
    return matrix(node.name, list(objects), keys[:, 0], keys[:, 1], rationals(table.values()))


def _rows(node: ast.WeightedDecl, objects: dict[str, int], rows: tuple[tuple[ast.Expr, ...], ...]) -> Matrix:
    n = len(objects)
    if len(rows) != n:
        place = rows[-1][-1].span if rows and rows[-1] else node.name_span
        raise error(
            "E320", f"{node.name} has {n} object{'s' * (n != 1)} and {len(rows)} row{'s' * (len(rows) != 1)}", place, "give one row for each object"
        )
    for name, row in zip(objects, rows, strict=True):
        if len(row) != n:
            place = row[-1].span if row else node.name_span
            raise error(
                "E320", f"the row of {name} has {len(row)} weight{'s' * (len(row) != 1)}, not {n}", place, "a row has one weight for each object"
            )
    values = rationals(weight(number) for row in rows for number in row)
    at = np.arange(n * n, dtype=np.int64)
    return matrix(node.name, list(objects), at // max(n, 1), at % max(n, 1), values)


def weight(node: ast.Expr) -> Fraction:
    """A number in [0, 1]."""
    if not isinstance(node, ast.Number):
        raise error("E320", "a number is needed here", node, "weights are numbers such as 1/2, 0.25 or 2^-3")
    value = Fraction(node.numerator, node.denominator)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > NUMBER_BITS:
        raise error("E320", "this weight is too long", node, f"numerators and denominators have at most {NUMBER_BITS:,} bits")
    if not 0 <= value <= 1:
        raise error("E320", f"{value} is not a weight", node, "weights lie between 0 and 1")
    return value


def functor(made: Structures, node: ast.FunctorDecl, dom: Weighted, cod: Weighted) -> WeightedFunctor:
    """A functor between weighted categories, on objects."""
    given: dict[int, tuple[int, ast.Node]] = {}
    for entry in node.entries or ():
        x = _object(made.scope, dom, entry.source, f"functor {node.name}")
        if x in given:
            raise _twice(entry.source, entry, given[x][1])
        if isinstance(entry.target, ast.Unknown):
            raise error("E319", "a functor between weighted categories has no unknown values", entry)
        given[x] = object_in(made.scope, cod, entry.target), entry
    _complete(dom, given, f"functor {node.name}", "goes", node)
    k = WeightedFunctor(node.name, dom, cod, np.array([given[x][0] for x in range(dom.object_count)], dtype=np.int64))
    failures = functor_failures(k)
    if failures:
        (a, b), places = failures[0], dom.names.objects
        x, y = int(k.on_objects[a]), int(k.on_objects[b])
        left, right = f"{dom.name}({places[a]}, {places[b]}) = {dom.weight(a, b)}", f"{cod.name}({cod.names.objects[x]}, {cod.names.objects[y]})"
        message = f"{node.name} lowers a weight: {left}, but {right} = {cod.weight(x, y)}{_more(failures)}"
        raise error("E306", message, given[a][1], f"a functor K satisfies {dom.name}(a, b) <= {cod.name}(K(a), K(b))")
    return k


def task(scope: Scope, name: str, m: Weighted, variance: Variance, entries: Sequence[ast.Entry], node: ast.Node) -> WeightedTask:
    """A task or copresheaf by its values."""
    must_be_category(m, node)
    given: dict[int, tuple[Fraction, ast.Node]] = {}
    for entry in entries:
        x = _object(scope, m, entry.key, name)
        if x in given:
            raise _twice(entry.key, entry, given[x][1])
        if not isinstance(entry.value, ast.Number):
            raise error("E320", f"{name} takes numbers as values", entry, f"{m.name} is weighted: write {key(entry.key)} = 1/2")
        given[x] = weight(entry.value), entry
    _complete(m, given, name, "is", node)
    t = WeightedTask(name, m, variance, rationals(given[x][0] for x in range(m.object_count)))
    _lawful(t, {x: place for x, (_, place) in given.items()}, node)
    return t


def _lawful(t: WeightedTask, places: dict[int, ast.Node], node: ast.Node) -> None:
    """Refuse values that a weight moves too high."""
    failures = task_failures(t)
    if not failures:
        return
    m, (x, y) = t.category, failures[0]
    a, b = m.names.objects[x], m.names.objects[y]
    near, far = (y, x) if t.variance == "contravariant" else (x, y)
    product = f"{m.name}({a}, {b}) * {t.name}({m.names.objects[near]}) = {m.weight(x, y) * t.at(near)}"
    law = f"{m.name}(x, y) * {t.name}(y) <= {t.name}(x)" if near == y else f"{m.name}(x, y) * {t.name}(x) <= {t.name}(y)"
    message = f"{t.name} is not functorial: {product}, but {t.name}({m.names.objects[far]}) = {t.at(far)}{_more(failures)}"
    kind = "task" if near == y else "copresheaf"
    raise error("E306", message, places.get(far, node), f"a {kind} on {m.name} satisfies {law}")


def must_be_category(m: Weighted, node: ast.Node) -> None:
    """Refuse a matrix that is no weighted category."""
    bad = next(category_failures(m), None)
    if bad is None:
        return
    x, y, z = (m.names.objects[i] for i in (bad.x, bad.y, bad.z))
    why = f"{m.name}({x}, {x}) = {m.weight(bad.x, bad.x)}"
    if bad.x != bad.y or bad.y != bad.z:
        product = m.weight(bad.x, bad.y) * m.weight(bad.y, bad.z)
        why = f"{m.name}({x}, {y}) * {m.name}({y}, {z}) = {product} > {m.name}({x}, {z}) = {m.weight(bad.x, bad.z)}"
    raise error("E320", f"{m.name} is not a weighted category: {why}", node, f"closure({m.name}) is the least one above it")


def _object(scope: Scope, m: Weighted, node: ast.Expr, what: str) -> int:
    found = m.names.object_index.get(key(node))
    if found is None:
        hint = scope.suggest(key(node), m.names.objects[:5000], f"the objects of {m.name} are {', '.join(m.names.objects[:SHOWN])}")
        raise error("E303", f"{key(node) or 'this'} is not an object of {m.name}", node, hint)
    return found


def _twice(name: ast.Expr, entry: ast.Node, first: ast.Node) -> Exception:
    return error("E304", f"{key(name)} is given twice", entry, "give every object once", related=(Label(first.span, "first here"),))


def _complete(
    m: Weighted, given: dict[int, tuple[Fraction, ast.Node]] | dict[int, tuple[int, ast.Node]], what: str, verb: str, node: ast.Node
) -> None:
    missing = [x for i, x in enumerate(m.names.objects) if i not in given] if len(given) < m.object_count else []
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        where = "where" if verb == "goes" else "what"
        verb = verb if len(missing) == 1 else {"goes": "go", "is": "are"}[verb]
        raise error("E302", f"{what} does not say {where} {', '.join(missing[:SHOWN])}{more} {verb}", node, "give every object")


def _more(failures: list[tuple[int, int]]) -> str:
    return f" ({len(failures) - 1} more failures)" if len(failures) > 1 else ""
