"""What the kernel of an encoder should be: an exact matrix H(row, column), held as what it is and never written out larger.

Every form answers for one entry exactly, and for a tile by floats lo <= H <= hi that are equal where the entry is a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from presheaf.model.rationals import Rationals

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
EXACT = 2**53  # integers up to here are floats


class Target(Protocol):
    """H. `bounds` takes slices of rows and columns with step 1; O(tile)."""

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""

    def exact(self, i: int, j: int) -> Fraction:
        """H(i, j)."""

    def bounds(self, rows: slice, columns: slice) -> tuple[Floats, Floats]:
        """(lo, hi) float64[rows, columns] with lo <= H <= hi, both H where that is a float."""


def enclosed(num: npt.NDArray[Any], den: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """(lo, hi) of num / den, numbers in lowest terms with den >= 1: the quotient itself where it is a float, else its neighbours on both sides.

    Quotients of integers that are floats, and of Python integers, are correctly rounded, so one step outwards is enough. Beyond the range of floats
    the outer end is infinite and the inner one the largest float.
    """
    if num.dtype == object or (num.size and max(int(np.abs(num).max()), int(den.max())) > EXACT):
        flat = [_quotient(int(a), int(b)) for a, b in zip(num.ravel().tolist(), den.ravel().tolist(), strict=True)]
        quotient = np.array([q for q, _ in flat], np.float64).reshape(num.shape)
        whole = np.array([e for _, e in flat], np.bool_).reshape(num.shape)
    else:
        quotient = num / den
        whole = np.asarray(den & (den - 1) == 0)  # in lowest terms, a quotient by a power of two of an integer up to 2^53
    with np.errstate(over="ignore"):
        return np.where(whole, quotient, np.nextafter(quotient, -np.inf)), np.where(whole, quotient, np.nextafter(quotient, np.inf))


def _quotient(num: int, den: int) -> tuple[float, bool]:
    """The rounded quotient, and whether it is exact."""
    try:
        value = num / den
    except OverflowError:
        return (float("inf") if num > 0 else float("-inf")), False
    return value, Fraction(value) == Fraction(num, den)


def ends(value: Fraction) -> tuple[float, float]:
    """Floats lo <= value <= hi, equal where the value is a float."""
    low, high = enclosed(np.array([value.numerator], object), np.array([value.denominator], object))
    return float(low[0]), float(high[0])


@dataclass(frozen=True, eq=False)
class Dense:
    """All entries: `num[i, j] / den[i, j]` in lowest terms, int64 or object."""

    num: npt.NDArray[Any]
    den: npt.NDArray[Any]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return int(self.num.shape[0]), int(self.num.shape[1])

    def exact(self, i: int, j: int) -> Fraction:
        """H(i, j)."""
        return Fraction(int(self.num[i, j]), int(self.den[i, j]))

    def bounds(self, rows: slice, columns: slice) -> tuple[Floats, Floats]:
        """(lo, hi) of a tile."""
        return enclosed(self.num[rows, columns], self.den[rows, columns])


@dataclass(frozen=True, eq=False)
class Sparse:
    """Entries that are not 0, row by row: those of row i are at `start[i]` to `start[i + 1]`, with increasing `columns`; `width` columns in all."""

    start: Index
    columns: Index
    values: Rationals
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.start) - 1, self.width

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """(lo, hi) float64[entries]."""
        return enclosed(self.values.num, self.values.den)

    def exact(self, i: int, j: int) -> Fraction:
        """H(i, j)."""
        first, last = int(self.start[i]), int(self.start[i + 1])
        k = first + int(np.searchsorted(self.columns[first:last], j))
        return self.values.at(k) if k < last and self.columns[k] == j else Fraction(0)

    def bounds(self, rows: slice, columns: slice) -> tuple[Floats, Floats]:
        """(lo, hi) of a tile; O(tile + entries of its rows)."""
        r, c = range(*rows.indices(self.shape[0])), range(*columns.indices(self.width))
        first, last = (int(self.start[r.start]), int(self.start[r.stop])) if r else (0, 0)
        row = np.repeat(np.arange(len(r)), np.diff(self.start[r.start : r.stop + 1])) if r else np.zeros(0, np.int64)
        column = self.columns[first:last] - c.start
        inside = (column >= 0) & (column < len(c))
        out = []
        for end in self.ends:
            tile = np.zeros((len(r), len(c)))
            tile[row[inside], column[inside]] = end[first:last][inside]
            out.append(tile)
        return out[0], out[1]


@dataclass(frozen=True, eq=False)
class Labels:
    """`same` where the labels of row and column agree, else `different`; `rows` int64[n], `columns` int64[m]."""

    rows: Index
    columns: Index
    same: Fraction = Fraction(1)
    different: Fraction = Fraction(0)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.rows), len(self.columns)

    def exact(self, i: int, j: int) -> Fraction:
        """H(i, j)."""
        return self.same if self.rows[i] == self.columns[j] else self.different

    def bounds(self, rows: slice, columns: slice) -> tuple[Floats, Floats]:
        """(lo, hi) of a tile."""
        equal = self.rows[rows, None] == self.columns[None, columns]
        (low, high), (off, above) = ends(self.same), ends(self.different)
        return np.where(equal, low, off), np.where(equal, high, above)
