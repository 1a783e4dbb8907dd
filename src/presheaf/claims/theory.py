"""From propositions in normal form to a theory of the kernel: unknown tables and axioms.

What is asserted under conditions gets names. "For some v, A(v)" becomes a table `?i` of zeros and ones, keyed by v and the variables that A mentions:
some entry is one, and where it is one, A holds. A disjunction of larger parts has one such table for each part. A question's tables, functions
from keys to values, become relations of the same kind: every key has some value, and what the axioms say of a value they say of every one of them
(which one is taken does not matter then). All this asks for no element where there may be none, as a table of elements would. What is asserted
without conditions, and not for all values of a variable, is a constant instead. The axioms together imply the proposition, and where it is
true there are tables with which they hold: so the theory has a model exactly where the proposition is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from presheaf.claims.base import Formula
from presheaf.claims.formulas import at, eq
from presheaf.claims.normal import Asked, Binder, Junction, Literal, Node, free, free_of, functions, renamed, replaced, static, tree_normal
from presheaf.claims.unknowns import AUXILIARY, Unknowns
from presheaf.kernel.logic import BINDERS
from presheaf.model.unknown import Inexpressible


@dataclass(frozen=True)
class Ranging:
    """A variable of an axiom; its fibre is along known functions and at known values."""

    variable: str
    sort: str
    fibre: tuple[tuple[str, Formula], ...]

    @property
    def key(self) -> list[Any]:
        """As a key of a table or the head of a quantifier."""
        return [self.variable, self.sort, [list(pair) for pair in self.fibre]]


@dataclass(frozen=True)
class Condition:
    """Something that an axiom supposes."""

    formula: Formula


Context = tuple[Ranging | Condition, ...]


@dataclass(frozen=True)
class Relation:
    """A table of a question as a relation: its keys with their fibres, and what the values range over."""

    name: str
    outer: tuple[str, ...]
    keys: list[Any]
    target: list[Any]


class Theory:
    """Collects `unknown` tables and `axioms`."""

    def __init__(self, low: Unknowns) -> None:
        self.low = low
        self.unknown: list[Any] = list(low.tables)
        self.axioms: list[Formula] = list(low.laws)
        self.two = ""
        self._numbers = count()
        self._variables = count()

    # ------------------------------------------------------------------ axioms and tables

    def _axiom(self, context: Context, formula: Formula) -> None:
        for part in reversed(context):
            formula = ["all", *part.key, formula] if isinstance(part, Ranging) else ["=>", part.formula, formula]
        self.axioms.append(formula)

    def _table(self, keys: list[Any], target: list[Any]) -> str:
        name = f"{AUXILIARY}{next(self._numbers)}"
        self.unknown.append([name, keys, target])
        return name

    def _switch(self, context: Context, used: set[str]) -> tuple[Formula, Context]:
        """A fresh truth value for each value of the used variables, and the context in which it is one."""
        self.two = self.two or self.low.sort(("two",), 2)
        keys = _restricted(context, used)
        on = eq(at(self._table([k.key for k in keys], [self.two, []]), *(k.variable for k in keys)), 1)
        return on, (*keys, Condition(on))

    def _ranging(self, variable: str, sort: str, pairs: Sequence[Any]) -> tuple[Ranging, list[Formula]]:
        """A variable with the part of its fibre that is known, and the rest as equations."""
        if self.low.is_generators(sort):
            raise Inexpressible("a definition keeps a value for each generator")
        known = tuple((f, t) for f, t in pairs if static(self.low, at(f, t)))
        return Ranging(variable, sort, known), [eq(self.low.value(f, variable), t) for f, t in pairs if not static(self.low, at(f, t))]

    def _fresh(self) -> str:
        return f"v{next(self._variables)}"

    # ------------------------------------------------------------------ nodes

    def state(self, node: Node, context: Context = ()) -> None:
        """Add axioms that say that the node is true in the context."""
        match node:
            case Literal(formula):
                self._axiom(context, formula)
            case Junction("and", parts):
                for part in parts:
                    self.state(part, context)
            case Junction(_, parts):
                self._either(parts, context)
            case Binder("all"):
                inner, body = self._opened(node, context)
                self.state(body, inner)
            case Binder():
                self._some(node, context)
            case Asked(question, arguments):
                self._asked(question, arguments, context)

    def _opened(self, node: Binder, context: Context) -> tuple[Context, Node]:
        """Below a universal quantifier, its variable renamed."""
        variable = self._fresh()
        ranging, rest = self._ranging(variable, node.sort, node.fibre)
        return (*context, ranging, *map(Condition, rest)), renamed(node.body, node.variable, variable)

    def _either(self, parts: Sequence[Node], context: Context) -> None:
        """One of the parts."""
        literals = [part.formula for part in parts if isinstance(part, Literal)]
        others = [part for part in parts if not isinstance(part, Literal)]
        if not others:
            self._axiom(context, ["or", *literals])
            return
        if len(others) == 1:
            self.state(others[0], (*context, *(Condition(_negated(formula)) for formula in literals)))
            return
        switches = [self._switch(context, free_of(part)) for part in others]
        self._axiom(context, ["or", *literals, *(on for on, _ in switches)])
        for part, (_, inner) in zip(others, switches, strict=True):
            self.state(part, inner)

    def _some(self, node: Binder, context: Context) -> None:
        """Some value of the variable satisfies the body."""
        variable = self._fresh()
        body = renamed(node.body, node.variable, variable)
        ranging, rest = self._ranging(variable, node.sort, node.fibre)
        if not context and (rest or not isinstance(body, Literal) or not static(self.low, body.formula)):
            constant = at(self._table([], ranging.key[1:]))
            for equation in rest:
                self._axiom((), replaced(equation, variable, constant))
            self.state(renamed(body, variable, constant))
            return
        if isinstance(body, Literal) and self._applied(rest, body.formula) <= 1:
            self._axiom(context, ["any", *ranging.key, ["and", *rest, body.formula]])
            return
        used = free_of(body).union({variable}, *(free(t) for _, t in node.fibre))
        on, inner = self._switch((*context, ranging), used)
        self._axiom(context, ["any", *ranging.key, on])
        for equation in rest:
            self._axiom(inner, equation)
        self.state(body, inner)

    def _applied(self, rest: list[Formula], formula: Formula) -> int:
        """How many unknown values the formulas mention for each value of the variables."""
        return sum(not self.low.is_static(f) for tree in (*rest, formula) for f in functions(tree))

    # ------------------------------------------------------------------ questions

    def _asked(self, question: str, arguments: list[Formula], context: Context) -> None:
        """The question's tables exist."""
        definition = self.low.definition(question)
        bound = {f"p{i}": argument for i, argument in enumerate(arguments)}
        used = set[str]().union(*(free(argument) for argument in arguments))
        tables = {name: self._relation(keys, target, bound, context, used) for name, keys, target in definition["unknown"]}
        for axiom in definition["axioms"]:
            node = tree_normal(self.low, _at(self.low.read(axiom), bound), True)
            self.state(self._related(node, tables), context)

    def _relation(self, keys: Sequence[Any], target: Sequence[Any], bound: dict[str, Formula], context: Context, used: set[str]) -> Relation:
        """A table of a question as a relation that has some value for every key."""
        self.two = self.two or self.low.sort(("two",), 2)
        outer = _restricted(context, used)
        names = dict(bound)
        inner, declared = context, []
        for variable, sort, pairs in keys:
            names[variable] = self._fresh()
            fibre = [[f, _at(t, names)] for f, t in self.low.fibre(pairs)]
            sort = self.low.sort_of(sort)
            ranging, rest = self._ranging(names[variable], sort, fibre)
            inner = (*inner, ranging, *map(Condition, rest))
            declared.append([names[variable], sort, fibre])
        fibre = [[f, _at(t, names)] for f, t in self.low.fibre(target[1])]
        value, into = self._fresh(), self.low.sort_of(target[0])
        ranging, rest = self._ranging(value, into, fibre)
        columns = [*(k.key for k in outer), *([v, sort, []] for v, sort, _ in declared), [value, into, []]]
        name = self._table(columns, [self.two, []])
        row = [*(k.variable for k in outer), *(v for v, _, _ in declared)]
        self._axiom(inner, ["any", *ranging.key, ["and", *rest, eq(at(name, *row, value), 1)]])
        return Relation(name, tuple(k.variable for k in outer), declared, [value, into, fibre])

    def _related(self, node: Node, tables: dict[str, Relation]) -> Node:
        """The node with all that is said of a question's table said of all related values."""
        match node:
            case Literal(formula):
                return self._flat(formula, tables)
            case Junction(operator, parts):
                return Junction(operator, tuple(self._related(part, tables) for part in parts))
            case Binder(quantifier, variable, sort, pairs, body):
                if any(f in tables for _, t in pairs for f in functions(t)):
                    raise Inexpressible("a definition ranges over a set that depends on what it defines")
                return Binder(quantifier, variable, sort, pairs, self._related(body, tables))
        raise Inexpressible("a definition asks for another one")

    def _flat(self, formula: Formula, tables: dict[str, Relation]) -> Node:
        """A literal without tables of a question: for every value that is related to the innermost application, and so on."""
        found = _innermost(formula, tables)
        if found is None:
            return Literal(formula)
        table, arguments, variable = tables[found[1]], found[2:], self._fresh()
        names = dict(zip((v for v, _, _ in table.keys), arguments, strict=True))
        _, sort, fibre = table.target
        rest = _substituted(formula, found, variable)
        related = ["not", eq(at(table.name, *table.outer, *arguments, variable), 1)]
        pairs = [[f, _at(t, names)] for f, t in fibre]
        flat = Binder("all", variable, sort, pairs, Junction("or", (Literal(related), self._flat(rest, tables))))
        if formula[0] == "not":
            return flat
        typed = [eq(self.low.value(f, _at(v, names)), _at(t, names)) for v, _, fibre in table.keys for f, t in fibre]
        there = [Literal(condition) for condition in (*typed, *(eq(t, t) for t in arguments if isinstance(t, list)))]
        return Junction("and", (*there, flat))


def _restricted(context: Context, used: set[str]) -> list[Ranging]:
    """The variables of a context that are used, without the parts of their fibres that depend on others."""
    out: list[Ranging] = []
    for part in context:
        if isinstance(part, Ranging) and part.variable in used:
            kept = {k.variable for k in out}
            out.append(Ranging(part.variable, part.sort, tuple((f, t) for f, t in part.fibre if free(t) <= kept)))
    return out


def _negated(formula: Formula) -> Formula:
    return formula[1] if isinstance(formula, list) and formula[0] == "not" else ["not", formula]


def _at(tree: Formula, names: dict[str, Formula]) -> Formula:
    """A formula or term at given terms for its free variables, whose own variables are never bound in it."""
    for name, term in names.items():
        tree = replaced(tree, name, term)
    return tree


def _innermost(tree: Formula, tables: dict[str, Relation]) -> Any:
    """An application of a question's table whose arguments hold none; Inexpressible if it stands below a counting or a quantifier."""
    if not isinstance(tree, list):
        return None
    if tree[0] in BINDERS:
        if any(f in tables for f in functions(tree)):
            raise Inexpressible("a definition counts what it defines")
        return None
    for part in tree[1:]:
        found = _innermost(part, tables)
        if found is not None:
            return found
    return tree if tree[0] == "@" and tree[1] in tables else None


def _substituted(tree: Formula, term: Formula, variable: str) -> Formula:
    """A formula with a variable for a term."""
    if tree == term:
        return variable
    return [_substituted(part, term, variable) for part in tree] if isinstance(tree, list) else tree
