"""Which kernels realise a matrix of rationals, and in which dimension: the criteria of `presheaf.kernel.rational`, decided with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from presheaf.exact import linear, logarithmic
from presheaf.exact.linear import Found, Rows
from presheaf.exact.logs import Logarithms, logarithms
from presheaf.kernel import Rejected
from presheaf.kernel.logarithm import logarithm
from presheaf.kernel.rational import KERNELS, Number, Poly, Proof, Square, fits

Table = Sequence[Sequence[Fraction]]
LOG_KERNELS = frozenset(("gaussian", "laplace", "spherical", "softmax", "affine"))
BITS = (64, 256, 1_024, 4_096)


def weights(table: Table) -> Square:
    """The matrix over its least common denominator."""
    over = lcm(*(x.denominator for row in table for x in row))
    return Square([[x.numerator * (over // x.denominator) for x in row] for row in table], over)


def decide(m: Square, kernel: str, d: int | None = None, head: Rows | None = None) -> Found:
    """Whether some f into R^d (d = None: into some R^d) has k(f i, f j) = M_ij. `rank` is the least such d where the evidence shows it.

    O(n^3) operations on integers for rational criteria and powers of one number; otherwise as the logarithms allow (`logarithmic`).
    """
    assert kernel in KERNELS
    n = len(m.rows)
    wrong = next(((i, j) for i in range(n) for j in range(n) if not fits(m, kernel, i, j)), None)
    if wrong is not None:
        return Found(False, {"defect": list(wrong)})
    if kernel == "proportional":
        return Found(True, {}) if d is None or d >= n - 2 else _below(n)
    if kernel == "normalised":
        return _reversible(m) if d is None or d >= n - 2 else _below(n)
    if kernel == "spherical" and d == 0:
        return Found(n == 0, {})
    if kernel in LOG_KERNELS:
        return _logarithmic(m, kernel, d, head)
    return linear.at_most(m.rows, d) if kernel == "two_tower" else linear.semidefinite(m.rows, d)


def _below(n: int) -> Found:
    return Found(None, {}, reason=f"undecidable: this reading is decided from dimension {n - 2} on; below it leaves a number free")


def _reversible(m: Square) -> Found:
    """Kolmogorov's criterion on the triples with object 0, from which all others follow where everything is positive."""
    n, p = len(m.rows), m.rows
    for j in range(1, n):
        for k in range(1, j):
            if p[0][j] * p[j][k] * p[k][0] != p[0][k] * p[k][j] * p[j][0]:
                return Found(False, {"triple": [0, j, k]})
    stationary = [Fraction(1)] * n
    for j in range(1, n):
        stationary[j] = Fraction(p[0][j], p[j][0])
    scale = lcm(*(x.denominator for x in stationary))
    return Found(True, {"stationary": [int(x * scale) for x in stationary]})


# ---------------------------------------------------------------- kernels with exp: matrices of logarithms


def _logarithmic(m: Square, kernel: str, d: int | None, head: Rows | None) -> Found:
    table = [[Fraction(x, m.over) for x in row] for row in m.rows]
    group = logarithms(x for row in table for x in row)
    powers = [[group.exponents[x] for x in row] for row in table]
    written = {"logs": {"bases": [[b.numerator, b.denominator] for b in group.bases], "exponents": [[list(e) for e in row] for row in powers]}}
    log: list[list[Number]] = [[sum(e) if group.rank < 2 else Poly({(i,): x for i, x in enumerate(e)}) for e in row] for row in powers]
    if kernel in ("softmax", "affine"):
        ratios = [[x + -1 * row[-1] for x in row[:-1]] for row in log]
        if head is not None:
            return _with(written, _headed(ratios, head, group))
        rows = ratios if kernel == "softmax" else [[x + -1 * y for x, y in zip(row, ratios[0], strict=True)] for row in ratios[1:]]
        return _with(written, linear.at_most(rows, d) if group.rank < 2 else logarithmic.at_most(rows, d, group.bases))
    far = [[x * x if kernel == "laplace" else -1 * x for x in row] for row in log]
    n = len(far)
    gram = [[far[i][0] + far[0][j] + -1 * far[i][j] for j in range(1, n)] for i in range(1, n)]
    found = linear.semidefinite(gram, d) if group.rank < 2 else logarithmic.semidefinite(gram, d, group.bases)
    if kernel == "spherical" and found.value:
        found = _on_sphere(far, found, group)
    return _with(written, found)


def _with(written: dict[str, Any], found: Found) -> Found:
    return replace(found, evidence={**written, **found.evidence})


def _on_sphere(far: list[list[Number]], found: Found, group: Logarithms) -> Found:
    """Whether points with these squared distances lie on a sphere."""
    if all(x == 0 for row in far for x in row):
        return replace(found, rank=min(len(far), 1))  # one point of the unit sphere, which R^0 does not have
    ones = [1] * len(far)
    solved = linear.combination(far, ones) if group.rank < 2 else logarithmic.combination(far, ones, group.bases)
    if solved is None:
        return Found(None, {}, reason="undecidable: the equations of the circumcentre were not solved with indeterminate logarithms")
    factor, y = solved
    evidence = {**found.evidence, "sphere": {"factor": factor, "weights": y}}
    proof = Proof([list(row) for row in far], [], evidence)
    for bits in BITS:
        logs = [logarithm(b, bits) for b in group.bases] if group.rank > 1 else []
        proof.logs = logs
        a, total = proof.polynomial(factor), sum(proof.polynomial(x) for x in y)
        try:
            if total == 0:
                proof.sign(a)
                return Found(False, {**evidence, "bits": max(bits, evidence.get("bits", 1))})
            if proof.sign(a * total) > 0:
                return replace(found, evidence={**evidence, "bits": max(bits, evidence.get("bits", 1))})
        except Rejected:
            continue
    return Found(None, {}, reason="undecidable: the radius was not told from infinity")


def _headed(ratios: list[list[Number]], head: Rows, group: Logarithms) -> Found:
    """Whether every row is f (w_j - w_last): linear algebra over the rationals, for each base of the logarithms by itself (they are independent)."""
    w = head
    if len(w) < 2:
        return Found(True, {"factor": 1, "codes": [[0] * len(w[0])] * len(ratios) if w else []})
    differences = [[a - b for a, b in zip(row, w[-1], strict=True)] for row in w[:-1]]
    count = max(group.rank, 1)
    codes: list[list[list[tuple[int, int]]]] = []
    for i, row in enumerate(ratios):
        parts = []
        for base in range(count):
            target = [x.terms.get((base,), 0) if isinstance(x, Poly) else x for x in row]
            y = linear.relation(differences, target)
            if y is not None:
                return _related(i, [*y, -sum(y)], row, group)
            solved = linear.combination(differences, target)
            assert solved is not None
            parts.append(solved)
        codes.append([[(part[0], part[1][c]) for part in parts] for c in range(len(w[0]))])
    factor = lcm(*(q for code in codes for entry in code for q, _ in entry))

    def number(entry: list[tuple[int, int]]) -> Any:
        scaled = [x * (factor // q) for q, x in entry]
        return scaled[0] if group.rank < 2 else [[x, base] for base, x in enumerate(scaled)]

    return Found(True, {"factor": factor, "codes": [[number(entry) for entry in code] for code in codes]})


def _related(i: int, m: list[int], row: list[Number], group: Logarithms) -> Found:
    """The value of the relation is a linear form in independent logarithms and not 0, so some bounds keep it from 0."""
    value = sum(x * y for x, y in zip(m, row, strict=False))
    bits = 64
    while True:
        proof = Proof([], [logarithm(b, bits) for b in group.bases] if group.rank > 1 else [], {})
        try:
            proof.sign(value)
        except Rejected:
            bits *= 2
            continue
        return Found(False, {"row": i, "relation": m, "bits": bits})
