"""Words that make Kan extensions: lan, ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presheaf.model import kan
from presheaf.model.chase import PresentedFunctor, chase, unproved_equation
from presheaf.model.elaborate.scope import Blocked, error
from presheaf.model.setfunctor import Functor, SetFunctor, Variance
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _extended(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    word = node.head.parts[0]
    made.arguments(node, 2, f"{word}(K, F)")
    k = _along(made, node, word)
    f = made.set_functor(node.args[1])
    if f.category is not k.dom:
        hint = f"{word}(K, F) extends F from the domain of K to its codomain"
        begins = k.dom.name if k.dom is not None else "nothing"
        raise error("E405", f"{k.name} begins at {begins}, {f.name} lives on {f.category.name}", node, hint)
    if f.partial:
        raise error("E319", f"{f.name} has unknown values and cannot be used in an expression", node.args[1])
    if isinstance(k, PresentedFunctor):
        return _chased(name, k, f)
    return kan.lan(name, k, f) if word == "lan" else kan.ran(name, k, f)


def _along(made: Structures, node: ast.Call, word: str) -> Functor | PresentedFunctor:
    """The functor to extend along; for left extensions its codomain may be a presentation that did not close."""
    try:
        return made.total(made.functor(node.args[0]), node.args[0])
    except Blocked as blocked:
        if word == "lan" and isinstance(blocked.unclosed, PresentedFunctor):
            return blocked.unclosed
        raise


def _chased(name: str, k: PresentedFunctor, f: SetFunctor) -> SetFunctor:
    """The extension along a functor into a category that did not close, if it is finite."""
    ext = None if unproved_equation(k) else chase(name, k, f)
    if ext is None:
        raise Blocked(k)
    return ext


WORDS = {"lan": _extended, "ran": _extended}
