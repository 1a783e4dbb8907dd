"""Words that make tasks: yoneda, coyoneda, constant, empty, terminal, restrict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from presheaf.model import tasks, weighted_constructions
from presheaf.model.elaborate import categories
from presheaf.model.elaborate.scope import Structure, error, key
from presheaf.model.elaborate.weighted import must_be_category
from presheaf.model.setfunctor import SetFunctor, Variance
from presheaf.model.weighted import Weighted, WeightedTask
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _yoneda(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor | WeightedTask:
    word = node.head.parts[0]
    made.arguments(node, 1, f"{word}(A)")
    c, obj = made.object_anywhere(node.args[0])
    side: Variance = "contravariant" if word == "yoneda" else "covariant"
    if isinstance(c, Weighted):
        must_be_category(c, node)
        return weighted_constructions.representable(name, c, obj, side)
    return tasks.representable(name, c, obj, side)


def _restrict(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    made.arguments(node, 2, "restrict(T, K)")
    t, k = made.set_functor(node.args[0]), made.total(made.functor(node.args[1]), node.args[1])
    if k.cod is not t.category:
        raise error("E405", f"{k.name} ends in {k.cod.name}, {t.name} lives on {t.category.name}", node, "restrict(T, K) precomposes T with K")
    if t.partial:
        raise error("E319", f"{t.name} has unknown values and cannot be used in an expression", node.args[0])
    return tasks.restrict(name, t, k)


def _constant(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    word = node.head.parts[0]
    if word == "constant":
        if len(node.args) != 1 or node.rest is None:
            raise error("E319", "the form is constant(C; x, y)", node)
        values = list(categories.distinct(tuple(ast.ObjectName(key(v), span=v.span) for v in node.rest), "element"))
    else:
        made.arguments(node, 1, f"{word}(C)")
        values = [] if word == "empty" else ["pt"]
    return tasks.constant(name, made.category(node.args[0]), values, variance or "contravariant")


WORDS: dict[str, Callable[[Structures, ast.Call, str, Variance | None], Structure]] = {
    "yoneda": _yoneda,
    "coyoneda": _yoneda,
    "constant": _constant,
    "empty": _constant,
    "terminal": _constant,
    "restrict": _restrict,
}
