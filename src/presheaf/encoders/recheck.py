"""Single pairs in fp64:

enclosures of the kernel and of its distance from the target, from the difference x - y where the kernel is one of distances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.bounds import FP64, SLACK, gamma, squares_error
from presheaf.encoders.compare import compiled
from presheaf.encoders.exponential import exp_between
from presheaf.encoders.scores import Floats, Scores
from presheaf.encoders.thresholds import PRODUCTS, down, up
from presheaf.model.kernels import Shape
from presheaf.model.target import Dense, Labels, Sparse, Target, enclosed, ends

U = FP64.sums
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Between:
    """Floats low <= value <= high for each pair; NaN where nothing is known."""

    low: Floats
    high: Floats

    def of(self, chosen: NDArray[np.bool_]) -> Between:
        """Those of some pairs."""
        return Between(self.low[chosen], self.high[chosen])


def outward(low: Floats, high: Floats) -> Between:
    """One float further on each side: what the last rounding of each end needs."""
    return Between(np.nextafter(low, -np.inf), np.nextafter(high, np.inf))


def kernels(scores: Scores, shape: Shape, rows: Indices, columns: Indices) -> Between:
    """Enclosures of k(x_i, y_j) for pairs (i, j)."""
    if shape.family == "order":
        return ordered(scores, rows, columns)
    d = scores.dimension
    out = np.empty((len(rows), 4))
    with np.errstate(all="ignore"):  # what is not finite becomes NaN or an end at infinity
        compiled()["pair_scores"](scores.left.table, scores.right.table, rows, columns, out)
        product, total, square, same = out.T
        error = gamma(d + 1, U) * total * SLACK + 2 * d * FP64.least
        low_rate, high_rate = down(shape.rate), up(shape.rate)
        if shape.family in PRODUCTS:
            ends = np.stack(
                [(product - error) * low_rate, (product - error) * high_rate, (product + error) * low_rate, (product + error) * high_rate]
            )
            found = outward(ends.min(0), ends.max(0))
            return _finite(found)
        if shape.family in ("gaussian", "laplace"):
            return _finite(_of_distances(shape, square, same == 1.0, d, low_rate, high_rate))
        if shape.family == "softmax":
            above, below = scores.left.offset[rows], scores.right.offset[columns]
            error = (
                error
                + scores.left.offset_error[rows]
                + scores.right.offset_error[columns]
                + 2 * U * (np.abs(product) + np.abs(above) + np.abs(below))
            )
            z = (product - below) - above
            low, high = exp_between(z - error * SLACK, np.minimum(z + error * SLACK, 0.0))
            return _finite(Between(low, np.minimum(high, 1.0)))
        return _finite(_of_angles(scores, shape, rows, columns, product, low_rate, high_rate))


def _finite(found: Between) -> Between:
    """NaN at both ends where one of them is not finite."""
    known = np.isfinite(found.low) & np.isfinite(found.high)
    return Between(np.where(known, found.low, np.nan), np.where(known, found.high, np.nan))


def _of_distances(shape: Shape, square: Floats, same: NDArray[np.bool_], d: int, low_rate: float, high_rate: float) -> Between:
    """exp(-rate |x - y|^2) or exp(-rate |x - y|): the square is off by the factor 1 +- gamma_{d+2}, and by what underflows."""
    error, tiny = squares_error(d, U), 2 * d * FP64.least
    square = np.where(np.isfinite(square), square, np.nan)  # a row that is not finite is at no distance, not at infinite distance
    least, most = np.maximum(square * (1 - error) - tiny, 0.0), square * (1 + error) * SLACK + tiny
    if shape.family == "laplace":
        least, most = np.sqrt(least) * (2 - SLACK), np.sqrt(most) * SLACK
    low, high = exp_between(-(most * high_rate) * SLACK, -(least * low_rate) * (2 - SLACK))
    one = np.ones_like(low)
    return Between(np.where(same, one, low), np.where(same, one, np.minimum(high, 1.0)))


def _of_angles(scores: Scores, shape: Shape, rows: Indices, columns: Indices, product: Floats, low_rate: float, high_rate: float) -> Between:
    """The cosine c = <x, y> / (|x| |y|), or exp(rate (c - 1)).

    c is off by gamma_d from the product (Cauchy and Schwarz), and by the factor 1 +- (gamma_{d+2} + 4 u) from two roots, their product and the
    quotient.
    """
    d = scores.dimension
    lengths = np.sqrt(scores.left.squares[rows]) * np.sqrt(scores.right.squares[columns])
    lengths = np.where(np.isfinite(scores.left.lengths[rows]) & np.isfinite(scores.right.lengths[columns]), lengths, np.nan)
    # rows shorter than 1e-100 have no length here, so that what underflows stays below the last term
    error = (2 * squares_error(d, U) + 5 * U) * (1 + 2.0**-20) + 4 * d * 1e-100
    low, high = np.maximum(product / lengths - error, -1.0), np.minimum(product / lengths + error, 1.0)
    if shape.family == "cosine":
        return outward(low, high)
    least, most = (1 - high) * (2 - SLACK), (1 - low) * SLACK  # in [0, 2]
    low, high = exp_between(-(most * high_rate) * SLACK, -(least * low_rate) * (2 - SLACK))
    return Between(low, np.minimum(high, 1.0))


def ordered(scores: Scores, rows: Indices, columns: Indices) -> Between:
    """1 where x <= y in every coordinate and 0 elsewhere, exactly."""
    out = np.empty(len(rows), np.uint8)
    compiled()["below"](scores.left.table, scores.right.table, rows, columns, out)
    value = np.where(out == 2, np.nan, out.astype(np.float64))
    return Between(value, value)


def difference(a: Floats, b: Floats) -> Between:
    """Floats around a - b: the difference itself where it is exact (its error, which is a float, is 0), else one float further on each side."""
    value = a - b
    back = value - a
    exact = (a - (value - back)) - (b + back) == 0.0
    return Between(np.where(exact, value, np.nextafter(value, -np.inf)), np.where(exact, value, np.nextafter(value, np.inf)))


def distance(k: Between, low: Floats, high: Floats) -> Between:
    """Enclosures of |k - h| for h in [low, high], exact where both are floats and so is their difference."""
    with np.errstate(invalid="ignore"):
        least = np.maximum(np.maximum(difference(k.low, high).low, difference(low, k.high).low), 0.0)
        most = np.maximum(difference(k.high, low).high, difference(high, k.low).high)
    nothing = np.isnan(most)
    return Between(np.where(nothing, np.nan, least), np.where(nothing, np.nan, most))


class Entries:
    """Enclosures of H(i, j) for single pairs. Entries of a sparse target ascend by (row, column), so one search among their keys finds all."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.keys = np.zeros(0, np.int64)
        if isinstance(target, Sparse):
            self.keys = np.repeat(np.arange(len(target.start) - 1), np.diff(target.start)) * target.width + target.columns

    def __call__(self, rows: Indices, columns: Indices) -> Between:
        """Of the pairs (rows[p], columns[p])."""
        target = self.target
        if isinstance(target, Labels):
            equal = target.rows[rows] == target.columns[columns]
            (low, high), (off, above) = ends(target.same), ends(target.different)
            return Between(np.where(equal, low, off), np.where(equal, high, above))
        if isinstance(target, Dense):
            return Between(*enclosed(target.num[rows, columns], target.den[rows, columns]))
        lower, upper = np.zeros(len(rows)), np.zeros(len(rows))
        if isinstance(target, Sparse):
            wanted = rows * target.width + columns
            at = np.searchsorted(self.keys, wanted)
            present = at < len(self.keys)
            present[present] = self.keys[at[present]] == wanted[present]
            lower[present], upper[present] = target.ends[0][at[present]], target.ends[1][at[present]]
            return Between(lower, upper)
        for p, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
            a, b = target.bounds(slice(i, i + 1), slice(j, j + 1))
            lower[p], upper[p] = a[0, 0], b[0, 0]
        return Between(lower, upper)
