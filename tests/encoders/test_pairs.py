"""The certified engine against exact evaluation, pair by pair; planted violations; margins that are too small; everything that is not finite."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from encoders.pairs_oracle import FAMILIES, Defect, defect, instance
from presheaf.model.kernels import Shape
from presheaf.model.target import Labels

pytest.importorskip("torch", reason="PyTorch is not installed")
pytest.importorskip("numba", reason="Numba is not installed")

import itertools

from presheaf.encoders import screen as screen_module
from presheaf.encoders.pairs import Found, Options, Pairs, certify

DEEP = int(os.environ.get("PRESHEAF_PAIRS", "1"))
SMALL = 60 * DEEP  # tables of each family


def worst(pairs: Pairs, known: dict[tuple[int, int], Defect]) -> list[tuple[int, int]]:
    """Pairs by descending defect, and the mirror image of a pair is left out where it is no other case."""
    alike = pairs.right is None and pairs.shape.family != "order"
    listed = [(i, j) for i, j in known if not (alike and j < i and pairs.target.exact(i, j) == pairs.target.exact(j, i))]
    return sorted(listed, key=lambda p: -known[p].rounded())


def expect(pairs: Pairs, found: Found) -> None:
    """Everything that the engine says about a small table, from the definition."""
    n, m = pairs.target.shape
    every = {(i, j): defect(pairs, i, j) for i in range(n) for j in range(m)}
    known = {p: d for p, d in every.items() if d is not None}
    inside = {p for p, d in known.items() if d.at_most(pairs.eps)}
    assert (found.within, found.beyond, found.total) == (len(inside), len(known) - len(inside), n * m)
    assert found.decided == found.within + found.beyond == sum(found.tiers.values())
    assert found.verdict == ("beyond" if found.beyond else "within" if found.within == n * m else "undecided")
    for pair in found.worst:
        assert known[pair.row, pair.column].between(pair.low, pair.high)
        assert pair.high - pair.low < Fraction(1, 2**60)
    listed, expected = [(p.row, p.column) for p in found.worst], worst(pairs, known)[:10]
    assert len(set(listed)) == len(expected)
    assert [known[p].rounded() for p in listed] == [known[p].rounded() for p in expected]
    for p, q in itertools.pairwise(listed):
        a, b = known[p].value, known[q].value
        assert p < q or not (isinstance(a, Fraction) and isinstance(b, Fraction) and a == b)
    if known:
        assert max(known.values(), key=Defect.long).between(*found.defect)
    if found.verdict == "beyond":
        assert not known[listed[0]].at_most(pairs.eps)


@pytest.mark.parametrize("family", FAMILIES)
def test_small_tables_of_every_kind(family: str) -> None:
    for seed in range(SMALL):
        rng = random.Random(f"{family} {seed}")
        pairs = instance(rng, family)
        options = Options(screen=rng.choice(["auto", "bf16", "fp32", "fp64"]), tile=rng.choice([(1, 1), (2, 3), (1024, 2048)]))
        expect(pairs, certify(pairs, options))


def unlike(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Rows of length about 1 in general position."""
    x = rng.standard_normal((n, d))
    return (x / np.linalg.norm(x, axis=1)[:, None]).astype(np.float32)


@pytest.mark.parametrize("screen", ["bf16", "fp32", "fp64"])
@pytest.mark.parametrize("seed", range(3 * DEEP))
def test_one_planted_violation_among_millions_of_pairs_is_found(seed: int, screen: str) -> None:
    rng = np.random.default_rng(seed)
    n, d = int(os.environ.get("PRESHEAF_PAIRS_N", "1500")), 24
    x = unlike(rng, n, d)
    i, j = (int(v) for v in sorted(rng.choice(n, 2, replace=False)))
    x[j] = x[i] + (unlike(rng, 1, d)[0] * np.float32(0.25))
    s = sum((Fraction(float(a)) - Fraction(float(b))) ** 2 for a, b in zip(x[i], x[j], strict=True))
    eps = Fraction(float(np.exp(-2 * float(s)))) - Fraction(1, 10**9)
    labels = np.arange(n)
    found = certify(Pairs(x, None, Shape("gaussian", Fraction(2)), Labels(labels, labels), eps), Options(screen=screen, top=3))
    assert (found.verdict, found.worst[0].row, found.worst[0].column, found.beyond) == ("beyond", i, j, 2)
    assert found.within == n * n - 2
    above = certify(Pairs(x, None, Shape("gaussian", Fraction(2)), Labels(labels, labels), eps + Fraction(2, 10**9)), Options(screen=screen))
    assert (above.verdict, above.within) == ("within", n * n)


def wrong_somewhere(change: Callable[[pytest.MonkeyPatch], None], screen: str) -> bool:
    """Whether eps at the defects themselves reveals a margin that was made smaller."""
    rng = np.random.default_rng(5)
    x = unlike(rng, 60, 32) * np.float32(3)
    labels = np.arange(60)
    shape, target = Shape("dot", Fraction(1)), Labels(labels, labels)
    exact = x.astype(np.float64) @ x.astype(np.float64).T
    with pytest.MonkeyPatch.context() as patch:
        change(patch)
        for i, j in rng.integers(0, 60, (40, 2)).tolist():
            eps = Fraction(float(abs(exact[i, j] - (i == j)))) + Fraction(1, 10**12)
            right = int((abs(exact - np.eye(60)) <= float(eps)).sum())
            found = certify(Pairs(x, None, shape, target, eps), Options(screen=screen))
            if found.within != right or found.decided != 3600:
                return True
    return False


@pytest.mark.parametrize("screen", ["bf16", "fp32"])
def test_a_margin_that_is_too_small_is_caught(screen: str) -> None:
    original = screen_module.product_error

    def shrink(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(screen_module, "product_error", lambda *a: original(*a) * 1e-3)
        patch.setattr(screen_module, "score_error", lambda factor, tiny, u, left, right, offset: factor * left * right)

    assert not wrong_somewhere(lambda patch: None, screen)
    assert wrong_somewhere(shrink, screen)


@pytest.mark.parametrize("family", ["gaussian", "laplace", "dot", "cosine", "spherical", "order"])
def test_rows_that_are_not_finite_are_never_decided(family: str) -> None:
    rng = np.random.default_rng(1)
    x = unlike(rng, 200, 8)
    x[17, 3], x[60, 0] = np.nan, np.inf
    labels = np.arange(200) % 5
    found = certify(Pairs(x, None, Shape(family, Fraction(1)), Labels(labels, labels), Fraction(10)), Options(tile=(64, 32)))
    strange = 200 * 200 - 198 * 198
    assert (found.verdict, found.within, found.beyond, found.decided) == ("undecided", 200 * 200 - strange, 0, 200 * 200 - strange)
    assert f"{strange} pairs" in found.reason


def test_a_row_that_is_not_finite_hides_no_violation() -> None:
    x = np.array([[1, 0], [np.nan, 0], [0, 1]], np.float32)
    found = certify(Pairs(x, None, Shape("dot", Fraction(1)), Labels(np.array([0, 1, 0]), np.array([0, 1, 0])), Fraction(1, 2)))
    assert (found.verdict, found.within, found.beyond) == ("beyond", 2, 2)


def test_the_result_depends_on_neither_tile_nor_screen_nor_seed() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 10, 400)
    x = (unlike(rng, 10, 16)[labels] + 0.2 * unlike(rng, 400, 16)).astype(np.float32)
    for family, eps in (("gaussian", Fraction(1, 3)), ("dot", Fraction(1, 5)), ("laplace", Fraction(1, 2))):
        pairs = Pairs(x, None, Shape(family, Fraction(1)), Labels(labels, labels), eps)
        first = certify(pairs)
        for options in (Options(tile=(37, 91)), Options(screen="fp64", seed=7), Options(screen="bf16", tile=(400, 400)), Options(threads=2)):
            again = certify(pairs, options)
            for name in ("verdict", "defect", "worst", "within", "beyond", "reason"):
                assert getattr(again, name) == getattr(first, name), (family, options, name)


def test_rows_too_long_for_fp32_are_decided_all_the_same() -> None:
    x = np.array([[3e38, 0], [3e38, 1e30], [1e-30, 0], [0, 0]], np.float32)
    labels = np.array([0, 0, 1, 1])
    found = certify(Pairs(x, None, Shape("gaussian", Fraction(1)), Labels(labels, labels), Fraction(1, 2)))
    assert (found.verdict, found.beyond) == ("beyond", 2)
    assert [(p.row, p.column) for p in found.worst[:1]] == [(0, 1)]


def test_too_many_pairs_for_exact_evaluation_are_undecided() -> None:
    x = np.ones((30, 3), np.float32) / np.float32(3)
    labels = np.zeros(30, np.int64)
    eps = abs(3 * Fraction(float(x[0, 0])) ** 2 - 1)
    pairs = Pairs(x, None, Shape("dot", Fraction(1)), Labels(labels, labels), eps)
    assert certify(pairs).verdict == "within"
    few = certify(pairs, Options(escalate=100))
    assert few.verdict == "undecided"
    assert "more than 100 need exact evaluation" in few.reason


def test_progress_is_told_of_every_tile_and_may_interrupt() -> None:
    x = unlike(np.random.default_rng(0), 50, 4)
    pairs = Pairs(x, None, Shape("dot", Fraction(1)), Labels(np.arange(50), np.arange(50)), Fraction(1))
    told: list[tuple[int, int]] = []
    certify(pairs, Options(tile=(16, 16), progress=lambda done, total: told.append((done, total))))
    assert told == [(k, told[0][1]) for k in range(1, told[0][1] + 1)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        certify(pairs, Options(progress=stop))


def test_another_device_is_refused() -> None:
    one = np.ones((1, 1), np.float32)
    pairs = Pairs(one, None, Shape("dot"), Labels(np.zeros(1, np.int64), np.zeros(1, np.int64)), Fraction(0))
    assert certify(pairs, Options(device="cpu")).verdict == "within"
    with pytest.raises(ValueError, match="on the CPU, not on cuda"):
        certify(pairs, Options(device="cuda"))
