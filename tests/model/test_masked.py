"""Masked data against dictionaries: visible part -> completions, for every mask, by the definition."""

import random
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from plain import is_category

from corpus import load
from presheaf.model import masked
from presheaf.model.build import TooLarge
from presheaf.pipeline import Options, Verifier


def parts(datum: str, mask: tuple[int, ...]) -> tuple[str, str]:
    """The visible and the masked part of a datum as they are written."""
    return "".join("?" if i in mask else x for i, x in enumerate(datum)), "".join(x if i in mask else "." for i, x in enumerate(datum))


def homs(data: list[str], m: int) -> dict[tuple[str, str], set[str]]:
    """(visible, masked) -> the data that consist of both."""
    out: dict[tuple[str, str], set[str]] = {}
    for mask in combinations(range(len(data[0])), m):
        for datum in data:
            out.setdefault(parts(datum, mask), set()).add(datum)
    return out


def distance(data: list[str]) -> int:
    return min((sum(a != b for a, b in zip(x, y, strict=True)) for x, y in combinations(sorted(set(data)), 2)), default=len(data[0]) + 1)


def made(data: list[str], m: int):
    return masked.masked("M", *masked.numbered([list(d) for d in data]), m)


def cases() -> list[tuple[list[str], int]]:
    rng = random.Random(5)
    every = ["".join(bits) for bits in product("01", repeat=3)]
    out = [(list(chosen), m) for k in (1, 2, 3) for chosen in combinations(every, k) for m in (1, 2, 3)]
    for _ in range(60):
        width = rng.randint(1, 5)
        out.append((["".join(rng.choice("ab我") for _ in range(width)) for _ in range(rng.randint(1, 6))], rng.randint(1, width)))
    return out


def test_homs_are_completions() -> None:
    for data, m in cases():
        c, expected = made(data, m), homs(data, m)
        visible, hidden = {v for v, _ in expected}, {h for _, h in expected}
        assert sorted(c.names.objects) == sorted([*visible, *hidden])
        found: dict[tuple[str, str], set[str]] = {}
        for name, arrow in zip(c.names.listed, c.names.listed_arrows, strict=True):
            ends = c.names.objects[int(c.dom[arrow])], c.names.objects[int(c.cod[arrow])]
            found.setdefault(ends, set()).add(name.split(" at ")[0])
            assert c.origin.row(int(c.origin.datum[arrow])) == name.split(" at ")[0]
        assert found == expected
        assert c.arrow_count == c.object_count + sum(map(len, expected.values()))


def test_it_is_a_category() -> None:
    for data, m in cases()[::7]:
        is_category(made(data, m))


def test_claim_28_unique_completions_iff_the_distance_is_larger(tmp_path: Path) -> None:
    """Theory, claim 28: by counting completions, by the kind, and by the measure."""
    for data, m in cases()[::11]:
        each: dict[str, set[str]] = {}
        for (visible, _), found in homs(data, m).items():
            each.setdefault(visible, set()).update(found)
        unique = all(len(found) == 1 for found in each.values())
        assert unique == (distance(data) > m)
        text = ", ".join(f'"{d}"' for d in data)
        loaded = load(
            f"pretext M = masked {{ data {text} positions {m} }}\nclaim u: unique_completions(M)\nclaim d: hamming_distance(M) = {distance(data)}\n"
            f"claim iff: unique_completions(M) iff hamming_distance(M) > {m}\n",
            tmp_path,
        )
        assert not loaded.diagnostics
        verdicts = [Verifier(Options(engine="both")).claim(c, loaded).results[0].verdict for c in loaded.claims]
        assert verdicts == ["proved" if unique else "refuted", "proved", "proved"]


def test_the_ambiguous_fibres_are_listed(tmp_path: Path) -> None:
    loaded = load('pretext M = masked { data "000", "001", "010", "111" positions 1 }\nclaim u: unique_completions(M)\n', tmp_path)
    (result,) = Verifier(Options()).claim(loaded.claims[0], loaded).results
    notes = [note.text for note in result.why]
    assert notes == ["2 of 10 visible parts have more than one completion", "0?0 has 2 completions: 000, 010", "00? has 2 completions: 000, 001"]


def test_equal_rows_are_one_datum() -> None:
    assert made(["01", "01", "10"], 1).names.listed == made(["01", "10"], 1).names.listed


def test_cells_of_several_characters_are_set_apart() -> None:
    c = masked.masked("M", *masked.numbered([["1.5", "no"], ["2", "yes"]]), 1)
    assert c.names.objects == ("? no", "? yes", "1.5 ?", "2 ?", "1.5 .", "2 .", ". no", ". yes")


def test_too_many_masks_are_refused_before_they_are_made() -> None:
    with pytest.raises(TooLarge):
        masked.masked("M", np.zeros((1, 200), np.int32), ("0",), 100)


@pytest.mark.parametrize(
    ("name", "text"), [("d.csv", "0, 7,9\n8,8,8\n"), ("d.jsonl", "[0, 7, 9]\n[8.0, 8, 8]\n\n"), ("d.txt", "011\n111\n"), ("d.parquet", "")]
)
def test_formats(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    if text:
        path.write_text(text, encoding="utf-8")
    else:
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table({"x": [0, 8], "y": [7.5, 8.0], "z": [9, 8]}), path)
    data, cells = masked.read_data(path, None if name == "d.txt" else 8)
    expected = [["0", "1", "1"], ["1", "1", "1"]] if name == "d.txt" else [["0", "0", "1"], ["1", "1", "1"]]
    assert [[cells[k] for k in row] for row in data.tolist()] == expected
    assert len(masked.read_data(path, None, 1)[0]) == 1
