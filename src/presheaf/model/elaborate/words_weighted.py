"""Words that make weighted structures. Most of them also make categories or set-valued functors: the first argument decides what is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from presheaf.model import weighted_constructions as build
from presheaf.model.elaborate.paths import object_in
from presheaf.model.elaborate.scope import Blocked, described, error
from presheaf.model.elaborate.weighted import must_be_category
from presheaf.model.setfunctor import Variance
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.model.weighted_closure import closure
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

Made = Weighted | WeightedFunctor | WeightedTask


def expression(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Made | None:
    """The weighted structure that a call denotes; None if it denotes something else."""
    word = node.head.parts[0]
    if word not in WORDS or not node.args:
        return None
    if word not in ONLY and not (made.is_structure(node.args[0]) and _is_weighted(made, node.args[0])):
        return None
    return WORDS[word](made, node, name, variance)


def _is_weighted(made: Structures, node: ast.Expr) -> bool:
    try:
        return isinstance(made.argument(node), Made)
    except Blocked:
        return False


def _matrix(made: Structures, node: ast.Expr) -> Weighted:
    found = made.argument(node)
    if not isinstance(found, Weighted):
        raise error("E204", f"a weighted category is needed here, not {described(found)}", node)
    return found


def _category(made: Structures, node: ast.Expr) -> Weighted:
    found = _matrix(made, node)
    must_be_category(found, node)
    return found


def _functor(made: Structures, node: ast.Expr) -> WeightedFunctor:
    found = made.argument(node)
    if not isinstance(found, WeightedFunctor):
        raise error("E204", f"a functor between weighted categories is needed here, not {described(found)}", node)
    must_be_category(found.cod, node)
    return found


def _task(made: Structures, node: ast.Expr) -> WeightedTask:
    found = made.argument(node)
    if not isinstance(found, WeightedTask):
        raise error("E204", f"a task or copresheaf on a weighted category is needed here, not {described(found)}", node)
    return found


def _closure(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Weighted:
    made.arguments(node, 1, "closure(M)")
    return closure(name, _matrix(made, node.args[0]))


def _residual(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Weighted:
    made.arguments(node, 1, "residual(M)")
    return build.residual(name, _matrix(made, node.args[0]))


def _opposite(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Weighted:
    made.arguments(node, 1, "op(L)")
    return build.opposite(name, _matrix(made, node.args[0]))


def _product(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Weighted:
    made.arguments(node, 2, "product(L, M)")
    return build.product(name, _matrix(made, node.args[0]), _matrix(made, node.args[1]))


def _full(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Weighted:
    made.arguments(node, 1, "full(L; a, b)", rest=True)
    m = _matrix(made, node.args[0])
    chosen = [object_in(made.scope, m, a) for a in node.rest or ()]
    if len(set(chosen)) < len(chosen):
        raise error("E301", "an object is listed twice", node, "list each object once")
    return build.full(name, m, chosen)


def _constant(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> WeightedTask:
    word = node.head.parts[0]
    made.arguments(node, 1, f"{word}(L)")
    return build.constant(name, _category(made, node.args[0]), int(word == "terminal"), variance or "contravariant")


def _identity(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> WeightedFunctor:
    made.arguments(node, 1, "id_functor(L)")
    m = _matrix(made, node.args[0])
    return WeightedFunctor(name, m, m, np.arange(m.object_count, dtype=np.int64))


def _restrict(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> WeightedTask:
    made.arguments(node, 2, "restrict(t, K)")
    t, k = _task(made, node.args[0]), _functor(made, node.args[1])
    must_be_category(k.dom, node.args[1])
    if k.cod is not t.category:
        raise error("E405", f"{k.name} ends in {k.cod.name}, {t.name} lives on {t.category.name}", node, "restrict(t, K) precomposes t with K")
    return build.restrict(name, t, k)


def _extended(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> WeightedTask:
    word = node.head.parts[0]
    made.arguments(node, 2, f"{word}(K, F)")
    k, f = _functor(made, node.args[0]), _task(made, node.args[1])
    if f.category is not k.dom:
        hint = f"{word}(K, F) extends F from the domain of K to its codomain"
        raise error("E405", f"{k.name} begins at {k.dom.name}, {f.name} lives on {f.category.name}", node, hint)
    return build.lan(name, k, f) if word == "lan" else build.ran(name, k, f)


ONLY = frozenset({"closure", "residual"})
WORDS: dict[str, Callable[[Structures, ast.Call, str, Variance | None], Made]] = {
    "closure": _closure,
    "residual": _residual,
    "op": _opposite,
    "product": _product,
    "full": _full,
    "terminal": _constant,
    "empty": _constant,
    "id_functor": _identity,
    "restrict": _restrict,
    "lan": _extended,
    "ran": _extended,
}
