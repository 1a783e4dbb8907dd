"""Forgeries of the rules about universal properties and counts."""

from __future__ import annotations

from typing import Any

from kernel_forgery import DROP, Forgery, asks, forge, question
from kernel_samples import base, task

LAN = ("questions", "lanM", "args")
UNIT = ("tables", "unitM", "data")
EVERY = [0, 1, 2, 3]


def extends(label: str, reason: str, left: str, f: str, k: str, unit: list[int], **further: Any) -> Forgery:
    """`left` as the left Kan extension of f along k with that unit; further set-valued functors by name."""
    table = {"args": [f"{f}.el"], "value": f"{left}.el", "data": unit}
    added = [part for name, functor in further.items() for part in (("set_functors", name), functor)]
    return forge(label, reason, *added, ("tables", "u"), table, *asks(question(rule="lan", args=[left, f, k, "u"]), {}))


def counts(label: str, reason: str, evidence: Any, s: str = "T", t: str = "S") -> Forgery:
    return forge(label, reason, *asks(question(rule="natural", args=[s, t]), evidence))


KAN = [
    extends("extended from another category", "typing", "T", "R", "F", [0] * 6),
    extends("extended to another category", "typing", "T", "T", "I0", [0, 1, 0, 1]),
    extends("extended with another variance", "typing", "T", "V", "F", [0, 2, 3]),
    extends("extension of a partial functor", "partial", "T", "P", "F", EVERY),
    extends("extension partial", "partial", "P", "T", "F", EVERY),
    extends("extended along a partial functor", "partial", "T", "T", "G", EVERY),
    extends("unit leaves its object", "typing", "T", "T", "F", [2, 1, 2, 3]),
    extends("unit not natural", "naturality", "T", "T", "F", [1, 0, 2, 3]),
    # S has as many classes of pairs as T has elements, but its unit meets only those that e keeps
    extends("unit generates a part", "surjectivity", "T", "S", "F", [1, 1, 3, 3]),
    extends("too few elements for the pairs", "injectivity", "J", "T", "F", [0, 0, 1, 1], J=task("C", [1, 1], [0, 1])),
    extends("pairs that actions do not join", "injectivity", "J", "S", "I0", [0] * 4, J=task("Z", [1], [0])),
    forge("lan of three arguments", "rule", LAN, ["R", "M", "I0"]),
    forge("lan with a parameter", "rule", ("questions", "lanM", "params"), ["C.ob"], ("answers", 16, 1), [0]),
    forge("lan of an unknown functor", "unknown name", LAN, ["R", "X", "I0", "unitM"]),
    forge("lan along an unknown functor", "unknown name", LAN, ["R", "M", "T", "unitM"]),
    forge("lan with an unknown unit", "unknown name", LAN, ["R", "M", "I0", "plus"]),
    forge("unit on another sort", "rule", LAN, ["R", "M", "I0", "next"]),
    forge("unit undefined somewhere", "unknown name", UNIT, [0, 0, 0, -1]),
    forge("unit outside the extension", "malformed", ("tables", "unitM", "value"), "H", UNIT, [0, 0, 0, 9]),
]

NATURAL = [
    counts("natural variances", "typing", {"order": EVERY}, "T", "V"),
    counts("natural from a partial one", "partial", {"order": EVERY}, "P", "T"),
    counts("natural of no order", "missing", {}),
    forge("natural with evidence a list", "shape", ("answers", 17, 2), [0]),
    counts("order a text", "shape", {"order": "0123"}),
    counts("order with a text", "range", {"order": [0, 1, 2, "3"]}),
    counts("order with true", "range", {"order": [0, True, 2, 3]}),
    counts("order out of range", "range", {"order": [0, 1, 2, 4]}),
    counts("order negative", "range", {"order": [0, 1, 2, -1]}),
    counts("order too short", "length", {"order": [0, 1, 2]}),
    counts("order with an element twice", "order", {"order": [0, 1, 2, 2]}),
    forge(
        "elimination too large",
        "budget",
        ("set_functors", "R12"),
        task("Z", [12], [1, 2, 3, 4, 5, 0, 7, 8, 9, 10, 11, 6]),
        *asks(question(rule="natural", args=["R", "R12"]), {"order": [*range(6)]}),
    ),
    forge("natural of one", "rule", ("questions", "natTS", "args"), ["T"]),
    forge("natural with a parameter", "rule", ("questions", "natTS", "params"), ["C.ob"], ("answers", 17, 1), [0]),
    forge("transformations miscounted", "verdict", ("statement",), ["=", ["count", "natTS"], 1]),
    forge("instances that are no list", "shape", ("instances",), {}),
    forge("an instance that is no document", "shape", ("instances",), [0]),
    forge("instances of instances", "shape", ("instances",), [{**base(), "instances": []}]),
    forge("an instance with the wrong verdict", "verdict", ("instances",), [{**base(), "verdict": False}]),
    forge("transformations not counted", "undetermined", ("answers", 17), DROP, ("statement",), ["=", ["count", "natTS"], 2]),
]

UNIVERSAL = [*KAN, *NATURAL]
