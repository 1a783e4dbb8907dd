"""The presheaf of sieves against all subsets of arrows that are closed under composition in front."""

import itertools
import random

import numpy as np
import pytest
from plain import is_functor

from presheaf.model import builders, constructions
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate.paths import element_over
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.sieves import SievesOf, omega

TWO = builders.monoid("M", ["e"], np.array([[0]]))
SAMPLES = [
    builders.discrete("E", []),
    builders.discrete("D", ["x", "y"]),
    builders.chain("C", 4),
    builders.poset("P", ["a", "b", "c", "d"], [(0, 1), (0, 2), (1, 3), (2, 3)]),
    builders.walking_iso("W"),
    builders.cyclic_group("Z", 4),
    builders.simplex("S", 1),
    TWO,
    constructions.product("X", TWO, builders.chain("C", 2)),
]


def closed(c: Category, x: int) -> set[frozenset[int]]:
    """The sieves on x, by going through all sets of arrows into x."""
    into = [g for g in range(c.arrow_count) if c.cod[g] == x]
    sets = (frozenset(s) for k in range(len(into) + 1) for s in itertools.combinations(into, k))
    return {s for s in sets if all(c.compose(k, g) in s for g in s for k in range(c.arrow_count) if c.cod[k] == c.dom[g])}


def members(t: SetFunctor, at: int) -> frozenset[int]:
    """The arrows of a sieve."""
    assert isinstance(t.origin, SievesOf)
    x = int(t.over[at])
    return frozenset(t.category.into(x)[t.origin.members[x][at - t.start[x]]].tolist())


@pytest.mark.parametrize("c", SAMPLES, ids=lambda c: c.name)
def test_sieves_are_the_closed_sets(c: Category) -> None:
    t = omega("Omega", c)
    is_functor(t)
    for x in range(c.object_count):
        found = [members(t, at) for at in range(int(t.start[x]), int(t.start[x + 1]))]
        assert len(found) == len(set(found))
        assert set(found) == closed(c, x)
        assert found[0] == frozenset()
        assert found[-1] == {g for g in range(c.arrow_count) if c.cod[g] == x}
        assert [len(s) for s in found] == sorted(len(s) for s in found)


@pytest.mark.parametrize("c", SAMPLES, ids=lambda c: c.name)
def test_arrows_pull_sieves_back(c: Category) -> None:
    t = omega("Omega", c)
    for f in range(c.arrow_count):
        for at in range(int(t.start[c.cod[f]]), int(t.start[c.cod[f] + 1])):
            image = int(t.act(np.array([at], np.int32), np.array([f], np.int32))[0])
            assert members(t, image) == {g for g in range(c.arrow_count) if c.cod[g] == c.dom[f] and c.compose(g, f) in members(t, at)}


@pytest.mark.parametrize("c", SAMPLES, ids=lambda c: c.name)
def test_names_say_what_generates_a_sieve(c: Category) -> None:
    t = omega("Omega", c)
    arrow = {**c.names.arrow_index, **{f"id({x})": i for i, x in enumerate(c.names.objects)}}
    for at, name in enumerate(t.element_names):
        assert t.element_names[at] == name
        assert element_over(t, int(t.over[at]), name) == at
        generators = [part for part in name[1:-1].split(", ") if part and not name.startswith("{(")]
        if all(part in arrow for part in generators) and generators:
            assert members(t, at) == {c.compose(k, arrow[g]) for g in generators for k in range(c.arrow_count) if c.cod[k] == c.dom[arrow[g]]}


def test_numbers_that_are_known() -> None:
    assert omega("O", builders.simplex("S", 2)).sizes.tolist() == [2, 5, 19]
    assert omega("O", builders.chain("C", 5)).sizes.tolist() == [2, 3, 4, 5, 6]
    assert omega("O", builders.symmetric_group("G", 4)).sizes.tolist() == [2]  # a group has the empty sieve and the whole of it
    assert omega("O", builders.discrete("D", ["x"])).element_names[0:2] == ("{}", "{id(x)}")
    assert tuple(omega("O", builders.chain("C", 2)).element_names) == ("{}", "{id(c0)}", "{}", "{up0}", "{id(c1)}")


def test_a_random_order_of_arrows_changes_nothing() -> None:
    rng = random.Random(1)
    for _ in range(20):
        pairs = [(a, b) for a in range(5) for b in range(a + 1, 5) if rng.random() < 0.5]
        order = rng.sample(range(5), 5)
        one = builders.poset("P", [f"x{i}" for i in range(5)], pairs)
        two = builders.poset("P", [f"x{order.index(i)}" for i in range(5)], [(order[a], order[b]) for a, b in pairs])
        left, right = omega("O", one).sizes.tolist(), omega("O", two).sizes.tolist()
        assert [left[i] for i in range(5)] == [right[order[i]] for i in range(5)]


def test_too_many_sieves() -> None:
    wide = builders.poset("P", ["top", *(f"x{i}" for i in range(17))], [(i, 0) for i in range(1, 18)])
    with pytest.raises(TooLarge, match="sieves on top"):
        omega("O", wide)
