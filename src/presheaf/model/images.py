"""Image tables: one row of pixels per image, read exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from presheaf.model.data import DataError, read_rows

_NUMBER = re.compile(r"[-+]?\d{1,40}(\.\d{0,40})?([eE][-+]?\d{1,3})?")  # bounded, since values are exact


def read_images(path: Path, height: int, width: int, threshold: Fraction | None = None) -> npt.NDArray[np.int64]:
    """Pixels int64[images, height, width] up to equality: distinct pixel values get distinct numbers, in increasing order.

    With a threshold a pixel is 1 if it is at least the threshold, else 0. Decimal numbers are compared exactly.
    """
    rows = read_rows(path)
    cells: dict[str, Fraction] = {}
    for line, row in rows:
        if len(row) != height * width:
            raise DataError(f"has {len(row)} pixels, the shape {height}, {width} needs {height * width}", line)
        for column, cell in enumerate(row, 1):
            if cell not in cells:
                cells[cell] = exact(cell.strip(), line, column)
    if threshold is None:
        rank = {value: i for i, value in enumerate(sorted(set(cells.values())))}
        number = {cell: rank[value] for cell, value in cells.items()}
    else:
        number = {cell: int(value >= threshold) for cell, value in cells.items()}
    return np.array([[number[cell] for cell in row] for _, row in rows], dtype=np.int64).reshape(len(rows), height, width)


def exact(cell: str, line: int, column: int) -> Fraction:
    """The number that a cell is."""
    if not _NUMBER.fullmatch(cell):
        message = f"column {column}: {cell[:40]!r} is not a number of at most 40 digits"
        raise DataError(message, line, "one row of numbers for each image, no header")
    return Fraction(cell)


def read_labels(path: Path) -> list[str]:
    """The only column of a table, one label per row."""
    rows = read_rows(path)
    for line, row in rows:
        if len(row) != 1 or not row[0].strip():
            raise DataError(f"has {len(row)} columns, a label file has one", line)
    return [row[0].strip() for _, row in rows]
