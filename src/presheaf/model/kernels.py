"""Kernels that claims name: which family of `presheaf.kernel.rational` one is, and the head of a softmax where it is fixed.

A `Shape` is the kernel of a declared encoder: one function, with its parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

BUILT_IN: dict[str, str] = {
    "gaussian": "exp(-|x - y|^2 / (2 tau)), tau > 0",
    "laplace": "exp(-|x - y| / tau), tau > 0",
    "dot": "<x, y>",
    "cosine": "<x, y> for unit vectors",
    "spherical": "exp((<x, y> - 1) / tau) for unit vectors, some tau > 0",
    "two_tower": "<f(X), g(Y)> for two maps f, g",
    "softmax": "softmax over y of <f(X), w(y)>; softmax(bias) adds a bias b(y), softmax(2, 1, 0) has the heads w(y) fixed, object by object",
    "order": "1 if x <= y in every coordinate, else 0",
}
SCALED = frozenset(("gaussian", "laplace"))  # families for which existence does not depend on the parameter


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel k(x, y) on R^d; `family` is a word of `presheaf.kernel.rational` or `order`. `head`: integers, one row for each object."""

    name: str
    family: str
    head: tuple[tuple[int, ...], ...] | None = None
    body: str = ""
    scaled: bool = False
    parameters: tuple[str, ...] = ()


SHAPES: dict[str, str] = {
    "gaussian": "exp(-rate |x - y|^2)",
    "laplace": "exp(-rate |x - y|)",
    "dot": "rate <x, y>",
    "cosine": "<x, y> / (|x| |y|)",
    "spherical": "exp(rate (<x, y> / (|x| |y|) - 1))",
    "softmax": "the law over the columns y that is proportional to exp(<x, w_y> + b_y)",
    "two_tower": "<x, w_y>",
    "order": "1 if x <= y in every coordinate, else 0",
}
HEADED = frozenset(("softmax", "two_tower"))  # families whose columns are codes of their own


@dataclass(frozen=True)
class Shape:
    """What the kernel of an encoder computes, exactly: a word of SHAPES, and its rate > 0 (1 where the formula has none)."""

    family: str
    rate: Fraction = Fraction(1)

    @property
    def symmetric(self) -> bool:
        """Whether k(x, y) = k(y, x) where rows and columns are the same codes."""
        return self.family not in ("order", *HEADED)

    def __str__(self) -> str:
        shown = "" if self.rate == 1 else f"{self.rate} " if self.rate.denominator == 1 else f"({self.rate}) "
        return SHAPES[self.family].replace("rate ", shown)
