"""Questions: do the unknown tables have values that satisfy every axiom, and how many such assignments are there?

A question has parameters p0, p1, ..., unknown tables [name, keys, range] (keys: list of [variable, sort, fibre]; range: [sort, fibre],
which may mention the keys), `free` structures whose missing values count as unknown too, and axioms. Its *cells* are the missing values
of the free structures, then the entries of the unknown tables in order of their keys; each has a finite domain, in increasing order.

`Problem.nogoods` is the conjunctive normal form that the kernel derives itself: sets of (cell, value) that make an axiom false; an
assignment of all cells is a solution iff it contains none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import pairwise
from typing import Any, NamedTuple

from .errors import Rejected, integer, need
from .logic import Code, Env, Function, Signature, Values
from .structure import UNDEFINED

GROUND_LIMIT = 20_000_000  # evaluations spent on deriving the nogoods of one question
VALUE_LIMIT = 20_000_000  # cells of one question, and values of all its cells
Nogood = tuple[tuple[int, int], ...]
Key = tuple[int, ...]


class FreeTable(NamedTuple):
    """The missing values of a partially known structure: a function name, its cells with domains, and the known part."""

    name: str
    cells: Sequence[tuple[Key, Sequence[int]]]
    known: Function


class Problem:
    """One question at given parameters: the domain of every cell, the cells of every table, the axioms."""

    def __init__(self, base: Signature, question: dict[str, Any], params: Key, free: list[FreeTable]) -> None:
        self.signature = copy(base)
        self.signature.functions = dict(base.functions)
        self.params = params
        self.names = tuple(f"p{i}" for i in range(len(params)))
        self.domains: list[Sequence[int]] = []
        self.value: list[int] = []
        self.tables: dict[str, dict[Key, int]] = {}  # name -> key -> cell, in order of the keys
        for table in free:
            self._declare(table.name, self.signature.functions[table.name][0], table.cells, table.known)
        for declared in question.get("unknown", []):
            need(isinstance(declared, list) and len(declared) == 3 and isinstance(declared[0], str), "shape", repr(declared)[:80])
            name, keys, target = declared
            need(name not in self.signature.functions, "names", f"unknown table {name} has the name of a function")
            need(isinstance(keys, list) and isinstance(target, list) and len(target) == 2, "shape", repr(declared)[:80])
            self._declare(name, len(keys), self._cells(keys, target), None)
        self.axioms: list[Any] = question.get("axioms", [])
        need(isinstance(self.axioms, list), "shape", "axioms")

    def _cells(self, keys: list[Any], target: list[Any]) -> Iterable[tuple[Key, Sequence[int]]]:
        """Every key of an unknown table with its domain."""
        scope: tuple[str | None, ...] = self.names
        levels = []
        for key in keys:
            values, _, scope = self.signature.binder([*key, True], scope)
            levels.append(values)
        domain = self.signature.values(target[0], target[1], scope)
        for row in _rows(levels, list(self.params)):
            yield tuple(row[len(self.params) :]), _closed(domain(list(row)))

    def _declare(self, name: str, arity: int, cells: Iterable[tuple[Key, Sequence[int]]], known: Function | None) -> None:
        index: dict[Key, int] = {}
        for key, domain in cells:
            need(len(self.domains) < VALUE_LIMIT, "budget", "cells")
            index[key] = len(self.domains)
            self.domains.append(domain)
            self.value.append(-1)
        self.tables[name] = index
        value = self.value

        def look_up(*key: int) -> int:
            cell = index.get(key)
            if cell is None:
                return known(*key) if known else UNDEFINED
            return value[cell] if value[cell] >= 0 else -1 - cell

        self.signature.functions[name] = (arity, look_up)

    def satisfied(self, model: Any) -> None:
        """Reject unless {table: values in order of the keys} lies in the domains and makes every axiom true."""
        need(isinstance(model, dict) and set(model) == set(self.tables), "shape", "the model names other tables than the question")
        for name, index in self.tables.items():
            need(isinstance(model[name], list) and len(model[name]) == len(index), "length", f"model of {name}")
            for cell, x in zip(index.values(), model[name], strict=True):
                need(type(x) is int and x in self.domains[cell], "range", f"{name}: {x!r} is not a possible value")
                self.value[cell] = x
        for number, axiom in enumerate(self.axioms):
            value = self.signature.formula(axiom, self.names)(list(self.params))
            need(value == 1, "model", f"axiom {number} is {'false' if value == 0 else 'undetermined'}")

    def nogoods(self) -> list[Nogood]:
        """The falsifying sets of every axiom instance, sorted, without doubles.

        An axiom is taken apart at leading `all`, `and` and the right sides of `=>` into levels (ranges and guards) and a matrix.
        """
        self.steps, found = 0, set[Nogood]()
        todo: list[tuple[Any, tuple[str | None, ...], list[Values]]] = [(axiom, self.names, []) for axiom in self.axioms]
        while todo:
            tree, scope, levels = todo.pop()
            head = tree[0] if isinstance(tree, list) and tree else None
            if head == "and":
                todo.extend((part, scope, levels) for part in tree[1:])
            elif head == "all":
                values, body, inner = self.signature.binder(tree[1:], scope)
                todo.append((body, inner, [*levels, values]))
            elif head == "=>" and len(tree) == 3:
                todo.append((tree[2], (*scope, None), [*levels, _guard(self.signature.formula(tree[1], scope))]))
            else:
                self._split([*levels, self.signature.formula(tree, scope)], 0, list(self.params), [], found)
        return sorted(found)

    def _split(self, levels: list[Values], at: int, env: Env, trail: list[tuple[int, int]], found: set[Nogood]) -> None:
        """Instantiate level after level; where a range, a guard or the matrix is open, try the values of that cell."""
        self.steps += 1
        need(self.steps <= GROUND_LIMIT, "budget", "grounding")
        width = len(env)
        value = levels[at](env)
        if not isinstance(value, int):
            for x in value:
                self._split(levels, at + 1, [*env[:width], x], trail, found)
        elif value == 0:
            found.add(tuple(sorted(trail)))
        elif value < 0:
            cell = -1 - value
            need(cell < len(self.domains), "open", "an axiom asks a question that is not answered")
            for x in self.domains[cell]:
                self.value[cell] = x
                self._split(levels, at, env[:width], [*trail, (cell, x)], found)
            self.value[cell] = -1


def _guard(condition: Code) -> Values:
    """A guard as the range of an unnamed variable: empty if it is false, one value if it is true."""

    def values(env: Env) -> Sequence[int] | int:
        value = condition(env)
        return value if value < 0 else range(value)

    return values


def _rows(levels: list[Values], row: Env) -> Iterator[Env]:
    if not levels:
        yield row
    else:
        for x in _closed(levels[0](list(row))):
            yield from _rows(levels[1:], [*row, x])


def _closed(found: Sequence[int] | int) -> Sequence[int]:
    if isinstance(found, int):
        raise Rejected("open", "the keys or the range of an unknown table depend on an unknown value")
    return found


class Search:
    """Domains under propagation of nogoods; `count` walks a tree of splits and counts the solutions at its leaves."""

    def __init__(self, domains: list[Sequence[int]], nogoods: list[Nogood]) -> None:
        need(sum(map(len, domains)) <= VALUE_LIMIT, "budget", "values of the unknown cells")
        self.left = [set(d) for d in domains]
        self.fixed: list[int | None] = [None] * len(domains)
        self.trail: list[tuple[int, int | None]] = []  # (cell, removed value) or (cell, None) for a fixing
        self.watch: dict[tuple[int, int], list[Nogood]] = {}
        for nogood in nogoods:
            for literal in nogood:
                self.watch.setdefault(literal, []).append(nogood)
        single = [c for c, d in enumerate(self.left) if len(d) == 1]
        self.failed = () in nogoods or not all(self.left) or not self._close(single, [g[0] for g in nogoods if len(g) == 1])

    def _close(self, fixed: list[int], removed: list[tuple[int, int]]) -> bool:
        """Propagate to the fixed point; False on an empty domain."""
        while fixed or removed:
            if removed:
                cell, x = removed.pop()
                if x in self.left[cell]:
                    self.left[cell].remove(x)
                    self.trail.append((cell, x))
                    if not self.left[cell]:
                        return False
                    if len(self.left[cell]) == 1:
                        fixed.append(cell)
                continue
            cell = fixed.pop()
            if self.fixed[cell] is None:
                (value,) = self.left[cell]
                self.fixed[cell] = value
                self.trail.append((cell, None))
                for nogood in self.watch.get((cell, value), ()):
                    rest = [(c, x) for c, x in nogood if self.fixed[c] != x]
                    if not rest:
                        return False
                    if len(rest) == 1:
                        removed.append(rest[0])
        return True

    def choose(self, cell: int, value: int) -> bool:
        """Fix a cell and propagate."""
        return self._close([], [(cell, x) for x in self.left[cell] if x != value])

    def undo(self, mark: int) -> None:
        """Return to the state when the trail had length `mark`."""
        while len(self.trail) > mark:
            cell, x = self.trail.pop()
            if x is None:
                self.fixed[cell] = None
            else:
                self.left[cell].add(x)

    def count(self, tree: Any, cells: set[int]) -> int:
        """Solutions on `cells`. A node is null (a leaf) or [cell, children], one child per value left, in increasing order."""
        total, root = 0, len(self.trail)
        stack = [(root, -1, -1, tree)]
        while stack:
            mark, cell, value, node = stack.pop()
            self.undo(mark)
            alive = not self.failed and (cell < 0 or self.choose(cell, value))
            if node is None:
                need(not alive or all(self.fixed[c] is not None for c in cells), "open leaf", "neither a conflict nor a solution")
                total += alive
                continue
            need(alive and isinstance(node, list) and len(node) == 2 and isinstance(node[1], list), "tree", "a split where there is a conflict")
            cell = integer(node[0], len(self.left), "split")
            need(cell in cells and self.fixed[cell] is None, "tree", f"cell {cell} is already decided")
            values = sorted(self.left[cell])
            need(len(values) == len(node[1]), "branches", f"cell {cell} has {len(values)} values, the tree {len(node[1])}")
            here = len(self.trail)
            stack.extend((here, cell, x, child) for x, child in zip(values, node[1], strict=True))
        self.undo(root)
        return total


def components(domains: list[Sequence[int]], nogoods: list[Nogood]) -> list[list[int]]:
    """The cells grouped so that no nogood spans two groups, ordered by least cell; solutions of the groups multiply."""
    root = list(range(len(domains)))

    def find(c: int) -> int:
        while root[c] != c:
            root[c] = root[root[c]]
            c = root[c]
        return c

    for nogood in nogoods:
        for (a, _), (b, _) in pairwise(nogood):
            a, b = sorted((find(a), find(b)))
            root[b] = a
    groups: dict[int, list[int]] = {}
    for c in range(len(domains)):
        groups.setdefault(find(c), []).append(c)
    return list(groups.values())


def count_solutions(problem: Problem, trees: Any) -> int:
    """The number of solutions, the product over the components of the numbers that their trees show."""
    nogoods, total = problem.nogoods(), 1
    search = Search(problem.domains, nogoods)
    if search.failed:
        return 0
    groups = components(problem.domains, nogoods)
    need(isinstance(trees, list) and len(trees) == len(groups), "length", f"{len(groups)} components need as many trees")
    for cells, tree in zip(groups, trees, strict=True):
        total *= search.count(tree, set(cells))
    return total


def refuted(problem: Problem, tree: Any) -> None:
    """Reject unless the tree shows that there is no solution."""
    found = Search(problem.domains, problem.nogoods()).count(tree, set(range(len(problem.domains))))
    need(found == 0, "solution", f"the tree shows {found} solutions")
