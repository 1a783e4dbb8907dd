"""Words that make functors: id_functor, inclusion, opposite, projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presheaf.model import constructions, full_image, functors, karoubi, skeleton
from presheaf.model.category import Category
from presheaf.model.elaborate import tables
from presheaf.model.elaborate.scope import Structure, error
from presheaf.model.setfunctor import Functor, SetFunctor, Variance
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _identity(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 1, "id_functor(C)")
    return functors.identity(made.category(node.args[0]), name)


def _projection(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 1, "projection(elements(T))")
    el = made.argument(node.args[0])
    el = _declared_elements(made, el, node.args[0]) if isinstance(el, SetFunctor) else el
    if not isinstance(el, Category) or not isinstance(el.origin, constructions.ElementsOf):
        raise error("E204", "projection takes a category of elements", node.args[0], "declare it first: category E = elements(T)")
    return functors.projection(name, el)


def _declared_elements(made: Structures, t: SetFunctor, node: ast.Expr) -> Structure:
    """The declared category of elements of T if there is one, so that projection(T) fits what is declared on it; else the one written elements(T)."""
    for _, value in made.scope.structures():
        if isinstance(value, Category) and isinstance(value.origin, constructions.ElementsOf) and value.origin.functor is t:
            return value
    return made.argument(ast.Call(ast.Ref(("elements",), span=node.span), (node,), span=node.span))


def _opposite(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 1, "opposite(F)")
    f = made.total(made.functor(node.args[0]), node.args[0])
    dom, cod = (_declared_opposite(made, c) for c in (f.dom, f.cod))
    return functors.opposite(name, f, dom, cod)


def _declared_opposite(made: Structures, c: Category) -> Category:
    """The declared opposite of C if there is one, so that opposite(F) fits declared functors."""
    for _, value in made.scope.structures():
        if isinstance(value, Category) and isinstance(value.origin, constructions.OppositeOf) and value.origin.base is c:
            return value
    return constructions.opposite(f"op({c.name})", c)


def _inclusion(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 2, "inclusion(C, D)")
    c, d = made.category(node.args[0]), made.category(node.args[1])
    if isinstance(c.origin, constructions.FullOf) and c.origin.base is d:
        return skeleton.inclusion(name, c)
    if isinstance(c.origin, full_image.FullImageOf) and c.origin.functor.cod is d:
        return full_image.inclusion(name, c)
    if isinstance(d.origin, karoubi.KaroubiOf) and d.origin.base is c:
        return karoubi.embedding(name, d)
    names = (*c.names.objects, *c.names.listed)
    for x in names:
        if x not in d.names.object_index and x not in d.names.arrow_index and not isinstance(c.origin, constructions.FullOf):
            raise error("E201", f"{d.name} has no {x}", node, f"inclusion({c.name}, {d.name}) sends every name to the same name")
    refs = [ast.Mapping(ast.Ref((x,)), ast.Ref((x,)), span=node.span) for x in names]
    return tables.functor(made.scope, name, c, d, refs, node)


WORDS = {"id_functor": _identity, "projection": _projection, "opposite": _opposite, "inclusion": _inclusion}
