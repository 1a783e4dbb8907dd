"""Evidence that the structures of one case of a scope are just those that are given: a proof for the kernel (`kernel.scope`, `number`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from presheaf.decide import sat
from presheaf.decide.verdict import Sat, SolverDisagreement
from presheaf.kernel.check import Session
from presheaf.kernel.problem import Problem
from presheaf.kernel.relabelling import images, relabellings
from presheaf.kernel.scope import Sizes, Sorts, declare, ranges_of

Model = dict[str, list[int]]


class Case:
    """The structures of given sizes that satisfy the theory of a document with `scope` and `theory`."""

    def __init__(self, document: dict[str, Any], sizes: Sizes) -> None:
        ranges, session = ranges_of(document["scope"]), Session(document)
        sorts = Sorts(session.signature)
        for name, over, _, _ in ranges:
            sorts.structure(name, over)
        for table in document["theory"]["unknown"]:
            sorts.table(*table)
        for name, over, _, _ in ranges:
            declare(session.signature, name, over, sizes[name])
        self.problem = Problem(session.signature, document["theory"], (), [])
        structures = [(name, over) for name, over, _, _ in ranges]
        self.moves = [images(self.problem, sorts.functions, moved) for moved in relabellings(structures, session.signature)]
        self.nogoods = self.problem.settled() if self.moves else self.problem.nogoods()

    def evidence(self, solutions: Sequence[Model]) -> dict[str, Any] | None:
        """That there are no others up to relabelling; None if the solver gives up. SolverDisagreement if there are."""
        flat = [[x for table in self.problem.tables for x in solution[table]] for solution in solutions]
        match sat.refute(self.problem.domains, self.nogoods, self.moves, flat):
            case sat.Refuted(evidence):
                return {"lrat": evidence["lrat"], "solutions": list(solutions)}
            case Sat(values):
                raise SolverDisagreement(f"a structure that is not enumerated has the values {values}")
        return None
