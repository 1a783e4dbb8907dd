"""Weighted categories over ([0,1], *, 1): a weight L(x, y) in [0,1] for every pair of objects, exact, sparse, 0 where none is given.

L *is a category* iff L(x, x) = 1 and L(x, y) L(y, z) <= L(x, z); a `Weighted` need not be one (`category_failures` says where it is not).
A task is contravariant, L(x, y) t(y) <= t(x); a copresheaf covariant, L(x, y) s(x) <= s(y). A functor K : L -> M is a map of objects with
L(a, b) <= M(K a, K b). Everything with failures has a function that lists them, smallest place first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Names
from presheaf.model.rationals import Rationals, rationals
from presheaf.model.setfunctor import Variance

Index = npt.NDArray[np.int64]
DENSE = 2_048  # objects up to which a matrix that is not sparse is looked at row by row as a square of floats
ZERO = Fraction(0)
PAIRS = 4_000_000  # pairs of entries that are compared at once


@dataclass(frozen=True, eq=False)
class Entries:
    """The weights that are not 0, row by row: L(rows[i], columns[i]) = values[i]. `start` int64[n+1]: where each row begins."""

    start: Index
    rows: Index
    columns: Index
    values: Rationals


class Weighted(ABC):
    """A matrix of weights. Implementations say which entries are not 0; everything else is derived.

    `names.objects[i]` is the name of object i (there are no arrows to name); `origin` is what it was built from.
    """

    name: str
    names: Names
    origin: object | None
    composes = False  # whether it is a category by construction

    @cached_property
    @abstractmethod
    def entries(self) -> Entries:
        """The entries that are not 0, sorted by row and then by column."""

    @property
    def object_count(self) -> int:
        """n."""
        return len(self.names.objects)

    @property
    def nnz(self) -> int:
        """The number of weights that are not 0."""
        return len(self.entries.columns)

    @cached_property
    def by_column(self) -> tuple[Index, Index]:
        """(order, start): the places of the entries sorted by column and then by row, and where each column begins there."""
        e = self.entries
        order = np.argsort(e.columns, kind="stable").astype(np.int64)
        start = np.searchsorted(e.columns[order], np.arange(self.object_count + 1)).astype(np.int64)
        return order, start

    @cached_property
    def _keys(self) -> Index:
        return self.entries.rows * np.int64(max(self.object_count, 1)) + self.entries.columns

    def row(self, x: int) -> tuple[Index, Rationals]:
        """The y with L(x, y) > 0, and these weights."""
        e = self.entries
        here = slice(int(e.start[x]), int(e.start[x + 1]))
        return e.columns[here], Rationals(e.values.num[here], e.values.den[here])

    def column(self, y: int) -> tuple[Index, Rationals]:
        """The x with L(x, y) > 0, and these weights."""
        order, start = self.by_column
        here = order[start[y] : start[y + 1]]
        return self.entries.rows[here], self.entries.values.take(here)

    def places(self, rows: Index, columns: Index) -> Index:
        """Where L(rows[i], columns[i]) stands among the entries; -1 where it is 0. O(log nnz) each."""
        if not self.nnz:
            return np.full(len(rows), -1, dtype=np.int64)
        keys = rows * np.int64(self.object_count) + columns
        found = np.minimum(np.searchsorted(self._keys, keys), self.nnz - 1).astype(np.int64)
        found[self._keys[found] != keys] = -1
        return found

    def weights(self, rows: Index, columns: Index) -> Rationals:
        """L(rows[i], columns[i])."""
        return _padded(self.entries.values, self.places(rows, columns))

    @cached_property
    def _table(self) -> dict[tuple[int, int], Fraction]:
        e = self.entries
        return dict(zip(zip(e.rows.tolist(), e.columns.tolist(), strict=True), e.values.fractions(), strict=True))

    def weight(self, x: int, y: int) -> Fraction:
        """L(x, y)."""
        if self.object_count <= DENSE:
            return self._table.get((x, y), ZERO)
        return self.weights(np.array([x], dtype=np.int64), np.array([y], dtype=np.int64)).at(0)


@dataclass(frozen=True, eq=False)
class Matrix(Weighted):
    """A weighted category by its entries; made by `matrix`."""

    name: str
    names: Names
    entries: Entries
    origin: object | None = None


def _padded(values: Rationals, places: Index) -> Rationals:
    """The values at these places, 0 at place -1."""
    if not len(values):
        return Rationals(np.zeros(len(places), np.int64), np.ones(len(places), np.int64))
    none = places < 0
    num, den = values.num[places].copy(), values.den[places].copy()
    num[none], den[none] = 0, 1
    return Rationals(num, den)


def matrix(
    name: str,
    objects: Sequence[str],
    rows: npt.NDArray[np.integer],
    columns: npt.NDArray[np.integer],
    values: Rationals,
    origin: object | None = None,
) -> Matrix:
    """The matrix with these entries in any order, no place twice (ValueError); zeros are left out. O(nnz log nnz)."""
    n = len(objects)
    keep = np.flatnonzero(np.asarray(values.num != 0, dtype=np.bool_))
    r, c = rows[keep].astype(np.int64), columns[keep].astype(np.int64)
    key = r * np.int64(max(n, 1)) + c
    order = np.argsort(key, kind="stable")
    if len(key) and (np.diff(key[order]) == 0).any():
        raise ValueError("a weight is given twice")
    start = np.searchsorted(r[order], np.arange(n + 1)).astype(np.int64)
    entries = Entries(start, r[order], c[order], values.take(keep[order]))
    return Matrix(name, Names(tuple(objects), (), ()), entries, origin)


def dense(name: str, objects: Sequence[str], table: Sequence[Sequence[Fraction | int]], origin: object | None = None) -> Matrix:
    """The matrix with these rows."""
    n = len(objects)
    rows, columns = np.divmod(np.arange(n * n, dtype=np.int64), max(n, 1))
    return matrix(name, objects, rows, columns, rationals(v for row in table for v in row), origin)


# ---------------------------------------------------------------- is it a category?


@dataclass(frozen=True)
class CategoryFailure:
    """L(x, x) != 1 (then y = z = x), or L(x, y) L(y, z) > L(x, z)."""

    x: int
    y: int
    z: int


def category_failures(m: Weighted) -> Iterator[CategoryFailure]:
    """Where L is not a category: objects whose own weight is not 1, and if there are none the triples that break composition.

    O(number of pairs of entries (x, y), (y, z)), vectorised; floats only set aside the triples that are far from equality.
    """
    if m.composes:
        return
    every = np.arange(m.object_count, dtype=np.int64)
    own = m.weights(every, every)
    off = np.flatnonzero((own.num != 1) | (own.den != 1)).tolist()
    if off:
        yield from (CategoryFailure(x, x, x) for x in off)
        return
    yield from _dense_failures(m) if m.object_count <= DENSE and 8 * m.nnz >= m.object_count**2 else _sparse_failures(m)


def is_category(m: Weighted) -> bool:
    """Whether L is a category."""
    return next(category_failures(m), None) is None


def _dense_failures(m: Weighted) -> Iterator[CategoryFailure]:
    """Row by row: a square of sums of logarithms sets aside the triples that are clear, the others are compared exactly."""
    e, n = m.entries, m.object_count
    logs = np.full((n, n), -np.inf)
    logs[e.rows, e.columns] = e.values.logarithms
    place = np.full((n, n), -1, dtype=np.int64)
    place[e.rows, e.columns] = np.arange(m.nnz)
    slack = e.values.slack
    for x in range(n):
        ys = e.columns[e.start[x] : e.start[x + 1]]
        ys = ys[ys != x]  # L(x, x) = 1, and likewise y = z: nothing to compare
        sums = logs[x, ys, None] + logs[ys]
        unclear = sums >= logs[x] - slack
        unclear[np.isneginf(sums)] = False
        unclear[np.arange(len(ys)), ys] = False
        i, z = np.nonzero(unclear)
        y = ys[i]
        yield from _exactly(e.values, place[x, y], place[y, z], place[x, z], np.full(len(y), x, np.int64), y, z)


def _sparse_failures(m: Weighted) -> Iterator[CategoryFailure]:
    """All pairs of entries (x, y), (y, z), some rows at a time."""
    e = m.entries
    width = np.diff(e.start)[e.columns]  # how many entries continue each entry
    total = np.concatenate(([0], np.cumsum(width)))
    first, pairs = 0, PAIRS >> 6  # a failure is usually found early
    while first < m.nnz:
        last = max(int(np.searchsorted(total, total[first] + pairs, side="right")) - 1, first + 1)
        left = np.repeat(np.arange(first, last, dtype=np.int64), width[first:last])
        within = np.arange(len(left), dtype=np.int64) - np.repeat(total[first:last] - total[first], width[first:last])
        right = e.start[e.columns[left]] + within
        other = (e.columns[left] != e.rows[left]) & (e.columns[right] != e.rows[right])
        left, right = left[other], right[other]
        x, y, z = e.rows[left], e.columns[left], e.columns[right]
        yield from _exactly(e.values, left, right, m.places(x, z), x, y, z)
        first, pairs = last, min(2 * pairs, PAIRS)


def _exactly(values: Rationals, xy: Index, yz: Index, xz: Index, x: Index, y: Index, z: Index) -> Iterator[CategoryFailure]:
    """The failures among triples given by the places of their three weights."""
    if not len(x):
        return
    good = values.take(xy).products_at_most(values.take(yz), _padded(values, xz))
    for i in np.flatnonzero(~good).tolist():
        yield CategoryFailure(int(x[i]), int(y[i]), int(z[i]))


# ---------------------------------------------------------------- tasks and functors


@dataclass(frozen=True, eq=False)
class WeightedTask:
    """A task (contravariant) or copresheaf (covariant) on a weighted category: a value in [0,1] for every object."""

    name: str
    category: Weighted
    variance: Variance
    values: Rationals
    origin: object | None = None

    def at(self, x: int) -> Fraction:
        """t(x)."""
        return self.values.at(x)


@dataclass(frozen=True, eq=False)
class WeightedFunctor:
    """A map of objects, int64[n], that does not lower weights."""

    name: str
    dom: Weighted
    cod: Weighted
    on_objects: Index
    origin: object | None = None


def task_failures(t: WeightedTask) -> list[tuple[int, int]]:
    """The pairs (x, y) with L(x, y) t(y) > t(x); for a copresheaf with L(x, y) t(x) > t(y). O(nnz)."""
    e = t.category.entries
    near, far = (e.columns, e.rows) if t.variance == "contravariant" else (e.rows, e.columns)
    good = e.values.products_at_most(t.values.take(near), t.values.take(far))
    return [(int(e.rows[i]), int(e.columns[i])) for i in np.flatnonzero(~good).tolist()]


def functor_failures(k: WeightedFunctor) -> list[tuple[int, int]]:
    """The pairs (a, b) with L(a, b) > M(K a, K b). O(nnz log)."""
    e = k.dom.entries
    good = e.values.at_most(k.cod.weights(k.on_objects[e.rows], k.on_objects[e.columns]))
    return [(int(e.rows[i]), int(e.columns[i])) for i in np.flatnonzero(~good).tolist()]
