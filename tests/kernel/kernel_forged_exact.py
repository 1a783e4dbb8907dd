"""Forgeries of certificates that there are exactly so many structures in a scope, and which instances they are."""

from __future__ import annotations

import copy
from typing import Any

from kernel_exact import SCOPE, about, cases, exact, instances
from kernel_forgery import DROP, Forgery, change, forge


def forged(label: str, reason: str, *changes: Any, **parts: Any) -> Forgery:
    """The certificate beside its instances, with some sections exchanged, then changed at some paths."""
    document = copy.deepcopy(exact(**parts))
    for path, value in zip(changes[::2], changes[1::2], strict=True):
        change(document, path, value)
    return forge(label, reason, ("instances",), instances(), ("complete",), [document])


def link(label: str, reason: str, entry: Any, place: int = 0) -> Forgery:
    """Another entry that says what a solution is."""
    return forged(label, reason, ("about", place), entry)


FIRST = ("cases", 0, "evidence")
EXACT = [
    forge("structures that are no list", "shape", ("instances",), [], ("complete",), {}),
    forge("structures among the instances of a text", "shape", ("instances",), "", ("complete",), []),
    forge("structures in a number", "shape", ("instances",), [], ("complete",), [0]),
    forged("a number too large", "number", number=4),
    forged("a number too small", "number", number=2),
    forged("no number", "model", ("number",), DROP),
    forged("an instance too many", "number", about=[*about(), about()[0]]),
    forged("an instance too few", "malformed", about=about()[:2]),
    forged("a structure twice", "solutions", (*FIRST, "solutions", 2), {"comp": [0, 2, 1, 2, 2]}),
    forged("a structure too few", "hint", (*FIRST, "solutions", 1), DROP, ("number",), 2, ("about",), about()[::2]),
    forged("a structure that is none", "model", (*FIRST, "solutions", 1), {"comp": [0, 2, 1, 0, 2]}),
    forged("structures by a tree", "malformed", FIRST, {"tree": None}),
    forged("sizes too few", "cases", cases=cases()[:1], number=2, about=about()[:2]),
    forged("another theory", "hint", ("theory", "axioms", 0), True),
    forged(
        "categories with functors linked",
        "about",
        scope=[*SCOPE, {"name": "Y", "sort": "covariant", "over": "X", "elements": [0, 0]}],
        cases=[{**case, "sizes": {**case["sizes"], "Y": [0, 0]}} for case in cases()],
    ),
    link("an instance out of range", "range", [3, "A", "comp", [0, 1, 2]]),
    link("the list itself for an instance", "missing", [2, "A", "comp", [0, 1, 2]]),
    link("an instance negative", "range", [-1, "A", "comp", [0, 1, 2]]),
    link("an instance true", "range", [True, "A", "comp", [0, 1, 2]]),
    link("an instance without the category", "unknown name", [1, "I", "comp", [0, 1, 2]]),
    link("an instance by a number", "unknown name", [1, 0, "comp", [0, 1, 2]]),
    link("a link of three", "malformed", [0, "I", "comp"]),
    link("a link by another table", "malformed", [0, "I", "composite", [0, 1, 2]]),
    link("arrows a text", "shape", [0, "I", "comp", "012"]),
    link("arrows with true", "range", [0, "I", "comp", [0, True, 2]]),
    link("arrows too many", "length", [0, "I", "comp", [0, 1, 2, 2]]),
    link("an arrow out of range", "range", [0, "I", "comp", [0, 1, 3]]),
    link("an arrow negative", "range", [0, "I", "comp", [0, 1, -1]]),
    link("an arrow twice", "about", [0, "I", "comp", [0, 1, 1]]),
    link("a category with more arrows", "about", [0, "two", "comp", [0, 1, 2]]),
    link("objects exchanged", "typing", [0, "I", "comp", [1, 0, 2]]),
    link("an arrow turned", "typing", [1, "A", "comp", [0, 1, 2]], 2),
    link("the involution for the idempotent", "about", [0, "I", "comp", [0, 1, 2]], 1),
]
