"""Names inside sums and of the wrong kind, expressions that are written twice and denote one structure, declarations in any order."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

SPEC = """\
category P = poset { m <= a, m <= b }
category S = sum(discrete(all), P)
category N = sum(S, S)
copresheaf T on S { left.all = {1}, right.m = {1}, right.a = {2}, right.b = {3}, right.(m <= a) = {1 |-> 2}, right.(m <= b) = {1 |-> 3} }
functor Swap : S -> S { left.all |-> left.all, right.m |-> right.m, right.a |-> right.b, right.b |-> right.a,
  right.(m <= a) |-> S.right.(m <= b), right.(m <= b) |-> right.(m <= a) }
claim bare: Swap(right.(m <= a)) = right.(m <= b) and Swap(right.(m <= b)) = right.(m <= a)
claim qualified: mono(S.right.(m <= a)) and Swap(S.right.a) = S.right.b
claim nested: N.right.right.(m <= a) = right.right.(m <= a) and mono(N.left.right.(m <= a)) and |N(right.right.m, right.right.a)| = 1
claim expression: representable(yoneda(S.left.all)) and isomorphic(yoneda(S.right.m), yoneda(right.m))
claim ranged: forall X: S, f: S(X, right.a). f = right.(m <= a) or f = id(right.a)
"""


def test_names_of_a_sum(tmp_path: Path) -> None:
    loaded = load(SPEC, tmp_path)
    assert [d.message for d in loaded.diagnostics] == []
    results = [r for claim in loaded.claims for r in Verifier(Options(engine="both")).claim(claim, loaded).results]
    assert [(r.claim.name, r.verdict) for r in results] == [(n, "proved") for n in ("bare", "qualified", "nested", "expression", "ranged")]


def test_unknown_names_of_a_sum(tmp_path: Path) -> None:
    loaded = load("category S = sum(discrete(x), discrete(y))\nclaim c: terminal(S, S.left.y)\nclaim d: S.right.(x <= y) = id(S.right.y)\n", tmp_path)
    assert [d.message for d in loaded.diagnostics] == ["S has no left.y", "S has no right.(x <= y)"]


TWICE = """\
category C { objects A, B  arrows f : A -> B }
task T on C { A = {x, y}, B = {u}, f = {u |-> x} }
task S on C { A = {x}, B = {}, f = {} }
category El = elements(S)
claim in_a_quantifier: exists! X: slice(C, C.B). terminal(slice(C, C.B), X)
claim below_a_variable: forall Y: C. terminal(C, Y) implies exists! X: slice(C, C.B). terminal(slice(C, C.B), X)
claim density: isomorphic(lan(projection(T), terminal(elements(T))), T)
claim density_reversed: isomorphic(T, lan(projection(elements(T)), terminal(elements(T))))
claim density_declared: isomorphic(lan(projection(S), terminal(El)), S)
"""


def test_expressions_written_twice_are_one_structure(tmp_path: Path) -> None:
    loaded = load(TWICE, tmp_path)
    assert [d.message for d in loaded.diagnostics] == []
    results = [r for claim in loaded.claims for r in Verifier(Options(engine="both")).claim(claim, loaded).results]
    assert [(r.claim.name, r.verdict) for r in results if r.verdict != "proved"] == []


EARLY = """\
claim early: mono(f) and terminal(C, B) and isomorphic(restrict(T, Onto), constant(C; u))
functor Onto = corestriction(F)
functor Back = opposite(F)
category C { objects A, B  arrows f : A -> B }
functor F : C -> C { A |-> A, B |-> A, f |-> id(A) }
category Image = full_image(F)
task T on Image { A = {x}, B = {y}, (A, id(A), B) = {y |-> x}, (B, id(A), A) = {x |-> y} }
"""


def test_declarations_stand_in_any_order(tmp_path: Path) -> None:
    lines = EARLY.splitlines(keepends=True)
    for text in (lines, lines[::-1], lines[3:] + lines[:3]):
        loaded = load("".join(text), tmp_path)
        assert [d.message for d in loaded.diagnostics] == []
        assert [r.verdict for c in loaded.claims for r in Verifier(Options()).claim(c, loaded).results] == ["proved"]


MISNAMED = """\
category C { objects A, B  arrows f : A -> B }
category D = discrete(x)
functor K : D -> C { x |-> A }
copresheaf H on C { A = {1}, B = {2}, f = {1 |-> 2} }
category N within 20 arrows { objects o  arrows s : o -> o }
functor U : D -> N { x |-> o }
"""
MESSAGES = {
    "limit(K, f)": "f is an arrow of C, an object is needed",
    "mono(A)": "A is an object of C, an arrow is needed",
    "|C(x, A)| = 1": "x is an object of D, not of C",
    "|H(x)| = 1": "x is an object of D, not of C",
    "forall g: C(x, A). mono(g)": "x is an object of D, not of C",
}


@pytest.mark.parametrize("claim", MESSAGES)
def test_names_of_the_wrong_kind(claim: str, tmp_path: Path) -> None:
    loaded = load(f"{MISNAMED}claim c: {claim}\n", tmp_path)
    assert [d.message for d in loaded.diagnostics] == [MESSAGES[claim]]


def test_the_category_that_does_not_close_is_named(tmp_path: Path) -> None:
    loaded = load(f"{MISNAMED}claim c: colimit(U, o)\n", tmp_path)
    assert loaded.claims[0].blocked.startswith("N does not close within 20 arrows")
