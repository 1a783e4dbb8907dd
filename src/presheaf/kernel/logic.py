"""The language of statements and its evaluation.

Terms     "x" (variable) · 7 · ["@", f, t...] · ["#", v, sort, fibre, phi] (how many v) · ["count", q, t...] (solutions of question q)
          · ["+", s, t] · ["*", s, t]
Formulas  true · false · ["=" "<=" "<", s, t] · ["not", a] · ["and" "or", a...] · ["=>" "<=>", a, b]
          · ["all" "any", v, sort, fibre, a] · ["holds", q, t...] (question q answered yes)
A fibre is a list of pairs [f, t]: v ranges over the elements x of the sort with f(x) = t for each of them (f one of the known functions).

Evaluation is three-valued. A value is an integer >= 0, UNDEFINED (a partial function outside its domain; an atom about it is
false), or below 0 an *open* token: -1-c for the unknown cell c, OPEN for a question without an answer. `and`, `or`, `all`, `any`
decide as soon as one part decides them; `=>` looks at its right side only when the left side is true, so it guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from presheaf.kernel.errors import Rejected, need
from presheaf.kernel.structure import UNDEFINED

OPEN = -(1 << 59)
Env = list[int]
Code = Callable[[Env], int]
Function = Callable[..., int]


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
        """Elements of the sort grouped by the values of the columns; built once."""
        key = (sort, columns)
        if key not in self._fibres:
            for name in columns:
                need(self.columns.get(name, ("", []))[0] == sort, "fibre", f"{name} is not a known function on {sort}")
            index: dict[tuple[int, ...], list[int]] = {}
            for x, row in enumerate(zip(*(self.columns[name][1] for name in columns), strict=True)):
                index.setdefault(row, []).append(x)
            self._fibres[key] = index
        return self._fibres[key]

    # ------------------------------------------------------------------ compilation to closures over a list of variable values

    def term(self, tree: Any, scope: tuple[str, ...]) -> Code:
        """The code of a term whose variables are those of `scope`, env[i] being the value of scope[i]."""
        if isinstance(tree, str):
            need(tree in scope, "unbound", f"variable {tree!r}")
            slot = len(scope) - 1 - scope[::-1].index(tree)
            return lambda env: env[slot]
        if type(tree) is int:
            need(tree >= 0, "range", f"number {tree}")
            return lambda env: tree
        head, *rest = self._list(tree)
        if head == "#":
            return self._counting(rest, scope)
        if head in ("+", "*"):
            need(len(rest) == 2, "arity", repr(tree)[:80])
            return _arithmetic(head, self.term(rest[0], scope), self.term(rest[1], scope))
        if head == "count":
            return self._question(rest, scope, True)
        need(head == "@" and bool(rest) and isinstance(rest[0], str) and rest[0] in self.functions, "unknown function", repr(tree)[:80])
        arity, function = self.functions[rest[0]]
        need(arity == len(rest) - 1, "arity", repr(tree)[:80])
        return _apply(function, [self.term(t, scope) for t in rest[1:]])

    def formula(self, tree: Any, scope: tuple[str, ...]) -> Code:
        """The code of a formula: 1, 0 or an open token."""
        if isinstance(tree, bool):
            return lambda env: int(tree)
        head, *rest = self._list(tree)
        if head in ("=", "<=", "<"):
            need(len(rest) == 2, "arity", repr(tree)[:80])
            return _compare(head, self.term(rest[0], scope), self.term(rest[1], scope))
        if head == "holds":
            return self._question(rest, scope, False)
        if head in ("all", "any"):
            slot, values, body = self.binder(rest, scope)
            return _quantify(head == "any", slot, values, self.formula(body, (*scope, rest[0])))
        parts = [self.formula(t, scope) for t in rest]
        need(head in ("and", "or") or len(parts) == {"not": 1, "=>": 2, "<=>": 2}.get(head, -1), "shape", repr(tree)[:80])
        return _connect(head, parts)

    def binder(self, rest: Any, scope: tuple[str, ...]) -> tuple[int, Callable[[Env], Iterable[int] | int], Any]:
        """Slot of the variable, its values under an environment (or an open token), and the tree of the body."""
        need(len(rest) == 4, "shape", repr(rest)[:80])
        variable, sort, fibre, body = rest
        need(isinstance(variable, str) and isinstance(sort, str) and sort in self.sorts, "sort", repr(rest)[:80])
        return len(scope), self.values(sort, fibre, scope), body

    def values(self, sort: str, fibre: Any, scope: tuple[str, ...]) -> Callable[[Env], Iterable[int] | int]:
        """The elements of a sort that satisfy a fibre, as a function of the environment."""
        if not self._list(fibre, empty=True):
            whole = range(self.sorts[sort])
            return lambda env: whole
        need(all(len(self._list(pair)) == 2 for pair in fibre), "shape", repr(fibre)[:80])
        keys = [self.term(t, scope) for _, t in fibre]
        index = self.fibre(sort, tuple(f for f, _ in fibre))

        def look_up(env: Env) -> Iterable[int] | int:
            key = tuple([k(env) for k in keys])
            opened = [v for v in key if UNDEFINED < v < 0]
            return opened[0] if opened else index.get(key, ())

        return look_up

    def _counting(self, rest: Any, scope: tuple[str, ...]) -> Code:
        slot, values, body = self.binder(rest, scope)
        code = self.formula(body, (*scope, rest[0]))

        def count(env: Env) -> int:
            total, found = 0, values(env)
            if isinstance(found, int):
                return found
            del env[slot:]
            env.append(0)
            for x in found:
                env[slot] = x
                value = code(env)
                if value < 0:
                    return value
                total += value
            return total

        return count

    def _question(self, rest: Any, scope: tuple[str, ...], counting: bool) -> Code:
        need(bool(rest) and isinstance(rest[0], str) and rest[0] in self.questions, "unknown question", repr(rest)[:80])
        need(len(rest) - 1 == self.questions[rest[0]], "arity", repr(rest)[:80])
        terms = [self.term(t, scope) for t in rest[1:]]

        def ask(env: Env) -> int:
            values = tuple([t(env) for t in terms])
            if values and min(values) < 0:
                found = _bad(*values)
                return 0 if found == UNDEFINED and not counting else found
            return self.ask(rest[0], values, counting)

        return ask

    @staticmethod
    def _list(tree: Any, empty: bool = False) -> list[Any]:
        if not isinstance(tree, list) or not (tree or empty):
            raise Rejected("shape", repr(tree)[:80])
        return tree


def _arithmetic(head: str, left: Code, right: Code) -> Code:
    def combine(env: Env) -> int:
        a, b = left(env), right(env)
        if a < 0 or b < 0:
            return _bad(a, b)
        return a + b if head == "+" else a * b

    return combine


def _bad(*values: int) -> int:
    """The open token among the values if there is one, else UNDEFINED."""
    return next((v for v in values if UNDEFINED < v < 0), UNDEFINED)


def _apply(function: Function, args: list[Code]) -> Code:
    if not args:
        return lambda env: function()
    if len(args) == 1:
        only = args[0]

        def unary(env: Env) -> int:
            value = only(env)
            return value if value < 0 else function(value)

        return unary

    def many(env: Env) -> int:
        values = [a(env) for a in args]
        return _bad(*values) if min(values) < 0 else function(*values)

    return many


def _compare(head: str, left: Code, right: Code) -> Code:
    def compare(env: Env) -> int:
        a, b = left(env), right(env)
        if a < 0 or b < 0:
            found = _bad(a, b)
            return 0 if found == UNDEFINED else found
        return int(a == b if head == "=" else a <= b if head == "<=" else a < b)

    return compare


def _quantify(exists: bool, slot: int, values: Callable[[Env], Iterable[int] | int], body: Code) -> Code:
    decisive = int(exists)

    def quantify(env: Env) -> int:
        found, opened = values(env), 0
        if isinstance(found, int):
            return found
        del env[slot:]
        env.append(0)
        for x in found:
            env[slot] = x
            value = body(env)
            if value == decisive:
                return decisive
            if value < 0 and not opened:
                opened = value
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
        return a if a < 0 else b if b < 0 else int(a == b)

    decisive = int(head == "or")

    def junction(env: Env) -> int:
        opened = 0
        for part in parts:
            value = part(env)
            if value == decisive:
                return decisive
            if value < 0 and not opened:
                opened = value
        return opened or 1 - decisive

    return {"not": negation, "=>": implication, "<=>": equivalence}.get(head, junction)
