"""A character language model of this project's documentation (../data/documentation.txt): codes of contexts, a head of letters, softmax.

    python specs/encoders/spelling.py

writes for the 534 contexts of at most two characters tables/spelling_D.safetensors with codes in D = 4 and 60 dimensions that minimise the
cross-entropy, and for single letters tables/letter_pairs.csv (how often one of 27 letters and blanks follows another, each count one larger, so that
none is 0) with tables/letters_D.safetensors in D = 1, 2, 4, 8, 16 and 26 dimensions, the last also before training and after 1, 3, 7 and 15 steps:
tables/letters_26_stageN.safetensors. 20 CPU seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import digits
import numpy as np
import torch

from presheaf.encoders.training import minimise, next_token, reproducible, save

CONTEXTS, LETTERS = (4, 60), (1, 2, 4, 8, 16, 26)
STAGES = (0, 1, 2, 4, 8)  # steps; one step is up to 20 iterations


def contexts(text: str) -> tuple[list[str], list[str], np.ndarray]:
    """(contexts of at most two characters that go on, characters, how often each follows)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for i, token in enumerate(text):
        for length in range(min(i, 2) + 1):
            counts[text[i - length : i]][token] += 1
    tokens = sorted(set(text))
    return list(counts), tokens, np.array([[row[token] for token in tokens] for row in counts.values()])


def letters(text: str) -> tuple[list[str], np.ndarray]:
    """(26 letters and the blank `_`, counts plus 1)."""
    plain = "_".join("".join(c if c.isascii() and c.isalpha() else " " for c in text.lower()).split())
    names = sorted(set(plain))
    pairs = Counter(pairwise(plain))
    return names, np.array([[pairs[a, b] + 1 for b in names] for a in names])


Trained = tuple[np.ndarray, np.ndarray, np.ndarray, float]  # codes, head, bias, loss


def train(counts: np.ndarray, d: int, stages: Sequence[int]) -> Iterator[Trained]:
    """Free tables, after each stage of so many steps."""
    target = torch.tensor(counts, dtype=torch.float64)
    n, m = counts.shape
    with reproducible(0):
        codes, head = (0.5 * torch.randn(size, d, dtype=torch.float64) for size in (n, m))
        bias = torch.log(target.sum(0) / target.sum())
        for part in (codes, head, bias):
            part.requires_grad_()
        for steps in stages:
            run = minimise(lambda _: next_token(codes @ head.T + bias, target), [codes, head, bias], steps)
            frozen = [part.detach().numpy().astype(np.float32) for part in (codes, head, bias)]
            yield frozen[0], frozen[1], frozen[2], run.last


def report(what: str, counts: np.ndarray, codes: np.ndarray, head: np.ndarray, bias: np.ndarray, loss: float) -> None:
    """The gap to the entropy and the largest defect."""
    law = counts / counts.sum(1, keepdims=True)
    entropy = -(counts * np.log(np.where(counts, law, 1))).sum() / counts.sum()
    scores = codes.astype(np.float64) @ head.T.astype(np.float64) + bias
    model = np.exp(scores - scores.max(1, keepdims=True))
    model /= model.sum(1, keepdims=True)
    gap, defect = loss - entropy, np.abs(model - law).max()
    print(f"{what}, d = {codes.shape[1]}: loss {loss:.5f}, entropy {entropy:.5f}, gap {gap:.5f}, sup defect {defect:.5f}")


def main() -> None:
    """Count, train, freeze, report."""
    text = (digits.DATA / "documentation.txt").read_text(encoding="utf-8")
    note = {"script": "specs/encoders/spelling.py", "seed": "0", "data": "documentation.txt"}
    rows, tokens, counts = contexts(text)
    for d in CONTEXTS:
        ((codes, head, bias, loss),) = train(counts, d, [20])
        save(digits.TABLES / f"spelling_{d}.safetensors", rows, codes, head, bias, columns=tokens, metadata=note)
        report("contexts", counts, codes, head, bias, loss)
    names, counts = letters(text)
    pairs = [(a, b, counts[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)]
    digits.write_rows(digits.TABLES / "letter_pairs.csv", [("a", "b", "count"), *pairs])
    for d in LETTERS:
        ((codes, head, bias, loss),) = train(counts, d, [40])
        save(digits.TABLES / f"letters_{d}.safetensors", names, codes, head, bias, columns=names, metadata=note)
        report("letters", counts, codes, head, bias, loss)
    for i, (codes, head, bias, loss) in enumerate(train(counts, LETTERS[-1], STAGES)):
        save(digits.TABLES / f"letters_{LETTERS[-1]}_stage{i}.safetensors", names, codes, head, bias, columns=names, metadata=note)
        report(f"letters after stage {i}", counts, codes, head, bias, loss)


if __name__ == "__main__":
    main()
