"""Certificates that the categories of a scope are all there are: against published numbers, and rejected when anything is left out."""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from presheaf.claims import coverage
from presheaf.claims.decision import Decision
from presheaf.claims.engines import decide
from presheaf.kernel import FORMAT, Rejected, check
from presheaf.kernel.__main__ import main
from presheaf.pipeline import Options, Verifier

DEEP = os.environ.get("PRESHEAF_COVERAGE_DEEP", "")

# by objects and arrows: monoids (OEIS A058129), all categories (A125696), several objects as counted in tests/claims/test_small.py
NUMBERS = [
    ((1, 1), (1, 4), 1 + 2 + 7 + 35),
    ((1, 4), (1, 4), 1 + 3 + 11 + 55),
    ((0, 3), (0, 3), 1 + 1 + 3 + 11),
    ((1, 9), (3, 3), 11),
    ((2, 4), (4, 4), 55 - 35),
    ((3, 2), (1, 4), 0),
    ((2, 2), (1, 1), 0),
]


def made(objects: tuple[int, int], arrows: tuple[int, int]) -> dict[str, Any]:
    found = coverage.categories(objects, arrows)
    assert found is not None
    return found[0]


def verdict(document: Any) -> str:
    try:
        check(document)
    except Rejected as error:
        return error.reason
    return "accepted"


@pytest.mark.parametrize(("objects", "arrows", "number"), [*NUMBERS, *([((1, 5), (1, 5), 70 + 329)] if DEEP else [])])
def test_all_categories(objects: tuple[int, int], arrows: tuple[int, int], number: int) -> None:
    document = made(objects, arrows)
    assert check(document).statement[:2] == ["exactly", number]
    assert json.dumps(document) == json.dumps(made(objects, arrows))
    assert verdict({**document, "number": number + 1}) == "number"


def test_a_category_that_is_left_out_is_missed() -> None:
    """Whichever of the 15 categories with at most three arrows is not given, the rest is not proved to be all."""
    document = made((1, 3), (1, 3))
    left = 0
    for number, case in enumerate(document["cases"]):
        for i, _ in enumerate(case["evidence"]["solutions"]):
            less = copy.deepcopy(document)
            del less["cases"][number]["evidence"]["solutions"][i]
            assert verdict({**less, "number": 14}) in ("hint", "range", "proof")
            left += 1
    assert left == 15


def test_one_given_twice_is_noticed() -> None:
    """The same monoid with its arrows in another order."""
    document = made((1, 1), (3, 3))
    table = document["cases"][0]["evidence"]["solutions"][2]["C.comp"]
    other = [{1: 2, 2: 1}.get(table[3 * {1: 2, 2: 1}.get(f, f) + {1: 2, 2: 1}.get(g, g)], 0) for f in range(3) for g in range(3)]
    for twice in (table, other):
        more = copy.deepcopy(document)
        more["cases"][0]["evidence"]["solutions"].append({"C.comp": twice})
        assert verdict({**more, "number": 8}) == "solutions"


def test_disturbed_certificates() -> None:
    """A change of the theory or of a proof is noticed, or it changes nothing: eleven is the number whatever the kernel accepts."""
    rng, document, results = random.Random(7), made((1, 3), (3, 3)), set()
    for _ in range(60):
        other = copy.deepcopy(document)
        case = rng.choice(other["cases"])
        proof = case["evidence"]["lrat"]
        change = rng.randrange(5)
        if change == 0:
            proof.pop(rng.randrange(len(proof)))
        elif change == 1:
            hints = rng.choice(proof)[1]
            hints[rng.randrange(len(hints))] += rng.choice([-1, 1])
        elif change == 2:
            other["cases"].remove(case)
        elif change == 3:
            case["sizes"]["C"][rng.randrange(len(case["sizes"]["C"]))] += 1
        else:
            other["theory"]["axioms"].pop(rng.randrange(2))
        results.add(verdict(other))
        assert verdict({**other, "number": 12}) != "accepted"
    assert {"hint", "cases", "sizes"} <= results


def test_beyond_the_limits_there_is_none() -> None:
    assert coverage.categories((1, 1), (6, 6)) is None
    assert coverage.categories((1, 1), (4, 4), 1_000) is None
    assert coverage.categories((1, 1), (4, 4), 2_000) is not None


# ---------------------------------------------------------------- claims


def decided(tmp_path: Path, text: str) -> Decision:
    file = tmp_path / "coverage.psh"
    file.write_text(text + "\n", encoding="utf-8")
    (claim,) = Verifier(Options()).load(file, tmp_path).claims
    return decide(claim)


@pytest.mark.parametrize(
    ("text", "words", "linked"),
    [
        ("count c: C: category within C = 1 objects, 4 arrows expect 35", "certified: exactly 35 categories up to isomorphism", False),
        ("count c: C: category where thin(C) within C <= 3 arrows", "certified: exactly 15 categories up to isomorphism", True),
        ("claim c: forall C: category. thin(C) implies thin(op(C)) within C <= 3 arrows", "certified: exactly 15 categories up to isomorphism", True),
        (
            "claim c: forall C: category, D: category. thin(C) or not thin(C) within C <= 2 arrows; D <= 1 arrows",
            "certified: exactly 4 and 1 ",
            True,
        ),
        (
            "claim c: forall C: category, T: task(C). promptable(T) iff representable(T) within C <= 2 arrows; T <= 1 elements",
            "certified: exactly 9 choices of C, T up to isomorphism",
            True,
        ),
        (
            "claim c: forall C: category, F: functor(C, C). full(F) or not full(F) within C <= 2 arrows",
            "certified: exactly 9 choices of C, F up to isomorphism",
            True,
        ),
        (
            "claim c: forall C: category. forall X: C. exists T: task(C). represents(X, T) within C <= 2 arrows; T <= 2 elements",
            "certified: exactly 4 categories up to isomorphism; other structures are enumerated, not certified",
            True,
        ),
        ("count c: C: category within C = 2 objects, 6 arrows", "enumerated, not certified", False),
        ("claim c: forall C: category. thin(C) iff thin(op(C)) within C = 1 objects, 5 arrows", "enumerated, not certified", False),
    ],
)
def test_what_claims_say_of_their_coverage(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str, linked: bool) -> None:
    """And the certificates as they are written are accepted as a whole."""
    decision = decided(tmp_path, text)
    assert decision.status == "holds_in_scope"
    if decision.certificate is None:
        assert words.startswith("enumerated")
        return
    assert decision.certificate["coverage"]["complete"].startswith(words)
    complete = decision.certificate.get("complete", [])
    assert all(("about" in document) is linked for document in complete)
    assert bool(complete) is words.startswith("certified")
    path = tmp_path / "c.json"
    path.write_text(json.dumps(decision.certificate), encoding="utf-8")
    assert main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert ("exactly" in printed) is bool(complete)
    assert ("each of them in an instance" in printed) is linked


def test_links_are_checked(tmp_path: Path) -> None:
    """Any two categories exchanged, or an arrow of one, and the certificate is no longer accepted."""
    certificate = decided(tmp_path, "count c: C: category where thin(C) within C <= 3 arrows").certificate
    assert certificate is not None
    about = certificate["complete"][0]["about"]
    assert len(about) == 15
    assert check({"format": FORMAT, **certificate}).value
    for i in range(1, 15):
        about[i], about[i - 1] = about[i - 1], about[i]
        assert verdict(certificate) in ("about", "typing", "length", "range")
        about[i], about[i - 1] = about[i - 1], about[i]


def test_a_refuted_claim_needs_no_coverage(tmp_path: Path) -> None:
    certificate = decided(tmp_path, "claim c: forall C: category. thin(C) within C <= 2 arrows").certificate
    assert certificate is not None
    assert "complete" not in certificate
