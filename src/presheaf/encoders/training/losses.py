"""Losses of the pretext tasks. Each says which codes minimise it, and tests/encoders/test_losses.py descends to exactly these.

Notation: P(x, y) is the law of pairs, p and q are its marginals, P(y | x) = P(x, y) / p(x); H and I are entropy and mutual information in nats.
A loss takes scores, not networks: whatever computes the scores, the minimum over all scores is the one that is stated.
"""

from __future__ import annotations

from presheaf.encoders.training.lazily import Tensor, torch


def squares(weights: Tensor, target: Tensor) -> Tensor:
    """Sum over all pairs of (k(f x, f y) - H(x, y))^2, for `weights` = k and `target` = H of the same shape.

    Zero iff the model is ideal. With k = <f x, f y> in R^d and H symmetric the minimum is the Eckart-Young tail: the sum of the squares of the
    eigenvalues of H but the d largest positive ones (Eckart and Young 1936).
    """
    return ((weights - target) ** 2).sum()


def spectral(codes: Tensor, joint: Tensor) -> Tensor:
    """The spectral contrastive loss: -2 E_P <f x, f y> + E_(p x p) <f x, f y>^2, for codes f [n, d] and a symmetric law `joint` [n, n].

    Without a bound on d the minimum is <f x, f y> = P(x, y) / (p(x) p(y)) if that matrix is positive semidefinite. In R^d the minimum is
    -(s_1^2 + ... + s_d^2), s the largest positive eigenvalues of P(x, y) / sqrt(p(x) p(y)) (HaoChen, Wei, Gaidon and Ma 2021, Lemma 3.2).
    """
    p = joint.sum(1)
    products = codes @ codes.T
    return (p[:, None] * p * products**2 - 2 * joint * products).sum()


def information(scores: Tensor, joint: Tensor) -> Tensor:
    """InfoNCE with all negatives: -E_P log(e^s(x, y) / sum over z of q(z) e^s(x, z)), for scores s and law `joint` [n, m].

    The minimum is -I(X; Y), at s(x, y) = log P(y | x) / q(y) + c(x) with any c and nowhere else (Gibbs' inequality row by row); where
    P(x, y) = 0 < p(x) q(y) it is approached by s -> -infinity. Objects y that never occur have no score.
    """
    t = torch()
    q = joint.sum(0)
    used = q > 0
    normalised = scores[:, used] - t.logsumexp(scores[:, used] + q[used].log(), 1, keepdim=True)
    return -(joint[:, used] * normalised).sum()


def infonce(scores: Tensor) -> Tensor:
    """InfoNCE of batches, as it is trained: mean of -log(e^s_ii / sum over j of e^s_ij) for scores [..., k, k] of the left views i and right views j.

    Left and right view i are one positive pair, the pairs of a batch are drawn independently. For every k >= 2 the expectation is least at
    s(x, y) = log P(y | x) / q(y) + c(x), and only there (van den Oord, Li and Vinyals 2018, equation 5): the minimum of `information`.
    """
    t = torch()
    return -t.diagonal(t.log_softmax(scores, -1), dim1=-2, dim2=-1).mean()


def next_token(scores: Tensor, counts: Tensor) -> Tensor:
    """Cross-entropy of next tokens in nats a token: scores [contexts, tokens], `counts` how often each token followed each context.

    The minimum is the conditional entropy H(Y | X) of the counts, at scores log P(y | x) + c(x) and nowhere else: the model that is ideal
    with the softmax kernel. A count of 0 is approached by a score -> -infinity, so finite codes are ideal only where all counts are positive.
    """
    return -(counts * torch().log_softmax(scores, 1)).sum() / counts.sum()


def masked(scores: Tensor, hidden: Tensor, positions: Tensor | None = None) -> Tensor:
    """Cross-entropy of hidden bits in nats a datum: scores [n, m] that depend on the visible part, `hidden` bits [n, m], `positions` what is hidden.

    Over data with visible part v the minimum is sigmoid(s_i(v)) = Pr(bit i is 1 | v), in all the sum over i of H(bit i | v). It approaches 0 iff
    v determines the bits. If not, two data with one visible part differ in a bit i, and |sigmoid(s_i) - bit i| >= 1/2 for one of the two.
    """
    loss = torch().nn.functional.binary_cross_entropy_with_logits(scores, hidden, reduction="none")
    return (loss if positions is None else loss * positions).sum() / len(scores)


def rotation(scores: Tensor, turns: Tensor) -> Tensor:
    """Cross-entropy of turns in nats an image: scores [n, 4] that depend on the image, `turns` int [n] how many quarters image i was turned.

    The minimum is softmax(s(x)) = Pr(turn | x). It approaches 0 iff no image occurs with two turns; if the data are all turns of some upright
    images this says that these are free orbits, one for each: then f(x) -> the vertex of its turn, and k = <f x, f y> is [turn x = turn y].
    """
    return torch().nn.functional.cross_entropy(scores, turns)
