"""Forms of the language that a page of examples does not show; each claim is decided by both engines."""

from pathlib import Path

import pytest

from corpus import ROOT, TOUR
from presheaf.pipeline import Options, Verifier

GROUPS = """\
category Z2 = cyclic_group(2)
task Reg on Z2 { pt = {0, 1}, r = {0 |-> 1, 1 |-> 0} }
claim own: representable(Reg)
"""
FORMS = """\
import "lib/groups.psh" as g
import "lib/groups.psh"
category C { objects A, B arrows f, g : A → B, e : A -> A equations e;e=e, e ; f = e;g, }
category Empty { }
category Empty2 = discrete()
category One = table { objects A }
category P0 = poset { }
category P1 = poset { "我" <= b, c }
task T on C = yoneda(A)
task T2 = yoneda(C.A)
copresheaf S = constant(C; a, b)
copresheaf S2 on C = coyoneda(B)
functor F : C -> g.Z2 { A |-> pt, B |-> pt, f |-> r ; r ; r, g |-> r, e |-> id(pt), }
functor G : C -> g.Z2 = F
functor H : Empty -> C { }
category E = elements(T)
functor Pr = projection(T)
task hz = yoneda(g.Z2.pt)
category Sl = slice(C, B)
define lemma(D: category, X: D, K: task(D)) := |Nat(yoneda(X), K)| = |K(X)|
claim c1: e ; f = e ; g = g ∘ e in C
claim c2: e^0 = id(A) and e^3 = e in C
claim c3: ∀ X: C, h: C(X, X). ∃! k: C(X, X). h ; k = h ∧ ¬(false)   expect refuted
claim c4: isomorphic(T, T2) and representable(g.Reg) and isomorphic(g.Z2, Z2)
claim c5: |Empty| = 0 and |arrows(Empty2)| = 0 and thin(Empty) and not connected(Empty)
claim c6: forall X: Empty. false
claim c7: exists X: Empty. true   expect refuted
claim c8: |E| = |elements(T)|
claim c9: P1.("我" <= b) = ("我" <= b) and |P1| = 3 and |P0| = 0
claim c10: forall u: g.Reg(pt). exists h: g.Z2(pt, pt). u|h = Reg.0
claim c11: solves(C.A, T) and solves(C.A, T, card) and promptable(T, nat)
claim c12: F(f) = F(g) and F(C.A) = Z2.pt
claim c13: 1/2 + 1/2 = 1 and 2^-3 < 0.25
claim c14: 2 * |C| >= 4 != 5
claim c15: faithful(H) and full(H)
claim c16: |Nat(S, S)| = 4 iff true
claim c17: represents(C.A, T) or isomorphic(S2, S2)
claim c18: exists X: C. exists u: T(X). universal(X, u, T)
claim c19: connected(E) implies exists Y: E. terminal(E, Y)
claim c20: forall x: S(A). f(x) = g(x)
claim c21: isomorphic(C.A, C.B) or mono(e) or epi(C.f) or iso(id(C.A)) or idempotent(e)
claim c22: forall X: C. |Nat(yoneda(X), T)| = |T(X)|
claim c23: forall Y: C. lemma(C, Y, T)
claim c24: exists! X: C. isomorphic(T, yoneda(X))
claim c25: universal(pt, id(pt), hz) and universal(pt, r ; r, hz) and universal(pt, r^3, hz)
claim c26: terminal(Sl, id(B))
claim c27: forall h: arrows(C). mono(h) iff h != C.e and h != C.f and h != C.g   expect refuted
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "lib").mkdir(parents=True)
    (tmp_path / "specs" / "lib" / "groups.psh").write_text(GROUPS, encoding="utf-8")
    return tmp_path / "specs"


@pytest.mark.parametrize("text", [FORMS, TOUR], ids=["forms", "tour"])
def test_every_form_is_decided_as_it_says(root: Path, text: str) -> None:
    path = root / "a.psh"
    path.write_text(text, encoding="utf-8")
    verifier = Verifier(Options(engine="both"))
    loaded = verifier.load(path, root)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    assert len(loaded.claims) == text.count("claim ")
    for claim in loaded.claims:
        (result,) = verifier.claim(claim, loaded).results
        assert (result.met, result.engine) == (True, "both"), claim.name


def test_equal_expressions_are_one_structure(root: Path) -> None:
    path = root / "a.psh"
    path.write_text("category C { objects A, B arrows f : A -> B }\nclaim c: forall u: yoneda(C.B). exists v: yoneda(C.B). u = v\n", encoding="utf-8")
    assert not Verifier(Options()).load(path, root).failed


def test_a_folder_below_the_root_finds_its_imports() -> None:
    verifier = Verifier(Options())
    from presheaf.pipeline import spec_files

    pairs = spec_files([ROOT / "specs" / "theory"])
    assert len(pairs) >= 10
    assert not any(verifier.load(path, base).failed for path, base in pairs)
