"""Forgeries about logarithms and sums."""

from __future__ import annotations

from math import log
from typing import Any

from kernel_forgery import Forgery, forge, says

TWO = ["log", 2]
NEAR = ["/", 8 * 10**90 + 3, 7 * 10**90]  # so close to 8/7 that bounds of 200 bits do not tell their logarithms apart


def sums(*rest: Any) -> list[Any]:
    return ["sum", *rest]


LOGARITHMS: list[Forgery] = [
    forge("logarithm of a half", "range", *says(["<", 0, ["log", ["/", 1, 2]]])),
    forge("logarithm of 0", "range", *says(["<", 0, ["log", 0]])),
    forge("logarithm of a logarithm", "malformed", *says(["<", 0, ["log", ["log", 3]]])),
    forge("logarithm of two", "arity", *says(["=", ["log", 1, 1], 0])),
    forge("logarithm of nothing", "arity", *says(["=", ["log"], 0])),
    forge("product of two logarithms", "product", *says(["<", 0, ["*", TWO, TWO]])),
    forge("quotient of logarithms", "malformed", *says(["=", ["/", ["log", 4], TWO], 2])),
    forge("quotient by a logarithm", "malformed", *says(["=", ["/", 2, TWO], 3])),
    forge("logarithms too close", "budget", *says(["<", ["log", ["/", 8, 7]], ["log", NEAR]])),
    forge("a rational for a logarithm", "verdict", *says(["=", TWO, ["/", int(log(2) * 10**15), 10**15]])),
    forge("a sum that is another", "verdict", *says(["=", ["+", TWO, ["log", 3]], ["log", 5]])),
    forge("strictly below itself", "verdict", *says(["<", ["log", 6], ["+", TWO, ["log", 3]]])),
    forge("a logarithm as an element", "malformed", *says(["=", ["@", "next", TWO], 0])),
    forge("a sum without a term", "shape", *says(["=", sums("k", "K", []), 0])),
    forge("a sum over no sort", "unknown name", *says(["=", sums("k", "L", [], 1), 0])),
    forge("a sum of formulas", "shape", *says(["=", sums("k", "K", [], True), 3])),
    forge("a sum of an undefined term", "verdict", *says(["<=", 0, sums("k", "K", [], ["/", 1, "k"])])),
    forge("a sum miscounted", "verdict", *says(["=", sums("k", "K", [], "k"), 4])),
]
