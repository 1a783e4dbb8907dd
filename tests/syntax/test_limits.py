"""Texts that are too large or too deep get one diagnostic, at once; everything below the limits is read."""

import time

import pytest

from presheaf.syntax import parse
from presheaf.syntax.split import MAX_DEPTH


def test_a_line_of_ten_megabytes() -> None:
    began = time.process_time()
    spec, found = parse("category C { objects A }\n" + "x" * 10_000_000, "long")
    assert [d.code for d in found] == ["E106"]
    assert spec.declarations == ()
    assert time.process_time() - began < 5


@pytest.mark.parametrize("bracket", ["()", "{}", "[]"])
def test_ten_thousand_nested_brackets(bracket: str) -> None:
    text = "claim deep: " + bracket[0] * 10_000 + "true" + bracket[1] * 10_000
    assert [d.code for d in parse(text, "deep")[1]] == ["E107"]
    assert "E107" in {d.code for d in parse("claim deep: " + bracket[0] * 10_000, "deep")[1]}


def test_brackets_up_to_the_limit_are_read() -> None:
    text = "claim deep: " + "(" * MAX_DEPTH + "true" + ")" * MAX_DEPTH
    spec, found = parse(text, "deep")
    assert found == []
    assert len(spec.declarations) == 1


@pytest.mark.parametrize("operator", [" and ", " or ", " implies ", " iff "])
def test_long_chains_of_connectives(operator: str) -> None:
    spec, found = parse("claim long: " + operator.join(["true"] * 2_000), "long")
    assert found == [] or [d.code for d in found] == ["E107"]
    assert bool(spec.declarations) != bool(found)


def test_a_long_path_and_a_long_negation() -> None:
    assert parse("claim long: " + " ; ".join(["f"] * 1_000) + " = f in C", "long")[1] == []
    assert [d.code for d in parse("claim long: " + " ; ".join(["f"] * 50_000) + " = f in C", "long")[1]] in ([], ["E107"])
    assert [d.code for d in parse("claim long: " + "not " * 50_000 + "true", "long")[1]] in ([], ["E107"])


def test_odd_characters_never_raise() -> None:
    for text in (
        "",
        "\0",
        "\ufeff",
        "claim\ud800: true",
        '"',
        '"\\u00',
        "claim c: \x1b[0m",
        "\u202eclaim c: true",
        "#",
        "# only a comment",
        "\r\r\n",
    ):
        spec, found = parse(text, "odd")
        assert all(0 <= d.span.start <= len(text) for d in found)
        assert spec.path == "odd"


def test_quoted_names_use_json_escapes() -> None:
    spec, found = parse('category C { objects "a\\"b", "\\u00e9", "two\\nlines" }', "names")
    assert found == []
    assert [o.name for o in spec.declarations[0].value.objects] == ['a"b', "é", "two\nlines"]
    for bad in ('"\\q"', '"\\ud800"', '"\\u12"'):
        assert [d.code for d in parse(f"category C {{ objects {bad} }}", "names")[1]] == ["E103"]
