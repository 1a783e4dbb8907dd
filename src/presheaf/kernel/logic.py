"""The language of statements and its evaluation.

Terms     "x" (variable) · 7 · ["@", f, t...] · ["#", v, sort, fibre, phi] (how many v) · ["count", q, t...] (solutions of question q)
          · ["+", s, t] · ["*", s, t] · ["/", s, t] (undefined if t is 0; so ["/", 1, 2] is one half)
          · ["log", t] (of a number >= 1; see logarithm.py) · ["sum", v, sort, fibre, t] (of t over all v)
Formulas  true · false · ["=" "<=" "<", s, t] · ["not", a] · ["and" "or", a...] · ["=>" "<=>", a, b]
          · ["all" "any", v, sort, fibre, a] · ["holds", q, t...] (question q answered yes)
A fibre is a list of pairs [f, t]: v ranges over the elements x of the sort with f(x) = t for each of them (f a known unary function on
the sort). An inner variable hides an outer one of the same name.

Evaluation is three-valued. A function gives a number >= 0, UNDEFINED (a partial function outside its domain), or below 0 an *open*
token: -1-c for the unknown cell c, OPEN for a question without an answer. An atom about an undefined term is false, and nothing lies
over one. An open token is raised as `Open`: `and`, `or`, `all`, `any` decide as soon as one part decides them, whatever else is open;
`=>` looks at its right side only when the left side is true, so it guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from operator import add, eq, le, lt, mul
from typing import Any

from .errors import named, need
from .logarithm import log, total
from .structure import OPEN, UNDEFINED

Env = list[int]
Code = Callable[[Env], Any]  # an int, a Fraction or a form in logarithms
Values = Callable[[Env], Sequence[int]]  # the range of a variable
Function = Callable[..., Any]
Scope = tuple[str | None, ...]
OPERATIONS: dict[str, tuple[int, Function]] = {  # with their arity
    "+": (2, add),
    "*": (2, mul),
    "/": (2, lambda s, t: Fraction(s) / t if t else UNDEFINED),
    "log": (1, log),
}
BINDERS = ("all", "any", "#", "sum")  # each followed by a variable, its sort and fibre, and a body
RELATIONS: dict[str, Callable[..., bool]] = {"=": eq, "<=": le, "<": lt}
CONNECTIVES = {"not": 1, "=>": 2, "<=>": 2}  # and how many parts they take


class Undefined(Exception):
    """A term has no value."""


class Open(Exception):
    """The value rests on something that is not known: its token."""

    def __init__(self, token: int) -> None:
        self.token = token


class Signature:
    """Sorts with their sizes, functions with their arities, and the questions that may be asked."""

    def __init__(self) -> None:
        self.sorts: dict[str, int] = {}
        self.functions: dict[str, tuple[int, Function]] = {}
        self.columns: dict[str, tuple[str, list[int]]] = {}  # unary functions known everywhere: sort and values, usable in fibres
        self.questions: dict[str, int] = {}  # number of parameters
        self.ask: Callable[[str, tuple[int, ...], bool], int] = lambda _q, _a, _count: OPEN
        self._fibres: dict[tuple[str, tuple[str, ...]], dict[tuple[int, ...], list[int]]] = {}

    def add_column(self, name: str, sort: str, values: list[int]) -> None:
        """A unary function on a sort."""
        self.functions[name] = (1, values.__getitem__)
        if min(values, default=0) >= 0:
            self.columns[name] = (sort, values)

    def fibre(self, sort: str, columns: tuple[str, ...]) -> dict[tuple[int, ...], list[int]]:
        """Elements of the sort grouped by the values of the columns, in increasing order; built once."""
        if (sort, columns) not in self._fibres:
            for name in columns:
                need(name in self.columns and self.columns[name][0] == sort, "fibre", f"{name} is not a known function on {sort}")
            index = self._fibres[sort, columns] = {}
            for x, row in enumerate(zip(*(self.columns[name][1] for name in columns), strict=True)):
                index.setdefault(row, []).append(x)
        return self._fibres[sort, columns]

    # ------------------------------------------------------------------ compilation to closures over a list of variable values

    def term(self, tree: Any, scope: Scope) -> Code:
        """The code of a term whose variables are those of `scope`, env[i] being the value of scope[i]."""
        if isinstance(tree, str):
            need(tree in scope, "unbound", f"variable {tree}")
            slot = len(scope) - 1 - scope[::-1].index(tree)
            return lambda env: env[slot]
        if type(tree) is int:
            need(tree >= 0, "range", "a negative number")
            return lambda env: tree
        need(isinstance(tree, list) and bool(tree), "shape", tree)
        head, *rest = tree
        if head == "#":
            bodies = self._bodies(rest, scope, self.formula)
            return lambda env: sum(body(env) for body in bodies(env))
        if head == "sum":
            terms = self._bodies(rest, scope, self.term)
            return lambda env: total(term(env) for term in terms(env))
        if head in OPERATIONS:
            return self._apply(*OPERATIONS[head], rest, scope)
        if head == "count":
            return self._question(rest, scope, True)
        need(head == "@", "shape", tree)
        arity, function = named(self.functions, rest[0] if rest else None, "function")
        return self._apply(arity, function, rest[1:], scope)

    def _apply(self, arity: int, function: Function, terms: list[Any], scope: Scope) -> Code:
        need(arity == len(terms), "arity", terms)
        args = [self.term(t, scope) for t in terms]

        def apply(env: Env) -> Any:
            value = function(*[a(env) for a in args])
            if value < 0:
                raise Undefined if value == UNDEFINED else Open(value)
            return value

        return apply

    def _question(self, rest: list[Any], scope: Scope, counting: bool) -> Code:
        arity = named(self.questions, rest[0] if rest else None, "question")
        return self._apply(arity, lambda *values: self.ask(rest[0], values, counting), rest[1:], scope)

    def formula(self, tree: Any, scope: Scope) -> Code:
        """The code of a formula: whether it is true; raises Open if that is not settled."""
        if isinstance(tree, bool):
            return lambda env: tree
        need(isinstance(tree, list) and bool(tree), "shape", tree)
        head, *rest = tree
        if head in RELATIONS:
            need(len(rest) == 2, "arity", tree)
            return _atom(RELATIONS[head], *(self.term(t, scope) for t in rest))
        if head == "holds":
            return _atom(eq, self._question(rest, scope, False), lambda env: 1)
        if head in ("all", "any"):
            return _junction(head == "any", self._bodies(rest, scope, self.formula))
        parts = [self.formula(t, scope) for t in rest]
        need(head in ("and", "or") or len(parts) == CONNECTIVES.get(head), "shape", tree)
        if head == "not":
            return lambda env: not parts[0](env)
        if head == "=>":
            return lambda env: not parts[0](env) or parts[1](env)
        if head == "<=>":
            return lambda env: parts[0](env) == parts[1](env)
        return _junction(head == "or", lambda env: parts)

    def _bodies(self, rest: Any, scope: Scope, compiled: Callable[[Any, Scope], Code]) -> Callable[[Env], Iterator[Code]]:
        """The body of a binder once per value of its variable, which it finds in the environment."""
        values, tree, inner = self.binder(rest, scope)
        slot, body = len(scope), compiled(tree, inner)

        def bodies(env: Env) -> Iterator[Code]:
            for x in values(env):
                env[slot:] = [x]
                yield body

        return bodies

    def binder(self, rest: Any, scope: Scope) -> tuple[Values, Any, Scope]:
        """The values of the variable under an environment of `scope`, the tree of the body, and the scope of the body."""
        need(len(rest) == 4 and isinstance(rest[0], str), "shape", rest)
        variable, sort, fibre, body = rest
        return self.values(sort, fibre, scope), body, (*scope, variable)

    def values(self, sort: Any, fibre: Any, scope: Scope) -> Values:
        """The elements of a sort that satisfy a fibre, in increasing order, as a function of the environment."""
        whole = range(named(self.sorts, sort, "sort"))
        need(isinstance(fibre, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in fibre), "shape", fibre)
        if not fibre:
            return lambda env: whole
        keys = [self.term(t, scope) for _, t in fibre]
        index = self.fibre(sort, tuple(f for f, _ in fibre))

        def look_up(env: Env) -> Sequence[int]:
            try:
                return index.get(tuple([key(env) for key in keys]), ())
            except Undefined:
                return ()

        return look_up


def _atom(relation: Callable[..., bool], left: Code, right: Code) -> Code:
    def atom(env: Env) -> int:
        try:
            return relation(left(env), right(env))
        except Undefined:
            return False

    return atom


def _junction(decisive: bool, parts: Callable[[Env], Iterable[Code]]) -> Code:
    """`any` and `or` are decided by one true part, `all` and `and` by one false part; else the first open part decides."""

    def junction(env: Env) -> int:
        opened = 0
        for part in parts(env):
            try:
                if bool(part(env)) == decisive:
                    return decisive
            except Open as error:
                opened = opened or error.token
        if opened:
            raise Open(opened)
        return not decisive

    return junction
