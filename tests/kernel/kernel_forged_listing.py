"""Forgeries of lists that leave out no choice of structures."""

from __future__ import annotations

import copy
from typing import Any

from kernel_forgery import DROP, Forgery, change, forge
from kernel_listed import GROUP, IDEMPOTENT, copresheaves, listed, monoids


def forged(label: str, reason: str, *changes: Any, **parts: Any) -> Forgery:
    """The certificate with some sections exchanged, then changed at some paths."""
    document = copy.deepcopy(listed(**parts))
    for path, value in zip(changes[::2], changes[1::2], strict=True):
        change(document, path, value)
    return forge(label, reason, ("instances",), document["instances"], ("complete",), document["complete"])


def lists(label: str, reason: str, *documents: Any) -> Forgery:
    """Other lists."""
    return forged(label, reason, complete=list(documents))


MONOIDS, G, E = monoids(), copresheaves("G", 0), copresheaves("E", 2)
CASE = ("complete", 1, "cases", 0, "evidence")
BESIDE = {"D": GROUP}
NOTHING = {key: value for key, value in G.items() if key not in ("number", "about")}
NOTHING |= {"theory": {**G["theory"], "axioms": [False]}, "cases": [{"sizes": {"T": [2]}, "evidence": {"tree": None}}]}
TRIVIAL = {"format": G["format"], "statement": True, "verdict": True}
LISTS = [
    lists("no list for the idempotent", "levels", MONOIDS, G),
    lists("the list for the group twice", "levels", MONOIDS, G, G),
    lists("no list of monoids before those over them", "levels", G, E),
    lists("the list of monoids after one over them", "levels", G, MONOIDS, E),
    lists("monoids listed twice", "levels", MONOIDS, G, E, MONOIDS),
    lists("another theory over the idempotent", "levels", MONOIDS, G, {**E, "theory": {**E["theory"], "note": 0}}),
    lists(
        "another variance over the idempotent", "levels", MONOIDS, G, {key: E[key] for key in E if key != "about"} | {"lists": [*E["lists"][:2], {}]}
    ),
    lists("something declared beside one of them", "levels", MONOIDS, G, {**E, "categories": {**E["categories"], **BESIDE}}),
    lists("a statement for a list", "levels", MONOIDS, {**TRIVIAL, "lists": ["set_functors", "T", {}]}, E),
    lists("a list that proves that there is nothing", "malformed", MONOIDS, NOTHING, E),
    lists("a list in instances", "shape", {**listed(), "cases": [], "lists": []}),
    forged("a list of another structure", "about", ("complete", 1, "lists", 1), "S"),
    forged("a list of structures of no sort", "malformed", ("complete", 1, "lists", 0), "sets"),
    forged("a list without a name", "malformed", ("complete", 1, "lists"), ["set_functors"]),
    forged("monoids that are nowhere", "malformed", ("complete", 0, "about"), DROP),
    forged(
        "a structure left out, in a list", "hint", (*CASE, "solutions", 1), DROP, ("complete", 1, "number"), 1, ("complete", 1, "about"), [[0, "T0"]]
    ),
    forged(
        "a structure twice, in a list",
        "solutions",
        (*CASE, "solutions", 0),
        E["cases"][0]["evidence"]["solutions"][1],
        (*CASE, "solutions", 1),
        G["cases"][0]["evidence"]["solutions"][0],
    ),
    forged("a structure that is none, in a list", "model", (*CASE, "solutions", 1, "T.act"), [0, 1, 0, 1]),
    forged("the proof for the other monoid", "hint", (*CASE, "lrat"), E["cases"][0]["evidence"]["lrat"]),
    forged("a line left out, in a list", "range", (*CASE, "lrat", 0), DROP),
    forged("the copresheaves on the other monoid", "about", ("complete", 1, "categories", "C"), IDEMPOTENT),
    forged("places exchanged", "about", ("complete", 1, "about"), [[0, "T1"], [0, "T0"]]),
    forged("places on the other monoid", "about", ("complete", 1, "about"), [[0, "T3"], [0, "T1"]]),
    forged("a place out of range", "range", ("complete", 1, "about", 0), [4, "T0"]),
    forged("a place negative", "range", ("complete", 1, "about", 0), [-4, "T0"]),
    forged("a place true", "range", ("complete", 1, "about", 0), [False, "T0"]),
    forged("a place without the structure", "unknown name", ("complete", 1, "about", 0), [0, "T4"]),
    forged("a place by a number", "unknown name", ("complete", 1, "about", 0), [0, 0]),
    forged("a place without structures", "missing", ("complete", 1, "about", 0), [1, "T0"]),
    forged("a place without a name", "malformed", ("complete", 1, "about", 0), [0]),
    forged("no place", "malformed", ("complete", 1, "about", 0), None),
    forged("an empty place", "malformed", ("complete", 1, "about", 0), []),
    forged("a place too few", "malformed", ("complete", 1, "about"), [[0, "T0"]]),
    forged("a place too many", "number", ("complete", 1, "about"), [[0, "T0"], [0, "T1"], [0, "T1"]]),
    forged("a monoid in a list without any", "missing", ("complete", 0, "about", 0), [1, "G", "comp", [0, 1]]),
    forged("a monoid that another list has by another name", "unknown name", ("complete", 0, "about", 0), [2, "G", "comp", [0, 1]]),
]
