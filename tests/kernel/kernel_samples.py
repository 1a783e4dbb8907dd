"""Certificates that the kernel accepts: together they use every rule, every kind of evidence and every form of the language."""

from __future__ import annotations

from typing import Any

FORMAT = "presheaf-certificate/1"

ARROWS = {"objects": 2, "dom": [0, 1, 0, 1, 0], "cod": [0, 1, 1, 1, 1], "generators": [2, 3], "right": [2, 3, 4, 3, 4]}
"""a -f-> b with an idempotent e on b: arrows id a, id b, f, e, f;e."""

CYCLE = {"objects": 1, "dom": [0] * 6, "cod": [0] * 6, "generators": [1], "right": [1, 2, 3, 4, 5, 0]}

REPRESENTS = {
    "params": ["C.ob"],
    "unknown": [
        ["phi", [["f", "C.ar", [["C.cod", "p0"]]]], ["T.el", [["T.ob", ["@", "C.dom", "f"]]]]],
        ["psi", [["x", "T.el", []]], ["C.ar", [["C.cod", "p0"], ["C.dom", ["@", "T.ob", "x"]]]]],
    ],
    "axioms": [
        [
            "all",
            "f",
            "C.ar",
            [["C.cod", "p0"]],
            [
                "all",
                "s",
                "C.gen",
                [["C.gcod", ["@", "C.dom", "f"]]],
                ["=", ["@", "phi", ["@", "C.before", "s", "f"]], ["@", "T.gen", ["@", "phi", "f"], "s"]],
            ],
        ],
        ["all", "f", "C.ar", [["C.cod", "p0"]], ["=", ["@", "psi", ["@", "phi", "f"]], "f"]],
        ["all", "x", "T.el", [], ["=", ["@", "phi", ["@", "psi", "x"]], "x"]],
    ],
}
"""The definition of `represents` for a contravariant T on C, parameter P = p0."""


def task(category: str, sizes: list[int], action: list[int], variance: str = "contravariant") -> dict[str, Any]:
    return {"category": category, "variance": variance, "sizes": sizes, "action": action}


def colouring(colours: str) -> dict[str, Any]:
    differ = ["not", ["=", ["@", "c", "k"], ["@", "c", ["@", "next", "k"]]]]
    return {"params": [], "unknown": [["c", [["k", "K", []]], [colours, []]]], "axioms": [["all", "k", "K", [], differ]]}


def weighted(objects: int, *entries: tuple[int, int, int, int]) -> dict[str, Any]:
    """A matrix by entries (row, column, numerator, denominator), after ones on the diagonal."""
    rows, columns, num, den = zip(*((x, x, 1, 1) for x in range(objects)), *entries, strict=True)
    return {"objects": objects, "rows": [*rows], "columns": [*columns], "num": [*num], "den": [*den]}


def vector(category: str, *values: tuple[int, int], variance: str = "contravariant") -> dict[str, Any]:
    num, den = zip(*values, strict=True)
    return {"category": category, "variance": variance, "num": [*num], "den": [*den]}


SWAPS = [[1, 0, 2, 4, 3, 5, 7, 6, 8], [0, 2, 1, 3, 5, 4, 6, 8, 7]]
"""Two colours of three exchanged, on the 9 pairs of a vertex and a colour."""

ONE_COLOURING = [[[3], [18, 27]], [[9], [63, 45, 0, 10, 4, 12, 2]], [[], [63, 64, 45, 46, 0, 49, 3, 51, 1]]]
"""That a triangle has one colouring with three colours, but for the colours' names."""


def base() -> dict[str, Any]:
    """One certificate with every section and every rule; its statement is true."""
    return {
        "format": FORMAT,
        "claim": "a sample",
        "verdict": True,
        "categories": {"C": dict(ARROWS), "Z": dict(CYCLE), "O": {"objects": 0, "dom": [], "cod": [], "generators": [], "right": []}},
        "set_functors": {
            "T": task("C", [2, 2], [0, 1, 3, 3]),
            "S": task("C", [2, 2], [0, 1, 2, 3]),
            "U": task("C", [2, 2], [1, 0, 3, 3]),
            "V": task("C", [1, 2], [1, 2, 2], "covariant"),
            "P": task("C", [2, 2], [0, -1, 3, 3]),
            "R": task("Z", [6], [1, 2, 3, 4, 5, 0]),
            "Q": task("Z", [6], [1, 2, 0, 4, 5, 3]),
            "N": task("C", [0, 0], []),
            "L": task("C", [2, 2], [0, -1, -1, 3]),
            "M": task("C", [2, 2], [0, 1, 3, 3]),
        },
        "functors": {
            "F": {"dom": "C", "cod": "C", "objects": [0, 1], "generators": [2, 3]},
            "G": {"dom": "C", "cod": "C", "objects": [-1, 1], "generators": [2, -1]},
            "G1": {"dom": "C", "cod": "C", "objects": [0, 1], "generators": [2, -1]},
            "G2": {"dom": "C", "cod": "C", "objects": [0, -1], "generators": [2, 3]},
            "I0": {"dom": "C", "cod": "Z", "objects": [0, 0], "generators": [0, 0]},
        },
        "transformations": {"A": {"dom": "T", "cod": "U", "at": [1, 0, 2, 3]}},
        "weighted": {
            "WX": weighted(3, (0, 1, 1, 2), (1, 2, 2, 8), (0, 2, 1, 16)),
            "WY": weighted(3, (0, 1, 1, 2), (1, 2, 1, 4), (0, 2, 1, 8)),
            "WE": {"objects": 0, "rows": [], "columns": [], "num": [], "den": []},
            "WZ": weighted(2, (1, 0, 1, 2)),
            "WT": {"objects": 4, "above": [0, 0, 1, 0], "num": [1, 1, 2, 0], "den": [7, 2, 3, 1]},
        },
        "weighted_tasks": {
            "y2": vector("WY", (1, 8), (1, 4), (1, 1)),
            "y0": vector("WY", (1, 1), (1, 2), (1, 7), variance="covariant"),
            "t2": vector("WT", (1, 3), (2, 3), (1, 1), (0, 1)),
        },
        "weighted_functors": {"WJ": {"dom": "WX", "cod": "WY", "objects": [0, 1, 2]}, "WK": {"dom": "WZ", "cod": "WY", "objects": [1, 0]}},
        "presentations": {"PE": {"objects": 2, "dom": [0, 1, 1], "cod": [1, 0, 1], "equations": [[1, [2, 2], [2]], [0, [0, 1], []]]}},
        "sorts": {"K": 3, "W": 2, "H": 5000},
        "tables": {
            "next": {"args": ["K"], "value": "K", "data": [1, 2, 0]},
            "half": {"args": ["K"], "value": "K", "data": [0, -1, 1]},
            "plus": {"args": ["K", "K"], "value": "K", "data": [0, 1, 2, 1, 2, 0, 2, 0, -1]},
            "unitM": {"args": ["M.el"], "value": "R.el", "data": [0, 0, 0, 0]},
        },
        "questions": {
            "repT": {"params": ["C.ob"], "rule": "represents", "args": ["T"]},
            "repS": {"params": ["C.ob"], "rule": "represents", "args": ["S"]},
            "repV": {"params": ["C.ob"], "rule": "represents", "args": ["V"]},
            "repP": {"params": ["C.ob"], "rule": "represents", "args": ["P"]},
            "isoTU": {"params": [], "rule": "isomorphic", "args": ["T", "U"]},
            "isoTS": {"params": [], "rule": "isomorphic", "args": ["T", "S"]},
            "isoRQ": {"params": [], "rule": "isomorphic", "args": ["R", "Q"]},
            "two": colouring("W"),
            "three": colouring("K"),
            "lift": {"params": ["K"], "unknown": [["x", [], ["K", []]]], "axioms": [["=", ["@", "next", ["@", "x"]], "p0"]]},
            "fill": {"params": [], "free": ["P"], "axioms": [["=", ["@", "P.gen", 3, 0], 1]]},
            "same": {"params": [], "free": ["G"], "axioms": [["all", "s", "C.gen", [], ["=", ["@", "G.gen", "s"], ["@", "F.gen", "s"]]]]},
            "about": {"params": [], "unknown": [["x", [], ["K", []]]], "axioms": [["holds", "lift", ["@", "x"]]]},
            "def": REPRESENTS,
            "lanM": {"params": [], "rule": "lan", "args": ["R", "M", "I0", "unitM"]},
            "natTS": {"params": [], "rule": "natural", "args": ["T", "S"]},
            "natRR": {"params": [], "rule": "natural", "args": ["R", "R"]},
            "catX": {"params": [], "rule": "category", "args": ["WX"]},
            "catY": {"params": [], "rule": "category", "args": ["WY"]},
            "closed": {"params": [], "rule": "closure", "args": ["WY", "WX"]},
            "odd": colouring("W"),
            "six": colouring("K"),
            "catT": {"params": [], "rule": "category", "args": ["WT"]},
            "longer": {"params": [], "rule": "path", "args": ["PE", 0, [0, 2], [0, 1, 0, 2, 2]]},
            "inverse": {"params": [], "rule": "path", "args": ["PE", 1, [1, 0], []]},
        },
        "answers": [
            ["repT", [1], {"universal": 2}],
            ["repS", [0], {"size": 0}],
            ["repS", [1], {"elements": [[1, 3], {"missed": 2}]}],
            ["repV", [0], {"universal": 0}],
            ["repV", [1], {"size": 0}],
            ["isoTU", [], {"map": [1, 0, 2, 3]}],
            ["isoTS", [], {"distinct": {"rounds": 1}}],
            ["isoRQ", [], {"distinct": {"rounds": 0, "split": 0, "images": [{"rounds": 3}] * 6}}],
            ["two", [], {"tree": [0, [None, None]]}],
            ["three", [], {"count": [[[0, 1, 2], [0, [[1, [None, None]]] * 3]]]}],
            ["lift", [0], {"model": {"x": [2]}}],
            ["fill", [], {"model": {"P.gen": [1]}}],
            ["same", [], {"model": {"G.ob": [1], "G.gen": [3]}}],
            ["about", [], {"model": {"x": [0]}}],
            ["def", [0], {"tree": None}],
            ["def", [1], {"model": {"phi": [2, 0, 3, 1], "psi": [2, 4, 1, 3]}}],
            ["lanM", [], {}],
            ["natTS", [], {"order": [3, 0, 2, 1]}],
            ["natRR", [], {"order": [0, 3, 1, 5, 2, 4]}],
            ["catX", [], {"triple": [0, 1, 2]}],
            ["catY", [], {}],
            ["closed", [], {"via": [0, 1, 2, 0, 1, 1]}],
            ["odd", [], {"lrat": [[[9], [4, 0, 7, 1, 5]], [[], [12, 2, 6, 8, 0, 1, 3]]]}],
            ["six", [], {"lrat": ONE_COLOURING, "symmetries": SWAPS, "solutions": [{"c": [0, 1, 2]}]}],
            ["catT", [], {}],
            ["longer", [], {"chain": [[0, 1, 1], [3, 0, 1], [4, 0, 1], [3, 0, 0]]}],
            ["inverse", [], {"sizes": [1, 2], "maps": [[0], [0, 0], [0, 0]], "at": 1}],
        ],
        "lemmas": [["all", "k", "K", [], ["=", ["@", "plus", "k", 0], "k"]]],
        "statement": [
            "and",
            ["any", "P", "C.ob", [], ["holds", "repT", "P"]],
            ["not", ["any", "P", "C.ob", [], ["holds", "repS", "P"]]],
            ["all", "P", "C.ob", [], ["<=>", ["holds", "repV", "P"], ["=", "P", 0]]],
            ["holds", "isoTU"],
            ["not", ["or", ["holds", "isoTS"], ["holds", "isoRQ"], ["holds", "two"]]],
            ["=", ["count", "three"], ["*", 2, ["+", 1, ["#", "k", "K", [], ["<", "k", 2]]]]],
            ["holds", "lift", 0],
            ["holds", "fill"],
            ["holds", "same"],
            ["holds", "about"],
            ["=>", ["holds", "def", 0], False],
            ["holds", "def", 1],
            ["all", "f", "C.ar", [["C.dom", 0], ["C.cod", 1]], ["<=", 2, "f"]],
            ["holds", "lanM"],
            ["and", ["holds", "natTS"], ["=", ["count", "natTS"], 2]],
            ["=", ["count", "natRR"], 6],
            ["and", ["holds", "longer"], ["not", ["holds", "inverse"]]],
            ["not", ["holds", "catX"]],
            ["and", ["holds", "catY"], ["=", ["@", "y2.at", 1], ["/", 1, 4]], ["<", ["@", "y0.at", 2], ["/", 1, 2]]],
            [
                "and",
                ["holds", "closed"],
                ["all", "e", "WX.en", [], ["<=", ["@", "WX.at", "e"], ["@", "WY.hom", ["@", "WX.row", "e"], ["@", "WX.col", "e"]]]],
            ],
            ["all", "x", "WX.ob", [["WJ.ob", 1]], ["=", "x", 1]],
            ["not", ["holds", "odd"]],
            ["=", ["count", "six"], 6],
            [
                "and",
                ["holds", "catT"],
                ["all", "x", "WT.ob", [], ["=", ["@", "t2.at", "x"], ["@", "WT.hom", "x", 2]]],
                [
                    "=",
                    ["#", "e", "WT.en", [["WT.row", 0]], ["<", 0, ["@", "WT.at", "e"]]],
                    ["#", "x", "WT.ob", [], ["<", 0, ["@", "WT.hom", 0, "x"]]],
                ],
            ],
        ],
    }


def asked(question: dict[str, Any], evidence: Any, statement: Any, **sorts: int) -> dict[str, Any]:
    """A certificate with one question and one answer; its statement is true."""
    return {
        "format": FORMAT,
        "verdict": True,
        "sorts": {"K": 3, "W": 2, "J": 1, **sorts},
        "questions": {"q": {"params": [], **question}},
        "answers": [["q", [], evidence]],
        "statement": statement,
    }


def unknown(*sorts: str) -> list[Any]:
    """Unknown constants x0, x1, ... of these sorts."""
    return [[f"x{i}", [], [sort, []]] for i, sort in enumerate(sorts)]


NONE = ["not", ["holds", "q"]]
FEW = ["and", ["<=", ["@", "x0"], 1], ["and", ["<=", 1, ["@", "x0"]]]]
APART = ["not", ["=", ["@", "x0"], ["@", "x1"]]]
EMPTIED = ["=>", ["=", ["@", "x0"], 0], ["=", ["@", "x1"], 2]]
SMALL = {
    "axioms under a conjunction": asked({"unknown": unknown("K"), "axioms": [FEW]}, {"count": [[[0], None]]}, ["=", ["count", "q"], 1]),
    "cells with one value in conflict": asked({"unknown": unknown("J", "J"), "axioms": [APART]}, {"tree": None}, NONE),
    "one value excluded": asked({"unknown": unknown("J"), "axioms": [["=", ["@", "x0"], 1]]}, {"tree": None}, NONE),
    "a conflict before all is decided": asked(
        {"unknown": unknown("K", "W", "W"), "axioms": [EMPTIED]},
        {"count": [[[0, 1, 2], [0, [None, *[[1, [[2, [None, None]]] * 2]] * 2]]]]},
        ["=", ["count", "q"], 8],
    ),
    "parts in any order": asked(
        {"unknown": unknown("K", "W"), "axioms": []}, {"count": [[[1], [1, [None] * 2]], [[0], [0, [None] * 3]]]}, ["=", ["count", "q"], 6]
    ),
    "no cells": asked({"axioms": [True]}, {"count": []}, ["=", ["count", "q"], 1]),
    "no cells, a false axiom": asked({"axioms": [False]}, {"count": []}, ["=", ["count", "q"], 0]),
    "an empty part": asked({"unknown": unknown("K")}, {"count": [[[0], [0, [None] * 3]], [[], None]]}, ["=", ["count", "q"], 3]),
    "an empty domain": asked({"unknown": unknown("E", "K")}, {"tree": None}, NONE, E=0),
}
"""Certificates of one question each, with a property that the large sample has not."""
