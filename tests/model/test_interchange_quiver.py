"""Links of the diagram editor quiver: the exact fields, the meaning of diagrams, and what is said about malformed ones."""

import random
from typing import Any

import pytest
from interchange_cases import categories, garbled, lawful, link, mutated, unlink

from presheaf.model import builders
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.interchange import Unreadable, read_quiver, to_quiver
from presheaf.model.interchange.latex import label_of, name_of
from presheaf.model.interchange.quiver_writer import layout

EQUAL: dict[str, Any] = {"level": 2, "style": {"head": {"name": "none"}}}


def category(data: object) -> Category:
    found = read_quiver("C", link(data), 200)
    assert isinstance(found.category, Category)
    return found.category


def codes(data: object) -> list[str]:
    return [notice.code for notice in read_quiver("C", link(data), 200).notices]


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("c", [c for c in categories().values() if c.object_count], ids=lambda c: c.name)
def test_links_have_the_fields_that_quiver_reads(c: Category) -> None:
    version, count, *cells = unlink(to_quiver(c))
    assert (version, count) == (0, c.object_count)
    places = [tuple(cell[:2]) for cell in cells[:count]]
    assert all(isinstance(x, int) and x >= 0 for place in places for x in place)
    assert len(set(places)) == count
    assert min(x for x, _ in places) == min(y for _, y in places) == 0
    assert len(cells) - count == len(c.names.listed)
    for cell, f in zip(cells[count:], c.names.listed_arrows, strict=True):
        assert cell[:2] == [c.dom[f], c.cod[f]]
        assert len(cell) == 3 or (cell[3] == 0 and cell[4] and len(cell) == 5)  # trailing defaults are left out
        assert all(isinstance(v, int) and v for v in ({} if len(cell) == 3 else cell[4]).values())


def test_parallel_edges_and_loops_do_not_cover_each_other() -> None:
    cells = unlink(to_quiver(builders.simplex("S", 2)))[5:]
    drawn = [(min(a, b), max(a, b), (1 if a < b else -1) * (rest[1]["curve"] if rest else 0)) for a, b, _, *rest in cells]
    assert len(set(drawn)) == len(drawn)
    loops = unlink(to_quiver(builders.symmetric_group("S", 4)))[3:]
    assert [rest[1]["angle"] if rest else 0 for _, _, _, *rest in loops] == [0, 120, -120]


@pytest.mark.parametrize("n", range(17))
def test_few_vertices_stand_in_strictly_convex_position(n: int) -> None:
    points = layout(n)
    assert len(set(points)) == n
    assert all(x >= 0 and y >= 0 for x, y in points)
    for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:] + points[:1], points[2:] + points[:2], strict=True) if n > 2 else []:
        assert (bx - ax) * (cy - by) - (by - ay) * (cx - bx) > 0


@pytest.mark.parametrize("n", [17, 100, 101])
def test_many_vertices_stand_apart(n: int) -> None:
    assert len(set(layout(n))) == n


def test_a_link_without_its_equations_is_the_free_category() -> None:
    whole = to_quiver(builders.symmetric_group("S", 3))
    bare = whole.partition("&")[0]
    assert whole != bare
    free = read_quiver("S", bare, 50).category
    assert isinstance(free, Unclosed)
    assert free.bound == 50


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    "name",
    [
        "A",
        "d1_0",
        "img0_90",
        "f'",
        "f''",
        "a_b_c",
        "_x",
        "x_",
        "(a <= b)",
        "left.A",
        "我",
        "é",
        "0",
        "\\",
        "{}",
        "~^%$#&_",
        "a b",
        "\n",
        "texttt",
        "\\texttt{a}",
    ],
)
def test_names_survive_as_labels(name: str) -> None:
    assert name_of(label_of(name)) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("A", "A"),
        (" f ", "f"),
        ("\\mathcal{C}_{12}", "C_12"),
        ("\\mathbb R^n", "R_n"),
        ("g \\circ f", "g_circ_f"),
        ("f^{-1}", "f_minus_1"),
        ("f^*", "f_star"),
        ("\\alpha'", "alpha'"),
        ("\\alpha\\beta", "alpha_beta"),
        ("\\textcolor{red}{x}", "x"),
        ("$\\operatorname{Hom}(A, B)$", "Hom_A_B"),
        ("\\text{two words}", "two_words"),
        ("F\\left(A\\right)", "F_A"),
        ("A\\times B", "A_times_B"),
        ("2", "_2"),
        ("\\bullet", "bullet"),
        ("", ""),
        ("{}", ""),
        ("•", ""),
        ("\\texttt{if $x$}", "if $x$"),
        ("\\texttt{\\alpha}", "alpha"),
    ],
)
def test_labels_become_identifiers(label: str, name: str) -> None:
    assert name_of(label) == name


# ---------------------------------------------------------------- reading


def test_a_square() -> None:
    c = category([0, 4, [0, 0, "A"], [1, 0, "B"], [0, 1, "C"], [1, 1, "D"], [0, 1, "f"], [1, 3, "g", 2], [0, 2, "h"], [2, 3, "k"]])
    assert c.names.objects == ("A", "B", "C", "D")
    assert c.names.listed == ("f", "g", "h", "k")
    assert c.arrow_count == 4 + 4 + 2  # a diagram has no equations: the square need not commute


@pytest.mark.parametrize("form", ["https://q.uiver.app/?q={}", "https://q.uiver.app/#r=typst&q={}", "https://q.uiver.app/#q={}&macros=x", " {}"])
def test_every_form_of_link(form: str) -> None:
    data = link([0, 1, [0, 0, "A"]]).partition("q=")[2]
    url = form.format(data if "q=" in form else f"https://q.uiver.app/#q={data}")
    found = read_quiver("C", url.replace("=&", "%3D&")).category
    assert isinstance(found, Category)
    assert found.names.objects == ("A",)


def test_blank_labels_get_names_by_place() -> None:
    c = category([0, 3, [0, 0], [1, 0, "v0"], [2, 0, ""], [0, 1], [1, 2, "e0"], [0, 2, "A"]])
    assert c.names.objects == ("v0_2", "v0", "v2")
    assert c.names.listed == ("e0_2", "e0", "A")
    assert codes([0, 2, [0, 0], [1, 0], [0, 1]]) == []


def test_repeated_labels_are_told_apart_with_a_warning() -> None:
    data = [0, 4, [0, 0, "A"], [1, 0, "A"], [2, 0, "A_2"], [3, 0, "A"], [0, 1, "f"], [1, 2, "f"], [2, 3, "A"]]
    c = category(data)
    assert c.names.objects == ("A", "A_3", "A_2", "A_4")
    assert c.names.listed == ("f", "f_2", "A_5")
    assert set(codes(data)) == {"W392"}
    assert len(codes(data)) == 3


@pytest.mark.parametrize("options", [EQUAL, {"style": {"head": {"name": "none"}, "body": {"level": 2}}}, {**EQUAL, "level": 3}])
def test_an_identity_makes_its_ends_one_object(options: dict[str, Any]) -> None:
    data = [0, 4, [0, 0, "A"], [1, 0, "B"], [2, 0, "A"], [3, 0, ""], [0, 1, "f"], [1, 2, "g"], [0, 2, "", 0, options], [2, 3, "ignored", 0, options]]
    found = read_quiver("C", link(data), 50)
    assert found.notices == ()
    assert isinstance(found.category, Unclosed)  # f ; g is now an endomorphism of A
    c = category([0, 3, [0, 0, "A"], [1, 0, "B"], [2, 0, "A"], [1, 0, "f"], [2, 0, "", 0, options]])
    assert c.names.objects == ("A", "B")
    assert c.arrow_count == 3


def test_an_identity_between_different_labels_is_announced() -> None:
    data = [0, 2, [0, 0, "A"], [1, 0, "B"], [1, 0, "", 0, EQUAL]]
    assert category(data).names.objects == ("A",)
    assert codes(data) == ["W392"]


def test_level_two_with_a_head_and_level_one_without_are_arrows() -> None:
    for options in ({"level": 2}, {"style": {"head": {"name": "none"}}}, {"style": {"tail": {"name": "mono"}, "head": {"name": "epi"}}}):
        assert category([0, 2, [0, 0, "A"], [1, 0, "B"], [0, 1, "f", 0, options]]).names.listed == ("f",)


@pytest.mark.parametrize(
    "edges",
    [
        [[0, 1, "f"], [0, 1, "g"], [2, 3, "a"]],
        [[0, 1, "f"], [0, 1, "g"], [2, 3, "a"], [4, 0, "b"], [5, 1, "c"]],
        [[0, 1, "f"], [0, 1, "g"], [0, 1, "", 0, {"style": {"name": "corner"}}]],
        [[0, 1, "f"], [0, 1, "g"], [0, 1, "", 0, {"style": {"name": "adjunction"}}]],
        [[0, 1, "f"], [0, 1, "g"], [0, 1, "(1)", 0, {"style": {"body": {"name": "none"}, "head": {"name": "none"}}}]],
    ],
)
def test_what_is_no_arrow_is_passed_over_with_a_warning(edges: list[list[Any]]) -> None:
    data = [0, 2, [0, 0, "A"], [1, 0, "B"], *edges]
    assert category(data).names.listed == ("f", "g")
    assert codes(data) == ["W391"]


A, B = [0, 0, "A"], [1, 0, "B"]
MALFORMED: list[tuple[object, str]] = [
    ({}, "the diagram is an object, an array is expected"),
    ([], "no version"),
    ([1, 0], "the version is 1"),
    (["0", 0], "the version is a string"),
    ([0, -1], "the number of vertices is -1"),
    ([0, 2, A], "the number of vertices is 2"),
    ([0, True, A], "the number of vertices is a Boolean"),
    ([0, 1, 5], "vertex 0 is a number"),
    ([0, 1, [0]], "vertex 0 has 1 fields"),
    ([0, 1, [0, 0, "A", [0, 0, 0], 1]], "vertex 0 has 5 fields"),
    ([0, 1, [-1, 0, "A"]], "vertex 0: x is -1"),
    ([0, 1, [0, 0.5, "A"]], "vertex 0: y is a number with a fraction"),
    ([0, 1, [0, 0, 5]], "vertex 0: the label is a number"),
    ([0, 1, [0, 0, "A", [0, 0]]], "vertex 0: the colour has 2 components"),
    ([0, 1, [0, 0, "A", [361, 0, 0]]], "the hue is 361"),
    ([0, 1, [0, 0, "A", [0, 0, 101]]], "the lightness is 101"),
    ([0, 1, [0, 0, "A", [0, 0, 0, 2]]], "alpha is not a number between 0 and 1"),
    ([0, 2, A, [0, 0, "B"]], "vertices 0 and 1 are both at position 0, 0"),
    ([0, 2, A, B, [0]], "edge 0 has 1 fields"),
    ([0, 2, A, B, [0, 2]], "edge 0: the target is cell 2, but only 2 cells come before it"),
    ([0, 2, A, B, [-1, 0]], "edge 0: the source is -1"),
    ([0, 2, A, B, [0, 1, None]], "edge 0: the label is null"),
    ([0, 2, A, B, [0, 1, "f", 4]], "edge 0: the alignment is 4"),
    ([0, 2, A, B, [0, 1, "f", 0, []]], "edge 0: the options is an array"),
    ([0, 2, A, B, [0, 1, "f", 0, {}, 3]], "edge 0: the label colour is a number"),
    ([0, 2, A, B, [0, 1, "f", 0, {"label_position": 101}]], "label_position is 101"),
    ([0, 2, A, B, [0, 1, "f", 0, {"offset": "1"}]], "offset is a string"),
    ([0, 2, A, B, [0, 1, "f", 0, {"curve": 0.1}]], "curve is a number with a fraction"),
    ([0, 2, A, B, [0, 1, "f", 0, {"radius": None}]], "radius is null"),
    ([0, 2, A, B, [0, 1, "f", 0, {"angle": []}]], "angle is an array"),
    ([0, 2, A, B, [0, 1, "f", 0, {"length": 101}]], "length is 101"),
    ([0, 2, A, B, [0, 1, "f", 0, {"shorten": {"source": 60, "target": 41}}]], "shortened by more than its length"),
    ([0, 2, A, B, [0, 1, "f", 0, {"level": 0}]], "the level is 0"),
    ([0, 2, A, B, [0, 1, "f", 0, {"colour": [0]}]], "the colour has 1 components"),
    ([0, 2, A, B, [0, 1, "f", 0, {"edge_alignment": {"source": 1}}]], "edge_alignment of the source"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": "x"}]], "the style is a string"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": {"name": "wave"}}]], "the style wave is not known"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": {"head": "none"}}]], "the head is a string"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": {"body": {"name": 1}}}]], "the name of the body is a number"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": {"tail": {"side": 1}}}]], "the side of the tail is a number"),
    ([0, 2, A, B, [0, 1, "f", 0, {"style": {"tail": {"name": "arrowhead"}, "head": {"name": "none"}}}]], "drawn backwards"),
]


@pytest.mark.parametrize(("data", "message"), MALFORMED, ids=[m for _, m in MALFORMED])
def test_malformed_fields_are_named(data: object, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_quiver("C", link(data))
    assert caught.value.code == "E393"
    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [
        ("", "E392", "not a link"),
        ("https://q.uiver.app/", "E392", "not a link"),
        ("https://q.uiver.app/#r=typst", "E392", "not a link"),
        ("https://q.uiver.app/#q=", "E392", "not JSON"),
        ("https://q.uiver.app/#q=A", "E392", "not base64"),
        ("https://q.uiver.app/#q=é", "E392", "not base64"),
        ("https://q.uiver.app/#q=%%%%", "E392", "not base64"),
        ("https://q.uiver.app/#q=/////w==", "E392", "not UTF-8"),
        (link("[0,0,NaN]"), "E392", "NaN is not JSON"),
        (link("[" * 100_000), "E392", "nested too deeply"),
        (link('[0,2,[0,0],[1,0],[0,1,"",0,{"curve":1,"curve":2}]]'), "E392", "occurs twice"),
        (link([0, 1, [0, 0, "\\texttt{\ud800}"]]), "E397", "surrogate"),
        (link([0, 1, [0, 0, "x" * 1001]]), "E397", "1,001 characters"),
        (link([0, 1, [0, 0, "A"], [0, 0, "\\texttt{id(A)}"]]), "E397", "identity of A"),
        (link([0, 1, [0, 0, "A"], [0, 0, "f"], [0, 0, "\\texttt{f ; f}"]]), "E397", "composite"),
        (link([0, 1, [0, 0, "A"]]) + "&equations=W10x", "E392", "not JSON"),
        (link([0, 1, [0, 0, "A"]]) + "&equations=e30=", "E393", "the list of equations is an object"),
        (link([0, 1, [0, 0, "A"]]) + "&equations=" + link([[None, ["f"], []]]).partition("q=")[2], "E393", "no arrow f"),
        (link([0, 1, [0, 0, "A"]]) + "&equations=" + link([[None, [], []]]).partition("q=")[2], "E393", "unknown object"),
        (link([0, 1, [0, 0, "A"]]) + "&equations=" + link([[None, []]]).partition("q=")[2], "E393", "2 parts"),
        (link([0, 2, A, B, [0, 1, "f"]]) + "&equations=" + link([[None, ["f"], []]]).partition("q=")[2], "E393", "identity begins and ends"),
        (link([0, 2, A, B, [0, 1, "f"]]) + "&equations=" + link([[None, ["f", "f"], ["f"]]]).partition("q=")[2], "E393", "do not compose"),
        (link([0, 2, A, B, [0, 1, "f"], [1, 0, "g"]]) + "&equations=" + link([[3, ["f"], ["f"]]]).partition("q=")[2], "E393", "label is a number"),
        (link([0, 2, A, B, [0, 1, "f"], [1, 0, "g"]]) + "&equations=" + link([[None, ["f"], ["g"]]]).partition("q=")[2], "E393", "not parallel"),
        (link([0, 10_001, *([i, 0] for i in range(10_001))]), "E398", "10,001 vertices"),
        (link([0, 1, A, *([0, 0] for i in range(1_001))]), "E398", "1,001 arrows begin at A"),
    ],
)
def test_bad_links(url: str, code: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_quiver("C", url)
    assert caught.value.code == code
    assert message in caught.value.message


def test_two_thousand_mutated_links_are_read_or_refused() -> None:
    pick = random.Random(1)
    whole = to_quiver(builders.simplex("S", 2))
    rich = [0, 3, [0, 0, "A", [0, 60, 60, 1]], [1, 0, "\\beta_{1}"], [2, 0], [0, 1, "f", 2, {"curve": -1, "offset": 2}, [1, 2, 3]], [1, 2, "g"]]
    rich += [[0, 2, "", 0, EQUAL], [3, 4, "a", 1, {"level": 2, "shorten": {"source": 20}, "style": {"tail": {"name": "hook", "side": "top"}}}]]
    refused: dict[str, int] = {}
    for i in range(2_000):
        if i % 4:
            url = link(mutated(pick.choice((rich, unlink(whole))), pick))
        else:
            url = garbled(whole, pick)
        try:
            found = read_quiver("C", url, 60).category
        except Unreadable as bad:
            refused[bad.code] = refused.get(bad.code, 0) + bool(bad.message)
            continue
        assert isinstance(found, Unclosed) or (found.arrow_count <= 60 and lawful(found))
    assert refused.keys() >= {"E392", "E393"}
    assert 400 < sum(refused.values()) < 1_900
