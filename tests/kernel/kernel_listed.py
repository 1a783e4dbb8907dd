"""A certificate that there are four choices of a monoid C with two arrows and a copresheaf T on it with two elements: the generator does nothing or
swaps them on the group, it does nothing or sends both to the first one on the idempotent."""

from __future__ import annotations

import json
from typing import Any

from kernel_exact import FORMAT, THEORY

MONOID: dict[str, Any] = json.loads(json.dumps(THEORY).replace("X.", "C."))
GROUP, IDEMPOTENT = ({"objects": 1, "dom": [0, 0], "cod": [0, 0], "generators": [1], "right": [1, square]} for square in (0, 1))


def at(function: str, *terms: Any) -> Any:
    return ["@", function, *terms]


def over(which: str, variable: str) -> Any:
    return [["T.ob", at(f"C.{which}", variable)]]


HERE, THEN = at("T.act", at("C.id", at("T.ob", "x")), "x"), at("T.action", "s", at("T.act", "f", "x"))
COMPOSITE = ["all", "x", "T.el", over("dom", "f"), ["=", at("T.act", at("C.after", "f", "s"), "x"), THEN]]
COPRESHEAF: dict[str, Any] = {
    "unknown": [
        ["T.action", [["s", "C.gen", []], ["x", "T.el", over("gdom", "s")]], ["T.el", over("gcod", "s")]],
        ["T.act", [["f", "C.ar", []], ["x", "T.el", over("dom", "f")]], ["T.el", over("cod", "f")]],
    ],
    "axioms": [
        ["all", "x", "T.el", [], ["=", HERE, "x"]],
        ["all", "f", "C.ar", [], ["all", "s", "C.gen", [["C.gdom", at("C.cod", "f")]], COMPOSITE]],
    ],
}
PROOFS = {
    "G": [
        [[24], [23, 24, 1, 9, 5, 7]],
        [[5], [12, 13, 2, 3, 58, 9, 5, 25, 8, 4, 15]],
        [[], [12, 13, 2, 3, 59, 1, 10, 11, 22, 4, 5, 14]],
    ],
    "E": [
        [[24], [12, 13, 2, 3, 24, 6, 4, 25, 1, 10, 5, 14]],
        [[23], [12, 13, 2, 3, 10, 1, 23, 6, 16, 4]],
        [[], [59, 60, 5, 8, 11, 26, 1]],
    ],
}
ACTIONS = {"G": ([0, 1], [1, 0]), "E": ([0, 0], [0, 1])}


def monoids() -> dict[str, Any]:
    """The list of the monoids C."""
    evidence = {"lrat": [[[], [4, 5, 6, 0, 1, 2, 7, 8, 3]]], "solutions": [{"comp": [0, 1, 1, square]} for square in (0, 1)]}
    return {
        "format": FORMAT,
        "scope": [{"name": "C", "sort": "category", "objects": [1, 1], "arrows": [2, 2]}],
        "theory": MONOID,
        "number": 2,
        "lists": ["categories", "C"],
        "cases": [{"sizes": {"C": [2]}, "evidence": evidence}],
        "about": [[0, name, "comp", [0, 1]] for name in ("G", "E")],
    }


def copresheaves(monoid: str, first: int) -> dict[str, Any]:
    """The list of the copresheaves on a monoid, with the number of the first one in the instance."""
    solutions = [{"T.action": action, "T.act": [0, 1, *action]} for action in ACTIONS[monoid]]
    return {
        "format": FORMAT,
        "categories": {"C": GROUP if monoid == "G" else IDEMPOTENT},
        "scope": [{"name": "T", "sort": "covariant", "over": "C", "elements": [2, 2]}],
        "theory": COPRESHEAF,
        "number": 2,
        "lists": ["set_functors", "T", {"category": "C", "variance": "covariant"}],
        "cases": [{"sizes": {"T": [2]}, "evidence": {"lrat": PROOFS[monoid], "solutions": solutions}}],
        "about": [[0, f"T{first + i}"] for i in range(2)],
    }


def instances() -> list[Any]:
    """One certificate that has them all."""
    functors = {
        f"T{number}": {"category": monoid, "variance": "covariant", "sizes": [2], "action": action}
        for number, (monoid, action) in enumerate((monoid, action) for monoid in ("G", "E") for action in ACTIONS[monoid])
    }
    return [{"format": FORMAT, "categories": {"G": GROUP, "E": IDEMPOTENT}, "set_functors": functors, "statement": True, "verdict": True}]


def listed(**parts: Any) -> dict[str, Any]:
    """The certificate with some sections exchanged; monoids, then the copresheaves on each of them."""
    return {"format": FORMAT, "instances": instances(), "complete": [monoids(), copresheaves("G", 0), copresheaves("E", 2)], **parts}
