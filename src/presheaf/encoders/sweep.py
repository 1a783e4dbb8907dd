"""Over all tiles: seeds for the value that the worst pairs exceed, the screen, and fp64 for what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from presheaf.encoders.bounds import BF16, FP32, FP64, Arithmetic
from presheaf.encoders.recheck import Entries, Indices, distance, kernels
from presheaf.encoders.scores import Scores
from presheaf.encoders.screen import Buffers, Screen, Tile, tiles
from presheaf.encoders.tally import Tally
from presheaf.model.kernels import Shape
from presheaf.model.target import Labels, Sparse, Target

SEEDS = 20_000  # pairs of each kind that are evaluated first
MANY = 1 << 22
FLOOR = 2.0**-40  # of more than MANY pairs those with a smaller defect are not told apart: a table that is exactly ideal needs no fp64 for each
BELOW = 1 - 2.0**-20  # the windows of the worst pairs are for a little less than what ten are known to reach, so that ties are candidates


class Rechecking(Protocol):
    def __call__(self, tally: Tally, rows: Indices, columns: Indices) -> None:
        """Evaluate these pairs in fp64."""


class Wanted(Protocol):
    """Of `presheaf.encoders.pairs.Options`."""

    @property
    def screen(self) -> str: ...
    @property
    def tile(self) -> tuple[int, int]: ...
    @property
    def seed(self) -> int: ...
    @property
    def threads(self) -> int: ...
    @property
    def progress(self) -> Any: ...


@contextmanager
def settings(threads: int) -> Iterator[None]:
    """Full precision of fp32 products, and so many threads for each; as before afterwards."""
    import torch

    before = torch.get_num_threads(), torch.get_float32_matmul_precision()
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.set_float32_matmul_precision(before[1])


def sampled(scores: Scores, target: Target, seed: int) -> tuple[Indices, Indices]:
    """Different pairs to start with: random ones, and those where a sparse target or equal labels differ from the rest."""
    n, m = target.shape
    rng = np.random.default_rng(seed)
    size = min(SEEDS, n * m)
    rows, columns = [rng.integers(0, n, size)], [rng.integers(0, m, size)]
    if isinstance(target, Sparse) and len(target.columns):
        chosen = np.unique(rng.integers(0, len(target.columns), size))
        rows.append(np.searchsorted(target.start, chosen, side="right") - 1)
        columns.append(target.columns[chosen])
    if isinstance(target, Labels):
        order = np.argsort(target.columns, kind="stable")
        ordered = target.columns[order]
        start, end = np.searchsorted(ordered, target.rows, side="left"), np.searchsorted(ordered, target.rows, side="right")
        i = rng.integers(0, n, size)
        i = i[end[i] > start[i]]
        rows.append(i)
        columns.append(order[rng.integers(start[i], end[i])])
    i, j = np.concatenate(rows), np.concatenate(columns)
    if scores.symmetric:
        i, j = np.minimum(i, j), np.maximum(i, j)
    keys = np.unique(i * m + j)
    return keys // m, keys % m


def seeded(scores: Scores, shape: Shape, target: Target, tally: Tally, seed: int) -> float:
    """A value that at least `top` different pairs reach; -1 if so many are not known."""
    if not tally.top or 0 in target.shape:
        return -1.0
    rows, columns = sampled(scores, target, seed)
    h = Entries(target)(rows, columns)
    low = distance(kernels(scores, shape, rows, columns), h.low, h.high).low
    low = np.sort(low[np.isfinite(low)])
    return float(low[-tally.top]) if len(low) >= tally.top else -1.0


def ladder(screen: str, scores: Scores) -> list[Arithmetic]:
    """The precisions in which a tile is screened, one after the other."""
    if screen == "auto":
        screen = "fp32"
    names = {"bf16": [BF16, FP32, FP64], "fp32": [FP32, FP64], "fp64": [FP64]}
    if screen not in names:
        raise ValueError(f"no screen {screen}: it is auto, bf16, fp32 or fp64")
    return names[screen]


def every(tile: Tile) -> tuple[Indices, Indices]:
    """All pairs of a tile."""
    width = tile.columns.stop - tile.columns.start
    inside = np.arange(width)[None, :] >= tile.first[:, None]
    i, j = np.nonzero(inside)
    return i + tile.rows.start, j + tile.columns.start


def sweep(shape: Shape, target: Target, scores: Scores, tally: Tally, recheck: Rechecking, options: Wanted) -> tuple[str, str]:
    """Look at every pair once; (device, precision of the screen)."""
    n, m = target.shape
    tally.level = max(tally.level, seeded(scores, shape, target, tally, options.seed))
    if not n or not m:
        return "cpu", "none"
    if shape.family == "order":
        for k, tile in enumerate(listed := tiles((n, m), options.tile, False)):
            recheck(tally, *every(tile))
            if options.progress is not None:
                options.progress(k + 1, len(listed))
        return "cpu", "exact"
    steps = ladder(options.screen, scores)
    screen = Screen(scores, shape, target, tally.eps)
    apart(screen, tally, recheck)
    with settings(options.threads):
        screened(screen, tally, recheck, steps, options)
    return "cpu", steps[0].name


def apart(screen: Screen, tally: Tally, recheck: Rechecking) -> None:
    """What is not screened: the diagonal of a triangle, and the entries of a sparse target."""
    n, triangle, found = screen.target.shape[0], screen.scores.symmetric, screen.pattern
    if triangle:
        recheck(tally, np.arange(n), np.arange(n))
    rows = np.repeat(np.arange(n), np.diff(found.start))
    upper = rows < found.columns if triangle else slice(None)
    recheck(tally, rows[upper], found.columns[upper])


def screened(screen: Screen, tally: Tally, recheck: Rechecking, steps: list[Arithmetic], options: Wanted) -> None:
    """All tiles in order. The level for the windows follows the worst pairs in steps, since windows cost something to make."""
    weight = 2 if screen.scores.symmetric else 1
    work = Buffers()
    n, m = screen.target.shape
    if n * m > MANY:
        tally.floor = FLOOR
    level = tally.floor / BELOW or -1.0
    every_tile = tiles(screen.target.shape, options.tile, screen.scores.symmetric)
    for k, tile in enumerate(every_tile):
        if tally.level > (level * 1.05 if level > 0 else 0.0):
            level = tally.level
        for arithmetic in steps:
            found = screen.run(tile, arithmetic, level * BELOW if level > 0 else -1.0, work)
            if found is not None:
                tally.screened(f"screen {arithmetic.name}", weight * found.within, weight * found.beyond)
                recheck(tally, found.rows, found.columns)
                break
        else:
            recheck(tally, *screen.unskipped(*every(tile)))
        if options.progress is not None:
            options.progress(k + 1, len(every_tile))


__all__ = ["Rechecking", "sampled", "seeded", "sweep"]
