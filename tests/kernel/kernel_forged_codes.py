"""Forgeries about the codes of encoders one by one."""

from __future__ import annotations

from typing import Any

from kernel_forgery import Forgery, forge, says

HALF = ["/", 1, 2]
NEARLY = ["/", 632120558828557678404476229838539132554188869, 10**45]  # 1 - 1/e, and less than 10^-45 above it


def table(family: str = "gaussian", rows: Any = None, rate: Any = None, **more: Any) -> dict[str, Any]:
    """Three codes 0, 1/2, 1 of a line, unless others are given; there is no matrix that k should be."""
    rows = [[0], [1], [2]] if rows is None else rows
    at = [[0] * len(more.get("columns", rows))] * len(rows)
    return {"family": family, "rate": [1, 1] if rate is None else rate, "shift": 1, "rows": rows, "values": [[0, 1]], "at": at, **more}


def coded(label: str, reason: str, formula: Any, *tables: Any) -> Forgery:
    encoders = {f"E{i or ''}": t for i, t in enumerate(tables or (table(),))}
    return forge(label, reason, ("encoders",), encoders, *says(formula))


def at(word: str, *terms: Any) -> list[Any]:
    return ["=", 1, ["@", f"E.{word}", *terms]]


CODES: list[Forgery] = [
    forge("an encoder that hides a sort", "names", ("encoders",), {"K": table()}, *says(True)),
    coded("a row too many", "malformed", at("far", 0, 3)),
    coded("a row that is a fraction", "malformed", at("far", 0, HALF)),
    coded("another distance", "verdict", ["=", ["@", "E.far", 0, 1], HALF]),
    coded("near enough", "verdict", at("within", 0, 2, HALF, ["/", 1, 8])),  # exp(-1) = 0.3679
    coded("a bound that is passed", "verdict", at("stays", 0, 2, ["/", 36, 100])),
    coded("a bound that is not reached", "verdict", at("reaches", 0, 2, ["/", 37, 100])),
    coded("no bound at all", "verdict", at("stays", 0, 2, 0)),
    coded("values too close to one another", "budget", at("like.E1", 0, 2, 0, 0, NEARLY), table(), table()),
    coded("three codes on a line", "verdict", at("composes", 0, 1, 2)),  # exp(-1/2) > exp(-1)
    coded("weights of two towers", "square", at("composes", 0, 1, 2), table("two_tower", columns=[[0], [1], [3]])),
    coded("weights that are laws", "square", at("composes", 0, 1, 2), table("softmax")),
    coded("an angle of the first code", "zero", at("composes", 0, 1, 1), table("cosine")),
    coded("an angle of the second code", "zero", at("composes", 1, 0, 1), table("spherical")),
    coded("an angle of the third code", "zero", at("composes", 1, 1, 0), table("spherical")),
    coded("a preference without an angle", "zero", at("prefers", 0, 1, 1), table("cosine")),
    coded("a preference for what has no angle", "zero", at("prefers", 1, 0, 1), table("cosine")),
    coded("a preference to what has no angle", "zero", at("prefers", 1, 1, 0), table("spherical")),
    coded("a code that is not nearer", "verdict", at("prefers", 0, 2, 1)),
    coded("two encoders that differ", "verdict", at("like.E1", 0, 2, 0, 2, ["/", 1, 5]), table(), table("laplace", rate=[1, 2])),  # .3679, .6065
    coded("an encoder compared with one that has no angle", "zero", at("like.E", 1, 2, 1, 0, 0), table("cosine")),
    coded("an encoder that has no angle", "zero", at("like.E", 0, 2, 1, 2, 0), table("cosine")),
    coded("an encoder compared with laws", "kernel", at("like.E1", 0, 0, 0, 0, 1), table(), table("softmax")),
    coded("an encoder that is not there", "unknown name", at("like.E1", 0, 2, 0, 2, 0)),
    coded("codes of a table that is not there", "unknown name", at("far", 0, 1), {"family": "dot", "rate": [1, 1], "digest": "sha256:0"}),
    coded("rows for the sort of an object", "unknown name", ["all", "x", "E.ob", [], True]),
]
