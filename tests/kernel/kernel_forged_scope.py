"""Forgeries of certificates about all structures in a scope; the structures of the sample are declared beside them."""

from __future__ import annotations

import copy
from typing import Any

from kernel_forgery import DROP, Forgery, change, forge
from kernel_scopes import SCOPE, THEORY, at, cases

LAST = len(cases()) - 1


def scope(label: str, reason: str, *changes: Any, **parts: Any) -> Forgery:
    """A certificate about a scope with some sections exchanged, then changed at some paths."""
    sections = copy.deepcopy({"scope": SCOPE, "theory": THEORY, "cases": cases(), **parts})
    for path, value in zip(changes[::2], changes[1::2], strict=True):
        change(sections, path, value)
    return forge(label, reason, *(x for name, value in sections.items() for x in ((name,), value)))


def axiom(label: str, reason: str, formula: Any) -> Forgery:
    """The theory with one more axiom."""
    return scope(label, reason, ("theory", "axioms", 3), formula)


def table(label: str, reason: str, declared: Any) -> Forgery:
    """The theory with one more unknown table."""
    return scope(label, reason, ("theory", "unknown", 2), declared)


def arrow(variable: str, body: Any, fibre: Any = ()) -> Any:
    return ["all", variable, "X.ar", list(fibre), body]


def objects(*bounds: Any) -> Any:
    return ("scope", 0, "objects"), list(bounds)


SCOPES = [
    axiom("an object named by its number", "sort", ["all", "P", "X.ob", [], ["=", "P", 0]]),
    axiom("objects ordered", "sort", ["all", "P", "X.ob", [], ["all", "Q", "X.ob", [], ["<=", "P", "Q"]]]),
    axiom("an arrow and an object compared", "sort", arrow("f", ["=", "f", at("X.dom", "f")])),
    axiom("a function on another sort", "sort", arrow("f", ["=", at("X.id", "f"), "f"])),
    axiom("a sum of objects", "sort", ["all", "P", "X.ob", [], ["=", ["+", "P", "P"], 0]]),
    axiom("a fibre over another sort", "sort", arrow("f", True, [["X.dom", 0]])),
    axiom("a fibre along a function on another sort", "sort", ["all", "P", "X.ob", [], ["all", "Q", "X.ob", [["X.dom", "P"]], True]]),
    axiom("a count of ill-sorted formulas", "sort", ["=", ["#", "f", "X.ar", [], ["=", "f", 0]], 0]),
    axiom("ill-sorted below connectives", "sort", ["or", True, ["not", arrow("f", ["=", "f", 0])]]),
    axiom("a known function at an object", "sort", ["all", "P", "X.ob", [], ["=", at("next", "P"), 0]]),
    axiom("an unbound variable", "malformed", ["=", "f", "f"]),
    axiom("an unknown sort", "malformed", ["all", "f", "Z9.ar", [], True]),
    axiom("an unknown function", "malformed", arrow("f", ["=", at("X.comp", "f", "f"), "f"])),
    axiom("a question", "malformed", ["holds", "lift", 0]),
    axiom("a question about an object", "open", ["all", "P", "X.ob", [], ["holds", "lift", "P"]]),
    table("a table that is numbered", "sort", ["v", [["f", "X.ar", [["X.dom", 1]]]], ["X.ar", []]]),
    table("a table with a numbered range", "sort", ["v", [], ["X.ar", [["X.dom", 1]]]]),
    table("a table with the name of a function", "names", ["X.dom", [["f", "X.ar", []]], ["X.ob", []]]),
    table("a table over an unknown value", "undetermined", ["v", [], ["X.ar", [["X.dom", at("X.dom", at("e"))]]]]),
    scope("a case too few", "cases", ("cases", LAST), DROP),
    scope("no cases", "cases", cases=[]),
    scope("a case that a permutation does not give", "sizes", ("cases", LAST + 1), {"sizes": {"X": [2, 0, 0, 1], "Y": [1, 1]}, "evidence": {}}),
    scope("a case twice", "sizes", ("cases", LAST + 1), cases()[0]),
    scope("a case and a permutation of it", "sizes", ("cases", LAST + 1), {"sizes": {"X": [1, 0, 0, 1], "Y": [1, 0]}, "evidence": {"tree": None}}),
    scope("a case without a structure", "missing", ("cases", 0, "sizes", "Y"), DROP),
    scope("sizes a text", "shape", ("cases", 0, "sizes", "Y"), "0"),
    scope("a size true", "range", ("cases", 0, "sizes", "X"), [True]),
    scope("a size negative", "range", ("cases", 0, "sizes", "Y"), [-1]),
    scope("a size too large", "range", ("cases", 0, "sizes", "Y"), [1 << 40]),
    scope("a model in a case", "model", ("theory", "axioms"), []),
    scope("a case without evidence", "missing", ("cases", 0, "evidence"), {}),
    scope("a case with evidence a list", "shape", ("cases", 0, "evidence"), []),
    scope("a case with a solution as evidence", "missing", ("cases", 0, "evidence"), {"model": {"e": [0], "u": [0]}}),
    scope("no theory", "missing", ("theory",), DROP),
    scope("theory a list", "shape", ("theory",), []),
    scope("no scope", "malformed", ("scope",), DROP),
    scope("a structure without a name", "missing", ("scope", 0, "name"), DROP),
    scope("a structure without a sort", "missing", ("scope", 0, "sort"), DROP),
    scope("a structure of another sort", "shape", ("scope", 1, "sort"), "functor"),
    scope("a functor over nothing", "missing", ("scope", 1, "over"), DROP),
    scope("a functor over a later category", "malformed", ("scope",), SCOPE[::-1]),
    scope("a functor over a functor", "malformed", ("scope", 1, "over"), "Y"),
    scope("a category without limits", "missing", ("scope", 0, "arrows"), DROP),
    scope("a limit a text", "shape", ("scope", 0, "objects"), "13"),
    scope("a limit with a text", "range", *objects(1, "3")),
    scope("one limit", "length", *objects(1)),
    scope("a limit negative", "range", *objects(-1, 3)),
    scope("a limit too large", "range", *objects(1, 1 << 60)),
    scope("a scope too large", "budget", ("scope", 0, "arrows"), [1, 5]),
    scope("a structure declared before", "names", ("scope", 0, "name"), "C"),
    scope("two structures of one name", "names", ("scope", 2), {**SCOPE[1], "elements": [0, 0]}),
    scope("a structure with the name of a table", "names", ("scope", 1, "name"), "next"),
]
