"""What a kernel is computed from, row by row: lengths, offsets and their errors, so that each score is one product of two rows and one difference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.bounds import BF16, FP64, SLACK, Arithmetic, gamma, squares_error
from presheaf.encoders.thresholds import DISTANCES, NORMALISED

Floats = NDArray[np.float64]
CHUNK = 1 << 22  # entries of a table that are held in fp64 at one time


def squares(table: NDArray[Any]) -> Floats:
    """|x|^2 of each row, in fp64, a few rows at a time: [n], within `squares_error`; not finite where the row is not, or is too long."""
    step = max(1, CHUNK // max(1, table.shape[1]))
    out = np.empty(len(table))
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(table), step):
            part = np.asarray(table[start : start + step], np.float64)
            np.einsum("ij,ij->i", part, part, out=out[start : start + step])
    return out


@dataclass(frozen=True, eq=False)
class Side:
    """A table [n, d] of which rows are multiplied. `offset` [n] is subtracted from a product; `offset_error` bounds what is wrong with it."""

    table: NDArray[Any]
    normalised: bool
    offset: Floats
    offset_error: Floats

    @cached_property
    def squares(self) -> Floats:
        """|x|^2 of each row."""
        return squares(self.table)

    @cached_property
    def lengths(self) -> Floats:
        """Upper bounds of the lengths of the rows that are multiplied; not finite for rows that must not be used."""
        d = self.table.shape[1]
        with np.errstate(invalid="ignore", over="ignore"):
            if self.normalised:  # a row near 0 or too long has no direction that could be computed
                usable = (self.squares > 1e-200) & (self.squares < 1e200)
                return np.where(usable, 1.0, np.nan)
            # what underflows in a square is below the least normal number, once for each entry
            bound: Floats = np.sqrt(self.squares * (1 + squares_error(d, FP64.sums)) + d * FP64.least) * SLACK
            return np.where(np.isfinite(bound), bound, np.nan)

    def entries(self, arithmetic: Arithmetic) -> float:
        """By which factor 1 +- e the entries of `rows` differ from those of the exact table.

        Normalising computes x_i / sqrt(nx): gamma_{d+2} / 2 from nx, one root, one division; then one rounding to the format.
        """
        stored = self._stored
        if not self.normalised:
            return 0.0 if stored <= {"fp64": 53, "fp32": 24, "bf16": 8}[arithmetic.name] else arithmetic.entries
        own = squares_error(self.table.shape[1], FP64.sums) + 3 * FP64.sums
        return (own + arithmetic.entries * (1 + own)) * SLACK

    @cached_property
    def _stored(self) -> int:
        """How many significant bits the entries have at most: 8, 24 or 53."""
        if self.table.dtype == np.float64:
            return 53
        bits = self.table.view(np.uint32)
        step = max(1, CHUNK // max(1, self.table.shape[1]))
        short = all(not (bits[i : i + step] & np.uint32(0xFFFF)).any() for i in range(0, len(bits), step))
        return 8 if short else 24

    def rows(self, part: slice, dtype: type) -> NDArray[Any]:
        """These rows as they are multiplied, rounded to the dtype: [m, d]."""
        table = self.table[part]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.normalised:
                table = np.asarray(table, np.float64) / np.sqrt(self.squares[part])[:, None]
            return np.require(table, dtype, ["C", "W"])


def halves(side: Side) -> tuple[Floats, Floats]:
    """|x|^2 / 2 and the bound on its error, for scores that are distances."""
    half = side.squares / 2
    return half, half * squares_error(side.table.shape[1], FP64.sums) * SLACK + side.table.shape[1] * FP64.least


@dataclass(frozen=True, eq=False)
class Scores:
    """Both sides; `symmetric` where they are one table and the kernel is symmetric."""

    left: Side
    right: Side
    symmetric: bool

    @property
    def dimension(self) -> int:
        """d."""
        return int(self.left.table.shape[1])

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.left.table), len(self.right.table)


def side(table: NDArray[Any], family: str) -> Side:
    """A table as one side of a kernel that is no softmax."""
    if table.dtype not in (np.float32, np.float64) or table.ndim != 2:
        raise TypeError(f"a table is [n, d] of float32 or float64, not {table.dtype} {table.shape}")
    zero = np.zeros(len(table))
    made = Side(table, family in NORMALISED, zero, zero)
    return Side(table, False, *halves(made)) if family in DISTANCES else made


def law_side(table: NDArray[Any], offset: Floats, error: Floats) -> Side:
    """A side of a softmax: prefixes with the logarithm of their sum, tokens with minus their bias."""
    return Side(table, False, offset, error)


__all__ = ["BF16", "Scores", "Side", "gamma", "halves", "law_side", "side", "squares"]
