"""Prompts and heads of small encoders against their definitions, in numbers of 80 digits and in rationals."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
from encoder_cases import encoder, held, matrix, verdict

from pair_oracle import as_fraction, exact, oracle
from presheaf.claims import KINDS
from presheaf.encoders.pictures import Agreement
from presheaf.model.rationals import rationals
from presheaf.model.setfunctor import Variance
from presheaf.model.tasks import constant
from presheaf.model.weighted import WeightedTask

HALF = Fraction(1, 2)
CLOSE = Fraction(1, 10**50)


def weights(rng: np.random.Generator, n: int) -> list[list[Fraction]]:
    """An order as a weighted category: 1 where x <= y on a random chain with ties, else 0; or halves of distances."""
    height = rng.integers(0, 3, n)
    if rng.random() < 0.5:
        return [[Fraction(int(height[x] <= height[y])) for y in range(n)] for x in range(n)]
    return [[Fraction(1, 2 ** int(abs(height[x] - height[y]))) if x != y else Fraction(1) for y in range(n)] for x in range(n)]


@pytest.mark.parametrize("family", ["gaussian", "laplace", "dot", "order"])
@pytest.mark.parametrize("variance", ["contravariant", "covariant"])
def test_prompts(family: str, variance: Variance) -> None:
    rng, seen = np.random.default_rng(5), set()
    with mpmath.workdps(80):
        for _ in range(30):
            n = int(rng.integers(1, 5))
            h = weights(rng, n)
            codes = rng.integers(-1, 3, (n, 2)) / 2.0
            rows = [exact(row) for row in codes]
            m = matrix(h)
            f = encoder(codes.tolist(), family, source=m)
            best_of = int(rng.integers(n))
            value = [(h[x][best_of] if variance == "contravariant" else h[best_of][x]) for x in range(n)]
            t = WeightedTask("t", m, variance, rationals(value))
            k = [[as_fraction(oracle(family, Fraction(1), x, y)) for y in rows] for x in rows]
            turned = range(n)

            def gap(table: list[list[Fraction]], p: int, value: list[Fraction] = value, turned: range = turned) -> Fraction:
                return max(abs((table[x][p] if variance == "contravariant" else table[p][x]) - value[x]) for x in turned)

            wanted, learned = [gap(h, p) for p in range(n)], [gap(k, p) for p in range(n)]
            good = [p for p in range(n) if wanted[p] == min(wanted)]
            bad = [learned[p] for p in range(n) if p not in good]
            least = min(learned[p] for p in good)
            (picture,) = KINDS["prompt_agrees"].pictures((f, t))
            assert isinstance(picture, Agreement)
            assert picture.representatives == (tuple(good),)
            assert np.allclose(picture.gaps, [[float(x) for x in learned]], atol=1e-9)
            found = verdict("prompt_agrees", f, t)
            if bad and abs(least - min(bad)) < CLOSE:
                assert found in ("unknown", "refuted")
            else:
                assert found == held(not bad or least < min(bad))
            seen.add(found)
            for eps in (Fraction(0), HALF, Fraction(1)):
                assert verdict("prompt_agrees", f, t, eps) == held(least <= eps)
    assert {"proved", "refuted"} <= seen


def test_heads() -> None:
    rng, seen = np.random.default_rng(6), set()
    for _ in range(40):
        n = int(rng.integers(1, 6))
        codes = rng.choice([0.0, -0.0, 1.0, 1 + 2.0**-40], (n, 2))
        m = matrix([[Fraction(x == y) for y in range(n)] for x in range(n)])
        value = [Fraction(int(v), 3) for v in rng.integers(0, 3, n)]
        f = encoder(codes.tolist(), source=m)
        expected = all(value[x] == value[y] for x, y in product(range(n), repeat=2) if (codes[x] == codes[y]).all())
        found = verdict("head_exists", f, WeightedTask("t", m, "contravariant", rationals(value)))
        assert found == held(expected)
        seen.add(found)
    assert seen == {"proved", "refuted"}


def test_a_head_for_names() -> None:
    """Elements count by their names: one set of names for all is one answer."""
    from test_encoder_category import Encoder, Shape, Table, discrete, ideal

    category = discrete("C", ["a", "b"])
    rows = Table(np.zeros((2, 1)), "F64", "sha256:0", ("a", "b"))
    f = Encoder("f", 1, Shape("gaussian"), rows, None, None, ideal(category, "gaussian").target, category)
    assert verdict("head_exists", f, constant("T", category, ["u", "v"], "contravariant")) == "proved"
