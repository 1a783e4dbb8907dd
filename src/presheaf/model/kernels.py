"""Kernels that claims name: which family of `presheaf.kernel.rational` one is, and the head of a softmax where it is fixed."""

from __future__ import annotations

from dataclasses import dataclass

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
