"""Words that make categories and their functors: karoubi, comma, full_image, skeleton, corestriction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from presheaf.model import comma, full_image, karoubi, skeleton
from presheaf.model.category import Category
from presheaf.model.elaborate.scope import error
from presheaf.model.setfunctor import Functor, Variance
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _karoubi(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Category:
    made.arguments(node, 1, "karoubi(C)")
    return karoubi.karoubi(name, made.category(node.args[0]))


def _skeleton(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Category:
    made.arguments(node, 1, "skeleton(C)")
    return skeleton.skeleton(name, made.category(node.args[0]))


def _comma(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Category:
    made.arguments(node, 2, "comma(F, G)")
    f, g = (made.total(made.functor(a), a) for a in node.args)
    if f.cod is not g.cod:
        raise error("E405", f"{f.name} ends in {f.cod.name}, {g.name} in {g.cod.name}", node, "comma(F, G) takes functors into one category")
    return comma.comma(name, f, g)


def _full_image(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Category:
    made.arguments(node, 1, "full_image(F)")
    return full_image.full_image(name, made.total(made.functor(node.args[0]), node.args[0]))


def _corestriction(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 1, "corestriction(F)")
    return full_image.corestriction(name, _declared_image(made, made.total(made.functor(node.args[0]), node.args[0])))


def _declared_image(made: Structures, f: Functor) -> Category:
    """The declared full image of F if there is one, so that corestriction(F) fits declared functors; else one for all of the file."""
    for value in [*(v for _, v in made.scope.structures()), *made.scope.inline.values()]:
        if isinstance(value, Category) and isinstance(value.origin, full_image.FullImageOf) and value.origin.functor is f:
            return value
    image = full_image.full_image(f"full_image({f.name})", f)
    made.scope.inline["full image", id(f)] = image
    return image


WORDS: dict[str, Callable[[Structures, ast.Call, str, Variance | None], Category | Functor]] = {
    "karoubi": _karoubi,
    "skeleton": _skeleton,
    "comma": _comma,
    "full_image": _full_image,
    "corestriction": _corestriction,
}
