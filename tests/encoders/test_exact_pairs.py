"""Single pairs against mpmath and against rationals: near duplicates, equal rows, signed zeros, bfloat16, thresholds a hair away and met exactly."""

from __future__ import annotations

import os
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from pair_oracle import DIGITS, FAMILIES, as_fraction, exact, oracle, rows
from presheaf.encoders.exact_pairs import decide, decide_row
from presheaf.model.kernels import Shape

ROUNDS = int(os.environ.get("PRESHEAF_PAIRS", "400"))


@pytest.mark.parametrize("family", FAMILIES)
def test_pairs_are_decided_as_their_values_are(family: str) -> None:
    rng = np.random.default_rng(FAMILIES.index(family))
    seen = {True: 0, False: 0}
    with mpmath.workdps(DIGITS):
        for _ in range(ROUNDS):
            x, y = rows(rng, int(rng.integers(1, 6)))
            rate = Fraction(int(rng.integers(1, 9)), int(rng.integers(1, 9)))
            k = oracle(family, rate, exact(x), exact(y))
            near = as_fraction(k)
            eps = Fraction(int(rng.integers(0, 5)), 7)
            shift = int(rng.choice([0, 0, 1, -1])) * Fraction(1, int(rng.choice([10**25, 10**9, 3])))
            h = near + int(rng.choice([-1, 1])) * (eps + shift)
            if not isinstance(k, Fraction) and not shift:
                h += Fraction(1, 10**30)
            within, low, high = decide(Shape(family, rate), x, y, h, eps)
            off = abs(near - h)
            assert within == (off <= eps)
            assert low - Fraction(1, 10**60) <= off <= high + Fraction(1, 10**60)
            assert high <= eps if within else low >= eps
            assert isinstance(k, Fraction) <= (low == high)
            seen[within] += 1
    assert min(seen.values()) > ROUNDS // 10


def test_a_threshold_met_exactly() -> None:
    half, third = Fraction(1, 2), Fraction(1, 3)
    one = np.array([1.5, -0.0]), np.array([1.5, 0.0])
    for family in ("gaussian", "laplace", "spherical", "cosine"):
        assert decide(Shape(family, third), *one, 1 - third, third) == (True, third, third)
        assert decide(Shape(family, third), *one, 1 - third - Fraction(1, 10**40), third)[0] is False
    assert decide(Shape("cosine"), [3.0, 4.0], [1.0, 0.0], Fraction(3, 5) - half, half) == (True, half, half)
    assert decide(Shape("cosine"), [1.0, 1.0], [1.0, -1.0], half, half) == (True, half, half)
    assert decide(Shape("dot", third), [1.0], [1.0], third + half, half)[0]
    assert decide(Shape("order"), [0.0], [-0.0], half, half)[0]


def test_what_is_far_too_small_to_be_written_is_above_zero() -> None:
    gaussian, tenth = Shape("gaussian", Fraction(1)), Fraction(1, 10)
    assert decide(gaussian, [0.0], [1e300], tenth, tenth)[0]
    assert not decide(gaussian, [0.0], [1e300], Fraction(0), Fraction(0))[0]
    assert not decide(gaussian, [0.0], [1e300], -tenth, tenth)[0]
    assert decide(gaussian, [0.0], [200.0], Fraction(1, 10**9000), Fraction(1, 10**9000))[0]
    within, low, high = decide(gaussian, [0.0], [200.0], Fraction(0), Fraction(1, 10**20_000))
    assert not within
    assert 0 < low <= high < Fraction(1, 10**17_000)


def test_a_code_of_length_zero_has_no_angle() -> None:
    for family in ("cosine", "spherical"):
        with pytest.raises(ValueError, match="no angle"):
            decide(Shape(family), [0.0, -0.0], [1.0, 0.0], Fraction(0), Fraction(1))
    with pytest.raises(ValueError, match="single pairs"):
        decide(Shape("softmax"), [1.0], [1.0], Fraction(0), Fraction(1))
    for bad in (float("nan"), float("inf")):
        with pytest.raises((ValueError, OverflowError)):
            decide(Shape("dot"), [bad], [1.0], Fraction(0), Fraction(1))


def test_rows_of_softmax() -> None:
    rng = np.random.default_rng(9)
    with mpmath.workdps(DIGITS):
        for _ in range(ROUNDS // 4):
            x, m = rng.normal(size=2).astype(np.float32), int(rng.integers(1, 6))
            head = rng.integers(-2, 3, (m, 2)).astype(np.float32)
            bias = rng.normal(size=m).astype(np.float32) if rng.random() < 0.5 else None
            if rng.random() < 0.3:
                head[:] = head[0]
                bias = None
            logits = [
                sum((Fraction(float(a)) * Fraction(float(b)) for a, b in zip(x, w, strict=True)), Fraction(0))
                + (0 if bias is None else Fraction(float(bias[j])))
                for j, w in enumerate(head)
            ]
            powers = [mpmath.exp(mpmath.mpf(z.numerator) / z.denominator) for z in logits]
            law = [Fraction(1, m) if len(set(logits)) == 1 else as_fraction(p / sum(powers)) for p in powers]
            eps = Fraction(int(rng.integers(0, 3)), 11)
            shift = [int(rng.choice([1, -1])) * Fraction(1, 10**20) for _ in law]
            found = decide_row(x, list(head), bias, [p + eps + s for p, s in zip(law, shift, strict=True)], eps)
            assert [f[0] for f in found] == [s < 0 and (s >= -2 * eps) for s in shift]
            for (_, low, high), s in zip(found, shift, strict=True):
                assert low - Fraction(1, 10**60) <= abs(eps + s) <= high + Fraction(1, 10**60)
    uniform = decide_row([1.0], [[0.5], [0.5], [0.5]], None, [Fraction(1, 3), Fraction(1, 2), Fraction(0)], Fraction(1, 6))
    assert [f[0] for f in uniform] == [True, True, False]
