"""Quantifiers over functors and transformations against enumeration, and against the search for a completion of an unknown functor."""

import random
from dataclasses import replace
from pathlib import Path

import claim_oracle as oracle
import pytest
from claim_worlds import Plain, all_functors, model, random_category, random_task, task_model

from presheaf.claims.decision import CertificateRejected
from presheaf.claims.engines import decide
from presheaf.model import proposition as p
from presheaf.model.declaring import declaration
from presheaf.model.elaborate import quantified
from presheaf.model.proposition import Claim
from presheaf.pipeline import Options, Verifier

BODIES = {
    "full(F)": oracle.full,
    "faithful(F)": oracle.faithful,
    "essentially_surjective(F)": oracle.essentially_surjective,
    "full(F) and not faithful(F)": lambda c, d, f: oracle.full(c, d, f) and not oracle.faithful(c, d, f),
    "forall g: arrows(C), h: arrows(C). F(g) = F(h) implies g = h": lambda c, d, f: len(set(f)) == len(f),
    "exists g: arrows(C). mono(F(g)) and not iso(F(g))": lambda c, d, f: any(oracle.mono(d, x) and not oracle.iso(d, x) for x in f),
}
COUNT = {"exists": lambda found: any(found), "forall": all, "exists!": lambda found: sum(found) == 1}


def claims(tmp_path: Path, text: str) -> list[Claim]:
    file = tmp_path / "quantified.psh"
    file.write_text(text, encoding="utf-8")
    loaded = Verifier(Options()).load(file, tmp_path)
    assert not loaded.failed, [d.message for d in loaded.diagnostics] + [text]
    return list(loaded.claims)


def categories(c: Plain, d: Plain) -> str:
    return "\n".join(declaration(replace(model(x)[0], name=name)) for x, name in ((c, "C"), (d, "D")))


def worlds(count: int) -> list[tuple[Plain, Plain, list[tuple[int, ...]]]]:
    rng = random.Random(3)
    out = []
    while len(out) < count:
        c, d = random_category(rng, 6), random_category(rng, 6)
        found = list(all_functors(c, d))
        if len(found) <= 60:
            out.append((c, d, found))
    return out


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_functors_against_enumeration(tmp_path: Path, engine: str) -> None:
    seen = set()
    for c, d, found in worlds(120 if engine == "native" else 6):
        text = "\n".join(f"claim c{i}: {q} F: functor(C, D). {body}" for i, (q, body) in enumerate((q, b) for q in COUNT for b in BODIES))
        expected = [COUNT[q]([BODIES[body](c, d, f) for f in found]) for q in COUNT for body in BODIES]
        for claim, value in zip(claims(tmp_path, f"{categories(c, d)}\n{text}"), expected, strict=True):
            decision = decide(claim, engine)  # type: ignore[arg-type]
            assert decision.status == ("proved" if value else "refuted"), f"{claim.text}\n{categories(c, d)}"
            seen.add((claim.text, value))
    assert engine == "z3" or len(seen) >= 2 * len(COUNT) * len(BODIES) - 1  # a constant functor has no image that is not an isomorphism


def test_one_unknown_functor_is_as_good_as_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantified, "LISTED", 0)
    values = set()
    for c, d, found in worlds(12):
        text = "\n".join(f"find c{i}: exists F: functor(C, D). {body}" for i, body in enumerate(BODIES))
        for claim, check in zip(claims(tmp_path, f"{categories(c, d)}\n{text}"), BODIES.values(), strict=True):
            decision = decide(claim)
            value = any(check(c, d, f) for f in found)
            assert decision.status in ("proved" if value else "refuted", "unknown"), f"{claim.text}\n{categories(c, d)}"
            values.add(decision.status)
            assert not found or decision.status != "proved" or decision.witness.startswith("functor F : C -> D {")
    assert {"proved", "refuted"} <= values


def test_transformations_against_enumeration(tmp_path: Path) -> None:
    rng = random.Random(5)
    seen = set()
    for _ in range(40):
        c = random_category(rng, 5)
        contravariant = rng.random() < 0.5
        s, t = (random_task(rng, c, contravariant, 4) for _ in range(2))
        counts = sum(1 for _ in oracle.natural_transformations(s, t)), sum(1 for _ in oracle.natural_transformations(s, t, injective=True))
        home = declaration(replace(model(c)[0], name="C"))
        called = lambda y: y.name if y.name in ("S", "T") else "C"  # noqa: E731
        tasks = "\n".join(declaration(replace(task_model(x), name=n), called) for x, n in ((s, "S"), (t, "T")))
        text = (
            f"{home}\n{tasks}\nclaim some: exists a: Nat(S, T). true\nclaim one: exists! a: Nat(S, T). true\n"
            "claim mono: exists a: Nat(S, T). forall x: S, y: S. a(x) = a(y) implies x = y"
        )
        for claim, value in zip(claims(tmp_path, text), (counts[0] > 0, counts[0] == 1, counts[1] > 0), strict=True):
            assert decide(claim, "native").status == ("proved" if value else "refuted"), text
            seen.add((claim.name, value))
    assert len(seen) == 6


def test_the_least_functors(tmp_path: Path) -> None:
    """No functor, one functor, functors out of and into the empty category."""
    text = """\
category None = discrete()
category One = discrete(pt)
claim out: exists! F: functor(None, One). faithful(F) and not essentially_surjective(F)
claim into: not (exists F: functor(One, None). true) and (forall F: functor(One, None). full(F))
claim same: exists! F: functor(None, None). equivalence(F)
"""
    for claim in claims(tmp_path, text):
        assert decide(claim, "both").status == "proved", claim.text
        assert decide(claim, "both").engine == "both"


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_a_list_that_lacks_one_or_has_one_twice_is_not_accepted(tmp_path: Path, engine: str) -> None:
    text = "category A = chain(2)\ncategory B = chain(3)\nclaim every: forall F: functor(A, B). F(c0) = F(c0)"
    (claim,) = claims(tmp_path, text)
    node = claim.proposition
    assert isinstance(node, p.Instances)
    assert decide(claim, engine).status == "proved"  # type: ignore[arg-type]
    for keep in (node.structures[1:], (*node.structures[1:], node.structures[1])):
        forged = replace(claim, proposition=replace(node, structures=keep, parts=node.parts[: len(keep)]))
        assert not accepted(forged, engine)


def accepted(claim: Claim, engine: str) -> bool:
    try:
        return decide(claim, engine).status == "proved"  # type: ignore[arg-type]
    except CertificateRejected:
        return False
