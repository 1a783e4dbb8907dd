"""What the kernel says of codes one by one, by certificates, against mpmath and rationals."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from pair_oracle import DIGITS, FAMILIES, as_fraction, exact, oracle, rows
from presheaf.kernel import Rejected, check
from presheaf.kernel.codes import bounds
from presheaf.kernel.encoder import Encoder

ROUNDS = int(os.environ.get("PRESHEAF_PAIRS", "80"))
Exact = list[Fraction]


def table(family: str, rate: Fraction, codes: list[Exact], **more: Any) -> dict[str, Any]:
    """The section of an encoder whose codes are dyadic."""
    shift = max((v.denominator.bit_length() - 1 for row in codes for v in row), default=0)
    whole = [[int(v * 2**shift) for v in row] for row in codes]
    blank = {"values": [[0, 1]], "at": [[0] * len(codes)] * len(codes)}
    return {"family": family, "rate": [rate.numerator, rate.denominator], "shift": shift, "rows": whole, **blank, **more}


def number(value: Fraction) -> Any:
    return ["/", value.numerator, value.denominator]


def says(encoders: dict[str, Any], word: str, *terms: Any) -> bool:
    """Whether an atom about encoders is true, by a certificate that is accepted, its denial being refused."""
    statement = ["=", 1, ["@", word, *terms]]
    document = {"format": "presheaf-certificate/1", "encoders": encoders, "statement": statement}
    verdicts = []
    for verdict in (True, False):
        try:
            verdicts.append(check({**document, "verdict": verdict}).value)
        except Rejected as error:
            if error.reason != "verdict":
                raise
    assert len(verdicts) == 1
    return verdicts[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_values_are_compared_as_they_are(family: str) -> None:
    rng = np.random.default_rng(50 + FAMILIES.index(family))
    seen = {True: 0, False: 0}
    with mpmath.workdps(DIGITS):
        for _ in range(ROUNDS):
            x, y = map(exact, rows(rng, int(rng.integers(1, 5))))
            rate = Fraction(int(rng.integers(1, 9)), int(rng.integers(1, 9)))
            k = oracle(family, rate, x, y)
            eps, near = Fraction(int(rng.integers(0, 4)), 7), as_fraction(k)
            shift = int(rng.choice([1, -1])) * Fraction(1, int(rng.choice([10**25, 10**9, 3])))
            if isinstance(k, Fraction) and rng.random() < 0.3:
                shift = Fraction(0)
            h = near + int(rng.choice([1, -1])) * (eps + shift)
            if h < 0:
                continue
            encoders = {"E": table(family, rate, [x, y])}
            within = says(encoders, "E.within", 0, 1, number(h), number(eps))
            assert within == (abs(near - h) <= eps)
            assert says(encoders, "E.reaches", 0, 1, number(h)) == (near >= h)
            assert says(encoders, "E.stays", 0, 1, number(h)) == (near <= h)
            seen[within] += 1
    assert min(seen.values()) > ROUNDS // 20


@pytest.mark.parametrize("family", FAMILIES)
def test_three_codes(family: str) -> None:
    """Composition, preference and the comparison of two encoders."""
    rng, ties = np.random.default_rng(7), 0
    with mpmath.workdps(DIGITS):
        for _ in range(ROUNDS // 4):
            d = int(rng.integers(1, 4))
            codes = [[Fraction(int(v), 2) for v in rng.integers(-2, 3, d)] for _ in range(3)]
            codes = [code if any(code) else [Fraction(1)] * d for code in codes]
            rate = Fraction(int(rng.integers(1, 5)), int(rng.integers(1, 5)))
            k = [[as_fraction(oracle(family, rate, x, y)) for y in codes] for x in codes]
            encoders = {"E": table(family, rate, codes), "G": table("gaussian", Fraction(1, 3), codes)}
            close = Fraction(1, 10**60)
            gap = k[0][1] * k[1][2] - k[0][2]
            assert says(encoders, "E.composes", 0, 1, 2) == (gap < close)
            assert says(encoders, "E.prefers", 0, 1, 2) == (k[0][1] > k[0][2] - close)
            ties += abs(gap) < close
            other = as_fraction(oracle("gaussian", Fraction(1, 3), codes[1], codes[2]))
            for eps in (Fraction(0), Fraction(1, 10), Fraction(1)):
                if abs(abs(k[0][1] - other) - eps) > close or (family == "order"):
                    assert says(encoders, "E.like.G", 0, 1, 1, 2, number(eps)) == (abs(k[0][1] - other) <= eps)
    assert ties


def test_laws_of_a_softmax() -> None:
    rng = np.random.default_rng(3)
    with mpmath.workdps(DIGITS):
        for _ in range(ROUNDS // 4):
            d, m = int(rng.integers(1, 3)), int(rng.integers(1, 5))
            x, bias = exact(rng.normal(size=d).astype(np.float32)), [Fraction(int(b), 2) for b in rng.integers(-3, 4, m)]
            head = [[Fraction(int(v), 2) for v in rng.integers(-40, 41, d)] for _ in range(m)]
            logits = [sum(a * b for a, b in zip(x, w, strict=True)) + b for w, b in zip(head, bias, strict=True)]
            powers = [mpmath.exp(mpmath.mpf(z.numerator) / z.denominator) for z in logits]
            section = table("softmax", Fraction(1), [x, *head, bias])
            section |= {"rows": section["rows"][:1], "columns": section["rows"][1:-1], "bias": section["rows"][-1], "at": [[0] * m]}
            for j, power in enumerate(powers):
                p = as_fraction(power / sum(powers))
                for shift in (Fraction(1, 10**20), Fraction(-1, 10**20)):
                    if p + shift >= 0:
                        assert says({"E": section}, "E.stays", 0, j, number(p + shift)) == (shift > 0)
                        assert says({"E": section}, "E.reaches", 0, j, number(p + shift)) == (shift < 0)
                best = max(range(m), key=lambda k: logits[k])
                assert says({"E": section}, "E.prefers", 0, j, best) == (logits[j] == logits[best])


def test_bounds_shrink_and_hold_the_value() -> None:
    rng = np.random.default_rng(1)
    with mpmath.workdps(200):
        for family in ("gaussian", "laplace", "cosine", "spherical"):
            for _ in range(20):
                x, y = (exact(rng.normal(size=3).astype(np.float32)) for _ in range(2))
                k = oracle(family, Fraction(3, 7), x, y)
                encoder = Encoder("E", table(family, Fraction(3, 7), [x, y]))
                for bits in (64, 256):
                    low, high = (mpmath.mpf(end.numerator) / end.denominator for end in bounds(encoder, 0, 1, bits))
                    assert low <= k <= high
                    assert high - low < mpmath.mpf(2) ** (12 - bits)
