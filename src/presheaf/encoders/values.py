"""The values of kernels in float64, with a bound of their error: to order the pairs, and to pass over those that are clear."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from presheaf.model.encoder import Encoder

Floats = npt.NDArray[np.float64]
UNIT = 2.0**-52  # twice the unit roundoff of float64


def approximate(f: Encoder) -> Floats:
    """k(i, j) as float64[n, m], nan or infinite where numbers are out of range. O(n m d)."""
    x = f.rows.values.astype(np.float64)
    y = x if f.columns is None else f.columns.values.astype(np.float64)
    rate = float(f.shape.rate)
    match f.shape.family:
        case "gaussian":
            return np.asarray(np.exp(-rate * _squares(x, y)))
        case "laplace":
            return np.asarray(np.exp(-rate * np.sqrt(_squares(x, y))))
        case "dot" | "two_tower":
            return np.asarray(rate * (x @ y.T))
        case "order":
            return np.asarray((x[:, None, :] <= y[None, :, :]).all(2), np.float64)
        case "softmax":
            z = x @ y.T + (0 if f.bias is None else f.bias.astype(np.float64))
            z = np.exp(z - z.max(1, keepdims=True, initial=-np.inf))
            return np.asarray(z / z.sum(1, keepdims=True))
    cosine = (x @ y.T) / (np.linalg.norm(x, axis=1)[:, None] * np.linalg.norm(y, axis=1)[None, :])
    return np.asarray(cosine if f.shape.family == "cosine" else np.exp(rate * (cosine - 1)))


def _squares(x: Floats, y: Floats) -> Floats:
    """|x - y|^2 as sums of squares of differences, each with a relative error of (d + 2) / 2 UNIT."""
    out = np.zeros((len(x), len(y)))
    for column in range(x.shape[1]):
        out += (x[:, column, None] - y[None, :, column]) ** 2
    return out


def margins(f: Encoder) -> float:
    """What the values above, less the middle of the bounds of H, are off by at most: far more than their rounding errors add up to.

    With S = |x| |y| a product is off by (d + 1) UNIT S; e^-t by t UNIT (d + 6) <= (d + 6) UNIT; a cosine by (d + 8) UNIT; the law of a softmax, whose
    logits are off by e, by at most e^(2 e) - 1 and as many UNITs as it has terms. H, at most 1 in size but for products, adds a UNIT.
    """
    x = np.linalg.norm(f.rows.values.astype(np.float64), axis=1)
    y = x if f.columns is None else np.linalg.norm(f.columns.values.astype(np.float64), axis=1)
    d, m = f.dimension, f.target.shape[1]
    scale = float(x.max(initial=0)) * float(y.max(initial=0))
    match f.shape.family:
        case "dot" | "two_tower":
            error = float(f.shape.rate) * (d + 4) * scale
        case "softmax":
            logits = (d + 4) * UNIT * (scale + float(0 if f.bias is None else np.abs(f.bias).max(initial=0)))
            error = float(np.expm1(min(4 * logits, 1.0))) / UNIT + m + 20
        case "spherical":
            error = float(f.shape.rate) * (d + 20)
        case _:
            error = float(d + 20)
    return 4 * UNIT * (error + 20)
