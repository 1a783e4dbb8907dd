"""Bounds on rounding errors, each with its argument. Every function returns an upper bound; the bound is itself computed with slack.

The model of arithmetic: IEEE 754, round to nearest, each operation fl(a o b) = (a o b)(1 + e) with |e| <= u, and where it underflows an absolute
error below the least normal number (which also covers flushing to zero). Products are computed by the definition, in any order and with or without
fused multiply-add. u is 2^-24, 2^-53, 2^-8 for fp32, fp64, bf16.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLACK = 1 + 2.0**-40  # more than the few roundings that a bound itself suffers, each at most 2^-53


@dataclass(frozen=True)
class Arithmetic:
    """How products of rows are computed: what the entries are rounded to, what is accumulated in, what the result is rounded to (0: not at all)."""

    name: str
    entries: float  # u of the format of the entries
    sums: float  # u of the accumulation
    output: float  # u of the format of the result where that is another, else 0
    least: float  # the least positive normal number of all of them
    largest: float  # magnitudes below it never overflow


FP64 = Arithmetic("fp64", 2.0**-53, 2.0**-53, 0.0, 2.0**-1022, 2.0**1000)
FP32 = Arithmetic("fp32", 2.0**-24, 2.0**-24, 0.0, 2.0**-126, 2.0**120)
BF16 = Arithmetic("bf16", 2.0**-8, 2.0**-24, 2.0**-8, 2.0**-126, 2.0**120)


def gamma(n: int, u: float) -> float:
    """n u / (1 - n u): n operations in any order change a term by a factor within 1 +- gamma (Higham, Accuracy and Stability, 3.1); needs n u < 1."""
    if n * u >= 0.5:
        raise ValueError(f"no bound for {n} operations with unit roundoff {u}")
    return n * u / (1 - n * u) * SLACK


def product_error(d: int, a: Arithmetic, entries: float) -> float:
    """f such that a product of two rows is computed within f |x| |y| (plus `underflow`), when each entry was rounded by a factor within 1 +- entries.

    The sum of x'y' is within ((1 + entries)^2 - 1) S of the sum of xy, where S = sum |x_i y_i| <= |x| |y| by Cauchy and Schwarz; accumulating d
    terms in any order adds gamma_d (1 + entries)^2 S; rounding the result multiplies by 1 +- output. Together (1 + entries)^2 (1 + gamma_d) (1 +
    output) - 1.
    """
    return (2 * entries + entries**2 + (1 + entries) ** 2 * (gamma(d, a.sums) + a.output * (1 + gamma(d, a.sums)))) * SLACK


def underflow(d: int, a: Arithmetic, left: float, right: float) -> float:
    """What underflow adds to it, for lengths up to `left` and `right`.

    An entry below the least normal number is off by at most that number (2 d of them, each times the other factor), so is each of the d products
    and each of the d partial sums, and the result. Hence (d (left + right + 3) + 1) least.
    """
    return (d * (left + right + 3) + 1) * a.least * SLACK


def score_error(factor: float, tiny: float, u: float, left: NDArray[np.float64], right: float, offset: float) -> NDArray[np.float64]:
    """How far fl(fl(<x, y>) - fl(c)) can be from <x, y> - c, for rows of lengths `left` [n], columns of length <= right and |c| <= offset: [n].

    Rounding c: u |c|. The product: factor |x| |y| + tiny. The subtraction: u times the difference of what was computed, which is at most
    (1 + factor) |x| |y| + tiny + (1 + u) |c|.
    """
    product = left * right
    error = factor * product + tiny
    found: NDArray[np.float64] = (error + u * offset + u * (product + error + (1 + u) * offset)) * SLACK
    return found


def squares_error(d: int, u: float) -> float:
    """Relative error of a computed |x|^2 or |x - y|^2: a difference, a square and d sums for each term, all terms positive: gamma_{d+2}."""
    return gamma(d + 2, u)


def expansion_error(d: int, a: Arithmetic, nx: float, ny: float, product: float) -> float:
    """How far fl(nx + ny - 2 G) can be from |x - y|^2, for computed squares nx, ny of lengths and a G that is within `product` of <x, y>: *absolute*.

    Each square is off by gamma_{d+2}, the two sums by two roundings: gamma_{d+4} (nx + ny) and 2 product, with the roundings on 2 |G| <= nx + ny +
    2 product. Near duplicates have |x - y|^2 far below this: they are never decided by the expansion.
    """
    return (gamma(d + 4, a.sums) * (nx + ny) + 2 * product + 2 * a.sums * (nx + ny + 2 * product)) * SLACK
