"""Propositions to formulas of the kernel, by definitions (for solvers) or in the form that native evidence supports."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from presheaf.claims import MEASURES, kind_of
from presheaf.claims.base import Formula, Lowering
from presheaf.claims.decision import Unsupported
from presheaf.claims.formulas import at, eq, number, objects, rational
from presheaf.claims.functor_counts import functor_question
from presheaf.claims.listings import complete
from presheaf.claims.naturality import counting_rule, natural_question
from presheaf.claims.path_equations import question
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.setfunctor import Functor

Mode = Literal["define", "state"]
Argument = Any


def formula(low: Lowering, proposition: p.Proposition, mode: Mode) -> Formula:
    """The proposition in the kernel's language; linear in it but for the definitions of its predicates."""
    low.direct = mode == "state"
    match proposition:
        case p.Constant(value):
            return value
        case p.Negation(body):
            return ["not", formula(low, body, mode)]
        case p.Junction(operator, parts):
            head = {"implies": "=>", "iff": "<=>"}.get(operator, operator)
            return [head, *(formula(low, part, mode) for part in parts)]
        case p.Quantifier(quantifier, variable, sort, body):
            rest = [named(variable), *fibre(low, sort), formula(low, body, mode)]
            return eq(["#", *rest], 1) if quantifier == "exists!" else ["all" if quantifier == "forall" else "any", *rest]
        case p.Instances():
            return _instances(low, proposition, mode)
        case p.PathEquation():
            return ["holds", question(low, proposition)]
        case p.Relation(operator, left, right):
            return [operator, term(low, left), term(low, right)]
        case p.Predicate(kind, arguments):
            return _predicate(low, kind, arguments, mode)
    raise TypeError(f"not a proposition: {proposition!r}")


def _instances(low: Lowering, node: p.Instances, mode: Mode) -> Formula:
    """True and false both follow from the instances that decide; where all are needed, so is that there are no others."""
    parts = [formula(low, part, mode) for part in node.parts]
    low.direct = mode == "state"
    if node.quantifier == "forall":
        return ["and", *parts, complete(low, node)]
    if node.quantifier == "exists":
        return ["or", *parts, ["not", complete(low, node)]]
    one = low.sort(("one",), 1)
    total: Formula = 0
    for part in parts:
        total = ["+", total, number(low.fresh("n"), one, [], part)]
    return ["and", eq(total, 1), complete(low, node)]


def _predicate(low: Lowering, kind: str, arguments: tuple[Argument, ...], mode: Mode) -> Formula:
    args, defined = applied(low, arguments)
    body = kind_of(kind).define(low, args) if mode == "define" else kind_of(kind).state(low, args)
    return ["and", *defined, body] if defined else body


def applied(low: Lowering, arguments: tuple[Argument, ...]) -> tuple[list[Argument], list[Formula]]:
    """The arguments of a predicate as its definition receives them, and that those which may be undefined are not: an atom about them is false."""
    args = [a.index if isinstance(a, p.ArrowAt) else term(low, a) if isinstance(a, p.Term) else a for a in arguments]
    return args, [eq(t, t) for a, t in zip(arguments, args, strict=True) if isinstance(a, p.Composite | p.Acted)]


def named(variable: str) -> str:
    """A user's variable as the kernel sees it, apart from the parameters p0, p1, ... and from fresh names."""
    return f"{variable}'"


def fibre(low: Lowering, sort: p.Sort) -> tuple[str, list[Any]]:
    """The kernel's sort and fibre of a variable."""
    match sort:
        case p.ObjectSort(category):
            return objects(low, category), []
        case p.ArrowSort(category, dom, cod):
            c = low.category(category)
            return f"{c}.ar", [[f"{c}.{end}", term(low, t)] for end, t in (("dom", dom), ("cod", cod)) if t is not None]
        case p.ElementSort(functor, over):
            t = low.set_functor(functor)
            return f"{t}.el", [] if over is None else [[f"{t}.ob", term(low, over)]]


def term(low: Lowering, t: p.Term) -> Formula:
    """A term in the kernel's language."""
    match t:
        case p.Variable(name):
            return named(name)
        case p.ObjectAt(_, index) | p.ElementAt(_, index):
            return index
        case p.ArrowAt(category, index):
            return _arrow(low, category, index)
        case p.Integer(value):
            return value
        case p.Rational(fraction):
            return rational(fraction)
        case p.WeightAt(weighted, dom, cod):
            return at(f"{low.weighted(weighted)}.hom", term(low, dom), term(low, cod))
        case p.ValueAt(task, obj):
            return at(f"{low.weighted_task(task)}.at", term(low, obj))
        case p.IdentityOf(category, obj):
            return at(f"{low.category(category)}.id", term(low, obj))
        case p.Composite(category, first, second):
            return at(f"{low.category(category)}.comp", term(low, first), term(low, second))
        case p.Acted(functor, element, arrow):
            return at(f"{low.set_functor(functor)}.act", term(low, element), term(low, arrow))
        case p.ImageObject(functor, obj):
            name = low.functor(functor) if isinstance(functor, Functor) else low.weighted_functor(functor)
            return at(f"{name}.ob", term(low, obj))
        case p.ImageArrow(functor, arrow):
            return at(f"{low.functor(functor)}.ar", term(low, arrow))
        case p.ImageElement(transformation, element):
            return at(f"{low.transformation(transformation)}.at", term(low, element))
        case p.Arithmetic(operator, left, right):
            if operator == "*" and _logarithmic(left) and _logarithmic(right):
                raise Unsupported("a product of two sums of logarithms is compared with something, and too little is known about such numbers")
            return [operator, term(low, left), term(low, right)]
        case p.Measured(name, arguments):
            return MEASURES[name].term(low, arguments)
        case _:
            return _cardinality(low, t)


def _logarithmic(t: p.Term) -> bool:
    """Whether a term is a sum of logarithms."""
    match t:
        case p.Measured(name):
            return MEASURES[name].logarithmic
        case p.Arithmetic(_, left, right):
            return _logarithmic(left) or _logarithmic(right)
    return False


def _arrow(low: Lowering, c: Category, arrow: int) -> Formula:
    """A known arrow by what it is: a generator or an identity of its category, else its number."""
    name = low.category(c)
    if arrow < c.object_count:
        return at(f"{name}.id", arrow)
    found = np.flatnonzero(c.generators == arrow)
    return at(f"{name}.arrow", int(found[0])) if len(found) else arrow


def _cardinality(low: Lowering, t: p.Term) -> Formula:
    def sized(sort: p.Sort) -> Formula:
        return number(low.fresh("n"), *fibre(low, sort))

    match t:
        case p.ObjectCount(category):
            return sized(p.ObjectSort(category))
        case p.ArrowCount(category):
            return sized(p.ArrowSort(category, None, None))
        case p.HomCount(category, dom, cod):
            return sized(p.ArrowSort(category, dom, cod))
        case p.ElementCount(functor, over):
            return sized(p.ElementSort(functor, over))
        case p.NaturalCount(source, target):
            return ["count", (counting_rule if low.direct else natural_question)(low, source, target)]
        case p.FunctorCount(left, right):
            return ["count", functor_question(low, left, right)]
    raise TypeError(f"not a term: {t!r}")
