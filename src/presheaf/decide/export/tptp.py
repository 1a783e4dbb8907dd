"""TPTP: a problem whose conjecture is the claim of a kernel document, with its finite structures as axioms.

Numbers of the certificate become constants, different from each other. Each sort is a predicate with the list of what it holds, each function is
given at every argument. Atoms that compare how many things there are become predicates, given at every argument too. A question at parameters is
defined by values for its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod
from typing import Any

from presheaf.decide.export.fof import Scope, Text, Writer, applied, atom, conjunction, joined, number
from presheaf.decide.export.ground import Expression, Grounding, Inexpressible, Question, Term
from presheaf.kernel.check import Session
from presheaf.kernel.structure import UNDEFINED

POINTS = 40_000  # arguments at which functions and relations are given
CONSTANTS = 300
ORDER = "composition: 'C.comp'(F,G) is first F, then G"
STATUS = {"proved": "Theorem", "refuted": "CounterSatisfiable"}


def status(verdict: str, name: str) -> str:
    """The SZS status of the problem, as far as a verdict says it."""
    return f"% SZS status {STATUS.get(verdict, 'GaveUp')} for {name}"


def problem(document: dict[str, Any], name: str, head: Sequence[str]) -> str:
    """The text, below comment lines `head`. Inexpressible if the claim calculates with numbers below a question or its structures are too large."""
    written = Finite(document)
    conjecture = written.writer.formula(document["statement"], {})
    axioms = list(written.axioms())
    lines = [*(f"% {line}" for line in [*head, ORDER]), *axioms, f"fof({atom(name)},conjecture,{conjecture}).", ""]
    return "\n".join(lines)


class Finite:
    """A document with all its structures given."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.session = Session({part: data for part, data in document.items() if part not in ("scope", "theory")})
        self.tables = document.get("tables", {})
        self.ground = Grounding(self.session)
        self.writer = Writer(self.domain, self.tabulated)
        self.relations: list[Text] = []
        self.points = 0

    def _spend(self, points: int) -> None:
        self.points += points
        if self.points > POINTS:
            raise Inexpressible(f"its structures have more than {POINTS:,} values")

    # ------------------------------------------------------------------ functions

    def arguments(self, function: str) -> list[str]:
        """The sorts of the arguments of a known function."""
        if function in self.tables:
            return list(self.tables[function]["args"])
        name, _, part = function.partition(".")
        if name in self.session.categories:
            of = {"dom": ["ar"], "cod": ["ar"], "id": ["ob"], "comp": ["ar", "ar"], "after": ["ar", "gen"], "before": ["gen", "ar"]}
            return [f"{name}.{sort}" for sort in of.get(part, ["gen"])]
        if name in self.session.set_functors:
            c = self.session.set_functors[name].category.name
            element = f"{name}.el"
            return {"ob": [element], "source": [f"{c}.gen"], "gen": [element, f"{c}.gen"], "act": [element, f"{c}.ar"]}[part]
        if name in self.session.functors:
            return [f"{self.session.functors[name].dom.name}.{part}"]
        if function not in self.session.signature.columns:
            raise Inexpressible("it speaks of weights, which are numbers and no elements")
        return [self.session.signature.columns[function][0]]

    def graph(self, function: str) -> dict[tuple[int, ...], int]:
        """The values at all arguments of the right sorts."""
        sizes = [self.session.signature.sorts[sort] for sort in self.arguments(function)]
        self._spend(prod(sizes))
        value = self.session.signature.functions[function][1]
        return {point: value(*point) for point in product(*map(range, sizes))}

    def domain(self, function: str, args: Sequence[Text]) -> list[Text]:
        """What makes a function defined at arguments."""
        part = function.partition(".")[2]
        partial = part in ("comp", "after", "before", "gen", "act") and function.partition(".")[0] not in self.session.functors
        if function in self.tables:
            partial = any(x < 0 for x in self.tables[function]["data"])
        return [applied(f"{function}?", args)] if partial else []

    def tabulated(self, tree: Any, scope: Scope) -> Text:
        """An atom about numbers, as a predicate of its variables that is given at every argument."""
        used = [v for v in scope if not v.endswith(" hidden") and _mentions(tree, v)]
        sizes = [self.session.signature.sorts[scope[v][1]] for v in used]
        self._spend(prod(sizes))
        code = self.session.signature.formula(tree, tuple(used))
        if _asks(tree):
            raise Inexpressible("it compares the number of solutions of a question")
        name = f"numbers{len(self.relations)}"
        true, false = list[Text](), list[Text]()
        for point in product(*map(range, sizes)):
            self.writer.constants.update(point)
            fact = applied(name, [number(x) for x in point])
            (true if code(list(point)) else false).append(fact)
        parts = [*true, *(f"~ {fact}" for fact in false)]
        self.relations.append(f"fof({name},axiom,{joined('&', parts, '$true')}). % {tree}")
        return applied(name, [scope[v][0] for v in used])

    # ------------------------------------------------------------------ axioms

    def axioms(self) -> Iterator[Text]:
        """All that the formulas written so far rest on."""
        questions = [text for name in sorted(self.writer.asked) for text in self._question(name)]
        given = list(self.given(self.writer.functions | {f for f, _ in self.ground.facts}))
        sorts = list(self.closed(self.writer.sorts))
        constants = sorted(self.writer.constants)
        if len(constants) > CONSTANTS:
            raise Inexpressible(f"its structures have more than {CONSTANTS} parts")
        apart = [f"{number(a)} != {number(b)}" for a, b in combinations(constants, 2)]
        if apart:
            yield f"fof(distinct,axiom,{joined('&', apart, '$true')})."
        yield from [*sorts, *given, *self.relations, *questions]

    def given(self, functions: set[str]) -> Iterator[Text]:
        """The values of functions."""
        for f in sorted(functions):
            yield from self._function(f)

    def closed(self, sorts: set[str]) -> Iterator[Text]:
        """What sorts hold."""
        for sort in sorted(sorts):
            yield from self._sort(sort)

    def _sort(self, sort: str) -> Iterator[Text]:
        size = self.session.signature.sorts[sort]
        self.writer.constants.update(range(size))
        listed = joined("|", [f"X = {number(x)}" for x in range(size)], "$false")
        yield f"fof({atom(f'{sort} closed')},axiom,! [X] : ({applied(sort, ['X'])} <=> {listed}))."

    def _function(self, function: str) -> Iterator[Text]:
        facts = []
        for point, value in self.graph(function).items():
            args = [number(x) for x in point]
            self.writer.constants.update(point)
            condition = self.domain(function, args)
            if value == UNDEFINED:
                facts += [f"~ {c}" for c in condition]
            else:
                self.writer.constants.add(value)
                facts += [*condition, f"{applied(function, args)} = {number(value)}"]
        if facts:
            yield f"fof({atom(f'{function} given')},axiom,{joined('&', facts, '$true')})."

    def _question(self, name: str) -> Iterator[Text]:
        sizes = [self.session.signature.sorts[sort] for sort in self.session.questions[name]["params"]]
        self._spend(prod(sizes))
        for point in product(*map(range, sizes)):
            self.ground.holds(name, point)
            self.writer.constants.update(point)
        for question in list(self.ground.questions.values()):
            if question.name == name or question.name.startswith(f"{name}_"):
                self.writer.constants.update(x for _, values in question.cells for x in values)
                yield self._defined(name, question)

    def _defined(self, name: str, question: Question) -> Text:
        point = question.name[len(name) + 1 :].split("_") if question.name != name else []
        ranges = [joined("|", [f"{_cell(cell)} = {number(x)}" for x in values], "$false") for cell, values in question.cells]
        body = conjunction([*ranges, *(self._expression(a) for a in question.axioms)])
        if question.cells:
            body = f"(? [{','.join(_cell(cell) for cell, _ in question.cells)}] : {body})"
        return f"fof({atom(question.name)},definition,({applied(name, [number(int(x)) for x in point])} <=> {body}))."

    def _expression(self, e: Expression) -> Text:
        if isinstance(e, bool):
            return "$true" if e else "$false"
        head, *rest = e
        match head:
            case "and":
                return conjunction([self._expression(p) for p in rest[0]])
            case "or":
                return joined("|", [self._expression(p) for p in rest[0]], "$false")
            case "not":
                return f"(~ {self._expression(rest[0])})"
            case "iff":
                return f"({self._expression(rest[0])} <=> {self._expression(rest[1])})"
            case "holds":
                raise Inexpressible("one question asks another one")
            case "defined":
                return self._cases(list(rest[1]), lambda args: applied(f"{rest[0]}?", args))
            case "=":
                return self._cases(rest, lambda sides: f"{sides[0]} = {sides[1]}")
        raise Inexpressible("it compares numbers of things below a question")

    def _cases(self, terms: Sequence[Term], write: Any) -> Text:
        """An atom about terms with case distinctions, which are lifted out of it."""
        out = []
        for choice in product(*(self._term(t) for t in terms)):
            conditions = [self._expression(c) for _, given in choice for c in given]
            out.append(conjunction([*conditions, write([text for text, _ in choice])]))
        return joined("|", out, "$false")

    def _term(self, t: Term) -> list[tuple[Text, list[Expression]]]:
        """The cases of a term: what it is, and when."""
        if isinstance(t, int):
            self.writer.constants.add(t)
            return [(number(t), [])]
        head, *rest = t
        if head == "cell":
            return [(_cell(rest[0]), [])]
        if head == "if":
            here, there = self._term(rest[1]), self._term(rest[2])
            return [(text, [rest[0], *c]) for text, c in here] + [(text, [("not", rest[0]), *c]) for text, c in there]
        if head != "apply":
            raise Inexpressible("it calculates with numbers of things below a question")
        return [
            (applied(rest[0], [text for text, _ in choice]), [c for _, given in choice for c in given])
            for choice in product(*(self._term(x) for x in rest[1]))
        ]


def _cell(name: str) -> Text:
    return "X_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in name)


def _mentions(tree: Any, variable: str) -> bool:
    return tree == variable if not isinstance(tree, list) else any(_mentions(part, variable) for part in tree)


def _asks(tree: Any) -> bool:
    return isinstance(tree, list) and (tree[:1] in (["count"], ["holds"]) or any(_asks(part) for part in tree))
