"""Witnesses that people give with a claim: the proposition that they are witnesses, in place of the claim that there are some.

The names before the equality signs are the variables of leading `exists`, and below them those that the predicate has: see NAMES.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.diagrams import PresentedSets, image, spelt
from presheaf.model.elaborate import diagrams
from presheaf.model.elaborate.environment import Environment, Typed
from presheaf.model.elaborate.propositions import Propositions
from presheaf.model.elaborate.scope import Scope, Skip, error, key
from presheaf.model.elaborate.terms import Terms
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.syntax import ast

Given = dict[str, ast.Expr]

NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "representable": (("P",), ("P", "u")),
    "promptable": (("P",), ("P", "u")),
    "represents": (("u",),),
    "solves": (("u",),),
    "isomorphic": (("a",), ("F",), ("f",)),
    "equivalent": (("F",),),
    "left_adjoint": (("G",),),
    "right_adjoint": (("F",),),
    "iso": (("g",),),
}
"""For each predicate the sets of names that a witness may have."""


def witnessed(scope: Scope, node: ast.ClaimDecl) -> p.Proposition:
    """The proposition that the values given show the claim."""
    given: Given = dict(node.witness)
    if len(given) < len(node.witness):
        name = next(name for i, (name, _) in enumerate(node.witness) if name in dict(node.witness[:i]))
        raise error("E424", f"{name} is given twice", node.witness[-1][1], "give each name one value")
    if isinstance(node.prop, ast.Comparison):
        return separated(scope, node, node.prop, given)
    place = _place(node)
    if node.expect not in (None, "holds"):
        hint = "leave it out; only `p = q in C` takes a witness against it: a copresheaf S and an element x"
        raise error("E424", f"a witness shows that a claim holds, this one is expected to be {node.expect}", place, hint)
    if node.scope:
        raise error("E424", "a witness is a declared structure, not one in a scope", place, "leave `within` out: the witness is checked by itself")
    propositions, env = Propositions(scope), Environment(scope)
    body = node.prop
    while isinstance(body, ast.Quantified) and body.quantifier == "exists":
        for binder in body.binders:
            if binder.name not in given:
                raise error("E424", f"the witness does not say what {binder.name} is", binder, f"write with {binder.name} = ...")
            env = _bound(propositions, env, binder, given.pop(binder.name))
        body = body.body
    if not given:
        return propositions.prop(body, env)
    return _predicate(propositions, env, body, given, place)


def _place(node: ast.ClaimDecl) -> ast.Expr:
    return node.witness[0][1]


def _bound(propositions: Propositions, env: Environment, binder: ast.Binder, value: ast.Expr) -> Environment:
    """The variable with its value, which has to be of its sort."""
    parameter = ast.Parameter(binder.name, binder.sort, span=binder.span)
    inner = propositions.parameter(env, parameter, value, env)
    sort = binder.sort
    found = inner.local.get(binder.name)
    if isinstance(found, Transformation) and isinstance(sort, ast.Call):
        wanted = [env.structures.set_functor(a) for a in sort.args]
        if [found.dom, found.cod] != wanted:
            raise error("E424", f"{found.name} goes {found.dom.name} => {found.cod.name}", value, f"{binder.name} ranges over another set")
    typed = inner.variables.get(binder.name)
    if typed is not None and typed.kind == "element":
        wanted_sort, _ = propositions.sort(binder, env)
        over = wanted_sort.over if isinstance(wanted_sort, p.ElementSort) else None
        if over is not None and over != typed.ends[0]:
            raise error("E424", f"{key(value) or 'this'} lies over another object", value, f"{binder.name} ranges over the elements over one object")
    return inner


def _predicate(propositions: Propositions, env: Environment, body: ast.Prop, given: Given, place: ast.Expr) -> p.Proposition:
    """The predicate below the quantifiers, shown by the values that are left."""
    claimed = propositions.prop(body, env) if isinstance(body, ast.Atom) else None
    names = NAMES.get(claimed.kind) if isinstance(claimed, p.Predicate) else None
    first = next(iter(given))
    if not isinstance(claimed, p.Predicate) or names is None:
        takes = "`exists` takes its variables; the predicates with witnesses are " + ", ".join(NAMES)
        raise error("E424", f"this claim has no place for a witness {first}", given[first], takes)
    options = " or ".join(", ".join(n) for n in names)
    if tuple(sorted(given)) not in {tuple(sorted(n)) for n in names}:
        raise error("E424", f"{claimed.kind} takes no witness {', '.join(given)}", place, f"its witnesses are {options}")
    shown = SHOWN[claimed.kind](env, claimed.arguments, given)
    if shown is None:
        raise error("E424", f"{claimed.kind} takes another witness here than {', '.join(given)}", place, f"its witnesses are {options}: {MEANT}")
    return replace(shown, span=body.span)


MEANT = "a for tasks, F for categories, f for objects"


def _object(env: Environment, t: SetFunctor, node: ast.Expr) -> p.Term:
    """An object of the category of a task."""
    return _home(Terms(env.at(t.category)).typed(node, "object"), t.category, node).term


def _element(env: Environment, t: SetFunctor, over: p.Term, node: ast.Expr) -> p.Term:
    """An element of a task over an object."""
    found = _home(Terms(replace(env.at(t, t.category), over=over)).typed(node, "element"), t, node)
    if found.ends[0] != over:
        raise error("E424", f"{key(node) or 'this'} does not lie over the object that is meant", node, f"an element of {t.name} over it is needed")
    return found.term


def _home(found: Typed, home: object, node: ast.Expr) -> Typed:
    if found.home is not home:
        raise error("E424", f"{key(node) or 'this'} belongs to {found.home.name if found.home else 'nothing'}", node, "another structure is meant")
    return found


def _represented(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    """representable and promptable: the object, and a universal element over it."""
    t = arguments[0]
    assert isinstance(t, SetFunctor)
    where = _object(env, t, given["P"])
    if "u" not in given:
        return p.Predicate("represents", (where, t))
    return p.Predicate("universal", (where, _element(env, t, where, given["u"]), t))


def _prompted(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    t, *mode = arguments
    assert isinstance(t, SetFunctor)
    solved = p.Predicate("solves", (_object(env, t, given["P"]), t, *mode))
    if "u" not in given:
        return solved
    return p.Junction("and", (solved, _represented(env, (t,), given) or solved))


def _by_element(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    """represents(P, T) by a universal element; solves(P, T) needs it beside the answers."""
    where, t, *mode = arguments
    assert isinstance(where, p.Term)
    assert isinstance(t, SetFunctor)
    return None if mode else p.Predicate("universal", (where, _element(env, t, where, given["u"]), t))


def _solved(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    universal = _by_element(env, arguments, given)
    return None if universal is None else p.Junction("and", (p.Predicate("solves", arguments), universal))


def _functor(env: Environment, node: ast.Expr, dom: object, cod: object) -> Functor:
    found = env.structures.functor(node)
    if found.dom is not dom or found.cod is not cod:
        hint = "a functor between the categories of the claim is needed, in their order"
        raise error("E424", f"{found.name} goes {found.dom.name} -> {found.cod.name}", node, hint)
    return found


def _isomorphic(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    """A natural bijection, a functor that is bijective and fully faithful, or an arrow with an inverse."""
    ((name, node),) = given.items()
    one, two = arguments[-2:]
    if isinstance(one, SetFunctor) and isinstance(two, SetFunctor) and name == "a":
        a = env.structures.argument(node)
        if not isinstance(a, Transformation) or a.dom is not one or a.cod is not two:
            raise error("E424", f"{key(node) or 'this'} is not a transformation {one.name} => {two.name}", node, "declare one")
        same = p.Relation("=", p.ImageElement(a, p.Variable("x")), p.Variable("y"))
        return _bijective(p.ElementSort(one, None), p.ElementSort(two, None), same)
    if isinstance(one, Category) and isinstance(two, Category) and name == "F":
        f = _functor(env, node, one, two)
        same = p.Relation("=", p.ImageObject(f, p.Variable("x")), p.Variable("y"))
        return p.Junction("and", (_bijective(p.ObjectSort(one), p.ObjectSort(two), same), p.Predicate("fully_faithful", (f,))))
    c = arguments[0]
    if isinstance(c, Category) and isinstance(one, p.Term) and name == "f":
        arrow = _home(Terms(env.at(c)).typed(node, "arrow"), c, node)
        if arrow.ends != (one, two):
            raise error("E424", f"{key(node) or 'this'} does not go between the objects of the claim", node, "an arrow from the first to the second")
        return p.Predicate("iso", (c, arrow.term))
    return None


def _bijective(source: p.Sort, target: p.Sort, same: p.Proposition) -> p.Proposition:
    return p.Quantifier("forall", "y", target, p.Quantifier("exists!", "x", source, same))


def _equivalent(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    return p.Predicate("equivalence", (_functor(env, given["F"], arguments[0], arguments[1]),))


def _left_adjoint(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    (f,) = arguments
    assert isinstance(f, Functor)
    return p.Predicate("adjoint", (f, _functor(env, given["G"], f.cod, f.dom)))


def _right_adjoint(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    (g,) = arguments
    assert isinstance(g, Functor)
    return p.Predicate("adjoint", (_functor(env, given["F"], g.cod, g.dom), g))


def _inverse(env: Environment, arguments: tuple[p.Argument, ...], given: Mapping[str, ast.Expr]) -> p.Proposition | None:
    """iso(f) by its inverse."""
    c, f = arguments
    assert isinstance(c, Category)
    assert isinstance(f, p.Term)
    g = _home(Terms(env.at(c)).typed(given["g"], "arrow"), c, given["g"])
    there, back = (p.Composite(c, x, y) for x, y in ((f, g.term), (g.term, f)))
    (a, b) = g.ends
    assert a is not None
    assert b is not None
    return p.Junction("and", (p.Relation("=", there, p.IdentityOf(c, b)), p.Relation("=", back, p.IdentityOf(c, a))))


SHOWN: dict[str, Callable[[Environment, tuple[p.Argument, ...], Mapping[str, ast.Expr]], p.Proposition | None]] = {
    "representable": _represented,
    "promptable": _prompted,
    "represents": _by_element,
    "solves": _solved,
    "isomorphic": _isomorphic,
    "equivalent": _equivalent,
    "left_adjoint": _left_adjoint,
    "right_adjoint": _right_adjoint,
    "iso": _inverse,
}


# ---------------------------------------------------------------- against path equations


def separated(scope: Scope, node: ast.ClaimDecl, prop: ast.Comparison, given: Given) -> p.PathEquation:
    """`p = q in C` refuted by a copresheaf S on C, declared by tables, that takes an element x to two different ones."""
    if node.expect != "refuted" or prop.operators != ("=",) or prop.category is None:
        hint = "a proof shows that paths are equal; with `p = q in C  expect refuted` goes a copresheaf S and an element x of it"
        raise error("E424", "this claim has no place for a witness", _place(node), hint)
    paths = diagrams.opened(scope, prop.category)
    if paths is None:
        hint = "in a finite category paths are computed: leave the witness out"
        raise error("E424", f"{key(prop.category) or 'this'} has closed, so its paths need no witness", _place(node), hint)
    if sorted(given) != ["S", "x"]:
        raise error("E424", f"two paths are separated by S and x, not by {', '.join(given)}", _place(node), "with S = a copresheaf, x = an element")
    equation = paths.equation(*prop.sides)
    sets = _sets(scope, paths, given["S"])
    over, name = sets.elements[equation.start], key(given["x"])
    if name not in over:
        object_name = paths.presentation.object_names[equation.start]
        raise error("E424", f"{name or 'this'} is not an element of {sets.name}({object_name})", given["x"], f"the paths begin at {object_name}")
    x = over.index(name)
    if image(sets.maps, x, equation.left) == image(sets.maps, x, equation.right):
        texts = [spelt(paths.presentation, equation.start, word) for word in (equation.left, equation.right)]
        raise error(
            "E425", f"{texts[0]} and {texts[1]} take {name} to the same element", given["x"], "an element that they take to different ones is needed"
        )
    return replace(equation, separated=(sets, x), span=prop.span)


def _sets(scope: Scope, paths: diagrams.Paths, node: ast.Expr) -> PresentedSets:
    name = key(node)
    value = scope.value(name) if name in scope.names else None
    if not isinstance(value, PresentedSets) or value.presentation is not paths.presentation:
        if value is not None and not isinstance(value, (Unclosed, Category, SetFunctor)):
            raise Skip
        raise error(
            "E424", f"{name or 'this'} is not a copresheaf on {paths.name}", node, f"declare copresheaf {name or 'S'} on {paths.name} {{ ... }}"
        )
    scope.used.setdefault(name, scope.names[name].span)
    return value
