"""Left Kan extensions and counts of natural transformations on random structures: the kernel says what the definitions say."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from kernel_oracle import World
from kernel_worlds import CATEGORIES, accepted, certificate, random_task, relabelled

from presheaf.kernel import check


def counted(document: dict[str, Any], number: int) -> bool:
    document["statement"] = ["=", ["count", "q"], number]
    return accepted(document)


@pytest.mark.parametrize("name", CATEGORIES)
def test_transformations_are_counted(name: str) -> None:
    rng, c, seen = random.Random(name), CATEGORIES[name], set[int]()
    for _ in range(40):
        s = random_task(rng, name)
        t = random_task(rng, name)
        while t["variance"] != s["variance"]:
            t = random_task(rng, name)
        size = sum(s["sizes"])
        document = certificate(c, {"S": s, "T": t}, {"params": [], "rule": "natural", "args": ["S", "T"]}, [], {}, True)
        number = World(document).count("q", ())
        seen.add(number)
        for order in (list(range(size)), rng.sample(range(size), size), rng.sample(range(size), size)):
            document["answers"] = [["q", [], {"order": order}]]
            assert counted(document, number)
            assert not counted(document, number + 1)
            document["statement"] = ["holds", "q"]
            assert check({**document, "verdict": number > 0}).value is (number > 0)
    assert len(seen) > 2


def functors(rng: random.Random, a: str, b: str) -> list[dict[str, Any]]:
    """All functors between two of the categories, in random order."""
    one, two = CATEGORIES[a], CATEGORIES[b]
    out = []
    for objects in product(range(two["objects"]), repeat=one["objects"]):
        for generators in product(range(len(two["dom"])), repeat=len(one["generators"])):
            k = {"dom": "A", "cod": "B", "objects": list(objects), "generators": list(generators)}
            document = {**certificate(one, {}, {"params": []}, [], {"model": {}}, True), "categories": {"A": one, "B": two}, "functors": {"K": k}}
            if accepted(document):
                out.append(k)
    rng.shuffle(out)
    return out


def extended(world: World, f: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """The left Kan extension of F along K by its definition: pairs (x, g) modulo every arrow of A, and the class of each (x, id)."""
    contravariant = f["variance"] == "contravariant"
    t, b = world.tables, world.document["categories"]["B"]
    near, far = (t["B.cod"], t["B.dom"]) if contravariant else (t["B.dom"], t["B.cod"])

    def after(image: int, g: int) -> int:
        return t["B.comp"][(g, image) if contravariant else (image, g)]

    pairs = [(x, g) for (x,), a in t["F.ob"].items() for g in range(len(b["dom"])) if near[g,] == t["K.ob"][a,]]
    least = {pair: pair for pair in pairs}
    changed = True
    while changed:
        changed = False
        for (x, h), y in t["F.act"].items():
            for g in [g for z, g in pairs if z == y]:
                one, two = least[y, g], least[x, after(t["K.ar"][h,], g)]
                if one != two:
                    least[y, g] = least[x, after(t["K.ar"][h,], g)] = min(one, two)
                    changed = True
    classes = sorted(set(least.values()), key=lambda pair: (far[pair[1],], pair))
    number = {pair: i for i, pair in enumerate(classes)}
    sizes = [sum(far[g,] == y for _, g in classes) for y in range(b["objects"])]
    action = [number[least[x, after(g, s)]] for s in b["generators"] for x, g in classes if far[g,] == near[s,]]
    unit = [number[least[x, t["K.ob"][a,]]] for (x,), a in t["F.ob"].items()]
    return {"category": "B", "variance": f["variance"], "sizes": sizes, "action": action}, unit


PAIRS = [(a, b) for a in CATEGORIES for b in CATEGORIES if len(CATEGORIES[b]["dom"]) <= 4]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_left_kan_extensions_are_those_of_the_definition(a: str, b: str) -> None:
    rng = random.Random(a + b)
    for k in functors(rng, a, b)[:4]:
        f = {**random_task(rng, a), "category": "A"}
        document = certificate(CATEGORIES[a], {"F": f}, {"params": []}, [], {}, True)
        document |= {"categories": {"A": CATEGORIES[a], "B": CATEGORIES[b]}, "functors": {"K": k}, "statement": ["holds", "q"]}
        left, unit = extended(World(document), f)
        if not unit:
            continue
        document["questions"] = {"q": {"params": [], "rule": "lan", "args": ["L", "F", "K", "unit"]}}
        others = [(left, unit)]
        shuffled = relabelled(rng, b, left)
        others += [(shuffled, unit), (left, [rng.choice(unit) for _ in unit]), ({**random_task(rng, b), "category": "B"}, unit)]
        for ext, table in others:
            size = sum(ext["sizes"])
            if max(table) >= size:
                continue
            document["set_functors"] = {"F": f, "L": ext}
            document["tables"] = {"unit": {"args": ["F.el"], "value": "L.el", "data": table}}
            document["answers"] = [["q", [], {}]]
            variances = {f["variance"], ext["variance"]}
            assert accepted(document) == (len(variances) == 1 and World(document).count("q", ()) == 1)
            if (ext, table) == others[0]:
                assert accepted(document)
