"""The language of statements and its evaluation.

Terms     "x" (variable) · 7 · ["@", f, t...] · ["#", v, sort, fibre, phi] (how many v) · ["count", q, t...] (solutions of question q)
          · ["+", s, t] · ["*", s, t]
Formulas  true · false · ["=" "<=" "<", s, t] · ["not", a] · ["and" "or", a...] · ["=>" "<=>", a, b]
          · ["all" "any", v, sort, fibre, a] · ["holds", q, t...] (question q answered yes)
A fibre is a list of pairs [f, t]: v ranges over the elements x of the sort with f(x) = t for each of them (f a known unary function on
the sort). An inner variable hides an outer one of the same name.

Evaluation is three-valued. A value is an integer >= 0, UNDEFINED (a partial function outside its domain; an atom about it is
false), or below 0 an *open* token: -1-c for the unknown cell c, OPEN for a question without an answer. `and`, `or`, `all`, `any`
decide as soon as one part decides them; `=>` looks at its right side only when the left side is true, so it guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .errors import Rejected, named, need
from .structure import UNDEFINED

OPEN = -(1 << 59)
Env = list[int]
Code = Callable[[Env], int]
Values = Callable[[Env], Sequence[int] | int]  # the range of a variable, or an open token
Function = Callable[..., int]
Scope = tuple[str | None, ...]


class Signature:
    """Sorts with their sizes, functions with their arities, and the questions that may be asked."""

    def __init__(self) -> None:
        self.sorts: dict[str, int] = {}
        self.functions: dict[str, tuple[int, Function]] = {}
        self.columns: dict[str, tuple[str, list[int]]] = {}  # known unary functions: sort and values, usable in fibres
        self.questions: dict[str, int] = {}  # number of parameters
        self.ask: Callable[[str, tuple[int, ...], bool], int] = lambda _q, _a, _count: OPEN
        self._fibres: dict[tuple[str, tuple[str, ...]], dict[tuple[int, ...], list[int]]] = {}

    def add_column(self, name: str, sort: str, values: list[int]) -> None:
        """A known unary function on a sort."""
        self.columns[name] = (sort, values)
        self.functions[name] = (1, values.__getitem__)

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
            need(tree in scope, "unbound", f"variable {tree!r}")
            slot = len(scope) - 1 - scope[::-1].index(tree)
            return lambda env: env[slot]
        if type(tree) is int:
            need(tree >= 0, "range", f"number {tree}")
            return lambda env: tree
        head, *rest = _list(tree)
        if head == "#":
            values, body, inner = self.binder(rest, scope)
            return _count(len(scope), values, self.formula(body, inner))
        if head == "count":
            return self._question(rest, scope, True)
        name, arity, function = head, 2, (int.__add__ if head == "+" else int.__mul__)
        if head not in ("+", "*"):
            need(head == "@" and bool(rest) and isinstance(rest[0], str) and rest[0] in self.functions, "unknown function", repr(tree)[:80])
            name, (arity, function), rest = rest[0], self.functions[rest[0]], rest[1:]
        need(arity == len(rest), "arity", f"{name} takes {arity} arguments")
        return _apply(function, [self.term(t, scope) for t in rest])

    def formula(self, tree: Any, scope: Scope) -> Code:
        """The code of a formula: 1, 0 or an open token."""
        if isinstance(tree, bool):
            return lambda env: int(tree)
        head, *rest = _list(tree)
        if head in ("=", "<=", "<"):
            need(len(rest) == 2, "arity", repr(tree)[:80])
            return _compare(head, self.term(rest[0], scope), self.term(rest[1], scope))
        if head == "holds":
            return self._question(rest, scope, False)
        if head in ("all", "any"):
            values, body, inner = self.binder(rest, scope)
            return _quantify(int(head == "any"), len(scope), values, self.formula(body, inner))
        parts = [self.formula(t, scope) for t in rest]
        need(head in ("and", "or") or len(parts) == {"not": 1, "=>": 2, "<=>": 2}.get(head), "shape", repr(tree)[:80])
        return _connect(head, parts)

    def binder(self, rest: Any, scope: Scope) -> tuple[Values, Any, Scope]:
        """The values of the variable under an environment of `scope`, the tree of the body, and the scope of the body."""
        need(len(rest) == 4, "shape", repr(rest)[:80])
        variable, sort, fibre, body = rest
        need(isinstance(variable, str), "shape", repr(rest)[:80])
        return self.values(sort, fibre, scope), body, (*scope, variable)

    def values(self, sort: Any, fibre: Any, scope: Scope) -> Values:
        """The elements of a sort that satisfy a fibre, in increasing order, as a function of the environment."""
        need(isinstance(sort, str) and sort in self.sorts, "sort", f"{sort!r}"[:80])
        need(isinstance(fibre, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in fibre), "shape", f"fibre {fibre!r}"[:80])
        if not fibre:
            whole = range(self.sorts[sort])
            return lambda env: whole
        keys = [self.term(t, scope) for _, t in fibre]
        index = self.fibre(sort, tuple(f for f, _ in fibre))

        def look_up(env: Env) -> Sequence[int] | int:
            key = tuple([k(env) for k in keys])
            opened = _bad(key)
            return opened if opened not in (0, UNDEFINED) else index.get(key, ())

        return look_up

    def _question(self, rest: Any, scope: Scope, counting: bool) -> Code:
        arity = named(self.questions, rest[0] if rest else None, "question")
        need(len(rest) - 1 == arity, "arity", repr(rest)[:80])
        asked = _apply(lambda *values: self.ask(rest[0], values, counting), [self.term(t, scope) for t in rest[1:]])

        def holds(env: Env) -> int:
            value = asked(env)
            return 0 if value == UNDEFINED else value

        return asked if counting else holds


def _list(tree: Any) -> list[Any]:
    if not isinstance(tree, list) or not tree:
        raise Rejected("shape", repr(tree)[:80])
    return tree


def _bad(values: Iterable[int]) -> int:
    """The first open token among the values, else UNDEFINED if it is among them, else 0."""
    worst = 0
    for v in values:
        if UNDEFINED < v < 0:
            return v
        worst = min(worst, v)
    return worst


def _apply(function: Function, args: list[Code]) -> Code:
    if len(args) == 1:
        only = args[0]

        def unary(env: Env) -> int:
            value = only(env)
            return value if value < 0 else function(value)

        return unary

    def many(env: Env) -> int:
        values = [a(env) for a in args]
        return _bad(values) if values and min(values) < 0 else function(*values)

    return many


def _compare(head: str, left: Code, right: Code) -> Code:
    def compare(env: Env) -> int:
        a, b = left(env), right(env)
        if a < 0 or b < 0:
            bad = _bad((a, b))
            return 0 if bad == UNDEFINED else bad
        return int(a == b if head == "=" else a <= b if head == "<=" else a < b)

    return compare


def _count(slot: int, values: Values, body: Code) -> Code:
    def count(env: Env) -> int:
        total, found = 0, values(env)
        if isinstance(found, int):
            return found
        env[slot:] = [0]
        for x in found:
            env[slot] = x
            value = body(env)
            if value < 0:
                return value
            total += value
        return total

    return count


def _quantify(decisive: int, slot: int, values: Values, body: Code) -> Code:
    def quantify(env: Env) -> int:
        found, opened = values(env), 0
        if isinstance(found, int):
            return found
        env[slot:] = [0]
        for x in found:
            env[slot] = x
            value = body(env)
            if value == decisive:
                return decisive
            opened = opened or min(value, 0)
        return opened or 1 - decisive

    return quantify


def _connect(head: str, parts: list[Code]) -> Code:
    def negation(env: Env) -> int:
        value = parts[0](env)
        return value if value < 0 else 1 - value

    def implication(env: Env) -> int:
        guard = parts[0](env)
        return guard if guard < 0 else 1 if guard == 0 else parts[1](env)

    def equivalence(env: Env) -> int:
        a, b = parts[0](env), parts[1](env)
        return _bad((a, b)) or int(a == b)

    decisive = int(head == "or")

    def junction(env: Env) -> int:
        opened = 0
        for part in parts:
            value = part(env)
            if value == decisive:
                return decisive
            opened = opened or min(value, 0)
        return opened or 1 - decisive

    return {"not": negation, "=>": implication, "<=>": equivalence}.get(head, junction)
