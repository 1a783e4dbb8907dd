"""spectral(M, kernel): is the contrastive loss of these pairs the trace of a Laplacian and a log-partition? (theory 4.7)"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.kernel.rational import SQUARE_LIMIT
from presheaf.model.kernels import Kernel
from presheaf.model.rationals import shown
from presheaf.model.weighted import Weighted

FAMILIES = ("gaussian", "spherical", "laplace")
SHOWN = 6  # objects of a Laplacian that is written out


class Spectral(Kind):
    name = "spectral"
    alternatives = (("weighted", "kernel"),)
    summary = "the contrastive loss of the pairs M with this kernel is c tr(Z^T L Z), L a Laplacian, and a log-partition"
    explanation = (
        "spectral(M, kernel): for all codes Z in all R^d the loss sum of M(x, y) log(P(x) / k(x, y)), with P(x) the sum of k(x, z) over z other\n"
        "than x, is c tr(Z^T L Z) + the sum of R(x) log P(x), R(x) the sum of row x, for one matrix L and some c > 0. True of gaussian, and of\n"
        "spherical on unit vectors, with L the Laplacian of (M + M^T) / 2: attraction is what spectral clustering minimises, repulsion the rest.\n"
        "It is an identity of losses and not of minimisers: spectral clustering adds a constraint of orthogonality in place of the log-partition.\n"
        "False of laplace unless no two different objects have a weight. What is checked: log(a / b) = log a - log b takes P out of the sum; that\n"
        "-log k is c |x - y|^2 is read off a declared kernel by sympy; that the sum of M(x, y) |x - y|^2 is the trace, the kernel multiplies out."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        kernel = args[1]
        return None if kernel.family in FAMILIES else f"{kernel.name} is not asked; asked are the kernels exp(-c ...): {', '.join(FAMILIES)}"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return ["holds", self._question(low, *args)]

    def _question(self, low: Lowering, m: Weighted, kernel: Kernel) -> str:
        rule = {"params": [], "rule": "spectral", "args": [low.weighted(m), kernel.family]}
        return low.question(("spectral", id(m), kernel.family), lambda: rule)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        m, kernel = args
        n, question = m.object_count, self._question(low, m, kernel)
        if n > SQUARE_LIMIT:
            raise TooLarge(f"{m.name} has {n:,} objects (limit {SQUARE_LIMIT:,})")
        afford(n * n, f"spectral({m.name}, {kernel.name})")
        if kernel.family == "laplace":
            e = m.entries
            apart = np.flatnonzero((e.rows != e.columns) & (e.values.num != 0))
            if not len(apart):
                return Answer(True, ((question, (), {}),), (Note("no two different objects have a weight, so there is no attraction", m.name),))
            x, y = (m.names.objects[int(ends[apart[0]])] for ends in (e.rows, e.columns))
            text = f"twice the codes give twice the attraction of {x} and {y}, and a trace that is four times as large"
            return Answer(False, ((question, (), {}),), (Note(text, m.name),))
        laplacian, scale = _laplacian(m)
        return Answer(True, ((question, (), {"laplacian": laplacian}),), _told(m, kernel, laplacian, scale))


def _laplacian(m: Weighted) -> tuple[list[list[int]], int]:
    """Twice the Laplacian of (M + M^T) / 2, over the least common denominator of the weights, which is the second value."""
    n, e = m.object_count, m.entries
    weights = e.values.fractions()
    over = lcm(*(w.denominator for w in weights))
    table = [[0] * n for _ in range(n)]
    for x, y, w in zip(e.rows.tolist(), e.columns.tolist(), weights, strict=True):
        scaled = w.numerator * (over // w.denominator)
        if x != y:
            table[x][x] += scaled
            table[y][y] += scaled
            table[x][y] -= scaled
            table[y][x] -= scaled
    return table, over


def _told(m: Weighted, kernel: Kernel, laplacian: list[list[int]], over: int) -> tuple[Note, ...]:
    loss = "c tr(Z^T L Z) + the sum over x of R(x) log(sum over z other than x of k(x, z))"
    where = " on unit vectors" if kernel.family == "spherical" else ""
    notes = [Note(f"with {kernel.name} the loss is {loss}{where}, L the Laplacian of ({m.name} + {m.name}^T) / 2", m.name)]
    if len(laplacian) <= SHOWN:
        rows = ", ".join(f"[{', '.join(shown(Fraction(x, 2 * over)) for x in row)}]" for row in laplacian)
        notes.append(Note(f"L = {rows}"))
    return tuple(notes)
