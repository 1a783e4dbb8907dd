"""Theories without a model: that no structures in a scope satisfy given axioms, one vector of sizes after the other.

A scope names categories, with ranges for the numbers of objects and arrows, and set-valued functors over them, with a range for the number of
elements. The theory is one question (see problem.py), in sorts that stand for all sizes: `C.ob`, `C.ar` with `C.dom`, `C.cod`, `C.id`; `T.el` with
`T.ob`. Composition and actions are unknown tables of it, their laws are axioms. A case fixes the sizes: the numbers of arrows between any two
objects (row-major) and of elements over each object. Then identities are the first arrows, in order, the others are numbered by domain
and codomain, and elements by object.

Numbering a structure differently does not change whether a well-sorted formula is true in it, if only numbers are named and ordered. So `Sorts`
refuses all other formulas, and one case stands for all that differ from it by permutations of objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations, product
from math import isqrt
from operator import add
from typing import TYPE_CHECKING, Any

from .errors import integers, member, need
from .listing import note
from .logic import RELATIONS, Signature
from .lrat import number_of_solutions, solutions
from .problem import Problem
from .relabelling import images, relabellings

if TYPE_CHECKING:
    from .check import Session

SIZES_LIMIT = 200_000  # vectors of sizes in one scope
NUMBER = "number"  # the sort of numbers, and of everything that is not in the scope: relabelling does not touch it
Row = tuple[int, ...]
Ranges = list[tuple[str, str | None, list[int], list[int]]]  # name, the category that a functor is over, objects, and arrows or elements
Sizes = dict[str, Row]


class Sorts:
    """The sorts of all terms; `functions[f]` are those of the arguments and of the value. Functions outside the scope are on numbers."""

    def __init__(self, signature: Signature) -> None:
        self.functions = {f: ([NUMBER] * arity, NUMBER) for f, (arity, _) in signature.functions.items()}
        self.kind = dict.fromkeys(signature.sorts, NUMBER)

    def structure(self, name: str, over: str | None) -> None:
        """Declare the sorts and functions of a structure of the scope."""
        ob, ar, el = f"{name}.ob", f"{name}.ar", f"{name}.el"
        self.kind.update({ob: ob, ar: ar} if over is None else {el: el})
        here = {"dom": ([ar], ob), "cod": ([ar], ob), "id": ([ob], ar)} if over is None else {"ob": ([el], self.kind[f"{over}.ob"])}
        self.functions.update({f"{name}.{f}": sorts for f, sorts in here.items()})

    def table(self, name: str, keys: Any, target: Any) -> None:
        """Declare an unknown table."""
        scope: dict[str, str] = {}
        for variable, sort, fibre in keys:
            self.binder([variable, sort, fibre, True], scope)
            scope = {**scope, variable: self.kind[sort]}
        self.binder(["", *target, True], scope)
        self.functions[name] = [self.kind[sort] for _, sort, _ in keys], self.kind[target[0]]

    def binder(self, rest: Any, scope: dict[str, str]) -> None:
        """Check a variable with its fibre, and the body."""
        variable, sort, fibre, body = rest
        for f, term in fibre:
            need(self.functions[f] == ([self.kind[sort]], self.term(term, scope)), "sort", f"{f} in a fibre of {sort}")
        self.formula(body, {**scope, variable: self.kind[sort]})

    def term(self, tree: Any, scope: dict[str, str]) -> str:
        """The sort of a term."""
        if not isinstance(tree, list):
            return scope[tree] if isinstance(tree, str) else NUMBER
        head, *rest = tree
        if head == "#":
            self.binder(rest, scope)
            return NUMBER
        arguments, value = self.functions[rest.pop(0)] if head == "@" else ([NUMBER] * len(rest), NUMBER)
        need([self.term(t, scope) for t in rest] == arguments, "sort", tree)
        return value

    def formula(self, tree: Any, scope: dict[str, str]) -> None:
        """Check a formula."""
        if isinstance(tree, bool):
            return
        head, *rest = tree
        if head in RELATIONS:
            left, right = (self.term(t, scope) for t in rest)
            need(left == right and (head == "=" or left == NUMBER), "sort", tree)
        elif head in ("all", "any"):
            self.binder(rest, scope)
        else:
            for part in rest:
                self.formula(part, scope)


def _sums(total: int, parts: int) -> Iterator[Row]:
    """All vectors of that many numbers with that sum."""
    if not parts:
        yield from [()] * (total == 0)
        return
    for first in range(total + 1):
        for rest in _sums(total - first, parts - 1):
            yield (first, *rest)


def _diagonal(n: int) -> Row:
    """The n x n matrix with a one for each identity."""
    return tuple(int(i // n == i % n) for i in range(n * n))


def vectors(ranges: Ranges, sizes: Sizes, objects: dict[str, int]) -> Iterator[Sizes]:
    """All sizes in the scope that go on from those of its first structures; `objects`: how many the categories have."""
    if len(sizes) == len(ranges):
        yield sizes
        return
    name, over, few, many = ranges[len(sizes)]
    for total in range(many[0], many[1] + 1):
        if over is not None:
            for row in _sums(total, objects[over]):
                yield from vectors(ranges, {**sizes, name: row}, objects)
            continue
        for n in range(few[0], min(few[1], total) + 1):
            for row in _sums(total - n, n * n):
                matrix = tuple(map(add, row, _diagonal(n)))
                yield from vectors(ranges, {**sizes, name: matrix}, {**objects, name: n})


def orbit(ranges: Ranges, sizes: Sizes) -> Iterator[tuple[Row, ...]]:
    """The sizes after every permutation of the objects of every category of the scope."""
    moved = {name: isqrt(len(sizes[name])) for name, over, _, _ in ranges if over is None}
    for orders in product(*(permutations(range(n)) for n in moved.values())):
        order = dict(zip(moved, orders, strict=True))
        out = []
        for name, over, _, _ in ranges:
            row = sizes[name]
            places = [a * moved[name] + b for a in order[name] for b in order[name]] if over is None else order.get(over, range(len(row)))
            out.append(tuple([row[i] for i in places]))
        yield tuple(out)


def declare(signature: Signature, name: str, over: str | None, row: Row) -> None:
    """The sorts and the known functions of one structure of these sizes."""
    if over is not None:
        sorts = {f"{name}.el": sum(row)}
        columns = {f"{name}.ob": [a for a, size in enumerate(row) for _ in range(size)]}
    else:
        n = isqrt(len(row))
        ends = [(a, a) for a in range(n)]
        ends += [divmod(i, n) for i, (size, one) in enumerate(zip(row, _diagonal(n), strict=True)) for _ in range(size - one)]
        sorts = {f"{name}.ar": len(ends), f"{name}.ob": n}
        columns = {f"{name}.dom": [a for a, _ in ends], f"{name}.cod": [b for _, b in ends]}
    signature.sorts.update(sorts)
    for column, values in columns.items():
        signature.add_column(column, next(iter(sorts)), values)
    if over is None:
        signature.add_column(f"{name}.id", f"{name}.ob", list(range(sorts[f"{name}.ob"])))


def ranges_of(scope: Any) -> Ranges:
    """The structures of a scope."""
    out: Ranges = []
    for entry in scope:
        name, sort = str(member(entry, "name", "scope")), member(entry, "sort", "scope")
        need(sort in ("category", "contravariant", "covariant"), "shape", f"sort of {name}")
        if sort == "category":
            out.append((name, None, _limits(entry, "objects"), _limits(entry, "arrows")))
        else:
            out.append((name, str(member(entry, "over", name)), [], _limits(entry, "elements")))
    return out


def _limits(entry: Any, which: str) -> list[int]:
    return integers(member(entry, which, "scope"), SIZES_LIMIT, which, 2)


def models(data: dict[str, Any], session: Callable[[], Session], instances: list[Any]) -> Any:
    """The statement that no structures in the scope satisfy the theory, or that those that do are, up to relabelling, the `number` that are given.

    `session` makes the structures outside the scope, for each case anew. With `lists` the statement says which structures those given are; `about`,
    if it is there, says for each of them where among the instances it is.
    """
    ranges, theory, first = ranges_of(data["scope"]), member(data, "theory", "certificate"), session()
    need(isinstance(theory, dict), "shape", "theory")
    names = [name for name, _, _, _ in ranges]
    declared = {f.partition(".")[0] for f in (*first.signature.sorts, *first.signature.functions)}
    need(len({*names, *declared}) == len(names) + len(declared), "names", f"two structures of one name: {names}, {sorted(declared)}")
    sorts, objects = Sorts(first.signature), {name: c.objects for name, c in first.categories.items()}
    for name, over, _, _ in ranges:
        sorts.structure(name, over)
    for table in theory.get("unknown", []):
        sorts.table(*table)
    for axiom in theory.get("axioms", []):
        sorts.formula(axiom, {})
    missing = set()
    for sizes in vectors(ranges, {}, objects):
        missing.add(tuple(sizes.values()))
        need(len(missing) <= SIZES_LIMIT, "budget", "vectors of sizes")
    lists = data.get("lists", ["categories", *names] if "about" in data else None)
    need(lists is None or names in ([], [lists[1]]), "about", f"one structure, not {names}")
    found, about, given = 0, list(data.get("about", [])), list[str]()
    for case in data["cases"]:
        sizes = {name: tuple(integers(member(case["sizes"], name, "sizes"), SIZES_LIMIT, f"sizes of {name}")) for name in names}
        need(tuple(sizes.values()) in missing, "sizes", f"{sizes} are outside the scope, or there was a case for them")
        missing.difference_update(orbit(ranges, sizes))
        signature = session().signature
        for name, over, _, _ in ranges:
            declare(signature, name, over, sizes[name])
        problem = Problem(signature, theory, (), [])
        if "number" in data:
            look = partial(note, problem, {**data, "lists": lists}, sizes, about, instances, given) if lists else None
            moves = [images(problem, sorts.functions, moved) for moved in relabellings([(name, over) for name, over, _, _ in ranges], signature)]
            found += len(solutions(problem, case["evidence"], moves, look))
        else:
            need(not number_of_solutions(problem, case["evidence"], f"case {sizes}"), "model", f"the theory has a model of sizes {sizes}")
    need(not missing, "cases", f"{len(missing)} vectors of sizes have no case")
    need(found == data.get("number", 0) and not about, "number", f"{found} are given")
    if "number" not in data:
        return ["no model", data["scope"], theory]
    return ["exactly", found, data["scope"], theory, data.get("about"), *([lists, given] if "lists" in data else [])]
