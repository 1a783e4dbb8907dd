"""The structures that a variable of sort functor(C, D) or Nat(S, T) ranges over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate.scope import error
from presheaf.model.elaborate.structures import Structures
from presheaf.model.functor_lists import functors
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.transformations import transformations
from presheaf.syntax import ast

LISTED = 1_000  # structures for which the body of a quantifier is written out
VALUES = 2_000_000  # values of all listed transformations together
STRUCTURE_SORTS = frozenset({"category", "presheaf", "task", "copresheaf", "functor", "Nat", "weighted"})


@dataclass(frozen=True)
class Listed:
    """All structures of a sort between two `ends`; None where there are more than LISTED, or too many to list."""

    ends: tuple[Category, Category] | tuple[SetFunctor, SetFunctor]
    structures: tuple[Functor | Transformation, ...] | None


def sort_word(node: ast.Expr) -> str:
    """The first word of a sort, `functor` in `functor(C, D)`; "" where there is none."""
    return node.head.parts[0] if isinstance(node, ast.Call) else node.parts[0] if isinstance(node, ast.Ref) else ""


def listed(made: Structures, binder: ast.Binder) -> Listed:
    """What a variable over structures ranges over; E390 for sorts that need a scope."""
    node = binder.sort
    head = sort_word(node)
    if head in ("functor", "Nat"):
        if not isinstance(node, ast.Call) or len(node.args) != 2 or node.rest is not None:
            form = "functor(C, D)" if head == "functor" else "Nat(S, T)"
            raise error("E402", f"{head} takes 2 arguments", node, f"the form is {binder.name}: {form}")
        ends = _categories(made, node) if head == "functor" else _set_functors(made, node)
        same = (binder.name, id(ends[0]), id(ends[1]))
        if same not in made.scope.listed:
            made.scope.listed[same] = Listed(ends, _all(binder.name, ends))
        found: Listed = made.scope.listed[same]
        return found
    raise error(
        "E390",
        f"variables over structures ({head}) are not available in this version",
        node,
        "quantify over objects X: C, arrows f: C(X, Y), elements u: T(X), functors F: functor(C, D) or transformations a: Nat(S, T)",
    )


def unknown_functor(binder: ast.Binder, ends: tuple[Category, Category]) -> Functor:
    """A functor of which nothing is known."""
    c, d = ends
    return Functor(binder.name, c, d, np.full(c.object_count, -1, np.int32), np.full(len(c.generators), -1, np.int32))


def _categories(made: Structures, node: ast.Call) -> tuple[Category, Category]:
    c, d = (made.category(x) for x in node.args)
    return c, d


def _set_functors(made: Structures, node: ast.Call) -> tuple[SetFunctor, SetFunctor]:
    s, t = (made.set_functor(x) for x in node.args)
    if s.category is not t.category or s.variance != t.variance:
        raise error("E317", f"{s.name} and {t.name} are not of one variance on one category", node)
    for x, value in zip(node.args, (s, t), strict=True):
        if value.partial:
            raise error("E319", f"{value.name} has unknown values: transformations to or from it cannot be listed", x)
    return s, t


def _all(name: str, ends: tuple[Category, Category] | tuple[SetFunctor, SetFunctor]) -> tuple[Functor | Transformation, ...] | None:
    left, right = ends
    try:
        if isinstance(left, Category) and isinstance(right, Category):
            found: list[Functor] = functors(name, left, right, LISTED)
            return tuple(found) if len(found) <= LISTED else None
        assert isinstance(left, SetFunctor)
        assert isinstance(right, SetFunctor)
        rows = transformations(left, right, VALUES)
        return tuple(Transformation(name, left, right, row) for row in rows) if len(rows) <= LISTED else None
    except TooLarge:
        return None
