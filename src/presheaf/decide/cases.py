"""The cases of a theory about all structures in a scope: sizes in a given order, and one problem for each.

Nothing here is trusted: `kernel.scope` lists the sizes again and checks the evidence of every case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from presheaf.decide import sat, search, z3sat
from presheaf.decide.size import statement_size
from presheaf.decide.verdict import Sat, SolverDisagreement, Unknown
from presheaf.kernel.check import Session
from presheaf.kernel.errors import Rejected
from presheaf.kernel.problem import Problem
from presheaf.kernel.scope import Sizes, declare, orbit, ranges_of, vectors

CASE_LIMIT = 10_000_000  # ground instances of one case, by an estimate that is 10 to 80 times too high
KEPT = 500_000  # nogoods of the problems that wait for evidence

Model = dict[str, dict[tuple[int, ...], int]]


class Undecided(Exception):
    """A case is not decided within the limits; the message is the reason."""


@dataclass
class Cases:
    """A document with `scope` and `theory`, whose cases are found here: `refuted` has sizes without a model, with evidence or what it is made from.

    Evidence costs more than the answer and is not needed if a model is found later; so it waits while the problems fit into memory.
    """

    document: dict[str, Any]
    rlimit: int | None = None
    refuted: list[tuple[Sizes, search.Ground | dict[str, Any]]] = field(default_factory=list)
    kept: int = 0  # nogoods of the problems that wait

    def sizes(self, exact: list[dict[str, Any]]) -> Iterator[Sizes]:
        """The sizes in a scope, one of each orbit under permutations of objects, in increasing order."""
        ranges = ranges_of(exact)
        seen = set[Any]()
        for sizes in vectors(ranges, {}, {name: c.objects for name, c in Session(self.document).categories.items()}):
            if tuple(sizes.values()) not in seen:
                seen.update(orbit(ranges, sizes))
                yield sizes

    def instances(self, sizes: Sizes) -> int:
        """About how many ground instances the theory has at given sizes."""
        return statement_size(self.session(sizes), ["holds", "theory"])

    def session(self, sizes: Sizes) -> Session:
        """The structures of these sizes, and the theory as a question without parameters."""
        session = Session(self.document)
        for name, over, _, _ in ranges_of(self.document["scope"]):
            declare(session.signature, name, over, sizes[name])
        session.questions["theory"] = {"params": [], **self.document["theory"]}
        return session

    def problem(self, sizes: Sizes) -> Problem:
        """The theory at given sizes; Undecided if it is too large to be ground."""
        instances = self.instances(sizes)
        if instances > CASE_LIMIT:
            raise Undecided(f"resource: {instances:,} ground instances at one size (limit {CASE_LIMIT:,})")
        return Problem(self.session(sizes).signature, self.document["theory"], (), [])

    def model(self, sizes: Sizes) -> Model | None:
        """Structures of these sizes that satisfy the theory: table -> key -> value. None if there are none; Undecided if that is not known."""
        problem = self.problem(sizes)
        try:
            ground = search.ground(problem)
        except search.Exhausted as error:
            raise Undecided(str(error)) from None
        if ground.search.failed:
            self.refuted.append((sizes, {"tree": None}))
            return None
        cells, domains, nogoods = ground.compact()
        result = z3sat.solve(domains, nogoods, self.rlimit)
        if isinstance(result, Unknown):
            raise Undecided(f"resource: {result.reason}: z3 gave no answer")
        if not isinstance(result, Sat):
            self._keep(sizes, ground)
            return None
        values = [min(left) for left in ground.search.left]
        for cell, x in zip(cells, result.values, strict=True):
            values[cell] = x
        try:
            problem.satisfied(search.model_of(problem, values))
        except Rejected as error:
            raise SolverDisagreement(f"z3's model is none: {error}") from error
        return {name: {key: values[cell] for key, cell in index.items()} for name, index in problem.tables.items()}

    def _keep(self, sizes: Sizes, ground: search.Ground) -> None:
        self.refuted.append((sizes, ground))
        self.kept += len(ground.nogoods)
        if self.kept > KEPT:
            self._prove()

    def _prove(self) -> None:
        self.refuted = [(sizes, _evidence(what) if isinstance(what, search.Ground) else what) for sizes, what in self.refuted]
        self.kept = 0

    def certificate(self) -> dict[str, Any]:
        """The document with all cases that were refuted, and evidence for each; Undecided where a refutation takes too much."""
        self._prove()
        return {**self.document, "cases": [{"sizes": {n: list(row) for n, row in sizes.items()}, "evidence": what} for sizes, what in self.refuted]}


def _evidence(ground: search.Ground) -> dict[str, Any]:
    try:
        evidence = sat.refutation(ground)
    except search.Exhausted:
        raise Undecided("resource: z3 finds no model, but a refutation for the kernel takes too long") from None
    if evidence is None:
        raise SolverDisagreement("z3 finds no model, the search does")
    return evidence
