"""Certificates about all structures in a scope: their cases against the orbits found by definition, their theorems against enumeration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kernel_scopes import SCOPE, at, cases, orbits, scoped

from presheaf.kernel import Rejected, check
from presheaf.kernel.__main__ import main


def category(objects: tuple[int, int], arrows: tuple[int, int]) -> dict[str, Any]:
    return {"name": "X", "sort": "category", "objects": list(objects), "arrows": list(arrows)}


def task(elements: tuple[int, int]) -> dict[str, Any]:
    return {"name": "Y", "sort": "covariant", "over": "X", "elements": list(elements)}


def test_the_sample_is_a_theorem() -> None:
    theorem = check(scoped())
    assert theorem.value
    assert theorem.statement == ["no model", SCOPE, scoped()["theory"]]


@pytest.mark.parametrize("number", range(len(cases())))
def test_every_case_is_needed(number: int) -> None:
    listed = cases()
    with pytest.raises(Rejected, match="cases"):
        check(scoped(cases=listed[:number] + listed[number + 1 :]))
    assert check(scoped(cases=listed[::-1])).value


@pytest.mark.parametrize(
    ("objects", "arrows", "elements"),
    [
        ((0, 2), (0, 4), None),
        ((2, 2), (2, 5), None),
        ((1, 3), (1, 4), (0, 1)),
        ((0, 2), (0, 3), (1, 2)),
        ((3, 3), (3, 4), (2, 2)),
        ((2, 1), (1, 3), None),
    ],
)
def test_the_cases_are_the_orbits_of_sizes(objects: tuple[int, int], arrows: tuple[int, int], elements: tuple[int, int] | None) -> None:
    """A theory that contradicts itself needs one case for each orbit, whichever member is taken, and not one less."""
    scope = [category(objects, arrows), *([task(elements)] if elements else [])]
    found = [sorted(orbit) for orbit in sorted(orbits(objects, arrows, elements), key=sorted)]
    for pick in (0, -1):
        sizes = [{"X": list(orbit[pick][0]), "Y": list(orbit[pick][1])} for orbit in found]
        document = scoped(scope=scope, theory={"axioms": [False]}, cases=[{"sizes": s, "evidence": {"tree": None}} for s in sizes])
        assert check(document).value
        document["cases"] = document["cases"][:-1]
        if found:
            with pytest.raises(Rejected, match="cases"):
                check(document)


def test_what_is_known_of_a_case() -> None:
    """Ends of arrows and identities, objects of elements: a formula that holds in all categories of these sizes and in no others."""
    homs = [["#", "f", "X.ar", [["X.dom", "P"], ["X.cod", "Q"]], True], 2]
    facts = [
        ["all", "P", "X.ob", [], ["=", ["@", "X.dom", at("X.id", "P")], "P"]],
        ["all", "P", "X.ob", [], ["=", ["@", "X.cod", at("X.id", "P")], "P"]],
        ["any", "P", "X.ob", [], ["any", "Q", "X.ob", [], ["and", ["=", *homs], ["not", ["=", "P", "Q"]]]]],
        ["any", "P", "X.ob", [], ["all", "x", "Y.el", [], ["=", at("Y.ob", "x"), "P"]]],
        ["=", ["#", "x", "Y.el", [], True], 2],
    ]
    document = scoped(
        scope=[category((2, 2), (4, 4)), task((2, 2))],
        theory={"axioms": [["not", ["and", *facts]]]},
        cases=[{"sizes": {"X": [1, 2, 0, 1], "Y": y}, "evidence": {"tree": None}} for y in ([2, 0], [0, 2])],
    )
    with pytest.raises(Rejected, match="cases: 26 "):  # of 30; these two stand for two each
        check(document)
    document["cases"][0]["sizes"]["Y"] = [1, 1]
    with pytest.raises(Rejected, match="model"):
        check(document)


def test_functors_over_declared_categories() -> None:
    """Objects of a declared category have names: no permutation of them stands for another."""
    walking = {"objects": 2, "dom": [0, 1, 0], "cod": [0, 1, 1], "generators": [2], "right": [2]}
    axioms = [["=", at("Y.ob", at("x")), 0], ["=", at("Y.ob", at("y")), ["@", "C.cod", 2]]]
    document = scoped(
        categories={"C": walking},
        scope=[{**task((1, 1)), "over": "C"}],
        theory={"unknown": [["x", [], ["Y.el", []]], ["y", [], ["Y.el", []]]], "axioms": axioms},
        cases=[{"sizes": {"Y": y}, "evidence": {"tree": None}} for y in ([1, 0], [0, 1])],
    )
    assert check(document).value
    with pytest.raises(Rejected, match="cases"):
        check({**document, "cases": document["cases"][:1]})


def test_the_command_says_what_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scope.json"
    path.write_text(json.dumps(scoped()), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == f"accepted  {path}: no structures in the scope satisfy the theory\n"
