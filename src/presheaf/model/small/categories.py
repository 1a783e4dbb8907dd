"""All categories with given numbers of objects and arrows, up to isomorphism.

Connected categories are enumerated, one hom-size matrix of each orbit after the other (`orbits`); the others are multisets of connected ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations_with_replacement, islice, permutations, product
from math import factorial, prod

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.small.normal import of_table
from presheaf.model.small.orbits import Numbers, Rows, Tables, least_tables

RELABELLINGS = 50_000  # of one hom-size matrix
BLOCK = 20_000  # sums of categories that are made at a time
Sizes = tuple[tuple[int, ...], ...]


def hom_sizes(objects: int, arrows: int) -> Iterator[Sizes]:
    """The matrices |C(A, B)| with that many objects and arrows that some category may have, one for each orbit of the objects.

    Connected ones as `connected_hom_sizes` gives them; block diagonal matrices of these for the others.
    """
    for parts in _partitions(objects, arrows, (objects, arrows)):
        groups = [combinations_with_replacement(connected_hom_sizes(*size), count) for size, count in Counter(parts).items()]
        for blocks in product(*groups):
            yield _block_diagonal(list(chain(*blocks)))


def _partitions(objects: int, arrows: int, most: tuple[int, int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Multisets of (objects, arrows) of connected categories with these sums, as non-increasing sequences from `most` on."""
    if not objects:
        if not arrows:
            yield ()
        return
    for n in range(min(objects, most[0]), 0, -1):
        # n connected objects take 2n - 1 arrows, and so does every other object at least one
        for m in range(arrows - (objects - n), 2 * n - 2, -1):
            if (n, m) <= most:
                for rest in _partitions(objects - n, arrows - m, (n, m)):
                    yield (n, m), *rest


@lru_cache(maxsize=256)
def connected_hom_sizes(objects: int, arrows: int) -> tuple[Sizes, ...]:
    """The least matrix |C(A, B)| of each orbit that some connected category may have, in increasing order of the places of its arrows.

    Identities are there, and arrows compose: C(A, B), C(B, C) non-empty make C(A, C) non-empty.
    """
    n, found = objects, []
    pairs = [(a, b) for a in range(n) for b in range(n)]
    orders = list(permutations(range(n)))
    for places in combinations_with_replacement(pairs, arrows - n):
        sizes = [[int(a == b) for b in range(n)] for a in range(n)]
        for a, b in places:
            sizes[a][b] += 1
        if any(sizes[a][b] and sizes[b][c] and not sizes[a][c] for a, b, c in product(range(n), repeat=3)):
            continue
        matrix = tuple(map(tuple, sizes))
        if len(components(matrix)) == 1 and all(matrix <= _permuted(matrix, order) for order in orders):
            found.append(matrix)
    return tuple(found)


def components(sizes: Sizes) -> list[list[int]]:
    """The objects grouped by what arrows join, each group in increasing order, ordered by least object."""
    label = list(range(len(sizes)))
    for a, b in product(range(len(sizes)), repeat=2):
        if sizes[a][b] and label[a] != label[b]:
            low, high = sorted((label[a], label[b]))
            label = [low if x == high else x for x in label]
    return [[a for a, x in enumerate(label) if x == least] for least in sorted(set(label))]


def _block_diagonal(blocks: list[Sizes]) -> Sizes:
    n, rows = sum(map(len, blocks)), list[tuple[int, ...]]()
    for block in blocks:
        before = len(rows)
        rows += [(*(0,) * before, *row, *(0,) * (n - before - len(block))) for row in block]
    return tuple(rows)


def _permuted(sizes: Sizes, order: tuple[int, ...]) -> Sizes:
    return tuple(tuple(sizes[a][b] for b in order) for a in order)


@dataclass(frozen=True, eq=False)
class Shape:
    """The arrows of categories with one hom-size matrix: identities first, then by dom and cod. `dom`, `cod`: int64[m]."""

    sizes: Sizes
    dom: Numbers
    cod: Numbers

    @property
    def objects(self) -> int:
        """The number of objects."""
        return len(self.sizes)

    @property
    def arrows(self) -> int:
        """The number of arrows, identities included."""
        return len(self.dom)


def shape(sizes: Sizes) -> Shape:
    """The arrows for a hom-size matrix."""
    n = len(sizes)
    more = [(a, b) for a in range(n) for b in range(n) for _ in range(sizes[a][b] - (a == b))]
    ends = np.array([*((a, a) for a in range(n)), *more], dtype=np.int64).reshape(-1, 2)
    return Shape(sizes, ends[:, 0], ends[:, 1])


def tables(s: Shape) -> Iterator[Rows]:
    """int16[N, m * m] blocks: composition tables (f ; g at m f + g, -1 without one), one of each isomorphism class of categories of this shape.

    The shape has a matrix that `hom_sizes` gives.
    """
    parts = components(s.sizes)
    if len(parts) == 1:
        yield from least_tables(_problem(s))
        return
    matrices = [tuple(tuple(s.sizes[a][b] for b in part) for a in part) for part in parts]
    several = [combinations_with_replacement(range(len(_connected(matrix))), count) for matrix, count in Counter(matrices).items()]
    choices = (tuple(chain(*choice)) for choice in product(*several))  # equal matrices stand side by side
    while block := list(islice(choices, BLOCK)):
        yield _sums(s, parts, matrices, np.array(block, dtype=np.int64).reshape(len(block), len(parts)))


@lru_cache(maxsize=1024)
def _connected(matrix: Sizes) -> Rows:
    """All tables of a connected matrix."""
    s = shape(matrix)
    return np.concatenate([np.empty((0, s.arrows**2), np.int16), *least_tables(_problem(s))])


def _sums(s: Shape, parts: list[list[int]], matrices: list[Sizes], chosen: Numbers) -> Rows:
    """int16[N, m * m]: the sums of the tables number chosen[i, k] of the k-th component."""
    m = s.arrows
    out = np.full((len(chosen), m * m), -1, dtype=np.int16)
    for k, (part, matrix) in enumerate(zip(parts, matrices, strict=True)):
        mine = np.flatnonzero(np.isin(s.dom, part)).astype(np.int16)  # in the order of the arrows of the component's own shape
        own = _connected(matrix)[chosen[:, k]]
        places = (mine.astype(np.int64)[:, None] * m + mine).ravel()
        out[:, places] = np.where(own < 0, -1, mine[np.maximum(own, 0)])
    return out


def categories(name: str, objects: int, arrows: int) -> Iterator[Category]:
    """One category of each isomorphism class with these numbers; objects A, B, ..., arrows f1, f2, ..."""
    letters, listed = tuple(map(_letter, range(objects))), tuple(f"f{i + 1}" for i in range(arrows - objects))
    for matrix in hom_sizes(objects, arrows):
        s = shape(matrix)
        dom, cod = s.dom.tolist(), s.cod.tolist()
        for block in tables(s):
            for table in block.reshape(len(block), arrows, arrows).tolist():
                yield of_table(name, letters, listed, dom, cod, table)


def _letter(i: int) -> str:
    return chr(ord("A") + i) if i < 26 else f"A{i}"


def _problem(s: Shape) -> _Compositions:
    n, m = s.objects, s.arrows
    start = np.full(m * m, -1, dtype=np.int16)
    for f in range(m):
        start[int(s.dom[f]) * m + f] = start[f * m + int(s.cod[f])] = f
    # squares first: they leave few relabellings undecided
    cells = sorted(((f, g) for f in range(n, m) for g in range(n, m) if s.cod[f] == s.dom[g]), key=lambda cell: (cell[0] != cell[1], cell))
    hom = {(a, b): np.flatnonzero((s.dom == a) & (s.cod == b)).astype(np.int16) for a in range(n) for b in range(n)}
    choices = tuple(hom[int(s.dom[f]), int(s.cod[g])] for f, g in cells)
    source, value = _relabellings(s, cells)
    return _Compositions(start, np.array([f * m + g for f, g in cells], dtype=np.int64), choices, source, value, s, tuple(cells))


def _relabellings(s: Shape, cells: list[tuple[int, int]]) -> tuple[Numbers, Rows]:
    """All permutations of arrows that keep identities, dom and cod, as the moves of `Tables`; none where no cell is to be filled."""
    n, m = s.objects, s.arrows
    if not cells:
        return np.empty((0, 0), np.int64), np.empty((0, m), np.int16)
    kept = [order for order in permutations(range(n)) if _permuted(s.sizes, order) == s.sizes]
    count = len(kept) * prod(factorial(s.sizes[a][b] - (a == b)) for a in range(n) for b in range(n))
    if count > RELABELLINGS:
        raise TooLarge(f"{count:,} relabellings of {m} arrows (limit {RELABELLINGS:,})")
    free = {(a, b): [f for f in range(n, m) if s.dom[f] == a and s.cod[f] == b] for a in range(n) for b in range(n)}
    number = {cell: i for i, cell in enumerate(cells)}
    source, value = [], []
    for order in kept:
        for images in product(*(permutations(free[order[a], order[b]]) for a in range(n) for b in range(n))):
            new = [*order, *range(n, m)]
            for (a, b), image in zip(product(range(n), repeat=2), images, strict=True):
                for f, g in zip(free[a, b], image, strict=True):
                    new[f] = g
            old = sorted(range(m), key=new.__getitem__)
            if old != new or old != list(range(m)):
                source.append([number[old[f], old[g]] for f, g in cells])
                value.append(new)
    return np.array(source, dtype=np.int64).reshape(-1, len(cells)), np.array(value, dtype=np.int16).reshape(-1, m)


@dataclass(frozen=True, eq=False)
class _Compositions(Tables):
    """Composition tables: associativity is tested as soon as the four composites of three arrows are known, in all roles of the new one."""

    shape: Shape
    pairs: tuple[tuple[int, int], ...]

    def contradicted(self, rows: Rows, cell: int) -> npt.NDArray[np.bool_]:
        s, m = self.shape, self.shape.arrows
        f, g = self.pairs[cell]
        flat, base = rows.ravel(), np.arange(len(rows), dtype=np.int64) * (m * m)
        x = rows[:, f * m + g].astype(np.int64)
        bad = np.zeros(len(rows), dtype=np.bool_)

        def composite(a: Numbers | int, b: Numbers | int) -> Numbers:
            """a ; b in every row, -1 where it is not known."""
            found: Numbers = np.where((np.asarray(a) < 0) | (np.asarray(b) < 0), -1, flat[base + np.maximum(a, 0) * m + np.maximum(b, 0)])
            return found

        def differ(left: Numbers, right: Numbers) -> npt.NDArray[np.bool_]:
            apart: npt.NDArray[np.bool_] = (left >= 0) & (right >= 0) & (left != right)
            return apart

        for h in range(s.objects, m):
            if s.dom[h] == s.cod[g]:
                bad |= differ(composite(x, h), composite(f, composite(g, h)))
            if s.cod[h] == s.dom[f]:
                bad |= differ(composite(composite(h, f), g), composite(h, x))
        for p, q in self.pairs[: cell + 1]:
            made = rows[:, p * m + q]
            if s.cod[q] == s.dom[g] and s.dom[p] == s.dom[f] and s.cod[q] == s.cod[f]:
                bad |= (made == f) & differ(composite(p, composite(q, g)), x)
            if s.cod[f] == s.dom[p] and s.dom[p] == s.dom[g] and s.cod[q] == s.cod[g]:
                bad |= (made == g) & differ(composite(composite(f, p), q), x)
        return bad
