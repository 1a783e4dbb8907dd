"""Backtracking with the kernel's own propagation: models, refutation trees and count evidence that the kernel accepts.

Nothing here is trusted: a tree is checked by `kernel.problem` before anything rests on it. The search maintains the closure of the
nogoods under unit propagation and is deterministic; its budget is a number of nodes. It splits fail-first: few values left, and often in
conflict so far (each conflict adds to the weight of the cell that was set). A refutation that is not found at once is looked for anew
with the weights learnt and among few cells that Z3 finds contradictory. Components of the problem are searched one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from presheaf.kernel.errors import Rejected
from presheaf.kernel.problem import Nogood, Problem, Search

NODE_LIMIT = 200_000
FIRST_RUN, GROWTH = 250, 2  # nodes of the first run of a refutation, and the factor to the next
CORE_TRIALS = 16  # solver calls spent on making a contradictory set of cells small


Rule = Callable[[Sequence[set[int]]], int | None]  # from the values left of every cell to an undecided cell of the component


class Exhausted(Exception):
    """The node budget, or the kernel's grounding budget, was spent before the search was over. Nothing is known."""


@dataclass(frozen=True)
class Counted:
    """Count evidence, [cells, tree] for each component of the problem, and the number of solutions that it shows.

    `found`: the solutions of each component (values of its cells in order), None if they were not kept or some component has too many.
    """

    parts: list[Any]
    solutions: int
    found: list[list[tuple[int, ...]]] | None = None


@dataclass
class Ground:
    """A problem with its nogoods and components: `domains[c]` the values of cell c.

    `rest` are the nogoods that propagation at the root leaves, without the literals that are true in every solution, and `search` propagates
    these alone: whatever is chosen afterwards, it removes the values that all the nogoods together would. `degree[c]` counts those on cell c.
    """

    domains: list[Sequence[int]]
    nogoods: list[Nogood]

    def __post_init__(self) -> None:
        self.weight = [1] * len(self.domains)
        self.search = Search(self.domains, self.nogoods)
        self.components = components(self.domains, self.nogoods)
        self.rest: list[Nogood] = []
        if not self.search.failed:
            left = self.search.left
            self.rest = list(dict.fromkeys(_open_part(nogood, left) for nogood in self.nogoods if all(x in left[cell] for cell, x in nogood)))
            self.search = Search([sorted(values) for values in left], self.rest)
        self.degree = Counter(cell for nogood in self.rest for cell, _ in nogood)

    def compact(self) -> tuple[list[int], list[list[int]], list[Nogood]]:
        """The cells with several values left, these values, and `rest` with cells numbered by their place among them."""
        left = self.search.left
        cells = [cell for cell in range(len(left)) if len(left[cell]) > 1]
        place = {cell: i for i, cell in enumerate(cells)}
        return cells, [sorted(left[cell]) for cell in cells], [tuple((place[cell], x) for cell, x in nogood) for nogood in self.rest]


def _open_part(nogood: Nogood, left: Sequence[set[int]]) -> Nogood:
    return tuple([literal for literal in nogood if len(left[literal[0]]) > 1])


def ground(problem: Problem) -> Ground:
    """The kernel's normal form of a fresh problem; Exhausted beyond the kernel's grounding budget."""
    try:
        return Ground(problem.domains, problem.nogoods())
    except Rejected as error:
        if error.reason == "budget":
            raise Exhausted(str(error)) from None
        raise
    except RecursionError:
        raise Exhausted("resource: one axiom rests on too many unknown values at once") from None


def refutation_tree(problem: Problem, limit: int = NODE_LIMIT) -> dict[str, Any] | None:
    """Evidence {"tree": node} with which the kernel counts no solution; None if there is a solution. Exhausted beyond `limit` nodes."""
    return refute(ground(problem), limit)


def refute(g: Ground, limit: int = NODE_LIMIT) -> dict[str, Any] | None:
    """`refutation_tree` of a problem already ground."""
    if g.search.failed:
        return {"tree": None}
    spent, size = 0, FIRST_RUN
    parts = g.components
    while spent < limit:
        size = min(size, limit - spent)
        try:
            for cells in parts:
                tree, solutions, _ = _explore(g, cells, [size], first=True)
                if not solutions:
                    return {"tree": tree}
            if parts is g.components:
                return None
        except Exhausted:
            spent, size = spent + size, size * GROWTH
            parts = _contradictory(g) if parts is g.components else parts
    raise Exhausted("resource: the search used up its nodes")


def refute_by(g: Ground, rule: Rule, limit: int = NODE_LIMIT) -> dict[str, Any] | None:
    """`refute` in one run that splits the cells that the rule names, for problems whose structure says which; fail-first where it names none."""
    if g.search.failed:
        return {"tree": None}
    budget = [limit]
    for cells in g.components:
        tree, solutions, _ = _explore(g, cells, budget, first=True, rule=rule)
        if not solutions:
            return {"tree": tree}
    return None


def _contradictory(g: Ground) -> list[list[int]]:
    """Few cells that contradict each other, as Z3 finds them: splitting them is enough. All components where it finds none."""
    from presheaf.decide import z3sat

    cells, domains, nogoods = g.compact()
    core = z3sat.core(domains, nogoods, CORE_TRIALS)
    return g.components if core is None else [[cells[i] for i in core]]


def count_parts(problem: Problem, limit: int = NODE_LIMIT) -> Counted:
    """Count evidence for the problem, as `kernel.problem.count_solutions` reads it. Raises Exhausted beyond `limit` nodes."""
    return count(ground(problem), limit)


def count(g: Ground, limit: int = NODE_LIMIT, keep: int = 0) -> Counted:
    """`count_parts` of a problem already ground; the solutions are kept if no component has more than `keep`."""
    if g.search.failed:
        return Counted([[cells, None] for cells in g.components], 0, [[] for _ in g.components])
    parts, total, budget = [], 1, [limit]
    kept: list[list[tuple[int, ...]]] = []
    for cells in g.components:
        tree, solutions, found = _explore(g, cells, budget, first=False, keep=keep)
        parts.append([cells, tree])
        total *= solutions
        kept.append(found)
    complete = all(len(found) <= keep for found in kept)
    return Counted(parts, total, kept if complete and keep else None)


def first_model(problem: Problem, limit: int = NODE_LIMIT) -> dict[str, list[int]] | None:
    """The first solution of the search as model evidence {table: values in the order of the keys}; None if there is none."""
    values = first_values(ground(problem), limit)
    return None if values is None else model_of(problem, values)


def first_values(g: Ground, limit: int = NODE_LIMIT) -> list[int] | None:
    """One value per cell, a solution; None if there is none."""
    return solution_or_tree(g, limit)[0]


def solution_or_tree(g: Ground, limit: int = NODE_LIMIT) -> tuple[list[int] | None, dict[str, Any]]:
    """(one value per cell, {}) for a solution, or (None, evidence as of `refute`). Components that propagation decides cost no node."""
    if g.search.failed:
        return None, {"tree": None}
    values, budget = [min(left) for left in g.search.left], [limit]
    for cells in g.components:
        if all(len(g.search.left[c]) == 1 for c in cells):
            continue
        tree, solutions, found = _explore(g, cells, budget, first=True)
        if not solutions:
            return None, {"tree": tree}
        for cell, x in zip(cells, found[0], strict=True):
            values[cell] = x
    return values, {}


def model_of(problem: Problem, values: list[int]) -> dict[str, list[int]]:
    """Model evidence from one value per cell."""
    return {name: [values[cell] for cell in index.values()] for name, index in problem.tables.items()}


def _explore(
    g: Ground, cells: list[int], budget: list[int], first: bool, keep: int = 1, rule: Rule | None = None
) -> tuple[Any, int, list[tuple[int, ...]]]:
    """(tree, number of solutions on `cells`, the first keep + 1 of them); stops at the first solution if told, the tree unfinished."""
    search, root = g.search, len(g.search.trail)
    several = [c for c in cells if len(search.left[c]) > 1]
    top: list[Any] = []
    stack: list[tuple[int, int, int, list[Any]]] = [(root, -1, -1, top)]  # trail mark, cell, value, where the node goes
    solutions, found = 0, list[tuple[int, ...]]()
    while stack:
        mark, cell, value, out = stack.pop()
        budget[0] -= 1
        if budget[0] < 0:
            search.undo(root)
            raise Exhausted("resource: the search used up its nodes")
        search.undo(mark)
        if cell >= 0 and not search.choose(cell, value):
            g.weight[cell] += 1
            out.append(None)
            continue
        split = rule(search.left) if rule else None
        if split is None:
            split = _fail_first(g, several)
        if split is None:
            solutions += 1
            if len(found) <= keep:
                found.append(tuple(x for c in cells for x in search.left[c]))
            out.append(None)
            if first:
                break
            continue
        children: list[Any] = []
        out.append([split, children])
        here = len(search.trail)
        stack.extend((here, split, x, children) for x in sorted(search.left[split], reverse=True))
    search.undo(root)
    return top[0], solutions, found


def _fail_first(g: Ground, cells: list[int]) -> int | None:
    left, degree, weight = g.search.left, g.degree, g.weight
    return min((c for c in cells if len(left[c]) > 1), key=lambda c: (len(left[c]) / weight[c], -degree[c], c), default=None)


def components(domains: Sequence[Sequence[int]], nogoods: Sequence[Nogood]) -> list[list[int]]:
    """The cells grouped so that no nogood spans two groups, in increasing order, ordered by least cell; as many groups as possible."""
    group = [[c] for c in range(len(domains))]
    for nogood in nogoods:
        for (a, _), (b, _) in pairwise(nogood):
            if group[a] is not group[b]:
                few, many = sorted((group[a], group[b]), key=len)
                many += few
                for c in few:
                    group[c] = many
    return sorted(sorted(cells) for cells in {id(cells): cells for cells in group}.values())
