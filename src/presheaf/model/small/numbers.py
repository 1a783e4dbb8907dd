"""How many small structures there are: exactly where that is known, else a bound. To be asked before anything is enumerated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, exp, inf, log

from presheaf.model.category import Category
from presheaf.model.setfunctor import Variance
from presheaf.model.small.setfunctors import sizes

CATEGORIES = (
    (1,),
    (2, 3),
    (7, 16, 20, 21),
    (35, 77, 111, 127, 131, 132),
    (228, 485, 716, 862, 926, 945, 949, 950),
    (2237, 4013, 5623, 6739, 7349, 7598, 7674, 7693, 7697, 7698),
    (31559, 47648, 60322, 68990, 74212, 76742),
    (1668997, 1868036),
    (3685886630,),
    (105978177936292,),
)
"""Row k, column n - 1: categories with n objects and k arrows that are no identities.

First column: monoids (OEIS A058129). The others have been enumerated here; they add up to the published numbers of categories by arrows (OEIS
A125696) for up to 8 arrows, and 1868036 is what those for 9 arrows leave.
"""
VECTORS = 100_000  # of sizes of the sets of a functor
MOST = 700.0  # the greatest logarithm of a bound that is written out


@dataclass(frozen=True)
class Estimate:
    """A number of structures: exact, or at least that many (`inf`: nothing better is known than that there are too many)."""

    number: float
    exact: bool


@lru_cache(maxsize=10_000)
def categories(objects: int, arrows: int) -> Estimate:
    """The number of categories with these numbers of objects and arrows, up to isomorphism.

    For k arrows beside the identities it does not decrease with the objects, since isolated ones can be added, and is the same from 2k objects
    on, since k arrows touch no more. Monoids do not become fewer with their order, since a new unit can be added.
    """
    k = arrows - objects
    if k < 0 or (not objects and k):
        return Estimate(0, True)
    if not objects:
        return Estimate(1, True)
    if k >= len(CATEGORIES):
        return Estimate(CATEGORIES[-1][0], False)
    row = CATEGORIES[k]
    return Estimate(row[min(objects, len(row)) - 1], objects <= len(row) or len(row) >= 2 * k)


def labelled_set_functors(c: Category, variance: Variance, elements: int) -> float:
    """At most so many set-valued functors with that many elements in all: choices of values for the generators, laws and isomorphisms aside."""
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    ends = list(zip(near[c.generators].tolist(), far[c.generators].tolist(), strict=True))
    if comb(elements + c.object_count, elements) > VECTORS:
        return inf
    logs = [sum(vector[x] * log(vector[y]) for x, y in ends if vector[x]) for vector in sizes(c, elements, variance)]
    return sum(exp(x) if x < MOST else inf for x in logs)
