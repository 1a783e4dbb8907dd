"""Trees no larger than they need to be, budgets, and the clauses of the CNF."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from decide_problems import colouring, complete, cycle, size_of

from presheaf.decide import search
from presheaf.decide.cnf import PAIRWISE, dimacs
from presheaf.kernel import check
from presheaf.kernel.check import Session
from presheaf.kernel.problem import Problem


def problem(document: dict[str, Any]) -> Problem:
    return Session(document).problem("q", ())


def test_what_propagation_decides_needs_no_split() -> None:
    document = colouring(3, complete(3), 3)
    document["questions"]["q"]["axioms"] += [["=", ["@", "c", 0], 0], ["=", ["@", "c", 1], 1], ["=", ["@", "c", 2], 1]]
    assert search.refutation_tree(problem(document)) == {"tree": None}


@pytest.mark.parametrize("nodes", [3, 5, 9, 21])
def test_an_odd_cycle_needs_one_split(nodes: int) -> None:
    evidence = search.refutation_tree(problem(colouring(nodes, cycle(nodes), 2)))
    assert evidence is not None
    assert size_of(evidence["tree"]) == 1


@pytest.mark.parametrize(("nodes", "splits"), [(3, 1), (4, 4), (5, 17), (6, 86)])
def test_pigeons_are_split_only_while_two_holes_are_left(nodes: int, splits: int) -> None:
    """nodes pigeons in nodes - 1 holes: 1 + (n-1) + (n-1)(n-2) + ... + (n-1)!/2 splits, propagation does the rest."""
    evidence = search.refutation_tree(problem(colouring(nodes, complete(nodes), nodes - 1)))
    assert evidence is not None
    assert size_of(evidence["tree"]) == splits


def test_a_refutation_stays_in_one_component() -> None:
    edges = [*cycle(4), *((a + 4, b + 4) for a, b in complete(4)), *((a + 8, b + 8) for a, b in cycle(6))]
    document = colouring(14, edges, 3)
    document["questions"]["q"]["axioms"] += [["all", "a", "N", [], ["=>", ["=", ["@", "e", "a", 4], 1], ["not", ["=", ["@", "c", "a"], 2]]]]]
    document["questions"]["q"]["axioms"] += [["=", ["@", "c", 4], 0]]
    evidence = search.refutation_tree(problem(document))
    assert evidence is not None
    assert size_of(evidence["tree"]) <= 1
    assert not check({**document, "answers": [["q", [], evidence]], "verdict": False}).value


def test_components_are_counted_one_by_one() -> None:
    """12 separate edges in 5 colours: 20 ** 12 solutions, from 12 trees with six splits."""
    document = colouring(24, [(2 * i, 2 * i + 1) for i in range(12)], 5)
    counted = search.count_parts(problem(document))
    assert counted.solutions == 20**12
    assert [len(cells) for cells, _ in counted.parts] == [2] * 12
    assert sum(size_of(tree) for _, tree in counted.parts) == 12 * 6
    certificate = {**document, "answers": [["q", [], {"count": counted.parts}]], "statement": ["=", ["count", "q"], 20**12], "verdict": True}
    assert check(certificate).value


def test_a_deep_count_is_no_recursion() -> None:
    document = colouring(1, [], 2)
    document["sorts"]["N"] = 1100
    document["tables"] = {"e": {"args": ["N"], "value": "N", "data": [*range(1, 1100), 1099]}}
    different = ["=>", ["<", "a", ["@", "e", "a"]], ["<=", ["@", "c", "a"], ["@", "c", ["@", "e", "a"]]]]
    document["questions"]["q"]["axioms"] = [["all", "a", "N", [], different]]
    counted = search.count_parts(problem(document))
    assert counted.solutions == 1101
    certificate = {**document, "answers": [["q", [], {"count": counted.parts}]], "statement": ["=", ["count", "q"], 1101], "verdict": True}
    assert check(certificate).value


def test_node_budgets() -> None:
    document = colouring(7, complete(7), 6)
    with pytest.raises(search.Exhausted, match="nodes"):
        search.refutation_tree(problem(document), limit=50)
    with pytest.raises(search.Exhausted, match="nodes"):
        search.count_parts(problem(document), limit=50)
    with pytest.raises(search.Exhausted, match="nodes"):
        search.first_model(problem(document), limit=50)


def test_the_grounding_budget_is_no_answer() -> None:
    document = colouring(1, [], 2)
    document["sorts"]["H"] = 1 << 30
    document["questions"]["q"]["axioms"] = [["all", "h", "H", [], True]]
    fresh = problem(document)
    fresh.steps = 20_000_000 - 100
    with pytest.raises(search.Exhausted, match="budget"):
        search.ground(fresh)


def test_an_axiom_on_too_many_cells_is_no_answer() -> None:
    document = colouring(1, [], 1)
    document["sorts"]["N"], document["tables"] = 1_500, {}
    document["questions"]["q"]["axioms"] = [["any", "a", "N", [], ["=", ["@", "c", "a"], 1]]]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)  # the interpreter's own; the parser raises it
    try:
        with pytest.raises(search.Exhausted, match="at once"):
            search.ground(problem(document))
    finally:
        sys.setrecursionlimit(limit)


def test_a_search_leaves_the_ground_as_it_was() -> None:
    ground = search.ground(problem(colouring(4, complete(4), 4)))
    first = search.count(ground)
    assert search.count(ground) == first
    assert first.solutions == 24
    assert search.refute(ground) is None
    with pytest.raises(search.Exhausted):
        search.count(ground, limit=5)
    assert search.count(ground) == first


def test_clauses() -> None:
    cnf = dimacs([range(2), [4, 7, 9]], [((0, 1), (1, 7)), ((1, 7), (0, 1)), ()])
    assert cnf.literals == ((0, 0), (0, 1), (1, 4), (1, 7), (1, 9))
    assert cnf.text == "p cnf 5 8\n1 2 0\n-1 -2 0\n3 4 5 0\n-3 -4 0\n-3 -5 0\n-4 -5 0\n-2 -4 0\n0\n"
    assert cnf.clauses == 8


def test_large_cells_have_no_pairwise_clauses() -> None:
    assert dimacs([range(PAIRWISE)], []).clauses == 1 + PAIRWISE * (PAIRWISE - 1) // 2
    assert dimacs([range(PAIRWISE + 1)], []).clauses == 1
