"""Codes of rows and columns in R^d, a kernel k, and the weights H that it should give: is H - below <= k <= H + above at every pair?

Codes are whole numbers over 2^shift, so |x - y|^2 and <x, y> are rational, and k - c has a sign that is computed exactly for every rational c:
by squares where k is algebraic, else by bounds of a logarithm or of exponentials, as fine as they need be. Bounds end the matter, because
e^a is no algebraic number for algebraic a that is not 0, and no sum of such powers is one (Lindemann, Weierstrass).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import prod
from operator import mul
from typing import Any

from .errors import integer, integers, member, need
from .logarithm import BITS_LIMIT, logarithm
from .rational import whole

FAMILIES = ("gaussian", "laplace", "dot", "two_tower", "cosine", "spherical", "softmax", "order")
PRODUCTS = 4_000_000  # numbers that are multiplied when all pairs are looked at


def sign(x: Fraction | int) -> int:
    """-1, 0 or 1."""
    return (x > 0) - (x < 0)


def precisions() -> Iterator[int]:
    """Bits of finer and finer bounds."""
    bits = 64
    while True:
        yield bits
        bits *= 2
        need(bits <= BITS_LIMIT, "budget", "bounds of a kernel")


bounds = cache(logarithm)


class Encoder:
    """`rows` and `columns` are codes, None where the table is known by its digest alone; weights by pair of row and column."""

    def __init__(self, name: str, data: Any) -> None:
        self.name, self.family, self.digest = name, member(data, "family", name), data.get("digest")
        rate = whole(member(data, "rate", name), f"{name}.rate", 2)
        need(self.family in FAMILIES and min(rate) > 0, "kernel", name)
        self.rate, self.trusted = Fraction(*rate), False
        if self.digest is not None:
            need(isinstance(self.digest, str) and "rows" not in data, "digest", name)
            return
        self.unit = 1 << integer(member(data, "shift", name), BITS_LIMIT, f"{name}.shift")
        rows = member(data, "rows", name)
        columns = data.get("columns", rows)
        need(type(rows) is type(columns) is list, "shape", name)
        width = len([*rows, *columns, []][0])
        self.rows, self.columns = ([whole(code, name, width) for code in codes] for codes in (rows, columns))
        need(len(rows) * len(columns) * (width + 1) <= PRODUCTS, "budget", f"{name} has too many pairs")
        self.bias = whole(data.get("bias", [0] * len(columns)), f"{name}.bias", len(columns))
        values = [whole(value, f"{name}.values", 2) for value in member(data, "values", name)]
        need(all(q > 0 for _, q in values), "range", f"{name}.values")
        self.values = [Fraction(p, q) for p, q in values]
        places = member(data, "at", name)
        need(type(places) is list and len(places) == len(rows), "length", f"{name}.at")
        self.at = [integers(row, len(self.values), f"{name}.at", len(columns)) for row in places]
        self.laws: dict[int, Any] = {}

    def near(self, below: Any, above: Any, evidence: dict[str, Any]) -> bool:
        """{}: every pair is looked at. {"pair": [i, j]}: no, this one shows it. {"part": some of a table known by its digest, "pair": ..}."""
        ends = [None if end is None else Fraction(*whole(end, "a tolerance", 2)) for end in (below, above)]
        if self.digest is not None:
            self.trusted = True
            if "part" not in evidence:
                return True
            part = Encoder(f"a part of {self.name}", evidence["part"])
            need((part.family, part.rate) == (self.family, self.rate), "part", "another kernel")
            need(not part.near(below, above, {"pair": member(evidence, "pair", "evidence")}), "part", "not the part")
            return False
        if "pair" not in evidence:
            return all(self.inside(i, j, ends) for i in range(len(self.rows)) for j in range(len(self.columns)))
        i, j = (integer(x, len(codes), "pair") for x, codes in zip(evidence["pair"], (self.rows, self.columns), strict=True))
        need(not self.inside(i, j, ends), "pair", f"{i}, {j} is within the tolerance")
        return False

    def inside(self, i: int, j: int, ends: list[Fraction | None]) -> bool:
        """Whether H - below <= k <= H + above at a pair."""
        below, above = ends
        h = self.values[self.at[i][j]]
        return (below is None or self.against(i, j, h - below) >= 0) and (above is None or self.against(i, j, h + above) <= 0)

    def against(self, i: int, j: int, c: Fraction) -> int:
        """The sign of k - c at a pair."""
        x, y = self.rows[i], self.columns[j]
        match self.family:
            case "order":
                return sign(all(a <= b for a, b in zip(x, y, strict=True)) - c)
            case "dot" | "two_tower":
                return sign(self.rate * Fraction(sum(map(mul, x, y)), self.unit**2) - c)
            case "cosine":
                return self.cosine(x, y, c)
            case "softmax":
                return self.softmax(i, j, c)
        if self.family == "spherical":
            one = self.cosine(x, y, Fraction(1)) == 0
        else:
            far = Fraction(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)), self.unit**2)
            one = far == 0
        if one or c <= 0 or c >= 1:
            return sign(1 - c) if one or c <= 0 else -1

        def apart(end: Fraction) -> int:
            """The sign of t - end, for k = e^-t and end >= 0."""
            if self.family == "spherical":
                return -self.cosine(x, y, 1 - end / self.rate)
            return sign(self.rate * far - end) if self.family == "gaussian" else sign(self.rate**2 * far - end**2)

        def finer(bits: int) -> int:
            """k > c iff t < log 1/c, which lies between the bounds; 0 if t does too."""
            low, high = map(apart, bounds(1 / c, bits))
            return -low if low == high else 0

        return next(filter(None, map(finer, precisions())))

    def cosine(self, x: list[int], y: list[int], c: Fraction) -> int:
        """The sign of <x, y> / (|x| |y|) - c."""
        dot, squares = sum(map(mul, x, y)), prod(sum(map(mul, z, z)) for z in (x, y))
        need(squares > 0, "zero", f"{self.name} has a code that is 0, and no angles with it")
        return sign(dot) * sign(dot**2 - c**2 * squares) if sign(dot) == sign(c) else sign(sign(dot) - sign(c))

    def softmax(self, i: int, j: int, c: Fraction) -> int:
        """The sign of e^z_j / (sum of e^z_l) - c, z_l = <x_i, y_l> + b_l."""
        if i not in self.laws:
            z = [
                Fraction(sum(map(mul, self.rows[i], y)), self.unit**2) + Fraction(b, self.unit) for y, b in zip(self.columns, self.bias, strict=True)
            ]
            self.laws[i] = [max(z) - a for a in z]
        falls = self.laws[i]
        if not any(falls) or c <= 0:
            return sign(Fraction(1, len(falls)) - c)

        def finer(bits: int) -> int:
            lows, highs = zip(*(exponential(fall, bits) for fall in falls), strict=True)
            return int(lows[j] > c * (sum(highs) - highs[j] + lows[j])) - int(highs[j] < c * (sum(lows) - lows[j] + highs[j]))

        return next(filter(None, map(finer, precisions())))


@cache
def exponential(t: Fraction, bits: int) -> tuple[int, int]:
    """Bounds of 2^bits e^-t for t >= 0: u = t / 2^h < 1/2, the series of e^-u, and h squarings.

    Of u and of every term 2^bits u^n / n! less than 1 is cut off, so a term is less than 4 too small; the series alternates, and what comes after the
    last term is less than the first one left out, itself below 4.
    """
    h = max(t.numerator.bit_length() - t.denominator.bit_length() + 2, 0)
    if t > bits:
        return 0, 1
    u, term, total, n = (t.numerator << bits) // (t.denominator << h), 1 << bits, 0, 0
    while term:
        total, n = total + (term if n % 2 == 0 else -term), n + 1
        term = term * u // (n << bits)
    low, high = max(total - 4 * n - 4, 0), total + 4 * n + 4
    for _ in range(h):
        low, high = low * low >> bits, (high * high >> bits) + 1
    return low, high
