"""A certificate that there are three categories with two objects and three arrows: an involution or an idempotent beside an object, and an arrow."""

from __future__ import annotations

from typing import Any

FORMAT = "presheaf-certificate/1"
SCOPE = [{"name": "X", "sort": "category", "objects": [2, 2], "arrows": [3, 3]}]


def comp(f: Any, g: Any) -> Any:
    return ["@", "comp", f, g]


def end(which: str, f: Any) -> Any:
    return ["@", f"X.{which}", f]


def after(variable: str, f: str, body: Any) -> Any:
    return ["all", variable, "X.ar", [["X.dom", end("cod", f)]], body]


TYPED = ["X.ar", [["X.dom", end("dom", "f")], ["X.cod", end("cod", "g")]]]
UNITS = [
    ["=", comp(["@", "X.id", end("dom", "f")], "f"), "f"],
    ["=", comp("f", ["@", "X.id", end("cod", "f")]), "f"],
]
THEORY: dict[str, Any] = {
    "unknown": [["comp", [["f", "X.ar", []], ["g", "X.ar", [["X.dom", end("cod", "f")]]]], TYPED]],
    "axioms": [
        ["all", "f", "X.ar", [], ["and", *UNITS]],
        ["all", "f", "X.ar", [], after("g", "f", after("h", "g", ["=", comp(comp("f", "g"), "h"), comp("f", comp("g", "h"))]))],
    ],
}


def cases() -> list[Any]:
    beside = {"lrat": [[[], [2, 5, 6, 7, 0, 1, 3, 8, 9, 4]]], "solutions": [{"comp": [0, 2, 1, 2, 0]}, {"comp": [0, 2, 1, 2, 2]}]}
    return [
        {"sizes": {"X": [2, 0, 0, 1]}, "evidence": beside},
        {"sizes": {"X": [1, 1, 0, 1]}, "evidence": {"lrat": [[[], [0, 1, 2, 3, 4]]], "solutions": [{"comp": [0, 2, 1, 2]}]}},
    ]


def category(dom: list[int], cod: list[int], generators: list[int], right: list[int]) -> dict[str, Any]:
    return {"objects": 2, "dom": dom, "cod": cod, "generators": generators, "right": right}


def instances() -> list[Any]:
    """Two certificates; the arrow goes from the second object to the first one there."""
    involution = category([0, 1, 0], [0, 1, 0], [2], [2, 0])
    idempotent = category([0, 1, 0], [0, 1, 0], [2], [2, 2])
    arrow = category([0, 1, 1], [0, 1, 0], [2], [2])
    both = category([0, 1, 0, 1], [0, 1, 0, 1], [2, 3], [2, 3, 0, 3])
    here = {"format": FORMAT, "statement": True, "verdict": True}
    return [{**here, "categories": {"I": involution, "E": idempotent, "two": both}}, {**here, "categories": {"A": arrow}}]


def about() -> list[Any]:
    return [[0, "I", "comp", [0, 1, 2]], [0, "E", "comp", [0, 1, 2]], [1, "A", "comp", [1, 0, 2]]]


def exact(**parts: Any) -> dict[str, Any]:
    """The certificate with some sections exchanged."""
    return {"format": FORMAT, "scope": SCOPE, "theory": THEORY, "number": 3, "cases": cases(), "about": about(), **parts}
