"""Tables from CSV, JSONL and Parquet: whole rows of cells, or named columns. Cells are text, so that numbers stay exact."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.model.data.files import DataError, read_text

ROWS = 10_000_000
CHUNK = 200  # rows that are held as lists at a time: so few that they are gone before the garbage collector looks
COUNT = 10**15  # counts add up in 64 bits
_WHOLE = re.compile(r"[0-9]+(\.0+)?")


@dataclass(frozen=True)
class Columns:
    """Columns of equal length under their names, cells stripped of blanks; `line(row)` is where a row stands in the file."""

    names: tuple[str, ...]
    values: tuple[list[str], ...]
    line: Callable[[int], int]
    unit: str = "line"

    def __len__(self) -> int:
        return len(self.values[0])

    def wrong(self, row: int, message: str, hint: str = "") -> DataError:
        """A mistake in a row."""
        return DataError(message, self.line(row), hint, self.unit)

    def labels(self, *columns: int) -> tuple[list[str], npt.NDArray[np.int64]]:
        """The distinct labels of some columns in order of appearance, row by row, and int64[rows, columns], which label each cell has."""
        cells = list(chain.from_iterable(zip(*(self.values[k] for k in columns), strict=True)))
        number = {cell: i for i, cell in enumerate(dict.fromkeys(cells))}
        codes = np.fromiter(map(number.__getitem__, cells), np.int64, len(cells)).reshape(-1, len(columns))
        if "" in number:
            row, column = divmod(cells.index(""), len(columns))
            raise self.wrong(row, f"{self.names[columns[column]]} is empty", "every object has a name")
        return list(number), codes

    def counts(self, column: int) -> npt.NDArray[np.int64]:
        """A column of whole numbers >= 0, int64[rows]; 3.0 is 3."""
        cells = self.values[column]
        joined = "".join(cells)
        if not (joined.isascii() and joined.isdecimal() and all(cells) and max(map(len, cells)) <= 15):
            cells = [self._count(row, column, cell) for row, cell in enumerate(cells)]
        return np.fromiter(map(int, cells), np.int64, len(cells))

    def _count(self, row: int, column: int, cell: str) -> str:
        if _WHOLE.fullmatch(cell):
            digits = cell.partition(".")[0].lstrip("0") or "0"
            if len(digits) <= 15:
                return digits
            raise self.wrong(row, f"{self.names[column]} is larger than {COUNT:,}", "counts are at most 15 digits long")
        shown = repr(cell[:40])
        if re.fullmatch(r"-[0-9]+(\.[0-9]*)?", cell):
            raise self.wrong(row, f"{self.names[column]} {shown} is negative", "counts are whole numbers from 0 on")
        raise self.wrong(row, f"{self.names[column]} {shown} is not a whole number", f"whole numbers from 0 on; a header has {', '.join(self.names)}")


# ---------------------------------------------------------------- rows


def read_rows(path: Path) -> list[tuple[int, list[str]]]:
    """The non-empty rows of a table with the lines they begin on (rows of a Parquet file count from 1). There is no header, except in Parquet."""
    made = {".jsonl": _json_rows, ".parquet": _parquet_rows}.get(path.suffix.lower(), _csv_rows)(path)
    rows = list(islice(made, ROWS + 1))
    if not rows:
        raise DataError("holds no rows")
    if len(rows) > ROWS:
        raise DataError(f"has more than {ROWS:,} rows")
    return rows


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(read_text(path)), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as bad:
        raise DataError(f"is not CSV: {bad}", reader.line_num) from None


def _json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    def refuse(word: str) -> None:
        raise DataError(f"{word} is not a number", number, "JSON numbers are finite")

    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line, parse_float=str, parse_int=str, parse_constant=refuse)
            except (json.JSONDecodeError, RecursionError) as bad:
                raise DataError(f"is not JSON: {getattr(bad, 'msg', 'nested too deeply')}", number, "one JSON value on each line") from None


def _json_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, row in _json_lines(path):
        if not isinstance(row, list) or not all(isinstance(cell, str) for cell in row):
            raise DataError("is not a list of texts and numbers", number, "one list on each line: [0, 1, 1, 0]")
        yield number, row


def _parquet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    table = _parquet(path)
    columns = [_parquet_cells(table, name) for name in table.column_names]
    for number, row in enumerate(zip(*columns, strict=True), 1):
        yield number, list(row)


# ---------------------------------------------------------------- columns


def read_columns(path: Path, names: Sequence[str]) -> Columns:
    """The named columns of a table; the last one is of numbers.

    A CSV file has either a header with these names, in any order and among others, or no header and just these columns in this order; its first
    row is a header iff the last name is in it. JSONL has an object with these keys on each line. O(cells), rows held in chunks.
    """
    made = {".jsonl": _json_columns, ".parquet": _parquet_columns}.get(path.suffix.lower(), _csv_columns)(path, names)
    if not len(made):
        raise DataError("holds no rows", hint=f"columns: {', '.join(names)}")
    if len(made) > ROWS:
        raise DataError(f"has {len(made):,} rows (limit {ROWS:,})")
    return made


def _csv_columns(path: Path, names: Sequence[str]) -> Columns:
    text = read_text(path)
    reader = csv.reader(io.StringIO(text), strict=True)
    values: list[list[str]] = [[] for _ in names]
    try:
        first = next((row for row in reader if any(cell.strip() for cell in row)), None)
        at, width, header = _header([cell.strip() for cell in first or []], names, reader.line_num)
        chunk = [first] if first and not header else []
        while chunk or (chunk := list(islice(reader, CHUNK))):
            if set(map(len, chunk)) != {width}:
                chunk = [row for row in chunk if any(cell.strip() for cell in row)]
                bad = next((i for i, row in enumerate(chunk) if len(row) != width), -1)
                if bad >= 0:
                    line = _line(text, header + len(values[0]) + bad)
                    raise DataError(_too_few(len(chunk[bad]), width), line, f"columns: {', '.join(names)}")
            columns = list(zip(*chunk, strict=True))
            for k, column in enumerate(at if columns else ()):
                values[k] += map(str.strip, columns[column])
            chunk = []
    except csv.Error as bad_row:
        raise DataError(f"is not CSV: {bad_row}", reader.line_num) from None
    return Columns(tuple(names), tuple(values), lambda row: _line(text, header + row))


def _too_few(found: int, needed: int) -> str:
    return f"has {found} cell{'s' * (found != 1)} instead of {needed}"


def _header(first: list[str], names: Sequence[str], line: int) -> tuple[list[int], int, int]:
    """Where the columns are, the width of the table, and the number of header rows (0 or 1)."""
    if names[-1] not in first:
        if first and len(first) != len(names):
            hint = f"columns: {', '.join(names)}; a header may name them"
            raise DataError(_too_few(len(first), len(names)), line, hint)
        return list(range(len(names))), len(names), 0
    for name in names:
        if first.count(name) != 1:
            word = "no column" if name not in first else "two columns"
            raise DataError(f"the header has {word} {name}", line, f"columns: {', '.join(names)}")
    return [first.index(name) for name in names], len(first), 1


def _line(text: str, row: int) -> int:
    """The line on which non-empty row number `row` (from 0) ends."""
    reader = csv.reader(io.StringIO(text), strict=True)
    filled = (reader.line_num for cells in reader if any(cell.strip() for cell in cells))
    return next(islice(filled, row, None))


def _json_columns(path: Path, names: Sequence[str]) -> Columns:
    values: list[list[str]] = [[] for _ in names]
    lines: list[int] = []
    for number, row in _json_lines(path):
        if not isinstance(row, dict):
            raise DataError("is not an object", number, "one object on each line, with keys " + ", ".join(names))
        for name, column in zip(names, values, strict=True):
            if name not in row:
                raise DataError(f"has no key {name}", number, f"keys: {', '.join(names)}")
            if not isinstance(row[name], str):
                raise DataError(f"{name} is neither a text nor a number", number)
            column.append(row[name].strip())
        lines.append(number)
    return Columns(tuple(names), tuple(values), lines.__getitem__)


def _parquet_columns(path: Path, names: Sequence[str]) -> Columns:
    table = _parquet(path)
    for name in names:
        if table.column_names.count(name) != 1:
            raise DataError(f"has no column {name}", hint=f"its columns are {', '.join(table.column_names[:8])}")
    return Columns(tuple(names), tuple(_parquet_cells(table, name) for name in names), lambda row: row + 1, "row")


def _parquet(path: Path) -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise DataError("cannot be read: Parquet files need the package pyarrow", hint='pip install "presheaf[parquet]"') from None
    try:
        return pyarrow.parquet.read_table(path)
    except (OSError, pyarrow.ArrowException):
        raise DataError("is not a Parquet file") from None


def _parquet_cells(table: Any, name: str) -> list[str]:
    """A column as texts; whole floats as whole numbers, other floats with all their decimals."""
    from decimal import Decimal

    out: list[str] = []
    for row, value in enumerate(table.column(name).to_pylist(), 1):
        if isinstance(value, str):
            out.append(value.strip())
        elif isinstance(value, float) and np.isfinite(value):
            out.append(f"{Decimal(value):f}")
        elif isinstance(value, int):  # truth values are 0 and 1
            out.append(str(int(value)))
        else:
            raise DataError(f"{name} is {'missing' if value is None else f'{value!r:.40}'}, neither a text nor a finite number", row, unit="row")
    return out
