"""Encoders made in memory, claims about them decided with their certificates checked alone, and their kernels by mpmath."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from presheaf.claims.engines import decide
from presheaf.kernel import check
from presheaf.model import proposition as p
from presheaf.model.embeddings import Table
from presheaf.model.encoder import Encoder
from presheaf.model.ideal_target import ideal
from presheaf.model.kernels import Shape
from presheaf.model.weighted import Weighted, dense
from presheaf.source import NOWHERE

Codes = Sequence[Sequence[float]]


def named(n: int) -> list[str]:
    return [f"x{i}" for i in range(n)]


def table(codes: Codes) -> Table:
    values = np.array(codes, np.float64).reshape(len(codes), -1)
    return Table(values, "F64", "sha256:0", tuple(named(len(codes))))


def matrix(rows: Sequence[Sequence[Fraction]]) -> Weighted:
    return dense("M", named(len(rows)), [list(row) for row in rows])


def encoder(codes: Codes, family: str = "gaussian", rate: Any = 1, source: Any = None, again: Codes | None = None) -> Encoder:
    """An encoder of a structure; without one of the weights 1 on the diagonal, else 0."""
    n = len(codes)
    source = source or matrix([[Fraction(i == j) for j in range(n)] for i in range(n)])
    rows, more = table(codes), None if again is None else table(again)
    return Encoder("f", rows.values.shape[1], Shape(family, Fraction(rate)), rows, None, None, ideal(source, family).target, source, again=more)


def verdict(kind: str, *args: Any) -> str:
    """The status of a claim; the certificate is read again and checked by the kernel alone."""
    decision = decide(p.Claim("c", "", 1, NOWHERE, kind, p.Predicate(kind, tuple(args)), "holds"))
    if decision.status in ("proved", "refuted"):
        theorem = check(json.loads(json.dumps(decision.certificate)))
        assert theorem.value == (decision.status == "proved")
        assert theorem.assumed == decision.assumed
    else:
        assert decision.reason
    return decision.status


def held(value: bool) -> str:
    return "proved" if value else "refuted"
