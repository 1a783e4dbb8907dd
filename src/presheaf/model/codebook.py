"""Encoders whose codes are written out: rational vectors, one for each object of a matrix of weights, with a kernel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt, lcm

from presheaf.model.kernels import Kernel
from presheaf.model.weighted import Weighted

Vector = tuple[Fraction, ...]
FAMILIES = ("gaussian", "laplace", "dot", "cosine", "order")


@dataclass(frozen=True)
class Rate:
    """The factor `factor` log `base` in exp(-rate |x - y|^2) and the like; base 0: `factor` itself, without a logarithm."""

    factor: Fraction
    base: Fraction = Fraction(0)


@dataclass(frozen=True, eq=False)
class Codebook:
    """f : objects of `source` -> Q^d. `family` is one of FAMILIES, `label` the kernel in words; `rate` is None where a temperature may be chosen.

    `written` are the fields of the declaration, `kernel` the kernel where a spec declares it.
    """

    name: str
    dimension: int
    family: str
    label: str
    rate: Rate | None
    codes: tuple[Vector, ...]
    source: Weighted
    written: str = ""
    kernel: Kernel | None = None

    @cached_property
    def scale(self) -> int:
        """The least common denominator of the codes."""
        return lcm(*(x.denominator for code in self.codes for x in code))

    @cached_property
    def whole(self) -> list[list[int]]:
        """The codes times `scale`."""
        return [[x.numerator * (self.scale // x.denominator) for x in code] for code in self.codes]

    @cached_property
    def products(self) -> list[list[int]]:
        """<x, y> times `scale`^2. O(n^2 d)."""
        return [[sum(a * b for a, b in zip(x, y, strict=True)) for y in self.whole] for x in self.whole]

    @cached_property
    def squares(self) -> list[list[int]]:
        """|x - y|^2 times `scale`^2. O(n^2 d)."""
        v, n = self.products, len(self.codes)
        return [[v[x][x] + v[y][y] - 2 * v[x][y] for y in range(n)] for x in range(n)]


def root(n: int) -> int | None:
    """The square root of a whole number, where it is one."""
    r = isqrt(n)
    return r if r * r == n else None
