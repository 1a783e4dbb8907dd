"""exp with a proved error, from additions and multiplications alone: libraries give no guarantee for theirs."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RELATIVE = 2.0**-45
TINY = 2.0**-1070  # beside the relative error, where the result is subnormal
LEAST = -744.0
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")  # ln 2 to 33 bits: n times it is exact for |n| < 2^20
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")  # the rest, to 2^-86
_COEFFICIENTS = [1 / factorial(k) for k in range(16)]


def exp(z: Floats) -> Floats:
    """exp(z) for z <= 700, within a factor 1 +- RELATIVE and TINY; 0 below LEAST (there exp(z) < TINY); NaN where z is NaN.

    z = n ln 2 + r with |r| <= 0.3475. Computing r: the first product is exact, the two differences and the second product are off by less than
    2^-53 (0.7 + 0.35 + 2^-20), and the constant by |n| 2^-86: together less than 2^-52, which changes exp by the factor 1 +- 2^-51.9. The Taylor
    polynomial of degree 15 leaves out less than r^16 / 16! < 2^-68 of the whole. Horner's rule makes 30 roundings and a coefficient carries one:
    gamma_31 times the sum of all |r|^k / k! is less than 32 2^-53 e^0.3475, and relative to exp(r) >= e^-0.3475 less than 65 2^-53 < 2^-46.9. All
    together stays below 2^-45. Powers of two are exact unless the result is subnormal.
    """
    clipped = np.where(z < LEAST, LEAST, z)
    n = np.rint(clipped * 1.4426950408889634)
    r = (clipped - n * _LN2_HIGH) - n * _LN2_LOW
    p = np.full_like(r, _COEFFICIENTS[15])
    for c in _COEFFICIENTS[14::-1]:
        p = p * r + c
    with np.errstate(invalid="ignore", under="ignore"):
        value = np.ldexp(p, np.where(np.isfinite(n), n, 0).astype(np.int32))
    out: Floats = np.where(z < LEAST, 0.0, value)
    return out


def exp_between(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Floats around exp of everything in [low, high], high <= 700."""
    with np.errstate(under="ignore"):
        return np.maximum(exp(low) * (1 - RELATIVE) - TINY, 0.0), exp(high) * (1 + RELATIVE) + TINY
