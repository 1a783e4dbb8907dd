"""Certificates changed at random: the kernel never crashes, and what it accepts is true by brute force."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from kernel_loader import Kernel
from kernel_oracle import World, truth
from kernel_samples import base
from kernel_worlds import CATEGORIES, accepted, certificate, random_task, relabelled, represented

from presheaf.kernel import check

KERNEL = Kernel()
LEAVES = [-(10**30), -1, 0, 1, 2, 3, 4, 5, 10**12, True, False, None, 1.0, float("nan"), "", "T", "C", "K", "x", "and", [], {}, [0], [[]]]


def spots(document: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    out, stack = [], [document]
    while stack:
        at = stack.pop()
        if isinstance(at, dict | list):
            keys = list(at) if isinstance(at, dict) else range(len(at))
            out += [(at, key) for key in keys]
            stack += [at[key] for key in keys]
    return out


def disturb(rng: random.Random, document: Any, section: str) -> None:
    """One random change below a section."""
    at, key = rng.choice([(document, section), *spots(document[section])])
    change = rng.randrange(6)
    if change == 0:
        del at[key]
    elif change == 1:
        at[key] = rng.choice(LEAVES)
    elif change == 2 and type(at[key]) is int:
        at[key] += rng.choice([-2, -1, 1, 2])
    elif change == 3:
        other, name = rng.choice(spots(document[section]))
        at[key] = json.loads(json.dumps(other[name]))
    elif change == 4 and isinstance(at, list):
        at.insert(key, json.loads(json.dumps(rng.choice(at))))
    elif isinstance(at, list):
        i, j = rng.randrange(len(at)), rng.randrange(len(at))
        at[i], at[j] = at[j], at[i]
    else:
        at[key] = json.loads(json.dumps(rng.choice(list(at.values()))))


@pytest.mark.parametrize("section", [s for s in base() if s not in ("format", "claim", "presentations")])  # those in test_rewrite
def test_disturbed_certificates(section: str) -> None:
    rng, accepted = random.Random(section), 0
    for _ in range(120 if section == "verdict" else 450):
        document = json.loads(json.dumps(base()))
        if section.startswith("weighted"):
            document["statement"] = ["and", *document["statement"][-7:-3], document["statement"][-1]]  # the others are slow by brute force
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            if section in document and document[section] not in ({}, []):
                disturb(rng, document, section) if isinstance(document[section], dict | list) else document.update({section: rng.choice(LEAVES)})
        verdict = KERNEL.verdict(document)
        assert not verdict.startswith("!"), document
        if verdict == "accepted":
            accepted += 1
            assert truth(document) is document["verdict"], document
            document["verdict"] = not document["verdict"]
            assert KERNEL.verdict(document) == "verdict"
    assert accepted or section == "verdict"


# ---------------------------------------------------------------- every kind of evidence on random structures


@pytest.mark.parametrize("name", CATEGORIES)
def test_composites_and_actions_are_those_of_the_definition(name: str) -> None:
    rng, c = random.Random(name), CATEGORIES[name]
    for _ in range(6):
        document = certificate(c, {"T": random_task(rng, name)}, {"params": []}, [], {"model": {}}, True)
        world = World(document)
        document["tables"] = {}
        for function, sorts in (("C.comp", ("ar", "ar", "ar")), ("C.after", ("ar", "gen", "ar")), ("C.before", ("gen", "ar", "ar"))):
            given(document, world, function, [f"C.{sort}" for sort in sorts])
        given(document, world, "T.act", ["T.el", "C.ar", "T.el"])
        given(document, world, "T.gen", ["T.el", "C.gen", "T.el"])
        same = []
        for function, table in document["tables"].items():
            ours, theirs = ["@", function.replace("_", "."), "x", "y"], ["@", function, "x", "y"]
            equal = ["and", ["<=>", ["=", ours, ours], ["=", theirs, theirs]], ["=>", ["=", ours, ours], ["=", ours, theirs]]]
            same.append(["all", "x", table["args"][0], [], ["all", "y", table["args"][1], [], equal]])
        document["statement"] = ["and", *same]
        assert check(document).value


def given(document: dict[str, Any], world: World, function: str, sorts: list[str]) -> None:
    """A function of the oracle as a table of the document."""
    keys = [(x, y) for x in range(world.sorts[sorts[0]]) for y in range(world.sorts[sorts[1]])]
    data = [world.tables[function].get(key, -1) for key in keys]
    document["tables"][function.replace(".", "_")] = {"args": sorts[:2], "value": sorts[2], "data": data}


def why_not(world: World, t: dict[str, Any], p: int) -> list[Any] | None:
    """For each element over p a collision or a missed element, if there is one."""
    near = world.tables["C.cod" if t["variance"] == "contravariant" else "C.dom"]
    arrows, entries = [f for (f,), a in near.items() if a == p], list[Any]()
    for (u,), a in world.tables["T.ob"].items():
        if a == p:
            images = [world.tables["T.act"][u, f] for f in arrows]
            twice = next(([f, g] for i, f in enumerate(arrows) for j, g in enumerate(arrows) if i < j and images[i] == images[j]), None)
            missed = next(({"missed": x} for x in range(world.sorts["T.el"]) if x not in images), None)
            if twice is None and missed is None:
                return None
            entries.append(twice or missed)
    return entries


@pytest.mark.parametrize("name", CATEGORIES)
def test_represents_says_what_the_definition_says(name: str) -> None:
    rng, c, seen = random.Random(name), CATEGORIES[name], set[bool]()
    for number in range(60):
        t, p = random_task(rng, name), rng.randrange(c["objects"])
        t = relabelled(rng, name, represented(name, p, t["variance"])) if number % 3 == 0 else t
        question = {"params": ["C.ob"], "rule": "represents", "args": ["T"]}
        world = World(certificate(c, {"T": t}, question, [p], {}, True))
        value = world.count("q", (p,)) > 0
        seen.add(value)
        size = sum(t["sizes"])
        yes = [{"universal": u} for u in range(-1, size + 1)]
        no: list[Any] = [{"size": y} for y in range(-1, c["objects"] + 1)]
        no += [
            {"elements": [rng.choice([[0, 1], [1, 2], [0, 0], {"missed": rng.randrange(-1, size + 1)}]) for _ in range(t["sizes"][p])]}
            for _ in range(9)
        ]
        found = why_not(world, t, p)
        no += [{"elements": found}] if found is not None else []
        for verdict, evidence in ((True, yes), (False, no)):
            results = [accepted(certificate(c, {"T": t}, question, [p], e, verdict)) for e in evidence]
            assert any(results) == (value is verdict)
            assert not any(accepted(certificate(c, {"T": t}, question, [p], e, not verdict)) for e in evidence)
    assert seen == {True, False}


def every_bijection(sizes: list[int]) -> dict[str, Any]:
    """The tree that individualises all elements one after the other."""
    node: dict[str, Any] = {"rounds": 1}
    for x, left in reversed(list(enumerate(left for size in sizes for left in range(size, 0, -1)))):
        node = {"rounds": 0, "split": x, "images": [node] * left}
    return node


@pytest.mark.parametrize("name", CATEGORIES)
def test_isomorphic_says_what_the_definition_says(name: str) -> None:
    rng, c, seen = random.Random(name), CATEGORIES[name], set[bool]()
    for number in range(60):
        s = random_task(rng, name)
        t = relabelled(rng, name, s) if number % 3 == 0 else random_task(rng, name, s)
        question = {"params": [], "rule": "isomorphic", "args": ["S", "T"]}
        world = World(certificate(c, {"S": s, "T": t}, question, [], {}, True))
        maps = [[image[x] for x in sorted(image)] for image in world._isomorphisms("S", "T")]
        size = sum(s["sizes"])
        guesses = [rng.sample(range(size), size) for _ in range(4)] + [[rng.randrange(size) for _ in range(size)] for _ in range(4)]
        for guess in [*maps, *guesses]:
            assert accepted(certificate(c, {"S": s, "T": t}, question, [], {"map": guess}, True)) == (guess in maps)
        nodes: list[Any] = [{"rounds": rounds} for rounds in range(size + 1)]
        nodes += [{"rounds": r, "split": x, "images": [{"rounds": size}] * k} for r in (0, 1) for x in range(size) for k in range(1, 4)]
        nodes.append(every_bijection(s["sizes"]))
        distinct = [accepted(certificate(c, {"S": s, "T": t}, question, [], {"distinct": node}, False)) for node in nodes]
        assert any(distinct) == distinct[-1] == (not maps)
        seen.add(bool(maps))
    assert seen == {True, False} or (seen == {True} and name in ("two points", "an isomorphism"))  # there sizes decide
