"""Small structures up to isomorphism: published numbers, and enumeration by definition."""

import os
from itertools import combinations

import pytest
from claim_oracle import isomorphic
from claim_worlds import all_categories, all_tasks, model

from presheaf.claims.engines import decide
from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.builders import chain, cyclic_group, discrete, symmetric_group
from presheaf.model.category import Category
from presheaf.model.laws import set_functor_failures
from presheaf.model.small import orbits
from presheaf.model.small.categories import categories, hom_sizes, shape, tables
from presheaf.model.small.setfunctors import set_functors
from presheaf.source import NOWHERE

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
# by number of objects: OEIS A125696 and the numbers of the theory's enumeration
NUMBERS = {1: [1], 2: [2, 1], 3: [7, 3, 1], 4: [35, 16, 3, 1], 5: [228, 77, 20, 3, 1], 6: [2237, 485, 111, 21, 3, 1]}


def number(objects: int, arrows: int) -> int:
    return sum(len(block) for matrix in hom_sizes(objects, arrows) for block in tables(shape(matrix)))


@pytest.mark.parametrize("arrows", NUMBERS)
def test_as_many_categories_as_published(arrows: int) -> None:
    assert [number(objects, arrows) for objects in range(1, arrows + 1)] == NUMBERS[arrows]


def test_the_empty_category_and_impossible_numbers() -> None:
    assert [number(0, arrows) for arrows in range(3)] == [1, 0, 0]
    assert [number(objects, 2) for objects in range(3, 5)] == [0, 0]


@pytest.mark.skipif(not FULL, reason="half a minute")
def test_monoids_of_order_seven() -> None:
    assert number(1, 7) == 31559


@pytest.mark.parametrize("block", [1, 7, 100])
def test_the_size_of_blocks_does_not_matter(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    whole = [row.tolist() for matrix in hom_sizes(1, 4) for rows in tables(shape(matrix)) for row in rows]
    monkeypatch.setattr(orbits, "BLOCK", block)
    assert [row.tolist() for matrix in hom_sizes(1, 4) for rows in tables(shape(matrix)) for row in rows] == whole


def is_isomorphic(c: Category, d: Category) -> bool:
    return decide(p.Claim("c", "small", 1, NOWHERE, "", p.Predicate("isomorphic", (c, d)), "holds")).status == "proved"


@pytest.mark.parametrize("arrows", [1, 2, 3])
def test_every_category_once(arrows: int) -> None:
    found = [c for objects in range(1, arrows + 1) for c in categories("C", objects, arrows)]
    assert all(c.arrow_count == arrows for c in found)
    assert not any(is_isomorphic(c, d) for c, d in combinations(found, 2))
    assert all(any(is_isomorphic(c, model(plain)[0]) for c in found) for plain in all_categories(arrows))


@pytest.mark.parametrize("contravariant", [True, False])
@pytest.mark.parametrize("arrows", [1, 2, 3])
def test_every_set_functor_once(arrows: int, contravariant: bool) -> None:
    """As many as there are classes, functorial, and no two isomorphic: then all of them."""
    for plain in all_categories(arrows):
        c = model(plain)[0]
        classes: list[object] = []
        for t in all_tasks(plain, 3, contravariant):
            if not any(isomorphic(t, other) for other in classes):  # type: ignore[arg-type]
                classes.append(t)
        found = [t for n in range(4) for t in set_functors("T", c, "contravariant" if contravariant else "covariant", n)]
        assert len(found) == len(classes)
        assert all(not list(set_functor_failures(t)) for t in found)
        same = [p.Predicate("isomorphic", pair) for pair in combinations(found, 2) if pair[0].sizes.tolist() == pair[1].sizes.tolist()]
        assert all(decide(p.Claim("c", "small", 1, NOWHERE, "", q, "holds")).status == "refuted" for q in same)


def test_numbers_of_set_functors() -> None:
    """On the free idempotent as many as partitions, on Z/2 one more than pairs fit, on a discrete category compositions."""
    (idempotent,) = [c for c in categories("C", 1, 2) if c.compose(1, 1) == 1]
    assert [len(list(set_functors("T", idempotent, "covariant", n))) for n in range(7)] == [1, 1, 2, 3, 5, 7, 11]
    assert [len(list(set_functors("T", cyclic_group("Z", 2), "contravariant", n))) for n in range(8)] == [n // 2 + 1 for n in range(8)]
    assert [len(list(set_functors("T", discrete("D", ["a", "b"]), "covariant", n))) for n in range(5)] == [1, 2, 3, 4, 5]
    assert [len(list(set_functors("T", discrete("D", []), "covariant", n))) for n in range(3)] == [1, 0, 0]
    # sums of S_3/H for the four classes of subgroups H, of index 6, 3, 2, 1
    assert [len(list(set_functors("T", symmetric_group("S", 3), "covariant", n))) for n in range(7)] == [1, 1, 2, 3, 4, 5, 8]


def test_too_large_is_said() -> None:
    with pytest.raises(TooLarge):
        list(set_functors("T", cyclic_group("Z", 2), "covariant", 12))
    with pytest.raises(TooLarge):
        list(set_functors("T", chain("C", 60), "covariant", 300))
