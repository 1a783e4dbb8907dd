"""All categories with given numbers of objects and arrows, up to isomorphism."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from math import factorial, prod

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge, from_table
from presheaf.model.category import Category
from presheaf.model.small.orbits import Numbers, Rows, Tables, least_tables

RELABELLINGS = 50_000  # of one hom-size matrix
Sizes = tuple[tuple[int, ...], ...]


def hom_sizes(objects: int, arrows: int) -> Iterator[Sizes]:
    """The matrices |C(A, B)| with that many objects and arrows that some category may have, one for each orbit of the objects.

    The least of its orbit is given; identities are there, and arrows compose: C(A, B), C(B, C) non-empty make C(A, C) non-empty.
    """
    n, free = objects, arrows - objects
    pairs = [(a, b) for a in range(n) for b in range(n)]
    if free < 0 or (not n and free):
        return
    orders = list(permutations(range(n)))
    for places in combinations_with_replacement(pairs, free):
        sizes = [[int(a == b) for b in range(n)] for a in range(n)]
        for a, b in places:
            sizes[a][b] += 1
        if any(sizes[a][b] and sizes[b][c] and not sizes[a][c] for a, b, c in product(range(n), repeat=3)):
            continue
        matrix = tuple(map(tuple, sizes))
        if all(matrix <= _permuted(matrix, order) for order in orders):
            yield matrix


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
    """int16[N, m * m] blocks: composition tables (f ; g at m f + g, -1 without one), one of each isomorphism class of categories of this shape."""
    yield from least_tables(_problem(s))


def categories(name: str, objects: int, arrows: int) -> Iterator[Category]:
    """One category of each isomorphism class with these numbers; objects A, B, ..., arrows f1, f2, ..."""
    for matrix in hom_sizes(objects, arrows):
        s = shape(matrix)
        n, m = s.objects, s.arrows
        ends = s.dom[n:].astype(np.int32), s.cod[n:].astype(np.int32)
        letters = [_letter(i) for i in range(n)]
        listed = [f"f{i + 1}" for i in range(m - n)]
        for block in tables(s):
            for row in block:
                table = row.astype(np.int32).reshape(m, m)[n:, n:]
                yield from_table(name, letters, listed, *ends, np.where(table < n, -1 - table, table - n))


def _letter(i: int) -> str:
    return chr(ord("A") + i) if i < 26 else f"A{i}"


def _problem(s: Shape) -> _Compositions:
    n, m = s.objects, s.arrows
    start = np.full(m * m, -1, dtype=np.int16)
    for f in range(m):
        start[int(s.dom[f]) * m + f] = start[f * m + int(s.cod[f])] = f
    cells = [(f, g) for f in range(n, m) for g in range(n, m) if s.cod[f] == s.dom[g]]
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
