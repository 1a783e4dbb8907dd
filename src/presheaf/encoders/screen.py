"""The screen: one product of rows for each tile, then comparisons with windows that already contain every rounding error."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.bounds import BF16, FP32, FP64, SLACK, Arithmetic, product_error, score_error, underflow
from presheaf.encoders.compare import compiled
from presheaf.encoders.recheck import Indices
from presheaf.encoders.scores import Floats, Scores
from presheaf.encoders.thresholds import windows
from presheaf.model.kernels import Shape
from presheaf.model.target import Dense, Labels, Sparse, Target

BINS = 1 << 8  # windows for a target of any values: one for each of so many intervals; fewer for small tables
SHARE = 16  # a tile with more candidates than one in so many pairs is screened again with more precision
NOTHING = np.zeros(0, np.int64)
UNIT = {"fp64": 2.0**-53, "fp32": 2.0**-24, "bf16": 2.0**-24}
DTYPES: dict[str, type] = {"fp64": np.float64, "fp32": np.float32, "bf16": np.float32}


@dataclass(frozen=True)
class Tile:
    """Rows and columns; `first` [rows]: the columns before it belong to the other triangle (or are the diagonal, which is not screened)."""

    rows: slice
    columns: slice
    first: Indices

    @property
    def pairs(self) -> int:
        """How many pairs the tile has."""
        return int((self.columns.stop - self.columns.start) * len(self.first) - self.first.sum())


@dataclass(frozen=True, eq=False)
class Screened:
    """Of a tile: counts, and the candidates that are left, by their indices in the tables."""

    within: int
    beyond: int
    rows: Indices
    columns: Indices


def tiles(shape: tuple[int, int], size: tuple[int, int], triangle: bool) -> list[Tile]:
    """Tiles that cover all pairs once, or all (i, j) with i < j."""
    out = []
    for top in range(0, shape[0], size[0]):
        rows = slice(top, min(top + size[0], shape[0]))
        for start in range(0, shape[1], size[1]):
            columns = slice(start, min(start + size[1], shape[1]))
            width = columns.stop - columns.start
            first = np.clip(np.arange(rows.start, rows.stop) + 1 - start, 0, width) if triangle else np.zeros(rows.stop - top, np.int64)
            tile = Tile(rows, columns, first.astype(np.int64))
            if tile.pairs:
                out.append(tile)
    return out


@dataclass(frozen=True, eq=False)
class Pattern:
    """The entries of a sparse target, which are decided one by one: `columns[start[i] : start[i + 1]]` ascend.

    With a triangle also the mirrored ones.
    """

    start: Indices
    columns: Indices

    def of(self, tile: Tile) -> tuple[Indices, Indices]:
        """Those of a tile, with columns counted from its first."""
        low, high = self.start[tile.rows.start], self.start[tile.rows.stop]
        columns = self.columns[low:high]
        inside = (columns >= tile.columns.start) & (columns < tile.columns.stop)
        row = np.repeat(np.arange(len(tile.first)), np.diff(self.start[tile.rows.start : tile.rows.stop + 1]))[inside]
        start = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(tile.first)))))
        return start.astype(np.int64), columns[inside] - tile.columns.start


def pattern(target: Target, triangle: bool) -> Pattern:
    """Of a sparse target; nothing for others."""
    n = target.shape[0]
    if not isinstance(target, Sparse):
        return Pattern(np.zeros(n + 1, np.int64), NOTHING)
    if not triangle:
        return Pattern(target.start, target.columns)
    row = np.repeat(np.arange(n), np.diff(target.start))
    keys, mirrored = row * n + target.columns, np.sort(target.columns * n + row)
    if np.array_equal(keys, mirrored):
        return Pattern(target.start, target.columns)
    keys = np.sort(np.concatenate([keys, mirrored]))
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return Pattern(np.searchsorted(keys, np.arange(n + 1) * n), keys % max(n, 1))


def outward(value: Floats, scale: Floats, dtype: type, direction: float) -> NDArray[Any]:
    """Floats of the dtype on the safe side of sums of three fp64 numbers, of which `scale` bounds the magnitudes."""
    with np.errstate(invalid="ignore", over="ignore"):
        safe = np.where(np.isfinite(value), value + direction * scale * 2.0**-50, value)
        near: NDArray[Any] = safe.astype(dtype)
        wrong = (near < safe) if direction > 0 else (near > safe)
        return np.asarray(np.where(wrong, np.nextafter(near, dtype(direction * np.inf)), near))


def shifted(windows: Floats, offset: Floats, margin: Floats, dtype: type) -> NDArray[Any]:
    """[n, q, 6]: windows for computed scores plus `offset` [n], all within `margin` [n], from those for exact ones [q, 8] (for eps, for the worst).

    Infinite inner ends become the largest floats, so that an overflow is never decided to be within.
    """
    largest = float(np.finfo(dtype).max)
    out: NDArray[Any] = np.empty((len(offset), len(windows), 6), dtype)
    for k, (inner, direction) in enumerate(((True, 1.0), (True, -1.0), (False, -1.0), (False, 1.0), (True, 1.0), (True, -1.0))):
        ends = windows[None, :, k]
        scale = np.abs(np.where(np.isfinite(ends), ends, 0.0)) + (np.abs(offset) + margin)[:, None]
        with np.errstate(invalid="ignore"):
            end = outward((ends + offset[:, None]) + direction * margin[:, None], scale, dtype, direction)
            out[..., k] = np.clip(end, -largest if direction > 0 else None, largest if direction < 0 else None) if inner else end
    return out


def mirrors(matrix: NDArray[Any]) -> bool:
    """Whether a square matrix is its own transpose."""
    size = 512
    parts = [slice(k, k + size) for k in range(0, len(matrix), size)]
    return all(bool((matrix[p, q] == matrix[q, p].T).all()) for k, p in enumerate(parts) for q in parts[k:])


class Screen:
    """All that tiles share. `level`: the worst pairs have a defect above it; windows are made again only when it has risen."""

    def __init__(self, scores: Scores, shape: Shape, target: Target, eps: Fraction) -> None:
        self.scores, self.shape, self.target, self.eps = scores, shape, target, eps
        self.pattern = pattern(target, scores.symmetric)
        self.classes = isinstance(target, Labels | Sparse)
        if isinstance(target, Labels):
            self.left, self.right = target.rows, target.columns
            self.values = [(target.different, target.different), (target.same, target.same)]
        else:
            self.left, self.right = np.zeros(target.shape[0], np.int64), np.ones(target.shape[1], np.int64)
            self.values = [(Fraction(0), Fraction(0))] * 2
        self.mirrored = isinstance(target, Dense) and scores.symmetric and mirrors(target.num) and mirrors(target.den)
        self.bins = min(BINS, 16 + target.shape[0] * target.shape[1] // 1024)
        self.start, self.scale = (0.0, 1.0) if self.classes else self._range()
        self.exact = lru_cache(maxsize=4)(self._windows)

    def _range(self) -> tuple[float, float]:
        """Where the values of the target begin, and how many intervals there are for each unit: from a few rows of it.

        Values elsewhere are candidates.
        """
        n, m = self.target.shape
        few = [self.target.bounds(slice(i, i + 1), slice(0, m)) for i in sorted({0, n // 3, n // 2, n - 1})]
        low, high = min(float(a.min()) for a, _ in few), max(float(b.max()) for _, b in few)
        if low >= 0.0 and high <= 1.0:
            low, high = 0.0, 1.0
        spread = max(high - low, abs(low) * 2.0**-20, 2.0**-200)
        return low, self.bins / spread if np.isfinite(spread) else 1.0

    def _windows(self, level: float) -> Floats:
        """[classes or intervals, 8]: windows for eps, and for `level`."""
        values = self.values
        if not self.classes:
            start, step = Fraction(self.start), 1 / Fraction(self.scale)
            slack = step / 2**16
            values = [(start + k * step - slack, start + (k + 1) * step + 2 * slack) for k in range(self.bins + 1)]
        t = Fraction(level)
        return np.concatenate([windows(self.shape, values, self.eps), windows(self.shape, values, t)], 1)

    def run(self, tile: Tile, arithmetic: Arithmetic, level: float, work: Buffers) -> Screened | None:
        """Decide what comparisons can; None if too much is left, or a product could overflow."""
        scores, dtype = self.scores, DTYPES[arithmetic.name]
        left, right = scores.left, scores.right
        x, y = left.lengths[tile.rows], right.lengths[tile.columns]
        c = np.where(np.isfinite(y), right.offset[tile.columns], np.nan)
        widest, farthest = _largest(y), _largest(np.abs(c))
        a = left.offset[tile.rows]
        if max(_largest(x), 1.0) * max(widest, 1.0) * 4 + farthest + _largest(np.abs(a)) > arithmetic.largest:
            return None
        entries = max(left.entries(arithmetic), right.entries(arithmetic))
        factor = product_error(scores.dimension, arithmetic, entries)
        tiny = underflow(scores.dimension, arithmetic, _largest(x), widest)
        u = UNIT[arithmetic.name]
        margin = score_error(factor, tiny, u, x, widest, farthest) + left.offset_error[tile.rows] + _largest(right.offset_error[tile.columns])
        products = work.products(left, right, tile, arithmetic)
        offset: NDArray[Any] = c.astype(dtype)
        rows, columns = work.candidates(tile.pairs // SHARE + 64)
        found = self.exact(level)
        if self.classes:
            wide = shifted(found, a, margin, dtype)
            at, skip = self.pattern.of(tile)
            done = compiled()["scan_classes"](
                products, offset, self.left[tile.rows], self.right[tile.columns], wide, tile.first, at, skip, rows, columns
            )
        else:
            done = self._values(tile, products, offset, a, margin, u, found, (rows, columns))
        count, within, beyond = done
        if count < 0:
            return None
        return Screened(within, beyond, rows[:count] + tile.rows.start, columns[:count] + tile.columns.start)

    def _between(self, rows: slice, columns: slice) -> tuple[Floats, Floats]:
        """H of a tile; quotients may be off by 2^-51 of themselves, which is far below the widening of the intervals."""
        target = self.target
        if isinstance(target, Dense) and target.num.dtype != object and target.den.dtype != object:
            value = target.num[rows, columns] / target.den[rows, columns]
            return value, value
        return target.bounds(rows, columns)

    def unskipped(self, rows: Indices, columns: Indices) -> tuple[Indices, Indices]:
        """The pairs that are not decided elsewhere."""
        if not len(self.pattern.columns):
            return rows, columns
        m = self.target.shape[1]
        keys = np.repeat(np.arange(self.target.shape[0]), np.diff(self.pattern.start)) * m + self.pattern.columns
        rest = ~np.isin(rows * m + columns, keys, assume_unique=True)
        return rows[rest], columns[rest]

    def _values(
        self,
        tile: Tile,
        products: NDArray[Any],
        offset: NDArray[Any],
        a: Floats,
        margin: Floats,
        u: float,
        found: Floats,
        buffers: tuple[Indices, Indices],
    ) -> Any:
        """Rows with numbers that are not finite have a NaN above them, so that they stay candidates; the second subtraction rounds once more."""
        usable = np.isfinite(margin) & np.isfinite(a)
        most = _largest(margin[usable])
        bound = _largest(self.scores.left.lengths[tile.rows]) * _largest(self.scores.right.lengths[tile.columns])
        most += u * 2 * (bound + _largest(np.abs(offset.astype(np.float64))) + 2 * _largest(np.abs(a[usable])) + most)
        wide = shifted(found, np.zeros(1), np.full(1, most * SLACK), products.dtype.type)[0]
        low, high = self._between(tile.rows, tile.columns)
        if self.scores.symmetric and not self.mirrored:
            mirrored = self._between(tile.columns, tile.rows)
            low, high = np.minimum(low, mirrored[0].T), np.maximum(high, mirrored[1].T)
        above = np.where(usable, a, np.nan).astype(products.dtype)
        slack = 2.0**-16 / self.scale
        return compiled()["scan_values"](products, offset, above, low, high, self.start, self.scale, slack, wide, tile.first, *buffers)


def _largest(values: NDArray[Any]) -> float:
    """The largest finite one, or 0."""
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0


class Buffers:
    """What one worker uses again for each tile."""

    def __init__(self) -> None:
        self._products: dict[str, Any] = {}
        self._left: tuple[Any, Any] = (None, None)
        self._candidates = (NOTHING, NOTHING)

    def candidates(self, size: int) -> tuple[Indices, Indices]:
        """Two arrays of this size; what was in them is lost."""
        if len(self._candidates[0]) < size:
            self._candidates = (np.empty(size, np.int64), np.empty(size, np.int64))
        return self._candidates[0][:size], self._candidates[1][:size]

    def products(self, left: Any, right: Any, tile: Tile, arithmetic: Arithmetic) -> NDArray[Any]:
        """[rows, columns] of <x, y>, fp32 or fp64. The rows of a strip are converted once."""
        import torch

        dtype = DTYPES[arithmetic.name]
        kind = torch.bfloat16 if arithmetic is BF16 else getattr(torch, np.dtype(dtype).name)
        key = (tile.rows.start, tile.rows.stop, arithmetic.name)
        if self._left[0] != key:
            self._left = (key, torch.from_numpy(left.rows(tile.rows, dtype)).to(kind))
        other = torch.from_numpy(right.rows(tile.columns, dtype)).to(kind)
        n, m = len(tile.first), tile.columns.stop - tile.columns.start
        buffer = self._products.get(arithmetic.name)
        if buffer is None or buffer.numel() < n * m:
            buffer = self._products[arithmetic.name] = torch.empty(n * m, dtype=kind)
        out = buffer[: n * m].view(n, m)
        torch.mm(self._left[1], other.T, out=out)
        return out.float().numpy() if arithmetic is BF16 else out.numpy()


__all__ = ["BF16", "FP32", "FP64", "Buffers", "Screen", "Screened", "Tile", "tiles"]
