"""All solutions of a problem, by a proof in the format LRAT that there are no others.

Variable v stands for the v-th pair (cell, value), in order; literal 2 v says that the cell has this value, 2 v + 1 that it has not. The kernel
makes the clauses itself: a cell has one of its values, and only one (redundant, so left out beyond PAIRWISE values); no nogood is contained;
none of the solutions that are given, or that the symmetries make of them, is taken; and the assignment is not lexicographically less than its
images under the symmetries, for which further variables say that the two agree so far. A line of the proof is [literals, hints]: a further
clause, and the clauses from which it follows by unit propagation. The last one is empty.

Sound: the symmetries permute the solutions. If there were one that is not given or made, then neither were those that they make of it, and the
greatest of these would satisfy all clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

from .errors import Rejected, integers, member, need
from .problem import Nogood, Problem, count_solutions

PAIRWISE = 64
CLAUSE_LIMIT = 20_000_000  # clauses for the values of the cells, and literals of those for solutions
Clause = tuple[int, ...]


class Clauses:
    """The variables of a problem, its nogoods as sets of variables, and the symmetries that have been checked."""

    def __init__(self, domains: list[Sequence[int]], nogoods: list[Nogood], symmetries: Iterable[Any]) -> None:
        need(sum(map(len, domains)) * PAIRWISE <= CLAUSE_LIMIT, "budget", "values of the cells")
        pairs = [(cell, x) for cell, domain in enumerate(domains) for x in domain]
        self.variable = {pair: v for v, pair in enumerate(pairs)}
        self.cells: list[list[int]] = [[self.variable[cell, x] for x in domain] for cell, domain in enumerate(domains)]
        self.nogoods = {tuple([self.variable[pair] for pair in nogood]): None for nogood in nogoods}
        self.symmetries = [integers(image, len(pairs), "symmetry", len(pairs)) for image in symmetries]
        for image in self.symmetries:
            need(len(set(image)) == len(pairs), "symmetry", "not a permutation")
            cells = {(cell, pairs[w][0]) for (cell, _), w in zip(pairs, image, strict=True)}
            need(len(cells) == sum(map(bool, domains)), "symmetry", "a cell is torn apart")
            need(all(tuple(sorted([image[v] for v in nogood])) in self.nogoods for nogood in self.nogoods), "symmetry", "of a nogood that is none")

    def orbit(self, solution: Clause, seen: dict[Clause, None]) -> int:
        """How many assignments (tuples of variables) the symmetries make of a solution; these are added to those seen."""
        queue = [solution]
        seen[solution] = None
        for one in queue:
            for image in self.symmetries:
                other = tuple(sorted([image[v] for v in one]))
                if other not in seen:
                    seen[other] = None
                    queue.append(other)
                    need(len(seen) * len(one) <= CLAUSE_LIMIT, "budget", "solutions")
        return len(queue)

    def without(self, solutions: Iterable[Clause]) -> list[Clause]:
        """Clauses that are satisfiable if there are further solutions, these being closed under the symmetries; number 0 is the first."""
        out = [tuple([2 * v for v in cell]) for cell in self.cells]
        out += [tuple([2 * v + 1 for v in nogood]) for nogood in (*self.nogoods, *solutions)]
        out += [(2 * v + 1, 2 * w + 1) for cell in self.cells if len(cell) <= PAIRWISE for v, w in combinations(cell, 2)]
        agree = 2 * len(self.variable)  # the literal of the next further variable
        for image in self.symmetries:
            before: Clause = ()
            for v, w in enumerate(image):
                if v != w:
                    out += [(*before, 2 * v, 2 * w + 1), (*before, 2 * v, agree), (*before, 2 * w + 1, agree)]
                    before, agree = (agree + 1,), agree + 2
        return out


def replay(clauses: list[Clause], proof: Any) -> None:
    """Check that every line follows from the clauses before it, and that the last one is empty; the lines are added to the clauses."""
    need(isinstance(proof, list) and all(isinstance(line, list) and len(line) == 2 for line in proof), "shape", "lines of a proof")
    bound = 1 + (1 | max((literal for clause in clauses for literal in clause), default=0))
    for literals, hints in proof:
        clause = integers(literals, bound, "literal")
        false = set(clause)
        for number in integers(hints, len(clauses), "hint"):
            left = [literal for literal in clauses[number] if literal not in false]
            if not left:
                break
            need(len(left) == 1, "hint", f"clause {number} is not unit")
            false.add(left[0] ^ 1)
        else:
            raise Rejected("hint", f"line {len(clauses)} does not follow")
        clauses.append(tuple(clause))
    need(clauses[-1:] == [()], "proof", "it does not end with the empty clause")


def solutions(problem: Problem, evidence: dict[str, Any], symmetries: Any, look: Callable[[], None] | None = None) -> list[int]:
    """{"lrat": proof, "solutions": models}: how many solutions the symmetries make of each that is given; there are no others.

    `look` is called for each solution that is given, when the problem holds it.
    """
    nogoods = problem.settled() if symmetries else problem.nogoods()
    clauses, seen, sizes = Clauses(problem.domains, nogoods, symmetries), dict[Clause, None](), []
    for model in evidence.get("solutions", []):
        problem.satisfied(model)
        solution = tuple([clauses.variable[pair] for pair in enumerate(problem.value)])
        need(solution not in seen, "solutions", "one is made of another")
        if look:
            look()
        sizes.append(clauses.orbit(solution, seen))
    replay(clauses.without(seen), evidence["lrat"])
    return sizes


def number_of_solutions(problem: Problem, evidence: Any, where: str) -> int:
    """The number of solutions that `lrat`, `tree` or `count` shows."""
    if "lrat" in evidence:
        return sum(solutions(problem, evidence, evidence.get("symmetries", [])))
    everything = list(range(len(problem.domains)))
    return count_solutions(problem, evidence["count"] if "count" in evidence else [[everything, member(evidence, "tree", where)]])
