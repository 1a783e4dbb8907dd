"""Weights that show a presentation to be infinite: never for one that closes."""

import random

import numpy as np
import pytest

from presheaf.model.category import Category, Law
from presheaf.model.closure import Unclosed, close
from presheaf.model.infinite import weighs_a_cycle


def law(start: int, left: list[int], right: list[int]) -> Law:
    return Law("", start, tuple(left), tuple(right))


LOOPS = [
    ("naturals", 1, [], True),
    ("cyclic group", 1, [([0] * 4, [])], False),
    ("idempotent", 1, [([0, 0], [0])], False),
    ("late idempotent", 1, [([0] * 5, [0] * 4)], False),
    ("bicyclic monoid", 2, [([0, 1], [])], True),
    ("integers", 2, [([0, 1], []), ([1, 0], [])], True),
    ("free commutative monoid", 2, [([0, 1], [1, 0])], True),
    ("symmetric group", 2, [([0, 0], []), ([1, 1], []), ([0, 1] * 3, [])], False),
    ("infinite dihedral group, which has no weights", 2, [([0, 0], []), ([1, 1], [])], False),
    ("integers and a reflection apart", 3, [([2, 2], []), ([0, 1], []), ([1, 0], [])], True),
    ("braids on three strings", 2, [([0, 1, 0], [1, 0, 1])], True),
]


@pytest.mark.parametrize(("generators", "laws", "expected"), [case[1:] for case in LOOPS], ids=[case[0] for case in LOOPS])
def test_one_object(generators: int, laws: list[tuple[list[int], list[int]]], expected: bool) -> None:
    ends = np.zeros(generators, np.int32)
    assert weighs_a_cycle(1, ends, ends, [law(0, *sides) for sides in laws]) is expected


def test_cycles_through_several_objects() -> None:
    dom, cod = np.array([0, 1, 2, 0], np.int32), np.array([1, 2, 0, 2], np.int32)
    assert weighs_a_cycle(3, dom, cod, [])
    assert not weighs_a_cycle(3, dom, cod, [law(0, [0, 1, 2], []), law(0, [3, 2], [])])
    assert weighs_a_cycle(3, dom, cod, [law(0, [0, 1, 2], [])])
    assert not weighs_a_cycle(3, dom[:2], cod[:2], [])
    assert not weighs_a_cycle(0, dom[:0], cod[:0], [])


def test_the_naturals_are_given_up_at_once() -> None:
    loop = np.zeros(1, np.int32)
    found = close("N", ["A"], ["s"], loop, loop, [])
    assert isinstance(found, Unclosed)
    assert found.reached < 20_000 < found.bound


def test_no_presentation_that_closes() -> None:
    rng, closed = random.Random(7), 0
    for _ in range(400):
        n, k = rng.randint(1, 3), rng.randint(0, 4)
        dom, cod = (np.array([rng.randrange(n) for _ in range(k)], np.int32) for _ in range(2))
        laws = []
        for _ in range(rng.randint(0, 5)):
            words = [walk(rng, n, dom, cod) for _ in range(12)]
            pairs = [(u, v) for u in words for v in words if u[:2] == v[:2] and u[2] != v[2]]
            laws += [law(u[0], u[2], v[2]) for u, v in pairs[:1]]
        if isinstance(close("C", [str(i) for i in range(n)], [str(g) for g in range(k)], dom, cod, laws, 300), Category):
            closed += 1
            assert not weighs_a_cycle(n, dom, cod, laws)
    assert closed > 100


def walk(rng: random.Random, n: int, dom: np.ndarray, cod: np.ndarray) -> tuple[int, int, list[int]]:
    """A random path: where it begins, where it ends, its generators."""
    start = at = rng.randrange(n)
    word: list[int] = []
    while rng.random() < 0.7 and (out := np.flatnonzero(dom == at).tolist()):
        word.append(rng.choice(out))
        at = int(cod[word[-1]])
    return start, at, word
