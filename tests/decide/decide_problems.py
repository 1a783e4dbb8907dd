"""Random documents with one question, and classical ones whose answers are known."""

from __future__ import annotations

import random
from typing import Any

FORMAT = "presheaf-certificate/1"
Scope = dict[str, list[str]]  # sort -> variables of that sort


class Writer:
    """Random well-sorted formulas over the sorts A, B, the known functions f, g and the unknown tables u, v, w."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.sizes = {"A": rng.randrange(1, 4), "B": rng.randrange(0, 4), "D": 2}
        self.functions = {"f": (["A"], "B"), "g": (["A", "A"], "A"), "u": (["A"], "B"), "v": ([], "A"), "w": (["B"], "D")}
        self.fresh = 0

    def document(self) -> dict[str, Any]:
        rng, sizes = self.rng, self.sizes
        tables = {}
        for name in ("f", "g"):
            args, value = self.functions[name]
            total = sizes["A"] ** len(args)
            tables[name] = {"args": args, "value": value, "data": [rng.randrange(-1, sizes[value]) for _ in range(total)]}
        tables["t"] = {"args": ["A"], "value": "D", "data": [rng.randrange(2) for _ in range(sizes["A"])]}
        unknown = [
            ["u", [["a", "A", []]], ["B", []]],
            ["v", [], ["A", [["t", rng.randrange(2)]] if rng.random() < 0.5 else []]],
            ["w", [["b", "B", []]], ["D", []]],
        ]
        axioms = [self.formula({"A": ["p0"]}, rng.randrange(1, 4)) for _ in range(rng.randrange(1, 4))]
        question = {"params": ["A"], "unknown": unknown, "axioms": axioms}
        return {"format": FORMAT, "verdict": None, "sorts": sizes, "tables": tables, "questions": {"q": question}, "statement": True}

    def term(self, sort: str, scope: Scope, depth: int) -> Any:
        functions = [n for n, (_, value) in self.functions.items() if value == sort] if depth else []
        choices = [*scope.get(sort, []), *functions]
        if not choices or self.rng.random() < 0.15:
            return self.rng.randrange(max(1, self.sizes[sort]))
        choice = self.rng.choice(choices)
        return ["@", choice, *(self.term(s, scope, depth - 1) for s in self.functions[choice][0])] if choice in functions else choice

    def atom(self, scope: Scope) -> Any:
        sort = self.rng.choice(["A", "B", "D"])
        left, right = self.term(sort, scope, 2), self.term(sort, scope, 2)
        if self.rng.random() < 0.2:
            left = ["+", left, ["#", *self.binder(scope, 0)]]
        if self.rng.random() < 0.1:
            right = ["*", right, 2]
        return [self.rng.choice(["=", "=", "=", "<=", "<"]), left, right]

    def binder(self, scope: Scope, depth: int) -> list[Any]:
        self.fresh += 1
        variable, sort = f"x{self.fresh}", self.rng.choice(["A", "B"])
        fibre = [["t", self.term("D", scope, 1)]] if sort == "A" and self.rng.random() < 0.3 else []
        return [variable, sort, fibre, self.formula({**scope, sort: [*scope.get(sort, []), variable]}, depth)]

    def formula(self, scope: Scope, depth: int) -> Any:
        if depth == 0:
            return self.atom(scope)
        head = self.rng.choice(["all", "all", "any", "and", "or", "not", "=>", "<=>", "atom"])
        if head == "atom":
            return self.atom(scope)
        if head in ("all", "any"):
            return [head, *self.binder(scope, depth - 1)]
        parts = {"not": 1, "=>": 2, "<=>": 2}.get(head) or self.rng.randrange(1, 3)
        return [head, *(self.formula(scope, depth - 1) for _ in range(parts))]


def random_document(seed: int) -> dict[str, Any]:
    return Writer(random.Random(seed)).document()


def colouring(nodes: int, edges: list[tuple[int, int]], colours: int) -> dict[str, Any]:
    """Is there a proper colouring of a graph, and how many are there?"""
    joined = {*edges, *((b, a) for a, b in edges)}
    data = [int((a, b) in joined) for a in range(nodes) for b in range(nodes)]
    differ = ["=>", ["=", ["@", "e", "a", "b"], 1], ["not", ["=", ["@", "c", "a"], ["@", "c", "b"]]]]
    question = {"params": [], "unknown": [["c", [["a", "N", []]], ["K", []]]], "axioms": [["all", "a", "N", [], ["all", "b", "N", [], differ]]]}
    return {
        "format": FORMAT,
        "verdict": None,
        "sorts": {"N": nodes, "K": colours, "D": 2},
        "tables": {"e": {"args": ["N", "N"], "value": "D", "data": data}},
        "questions": {"q": question},
        "statement": ["holds", "q"],
    }


def cycle(nodes: int) -> list[tuple[int, int]]:
    return [(a, (a + 1) % nodes) for a in range(nodes)]


def complete(nodes: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(nodes) for b in range(a)]


def size_of(tree: Any) -> int:
    """Splits of a tree."""
    return 0 if tree is None else 1 + sum(size_of(child) for child in tree[1])
