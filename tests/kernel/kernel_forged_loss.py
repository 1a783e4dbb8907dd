"""Forgeries about squared losses: the rule `optimal`, and the number `E.loss`."""

from __future__ import annotations

from typing import Any

from kernel_forgery import Forgery, asks, forge, question, says

ONE: dict[str, Any] = {"family": "dot", "rate": [1, 1], "shift": 0, "rows": [[1, 0]], "values": [[1, 1]], "at": [[0]]}  # of loss 0
OFF: dict[str, Any] = {**ONE, "rows": [[0, 0]]}  # of loss 1, where 0 is possible
TOWERS: dict[str, Any] = {**ONE, "family": "two_tower", "rows": [[0]], "columns": [[0]]}
MINUS: dict[str, Any] = {**OFF, "values": [[-1, 1]]}  # the least loss is 1, of codes 0
GOOD: dict[str, Any] = {"unit": 1, "lift": [], "top": 1, "spread": [], "basis": [0], "factor": 1, "columns": [], "lower": [[1]], "scale": 1}
ZERO: dict[str, Any] = {**GOOD, "basis": [], "columns": [[]], "lower": []}  # a matrix that is 0


def fact(label: str, reason: str, encoder: Any, evidence: Any, one: int = 1, eps: Any = None, args: Any = None) -> Forgery:
    asked = question(rule="optimal", args=args or ["E", eps or [0, 1], one])
    return forge(label, reason, ("encoders",), {"E": encoder}, *asks(asked, evidence))


def without(word: str, **changed: Any) -> dict[str, Any]:
    return {k: v for k, v in {**GOOD, "top": 2, "spread": [], **changed}.items() if k != word}


LOSS: list[Forgery] = [
    fact("codes of rows for columns of their own", "codes", TOWERS | {"columns": [[1]]}, {"unit": 1, "rows": [[1]]}),
    fact("the loss of a kernel that is no product", "kernel", {**OFF, "family": "gaussian"}, {"unit": 1, "rows": [[1, 0]]}),
    fact("the loss of a table that is not there", "kernel", {"family": "dot", "rate": [1, 1], "digest": "sha256:0"}, {"unit": 1, "rows": [[1]]}, 0),
    forge("a loss that is another", "verdict", ("encoders",), {"E": OFF}, *says(["=", 0, ["@", "E.loss"]])),
    fact("a tolerance of one number for losses", "length", OFF, {"unit": 1, "rows": [[1, 0]]}, eps=[0]),
    fact("no unit", "missing", OFF, {"rows": [[1, 0]]}),
    fact("a unit that is a fraction", "range", OFF, {"unit": 1.0, "rows": [[1, 0]]}),
    fact("a unit below 0", "range", MINUS, {"unit": -1, "rows": [[1, 0]]}),
    fact("codes that are no better", "loss", ONE, {"unit": 1, "rows": [[1, 0]]}),
    fact("codes in more dimensions", "length", OFF, {"unit": 1, "rows": [[1, 0, 0]]}),
    fact("codes of two objects for one", "malformed", OFF, {"unit": 1, "rows": [[1, 0], [0, 0]]}),
    fact("codes without those of columns", "malformed", TOWERS, {"unit": 1, "rows": [[1]]}, 0),
    fact("no lift", "missing", ONE, without("lift")),
    fact("no top", "missing", ONE, without("top")),
    fact("no spread", "missing", ONE, without("spread")),
    fact("a top that is a fraction", "range", ONE, {**GOOD, "top": 2.0}),
    fact("a top below 0", "range", OFF, {**ZERO, "top": -1, "spread": [[2, 1]]}),
    fact("a bound that is too low", "bound", OFF, {**GOOD, "top": 2}),
    fact("a square that is taken off", "range", OFF, {**ZERO, "top": 2, "lift": [[0, 1]], "spread": [[-1, 1]]}),
    fact("a square of another length", "length", OFF, {**ZERO, "spread": [[1, 1, 1]]}),
    fact("a bound that is not shown", "definite", OFF, {**GOOD, "top": 0, "vector": [1]}),
    fact("a bound that is shown badly", "definite", OFF, {**GOOD, "top": 0}),
    fact("optimal of no encoder", "unknown name", OFF, {"unit": 1, "rows": [[1, 0]]}, args=["F", [0, 1], 1]),
    fact("optimal with two arguments", "rule", OFF, {"unit": 1, "rows": [[1, 0]]}, args=["E", [0, 1]]),
    forge(
        "optimal with a parameter",
        "rule",
        ("encoders",),
        {"E": OFF},
        ("questions", "new"),
        {"params": ["K"], "rule": "optimal", "args": ["E", [0, 1], 1]},
        ("answers",),
        [["new", [0], {"unit": 1, "rows": [[1, 0]]}]],
        ("statement",),
        ["not", ["holds", "new", 0]],
    ),
]
