"""All set-valued functors on a finite category with given sizes, up to isomorphism."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from math import factorial, prod

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.laws import non_tree_edges
from presheaf.model.setfunctor import SetFunctor, Variance
from presheaf.model.small.orbits import Numbers, Rows, Tables, least_tables

RELABELLINGS = 50_000  # of the elements over all objects
CELLS = 200  # values of generators
Word = tuple[int, ...]


def sizes(c: Category, elements: int, variance: Variance) -> Iterator[tuple[int, ...]]:
    """The vectors |T(X)| with that sum that a functor may have: where an arrow acts, a non-empty set does not go to an empty one."""
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    acts = sorted({(int(near[g]), int(far[g])) for g in c.generators.tolist()})
    for vector in _compositions(elements, c.object_count):
        if not any(vector[a] and not vector[b] for a, b in acts):
            yield vector


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 0:
        if total == 0:
            yield ()
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield (first, *rest)


def set_functors(name: str, c: Category, variance: Variance, elements: int) -> Iterator[SetFunctor]:
    """One functor of each isomorphism class with that many elements in all. Exponential in the cells; TooLarge beyond CELLS or RELABELLINGS."""
    for vector in sizes(c, elements, variance):
        start = np.concatenate(([0], np.cumsum(vector, dtype=np.int64)))
        names = tuple(f"x{i}" for i in range(elements))
        for block in least_tables(_problem(c, variance, vector, start)):
            for row in block:
                yield SetFunctor(name, c, variance, start, row.astype(np.int32), names)


def _problem(c: Category, variance: Variance, vector: tuple[int, ...], start: Numbers) -> _Actions:
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    cells = [(s, x) for s, g in enumerate(c.generators.tolist()) for x in range(int(start[near[g]]), int(start[near[g] + 1]))]
    if len(cells) > CELLS:
        raise TooLarge(f"{len(cells):,} values of generators (limit {CELLS})")
    ends = [far[g] for g in c.generators.tolist()]
    choices = tuple(np.arange(start[ends[s]], start[ends[s] + 1], dtype=np.int16) for s, _ in cells)
    blank = np.full(len(cells), -1, dtype=np.int16)
    source, value = _relabellings(vector, start, cells)
    offset = np.searchsorted(np.array([s for s, _ in cells]), np.arange(len(c.generators) + 1))
    first = np.array([start[near[g]] for g in c.generators.tolist()], dtype=np.int64)
    laws = _laws(c, variance, start)
    return _Actions(blank, np.arange(len(cells)), choices, source, value, offset, first, tuple(s for s, _ in cells), laws)


def _relabellings(vector: tuple[int, ...], start: Numbers, cells: list[tuple[int, int]]) -> tuple[Numbers, Rows]:
    """All permutations of elements over each object, as the moves of `Tables`; none where no cell is to be filled."""
    total = int(start[-1])
    if not cells:
        return np.empty((0, 0), np.int64), np.empty((0, total), np.int16)
    count = prod(map(factorial, vector))
    if count > RELABELLINGS:
        raise TooLarge(f"{count:,} relabellings of {total} elements (limit {RELABELLINGS:,})")
    number = {cell: i for i, cell in enumerate(cells)}
    source, value = [], []
    for images in product(*(permutations(range(int(a), int(b))) for a, b in pairwise(start))):
        new = [y for image in images for y in image]
        old = sorted(range(total), key=new.__getitem__)
        if old != list(range(total)):
            source.append([number[s, old[x]] for s, x in cells])
            value.append(new)
    return np.array(source, dtype=np.int64).reshape(-1, len(cells)), np.array(value, dtype=np.int16).reshape(-1, total)


def _laws(c: Category, variance: Variance, start: Numbers) -> tuple[tuple[Word, Word, Numbers], ...]:
    """(word, word, elements): both words of generators, in the order in which they act, send these elements alike."""
    out = []
    for f, s in zip(*(ends.tolist() for ends in non_tree_edges(c)), strict=True):
        left, right = (*c.word(f), s), c.word(c.after(f, s))
        at = int(c.cod[c.generators[s]]) if variance == "contravariant" else int(c.dom[f])
        step = -1 if variance == "contravariant" else 1
        out.append((left[::step], right[::step], np.arange(start[at], start[at + 1], dtype=np.int64)))
    return tuple(out)


@dataclass(frozen=True, eq=False)
class _Actions(Tables):
    """Actions of generators; the values of generator s stand in the columns offset[s]..offset[s + 1] - 1, from element first[s] on."""

    offset: Numbers
    first: Numbers
    generator: tuple[int, ...]
    laws: tuple[tuple[Word, Word, Numbers], ...]

    def contradicted(self, rows: Rows, cell: int) -> npt.NDArray[np.bool_]:
        bad = np.zeros(len(rows), dtype=np.bool_)
        for left, right, elements in self.laws:
            if self.generator[cell] in left or self.generator[cell] in right:
                one, two = (self._moved(rows, word, elements) for word in (left, right))
                bad |= ((one >= 0) & (two >= 0) & (one != two)).any(axis=1)
        return bad

    def _moved(self, rows: Rows, word: Word, elements: Numbers) -> Numbers:
        """int64[N, len(elements)]: where a word sends elements, -1 where it is not known."""
        x = np.broadcast_to(elements, (len(rows), len(elements)))
        for s in word:
            at = np.clip(self.offset[s] + x - self.first[s], 0, max(rows.shape[1] - 1, 0))
            x = np.where(x < 0, -1, np.take_along_axis(rows, at, axis=1))
        return x
