"""Questions: do the unknown tables have values that satisfy every axiom, and how many such assignments are there?

A question has parameters p0, p1, ..., unknown tables [name, keys, range] (keys: list of [variable, sort, fibre]; range: [sort, fibre],
which may mention the keys), `free` structures whose missing values count as unknown too, and axioms. Its *cells* are the missing values
of the free structures, then the entries of the unknown tables in order of their keys; each has a finite domain, in increasing order.

`Problem.nogoods` is the conjunctive normal form that the kernel derives itself: sets of (cell, value) that make an axiom false; an
assignment of all cells is a solution iff it contains none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from presheaf.kernel.errors import Rejected, integer, need
from presheaf.kernel.logic import Code, Env, Function, Signature
from presheaf.kernel.structure import UNDEFINED

GROUND_LIMIT = 20_000_000  # evaluations spent on deriving the nogoods of one question
Nogood = tuple[tuple[int, int], ...]


class Problem:
    """One question at given parameters."""

    def __init__(self, base: Signature, question: dict[str, Any], params: tuple[int, ...], free: list[FreeTable]) -> None:
        self.signature = signature = Signature()
        signature.sorts, signature.columns = base.sorts, base.columns
        signature.functions = dict(base.functions)
        signature.questions, signature.ask, signature._fibres = base.questions, base.ask, base._fibres
        self.params = params
        self.names = tuple(f"p{i}" for i in range(len(params)))
        self.domains: list[list[int]] = []
        self.value: list[int] = []
        self.tables: dict[str, dict[tuple[int, ...], int]] = {}  # name -> key -> cell, in order of the keys
        for table in free:
            self._declare(table.name, signature.functions[table.name][0], table.cells, table.known)
        for declared in question.get("unknown", []):
            need(isinstance(declared, list) and len(declared) == 3 and isinstance(declared[0], str), "shape", repr(declared)[:80])
            need(declared[0] not in signature.functions, "shape", f"unknown table {declared[0]} has the name of a function")
            self._declare(declared[0], len(declared[1]), self._cells(*declared[1:]), None)
        self.axioms = list(question.get("axioms", []))

    def _cells(self, keys: Any, target: Any) -> Iterable[tuple[tuple[int, ...], list[int]]]:
        """Every key of an unknown table with its domain."""
        need(isinstance(keys, list) and isinstance(target, list) and len(target) == 2, "shape", "unknown table")
        scope, levels = self.names, []
        for key in keys:
            _, values, _ = self.signature.binder([*key, True], scope)
            levels.append(values)
            scope = (*scope, key[0])
        need(target[0] in self.signature.sorts, "sort", repr(target)[:80])
        domain = self.signature.values(target[0], target[1], scope)
        rows: list[Env] = [list(self.params)]
        for values in levels:
            rows = [[*row, x] for row in rows for x in _closed(values(row))]
        base = len(self.params)
        return [(tuple(row[base:]), sorted(_closed(domain(row)))) for row in rows]

    def _declare(self, name: str, arity: int, cells: Iterable[tuple[tuple[int, ...], list[int]]], known: Function | None) -> None:
        index: dict[tuple[int, ...], int] = {}
        for key, domain in cells:
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
        self.signature.columns = {k: v for k, v in self.signature.columns.items() if k != name}

    def assign(self, model: Any) -> None:
        """Set every cell from {table: values in order of the keys}; values outside their domains are rejected."""
        need(isinstance(model, dict) and set(model) == set(self.tables), "shape", "the model names other tables than the question")
        for name, index in self.tables.items():
            need(isinstance(model[name], list) and len(model[name]) == len(index), "length", f"model of {name}")
            for cell, x in zip(index.values(), model[name], strict=True):
                need(type(x) is int and x in self.domains[cell], "range", f"{name}: {x!r} is not a possible value")
                self.value[cell] = x

    def satisfied(self, model: Any) -> None:
        """Reject unless the model makes every axiom true."""
        self.assign(model)
        for number, axiom in enumerate(self.axioms):
            value = self.signature.formula(axiom, self.names)(list(self.params))
            need(value == 1, "model", f"axiom {number} is {'false' if value == 0 else 'undetermined'}")

    # ------------------------------------------------------------------ the derived normal form

    def nogoods(self) -> list[Nogood]:
        """The minimal-by-construction falsifying sets of every axiom instance, sorted, without doubles."""
        self.steps, found = 0, set[Nogood]()
        for axiom in self.axioms:
            self._ground(axiom, self.names, list(self.params), found)
        return sorted(found)

    def _ground(self, tree: Any, scope: tuple[str, ...], env: Env, found: set[Nogood]) -> None:
        """Descend through leading `all` and `and`, then split the instances on the cells that they meet."""
        head = tree[0] if isinstance(tree, list) and tree else None
        if head == "and":
            for part in tree[1:]:
                self._ground(part, scope, env, found)
        elif head == "all":
            slot, values, body = self.signature.binder(tree[1:], scope)
            inner, chosen = (*scope, tree[1]), _closed(values(env))
            leaf = not (isinstance(body, list) and body and body[0] in ("all", "and"))
            code = self.signature.formula(body, inner) if leaf else None
            for x in chosen:
                row = [*env[:slot], x]
                if code:
                    self._split(code, row, [], found)
                else:
                    self._ground(body, inner, row, found)
        else:
            self._split(self.signature.formula(tree, scope), env, [], found)

    def _split(self, code: Code, env: Env, trail: list[tuple[int, int]], found: set[Nogood]) -> None:
        self.steps += 1
        need(self.steps <= GROUND_LIMIT, "budget", "grounding")
        value = code(list(env))
        if value == 1:
            return
        if value == 0:
            found.add(tuple(sorted(trail)))
            return
        cell = -1 - value
        need(cell < len(self.domains), "open", "an axiom asks a question that is not answered")
        for x in self.domains[cell]:
            self.value[cell] = x
            self._split(code, env, [*trail, (cell, x)], found)
        self.value[cell] = -1


class FreeTable:
    """The missing values of a partially known structure: a function name, its cells with domains, and the known part."""

    def __init__(self, name: str, cells: list[tuple[tuple[int, ...], list[int]]], known: Function) -> None:
        self.name, self.cells, self.known = name, cells, known


def _closed(found: Iterable[int] | int) -> Iterable[int]:
    if isinstance(found, int):
        raise Rejected("open", "a range depends on an unknown cell")
    return found


class Search:
    """Domains under propagation of nogoods; `count` walks a tree of splits and counts the solutions at its leaves."""

    def __init__(self, domains: list[list[int]], nogoods: list[Nogood]) -> None:
        self.left = [set(d) for d in domains]
        self.fixed: list[int | None] = [None] * len(domains)
        self.trail: list[tuple[int, int | None]] = []  # (cell, removed value) or (cell, None) for a fixing
        self.watch: dict[tuple[int, int], list[Nogood]] = {}
        self.failed = () in nogoods or not all(self.left)
        for nogood in nogoods:
            for literal in nogood:
                self.watch.setdefault(literal, []).append(nogood)
        queue = [c for c, d in enumerate(self.left) if len(d) == 1]
        queue += [-1 - i for i, nogood in enumerate(nogoods) if len(nogood) == 1]
        self.failed = self.failed or not self._close([c for c in queue if c >= 0], [nogoods[-1 - i][0] for i in queue if i < 0])

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
        total, stack = 0, [(len(self.trail), -1, -1, tree)]
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
        return total


def components(domains: list[list[int]], nogoods: list[Nogood]) -> list[list[int]]:
    """The cells grouped so that no nogood spans two groups, ordered by least cell; solutions of the groups multiply."""
    root = list(range(len(domains)))

    def find(c: int) -> int:
        while root[c] != c:
            root[c] = root[root[c]]
            c = root[c]
        return c

    for nogood in nogoods:
        for (a, _), (b, _) in zip(nogood, nogood[1:]):
            a, b = sorted((find(a), find(b)))
            root[b] = a
    by_root = sorted((find(c), c) for c in range(len(domains)))
    return [[c for _, c in group] for _, group in groupby(by_root, key=lambda pair: pair[0])]


def count_solutions(problem: Problem, trees: Any) -> int:
    """The number of solutions, the product over the components of the numbers that their trees show."""
    nogoods, total = problem.nogoods(), 1
    if () in nogoods:
        return 0
    groups = components(problem.domains, nogoods)
    need(isinstance(trees, list) and len(trees) == len(groups), "length", f"{len(groups)} components need as many trees")
    for cells, tree in zip(groups, trees, strict=True):
        inside = set(cells)
        mine = [g for g in nogoods if g[0][0] in inside]
        only = [d if c in inside else [0] for c, d in enumerate(problem.domains)]
        total *= Search(only, mine).count(tree, inside)
    return total


def refuted(problem: Problem, tree: Any) -> None:
    """Reject unless the tree shows that there is no solution."""
    nogoods = problem.nogoods()
    found = Search(problem.domains, nogoods).count(tree, set(range(len(problem.domains))))
    need(found == 0, "solution", f"the tree shows {found} solutions")
