"""Claims about structures in a scope, of every shape that the language has: verdicts and coverage, by hand and by published numbers."""

from pathlib import Path

import pytest

from presheaf.claims.decision import Decision
from presheaf.claims.engines import decide
from presheaf.model.proposition import Claim
from presheaf.pipeline import Options, Verifier

DECLARED = """\
category D { objects A, B  arrows f : A -> B }
category Rot = cyclic_group(4)
define odd(C: category) := exists T: task(C). |T| = 2 and not representable(T)
define never(C: category) := thin(C) and not thin(C)
define says_nothing(C: category) := never(C) implies groupoid(C)
define solvable(C: category, k: number) := forall T: task(C). |T| = k implies representable(T)
define joined(C: category, X: C, Y: C) := exists f: C(X, Y). true
"""


def loaded(tmp_path: Path, text: str) -> list[Claim]:
    file = tmp_path / "shapes.psh"
    file.write_text(DECLARED + text + "\n", encoding="utf-8")
    found = Verifier(Options()).load(file, tmp_path)
    assert not found.failed, [d.message for d in found.diagnostics]
    return list(found.claims)


def decided(tmp_path: Path, text: str) -> Decision:
    (claim,) = loaded(tmp_path, text)
    return decide(claim)


# categories with 1, 2, 3 arrows: 1, 3, 11; with one, two, three objects and three arrows: 7, 3, 1
# tasks on A -> B: a map T(B) -> T(A) with k elements in all: 1, 1, 2, 3 up to isomorphism for k = 0, 1, 2, 3


@pytest.mark.parametrize(
    ("claim", "status", "coverage"),
    [
        ("forall C: category. thin(C) or |C| <= 3 within C <= 3 arrows", "holds_in_scope", 15),
        ("forall C: category. thin(C) or |C| <= 3 within C <= 2 objects, = 3 arrows", "holds_in_scope", 10),
        ("forall C: category. thin(C) or |C| <= 3 within C >= 2 objects, >= 3 arrows, <= 3 arrows", "holds_in_scope", 4),
        ("forall C: category. |C| <= 3 within C >= 0 objects, <= 3 arrows", "holds_in_scope", 16),
        ("not (exists C: category. |C| = 4) within C <= 3 arrows", "holds_in_scope", 15),
        ("(forall C: category. |C| <= 3) and (forall E: category. |E| <= 2) within C <= 3 arrows; E <= 2 arrows", "holds_in_scope", 19),
        ("(exists C: category. |C| = 4) or (forall E: category. |E| <= 2) within C <= 3 arrows; E <= 2 arrows", "holds_in_scope", 19),
        ("(exists C: category. |C| = 4) implies (exists E: category. |E| = 4) within C <= 2 arrows; E <= 2 arrows", "vacuous", 4),
        ("(forall C: category. thin(C)) iff (forall E: category. |E| = 7) within C <= 1 arrows; E <= 1 arrows", "refuted", 2),
        ("forall X: D. forall T: task(D). |T(X)| <= 2 within T <= 2 elements", "holds_in_scope", 8),
        ("forall X: D, T: task(D). |T(X)| <= 2 within T = 2 elements", "holds_in_scope", 4),
        ("exists X: D. forall T: task(D). represents(X, T) within T <= 2 elements", "refuted", 2),
        ("forall T: task(D), X: D. |T(X)| <= |T| within T <= 3 elements", "holds_in_scope", 7),
        ("forall C: category. exists T: task(C). |T| = 0 within C <= 3 arrows; T <= 1 elements", "holds_in_scope", 15),
        ("forall C: category. (exists! T: task(C). |T| = 0) and odd(C) within C <= 2 arrows; T <= 2 elements", "holds_in_scope", 4),
        ("exists! C: category. |C| = 1 within C <= 1 arrows", "holds_in_scope", 1),
        ("forall C: category. odd(C) within C <= 2 arrows; T <= 2 elements", "holds_in_scope", 4),
        ("exists C: category. odd(C) within C <= 2 arrows; T <= 2 elements", "proved", 1),
        ("odd(D) within T <= 2 elements", "proved", 4),
        ("not odd(D) within T <= 1 elements", "holds_in_scope", 2),
        ("solvable(D, 7) within T <= 2 elements", "vacuous", 4),
        ("forall C: category. solvable(C, 0) or |C| <= 2 within C <= 2 arrows; T <= 1 elements", "holds_in_scope", 4),
        ("forall C: category, X: C, Y: C. joined(C, X, Y) or joined(C, Y, X) within C <= 2 arrows", "refuted", 4),
        ("forall T: task(Rot). representable(T) implies |T| = 4 within T <= 4 elements", "holds_in_scope", 10),
        ("forall S: copresheaf(D). |S| <= 2 within S <= 2 elements", "holds_in_scope", 4),
        ("forall C: category, F: functor(C, D). faithful(F) or not faithful(F) within C <= 2 arrows", "holds_in_scope", 10),
        ("forall F: functor(D, C), C: category. full(F) within C <= 1 arrows", None, 0),
        ("forall S: task(D), T: task(D), a: Nat(S, T). |S| <= 1 within S <= 1 elements; T <= 1 elements", "holds_in_scope", 3),
        ("forall C: category, F: functor(C, op(C)). full(F) within C <= 3 arrows", "refuted", 2),
        ("forall C: category. forall F: functor(C, C). exists G: functor(C, C). isomorphic(C, C) within C <= 2 arrows", "holds_in_scope", 9),
        ("exists C: category, E: category. not equivalent(C, E) and |C| = |E| within C <= 2 arrows; E <= 2 arrows", "proved", None),
    ],
)
def test_verdicts_and_coverage(tmp_path: Path, claim: str, status: str | None, coverage: int | None) -> None:
    if status is None:  # a variable that is used before it is bound
        with pytest.raises(AssertionError, match="no structure C is declared"):
            decided(tmp_path, f"claim c: {claim}")
        return
    decision = decided(tmp_path, f"claim c: {claim}")
    assert (decision.status, decision.reason) == (status, None)
    assert coverage is None or decision.coverage == coverage
    assert status == "refuted" or decision.exhausted == (status != "proved")


@pytest.mark.parametrize(
    ("hypothesis", "vacuous"),
    [
        ("forall C: category. never(C) implies thin(C)", True),
        ("forall C: category. says_nothing(C)", True),
        ("forall C: category. thin(C) implies (|C| = 5 implies groupoid(C))", True),
        ("forall C: category. thin(C) implies (|C| = 2 implies connected(C) or |C| = 2)", False),
        ("forall C: category. thin(C) implies (forall T: task(C). |T| = 2 implies |T| = 2)", False),
        ("forall C: category. thin(C) implies (forall T: task(C). |T| = 3 implies |T| = 2)", True),
        ("forall C: category. (thin(C) implies |C| <= 2) and (|C| = 5 implies thin(C))", True),
        ("forall C: category. (thin(C) implies |C| <= 2) and (|C| = 2 implies |C| <= 2)", False),
        ("(forall C: category. |C| = 5 implies thin(C)) and |D| = 2", True),
        ("forall C: category. (exists T: task(C). |T| = 3) implies thin(C)", True),
        ("forall C: category. (exists T: task(C). |T| = 2) implies |C| <= 2", False),
        ("forall C: category, T: task(C), x: T, y: T. (x != y and |T| = 1) implies thin(C)", True),
        ("forall C: category, T: task(C), x: T. |T| = 1 implies |C| <= 2", False),
        ("not (exists C: category. |C| = 5 and thin(C))", False),
        ("|D| = 7 implies (forall C: category. thin(C))", False),
    ],
)
def test_hypotheses_that_nothing_satisfies(tmp_path: Path, hypothesis: str, vacuous: bool) -> None:
    scope = "C <= 2 arrows" + ("; T <= 2 elements" if "T: task" in hypothesis else "")
    decision = decided(tmp_path, f"claim c: {hypothesis} within {scope}")
    expected = "proved" if hypothesis.startswith("|D|") else "holds_in_scope"
    assert decision.status == ("vacuous" if vacuous else expected)


def test_a_claim_may_be_called_like_a_sort(tmp_path: Path) -> None:
    for claim in loaded(tmp_path, "claim category: forall C: category. |C| <= 2 within C <= 2 arrows"):
        assert (decide(claim).status, decide(claim).coverage) == ("holds_in_scope", 4)


def test_counts_of_everything(tmp_path: Path) -> None:
    text = """\
count functors: F: functor(D, D) expect 3
count full_ones: F: functor(D, D) where full(F) expect 1
count into: C: category, F: functor(C, D) within C <= 2 arrows expect 10
count moves: S: task(D), T: task(D), a: Nat(S, T) within S <= 1 elements; T <= 1 elements expect 3
count copresheaves: S: copresheaf(D) within S <= 3 elements expect 7
count unsolved: C: category where odd(C) within C <= 2 arrows; T <= 2 elements expect 4
count of_size: T: task(Rot) where |T| = 4 within T = 4 elements expect 4
"""
    for claim in loaded(tmp_path, text):
        decision = decide(claim)
        assert (decision.status, decision.exhausted) == ("holds_in_scope", True), (claim.name, decision.count)


def test_a_decided_block_keeps_the_certificates_of_the_others(tmp_path: Path) -> None:
    """The first conjunct holds because of all its instances, the second because of one: both are in the certificate."""
    text = "(forall C: category. |C| <= 3) and (exists E: category. |E| = 2) within C <= 3 arrows; E <= 2 arrows"
    decision = decided(tmp_path, f"claim c: {text}")
    assert (decision.status, decision.coverage) == ("holds_in_scope", 15 + 4)
    assert decision.certificate is not None
    parts = decision.certificate["instances"]
    assert [len(part["categories"]) for part in parts] == [15, 1]


def test_definitions_are_made_anew_at_every_instance(tmp_path: Path) -> None:
    """What a definition builds of a category that is gone is not taken for one of another category."""
    text = "define fits(C: category) := |op(C)| = |C| and |arrows(op(C))| = |arrows(C)|\nclaim c: forall C: category. fits(C) within C <= 4 arrows"
    decision = decided(tmp_path, text)
    assert (decision.status, decision.coverage) == ("holds_in_scope", 70)
