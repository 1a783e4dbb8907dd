"""Rotation prediction on the 1,797 digits: a small convolutional network that is shown an image and says how far it was turned.

    python specs/encoders/digit_turns.py

writes tables/digit_turns.safetensors (all 7,188 turned images) and for the first 20 images tables/twenty.csv, tables/twenty_labels.csv,
tables/turned_alike.csv (which of them are turned equally far), tables/turned_alike.safetensors (their codes) and
tables/turned_corners.safetensors (the likeliest turn alone). The code of an image is the law of its turn in the eyes of the network, four numbers
that add up to 1. Images 1,297 on are not trained on. 10 CPU seconds.
"""

from __future__ import annotations

from itertools import combinations

import digits
import numpy as np
import torch

from presheaf.encoders.training import minimise, reproducible, rotation, save

TRAINED, SHOWN, EPOCHS, BATCH = 1_297, 20, 12, 128
TURNED = ("", "_90", "_180", "_270")


def network() -> torch.nn.Module:
    """Image [n, 1, 8, 8] to scores [n, 4]."""
    layers = torch.nn
    return layers.Sequential(
        layers.Conv2d(1, 16, 3, padding=1),
        layers.ReLU(),
        layers.Conv2d(16, 32, 3, stride=2, padding=1),
        layers.ReLU(),
        layers.Flatten(),
        layers.Linear(512, 64),
        layers.ReLU(),
        layers.Linear(64, 4),
    )


def main() -> None:
    """Train, freeze, report."""
    images = digits.grey() / 16
    turned = torch.tensor(np.stack([np.rot90(images, -k, (1, 2)) for k in range(4)], 1).copy(), dtype=torch.float32)[:, :, None]
    turns = torch.arange(4).repeat(len(images), 1)
    views, answers = turned[:TRAINED].flatten(0, 1), turns[:TRAINED].flatten()
    with reproducible(0):
        net = network()
        per_epoch = len(views) // BATCH
        order = torch.cat([torch.randperm(len(views))[: per_epoch * BATCH] for _ in range(EPOCHS + 1)]).view(-1, BATCH)
        run = minimise(lambda i: rotation(net(views[order[i]]), answers[order[i]]), net.parameters(), EPOCHS * per_epoch, 0.005, full_batch=False)
        with torch.no_grad():
            codes = torch.softmax(net(turned.flatten(0, 1)).double(), 1).numpy().astype(np.float32).reshape(-1, 4, 4)
    right = codes.argmax(2) == np.arange(4)
    names = [f"img{i}{t}" for i in range(len(images)) for t in TURNED]
    note = {"script": "specs/encoders/digit_turns.py", "seed": "0", "data": "digits.csv"}
    save(digits.TABLES / "digit_turns.safetensors", names, codes.reshape(-1, 4), metadata=note)
    save(digits.TABLES / "turned_alike.safetensors", names[: 4 * SHOWN], codes[:SHOWN].reshape(-1, 4), metadata=note)
    corners = np.eye(4)[codes[:SHOWN].reshape(-1, 4).argmax(1)]
    save(digits.TABLES / "turned_corners.safetensors", names[: 4 * SHOWN], corners, metadata=note)
    digits.write_rows(digits.TABLES / "twenty.csv", digits.grey()[:SHOWN].reshape(SHOWN, -1).tolist())
    digits.write_rows(digits.TABLES / "twenty_labels.csv", [[label] for label in digits.digits()[:SHOWN]])
    alike = [(a, b, 1) for k in range(4) for a, b in combinations(names[k : 4 * SHOWN : 4], 2)]
    digits.write_rows(digits.TABLES / "turned_alike.csv", [("a", "b", "count"), *alike])
    print(f"loss {run.losses[0]:.3f} -> {run.last:.3f}")
    print(f"turns found: {right[:TRAINED].mean():.1%} of the images that were trained on, {right[TRAINED:].mean():.1%} of the others")
    shifted = np.abs(np.stack([np.roll(codes[:, k], 1, 1) - codes[:, (k + 1) % 4] for k in range(4)]))
    print(f"equivariance defect: largest {shifted.max():.3f}, median {np.median(shifted.max(2)):.3f}")


if __name__ == "__main__":
    main()
