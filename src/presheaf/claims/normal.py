"""Propositions about unknown structures in negation normal form.

A node is a literal (a formula that the kernel evaluates at given values), a conjunction or disjunction, a quantifier, or a question that is
answered yes. What would deny a question (a statement about all tables) has no normal form: then the next definition of the predicate is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from presheaf.claims.base import Formula
from presheaf.claims.first_order import definitions
from presheaf.claims.formulas import eq
from presheaf.claims.lower import applied, fibre, formula, named
from presheaf.claims.unknowns import Unknowns
from presheaf.kernel.logic import BINDERS
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.unknown import Inexpressible

Node = Any
"""One of the classes below."""


@dataclass(frozen=True)
class Literal:
    formula: Formula


@dataclass(frozen=True)
class Junction:
    """`and` or `or`."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Binder:
    """`all` or `any`."""

    quantifier: str
    variable: str
    sort: str
    fibre: list[Any]
    body: Node


@dataclass(frozen=True)
class Asked:
    """A question is answered yes at these arguments."""

    question: str
    arguments: list[Formula]


def normal(low: Unknowns, proposition: p.Proposition, sign: bool) -> Node:
    """The proposition, or its negation, as a node; Inexpressible with the reason if there is none."""
    match proposition:
        case p.Negation(body):
            return normal(low, body, not sign)
        case p.Junction(operator, parts):
            return _connective(operator, sign, [(lambda s, part=part: normal(low, part, s)) for part in parts])
        case p.Quantifier(quantifier, variable, sort, body) if quantifier != "exists!":
            word = "all" if (quantifier == "forall") == sign else "any"
            kernel_sort, pairs = fibre(low, sort)
            return Binder(word, named(variable), low.sort_of(kernel_sort), low.fibre(pairs), normal(low, body, sign))
        case p.Quantifier(_, variable, sort, body):
            kernel_sort, pairs = fibre(low, sort)
            return _once(low, (named(variable), low.sort_of(kernel_sort), low.fibre(pairs)), sign, lambda s: normal(low, body, s))
        case p.Predicate(kind, arguments):
            return _predicate(low, kind, arguments, sign)
        case p.Instances():
            raise Inexpressible("it lists the structures that a variable ranges over")
    return tree_normal(low, low.read(formula(low, proposition, "define")), sign)


def _predicate(low: Unknowns, kind: str, arguments: tuple[Any, ...], sign: bool) -> Node:
    """By the first definition that can be written down on this side of a negation; compound arguments are given names."""
    args, defined = applied(low, arguments)
    names = []
    for i, argument in enumerate(arguments):
        sort = _sort_of(low, argument)
        if sort and not static(low, low.read(args[i])):
            names.append((low.fresh("w"), low.sort_of(sort), low.read(args[i])))
            defined = [condition for condition in defined if condition != eq(args[i], args[i])]
            args[i] = names[-1][0]
    node = _by_definition(low, kind, args, defined, sign)
    for name, sort, term in reversed(names):
        equal = Literal(eq(name, term) if sign else ["not", eq(name, term)])
        node = Binder("any" if sign else "all", name, sort, [], _joined("and" if sign else "or", [equal, node]))
    return node


def _by_definition(low: Unknowns, kind: str, args: list[Any], defined: list[Formula], sign: bool) -> Node:
    why = Inexpressible(f"{kind} has no definition")
    for definition in definitions(low, kind, args):
        whole = ["and", *defined, definition] if defined else definition
        try:
            return tree_normal(low, low.read(whole), sign)
        except Inexpressible as error:
            why = Inexpressible(f"{'' if sign else 'not '}{kind}: {error}")
    raise why


def _sort_of(low: Unknowns, argument: Any) -> str:
    """The kernel's sort of a compound term; "" for any other argument."""
    match argument:
        case p.Composite(Category() as category):
            return f"{low.category(category)}.ar"
        case p.Acted(functor):
            return f"{low.set_functor(functor)}.el"
        case p.ImageObject(functor) if isinstance(functor.cod, Category):
            return f"{low.category(functor.cod)}.ob"
        case p.ImageArrow(functor):
            return f"{low.category(functor.cod)}.ar"
        case p.ImageElement(transformation):
            return f"{low.set_functor(transformation.cod)}.el"
    return ""


def tree_normal(low: Unknowns, tree: Formula, sign: bool) -> Node:
    """The same for a formula of the kernel."""
    if isinstance(tree, bool):
        return Junction("and" if tree == sign else "or", ())
    head, *rest = tree
    if head == "not":
        return tree_normal(low, rest[0], not sign)
    if head in ("and", "or", "=>", "<=>"):
        operator = {"=>": "implies", "<=>": "iff"}.get(head, head)
        return _connective(operator, sign, [(lambda s, part=part: tree_normal(low, part, s)) for part in rest])
    if head in ("all", "any"):
        variable, sort, pairs, body = rest
        return Binder("all" if (head == "all") == sign else "any", variable, sort, pairs, tree_normal(low, body, sign))
    if head == "holds":
        if not sign:
            raise Inexpressible("that no tables satisfy a definition is a statement about all tables")
        if low.elementary:
            raise Inexpressible("that some tables satisfy a definition is no statement about elements alone")
        return Asked(rest[0], rest[1:])
    counted = _counted_once(tree)
    if counted and not static(low, tree):
        variable, sort, pairs, body = counted
        return _once(low, (variable, sort, pairs), sign, lambda s: tree_normal(low, body, s))
    if any(word in ("holds", "count") for word in _heads(tree)):
        raise Inexpressible("it counts solutions")
    return Literal(tree if sign else ["not", tree])


def _connective(operator: str, sign: bool, parts: list[Any]) -> Node:
    """A connective of parts that are given as functions of the sign."""
    if operator == "implies":
        return _joined("or" if sign else "and", [parts[0](not sign), parts[1](sign)])
    if operator == "iff":
        one, two = parts
        both = _joined("and", [one(True), two(sign)])
        return _joined("or", [both, _joined("and", [one(False), two(not sign)])])
    return _joined(operator if sign else {"and": "or", "or": "and"}[operator], [part(sign) for part in parts])


def _joined(operator: str, parts: list[Node]) -> Node:
    """A junction with inner ones of the same operator merged; literals that are constant decide or vanish."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Junction) and part.operator == operator else [part]
    if any(part == Junction("and" if operator == "or" else "or", ()) for part in flat):
        return Junction("and" if operator == "or" else "or", ())
    return flat[0] if len(flat) == 1 else Junction(operator, tuple(flat))


def _counted_once(tree: Formula) -> list[Any] | None:
    """The binder of a formula "exactly one"."""
    if tree[0] == "=" and tree[2] == 1 and isinstance(tree[1], list) and tree[1][0] == "#":
        return list(tree[1][1:])
    return None


def _once(low: Unknowns, binder: tuple[str, str, list[Any]], sign: bool, body: Any) -> Node:
    """Exactly one value satisfies the body: there is one, and no two different ones. Or not."""
    variable, sort, pairs = binder
    other = low.fresh("other")
    same = Literal(eq(variable, other) if sign else ["not", eq(variable, other)])
    each = body(not sign)
    pair = _joined("or" if sign else "and", [same, each, renamed(each, variable, other)])
    word, opposite = ("any", "all") if sign else ("all", "any")
    twice = Binder(opposite, variable, sort, pairs, Binder(opposite, other, sort, pairs, pair))
    return _joined("and" if sign else "or", [Binder(word, variable, sort, pairs, body(sign)), twice])


def renamed(node: Node, variable: str, term: Formula) -> Node:
    """The node with a term for a variable."""
    match node:
        case Literal(tree):
            return Literal(replaced(tree, variable, term))
        case Junction(operator, parts):
            return Junction(operator, tuple(renamed(part, variable, term) for part in parts))
        case Asked(question, arguments):
            return Asked(question, [replaced(t, variable, term) for t in arguments])
    pairs = [[f, replaced(t, variable, term)] for f, t in node.fibre]
    body = node.body if node.variable == variable else renamed(node.body, variable, term)
    return Binder(node.quantifier, node.variable, node.sort, pairs, body)


def replaced(tree: Formula, variable: str, term: Formula) -> Formula:
    """A formula or term with a term for a variable; the variables of the term must not be bound in it."""
    if isinstance(tree, str):
        return term if tree == variable else tree
    if not isinstance(tree, list):
        return tree
    head, *rest = tree
    if head in BINDERS:
        name, sort, pairs, body = rest
        pairs = [[f, replaced(t, variable, term)] for f, t in pairs]
        return [head, name, sort, pairs, body if name == variable else replaced(body, variable, term)]
    first = 1 if head in ("@", "holds", "count") else 0
    return [head, *rest[:first], *(replaced(t, variable, term) for t in rest[first:])]


def free(tree: Formula) -> set[str]:
    """The free variables of a formula or term."""
    if isinstance(tree, str):
        return {tree}
    if not isinstance(tree, list):
        return set()
    head, *rest = tree
    if head in BINDERS:
        name, _, pairs, body = rest
        return (free(body) - {name}).union(*(free(t) for _, t in pairs))
    return set().union(*(free(t) for t in (rest[1:] if head in ("@", "holds", "count") else rest)))


def free_of(node: Node) -> set[str]:
    """The free variables of a node."""
    match node:
        case Literal(tree):
            return free(tree)
        case Junction(_, parts):
            return set().union(*(free_of(part) for part in parts))
        case Asked(_, arguments):
            return set().union(*(free(t) for t in arguments))
    return (free_of(node.body) - {node.variable}).union(*(free(t) for _, t in node.fibre))


def _heads(tree: Formula) -> Iterator[str]:
    if isinstance(tree, list) and tree:
        yield from (tree[0],) if isinstance(tree[0], str) else ()
        for part in tree[1:]:
            if isinstance(part, list):
                yield from _heads(part)


def functions(tree: Formula) -> Iterator[str]:
    """The functions that a formula or term applies, those in fibres included."""
    if not isinstance(tree, list) or not tree:
        return
    head, *rest = tree
    if head == "@":
        yield rest[0]
    if head in BINDERS:
        yield from (f for f, _ in rest[2])
        rest = [*(t for _, t in rest[2]), rest[3]]
    for part in rest:
        yield from functions(part)


def static(low: Unknowns, tree: Formula) -> bool:
    """Whether the sizes alone determine the value of a formula or term, its variables being given."""
    return all(low.is_static(f) for f in functions(tree))
