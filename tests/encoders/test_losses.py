"""Descending each loss reaches the minimiser that its docstring states, computed here from the law alone with numpy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from presheaf.encoders.training import infonce, information, masked, minimise, next_token, rotation, spectral, squares

torch = pytest.importorskip("torch")

JOINT = np.array([[4, 2, 1], [1, 5, 1], [2, 1, 3]]) / 20


def entropy(law: np.ndarray) -> float:
    """In nats; 0 log 0 = 0."""
    used = law[law > 0]
    return float(-(used * np.log(used)).sum())


def descend(shape: tuple[int, ...], loss: Callable[[Any], Any], steps: int = 40) -> tuple[np.ndarray, float]:
    """A free table of this shape that minimises a loss, and the minimum; started at a seeded random table."""
    table = torch.tensor(np.random.default_rng(1).standard_normal(shape), requires_grad=True)
    last = minimise(lambda _: loss(table), [table], steps).last
    return table.detach().numpy(), last


def centred(scores: np.ndarray) -> np.ndarray:
    return scores - scores.mean(1, keepdims=True)


def information_scores(joint: np.ndarray) -> np.ndarray:
    return np.log(joint / joint.sum(1, keepdims=True) / joint.sum(0))


def test_information_is_least_at_the_pointwise_mutual_information() -> None:
    scores, least = descend((3, 3), lambda s: information(s, torch.tensor(JOINT)))
    assert np.abs(centred(scores) - centred(information_scores(JOINT))).max() < 1e-5
    assert least == pytest.approx(-(entropy(JOINT.sum(1)) + entropy(JOINT.sum(0)) - entropy(JOINT)), abs=1e-9)


def test_what_never_occurs_has_no_score() -> None:
    joint = np.pad(JOINT, ((0, 0), (0, 1)))
    scores, least = descend((3, 4), lambda s: information(s, torch.tensor(joint)))
    assert np.isfinite(scores).all()
    assert least == pytest.approx(-(entropy(JOINT.sum(1)) + entropy(JOINT.sum(0)) - entropy(JOINT)), abs=1e-9)


@pytest.mark.parametrize("size", [2, 3])
def test_batches_of_any_size_have_the_same_minimiser(size: int) -> None:
    """The expectation over all batches, each weighed by its probability."""
    pairs = list(product(range(3), repeat=2))
    batches = list(product(range(9), repeat=size))
    weight = torch.tensor([np.prod([JOINT[pairs[i]] for i in batch]) for batch in batches])
    left, right = (torch.tensor([[pairs[i][side] for i in batch] for batch in batches]) for side in (0, 1))

    def expected(s: Any) -> Any:
        return (weight * torch.vmap(infonce)(s[left[:, :, None], right[:, None, :]])).sum()

    scores, _ = descend((3, 3), expected, 4)
    assert np.abs(centred(scores) - centred(information_scores(JOINT))).max() < 1e-4


@pytest.mark.parametrize("d", [1, 2, 3])
def test_spectral_contrast_is_the_best_low_rank_density_ratio(d: int) -> None:
    features = np.array([[3, 1, 0, 0], [1, 2, 1, 0], [0, 1, 2, 1], [1, 0, 0, 4]], float)
    joint = features @ features.T / (features @ features.T).sum()  # crops of four images: positive semidefinite
    p = joint.sum(1)
    values, vectors = np.linalg.eigh(joint / np.sqrt(np.outer(p, p)))
    best = (vectors[:, -d:] * values[-d:]) @ vectors[:, -d:].T / np.sqrt(np.outer(p, p))
    codes, least = descend((4, d), lambda f: spectral(f, torch.tensor(joint)))
    assert least == pytest.approx(-(values[-d:] ** 2).sum(), abs=1e-9)
    assert np.abs(codes @ codes.T - best).max() < 1e-4


@pytest.mark.parametrize("d", [1, 2, 3])
def test_squares_stop_at_the_tail_and_negative_eigenvalues_are_never_reached(d: int) -> None:
    h = np.array([[1, 0.9, 0, 0.2], [0.9, 1, 0.9, 0], [0, 0.9, 1, 0.5], [0.2, 0, 0.5, 1]])
    values = np.linalg.eigvalsh(h)
    assert values[0] < -0.1 < 0.3 < values[1]
    kept = np.maximum(values[-d:], 0)
    codes, least = descend((4, d), lambda f: squares(f @ f.T, torch.tensor(h)))
    assert least == pytest.approx((values**2).sum() - (kept**2).sum(), abs=1e-8)
    assert np.square(codes @ codes.T - h).sum() == pytest.approx(least, abs=1e-9)


def test_an_ideal_gaussian_model_has_no_squares() -> None:
    codes = np.array([[0.0, 0], [1, 0], [0, 2]])
    h = np.exp(-((codes[:, None] - codes) ** 2).sum(2))
    _, least = descend((3, 2), lambda f: squares(torch.exp(-((f[:, None] - f) ** 2).sum(2)), torch.tensor(h)))
    assert least < 1e-12


def test_next_tokens_reach_the_conditional_entropy() -> None:
    counts = np.array([[4, 2, 1], [1, 5, 1]], float)
    scores, least = descend((2, 3), lambda s: next_token(s, torch.tensor(counts)))
    law = counts / counts.sum(1, keepdims=True)
    assert least == pytest.approx(sum(w * entropy(row) for w, row in zip(counts.sum(1) / counts.sum(), law, strict=True)), abs=1e-9)
    assert np.abs(np.exp(scores) / np.exp(scores).sum(1, keepdims=True) - law).max() < 1e-5


def test_tokens_that_never_follow_are_approached_and_not_reached() -> None:
    counts = np.array([[1, 0]], float)
    scores, least = descend((1, 2), lambda s: next_token(s, torch.tensor(counts)))
    assert 0 < least < 1e-4
    assert np.isfinite(scores).all()


def test_hidden_bits_are_predicted_by_their_frequency_and_ambiguous_ones_missed_by_a_half() -> None:
    """Two visible parts; behind the first 2 of 3 data have bit 0, behind the second all agree."""
    visible = [0, 0, 0, 1, 1]
    hidden = np.array([[1, 0], [1, 1], [0, 0], [1, 0], [1, 0]], float)
    scores, least = descend((2, 2), lambda s: masked(s[visible], torch.tensor(hidden)))
    p = 1 / (1 + np.exp(-scores))
    assert np.abs(p[0] - [2 / 3, 1 / 3]).max() < 1e-4
    assert np.abs(p[1] - [1, 0]).max() < 1e-4
    assert least == pytest.approx(3 / 5 * 2 * entropy(np.array([2 / 3, 1 / 3])), abs=1e-4)
    assert np.abs(p[visible] - hidden)[:3].max() >= 0.5
    one = masked(torch.zeros(5, 2), torch.tensor(hidden, dtype=torch.float32), torch.tensor([[1, 0]] * 5))
    assert float(one) == pytest.approx(np.log(2))  # only the first bit is hidden


def test_turns_are_found_iff_no_image_has_two() -> None:
    images, turns = [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 0, 2]  # image 4 looks the same upside down
    free, least = descend((4, 4), lambda s: rotation(s[images[:4]], torch.tensor(turns[:4])))
    assert least < 1e-4
    assert free.argmax(1).tolist() == turns[:4]
    scores, least = descend((5, 4), lambda s: rotation(s[images], torch.tensor(turns)))
    law = np.exp(scores[4]) / np.exp(scores[4]).sum()
    assert np.abs(law - [0.5, 0, 0.5, 0]).max() < 1e-4
    assert least == pytest.approx(np.log(2) / 3, abs=1e-4)


@pytest.mark.parametrize("d", [1, 2])
def test_codes_reach_the_minimum_over_scores_iff_the_logarithms_have_their_rank(d: int) -> None:
    """Scores <f x, w_y> in R^d: three laws of three tokens whose differences of logarithms have rank 2."""
    counts = torch.tensor([[4.0, 2, 1], [1, 5, 1], [2, 1, 3]], dtype=torch.float64)
    logs = counts.log()
    assert np.linalg.matrix_rank((logs[:, 1:] - logs[:, :1]).numpy()) == 2
    table = torch.tensor(np.random.default_rng(2).standard_normal((6, d)), requires_grad=True)
    reached = minimise(lambda _: next_token(table[:3] @ table[3:].T, counts), [table], 40).last
    least = float(-(counts * (logs - counts.sum(1, keepdim=True).log())).sum() / counts.sum())
    assert reached >= least - 1e-12
    assert (reached < least + 1e-6) is (d == 2)
