"""Ideal for some kernel: against trying every kernel, on random tables of weights."""

import random
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

GRID = [Fraction(0), Fraction(1, 2), Fraction(1)]


def some_kernel(codes: list[int], weights: list[list[Fraction]]) -> bool:
    """Whether the weights of objects are a function of their codes."""
    table: dict[tuple[int, int], Fraction] = {}
    pairs = list(product(range(len(codes)), repeat=2))
    return all(table.setdefault((codes[x], codes[y]), weights[x][y]) == weights[x][y] for x, y in pairs)


def fewest(weights: list[list[Fraction]]) -> int:
    """The least number of codes that some encoder with some kernel has."""
    n = len(weights)
    return min(len(set(codes)) for codes in product(range(n), repeat=n) if some_kernel(list(codes), weights)) if n else 0


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_random_tables(engine: str, tmp_path: Path) -> None:
    rng, lines, seen = (
        random.Random(5),
        ["weighted One = matrix { objects p, q, r, s  [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1] }"],
        set(),
    )
    for i in range(60):
        n = rng.randint(0, 4)
        few = [rng.randrange(max(n - 1, 1)) for _ in range(n)]  # objects that share rows and columns are not rare
        small = [[rng.choice(GRID) for _ in range(n)] for _ in range(n)]
        weights = [[small[a][b] for b in few] for a in few]
        codes = rng.choice([few, [rng.randrange(4) for _ in range(n)]])
        names = [f"x{j}" for j in range(n)]
        rows = ", ".join("[" + ", ".join(map(str, row)) + "]" for row in weights)
        lines.append(f"weighted M{i} = matrix {{ objects {', '.join(names)}  {rows} }}" if n else f"weighted M{i} {{ }}")
        images = [f"{x} |-> {'pqrs'[c]}" for x, c in zip(names, codes, strict=True)]
        lines.append(f"functor K{i} : M{i} -> One {{ {', '.join(images)} }}")
        value = some_kernel(codes, weights)
        seen.add(value)
        lines.append(f"claim k{i}: some_kernel(K{i}) expect {'holds' if value else 'refuted'}")
        lines.append(f"claim n{i}: codes(M{i}) = {fewest(weights)}")
    loaded = load("\n".join(lines), tmp_path)
    assert not loaded.failed, loaded.diagnostics[0]
    verifier = Verifier(Options(engine=engine))  # type: ignore[arg-type]
    for claim in loaded.claims:
        (result,) = verifier.claim(claim, loaded).results
        assert result.met, claim.text
    assert seen == {True, False}
