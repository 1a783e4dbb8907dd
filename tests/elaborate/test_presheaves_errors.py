"""Categories of presheaves as people write them: words and names by both engines, and what refutations say. Mistakes are in golden/presheaves."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

SPEC = """\
category C { objects A, B  arrows f, g : A -> B }
category D { objects A, B, Z  arrows f, g : A -> B, h : Z -> A }
category Pairs = product(C, op(D))
functor F : C -> D { A |-> A, B |-> B, f |-> f, g |-> g }
task T on C { A = {x, y}, B = {u}, f = {u |-> x}, g = {u |-> y} }
task FT = lan(F, T)
category E = presheaves(C; yoneda(A), yoneda(C.B), T, terminal(C) + empty(C))
category P = presheaves(D; yoneda(A), yoneda(B), yoneda(Z), FT, lan(F, terminal(C) + empty(C)))
category Empty = presheaves(C;)
functor Y = yoneda_functor(C, E)
functor X = extension_functor(F, E, P)
presheaf N = nerve(F, A)
task OnPairs on Pairs = nerve(F, D)
task Truth = omega(C)
claim objects: |E| = 4 and |Empty| = 0 and |arrows(Empty)| = 0
claim names: Y(B) = E."yoneda(C.B)" and E.T != E."terminal(C) + empty(C)"
claim arrows: |E(T, E."yoneda(A)")| = 0 and |E(E."yoneda(A)", T)| = 2 and iso(E."yoneda(C.B)_T_0")
claim identities: id(E.T) = E."T_yoneda(C.B)_0" ; E."yoneda(C.B)_T_0" in E
claim full: fully_faithful(Y) and fully_faithful(X)
claim nerves: |N(A)| = 1 and |N(B)| = 0 and |OnPairs| = |nerve(F, D)| and |nerve(F, B)| = 3
claim sieves: |omega(C)| = 7 and |Nat(T, omega(C))| = 5 and Truth."{f}"|g = Truth."{}"
claim counts: |Nat(T, yoneda(C.B))| = 1
"""


@pytest.mark.parametrize("engine", ["native", "both"])
def test_claims_about_presheaves(engine: str, tmp_path: Path) -> None:
    loaded = load(SPEC, tmp_path)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    results = [r for claim in loaded.claims for r in Verifier(Options(engine=engine)).claim(claim, loaded).results]
    assert [(r.claim.name, r.verdict, r.reason) for r in results if r.verdict != "proved" or r.reason] == []


def test_the_declared_product_is_used(tmp_path: Path) -> None:
    """A nerve fits a task that was declared on the product; without a declaration all nerves of one functor share one."""
    declared = load(SPEC, tmp_path).structures
    assert declared["OnPairs"].category is declared["Pairs"]  # type: ignore[attr-defined]
    text = SPEC.replace("category Pairs = product(C, op(D))\n", "").replace(" on Pairs", "") + "task Again = nerve(F, D)\n"
    found = load(text, tmp_path).structures
    assert found["OnPairs"].category is found["Again"].category  # type: ignore[attr-defined]


WHY = """\
category C { objects A, B  arrows f, g : A -> B }
category D { objects A, B, Z  arrows f, g : A -> B, h : Z -> A }
category Two = discrete(A, B)
category Z2 = cyclic_group(2)
functor F : C -> D { A |-> A, B |-> B, f |-> f, g |-> g }
functor Swap : C -> D { A |-> A, B |-> B, f |-> g, g |-> f }
functor Merge : C -> D { A |-> A, B |-> B, f |-> g, g |-> g }
functor Shift : C -> D { A |-> Z, B |-> A, f |-> h, g |-> h }
functor Points : Two -> D { A |-> A, B |-> B }
functor Turn : Z2 -> Z2 { pt |-> pt, r |-> id(pt) }
task Still = constant(Z2; x, y)
category Turns = presheaves(Z2; yoneda(pt), Still)
functor Stay : Z2 -> Turns { pt |-> Still, r |-> id(Still) }
category P = presheaves(D; yoneda(A), yoneda(B), yoneda(Z))
functor Look = yoneda_functor(D, P)
category E = presheaves(C; yoneda(A), yoneda(B))
functor Carry = extension_functor(F, E, P)
"""
REASONS = {
    "feature_aligned(F ; Look, Shift)": "(F ; Look)(A) is not isomorphic to Hom(-, Z): their sizes over A are 1 and 0",
    "feature_aligned(Stay, id_functor(Z2))": "Stay(pt) is not isomorphic to Hom(-, pt): no element over pt is universal",
    "feature_aligned(yoneda_functor(Z2, Turns), Turn)": "and no isomorphisms at its ends make that composition with id(pt)",
    "feature_aligned(Carry, Swap)": "Carry takes f to yoneda(A)_yoneda(B)_0, and no isomorphisms at its ends make that composition with g",
    "feature_aligned(Carry, Shift)": "Carry(Hom(-, A)) is not isomorphic to Hom(-, Z)",
    "transfers(Carry, Merge)": "and no isomorphisms at its ends make that composition with g",
    "transfers(Merge ; Look, Merge)": "Merge takes f and g to one arrow, g: the relations are merged",
    "transfers(Points ; Look, Points)": "no arrow A -> B is sent to f: D has a relation that Two does not have",
}


@pytest.mark.parametrize("claim", REASONS)
def test_why_not(claim: str, tmp_path: Path) -> None:
    loaded = load(f"{WHY}claim c: {claim} expect refuted\n", tmp_path)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    (decided,) = [d for c in loaded.claims for d in Verifier(Options(engine="both")).claim(c, loaded).results]
    assert decided.met
    assert any(REASONS[claim] in note.text for note in decided.why), [note.text for note in decided.why]


def test_a_choice_that_fits_every_arrow_but_not_all(tmp_path: Path) -> None:
    """Around a triangle of objects with a symmetry the features turn once: every edge can be fitted, the whole cannot."""
    text = """\
category G = cyclic_group(2)
category C { objects a, b, c  arrows f : a -> b, g : b -> c, h : a -> c }
functor F : C -> G { a |-> pt, b |-> pt, c |-> pt, f |-> id(pt), g |-> id(pt), h |-> id(pt) }
functor Once : C -> G { a |-> pt, b |-> pt, c |-> pt, f |-> id(pt), g |-> id(pt), h |-> r }
category P = presheaves(G; yoneda(pt))
functor Look = yoneda_functor(G, P)
claim c: feature_aligned(Once ; Look, F) expect refuted
"""
    loaded = load(text, tmp_path)
    assert loaded.diagnostics == []
    (decided,) = [d for c in loaded.claims for d in Verifier(Options(engine="both")).claim(c, loaded).results]
    assert decided.met
    assert [note.text for note in decided.why] == [
        "there are isomorphisms Hom(-, F X) -> (Once ; Look)(X), but none that fit all arrows of C at once"
    ]


def test_what_a_counterexample_says(tmp_path: Path) -> None:
    """A refuted claim about features is written out as a file in which the categories of presheaves are such again."""
    from presheaf.cli.main import run

    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "a.psh").write_text(f"{WHY}claim c: transfers(Carry, F) and feature_aligned(Carry, Swap) expect refuted\n", encoding="utf-8")
    assert run(["counterexample", str(folder / "a.psh"), "c", "-o", str(folder / "b.psh")]) == 0
    text = (folder / "b.psh").read_text(encoding="utf-8")
    assert "category P = presheaves(D; yoneda(A), yoneda(B), yoneda(Z))" in text
    assert run(["verify", str(folder / "b.psh")]) == 0
