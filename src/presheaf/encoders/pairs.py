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

from numpy.typing import NDArray

from presheaf.encoders.exactly import Exact, usable
from presheaf.encoders.laws import law_scores
from presheaf.encoders.recheck import Entries, Indices, distance, kernels
from presheaf.encoders.scores import Scores, side
from presheaf.encoders.sweep import sweep
from presheaf.encoders.tally import Tally
from presheaf.model.kernels import SHAPES, Shape
from presheaf.model.target import Target

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
        self.pairs, self.scores, self.entries = pairs, scores, Entries(pairs.target)

    def __call__(self, tally: Tally, rows: Indices, columns: Indices) -> None:
        """Add these pairs to the tally, a chunk at a time."""
        for start in range(0, len(rows), CHUNK):
            i, j = rows[start : start + CHUNK], columns[start : start + CHUNK]
            k, h = kernels(self.scores, self.pairs.shape, i, j), self.entries(i, j)
            found = distance(k, h.low, h.high)
            if not self.scores.symmetric:
                tally.add("fp64", i, j, found, 1)
                continue
            mirrored = self.entries(j, i)
            alike = (h.low == mirrored.low) & (h.high == mirrored.high)
            other = distance(k, mirrored.low, mirrored.high)
            diagonal = i == j
            for chosen, weight in ((diagonal, 1), (alike & ~diagonal, 2), (~alike, 1)):
                tally.add("fp64", i[chosen], j[chosen], found.of(chosen), weight)
            tally.add("fp64", j[~alike], i[~alike], other.of(~alike), 1)


def certify(pairs: Pairs, options: Options = Options()) -> Found:
    """Decide |k - H| <= eps for every pair. O(n m d) products once in low precision; memory O(tile + n + m + candidates).

    Pairs are compared on the CPU; ValueError for another device.
    """
    if options.device not in ("auto", "cpu"):
        raise ValueError(f"pairs are compared on the CPU, not on {options.device}")
    scores = scores_of(pairs)
    tally = Tally(pairs.eps, max(1, options.top))
    recheck = Recheck(pairs, scores)
    precision = sweep(pairs.shape, pairs.target, scores, tally, recheck, options)
    return conclude(pairs, options, tally, precision)


def conclude(pairs: Pairs, options: Options, tally: Tally, precision: tuple[str, str]) -> Found:
    """Evaluate exactly what is open and what is worst, and add up."""
    n, m = pairs.target.shape
    tables = (pairs.left, pairs.left if pairs.right is None else pairs.right)
    exact = Exact(tables, pairs.shape, pairs.target, pairs.eps, pairs.bias)
    finite = usable(tables, pairs.shape, pairs.bias, tally.open)
    reasons = escalate(tally, exact, tally.open[finite], options.escalate)
    if not finite.all():
        strange = int(tally.open[~finite, 2].sum())
        reasons.append(f"{strange} pairs have no kernel: a row is not finite, or is 0 where its direction is asked for")
    worst, ceiling = worst_pairs(pairs, tally, exact)
    decided = tally.within + tally.beyond
    if decided > n * m:
        raise AssertionError(f"{decided} pairs decided of {n * m}")
    low = worst[0].low if worst else Fraction(0)
    if tally.beyond and worst and not exact.pair(worst[0].row, worst[0].column)[0]:
        verdict = "beyond"
    elif tally.within == n * m:
        verdict = "within"
    else:
        verdict, reasons = "undecided", reasons or [f"{n * m - decided} pairs are not decided"]
    tiers, defect = dict(sorted(tally.tiers.items())), (low, max(ceiling, low))
    counts = (tally.within, tally.beyond, decided, n * m)
    return Found(verdict, defect, worst[: options.top], *counts, tiers, *precision, options.tile, options.seed, "; ".join(reasons))


def escalate(tally: Tally, exact: Exact, waiting: Indices, most: int) -> list[str]:
    """Decide the open pairs exactly, the first `most` of them by (row, column); why some are left."""
    for i, j, weight in waiting[:most].tolist():
        found = {exact.target.exact(i, j): exact.pair(i, j)}
        for a, b in [(i, j), (j, i)][:weight]:
            h = exact.target.exact(a, b)
            inside = found.setdefault(h, exact.decide(i, j, h) if h not in found else found[h])[0]
            tally.screened("exact", int(inside), int(not inside))
    left = int(waiting[most:, 2].sum())
    return [f"{left} pairs more than {most} need exact evaluation"] if left else []


def worst_pairs(pairs: Pairs, tally: Tally, exact: Exact) -> tuple[tuple[Pair, ...], Fraction]:
    """The worst pairs with rational enclosures, descending, and a bound on every defect that is known."""
    most = max(4 * tally.top, 64)
    found = set()
    for i, j in zip(tally.rows[:most].tolist(), tally.columns[:most].tolist(), strict=True):
        found.add(Pair(i, j, *exact.enclosure(i, j)))
        if pairs.right is None and pairs.shape.symmetric and pairs.target.exact(j, i) != pairs.target.exact(i, j):
            found.add(Pair(j, i, *exact.enclosure(j, i)))
    order = sorted(found, key=lambda p: (-p.high, p.row, p.column))
    rest = float(tally.high[most:].max(initial=0.0))
    return tuple(order[: tally.top]), max([Fraction(rest), Fraction(tally.floor), *(p.high for p in order)])
