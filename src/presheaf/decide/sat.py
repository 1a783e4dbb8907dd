"""Glucose on the clauses that the kernel makes of a problem: a solution, or evidence that there is none besides those that are known.

Three answers; the limit is a number of conflicts, and the same input gives the same answer and the same proof. Glucose without preprocessing
writes down nothing but what follows by propagation; `drup` finds the hints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from presheaf.decide import search
from presheaf.decide.drup import elaborate
from presheaf.decide.verdict import Result, Sat, Unknown, Unsat
from presheaf.kernel.errors import Rejected
from presheaf.kernel.lrat import Clauses
from presheaf.kernel.problem import Nogood

CONFLICTS = 20_000
FIRST_NODES = 4_000  # of a tree, before a proof is looked for
PER_NODE = CONFLICTS / search.NODE_LIMIT  # conflicts of the solver for each node that a tree might have
Domains = list[Sequence[int]]


@dataclass(frozen=True)
class Refuted(Unsat):
    """No solution besides those given and their images. `evidence` is that of `kernel.lrat` without the solutions, which are models there."""

    evidence: dict[str, Any]


def refute(
    domains: Domains,
    nogoods: list[Nogood],
    symmetries: Iterable[list[int]] = (),
    solutions: Iterable[Sequence[int]] = (),
    conflicts: int = CONFLICTS,
) -> Result:
    """Refuted, or Sat with a solution that the symmetries make of none given, or Unknown("resource") beyond the limit of conflicts.

    `symmetries` permute the variables (the pairs of cell and value, in order), `solutions` have one value per cell. Rejected with the reason
    `symmetry` or `budget`, as the kernel would.
    """
    made = Clauses(domains, nogoods, symmetries)
    seen: dict[tuple[int, ...], None] = {}
    for solution in solutions:
        made.orbit(tuple([made.variable[pair] for pair in enumerate(solution)]), seen)
    clauses = made.without(seen)
    answer = _glucose(clauses, conflicts)
    if answer is None:
        return Unknown("resource")
    model, lines = answer
    if model is not None:
        true = set(model)
        return Sat(
            tuple(min(x for x, v in zip(domain, cell, strict=True) if v + 1 in true) for domain, cell in zip(domains, made.cells, strict=True))
        )
    evidence: dict[str, Any] = {"lrat": elaborate(clauses, lines)}
    return Refuted(evidence | ({"symmetries": made.symmetries} if made.symmetries else {}))


def refutation(g: search.Ground, limit: int = search.NODE_LIMIT) -> dict[str, Any] | None:
    """Evidence that there is no solution, None if there is one: a tree if a small one is found, else a proof, else a tree of `limit` nodes.

    Exhausted beyond. For graphs of 300 vertices that are hardly not 3-colourable a proof is checked ten times as fast as a tree.
    """
    try:
        return search.refute(g, min(limit, FIRST_NODES))
    except search.Exhausted:
        pass
    try:
        answer = refute(g.domains, g.nogoods, conflicts=int(PER_NODE * limit))
    except Rejected:  # too many values
        answer = Unknown("resource")
    if isinstance(answer, Refuted):
        return answer.evidence
    return None if isinstance(answer, Sat) else search.refute(g, limit)


def _glucose(clauses: list[tuple[int, ...]], conflicts: int) -> tuple[list[int] | None, list[list[int]]] | None:
    """(model, []) or (None, the clauses learnt); None beyond the limit. Literal 2 v of ours is v + 1 there, 2 v + 1 its negative."""
    from pysat.solvers import Glucose4

    if () in clauses:
        return None, []
    theirs = [[-(literal // 2 + 1) if literal & 1 else literal // 2 + 1 for literal in clause] for clause in clauses]
    with Glucose4(bootstrap_with=theirs, with_proof=True) as solver:
        solver.conf_budget(conflicts)
        answer = solver.solve_limited()
        if answer is None or solver.accum_stats()["conflicts"] > conflicts:  # the budget is only looked at between restarts
            return None
        if answer:
            return solver.get_model(), []
        proof = solver.get_proof() or []
    learnt = [[int(number) for number in line.split()[:-1]] for line in proof if not line.startswith("d")]
    return None, [[2 * abs(number) - 2 + (number < 0) for number in line] for line in learnt]
