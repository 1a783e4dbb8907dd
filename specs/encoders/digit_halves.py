"""Masked prediction on the first 300 digits in black and white: one half of an image is hidden, the upper or the lower one.

    python specs/encoders/digit_halves.py

writes tables/digit_halves.csv (the two halves of each image, in hexadecimal) and tables/digit_halves.safetensors: one row for each visible half, one
row of `head` for each masked half. The network says for each hidden pixel how likely it is ink; the code of a visible half holds the 64 logarithms of
these odds (0 where nothing is hidden) and one number that says which half is hidden, a row of the head the 64 pixels and the same mark. Then the
softmax kernel is the law of the masked half that these predictions give, among all masked halves. 15 CPU seconds.
"""

from __future__ import annotations

from collections import defaultdict

import digits
import numpy as np
import torch

from presheaf.encoders.training import masked, minimise, reproducible, save

IMAGES, STEPS, MARK = 300, 1_000, 10.0
LOWER = (torch.arange(64) >= 32).float()


def network() -> torch.nn.Module:
    """Visible pixels (0 where hidden) and mask, [n, 128], to scores [n, 64]."""
    return torch.nn.Sequential(torch.nn.Linear(128, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, 64))


def main() -> None:
    """Train, freeze, report."""
    images = list(dict.fromkeys(tuple(image.ravel().tolist()) for image in digits.ink()[:IMAGES]))
    pixels, n = np.array(images), len(images)
    halves = [(digits.spelt(image[:32]), digits.spelt(image[32:])) for image in pixels]
    digits.write_rows(digits.TABLES / "digit_halves.csv", halves)
    visible = [f"{a} ?" for a, _ in halves] + [f"? {b}" for _, b in halves]
    behind = [f". {b}" for _, b in halves] + [f"{a} ." for a, _ in halves]
    data = torch.tensor(pixels, dtype=torch.float32).repeat(2, 1)
    hidden = torch.cat([LOWER.expand(n, -1), 1 - LOWER.expand(n, -1)])
    given = torch.cat([data * (1 - hidden), hidden], 1)
    with reproducible(0):
        net = network()
        run = minimise(lambda _: masked(net(given), data, hidden), net.parameters(), STEPS, 0.006, full_batch=False)
        with torch.no_grad():
            odds = (net(given) * hidden).double()
    mark = torch.where(hidden[:, 63:] == 1, MARK, -MARK).double()
    rows = torch.cat([odds, mark], 1)
    columns = torch.cat([(data * hidden).double(), mark], 1)
    first = {name: i for i, name in reversed(list(enumerate(visible)))}
    wanted = {name: i for i, name in reversed(list(enumerate(behind)))}
    emb, head = (part[list(places.values())].numpy().astype(np.float32) for part, places in ((rows, first), (columns, wanted)))
    note = {"script": "specs/encoders/digit_halves.py", "seed": "0", "data": "digit_halves.csv"}
    save(digits.TABLES / "digit_halves.safetensors", list(first), emb, head, columns=list(wanted), metadata=note)
    report(list(zip(visible, behind, strict=True)), list(first), list(wanted), emb, head, run.last)


def report(pairs: list[tuple[str, str]], rows: list[str], columns: list[str], emb: np.ndarray, head: np.ndarray, loss: float) -> None:
    """The defect of the ambiguous visible halves and of the others."""
    scores = emb.astype(np.float64) @ head.T.astype(np.float64)
    law = np.exp(scores - scores.max(1, keepdims=True))
    law /= law.sum(1, keepdims=True)
    completions = defaultdict(set)
    for a, b in pairs:
        completions[a].add(b)
    ideal = np.array([[b in completions[a] for b in columns] for a in rows])
    defect = np.abs(law - ideal).max(1)
    many = np.array([len(completions[a]) > 1 for a in rows])
    print(f"loss {loss:.3f}; {len(rows)} visible halves, {many.sum()} with several completions")
    print(f"defect of these: {defect[many].min():.3f} to {defect[many].max():.3f}; of the others: median {np.median(defect[~many]):.4f}")
    print(f"{(defect[~many] < 0.01).mean():.1%} of the others are completed within 1/100")


if __name__ == "__main__":
    main()
