"""Contrastive matrices against dictionaries of fractions; pair files in all formats, and with mistakes."""

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from presheaf.model import contrastive
from presheaf.model.contrastive import Unseen
from presheaf.model.data import DataError, tables

Entry = tuple[str, str, int]


def law(entries: list[Entry], ordered: bool) -> dict[tuple[str, str], Fraction]:
    """Pr((x, y)): a pair is drawn as often as it was seen, and if the order does not count, it is turned round by a fair coin."""
    out: dict[tuple[str, str], Fraction] = {}
    total = sum(n for *_, n in entries)
    for a, b, n in entries:
        for x, y, half in ((a, b, Fraction(1)),) if ordered else ((a, b, Fraction(1, 2)), (b, a, Fraction(1, 2))):
            out[x, y] = out.get((x, y), Fraction(0)) + half * Fraction(n, total)
    return out


def wanted(entries: list[Entry], reading: str, ordered: bool) -> dict[tuple[str, str], Fraction]:
    joint = law(entries, ordered)
    names = list(dict.fromkeys(x for a, b, _ in entries for x in (a, b)))
    if reading == "joint":
        return {k: v for k, v in joint.items() if v}
    if reading == "rows":
        return {(x, y): v / sum(joint.get((x, z), Fraction(0)) for z in names) for (x, y), v in joint.items() if v}
    out = {k: v / max(joint.values()) for k, v in joint.items() if v}
    given = {(a, b) for a, b, _ in entries}
    return out | {(x, x): Fraction(1) for x in names if (x, x) not in given}


def cases():
    rng = random.Random(3)
    for _ in range(300):
        ordered = rng.random() < 0.5
        names = "abcd我"[: rng.randint(1, 5)]
        pairs = [(x, y) for x in names for y in names if ordered or x <= y]
        chosen = rng.sample(pairs, rng.randint(1, len(pairs)))
        yield [(x, y, rng.choice((0, 1, 2, 3, 7))) for x, y in chosen], rng.choice(contrastive.READINGS), ordered


def made(entries: list[Entry], reading: str, ordered: bool = False):
    return contrastive.similarity("M", contrastive.from_list(entries, ordered), reading)


def weights(m) -> dict[tuple[str, str], Fraction]:
    e, names = m.entries, m.names.objects
    return {(names[x], names[y]): v for x, y, v in zip(e.rows.tolist(), e.columns.tolist(), e.values.fractions(), strict=True)}


def test_every_weight_against_the_law() -> None:
    zero = 0
    for entries, reading, ordered in cases():
        total = sum(n for *_, n in entries)
        rows = {a for a, _, n in entries if n} | ({b for _, b, n in entries if n} if not ordered else set())
        names = {x for a, b, _ in entries for x in (a, b)}
        if not total or (reading == "rows" and rows != names):
            with pytest.raises(Unseen):
                made(entries, reading, ordered)
            zero += 1
            continue
        m = made(entries, reading, ordered)
        assert weights(m) == wanted(entries, reading, ordered)
        if not ordered and reading != "rows":
            assert all(weights(m)[y, x] == v for (x, y), v in weights(m).items()), "symmetric"
    assert zero > 20


def test_proportional_is_not_equal() -> None:
    """Trap S12: the law up to scale and the law itself are different matrices; only the first can have identities."""
    entries = [("a", "b", 3), ("b", "c", 1)]
    proportional, joint = made(entries, "proportional"), made(entries, "joint")
    assert proportional.weight(0, 1) == 1
    assert joint.weight(0, 1) == Fraction(3, 8)
    assert proportional.weight(0, 0) == 1
    assert joint.weight(0, 0) == 0
    assert sum(weights(joint).values()) == 1
    scaled = made([("a", "b", 30), ("b", "c", 10)], "proportional")
    assert weights(scaled) == weights(proportional), "the scale of counts means nothing"


def test_a_zero_count_is_a_zero_similarity() -> None:
    """Zero similarities: a pair that was looked at and never seen is 0, and 0/0 has no row."""
    m = made([("a", "b", 2), ("a", "c", 0)], "proportional")
    assert m.weight(0, 2) == 0
    assert m.object_count == 3
    with pytest.raises(Unseen) as bad:
        made([("a", "b", 2), ("a", "c", 0)], "rows")
    assert bad.value.object == 2
    assert made([("a", "a", 0), ("a", "b", 1)], "proportional").weight(0, 0) == 0


@pytest.mark.parametrize("name", ["p.csv", "h.csv", "p.jsonl", "p.parquet", "floats.parquet"])
def test_formats(tmp_path: Path, name: str) -> None:
    rows = [("x", "y, z", 3), ("7", "x", 0), ("x", "x", 10)]
    path = tmp_path / name
    if name.endswith("csv"):
        head = "note,b,count,a\n" if name == "h.csv" else ""
        body = [f',"{b}",{n},{a}' if head else f'{a},"{b}", {n}' for a, b, n in rows]
        path.write_text(head + "\n\n".join(body) + "\n", encoding="utf-8")
    elif name.endswith("jsonl"):
        path.write_text(
            '{"a": "x", "b": "y, z", "count": 3}\n{"count": 0, "a": 7, "b": "x"}\n{"a": "x", "b": "x", "count": 10.0}\n', encoding="utf-8"
        )
    else:
        import pyarrow
        import pyarrow.parquet

        kind = float if name.startswith("floats") else int
        table = pyarrow.table({"a": [r[0] for r in rows], "b": [r[1] for r in rows], "count": [kind(r[2]) for r in rows]})
        pyarrow.parquet.write_table(table, path)
    pairs = contrastive.read_pairs(path, False)
    assert pairs.objects == ("x", "y, z", "7")
    assert (pairs.left.tolist(), pairs.right.tolist(), pairs.count.tolist()) == ([0, 2, 0], [1, 0, 0], [3, 0, 10])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a,b,count\nx,y,3\nx,z\n", 3, "has 2 cells"),
        ("a,count\nx,3\n", 1, "no column b"),
        ("a,b,count,b\nx,y,3,z\n", 1, "two columns b"),
        ("x,y\n", 1, "has 2 cells"),
        ("x,y,3\n\nx,z,-2\n", 3, "negative"),
        ("x,y,3\nx,z,nan\n", 2, "not a whole number"),
        ("x,y,3\nx,z,inf\n", 2, "not a whole number"),
        ("x,y,3\nx,z,1_000\n", 2, "not a whole number"),
        ("x,y,3\nx,z,٣\n", 2, "not a whole number"),
        ("x,y,3\nx,z,0.5\n", 2, "not a whole number"),
        ("x,y,3\nx,z,\n", 2, "not a whole number"),
        ("x,y,3\nx,z,1234567890123456\n", 2, "larger than"),
        ("x,y,3\n,z,1\n", 2, "a is empty"),
        ("x,y,3\nx,z,1\nx,y,4\n", 3, "the pair x, y was given before, on line 1"),
        ("x,y,3\nx,z,1\ny,x,4\n", 3, "the pair y, x was given before, on line 1"),
        ("", 0, "holds no rows"),
        ("a,b,count\n", 0, "holds no rows"),
        ('x,"y,3\n', 1, "is not CSV"),
    ],
)
def test_mistakes_in_pairs(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as bad:
        contrastive.read_pairs(path, False)
    assert (bad.value.line, said in bad.value.message) == (line, True), bad.value.message


def test_ordered_pairs_may_be_given_both_ways(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("x,y,3\ny,x,4\n", encoding="utf-8")
    assert contrastive.read_pairs(tmp_path / "p.csv", True).total == 7


def test_long_tables_are_read_in_chunks_and_name_the_right_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CHUNK", 7)
    path = tmp_path / "p.csv"
    lines = [f"x{i},y{i},{i}" for i in range(1_250)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert contrastive.read_pairs(path, False).total == 1_249 * 1_250 // 2
    lines[1_240] = "x,y"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as bad:
        contrastive.read_pairs(path, False)
    assert bad.value.line == 1_241


def test_random_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    rng = random.Random(0)
    for name in ("p.csv", "p.jsonl", "p.parquet"):
        path = tmp_path / name
        for _ in range(80):
            path.write_bytes(bytes(rng.choice((*b'a,b"1\n{}[]:-.e', rng.randrange(256))) for _ in range(rng.randrange(24))))
            try:
                contrastive.read_pairs(path, False)
            except DataError:
                continue


def test_counts_are_exact_up_to_their_bound() -> None:
    m = made([("a", "b", 10**15 - 1), ("b", "c", 10**15)], "joint")
    assert m.weight(0, 1) == Fraction(10**15 - 1, 2 * (2 * 10**15 - 1))
    assert np.issubdtype(m.entries.values.num.dtype, np.integer)
