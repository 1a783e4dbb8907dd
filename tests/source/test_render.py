"""Carets stand under what they speak of."""

from presheaf.source import Diagnostic, Label, Source, Span
from presheaf.source.render import render

TEXT = "category C { objects A }\n\ttask 我 on C { A = {x} }\n"


def shown(start: int, end: int, **more) -> list[str]:
    return render(Diagnostic("E201", "a message", Span("a.psh", start, end), **more), {"a.psh": Source("a.psh", TEXT)}).splitlines()


def test_place_line_carets_and_hint() -> None:
    lines = shown(9, 10, label="here", hint="do this")
    assert lines == [
        "a.psh:1:10: error[E201]: a message",
        "1 | category C { objects A }",
        "  |          ^ here",
        "  = hint: do this",
    ]


def test_wide_characters_and_tabs_take_their_columns() -> None:
    at = TEXT.index("我")
    lines = shown(at, at + 1)
    assert lines[1] == "2 |  task 我 on C { A = {x} }"
    assert lines[2] == "  |       ^^"


def test_a_related_place_in_another_file_names_it() -> None:
    d = Diagnostic("E202", "twice", Span("a.psh", 0, 8), related=(Label(Span("b.psh", 0, 4), "first"),))
    text = render(d, {"a.psh": Source("a.psh", TEXT), "b.psh": Source("b.psh", "task T = empty(C)\n")})
    assert " --> b.psh" in text
    assert "^^^^ first" in text


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "x" * 500 + "here" + "y" * 500
    text = render(Diagnostic("E105", "m", Span("a", 500, 504)), {"a": Source("a", line)})
    frame = text.splitlines()
    assert all(len(row) < 140 for row in frame)
    start = frame[2].index("^")
    assert frame[1][start : start + 4] == "here"
    assert frame[2].count("^") == 4


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in render(Diagnostic("E105", "m", Span("a", 0, 1)), {"a": Source("a", "\x1b[31mred")})


def test_the_end_of_an_empty_file_has_a_place() -> None:
    assert (
        render(Diagnostic("E213", "m", Span("a", 0, 0)), {"a": Source("a", "")})
        == "a:1:1: error[E213]: m\n  = hint: `presheaf explain E213` says more"
    )
