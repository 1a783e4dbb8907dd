"""The least table of every orbit: fill the cells of tables one by one, many tables at a time, and drop what a relabelling makes smaller.

A table t is kept iff t <= p(t) in lexicographic order of its cells for every relabelling p of a group; so one table is left of each orbit, and
nothing has to be stored or compared with earlier ones. A partial table is dropped as soon as the cells that are known show p(t) < t. For each
table and relabelling the first cell that does not decide the comparison yet is kept, and pairs that are decided are forgotten.

Source: A. Distler, T. Kelsey, *The monoids of orders eight, nine and ten* (2009), for the idea of lex-leaders over the whole group.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int16]
Numbers = npt.NDArray[np.int64]
BLOCK = 2_000  # tables that are extended at a time
PAIRS = 2_000_000  # undecided pairs of a table and a relabelling at a time


@dataclass(frozen=True, eq=False)
class Tables(ABC):
    """Tables with `width` columns of which `cells` are filled in this order.

    `start`: int16[width], the known columns, -1 elsewhere. `choices[i]`: the values of cell i in increasing order. `source`: int[p, len(cells)],
    `value`: int16[p, largest value + 1]: relabelling p sends a table t to the one with p(t)[i] = value[p, t[source[p, i]]], i and source[p, i] being
    numbers of cells. The relabellings with the identity form a group.
    """

    start: Rows
    cells: Numbers
    choices: tuple[Rows, ...]
    source: Numbers
    value: Rows

    @abstractmethod
    def contradicted(self, rows: Rows, cell: int) -> npt.NDArray[np.bool_]:
        """bool[N]: whether the cells 0..cell of a table contradict the laws that it is to satisfy; at the last cell, exactly."""


@dataclass
class _Block:
    """Tables in which the first `filled` cells are known; pair i: relabelling `move[i]` agrees with table `row[i]` on the cells before `at[i]`."""

    filled: int
    rows: Rows
    row: Numbers
    move: Numbers
    at: Numbers

    def kept(self, keep: npt.NDArray[np.bool_]) -> _Block:
        """The block without the other rows."""
        alive = keep[self.row]
        number = np.cumsum(keep) - 1
        return _Block(self.filled, self.rows[keep], number[self.row[alive]], self.move[alive], self.at[alive])

    def split(self) -> list[_Block]:
        """Blocks of at most BLOCK rows and, if they have several rows, about PAIRS pairs, in order."""
        size = max(1, min(BLOCK, len(self.rows) * PAIRS // max(len(self.row), 1)))
        if len(self.rows) <= size:
            return [self] if len(self.rows) else []
        out = []
        for low in range(0, len(self.rows), size):
            keep = np.zeros(len(self.rows), bool)
            keep[low : low + size] = True
            out.append(self.kept(keep))
        return out


def least_tables(t: Tables) -> Iterator[Rows]:
    """int16[N, width] blocks: the least table of every orbit of tables that satisfy the laws, in lexicographic order.

    Depth first through blocks: memory is O(cells * choices * (BLOCK * width + PAIRS)).
    """
    moves = np.arange(len(t.source), dtype=np.int64)
    first = _Block(0, t.start[None, :], np.zeros(len(moves), np.int64), moves, np.zeros(len(moves), np.int64))
    stack = [first]
    while stack:
        block = stack.pop()
        if block.filled == len(t.cells):
            if len(block.rows):
                yield block.rows
            continue
        stack += reversed(_extended(t, block).split())


def _extended(t: Tables, block: _Block) -> _Block:
    """Every choice for the next cell."""
    cell, choices = block.filled, t.choices[block.filled]
    n, k = len(block.rows), len(choices)
    rows = np.repeat(block.rows, k, axis=0)
    rows[:, t.cells[cell]] = np.tile(choices, n)
    good = ~t.contradicted(rows, cell)
    spread = (block.row[:, None] * k + np.arange(k)).ravel()
    wide = _Block(cell + 1, rows, spread, np.repeat(block.move, k), np.repeat(block.at, k)).kept(good)
    return _advanced(t, wide)


def _advanced(t: Tables, block: _Block) -> _Block:
    """Compare as many cells as are known; without the tables that a relabelling makes smaller."""
    filled = block.filled
    lost = np.zeros(len(block.rows), bool)
    row, move, at = block.row, block.move, block.at.copy()
    open_pairs = np.ones(len(row), bool)
    live = np.flatnonzero((at < filled) & (t.source[move, np.minimum(at, filled - 1)] < filled))
    while len(live):
        r, p, i = row[live], move[live], at[live]
        mine = block.rows[r, t.cells[i]]
        other = t.value[p, block.rows[r, t.cells[t.source[p, i]]]]
        lost[r[other < mine]] = True
        open_pairs[live[other != mine]] = False
        same = live[(other == mine) & ~lost[r]]
        at[same] += 1
        same = same[at[same] < filled]
        live = same[t.source[move[same], at[same]] < filled]
    kept = _Block(filled, block.rows, row[open_pairs], move[open_pairs], at[open_pairs])
    return kept.kept(~lost)
