"""Realisability by brute force: determinants of all minors, over the rationals or with many digits. Shares nothing with the package."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import mpmath

mpmath.mp.dps = 80
ZERO = mpmath.mpf(10) ** -50


def determinant(rows: list[list[Any]]) -> Any:
    """Laplace expansion; the same for fractions and for numbers with many digits."""
    if not rows:
        return 1
    return sum((-1) ** j * rows[0][j] * determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) for j in range(len(rows)))


def sign(x: Any) -> int:
    exact = isinstance(x, Fraction | int)
    return 0 if (x == 0 if exact else abs(x) < ZERO) else 1 if x > 0 else -1


def rank(rows: list[list[Any]]) -> int:
    height, width = len(rows), len(rows[0]) if rows else 0
    for k in range(min(height, width), 0, -1):
        for up in combinations(range(height), k):
            for across in combinations(range(width), k):
                if sign(determinant([[rows[i][j] for j in across] for i in up])):
                    return k
    return 0


def semidefinite(g: list[list[Any]]) -> bool:
    return all(sign(determinant([[g[i][j] for j in s] for i in s])) >= 0 for k in range(1, len(g) + 1) for s in combinations(range(len(g)), k))


def log(x: Fraction) -> Any:
    return mpmath.log(mpmath.mpf(x.numerator) / x.denominator)


def least(table: list[list[Fraction]], kernel: str) -> int | None:
    """The least dimension in which the kernel realises the matrix; None if there is none."""
    n = len(table)
    if kernel == "two_tower":
        return rank(table)
    if kernel in ("softmax", "affine"):
        if any(x <= 0 for row in table for x in row) or any(sum(row) != 1 for row in table):
            return None
        ratios = [[log(x) - log(row[-1]) for x in row[:-1]] for row in table]
        if kernel == "affine":
            ratios = [[x - y for x, y in zip(row, ratios[0], strict=True)] for row in ratios[1:]]
        return rank(ratios)
    if any(table[i][j] != table[j][i] for i in range(n) for j in range(n)):
        return None
    if kernel != "dot" and any(table[i][i] != 1 for i in range(n)):
        return None
    if kernel in ("dot", "cosine"):
        return rank(table) if semidefinite(table) else None
    if any(x <= 0 for row in table for x in row):
        return None
    far = [[log(x) ** 2 if kernel == "laplace" else -log(x) for x in row] for row in table]
    gram = [[far[i][0] + far[0][j] - far[i][j] for j in range(1, n)] for i in range(1, n)]
    if not semidefinite(gram):
        return None
    if kernel != "spherical":
        return rank(gram)
    if all(x == 1 for row in table for x in row):
        return 1 if n else 0
    return rank(gram) if rank(far) == rank(gram) + 1 else None  # Gower
