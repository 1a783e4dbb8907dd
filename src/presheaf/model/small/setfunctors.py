"""All set-valued functors on a finite category with given sizes, up to isomorphism."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations
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
FEW = 100  # tables of which a law is tested only where it has to be, since the test would cost more than it saves
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
    names = tuple(f"x{i}" for i in range(elements))
    laws = _laws(c, variance)
    for vector in sizes(c, elements, variance):
        start = np.concatenate(([0], np.cumsum(vector, dtype=np.int64)))
        problem = _problem(c, variance, vector, start, laws)
        for block in least_tables(problem):
            for row in block[:, : len(problem.cells)].astype(np.int32):
                yield SetFunctor(name, c, variance, start, row, names)


def _problem(c: Category, variance: Variance, vector: tuple[int, ...], start: Numbers, laws: list[_Law]) -> _Actions:
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    near, far = near[c.generators], far[c.generators]
    size = np.array(vector, dtype=np.int64)[near]
    offset = np.concatenate(([0], np.cumsum(size)))
    if offset[-1] > CELLS:
        raise TooLarge(f"{offset[-1]:,} values of generators (limit {CELLS})")
    generator = np.repeat(np.arange(len(size)), size)
    element = np.arange(offset[-1]) - offset[generator] + start[near[generator]]
    values = [np.arange(start[y], start[y + 1], dtype=np.int16) for y in far.tolist()]
    choices = tuple(values[s] for s in generator.tolist())
    shift = offset[:-1] - start[near]  # the value of generator s at x stands in column shift[s] + x
    source, value = _relabellings(vector, start, shift[generator], element)
    blank = np.full(len(generator) + 1, -1, dtype=np.int16)  # the last column stays unknown
    paths = tuple(_paths([law for law in laws if law.last == s], start, shift, len(generator)) for s in range(len(size)))
    return _Actions(blank, np.arange(len(generator)), choices, source, value, tuple(generator.tolist()), tuple((offset[1:] - 1).tolist()), paths)


def _relabellings(vector: tuple[int, ...], start: Numbers, shift: Numbers, element: Numbers) -> tuple[Numbers, Rows]:
    """All permutations of elements over each object, as the moves of `Tables`; none where no cell is to be filled.

    Cell i is the value of a generator at `element[i]`, and that at x is cell `shift[i] + x`.
    """
    total = int(start[-1])
    if not len(element):
        return np.empty((0, 0), np.int64), np.empty((0, total), np.int16)
    count = prod(map(factorial, vector))
    if count > RELABELLINGS:
        raise TooLarge(f"{count:,} relabellings of {total} elements (limit {RELABELLINGS:,})")
    new = np.empty((1, 0), dtype=np.int64)
    for low, high in pairwise(start.tolist()):
        images = np.array(list(permutations(range(low, high))), dtype=np.int64).reshape(factorial(high - low), high - low)
        new = np.hstack([np.repeat(new, len(images), axis=0), np.tile(images, (len(new), 1))])
    new = new[1:]  # the first is the identity
    return shift + np.argsort(new, axis=1)[:, element], new.astype(np.int16)


@dataclass(frozen=True)
class _Law:
    """Two words of generators, in the order in which they act, that send the elements over an object alike; `last` is their greatest generator."""

    words: tuple[Word, Word]
    at: int
    last: int


def _laws(c: Category, variance: Variance) -> list[_Law]:
    out = []
    for f, s in zip(*(ends.tolist() for ends in non_tree_edges(c)), strict=True):
        left, right = (*c.word(f), s), c.word(c.after(f, s))
        at = int(c.cod[c.generators[s]]) if variance == "contravariant" else int(c.dom[f])
        step = -1 if variance == "contravariant" else 1
        out.append(_Law((left[::step], right[::step]), at, max(*left, *right)))
    return out


@dataclass(frozen=True, eq=False)
class _Paths:
    """Elements with words that act on them, the longest words first: `first`: int64[P]; step i takes the first len(steps[i]) of them.

    `steps[i][q]` + x is the column that holds the value of letter i of word q at x. Paths left[j] and right[j] must end alike.
    """

    first: Numbers
    steps: tuple[Numbers, ...]
    left: Numbers
    right: Numbers
    unknown: int

    def differ(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """bool[N]: whether two ends that must be alike are known and different."""
        x = np.broadcast_to(self.first, (len(rows), len(self.first))).copy()
        flat = rows.ravel()
        base = (np.arange(len(rows), dtype=np.int64) * rows.shape[1])[:, None]
        for shift in self.steps:
            here = x[:, : len(shift)]
            x[:, : len(shift)] = flat[base + np.where(here < 0, self.unknown, shift + here)]
        one, two = x[:, self.left], x[:, self.right]
        bad: npt.NDArray[np.bool_] = ((one != two) & (one >= 0) & (two >= 0)).any(axis=1)
        return bad


def _paths(laws: list[_Law], start: Numbers, shift: Numbers, unknown: int) -> _Paths | None:
    listed = [(word, x) for law in laws for word in law.words for x in range(int(start[law.at]), int(start[law.at + 1]))]
    if not listed:
        return None
    order = sorted(range(len(listed)), key=lambda i: -len(listed[i][0]))
    place = np.argsort(order)
    letters = [[listed[i][0][step] for i in order if len(listed[i][0]) > step] for step in range(len(listed[order[0]][0]))]
    sides: tuple[list[int], list[int]] = ([], [])
    i = 0
    for law in laws:
        for side in sides:
            width = int(start[law.at + 1] - start[law.at])
            side += range(i, i + width)
            i += width
    left, right = (place[side] for side in sides)
    first = np.array([listed[i][1] for i in order], dtype=np.int64)
    return _Paths(first, tuple(shift[word] for word in letters), left, right, unknown)


@dataclass(frozen=True, eq=False)
class _Actions(Tables):
    """Actions of generators, one after the other: cell i is a value of `generator[i]`, whose last value is cell `final[generator[i]]`.

    A law is tested when its last generator gets its values: before, one of its words leads to unknown values alone.
    """

    generator: tuple[int, ...]
    final: tuple[int, ...]
    paths: tuple[_Paths | None, ...]

    def contradicted(self, rows: Rows, cell: int) -> npt.NDArray[np.bool_]:
        s = self.generator[cell]
        paths = self.paths[s]
        if paths is None or (cell != self.final[s] and len(rows) < FEW):
            return np.zeros(len(rows), dtype=np.bool_)
        return paths.differ(rows)
