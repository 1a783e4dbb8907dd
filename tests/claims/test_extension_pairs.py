"""The axiom on pairs of actions in the question of set-valued extensions follows from the others: it excludes no solution."""

import random
from typing import Any

import pytest
from claim_worlds import task_model
from kan_worlds import along_model, problem

from presheaf.claims import extension_tables
from presheaf.claims.base import Lowering
from presheaf.decide import search
from presheaf.kernel.check import Session

DEFINING = 6  # axioms of the definition; those on pairs come after them


def counts(f: Any, k: Any, strict: bool) -> tuple[int, int, int] | None:
    """(solutions, solutions of the definition alone, nogoods that only the axiom on pairs gives); None where there is no such axiom."""
    low = Lowering()
    on = extension_tables.problem(low, f, k, strict)
    name = extension_tables.question(low, on)
    document = low.certificate(True, None, (), "")
    question = document["questions"][name]
    if len(question["axioms"]) == DEFINING:
        return None
    document["questions"]["definition"] = {**question, "axioms": question["axioms"][:DEFINING]}
    document["questions"]["pairs"] = {**question, "axioms": question["axioms"][DEFINING:]}
    session = Session(document)
    definition, pairs = session.problem("definition", ()), session.problem("pairs", ())
    fresh = set(pairs.nogoods()) - set(definition.nogoods())
    return search.count_parts(session.problem(name, ())).solutions, search.count_parts(session.problem("definition", ())).solutions, len(fresh)


@pytest.mark.parametrize("strict", [False, True])
def test_no_solution_is_excluded(strict: bool) -> None:
    rng = random.Random(7)
    seen = {"solvable": 0, "not solvable": 0}
    while min(seen.values()) < 12:
        k, f = problem(rng, 11)
        found = counts(task_model(f), along_model(k), strict)
        if found is not None and found[2]:
            assert found[0] == found[1]
            seen["solvable" if found[1] else "not solvable"] += 1
