"""The data files of the experiments against the rules by which they are made, and the shipped tables against what their networks have to satisfy.

Everything here is computed from specs/data with the standard library and numpy; tests with PRESHEAF_TRAIN=1 train again and compare the bits.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import combinations
from math import exp, log
from pathlib import Path

import numpy as np
import pytest

from corpus import ROOT

FOLDER = ROOT / "specs" / "encoders"
TABLES, DATA = FOLDER / "tables", ROOT / "specs" / "data"
SCRIPTS = ("digit_turns", "digit_views", "digit_halves", "spelling")


def stored(name: str) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """(arrays, metadata) of a safetensors file of float32, read by hand."""
    data = (TABLES / f"{name}.safetensors").read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    metadata = header.pop("__metadata__")
    body = data[8 + size :]
    return {
        key: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"]).astype(float) for key, entry in header.items()
    }, metadata


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def ink(count: int) -> list[list[int]]:
    return [[int(int(x) >= 8) for x in row] for row in rows(DATA / "digits.csv")[:count]]


def hexadecimal(bits: list[int]) -> str:
    return "".join("0123456789abcdef"[8 * a + 4 * b + 2 * c + d] for a, b, c, d in zip(*[iter(bits)] * 4, strict=True))


def test_the_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in TABLES.iterdir()) < 3_000_000
    assert {path.suffix for path in TABLES.iterdir()} == {".csv", ".safetensors"}


def crops() -> list[list[str]]:
    return [
        [hexadecimal([p for row in range(4) for p in image[8 * (i + row) + j : 8 * (i + row) + j + 4]]) for i in (0, 2, 4) for j in (0, 2, 4)]
        for image in ink(25)
    ]


def test_views_are_crops_drawn_twice_from_one_image() -> None:
    drawn = Counter(frozenset((a, b)) for image in crops() for a in image for b in image)
    header, *found = rows(TABLES / "digit_views.csv")
    assert header == ["a", "b", "count"]
    assert {frozenset((a, b)): int(n) for a, b, n in found} == drawn
    assert len(found) == len(drawn)


def target() -> tuple[list[str], np.ndarray]:
    """(names of the table, the matrix of similarities, largest entry 1)."""
    names = json.loads(stored("digit_views_8")[1]["object_order"])
    images = crops()
    held = np.array([[image.count(name) for image in images] for name in names], float)
    together = held @ held.T
    return names, together / together.max()


@pytest.mark.parametrize("d", [8, 25])
def test_trained_views_are_as_good_as_their_dimension_allows_and_not_better(d: int) -> None:
    _, h = target()
    codes = stored(f"digit_views_{d}")[0]["emb"]
    tail = float(np.square(np.linalg.eigvalsh(h)[: len(h) - d]).sum())
    loss = float(np.square(codes @ codes.T - h).sum())
    assert tail - 1e-9 <= loss <= tail * (1 + 1e-6) + 1e-9
    assert bool(np.abs(codes @ codes.T - h).max() < 1e-6) is (d == 25)


def test_twenty_digits_turned_alike() -> None:
    header, *found = rows(TABLES / "turned_alike.csv")
    assert header == ["a", "b", "count"]
    wanted = {frozenset(pair) for turn in ("", "_90", "_180", "_270") for pair in combinations([f"img{i}{turn}" for i in range(20)], 2)}
    assert {frozenset((a, b)) for a, b, _ in found} == wanted
    assert len(found) == len(wanted) == sum(n == "1" for _, _, n in found)


def test_twenty_digits_and_the_turns_that_the_network_sees_first() -> None:
    assert rows(TABLES / "twenty.csv") == rows(DATA / "digits.csv")[:20]
    assert rows(TABLES / "twenty_labels.csv") == rows(DATA / "digits_labels.csv")[:20]
    assert np.array_equal(stored("turned_corners")[0]["emb"], np.tile(np.eye(4), (20, 1)))  # on these it is always right


def test_turned_codes_are_laws() -> None:
    codes = stored("digit_turns")[0]["emb"].reshape(-1, 4, 4)
    assert np.abs(codes.sum(2) - 1).max() < 1e-6
    assert (codes.argmax(2) == range(4)).mean() > 0.95
    assert np.array_equal(stored("turned_alike")[0]["emb"], codes[:20].reshape(-1, 4))
    names = json.loads(stored("digit_turns")[1]["object_order"])
    assert names[:5] == ["img0", "img0_90", "img0_180", "img0_270", "img1"]
    assert len(names) == 4 * 1797


def test_halves_of_digits_and_the_half_that_no_prediction_passes() -> None:
    images = list(dict.fromkeys(hexadecimal(image) for image in ink(300)))
    assert rows(TABLES / "digit_halves.csv") == [[image[:8], image[8:]] for image in images]
    behind = defaultdict(set)
    for image in images:
        behind[f"{image[:8]} ?"].add(f". {image[8:]}")
        behind[f"? {image[8:]}"].add(f"{image[:8]} .")
    tensors, metadata = stored("digit_halves")
    visible, hidden = json.loads(metadata["object_order"]), json.loads(metadata["head_order"])
    assert set(visible) == set(behind)
    assert set(hidden) == set().union(*behind.values())
    pixels = {name: [int(c, 16) >> k & 1 for c in name.replace(".", "").strip() for k in (3, 2, 1, 0)] for name in hidden}
    for name, row in zip(hidden, tensors["head"].tolist(), strict=True):
        assert row == ([0] * 32 + pixels[name] + [10] if name.startswith(".") else pixels[name] + [0] * 32 + [-10])
    scores = tensors["emb"] @ tensors["head"].T
    law = np.exp(scores - scores.max(1, keepdims=True))
    law /= law.sum(1, keepdims=True)
    defects = np.abs(law - [[name in behind[v] for name in hidden] for v in visible]).max(1)
    many = np.array([len(behind[v]) > 1 for v in visible])
    assert many.sum() == 62
    assert defects[many].min() >= 0.5
    assert np.median(defects[~many]) < 0.1


def entropy(counts: list[Counter[str]]) -> float:
    total = sum(sum(row.values()) for row in counts)
    return sum(n * log(sum(row.values()) / n) for row in counts for n in row.values()) / total


def test_contexts_of_the_documentation() -> None:
    text = (DATA / "documentation.txt").read_text(encoding="utf-8")
    after = defaultdict(Counter)
    for i in range(len(text)):
        for start in range(max(0, i - 2), i + 1):
            after[text[start:i]][text[i]] += 1
    losses = []
    for d in (4, 60):
        tensors, metadata = stored(f"spelling_{d}")
        contexts, tokens = json.loads(metadata["object_order"]), json.loads(metadata["head_order"])
        assert set(contexts) == set(after)
        assert set(tokens) == set(text)
        scores = tensors["emb"] @ tensors["head"].T + tensors["bias"]
        normaliser = np.log(np.exp(scores).sum(1))
        number = {token: j for j, token in enumerate(tokens)}
        paid = sum(n * (normaliser[i] - scores[i, number[t]]) for i, c in enumerate(contexts) for t, n in after[c].items())
        losses.append(paid / sum(sum(row.values()) for row in after.values()))
    least = entropy(list(after.values()))
    assert least - 1e-12 <= losses[1] < least + 1e-4
    assert least + 0.1 < losses[0] < least + 0.3


def test_letters_are_counted_one_larger_and_fitted_in_26_dimensions() -> None:
    text = (DATA / "documentation.txt").read_text(encoding="utf-8").lower()
    plain = "_".join("".join(c if "a" <= c <= "z" else " " for c in text).split())
    names = sorted(set(plain))
    assert len(names) == 27
    seen = Counter(plain[i : i + 2] for i in range(len(plain) - 1))
    assert rows(TABLES / "letter_pairs.csv") == [["a", "b", "count"], *([a, b, str(seen[a + b] + 1)] for a in names for b in names)]
    law = np.array([[seen[a + b] + 1 for b in names] for a in names], float)
    law /= law.sum(1, keepdims=True)

    def defect(name: str) -> float:
        tensors, metadata = stored(name)
        assert json.loads(metadata["object_order"]) == json.loads(metadata["head_order"]) == names
        model = np.array([[exp(s) for s in row] for row in tensors["emb"] @ tensors["head"].T + tensors["bias"]])
        return float(np.abs(model / model.sum(1, keepdims=True) - law).max())

    defects = [defect(f"letters_{d}") for d in (1, 2, 4, 8, 16, 26)]
    assert defects == sorted(defects, reverse=True)
    assert defects[-1] < 0.001 < 0.005 < defects[-2]
    during = [*(defect(f"letters_26_stage{i}") for i in range(5)), defects[-1]]
    assert during == sorted(during, reverse=True)
    assert during[0] > 0.5


def test_words_and_their_kinds() -> None:
    _, *related = rows(TABLES / "words.csv")
    names = json.loads(stored("words")[1]["object_order"])
    assert [[a, b] for a, b, _ in related[:36]] == [[name, name] for name in names]
    assert Counter(b for _, b, _ in related[36:]) == dict.fromkeys(("animal", "food", "vehicle", "tool"), 8)
    assert {n for _, _, n in related} == {"1"}
    together, alone = (stored(name)[0]["emb"] for name in ("words", "words_alone"))
    assert not np.array_equal(together, alone)
    assert np.linalg.norm(together - alone, axis=1).max() < 1e-5


@pytest.mark.skipif("PRESHEAF_TRAIN" not in os.environ, reason="trains for a minute")
@pytest.mark.parametrize("script", SCRIPTS)
def test_training_again_gives_the_same_files(script: str) -> None:
    before = {path: path.read_bytes() for path in TABLES.iterdir()}
    subprocess.run([sys.executable, str(FOLDER / f"{script}.py")], check=True, timeout=120)
    changed = [path.name for path in TABLES.iterdir() if path.read_bytes() != before[path]]
    assert not changed
