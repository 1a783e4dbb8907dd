"""The numbers of pictures, from frozen tables in fp64: approximate, and never part of a verdict.

Squared distances are |x|^2 + |y|^2 - 2 <x, y>, which loses digits of close codes and none that an eye could see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from presheaf.encoders.pictures import Agreement, Alignment, DefectHistogram, DefectMap, Floats, Funnel, Index, Picture, Spectrum, WorstPair
from presheaf.encoders.ranks import rank
from presheaf.model.category import Category
from presheaf.model.encoder import Encoder
from presheaf.model.skeleton import isomorphism_classes
from presheaf.model.target import Labels, Target

CELLS = 512  # rows and columns of a defect map
TILE = 512, 4096
NAMED = 40  # rows or columns that are named one by one
PAIRS = 400_000_000  # that are looked at
MATRIX = 4_000_000  # entries of a matrix whose singular values are computed
FINE, BINS = 8192, 50
TIERS = ("screen bf16", "screen fp32", "screen fp64", "fp64", "exact")
LEVELS = (0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes of rows and columns as fp64, with what their kernel needs, computed once."""

    encoder: Encoder
    left: Floats
    right: Floats
    bias: Floats

    @np.errstate(all="ignore")  # what is not finite is found by who asks
    def kernel(self, rows: slice, columns: slice) -> Floats:
        """k(x, y) for a tile. Rows of a softmax are laws over all columns, so its tiles have to be whole rows."""
        x, y = self.left[rows], self.right[columns]
        family, rate = self.encoder.shape.family, float(self.encoder.shape.rate)
        if family == "order":
            return np.asarray((x[:, None] <= y).all(2), np.float64)
        dot = x @ y.T
        if family in ("gaussian", "laplace"):
            squares = np.maximum((x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * dot, 0)
            return np.asarray(np.exp(-rate * (squares if family == "gaussian" else np.sqrt(squares))))
        if family in ("cosine", "spherical"):
            lengths = np.sqrt((x * x).sum(1))[:, None] * np.sqrt((y * y).sum(1))
            cosine = np.divide(dot, lengths, out=np.zeros_like(dot), where=lengths > 0)
            return cosine if family == "cosine" else np.asarray(np.exp(rate * (cosine - 1)))
        if family == "softmax":
            logits = dot + self.bias[columns]
            law = np.exp(logits - logits.max(1, keepdims=True))
            return np.asarray(law / law.sum(1, keepdims=True))
        return rate * dot


def codes(f: Encoder) -> Codes:
    """The tables of an encoder; `Missing` if they were not read."""
    left = np.asarray(f.rows.values, np.float64)
    right = left if f.columns is None else np.asarray(f.columns.values, np.float64)
    bias = np.zeros(len(right)) if f.bias is None else np.asarray(f.bias, np.float64)
    return Codes(f, left, right, bias)


def wanted(target: Target, rows: slice, columns: slice) -> Floats:
    """H of a tile, rounded."""
    return target.bounds(rows, columns)[0]


def tiles(f: Encoder) -> Iterator[tuple[slice, slice, Floats]]:
    """(rows, columns, |k - H|) of all pairs."""
    c, (n, m) = codes(f), f.target.shape
    height, width = (max(1, TILE[0] * TILE[1] // max(m, 1)), max(m, 1)) if f.shape.family in ("softmax", "order") else TILE
    if f.shape.family == "order":
        height = max(1, height // max(f.dimension, 1))
    for i in range(0, n, height):
        for j in range(0, m, width):
            rows, columns = slice(i, min(i + height, n)), slice(j, min(j + width, m))
            yield rows, columns, np.abs(c.kernel(rows, columns) - wanted(f.target, rows, columns))


def classes(f: Encoder) -> tuple[Index, Index]:
    """A number for each row and for each column, the same for objects of one isomorphism class; all 0 where the matrix has no classes."""
    n, m = f.target.shape
    if isinstance(f.target, Labels):
        return f.target.rows, f.target.columns
    if n == m and isinstance(f.source, Category) and f.source.object_count == n and f.columns is None:
        found = isomorphism_classes(f.source).astype(np.int64)
        return found, found
    return np.zeros(n, np.int64), np.zeros(m, np.int64)


def _arranged(labels: Index, names: Sequence[str]) -> tuple[Index, Index, tuple[str, ...]]:
    """The order by class (larger ones first, then as declared), the places where classes begin, the name of the first object of each."""
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    order = np.lexsort((np.arange(len(labels)), first[inverse], -sizes[inverse]))
    breaks = np.flatnonzero(np.diff(labels[order])) + 1
    heads = order[np.concatenate([[0], breaks]).astype(np.int64)] if len(order) else order
    told = tuple(names[i] for i in heads.tolist()) if len(breaks) else ()
    return order.astype(np.int64), breaks.astype(np.int64), told


def defects(f: Encoder, eps: Fraction) -> tuple[DefectMap, DefectHistogram] | None:
    """The defect map and histogram in one pass; None without pairs, or with more than PAIRS. O(n m d)."""
    n, m = f.target.shape
    if not 0 < n * m <= PAIRS:
        return None
    labels = classes(f)
    (rows, row_breaks, row_names), (columns, column_breaks, column_names) = (
        _arranged(x, names) for x, names in zip(labels, (f.row_names, f.column_names), strict=True)
    )
    cells = min(n, CELLS), min(m, CELLS)
    row_place, column_place = np.argsort(rows), np.argsort(columns)
    row_cell, column_cell = row_place * cells[0] // n, column_place * cells[1] // m
    pooled = np.zeros(cells)
    fine = _Fine(float(eps))
    top, at = -1.0, (0, 0)
    for r, c, d in tiles(f):
        if not np.isfinite(d).all():
            return None  # codes too large for this arithmetic
        _pool(pooled, row_cell[r], column_cell[c], d)
        fine.add(d)
        k = int(d.argmax())
        if d.flat[k] > top:
            i, j = divmod(k, d.shape[1])
            top, at = float(d.flat[k]), (r.start + i, c.start + j)
    place = int(row_place[at[0]]), int(column_place[at[1]])
    worst = WorstPair(*place, (f.row_names[at[0]], f.column_names[at[1]]), top)
    breaks, told = (row_breaks, column_breaks), (row_names, column_names)
    listed = [
        tuple(names[i] for i in order.tolist()) if len(order) <= NAMED else () for names, order in ((f.row_names, rows), (f.column_names, columns))
    ]
    return DefectMap(f.name, pooled, (n, m), breaks, told, worst, float(eps), (listed[0], listed[1])), fine.histogram(f.name, top)


def _pool(pooled: Floats, rows: Index, columns: Index, d: Floats) -> None:
    """Raise cells to the largest of their pairs."""
    by_column = np.argsort(columns, kind="stable")
    cells, starts = np.unique(columns[by_column], return_index=True)
    across = np.maximum.reduceat(d[:, by_column], starts, axis=1)
    by_row = np.argsort(rows, kind="stable")
    lines, firsts = np.unique(rows[by_row], return_index=True)
    block = np.maximum.reduceat(across[by_row], firsts, axis=0)
    pooled[np.ix_(lines, cells)] = np.maximum(pooled[np.ix_(lines, cells)], block)


class _Fine:
    """Counts in bins (a, b] of which eps is an edge; their width doubles as larger defects come."""

    def __init__(self, eps: float) -> None:
        self.eps = eps
        self.width = (eps or 1.0) / 2.0**60
        self.counts = np.zeros(FINE, np.int64)
        self.beyond = 0

    def add(self, d: Floats) -> None:
        """Count a tile of finite numbers."""
        while float(d.max(initial=0.0)) > FINE * self.width:
            self.counts = np.concatenate([self.counts.reshape(-1, 2).sum(1), np.zeros(FINE // 2, np.int64)])
            self.width *= 2
        place = np.maximum(np.ceil(d.ravel() / self.width) - 1, 0).astype(np.int64)
        self.counts += np.bincount(place, minlength=FINE)
        self.beyond += int((d > self.eps).sum())

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """For each level a number that at least this part of the defects does not exceed, at most one bin too large."""
        below = np.cumsum(self.counts)
        return [float(np.searchsorted(below, level * below[-1] - 1e-9) + 1) * self.width for level in levels]

    def histogram(self, about: str, largest: float) -> DefectHistogram:
        """Up to BINS bins of equal width, to the largest defect; eps is an edge unless it is less than a bin."""
        used = max(1, -(-largest // self.width))
        step = 1 << max(0, int(np.ceil(np.log2(used / BINS))))
        bins = int(-(-used // step))
        counts = np.concatenate([self.counts, np.zeros(step, np.int64)])[: bins * step].reshape(bins, step).sum(1)
        edges = np.arange(bins + 1, dtype=np.float64) * (step * self.width)
        return DefectHistogram(about, edges, counts, self.eps, self.beyond, largest)


def spectrum(f: Encoder) -> Spectrum | None:
    """Singular values of H beside those of the kernel, where that is a matrix of rank at most d; None for other kernels and large matrices."""
    n, m = f.target.shape
    if f.shape.family not in ("dot", "two_tower") or not n * m:
        return None
    labels = f.target if isinstance(f.target, Labels) and not f.target.different else None
    if labels is None and n * m > MATRIX:
        return None
    values = _labelled(labels) if labels is not None else _singular(wanted(f.target, slice(0, n), slice(0, m)))
    c = codes(f)
    with np.errstate(all="ignore"):
        first, second = (np.asarray(np.linalg.qr(x, mode="r"), np.float64) for x in (c.left, c.right))
        product = first @ second.T * float(f.shape.rate)
    if not (np.isfinite(product).all() and np.isfinite(values).all()):
        return None
    known, exact = rank(f.target) or (None, False)
    return Spectrum(f.name, values, known, f.dimension, _singular(product)[: f.dimension], exact)


def _singular(a: Floats) -> Floats:
    symmetric = a.shape[0] == a.shape[1] and np.array_equal(a, a.T)
    found = np.sort(np.abs(np.linalg.eigvalsh(a)))[::-1] if symmetric else np.linalg.svd(a, compute_uv=False)
    return np.asarray(found, np.float64)


def _labelled(h: Labels) -> Floats:
    """Of blocks of `same`: the roots of the products of their sides, then zeros."""
    both = np.intersect1d(h.rows, h.columns)
    sides = [np.bincount(np.searchsorted(both, x[np.isin(x, both)]), minlength=len(both)) for x in (h.rows, h.columns)]
    out = np.zeros(min(h.shape))
    out[: len(both)] = np.sort(np.sqrt(sides[0] * sides[1]) * abs(float(h.same)))[::-1]
    return out


def agreement(f: Encoder, tasks: Mapping[str, Floats], representatives: Mapping[str, Sequence[int]]) -> Agreement:
    """Rows of f as prompts against tasks T, float[m] over its columns; the symbolic representatives are rows too. O(tasks n m)."""
    n, m = f.target.shape
    c, values = codes(f), np.array(list(tasks.values()), np.float64).reshape(len(tasks), m)
    gaps = np.zeros((len(tasks), n))
    for i in range(0, n, TILE[0]):
        rows = slice(i, min(i + TILE[0], n))
        k = c.kernel(rows, slice(0, m))
        for t, value in enumerate(values):
            gaps[t, rows] = np.abs(k - value).max(1, initial=0.0)
    return Agreement(f.name, tuple(tasks), f.row_names, gaps, tuple(tuple(representatives.get(t, ())) for t in tasks))


def alignment(f: Encoder, eps: Fraction) -> Alignment | None:
    """Quantiles of the defects of the checkpoints of f, in their order, and of f itself; None without checkpoints, or if `defects` gives none."""
    states = [*f.checkpoints, f]
    if len(states) < 2 or any(not 0 < g.target.shape[0] * g.target.shape[1] <= PAIRS for g in states):
        return None
    quantiles, within = [], []
    for g in states:
        fine, top = _Fine(float(eps)), 0.0
        for _, _, d in tiles(g):
            if not np.isfinite(d).all():
                return None
            fine.add(d)
            top = max(top, float(d.max()))
        quantiles.append([min(q, top) for q in fine.quantiles(LEVELS)])
        within.append(1 - fine.beyond / int(fine.counts.sum()))
    return Alignment(f.name, tuple(_stem(g.name) for g in states), LEVELS, np.array(quantiles), np.array(within), float(eps))


def _stem(name: str) -> str:
    """The last part of a path, without its ending."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".safetensors").removesuffix(".npz").removesuffix(".parquet")


def escalation(f: Encoder, eps: Fraction) -> Funnel:
    """Which tier of the all-pairs engine decides how many pairs of f: runs it once more, with the same result."""
    from presheaf.encoders.pairs import Pairs, certify

    found = certify(Pairs(f.rows.values, None if f.columns is None else f.columns.values, f.shape, f.target, eps, f.bias))
    return funnel(f.name, found.tiers, found.total)


def funnel(about: str, tiers: Mapping[str, int], total: int) -> Funnel:
    """How many pairs each tier has decided, in the order in which the engine tries them; tiers that it does not have here come first."""
    order = sorted(tiers, key=lambda t: (TIERS.index(t) if t in TIERS else -1, t))
    return Funnel(about, tuple((t, tiers[t]) for t in order), total)


def of_encoder(f: Encoder, eps: Fraction) -> Iterator[Picture]:
    """What there is to see of a claim that f is ideal within eps."""
    yield from defects(f, eps) or ()
    for seen in (spectrum(f), alignment(f, eps)):
        if seen is not None:
            yield seen
