"""Parts and quotients one step smaller, and structures written anew, against the definitions."""

from __future__ import annotations

import os
import random
from itertools import product

import numpy as np
import pytest

from corpus import load
from presheaf.model.category import Category
from presheaf.model.declaring import declaration
from presheaf.model.readable import presented, readable
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.small.categories import categories
from presheaf.model.small.setfunctors import set_functors
from presheaf.model.smaller import merged_arrows, merged_elements, steps, without_arrow, without_element, without_object
from presheaf.model.structure import Structure

SMALL = [c for n in range(4) for m in range(n, 4) for c in categories("K", n, m)]
FOUR = [c for n in range(1, 5) for c in categories("K", n, 4)]
ALL = SMALL + random.Random(1).sample(FOUR, int(os.environ.get("PRESHEAF_CATEGORIES", "14")))


def worlds() -> list[tuple[Category, SetFunctor]]:
    rng = random.Random(5)
    out = []
    for c in ALL:
        every = [t for v in ("contravariant", "covariant") for e in range(4) for t in set_functors("T", c, v, e)]  # type: ignore[arg-type]
        out += [(c, t) for t in rng.sample(every, min(1, len(every)))]
    return out


def lawful(c: Category, t: SetFunctor) -> None:
    """C is a category and T a functor, by definition."""
    m = c.arrow_count
    for f, g in product(range(m), repeat=2):
        if c.cod[f] == c.dom[g]:
            h = c.compose(f, g)
            assert (c.dom[h], c.cod[h]) == (c.dom[f], c.cod[g])
            for k in range(m):
                if c.cod[g] == c.dom[k]:
                    assert c.compose(h, k) == c.compose(f, c.compose(g, k))
            first, second = (g, f) if t.variance == "contravariant" else (f, g)
            near = c.cod if t.variance == "contravariant" else c.dom
            x = np.arange(t.start[near[first]], t.start[near[first] + 1], dtype=np.int32)
            step = t.act(x, np.full(len(x), first, np.int32))
            assert np.array_equal(t.act(step, np.full(len(x), second, np.int32)), t.act(x, np.full(len(x), h, np.int32)))
    assert sum(t.sizes.tolist()) == t.size == len(t.element_names)


def test_every_step_leads_to_a_smaller_structure() -> None:
    taken = set()
    for c, t in worlds():
        for step in steps((c, t)):
            smaller, over = step.world
            assert isinstance(smaller, Category)
            assert isinstance(over, SetFunctor)
            assert over.category is smaller
            sizes = (smaller.object_count, smaller.arrow_count, over.size)
            assert sizes != (c.object_count, c.arrow_count, t.size)
            assert all(a <= b for a, b in zip(sizes, (c.object_count, c.arrow_count, t.size), strict=True))
            lawful(smaller, over)
            taken.add((step.text.split()[0], step.text.split()[2]))
    assert len(taken) == 4


def test_parts_and_quotients_against_their_definitions() -> None:
    """A part has all that does not need what is left out; a quotient is the coarsest that makes two things one."""
    for c, t in worlds():
        m = c.arrow_count
        for x in range(c.object_count):
            assert without_object(c, x).new.arrow_count == sum(int(c.dom[f]) != x != int(c.cod[f]) for f in range(m))
        for f in range(c.object_count, m):
            made = any(c.compose(a, b) == f for a, b in product(range(m), repeat=2) if f not in (a, b) and c.cod[a] == c.dom[b])
            assert (without_arrow(c, f) is None) == made
        for f, g in product(range(m), repeat=2):
            if f < g and c.dom[f] == c.dom[g] and c.cod[f] == c.cod[g]:
                assert merged_arrows(c, f, g).new.arrow_count == m - len_of_congruence(c, f, g)
        for x in range(t.size):
            reach = {y for y in range(t.size) if x in orbit(t, y)}
            assert without_element(t, x).size == t.size - len(reach)
        for x, y in product(range(t.size), repeat=2):
            if x < y and t.over[x] == t.over[y]:
                assert merged_elements(t, x, y).size == t.size - joined(t, x, y)


def orbit(t: SetFunctor, x: int) -> set[int]:
    near = t.category.cod if t.variance == "contravariant" else t.category.dom
    return {int(t.act(np.array([x], np.int32), np.array([f], np.int32))[0]) for f in np.flatnonzero(near == t.over[x])}


def len_of_congruence(c: Category, f: int, g: int) -> int:
    """How many arrows disappear: classes under f = g closed under composition on both sides, by iterating to a fixed point."""
    classes = [{a} for a in range(c.arrow_count)]
    pairs = {(f, g)}
    while True:
        for a, b in pairs:
            one, two = next(k for k in classes if a in k), next(k for k in classes if b in k)
            if one is not two:
                classes = [k for k in classes if k is not one and k is not two] + [one | two]
        more = {
            (left, right)
            for k in classes
            for a, b in product(k, repeat=2)
            for h in range(c.arrow_count)
            for left, right in ([(c.compose(a, h), c.compose(b, h))] if c.cod[a] == c.dom[h] else [])
            + ([(c.compose(h, a), c.compose(h, b))] if c.cod[h] == c.dom[a] else [])
        }
        if all(any(a in k and b in k for k in classes) for a, b in more):
            return c.arrow_count - len(classes)
        pairs = more


def joined(t: SetFunctor, x: int, y: int) -> int:
    """How many elements disappear when x and y become one: components of the graph of pairs of images."""
    near = t.category.cod if t.variance == "contravariant" else t.category.dom
    arrows = np.flatnonzero(near == t.over[x]).astype(np.int32)
    pairs = [t.act(np.full(len(arrows), z, np.int32), arrows).tolist() for z in (x, y)]
    root = list(range(t.size))
    for a, b in zip(*pairs, strict=True):
        low, high = sorted((root[a], root[b]))
        root = [low if r == high else r for r in root]
    return t.size - len(set(root))


# ---------------------------------------------------------------- written anew


@pytest.mark.parametrize("n", range(5))
def test_categories_written_anew_are_the_same(n: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """They parse, and the isomorphism that is given is one."""
    for i, c in enumerate(c for c in ALL if c.object_count == n):
        change = presented(c)
        (folder := tmp_path_factory.mktemp("anew") / str(i)).mkdir()
        again = load(declaration(change.new) + "\n", folder)
        assert not again.failed, declaration(change.new)
        assert again.structures["K"].arrow_count == c.arrow_count  # type: ignore[attr-defined]
        assert sorted(change.arrows.tolist()) == list(range(c.arrow_count))
        assert change.number[change.arrows].tolist() == list(range(c.arrow_count))
        for f, g in product(range(c.arrow_count), repeat=2):
            if change.new.cod[f] == change.new.dom[g]:
                assert change.arrows[change.new.compose(f, g)] == c.compose(int(change.arrows[f]), int(change.arrows[g]))


def test_everything_over_a_category_is_carried_along() -> None:
    for c, t in worlds():
        (d, u), (change,) = readable((c, t))
        assert isinstance(d, Category)
        assert isinstance(u, SetFunctor)
        lawful(d, u)
        assert sorted(u.sizes[change.object_number].tolist()) == sorted(t.sizes.tolist())
        assert u.sizes[change.object_number].tolist() == t.sizes.tolist()
        assert len(set(u.element_names)) == u.size
        fixed: list[list[int]] = []
        for s, v in ((t, np.arange(c.arrow_count)), (u, change.number)):
            near = s.category.cod if s.variance == "contravariant" else s.category.dom
            row = []
            for f in range(c.arrow_count):
                x = np.arange(s.start[near[v[f]]], s.start[near[v[f]] + 1], dtype=np.int32)
                row.append(len(set(s.act(x, np.full(len(x), v[f], np.int32)).tolist())))
            fixed.append(row)
        assert fixed[0] == fixed[1]


def test_arrows_point_forwards_and_names_are_not_those_of_the_category() -> None:
    for c in ALL:
        new = presented(c).new
        assert c.name not in new.names.objects
        if not any(c.dom[f] != c.cod[f] and len(c.hom(int(c.cod[f]), int(c.dom[f]))) for f in range(c.arrow_count)):
            ends: list[tuple[int, int]] = [(int(new.dom[f]), int(new.cod[f])) for f in range(new.arrow_count)]
            assert all(a <= b for a, b in ends), declaration(new)


def test_worlds_in_which_a_step_is_impossible() -> None:
    """An object that a functor hits cannot go, its domain can."""
    from presheaf.model.functor_lists import functors

    (c,) = categories("C", 2, 2)
    (d,) = categories("D", 1, 1)
    f = functors("F", d, c, 10)[0]
    world: tuple[Structure, ...] = (c, d, f)
    assert f.on_objects.tolist() == [0]
    assert [s.text for s in steps(world)] == ["without the object B of C", "without the object A of D"]
