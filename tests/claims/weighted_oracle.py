"""Weighted categories by brute force, straight from the definitions: lists of lists of Fractions, plain loops, nothing shared with the package."""

from __future__ import annotations

import random
from fractions import Fraction as Q
from itertools import combinations, permutations, product
from math import prod

Table = list[list[Q]]


def is_category(m: Table) -> bool:
    every = range(len(m))
    return all(m[x][x] == 1 for x in every) and all(m[x][y] * m[y][z] <= m[x][z] for x, y, z in product(every, repeat=3))


def closure(m: Table) -> Table:
    """The best of all walks of at most n steps."""
    n = len(m)
    best = [[Q(x == y) for y in range(n)] for x in range(n)]
    for _ in range(n):
        best = [[max([best[x][z], *(best[x][y] * m[y][z] for y in range(n))]) for z in range(n)] for x in range(n)]
    return best


def arrow(a: Q, b: Q) -> Q:
    """The largest q in [0, 1] with q a <= b."""
    return Q(1) if a == 0 or b >= a else b / a


def is_task(m: Table, t: list[Q]) -> bool:
    return all(m[x][y] * t[y] <= t[x] for x, y in product(range(len(m)), repeat=2))


def transposed(m: Table) -> Table:
    return [list(row) for row in zip(*m, strict=True)]


def nat(s: list[Q], t: list[Q]) -> Q:
    return min([Q(1), *(arrow(a, b) for a, b in zip(s, t, strict=True))])


def column(m: Table, p: int) -> list[Q]:
    return [row[p] for row in m]


def represented(m: Table, t: list[Q]) -> list[int]:
    return [p for p in range(len(m)) if column(m, p) == t]


def degree(m: Table, t: list[Q]) -> Q:
    return max([Q(0), *(min(nat(t, column(m, p)), nat(column(m, p), t)) for p in range(len(m)))])


def prompted(m: Table, t: list[Q]) -> bool:
    """Some P answers every x with Nat(h_x, h_P) = t(x)."""
    return any(all(nat(column(m, x), column(m, p)) == t[x] for x in range(len(m))) for p in range(len(m)))


def extends(b: Table, k: list[int], f: list[Q]) -> bool:
    """Some task G on b with G(k a) = f(a): raise values from 0 as far as the law demands, and see whether a given one is passed."""
    g = [Q(0)] * len(b)
    for a, x in enumerate(k):
        if g[x] not in (Q(0), f[a]) or any(f[a] != f[c] for c, y in enumerate(k) if y == x):
            return False
        g[x] = f[a]
    while True:
        new = [max(b[x][y] * g[y] for y in range(len(b))) for x in range(len(b))]
        if new == g:
            return all(g[x] == f[a] for a, x in enumerate(k))
        g = [max(pair) for pair in zip(new, g, strict=True)]
        if any(g[x] != f[a] for a, x in enumerate(k)):
            return False


def lan(b: Table, k: list[int], f: list[Q]) -> list[Q]:
    """For a task: max over a of b(x, k a) f(a)."""
    return [max([Q(0), *(b[x][y] * f[a] for a, y in enumerate(k))]) for x in range(len(b))]


def ran(b: Table, k: list[int], f: list[Q]) -> list[Q]:
    """For a task: min over a of [b(k a, x), f(a)]."""
    return [min([Q(1), *(arrow(b[y][x], f[a]) for a, y in enumerate(k))]) for x in range(len(b))]


def residual(m: Table) -> Table:
    n = len(m)
    return [[min([Q(1), *(arrow(m[z][x], m[z][y]) for z in range(n))]) for y in range(n)] for x in range(n)]


def determinant(m: Table) -> Q:
    """Leibniz' formula."""
    total = Q(0)
    for g in permutations(range(len(m))):
        sign = (-1) ** sum(g[i] > g[j] for i, j in combinations(range(len(m)), 2))
        total += sign * prod((m[i][g[i]] for i in range(len(m))), start=Q(1))
    return total


def magnitude(m: Table) -> Q | None:
    """The sum of the entries of the inverse, by Cramer's rule; None if there is no inverse."""
    n, whole = len(m), determinant(m)
    if whole == 0:
        return None
    replaced = ([[Q(1) if y == column else m[x][y] for y in range(n)] for x in range(n)] for column in range(n))
    return sum((determinant(r) / whole for r in replaced), Q(0))


def rank(rows: Table) -> int:
    """The size of the largest minor that is not 0."""
    width = len(rows[0]) if rows else 0
    for size in range(min(len(rows), width), 0, -1):
        for chosen in combinations(rows, size):
            if any(determinant([[row[c] for c in columns] for row in chosen]) != 0 for columns in combinations(range(width), size)):
                return size
    return 0


def reversible(p: Table) -> bool:
    """Some m > 0 with m(x) p(x, y) = m(y) p(y, x): m(0) = 1 decides the others."""
    n = len(p)
    m = [p[0][x] / p[x][0] for x in range(n)]
    return all(m[x] * p[x][y] == m[y] * p[y][x] for x, y in product(range(n), repeat=2))


# ---------------------------------------------------------------- random worlds

GRIDS = ([Q(0), Q(1)], [Q(0), Q(1, 2), Q(1)], [Q(0), Q(1, 3), Q(1, 2), Q(2, 3), Q(1)], [Q(i, 12) for i in range(13)], [Q(1, 2**i) for i in range(5)])


def random_matrix(rng: random.Random, n: int) -> Table:
    grid = rng.choice(GRIDS)
    m = [[rng.choice(grid) for _ in range(n)] for _ in range(n)]
    for x in range(n):
        m[x][x] = Q(1) if rng.random() < 0.93 else rng.choice(grid)
    return m


def random_category(rng: random.Random, n: int) -> Table:
    return closure(random_matrix(rng, n))


def random_task(rng: random.Random, m: Table) -> list[Q]:
    """A random task: one generated by random values, a column, or a column that has been changed a little and made a task again."""
    n = len(m)
    raw = [rng.choice(rng.choice(GRIDS)) for _ in range(n)]
    if n and rng.random() < 0.5:
        raw = column(m, rng.randrange(n))
        if rng.random() < 0.5:
            raw[rng.randrange(n)] = rng.choice(GRIDS[2])
    return [max([Q(0), *(m[x][y] * raw[y] for y in range(n))]) for x in range(n)]
