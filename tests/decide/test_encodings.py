"""CNF, bit-vectors, search and brute force on the same random problems; what each of them says is checked by the kernel."""

from __future__ import annotations

from typing import Any

import pytest
from decide_problems import random_document
from kernel_oracle import World

from presheaf.decide import bitvector, search, z3sat
from presheaf.decide.verdict import Result, Sat, Unknown, Unsat
from presheaf.kernel import Rejected, check
from presheaf.kernel.check import Session
from presheaf.kernel.problem import Problem


def problem(document: dict[str, Any]) -> Problem:
    return Session(document).problem("q", (0,))


def valid(document: dict[str, Any], values: tuple[int, ...]) -> bool:
    """Whether one value per cell is a solution, by the kernel's evaluation of the axioms."""
    fresh = problem(document)
    try:
        fresh.satisfied(search.model_of(fresh, list(values)))
    except Rejected:
        return False
    return True


def certified(document: dict[str, Any], evidence: dict[str, Any], statement: Any) -> bool:
    return check({**document, "answers": [["q", [0], evidence]], "statement": statement, "verdict": True}).value


@pytest.mark.parametrize("block", range(8))
def test_engines_and_brute_force_agree(block: int) -> None:
    answers = set()
    for seed in range(block * 45, block * 45 + 45):
        document = random_document(seed)
        number = World(document).count("q", (0,))
        answers.add(number > 0)
        ground = search.ground(problem(document))
        verdicts: list[Result] = [z3sat.solve(ground.domains, ground.nogoods), bitvector.solve(problem(document))]
        for verdict in verdicts:
            assert isinstance(verdict, Sat if number else Unsat), seed
            assert not isinstance(verdict, Sat) or valid(document, verdict.values), seed
        counted = search.count(ground, keep=10**6)
        assert counted.solutions == number, seed
        assert certified(document, {"count": counted.parts}, ["=", ["count", "q", 0], number])
        tree, model = search.refute(ground), search.first_model(problem(document))
        if number:
            assert tree is None
            assert model is not None
            assert certified(document, {"model": model}, ["holds", "q", 0])
        else:
            assert model is None
            assert tree is not None
            assert certified(document, tree, ["not", ["holds", "q", 0]])
    assert answers == {True, False}


def test_solutions_are_listed_by_component() -> None:
    for seed in range(60):
        document = random_document(seed)
        ground = search.ground(problem(document))
        counted = search.count(ground, keep=10**6)
        assert counted.found is not None
        assert sorted(c for cells in ground.components for c in cells) == list(range(len(ground.domains)))
        group = {c: i for i, cells in enumerate(ground.components) for c in cells}
        assert all(len({group[c] for c, _ in nogood}) <= 1 for nogood in ground.nogoods)
        total = 1
        for found in counted.found:
            assert len(set(found)) == len(found)
            total *= len(found)
        assert total == counted.solutions or not ground.components


def axiomatic(unknown: Any, axioms: Any, **sorts: int) -> Problem:
    document = {"sorts": sorts, "questions": {"q": {"params": [], "unknown": unknown, "axioms": axioms}}}
    return Session(document).problem("q", ())


def test_terms_too_wide_for_bit_vectors_are_named() -> None:
    x: Any = [["x", [], ["K", []]]]
    assert bitvector.solve(axiomatic(x, [["=", ["@", "x"], (1 << 24) + 1]], K=3)) == Unknown("size")
    assert bitvector.solve(axiomatic(x, [["=", ["@", "x"], 3]], K=(1 << 16) + 1)) == Unknown("size")
    assert bitvector.solve(axiomatic([*x, ["y", [], ["K", []]]], [["=", ["+", ["@", "x"], ["@", "y"]], 3]], K=300)) == Unknown("size")
    assert isinstance(bitvector.solve(axiomatic(x, [["=", ["@", "x"], 3]], K=4)), Sat)
    assert isinstance(bitvector.solve(axiomatic(x, [["=", ["@", "x"], 4]], K=4)), Unsat)


def test_an_empty_domain_has_no_solution() -> None:
    empty = axiomatic([["x", [], ["K", []]]], [], K=0)
    assert isinstance(bitvector.solve(empty), Unsat)
    assert isinstance(z3sat.solve(empty.domains, []), Unsat)
    assert search.refutation_tree(axiomatic([["x", [], ["K", []]]], [], K=0)) == {"tree": None}


def test_no_cells_one_solution() -> None:
    assert z3sat.solve([], []) == Sat(())
    assert isinstance(z3sat.solve([], [()]), Unsat)
    assert bitvector.solve(axiomatic([], [True])) == Sat(())
    assert isinstance(bitvector.solve(axiomatic([], [False])), Unsat)
