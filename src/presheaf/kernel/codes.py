"""What statements may say of the codes of an encoder one by one: functions of rows and columns, rational or 1 and 0."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from math import isqrt
from operator import mul
from typing import Any

from .encoder import Encoder, exponential, precisions, sign
from .errors import need
from .loss import loss

Code = list[int]
ONE = Fraction(1)


def inner(x: Code, y: Code) -> int:
    """<x, y>, times the square of the unit."""
    return sum(map(mul, x, y))


def far(e: Encoder, i: int, j: int) -> Fraction:
    """The squared distance of row i and column j."""
    return Fraction(sum((a - b) ** 2 for a, b in zip(e.rows[i], e.columns[j], strict=True)), e.unit**2)


def reaches(e: Encoder, i: int, j: int, t: Any) -> bool:
    """k(i, j) >= t."""
    return e.against(i, j, t) >= 0


def stays(e: Encoder, i: int, j: int, t: Any) -> bool:
    """k(i, j) <= t."""
    return e.against(i, j, t) <= 0


def within(e: Encoder, i: int, j: int, h: Any, eps: Any) -> bool:
    """|k(i, j) - h| <= eps."""
    return stays(e, i, j, h + eps) and reaches(e, i, j, h - eps)


def prefers(e: Encoder, i: int, j: int, k: int) -> bool:
    """k(i, j) >= k(i, k)."""
    x, y, z = e.rows[i], e.columns[j], e.columns[k]
    p, q = inner(x, y), inner(x, z)
    match e.family:
        case "gaussian" | "laplace":
            return far(e, i, j) <= far(e, i, k)
        case "softmax":
            return p - q + (e.bias[j] - e.bias[k]) * e.unit >= 0
        case "cosine" | "spherical":  # the squares with their signs, each side times |x| and the squares of both lengths
            need(any(x) and any(y) and any(z), "zero", e.name)
            return p * abs(p) * inner(z, z) >= q * abs(q) * inner(y, y)
        case "order":
            return e.against(i, j, ONE) >= e.against(i, k, ONE)
    return p >= q


def composes(e: Encoder, x: int, y: int, z: int) -> bool:
    """k(x, y) k(y, z) <= k(x, z)."""
    need(e.rows == e.columns and e.family != "softmax", "square", f"{e.name} has columns of its own")
    a, b, c = (e.rows[i] for i in (x, y, z))
    match e.family:
        case "laplace":
            return True
        case "gaussian":
            return far(e, x, y) + far(e, y, z) >= far(e, x, z)
        case "order":
            return e.against(x, y, ONE) + e.against(y, z, ONE) < e.against(x, z, ONE) + 1
        case "dot" | "two_tower":
            return e.rate * inner(a, b) * inner(b, c) <= inner(a, c) * e.unit**2
    need(any(a) and any(b) and any(c), "zero", e.name)
    if e.family == "cosine":  # each side times |a| |b|^2 |c|
        return inner(a, b) * inner(b, c) <= inner(a, c) * inner(b, b)
    return _angles(a, b, c)


def _angles(a: Code, b: Code, c: Code) -> bool:
    """Whether cos(a, b) + cos(b, c) <= 1 + cos(a, c), that is S >= 0 for S = |a| |b| |c| + <a, c> |b| - <a, b> |c| - <b, c> |a|.

    Each term is at most |a| |b| |c| < 2^(size - 2), so all conjugates of the algebraic integer S are below 2^size. There are at most 8, and unless S
    is 0 their product is an integer that is not, so |S| > 2^(-7 size). The roots are taken to 4 bits more than that, each 1 too low at most.
    """
    one, two, three = inner(a, a), inner(b, b), inner(c, c)
    size = (one * two * three).bit_length() // 2 + 3
    terms = ((1, one * two * three), (inner(a, c), two), (-inner(a, b), three), (-inner(b, c), one))
    return sum(sign(p) * isqrt(p * p * n << 14 * size + 8) for p, n in terms) > -5


def like(e: Encoder, f: Encoder, i: int, j: int, k: int, m: int, eps: Any) -> bool:
    """|k(i, j) - k'(k, m)| <= eps for the kernel k' of another encoder."""

    def finer(bits: int) -> int:
        """1 and -1 for yes and no, 0 if the bounds do not say."""
        (a, b), (c, d) = bounds(e, i, j, bits), bounds(f, k, m, bits)
        return int(max(b - c, d - a) <= eps) - int(max(a - d, c - b) > eps)

    return next(filter(None, map(finer, precisions()))) > 0


def bounds(e: Encoder, i: int, j: int, bits: int) -> tuple[Any, Any]:
    """Rationals low <= k(i, j) <= high, the same where k(i, j) is found to be rational."""
    x, y, one = e.rows[i], e.columns[j], 1 << bits
    need(e.family != "softmax", "kernel", f"{e.name} is compared with another encoder")
    if e.family in ("dot", "two_tower"):
        return (e.rate * Fraction(inner(x, y), e.unit**2),) * 2
    if e.family == "order":
        return (1 + e.against(i, j, ONE),) * 2
    if e.family in ("cosine", "spherical"):
        need(any(x) and any(y), "zero", e.name)
        p, q = inner(x, y), inner(x, x) * inner(y, y)
        root = isqrt((p * p << 2 * bits) // q)
        exact = root * root * q == p * p << 2 * bits
        low, high = sorted(Fraction(sign(p) * end, one) for end in (root, root + (not exact)))
        if e.family == "cosine":
            return low, high
        ends: Iterable[Fraction] = (max(e.rate * (1 - high), Fraction(0)), e.rate * (1 - low))
    elif e.family == "gaussian":
        ends = (e.rate * far(e, i, j),) * 2
    else:
        square = e.rate**2 * far(e, i, j) * one**2
        root = isqrt(square.numerator // square.denominator)
        ends = (Fraction(root, one), Fraction(root + (root * root != square), one))
    near, off = ends
    return (Fraction(exponential(off, bits)[0], one) if off else 1), (Fraction(exponential(near, bits)[1], one) if near else 1)


def functions(encoders: dict[str, Encoder]) -> dict[str, tuple[int, Callable[..., Any]]]:
    """The functions of all encoders whose tables are there, with their arities."""
    tables = {name: e for name, e in encoders.items() if e.digest is None}
    out: dict[str, tuple[int, Callable[..., Any]]] = {}
    for name, e in tables.items():
        for f, arity in ((loss, 0), (far, 2), (reaches, 3), (stays, 3), (prefers, 3), (composes, 3), (within, 4)):
            out[f"{name}.{f.__name__}"] = arity, partial(f, e)
        out |= {f"{name}.like.{other}": (5, partial(like, e, g)) for other, g in tables.items()}
    return out
