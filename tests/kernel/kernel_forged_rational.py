"""Forgeries of the rule `realizable`: facts about matrices of rationals and of logarithms of rationals."""

from __future__ import annotations

from typing import Any

from kernel_forgery import Forgery, asks, forge, question

NOTHING = {"basis": [], "factor": 1, "columns": [[], []], "lower": [], "scale": 1}
UNIT = {"lower": [[1], [0, 1]], "scale": 4, "basis": [0, 1], "factor": 1, "columns": []}
EYE = [[1, 0], [0, 1]]
ONES = [[1, 1], [1, 1]]
MIXED = [[0, 1], [1, 0]]
THIRDS = [[1, 1, 1]] * 3
CHAIN = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]
FAIR = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def fact(label: str, reason: str, rows: Any, kernel: Any, evidence: Any, d: Any = None, head: Any = None, over: int = 1, name: Any = "MA") -> Forgery:
    matrices = {} if head is None else {"MW": head}
    args = [name, kernel, d, None if head is None else "MW"]
    weighted = ("weighted", "MA"), square(rows, over)
    return forge(label, reason, *weighted, ("matrices",), matrices, *asks(question(rule="realizable", args=args), evidence))


def square(rows: Any, over: int) -> dict[str, Any]:
    """All entries, zeros too."""
    n = len(rows)
    places = [(i, j) for i in range(n) for j in range(n)]
    flat = [rows[i][j] for i, j in places]
    return {"objects": n, "rows": [i for i, _ in places], "columns": [j for _, j in places], "num": flat, "den": [over] * len(flat)}


def logs(bases: Any, *exponents: Any, **more: Any) -> dict[str, Any]:
    return {"logs": {"bases": bases, "exponents": list(exponents)}, **more}


TWO = [[2, 1], [3, 1]]
"""Weights 1, 1/2, 1/3, 1/6 as products of powers of 2 and 3."""
SIXTHS = [[6, 3, 2], [3, 6, 1], [2, 1, 6]]
POWERS = ([[0, 0], [-1, 0], [0, -1]], [[-1, 0], [0, 0], [-1, -1]], [[0, -1], [-1, -1], [0, 0]])
GRAM = {"lower": [[1], [0, 1]], "scale": 1, "basis": [0, 1], "factor": 1, "columns": []}
HALVES = ([[0], [-1]], [[-1], [0]])


def mixed(**more: Any) -> dict[str, Any]:
    """Evidence about SIXTHS, whose Gram matrix is 2 log 2 and 2 log 3 on the diagonal and 0 beside it."""
    return logs(TWO, *POWERS, bits=64, **more)


RULE = ("weighted", "MA"), square(EYE, 1)
CODED = {"factor": 1, "codes": [[0], [0]]}


def head(label: str, reason: str, rows: Any) -> Forgery:
    return fact(label, reason, ONES, "softmax", logs([[2, 1]], [[-1], [-1]], [[-1], [-1]], **CODED), head=rows, over=2)


MATRICES = [
    head("head of a number", "malformed", 1),
    head("head of a row that is a number", "malformed", [1]),
    head("head of fractions", "range", [[1.0], [1]]),
    head("head of two lengths", "length", [[1], [1, 1]]),
    fact("unknown matrix", "unknown name", EYE, "dot", UNIT, name="B"),
    forge("unknown head", "unknown name", *RULE, *asks(question(rule="realizable", args=["MA", "softmax", None, "MW"]), CODED)),
    forge("matrices that are no object", "shape", ("matrices",), []),
    forge("matrices of the name of another structure", "names", ("matrices",), {"K": [[1]]}),
    forge(
        "a matrix of too many objects",
        "budget",
        ("weighted", "MA"),
        {"objects": 30, "rows": [], "columns": [], "num": [], "den": []},
        *asks(question(rule="realizable", args=["MA", "dot", None, None]), {"vector": [0]}),
    ),
    fact("dimension negative", "range", EYE, "dot", UNIT, -1),
    fact("dimension beyond all", "range", EYE, "dot", UNIT, 1 << 41),
    fact("unknown kernel", "rule", EYE, "convolution", UNIT),
    fact("a head of the wrong kernel", "rule", EYE, "dot", UNIT, head=EYE),
    fact("a head with a dimension", "rule", ONES, "softmax", logs([[2, 1]], [[-1], [-1]], [[-1], [-1]], **CODED), 0, [[1], [1]], over=2),
    forge(
        "realizable with a parameter",
        "rule",
        *RULE,
        ("questions", "new"),
        {"params": ["K"], "rule": "realizable", "args": ["MA", "dot", None, None]},
        ("answers",),
        [["new", [0], UNIT]],
        ("statement",),
        ["holds", "new", 0],
    ),
    forge("realizable with three arguments", "rule", *RULE, *asks(question(rule="realizable", args=["MA", "dot", None]), UNIT)),
]

DEFECTS = [
    fact("a defect that is none", "defect", EYE, "dot", {"defect": [0, 1]}),
    fact("a defect of one place", "length", EYE, "dot", {"defect": [0]}),
    fact("a defect outside", "range", EYE, "dot", {"defect": [0, 2]}),
    fact("a defect before", "range", [[2, 2], [1, 2]], "dot", {"defect": [0, -1]}, over=2),
    fact("a defect that is true", "range", [[2, 2], [1, 2]], "dot", {"defect": [0, True]}, over=2),
    fact("not symmetric", "defect", [[1, 1], [0, 1]], "dot", UNIT),
    fact("cosine of a long vector", "defect", [[2, 0], [0, 1]], "cosine", UNIT, over=2),
    fact("gaussian without a unit", "defect", [[2, 1], [1, 1]], "gaussian", logs([[2, 1]], [[0], [-1]], [[-1], [-1]], **NOTHING), over=2),
    fact("gaussian of 0", "defect", EYE, "gaussian", logs([[2, 1]], *HALVES, **NOTHING)),
    fact("softmax not stochastic", "defect", [[1, 1], [1, 2]], "softmax", logs([[2, 1]], [[-1], [-1]], [[-1], [0]], **NOTHING), over=2),
    fact("softmax of 0", "defect", [[1, 0], [1, 0]], "softmax", logs([], [[], []], [[], []], **NOTHING)),
    fact("chain not positive", "defect", [[0, 1, 0], [1, 0, 1], [1, 1, 0]], "normalised", {"stationary": [1, 1, 1]}, over=2),
    fact("chain not stochastic", "defect", [[0, 1], [1, 0]], "normalised", {"stationary": [1, 1]}, over=2),
    fact("proportional of 0", "defect", EYE, "proportional", {}),
    fact("proportional, not symmetric", "defect", [[0, 1], [2, 0]], "proportional", {}, over=2),
    fact("proportional in a small dimension", "rank", FAIR, "proportional", {}, 0, over=2),
    fact("a triple that goes both ways alike", "triple", FAIR, "normalised", {"triple": [0, 1, 2]}, over=2),
    fact("a triple of two numbers", "length", CHAIN, "normalised", {"triple": [0, 1]}, over=3),
    fact("a triple outside", "range", CHAIN, "normalised", {"triple": [0, 1, 3]}, over=3),
    fact("a triple before", "range", CHAIN, "normalised", {"triple": [0, 1, -1]}, over=3),
    fact("a triple of true", "range", CHAIN, "normalised", {"triple": [0, True, 2]}, over=3),
    fact("no stationary weights", "missing", FAIR, "normalised", {}, over=2),
    fact("stationary weights of 0", "range", CHAIN, "normalised", {"stationary": [0, 0, 0]}, over=3),
    fact("stationary weights too few", "length", FAIR, "normalised", {"stationary": [1, 1]}, over=2),
    fact("stationary weights out of balance", "balance", CHAIN, "normalised", {"stationary": [1, 1, 1]}, over=3),
    fact("stationary weights not whole", "range", FAIR, "normalised", {"stationary": [1, 1, 0.5]}, over=2),
]

RANKS = [
    fact("basis too large", "rank", EYE, "two_tower", UNIT, 1),
    fact("no basis", "missing", EYE, "two_tower", {"factor": 1, "columns": []}),
    fact("a basis outside", "range", EYE, "two_tower", {**UNIT, "basis": [0, 2]}),
    fact("a basis before", "range", EYE, "two_tower", {**UNIT, "basis": [-1, -2], "columns": [[1, 0], [0, 1]]}),
    fact("a basis of true", "range", EYE, "two_tower", {**UNIT, "basis": [0, True]}),
    fact("no factor", "missing", EYE, "two_tower", {"basis": [0, 1], "columns": []}),
    fact("no columns", "missing", EYE, "two_tower", {"basis": [0, 1], "factor": 1}),
    fact("factor 0", "sign", EYE, "two_tower", {"basis": [0], "factor": 0, "columns": [[0]]}, 1),
    fact("a column of another span", "span", EYE, "two_tower", {"basis": [0], "factor": 1, "columns": [[1]]}, 1),
    fact("a column too long", "length", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": [[1, 7]]}, 1),
    fact("a column of a fraction", "malformed", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": [[1.0]]}, 1),
    fact("a column with an empty term", "malformed", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": [[[[]]]]}, 1),
    fact("columns too few", "malformed", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": []}, 1),
    fact("a coefficient of a fraction", "range", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": [[[[1.0]]]]}, 1),
    fact("an unknown variable", "range", ONES, "two_tower", {"basis": [0], "factor": 1, "columns": [[[[1], [0, 0]]]]}, 1),
    fact("minor too small", "rank", EYE, "two_tower", {"rows": [0], "columns": [0], "inverse": [[1]]}, 1),
    fact("minor in any dimension", "rank", EYE, "two_tower", {"rows": [0], "columns": [0], "inverse": [[1]]}),
    fact("minor not square", "length", EYE, "two_tower", {"rows": [0, 1], "columns": [0], "inverse": EYE}, 1),
    fact("minor without columns", "missing", EYE, "two_tower", {"rows": [0, 1], "inverse": EYE}, 1),
    fact("minor without an inverse", "missing", EYE, "two_tower", {"rows": [0, 1], "columns": [0, 1]}, 1),
    fact("minor outside", "range", EYE, "two_tower", {"rows": [0, 2], "columns": [0, 1], "inverse": EYE}, 1),
    fact("minor before", "range", EYE, "two_tower", {"rows": [0, -1], "columns": [0, 1], "inverse": EYE}, 1),
    fact("minor of true", "range", EYE, "two_tower", {"rows": [0, True], "columns": [0, 1], "inverse": EYE}, 1),
    fact("minor columns outside", "range", EYE, "two_tower", {"rows": [0, 1], "columns": [0, 2], "inverse": EYE}, 1),
    fact("minor columns before", "range", EYE, "two_tower", {"rows": [0, 1], "columns": [0, -1], "inverse": EYE}, 1),
    fact("minor columns of true", "range", EYE, "two_tower", {"rows": [0, 1], "columns": [0, True], "inverse": EYE}, 1),
    fact("inverse too short", "length", EYE, "two_tower", {"rows": [0, 1], "columns": [0, 1], "inverse": [[1, 0]]}, 1),
    fact("inverse of short rows", "length", EYE, "two_tower", {"rows": [0, 1], "columns": [0, 1], "inverse": [[1], [0]]}, 1),
    fact("inverse of fractions", "range", EYE, "two_tower", {"rows": [0, 1], "columns": [0, 1], "inverse": [[1.0, 0], [0, 1]]}, 1),
    fact("inverse of a singular minor", "minor", ONES, "two_tower", {"rows": [0, 1], "columns": [0, 1], "inverse": EYE}, 1),
]

APART = logs(TWO, [[0, 0], [1, -1]], [[1, -1], [0, 0]], bits=0, minor=[0], lower=[[0]], scale=-1)
"""2 (log 3 - log 2) may be negative by the bounds of no bits, and a negative multiple of it positive."""

SEMIDEFINITE = [
    fact("a vector that is not negative", "vector", EYE, "dot", {"vector": [1, 1]}),
    fact("a vector of the null space", "sign", ONES, "dot", {"vector": [1, -1]}),
    fact("a vector too short", "length", MIXED, "dot", {"vector": [1]}),
    fact("a vector that is a number", "range", MIXED, "dot", {"vector": 7}),
    fact("a vector of fractions", "range", MIXED, "dot", {"vector": [1.0, -1]}),
    fact("definite basis too large", "rank", EYE, "dot", UNIT, 1),
    fact("semidefinite without a basis", "missing", EYE, "dot", {"lower": [], "scale": 1}),
    fact("definite basis outside", "range", EYE, "dot", {**UNIT, "basis": [0, 2]}),
    fact("definite basis before", "range", EYE, "dot", {**UNIT, "basis": [0, -1], "columns": [[0, 1]]}),
    fact("definite basis of true", "range", EYE, "dot", {**UNIT, "basis": [0, True]}),
    fact("semidefinite without a span", "span", [[1, 1], [1, 0]], "dot", {"basis": [0], "factor": 1, "columns": [[1]], "lower": [[1]], "scale": 4}),
    fact("negative minor", "definite", [[0, 1], [1, 0]], "dot", UNIT),
    fact("definite by nothing", "range", MIXED, "dot", {**UNIT, "lower": []}),
    fact("definite by a negative scale", "range", [[3, 2], [2, 3]], "gaussian", APART, 0, over=3),
    fact("definite by a fraction", "range", EYE, "dot", {**UNIT, "scale": 4.0}),
    fact("definite without a factor", "missing", EYE, "dot", {k: v for k, v in UNIT.items() if k != "lower"}),
    fact("definite without a scale", "missing", EYE, "dot", {k: v for k, v in UNIT.items() if k != "scale"}),
    fact("factor of long rows", "length", [[1, 0], [0, 1]], "dot", {**UNIT, "lower": [[1, 1], [0, 1]]}),
    fact("factor of fractions", "range", [[1, 0], [0, 1]], "dot", {**UNIT, "lower": [[1.0], [0, 1]]}),
    fact("dominance of one row alone", "definite", [[9, 2], [2, 1]], "dot", {**UNIT, "lower": [[0], [0, 0]], "scale": 1}, over=9),
    fact("principal minor too small", "rank", EYE, "dot", {"minor": [0], "lower": [[1]], "scale": 4}, 1),
    fact("principal minor in any dimension", "rank", EYE, "dot", {"minor": [0], "lower": [[1]], "scale": 4}),
    fact("principal minor twice the same", "definite", ONES, "dot", {"minor": [0, 0], "lower": [[1], [0, 1]], "scale": 4}, 1),
]

EXPONENTIALS = [
    fact("gaussian without logarithms", "missing", ONES, "gaussian", NOTHING),
    fact("logarithms without bases", "missing", ONES, "gaussian", {**NOTHING, "logs": {"exponents": [[[], []], [[], []]]}}),
    fact("logarithms without exponents", "missing", ONES, "gaussian", {**NOTHING, "logs": {"bases": []}}),
    fact("a base below 1", "range", [[4, 1], [1, 4]], "gaussian", logs([[1, 2]], [[0], [2]], [[2], [0]], vector=[1]), over=4),
    fact("a base of 1", "range", ONES, "gaussian", logs([[1, 1]], [[0], [-1]], [[-1], [0]], minor=[0], lower=[[1]], scale=1), 0),
    fact("a base over nothing", "range", ONES, "gaussian", logs([[1, 0]], [[0], [0]], [[0], [0]], **NOTHING)),
    fact(
        "a negative base",
        "range",
        [[4, 1], [1, 4]],
        "gaussian",
        logs([[-2, 1]], [[0], [-2]], [[-2], [0]], basis=[0], factor=1, columns=[], lower=[[1]], scale=1),
        over=4,
    ),
    fact("a base of one number", "length", ONES, "gaussian", logs([[2]], [[0], [0]], [[0], [0]], **NOTHING)),
    fact("a base of fractions", "range", ONES, "gaussian", logs([[2.0, 1]], [[0], [0]], [[0], [0]], **NOTHING)),
    fact("exponents too few", "length", ONES, "gaussian", logs([[2, 1]], [[], []], [[], []], **NOTHING)),
    fact("exponents of fractions", "range", ONES, "gaussian", logs([[2, 1]], [[0.0], [0]], [[0], [0]], **NOTHING)),
    fact("exponents of no size", "budget", ONES, "gaussian", logs([[2, 1]], [[0], [1 << 20]], [[0], [0]], **NOTHING)),
    fact("exponents of too few rows", "malformed", ONES, "gaussian", logs([[2, 1]], [[0], [0]], **NOTHING)),
    fact("a weight that is another power", "power", ONES, "gaussian", logs([[2, 1]], *HALVES, minor=[0], lower=[[1]], scale=1), 0),
    fact("more bits than are allowed", "range", SIXTHS, "gaussian", mixed(**GRAM) | {"bits": 1 << 9}, over=6),
    fact("bits negative", "range", SIXTHS, "gaussian", mixed(**GRAM) | {"bits": -1}, over=6),
    fact("bits of true", "range", SIXTHS, "gaussian", mixed(**GRAM) | {"bits": True}, over=6),
    fact("too few bits for a sign", "sign", SIXTHS, "gaussian", mixed(vector=[13, -8]) | {"bits": 0}, over=6),
    fact("logarithms that are not definite", "definite", SIXTHS, "gaussian", mixed(**GRAM) | {"lower": [[2], [0, 1]]}, over=6),
    fact(
        "a span of logarithms that is none",
        "span",
        SIXTHS,
        "gaussian",
        mixed(basis=[0], factor=1, columns=[[[[1, 0]]]], lower=[[1]], scale=1),
        1,
        over=6,
    ),
    fact(
        "a factor that may be 0",
        "sign",
        SIXTHS,
        "gaussian",
        mixed(basis=[0], factor=[[1, 0], [-1, 0]], columns=[[0]], lower=[[1]], scale=1),
        1,
        over=6,
    ),
    fact("a variable negative", "range", SIXTHS, "gaussian", mixed(basis=[0], factor=[[1, -1]], columns=[[0]], lower=[[1]], scale=1), 1, over=6),
    fact("a variable of true", "range", SIXTHS, "gaussian", mixed(basis=[0], factor=[[1, True]], columns=[[0]], lower=[[1]], scale=1), 1, over=6),
]

SPHERE = logs([[2, 1]], *([[-(abs(i - j) ** 2)] for j in range(3)] for i in range(3)), basis=[0], factor=1, columns=[[2]], lower=[[1]], scale=1)
LINE = [[16, 8, 1], [8, 16, 8], [1, 8, 16]]
FAR = logs(TWO, [[0, 0], [-1, -1]], [[-1, -1], [0, 0]], basis=[0], factor=1, columns=[], lower=[[1]], scale=1, bits=8)
NEAR, CLOSE = [[12, 1], [-19, 0]], [[12, 1, 1], [-7, 0, 1], [-19, 0, 0]]
"""12 log 3 - 19 log 2 = 0.0135..., and that times log 6: too small to be told from 0 with 8 bits."""
FAR_SPHERE = FAR | {"sphere": {"factor": CLOSE, "weights": [NEAR, NEAR]}}


def sphere(label: str, reason: str, factor: Any, weights: Any) -> Forgery:
    return fact(label, reason, LINE, "spherical", SPHERE | {"sphere": {"factor": factor, "weights": weights}}, over=16)


SPHERES = [
    fact("no sphere", "missing", LINE, "spherical", SPHERE, over=16),
    sphere("a sphere of other sums", "sphere", 2, [1, -1, 1]),
    sphere("a sphere of too few points", "length", 1, [1, 1]),
    sphere("no points at all", "sign", 0, [0, 0, 0]),
    fact("sphere without a factor", "missing", LINE, "spherical", SPHERE | {"sphere": {"weights": [1, -2, 1]}}, over=16),
    fact("sphere without weights", "missing", LINE, "spherical", SPHERE | {"sphere": {"factor": 2}}, over=16),
    fact("a sphere of a radius that may be infinite", "sign", [[6, 1], [1, 6]], "spherical", FAR_SPHERE, over=6),
]  # fmt: skip

QUARTERS = [[1, 2, 1]] * 3
QUARTER = logs([[2, 1]], *([[-2], [-1], [-2]] for _ in range(3)))
SEVENTHS = [[4, 2, 1]] * 3
SEVEN = logs([[2, 1], [7, 1]], *([[2, -1], [1, -1], [0, -1]] for _ in range(3)), bits=64)


def headed(label: str, reason: str, evidence: Any, rows: Any = SEVENTHS, w: Any = ([2], [1], [0]), over: int = 7) -> Forgery:
    return fact(label, reason, rows, "softmax", (QUARTER if rows is QUARTERS else SEVEN) | evidence, None, list(w), 4 if rows is QUARTERS else over)


CODES = [[[[1, 0]]]] * 3
HEADS = [
    headed("a head of too few rows", "shape", {"factor": 1, "codes": CODES}, w=([2], [1])),
    headed("a relation that the row keeps", "sign", {"row": 0, "relation": [1, -2, 1]}),
    headed("a relation of no sum 0", "relation", {"row": 0, "relation": [1, 0, 0]}, QUARTERS, ([0], [1], [2])),
    headed("a relation that the head breaks", "relation", {"row": 0, "relation": [1, -1, 0]}),
    headed("a relation too short", "length", {"row": 0, "relation": [1, -1]}, w=([1], [1], [1])),
    headed("a relation of fractions", "range", {"row": 0, "relation": [1.0, -2, 1]}, QUARTERS),
    headed("a relation of no row", "missing", {"relation": [1, -2, 1]}, QUARTERS),
    headed("a relation of a row outside", "range", {"row": 3, "relation": [1, -2, 1]}, QUARTERS),
    headed("a relation of a row before", "range", {"row": -1, "relation": [1, -2, 1]}, QUARTERS),
    headed("a relation of row true", "range", {"row": True, "relation": [1, -2, 1]}, QUARTERS),
    headed("no codes", "missing", {"factor": 1}),
    headed("no factor of codes", "missing", {"codes": CODES}),
    headed("codes with factor 0", "sign", {"factor": 0, "codes": [[0]] * 3}, QUARTERS),
    headed("codes too few", "malformed", {"factor": 1, "codes": CODES[:2]}),
    headed("codes too long", "length", {"factor": 1, "codes": [[[[1, 0]], 5]] * 3}),
    headed("codes of another row", "span", {"factor": 1, "codes": [[1]] * 3}, QUARTERS),
]

COMPOSES = [
    forge("composes without a triangle inequality", "rule", *asks(question(rule="composes", args=["gaussian"]), {})),
    forge(
        "composes with a parameter",
        "rule",
        ("questions", "new"),
        {"params": ["K"], "rule": "composes", "args": ["laplace"]},
        ("answers",),
        [["new", [0], {}]],
        ("statement",),
        ["holds", "new", 0],
    ),
]

HALF = [[0, 1], [0, 0]]
"""One weight; (z_0 - z_1)^2 = z_0^2 - 2 z_0 z_1 + z_1^2."""


def spectral(label: str, reason: str, laplacian: Any, kernel: Any = "gaussian", name: Any = "MA", **parts: Any) -> Forgery:
    evidence = {} if laplacian is None else {"laplacian": laplacian}
    asked = asks(question(rule="spectral", args=parts.get("args", [name, kernel])), evidence)
    return forge(label, reason, ("weighted", "MA"), square(HALF, 1), *asked)


SPECTRAL = [
    spectral("no laplacian", "missing", None),
    spectral("a laplacian of other weights", "laplacian", [[2, -2], [-2, 2]]),
    spectral("a laplacian with another diagonal", "laplacian", [[1, -1], [-1, 2]]),
    spectral("a laplacian that is not symmetric", "symmetry", [[1, -2], [0, 1]]),
    spectral("a laplacian of fractions", "range", [[1.0, -1], [-1, 1]]),
    spectral("a laplacian of one row", "symmetry", [[1, -1]]),
    spectral("a laplacian of one object", "malformed", [[1]]),
    spectral("the trace of a kernel that has none", "rule", [[1, -1], [-1, 1]], "dot"),
    spectral("the trace of laplace", "verdict", None, "laplace"),
    spectral("the trace of an unknown matrix", "unknown name", [[1, -1], [-1, 1]], name="B"),
    spectral("the trace of three", "rule", [[1, -1], [-1, 1]], args=["MA", "gaussian", None]),
    forge(
        "the trace with a parameter",
        "rule",
        ("weighted", "MA"),
        square(HALF, 1),
        ("questions", "new"),
        {"params": ["K"], "rule": "spectral", "args": ["MA", "gaussian"]},
        ("answers",),
        [["new", [0], {"laplacian": [[1, -1], [-1, 1]]}]],
        ("statement",),
        ["holds", "new", 0],
    ),
]

RATIONAL = [*COMPOSES, *SPECTRAL, *MATRICES, *DEFECTS, *RANKS, *SEMIDEFINITE, *EXPONENTIALS, *SPHERES, *HEADS]
