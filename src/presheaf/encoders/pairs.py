"""All pairs of a frozen table against what their kernel should be: certified, or undecided with a reason.

1. A screen (`screen.py`): products of rows in low precision, tile by tile, and comparisons with windows that contain
   every rounding error. No exponential.
2. What it leaves is screened in fp64, then computed in fp64 from the differences (`recheck.py`), with proved enclosures.
3. What straddles eps, and the worst pairs, are evaluated exactly (`exactly.py`).

Every pair is counted where it is decided; the verdict is `within` only if as many pairs were decided to be within eps as there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.exactly import Exact
from presheaf.encoders.laws import law_scores
from presheaf.encoders.recheck import Indices, distance, entries, kernels
from presheaf.encoders.scores import Scores, side
from presheaf.encoders.sweep import sweep
from presheaf.encoders.tally import Tally
from presheaf.model.kernels import SHAPES, Shape
from presheaf.model.target import Target

BITS = 192  # of the enclosures of the worst pairs
CHUNK = 1 << 16  # pairs that are evaluated in fp64 at one time


@dataclass(frozen=True, eq=False)
class Pairs:
    """k(left[i], right[j]) against target(i, j), for all i and j.

    `right` None: the rows of `left` themselves; `bias` [m] is added to the logits of a softmax.
    """

    left: NDArray[Any]
    right: NDArray[Any] | None
    shape: Shape
    target: Target
    eps: Fraction
    bias: NDArray[Any] | None = None


@dataclass(frozen=True)
class Options:
    """`screen`: the precision of the first comparisons; `tile`: rows and columns; `escalate`: how many pairs may be evaluated exactly.

    The result depends on none of them, unless more than `escalate` pairs are left. `progress(done, total)` counts tiles and may raise to interrupt.
    """

    device: str = "auto"
    screen: str = "auto"
    tile: tuple[int, int] = (1024, 2048)
    top: int = 10
    escalate: int = 10_000
    seed: int = 0
    threads: int = 1
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class Pair:
    """low <= |k - H| <= high at (row, column)."""

    row: int
    column: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Found:
    """`within`: every pair is within eps. `beyond`: `worst[0]` is not, by exact evaluation. `undecided`: neither is known, for `reason`.

    `defect` encloses the largest |k - H| of all pairs that are not undecided; `worst` descends, ties by (row, column), and leaves out the mirror
    image of a pair where kernel and target are symmetric there. `within` and `beyond` count ordered pairs, `decided` is their sum, `tiers` says
    where they were decided.
    """

    verdict: str
    defect: tuple[Fraction, Fraction]
    worst: tuple[Pair, ...]
    within: int
    beyond: int
    decided: int
    total: int
    tiers: dict[str, int]
    device: str
    dtype: str
    tile: tuple[int, int]
    seed: int
    reason: str


def scores_of(pairs: Pairs) -> Scores:
    """The tables as sides of scores; shapes that do not fit are a ValueError."""
    right = pairs.left if pairs.right is None else pairs.right
    if pairs.shape.family not in SHAPES:
        raise ValueError(f"no kernel {pairs.shape.family}")
    if pairs.left.shape[1:] != right.shape[1:] or pairs.target.shape != (len(pairs.left), len(right)):
        raise ValueError(f"tables {pairs.left.shape}, {right.shape} and a target {pairs.target.shape} do not fit")
    if pairs.shape.family == "softmax":
        return law_scores(pairs.left, right, pairs.bias)
    first = side(pairs.left, pairs.shape.family)
    own = pairs.right is None
    return Scores(first, first if own else side(right, pairs.shape.family), own and pairs.shape.symmetric)


class Recheck:
    """Pairs in fp64.

    With symmetric scores a pair i < j stands for (j, i) as well, unless the target differs there; then that one is looked at too.
    """

    def __init__(self, pairs: Pairs, scores: Scores) -> None:
        self.pairs, self.scores = pairs, scores

    def __call__(self, tally: Tally, rows: Indices, columns: Indices) -> None:
        """Add these pairs to the tally, a chunk at a time."""
        for start in range(0, len(rows), CHUNK):
            i, j = rows[start : start + CHUNK], columns[start : start + CHUNK]
            k, h = kernels(self.scores, self.pairs.shape, i, j), entries(self.pairs.target, i, j)
            found = distance(k, h.low, h.high)
            if not self.scores.symmetric:
                tally.add("fp64", i, j, found, 1)
                continue
            mirrored = entries(self.pairs.target, j, i)
            alike = (h.low == mirrored.low) & (h.high == mirrored.high)
            other = distance(k, mirrored.low, mirrored.high)
            diagonal = i == j
            for chosen, weight in ((diagonal, 1), (alike & ~diagonal, 2), (~alike, 1)):
                tally.add("fp64", i[chosen], j[chosen], found.of(chosen), weight)
            tally.add("fp64", j[~alike], i[~alike], other.of(~alike), 1)


def certify(pairs: Pairs, options: Options = Options()) -> Found:
    """Decide |k - H| <= eps for every pair. O(n m d) products once in low precision; memory O(tile + n + m + candidates)."""
    scores = scores_of(pairs)
    tally = Tally(pairs.eps, max(1, options.top))
    recheck = Recheck(pairs, scores)
    precision = sweep(pairs.shape, pairs.target, scores, tally, recheck, options)
    return conclude(pairs, options, tally, precision)


def conclude(pairs: Pairs, options: Options, tally: Tally, precision: tuple[str, str]) -> Found:
    """Evaluate exactly what is open and what is worst, and add up."""
    n, m = pairs.target.shape
    exact = Exact(pairs.left, pairs.left if pairs.right is None else pairs.right, pairs.shape, pairs.bias)
    reasons = escalate(pairs, tally, exact, options.escalate)
    worst, ceiling = worst_pairs(pairs, tally, exact)
    if tally.within + tally.beyond > n * m:
        raise AssertionError(f"{tally.within + tally.beyond} pairs decided of {n * m}")
    left = n * m - tally.within - tally.beyond
    low = worst[0].low if worst else Fraction(0)
    if (
        tally.beyond
        and worst
        and exact.decide(worst[0].row, worst[0].column, pairs.target.exact(worst[0].row, worst[0].column), pairs.eps)[0] is False
    ):
        verdict = "beyond"
    elif tally.within == n * m:
        verdict = "within"
    else:
        verdict, reasons = "undecided", reasons or [f"{left} pairs are not decided"]
    defect = (low, max(ceiling, low))
    counts = (tally.within, tally.beyond, tally.within + tally.beyond, n * m)
    return Found(verdict, defect, worst, *counts, dict(sorted(tally.tiers.items())), *precision, options.tile, options.seed, "; ".join(reasons))


def escalate(pairs: Pairs, tally: Tally, exact: Exact, most: int) -> list[str]:
    """Decide the open pairs exactly, the first `most` of them by (row, column); why some are left."""
    waiting = tally.open
    reasons = []
    finite = usable(pairs, waiting)
    if not finite.all():
        reasons.append(f"{int(waiting[~finite, 2].sum())} pairs have no kernel: a row is not finite, or is 0 where its direction is asked for")
    waiting = waiting[finite]
    if len(waiting) > most:
        reasons.append(f"{int(waiting[most:, 2].sum())} pairs more than {most} need exact evaluation")
    hard = 0
    for i, j, weight in waiting[:most].tolist():
        h = pairs.target.exact(i, j)
        found = {h: exact.decide(i, j, h, pairs.eps)}
        for a, b in [(i, j), (j, i)][:weight]:
            value = pairs.target.exact(a, b)
            if value not in found:
                found[value] = exact.decide(i, j, value, pairs.eps)
            inside, low, high = found[value]
            if inside is None:
                hard += 1
            else:
                tally.screened("exact", int(inside), int(not inside))
                tally.exactly[a, b] = (low, high)
    return [*reasons, *([f"{hard} pairs are equal to eps as far as {1 << 14} bits tell"] if hard else [])]


def usable(pairs: Pairs, waiting: Indices) -> NDArray[np.bool_]:
    """Which of these pairs have a kernel at all."""
    right = pairs.left if pairs.right is None else pairs.right
    normalised = pairs.shape.family in ("cosine", "spherical")
    good = np.ones(len(waiting), np.bool_)
    for table, index in ((pairs.left, waiting[:, 0]), (right, waiting[:, 1])):
        for p in np.unique(index).tolist():
            row = table[p]
            if not np.isfinite(row).all() or (normalised and not row.any()):
                good[index == p] = False
    if pairs.shape.family == "softmax" and not (np.isfinite(right).all() and (pairs.bias is None or np.isfinite(pairs.bias).all())):
        good[:] = False
    return good


def worst_pairs(pairs: Pairs, tally: Tally, exact: Exact) -> tuple[tuple[Pair, ...], Fraction]:
    """The worst pairs with rational enclosures, descending, and a bound on every defect that is known."""
    most = max(4 * tally.top, 64)
    found = set()
    for i, j in zip(tally.rows[:most].tolist(), tally.columns[:most].tolist(), strict=True):
        h = pairs.target.exact(i, j)
        found.add(Pair(i, j, *(tally.exactly.get((i, j)) or exact.defect(i, j, h, BITS))))
        mirrored = pairs.target.exact(j, i) if pairs.right is None and pairs.shape.symmetric else h
        if mirrored != h:
            found.add(Pair(j, i, *(tally.exactly.get((j, i)) or exact.defect(j, i, mirrored, BITS))))
    order = sorted(found, key=lambda p: (-p.high, p.row, p.column))
    rest = float(tally.high[most:].max(initial=0.0))
    return tuple(order[: tally.top]), max([Fraction(rest), Fraction(tally.floor), *(p.high for p in order)])
