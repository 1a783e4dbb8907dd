"""The enumeration of small structures against published sequences and counts from definitions; completeness follows from both.

Categories: all that are enumerated are categories, no two isomorphic, and as many as published. Functors: the same with Burnside's lemma.
"""

import os
import random
from collections import Counter

import pytest
from claim_oracle import isomorphic
from claim_worlds import Plain, PlainTask
from small_oracle import all_classes, canonical, is_category, labelled

from presheaf.model.builders import cyclic_group, symmetric_group
from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor, Variance
from presheaf.model.small import categories as small
from presheaf.model.small import numbers, orbits
from presheaf.model.small.categories import categories, components, hom_sizes, shape, tables
from presheaf.model.small.setfunctors import set_functors

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
# OEIS A125696, by number of objects
PUBLISHED = {5: [228, 77, 20, 3, 1], 6: [2237, 485, 111, 21, 3, 1], 7: [31559, 4013, 716, 127, 21, 3, 1]}
TOTAL = [1, 1, 3, 11, 55, 329, 2858, 36440, 1723286, 3687822810]
BOTH: tuple[Variance, Variance] = ("contravariant", "covariant")


def number(objects: int, arrows: int) -> int:
    return sum(len(block) for matrix in hom_sizes(objects, arrows) for block in tables(shape(matrix)))


def plain(objects: int, arrows: int) -> list[Plain]:
    """The categories with these numbers in the oracle's form."""
    found = []
    for matrix in hom_sizes(objects, arrows):
        s = shape(matrix)
        ends = tuple(s.dom.tolist()), tuple(s.cod.tolist())
        found += [Plain(objects, *ends, tuple(map(tuple, row))) for block in tables(s) for row in block.reshape(-1, arrows, arrows).tolist()]
    return found


def plain_of(c: Category) -> Plain:
    assert c.table is not None
    return Plain(c.object_count, tuple(c.dom.tolist()), tuple(c.cod.tolist()), tuple(map(tuple, c.table.tolist())))


def plain_task(t: SetFunctor, base: Plain) -> PlainTask:
    near = t.category.cod if t.variance == "contravariant" else t.category.dom
    start, act = t.start.tolist(), []
    for f in range(base.arrows):
        over = range(start[near[f]], start[near[f] + 1])
        end = t.category.dom[f] if t.variance == "contravariant" else t.category.cod[f]
        word = t.category.word(f)
        images = []
        for x in over:
            for s in reversed(word) if t.variance == "contravariant" else word:
                x = int(t.action[t.action_start[s] + x - start[t.source_object[s]]])
            images.append(x - start[end])
        act.append(tuple(images))
    return PlainTask(base, t.variance == "contravariant", tuple(t.sizes.tolist()), tuple(act))


# ---------------------------------------------------------------- categories


@pytest.mark.parametrize("arrows", range(1, 6))
def test_categories_are_different_categories(arrows: int) -> None:
    found = [c for objects in range(1, arrows + 1) for c in plain(objects, arrows)]
    assert len(found) == TOTAL[arrows]
    assert all(map(is_category, found))
    assert len(set(map(canonical, found))) == len(found)


@pytest.mark.parametrize("arrows", [5, 6, pytest.param(7, marks=pytest.mark.skipif(not FULL, reason="ten seconds"))])
def test_numbers_by_objects(arrows: int) -> None:
    assert [number(objects, arrows) for objects in range(1, arrows + 1)] == PUBLISHED[arrows]


def test_categories_with_six_arrows_and_more_than_one_object() -> None:
    found = [c for objects in range(2, 7) for c in plain(objects, 6)]
    assert all(map(is_category, found))
    assert len(set(map(canonical, found))) == len(found) == TOTAL[6] - 2237


@pytest.mark.skipif(not FULL, reason="ten seconds")
def test_eight_arrows_without_monoids() -> None:
    assert sum(number(objects, 8) for objects in range(2, 9)) == TOTAL[8] - 1668997


def test_sums_of_connected_categories_are_made_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plain(2, 5)
    monkeypatch.setattr(small, "BLOCK", 7)
    monkeypatch.setattr(orbits, "PAIRS", 5)
    assert plain(2, 5) == whole
    assert any(len(components(matrix)) == 2 for matrix in hom_sizes(2, 5))


def test_posets_and_preorders() -> None:
    """Categories with at most one arrow between two objects: A000112 and A001930 by points."""

    def preorders(points: int, arrows: int) -> list[tuple[tuple[int, ...], ...]]:
        return [m for m in hom_sizes(points, arrows) if all(size <= 1 for row in m for size in row)]

    assert [sum(len(preorders(n, m)) for m in range(n * n + 1)) for n in range(4)] == [1, 1, 3, 9]
    antisymmetric = [
        sum(not any(m[a][b] and m[b][a] for a in range(n) for b in range(a)) for k in range(n * (n + 1) // 2 + 1) for m in preorders(n, k))
        for n in range(5 if FULL else 4)
    ]
    assert antisymmetric == [1, 1, 2, 5, 16][: len(antisymmetric)]
    assert all(number(3, m) and sum(len(b) for b in tables(shape(matrix))) == 1 for m in (6, 7) for matrix in preorders(3, m))


def test_groupoids() -> None:
    """By arrows: the Euler transform of the sums, over k with k^2 | n, of the numbers of groups of order n / k^2."""

    def is_groupoid(c: Plain) -> bool:
        return all(any(c.comp[f][g] == c.dom[f] and c.comp[g][f] == c.cod[f] for g in range(c.arrows)) for f in range(c.arrows))

    found = [sum(is_groupoid(c) for n in range(1, m + 1) for c in plain(n, m)) for m in range(1, 8 if FULL else 7)]
    assert found == [1, 2, 3, 7, 9, 16, 22][: len(found)]


def test_estimates_are_the_numbers() -> None:
    for arrows in range(7):
        for objects in range(arrows + 1):
            estimate = numbers.categories(objects, arrows)
            if arrows < 6 or objects > 1:
                assert (number(objects, arrows), True) == (estimate.number, estimate.exact)
    assert [sum(numbers.categories(n, m).number for n in range(1, m + 1)) for m in range(1, 10)] == TOTAL[1:]
    assert [numbers.categories(n, n + 4) for n in (8, 9, 50)] == [numbers.Estimate(950, True)] * 3
    assert number(9, 13) == 950
    assert not numbers.categories(7, 13).exact
    assert not numbers.categories(3, 40).exact
    assert [numbers.categories(*pair).number for pair in ((3, 2), (0, 1), (0, 0))] == [0, 0, 1]


@pytest.mark.parametrize("variance", BOTH)
def test_bounds_on_set_functors(variance: Variance) -> None:
    for c in [c for m in range(1, 5) for n in range(1, m + 1) for c in categories("C", n, m)]:
        for elements in range(4):
            bound = numbers.labelled_set_functors(c, variance, elements)
            assert len(list(set_functors("T", c, variance, elements))) <= bound + 1e-6
    assert numbers.labelled_set_functors(cyclic_group("Z", 2), variance, 300) == float("inf")


# ---------------------------------------------------------------- set-valued functors


@pytest.mark.parametrize("variance", BOTH)
@pytest.mark.parametrize("arrows", [1, 2, 3])
def test_set_functors_are_different_and_as_many_as_burnside_counts(arrows: int, variance: Variance) -> None:
    for c in [c for n in range(1, arrows + 1) for c in categories("C", n, arrows)]:
        base = plain_of(c)
        for elements in range(5 if FULL or arrows < 3 else 4):
            found = [plain_task(t, base) for t in set_functors("T", c, variance, elements)]
            assert len(found) == all_classes(base, elements, variance == "contravariant")
            for sizes in {t.sizes for t in found}:
                of_size = [t for t in found if t.sizes == sizes]
                assert {t.act for t in of_size} <= set(labelled(base, sizes, variance == "contravariant"))
                assert not any(isomorphic(s, t) for i, s in enumerate(of_size) for t in of_size[:i])


def test_set_functors_on_larger_categories() -> None:
    rng = random.Random(4)
    every = [c for m in (4, 5, 6) for n in range(1, m + 1) for c in categories("C", n, m)]
    for c in rng.sample(every, len(every) if FULL else 15):
        variance = rng.choice(BOTH)
        elements = rng.randint(2, 4 if c.arrow_count < 6 else 3)
        assert len(list(set_functors("T", c, variance, elements))) == all_classes(plain_of(c), elements, variance == "contravariant"), plain_of(c)


def test_tasks_in_the_scope_of_theorem_one() -> None:
    """With at most 4 elements on the categories with at most 5 arrows (with PRESHEAF_EXHAUSTIVE; else at most 4 arrows)."""
    total: Counter[int] = Counter()
    for arrows in range(1, 6 if FULL else 5):
        for c in [c for n in range(1, arrows + 1) for c in categories("C", n, arrows)]:
            base = plain_of(c)
            for elements in range(5 if FULL else 4):
                mine = len(list(set_functors("T", c, "contravariant", elements)))
                assert mine == all_classes(base, elements, True)
                total[elements] += mine
    assert dict(total) == ({0: 399, 1: 509, 2: 1480, 3: 3941, 4: 11851} if FULL else {0: 70, 1: 92, 2: 229, 3: 477})


def test_sums_of_orbits() -> None:
    """Sets with a permutation of order 2 or 3, and with three commuting ones: transitive sets are quotients by subgroups."""
    assert [len(list(set_functors("T", cyclic_group("Z", 3), "covariant", n))) for n in range(8)] == [n // 3 + 1 for n in range(8)]
    assert [len(list(set_functors("T", symmetric_group("S", 3), "contravariant", n))) for n in range(7)] == [1, 1, 2, 3, 4, 5, 8]
