"""Matrices of rationals, and which kernels realise them: is there f : {0..n-1} -> R^d with k(f i, f j) = M_ij for all i, j?

The criteria (README.md proves them) ask whether a matrix G derived from M is positive semidefinite of rank <= d, or has rank <= d. Its
entries are integers, or integer polynomials in logarithms t_i = log b_i of rationals b_i > 1. Where every weight is a power of one b,
t = log b is a common positive factor, and t = 1 serves as well. That two polynomials are equal is checked by multiplying them out, which
needs no independence of the logarithms; that a value is not 0, or its sign, by rational bounds of each log b_i, made here from a series.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, prod
from operator import mul
from typing import Any

from .errors import integer, integers, member, named, need
from .logarithm import BITS_LIMIT, logarithm
from .structure import SIZE_LIMIT
from .weighted import Weighted

SQUARE_LIMIT = 2_000  # objects of a matrix that is looked at as a square
KERNELS = ("dot", "cosine", "two_tower", "gaussian", "laplace", "spherical", "softmax", "affine", "proportional", "normalised")
Number = Any  # an int or a Poly
Bounds = list[tuple[Fraction, Fraction]]


def whole(values: Any, where: str, length: int | None = None) -> list[int]:
    """A list of integers of any size and sign."""
    need(type(values) is list and set(map(type, values)) <= {int}, "range", where)
    need(length is None or len(values) == length, "length", where)
    return list(values)


def rectangle(rows: Any, where: str) -> list[list[int]]:
    """Rows of integers, all of one length."""
    return [whole(row, where, len(rows[0])) for row in rows]


class Square:
    """All weights over one denominator: M_ij = rows[i][j] / over."""

    def __init__(self, rows: list[list[int]], over: int) -> None:
        self.rows, self.over, self.sums = rows, over, list(map(sum, rows))


def square(m: Weighted) -> Square:
    """A matrix of weights as a square."""
    need(m.objects <= SQUARE_LIMIT, "budget", f"{m.name} has {m.objects} objects")
    over = lcm(*(value.denominator for value in m.values))
    rows = [[0] * m.objects for _ in m.ob]
    for (i, j), value in m.table.items():
        rows[i][j] = value.numerator * (over // value.denominator)
    return Square(rows, over)


class Poly:
    """An integer polynomial in t_0, t_1, ...: sorted tuple of variables -> coefficient, none of them 0."""

    def __init__(self, terms: dict[tuple[int, ...], int]) -> None:
        self.terms = {variables: c for variables, c in terms.items() if c}

    def __add__(self, other: Number) -> Poly:
        terms = dict(self.terms)
        for variables, c in _terms(other).items():
            terms[variables] = terms.get(variables, 0) + c
        return Poly(terms)

    def __mul__(self, other: Number) -> Poly:
        terms: dict[tuple[int, ...], int] = {}
        for one, c in self.terms.items():
            for two, e in _terms(other).items():
                both = tuple(sorted(one + two))
                terms[both] = terms.get(both, 0) + c * e
        return Poly(terms)

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> bool:
        return self.terms == Poly(_terms(other)).terms

    __hash__ = None  # type: ignore[assignment]


def _terms(x: Number) -> dict[tuple[int, ...], int]:
    return x.terms if isinstance(x, Poly) else {(): x}


def bounds(x: Number, logs: Bounds) -> tuple[Any, Any]:
    """lo <= x <= hi."""
    if not isinstance(x, Poly):
        return x, x
    ends = [(c, *(prod(logs[i][side] for i in variables) for side in (0, 1))) for variables, c in x.terms.items()]
    return sum(c * (lo if c > 0 else hi) for c, lo, hi in ends), sum(c * (hi if c > 0 else lo) for c, lo, hi in ends)


class Proof:
    """Evidence read against one derived matrix: every method checks a fact about the true values of its entries."""

    def __init__(self, g: Sequence[Sequence[Number]], logs: Bounds, evidence: dict[str, Any]) -> None:
        self.g, self.logs, self.evidence = g, logs, evidence
        self.width = len(g[0]) if g else 0

    def polynomial(self, data: Any) -> Number:
        """An integer, or a list of [coefficient, variable...]."""
        if type(data) is int:
            return data
        return sum((Poly({tuple(sorted(integers(v, len(self.logs), "a variable"))): whole([c], "a coefficient")[0]}) for c, *v in data), 0)

    def sign(self, x: Number) -> int:
        """1 or -1, the sign of a value that the bounds keep away from 0."""
        lo, hi = bounds(x, self.logs)
        need(lo > 0 or hi < 0, "sign", "the bounds of a value hold 0")
        return 1 if lo > 0 else -1

    def definite(self, kept: Sequence[int]) -> None:
        """The symmetric submatrix is positive definite: a positive multiple of it is lower lower^T plus a strictly dominant diagonal."""
        lower, (scale,) = member(self.evidence, "lower", "evidence"), whole([member(self.evidence, "scale", "evidence")], "scale")
        need(scale > 0 and len(lower) == len(kept), "range", "lower")
        rows = [whole(row, "lower", i + 1) for i, row in enumerate(lower)]
        slack = [Fraction(0)] * len(kept)
        for i, row in enumerate(rows):
            for j in range(i + 1):
                product = sum(map(mul, row, rows[j]))
                lo, hi = (scale * x - product for x in bounds(self.g[kept[i]][kept[j]], self.logs))
                slack[i] += lo if i == j else -max(hi, -lo)
                slack[j] -= max(hi, -lo) if i != j else 0
        need(all(x > 0 for x in slack), "definite", "the remainder is not diagonally dominant")

    def spanned(self, basis: Sequence[int]) -> None:
        """Every column is a linear combination of those of the basis: factor g_j = sum of x_k g_k, the factor not 0."""
        factor, columns = self.polynomial(member(self.evidence, "factor", "evidence")), member(self.evidence, "columns", "evidence")
        self.sign(factor)
        known = set(basis)
        others = [j for j in range(self.width) if j not in known]
        narrow = [[row[k] for k in basis] for row in self.g]
        for j, column in zip(others, columns, strict=True):
            x = [self.polynomial(entry) for entry in column]
            need(len(x) == len(basis), "length", "a column")
            need(all(factor * row[j] == sum(map(mul, few, x)) for row, few in zip(self.g, narrow, strict=True)), "span", f"column {j}")

    def rank(self, d: int | None) -> bool:
        """Whether the rank is at most d."""
        if "rows" not in self.evidence:
            basis = integers(member(self.evidence, "basis", "evidence"), self.width, "basis")
            need(d is None or len(basis) <= d, "rank", "the basis is too large")
            self.spanned(basis)
            return True
        rows = integers(self.evidence["rows"], len(self.g), "rows")
        columns = integers(member(self.evidence, "columns", "evidence"), self.width, "columns", len(rows))
        need(d is not None and len(rows) > d, "rank", "the minor is too small")
        inverse = member(self.evidence, "inverse", "evidence")
        need(len(inverse) == len(rows), "length", "inverse")
        minor = [[self.g[i][j] for i in rows] for j in columns]
        for i, line in enumerate(inverse):
            y = whole(line, "inverse", len(rows))
            sizes = [bounds(sum(map(mul, y, column)), self.logs) for column in minor]
            need(sizes[i][0] > sum(max(hi, -lo) for lo, hi in sizes) - max(sizes[i][1], -sizes[i][0]), "minor", f"row {i} is not dominant")
        return False

    def semidefinite(self, d: int | None) -> bool:
        """Whether a symmetric matrix is positive semidefinite of rank at most d."""
        if "vector" in self.evidence:
            v = whole(self.evidence["vector"], "vector", self.width)
            need(self.sign(sum(x * sum(map(mul, v, row)) for x, row in zip(v, self.g, strict=True))) < 0, "vector", "not negative")
            return False
        kept = integers(self.evidence["minor"] if "minor" in self.evidence else member(self.evidence, "basis", "evidence"), self.width, "basis")
        if "minor" in self.evidence:
            need(d is not None and len(kept) > d, "rank", "the minor is too small")
        else:
            need(d is None or len(kept) <= d, "rank", "the basis is too large")
            self.spanned(kept)
        self.definite(kept)
        return "minor" not in self.evidence


def fits(m: Square, kernel: str, i: int, j: int) -> bool:
    """What the kernel needs of M_ij itself, whatever the dimension."""
    x, y, one = m.rows[i][j], m.rows[j][i], m.over
    if kernel in ("softmax", "affine"):
        return x > 0 and m.sums[i] == one
    if kernel == "normalised":
        return i == j or (x > 0 and m.sums[i] - m.rows[i][i] == one)
    if kernel == "proportional":
        return i == j or 0 < x == y
    if kernel == "two_tower":
        return True
    return x == y and (kernel == "dot" or ((i != j or x == one) and (kernel == "cosine" or x > 0)))


def realizes(weighted: dict[str, Weighted], matrices: dict[str, list[list[int]]], args: list[Any], evidence: dict[str, Any]) -> bool:
    """The rule `realizable` [M, kernel, d, W]: whether some f into R^d realises M; d = null: into R^d for some d; W: the head of softmax, or null."""
    name, kernel, dimension, head = args
    m, w = square(named(weighted, name, "argument of a rule")), None if head is None else named(matrices, head, "argument of a rule")
    d = None if dimension is None else integer(dimension, SIZE_LIMIT, "dimension")
    need(kernel in KERNELS and (w is None or (kernel == "softmax" and d is None)), "rule", kernel)
    n = len(m.rows)
    if "defect" in evidence:
        need(not fits(m, kernel, *integers(evidence["defect"], n, "defect", 2)), "defect", kernel)
        return False
    need(all(fits(m, kernel, i, j) for i in range(n) for j in range(n)), "defect", kernel)
    if kernel in ("proportional", "normalised"):
        need(d is None or d >= n - 2, "rank", "dimensions below n - 2 are not decided")
        return kernel == "proportional" or _reversible(m, evidence)
    if kernel == "spherical" and d == 0:
        return n == 0  # R^0 has no unit vectors
    if kernel == "two_tower":
        return Proof(m.rows, [], evidence).rank(d)
    if kernel in ("dot", "cosine"):
        return Proof(m.rows, [], evidence).semidefinite(d)
    return _exponential(m, kernel, d, w, evidence)


def _exponential(m: Square, kernel: str, d: int | None, head: list[list[int]] | None, evidence: dict[str, Any]) -> bool:
    """The kernels whose criterion is one about the logarithms of the weights."""
    bases, log = _logarithms(m, member(evidence, "logs", "evidence"))
    bits = integer(evidence.get("bits", 1), BITS_LIMIT, "bits")
    logs = [logarithm(b, bits) for b in bases] if len(bases) > 1 else []
    if kernel in ("softmax", "affine"):
        ratios = [[x + -1 * row[-1] for x in row[:-1]] for row in log]
        if head is not None:
            return _headed(Proof(ratios, logs, evidence), head)
        rows = ratios if kernel == "softmax" else [[x + -1 * y for x, y in zip(row, ratios[0], strict=True)] for row in ratios[1:]]
        return Proof(rows, logs, evidence).rank(d)
    far = [[x * x for x in row] if kernel == "laplace" else [-1 * x for x in row] for row in log]
    inner = range(1, len(far))
    gram = [[far[i][0] + far[0][j] + -1 * far[i][j] for j in inner] for i in inner]
    return Proof(gram, logs, evidence).semidefinite(d) and (kernel != "spherical" or _on_sphere(Proof(far, logs, evidence)))


def _logarithms(m: Square, data: Any) -> tuple[list[Fraction], list[list[Number]]]:
    """The bases b > 1 and log M, each M_ij being the product of b^e over its exponents e; one base counts as 1."""
    pairs = [whole(b, "a base", 2) for b in member(data, "bases", "logs")]
    need(all(p > q > 0 for p, q in pairs), "range", "a base is not above 1")
    bases, out = [Fraction(p, q) for p, q in pairs], []
    for row, given in zip(m.rows, member(data, "exponents", "logs"), strict=True):
        powers = [whole(e, "exponents", len(bases)) for e in given]
        need(all(abs(x) < BITS_LIMIT for e in powers for x in e), "budget", "exponents")
        need(
            [Fraction(x, m.over) for x in row] == [prod(map(pow, bases, e), start=Fraction(1)) for e in powers],
            "power",
            "a weight is another product",
        )
        out.append([sum(e) if len(bases) < 2 else Poly({(i,): x for i, x in enumerate(e)}) for e in powers])
    return bases, out


def _reversible(m: Square, evidence: dict[str, Any]) -> bool:
    """Detailed balance of a positive chain; one triple of Kolmogorov's criterion against it."""
    n, p = len(m.rows), m.rows
    if "triple" in evidence:
        i, j, k = integers(evidence["triple"], n, "triple", 3)
        need(p[i][j] * p[j][k] * p[k][i] != p[i][k] * p[k][j] * p[j][i], "triple", "both ways alike")
        return False
    weight = whole(member(evidence, "stationary", "evidence"), "stationary", n)
    need(all(w > 0 for w in weight), "range", "stationary")
    need(all(weight[i] * p[i][j] == weight[j] * p[j][i] for i in range(n) for j in range(i)), "balance", "stationary")
    return True


def _headed(proof: Proof, w: list[list[int]]) -> bool:
    """Whether every row of log ratios is f (w_j - w_last) for some f."""
    evidence, g = proof.evidence, proof.g
    need(len(w) == len(g), "shape", "the head has one row for each object")
    if "relation" in evidence:
        m, row = whole(evidence["relation"], "relation", len(w)), g[integer(member(evidence, "row", "evidence"), len(g), "row")]
        need(sum(m) == 0 and all(sum(map(mul, m, column)) == 0 for column in zip(*w, strict=True)), "relation", "not one of the head")
        proof.sign(sum(map(mul, m, row)))
        return False
    factor, shifts = proof.polynomial(member(evidence, "factor", "evidence")), [[a - b for a, b in zip(row, w[-1], strict=True)] for row in w[:-1]]
    proof.sign(factor)
    for row, code in zip(g, member(evidence, "codes", "evidence"), strict=True):
        f = [proof.polynomial(x) for x in code]
        need(len(f) == len(w[0]), "length", "a code")
        need(all(factor * x == sum(map(mul, f, shift)) for x, shift in zip(row, shifts, strict=True)), "span", "a code")
    return True


def _on_sphere(proof: Proof) -> bool:
    """Whether points with squared distances far = proof.g lie on a sphere: far y = factor 1, and the entries of y do not sum to 0."""
    if all(x == 0 for row in proof.g for x in row):
        return True
    data = member(proof.evidence, "sphere", "evidence")
    factor, y = proof.polynomial(member(data, "factor", "sphere")), [proof.polynomial(x) for x in member(data, "weights", "sphere")]
    need(len(y) == len(proof.g), "length", "sphere")
    need(all(sum(map(mul, y, row)) == factor for row in proof.g), "sphere", "the sums differ")
    flat = sum(y) == 0
    proof.sign(factor if flat else factor * sum(y))
    return not flat


def spectral(weighted: dict[str, Weighted], args: list[Any], evidence: dict[str, Any]) -> bool:
    """The rule `spectral` [M, kernel]: -sum of M_ij log k(z_i, z_j) is c tr(Z^T L Z) for a matrix L, some c > 0 and all codes Z."""
    m, kernel = square(named(weighted, args[0], "argument of a rule")), args[1]
    places = [(i, j) for i in range(len(m.rows)) for j in range(len(m.rows))]
    if kernel == "laplace":  # c |z_i - z_j| doubles when Z does, a quadratic form is then four times as large
        return not any(m.rows[i][j] for i, j in places if i != j)
    need(kernel in ("gaussian", "spherical"), "rule", kernel)
    laplacian = rectangle(member(evidence, "laplacian", "evidence"), "laplacian")
    need(laplacian == [list(column) for column in zip(*laplacian, strict=True)], "symmetry", "laplacian")
    left, right = dict.fromkeys(places, 0), dict.fromkeys(places, 0)
    for i, j in places:
        for place, factor in (((i, i), 1), ((j, j), 1), ((min(i, j), max(i, j)), -2)):
            left[place] += factor * m.rows[i][j]  # M_ij (z_i - z_j)^2, multiplied out
        right[min(i, j), max(i, j)] += laplacian[i][j]
    need(left == right, "laplacian", "another quadratic form")
    return True
