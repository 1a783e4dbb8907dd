"""Proofs that there are no further solutions: counts against brute force, proofs replayed by a checker of the tests, mutations that are noticed."""

from __future__ import annotations

import json
import os
import random
from itertools import permutations, product
from typing import Any

import pytest
from decide_problems import colouring, complete, cycle, random_document
from kernel_oracle import World

from presheaf.decide import sat, search
from presheaf.decide.drup import NotImplied, elaborate
from presheaf.decide.prove import prove
from presheaf.decide.verdict import Sat, Unknown, Unsat
from presheaf.kernel import Rejected, check
from presheaf.kernel.check import Session

ROUNDS = int(os.environ.get("PRESHEAF_SAT_ROUNDS", "1"))


def listed(document: dict[str, Any], params: tuple[int, ...], symmetries: Any = ()) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    """Solutions, as many as the symmetries do not make of earlier ones, and the evidence that these are all."""
    problem = Session(document).problem("q", params)
    nogoods, found = problem.nogoods(), list[tuple[int, ...]]()
    while isinstance(answer := sat.refute(problem.domains, nogoods, symmetries, found), Sat):
        found.append(answer.values)
    assert isinstance(answer, sat.Refuted)
    models = [{name: [values[cell] for cell in index.values()] for name, index in problem.tables.items()} for values in found]
    return found, answer.evidence | ({"solutions": models} if models else {})


def says(document: dict[str, Any], params: tuple[int, ...], evidence: Any, number: int) -> str:
    """`accepted`, or the reason why the evidence does not show that there are so many solutions."""
    answers = [["q", list(params), evidence]]
    try:
        check({**document, "verdict": True, "statement": ["=", ["count", "q", *params], number], "answers": answers})
    except Rejected as error:
        return error.reason
    return "accepted"


@pytest.mark.parametrize("block", range(4))
def test_counts_of_random_problems(block: int) -> None:
    seen = set()
    for seed in range(block * 30 * ROUNDS, (block + 1) * 30 * ROUNDS):
        document = random_document(seed)
        document["sorts"]["A"] or pytest.fail("an empty parameter")
        found, evidence = listed(document, (0,))
        number = World(document).count("q", (0,))
        assert len(found) == number, seed
        assert says(document, (0,), evidence, number) == "accepted", seed
        assert says(document, (0,), evidence, number + 1) == "verdict", seed
        if found:
            fewer = {**evidence, "solutions": evidence["solutions"][1:]}
            assert says(document, (0,), fewer, number - 1) in ("hint", "range", "proof"), seed
        seen.add(number > 0)
    assert seen == {True, False}


def exchanged(nodes: int, colours: int) -> list[list[int]]:
    """Neighbouring colours exchanged, on the pairs of a vertex and a colour."""
    order = list(range(colours))
    return [[colours * a + {i: i + 1, i + 1: i}.get(c, c) for a in range(nodes) for c in order] for i in range(colours - 1)]


@pytest.mark.parametrize(
    ("nodes", "edges", "colours"), [(5, cycle(5), 3), (4, complete(4), 4), (6, cycle(6), 3), (4, [], 3), (3, cycle(3), 4), (0, [], 2)]
)
def test_colourings_up_to_the_names_of_the_colours(nodes: int, edges: list[tuple[int, int]], colours: int) -> None:
    good = [c for c in product(range(colours), repeat=nodes) if all(c[a] != c[b] for a, b in edges)]
    classes = {min(tuple(p[x] for x in c) for p in permutations(range(colours))) for c in good}
    document = colouring(nodes, edges, colours)
    found, evidence = listed(document, (), exchanged(nodes, colours))
    assert len(found) == len(classes)
    assert says(document, (), evidence, len(good)) == "accepted"
    assert says(document, (), {**evidence, "symmetries": []}, len(found)) != "accepted" or len(good) == len(found)


@pytest.mark.parametrize("nodes", [4, 5, 6, 7])
def test_pigeons(nodes: int) -> None:
    """nodes pigeons in nodes - 1 holes; the same with holes exchanged, which is much shorter."""
    document = colouring(nodes, complete(nodes), nodes - 1)
    problem = Session(document).problem("q", ())
    nogoods, lengths = problem.nogoods(), []
    for symmetries in ((), exchanged(nodes, nodes - 1)):
        answer = sat.refute(problem.domains, nogoods, symmetries)
        assert isinstance(answer, sat.Refuted)
        assert isinstance(answer, Unsat)
        assert says(document, (), answer.evidence, 0) == "accepted"
        assert answer == sat.refute(problem.domains, nogoods, symmetries)
        lengths.append(len(answer.evidence["lrat"]))
    assert lengths[1] < lengths[0]


def test_the_limit_counts_conflicts() -> None:
    problem = Session(colouring(8, complete(8), 7)).problem("q", ())
    nogoods = problem.nogoods()
    assert sat.refute(problem.domains, nogoods, conflicts=100) == Unknown("resource")
    assert sat.refute([[5], [7, 8]], [((1, 7),)], conflicts=1) == Sat((5, 8))
    assert sat.refute([[], [0]], []) == sat.Refuted({"lrat": [[[], [0]]]})
    assert sat.refute([[0]], [()]) == sat.Refuted({"lrat": [[[], [1]]]})


def test_a_proof_of_another_problem_is_noticed() -> None:
    """The proof that a graph has no colouring does not fit the graph without one of its edges, which has one."""
    wheel = [*cycle(5), *((a, 5) for a in range(5))]
    problem = Session(colouring(6, wheel, 3)).problem("q", ())
    answer = sat.refute(problem.domains, problem.nogoods())
    assert isinstance(answer, sat.Refuted)
    for i in range(len(wheel)):
        less = colouring(6, wheel[:i] + wheel[i + 1 :], 3)
        assert World(less).count("q", ()) > 0
        assert says(less, (), answer.evidence, 0) in ("hint", "range")


def test_disturbed_proofs() -> None:
    """Of a true statement a disturbed proof may still be one; of a false one nothing is."""
    rng = random.Random(4)
    true, false = colouring(4, complete(4), 3), colouring(4, complete(4)[1:], 3)
    problem = Session(true).problem("q", ())
    answer = sat.refute(problem.domains, problem.nogoods())
    assert isinstance(answer, sat.Refuted)
    results = []
    for _ in range(300 * ROUNDS):
        proof = json.loads(json.dumps(answer.evidence["lrat"]))
        line = rng.choice(proof)
        at = rng.choice([part for part in line if part] or [line[1]])
        change = rng.randrange(4)
        if change == 0:
            proof.remove(line)
        elif change == 1 and at:
            at.remove(rng.choice(at))
        elif at:
            at[rng.randrange(len(at))] = rng.choice(at) if change == 2 else rng.randrange(-1, 60)
        results.append(says(true, (), {"lrat": proof}, 0))
        assert says(false, (), {"lrat": proof}, 0) != "accepted"
    assert {"accepted", "hint"} < set(results)
    assert results.count("hint") > 150


# ---------------------------------------------------------------- hints for learnt clauses, on formulas that are no problems


def replayed(clauses: list[list[int]], proof: list[Any]) -> bool:
    """Unit propagation along the hints alone; a literal is 2 v or 2 v + 1."""
    known = [frozenset(c) for c in clauses]
    for literals, hints in proof:
        values: dict[int, int] = {}
        for literal in literals:
            values[literal // 2] = literal % 2
        done = False
        for hint in hints:
            assert not done
            left = [x for x in known[hint] if values.get(x // 2) != x % 2]
            done = not left
            if len(left) == 1:
                values.setdefault(left[0] // 2, 1 - left[0] % 2)
            assert len(left) < 2
        assert done
        known.append(frozenset(literals))
    return known[-1] == frozenset()


def random_formula(rng: random.Random, variables: int, number: int) -> list[list[int]]:
    return [
        [2 * v + rng.randrange(2) for v in rng.sample(range(variables), rng.choice([1, 2, 3, 3, 3, 3]) if variables > 2 else 1)]
        for _ in range(number)
    ]


def satisfiable(clauses: list[list[int]], variables: int) -> bool:
    return any(all(any(values[x // 2] != x % 2 for x in c) for c in clauses) for values in product(range(2), repeat=variables))


@pytest.mark.parametrize("block", range(3))
def test_random_formulas(block: int) -> None:
    rng, seen = random.Random(block), set()
    for _ in range(60 * ROUNDS):
        variables = rng.randrange(1, 11)
        clauses = random_formula(rng, variables, rng.randrange(1, 6 * variables))
        answer = sat._glucose([tuple(c) for c in clauses], 1000)
        assert answer is not None
        model, lines = answer
        assert (model is not None) == satisfiable(clauses, variables)
        if model is None:
            noise = [line + line[:1] for line in lines]  # literals repeated
            assert replayed(clauses, elaborate(clauses, lines))
            assert replayed(clauses, elaborate(clauses, [[0, 1], *noise, []]))
            assert replayed([c + c[:1] for c in clauses], elaborate([c + c[:1] for c in clauses], noise))
        else:
            with pytest.raises(NotImplied):
                elaborate(clauses, [])
        seen.add(model is None)
    assert seen == {True, False}


def test_lines_that_do_not_follow() -> None:
    clauses = [[0, 2], [0, 3], [1, 4, 6], [1, 4, 7], [1, 5, 6], [1, 5, 7]]
    assert replayed(clauses, elaborate(clauses, [[0], [4, 1]]))
    with pytest.raises(NotImplied):
        elaborate(clauses, [])
    with pytest.raises(NotImplied):
        elaborate(clauses, [[8], [9]])
    assert replayed(clauses, elaborate(clauses, [[0], [4, 1], [1], [4, 6, 1]]))


def test_lines_that_are_not_used_are_left_out() -> None:
    clauses = [[0], [1, 2], [3, 4], [5, 6], [7, 8, 10], [7, 8, 11], [7, 9, 10], [7, 9, 11]]
    proof = elaborate(clauses, [[2], [7, 10, 8], [4], [8, 7], [6]])
    assert [literals for literals, _ in proof] == [[8, 7], []]
    assert replayed(clauses, proof)


def test_long_refutations_are_proofs_and_short_ones_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a few nodes a tree is given up for a proof, and a proof, beyond the limit of conflicts, for a tree."""
    monkeypatch.setattr(sat, "FIRST_NODES", 100)
    for nodes, edges, colours, kind in ((5, cycle(5), 2, "tree"), (6, complete(6), 5, "lrat"), (7, complete(7), 6, "tree")):
        document = colouring(nodes, edges, colours)
        ground = search.ground(Session(document).problem("q", ()))
        evidence = sat.refutation(ground, 6_000)
        assert evidence is not None
        assert list(evidence) == [kind]
        assert says(document, (), evidence, 0) == "accepted"
        assert prove(document, node_limit=6_000).value is False
    assert sat.refutation(search.ground(Session(colouring(9, cycle(9), 3)).problem("q", ()))) is None
    with pytest.raises(search.Exhausted):
        sat.refutation(search.ground(Session(colouring(8, complete(8), 7)).problem("q", ())), 100)
