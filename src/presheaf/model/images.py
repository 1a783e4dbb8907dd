"""Image tables: CSV files with one row of pixels per image, read exactly."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

_NUMBER = re.compile(r"[-+]?\d{1,40}(\.\d{0,40})?([eE][-+]?\d{1,3})?")  # bounded, since values are exact


class DataError(Exception):
    """A data file that cannot be used; `line` counts from 1, 0 when the file as a whole is meant."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def read_text(path: Path) -> str:
    """The text of a data file; DataError if it cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DataError(f"is not UTF-8 (byte {error.start})") from None


def read_rows(path: Path) -> list[tuple[int, list[str]]]:
    """The non-empty rows of a CSV file with their line numbers."""
    text = read_text(path)
    if "\0" in text:
        raise DataError("holds a NUL character")
    try:
        reader = csv.reader(io.StringIO(text), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise DataError(f"is not CSV: {error}") from None
    if not rows:
        raise DataError("holds no rows")
    return rows


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
                if not _NUMBER.fullmatch(cell.strip()):
                    raise DataError(f"column {column}: {cell.strip()[:40]!r} is not a number of at most 40 digits", line)
                cells[cell] = Fraction(cell.strip())
    if threshold is None:
        rank = {value: i for i, value in enumerate(sorted(set(cells.values())))}
        number = {cell: rank[value] for cell, value in cells.items()}
    else:
        number = {cell: int(value >= threshold) for cell, value in cells.items()}
    return np.array([[number[cell] for cell in row] for _, row in rows], dtype=np.int64).reshape(len(rows), height, width)


def read_labels(path: Path) -> list[str]:
    """The first column of a CSV file, one label per row."""
    rows = read_rows(path)
    for line, row in rows:
        if len(row) != 1 or not row[0].strip():
            raise DataError(f"has {len(row)} columns, a label file has one", line)
    return [row[0].strip() for _, row in rows]
