"""Contrastive learning on crops of the first 25 digits: nine 4 x 4 crops of each black and white image, positive pairs are crops of one image.

    python specs/encoders/digit_views.py

writes tables/digit_views.csv (how often two crops are a pair when both are drawn at random from one image; a crop that occurs in two images is one
object), and codes in 8 and in 25 dimensions that minimise the squares of <f x, f y> - Hom(x, y): tables/digit_views_8.safetensors and
tables/digit_views_25.safetensors. 25 images give a matrix of rank 25, so 25 dimensions are enough and 8 are not. 5 CPU seconds.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement

import digits
import numpy as np
import torch

from presheaf.encoders.training import minimise, reproducible, save, squares

IMAGES, CORNERS, DIMENSIONS = 25, (0, 2, 4), (8, 25)


def pairs() -> tuple[list[str], np.ndarray]:
    """(crops in order of appearance, counts int[n, n] of the 81 ordered draws from each image)."""
    crops = [[digits.spelt(image[i : i + 4, j : j + 4]) for i in CORNERS for j in CORNERS] for image in digits.ink()[:IMAGES]]
    names = list(dict.fromkeys(crop for image in crops for crop in image))
    drawn = np.zeros((IMAGES, len(names)), np.int64)
    for i, image in enumerate(crops):
        for crop, times in Counter(image).items():
            drawn[i, names.index(crop)] = times
    return names, drawn.T @ drawn


def main() -> None:
    """Count, train, freeze, report."""
    names, counts = pairs()
    rows = [(names[i], names[j], counts[i, j] * (1 + (i != j))) for i, j in combinations_with_replacement(range(len(names)), 2) if counts[i, j]]
    digits.write_rows(digits.TABLES / "digit_views.csv", [("a", "b", "count"), *rows])
    target = torch.tensor(counts / counts.max())
    values = np.linalg.eigvalsh(target.numpy())[::-1]
    note = {"script": "specs/encoders/digit_views.py", "seed": "0", "data": "digit_views.csv"}
    for d in DIMENSIONS:
        with reproducible(0):
            codes = (0.1 * torch.randn(len(names), d, dtype=torch.float64)).requires_grad_()
            run = minimise(lambda _, codes=codes: squares(codes @ codes.T, target), [codes], 25)
        table = codes.detach().numpy().astype(np.float32)
        save(digits.TABLES / f"digit_views_{d}.safetensors", names, table, metadata=note)
        defect = np.abs(table.astype(np.float64) @ table.T.astype(np.float64) - target.numpy())
        print(f"d = {d}: loss {run.last:.6f}, Eckart-Young tail {np.square(values[d:]).sum():.6f}, sup defect {defect.max():.2e}")


if __name__ == "__main__":
    main()
