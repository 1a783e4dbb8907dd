"""Which element over P is universal, and for each of the others two arrows that it cannot tell apart.

Used where all |H(Y)| = |T(Y)|: then u is universal iff its map f |-> (u acted on by f) is injective.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.arrays import arrows_at, reach
from presheaf.claims.base import TooLarge
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor

BATCH = 8
WORK_LIMIT = 400_000_000


class Elements:
    """The elements of T over P with the collisions found so far; `arrows` are those that act on them, the identity of P first."""

    def __init__(self, t: SetFunctor, p: int) -> None:
        self.t, self.p = t, p
        self.arrows = arrows_at(t, p)
        self.first, self.count = int(t.start[p]), int(t.sizes[p])
        self.pair = np.full((self.count, 2), -1, dtype=np.int32)
        self.work = 0

    def guess(self) -> int:
        """The first element over P if it is universal, else -1."""
        return self.first if self.count and self._collision(self.first) is None else -1

    def settle(self) -> tuple[bool, dict[str, Any]]:
        """(True, universal element) or (False, a colliding pair for each element over P)."""
        if self.count > BATCH:
            self._batch()
        for i in range(self.count):
            if self.pair[i, 0] >= 0:
                continue
            found = self._collision(self.first + i)
            if found is None:
                return True, {"universal": self.first + i}
            self.pair[i] = found
            if (self.pair[i:, 0] < 0).sum() > 4 * BATCH:
                self._carry(i)
        return False, {"elements": self.pair.tolist()}

    def _batch(self) -> None:
        """Collisions among the first few arrows, for all elements together."""
        few = self.arrows[:BATCH]
        u = np.repeat(np.arange(self.first, self.first + self.count, dtype=np.int32), len(few))
        images = self.t.act(u, np.tile(few, self.count)).reshape(self.count, len(few))
        order = np.argsort(images, axis=1, kind="stable")
        ordered = np.take_along_axis(images, order, axis=1)
        same = ordered[:, 1:] == ordered[:, :-1]
        rows = np.flatnonzero(same.any(axis=1))
        at = same[rows].argmax(axis=1)
        self.pair[rows] = np.stack([few[order[rows, at]], few[order[rows, at + 1]]], axis=1)

    def _collision(self, u: int) -> tuple[int, int] | None:
        """Two arrows with one image of u, tried on growing parts of the arrows; by pigeonhole |reach of u| + 1 arrows are enough."""
        size = BATCH
        while True:
            part = self.arrows[:size]
            self.work += len(part)
            if self.work > WORK_LIMIT:
                raise TooLarge(f"representability over {self.count:,} elements and {len(self.arrows):,} arrows at one object")
            images = reach(self.t, u, part)
            hits = np.bincount(images)
            if hits.max(initial=0) > 1:
                f, g = np.flatnonzero(images == int(hits.argmax()))[:2]
                return int(part[f]), int(part[g])
            if size >= len(self.arrows):
                return None
            size *= 8

    def _carry(self, i: int) -> None:
        """From u = element i to every v with u = v|d for some d : P -> P.

        If u|f = u|g, then v|(f ; d) = (v|d)|f = (v|d)|g = v|(g ; d), a collision wherever f ; d != g ; d (for covariant T with d ; f).
        """
        c, t = self.t.category, self.t
        d = self._towards(self.first + i)
        open_ = np.flatnonzero((self.pair[:, 0] < 0) & (d >= 0))
        d = d[open_]
        f, g = (np.full(len(d), int(x), dtype=np.int32) for x in self.pair[i])
        left, right = (c.compose_arrays(x, d) if t.variance == "contravariant" else c.compose_arrays(d, x) for x in (f, g))
        good = left != right
        self.pair[open_[good]] = np.stack([left[good], right[good]], axis=1)

    def _towards(self, u: int) -> Ints:
        """int32[|T(P)|]: for each v over P an arrow d : P -> P that takes v to u, -1 where a quick search finds none.

        The endomorphisms e of P give v = u|e; when some power of e is the identity, its inverse takes v back to u.
        """
        t, c = self.t, self.t.category
        out = np.full(self.count, -1, dtype=np.int32)
        ends = self.arrows[(c.dom[self.arrows] == self.p) & (c.cod[self.arrows] == self.p)]
        inverse = self._inverses(ends)
        ends, inverse = ends[inverse >= 0], inverse[inverse >= 0]
        out[reach(t, u, ends) - self.first] = inverse
        return out

    def _inverses(self, ends: Ints) -> Ints:
        """The inverse of each endomorphism, -1 where it has none."""
        if not hasattr(self, "_inverse"):
            self._inverse = inverses(self.t, self.p, ends)
        return self._inverse


def inverses(t: SetFunctor, p: int, ends: Ints) -> Ints:
    """The inverses of the endomorphisms of P by repeated squaring of the permutations that generators make; -1 where there is none.

    An endomorphism e is invertible iff e^k is the identity for some k <= |End P|; its inverse is e^(k-1).
    """
    c = t.category
    out = np.full(len(ends), -1, dtype=np.int32)
    power, live = ends.copy(), np.arange(len(ends))
    before = np.full(len(ends), p, dtype=np.int32)
    for _ in range(min(len(ends), 64)):
        done = power == p
        out[live[done]] = before[done]
        live, before, power = live[~done], power[~done], power[~done]
        if not len(live):
            break
        power = c.compose_arrays(power, ends[live])
    return out
