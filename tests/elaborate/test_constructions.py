"""Constructions and the kinds about them as people write them: every claim by both engines, and what the verdicts say."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

SPEC = """\
category C { objects A  arrows e : A -> A  equations e ; e = e }
category K = karoubi(C)
category Path { objects X, Y  arrows f : X -> Y, g : Y -> X  equations f ; g ; f = f, g ; f ; g = g }
category KPath = karoubi(Path)
functor I = inclusion(C, K)
task T on K { A = {x, y}, e = {z}, (A, e, e) = {z |-> x}, (e, e, A) = {x |-> z, y |-> z} }
functor Two : K -> K { A |-> A, e |-> e, (A, e, e) |-> (A, e, e), (e, e, A) |-> (e, e, A) }
claim split: (A, e, e) ; (e, e, A) = (A, e ; e, A) in K
claim section: (e, e, A) ; (A, e, e) = id(e) in K
claim sizes: |K| = 2 and |arrows(K)| = 5 and |KPath| = 4
claim path: KPath.(X, f, Y) = (X, f ; g ; f, Y)
claim object: KPath.(X, f ; g) = (X, f ; g) and |KPath((X, f ; g), X)| = 1
claim complete_k: cauchy_complete(K) and cauchy_complete(karoubi(Path)) and not cauchy_complete(Path)
claim embedded: fully_faithful(I) and not essentially_surjective(I) and morita_equivalent(C, K)
claim projective: representable(T) and |Nat(yoneda(K.A), T)| = 2
claim counts: |functor(C, C)| = 2 and |functor(K, C)| = 1 and |functor(C, K)| = 3
claim walking: equivalent(walking_iso(), discrete(x)) and not isomorphic(walking_iso(), discrete(x))

category P = poset { bottom <= a <= top, bottom <= b <= top }
category Pair = discrete(j, k)
category One = discrete(pt)
category None = discrete()
functor D : Pair -> P { j |-> a, k |-> b }
functor Nothing : None -> P { }
functor U : P -> One { bottom |-> pt, a |-> pt, b |-> pt, top |-> pt,
  (bottom <= a) |-> id(pt), (bottom <= b) |-> id(pt), (a <= top) |-> id(pt), (b <= top) |-> id(pt) }
functor Top : One -> P { pt |-> top }
functor Bottom : One -> P { pt |-> bottom }
claim lattice: complete(P) and cocomplete(P) and has_products(P) and has_coequalizers(P)
claim meet: exists! X: P. limit(D, X)
claim join: forall X: P. colimit(D, X) iff X = top
claim ends: limit(Nothing, top) and colimit(Nothing, bottom) and not limit(Nothing, P.a)
claim adjoints: adjoint(Bottom, U) and adjoint(U, Top) and left_adjoint(U) and right_adjoint(U) and not adjoint(Top, U)
claim empty: complete(None) or cauchy_complete(None) and has_equalizers(None)
claim empty_two: not has_products(None) and not left_adjoint(Nothing) and equivalent(None, None) and not equivalent(None, One)

category Square = comma(D, id_functor(P))
category Arrows = comma(id_functor(C), id_functor(C))
category Im = full_image(D)
functor Q = corestriction(D)
functor J = inclusion(Im, P)
category Sk = skeleton(walking_iso())
claim commas: isomorphic(Arrows, arrow_category(C)) and |Square| = 4
claim written: Square.(j, (a <= top), top) = (j, (a <= top), top)
claim square: exists! h: Square((j, id(a), a), (j, (a <= top), top)). true
claim images: |arrows(Im)| = 2 and fully_faithful(J) and full(corestriction(D)) and equivalence(Q)
claim names: Im.(j, id(a), j) = id(j)
claim skeletons: |Sk| = 1 and isomorphic(Sk, One)
"""


@pytest.mark.parametrize("engine", ["native", "both"])
def test_claims_about_constructions(engine: str, tmp_path: Path) -> None:
    loaded = load(SPEC, tmp_path)
    assert [d.message for d in loaded.diagnostics] == []
    results = [r for claim in loaded.claims for r in Verifier(Options(engine=engine)).claim(claim, loaded).results]
    assert [(r.claim.name, r.verdict, r.reason) for r in results if r.verdict != "proved" or r.reason] == []


WHY = """\
category C { objects A, B  arrows e : A -> A, f, g : A -> B  equations e ; e = e, e ; f = f, e ; g = f }
category D = discrete(x, y)
category V = poset { a <= c, b <= c, a <= d, b <= d }
category L = poset { a <= b }
category Z = cyclic_group(2)
functor F : D -> L { x |-> a, y |-> b }
functor H : L -> D { a |-> x, b |-> x, (a <= b) |-> id(x) }
functor G : D -> D { x |-> x, y |-> x }
"""
REASONS = {
    "cauchy_complete(C)": "e is idempotent, and no r : A -> X and s : X -> A have r ; s = e and s ; r = id(X)",
    "has_products(C)": "C has no terminal object",
    "has_products(Z)": "Z has no terminal object",
    "has_coproducts(V)": "V has no initial object",
    "has_products(poset { a <= c <= z, b <= c, a <= d <= z, b <= d, z0 <= a, z0 <= b })": (
        "c and d have no product: a and b have arrows to both, and no object that has has arrows from a and b"
    ),
    "has_products(poset { a <= z, b <= z })": "a and b have no product: no object has arrows to both",
    "has_equalizers(C)": "id(A) and e have no equalizer",
    "has_coequalizers(Z)": "id(pt) and r have no coequalizer",
    "equivalent(C, L)": "C has 5 arrows and L has 3",
    "equivalent(Z, walking_iso())": "Z has 2 arrows and skeleton(walking_iso()) has 1",
    "morita_equivalent(Z, L)": "karoubi(Z) has 1 objects and karoubi(L) has 2",
    "limit(F, L.b)": "there is no cone from b to F",
    "colimit(F, L.a)": "there is no cocone to a from F",
    "limit(id_functor(Z), Z.pt)": "there is no cone from pt to id_functor(Z)",
    "left_adjoint(F)": "it would need that some A has as many arrows to each B as there are from a to F(B)",
    "right_adjoint(H)": "there is no arrow to y from H(A) for any A",
    "left_adjoint(H)": "there is no arrow from y to H(A) for any A",
    "adjoint(F, H)": "there are 1 arrows from F(y) to b and 0 from y to H(b)",
}


@pytest.mark.parametrize("claim", REASONS)
def test_why_not(claim: str, tmp_path: Path) -> None:
    loaded = load(f"{WHY}claim c: {claim} expect refuted\n", tmp_path)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    (decided,) = [d for c in loaded.claims for d in Verifier(Options()).claim(c, loaded).results]
    assert decided.met
    assert any(REASONS[claim] in note.text for note in decided.why), [note.text for note in decided.why]
