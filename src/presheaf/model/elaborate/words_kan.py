"""Words that make Kan extensions: lan, ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presheaf.model import kan
from presheaf.model.chase import PresentedFunctor, chase, unproved_equation
from presheaf.model.elaborate.scope import Blocked, error
from presheaf.model.setfunctor import SetFunctor, Variance
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _extended(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    word = node.head.parts[0]
    made.arguments(node, 2, f"{word}(K, F)")
    try:
        k = made.total(made.functor(node.args[0]), node.args[0])
    except Blocked as blocked:
        if word == "ran" or not isinstance(blocked.unclosed, PresentedFunctor):
            raise
        return _chased(made, node, name, blocked.unclosed)
    f = made.set_functor(node.args[1])
    if f.category is not k.dom:
        hint = f"{word}(K, F) extends F from the domain of K to its codomain"
        raise error("E405", f"{k.name} begins at {k.dom.name}, {f.name} lives on {f.category.name}", node, hint)
    if f.partial:
        raise error("E319", f"{f.name} has unknown values and cannot be used in an expression", node.args[1])
    return kan.lan(name, k, f) if word == "lan" else kan.ran(name, k, f)


def _chased(made: Structures, node: ast.Call, name: str, k: PresentedFunctor) -> SetFunctor:
    """The extension along a functor into a category that did not close, if it is finite."""
    f = made.set_functor(node.args[1])
    if f.category is not k.dom or f.partial:
        raise error(
            "E405", f"{k.name} does not begin at {f.category.name}, or {f.name} has unknown values", node, "lan(K, F): F lives on the domain of K"
        )
    ext = None if unproved_equation(k) else chase(name, k, f)
    if ext is None:
        raise Blocked(k)
    return ext


WORDS = {"lan": _extended, "ran": _extended}
