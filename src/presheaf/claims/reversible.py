"""reversible(P): do positive weights come from a symmetric kernel, up to a factor for each row? (theory 4.1)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, eq, every
from presheaf.claims.weighted import times
from presheaf.model.rationals import shown
from presheaf.model.weighted import Index, Weighted


class Reversible(Kind):
    name = "reversible"
    alternatives = (("weighted",),)
    summary = "P(x, y) = k(x, y) / m(x) for a symmetric kernel k > 0 and x != y"
    explanation = (
        "reversible(P), for weights that are positive off the diagonal: P(x, y) P(y, z) P(z, x) = P(x, z) P(z, y) P(y, x) for all x, y, z.\n"
        "By Kolmogorov that is so iff P(x, y) = k(x, y) / m(x) for some symmetric k and m > 0: iff a model with a symmetric kernel and\n"
        "normalised rows can have exactly these probabilities. The certificate looks at the triples with the first object: with\n"
        "m(x) = P(0, x) / P(x, 0) they say m(x) P(x, y) = m(y) P(y, x), and then all others hold too."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        (m,) = args
        rows, columns = _pairs(m)
        off = np.flatnonzero(m.places(rows, columns) < 0)
        if not len(off):
            return None
        x, y = (m.names.objects[int(side[off[0]])] for side in (rows, columns))
        return f"{m.name}({x}, {y}) = 0, and {self.name} speaks of weights that are positive off the diagonal"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        m = low.weighted(args[0])
        x, y, z = (low.fresh(v) for v in "xyz")
        return every(x, f"{m}.ob", [], every(y, f"{m}.ob", [], every(z, f"{m}.ob", [], _balanced(m, x, y, z))))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        m, y, z = low.weighted(args[0]), low.fresh("y"), low.fresh("z")
        return every(y, f"{m}.ob", [], every(z, f"{m}.ob", [], _balanced(m, 0, y, z)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (m,) = args
        afford(m.object_count**2, f"reversible({m.name})")
        y, z = _pairs(m)
        zero = np.zeros(len(y), dtype=np.int64)
        # at y = 0 or z = 0 both sides are the same product
        forth = m.weights(zero, y).times(m.weights(y, z)).times(m.weights(z, zero))
        back = m.weights(zero, z).times(m.weights(z, y)).times(m.weights(y, zero))
        inner = (y > 0) & (z > 0)
        off = np.flatnonzero(inner & np.asarray((forth.num != back.num) | (forth.den != back.den), dtype=np.bool_))
        if not len(off):
            return Answer(True)
        i = int(off[0])
        a, b, c = (m.names.objects[x] for x in (0, int(y[i]), int(z[i])))
        return Answer(False, why=(Note(f"{a} -> {b} -> {c} -> {a} has the product {shown(forth.at(i))}, the way back {shown(back.at(i))}", m.name),))


def _pairs(m: Weighted) -> tuple[Index, Index]:
    """The pairs of different objects."""
    n = m.object_count
    rows, columns = np.divmod(np.arange(n * n, dtype=np.int64), max(n, 1))
    other = rows != columns
    return rows[other], columns[other]


def _balanced(m: str, x: Formula, y: Formula, z: Formula) -> Formula:
    """P(x, y) P(y, z) P(z, x) = P(x, z) P(z, y) P(y, x)."""

    def around(a: Formula, b: Formula, c: Formula) -> Formula:
        return times(times(at(f"{m}.hom", a, b), at(f"{m}.hom", b, c)), at(f"{m}.hom", c, a))

    return eq(around(x, y, z), around(x, z, y))
