"""Pairs of a frozen table as the kernel reads them: the sign of k - c for any rational c by its own rule, and enclosures of k by balls.

Codes are floats, so dyadic rationals: integers over one power of two. The signs are those of `presheaf.kernel.encoder`, which end for every kernel;
the enclosures are FLINT's, for people and for searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.exact.lazily import flint
from presheaf.kernel.encoder import Encoder as Rule
from presheaf.model.kernels import Shape
from presheaf.model.target import Target

Floats = npt.NDArray[np.floating[Any]]
BITS = 128  # of enclosures


def shift_of(*arrays: Floats) -> int:
    """The least k >= 0 with 2^k x whole for all numbers of the arrays, float32 or float64, finite. O(numbers)."""
    least = 0
    for array in arrays:
        mantissa, exponent = np.frexp(np.asarray(array, np.float64).ravel())
        digits = (np.abs(mantissa) * 2.0**53).astype(np.int64)
        used = digits > 0
        digits, exponent = digits[used], exponent[used]
        if len(digits):
            trailing = np.log2((digits & -digits).astype(np.float64)).astype(np.int64)  # of a power of two, so exact
            least = max(least, int((53 - exponent - trailing).max()))
    return least


def integers(array: Floats, shift: int) -> list[Any]:
    """2^shift times the numbers, as nested lists of Python integers."""
    flat = [(p << shift) // q for p, q in map(float.as_integer_ratio, np.asarray(array, np.float64).ravel().tolist())]
    return flat if array.ndim == 1 else [flat[i * array.shape[1] : (i + 1) * array.shape[1]] for i in range(len(array))]


class KernelPairs:
    """The pairs of two tables of codes float[n, d] and float[m, d] (None: the rows themselves), with a bias float[m] of a softmax.

    Rows are converted when a pair asks for them; O(d) for a pair, O(m d) for one of a softmax, whose value depends on all columns.
    """

    def __init__(self, shape: Shape, left: Floats, right: Floats | None = None, bias: Floats | None = None) -> None:
        self.shape, self.left, self.right, self.bias = shape, left, left if right is None else right, bias
        self._rules: dict[tuple[int, int], tuple[Rule, int]] = {}

    def part(self, rows: Sequence[int], columns: Sequence[int], target: Target | None = None) -> dict[str, Any]:
        """Some rows and columns as the kernel reads an encoder; weights of the target, 0 without one. A softmax needs all columns."""
        left, right = self.left[list(rows)], self.right[list(columns)]
        bias = None if self.bias is None else self.bias[list(columns)]
        shift = shift_of(left, right, *(() if bias is None else (bias,)))
        weights = [[Fraction(0) if target is None else target.exact(i, j) for j in columns] for i in rows]
        place = {value: k for k, value in enumerate(dict.fromkeys(w for row in weights for w in row))}
        return {
            **written(self.shape),
            "shift": shift,
            "rows": integers(left, shift),
            "columns": integers(right, shift),
            **({} if bias is None else {"bias": integers(bias, shift)}),
            "values": [[value.numerator, value.denominator] for value in place],
            "at": [[place[w] for w in row] for row in weights],
        }

    def _rule(self, i: int, j: int) -> tuple[Rule, int]:
        """The pair in the kernel's form, and the column it has there."""
        wide = self.shape.family == "softmax"
        key = (i, -1 if wide else j)
        if key not in self._rules:
            if len(self._rules) >= 1_000:
                self._rules.clear()
            self._rules[key] = Rule("pair", self.part([i], range(len(self.right)) if wide else [j])), 0
        return self._rules[key][0], j if wide else 0

    def against(self, i: int, j: int, c: Fraction) -> int:
        """The sign of k(i, j) - c. Raises `presheaf.kernel.Rejected` where k is undefined (an angle with 0) or its bounds would be too long."""
        rule, column = self._rule(i, j)
        return rule.against(0, column, c)

    def inside(self, i: int, j: int, h: Fraction, below: Fraction | None, above: Fraction | None) -> bool:
        """Whether h - below <= k(i, j) <= h + above; None is no bound."""
        return (below is None or self.against(i, j, h - below) >= 0) and (above is None or self.against(i, j, h + above) <= 0)

    def enclosure(self, i: int, j: int, bits: int = BITS) -> tuple[Fraction, Fraction]:
        """Rationals low <= k(i, j) <= high, about 2^-bits apart."""
        context = flint().ctx
        kept, context.prec = context.prec, bits
        try:
            found = self._ball(i, j)
            low, high = (end.fmpq() for end in (found.lower(), found.upper()))
        finally:
            context.prec = kept
        return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))

    def _ball(self, i: int, j: int) -> Any:
        f = flint()
        rule, column = self._rule(i, j)
        x, y, square = rule.rows[0], rule.columns[column], rule.unit**2
        rate = f.arb(f.fmpq(self.shape.rate.numerator, self.shape.rate.denominator))
        dot = f.arb(f.fmpq(sum(a * b for a, b in zip(x, y, strict=True)), square))
        far = f.arb(f.fmpq(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)), square))
        match self.shape.family:
            case "gaussian":
                return (-rate * far).exp()
            case "laplace":
                return (-rate * far.sqrt()).exp()
            case "order":
                return f.arb(int(all(a <= b for a, b in zip(x, y, strict=True))))
            case "dot" | "two_tower":
                return rate * dot
            case "softmax":
                return 1 / sum((f.arb(f.fmpq(z.numerator, z.denominator)).exp() for z in _relative(rule, column)), f.arb(0))
        cosine = dot / f.arb(f.fmpq(sum(a * a for a in x) * sum(b * b for b in y), square**2)).sqrt()
        return cosine if self.shape.family == "cosine" else (rate * (cosine - 1)).exp()


def written(shape: Shape) -> dict[str, Any]:
    """A kernel as certificates name it."""
    return {"family": shape.family, "rate": [shape.rate.numerator, shape.rate.denominator]}


def _relative(rule: Rule, column: int) -> list[Fraction]:
    """The logits of a row, less that of one column."""
    x = rule.rows[0]
    z = [Fraction(sum(a * b for a, b in zip(x, y, strict=True)) + b * rule.unit, rule.unit**2) for y, b in zip(rule.columns, rule.bias, strict=True)]
    return [a - z[column] for a in z]


def distance(k: tuple[Fraction, Fraction], h: Fraction) -> tuple[Fraction, Fraction]:
    """Rationals around |k - h| for k in an interval."""
    low, high = k[0] - h, k[1] - h
    return (max(low, -high, Fraction(0)), max(high, -low))
