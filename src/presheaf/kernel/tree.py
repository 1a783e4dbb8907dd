"""Trees as weighted categories: L(x, y) is the product of the weights along the path from x down to y, and 0 where y is not at or below x.

A category whatever the weights in [0, 1] are: the empty product is 1, and L(x, y) L(y, z) is L(x, z) where y lies between x and z, else 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from operator import lt
from typing import Any

from .errors import integer, integers, member, need
from .structure import LAW_BUDGET, SIZE_LIMIT
from .weighted import Weighted, weights


class Tree(Weighted):
    """`above[x]` < x is the node above x (the root is 0, with 0 above it), `num[x] / den[x]` the weight from there to x."""

    def __init__(self, name: str, data: Any) -> None:
        self.name, self.trusted = name, False
        n = self.objects = integer(member(data, "objects", name), SIZE_LIMIT, f"{name}.objects")
        self.ob = range(n)
        self.above = integers(data["above"], n, f"{name}.above", n)
        need(all(map(lt, self.above, (1, *self.ob[1:]))), "tree", f"{name}: a node lies above its elders")
        edges = weights(data, name, n)
        self.laws = self.above, [*self.ob], edges  # a task that respects the weights of edges respects their products
        self.num, self.den = data["num"], data["den"]
        depth: list[int] = []
        for x, p in enumerate(self.above):
            depth.append(depth[p] + 1 if x else 1)
        self.listed = sum(depth) <= LAW_BUDGET

    def hom(self, x: int, y: int) -> Fraction | int:
        """L(x, y)."""
        top, y, num, den = self.ob[x], self.ob[y], 1, 1
        while y > top:
            num, den, y = num * self.num[y], den * self.den[y], self.above[y]
        return Fraction(num, den) if y == top else 0

    @cached_property
    def table(self) -> dict[tuple[int, int], Fraction | int]:  # type: ignore[override]
        """All weights that are not 0, row by row."""
        found: dict[tuple[int, int], Fraction | int] = {}
        for y in self.ob:
            weight, x = Fraction(1), y
            while weight:
                found[x, y] = weight
                if not x:
                    break
                weight, x = weight * self.laws[2][x], self.above[x]
        return dict(sorted(found.items()))

    rows = property(lambda self: [x for x, _ in self.table])
    columns = property(lambda self: [y for _, y in self.table])
    values = property(lambda self: [*self.table.values()])

    def category(self, evidence: dict[str, Any]) -> bool:
        """{"triple": ...} cannot be; {}: yes."""
        return "triple" not in evidence or super().category(evidence)
