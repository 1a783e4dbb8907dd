"""Sums of logarithms in statements, against primes and decimals; bounds of single logarithms, against decimals."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from kernel_oracle import truth

from presheaf.kernel import FORMAT, check
from presheaf.kernel.logarithm import Form, log, logarithm, total


def number(rng: random.Random) -> Any:
    a, b = rng.choice([1, 2, 3, 4, 6, 8, 9, 12, 16, 35]), rng.choice([1, 1, 2, 3, 5])
    return ["/", a, b] if a >= b else ["/", b, a]


def term(rng: random.Random, depth: int, variables: tuple[str, ...] = ()) -> Any:
    """A term with a sum of logarithms in it somewhere, or not; products have one factor without logarithms."""
    kind = rng.randrange(6 if depth else 2)
    if kind == 0:
        return ["log", ["+", rng.choice(variables), 1] if variables and rng.random() < 0.6 else number(rng)]
    if kind == 1:
        return rng.choice([0, 1, ["/", 1, 3], ["/", 7, 10], *variables])
    if kind == 2:
        return ["+", term(rng, depth - 1, variables), term(rng, depth - 1, variables)]
    if kind == 3:
        return ["*", rng.choice([0, 2, ["/", 1, 2], ["/", 5, 3]]), term(rng, depth - 1, variables)]
    name = f"k{depth}"
    return ["sum", name, "K", rng.choice([[], [["half", 1]]]), term(rng, depth - 1, (*variables, name))]


def document(statement: Any) -> dict[str, Any]:
    tables = {"half": {"args": ["K"], "value": "K", "data": [0, 0, 1, 1]}}
    return {"format": FORMAT, "sorts": {"K": 4}, "tables": tables, "statement": statement, "verdict": True}


def test_comparisons_are_those_of_the_numbers() -> None:
    rng, seen = random.Random(7), dict[str, set[bool]]()
    for _ in range(300):
        left = term(rng, 3)
        right = ["+", left, rng.choice([0, ["/", 1, 10**12]])] if rng.random() < 0.2 else term(rng, 3)
        for relation in ("=", "<", "<="):
            made = document([relation, left, right])
            made["verdict"] = truth(made)
            assert check(made).value is made["verdict"]
            seen.setdefault(relation, set()).add(made["verdict"])
    assert all(values == {True, False} for values in seen.values())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["+", ["log", 2], ["log", 3]], ["log", 6]),
        (["*", 3, ["log", 4]], ["*", 2, ["log", 8]]),
        (["*", ["/", 2, 3], ["log", 27]], ["log", 9]),
        (["+", ["log", ["/", 35, 12]], ["log", ["/", 12, 5]]], ["log", 7]),
        (["sum", "k", "K", [], ["log", ["+", "k", 1]]], ["log", 24]),
        (["+", 1, ["log", 1]], 1),
    ],
)
def test_equal_sums(left: Any, right: Any) -> None:
    assert check(document(["=", left, right])).value
    assert check(document(["and", ["<=", left, right], ["not", ["<", left, right]], ["not", ["<", right, left]]])).value
    assert check(document(["<", left, ["+", right, ["/", 1, 10**40]]])).value


@pytest.mark.parametrize("bits", [1, 8, 64, 200])
def test_bounds_hold_and_are_narrow(bits: int) -> None:
    rng = random.Random(bits)
    with localcontext() as context:
        context.prec = 90
        for _ in range(200):
            b = Fraction(rng.randrange(1, 10 ** rng.randrange(1, 30)), rng.randrange(1, 10 ** rng.randrange(1, 30)))
            b = max(b, 1 / b)
            value = Decimal(b.numerator).ln() - Decimal(b.denominator).ln()
            lo, hi = (Decimal(x.numerator) / Decimal(x.denominator) for x in logarithm(b, bits))
            assert lo <= value <= hi
            assert hi - lo < (Decimal(b.numerator).ln() + 2) * (bits + 20) * 20 / Decimal(2) ** bits


def test_numbers_without_logarithms_stay_numbers() -> None:
    assert total([1, Fraction(1, 2)]) == Fraction(3, 2)
    assert log(1) == 0
    assert type(log(1)) is int
    assert isinstance(total([log(2), -1 * log(2)]), Form)
    assert total([log(2), -1 * log(2)]) == 0
