"""The shipped data files against the rules by which they were made (specs/data/README.md)."""

import csv
from collections import Counter
from pathlib import Path

from corpus import ROOT
from presheaf.model import contrastive, corpus

DATA = ROOT / "specs" / "data"


def ink() -> list[list[list[int]]]:
    """The digits in black and white: a pixel is ink from 8 on."""
    with (DATA / "digits.csv").open(encoding="utf-8") as file:
        return [[[int(int(x) >= 8) for x in row[8 * i : 8 * i + 8]] for i in range(8)] for row in csv.reader(file)]


def patch(image: list[list[int]], i: int, j: int) -> str:
    """The 2 x 2 pixels from row i and column j on, `#` for ink: `.#/##`."""
    return "/".join("".join(".#"[x] for x in row[j : j + 2]) for row in image[i : i + 2])


def rows(path: Path) -> dict[tuple[str, str], int]:
    with path.open(encoding="utf-8") as file:
        return {(row["a"], row["b"]): int(row["count"]) for row in csv.DictReader(file)}


def test_pairs_of_overlapping_patches() -> None:
    """Patches of one image that are one pixel apart, to the right or down: overlapping crops."""
    beside, below = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for image in ink():
        at = {(i, j): patch(image, i, j) for i in range(7) for j in range(7)}
        beside.update((at[i, j], at[i, j + 1]) for i in range(7) for j in range(6))
        below.update((at[i, j], at[i + 1, j]) for i in range(6) for j in range(7))
    assert rows(DATA / "digit_steps.csv") == beside
    either = Counter[tuple[str, str]]()
    for (a, b), n in (beside + below).items():
        either[min(a, b), max(a, b)] += n
    assert rows(DATA / "digit_patches.csv") == either
    pairs = contrastive.read_pairs(DATA / "digit_patches.csv", False)
    assert (len(pairs.objects), len(pairs.count), pairs.total) == (16, 89, 1797 * 2 * 6 * 7)


def test_the_text_is_one_sentence_a_line() -> None:
    lines = corpus.read_texts(DATA / "documentation.txt", False)
    assert len(lines) == 78
    assert all(line.endswith(".") and line.isascii() and 6 <= len(line.split()) <= 24 for line in lines)
