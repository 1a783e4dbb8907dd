"""What pretext tasks from data take against the bounds that are promised: whole processes, from the file to the kernel's verdict.

    python tests/benchmarks/bench_data.py [NAME...]

Seconds are CPU seconds; memory is the peak of the row's own process. The data are generated, the same on every run.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measure import Row, cpu, main, verify

ZIPF = 20_000  # words of the generated language


def text_file(path: Path, characters: int = 1_000_000) -> None:
    """Words by Zipf's law, a word often the one that followed last time, so that passages repeat as they do in real text."""
    rng = np.random.default_rng(0)
    letters = rng.integers(97, 123, (ZIPF, 9)).astype(np.uint8)
    words = [bytes(row[: 1 + i % 9]).decode() for i, row in enumerate(letters)]
    chance = 1 / np.arange(1, ZIPF + 1)
    drawn = rng.choice(ZIPF, characters // 5, p=chance / chance.sum()).tolist()
    copied, last, out, size = rng.random(len(drawn)) < 0.7, dict[int, int](), [drawn[0]], 0
    for fresh, copy in zip(drawn, copied, strict=True):
        word = last.get(out[-1], fresh) if copy else fresh
        last[out[-1]] = word
        out.append(word)
        size += len(words[word]) + 1
        if size >= characters:
            break
    path.write_text(" ".join(words[i] for i in out), encoding="utf-8")


def pairs_file(path: Path, objects: int = 10_000, entries: int = 1_000_000) -> None:
    """A symmetric sparse matrix: half the entries as pairs, all with counts."""
    rng = np.random.default_rng(0)
    ends = rng.integers(0, objects, (entries, 2))
    keys = np.unique(ends.min(axis=1) * objects + ends.max(axis=1))
    keys = rng.permutation(keys[keys // objects != keys % objects])[: entries // 2]
    counts = rng.integers(1, 50, len(keys))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "count"])
        writer.writerows((f"view{k // objects}", f"view{k % objects}", n) for k, n in zip(keys.tolist(), counts.tolist(), strict=True))


def peak_of(work: Callable[[], object]) -> tuple[float, float]:
    """(CPU seconds, GB): the memory is that of the largest child so far."""
    began = cpu()
    work()
    return cpu() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def process(name: str, folder: Path, spec: str, bound: float | None, note: str) -> Row:
    """One row: a spec verified in a process of its own."""
    (folder / "bench.psh").write_text(spec, encoding="utf-8")
    seconds, memory = peak_of(verify(str(folder / "bench.psh")))
    return Row(name, seconds, bound, f"{note}; peak {memory:.2f} GB")


def pairs() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs_file(folder / "pairs.csv")
        spec = 'pretext Con = contrastive { pairs "pairs.csv" }\nclaim composes: is_category(Con) expect refuted\n'
        return [process("10,000 x 10,000 contrastive, 10^6 entries, checked", folder, spec, 5.0, "read, made, refuted, checked by the kernel")]


def language() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text_file(folder / "corpus.txt")
        out = []
        for unit in ("words", "chars"):
            made = f'pretext Lm = language_model {{ corpus "corpus.txt"  tokens {unit}  horizon 8 }}\n'
            tail = Path(folder / "corpus.txt").read_text(encoding="utf-8")
            goal = " ".join(tail.split()[:3]) if unit == "words" else tail[:4]
            task = f'task Goal = yoneda(Lm."{goal}")\nclaim compose: is_category(Lm)\nclaim prompt: representable(Goal)\n'
            out.append(process(f"1 MB of text in {unit}, horizon 8, one task", folder, made + task, 10.0, stages(folder, unit)))
        return out


def stages(folder: Path, unit: Any) -> str:
    """The number of prefixes, and the seconds that the tree alone takes in this process."""
    from presheaf.model import corpus, prefix_tree

    began = time.process_time()
    texts = corpus.tokenised(corpus.read_texts(folder / "corpus.txt", True), unit)
    tree = prefix_tree.counted("Lm", texts, 8, True, prefix_tree.LanguageOf(texts, 8, None, True, "tree"))
    return f"{tree.object_count:,} prefixes, {tree.nnz:,} weights, tree alone {time.process_time() - began:.1f} s"


def masks() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rng = np.random.default_rng(0)
        rows = ["".join(map(str, row)) for row in rng.integers(0, 2, (5_000, 64)).tolist()]
        (folder / "data.txt").write_text("\n".join(rows), encoding="utf-8")
        spec = 'pretext Mae = masked { data "data.txt"  positions 1 }\nclaim unique: unique_completions(Mae)\n'
        return [process("5,000 data of 64 bits, one masked", folder, spec, None, "320,000 completions")]


if __name__ == "__main__":
    sys.exit(main({"pairs": pairs, "language": language, "masks": masks}, __doc__))
