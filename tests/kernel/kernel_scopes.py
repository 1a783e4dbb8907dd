"""A certificate about all structures in a scope: there are no arrows A -> B -> A between different objects, in categories of at most three arrows."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

SCOPE = [
    {"name": "X", "sort": "category", "objects": [1, 3], "arrows": [1, 3]},
    {"name": "Y", "sort": "contravariant", "over": "X", "elements": [0, 1]},
]


def at(function: str, *terms: Any) -> Any:
    return ["@", function, *terms]


THEORY: dict[str, Any] = {
    "unknown": [["e", [], ["X.ar", []]], ["u", [], ["X.ar", []]]],
    "axioms": [
        ["not", ["=", at("X.dom", at("e")), at("X.cod", at("e"))]],
        ["=", at("X.dom", at("u")), at("X.cod", at("e"))],
        ["=", at("X.cod", at("u")), at("X.dom", at("e"))],
    ],
}
MATRICES = [[1], [2], [3], [1, 0, 0, 1], [2, 0, 0, 1], [1, 1, 0, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1]]
VECTORS = {1: [[0], [1]], 2: [[0, 0], [0, 1], [1, 0]], 3: [[0, 0, 0], [0, 0, 1]]}
ALIKE = [1, 0, 0, 1]  # its two objects may be exchanged


def cases() -> list[Any]:
    """One case for each orbit of sizes, listed by hand."""
    pairs = [(m, v) for m in MATRICES for v in VECTORS[round(len(m) ** 0.5)] if (m, v) != (ALIKE, [1, 0])]
    return [{"sizes": {"X": m, "Y": v}, "evidence": {"tree": None}} for m, v in pairs]


def scoped(**parts: Any) -> dict[str, Any]:
    """The certificate, with some sections exchanged."""
    return {"format": "presheaf-certificate/1", "scope": SCOPE, "theory": THEORY, "cases": cases(), **parts}


def orbits(objects: tuple[int, int], arrows: tuple[int, int], elements: tuple[int, int] | None) -> set[Any]:
    """All (matrix, vector) in a scope with one category and at most one functor, as sets of relabelled ones; by definition."""
    found = set()
    for n in range(objects[0], objects[1] + 1):
        cells = list(product(range(n), repeat=2))
        for entries in product(range(max(arrows[1] - n, 0) + 2), repeat=n * n):
            matrix = dict(zip(cells, entries, strict=True))
            if not arrows[0] <= sum(entries) <= arrows[1] or any(matrix[a, a] < 1 for a in range(n)):
                continue
            for vector in product(range(elements[1] + 1), repeat=n) if elements else [()]:
                if elements and not elements[0] <= sum(vector) <= elements[1]:
                    continue
                moved = [
                    (tuple(matrix[p[a], p[b]] for a, b in cells), tuple(vector[p[a]] for a in range(n)) if elements else ())
                    for p in permutations(range(n))
                ]
                found.add(frozenset(moved))
    return found
