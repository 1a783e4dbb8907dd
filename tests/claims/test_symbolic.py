"""The engine that gives a claim about all structures to a solver at once, against enumeration by definition and against the other engine."""

from __future__ import annotations

import copy
import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from scoped_claims import Claims, World, size

from corpus import ROOT
from presheaf.claims import planner, symbolic
from presheaf.claims.decision import Decision, Disagreement
from presheaf.claims.engines import decide, problem
from presheaf.claims.scoped_run import Decide
from presheaf.kernel import Rejected, check
from presheaf.model.category import Category
from presheaf.model.proposition import Claim
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.unknown import Inexpressible
from presheaf.pipeline import Options, Verifier

DEEP = int(os.environ.get("PRESHEAF_SCOPED_CLAIMS", "1"))
"""How many times as many random claims."""


def load(tmp_path: Path, text: str) -> list[Claim]:
    file = tmp_path / "scoped.psh"
    file.write_text(text, encoding="utf-8")
    loaded = Verifier(Options()).load(file, tmp_path)
    assert not loaded.failed, [d.message for d in loaded.diagnostics]
    return list(loaded.claims)


def natively(claim: Claim) -> Decide:
    return lambda q: decide(replace(claim, proposition=q, scoped=None), "native")


def by_theory(claim: Claim) -> Decision:
    assert claim.scoped is not None
    return symbolic.decide(claim.name, symbolic.sentence(claim.scoped, claim.text), natively(claim))


def sizes(decision: Decision) -> tuple[int, int, int]:
    found = decision.found.structures
    categories = [c for c in found if isinstance(c, Category)]
    elements = sum(t.size for t in found if isinstance(t, SetFunctor))
    return sum(c.object_count for c in categories), sum(c.arrow_count for c in categories), elements


@pytest.mark.parametrize(
    ("kind", "seed", "number", "arrows", "most"),
    [("task", 1, 70, 3, 2), ("task", 6, 50, 2, 3), ("copresheaf", 2, 45, 3, 2), ("functor", 3, 45, 2, 3), ("functor", 7, 25, 3, 2)],
)
def test_verdicts_and_least_structures(tmp_path: Path, kind: str, seed: int, number: int, arrows: int, most: int) -> None:
    """235 random claims: the verdict and the sizes of what decides it are those of the enumeration of everything in the scope."""
    claims = Claims(random.Random(seed), kind == "copresheaf", kind == "functor")
    made = [claims.claim(f"c{i}", arrows, most) for i in range(number * DEEP)]
    worlds: list[World] = claims.worlds(arrows, most)
    seen: dict[tuple[bool, bool], int] = {}
    for claim, (text, every, body) in zip(load(tmp_path, "\n".join(text for text, _, _ in made)), made, strict=True):
        deciding = [size(w) for w in worlds if body.truth(w, {}) != every]
        decision = by_theory(claim)
        assert decision.status in ({"refuted" if every else "proved"} if deciding else {"holds_in_scope", "vacuous"} if every else {"refuted"}), text
        assert decision.exhausted != bool(deciding), text
        if deciding:
            assert sizes(decision) == min(deciding), text
            assert decision.theorem is not None
        seen[every, bool(deciding)] = seen.get((every, bool(deciding)), 0) + 1
    assert seen[True, True] > number / 8
    assert seen[True, False] > number / 25
    assert seen[False, True] > number / 8


PREDICATES = """\
claim thin: forall C: category. thin(C) iff (forall X: C, Y: C. |C(X, Y)| <= 1) within C <= 4 arrows
claim products: forall C: category. has_products(C) implies thin(C) within C <= 3 arrows
claim coproducts: exists C: category. has_coproducts(C) and |C| = 2 within C <= 3 arrows
claim joined: forall C: category. connected(C) or |C| >= 2 within C <= 3 arrows
claim apart: exists C: category. not connected(C) and |arrows(C)| = 4 within C <= 4 arrows
claim none: forall C: category. connected(C) within C >= 0 objects, <= 2 arrows
claim same: forall C: category, S: task(C), T: task(C). isomorphic(S, T) implies |S| = |T| within C <= 2 arrows; S <= 2 elements; T <= 2 elements
claim moves: forall C: category, S: task(C), T: task(C), a: Nat(S, T). (forall x: S, y: S. a(x) = a(y) implies x = y) implies |S| <= |T|
  within C <= 2 arrows; S <= 2 elements; T <= 2 elements
claim onto: forall C: category, S: task(C), T: task(C), a: Nat(S, T). (forall x: S, y: S. a(x) = a(y) implies x = y) implies |S| = |T|
  within C <= 2 arrows; S <= 2 elements; T <= 2 elements
claim negated: not (forall C: category. thin(C)) within C <= 2 arrows
claim none_found: exists C: category, f: arrows(C). iso(f) and not mono(f) within C <= 3 arrows
category Z = cyclic_group(2)
claim torsors: forall T: task(Z). promptable(T) implies |T| = 2 within T <= 3 elements
claim fixed: forall T: task(Z). forall x: T. x|Z.r = x within T <= 3 elements
claim represented: forall T: task(Z). |T| = 2 implies represents(Z.pt, T) within T <= 2 elements
claim into: forall C: category, F: functor(C, Z). faithful(F) implies groupoid(C) within C <= 3 arrows
claim out: forall C: category, F: functor(Z, C), f: arrows(Z). F(f ; f ; f) = F(f) within C <= 2 arrows
claim ends: forall C: category. promptable(terminal(C)) iff (exists X: C. terminal(C, X)) within C <= 3 arrows
claim loops: forall C: category. connected(C) implies promptable(terminal(C)) within C <= 3 arrows
claim points: forall C: category, x: terminal(C), y: terminal(C). x = y within C <= 2 arrows
claim turned: forall C: category. (exists X: C. terminal(C, X)) iff (exists X: op(C). initial(op(C), X)) within C <= 3 arrows
claim cancels: forall C: category, f: arrows(op(C)). mono(f) implies iso(f) within C <= 3 arrows
claim through: forall C: category, D: category, E: category, F: functor(C, D), G: functor(D, E). faithful(F ; G) implies faithful(F)
  within C <= 2 arrows; D <= 2 arrows; E <= 2 arrows
claim beyond: forall C: category, D: category, E: category, F: functor(C, D), G: functor(D, E). full(F ; G) implies full(F)
  within C <= 2 arrows; D <= 2 arrows; E <= 2 arrows
claim factors: forall C: category, A: C, B: C, D: C, f: C(A, B), g: C(B, D). mono(f ; g) implies mono(f) within C <= 3 arrows
"""
HELD = ["thin", "products", "joined", "same", "moves", "torsors", "out", "ends", "turned", "through", "factors"]
FOUND = ["coproducts", "apart", "negated"]
REFUTED = ["none", "onto", "none_found", "fixed", "represented", "into", "loops", "points", "cancels", "beyond"]
EXPECTED = {**dict.fromkeys(HELD, "holds_in_scope"), **dict.fromkeys(FOUND, "proved"), **dict.fromkeys(REFUTED, "refuted")}


def test_predicates_and_declared_structures(tmp_path: Path) -> None:
    found = {claim.name: by_theory(claim).status for claim in load(tmp_path, PREDICATES)}
    assert found == EXPECTED


def test_the_certificate_says_what_is_proved(tmp_path: Path) -> None:
    (claim,) = load(tmp_path, "claim thm: forall C: category, T: task(C). promptable(T) iff representable(T) within C <= 2 arrows; T <= 2 elements")
    decision = by_theory(claim)
    assert decision.certificate is not None
    assert decision.cases == len(decision.certificate["cases"]) == 10
    theorem = check(json.loads(json.dumps(decision.certificate)))
    assert theorem.statement[:2] == ["no model", decision.certificate["scope"]]
    forged = copy.deepcopy(decision.certificate)
    forged["scope"][1]["elements"] = [0, 3]
    with pytest.raises(Rejected, match="cases"):
        check(forged)
    forged = copy.deepcopy(decision.certificate)
    forged["theory"]["axioms"] = forged["theory"]["axioms"][:4]  # of the laws, and nothing of the claim
    with pytest.raises(Rejected, match=r"open leaf|model"):
        check(forged)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("forall C: category. exists T: task(C). |T| = 1 within C <= 1 arrows; T <= 1 elements", "stands below another one"),
        ("exists! C: category. |C| = 1 within C <= 1 arrows", "no quantifier over structures"),
        ("(forall C: category. thin(C)) or (forall C: category. |C| = 1) within C <= 1 arrows", "no quantifier over structures"),
        ("forall C: category, X: C. |Nat(yoneda(X), yoneda(X))| = 1 within C <= 1 arrows", "unknown structure"),
        ("forall C: category. promptable(terminal(C) + terminal(C)) within C <= 1 arrows", "the data of terminal"),
        ("forall C: category, T: task(op(C)). promptable(T) within C <= 1 arrows; T <= 1 elements", "something about op"),
        ("forall C: category, X: C. X = A within C = 1 arrows", "A may be the name"),
        (
            "forall C: category, S: task(C), T: task(C). not isomorphic(S, T) iff |S| = 1 within C <= 1 arrows; S <= 1 elements; T <= 1 elements",
            "all tables",
        ),
    ],
)
def test_what_has_no_theory(tmp_path: Path, text: str, why: str) -> None:
    (claim,) = load(tmp_path, f"claim c: {text}")
    assert claim.scoped is not None
    with pytest.raises(Inexpressible, match=why):
        symbolic.sentence(claim.scoped, claim.text)
    decision = decide(claim, "z3")
    assert decision.plan.startswith("enumeration: no theory says it: ")
    assert decision.status == decide(claim).status


def test_both_engines_on_the_library() -> None:
    """Every claim about all categories that has a theory, without the largest."""
    loaded = Verifier(Options()).load(ROOT / "specs" / "theory" / "all_categories.psh", ROOT / "specs")
    compared = 0
    for claim in loaded.claims:
        if claim.scoped is None or claim.name in ("faithful_reflects", "fully_faithful_reflects", "theorem1", "by_number_in_preorders"):
            continue
        try:
            symbolic.sentence(claim.scoped, claim.text)
        except Inexpressible:
            continue
        decision = decide(claim, "both")
        assert decision.engine == "both", (claim.name, decision.reason)
        assert decision.cases is not None
        compared += 1
    assert compared >= 10


def test_engines_that_disagree_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = load(
        tmp_path,
        "claim thin: forall C: category. thin(C) within C <= 3 arrows\n"
        "claim monoids: forall C: category. |C| = 1 implies |arrows(C)| <= 3 within C <= 3 arrows",
    )
    real = planner.symbolic.decide

    def found(at: int) -> Decision:
        return real(claims[at].name, symbolic.sentence(claims[at].scoped, claims[at].text), natively(claims[at]))  # type: ignore[arg-type]

    right, held = found(0), found(1)
    larger = decide(load(tmp_path, "claim c: forall C: category. |C| = 1 or thin(C) within C <= 4 arrows")[0])
    for wrong in (held, replace(right, found=larger.found)):
        monkeypatch.setattr(planner.symbolic, "decide", lambda *_, wrong=wrong: wrong)
        with pytest.raises(Disagreement):
            decide(claims[0], "both")
    monkeypatch.setattr(planner.symbolic, "decide", lambda *_: Decision("unknown", "z3", "resource: tired"))
    decision = decide(claims[0], "both")
    assert (decision.status, decision.reason) == ("refuted", "z3 left it undecided: resource: tired")
    assert decide(claims[0], "z3").plan == "enumeration: the theory was left undecided: resource: tired"


def test_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (claim,) = load(tmp_path, "claim c: forall C: category. groupoid(C) implies skeletal(C) or |C| >= 2 within C <= 3 arrows")
    few = decide(claim)
    assert (few.engine, few.coverage, few.cases) == ("native", 15, None)
    assert few.plan == "enumeration: about 15 structures"
    monkeypatch.setattr(planner, "ENUMERATED", 5)
    many = decide(claim)
    assert (many.engine, many.coverage, many.cases, many.status) == ("z3", None, 7, few.status)
    assert many.plan == "one problem for each of 7 vectors of sizes: instead of about 15 structures"
    assert decide(claim, "native").plan == "enumeration: as asked for"


def test_scopes_too_large_for_a_solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (claim,) = load(tmp_path, "claim c: forall C: category, T: task(C). representable(T) implies |T| >= 1 within C <= 2 arrows; T <= 2 elements")
    assert claim.scoped is not None
    goal = symbolic.sentence(claim.scoped, claim.text)
    assert symbolic.fits(goal)
    monkeypatch.setattr(planner, "ENUMERATED", 5)
    monkeypatch.setattr("presheaf.decide.cases.CASE_LIMIT", 500)
    monkeypatch.setattr("presheaf.claims.symbolic.CASE_LIMIT", 500)
    decision = decide(claim)
    assert (decision.engine, decision.status) == ("native", "holds_in_scope")
    assert "too large for a solver" in decision.plan
    assert by_theory(claim).reason is not None


def test_evidence_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same certificate, whether the evidence is made at the end or as soon as problems take up memory."""
    text = "claim c: forall C: category, f: arrows(C). iso(f) implies mono(f) within C <= 3 arrows"
    late = by_theory(load(tmp_path, text)[0])
    monkeypatch.setattr("presheaf.decide.cases.KEPT", 10)
    early = by_theory(load(tmp_path, text)[0])
    assert late.certificate == early.certificate


def test_problems(tmp_path: Path) -> None:
    said, counted = load(tmp_path, "claim c: forall C: category. thin(C) within C <= 2 arrows\ncount n: C: category within C <= 2 arrows")
    document = problem(said)
    assert document is not None
    assert {"scope", "theory"} < set(document)
    assert problem(counted) is None


def test_the_same_certificate_twice(tmp_path: Path) -> None:
    text = "claim c: forall C: category, T: task(C). sum_of_representables(T, 1) iff representable(T) within C <= 2 arrows; T <= 2 elements"
    one, two = (by_theory(load(tmp_path, text)[0]) for _ in range(2))
    assert json.dumps(one.certificate) == json.dumps(two.certificate)
