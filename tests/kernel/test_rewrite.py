"""Equations in presented categories: disturbed certificates, and what the kernel accepts against brute force."""

from __future__ import annotations

import json
import random
from typing import Any

from kernel_oracle import congruent
from kernel_samples import base
from test_fuzz import KERNEL, disturb

PATHS = ("longer", "inverse")


def paths_of_the_sample() -> dict[str, Any]:
    """The part of the sample that speaks of its presentation."""
    whole = json.loads(json.dumps(base()))
    return {
        "format": whole["format"],
        "verdict": True,
        "presentations": whole["presentations"],
        "questions": {name: whole["questions"][name] for name in PATHS},
        "answers": [answer for answer in whole["answers"] if answer[0] in PATHS],
        "statement": ["and", ["holds", "longer"], ["not", ["holds", "inverse"]]],
    }


def test_disturbed_presentations_and_paths() -> None:
    """Nothing crashes, and each accepted answer is the right one."""
    rng, accepted, changed = random.Random(8), 0, 0
    for number in range(2_500):
        document = paths_of_the_sample()
        for _ in range(rng.choice([1, 1, 2, 3])):
            section = ("presentations", "questions", "answers")[number % 3]
            if isinstance(document.get(section), dict | list) and document[section]:
                disturb(rng, document, section)
        verdict = KERNEL.verdict(document)
        assert not verdict.startswith("!"), document
        if verdict == "accepted":
            accepted += 1
            changed += document != paths_of_the_sample()
            for name in PATHS:
                presentation, *asked = document["questions"][name]["args"]
                assert congruent(document["presentations"][presentation], *asked) is (name == "longer"), document
    assert accepted > changed > 10


def random_presentation(rng: random.Random) -> dict[str, Any]:
    objects = rng.choice([1, 1, 2])
    ends = [(rng.randrange(objects), rng.randrange(objects)) for _ in range(rng.choice([1, 2, 3]))]
    p = {"objects": objects, "dom": [a for a, _ in ends], "cod": [b for _, b in ends], "equations": []}
    for _ in range(rng.choice([0, 1, 2])):
        equation = parallel(rng, p)
        p["equations"] += [equation] if equation else []
    return p


def walk(rng: random.Random, p: dict[str, Any], at: int) -> tuple[list[int], int]:
    """A random path from an object."""
    word: list[int] = []
    for _ in range(rng.randrange(4)):
        out = [g for g, a in enumerate(p["dom"]) if a == at]
        if out:
            word.append(rng.choice(out))
            at = p["cod"][word[-1]]
    return word, at


def parallel(rng: random.Random, p: dict[str, Any]) -> list[Any] | None:
    start = rng.randrange(p["objects"])
    for _ in range(10):
        (left, a), (right, b) = walk(rng, p, start), walk(rng, p, start)
        if a == b and left != right:
            return [start, left, right]
    return None


def rewrites(p: dict[str, Any], start: int, word: list[int]) -> list[tuple[list[int], list[int]]]:
    """Every step from a word: (step, what it gives)."""
    out = []
    for at, here in enumerate([start, *(p["cod"][g] for g in word)]):
        for number, (there, left, right) in enumerate(p["equations"]):
            for direction, (old, new) in enumerate(((left, right), (right, left))):
                if here == there and word[at : at + len(old)] == old:
                    out.append(([at, number, direction], word[:at] + new + word[at + len(old) :]))
    return out


def asked(p: dict[str, Any], equation: list[Any], evidence: Any, verdict: bool) -> str:
    question = {"params": [], "rule": "path", "args": ["P", *equation]}
    statement = ["holds", "q"] if verdict else ["not", ["holds", "q"]]
    document = {"format": base()["format"], "verdict": True, "presentations": {"P": p}, "questions": {"q": question}}
    return KERNEL.verdict({**document, "answers": [["q", [], evidence]], "statement": statement})


def test_random_walks_are_chains_and_nothing_else_is_proved() -> None:
    rng, proved, refuted = random.Random(3), 0, 0
    for _ in range(400):
        p = random_presentation(rng)
        start = rng.randrange(p["objects"])
        left, _ = walk(rng, p, start)
        word, chain = left, []
        for _ in range(rng.randrange(5)):
            steps = rewrites(p, start, word)
            if steps:
                step, word = rng.choice(steps)
                chain.append(step)
        assert asked(p, [start, left, word], {"chain": chain}, True) == "accepted"
        proved += 1
        other = parallel(rng, p)
        if other is None:
            continue
        wrong = {"chain": [[rng.randrange(3), rng.randrange(2), rng.randrange(2)] for _ in range(rng.randrange(1, 3))]}
        sizes = [rng.randrange(3) for _ in range(p["objects"])]
        if any(sizes[a] and not sizes[b] for a, b in zip(p["dom"], p["cod"], strict=True)) or not sizes[other[0]]:
            continue
        maps = [[rng.randrange(sizes[b]) for _ in range(sizes[a])] for a, b in zip(p["dom"], p["cod"], strict=True)]
        functor = {"sizes": sizes, "maps": maps, "at": rng.randrange(sizes[other[0]])}
        for evidence, verdict in ((wrong, True), (functor, False)):
            if asked(p, other, evidence, verdict) == "accepted":
                refuted += not verdict
                assert congruent(p, *other) is verdict
    assert proved == 400
    assert refuted > 10
