"""The engine `z3` on whole statements: three answers, budgets that repeat, certificates that repeat byte for byte."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from decide_problems import FORMAT, Writer, colouring, complete, cycle, random_document
from kernel_oracle import truth
from kernel_samples import REPRESENTS, base

from presheaf.decide import prove as module
from presheaf.decide import z3sat
from presheaf.decide.prove import Outcome, prove
from presheaf.decide.verdict import Sat, SolverDisagreement, Unknown, Unsat
from presheaf.decide.z3sat import failure
from presheaf.kernel import Rejected, check


def certified(document: dict[str, Any], outcome: Outcome) -> bool:
    return check({**document, "answers": outcome.answers, "verdict": outcome.value}).value is outcome.value


def statement(seed: int) -> dict[str, Any]:
    """A random document whose statement quantifies over parameters of its question, counts its solutions, or both."""
    rng = random.Random(seed)
    writer = Writer(rng)
    document = writer.document()
    asks: list[Any] = [
        ["holds", "q", "a"],
        ["not", ["holds", "q", "a"]],
        ["<=", ["count", "q", "a"], rng.randrange(4)],
        ["=>", ["=", "a", 0], ["holds", "q", "a"]],
        ["and", ["holds", "q", "a"], ["=", ["@", "g", "a", "a"], "a"]],
        ["or", ["holds", "q", ["@", "g", "a", "a"]], ["=", ["@", "f", "a"], 0]],
    ]
    parts = [[rng.choice(["all", "any"]), "a", "A", [], rng.choice(asks)] for _ in range(2)]
    document["statement"] = rng.choice([parts[0], ["and", *parts], ["or", *parts], ["<=>", *parts], ["=>", *parts], ["not", parts[0]]])
    return document


@pytest.mark.parametrize("block", range(6))
def test_random_statements(block: int) -> None:
    seen = set()
    for seed in range(1000 + block * 25, 1025 + block * 25):
        document = statement(seed)
        outcome = prove(document)
        assert outcome.value is truth(document), seed
        assert certified(document, outcome), seed
        seen.add(outcome.value)
    assert seen == {True, False}


def test_the_definition_of_representability() -> None:
    document = base()
    document["questions"] = {"def": REPRESENTS}
    document["lemmas"], document["answers"] = [], []
    for formula, value in ((["any", "P", "C.ob", [], ["holds", "def", "P"]], True), (["all", "P", "C.ob", [], ["holds", "def", "P"]], False)):
        document["statement"] = formula
        outcome = prove(document)
        assert outcome.value is value
        assert certified(document, outcome)


def test_partially_known_structures() -> None:
    document = {**base(), "lemmas": [], "statement": ["and", ["holds", "fill"], ["holds", "same"]]}
    outcome = prove(document)
    assert outcome.value is True
    assert certified(document, outcome)


# ---------------------------------------------------------------- three answers


def test_rlimit_gives_unknown_and_repeats() -> None:
    document = colouring(9, complete(9), 8)
    first = prove(document, rlimit=200)
    assert first.value is None
    assert first.answers == []
    assert first.reason.startswith("resource")
    assert prove(document, rlimit=200) == first
    limits = [1, 10, 10**2, 10**3, 10**4, 10**5, 10**6]
    values = [prove(colouring(5, complete(5), 4), rlimit=limit).value for limit in limits]
    assert values == [prove(colouring(5, complete(5), 4), rlimit=limit).value for limit in limits]
    assert set(values) == {None, False}
    assert values == sorted(values, key=lambda v: v is not None)


def test_a_budget_of_nodes_gives_unknown() -> None:
    outcome = prove(colouring(6, complete(6), 5), node_limit=20)
    assert outcome.value is None
    assert "more than 20 nodes" in outcome.reason
    assert prove(colouring(6, complete(6), 5)).value is False


def test_the_size_is_named() -> None:
    document = colouring(40, complete(40), 39)
    outcome = prove(document, size_limit=1000)
    assert outcome.value is None
    assert outcome.size > 1000
    assert outcome.reason == f"too large for z3: {outcome.size} ground instances (limit 1000)"
    assert prove(colouring(4, cycle(4), 2), size_limit=1000).value is True


def test_size_grows_with_the_instance() -> None:
    sizes = [prove(colouring(n, cycle(n), 2), size_limit=0).size for n in (3, 6, 12, 24)]
    assert all(2 * a < b < 5 * a for a, b in pairwise(sizes))


def test_a_question_by_rule_is_not_for_z3() -> None:
    document = {**base(), "lemmas": [], "answers": [], "statement": ["holds", "isoTU"]}
    assert prove(document).value is None
    assert "rule" in prove(document).reason


def test_an_answer_by_rule_is_taken_over_as_the_kernel_checks_it() -> None:
    answers = [answer for answer in base()["answers"] if answer[0] == "isoTU"]
    assert prove({**base(), "lemmas": [], "answers": answers, "statement": ["holds", "isoTU"]}).value is True
    forged = [["isoTU", [], {"map": [0] * len(answers[0][2]["map"])}]]
    with pytest.raises(Rejected):
        prove({**base(), "lemmas": [], "answers": forged, "statement": ["holds", "isoTU"]})


def test_a_question_that_asks_itself_is_open() -> None:
    document = {"format": FORMAT, "questions": {"q": {"params": [], "axioms": [["not", ["holds", "q"]]]}}, "statement": ["holds", "q"]}
    assert prove(document).value is None
    assert "answered" in prove(document).reason or "open" in prove(document).reason


def test_a_false_lemma_decides_nothing() -> None:
    document = {**colouring(3, cycle(3), 3), "lemmas": [False]}
    assert prove(document).value is None
    assert prove(document).reason == "a lemma is false"


def test_malformed_documents_are_rejected() -> None:
    with pytest.raises(Rejected):
        prove({"format": FORMAT, "statement": ["holds", "nothing"]})


def test_too_many_solutions_to_exclude() -> None:
    document = {**colouring(12, [(a, a + 1) for a in range(11)], 3), "statement": ["=", ["count", "q"], 3 * 2**11]}
    outcome = prove(document)
    assert outcome.value is None
    assert "solutions to exclude" in outcome.reason


def test_memory() -> None:
    assert failure(MemoryError("out of memory")) == Unknown("memory")
    with pytest.raises(ValueError, match="parser"):
        failure(ValueError("parser"))


def test_lies_of_a_solver_are_disagreements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.z3sat, "solve", lambda *_: Unsat())
    with pytest.raises(SolverDisagreement):
        prove(colouring(3, cycle(3), 3))
    with pytest.raises(SolverDisagreement):
        prove({**colouring(3, cycle(3), 3), "statement": ["any", "a", "N", [], True]})
    monkeypatch.setattr(module.z3sat, "solve", lambda domains, *_: Sat(tuple(min(d) for d in domains)))
    with pytest.raises(SolverDisagreement):
        prove(colouring(3, cycle(3), 3))
    with pytest.raises(SolverDisagreement):
        prove({**colouring(3, cycle(3), 2), "statement": ["=", ["count", "q"], 0]})


def test_an_unknown_of_the_solver_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.z3sat, "solve", lambda *_: Unknown("(incomplete)"))
    for document in (colouring(3, cycle(3), 3), colouring(3, cycle(3), 2)):
        assert prove(document).value is None
        assert prove(document).reason == "(incomplete): z3 gave no answer"


# ---------------------------------------------------------------- the same bytes

PROGRAM = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
from test_prove import all_bytes
sys.stdout.write(all_bytes())
"""


def all_bytes() -> str:
    """The certificates of some statements, as JSON text."""
    documents = [colouring(4, complete(4), 3), colouring(7, cycle(7), 3), *(statement(seed) for seed in range(1200, 1225))]
    documents.append({**random_document(3), "statement": ["<=", ["count", "q", 0], 5]})
    documents.append({**colouring(7, cycle(7), 3), "statement": ["=", ["count", "q"], 126]})
    return "\n".join(json.dumps([o.value, o.answers, o.reason, o.size]) for o in map(prove, documents))


def test_certificates_repeat_byte_for_byte() -> None:
    here = [str(Path(__file__).parent), *(p for p in sys.path if p)]
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, json.dumps(here)], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "4242")
    ]
    assert runs[0] == runs[1] == all_bytes() == all_bytes()
    assert "count" in runs[0]
    assert "tree" in runs[0]
    assert "model" in runs[0]


def test_models_read_back_from_dimacs() -> None:
    assert z3sat.solve([[5], [7, 8]], [((1, 7),)]) == Sat((5, 8))
