"""The category that an encoder defines, against its laws in mpmath and rationals; hand-made tables with known answers."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from encoder_cases import encoder, held, matrix, table, verdict

from pair_oracle import as_fraction, exact, oracle
from presheaf.model.builders import discrete, walking_iso
from presheaf.model.embeddings import Table
from presheaf.model.encoder import Encoder
from presheaf.model.ideal_target import ideal
from presheaf.model.kernels import Shape

CLOSE = Fraction(1, 10**50)
HALF = Fraction(1, 2)


def values(codes: np.ndarray, family: str, rate: Fraction) -> list[list[Fraction]]:
    rows = [exact(row) for row in codes]
    return [[as_fraction(oracle(family, rate, x, y)) for y in rows] for x in rows]


def codes(rng: np.random.Generator, family: str) -> np.ndarray:
    """Few codes on a coarse grid, so that equal ones, right angles and points on a line are frequent."""
    n, d = int(rng.integers(1, 5)), int(rng.integers(1, 3))
    made = rng.integers(-2, 3, (n, d)) / 2.0
    if family == "dot" and rng.random() < 0.7:
        made = np.sign(made + 0.1)[:, :1]  # codes 1 and -1, whose products are 1 on the diagonal
    made[~made.any(1)] = 1
    return made


@pytest.mark.parametrize("family", ["gaussian", "laplace", "dot", "cosine", "spherical", "order"])
def test_laws_and_thresholds(family: str) -> None:
    rng, seen = np.random.default_rng(len(family)), set()
    with mpmath.workdps(80):
        for _ in range(40):
            made, rate = codes(rng, family), Fraction(int(rng.integers(1, 5)), 3) if family != "dot" else Fraction(1)
            k, n = values(made, family, rate), len(made)
            every = [(x, y, z) for x in range(n) for y in range(n) for z in range(n)]
            laws = all(k[x][x] == 1 for x in range(n)) and all(k[x][y] * k[y][z] <= k[x][z] + CLOSE for x, y, z in every)
            f = encoder(made.tolist(), family, rate)
            assert verdict("encoder_category", f) == held(laws), (made, rate)
            tau = [Fraction(1), HALF, Fraction(1, 50), k[0][-1] + Fraction(1, 10**30)][rng.integers(4)]
            if tau < 0:
                continue
            related = [[k[x][y] >= tau for y in range(n)] for x in range(n)]
            preorder = all(related[x][x] for x in range(n)) and all(related[x][z] or not (related[x][y] and related[y][z]) for x, y, z in every)
            assert verdict("threshold_preorder", f, tau) == held(preorder)
            apart = all((related[x][y] and related[y][x]) == (x == y) for x in range(n) for y in range(n))
            assert verdict("threshold_classes", f, tau) == held(apart)
            eps = [Fraction(0), HALF][rng.integers(2)]
            below = all(k[x][y] <= (x == y) + eps for x in range(n) for y in range(n))
            both = all(abs(k[x][y] - (x == y)) <= eps for x in range(n) for y in range(n))
            assert verdict("functorial", f, eps) == held(below)
            assert verdict("ideal", f, eps) == held(both)
            seen |= {("laws", laws), ("preorder", preorder), ("classes", apart), ("below", below), ("both", both)}
    assert len(seen) >= 8


def test_three_codes_on_a_line() -> None:
    """A gaussian weight falls faster than along the way; the distance does not; a right angle is the limit."""
    line, corner = [[0.0], [1.0], [2.0]], [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    assert verdict("encoder_category", encoder(line)) == "refuted"
    assert verdict("encoder_category", encoder(line, "laplace")) == "proved"
    assert verdict("encoder_category", encoder(corner)) == "proved"
    assert verdict("encoder_category", encoder([[1 + 1e-8, 0.0], [0.0, 0.0], [-1e-8, 1.0]])) == "refuted"
    assert verdict("encoder_category", encoder([[1.0, 0.0], [0.0, -0.0], [2.0**-60, 1.0]])) == "proved"


def test_classes_of_a_category_without_weights() -> None:
    for category, expected in ((walking_iso("C"), "proved"), (discrete("C", ["a", "b"]), "refuted")):
        names = category.names.objects
        rows = Table(np.array([[0.0], [0.1]]), "F64", "sha256:0", tuple(names))
        f = Encoder("f", 1, Shape("gaussian"), rows, None, None, ideal(category, "gaussian").target, category)
        assert verdict("threshold_classes", f, HALF) == expected
        assert verdict("threshold_classes", f, Fraction(1)) == ("refuted" if expected == "proved" else "proved")


def test_a_law_that_fails_among_many_objects() -> None:
    """A single triple among 40 objects far from one another; too many for a certificate that there is none."""
    far = np.arange(40.0)[:, None] * 100
    assert verdict("encoder_category", encoder(far.tolist(), rate=Fraction(1, 10**6))) == "refuted"
    rng = np.random.default_rng(0)
    simplex = np.eye(40)
    assert verdict("encoder_category", encoder(simplex.tolist())) == "unknown"
    simplex[27] = (simplex[3] + simplex[4]) / 2
    assert verdict("encoder_category", encoder(simplex[rng.permutation(40)].tolist())) == "refuted"


def test_weights_of_the_declared_category() -> None:
    m = matrix([[Fraction(1), HALF], [HALF, Fraction(1)]])
    f = encoder([[0.0], [0.5]], source=m)  # exp(-1/4) = 0.7788
    assert verdict("functorial", f, Fraction(27, 100)) == "refuted"
    assert verdict("functorial", f, Fraction(28, 100)) == "proved"
    assert verdict("functorial", encoder([[0.0], [2.0]], source=m)) == "proved"
    assert table([[0.0]]).names == ("x0",)
