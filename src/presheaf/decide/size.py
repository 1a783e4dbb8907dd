"""How many ground instances a statement has, estimated before anything is ground.

An axiom is ranges, guards and a matrix. Its instances are counted as the product of the (average) sizes of the ranges, times the
values of the distinct unknown cells that the matrix meets, since the kernel's normal form tries them all. Averages make this an
estimate; it is exact when all fibres are equally large.
"""

from __future__ import annotations

import json
import math
from typing import Any

from presheaf.kernel.check import Session
from presheaf.kernel.logic import BINDERS

HUGE = 10**18


def statement_size(session: Session, tree: Any) -> int:
    """Instances of a formula, those of the questions it asks (at each instance) included; at most HUGE."""
    return round(min(_Estimate(session).formula(tree), HUGE))


class _Estimate:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.asked: set[str] = set()  # questions being measured; one that asks itself adds nothing
        self.unknown: dict[str, float] = {}  # unknown table -> logarithm of the values of one cell, times the share of unknown entries

    def range(self, sort: str, fibre: Any) -> float:
        size = self.session.signature.sorts[sort]
        return size / max(1, len(self.session.signature.fibre(sort, tuple(f for f, _ in fibre)))) if fibre else size

    def formula(self, tree: Any) -> float:
        if not isinstance(tree, list):
            return 1
        head, rest = tree[0], tree[1:]
        if head in BINDERS:
            return min(HUGE, 1 + self.range(rest[1], rest[2]) * self.formula(rest[3]))
        if head in ("holds", "count"):
            return min(HUGE, 1 + self.question(rest[0]))
        parts = rest[1:] if head == "@" else rest
        return min(HUGE, 1 + sum(self.formula(part) for part in parts if isinstance(part, list)))

    def question(self, name: str) -> float:
        question = self.session.questions[name]
        if "rule" in question or name in self.asked:
            return 1
        outside = self.unknown
        self.asked.add(name)
        self.unknown, total = {}, 0.0
        for table, keys, (sort, fibre) in question.get("unknown", []):
            values = self.range(sort, fibre)
            self.unknown[table] = math.log(max(values, 1))
            total += values * math.prod(self.range(s, f) for _, s, f in keys)
        for structure in question.get("free", []):
            for free, cells in self.session.free[structure]:
                sizes = [len(domain) for _, domain in cells]
                values = sum(sizes)
                self.unknown[free] = math.log(max(values / max(1, len(sizes)), 1))
                total += values
        total += sum(self.axiom(axiom) for axiom in question.get("axioms", []))
        self.asked.discard(name)
        self.unknown = outside
        return min(HUGE, total)

    def axiom(self, tree: Any) -> float:
        head = tree[0] if isinstance(tree, list) and tree else None
        if head == "and":
            return sum(self.axiom(part) for part in tree[1:])
        if head == "all":
            return min(HUGE, 1 + self.range(tree[2], tree[3]) * self.axiom(tree[4]))
        if head == "=>":
            return min(HUGE, self.matrix(tree[1]) * max(1.0, self.axiom(tree[2])))
        return self.matrix(tree)

    def matrix(self, tree: Any) -> float:
        met: dict[str, float] = {}
        work = self.walk(tree, {}, met)
        return min(HUGE, math.exp(min(sum(met.values()), 42.0)) * max(work, 1.0))

    def walk(self, tree: Any, bound: dict[str, float], met: dict[str, float]) -> float:
        """Atoms evaluated once every cell is set; `met` collects the logarithms of the numbers of values of the distinct cell terms."""
        if not isinstance(tree, list) or not tree:
            return 0
        head, rest = tree[0], tree[1:]
        if head in BINDERS:
            variable, sort, fibre, body = rest
            average = self.range(sort, fibre)
            keys = sum(self.walk(t, bound, met) for _, t in fibre)
            return min(HUGE, keys + average * max(1.0, self.walk(body, {**bound, variable: average}, met)))
        if head in ("holds", "count"):
            return 1 + self.question(rest[0])
        if head == "@" and rest[0] in self.unknown:
            text = json.dumps(tree)
            met[text] = self.unknown[rest[0]] * math.prod(average for v, average in bound.items() if json.dumps(v) in text)
        parts = rest[1:] if head == "@" else rest
        return min(HUGE, int(head in ("=", "<=", "<")) + sum(self.walk(part, bound, met) for part in parts))
