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
from math import prod
from typing import Any

from .errors import integer, integers, need
from .logic import Env, Function, Open, Scope, Signature, Values
from .structure import UNDEFINED

GROUND_LIMIT = 20_000_000  # evaluations spent on the cells and the nogoods of one question
VALUE_LIMIT = 20_000_000  # values of all the cells of one question
Nogood = tuple[tuple[int, int], ...]
Key = tuple[int, ...]
Cells = Iterable[tuple[Key, Sequence[int]]]  # the key of each unknown value of a table, with its domain


class Problem:
    """One question at given parameters: the domain of every cell, the cells of every table, the axioms."""

    def __init__(self, base: Signature, question: dict[str, Any], params: Key, free: list[tuple[str, Cells]]) -> None:
        self.signature = copy(base)
        self.signature.functions = dict(base.functions)
        self.params, self.names, self.steps = params, tuple(f"p{i}" for i in range(len(params))), 0
        self.domains: list[Sequence[int]] = []
        self.excluded: dict[int, set[int]] = {}  # the values of each cell that some axiom excludes by themselves
        self.value: list[int] = []
        self.tables: dict[str, dict[Key, int]] = {}  # name -> key -> cell, in order of the keys
        for name, cells in free:
            self._declare(name, *self.signature.functions[name], cells)
        for declared in question.get("unknown", []):
            need(isinstance(declared, list) and len(declared) == 3, "shape", declared)
            name, keys, target = declared
            need(isinstance(name, str) and isinstance(keys, list), "shape", declared)
            need(name not in self.signature.functions, "names", f"unknown table {name} has the name of a function")
            self._declare(name, len(keys), lambda *key: UNDEFINED, self._cells(keys, target))
        self.axioms: list[Any] = question.get("axioms", [])
        need(isinstance(self.axioms, list), "shape", "axioms")

    def _cells(self, keys: list[Any], target: Any) -> Cells:
        """Every key of an unknown table with its domain."""
        scope: Scope = self.names
        levels = []
        for key in keys:
            values, _, scope = self.signature.binder([*key, True], scope)
            levels.append(values)
        domain, _, _ = self.signature.binder(["", *target, True], scope)
        for row, trail in self._rows(levels, list(self.params), []):
            need(not trail, "open", "the keys of an unknown table depend on an unknown value")
            yield tuple(row[len(self.params) :]), domain(list(row))

    def _declare(self, name: str, arity: int, known: Function, cells: Cells) -> None:
        index: dict[Key, int] = {}
        for key, domain in cells:
            index[key] = len(self.domains)
            self.domains.append(domain)
            self.value.append(-1)
        self.tables[name] = index
        value = self.value

        def look_up(*key: int) -> Any:
            cell = index.get(key)
            if cell is None:
                return known(*key)
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
            need(self.signature.formula(axiom, self.names)(list(self.params)) == 1, "model", f"axiom {number} is not true")

    def nogoods(self) -> list[Nogood]:
        """The falsifying sets of every axiom instance, sorted, without doubles.

        A value that is a nogood by itself is left out of further ones, and so is the only other value of its cell: it is in every solution.
        """
        found: set[Nogood] = {((cell, x),) for cell, values in self.excluded.items() for x in values}
        for axiom in self.axioms:
            for levels in self._levels(axiom, self.names, []):
                for _, trail in self._rows(levels, list(self.params), []):
                    found.add(tuple(sorted(trail)))
                    for cell, x in trail if len(trail) == 1 else ():
                        self.excluded.setdefault(cell, set()).add(x)
        return sorted(found)

    def settled(self) -> list[Nogood]:
        """The same, made anew until no further value is a nogood by itself: then a permutation that keeps the axioms keeps the nogoods.

        The empty nogood alone where there is no solution by these values.
        """
        while True:
            before, found = sum(map(len, self.excluded.values())), self.nogoods()
            if found[:1] == [()]:
                return [()]
            if before == sum(map(len, self.excluded.values())):
                return found

    def _levels(self, tree: Any, scope: Scope, levels: list[Values]) -> Iterator[list[Values]]:
        """A formula taken apart at leading `all`, `and` and the right sides of `=>` into ranges, guards and the negation of a matrix."""
        head = tree[0] if isinstance(tree, list) and tree else None
        if head == "and":
            for part in tree[1:]:
                yield from self._levels(part, scope, levels)
        elif head == "all":
            values, body, inner = self.signature.binder(tree[1:], scope)
            yield from self._levels(body, inner, [*levels, values])
        elif head == "=>" and len(tree) == 3:
            yield from self._levels(tree[2], (*scope, None), [*levels, self._guard(tree[1], scope)])
        else:
            yield [*levels, self._guard(["not", tree], scope)]

    def _guard(self, tree: Any, scope: Scope) -> Values:
        """A formula as the range of an unnamed variable: empty if it is false, one value if it is true."""
        condition = self.signature.formula(tree, scope)
        return lambda env: range(condition(env))

    def _rows(self, levels: list[Values], env: Env, trail: list[tuple[int, int]]) -> Iterator[tuple[Env, list[tuple[int, int]]]]:
        """The environments below all levels; where a range or a guard is open, each value of its cell in turn, noted on the trail."""
        self.steps += 1
        need(self.steps <= GROUND_LIMIT, "budget", "grounding")
        if not levels:
            yield env, trail
            return
        width = len(env)
        try:
            values, cell = levels[0](env), -1
        except Open as error:
            cell = -1 - error.token
        if cell < 0:
            for x in values:
                yield from self._rows(levels[1:], [*env[:width], x], trail)
            return
        need(cell < len(self.domains), "open", "an axiom asks a question that is not answered")
        excluded = self.excluded.get(cell, set())
        forced = len(self.domains[cell]) == len(excluded) + 1
        for x in self.domains[cell]:
            if x not in excluded:
                self.value[cell] = x
                yield from self._rows(levels, env[:width], trail if forced else [*trail, (cell, x)])
        self.value[cell] = -1


class Search:
    """Domains under propagation of nogoods, `failed` if that leaves no solution; `count` counts along a tree of splits."""

    def __init__(self, domains: list[Sequence[int]], nogoods: list[Nogood]) -> None:
        need(sum(map(len, domains)) <= VALUE_LIMIT, "budget", "values of the unknown cells")
        self.left = [set(d) for d in domains]
        self.trail: list[tuple[int, int]] = []  # (cell, value) for each value removed
        self.watch: dict[tuple[int, int], list[Nogood]] = {}
        for nogood in nogoods:
            for literal in nogood:
                self.watch.setdefault(literal, []).append(nogood)
        doomed = [nogood[0] for nogood in nogoods if len(nogood) == 1]
        self.failed = () in nogoods or not all(self._settle(c, doomed) for c in range(len(self.left))) or not self._remove(doomed)

    def _settle(self, cell: int, doomed: list[tuple[int, int]]) -> bool:
        """False if a cell has lost all its values or its only value completes a nogood; what that value excludes is doomed."""
        left = self.left
        (value,) = left[cell] if len(left[cell]) == 1 else (-1,)
        for nogood in self.watch.get((cell, value), ()):
            rest = [(c, x) for c, x in nogood if len(left[c]) > 1 or x not in left[c]]
            if not rest:
                return False
            if len(rest) == 1:
                doomed += rest
        return bool(left[cell])

    def _remove(self, doomed: list[tuple[int, int]]) -> bool:
        """Remove values until nothing more follows; False if that fails."""
        for cell, x in doomed:
            if x in self.left[cell]:
                self.left[cell].remove(x)
                self.trail.append((cell, x))
                if not self._settle(cell, doomed):
                    return False
        return True

    def choose(self, cell: int, value: int) -> bool:
        """Fix a cell and propagate."""
        return self._remove([(cell, x) for x in self.left[cell] if x != value])

    def undo(self, mark: int) -> None:
        """Return to the state when the trail had length `mark`."""
        while len(self.trail) > mark:
            cell, x = self.trail.pop()
            self.left[cell].add(x)

    def count(self, tree: Any, cells: set[int]) -> int:
        """Solutions on `cells`. A node is null (a leaf) or [cell, children], one child per value left, in increasing order."""
        total = 0
        stack = [(len(self.trail), -1, -1, tree)]
        while stack:
            mark, cell, value, node = stack.pop()
            self.undo(mark)
            alive = cell < 0 or self.choose(cell, value)
            if node is None:
                need(not alive or all(len(self.left[c]) == 1 for c in cells), "open leaf", "neither a conflict nor a solution")
                total += alive
                continue
            need(alive and isinstance(node, list) and len(node) == 2 and isinstance(node[1], list), "tree", "a split where there is a conflict")
            cell, here = integer(node[0], len(self.left), "split"), len(self.trail)
            values = sorted(self.left[cell])
            need(cell in cells and len(values) > 1, "tree", f"cell {cell} is already decided")
            need(len(values) == len(node[1]), "branches", f"cell {cell} has {len(values)} values, the tree {len(node[1])}")
            stack.extend((here, cell, x, child) for x, child in zip(values, node[1], strict=True))
        return total


def count_solutions(problem: Problem, parts: Any) -> int:
    """The number of solutions, from parts [cells, tree]: the product of the numbers that the trees show.

    The parts must divide the cells so that no nogood spans two of them: then solutions of the parts combine freely.
    """
    nogoods, size = problem.nogoods(), len(problem.domains)
    need(isinstance(parts, list) and all(isinstance(part, list) and len(part) == 2 for part in parts), "shape", "parts of a count")
    part_of = {cell: i for i, (cells, _) in enumerate(parts) for cell in integers(cells, size, "part")}
    need(len(part_of) == size == sum(len(cells) for cells, _ in parts), "parts", "not every cell is in exactly one part")
    need(all(len({part_of[cell] for cell, _ in nogood}) < 2 for nogood in nogoods), "parts", "a nogood spans two parts")
    search = Search(problem.domains, nogoods)
    return 0 if search.failed else prod(search.count(tree, set(cells)) for cells, tree in parts)
