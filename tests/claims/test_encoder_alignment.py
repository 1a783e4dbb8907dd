"""Encoders along functors against their definitions, in numbers of 80 digits and in rationals."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
from encoder_cases import encoder, held, matrix, verdict

from pair_oracle import as_fraction, exact, oracle
from presheaf.claims import KINDS
from presheaf.model.weighted import WeightedFunctor

FAMILIES = ("gaussian", "laplace", "dot", "order")
CLOSE = Fraction(1, 10**50)


def functor(source: object, target: object, on_objects: list[int]) -> WeightedFunctor:
    return WeightedFunctor("F", source, target, np.array(on_objects, np.int32))  # type: ignore[arg-type]


def squared(x: list[Fraction], y: list[Fraction]) -> Fraction:
    return sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), Fraction(0))


@pytest.mark.parametrize("one", FAMILIES)
@pytest.mark.parametrize("other", FAMILIES)
def test_alignment(one: str, other: str) -> None:
    rng = np.random.default_rng(7)
    with mpmath.workdps(80):
        for turn in range(8):
            n, m = int(rng.integers(1, 4)), int(rng.integers(1, 4))
            left, right = rng.integers(-1, 3, (n, 2)) / 2.0, rng.integers(-1, 3, (m, 2)) / 2.0
            to = rng.integers(0, m, n).tolist()
            if turn % 2:
                left = right[to] + 1.0  # the same distances
            f, g = encoder(left.tolist(), one), encoder(right.tolist(), other)
            k = functor(f.source, g.source, to)
            a, b = [exact(row) for row in left], [exact(row) for row in right]
            gaps = []
            for x, y in product(range(n), repeat=2):
                here, there = oracle(one, Fraction(1), a[x], a[y]), oracle(other, Fraction(1), b[to[x]], b[to[y]])
                gaps.append(abs(as_fraction(here) - as_fraction(there)))
            gap = max(gaps)
            for eps in (Fraction(0), Fraction(1, 3), Fraction(2, 3)):
                found = verdict("aligned", f, g, k, eps)
                if one == other or abs(gap - eps) > CLOSE:
                    assert found == held(gap <= eps)
                else:
                    assert found in (held(gap <= eps), "unknown")


def test_retrieval() -> None:
    rng, seen = np.random.default_rng(8), set()
    for turn in range(60):
        n, m = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        right = rng.integers(-2, 3, (m, 2)) / 2.0
        to = rng.integers(0, m, n).tolist()
        left = right[to] + rng.integers(-1, 2, (n, 2)) / (4.0 if turn % 2 else 2.0)
        f, g = encoder(left.tolist()), encoder(right.tolist())
        a, b = [exact(row) for row in left], [exact(row) for row in right]
        expected = all(squared(a[x], b[to[x]]) < squared(a[x], b[y]) for x in range(n) for y in range(m) if y != to[x])
        found = verdict("retrieves", f, g, functor(f.source, g.source, to))
        assert found == held(expected)
        seen.add(found)
    assert seen == {"proved", "refuted"}


def test_what_does_not_fit() -> None:
    f, g = encoder([[0.0], [1.0]]), encoder([[0.0, 1.0]])
    k = functor(f.source, g.source, [0, 0])
    assert KINDS["retrieves"].fits((f, g, k)) == "f has codes in R^1, f in R^2"
    assert KINDS["aligned"].fits((f, g, k, Fraction(0))) is None
    assert "is a functor from" in str(KINDS["aligned"].fits((g, f, k, Fraction(0))))


def test_too_large() -> None:
    n = 700
    f = encoder(np.zeros((n, 1)).tolist(), source=matrix([[Fraction(1)] * n] * n))
    k = functor(f.source, f.source, [0] * n)
    assert verdict("aligned", f, f, k, Fraction(0)) == "unknown"
    assert verdict("retrieves", f, f, k) == "unknown"
