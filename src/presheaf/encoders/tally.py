"""What is known of all pairs: how many are within eps and beyond it, which are not decided, and which may be among the worst."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.recheck import Between, Indices
from presheaf.encoders.thresholds import down

POOL = 1 << 12  # how many of the worst are kept
OPEN = 1 << 18  # how many of those that are not decided


def _none() -> Indices:
    return np.zeros(0, np.int64)


@dataclass(eq=False)
class Tally:
    """Counts are of ordered pairs: one that stands for (i, j) and (j, i) has weight 2. `top`: how many of the worst are wanted."""

    eps: Fraction
    top: int
    within: int = 0
    beyond: int = 0
    level: float = -1.0  # at least `top` different pairs have a defect >= it
    floor: float = 0.0  # pairs with a smaller defect are not told apart
    tiers: dict[str, int] = field(default_factory=dict)
    rows: Indices = field(default_factory=_none)
    columns: Indices = field(default_factory=_none)
    low: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    high: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    open: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((0, 3), np.int64)
    )  # row, column, weight, by (row, column); the first OPEN of them
    exactly: dict[tuple[int, int], tuple[Fraction, Fraction]] = field(default_factory=dict)

    def screened(self, tier: str, within: int, beyond: int) -> None:
        """Pairs that comparisons have decided; none of them is among the worst."""
        self.within += within
        self.beyond += beyond
        self.tiers[tier] = self.tiers.get(tier, 0) + within + beyond

    def add(self, tier: str, rows: Indices, columns: Indices, found: Between, weight: int) -> None:
        """Pairs with enclosures of their defects: decided where these are on one side of eps; NaN is on neither."""
        limit = down(self.eps)  # a float is <= eps if and only if it is <= this
        within, beyond = found.high <= limit, found.low > limit
        self.screened(tier, weight * int(within.sum()), weight * int(beyond.sum()))
        rest = np.flatnonzero(~(within | beyond))
        if len(rest):
            more = np.concatenate([self.open, np.stack([rows[rest], columns[rest], np.full(len(rest), weight)], 1)])
            self.open = more[np.lexsort((more[:, 1], more[:, 0]))[:OPEN]]
        self._keep(rows, columns, found)

    def _keep(self, rows: Indices, columns: Indices, found: Between) -> None:
        worst = np.flatnonzero((found.high >= self.level) & (found.high >= self.floor))
        if not len(worst):
            return
        self.rows, self.columns = np.concatenate([self.rows, rows[worst]]), np.concatenate([self.columns, columns[worst]])
        self.low, self.high = np.concatenate([self.low, found.low[worst]]), np.concatenate([self.high, found.high[worst]])
        if len(self.low) >= self.top:
            self.level = max(self.level, float(np.partition(self.low, len(self.low) - self.top)[len(self.low) - self.top]))
        keep = np.flatnonzero(self.high >= self.level)
        order = keep[np.lexsort((self.columns[keep], self.rows[keep], -self.high[keep]))[:POOL]]
        self.rows, self.columns, self.low, self.high = self.rows[order], self.columns[order], self.low[order], self.high[order]
