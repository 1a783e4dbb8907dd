"""Statements and questions of a kernel document without its quantifiers: expressions that both formats write.

Quantifiers and counts are expanded over their ranges. What a function is stays symbolic; where a value can be asked for, it is given as a fact.
A question at given parameters becomes a Boolean constant, defined by "there are values for its cells that satisfy its axioms".

Expressions  True · False · ("and" | "or", parts) · ("not", a) · ("iff", a, b) · ("=" | "<=" | "<", s, t) · ("holds", name)
             · ("forall" | "exists", cells, a) with cells (name, values) · ("defined", f, args)
Terms        numbers · ("apply", f, args) · ("cell", name) · ("+" | "*", s, t) · ("if", a, s, t)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from presheaf.kernel.check import Session
from presheaf.kernel.problem import Problem
from presheaf.kernel.structure import UNDEFINED

NODES = 400_000  # expressions in one export
POINTS = 4_096  # arguments that one application can have
COUNTED = 256  # assignments of the cells of a question whose solutions are counted
Expression = Any
Term = Any


class Inexpressible(Exception):
    """The statement cannot be written in the format, or would be too long; the message says why, for people."""


@dataclass(frozen=True)
class Question:
    """`name` holds iff some values of the cells (name, values) satisfy the axioms."""

    name: str
    text: str
    cells: tuple[tuple[str, Sequence[int]], ...]
    axioms: tuple[Expression, ...]


@dataclass(frozen=True)
class Value:
    """A term, the values it can have, and when it is defined; `known` if it mentions no cell: then it has at most one value."""

    term: Term
    values: frozenset[int]
    defined: Expression

    @property
    def known(self) -> bool:
        """Whether the value is the same for all cells."""
        return len(self.values) < 2


@dataclass
class Grounding:
    """What has been met: `facts[f, args]` is the value of a known function at arguments, None where it is undefined; `questions` by name."""

    session: Session
    facts: dict[tuple[str, tuple[int, ...]], int | None] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)
    nodes: int = 0

    def statement(self, tree: Any) -> Expression:
        """A closed formula over the structures alone."""
        return _Scope(self, None, "").formula(tree, {})

    def holds(self, name: str, params: tuple[int, ...]) -> Expression:
        """A question at parameters."""
        label = "_".join([name, *map(str, params)])
        if label not in self.questions:
            if "rule" in self.session.questions[name]:
                raise Inexpressible(f"question {name} is answered by a rule of the kernel, not by a definition")
            problem = self.session.problem(name, params)
            inner = _Scope(self, problem, label)
            cells = tuple((inner.cell(c), problem.domains[c]) for c in range(len(problem.domains)))
            self.questions[label] = Question(label, f"question {name} at {list(params)}", cells, ())  # a question does not ask itself
            env = dict(zip(problem.names, map(constant, params), strict=True))
            axioms = tuple(inner.formula(axiom, env) for axiom in problem.axioms)
            self.questions[label] = Question(label, f"question {name} at {list(params)}", cells, axioms)
        return ("holds", label)

    def count(self, name: str, params: tuple[int, ...]) -> Value:
        """The number of solutions of a question with few assignments."""
        if "rule" in self.session.questions[name]:
            raise Inexpressible(f"question {name} is counted by a rule of the kernel, not by a definition")
        problem = self.session.problem(name, params)
        if (size := prod(map(len, problem.domains))) > COUNTED:
            raise Inexpressible(f"it counts the solutions of a question with {size:,} assignments (limit {COUNTED})")
        env = dict(zip(problem.names, map(constant, params), strict=True))
        total: Term = 0
        for values in product(*problem.domains):
            inner = _Scope(self, problem, "", values)
            total = ("+", total, ("if", both(inner.formula(axiom, env) for axiom in problem.axioms), 1, 0))
        return Value(total, frozenset(range(size + 1)), True)

    def spend(self, nodes: int = 1) -> None:
        """Count expressions."""
        self.nodes += nodes
        if self.nodes > NODES:
            raise Inexpressible(f"it has more than {NODES:,} ground expressions")


def constant(x: int) -> Value:
    """A number."""
    return Value(x, frozenset([x]), True)


NOTHING = Value(0, frozenset(), False)


def both(parts: Iterable[Expression]) -> Expression:
    """The conjunction, folded."""
    kept = [p for p in parts if p is not True]
    return False if any(p is False for p in kept) else True if not kept else kept[0] if len(kept) == 1 else ("and", tuple(kept))


def either(parts: Iterable[Expression]) -> Expression:
    """The disjunction, folded."""
    kept = [p for p in parts if p is not False]
    return True if any(p is True for p in kept) else False if not kept else kept[0] if len(kept) == 1 else ("or", tuple(kept))


def negation(part: Expression) -> Expression:
    """Not."""
    return (not part) if isinstance(part, bool) else part[1] if part[0] == "not" else ("not", part)


@dataclass
class _Scope:
    """Formulas over the structures, or over these and the cells of a problem (given `values`, with those for its cells)."""

    ground: Grounding
    problem: Problem | None
    label: str
    values: tuple[int, ...] | None = None

    def cell(self, number: int) -> str:
        """The name of a cell: its table and key."""
        assert self.problem is not None
        for table, index in self.problem.tables.items():
            for key, c in index.items():
                if c == number:
                    return "_".join([self.label, table.replace(".", "_"), *map(str, key)])
        raise KeyError(number)

    # ------------------------------------------------------------------ terms

    def term(self, tree: Any, env: dict[str, Value]) -> Value:
        self.ground.spend()
        if isinstance(tree, str):
            return env[tree]
        if isinstance(tree, int):
            return constant(tree)
        head, *rest = tree
        if head == "#":
            parts = [both([inside, self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env)]
            sure, unsure = sum(p is True for p in parts), [p for p in parts if not isinstance(p, bool)]
            total: Term = sure
            for part in unsure:
                total = ("+", total, ("if", part, 1, 0))
            return Value(total, frozenset(range(sure, sure + len(unsure) + 1)), True)
        if head in ("+", "*"):
            left, right = (self.term(t, env) for t in rest)
            values = frozenset(a + b if head == "+" else a * b for a in left.values for b in right.values)
            return Value((head, left.term, right.term), values, both([left.defined, right.defined]))
        if head in ("/", "log", "sum"):
            raise Inexpressible("it calculates with weights and other numbers that are not whole")
        args = [self.term(t, env) for t in rest[1:]]
        if head == "count":
            return self._asked(args, lambda key: self.ground.count(rest[0], key))
        return self._applied(rest[0], args)

    def _points(self, args: list[Value]) -> list[tuple[int, ...]]:
        if prod(len(a.values) for a in args) > POINTS:
            raise Inexpressible(f"one application has more than {POINTS:,} possible arguments")
        return list(product(*(sorted(a.values) for a in args)))

    def _asked(self, args: list[Value], answer: Callable[[tuple[int, ...]], Value]) -> Value:
        """A number that is asked for at each possible point."""
        found = [(point, answer(point)) for point in self._points(args)]
        if not found:
            return NOTHING
        term = found[-1][1].term
        for point, value in found[-2::-1]:
            term = ("if", both(("=", a.term, x) for a, x in zip(args, point, strict=True)), value.term, term)
        return Value(term, frozenset[int]().union(*(v.values for _, v in found)), both(a.defined for a in args))

    def _applied(self, name: str, args: list[Value]) -> Value:
        """A known function stays an application with facts at its points; one with cells is a case distinction over them."""
        signature = self.problem.signature if self.problem else self.ground.session.signature
        graph = signature.functions[name][1]
        points = self._points(args)
        self.ground.spend(len(points))
        found = {point: graph(*point) for point in points}
        if any(type(v) is not int for v in found.values()):
            raise Inexpressible("it calculates with weights and other numbers that are not whole")
        defined = both(a.defined for a in args)
        if not found or all(v == UNDEFINED for v in found.values()):
            return NOTHING
        if any(UNDEFINED < v < 0 for v in found.values()):
            return self._cells(args, found, defined)
        terms = tuple(a.term for a in args)
        for point, v in found.items():
            self.ground.facts[name, point] = None if v == UNDEFINED else v
        if UNDEFINED in found.values():
            self.ground.partial.add(name)
            defined = both([defined, ("defined", name, terms)])
        return Value(("apply", name, terms), frozenset(v for v in found.values() if v >= 0), defined)

    def _cells(self, args: list[Value], found: dict[tuple[int, ...], int], defined: Expression) -> Value:
        assert self.problem is not None
        cases: list[tuple[Expression, Term]] = []
        values: set[int] = set()
        for point, v in found.items():
            if v == UNDEFINED:
                continue
            here = both(True if a.known else ("=", a.term, x) for a, x in zip(args, point, strict=True))
            if v >= 0:
                values.add(v)
                cases.append((here, v))
            elif self.values is not None:
                values.add(self.values[-1 - v])
                cases.append((here, self.values[-1 - v]))
            else:
                values.update(self.problem.domains[-1 - v])
                cases.append((here, ("cell", self.cell(-1 - v))))
        term = cases[-1][1]
        for here, other in cases[-2::-1]:
            term = ("if", here, other, term)
        inside = either(here for here, _ in cases) if len(cases) < len(found) else True
        return Value(term, frozenset(values), both([defined, inside]))

    # ------------------------------------------------------------------ formulas

    def formula(self, tree: Any, env: dict[str, Value]) -> Expression:
        self.ground.spend()
        if isinstance(tree, bool):
            return tree
        head, *rest = tree
        if head in ("=", "<=", "<"):
            return self.compare(head, *(self.term(t, env) for t in rest))
        if head == "holds":
            args = [self.term(t, env) for t in rest[1:]]
            cases = []
            for point in self._points(args):
                here = both(True if a.known else ("=", a.term, x) for a, x in zip(args, point, strict=True))
                cases.append(both([here, self.ground.holds(rest[0], point)]))
            return both([*(a.defined for a in args), either(cases)])
        if head == "all":
            return both(either([negation(inside), self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env))
        if head == "any":
            return either(both([inside, self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env))
        if head == "=>":
            left = self.formula(rest[0], env)
            return True if left is False else either([negation(left), self.formula(rest[1], env)])
        parts = [self.formula(t, env) for t in rest]
        if head == "not":
            return negation(parts[0])
        if head in ("and", "or"):
            return both(parts) if head == "and" else either(parts)
        a, b = parts
        return b if a is True else a if b is True else negation(b) if a is False else negation(a) if b is False else ("iff", a, b)

    def compare(self, head: str, left: Value, right: Value) -> Expression:
        """An atom; false where a term is undefined."""
        if left.defined is False or right.defined is False:
            return False
        if isinstance(left.term, int) and isinstance(right.term, int):
            a, b = left.term, right.term
            return both([left.defined, right.defined, a == b if head == "=" else a <= b if head == "<=" else a < b])
        return both([left.defined, right.defined, (head, left.term, right.term)])

    def range(self, rest: Any, env: dict[str, Value]) -> Iterator[tuple[Expression, dict[str, Value]]]:
        """(condition, environment) for each element of a sort, the condition being that it lies in the fibre.

        In a question, elements that cannot lie there are passed over, as they are for the domains of its cells.
        """
        variable, sort, fibre, _ = rest
        signature = self.ground.session.signature
        keys = [(f, signature.columns[f][1], self.term(t, env)) for f, t in fibre]
        for x in range(signature.sorts[sort]):
            if self.problem and any(column[x] not in key.values for _, column, key in keys):
                continue
            conditions = []
            for f, column, key in keys:
                self.ground.facts[f, (x,)] = column[x]
                conditions.append(self.compare("=", Value(("apply", f, (x,)), frozenset([column[x]]), True), key))
            if (inside := both(conditions)) is not False:
                yield inside, {**env, variable: constant(x)}
