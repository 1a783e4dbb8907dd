"""parse(show(t)) == t, for the corpus and for random trees."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from syntax_trees import declarations

from corpus import LATER, LIBRARY, TOUR
from presheaf.syntax import ast, parse, show

TEXTS = {"tour": TOUR, "later": LATER, **{p.name: p.read_text(encoding="utf-8") for p in LIBRARY}}


@pytest.mark.parametrize("name", TEXTS)
def test_the_corpus_survives_printing(name: str) -> None:
    spec, found = parse(TEXTS[name], name)
    assert found == []
    again, found = parse(show(spec), name)
    assert found == []
    assert again.declarations == spec.declarations
    assert show(again) == show(spec)


@given(declarations())
@settings(max_examples=400)
def test_random_declarations_survive_printing(node: ast.Declaration) -> None:
    text = show(node)
    spec, found = parse(text, "random")
    assert found == [], text
    assert spec.declarations == (node,), text


def test_spans_point_at_the_text(tmp_path: Path) -> None:
    spec, _ = parse(TOUR, "tour")
    for node in spec.declarations:
        piece = TOUR[node.span.start : node.span.end]
        assert parse(piece, "piece")[0].declarations == (node,)
        if node.name:
            assert TOUR[node.name_span.start : node.name_span.end].strip('"') == node.name


def test_unicode_and_ascii_spellings_are_equal() -> None:
    ascii_text = (
        "claim c: forall X: C. exists f: C(X, X). not (f = f and f != f or |C| <= 1 implies |C| >= 1 iff true)\nfunctor F : C -> D { A |-> X }"
    )
    other = ascii_text
    for a, b in (("forall", "∀"), ("exists", "∃"), ("not", "¬"), ("and", "∧"), (" or ", " ∨ "), ("implies", "⟹"), ("iff", "⟺"), ("!=", "≠")):
        other = other.replace(a, b)
    other = other.replace("<=", "≤").replace(">=", "≥").replace("|->", "↦").replace(" -> ", " → ")
    assert other != ascii_text
    assert parse(other, "a") == parse(ascii_text, "a")


def test_both_orders_of_composition_are_the_same_arrow() -> None:
    assert (
        parse("claim c: f ; g = g ∘ f in C", "a")[0].declarations[0].prop.sides[0]
        == parse("claim c: g ∘ f = g ∘ f in C", "a")[0].declarations[0].prop.sides[0]
    )
