"""The one CNF of a problem: one Boolean variable per cell and value, DIMACS text, deterministic and without double clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from presheaf.kernel.problem import Nogood

PAIRWISE = 64


@dataclass(frozen=True)
class Cnf:
    """`text` in DIMACS; `literals[i]` is the (cell, value) of variable i + 1; `clauses` counts them."""

    text: str
    literals: tuple[tuple[int, int], ...]
    clauses: int


def dimacs(domains: Sequence[Sequence[int]], nogoods: Iterable[Nogood], guarded: bool = False) -> Cnf:
    """Each cell takes at least one of its values, a cell with few values at most one, and no nogood is contained in the assignment.

    The CNF is satisfiable iff the problem is, and any choice of one value per cell from a model solves the problem: nogoods only forbid.
    Guarded, that cell c takes a value is asked for only under variable len(literals) + c + 1: unsatisfiable cores are then sets of cells.
    "At most one" is redundant; it helps the solver, but at d(d-1)/2 clauses a cell is left out beyond PAIRWISE values.
    """
    literals = [(cell, x) for cell, domain in enumerate(domains) for x in domain]
    variable = {literal: i for i, literal in enumerate(literals, 1)}
    clauses: dict[tuple[int, ...], None] = {}  # an ordered set
    for cell, domain in enumerate(domains):
        mine = [variable[cell, x] for x in domain]
        clauses[(*mine, -len(literals) - cell - 1) if guarded else tuple(mine)] = None
        if len(mine) <= PAIRWISE:
            clauses.update(((-a, -b), None) for a, b in combinations(mine, 2))
    for nogood in nogoods:
        clauses[tuple(sorted({-variable[literal] for literal in nogood}, reverse=True))] = None
    lines = [f"p cnf {len(literals) + guarded * len(domains)} {len(clauses)}", *(" ".join(map(str, (*clause, 0))) for clause in clauses)]
    return Cnf("\n".join(lines) + "\n", tuple(literals), len(clauses))
