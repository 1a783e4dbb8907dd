"""The rank of what a kernel should be: exact where that is cheap, else a lower bound from arithmetic modulo a prime."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from presheaf.exact.lazily import flint
from presheaf.exact.linear import ranked
from presheaf.model.rationals import Rationals
from presheaf.model.target import Dense, Labels, Sparse, Target

PRIME = 2_147_483_647
MATRIX = 4_000_000  # entries of a matrix that is reduced modulo the prime
EXACT = 200_000  # entries of one that is reduced over the rationals


def rank(target: Target) -> tuple[int, bool] | None:
    """(r, whether the rank of H over the rationals is r, else it is at least r); None where the matrix is too large or a prime divides it."""
    n, m = target.shape
    if isinstance(target, Labels) and not target.different:
        return (len(np.intersect1d(target.rows, target.columns)) if target.same else 0), True
    if n * m > MATRIX:
        return None
    table = residues(target)
    if table is None:
        return None
    r = int(flint().nmod_mat(n, m, table.ravel().tolist(), PRIME).rank())
    if r == min(n, m):
        return r, True
    if n * m > EXACT:
        return r, False
    rows = []
    for i in range(n):
        row = [target.exact(i, j) for j in range(m)]
        scale = lcm(*(x.denominator for x in row))
        rows.append([int(x * scale) for x in row])
    return len(ranked(rows)[0]), True


def residues(target: Target) -> npt.NDArray[np.int64] | None:
    """H modulo PRIME, int64[n, m]; None if PRIME divides a denominator."""
    n, m = target.shape
    if isinstance(target, Labels):
        same, different = _reduced(Rationals(*_pair(target.same))), _reduced(Rationals(*_pair(target.different)))
        if same is None or different is None:
            return None
        return np.where(target.rows[:, None] == target.columns, same, different)
    if isinstance(target, Dense):
        return _reduced(Rationals(target.num, target.den))
    assert isinstance(target, Sparse)
    values = _reduced(target.values)
    if values is None:
        return None
    out = np.zeros((n, m), np.int64)
    out[np.repeat(np.arange(n), np.diff(target.start)), target.columns] = values
    return out


def _pair(x: Fraction) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    return np.array([x.numerator], object), np.array([x.denominator], object)


def _reduced(values: Rationals) -> npt.NDArray[np.int64] | None:
    num = np.asarray(values.num % PRIME, np.int64)
    dens, place = np.unique(values.den, return_inverse=True)
    if any(int(d) % PRIME == 0 for d in dens):
        return None
    inverse = np.array([pow(int(d), -1, PRIME) for d in dens], np.int64)
    return np.asarray(num * inverse[place.reshape(num.shape)] % PRIME, np.int64)  # factors below 2^31
