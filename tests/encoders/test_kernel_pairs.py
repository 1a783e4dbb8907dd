"""Single pairs against interval arithmetic of mpmath, and where equality is exact; the kernel's rule against the same."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from presheaf.encoders.exact_pairs import decide
from presheaf.encoders.kernel_pairs import KernelPairs, distance, integers, shift_of
from presheaf.kernel import Rejected, check
from presheaf.model.kernels import Shape

FAMILIES = ("gaussian", "laplace", "dot", "two_tower", "cosine", "spherical", "order", "softmax")
RATED = ("gaussian", "laplace", "spherical", "dot")


def number(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def value(shape: Shape, left: np.ndarray, right: np.ndarray, bias: np.ndarray | None, i: int, j: int) -> mpmath.mpf:
    """k(i, j) with 60 digits, from the formulas."""
    x, y = ([Fraction(float(a)) for a in code] for code in (left[i], right[j]))
    rate = number(shape.rate)
    dot = sum(a * b for a, b in zip(x, y, strict=True))
    far = number(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)))
    match shape.family:
        case "gaussian":
            return mpmath.exp(-rate * far)
        case "laplace":
            return mpmath.exp(-rate * mpmath.sqrt(far))
        case "dot" | "two_tower":
            return rate * number(dot)
        case "order":
            return mpmath.mpf(all(a <= b for a, b in zip(x, y, strict=True)))
        case "softmax":
            z = [
                number(sum(a * Fraction(float(b)) for a, b in zip(x, code, strict=True)) + (0 if bias is None else Fraction(float(bias[k]))))
                for k, code in enumerate(right)
            ]
            return mpmath.exp(z[j]) / sum(map(mpmath.exp, z))
    cosine = number(dot) / mpmath.sqrt(number(sum(a * a for a in x) * sum(b * b for b in y)))
    return cosine if shape.family == "cosine" else mpmath.exp(rate * (cosine - 1))


def table(rng: random.Random, n: int, d: int) -> np.ndarray:
    """Codes with equal rows, rows 1e-8 apart, zeros of both signs and bfloat16 values among them."""
    rows = []
    for _ in range(n):
        kind = rng.randrange(5) if rows else 0
        if kind < 2:
            rows.append([rng.choice((0.0, -0.0, 1.0, -0.5, rng.uniform(-2, 2))) for _ in range(d)])
        elif kind == 2:
            rows.append(list(rng.choice(rows)))
        elif kind == 3:
            rows.append([x + rng.choice((0, 1e-8)) for x in rng.choice(rows)])
        else:
            rows.append([rng.randrange(-255, 256) / 2.0 ** rng.randrange(4, 9) for _ in range(d)])
    return np.array(rows, rng.choice((np.float32, np.float64))).reshape(n, d)


@pytest.mark.parametrize("family", FAMILIES)
def test_signs_and_enclosures(family: str) -> None:
    rng, seen, undefined = random.Random(family), {-1: 0, 0: 0, 1: 0}, 0
    with mpmath.workdps(60):
        for _ in range(150):
            d = rng.randrange(1, 5)
            left, right = table(rng, 3, d), table(rng, 4, d)
            bias = table(rng, 4, 1)[:, 0] if family == "softmax" and rng.random() < 0.5 else None
            shape = Shape(family, Fraction(rng.randrange(1, 9), rng.randrange(1, 9)) if family in RATED else Fraction(1))
            pairs = KernelPairs(shape, left, right, bias)
            for i, j in ((rng.randrange(3), rng.randrange(4)) for _ in range(6)):
                if family in ("cosine", "spherical") and not (left[i].any() and right[j].any()):
                    with pytest.raises(Rejected, match="zero"):
                        pairs.against(i, j, Fraction(1))
                    undefined += 1
                    continue
                k = value(shape, left, right, bias, i, j)
                low, high = pairs.enclosure(i, j)
                assert number(low) - mpmath.mpf("1e-50") <= k <= number(high) + mpmath.mpf("1e-50")
                assert high - low < Fraction(1, 10**20)
                near = Fraction(round(float(k) * 1000), 1000)
                for c in (Fraction(0), Fraction(1), near, Fraction(float(k)), Fraction(rng.randrange(-3, 4), 4)):
                    gap = k - number(c)
                    expected = 0 if abs(gap) <= mpmath.mpf("1e-45") * abs(k) else 1 if gap > 0 else -1
                    assert pairs.against(i, j, c) == expected, (shape, left[i], right[j], c)
                    seen[expected] += 1
                    assert pairs.inside(i, j, c, Fraction(0), Fraction(0)) == (expected == 0)
                    assert pairs.inside(i, j, c, None, Fraction(0)) == (expected <= 0)
    assert min(seen.values()) > 10
    assert (undefined > 0) == (family in ("cosine", "spherical"))


def test_a_weight_just_at_the_tolerance() -> None:
    """|k - H| = eps exactly where k is rational; with e in it that never happens, however close the weight is."""
    one, half = np.array([1.0]), np.array([0.5])
    assert decide(Shape("dot"), one, half, Fraction(1, 4), Fraction(1, 4)) == (True, Fraction(1, 4), Fraction(1, 4))
    with mpmath.workdps(200):
        nearly = Fraction(int(mpmath.floor(mpmath.exp(-1) * mpmath.mpf(2) ** 500)), 2**500)  # below e^-1, by less than 2^-500
    eps = Fraction(1, 10)
    assert decide(Shape("gaussian"), one, np.array([0.0]), nearly + eps, eps)[0] is True
    assert decide(Shape("gaussian"), one, np.array([0.0]), nearly + Fraction(1, 2**500) + eps, eps)[0] is False
    assert decide(Shape("gaussian"), one, one, Fraction(1), Fraction(0))[0] is True


def test_rows_1e_8_apart_are_not_equal() -> None:
    x = np.array([1.0, 2.0])
    y = x + np.array([1e-8, 0])
    inside, low, high = decide(Shape("gaussian"), x, y, Fraction(1), Fraction(0))
    assert not inside
    assert 0 < low <= high
    assert abs(float(low) - (y - x)[0] ** 2) < 1e-30


def test_integers() -> None:
    assert shift_of(np.array([0.5, 0.75, 3.0]), np.array([[4.0]])) == 2
    assert shift_of(np.zeros((0, 3))) == shift_of(np.array([-0.0, 8.0])) == 0
    assert shift_of(np.array([5e-324])) == 1074
    assert integers(np.array([[0.5, -0.0], [3.0, 1e300]]), 1) == [[1, 0], [6, int(1e300) * 2]]
    assert integers(np.zeros((3, 0)), 0) == [[], [], []]
    assert integers(np.array([0.25]), 4) == [4]
    assert distance((Fraction(-1), Fraction(2)), Fraction(0)) == (0, 2)
    assert distance((Fraction(3), Fraction(4)), Fraction(5)) == (1, 2)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_rule_of_the_kernel(family: str) -> None:
    """All pairs of small tables, against the formulas."""
    rng, seen = random.Random(f"rule {family}"), set()
    with mpmath.workdps(60):
        for _ in range(60):
            n, m, d = rng.randrange(3), rng.randrange(1, 4), rng.randrange(1, 3)
            left, right = table(rng, n, d) + np.float32(4), table(rng, m, d) + np.float32(4)  # no code is 0
            shape = Shape(family, Fraction(rng.randrange(1, 4), 20))
            h = [[Fraction(rng.randrange(5), 4) for _ in range(m)] for _ in range(n)]
            eps = [Fraction(rng.randrange(4), 2) for _ in range(2)]
            gaps = [value(shape, left, right, None, i, j) - number(h[i][j]) for i in range(n) for j in range(m)]
            expected = all(-number(eps[0]) - mpmath.mpf("1e-45") <= gap <= number(eps[1]) + mpmath.mpf("1e-45") for gap in gaps)
            part = KernelPairs(shape, left, right).part(range(n), range(m), Given(h, m))
            written = [[e.numerator, e.denominator] for e in eps]
            assert check(document(part, written, {}, expected)).value is expected
            with pytest.raises(Rejected):
                check(document(part, written, {}, not expected))
            seen.add(expected)
            for i in range(n):
                for j in range(m):
                    out = not -number(eps[0]) - mpmath.mpf("1e-45") <= gaps[i * m + j] <= number(eps[1]) + mpmath.mpf("1e-45")
                    assert accepted(document(part, written, {"pair": [i, j]}, False)) == out
    assert seen == {True, False}


class Given:
    """A target from a list of lists."""

    def __init__(self, h: list[list[Fraction]], width: int) -> None:
        self.h, self.shape = h, (len(h), width)

    def exact(self, i: int, j: int) -> Fraction:
        return self.h[i][j]

    def bounds(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        raise NotImplementedError


def document(part: object, eps: list[list[int]], evidence: object, verdict: bool) -> dict[str, object]:
    return {
        "format": "presheaf-certificate/1",
        "encoders": {"E": part},
        "questions": {"q": {"params": [], "rule": "near", "args": ["E", *eps]}},
        "answers": [["q", [], evidence]],
        "statement": ["holds", "q"],
        "verdict": verdict,
    }


def accepted(certificate: object) -> bool:
    try:
        check(certificate)
    except Rejected:
        return False
    return True
