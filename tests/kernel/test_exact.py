"""Exactly so many structures in a scope: the sample, relabellings against their definition, and what the command prints."""

from __future__ import annotations

import json
import random
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest
from kernel_exact import FORMAT, SCOPE, THEORY, about, exact, instances

from presheaf.kernel import Rejected, check
from presheaf.kernel.__main__ import main
from presheaf.kernel.logic import Signature
from presheaf.kernel.relabelling import relabellings


def test_the_sample_is_a_theorem() -> None:
    assert check(exact(), instances()).statement == ["exactly", 3, SCOPE, THEORY, about()]
    alone = exact()
    del alone["about"]
    assert check(alone).statement == ["exactly", 3, SCOPE, THEORY, None]
    with pytest.raises(Rejected, match="range"):
        check(exact())
    whole = check({"format": FORMAT, "instances": instances(), "complete": [exact()]})
    assert whole.statement[0] == "instances"
    assert whole.statement[3][0][:2] == ["exactly", 3]


def test_a_theory_of_all_tables() -> None:
    """Without laws, two arrows on an object have 2^4 tables; exchanging nothing, since the identity stays, all count."""
    tables = [{"comp": list(values)} for values in product(range(2), repeat=4)]
    document = exact(
        scope=[{"name": "X", "sort": "category", "objects": [1, 1], "arrows": [2, 2]}],
        theory={**THEORY, "axioms": []},
        number=16,
        cases=[{"sizes": {"X": [2]}, "evidence": {"lrat": binary(tables), "solutions": tables}}],
    )
    del document["about"]
    assert check(document).statement[1] == 16
    document["cases"][0]["evidence"]["solutions"] = tables[:15]
    with pytest.raises(Rejected, match=r"hint|range"):
        check({**document, "number": 15})


def binary(tables: list[Any]) -> list[Any]:
    """Resolution along the tree of all values of four cells with two values each; table i is blocked by clause 4 + i."""
    known, lines = {table: 4 + i for i, table in enumerate(product(range(2), repeat=len(tables[0]["comp"])))}, list[Any]()
    for length in (3, 2, 1, 0):
        for prefix in product(range(2), repeat=length):
            literals = [2 * (2 * cell + x) + 1 for cell, x in enumerate(prefix)]
            lines.append([literals, [known[*prefix, 0], length, known[*prefix, 1]]])
            known[prefix] = 4 + len(tables) + 4 + len(lines) - 1
    return lines


def generated(moves: list[dict[str, list[int]]], sizes: dict[str, int]) -> set[Any]:
    """The group that some relabellings generate, as tuples of images for each sort."""
    start = tuple(tuple(range(n)) for n in sizes.values())
    found, queue = {start}, [start]
    for one in queue:
        for move in moves:
            image = tuple(tuple(move[sort][x] for x in part) if sort in move else part for sort, part in zip(sizes, one, strict=True))
            if image not in found:
                found.add(image)
                queue.append(image)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_relabellings_are_all_that_keep_the_ends(seed: int) -> None:
    """By definition: permutations of objects, arrows and elements that keep dom, cod, identities and the objects of elements."""
    rng = random.Random(seed)
    n = rng.randrange(4)
    ends = [(a, a) for a in range(n)] + sorted((rng.randrange(n), rng.randrange(n)) for _ in range(rng.randrange(4) if n else 0))
    over = sorted(rng.randrange(n) for _ in range(rng.randrange(5) if n else 0))
    signature = Signature()
    signature.sorts.update({"X.ob": n, "X.ar": len(ends), "Y.el": len(over)})
    signature.add_column("X.dom", "X.ar", [a for a, _ in ends])
    signature.add_column("X.cod", "X.ar", [b for _, b in ends])
    signature.add_column("Y.ob", "Y.el", over)
    moves = list(relabellings([("X", None), ("Y", "X")], signature))
    expected = set()
    for order in permutations(range(n)):
        for arrows in permutations(range(len(ends))):
            if arrows[:n] == order and all(ends[arrows[f]] == (order[a], order[b]) for f, (a, b) in enumerate(ends)):
                for elements in permutations(range(len(over))):
                    if all(over[elements[x]] == order[a] for x, a in enumerate(over)):
                        expected.add((order, arrows, elements))
    assert generated(moves, {"X.ob": n, "X.ar": len(ends), "Y.el": len(over)}) == expected


def test_what_the_command_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = {"format": FORMAT, "instances": instances(), "complete": [exact()]}
    for document, words in ((exact(about=[]), "rejected"), (whole, "2 statements, each as it says; exactly 3 structures in the scope")):
        path = tmp_path / "c.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        main([str(path)])
        assert words in capsys.readouterr().out
