"""The contrastive pretext task: how often two views were sampled as a positive pair, as an exact similarity.

A law of pairs gives three different matrices, and they are not the same question:

* `proportional`: Hom(x, y) is a multiple of Pr((x, y)), the largest one with values in [0, 1] (so the most frequent pair has weight 1). The scale
  of a law of pairs means nothing, and neither does its diagonal: an object whose pair with itself is not counted has Hom(x, x) = 1.
* `joint`: Pr((x, y)) itself. The weights add up to 1.
* `rows`: Pr(y | x), the law that InfoNCE fits. The weights of each row add up to 1.

None of them need be a weighted category. `joint` and `rows` are none as soon as there are two objects or no pairs (x, x): Hom(x, x) < 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from presheaf.model.data import DataError, read_columns
from presheaf.model.rationals import Rationals, reduced
from presheaf.model.weighted import Matrix, matrix

Counts = npt.NDArray[np.int64]
Reading = Literal["proportional", "joint", "rows"]
READINGS = ("proportional", "joint", "rows")


@dataclass(frozen=True, eq=False)
class Pairs:
    """How often pairs were seen: `count[i]` times the objects `left[i]`, `right[i]`, no pair twice; if not `ordered`, in either order."""

    objects: tuple[str, ...]
    left: Counts
    right: Counts
    count: Counts
    ordered: bool

    @property
    def total(self) -> int:
        """How many pairs were seen."""
        return int(self.count.sum())

    def symmetric(self) -> tuple[Counts, Counts, Counts]:
        """(rows, columns, numbers) proportional to the law of ordered pairs; a pair in either order stands for half a pair in each."""
        if self.ordered:
            return self.left, self.right, self.count
        two = np.flatnonzero(self.left != self.right)
        rows, columns = (np.concatenate([one, other[two]]) for one, other in ((self.left, self.right), (self.right, self.left)))
        own = np.where(self.left == self.right, 2 * self.count, self.count)
        return rows, columns, np.concatenate([own, self.count[two]])


@dataclass(frozen=True, eq=False)
class ContrastiveOf:
    """Origin of a contrastive matrix."""

    pairs: Pairs
    reading: Reading


class Unseen(Exception):
    """No pair was seen at all, or (with its number) none with an object whose row is wanted."""

    def __init__(self, object: int | None = None) -> None:
        super().__init__(object)
        self.object = object


def repeated(pairs: Pairs) -> tuple[int, int] | None:
    """The first pair that was given before, and where: (earlier, later) positions."""
    low, high = (pairs.left, pairs.right) if pairs.ordered else (np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right))
    key = low * np.int64(max(len(pairs.objects), 1)) + high
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)
    if not len(again):
        return None
    k = again[np.argmin(order[again + 1])]
    return int(order[k]), int(order[k + 1])


def similarity(name: str, pairs: Pairs, reading: Reading) -> Matrix:
    """The weighted matrix of a reading; Unseen where it would divide by 0. O(pairs log pairs)."""
    rows, columns, number = pairs.symmetric()
    if not number.any():
        raise Unseen
    n = len(pairs.objects)
    if reading == "rows":
        sums = np.zeros(n, np.int64)
        np.add.at(sums, rows, number)
        if not sums.all():
            raise Unseen(int(np.flatnonzero(sums == 0)[0]))
        over = sums[rows]
    else:
        over = np.full(len(number), number.max() if reading == "proportional" else number.sum())
    values = reduced(number, over)
    if reading == "proportional":
        alone = np.ones(n, np.bool_)
        alone[pairs.left[pairs.left == pairs.right]] = False
        one = np.flatnonzero(alone)
        rows, columns = np.concatenate([rows, one]), np.concatenate([columns, one])
        values = Rationals(np.concatenate([values.num, np.ones(len(one), np.int64)]), np.concatenate([values.den, np.ones(len(one), np.int64)]))
    return matrix(name, pairs.objects, rows, columns, values, ContrastiveOf(pairs, reading))


def read_pairs(path: Path, ordered: bool) -> Pairs:
    """The pairs of a table with the columns a, b, count; objects in order of appearance."""
    table = read_columns(path, ("a", "b", "count"))
    count = table.counts(2)
    objects, codes = table.labels(0, 1)
    pairs = Pairs(tuple(objects), codes[:, 0].copy(), codes[:, 1].copy(), count, ordered)
    twice = repeated(pairs)
    if twice:
        first, again = twice
        hint = "give every pair once" + ("" if ordered else ", or say `pairing ordered` if (a, b) and (b, a) are different pairs")
        raise table.wrong(again, f"{shown(pairs, again)} was given before, on {table.unit} {table.line(first):,}", hint)
    too_many(pairs)
    return pairs


def too_many(pairs: Pairs) -> None:
    """DataError where sums of counts would not fit into 64 bits."""
    if pairs.count.sum(dtype=np.float64) > 10.0**18:
        raise DataError("the counts add up to more than 10^18", hint="divide them by a common factor")


def shown(pairs: Pairs, i: int) -> str:
    """A pair in words."""
    return f"the pair {pairs.objects[int(pairs.left[i])]}, {pairs.objects[int(pairs.right[i])]}"


def from_list(entries: Sequence[tuple[str, str, int]], ordered: bool) -> Pairs:
    """The pairs of a list."""
    number: dict[str, int] = {}
    ends = [(number.setdefault(a, len(number)), number.setdefault(b, len(number))) for a, b, _ in entries]
    table = np.array(ends, np.int64).reshape(len(ends), 2)
    return Pairs(tuple(number), table[:, 0].copy(), table[:, 1].copy(), np.array([n for *_, n in entries], np.int64), ordered)
