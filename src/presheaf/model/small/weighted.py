"""All weighted matrices of a size with weights from a grid, up to isomorphism, and all tasks on one with values from a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import factorial

import numpy as np

from presheaf.model.rationals import rationals
from presheaf.model.setfunctor import Variance
from presheaf.model.weighted import Matrix, Weighted, WeightedTask, dense, is_category, task_failures


def matrices(name: str, objects: int, grid: Sequence[Fraction]) -> Iterator[Matrix]:
    """The matrices with weights from the increasing grid, objects x0, x1, ...; of those that permutations turn into each other the first one."""
    places = list(product(range(objects), repeat=2))
    moved = np.array([[g[x] * objects + g[y] for x, y in places] for g in permutations(range(objects))], dtype=np.int64).reshape(
        factorial(objects), len(places)
    )
    power = len(grid) ** np.arange(len(places), dtype=np.int64)[::-1]
    for number in range(len(grid) ** len(places)):
        digits = number // power % max(len(grid), 1)
        if (digits[moved] @ power >= number).all():
            rows = [[grid[d] for d in digits[x * objects : (x + 1) * objects].tolist()] for x in range(objects)]
            yield dense(name, [f"x{x}" for x in range(objects)], rows)


def weighted_tasks(name: str, m: Weighted, variance: Variance, grid: Sequence[Fraction]) -> Iterator[WeightedTask]:
    """The tasks or copresheaves with values from the increasing grid; none if the matrix is no category."""
    if not is_category(m):
        return
    for values in product(grid, repeat=m.object_count):
        t = WeightedTask(name, m, variance, rationals(values))
        if not task_failures(t):
            yield t
