"""Forgeries of the rule `near`: codes, kernels and the weights that they should give."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from kernel_forgery import Forgery, asks, forge, question

GAUSS: dict[str, Any] = {"family": "gaussian", "rate": [1, 1], "shift": 0, "rows": [[0], [1]], "values": [[1, 1], [2, 5]], "at": [[0, 1], [1, 0]]}
LARGE: dict[str, Any] = {"family": "gaussian", "rate": [1, 1], "digest": "sha256:0"}
TENTH = [1, 10]
NEARLY = int(sum(Fraction((-1) ** k, factorial(k)) for k in range(60)) * 2**190)  # over 2^190 it is 1/e up to 2^-190


def fact(label: str, reason: str, encoder: Any, evidence: Any, below: Any = TENTH, above: Any = TENTH, args: Any = None) -> Forgery:
    asked = question(rule="near", args=args or ["E", below, above])
    return forge(label, reason, ("encoders",), {"E": encoder}, *asks(asked, evidence))


def coded(label: str, reason: str, **parts: Any) -> Forgery:
    """A table with other parts, of which every pair is to be looked at."""
    return fact(label, reason, {k: v for k, v in {**GAUSS, **parts}.items() if v is not None}, {})


def cosine(label: str, reason: str, rows: Any, family: str = "cosine") -> Forgery:
    return fact(label, reason, {**GAUSS, "family": family, "rows": rows}, {}, None, [5, 1])


ENCODER = [
    coded("encoder without a kernel", "missing", family=None),
    coded("encoder without a rate", "missing", rate=None),
    coded("rate of one number", "length", rate=[1]),
    coded("rate below 0", "kernel", rate=[-1, 1]),
    coded("rate 0", "kernel", rate=[0, 1]),
    coded("rate over 0", "kernel", rate=[1, 0]),
    coded("rate over -1", "kernel", rate=[-1, -1]),
    coded("a kernel of no family", "kernel", family="cauchy"),
    coded("digest of a table that is there", "digest", digest="sha256:0"),
    fact("digest that is no text", "digest", {**LARGE, "digest": 7}, {}),
    coded("no shift", "missing", shift=None),
    coded("negative shift", "range", shift=-1),
    coded("shift beyond the limit", "range", shift=201),
    coded("no rows", "missing", rows=None),
    coded("rows that are a number", "shape", rows=1),
    coded("rows alone that are a number", "shape", rows=1, columns=[[0], [1]]),
    coded("columns that are a number", "shape", columns=1),
    coded("codes of two lengths", "length", rows=[[0], [1, 2]]),
    coded("columns of another length", "length", columns=[[0, 0], [1, 1]]),
    coded("a code that is a fraction", "range", rows=[[0], [0.5]]),
    coded("too many pairs", "budget", rows=[[0]] * 4, at=[[0] * 4] * 4),
    coded("bias of one column", "length", bias=[0]),
    coded("no values", "missing", values=None),
    coded("a value over 0", "range", values=[[1, 1], [2, 0]]),
    coded("a value over -5", "range", values=[[1, 1], [-2, -5]]),
    coded("a value that is a number", "range", values=[[1, 1], 1]),
    coded("no weights", "missing", at=None),
    coded("weights of one row", "length", at=[[0, 1]]),
    coded("weights that are a number", "length", at=1),
    coded("weights of one column", "length", at=[[0], [1]]),
    coded("a weight that is no value", "range", at=[[0, 2], [1, 0]]),
    coded("a weight before the first", "range", at=[[0, -1], [1, 0]]),
    fact("a tolerance of one number", "length", GAUSS, {}, [1], TENTH),
    fact("a pair that is within", "pair", GAUSS, {"pair": [0, 1]}),
    fact("a pair of one", "malformed", GAUSS, {"pair": [0]}, [1, 100], [1, 100]),
    fact("a column outside", "range", GAUSS, {"pair": [0, 2]}, [1, 100], [1, 100]),
    fact("a row outside", "range", GAUSS, {"pair": [2, 0]}, [1, 100], [1, 100]),
    fact("a pair before the first", "range", GAUSS, {"pair": [0, -1]}, [1, 100], [1, 100]),
    fact("a question about no encoder", "unknown name", GAUSS, {}, args=["F", TENTH, TENTH]),
    fact("a part without a pair", "missing", LARGE, {"part": GAUSS}),
    fact("a part with a pair that is within", "pair", LARGE, {"part": GAUSS, "pair": [0, 1]}),
    fact("a part with another kernel", "part", LARGE, {"part": {**GAUSS, "family": "laplace"}, "pair": [0, 1]}, [1, 100], [1, 100]),
    fact("a part with another rate", "part", LARGE, {"part": {**GAUSS, "rate": [2, 1]}, "pair": [0, 1]}, [1, 100], [1, 100]),
    fact("a part that is known by its digest", "part", LARGE, {"part": LARGE, "pair": [0, 1]}, [1, 100], [1, 100]),
    cosine("an angle with 0", "zero", [[0], [1]]),
    cosine("an angle with 0, on a sphere", "zero", [[1], [0]], "spherical"),
    fact("bounds that would be too long", "budget", {**GAUSS, "values": [[1, 1], [NEARLY, 1 << 190]]}, {}, [0, 1], [0, 1]),
    forge(
        "near with a parameter",
        "rule",
        ("encoders",),
        {"E": GAUSS},
        ("questions", "new"),
        {"params": ["K"], "rule": "near", "args": ["E", TENTH, TENTH]},
        ("answers",),
        [["new", [0], {}]],
        ("statement",),
        ["holds", "new", 0],
    ),
    forge("near with two arguments", "rule", ("encoders",), {"E": GAUSS}, *asks(question(rule="near", args=["E", TENTH]), {})),
]
