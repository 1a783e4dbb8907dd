"""Random structures for certificates, and certificates of one question about them."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

from kernel_oracle import World
from kernel_samples import ARROWS, CYCLE, FORMAT, task

from presheaf.kernel import Rejected, check


def group_of_permutations() -> dict[str, Any]:
    """The symmetric group of three letters, by a transposition and a rotation; generators come first among the arrows."""
    found, steps = [(0, 1, 2), (1, 0, 2), (1, 2, 0)], ((1, 0, 2), (1, 2, 0))
    for p in found:
        found += [q for q in (tuple(g[x] for x in p) for g in steps) if q not in found]
    right = [found.index(tuple(g[x] for x in p)) for p in found for g in steps]
    return {"objects": 1, "dom": [0] * 6, "cod": [0] * 6, "generators": [1, 2], "right": right}


CATEGORIES: dict[str, dict[str, Any]] = {
    "symmetric group": group_of_permutations(),
    "Klein four group": {"objects": 1, "dom": [0] * 4, "cod": [0] * 4, "generators": [1, 2], "right": [1, 2, 0, 3, 3, 0, 2, 1]},
    "right zeros": {"objects": 1, "dom": [0] * 3, "cod": [0] * 3, "generators": [1, 2], "right": [1, 2, 1, 2, 1, 2]},
    "idempotent below an arrow": ARROWS,
    "cyclic group": {**CYCLE, "dom": [0] * 3, "cod": [0] * 3, "right": [1, 2, 0]},
    "parallel pair": {"objects": 2, "dom": [0, 1, 0, 0], "cod": [0, 1, 1, 1], "generators": [2, 3], "right": [2, 3]},
    "commuting triangle": {"objects": 3, "dom": [0, 1, 2, 0, 1, 0], "cod": [0, 1, 2, 1, 2, 2], "generators": [3, 4], "right": [3, 4, 5]},
    "two points": {"objects": 2, "dom": [0, 1], "cod": [0, 1], "generators": [], "right": []},
    "left zeros": {"objects": 1, "dom": [0] * 3, "cod": [0] * 3, "generators": [1, 2], "right": [1, 2, 1, 1, 2, 2]},
    "an isomorphism": {"objects": 2, "dom": [0, 1, 0, 1], "cod": [0, 1, 1, 0], "generators": [2, 3], "right": [2, 3, 0, 1]},
}


def certificate(category: dict[str, Any], tasks: dict[str, Any], question: Any, params: list[int], evidence: Any, verdict: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "verdict": verdict,
        "categories": {"C": category},
        "set_functors": tasks,
        "questions": {"q": question},
        "answers": [["q", params, evidence]],
        "statement": ["holds", "q", *params],
    }


def random_task(rng: random.Random, name: str, shape: dict[str, Any] | None = None) -> dict[str, Any]:
    """A random set-valued functor on a category, by trying tables until the laws hold; with the sizes of another one if it is given."""
    c = CATEGORIES[name]
    for attempt in count():
        if attempt % 60 == 0:
            variance = shape["variance"] if shape else rng.choice(["contravariant", "covariant"])
            sizes = shape["sizes"] if shape else [rng.randrange(4) for _ in range(c["objects"])]
        start = [sum(sizes[:x]) for x in range(c["objects"])]
        action = []
        for g in c["generators"]:
            ends = (c["cod"][g], c["dom"][g]) if variance == "contravariant" else (c["dom"][g], c["cod"][g])
            action += [start[ends[1]] + rng.randrange(max(1, sizes[ends[1]])) for _ in range(sizes[ends[0]])]
        t = task("C", sizes, action, variance)
        try:
            check({"format": FORMAT, "verdict": True, "statement": True, "categories": {"C": c}, "set_functors": {"T": t}})
        except Rejected:
            continue
        return t
    raise AssertionError


def represented(name: str, p: int, variance: str) -> dict[str, Any]:
    """Hom(-, p), or Hom(p, -)."""
    c = CATEGORIES[name]
    near, far = (c["cod"], c["dom"]) if variance == "contravariant" else (c["dom"], c["cod"])
    world = World(certificate(c, {}, {"params": []}, [], {}, True))
    elements = sorted((far[f], f) for f, end in enumerate(near) if end == p)
    number, action = {f: i for i, (_, f) in enumerate(elements)}, []
    for s, g in enumerate(c["generators"]):
        moved = [
            world.tables["C.before"].get((s, f)) if near is c["cod"] else world.tables["C.after"].get((f, s)) for y, f in elements if y == near[g]
        ]
        action += [number[h] for h in moved if h is not None]
    return task("C", [sum(y == x for y, _ in elements) for x in range(c["objects"])], action, variance)


def relabelled(rng: random.Random, name: str, t: dict[str, Any]) -> dict[str, Any]:
    """The same functor with its elements in another order."""
    c = CATEGORIES[name]
    blocks = [range(sum(t["sizes"][:x]), sum(t["sizes"][: x + 1])) for x in range(c["objects"])]
    new = [y for block in blocks for y in rng.sample(block, len(block))]
    action, at = [], 0
    for g in c["generators"]:
        block = blocks[c["cod" if t["variance"] == "contravariant" else "dom"][g]]
        moved = {new[x]: new[t["action"][at + i]] for i, x in enumerate(block)}
        action += [moved[x] for x in block]
        at += len(block)
    return {**t, "action": action}


def accepted(document: dict[str, Any]) -> bool:
    try:
        return check(document).value is document["verdict"]
    except Rejected:
        return False
