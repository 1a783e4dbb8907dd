"""Squared losses and the least ones: every verdict against singular values that mpmath finds with 40 digits, on both sides of the tail."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

from corpus import load
from presheaf.claims import losses
from presheaf.claims.engines import decide
from presheaf.model.elaborate.loader import Loaded

pytest.importorskip("torch")
Table = list[list[Fraction]]


def save(path: Path, names: list[str], rows: np.ndarray, head: np.ndarray | None = None) -> None:
    from safetensors.numpy import save_file

    save_file({"emb": rows} if head is None else {"emb": rows, "head": head}, path, {"object_order": json.dumps(names)})


def folder(path: Path) -> Path:
    """Where the specs of `load` look for their files."""
    (path / "specs").mkdir(exist_ok=True)
    return path / "specs"


def weights(rng: random.Random, n: int) -> Table:
    """Matrices of small rank, diagonal ones and any others, symmetric or not."""
    kind = rng.randrange(4)
    if kind == 0:
        return [[Fraction(int(i == j and rng.random() < 0.8)) for j in range(n)] for i in range(n)]
    if kind == 1:
        v = [Fraction(rng.randrange(3), 2) for _ in range(n)]
        return [[min(x * y, Fraction(1)) for y in v] for x in v]
    m = [[Fraction(rng.randrange(5), 4) for _ in range(n)] for _ in range(n)]
    return [[max(m[i][j], m[j][i]) for j in range(n)] for i in range(n)] if kind == 2 else m


def squared(m: Table, x: np.ndarray, y: np.ndarray) -> Fraction:
    """The loss, from the formula."""
    rows, columns = ([[Fraction(float(a)) for a in code] for code in codes] for codes in (x, y))
    dots = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in rows]
    return sum(((dots[i][j] - m[i][j]) ** 2 for i in range(len(m)) for j in range(len(m))), Fraction(0))


def tail(m: Table, d: int, one: bool) -> mpmath.mpf:
    """The least loss in R^d: by eigenvalues for Gram matrices, by singular values for two towers."""
    n = len(m)
    a = mpmath.matrix(n, n)
    for i in range(n):
        for j in range(n):
            x = (m[i][j] + m[j][i]) / 2 if one else m[i][j]
            a[i, j] = mpmath.mpf(x.numerator) / x.denominator
    total = sum(mpmath.mpf(x.numerator) ** 2 / x.denominator**2 for row in m for x in row)
    if one:
        return total - sum(max(v, 0) ** 2 for v in sorted(mpmath.eigsy(a, eigvals_only=True), reverse=True)[:d])
    return total - sum(v**2 for v in sorted(mpmath.svd_r(a, compute_uv=False), reverse=True)[:d])


@pytest.mark.parametrize("family", ["dot", "two_tower"])
def test_random_codes_against_singular_values(family: str, tmp_path: Path) -> None:
    rng, lines, expected = random.Random(family), list[str](), list[bool]()
    with mpmath.workdps(40):
        for k in range(14):
            n, d = rng.randrange(1, 5), rng.randrange(1, 4)
            m, names = weights(rng, n), [f"o{i}" for i in range(n)]
            x, y = (np.array([[rng.randrange(-4, 5) / 4 for _ in range(d)] for _ in range(n)], np.float32).reshape(n, d) for _ in range(2))
            save(folder(tmp_path) / f"t{k}.safetensors", names, x, None if family == "dot" else y)
            own, least = squared(m, x, x if family == "dot" else y), tail(m, d, family == "dot")
            rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in m)
            lines.append(f"weighted M{k} = matrix {{ objects {', '.join(names)} {rows} }}")
            lines.append(f'encoder f{k} : M{k} -> R^{d} {{ embeddings "t{k}.safetensors" kernel {family} }}')
            gap = own - Fraction(str(mpmath.nstr(least, 30)))
            assert gap > -Fraction(1, 10**25)
            for shift in (Fraction(-1, 10**5), Fraction(1, 10**5), Fraction(1)):
                eps = round(gap * 10**7) / Fraction(10**7) + shift
                if eps >= 0:
                    lines.append(f"claim c{len(expected)}: loss(f{k}) = {own} and optimal(f{k}, {eps})")
                    expected.append(shift > 0)
    found = load("\n".join(lines), tmp_path)
    assert not found.diagnostics
    for claim, value in zip(found.claims, expected, strict=True):
        decision = decide(claim)
        assert (decision.status == "proved") == value, claim.text
        assert decision.theorem is not None
        assert decision.assumed == ()
    assert set(expected) == {True, False}


SIMPLE = """\
weighted M = matrix { objects a, b, c  [1, 1, 0], [1, 1, 0], [0, 0, 1] }
encoder f : M -> R^1 { embeddings "f.safetensors" kernel dot }
claim least: optimal(f)
"""


def loaded(path: Path) -> Loaded:
    return load(path.read_text(encoding="utf-8"), path.parent)


@pytest.fixture
def simple(tmp_path: Path) -> Path:
    save(folder(tmp_path) / "f.safetensors", ["a", "b", "c"], np.array([[1], [1], [0]], np.float32))
    path = tmp_path / "a.psh"
    path.write_text(SIMPLE, encoding="utf-8")
    return path


def test_the_least_loss_itself_is_reached(simple: Path) -> None:
    """The tail is 1, a bound that is any lower would not do."""
    decision = decide(loaded(simple).claims[0])
    assert decision.status == "proved"
    assert [note.text for note in decision.why] == ["loss(f) = 1, the least one in R^1 is 1"]


def test_a_loss_below_the_bound_is_a_broken_checker(simple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses, "loss", lambda f: Fraction(1, 2))
    monkeypatch.setattr(losses.Tail, "codes", lambda tail, d: (Fraction(1), {}))
    with pytest.raises(losses.BrokenChecker, match="certified"):
        decide(loaded(simple).claims[0])


def test_large_tables(simple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses, "ORDER", 2)
    assert (decide(loaded(simple).claims[0]).reason or "").startswith("resource: the singular values of 3 x 3")
    monkeypatch.setattr(losses, "small", lambda f: False)
    assert (decide(loaded(simple).claims[0]).reason or "").startswith("resource: f has 3 x 3 pairs in R^1")


def test_kernels_that_are_no_products_have_no_squared_loss(simple: Path) -> None:
    simple.write_text(SIMPLE.replace("kernel dot", "kernel cosine").replace("optimal(f)", "optimal(f) and loss(f) = 1"), encoding="utf-8")
    (diagnostic,) = loaded(simple).diagnostics
    assert diagnostic.code == "E402"
    assert "squared losses are of dot and two_tower" in diagnostic.message
