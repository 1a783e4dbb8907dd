"""Integer Cholesky factors: a positive definite matrix as a product L L^T and a strictly diagonally dominant remainder."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from operator import mul


def cholesky(a: Sequence[Sequence[int]], slack: int = 0) -> list[list[int]] | int:
    """Rows 0..i of the integer matrix L with A - L L^T strictly diagonally dominant by more than m slack in each row; or the row where it fails.

    A is symmetric m x m, only its lower triangle is read. Each diagonal entry keeps back what the remainders of the divisions in its row
    and column can come to, so a failure says that A is not positive definite or that its entries have too few digits. O(m^3).
    """
    m = len(a)
    lower: list[list[int]] = []
    remainders = 0  # a bound of the sum of the remainders left of the diagonal: each is less than the diagonal entry of its column
    for i in range(m):
        row: list[int] = []
        for j in range(i):
            row.append((a[i][j] - sum(map(mul, row, lower[j]))) // lower[j][j])
        free = a[i][i] - sum(map(mul, row, row))
        if free <= 0:
            return i
        left = free - remainders - (m - i) * (isqrt(free) + 1) - (m + 1) * slack - 1
        if left <= 0 or isqrt(left) == 0:
            return i
        row.append(isqrt(left))
        remainders += row[i]
        lower.append(row)
    return lower
