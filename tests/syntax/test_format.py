"""The formatter keeps the meaning and the comments, and changes nothing the second time."""

import re

import pytest
from hypothesis import given, settings
from syntax_trees import declarations

from corpus import LATER, LIBRARY, ROOT, TOUR
from presheaf.syntax import ast, parse, show
from presheaf.syntax.format import Unformattable, format_text

TEXTS = {"tour": TOUR, "later": LATER, **{p.name: p.read_text(encoding="utf-8") for p in LIBRARY}}


def comments(text: str) -> list[str]:
    return re.findall(r"#[^\n]*", re.sub(r'"(?:[^"\\\n]|\\.)*"', "", text))


@pytest.mark.parametrize("name", TEXTS)
def test_meaning_and_comments_stay(name: str) -> None:
    text = TEXTS[name]
    done = format_text(text, name)
    assert parse(done, name)[0].declarations == parse(text, name)[0].declarations
    assert [c.rstrip() for c in comments(text)] == comments(done)
    assert format_text(done, name) == done
    assert all(line == line.rstrip() for line in done.splitlines())
    assert done.endswith("\n")
    assert "\n\n\n" not in done


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.name)
def test_the_library_is_formatted(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text, str(path.relative_to(ROOT))) == text


@given(declarations())
@settings(max_examples=150)
def test_what_the_printer_writes_keeps_its_meaning(node: ast.Declaration) -> None:
    done = format_text(show(node), "random")
    assert parse(done, "random")[0].declarations == (node,)
    assert format_text(done, "random") == done


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("claim   c :∀X:C .¬ (X=X)∧true", "claim c : forall X: C. not (X = X) and true\n"),
        ("category C{objects A,B arrows f:A→B}", "category C { objects A, B arrows f: A -> B }\n"),
        ("category C {\nobjects A,\nB\n\n\n\narrows\nf : A -> B\n}", "category C {\n  objects A,\n          B\n\n  arrows\n    f : A -> B\n}\n"),
        ("task T on C {A={x,y},f={x|->y}}", "task T on C { A = {x, y}, f = {x |-> y} }\n"),
        ("claim c: | C( A,B ) |<=3", "claim c: |C(A, B)| <= 3\n"),
        ("claim c: u | ( e;f )=u|e", "claim c: u|(e ; f) = u|e\n"),
        ("claim c: true      expect refuted # why", "claim c: true      expect refuted  # why\n"),
        ("category C within 5 arrows { equations e;e = e }", "category C within 5 arrows { equations e ; e = e }\n"),
        ("category D = full( C ;A,B )", "category D = full(C; A, B)\n"),
        ("claim c: exists ! f: C(X,Y). P.( a<=b )=f", "claim c: exists! f: C(X, Y). P.(a <= b) = f\n"),
        ("claim c: r ^ 3 = id( pt )\n\n\n\n# end", "claim c: r^3 = id(pt)\n\n# end\n"),
        (
            "claim c: e;e;e = e in C\nproof e;e;e=e;e by idem\n= e   by idem",
            "claim c: e ; e ; e = e in C\n  proof e ; e ; e = e ; e by idem\n                  = e   by idem\n",
        ),
        ("", ""),
    ],
)
def test_layout(given_text: str, expected: str) -> None:
    assert format_text(given_text, "text") == expected


def test_a_text_with_errors_is_left_alone() -> None:
    with pytest.raises(Unformattable) as caught:
        format_text("category C { objects A B }", "bad")
    assert [d.code for d in caught.value.diagnostics] == ["E100"]
