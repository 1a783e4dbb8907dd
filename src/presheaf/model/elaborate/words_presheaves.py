"""Words about categories of presheaves: presheaves, yoneda_functor, extension_functor, nerve, omega."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from presheaf.model import constructions, presheaf_functors, sieves
from presheaf.model.category import Category
from presheaf.model.elaborate.scope import Scope, Structure, error, key
from presheaf.model.presheaf_category import PresheavesOf, presheaves
from presheaf.model.setfunctor import Functor, SetFunctor, Variance
from presheaf.source import Label, SpecError
from presheaf.syntax import ast
from presheaf.syntax.printer import expr

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures


def _presheaves(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Category:
    made.arguments(node, 1, "presheaves(C; S, T)", rest=True)
    c = made.category(node.args[0])
    home, made.home = made.home, c
    try:
        tasks = [_member(made, c, item) for item in node.rest or ()]
    finally:
        made.home = home
    first: dict[str, ast.Expr] = {}
    for item in node.rest or ():
        label = key(item) if isinstance(item, ast.Ref) else expr(item)
        if label in first:
            raise error("E301", f"{label} is listed twice", item, "list each presheaf once", related=(Label(first[label].span, "first here"),))
        first[label] = item
    return presheaves(name, c, tasks, list(first))


def unquoted(scope: Scope, node: ast.Expr) -> SpecError | None:
    """The mistake in `E.yoneda(A)` where E has an object that is called "yoneda(A)"; None if there is another one."""
    if not isinstance(node, ast.Call) or len(node.head.parts) < 2:
        return None
    prefix, call = ".".join(node.head.parts[:-1]), replace(node, head=replace(node.head, parts=node.head.parts[-1:]))
    home = scope.value(prefix) if prefix in scope.names else None
    if not isinstance(home, Category) or expr(call) not in home.names.object_index:
        return None
    return error("E201", f"{prefix} has nothing called {node.head.parts[-1]}", node, f'quote the name: {prefix}."{expr(call)}"')


def _member(made: Structures, c: Category, node: ast.Expr) -> SetFunctor:
    t = made.set_functor(node)
    if t.category is not c:
        raise error("E405", f"{t.name} lives on {t.category.name}", node, f"presheaves({c.name}; S, T) takes presheaves on {c.name}")
    if t.variance != "contravariant":
        raise error("E317", f"{t.name} is a copresheaf, presheaves are needed", node, f"a copresheaf on {c.name} is a presheaf on op({c.name})")
    if t.partial:
        raise error("E319", f"{t.name} has unknown values and cannot be used in an expression", node)
    return t


def _presheaf_category(made: Structures, node: ast.Expr, on: Category) -> Category:
    """An argument that must denote a category of presheaves on `on`."""
    e = made.category(node)
    if not isinstance(e.origin, PresheavesOf):
        raise error("E204", f"{e.name} is no category of presheaves", node, f"declare one: category E = presheaves({on.name}; S, T)")
    if e.origin.base is not on:
        raise error("E405", f"{e.name} holds presheaves on {e.origin.base.name}", node, f"presheaves on {on.name} are needed")
    return e


def _yoneda_functor(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 2, "yoneda_functor(C, E)")
    c = made.category(node.args[0])
    e = _presheaf_category(made, node.args[1], c)
    try:
        return presheaf_functors.yoneda_functor(name, c, e)
    except presheaf_functors.Missing as missing:
        x = c.names.objects[missing.at]
        message = f"no presheaf of {e.name} is isomorphic to Hom(-, {x})"
        raise error("E302", message, node.args[1], f"add yoneda({x}) to the list of {e.name}") from None


def _extension_functor(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> Functor:
    made.arguments(node, 3, "extension_functor(F, E, P)")
    f = made.total(made.functor(node.args[0]), node.args[0])
    e, p = _presheaf_category(made, node.args[1], f.dom), _presheaf_category(made, node.args[2], f.cod)
    try:
        return presheaf_functors.extension_functor(name, f, e, p)
    except presheaf_functors.Missing as missing:
        extended = f"lan({f.name}, {e.names.objects[missing.at]})"
        message = f"no presheaf of {p.name} is isomorphic to {extended}"
        raise error("E302", message, node.args[2], f"declare presheaf L = {extended} and add L to the list of {p.name}") from None


def _nerve(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    made.arguments(node, 2, "nerve(F, X)")
    f = made.total(made.functor(node.args[0]), node.args[0])
    second = made.argument(node.args[1]) if made.is_structure(node.args[1]) else None
    if second is f.cod:
        return presheaf_functors.nerve(name, f, _product(made, f))
    home, made.home = made.home, f.cod
    hint = f"nerve(F, X) takes an object of {f.cod.name}, nerve(F, {f.cod.name}) all of them"
    try:
        d, x = made.object_anywhere(node.args[1])
    except SpecError:
        if second is None:
            raise
        raise error("E405", f"{f.name} ends in {f.cod.name}, not in {second.name}", node.args[1], hint) from None
    finally:
        made.home = home
    if d is not f.cod:
        raise error("E405", f"{f.name} ends in {f.cod.name}, {d.names.objects[x]} is an object of {d.name}", node.args[1], hint)
    return presheaf_functors.nerve_at(name, f, x)


def _product(made: Structures, f: Functor) -> Category:
    """The declared product(C, op(D)) if there is one, so that a nerve fits what is declared on it; else one for all of the file."""
    for value in [*(v for _, v in made.scope.structures()), *made.scope.inline.values()]:
        if _is_product(value, f):
            assert isinstance(value, Category)
            return value
    opposite = constructions.opposite(f"op({f.cod.name})", f.cod)
    product = constructions.product(f"product({f.dom.name}, {opposite.name})", f.dom, opposite)
    made.scope.inline["domain of a nerve", id(f.dom), id(f.cod)] = product
    return product


def _is_product(value: Structure, f: Functor) -> bool:
    if not isinstance(value, Category) or not isinstance(value.origin, constructions.ProductOf) or value.origin.left is not f.dom:
        return False
    right = value.origin.right.origin
    return isinstance(right, constructions.OppositeOf) and right.base is f.cod


def _omega(made: Structures, node: ast.Call, name: str, variance: Variance | None) -> SetFunctor:
    made.arguments(node, 1, "omega(C)")
    return sieves.omega(name, made.category(node.args[0]))


WORDS: dict[str, Callable[[Structures, ast.Call, str, Variance | None], Structure]] = {
    "presheaves": _presheaves,
    "yoneda_functor": _yoneda_functor,
    "extension_functor": _extension_functor,
    "nerve": _nerve,
    "omega": _omega,
}
