"""What is built from weighted categories, tasks and functors. A contravariant t and a covariant s are treated alike: `near` is the end of an
entry at which a value is read, `far` the end at which it acts (columns and rows for a task, rows and columns for a copresheaf).

Sources: Kelly, Basic Concepts of Enriched Category Theory; over ([0,1], *, 1) left extensions are maxima of products, right ones minima of
[a, b] = min(1, b / a), [0, b] = 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.rationals import NUMBER_BITS, Rationals, joined, rationals
from presheaf.model.setfunctor import Variance
from presheaf.model.weighted import Entries, Index, Matrix, Weighted, WeightedFunctor, WeightedTask, matrix


@dataclass(frozen=True, eq=False)
class OppositeWeighted:
    """The transpose."""

    base: Weighted


@dataclass(frozen=True, eq=False)
class ProductWeighted:
    """Pairs of objects; the weights are multiplied. `(x, y)` is number x * |right| + y."""

    left: Weighted
    right: Weighted


@dataclass(frozen=True, eq=False)
class FullWeighted:
    """The part on some objects."""

    base: Weighted
    chosen: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ResidualOf:
    """The kernel of the column encoder."""

    base: Weighted


@dataclass(frozen=True, eq=False)
class HomWeighted:
    """L(-, at) or L(at, -)."""

    at: int


@dataclass(frozen=True, eq=False)
class RestrictWeighted:
    """t after K."""

    task: WeightedTask
    along: WeightedFunctor


@dataclass(frozen=True, eq=False)
class ExtensionWeighted:
    """The left or right Kan extension of a task along K."""

    side: str
    task: WeightedTask
    along: WeightedFunctor


def opposite(name: str, m: Weighted) -> Matrix:
    """L^op(x, y) = L(y, x)."""
    e = m.entries
    return matrix(name, m.names.objects, e.columns, e.rows, e.values, OppositeWeighted(m))


def product(name: str, m: Weighted, n: Weighted) -> Matrix:
    """(L x M)((a, b), (c, d)) = L(a, c) M(b, d): the tensor product of weighted categories. O(nnz L * nnz M)."""
    e, f, width = m.entries, n.entries, np.int64(n.object_count)
    i, j = np.repeat(np.arange(m.nnz), n.nnz), np.tile(np.arange(n.nnz), m.nnz)
    objects = [f"({a}, {b})" for a in m.names.objects for b in n.names.objects]
    values = e.values.take(i).times(f.values.take(j))
    return short(matrix(name, objects, e.rows[i] * width + f.rows[j], e.columns[i] * width + f.columns[j], values, ProductWeighted(m, n)))


def full(name: str, m: Weighted, chosen: list[int]) -> Matrix:
    """The full subcategory on some objects."""
    number = np.full(m.object_count, -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    e = m.entries
    kept = np.flatnonzero((number[e.rows] >= 0) & (number[e.columns] >= 0))
    values = e.values.take(kept)
    return matrix(name, [m.names.objects[x] for x in chosen], number[e.rows[kept]], number[e.columns[kept]], values, FullWeighted(m, tuple(chosen)))


def residual(name: str, m: Weighted) -> Matrix:
    """R(x, y) = min over z of [M(z, x), M(z, y)]: the kernel of the encoder that sends an object to its column. O(n * nnz).

    R is always a category; it is M iff M is one (Yoneda).
    """
    n = m.object_count
    rows, columns, values = [], [], []
    for x in range(n):
        places, weights = m.column(x)
        for y in range(n):
            quotients = weights.quotients(m.weights(places, np.full(len(places), y, dtype=np.int64)))
            rows.append(x)
            columns.append(y)
            values.append(quotients.at(quotients.least()) if len(quotients) else Fraction(1))
    return short(matrix(name, m.names.objects, np.array(rows, np.int64), np.array(columns, np.int64), rationals(values), ResidualOf(m)))


def short(m: Matrix) -> Matrix:
    """The matrix, whose numbers must not be longer than those that may be written. Raises TooLarge."""
    if m.entries.values.bits > NUMBER_BITS:
        raise TooLarge(f"{m.name} has weights of {m.entries.values.bits:,} bits (limit {NUMBER_BITS:,})")
    return m


def scattered(n: int, places: Index, values: Rationals) -> Rationals:
    """n values, 0 but for those at these places."""
    num, den = np.zeros(n, values.num.dtype), np.ones(n, values.den.dtype)
    num[places], den[places] = values.num, values.den
    return Rationals(num, den)


def representable(name: str, m: Weighted, at: int, variance: Variance) -> WeightedTask:
    """L(-, at), or L(at, -) for the variance `covariant`."""
    places, values = m.column(at) if variance == "contravariant" else m.row(at)
    return WeightedTask(name, m, variance, scattered(m.object_count, places, values), HomWeighted(at))


def constant(name: str, m: Weighted, value: int, variance: Variance) -> WeightedTask:
    """The task with the value 0 or 1 everywhere."""
    n = m.object_count
    return WeightedTask(name, m, variance, Rationals(np.full(n, value, np.int64), np.ones(n, np.int64)))


def restrict(name: str, t: WeightedTask, k: WeightedFunctor) -> WeightedTask:
    """t after K."""
    return WeightedTask(name, k.dom, t.variance, t.values.take(k.on_objects), RestrictWeighted(t, k))


def lan(name: str, k: WeightedFunctor, f: WeightedTask) -> WeightedTask:
    """Lan F(b) = max over a of M(K a, b) F(a), of M(b, K a) F(a) for a task; 0 where there is no a. O(objects * nnz)."""
    m, values = k.cod, []
    read = m.column if f.variance == "covariant" else m.row
    for b in range(m.object_count):
        places, weights = read(b)
        which, found = _meeting(places, k.on_objects)
        products = weights.take(found).times(f.values.take(which))
        values.append(products.at(products.greatest()) if len(products) else Fraction(0))
    return WeightedTask(name, m, f.variance, rationals(values), ExtensionWeighted("lan", f, k))


def ran(name: str, k: WeightedFunctor, f: WeightedTask) -> WeightedTask:
    """Ran F(b) = min over a of [M(b, K a), F(a)], of [M(K a, b), F(a)] for a task; 1 where there is no a. O(objects * nnz)."""
    m, values = k.cod, []
    read = m.row if f.variance == "covariant" else m.column
    for b in range(m.object_count):
        places, weights = read(b)
        which, found = _meeting(places, k.on_objects)
        quotients = weights.take(found).quotients(f.values.take(which))
        values.append(quotients.at(quotients.least()) if len(quotients) else Fraction(1))
    return WeightedTask(name, m, f.variance, rationals(values), ExtensionWeighted("ran", f, k))


def _meeting(places: Index, images: Index) -> tuple[Index, Index]:
    """The a with images[a] among the sorted places, and where."""
    if not len(places):
        none = np.zeros(0, dtype=np.int64)
        return none, none
    found = np.minimum(np.searchsorted(places, images), len(places) - 1).astype(np.int64)
    which = np.flatnonzero(places[found] == images)
    return which.astype(np.int64), found[which]


def hom(s: WeightedTask, t: WeightedTask) -> tuple[Fraction, int]:
    """Nat(s, t) = min over x of [s(x), t(x)], and an x where it is attained; (1, -1) where there are no objects."""
    if not len(s.values):
        return Fraction(1), -1
    quotients = s.values.quotients(t.values)
    x = quotients.least()
    return quotients.at(x), x


def with_ones(e: Entries, n: int) -> tuple[Index, Index, Rationals]:
    """Entries (rows, columns, values) in which the weights L(x, x) are 1."""
    other = np.flatnonzero(e.rows != e.columns)
    every = np.arange(n, dtype=np.int64)
    ones = Rationals(np.ones(n, np.int64), np.ones(n, np.int64))
    return np.concatenate((e.rows[other], every)), np.concatenate((e.columns[other], every)), joined((e.values.take(other), ones))
