"""Which kernels realise a matrix, and in which dimension: decided, certified by the kernel, and compared with determinants of all minors."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from itertools import permutations, product
from math import prod
from typing import Any

import flint
import pytest
from realize_oracle import least

from presheaf.exact.logs import coprime_base, logarithms
from presheaf.exact.realize import decide, weights
from presheaf.kernel import Rejected, check
from presheaf.kernel.logarithm import logarithm

TRIALS = int(os.environ.get("PRESHEAF_TRIALS", "40"))
Table = list[list[Fraction]]


def document(table: Table, kernel: str, d: int | None, evidence: Any, value: bool, head: Any = None) -> dict[str, Any]:
    n = len(table)
    places = [(i, j) for i in range(n) for j in range(n) if table[i][j]]
    flat = [table[i][j] for i, j in places]
    ends = {"rows": [i for i, _ in places], "columns": [j for _, j in places]}
    return {
        "format": "presheaf-certificate/1",
        "weighted": {"M": {"objects": n, **ends, "num": [x.numerator for x in flat], "den": [x.denominator for x in flat]}},
        "matrices": {"W": head} if head is not None else {},
        "questions": {"q": {"params": [], "rule": "realizable", "args": ["M", kernel, d, "W" if head is not None else None]}},
        "answers": [["q", [], evidence]],
        "statement": ["holds", "q"],
        "verdict": value,
    }


def decided(table: Table, kernel: str, d: int | None, head: Any = None) -> bool | None:
    """The value, confirmed by the kernel; and the evidence does not prove the opposite."""
    found = decide(weights(table), kernel, d, head)
    if found.value is not None:
        assert check(document(table, kernel, d, found.evidence, found.value, head)).value is found.value
        with pytest.raises(Rejected):
            check(document(table, kernel, d, found.evidence, not found.value, head))
    return found.value


def compare(table: Table, kernel: str) -> int | None:
    """All dimensions against the oracle; the least one."""
    bound, n = least(table, kernel), len(table)
    assert decided(table, kernel, None) is (bound is not None)
    for d in range(n + 1):
        assert decided(table, kernel, d) is (bound is not None and bound <= d), (table, kernel, d)
    if bound is not None:
        assert decide(weights(table), kernel).rank == bound
    return bound


def powers(d: list[list[int]], base: Fraction = Fraction(1, 2)) -> Table:
    return [[base**x for x in row] for row in d]


def squared(points: list[list[int]]) -> list[list[int]]:
    return [[sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) for q in points] for p in points]


def test_exponents_of_points_and_of_others() -> None:
    rng, seen = random.Random(1), set()
    for trial in range(TRIALS):
        n, d = rng.randint(0, 4), rng.randint(0, 3)
        far = squared([[rng.randint(0, 2) for _ in range(d)] for _ in range(n)])
        if trial % 3 == 0 and n > 1:
            i, j = rng.sample(range(n), 2)
            far[i][j] = far[j][i] = max(0, far[i][j] + rng.choice((-1, 1, 2)))
        base = rng.choice((Fraction(1, 2), Fraction(4, 9), Fraction(1, 6)))
        kernel = rng.choice(("gaussian", "gaussian", "laplace", "spherical"))
        seen.add((kernel, compare(powers(far, base), kernel)))
    assert {("gaussian", x) for x in (None, 1, 2)} <= seen


def test_logarithms_of_one_two_and_three_primes() -> None:
    """Weights 2^-a 3^-b 5^-c: every verdict agrees with 80 digits, and none is left open where the group has rank 2."""
    rng, seen = random.Random(2), set()
    for trial in range(TRIALS):
        primes = (2, 3, 5)[: 2 + trial % 2]
        n = rng.randint(2, 4)
        vectors = [[rng.randint(0, 1) for _ in primes] for _ in range(n)]
        far = [[[(a - b) ** 2 for a, b in zip(v, w, strict=True)] for w in vectors] for v in vectors]  # a sum of log p (a - b)^2: always realisable
        if trial % 3:
            i, j = rng.sample(range(n), 2)
            far[i][j] = far[j][i] = [rng.randint(0, 3) for _ in primes]
        table = [[prod((Fraction(1, p) ** e for p, e in zip(primes, x, strict=True)), start=Fraction(1)) for x in row] for row in far]
        seen.add(compare(table, rng.choice(("gaussian", "gaussian", "laplace", "spherical"))))
    assert {None, 1, 2, 3} <= seen


def test_products_and_towers() -> None:
    rng, seen = random.Random(3), set()
    for trial in range(TRIALS):
        n, d = rng.randint(0, 4), rng.randint(0, 4)
        codes = [[rng.randint(0, 2) for _ in range(d)] for _ in range(n)]
        table = [[Fraction(sum(a * b for a, b in zip(x, y, strict=True)), 16) for y in codes] for x in codes]
        if trial % 3 == 0 and n:
            i, j = rng.randrange(n), rng.randrange(n)
            table[i][j] = table[j][i] = Fraction(rng.randint(0, 4), 16)
        if trial % 4 == 1:
            table = [[Fraction(1) if i == j else x for j, x in enumerate(row)] for i, row in enumerate(table)]
        for kernel in ("dot", "cosine", "two_tower"):
            seen.add((kernel, compare(table, kernel)))
    assert {("dot", None), ("dot", 2), ("cosine", None), ("two_tower", 3)} <= seen


def test_nearly_degenerate() -> None:
    """Determinants of 2^-200 and of 0 are told apart, in both directions."""
    for e in (Fraction(1, 1 << 200), -Fraction(1, 1 << 200), Fraction(0)):
        x = Fraction(3, 5) + e
        table = [[Fraction(1), Fraction(3, 5), Fraction(3, 5)], [Fraction(3, 5), Fraction(1), Fraction(1)], [x, Fraction(1), Fraction(1)]]
        table[0][2] = x
        assert decided(table, "dot", None) is (e == 0)
        table[2][2] += e if e < 0 else 0
        wide = [[Fraction(1), 1 - abs(e)], [1 - abs(e), Fraction(1)]]
        assert decided(wide, "dot", 1) is (e == 0)
        assert decided(wide, "dot", None) is True


def test_softmax_models() -> None:
    rng, seen = random.Random(4), set()
    for trial in range(TRIALS):
        n = rng.randint(1, 3)
        codes, heads = ([[rng.randint(0, 1) for _ in range(2)] for _ in range(n)] for _ in range(2))
        bias = [rng.randint(0, 2) for _ in range(n)]
        rows = [[Fraction(2) ** (x[0] * y[0] + b) * Fraction(3) ** (x[1] * y[1]) for y, b in zip(heads, bias, strict=True)] for x in codes]
        if trial % 3 == 0:
            rows[0][0] += 1
        table = [[x / sum(row) for x in row] for row in rows]
        seen |= {(kernel, compare(table, kernel)) for kernel in ("softmax", "affine")}
        with_codes = [[codes[i][c] * 0 + heads[j][c] for c in range(2)] for i, j in ((k, k) for k in range(n))]
        value = decided(table, "softmax", None, with_codes)
        assert value is not None
        if trial % 3 and not any(bias):
            assert value
    assert {("softmax", 1), ("softmax", 2), ("affine", 0), ("affine", 1)} <= seen


def test_fixed_heads_are_relations() -> None:
    """The head is realised iff the laws satisfy every multiplicative relation of it: tried for all small ones, in exact fractions."""
    rng, seen = random.Random(5), {True: 0, False: 0}
    for _ in range(TRIALS):
        head = [[rng.randint(0, 2)] for _ in range(3)]
        rows = [[Fraction(rng.choice((1, 2, 4, 3))) ** (w[0] if rng.random() < 0.8 else 1) for w in head] for _ in range(3)]
        table = [[x / sum(row) for x in row] for row in rows]
        value = decided(table, "softmax", None, head)
        relations = [m for m in product(range(-2, 3), repeat=3) if not sum(m) and not sum(a * w[0] for a, w in zip(m, head, strict=True))]
        broken = any(prod((x**a for x, a in zip(row, m, strict=True)), start=Fraction(1)) != 1 for row in table for m in relations)
        assert value is (not broken), (head, table)
        seen[bool(value)] += 1
    assert min(seen.values()) > 2


def test_chains_are_reversible_or_turn() -> None:
    rng, seen = random.Random(6), set()
    for trial in range(TRIALS):
        n = rng.randint(2, 4)
        flow = [[Fraction(rng.randint(1, 3)) for _ in range(n)] for _ in range(n)]
        if trial % 2:
            flow = [[flow[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]
        table = [[x / (sum(row) - row[i]) if i != j else Fraction(0) for j, x in enumerate(row)] for i, row in enumerate(flow)]
        turning = any(table[i][j] * table[j][k] * table[k][i] != table[i][k] * table[k][j] * table[j][i] for i, j, k in permutations(range(n), 3))
        assert decided(table, "normalised", None) is (not turning)
        assert decided(table, "normalised", n - 1) is (not turning)
        seen.add((turning, n))
    assert {(True, 3), (False, 3), (False, 4)} <= seen
    assert decide(weights(powers(squared([[0], [1], [3], [4]]))), "proportional", 1).value is None
    assert decided(powers([[0, 1, 9], [1, 0, 1], [9, 1, 0]]), "proportional", 1) is True


def test_what_is_not_decided_says_why() -> None:
    """Four logarithms in a square: a determinant that could vanish only against Schanuel's conjecture is told from 0 all the same."""
    table = [[Fraction(x, 30) for x in row] for row in ((2, 7, 21), (5, 11, 14), (13, 4, 13))]
    assert decided(table, "softmax", 1) is False
    assert decided(table, "softmax", 2) is True


@pytest.mark.parametrize("b", [Fraction(2), Fraction(3, 2), Fraction(1000001, 1000000), Fraction(10**30, 7), Fraction(4), Fraction(7, 3)])
@pytest.mark.parametrize("bits", [0, 1, 8, 64, 700])
def test_bounds_of_logarithms_hold_the_ball_of_flint(b: Fraction, bits: int) -> None:
    lo, hi = logarithm(b, bits)
    with flint.ctx.workprec(2 * bits + 200):
        value = flint.arb(flint.fmpq(b.numerator, b.denominator)).log()
        assert flint.arb(flint.fmpq(lo.numerator, lo.denominator)) <= value
        assert value <= flint.arb(flint.fmpq(hi.numerator, hi.denominator))
    assert hi - lo <= Fraction(12 * (bits + b.numerator.bit_length() + 8) ** 2, 1 << bits)


def test_groups_of_rationals() -> None:
    rng = random.Random(7)
    for _ in range(5 * TRIALS):
        generators = [Fraction(rng.randint(1, 30), rng.randint(1, 30)) for _ in range(rng.randint(0, 3))]
        members = [prod((g ** rng.randint(-3, 3) for g in generators), start=Fraction(1)) for _ in range(rng.randint(0, 5))]
        group = logarithms(members)
        assert all(b > 1 for b in group.bases)
        assert group.rank <= len(generators)
        for x in members:
            assert x == prod((b**e for b, e in zip(group.bases, group.exponents[x], strict=True)), start=Fraction(1))
        base = coprime_base(n for x in members for n in (x.numerator, x.denominator))
        assert all(flint.fmpz(a).gcd(flint.fmpz(b)) == 1 for i, a in enumerate(base) for b in base[:i])
