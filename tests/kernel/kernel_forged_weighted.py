"""Forgeries about weighted categories."""

from __future__ import annotations

from typing import Any

from kernel_forgery import DROP, Forgery, asks, forge, question, says
from kernel_samples import vector, weighted

X, Y, T, J = ("weighted", "WX"), ("weighted", "WY"), ("weighted_tasks", "y2"), ("weighted_functors", "WJ")
CATX, CATY, CLOSED = ("answers", 19), ("answers", 20), ("answers", 21)

MATRICES = [
    forge("matrix a list", "shape", X, []),
    *(forge(f"matrix without {key}", "missing", (*X, key), DROP) for key in ("objects", "rows", "columns", "num", "den")),
    forge("objects of a matrix true", "range", ("weighted", "WZ", "objects"), True),
    forge("matrix too large", "range", ("weighted", "WE", "objects"), 10**6),
    forge("objects of a matrix negative", "range", ("weighted", "WE", "objects"), -1),
    forge("row no list", "shape", (*X, "rows"), {}),
    forge("row out of range", "range", (*X, "rows"), [0, 1, 2, 0, 1, 3]),
    forge("row negative", "range", (*X, "rows"), [0, 1, 2, 0, 1, -1]),
    forge("column no list", "shape", (*X, "columns"), None),
    forge("column out of range", "range", (*X, "columns"), [0, 1, 2, 1, 2, 3]),
    forge("column negative", "range", (*X, "columns"), [0, 1, 2, 1, 2, -1]),
    forge("columns too long", "length", (*X, "columns", 6), 0),
    forge("an entry twice", "twice", (*X, "columns"), [0, 1, 2, 1, 2, 1]),
    forge("weight above 1", "weight", (*X, "num"), [1, 1, 1, 3, 2, 1]),
    forge("weight far above 1", "range", (*X, "num"), [1, 1, 1, 17, 2, 1]),
    forge("weight negative", "range", (*X, "num"), [1, 1, 1, -1, 2, 1]),
    forge("weight no list", "shape", (*X, "num"), "111121"),
    forge("weight true", "range", (*X, "num"), [True, 1, 1, 1, 2, 1]),
    forge("weights too few", "length", (*X, "num"), [1, 1, 1, 1, 2]),
    forge("denominator 0", "denominator", (*X, "num", 5), 0, (*X, "den", 5), 0),
    forge("denominator negative", "denominator", ("weighted", "WZ", "num", 2), 0, ("weighted", "WZ", "den", 2), -2),
    forge("denominator true", "denominator", (*X, "den", 0), True),
    forge("denominator a float", "denominator", (*X, "den", 5), 16.0),
    forge("denominators too many", "denominator", (*X, "den", 6), 5),
    forge("object outside the matrix", "malformed", *says(["=", ["@", "WX.hom", 0, 3], 0])),
    forge("first object outside the matrix", "malformed", *says(["=", ["@", "WX.hom", 3, 0], 0])),
    forge("weight of no entry", "malformed", *says(["=", ["@", "WX.at", 6], 0])),
    forge("a fraction as an object", "malformed", *says(["=", ["@", "WX.hom", 0, ["/", 1, 2]], 0])),
    forge("half is a third", "verdict", *says(["=", ["/", 1, 2], ["/", 1, 3]])),
    forge("division by 0", "verdict", *says(["=", ["/", 1, 0], ["/", 1, 0]])),
    forge("quotient of three", "arity", *says(["=", ["/", 1, 2, 3], 0])),
]

TASKS = [
    forge("task a list", "shape", T, []),
    *(forge(f"weighted task without {key}", "missing", (*T, key), DROP) for key in ("category", "variance", "num", "den")),
    forge("task on no matrix", "unknown name", (*T, "category"), "C"),
    forge("task of variance both", "shape", (*T, "variance"), "both"),
    forge("values too few", "denominator", (*T, "den"), [8, 4]),
    forge("a value too low", "functoriality", (*T, "den"), [9, 4, 1]),
    forge("a value too low the other way", "functoriality", ("weighted_tasks", "y0", "den"), [1, 2, 9]),
    forge("functor a list", "shape", J, []),
    *(forge(f"weighted functor without {key}", "missing", (*J, key), DROP) for key in ("dom", "cod", "objects")),
    forge("weighted functor from nowhere", "unknown name", (*J, "dom"), "C"),
    forge("weighted functor to nowhere", "unknown name", (*J, "cod"), ["WY"]),
    forge("image no list", "shape", (*J, "objects"), {}),
    forge("image out of range", "range", (*J, "objects"), [0, 1, 3]),
    forge("image negative", "range", ("weighted_functors", "WK", "objects"), [-2, 0]),
    forge("image too short", "length", (*J, "objects"), [0, 1]),
    forge("image too long", "length", ("weighted_functors", "WK", "objects"), [1, 0, 0]),
    forge("a weight is lowered", "functoriality", (*J, "objects"), [0, 2, 1]),
]


def closes(label: str, reason: str, k: Any, m: Any, via: Any) -> Forgery:
    """K as the closure of M."""
    ask = asks(question(rule="closure", args=["K1", "M1"]), via if isinstance(via, dict) else {"via": via})
    return forge(label, reason, ("weighted", "K1"), k, ("weighted", "M1"), m, *ask)


LINE = weighted(3, (0, 1, 1, 2), (1, 2, 1, 2))
CLOSURE = weighted(3, (0, 1, 1, 2), (1, 2, 1, 2), (0, 2, 1, 4))
LOOP = weighted(3, (1, 2, 1, 1), (2, 1, 1, 1), (0, 1, 1, 3), (0, 2, 1, 3))

ANSWERED = [
    forge("a triple that composes", "triple", (*CATX, 2), {"triple": [0, 1, 1]}),
    forge("triple out of range", "range", (*CATX, 2), {"triple": [0, 1, 3]}),
    forge("triple negative", "range", (*CATX, 2), {"triple": [0, -2, 2]}),
    forge("triple of two", "length", (*CATX, 2), {"triple": [0, 1]}),
    forge("triple a text", "shape", (*CATX, 2), {"triple": "012"}),
    forge("a matrix that does not compose", "composition", ("questions", "catY", "args"), ["WX"]),
    forge("weight of an object below 1", "identity", (*Y, "den", 2), 2, T, vector("WY", (1, 8), (1, 4), (1, 2)), ("weighted_functors",), {}),
    forge("category of two", "rule", ("questions", "catY", "args"), ["WY", "WX"]),
    forge("category of a task", "unknown name", ("questions", "catY", "args"), ["y2"]),
    forge("category with a parameter", "rule", ("questions", "catY", "params"), ["K"], (*CATY, 1), [0]),
    forge("closure of one", "rule", ("questions", "closed", "args"), ["WY"]),
    forge("closure without evidence", "missing", (*CLOSED, 2), {}),
    closes("closure on other objects", "typing", weighted(4), weighted(3), [0, 1, 2, 3]),
    closes("closure that does not compose", "composition", LINE, LINE, [0, 1, 2, 0, 1]),
    closes("closure below", "below", weighted(3, (0, 1, 1, 3)), weighted(3, (0, 1, 1, 2)), [0, 1, 2, 0]),
    closes("closure too high", "path", weighted(3, (0, 1, 1, 2), (1, 2, 1, 2), (0, 2, 1, 3)), LINE, [0, 1, 2, 0, 1, 1]),
    closes("a path in a circle", "path", LOOP, weighted(3, (1, 2, 1, 1), (2, 1, 1, 1)), [0, 1, 2, 1, 2, 2, 1]),
    closes("via out of range", "range", CLOSURE, LINE, [0, 1, 3, 0, 1, 1]),
    closes("via negative", "range", CLOSURE, LINE, [0, 1, -1, 0, 1, 1]),
    closes("via too short", "length", CLOSURE, LINE, [0, 1, 2, 0, 1]),
    closes("via no list", "shape", CLOSURE, LINE, {"via": "012011"}),
]

R = ("weighted", "WT")
TREES = [
    *(forge(f"tree without {key}", "missing", (*R, key), DROP) for key in ("objects", "num", "den")),
    forge("nodes above a text", "shape", (*R, "above"), "0010"),
    forge("objects of a tree true", "range", (*R, "objects"), True),
    forge("tree too large", "range", ("weighted", "WE"), {"objects": 10**6, "above": [0], "num": [1], "den": [1]}),
    forge("a node above is missing", "length", (*R, "above"), [0, 0, 1]),
    forge("a node above out of range", "range", (*R, "above", 3), 4),
    forge("a node above negative", "range", (*R, "above", 3), -1),
    forge("a node above itself", "tree", (*R, "above", 3), 3),
    forge("a root below another node", "tree", (*R, "above", 0), 1),
    forge("an edge above 1", "weight", (*R, "num"), [1, 1, 4, 0]),
    forge("an edge too few", "denominator", (*R, "den"), [7, 2, 3]),
    forge("a triple of a tree", "triple", ("answers", 24, 2), {"triple": [0, 1, 2]}),
    forge("a node outside the tree", "malformed", *says(["=", ["@", "WT.hom", 0, 4], 0])),
    forge("a value too low in a tree", "functoriality", ("weighted_tasks", "t2", "den"), [4, 3, 1, 1]),
    forge(
        "a tree as the closure of another matrix",
        "below",
        ("questions", "closed", "args"),
        ["WT", "WM"],
        ("weighted", "WM"),
        weighted(4, (1, 0, 1, 2)),
    ),
]

WEIGHTED = [*MATRICES, *TASKS, *ANSWERED, *TREES]
