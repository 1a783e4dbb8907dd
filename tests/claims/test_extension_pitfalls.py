"""Extensions where quick arguments go wrong, each by name as people write it, with both engines; and what the refusals say."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

SHAPES = """\
category One = discrete(pt)
category None = discrete()
category Two = discrete(a, b)
category Arrow { objects A, B  arrows f : A -> B }
category Z2 = cyclic_group(2)
category Z3 = cyclic_group(3)
category Z4 = cyclic_group(4)
functor Merge : Two -> One { a |-> pt, b |-> pt }
functor Order : Two -> Arrow { a |-> A, b |-> B }
functor Forget : Z2 -> One { pt |-> pt, r |-> id(pt) }
functor Unit : One -> Z2 { pt |-> pt }
functor Half : Z2 -> Z4 { pt |-> pt, r |-> r ; r }
functor AtA : One -> Arrow { pt |-> A }
functor AtB : One -> Arrow { pt |-> B }
functor Into : None -> Arrow { }
copresheaf Swap on Z2 { pt = {x, y}, r = {x |-> y, y |-> x} }
copresheaf Point = constant(One; x)
copresheaf Pair = constant(One; x, y)
copresheaf Nowhere on None { }
"""
# The category { 1, t, 0 } with t ; t = 1 and 0 a zero.
ZERO = """\
category M = table { objects o  arrows t : o -> o, z : o -> o  compose t ; t = id(o), t ; z = z, z ; t = z, z ; z = z }
functor K : Z2 -> M { pt |-> o, r |-> t }
copresheaf L = lan(K, Swap)
copresheaf Fixed on Z2 { pt = {x, y, w}, r = {x |-> y, y |-> x, w |-> w} }
"""
# Two copies of the rotation of three points, and of Z3 itself.
COPIES = """\
category Both = sum(Z3, Z3)
functor K : Both -> Z3 { left.pt |-> pt, right.pt |-> pt, left.r |-> r, right.r |-> r }
copresheaf Same on Both { left.pt = {0, 1, 2}, right.pt = {2, 0, 1}, left.r = {0 |-> 1, 1 |-> 2, 2 |-> 0}, right.r = {0 |-> 1, 1 |-> 2, 2 |-> 0} }
copresheaf Back on Both { left.pt = {0, 1, 2}, right.pt = {0, 1, 2}, left.r = {0 |-> 1, 1 |-> 2, 2 |-> 0}, right.r = {0 |-> 2, 2 |-> 1, 1 |-> 0} }
copresheaf Still on Both { left.pt = {0, 1, 2}, right.pt = {0, 1, 2}, left.r = {0 |-> 1, 1 |-> 2, 2 |-> 0}, right.r = {0 |-> 0, 1 |-> 1, 2 |-> 2} }
"""
# B has one object more than A, with an arrow from everything.
CONE = """\
category Cone = poset { a <= top, b <= top }
functor K : Two -> Cone { a |-> a, b |-> b }
category Bound = poset { a <= top, b <= top }
category Crowns = poset { a <= c, b <= c, a <= d, b <= d }
functor Apart : Two -> Two { a |-> a, b |-> b }
functor Together : Two -> Two { a |-> a, b |-> a }
functor InBound : Two -> Bound { a |-> a, b |-> b }
functor InCrowns : Two -> Crowns { a |-> a, b |-> b }
functor NoValue : None -> None { }
functor Nothing : None -> One { }
copresheaf Sets on Two { a = {x, y}, b = {} }
"""
# Between image objects a middle object, off the image, carries the composite.
MIDDLE = """\
category Path = poset { a <= m <= b }
functor K : Two -> Path { a |-> a, b |-> b }
category Hole = poset { p <= q, r <= q }
functor Over : Two -> Hole { a |-> p, b |-> q }
functor Against : Two -> Hole { a |-> q, b |-> p }
copresheaf Up on Two { a = {x}, b = {y} }
copresheaf Down on Two { a = {x}, b = {} }
presheaf UpBack on Two { a = {x}, b = {} }
presheaf DownBack on Two { a = {}, b = {x} }
"""
CASES: dict[str, tuple[str, str]] = {
    "the unit is no isomorphism and an extension exists (claim 34)": (
        "copresheaf F on Two { a = {x}, b = {y} }\ncopresheaf L = lan(Merge, F)\n",
        "extends(F, Merge) and not kan_unit_iso(F, Merge) and not extends(F, Merge, kan) and |L(pt)| = 2",
    ),
    "strictly only equal names are equal": (
        "copresheaf F on Two { a = {x}, b = {y} }\ncopresheaf G on Two { a = {x, y}, b = {y, x} }\n",
        "not extends(F, Merge, strict) and extends(G, Merge, strict) and not extends(G, Merge, kan)",
    ),
    "no arrow of A is invented for B (claim 31)": (
        "copresheaf F on Two { a = {x}, b = {} }\ncopresheaf G on Two { a = {}, b = {x} }\npresheaf H on Two { a = {x}, b = {} }\n",
        "not extends(F, Order) and extends(G, Order) and extends(H, Order)",
    ),
    "not faithful (claim 32)": (
        "copresheaf Still = constant(Z2; x, y)\n",
        "not extends(Swap, Forget) and extends(Still, Forget, strict) and extends(Still, Forget, kan)",
    ),
    "sizes over merged objects (claim 33)": (
        "copresheaf F on Two { a = {x}, b = {x, y} }\n",
        "not extends(F, Merge) and not extends(F, Merge, strict)",
    ),
    "not full, and everything extends (claim 35)": (
        "copresheaf L = lan(Unit, Pair)\n",
        "not full(Unit) and extends(Pair, Unit, strict) and not extends(Pair, Unit, kan) and |L(pt)| = 4",
    ),
    "the unit is injective and nothing extends: {1, t, 0}": (
        ZERO,
        "not extends(Swap, K) and not extends(Swap, K, strict) and |L(o)| = 3 and faithful(K) and |Nat(Swap, restrict(L, K))| = 3",
    ),
    "a fixed point lets the zero act": (ZERO, "extends(Fixed, K, strict) and not kan_unit_iso(Fixed, K)"),
    "the swap has no square root: Z/2 in Z/4": (
        "copresheaf L = lan(Half, Swap)\ncopresheaf R = ran(Half, Swap)\n",
        "not extends(Swap, Half) and faithful(Half) and |L(pt)| = 4 and |R(pt)| = 4 and extends(Swap + Swap, Half)",
    ),
    "empty fibres: left extensions are empty, right ones a point": (
        "copresheaf L = lan(Into, Nowhere)\ncopresheaf R = ran(Into, Nowhere)\ncopresheaf LB = lan(AtB, Pair)\ncopresheaf RA = ran(AtA, Pair)\n",
        "|L| = 0 and |R(A)| = 1 and |R(B)| = 1 and |LB(A)| = 0 and |LB(B)| = 2 and |RA(A)| = 2 and |RA(B)| = 1 and extends(Nowhere, Into, kan)",
    ),
    "the same backwards for presheaves": (
        "presheaf P = constant(One; x, y)\npresheaf L = lan(AtA, P)\npresheaf R = ran(AtB, P)\n",
        "|L(A)| = 2 and |L(B)| = 0 and |R(A)| = 1 and |R(B)| = 2 and extends(P, AtA, kan) and extends(P, AtB, strict)",
    ),
    "one object, two bijections: the matching is searched": (
        COPIES,
        "extends(Same, K, strict) and extends(Back, K) and not extends(Back, K, strict) and not extends(Still, K)",
    ),
    "an object off the image obstructs in a finite category only": (
        CONE,
        "fully_faithful(K) and extends(Sets, K) and not extends(Apart, K) and not extends(Apart, K, strict) and extends(Together, K, strict)",
    ),
    "a bound is enough, no least one is needed": (CONE, "extends(InBound, K, strict) and extends(InCrowns, K) and not cocomplete(Crowns)"),
    "a finite category without an initial object or any at all": (CONE, "not extends(NoValue, Nothing) and extends(NoValue, NoValue, strict)"),
    "a finite category is no place for colimits": (
        "functor F : Two -> Z2 { a |-> pt, b |-> pt }\nfunctor S : Z2 -> Z2 { pt |-> pt, r |-> r }\n",
        "extends(F, Merge, strict) and not has_coproducts(Z2) and not extends(S, Forget) and not extends(S, Half) and extends(S, S)",
    ),
    "isomorphic objects of a finite category differ strictly": (
        "category W = walking_iso()\nfunctor F : Two -> W { a |-> a, b |-> b }\n",
        "extends(F, Merge) and not extends(F, Merge, strict)",
    ),
    "an arrow through an object off the image": (MIDDLE, "extends(Up, K) and not extends(Down, K) and not extends(Up, K, kan)"),
    "the same in a finite category": (MIDDLE, "extends(Over, K, strict) and not extends(Against, K)"),
    "presheaves go the other way": (MIDDLE, "extends(UpBack, K) and not extends(DownBack, K)"),
    "the counit": (
        "copresheaf One2 = terminal(Arrow)\ncopresheaf G = terminal(One)\n",
        "not kan_counit_iso(G, Merge) and kan_counit_iso(One2, AtA) and not kan_counit_iso(One2, AtB) and kan_counit_iso(G, Forget)",
    ),
    "the empty category": ("", "extends(Nowhere, Into) and extends(Nowhere, Into, strict) and kan_unit_iso(Nowhere, Into)"),
    "a constant task does not have a constant extension (claim 38)": (
        "copresheaf F on Two { a = {0, 1}, b = {0, 1} }\ncopresheaf L = lan(Merge, F)\n",
        "|L(pt)| = 4 and extends(F, Merge, strict)",
    ),
}


@pytest.mark.parametrize("engine", ["native", "both"])
@pytest.mark.parametrize("name", CASES)
def test_pitfall(name: str, engine: str, tmp_path: Path) -> None:
    declarations, claim = CASES[name]
    loaded = load(f"{SHAPES}{declarations}claim c: {claim}\n", tmp_path)
    assert [d.message for d in loaded.diagnostics] == []
    (found,) = [r for c in loaded.claims for r in Verifier(Options(engine=engine)).claim(c, loaded).results]
    assert found.verdict == "proved", [note.text for note in found.why]


REASONS: dict[str, tuple[str, str]] = {
    "extends(OneTwo, Merge)": ("", "Merge sends a and b to pt, but |OneTwo(a)| = 1, |OneTwo(b)| = 2"),
    "extends(Named, Merge, strict)": ("", "Merge sends a and b to pt, but their elements have different names"),
    "extends(Named, Merge, kan)": ("", "the unit at a misses b.y: |Named(a)| = 1, |lan(Merge, Named)(pt)| = 2"),
    "extends(First, Order)": ("", "f in Arrow would map First(a), which has elements, to First(b), which has none"),
    "extends(Swap, Forget)": ("", "Forget sends id(pt) and r to one arrow, but they act differently on x"),
    "extends(Swap, K)": (ZERO, "no functor on M extends Swap; lan(K, Swap) only approximates it: the unit at pt misses"),
    "extends(Swap, Half)": ("", "no functor on Z4 extends Swap; lan(Half, Swap) only approximates it: the unit at pt misses r(x)"),
    "extends(Apart, K)": (CONE, "Two has no object with arrows from a, b, as the value at top would need: Two lacks that colimit"),
    "extends(Apart, Merge, strict)": (CONE, "Merge sends a and b to one object, Apart sends them to a and b"),
    "extends(Against, K)": (MIDDLE, "no functor Path -> Hole restricts along K to one isomorphic to Against"),
    "kan_unit_iso(Swap, Forget)": ("", "the unit at pt identifies x and y"),
    "kan_counit_iso(Ends, AtB)": ("", "a1 over A is the image of no element over an object of AtB"),
    "kan_counit_iso(Final, Merge)": ("", "2 elements of lan(Merge, restrict(Final, Merge)) are sent to pt1"),
}
DATA = """\
copresheaf OneTwo on Two { a = {x}, b = {x, y} }
copresheaf Named on Two { a = {x}, b = {y} }
copresheaf First on Two { a = {x}, b = {} }
copresheaf Ends on Arrow { A = {a1}, B = {b1}, f = {a1 |-> b1} }
copresheaf Final on One { pt = {pt1} }
"""


@pytest.mark.parametrize("claim", REASONS)
def test_why_not(claim: str, tmp_path: Path) -> None:
    declarations, reason = REASONS[claim]
    loaded = load(f"{SHAPES}{DATA}{declarations}claim c: {claim} expect refuted\n", tmp_path)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    (found,) = [r for c in loaded.claims for r in Verifier(Options()).claim(c, loaded).results]
    assert found.met
    assert any(reason in note.text for note in found.why), [note.text for note in found.why]
