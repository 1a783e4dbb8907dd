"""The masked pretext task: data with some positions hidden, as a category.

A *mask* is a set of m positions. Objects are the visible parts of the data (what a mask leaves) and the masked parts (what it hides); the
arrows from a visible part to a masked part are the data that consist of both. With identities, and no other composites, this is a category:
the collage of the relation "is completed by" (the arrows go from visible to masked parts only).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import numpy.typing as npt

from presheaf.model.build import ARROW_LIMIT, Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.data import DataError, read_rows, read_text
from presheaf.model.images import exact

HIDDEN, SEEN = "?", "."
LETTERS = 200_000_000  # characters of all names together


@dataclass(frozen=True, eq=False)
class MaskedOf:
    """Origin of a masked category: `data` int[N, n] (distinct rows, cells numbered), `cells` their texts, `positions` m.

    `datum`, `mask` int32[arrows]: the row and the mask (index into `masks`) that an arrow is, -1 for identities.
    """

    data: Ints
    cells: tuple[str, ...]
    positions: int
    masks: tuple[tuple[int, ...], ...]
    datum: Ints
    mask: Ints

    def row(self, i: int) -> str:
        """A datum as it is written."""
        return written(self.cells, self.data[i].tolist())


def separator(cells: Sequence[str]) -> str:
    """What stands between the cells of a name: nothing where every cell is one character, else a blank."""
    return "" if all(len(cell) == 1 for cell in cells) else " "


def written(cells: Sequence[str], row: Sequence[int]) -> str:
    """A row of cell numbers as text."""
    return separator(cells).join([cells[k] for k in row])


def numbered(rows: Sequence[Sequence[str]]) -> tuple[Ints, tuple[str, ...]]:
    """(int32[N, n], cells): distinct rows in order of first appearance, and the cells in order of first appearance."""
    number: dict[str, int] = {}
    distinct = dict.fromkeys(tuple(number.setdefault(cell, len(number)) for cell in row) for row in rows)
    return np.array(list(distinct), np.int32).reshape(len(distinct), -1), tuple(number)


def groups(rows: npt.NDArray[np.int32]) -> tuple[Ints, Ints]:
    """(code int32[N], first): equal rows have equal codes, numbered by first appearance; `first` is the first row of each code."""
    if not rows.shape[1]:
        return np.zeros(len(rows), np.int32), np.zeros(min(1, len(rows)), np.int32)
    packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[inverse.ravel()], first[order].astype(np.int32)


def masked(name: str, data: Ints, cells: tuple[str, ...], positions: int) -> Category:
    """The category of distinct data int[N, n] with `positions` of the n positions hidden, 1 <= positions <= n.

    Objects: visible parts such as `0?1` mask by mask, then masked parts such as `.1.`. An arrow is called by its datum and what is hidden,
    `011 at 2` (positions count from 1). O(masks * N log N); TooLarge beyond ARROW_LIMIT arrows.
    """
    rows, width = data.shape
    count = comb(width, positions) * rows
    if count > ARROW_LIMIT or 3 * count * width > LETTERS:
        raise TooLarge(f"{comb(width, positions):,} masks of {rows:,} data of {width:,} cells (limit {ARROW_LIMIT:,} arrows and {LETTERS:,} letters)")
    masks = tuple(combinations(range(width), positions))
    parts = [(*groups(np.delete(data, mask, axis=1)), *groups(data[:, mask])) for mask in masks]
    seen = np.concatenate(([0], np.cumsum([len(p[1]) for p in parts])))
    hidden = seen[-1] + np.concatenate(([0], np.cumsum([len(p[3]) for p in parts])))
    n = int(hidden[-1])
    dom = np.concatenate([np.arange(n), *(p[0] + seen[k] for k, p in enumerate(parts))]).astype(np.int32)
    cod = np.concatenate([np.arange(n), *(p[2] + hidden[k] for k, p in enumerate(parts))]).astype(np.int32)
    generators = np.arange(n, len(dom), dtype=np.int32)
    normal = normal_form(Raw(dom, cod, np.arange(n, dtype=np.int32), generators, lambda _f, s: generators[s]))
    texts = [[cells[k] for k in row] for row in data.tolist()]
    objects = [*_parts(texts, cells, masks, [p[1] for p in parts], visible=True), *_parts(texts, cells, masks, [p[3] for p in parts], visible=False)]
    datum, mask = np.full(len(dom), -1, np.int32), np.full(len(dom), -1, np.int32)
    at = normal.number[n:]
    datum[at], mask[at] = np.tile(np.arange(rows), len(masks)), np.repeat(np.arange(len(masks)), rows)
    spelt = [separator(cells).join(text) for text in texts]
    listed = tuple(f"{text} at {place}" for place in (",".join(str(i + 1) for i in m) for m in masks) for text in spelt)
    origin = MaskedOf(data, cells, positions, masks, datum, mask)
    return category(name, Names(tuple(objects), listed, tuple(at.tolist())), normal, (), origin)


def _parts(texts: list[list[str]], cells: tuple[str, ...], masks: Sequence[tuple[int, ...]], firsts: Sequence[Ints], visible: bool) -> Iterator[str]:
    """The names of the visible or of the masked parts, mask by mask: `?` stands for what is hidden, `.` for what is not."""
    between = separator(cells)
    for mask, first in zip(masks, firsts, strict=True):
        hidden = set(mask)
        for i in first.tolist():
            yield between.join([(HIDDEN if j in hidden else x) if visible else (x if j in hidden else SEEN) for j, x in enumerate(texts[i])])


def nearest(data: Ints) -> tuple[int, int, int] | None:
    """(i, j, d): the first pair of rows at the least Hamming distance d; None for fewer than two rows. O(N^2 n), vectorised."""
    rows = len(data)
    best: tuple[int, int, int] | None = None
    for i in range(rows - 1):
        distance = np.count_nonzero(data[i + 1 :] != data[i], axis=1)
        j = int(distance.argmin())
        if best is None or distance[j] < best[2]:
            best = (i, i + 1 + j, int(distance[j]))
            if best[2] <= 1:
                break
    return best


# ---------------------------------------------------------------- reading data


def read_data(path: Path, threshold: Fraction | None = None, limit: int | None = None) -> tuple[Ints, tuple[str, ...]]:
    """The data of a file, as `numbered`, its first `limit` rows only: the cells of a table, the characters of each line of a `.txt` file.

    With a threshold a cell is 1 if it is at least the threshold, else 0.
    """
    if path.suffix.lower() == ".txt":
        lines = read_text(path).splitlines()
        rows = [(i, list(line.strip())) for i, line in enumerate(lines, 1) if line.strip()]
        if not rows:
            raise DataError("is empty", hint="one datum on each line")
    else:
        rows = [(line, [cell.strip() for cell in row]) for line, row in read_rows(path)]
    width = len(rows[0][1])
    for line, row in rows:
        if len(row) != width:
            raise DataError(f"has {len(row)} cell{'s' * (len(row) != 1)}, the first datum has {width}", line, "all data have the same positions")
        if threshold is None:
            bad = unusable(row)
            if bad:
                raise DataError(bad, line, "every cell has a value, without blanks")
    chosen = rows[:limit]
    if threshold is None:
        return numbered([row for _, row in chosen])
    return numbered([[str(int(exact(cell, line, k) >= threshold)) for k, cell in enumerate(row, 1)] for line, row in chosen])


def unusable(row: Sequence[str]) -> str:
    """Why a row cannot be a datum; empty if it can."""
    for k, cell in enumerate(row, 1):
        if cell in ("", HIDDEN, SEEN):
            return f"column {k} is {f'{cell!r}, which stands for what is masked or not masked' if cell else 'empty'}"
        if len(cell) > 1 and any(c.isspace() for c in cell):
            return f"column {k}: {cell[:40]!r} holds blanks"
    return ""
