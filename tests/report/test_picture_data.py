"""The numbers of pictures against sums over all pairs with the mathematical definitions, in plain Python."""

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from presheaf.encoders import picture_data, ranks
from presheaf.encoders.picture_data import agreement, alignment, defects, escalation, funnel, of_encoder, spectrum
from presheaf.model.embeddings import Table
from presheaf.model.encoder import Encoder, without
from presheaf.model.kernels import SHAPES, Shape
from presheaf.model.rationals import Rationals
from presheaf.model.target import Dense, Labels, Sparse, Target


def encoder(family: str, x: Any, target: Target, y: Any = None, rate: Fraction = Fraction(1), bias: Any = None) -> Encoder:
    x = np.array(x, np.float32)
    rows = Table(x, "F32", "sha256:0", tuple(f"x{i}" for i in range(len(x))))
    columns = None if y is None else Table(np.array(y, np.float32), "F32", "sha256:1", tuple(f"y{i}" for i in range(len(y))))
    return Encoder("f", x.shape[1], Shape(family, rate), rows, columns, bias, target, SimpleNamespace())  # type: ignore[arg-type]


def k(f: Encoder, i: int, j: int) -> float:
    """The kernel at a pair, as the table of SHAPES says it."""
    x = [float(v) for v in f.rows.values[i]]
    others = [[float(v) for v in row] for row in (f.columns or f.rows).values]
    y, rate = others[j], float(f.shape.rate)

    def dot(a: list[float], b: list[float]) -> float:
        return math.fsum(s * t for s, t in zip(a, b, strict=True))

    def cos() -> float:
        return dot(x, y) / math.sqrt(dot(x, x) * dot(y, y))

    match f.shape.family:
        case "gaussian":
            return math.exp(-rate * math.dist(x, y) ** 2)
        case "laplace":
            return math.exp(-rate * math.dist(x, y))
        case "dot" | "two_tower":
            return rate * dot(x, y)
        case "cosine":
            return cos()
        case "spherical":
            return math.exp(rate * (cos() - 1))
        case "order":
            return float(all(a <= b for a, b in zip(x, y, strict=True)))
    bias = np.zeros(len(others)) if f.bias is None else f.bias
    weights = [math.exp(dot(x, w) + float(b)) for w, b in zip(others, bias, strict=True)]
    return weights[j] / math.fsum(weights)


def defect(f: Encoder, i: int, j: int) -> float:
    return abs(k(f, i, j) - float(f.target.exact(i, j)))


def some_target(rng: random.Random, n: int, m: int) -> Target:
    kind = rng.choice(("dense", "sparse", "labels"))
    if kind == "labels":
        labels = [np.array([rng.choice((2, 7, 9)) for _ in range(s)], np.int64) for s in (n, m)]
        if n == m:
            labels[1] = labels[0]
        return Labels(labels[0], labels[1], Fraction(1), rng.choice((Fraction(0), Fraction(1, 3))))
    table = [[Fraction(rng.choice((0, 0, 1, 2)), rng.choice((1, 3))) for _ in range(m)] for _ in range(n)]
    if kind == "dense":
        num, den = (np.array([[getattr(x, a) for x in row] for row in table], np.int64).reshape(n, m) for a in ("numerator", "denominator"))
        return Dense(num, den)
    entries = [(i, j, x) for i, row in enumerate(table) for j, x in enumerate(row) if x]
    start = np.searchsorted(np.array([i for i, _, _ in entries], np.int64), np.arange(n + 1)).astype(np.int64)
    values = Rationals(np.array([x.numerator for *_, x in entries], np.int64), np.array([x.denominator for *_, x in entries], np.int64))
    return Sparse(start, np.array([j for _, j, _ in entries], np.int64), values, m)


@pytest.mark.parametrize("family", SHAPES)
@pytest.mark.parametrize("seed", range(6))
def test_defects(family: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(f"{family}{seed}")
    headed = family in ("softmax", "two_tower")
    n = rng.randint(1, 9)
    m = rng.randint(1, 9) if headed else n
    monkeypatch.setattr(picture_data, "TILE", rng.choice(((2, 3), (512, 4096), (1, 1))))
    monkeypatch.setattr(picture_data, "CELLS", rng.choice((512, 3, 1)))
    grid = (-1, -0.5, 0.25, 1, 2)
    x, y = ([[rng.choice(grid) for _ in range(2)] for _ in range(s)] for s in (n, m))
    bias = np.array([rng.choice(grid) for _ in range(m)]) if family == "softmax" and seed % 2 else None
    rate = Fraction(rng.randint(1, 3), 2) if family in ("gaussian", "laplace", "dot", "spherical") else Fraction(1)
    f = encoder(family, x, some_target(rng, n, m), y if headed else None, rate, bias)
    eps = rng.choice((Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(3), Fraction(1, 10**6)))
    found = defects(f, eps)
    assert found is not None
    image, histogram = found
    all_of = {(i, j): defect(f, i, j) for i in range(n) for j in range(m)}
    largest = max(all_of.values())
    assert image.worst.defect == histogram.largest == pytest.approx(largest, abs=1e-12)
    i, j = (int(name[1:]) for name in image.worst.names)
    assert all_of[i, j] == pytest.approx(largest, abs=1e-12)
    labels = (f.target.rows, f.target.columns) if isinstance(f.target, Labels) else (np.zeros(n), np.zeros(m))
    orders = [sorted(range(len(s)), key=lambda t, s=s: (-list(s).count(s[t]), list(s).index(s[t]), t)) for s in labels]
    cells = image.pooled.shape
    assert cells == (min(n, picture_data.CELLS), min(m, picture_data.CELLS))
    expected = np.zeros(cells)
    for a, row in enumerate(orders[0]):
        for b, column in enumerate(orders[1]):
            at = a * cells[0] // n, b * cells[1] // m
            expected[at] = max(expected[at], all_of[row, column])
    assert image.pooled == pytest.approx(expected, abs=1e-12)
    assert (orders[0][image.worst.row], orders[1][image.worst.column]) == (i, j)
    for order, s, breaks in zip(orders, labels, image.breaks, strict=True):
        assert breaks.tolist() == [t for t in range(1, len(order)) if s[order[t]] != s[order[t - 1]]]
    assert histogram.total == n * m
    near = [v for v in all_of.values() if abs(v - float(eps)) < 1e-12]
    assert abs(histogram.beyond - sum(v > eps for v in all_of.values())) <= len(near)
    edges = histogram.edges
    assert edges[-1] >= largest * (1 - 1e-12)
    assert len(edges) <= 52
    unsure = sum(any(abs(v - e) < 1e-12 for e in edges) for v in all_of.values())
    counted = [sum(a < v <= b or (a == 0 == v) for v in all_of.values()) for a, b in itertools.pairwise(edges)]
    assert np.abs(histogram.counts - np.array(counted)).sum() <= 2 * unsure
    if eps and edges[1] <= eps <= edges[-1]:
        assert float(eps) in edges


def test_a_defect_that_is_just_eps_is_within() -> None:
    half = Dense(np.array([[1, 1]]), np.array([[2, 4]]))
    found = defects(encoder("two_tower", [[1]], half, [[1], [0]]), Fraction(1, 2))
    assert found is not None
    h = found[1]
    assert (h.beyond, h.largest) == (0, 0.5)
    inside = h.edges[1:] <= 0.5
    assert h.counts[inside].sum() == 2


def test_what_is_too_large_or_not_finite_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Labels(np.zeros(2, np.int64), np.zeros(2, np.int64))
    huge = encoder("dot", [[1], [1]], one)
    big = Encoder("f", 1, huge.shape, Table(np.full((2, 1), 1e300), "F64", "", ("a", "b")), None, None, one, huge.source)
    assert defects(big, Fraction(1)) is None
    assert alignment(replace(huge, checkpoints=(big,)), Fraction(1)) is None
    assert spectrum(big) is None
    monkeypatch.setattr(picture_data, "PAIRS", 3)
    assert defects(huge, Fraction(1)) is None
    assert alignment(replace(huge, checkpoints=(huge,)), Fraction(1)) is None
    empty = Labels(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert list(of_encoder(encoder("dot", np.zeros((0, 2)), empty), Fraction(1))) == []


@pytest.mark.parametrize("seed", range(12))
def test_spectrum_and_rank(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(1, 7)
    m = rng.randint(1, 7)
    f = encoder("two_tower", [[rng.random(), 1] for _ in range(n)], some_target(rng, n, m), [[rng.random(), 2] for _ in range(m)])
    h = [[f.target.exact(i, j) for j in range(m)] for i in range(n)]
    found = spectrum(f)
    assert found is not None
    values = np.linalg.svd(np.array(h, float), compute_uv=False)
    assert found.values == pytest.approx(values, abs=1e-9)
    assert (found.rank, found.exact) == (gauss([list(row) for row in h]), True)
    assert ranks.rank(f.target) == (found.rank, True)
    kernel = np.array([[k(f, i, j) for j in range(m)] for i in range(n)])
    learned = np.linalg.svd(kernel, compute_uv=False)[:2]
    assert found.learned is not None
    assert found.learned[: len(learned)] == pytest.approx(learned, abs=1e-6)
    assert found.tail == pytest.approx(sum(values[2:] ** 2), abs=1e-9)
    assert spectrum(encoder("gaussian", np.zeros((n, 1)), some_target(rng, n, n))) is None


def gauss(a: list[list[Fraction]]) -> int:
    """The rank by elimination."""
    r = 0
    for j in range(len(a[0]) if a else 0):
        pivot = next((i for i in range(r, len(a)) if a[i][j]), None)
        if pivot is None:
            continue
        a[r], a[pivot] = a[pivot], a[r]
        for i in range(r + 1, len(a)):
            factor = a[i][j] / a[r][j]
            a[i] = [x - factor * y for x, y in zip(a[i], a[r], strict=True)]
        r += 1
    return r


def test_a_rank_that_is_only_bounded_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "EXACT", 0)
    low = Dense(np.array([[1, 2], [2, 4]]), np.ones((2, 2), np.int64))
    assert ranks.rank(low) == (1, False)
    assert ranks.rank(Dense(np.array([[1, 2], [2, 5]]), np.ones((2, 2), np.int64))) == (2, True)
    found = spectrum(encoder("dot", [[1], [2]], low))
    assert found is not None
    assert "at least 1" in found.words
    assert ranks.rank(Dense(np.array([[1]]), np.array([[ranks.PRIME]]))) is None
    monkeypatch.setattr(ranks, "MATRIX", 3)
    assert ranks.rank(low) is None


def test_agreement() -> None:
    x = [[0, 0], [1, 0], [0, 2]]
    f = encoder("gaussian", x, Labels(np.arange(3), np.arange(3)))
    tasks = {"first": np.array([1.0, 0.0, 0.0]), "all": np.ones(3)}
    found = agreement(f, tasks, {"first": [0]})
    for t, value in enumerate(tasks.values()):
        for i in range(3):
            assert found.gaps[t, i] == pytest.approx(max(abs(k(f, i, j) - value[j]) for j in range(3)))
    assert found.representatives == ((0,), ())
    assert found.agrees[1] is None
    assert found.best[0] == int(found.gaps[0].argmin())


def test_alignment() -> None:
    rng = random.Random(5)
    target = Labels(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    made = [encoder("gaussian", [[s * rng.random()] for _ in range(4)], target) for s in (1, 2, 3)]
    eps = Fraction(1, 4)
    assert alignment(made[0], eps) is None
    f = replace(made[-1], checkpoints=tuple(replace(g, name=f"a/b.c/state {i}.npz") for i, g in enumerate(made[:-1])))
    found = alignment(f, eps)
    assert found is not None
    assert found.states == ("state 0", "state 1", "f")
    assert any(p is not None and p.name == "alignment" for p in of_encoder(f, eps))
    for row, share, f in zip(found.quantiles, found.within, made, strict=True):
        values = sorted(defect(f, i, j) for i in range(4) for j in range(4))
        assert share == pytest.approx(sum(v <= eps for v in values) / 16)
        assert row[-1] == pytest.approx(values[-1])
        for level, q in zip(found.levels, row, strict=True):
            true = values[math.ceil(level * 16 - 1e-9) - 1]
            assert true - 1e-12 <= q <= true + values[-1] / 2000


def test_tiers_come_in_the_order_in_which_they_are_tried() -> None:
    found = funnel("f", {"exact": 1, "fp64": 20, "on a device": 5, "screen bf16": 300, "screen fp64": 4}, 331)
    assert [tier for tier, _ in found.tiers] == ["on a device", "screen bf16", "screen fp64", "fp64", "exact"]
    assert found.reached == (331, 326, 26, 22, 2, 1)


@pytest.mark.skipif(bool(without("torch")), reason="the engine multiplies with torch")
def test_escalation_counts_every_pair() -> None:
    rng = random.Random(3)
    f = encoder("gaussian", [[rng.random(), rng.random()] for _ in range(30)], Labels(np.arange(30) // 3, np.arange(30) // 3))
    found = escalation(f, Fraction(1, 3))
    assert found.total == 900
    assert sum(n for _, n in found.tiers) == 900
    assert found.reached[-1] == 0
