"""Isomorphism of digraphs on which colour refinement alone says nothing: verdicts, checked by the kernel, in any order of the elements."""

import random
from itertools import combinations_with_replacement

import numpy as np
import pytest

from presheaf.claims.engines import decide
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.closure import close
from presheaf.model.setfunctor import SetFunctor
from presheaf.source import NOWHERE

Edges = list[tuple[int, int]]


def parallel_pair() -> Category:
    made = close("G", ["E", "V"], ["s", "t"], np.zeros(2, np.int32), np.ones(2, np.int32), [])
    assert isinstance(made, Category)
    return made


PAIR = parallel_pair()


def digraph(vertices: int, edges: Edges, rng: random.Random) -> SetFunctor:
    """The copresheaf of the digraph with vertices and edges in random order."""
    name, listed = rng.sample(range(vertices), vertices), rng.sample(edges, len(edges))
    ends = [len(edges) + name[x] for side in (0, 1) for x in (edge[side] for edge in listed)]
    names = [f"x{i}" for i in range(len(edges) + vertices)]
    return SetFunctor("S", PAIR, "covariant", np.array([0, len(edges), len(edges) + vertices]), np.array(ends, np.int32), names)


def isomorphic(vertices: int, one: Edges, two: Edges, rng: random.Random) -> bool:
    arguments = digraph(vertices, one, rng), digraph(vertices, two, rng)
    decision = decide(p.Claim("c", "test", 1, NOWHERE, "isomorphic", p.Predicate("isomorphic", arguments), "holds"))
    assert decision.status in ("proved", "refuted"), decision.reason
    return decision.status == "proved"


def circles(lengths: tuple[int, ...]) -> Edges:
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    return [(a + i, a + (i + 1) % n) for a, n in zip(starts, lengths, strict=True) for i in range(n)]


def regular(vertices: int, degree: int, rng: random.Random) -> Edges:
    return [(i, j) for _ in range(degree) for i, j in enumerate(rng.sample(range(vertices), vertices))]


def triangles(vertices: int, edges: Edges) -> int:
    at = np.zeros((vertices, vertices), np.int64)
    np.add.at(at, tuple(np.array(edges).T), 1)
    return int(np.trace(at @ at @ at))


def test_unions_of_circles_are_isomorphic_iff_their_lengths_agree() -> None:
    rng = random.Random(1)
    partitions = [c for k in range(1, 8) for c in combinations_with_replacement(range(1, 8), k) if sum(c) == 7]
    for one in partitions:
        for two in partitions:
            assert isomorphic(7, circles(one), circles(two), rng) == (one == two), (one, two)


@pytest.mark.parametrize("seed", range(5))
def test_regular_digraphs(seed: int) -> None:
    rng = random.Random(seed)
    one = two = regular(40, 3, rng)
    assert isomorphic(40, one, two, rng)
    while triangles(40, one) == triangles(40, two):
        two = regular(40, 3, rng)
    assert not isomorphic(40, one, two, rng)


def test_strongly_regular_graphs() -> None:
    """The two with parameters (16, 6, 2, 2): the neighbours of a vertex form a hexagon in one, two triangles in the other."""
    rng = random.Random(2)
    cells = [(a, b) for a in range(4) for b in range(4)]
    steps = ((1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (3, 3))
    shrikhande = [(4 * a + b, 4 * ((a + x) % 4) + (b + y) % 4) for a, b in cells for x, y in steps]
    rook = [(4 * a + b, 4 * c + d) for a, b in cells for c, d in cells if (a == c) != (b == d)]
    for _ in range(3):
        assert isomorphic(16, shrikhande, shrikhande, rng)
        assert isomorphic(16, rook, rook, rng)
        assert not isomorphic(16, rook, shrikhande, rng)


def test_parallel_edges_and_loops() -> None:
    rng = random.Random(3)
    one = [(0, 1)] * 3 + [(1, 0)] * 2 + [(2, 2)] * 2
    assert isomorphic(3, one, [(2, 0)] * 2 + [(0, 2)] * 3 + [(1, 1)] * 2, rng)
    assert not isomorphic(3, one, [(0, 1)] * 3 + [(1, 0)] * 2 + [(2, 2), (1, 1)], rng)
