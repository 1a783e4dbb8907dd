"""What the question whether an ideal encoder exists takes, with its certificate checked by the kernel, against the bounds that are promised.

    python tests/benchmarks/bench_ideal.py [NAME...]

Seconds are CPU seconds of this process, of one run after a first one; the last column says what the kernel alone takes of it.
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction

from measure import Row, main, median

from presheaf.claims.decision import Decision
from presheaf.claims.engines import decide
from presheaf.kernel import check
from presheaf.model import proposition as p
from presheaf.model.kernels import Kernel
from presheaf.model.weighted import Weighted, dense
from presheaf.source import NOWHERE

Table = list[list[Fraction]]


def asked(m: Weighted, kernel: str, d: int | None) -> Decision:
    arguments = (m, Kernel(kernel, kernel), *(() if d is None else (d,)))
    return decide(p.Claim("c", "bench", 1, NOWHERE, kernel, p.Predicate("realizable", arguments), "holds"))


def row(what: str, table: Table, kernel: str, d: int | None, expected: str, bound: float | None) -> Row:
    """Decide, certify, check; the verdict must be the expected one."""
    m = dense("M", [f"x{i}" for i in range(len(table))], table)
    decision = asked(m, kernel, d)
    assert decision.status == expected, decision
    again = median(lambda: check(decision.certificate), 1)
    return Row(f"{what}: {expected}", median(lambda: asked(m, kernel, d), 1), bound, f"kernel {again:.2f} s")


def points(n: int, d: int, size: int, seed: int) -> list[list[int]]:
    rng = random.Random(seed)
    return [[rng.randint(0, size) for _ in range(d)] for _ in range(n)]


def exponents(n: int, d: int, base: Fraction, wrong: bool = False) -> Table:
    """base ^ squared distance of integer points, one distance longer by one if it is to be wrong."""
    codes = points(n, d, 3, 1)
    far = [[sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for y in codes] for x in codes]
    if wrong:
        far[1][n // 2] = far[n // 2][1] = far[1][n // 2] + 1
    return [[base**x for x in line] for line in far]


def products(n: int, d: int) -> Table:
    codes = points(n, d, 100, 2)
    top = max(sum(a * a for a in x) for x in codes)
    return [[Fraction(sum(a * b for a, b in zip(x, y, strict=True)), top) for y in codes] for x in codes]


def gaussian() -> list[Row]:
    half, mixed = Fraction(1, 2), Fraction(8, 27)
    return [
        row("gaussian, 60 objects, powers of 1/2, R^8", exponents(60, 8, half), "gaussian", 8, "proved", 2.0),
        row("gaussian, 60 objects, powers of 1/2, R^7", exponents(60, 8, half), "gaussian", 7, "refuted", 2.0),
        row("gaussian, 60 objects, one distance wrong", exponents(60, 8, half, True), "gaussian", None, "refuted", 2.0),
        row("gaussian, 60 objects, powers of 8/27, R^59", exponents(60, 70, mixed), "gaussian", None, "proved", 2.0),
    ]


def dot() -> list[Row]:
    return [
        row("dot, 300 x 300 of rank 300", products(300, 300), "dot", None, "proved", 5.0),
        row("dot, 300 x 300 of rank 150, R^150", products(300, 150), "dot", 150, "proved", 5.0),
        row("dot, 300 x 300 of rank 150, R^149", products(300, 150), "dot", 149, "refuted", 5.0),
        row("two_tower, 300 x 300 of rank 150, R^150", products(300, 150), "two_tower", 150, "proved", 5.0),
        row("two_tower, 300 x 300 of rank 300, R^100", products(300, 300), "two_tower", 100, "refuted", 5.0),
    ]


def logarithms() -> list[Row]:
    """Weights that are no powers of one number: laws of a softmax model in two dimensions, and one of full rank."""
    rng = random.Random(3)
    codes, heads = ([[rng.randint(0, 2) for _ in range(2)] for _ in range(12)] for _ in range(2))
    rows = [[Fraction(2) ** (x[0] * y[0]) * Fraction(3) ** (x[1] * y[1]) for y in heads] for x in codes]
    laws = [[x / sum(line) for x in line] for line in rows]
    noise = [[Fraction(rng.randint(1, 50)) for _ in range(12)] for _ in range(12)]
    return [
        row("softmax, 12 laws of a model in R^2", laws, "softmax", 2, "proved", None),
        row("softmax, 12 random laws, R^3", [[x / sum(line) for x in line] for line in noise], "softmax", 3, "refuted", None),
    ]


if __name__ == "__main__":
    sys.exit(main({"gaussian": gaussian, "dot": dot, "logarithms": logarithms}, __doc__))
