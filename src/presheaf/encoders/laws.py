"""The sides of a softmax: the logarithm of each row's sum, enclosed in fp64, as its offset; minus the bias as the columns' one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from presheaf.encoders.bounds import FP64, SLACK, gamma, underflow
from presheaf.encoders.exponential import exp_between
from presheaf.encoders.scores import Floats, Scores, law_side
from presheaf.encoders.thresholds import down, enclosed, up
from presheaf.exact.lazily import flint

STEP = 1 << 21  # logits that are held at one time


def law_scores(left: NDArray[Any], right: NDArray[Any], bias: NDArray[Any] | None) -> Scores:
    """Scores <x, w> + b - log sum exp(<x, w'> + b'), whose exponential is the law of the columns: O(n m d) in fp64."""
    d, m = right.shape[1], len(right)
    b = np.zeros(m) if bias is None else np.asarray(bias, np.float64)
    zero = np.zeros(m)
    prefixes, tokens = law_side(left, np.zeros(len(left)), np.zeros(len(left))), law_side(right, -b, zero)
    longest, largest = (
        float(tokens.lengths.max(initial=0.0)),
        float(np.abs(b).max(initial=0.0)),
    )  # NaN where a token has no finite row: then nothing is known
    above, error = np.empty(len(left)), np.empty(len(left))
    step = max(1, STEP // max(1, m))
    for start in range(0, len(left), step):
        part = slice(start, start + step)
        with np.errstate(all="ignore"):
            logits = prefixes.rows(part, np.float64) @ tokens.rows(slice(0, m), np.float64).T + b
            x = prefixes.lengths[part]
            wrong = (gamma(d + 1, FP64.sums) * (x * longest + largest) + underflow(d, FP64, 1.0, 1.0) * (1 + x + longest)) * SLACK
            above[part], error[part] = sums(logits, wrong)
    return Scores(law_side(left, above, error), tokens, False)


def sums(logits: Floats, wrong: Floats) -> tuple[Floats, Floats]:
    """log sum exp of each row of logits that are within `wrong` [n], and a bound on its error; NaN where a logit is not finite."""
    m = logits.shape[1]
    top = logits.max(1, initial=-np.inf)
    z = logits - top[:, None]
    rounded = 2.0**-52 * np.abs(z)
    low, high = exp_between(z - rounded, z + rounded)
    slack = gamma(m + 1, FP64.sums)
    least, most = low.sum(1) * (1 - slack), high.sum(1) * (1 + slack) * SLACK
    value, error = np.full(len(logits), np.nan), np.full(len(logits), np.nan)
    for i in np.flatnonzero(np.isfinite(least) & np.isfinite(most) & (least > 0) & np.isfinite(wrong)):
        a, z = down(enclosed(flint().arb(float(least[i])).log())[0]), up(enclosed(flint().arb(float(most[i])).log())[1])
        value[i] = top[i] + a
        error[i] = ((z - a) + wrong[i] + 2.0**-51 * (abs(top[i]) + abs(a) + abs(z))) * SLACK
    return value, error
