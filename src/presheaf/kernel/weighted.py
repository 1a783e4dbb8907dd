"""Weighted categories over ([0,1], *, 1), their functors, tasks and copresheaves: exact rationals, 0 where no weight is given.

That a matrix *is* a category is not a law of the structure but an answer, `category` [L]. `closure` [K, M]: K is the least category above M.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .errors import Rejected, integer, integers, member, named, need
from .structure import LAW_BUDGET, SIZE_LIMIT

COMPOSITIONS = 10_000_000  # pairs of entries that are compared with a third one


def weights(data: Any, where: str, length: int) -> list[Fraction | int]:
    """The numbers num[i] / den[i], all of them in [0, 1]."""
    den = member(data, "den", where)
    need(len(den) == length and set(map(type, den)) <= {int} and min(den, default=1) > 0, "denominator", where)
    num = integers(member(data, "num", where), max(den, default=0) + 1, f"{where}.num", length)
    made = {(a, b): Fraction(a, b) if a % b else a // b for a, b in set(zip(num, den, strict=True))}  # most values occur often
    need(all(a <= b for a, b in made), "weight", f"{where} has a value above 1")
    return [*map(made.__getitem__, zip(num, den, strict=True))]


class Weighted:
    """A matrix of weights: those of the pairs (rows[i], columns[i]), the others are 0."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        n = self.objects = integer(member(data, "objects", name), SIZE_LIMIT, f"{name}.objects")
        self.ob = range(n)
        self.rows = integers(member(data, "rows", name), n, f"{name}.rows")
        self.columns = integers(member(data, "columns", name), n, f"{name}.columns", len(self.rows))
        self.values = weights(data, name, len(self.rows))
        self.table = dict(zip(zip(self.rows, self.columns, strict=True), self.values, strict=True))
        need(len(self.table) == len(self.rows), "twice", f"{name} has a weight twice")
        self.laws = self.rows, self.columns, self.values  # where a task has to respect weights
        self.listed = True  # whether statements may speak of the entries
        self.trusted = False  # that weights compose, where that takes too long to check

    def hom(self, x: int, y: int) -> Fraction | int:
        """L(x, y)."""
        return self.table.get((self.ob[x], self.ob[y]), 0)

    def category(self, evidence: dict[str, Any]) -> bool:
        """{"triple": [x, y, z]}: no, L(x, x) is not 1 or L(x, y) L(y, z) > L(x, z). {}: yes, as every pair of entries shows."""
        if "triple" in evidence:
            x, y, z = integers(evidence["triple"], self.objects, "triple", 3)
            need(self.hom(x, x) != 1 or self.hom(x, y) * self.hom(y, z) > self.hom(x, z), "triple", f"{self.name} respects {x}, {y}, {z}")
            return False
        need(all(self.hom(x, x) == 1 for x in self.ob), "identity", f"{self.name}: a weight L(x, x) is not 1")
        rows: list[dict[int, tuple[int, int]]] = [{} for _ in self.ob]
        for (x, y), value in self.table.items():
            rows[x][y] = value.numerator, value.denominator
        self.trusted = sum(len(rows[y]) for y in self.columns) > COMPOSITIONS
        for x, row in enumerate(() if self.trusted else rows):
            for y, (a, b) in row.items():
                for z, (c, d) in rows[y].items():
                    p, q = row.get(z, (0, 1))
                    if a * c * q > p * b * d:
                        raise Rejected("composition", f"{self.name}: {x}, {y}, {z}")
        return True

    def closes(self, m: Weighted, evidence: dict[str, Any]) -> bool:
        """{"via": an object p for each entry (x, z)}: yes, this is the least category above M.

        It is a category above M, so it is at least the product of the weights of M along any path. Each weight of its own is one of these
        products: at x = z that of the empty path, else that of a path to p, followed by the weight M(p, z).
        """
        need(self.objects == m.objects, "typing", f"{self.name} and {m.name} have different objects")
        self.category({})
        need(all(self.hom(x, y) >= value for (x, y), value in m.table.items()), "below", f"{self.name} is not above {m.name}")
        via = dict(zip(self.table, integers(member(evidence, "via", "closure"), self.objects, "via", len(self.table)), strict=True))
        reached = {(x, x) for x in self.ob}
        for x, z in self.table:
            trail = []
            for _ in self.ob:
                if (x, z) not in reached:
                    p = via[x, z]
                    need(self.table[x, z] == self.hom(x, p) * m.hom(p, z), "path", f"{self.name}: {x}, {z} through {p}")
                    trail.append((x, z))
                    z = p
            need((x, z) in reached, "path", f"{self.name}: a path from {x} has no beginning")
            reached.update(trail)
        return True


class WeightedTask:
    """A value in [0, 1] for every object, with L(x, y) t(y) <= t(x) (contravariant) or L(x, y) t(x) <= t(y) (covariant)."""

    def __init__(self, name: str, data: Any, matrices: dict[str, Weighted]) -> None:
        self.name = name
        m = self.category = named(matrices, member(data, "category", name), name)
        variance = member(data, "variance", name)
        need(variance in ("contravariant", "covariant"), "shape", f"{name}.variance")
        self.values = weights(data, name, m.objects)
        rows, columns, values = m.laws
        near, far = (columns, rows) if variance == "contravariant" else (rows, columns)
        self.trusted_laws = len(values) > LAW_BUDGET
        if not self.trusted_laws:
            good = all(not self.values[a] or v * self.values[a] <= self.values[b] for v, a, b in zip(values, near, far, strict=True))
            need(good, "functoriality", f"{name}: a weight takes a value too high")


def weighted_functor(data: Any, name: str, matrices: dict[str, Weighted]) -> tuple[str, list[int]]:
    """The name of the domain, and a map of objects with L(a, b) <= M(K a, K b)."""
    m, n = (named(matrices, member(data, end, name), name) for end in ("dom", "cod"))
    image = integers(member(data, "objects", name), n.objects, f"{name}.objects", m.objects)
    need(all(v <= n.hom(image[a], image[b]) for (a, b), v in m.table.items()), "functoriality", f"{name} lowers a weight")
    return m.name, image
