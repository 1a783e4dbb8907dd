"""The contrastive loss as a Laplacian trace and a log-partition: the whole identity by sympy, certificates against numbers, and what has no trace."""

from __future__ import annotations

import random
from fractions import Fraction
from math import exp, isclose, log
from pathlib import Path
from typing import Any

import pytest

from corpus import load
from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check

Table = list[list[Fraction]]


def weights(rng: random.Random, n: int) -> Table:
    return [[Fraction(rng.randrange(0, 4), rng.choice([3, 4, 5])) for _ in range(n)] for _ in range(n)]


def laplacian(m: Table) -> Table:
    """Degrees minus weights of the graph with the weights of (M + M^T) / 2."""
    size = range(len(m))
    w = [[(m[i][j] + m[j][i]) / 2 for j in size] for i in size]
    return [[sum(w[i]) - w[i][i] if i == j else -w[i][j] for j in size] for i in size]


def test_the_identity_by_sympy() -> None:
    """For generic weights and codes: three objects in the plane, every weight, coordinate and the temperature a symbol."""
    sympy = pytest.importorskip("sympy")
    n = 3
    z = [sympy.symbols(f"x{i} y{i}", real=True) for i in range(n)]
    m = [[sympy.Symbol(f"m{i}{j}", positive=True) for j in range(n)] for i in range(n)]
    tau = sympy.Symbol("tau", positive=True)

    def k(i: int, j: int) -> Any:
        return sympy.exp(-sum((a - b) ** 2 for a, b in zip(z[i], z[j], strict=True)) / (2 * tau))

    others = [sum(k(i, j) for j in range(n) if j != i) for i in range(n)]
    loss = sum(-m[i][j] * sympy.log(k(i, j) / others[i]) for i in range(n) for j in range(n))
    w = sympy.Matrix(n, n, lambda i, j: (m[i][j] + m[j][i]) / 2)
    graph = sympy.diag(*(sum(w[i, j] for j in range(n)) for i in range(n))) - w
    codes = sympy.Matrix(z)
    trace = (codes.T * graph * codes).trace() / tau
    partition = sum(sum(m[i]) * sympy.log(others[i]) for i in range(n))
    assert sympy.expand(sympy.expand_log(loss - trace - partition, force=True)) == 0
    assert sympy.expand(sympy.expand_log(loss - trace / 2 - partition, force=True)) != 0


@pytest.mark.parametrize("kernel", ["gaussian", "spherical", "laplace", "clip", "gauss"])
def test_random_pairs(kernel: str, tmp_path: Path) -> None:
    rng, lines, tables = random.Random(kernel), list[str](), list[Table]()
    for i in range(12):
        n = rng.randrange(0, 5)
        m = weights(rng, n)
        if i % 3 == 0:
            m = [[w if x == y else Fraction(0) for y, w in enumerate(row)] for x, row in enumerate(m)]
        rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in m)
        lines.append(f"weighted M{i} = matrix {{ objects {', '.join(f'x{j}' for j in range(n))}  {rows} }}" if n else f"weighted M{i} {{}}")
        holds = kernel != "laplace" or not any(m[x][y] for x in range(n) for y in range(n) if x != y)
        lines.append(f"claim c{i}: spectral(M{i}, {kernel}) expect {'holds' if holds else 'refuted'}")
        tables.append(m)
    lines.append("kernel clip(tau) = exp((cos(x, y) - 1) / tau)")
    lines.append("kernel gauss(tau) = exp((2 * dot(x, y) - norm2(x) - norm2(y)) / tau)")
    loaded = load("\n".join(lines), tmp_path)
    assert not loaded.failed, loaded.diagnostics[0]
    for claim, m in zip(loaded.claims, tables, strict=True):
        decision = decide(claim, "native")
        assert decision.status == ("refuted" if claim.expected == "refuted" else "proved"), claim.text
        if kernel != "laplace":
            refuses_changes(decision.certificate, m)


def refuses_changes(document: Any, m: Table) -> None:
    """The Laplacian in a certificate is that of the weights; changed anywhere it is refused."""
    (answer,) = document["answers"]
    table = answer[2]["laplacian"]
    wanted = laplacian(m)
    over = next((x / y for row, other in zip(table, wanted, strict=True) for x, y in zip(row, other, strict=True) if y), Fraction(1))
    assert table == [[x * over for x in row] for row in wanted]
    for i in range(len(m)):
        changed = [list(row) for row in table]
        changed[i][i] += 1
        answer[2]["laplacian"] = changed
        with pytest.raises(Rejected, match="laplacian"):
            check(document)
    answer[2]["laplacian"] = table


def test_the_loss_in_numbers() -> None:
    """The identity at random codes, with one temperature: attraction is the trace over tau, repulsion the log-partition."""
    rng = random.Random(5)
    for _ in range(20):
        n, tau = rng.randrange(2, 5), rng.uniform(0.3, 2)
        m = weights(rng, n)
        z = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(n)]
        far = [[sum((a - b) ** 2 for a, b in zip(u, v, strict=True)) for v in z] for u in z]
        others = [sum(exp(-far[i][j] / (2 * tau)) for j in range(n) if j != i) for i in range(n)]
        loss = sum(-float(m[i][j]) * log(exp(-far[i][j] / (2 * tau)) / others[i]) for i in range(n) for j in range(n))
        graph = laplacian(m)
        trace = sum(float(graph[i][j]) * sum(a * b for a, b in zip(z[i], z[j], strict=True)) for i in range(n) for j in range(n))
        assert isclose(loss, trace / tau + sum(float(sum(m[i])) * log(others[i]) for i in range(n)), rel_tol=1e-9, abs_tol=1e-9)
