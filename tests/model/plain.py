"""A category of the model as plain tables, by composing every pair of arrows, and the axioms by brute force."""

from __future__ import annotations

import itertools

from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor

Table = dict[tuple[int, int], int]


def table(c: Category) -> Table:
    """(f, g) -> f ; g for all composable pairs, word by word."""
    return {(f, g): c.compose(f, g) for f, g in itertools.product(range(c.arrow_count), repeat=2) if c.cod[f] == c.dom[g]}


def is_category(c: Category) -> None:
    """Assert every axiom and every promise of the normal form."""
    t, n = table(c), c.object_count
    for f in range(c.arrow_count):
        assert t[int(c.dom[f]), f] == f == t[f, int(c.cod[f])], "identities"
        assert f < n or 0 <= c.parent[f] < f, "spanning tree"
    for (f, g), h in t.items():
        assert (c.dom[h], c.cod[h]) == (c.dom[f], c.cod[g]), "ends"
    for f, g in t:
        for h in range(c.arrow_count):
            if (g, h) in t:
                assert t[t[f, g], h] == t[f, t[g, h]], "associativity"
    assert list(c.parent[n:]) == sorted(c.parent[n:]), "breadth first"
    assert [len(c.word(f)) for f in range(c.arrow_count)] == c.depth.tolist(), "depths"
    start, gen, result = c.left
    for f in range(c.arrow_count):
        row = range(int(start[f]), int(start[f + 1]))
        assert [int(gen[i]) for i in row] == [s for s, g in enumerate(c.generators) if c.cod[g] == c.dom[f]], "left table"
        assert all(result[i] == t[int(c.generators[gen[i]]), f] for i in row), "left table"
    assert list(c.dom[c.generators]) == sorted(c.dom[c.generators]), "generators by domain"
    for f in range(n, c.arrow_count):
        word = [int(c.generators[s]) for s in c.word(f)]
        value = int(c.dom[f])
        for g in word:
            value = t[value, g]
        assert value == f, "words"
    if c.table is not None:
        assert all(c.table[f, g] == h for (f, g), h in t.items()), "dense table"


def laws_hold(c: Category) -> None:
    """Assert the equations that the category was declared with."""
    for law in c.laws:
        sides = []
        for word in (law.left, law.right):
            at = law.start
            for i in word:
                at = c.compose(at, c.names.listed_arrows[i])
            sides.append(at)
        assert sides[0] == sides[1], law


def is_functor(t: SetFunctor) -> None:
    """Assert functoriality over all pairs of arrows."""
    import numpy as np

    c = t.category
    contravariant = t.variance == "contravariant"

    def act(x: int, f: int) -> int:
        return int(t.act(np.array([x], np.int32), np.array([f], np.int32))[0])

    near, far = (c.cod, c.dom) if contravariant else (c.dom, c.cod)
    for x in range(t.size):
        assert act(x, int(t.over[x])) == x, "identity"
        for f in range(c.arrow_count):
            if near[f] == t.over[x]:
                assert t.over[act(x, f)] == far[f], "ends"
    for (f, g), h in table(c).items():
        first, second = (g, f) if contravariant else (f, g)
        for x in range(t.size):
            if t.over[x] == near[h]:
                assert act(x, h) == act(act(x, first), second), "composition"
