"""Encoders with written codes against fifty decimals: ideal for their kernel, composing, ideal for some kernel."""

from __future__ import annotations

import copy
import random
from decimal import Decimal, getcontext
from fractions import Fraction as Q
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from corpus import load
from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check
from presheaf.model.elaborate.loader import Loaded

getcontext().prec = 60
NEAR = Decimal(10) ** -45
Codes = list[tuple[Q, ...]]
KERNELS = ("gaussian", "laplace", "halves", "walk", "gaussian(1/2)", "laplace(3)", "dot", "third", "cosine", "order")
DECLARED = """
kernel halves = 2^(-norm2(x - y))
kernel walk = (4/9)^(norm(x - y) / 2)
kernel third = dot(x, y) / 3
"""


def decimal(q: Q) -> Decimal:
    return Decimal(q.numerator) / Decimal(q.denominator)


def values(kernel: str, codes: Codes) -> list[list[Decimal]] | None:
    """The kernel of all pairs; for an open temperature the exponents instead, and None where the kernel is not defined."""
    far = [[sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for y in codes] for x in codes]
    inner = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in codes] for x in codes]
    size = range(len(codes))
    by = {
        "gaussian": lambda i, j: decimal(far[i][j]),
        "laplace": lambda i, j: decimal(far[i][j]).sqrt(),
        "halves": lambda i, j: Decimal(2) ** -decimal(far[i][j]),
        "walk": lambda i, j: (Decimal(2) / 3) ** decimal(far[i][j]).sqrt(),
        "gaussian(1/2)": lambda i, j: (-decimal(far[i][j])).exp(),
        "laplace(3)": lambda i, j: (-decimal(far[i][j]).sqrt() / 3).exp(),
        "dot": lambda i, j: decimal(inner[i][j]),
        "third": lambda i, j: decimal(inner[i][j]) / 3,
        "cosine": lambda i, j: decimal(inner[i][j]) / (decimal(inner[i][i]).sqrt() * decimal(inner[j][j]).sqrt()),
        "order": lambda i, j: Decimal(all(a <= b for a, b in zip(codes[i], codes[j], strict=True))),
    }[kernel]
    if kernel == "cosine" and any(not inner[i][i] for i in size):
        return None
    return [[by(i, j) for j in size] for i in size]


def is_ideal(kernel: str, codes: Codes, m: list[list[Q]]) -> bool:
    size, k = range(len(codes)), values(kernel, codes)
    if k is None:
        return False
    if kernel not in ("gaussian", "laplace"):
        return all(abs(k[i][j] - decimal(m[i][j])) < NEAR for i in size for j in size)
    if any(w <= 0 or w > 1 for row in m for w in row):
        return False
    gaps = [[-decimal(w).ln() for w in row] for row in m]
    pairs = [(k[i][j], gaps[i][j]) for i in size for j in size]
    if any((d == 0) != (g == 0) for d, g in pairs):
        return False
    return all(abs(d * h - e * g) < NEAR for d, g in pairs for e, h in pairs)


def composes(kernel: str, codes: Codes) -> bool:
    size, k = range(len(codes)), values(kernel, codes)
    if k is None:
        return False
    if kernel in ("gaussian", "laplace"):
        k = [[(-d).exp() for d in row] for row in k]
    identity = all(abs(k[i][i] - 1) < NEAR for i in size) and all(-NEAR < w < 1 + NEAR for row in k for w in row)
    return identity and all(k[i][j] * k[j][h] <= k[i][h] + NEAR for i, j, h in product(size, repeat=3))


def some_kernel(codes: Codes, m: list[list[Q]]) -> bool:
    table: dict[Any, Q] = {}
    pairs = list(product(range(len(codes)), repeat=2))
    return all(table.setdefault((codes[x], codes[y]), m[x][y]) == m[x][y] for x, y in pairs)


def fitting(rng: random.Random, kernel: str, codes: Codes) -> list[list[Q]]:
    """Weights that the kernel has or nearly has: exact where they are rational, powers of one number for an open temperature."""
    size = range(len(codes))
    far = [[sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for y in codes] for x in codes]
    inner = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in codes] for x in codes]
    base = rng.choice([Q(1, 2), Q(4, 9), Q(1, 3)])

    def weight(i: int, j: int) -> Q:
        d, v = far[i][j], inner[i][j]
        if kernel in ("gaussian", "halves", "gaussian(1/2)"):
            return (Q(1, 2) if kernel == "halves" else base) ** int(d * (1 if kernel == "halves" else 4))
        if kernel in ("laplace", "walk", "laplace(3)"):
            root = Q(int(decimal(d).sqrt() * 2 + Decimal("0.5")), 2)
            return (Q(2, 3) ** int(root)) if kernel == "walk" else base ** int(2 * root)
        if kernel == "order":
            return Q(all(a <= b for a, b in zip(codes[i], codes[j], strict=True)))
        if kernel == "cosine":
            return min(max(Q(round(float(v) / max(float(inner[i][i] * inner[j][j]) ** 0.5, 0.01) * 25), 25), Q(0)), Q(1))
        return min(max(v / 3 if kernel == "third" else v, Q(0)), Q(1))

    m = [[weight(i, j) for j in size] for i in size]
    if codes and rng.random() < 0.3:
        m[rng.randrange(len(codes))][rng.randrange(len(codes))] = rng.choice([Q(0), Q(1), Q(1, 2), Q(1, 7)])
    return m


def drawn(rng: random.Random, kernel: str) -> tuple[int, Codes]:
    n, d = rng.choice([0, 1, 2, 2, 3, 3, 4]), rng.randrange(1, 4)
    if kernel in ("cosine", "dot"):
        units = [(Q(3, 5), Q(4, 5)), (Q(1), Q(0)), (Q(0), Q(1)), (Q(-3, 5), Q(4, 5)), (Q(4, 5), Q(3, 5)), (Q(6, 5), Q(8, 5)), (Q(0), Q(0))]
        return 2, [rng.choice(units) for _ in range(n)]
    places = [Q(0), Q(1), Q(2), Q(-1), Q(1, 2), Q(3)] if kernel != "third" else [Q(0), Q(1), Q(-1)]
    return d, [tuple(rng.choice(places) for _ in range(d)) for _ in range(n)]


def world(rng: random.Random) -> tuple[list[str], dict[str, bool]]:
    lines, verdicts = [DECLARED], dict[str, bool]()
    for i in range(60):
        kernel = KERNELS[i % len(KERNELS)]
        d, codes = drawn(rng, kernel)
        m = fitting(rng, kernel, codes)
        names = [f"o{j}" for j in range(len(codes))]
        rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in m)
        lines.append(f"weighted M{i} = matrix {{ objects {', '.join(names)}  {rows} }}" if names else f"weighted M{i} {{ }}")
        written = [f"{name} = ({', '.join(map(str, code))})" for name, code in zip(names, codes, strict=True)]
        if not names:
            continue
        rng.shuffle(written)
        lines.append(f"encoder f{i} : M{i} -> R^{d} {{ codes {', '.join(written)}  kernel {kernel} }}")
        for predicate, value in (
            ("ideal", is_ideal(kernel, codes, m)),
            ("is_category", composes(kernel, codes)),
            ("some_kernel", some_kernel(codes, m)),
        ):
            verdicts[f"{predicate}_{i}"] = value
            lines.append(f"claim {predicate}_{i}: {predicate}(f{i})")
    return lines, verdicts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, dict[str, bool]]:
    lines, verdicts = world(random.Random(12))
    loaded = load("\n".join(lines), tmp_path_factory.mktemp("codes"))
    assert not loaded.failed, loaded.diagnostics[0]
    return loaded, verdicts


def test_random_encoders(made: tuple[Loaded, dict[str, bool]]) -> None:
    loaded, verdicts = made
    seen: dict[tuple[str, str], set[bool]] = {}
    for claim in loaded.claims:
        value, (predicate, _, number) = verdicts[claim.name], claim.name.rpartition("_")
        assert decide(claim, "both" if int(number) < 20 else "native").status == ("proved" if value else "refuted"), claim.text
        seen.setdefault((predicate, KERNELS[int(number) % len(KERNELS)]), set()).add(value)
    for kernel in KERNELS:
        if kernel not in ("gaussian(1/2)", "laplace(3)"):  # of these only equal codes are ideal
            assert seen["ideal", kernel] == {True, False}, kernel
    assert seen["is_category", "gaussian"] == seen["is_category", "cosine"] == {True, False}


def test_tables_in_a_certificate_are_those_of_the_codes(made: tuple[Loaded, dict[str, bool]]) -> None:
    loaded, changed = made[0], 0
    for claim in loaded.claims:
        if not claim.name.startswith(("ideal", "is_category")):
            continue
        document = decide(claim, "native").certificate
        assert document is not None
        for name, table in document.get("tables", {}).items():
            if len(table["args"]) == 2:  # distances, products and roots, which lemmas tie to the coordinates
                forged = copy.deepcopy(document)
                forged["tables"][name]["data"][0] += 1
                forged["sorts"][table["value"]] += 1
                with pytest.raises(Rejected, match="lemma"):
                    check(forged)
                changed += 1
    assert changed > 40


def test_the_smallest_line_that_does_not_compose(tmp_path: Path) -> None:
    """Claim 24: codes 0, 1, 2 and 4 > 1 + 1; in a right angle it does (claim 25), and a cube is full of right angles."""
    text = """
weighted Line = matrix { objects a, b, c  [1, 1/2, 1/16], [1/2, 1, 1/2], [1/16, 1/2, 1] }
weighted Cube = matrix { objects a, b, c, d  [1, 1/2, 1/2, 1/4], [1/2, 1, 1/4, 1/2], [1/2, 1/4, 1, 1/2], [1/4, 1/2, 1/2, 1] }
encoder f : Line -> R^1 { codes a = (0), b = (1), c = (2)  kernel gaussian }
encoder g : Cube -> R^2 { codes a = (0, 0), b = (0, 1), c = (1, 0), d = (1, 1)  kernel gaussian }
claim line: ideal(f) and not is_category(f) and not is_category(Line)
claim cube: ideal(g) and is_category(g) and is_category(Cube)
"""
    for claim in load(text, tmp_path).claims:
        assert decide(claim, "native").status == "proved"
