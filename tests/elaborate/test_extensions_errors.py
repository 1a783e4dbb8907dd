"""Wrong input to lan, ran, restrict, extends, kan_unit_iso and kan_counit_iso: one diagnostic each, with its code, its place and what to do."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.source.render import render

WORLD = """\
category A { objects a, b  arrows h : a -> b }
category B { objects x, y  arrows f, g : x -> y }
category N within 20 arrows { objects pt  arrows t : pt -> pt }
functor K : A -> B { a |-> x, b |-> y, h |-> f }
functor Back : B -> A { x |-> a, y |-> b, f |-> h, g |-> h }
functor Half : A -> B { a |-> x, b |-> ?, h |-> ? }
functor Endless : A -> N { a |-> pt, b |-> pt, h |-> t }
copresheaf F on A { a = {0}, b = {0}, h = {0 |-> 0} }
presheaf P on A { a = {0}, b = {0}, h = {0 |-> 0} }
copresheaf G on B { x = {0}, y = {0}, f = {0 |-> 0}, g = {0 |-> 0} }
copresheaf Part on A { a = {0}, b = {0}, h = ? }
"""
# What is written: code, the text that the caret is under, a part of the hint.
WORDS = {
    # a functor that lives on the wrong category
    "lan(K, G)": ("E405", "lan(K, G)", "from the domain of K"),
    "lan(Endless, G)": ("E405", "lan(Endless, G)", "from the domain of K"),
    "ran(K, G)": ("E405", "ran(K, G)", "from the domain of K"),
    "ran(Back, F)": ("E405", "ran(Back, F)", "from the domain of K"),
    "restrict(F, K)": ("E405", "restrict(F, K)", "precomposes T with K"),
    # the other variance
    "lan(K, P)": ("E317", "lan(K, P)", "contravariant"),
    "ran(K, P)": ("E317", "ran(K, P)", "contravariant"),
    "restrict(P, Back)": ("E317", "restrict(P, Back)", "contravariant"),
    # too few, too many
    "lan(K)": ("E319", "lan(K)", "explain E319"),
    "lan(K, F, kan)": ("E319", "lan(K, F, kan)", "explain E319"),
    "ran(K)": ("E319", "ran(K)", "explain E319"),
    "ran(K, F, F)": ("E319", "ran(K, F, F)", "explain E319"),
    "restrict(G)": ("E319", "restrict(G)", "explain E319"),
    # exchanged or of another kind
    "lan(F, K)": ("E204", "F", "explain E204"),
    "lan(K, Back)": ("E204", "Back", "explain E204"),
    "ran(F, K)": ("E204", "F", "explain E204"),
    "ran(A, F)": ("E204", "A", "explain E204"),
    "restrict(K, G)": ("E204", "K", "explain E204"),
    "restrict(G, B)": ("E204", "B", "explain E204"),
    # unknown values
    "lan(Half, F)": ("E319", "Half", "explain E319"),
    "lan(K, Part)": ("E319", "Part", "explain E319"),
    "lan(Endless, Part)": ("E319", "Part", "explain E319"),
    "ran(Half, F)": ("E319", "Half", "explain E319"),
    "ran(K, Part)": ("E319", "Part", "explain E319"),
    "restrict(G, Half)": ("E319", "Half", "explain E319"),
    "restrict(Part, Back)": ("E319", "Part", "explain E319"),
    # unknown names
    "lan(Kk, F)": ("E201", "Kk", "did you mean K?"),
    "lan(K, Ff)": ("E201", "Ff", "did you mean F?"),
    "ran(K, Ff)": ("E201", "Ff", "did you mean F?"),
    "restrict(Gg, K)": ("E201", "Gg", "did you mean G?"),
    "restrict(G, Kk)": ("E201", "Kk", "did you mean K?"),
    "lann(K, F)": ("E201", "lann", "lan"),
}
CLAIMS = {
    "extends(G, K)": ("E402", "extends(G, K)", "explain extends"),
    "extends(Back, K)": ("E402", "extends(Back, K)", "explain extends"),
    "extends(K, F)": ("E402", "extends(K, F)", "extends(task, functor, strict)"),
    "extends(F, G)": ("E402", "extends(F, G)", "extends(functor, functor)"),
    "extends(F)": ("E402", "extends(F)", "the forms are"),
    "extends()": ("E402", "extends()", "the forms are"),
    "extends(F, K, 2)": ("E402", "extends(F, K, 2)", "the forms are"),
    "extends(F, K, stict)": ("E402", "stict", "did you mean strict?"),
    "extends(F, K, lan)": ("E402", "lan", "kan"),
    "extends(F, K, up_to_isomorphism)": ("E402", "up_to_isomorphism", "its modes are nat, strict, kan"),
    "extends(F, K, strict, kan)": ("E402", "strict", "keep one of them"),
    "extends(Back, Back, kan)": ("E402", "extends(Back, Back, kan)", "explain extends"),
    "extends(F, Half)": ("E402", "extends(F, Half)", "explain extends"),
    "extends(Part, K)": ("E402", "extends(Part, K)", "explain extends"),
    "extends(K, Half)": ("E402", "extends(K, Half)", "explain extends"),
    "extends(Ff, K)": ("E201", "Ff", "did you mean F?"),
    "extends(F, Kk)": ("E201", "Kk", "did you mean K?"),
    "extend(F, K)": ("E401", "extend", "extends"),
    "kan_unit_iso(G, K)": ("E402", "kan_unit_iso(G, K)", "explain kan_unit_iso"),
    "kan_unit_iso(K, F)": ("E402", "kan_unit_iso(K, F)", "kan_unit_iso(task, functor)"),
    "kan_unit_iso(K, K)": ("E402", "kan_unit_iso(K, K)", "kan_unit_iso(task, functor)"),
    "kan_unit_iso(F)": ("E402", "kan_unit_iso(F)", "kan_unit_iso(task, functor)"),
    "kan_unit_iso(F, K, strict)": ("E402", "kan_unit_iso(F, K, strict)", "kan_unit_iso(task, functor)"),
    "kan_unit_iso(Part, K)": ("E402", "kan_unit_iso(Part, K)", "explain kan_unit_iso"),
    "kan_unit_iso(F, Half)": ("E402", "kan_unit_iso(F, Half)", "explain kan_unit_iso"),
    "kan_unit_iso(F, Kk)": ("E201", "Kk", "did you mean K?"),
    "kan_unit(F, K)": ("E401", "kan_unit", "kan_unit_iso"),
    "kan_counit_iso(F, K)": ("E402", "kan_counit_iso(F, K)", "explain kan_counit_iso"),
    "kan_counit_iso(K, G)": ("E402", "kan_counit_iso(K, G)", "kan_counit_iso(task, functor)"),
    "kan_counit_iso(G)": ("E402", "kan_counit_iso(G)", "kan_counit_iso(task, functor)"),
    "kan_counit_iso(G, K, kan)": ("E402", "kan_counit_iso(G, K, kan)", "kan_counit_iso(task, functor)"),
    "kan_counit_iso(G, B)": ("E402", "kan_counit_iso(G, B)", "kan_counit_iso(task, functor)"),
    "kan_counit_iso(G, Half)": ("E402", "kan_counit_iso(G, Half)", "explain kan_counit_iso"),
    "kan_counit_iso(Gg, K)": ("E201", "Gg", "did you mean G?"),
    "kan_counit(G, K)": ("E401", "kan_counit", "kan_counit_iso"),
    "|Nat(lan(K, F), F)| = 1": ("E317", "Nat(lan(K, F), F)", "explain E317"),
    "|lan(K, G)| = 1": ("E405", "lan(K, G)", "from the domain of K"),
}
LINES = {**{f"copresheaf T = {call}": call for call in WORDS}, **{f"claim c: {call}": call for call in CLAIMS}}


@pytest.mark.parametrize("line", LINES)
def test_one_mistake_one_diagnostic(line: str, tmp_path: Path) -> None:
    code, underlined, hint = (WORDS | CLAIMS)[LINES[line]]
    text = f"{WORLD}{line}\n"
    loaded = load(text, tmp_path)
    (found,) = loaded.diagnostics
    assert (found.code, found.severity, text[found.span.start : found.span.end]) == (code, "error", underlined)
    assert hint in found.advice
    assert found.span.start >= len(WORLD), "the mistake is in the last line"
    number, column = f"{len(WORLD.splitlines()) + 1} | ", found.span.start - len(WORLD)
    _, source, carets = render(found, loaded.sources).splitlines()[:3]
    assert source == number + line
    assert carets.rstrip() == " " * (len(number) - 2) + "|" + " " * (column + 1) + "^" * len(underlined)


def test_what_is_right_is_accepted(tmp_path: Path) -> None:
    """The same words with the right arguments, so that no case above is wrong for another reason."""
    right = """\
copresheaf L = lan(K, F)
presheaf LP = lan(K, P)
copresheaf R = ran(Back, G)
presheaf RP = ran(K, P)
copresheaf S = restrict(G, K)
presheaf SP = restrict(P, Back)
claim readings: extends(F, K) and extends(F, K, nat) and extends(F, K, strict) and extends(F, K, kan) and extends(P, K)
claim functors: extends(K, K) and extends(K, K, strict)
claim units: kan_unit_iso(F, K) and not kan_counit_iso(G, K)
"""
    assert [d.message for d in load(WORLD + right, tmp_path).diagnostics] == []
