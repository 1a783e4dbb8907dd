"""The squared loss of a trained encoder against the least one that codes of its dimension can have: loss(f), optimal(f) within eps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge, Undecided
from presheaf.claims.formulas import at
from presheaf.claims.ideal_encoder import named, small
from presheaf.claims.measures import Answers, Measure
from presheaf.encoders.kernel_pairs import integers, shift_of
from presheaf.exact.linear import semidefinite
from presheaf.model.encoder import Encoder

FAMILIES = ("dot", "two_tower")
ORDER = 200  # rows or columns, whichever are fewer, of a matrix whose tail is certified
BITS = 44
NICE = 720  # denominators that are tried first
SQUARES = 24  # of them in a sum that is tried first
Terms = list[list[int]]
"""Lists [p, v...]: the sum of p v v^T."""
Matrix = npt.NDArray[np.float64]


class BrokenChecker(Exception):
    """A measured number contradicts a theorem: a bug of ours, and no verdict."""


def misfit(f: Encoder) -> str | None:
    """Why an encoder has no squared loss here."""
    return None if f.shape.family in FAMILIES else f"{f.name} has the kernel {f.shape.family}; squared losses are of dot and two_tower"


def loss(f: Encoder) -> Fraction:
    """The sum of the squared defects; TooLarge where the kernel would not compute it."""
    n, m = f.target.shape
    if not small(f):
        raise TooLarge(f"{f.name} has {n:,} x {m:,} pairs in R^{f.dimension}")
    x, y = f.rows.values, (f.columns or f.rows).values
    shift = shift_of(x, y)
    left, right = (np.array(integers(codes, shift), object).reshape(codes.shape) for codes in (x, y))
    dots = left @ right.T
    unit = 4**shift / f.shape.rate
    return sum(((Fraction(int(dots[i, j])) / unit - f.target.exact(i, j)) ** 2 for i in range(n) for j in range(m)), Fraction(0))


class Loss(Measure):
    name = "loss"
    alternatives = (("encoder",),)
    summary = "the sum of the squared defects of an encoder whose kernel is an inner product"
    explanation = (
        "loss(f) is the sum of (k(f(X), f(Y)) - H(X, Y))^2 over all pairs, for the kernels dot and two_tower: the squared loss of the frozen\n"
        "table, an exact rational. `optimal` compares it with the least one in the dimension of f."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return misfit(args[0])

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        loss(f)
        return at(f"{named(low, f)}.loss")

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        (f,) = args
        value = loss(f)
        return value, (), (Note(f"loss({f.name}) = {float(value):.9g}", f.name),)


class Optimal(Kind):
    name = "optimal"
    alternatives = (("encoder", "within"), ("encoder",))
    summary = "no codes in the same R^d have a squared loss that is smaller by more than eps"
    explanation = (
        "optimal(f) within eps: loss(f) - eps is at most the squared loss of all codes in R^d with the kernel of f (dot or two_tower). The least\n"
        "loss is the Eckart-Young tail of H: the sum of the squares of all singular values but the d largest; for dot with one table of codes\n"
        "that of the symmetric part, where negative eigenvalues count in full, and of the rest. A bound of the tail from below is certified\n"
        "by matrices that are shown to be positive semidefinite (H H^T <= t I + S gives the tail |H|^2 - d t - tr S), better codes show that\n"
        "it is smaller. A loss below the bound would be a mistake of the checker, and is reported as one. Without `within` eps is 0."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return misfit(args[0])

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, eps = (*args, Fraction(0))[:2]
        return ["holds", self._question(low, f, eps)]

    def _question(self, low: Lowering, f: Encoder, eps: Fraction) -> str:
        loss(f)
        asked = {"params": [], "rule": "optimal", "args": [named(low, f), [eps.numerator, eps.denominator], int(f.columns is None)]}
        return low.question(("optimal", id(f), eps), lambda: asked)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, eps = (*args, Fraction(0))[:2]
        question, own, tail = self._question(low, f, eps), loss(f), Tail(f)
        text = f"loss({f.name}) = {float(own):.9g}, the least one in R^{f.dimension} is {tail.approximate:.9g}"
        other, found = tail.codes(f.dimension)
        if other < own - eps:
            return Answer(False, ((question, (), found),), (Note(f"{text}: other codes have {float(other):.9g}", f.name),))
        for bound, evidence in tail.bounds(f.dimension):
            if bound > own:
                raise BrokenChecker(f"loss({f.name}) = {own} is below {bound}, which is certified to be below every loss in R^{f.dimension}")
            if bound >= own - eps:
                return Answer(True, ((question, (), evidence),), (Note(text, f.name),))
        raise Undecided(f"{text}: too close to {eps} apart for {BITS} bits")


class Tail:
    """The least squared loss of codes in R^d for the target of an encoder, from both sides."""

    def __init__(self, f: Encoder) -> None:
        n, m = f.target.shape
        if min(n, m) > ORDER:
            raise TooLarge(f"the singular values of {n:,} x {m:,} weights (limit {ORDER} rows or columns)")
        self.one, self.exact = f.columns is None, [[f.target.exact(i, j) for j in range(m)] for i in range(n)]
        h = np.array([[float(x) for x in row] for row in self.exact]).reshape(n, m)
        self.h, self.negative = h, np.zeros((n, n))
        if self.one:
            values, vectors = np.linalg.eigh((h + h.T) / 2)
            self.negative = (vectors * np.maximum(-values, 0)) @ vectors.T
            h = (h + h.T) / 2 + self.negative
        elif n > m:
            h = h.T
        self.values, self.vectors = (part[..., ::-1] for part in np.linalg.eigh(h @ h.T))
        self.approximate = float((self.h**2).sum() - self.values[: f.dimension].sum())

    def codes(self, d: int) -> tuple[Fraction, dict[str, Any]]:
        """The loss of codes that nearly attain the least one, and the codes."""
        top = self.vectors[:, :d]
        if self.one:
            sides = [top * np.sqrt(np.sqrt(np.maximum(self.values[:d], 0)))]
        else:
            wide = self.h.shape[0] <= self.h.shape[1]
            sides = [top, self.h.T @ top] if wide else [self.h @ top, top]
        rows, *columns = (_rounded(np.pad(side, ((0, 0), (0, d - side.shape[1])))) for side in sides)
        other = (columns or [rows])[0]
        dots = np.array(rows, object).reshape(-1, d) @ np.array(other, object).reshape(-1, d).T
        places = ((i, j) for i in range(len(rows)) for j in range(len(other)))
        value = sum(((Fraction(int(dots[i, j]), 4**BITS) - self.exact[i][j]) ** 2 for i, j in places), Fraction(0))
        return value, {"unit": 4**BITS, "rows": rows, **({} if self.one else {"columns": other})}

    def bounds(self, d: int) -> Iterator[tuple[Fraction, dict[str, Any]]]:
        """Bounds from below with their evidence: first of small denominators, perhaps the tail itself, then a close one."""
        n = len(self.values)
        total = sum((x * x for row in self.exact for x in row), Fraction(0))
        cut = float(max(self.values[d], 0)) if d < n else 0.0
        spread = (self.vectors * np.maximum(self.values - cut, 0)) @ self.vectors.T
        nice = [found for part in (self.negative, spread) if (found := _simple(part))]
        simple = Fraction(cut).limit_denominator(NICE)
        if len(nice) == 2:
            unit = lcm(simple.denominator, *(scale for _, scale in nice))
            lift, wide = ([[p * (unit // scale), *v] for p, *v in terms] for terms, scale in nice)
            yield from self._shown(d, total, unit, int(simple * unit), lift, wide)
        slack = 2.0 ** (8 - BITS) * (n + 1) * (1 + float(self.values.max(initial=0)))
        lift, wide = (_close(part) for part in (self.negative, spread))
        yield from self._shown(d, total, 8**BITS, int((cut + slack) * 2**BITS) * 4**BITS, lift, wide)

    def _shown(self, d: int, total: Fraction, unit: int, top: int, lift: Terms, spread: Terms) -> Iterator[tuple[Fraction, dict[str, Any]]]:
        """The bound, if its matrix is positive semidefinite; the matrix is the multiple that the kernel computes."""
        n, q = len(self.values), lcm(*(x.denominator for row in self.exact for x in row))
        whole = np.array([[int(x * q) for x in row] for row in self.exact], object).reshape(self.h.shape)
        if self.one:
            whole, q = (whole + whole.T) * unit + 2 * q * _sum(lift, n), 2 * q * unit
        elif len(whole) > n:
            whole = whole.T
        wide = _sum(spread, n)
        g = (q * q * (top * np.eye(n, dtype=object) + wide) - unit * (whole @ whole.T)).tolist()
        found = semidefinite(g, None)
        if found.value:
            bound = total - Fraction(d * top + sum(wide[i][i] for i in range(n)), unit)
            yield bound, {"unit": unit, "top": top, "spread": spread, **({"lift": lift} if self.one else {}), **found.evidence}


def _rounded(codes: Matrix) -> list[list[int]]:
    """2^BITS times the numbers, as integers."""
    return [[round(x * 2**BITS) for x in row] for row in codes.tolist()]


def _sum(terms: Terms, n: int) -> npt.NDArray[np.object_]:
    """The sum of p v v^T."""
    out = np.zeros((n, n), object)
    for p, *v in terms:
        line = np.array(v, object)
        out += p * np.outer(line, line)
    return out


def _close(a: Matrix) -> Terms:
    """A positive semidefinite matrix, times 8^BITS, about."""
    values, vectors = np.linalg.eigh(a)
    return [[round(value * 2**BITS), *v] for value, v in zip(values.tolist(), _rounded(vectors.T), strict=True) if value * 2**BITS >= 1]


def _simple(a: Matrix) -> tuple[Terms, int] | None:
    """The matrix with small denominators near this one as a sum of p v v^T over a scale; None if that is not positive semidefinite."""
    n = len(a)
    left = [[Fraction(x).limit_denominator(NICE) for x in row] for row in a.tolist()]
    terms: list[tuple[Fraction, list[Fraction]]] = []
    for k in range(n):
        pivot = left[k][k]
        if pivot < 0 or (pivot == 0 and any(left[k])) or len(terms) > SQUARES:
            return None
        if pivot:
            v = [x / pivot for x in left[k]]
            terms.append((pivot, v))
            for i in range(n):
                if v[i]:
                    left[i] = [x - pivot * v[i] * y for x, y in zip(left[i], v, strict=True)]
    whole = []
    for pivot, v in terms:
        over = lcm(*(x.denominator for x in v))
        whole.append((pivot / over**2, [int(x * over) for x in v]))
    scale = lcm(*(p.denominator for p, _ in whole))
    if scale.bit_length() > 4_000:
        return None
    return [[int(p * scale), *v] for p, v in whole], scale
