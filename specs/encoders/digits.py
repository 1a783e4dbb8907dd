"""What the experiments on digits share: the images, their spelling, and where tables go."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).resolve().parent
DATA, TABLES = HERE.parent / "data", HERE / "tables"
Pixels = npt.NDArray[np.int64]


def grey() -> Pixels:
    """The 1,797 images int[n, 8, 8] of ../data/digits.csv, values 0 to 16."""
    return np.loadtxt(DATA / "digits.csv", delimiter=",", dtype=np.int64).reshape(-1, 8, 8)


def ink() -> Pixels:
    """The same in black and white: 1 where the value is at least 8."""
    return (grey() >= 8).astype(np.int64)


def digits() -> list[str]:
    """The digit that each image shows."""
    return (DATA / "digits_labels.csv").read_text(encoding="utf-8").split()


def spelt(bits: Pixels) -> str:
    """A black and white picture in hexadecimal, row by row, four pixels a letter."""
    return f"{int(''.join(map(str, bits.ravel().tolist())), 2):0{bits.size // 4}x}"


def write_rows(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
