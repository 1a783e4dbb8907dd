"""What an ideal encoder computes: every form of H answers as the definition says, and encloses exactly; the H of each structure is its own."""

import math
import random
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from corpus import load
from presheaf.model.ideal_target import ideal
from presheaf.model.rationals import rationals
from presheaf.model.target import Dense, Labels, Sparse, Target, ends

VALUES = [
    Fraction(0),
    Fraction(1),
    Fraction(1, 3),
    Fraction(5, 8),
    Fraction(2**53 + 1),
    Fraction(1, 2**60),
    Fraction(2**61 - 1, 2**61),
    Fraction(10**400),
    Fraction(1, 10**400),
    Fraction(10**300 + 1, 10**300),
    Fraction(3, 2**1000),
]


@pytest.mark.parametrize("value", [sign * v for v in VALUES for sign in (1, -1)])
def test_ends_are_the_nearest_floats_on_both_sides(value: Fraction) -> None:
    low, high = ends(value)
    assert low == -np.inf or Fraction(low) <= value
    assert high == np.inf or value <= Fraction(high)
    if abs(value) < 2**1023 and Fraction(float(value)) == value:
        assert low == high == float(value)
    else:
        assert high <= math.nextafter(math.nextafter(low, math.inf), math.inf)


def forms(rng: random.Random) -> tuple[list[list[Fraction]], Target]:
    n, m = rng.randrange(5), rng.randrange(1, 5)
    pool = [Fraction(0)] * 3 + [Fraction(rng.randrange(1, 9), rng.randrange(1, 9)) for _ in range(3)] + [Fraction(1, 10**30), Fraction(1, 2**55 + 1)]
    match rng.randrange(3):
        case 0:
            table = [[rng.choice(pool) for _ in range(m)] for _ in range(n)]
            flat = rationals(x for row in table for x in row)
            return table, Dense(flat.num.reshape(n, m), flat.den.reshape(n, m))
        case 1:
            table = [[rng.choice(pool) for _ in range(m)] for _ in range(n)]
            places = [(i, j) for i in range(n) for j in range(m) if table[i][j]]
            start = np.searchsorted([i for i, _ in places], range(n + 1)).astype(np.int64)
            return table, Sparse(start, np.array([j for _, j in places], np.int64), rationals(table[i][j] for i, j in places), m)
        case _:
            rows, columns = ([rng.randrange(3) for _ in range(k)] for k in (n, m))
            same, different = rng.choice(pool), rng.choice(pool)
            labels = Labels(np.array(rows, np.int64), np.array(columns, np.int64), same, different)
            return [[same if a == b else different for b in columns] for a in rows], labels


def test_entries_and_tiles() -> None:
    rng = random.Random(1)
    seen: Counter[str] = Counter()
    for _ in range(300):
        table, target = forms(rng)
        n, m = target.shape
        assert (n, m) == (len(table), len(table[0]) if table else m)
        seen[type(target).__name__] += 1
        assert [[target.exact(i, j) for j in range(m)] for i in range(n)] == table
        rows, columns = (slice(*sorted((rng.randrange(k + 1), rng.randrange(k + 1)))) for k in (n, m))
        low, high = target.bounds(rows, columns)
        part = [row[columns] for row in table[rows]]
        assert low.shape == high.shape == (len(range(*rows.indices(n))), len(range(*columns.indices(m))))
        for i, row in enumerate(part):
            for j, value in enumerate(row):
                assert Fraction(low[i, j]) <= value <= Fraction(high[i, j])
                assert (low[i, j] == high[i, j]) == (Fraction(float(value)) == value)
    assert len(seen) == 3


def written_out(target: Target) -> list[list[Fraction]]:
    return [[target.exact(i, j) for j in range(target.shape[1])] for i in range(target.shape[0])]


def structure(text: str, name: str, folder: Path) -> object:
    loaded = load(text, folder)
    assert not loaded.failed, loaded.diagnostics
    return loaded.structures[name]


CATEGORIES = [
    "category C { }",
    "category C { objects A, B, D  arrows f, g : A -> B, h : B -> D }",
    "category C { objects A, B  arrows f : A -> B, g : B -> A  equations f ; g = id(A), g ; f = id(B) }",
    "category C { objects A, B  arrows f : A -> B, g : B -> A  equations g ; f = id(B) }",
    "category C { objects A, B, D  arrows e : A -> A, f : B -> D  equations e ; e = e }",
    "pretext C = rotation { images p, q, s  symmetry s : 90 }",
    "category C = chain(4)",
    "category C = cyclic_group(3)",
]


@pytest.mark.parametrize("text", CATEGORIES)
@pytest.mark.parametrize("family", ["gaussian", "softmax"])
def test_categories(text: str, family: str, tmp_path: Path) -> None:
    c = structure(text, "C", tmp_path)
    found = ideal(c, family)
    pairs = set(zip(c.dom.tolist(), c.cod.tolist(), strict=True))
    n = c.object_count
    assert written_out(found.target) == [[Fraction((x, y) in pairs) for y in range(n)] for x in range(n)]
    assert (found.rows, found.columns, found.square) == (c.names.objects, c.names.objects, True)
    symmetric = all((y, x) in pairs for x, y in pairs)
    assert isinstance(found.target, Labels) == symmetric


@pytest.mark.parametrize(
    "text",
    [
        "weighted C = matrix { objects a, b [1, 1/3], [0, 1/7] }",
        "weighted C { objects a, b, c, d, e  a -> b : 1/3 }",
        "pretext C = contrastive { a ~ b : 3, b ~ c : 1 }",
        "pretext C = contrastive { a ~ b : 3, b ~ c : 1  reading rows }",
        'pretext C = language_model { text "a b", "a c a" }',
    ],
)
def test_weights(text: str, tmp_path: Path) -> None:
    m = structure(text, "C", tmp_path)
    found = ideal(m, "laplace")
    n = m.object_count
    assert written_out(found.target) == [[m.weight(x, y) for y in range(n)] for x in range(n)]
    assert found.square
    assert found.rows == m.names.objects


def test_the_next_token(tmp_path: Path) -> None:
    """Against counting beginnings of the texts."""
    rng = random.Random(3)
    for _ in range(20):
        texts = [[rng.choice("abc") for _ in range(rng.randrange(1, 5))] for _ in range(rng.randrange(1, 5))]
        spec = f"pretext L = language_model {{ text {', '.join(chr(34) + ' '.join(t) + chr(34) for t in texts)} }}"
        found = ideal(structure(spec, "L", tmp_path), "softmax")
        begun = Counter(" ".join(t[:k]) for t in texts for k in range(len(t) + 1))
        going = [p for p in begun if any(" ".join([*([p] if p else []), a]) in begun for a in "abc")]
        assert sorted(found.rows) == sorted(going)
        assert set(found.columns) == {a for t in texts for a in t}
        assert not found.square
        for (i, p), (j, a) in product(enumerate(found.rows), enumerate(found.columns)):
            assert found.target.exact(i, j) == Fraction(begun[f"{p} {a}" if p else a], begun[p])


def test_what_completes_what(tmp_path: Path) -> None:
    data = ["001", "110", "011"]
    found = ideal(structure(f"pretext M = masked {{ data {', '.join(chr(34) + d + chr(34) for d in data)} positions 1 }}", "M", tmp_path), "gaussian")
    parts = {(d[:k] + "?" + d[k + 1 :], "." * k + d[k] + "." * (2 - k)) for d in data for k in range(3)}
    assert set(found.rows) == {v for v, _ in parts}
    assert set(found.columns) == {h for _, h in parts}
    for (i, v), (j, h) in product(enumerate(found.rows), enumerate(found.columns)):
        assert found.target.exact(i, j) == ((v, h) in parts)
