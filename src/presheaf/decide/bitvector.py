"""A second encoding of a problem, made from its axioms and sharing nothing with the kernel's normal form: for cross-checks.

Every function, known or unknown, is a z3 function on bit-vectors with a Boolean function for its domain. Its graph is asserted at the
points that some term can reach; at the cells of an unknown table the value lies in the cell's domain. Quantifiers and counts are
expanded over their ranges; an atom with an undefined term is false. Terms carry the finite set of values they can take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from presheaf.decide.verdict import Result, Sat, Unknown
from presheaf.decide.z3sat import check, failure
from presheaf.kernel.problem import Problem
from presheaf.kernel.structure import UNDEFINED

WIDTH = 24
POINT_LIMIT = 1 << 16  # points of one application, and values of one term


def solve(problem: Problem, rlimit: int | None = None) -> Result:
    """Z3's answer on the bit-vector encoding of a fresh problem; a model as one value per cell, not validated.

    Unknown("size") if a term can take too many values or one of 2**24 and more.
    """
    import z3

    try:
        solver = z3.SolverFor("QF_UFBV", ctx=z3.Context())
        if rlimit is not None:
            solver.set("rlimit", rlimit)
        encoding = _Encoding(problem, solver, z3)
        cells = [encoding.apply(name, [_constant(x) for x in key]) for name, index in problem.tables.items() for key in index]
        for axiom in problem.axioms:
            encoding.require(encoding.formula(axiom, dict(zip(problem.names, map(_constant, problem.params), strict=True))))
        verdict = check(solver)
        if not isinstance(verdict, Sat):
            return verdict
        model = solver.model()
        return Sat(tuple(model.eval(encoding.bits(cell), model_completion=True).as_long() for cell in cells))
    except _TooLarge:
        return Unknown("size")
    except z3.Z3Exception as error:
        return failure(error)


class _TooLarge(Exception):
    pass


@dataclass(frozen=True)
class _Term:
    """`values`: what it can be where it is defined; `bits` None for a constant; `defined` a Boolean or a z3 formula."""

    values: frozenset[int]
    bits: Any
    defined: Any


def _constant(x: int) -> _Term:
    return _Term(frozenset([x]), None, True)


_NOTHING = _Term(frozenset(), None, False)


class _Encoding:
    def __init__(self, problem: Problem, solver: Any, z3: Any) -> None:
        self.problem, self.solver, self.z3, self.ctx = problem, solver, z3, solver.ctx
        self.sort = z3.BitVecSort(WIDTH, self.ctx)
        self.bool = z3.BoolSort(self.ctx)
        self.asserted: dict[tuple[Any, ...], int] = {}

    # ------------------------------------------------------------------ Booleans that fold

    def both(self, parts: Iterable[Any]) -> Any:
        kept = [p for p in parts if p is not True]
        return False if any(p is False for p in kept) else True if not kept else self.z3.And(kept)

    def negate(self, part: Any) -> Any:
        return (not part) if isinstance(part, bool) else self.z3.Not(part)

    def either(self, parts: Iterable[Any]) -> Any:
        return self.negate(self.both([self.negate(p) for p in parts]))

    def require(self, formula: Any) -> None:
        self.solver.add(self.z3.BoolVal(formula, self.ctx) if isinstance(formula, bool) else formula)

    def bits(self, term: _Term) -> Any:
        if term.bits is not None:
            return term.bits
        (value,) = term.values
        return self.z3.BitVecVal(value, self.sort)

    # ------------------------------------------------------------------ terms

    def term(self, tree: Any, env: dict[str, _Term]) -> _Term:
        if isinstance(tree, str):
            return env[tree]
        if isinstance(tree, int):
            return self.bounded(_constant(tree))
        head, *rest = tree
        if head == "#":
            return self.counted(rest, env)
        if head in ("+", "*"):
            return self.arithmetic(head, self.term(rest[0], env), self.term(rest[1], env))
        args = [self.term(t, env) for t in rest[1:]]
        if head == "count":
            return self.function(("count", rest[0]), args, lambda *key: self.problem.signature.ask(rest[0], key, True))
        return self.apply(rest[0], args)

    def bounded(self, term: _Term) -> _Term:
        if len(term.values) > POINT_LIMIT or max(term.values, default=0) >= 1 << WIDTH:
            raise _TooLarge
        return term

    def arithmetic(self, head: str, left: _Term, right: _Term) -> _Term:
        combine: Callable[[int, int], int] = int.__add__ if head == "+" else int.__mul__
        if len(left.values) * len(right.values) > POINT_LIMIT:
            raise _TooLarge
        values = frozenset(combine(a, b) for a in left.values for b in right.values)
        if not values:
            return _NOTHING
        bits = None
        if len(values) > 1:
            bits = self.bits(left) + self.bits(right) if head == "+" else self.bits(left) * self.bits(right)
        return self.bounded(_Term(values, bits, self.both([left.defined, right.defined])))

    def counted(self, rest: Any, env: dict[str, _Term]) -> _Term:
        parts = [self.both([inside, self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env)]
        sure = sum(1 for p in parts if p is True)
        unsure = [p for p in parts if not isinstance(p, bool)]
        if not unsure:
            return _constant(sure)
        one, zero = self.z3.BitVecVal(1, self.sort), self.z3.BitVecVal(0, self.sort)
        total = self.z3.BitVecVal(sure, self.sort) + sum((self.z3.If(p, one, zero) for p in unsure), start=zero)
        return self.bounded(_Term(frozenset(range(sure, sure + len(unsure) + 1)), total, True))

    def apply(self, name: str, args: list[_Term]) -> _Term:
        return self.function((name,), args, self.problem.signature.functions[name][1])

    def function(self, label: tuple[str, ...], args: list[_Term], graph: Callable[..., int]) -> _Term:
        """`graph` gives at a point the value, UNDEFINED, or -1-c for the unknown cell c."""
        if any(a.defined is False for a in args):
            return _NOTHING
        if prod(len(a.values) for a in args) > POINT_LIMIT:
            raise _TooLarge
        points = list(product(*(sorted(a.values) for a in args)))
        found = {point: self.at(label, point, graph) for point in points}
        defined = self.both(a.defined for a in args)
        if len(points) == 1 and (found[points[0]] >= 0 or found[points[0]] == UNDEFINED):
            value = found[points[0]]
            return _NOTHING if value == UNDEFINED else self.bounded(_Term(frozenset([value]), None, defined))
        values = {v for v in found.values() if v >= 0}
        values.update(*(self.problem.domains[-1 - v] for v in found.values() if UNDEFINED < v < 0))
        inputs = [self.bits(a) for a in args]
        if UNDEFINED in found.values():
            defined = self.both([defined, self.declared(label, len(args), self.bool)(*inputs)])
        return self.bounded(_Term(frozenset(values), self.declared(label, len(args), self.sort)(*inputs), defined))

    def declared(self, label: tuple[str, ...], arity: int, sort: Any) -> Any:
        name = ("value " if sort is self.sort else "domain ") + " ".join(label)
        return self.z3.Function(name, *[self.sort] * arity, sort) if arity else lambda: self.z3.Const(name, sort)

    def at(self, label: tuple[str, ...], point: tuple[int, ...], graph: Callable[..., int]) -> int:
        """The value of the graph at a point, asserted when it is first met."""
        key = (*label, *point)
        if key not in self.asserted:
            value = self.asserted[key] = graph(*point)
            inputs = [self.z3.BitVecVal(x, self.sort) for x in point]
            output = self.declared(label, len(point), self.sort)(*inputs)
            options = [value] if value >= 0 else [] if value == UNDEFINED else self.problem.domains[-1 - value]
            self.solver.add(self.declared(label, len(point), self.bool)(*inputs) == self.z3.BoolVal(value != UNDEFINED, self.ctx))
            if value != UNDEFINED:
                self.require(self.either([output == self.z3.BitVecVal(x, self.sort) for x in options]))
        return self.asserted[key]

    # ------------------------------------------------------------------ formulas

    def formula(self, tree: Any, env: dict[str, _Term]) -> Any:
        if isinstance(tree, bool):
            return tree
        head, *rest = tree
        if head in ("=", "<=", "<"):
            return self.compare(head, self.term(rest[0], env), self.term(rest[1], env))
        if head == "holds":
            asked = self.function(
                ("holds", rest[0]), [self.term(t, env) for t in rest[1:]], lambda *key: self.problem.signature.ask(rest[0], key, False)
            )
            return self.compare("=", asked, _constant(1))
        if head in ("all", "any"):
            if head == "any":
                return self.either([self.both([inside, self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env)])
            return self.both([self.either([self.negate(inside), self.formula(rest[3], inner)]) for inside, inner in self.range(rest, env)])
        parts = [self.formula(t, env) for t in rest]
        if head == "not":
            return self.negate(parts[0])
        if head == "and":
            return self.both(parts)
        if head == "or":
            return self.either(parts)
        if head == "=>":
            return self.either([self.negate(parts[0]), parts[1]])
        return self.either([self.both(parts), self.both([self.negate(p) for p in parts])])

    def compare(self, head: str, left: _Term, right: _Term) -> Any:
        if left.defined is False or right.defined is False:
            return False
        if left.bits is None and right.bits is None:
            (a,), (b,) = left.values, right.values
            holds: Any = a == b if head == "=" else a <= b if head == "<=" else a < b
        else:
            a, b = self.bits(left), self.bits(right)
            holds = a == b if head == "=" else self.z3.ULE(a, b) if head == "<=" else self.z3.ULT(a, b)
        return self.both([left.defined, right.defined, holds])

    def range(self, rest: Any, env: dict[str, _Term]) -> Iterable[tuple[Any, dict[str, _Term]]]:
        """(condition, environment) for each element of the sort that may lie in the fibre."""
        variable, sort, fibre, _ = rest
        keys = [(self.problem.signature.columns[f][1], self.term(t, env)) for f, t in fibre]
        for x in range(self.problem.signature.sorts[sort]):
            inside = self.both([self.compare("=", _constant(column[x]), key) for column, key in keys])
            if inside is not False:
                yield inside, {**env, variable: _constant(x)}
