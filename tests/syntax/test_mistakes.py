"""Every recognisable mistake is recognised, by its own message, on its own place."""

import pytest

from presheaf.syntax import parse
from presheaf.syntax.mistakes import CHARACTERS, MISTAKES

ROWS = [(mistake, text) for mistake in MISTAKES for text in mistake.inputs]


@pytest.mark.parametrize(("mistake", "text"), ROWS, ids=[text for _, text in ROWS])
def test_the_message_and_nothing_else(mistake, text: str) -> None:
    spec, found = parse(text, "bad")
    assert [(d.message, d.hint) for d in found] == [(mistake.message, mistake.hint)]
    assert found[0].code == "E100"
    assert 0 <= found[0].span.start < found[0].span.end <= len(text)
    assert spec.declarations == ()


@pytest.mark.parametrize("character", CHARACTERS)
def test_characters_of_other_notations(character: str) -> None:
    _, found = parse(f"claim c: C {character} D", "bad")
    assert (found[0].code, found[0].hint) == ("E105", CHARACTERS[character])
    assert found[0].span.start == 11


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("categry C { objects A }", "category"),
        ("category C { object A }", "objects"),
        ("category C { objects A arow f : A -> A }", "arrows"),
        ("claim c: true expct refuted", "expect"),
        ("task T on C generatd by x : A", "generated"),
    ],
)
def test_did_you_mean(text: str, near: str) -> None:
    _, found = parse(text, "bad")
    assert [(d.code, d.hint) for d in found] == [("E101", f"did you mean `{near}`?")]


def test_a_mistake_does_not_hide_those_of_other_declarations() -> None:
    text = "category C { objects A B }\nclaim ok: true\ntask T on C { A = {x} B = {y} }\nclaim z: (true\nclaim also: true\nclaim c: 1/0 = 1"
    spec, found = parse(text, "bad")
    assert [d.code for d in found] == ["E100", "E100", "E102", "E108"]
    assert [n.name for n in spec.declarations] == ["ok", "also"]
    lines = [text.count("\n", 0, d.span.start) + 1 for d in found]
    assert lines == [1, 3, 4, 6]
