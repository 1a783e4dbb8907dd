"""Numbers of natural transformations out of circles, paths and stars: by matrices over the integers, beyond machine words too."""

import numpy as np
import pytest

from presheaf.model.category import Category
from presheaf.model.closure import close
from presheaf.model.contraction import contracted, elimination_order
from presheaf.model.setfunctor import SetFunctor


def parallel_pair() -> Category:
    made = close("G", ["E", "V"], ["s", "t"], np.zeros(2, np.int32), np.ones(2, np.int32), [])
    assert isinstance(made, Category)
    return made


PAIR = parallel_pair()


def digraph(vertices: int, edges: list[tuple[int, int]]) -> SetFunctor:
    size = len(edges)
    ends = [size + x for side in (0, 1) for x in (edge[side] for edge in edges)]
    names = [f"x{i}" for i in range(size + vertices)]
    return SetFunctor("S", PAIR, "covariant", np.array([0, size, size + vertices]), np.array(ends, np.int32), names)


def homomorphisms(s: SetFunctor, t: SetFunctor) -> int | None:
    return contracted(s, t, elimination_order(s, t))


@pytest.mark.parametrize(("vertices", "edges"), [(5, 12), (12, 40), (40, 700), (60, 3_000)])
def test_walks_and_stars(vertices: int, edges: int) -> None:
    rng = np.random.default_rng(vertices)
    pairs = [(int(a), int(b)) for a, b in rng.integers(0, vertices, (edges, 2))]
    t = digraph(vertices, pairs)
    adjacency = np.zeros((vertices, vertices), object)
    for a, b in pairs:
        adjacency[a, b] += 1
    for n in (1, 2, 3, 6):
        circle = digraph(n, [(i, (i + 1) % n) for i in range(n)])
        assert homomorphisms(circle, t) == np.trace(np.linalg.matrix_power(adjacency, n))
        path = digraph(n + 1, [(i, i + 1) for i in range(n)])
        assert homomorphisms(path, t) == np.linalg.matrix_power(adjacency, n).sum()
        star = digraph(n + 1, [(0, i + 1) for i in range(n)])
        assert homomorphisms(star, t) == (adjacency.sum(axis=1) ** n).sum()


def test_numbers_beyond_machine_words() -> None:
    """Circles of growing length in a complete digraph with loops on 20 vertices: 20^n, past 2^62 from n = 15 on."""
    t = digraph(20, [(i, j) for i in range(20) for j in range(20)])
    for n in range(10, 26):
        assert homomorphisms(digraph(n, [(i, (i + 1) % n) for i in range(n)]), t) == 20**n


def test_none_where_there_is_none() -> None:
    assert homomorphisms(digraph(3, [(0, 1), (1, 2), (2, 0)]), digraph(4, [(0, 1), (1, 2), (0, 2), (2, 3)])) == 0
