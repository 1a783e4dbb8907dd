"""Watch Theorem 1 and Theorem 2 happen on the frozen tables: prompts and heads that are learned, beside what the theory says.

    python specs/encoders/theorems.py

A search finds what is there and proves nothing where it finds nothing; the claims in the specs of this folder decide. Heads are
fitted to every tenth digit. 7 CPU seconds.
"""

from __future__ import annotations

import digits
import numpy as np
from safetensors.numpy import load_file

from presheaf.encoders.training import best_accuracy, conflict, fit_head, kernel, object_prompt, reproducible, soft_prompt


def table(name: str) -> np.ndarray:
    """The codes of a table."""
    return load_file(digits.TABLES / f"{name}.safetensors")["emb"].astype(np.float64)


def prompts() -> None:
    """Theorem 1 on crops of digits, with codes that are ideal up to rounding: a task has a prompt iff it is representable."""
    codes, dot = table("digit_views_25"), kernel("dot")
    similar = codes @ codes.T
    tasks = {
        "how similar to crop 7?": (similar[7], "representable: crop 7"),
        "how similar to crops 7 and 9, on average?": ((similar[7] + similar[9]) / 2, "not representable, a sum of two"),
        "1 for every crop": (np.ones(len(codes)), "not representable"),
        "1 for crop 7 and 0 for all others": (np.eye(len(codes))[7], "not representable"),
    }
    print("Theorem 1: the best object as a prompt, and the best code that descent finds in R^25")
    for question, (task, theory) in tasks.items():
        best, soft = object_prompt(dot, codes, task), soft_prompt(dot, codes, task)
        print(f"  {question:42} object {best.object} misses by {best.gap:.1e}, a code by {soft.gap:.1e}   ({theory})")


def heads() -> None:
    """Theorem 2 on codes of turned digits: a head exists iff the task is constant on what the encoder merges."""
    codes = table("digit_turns").reshape(-1, 4, 4)[::10].reshape(-1, 4)
    turns = ["0", "90", "180", "270"] * (len(codes) // 4)
    labels = [label for label in digits.digits()[::10] for _ in range(4)]
    corners = np.eye(4)[np.tile(range(4), len(codes) // 4)]
    print("Theorem 2: the linear head that descent finds, and the best of all heads")
    for what, f in (("an ideal encoder of turns", corners), ("the trained one", codes), ("its first guess alone", np.eye(4)[codes.argmax(1)])):
        for task, answers in (("turn", turns), ("digit", labels)):
            clash = conflict(f, answers)
            merged = "no two codes clash" if clash is None else f"objects {clash[0]} and {clash[1]} share a code"
            print(f"  {what:26} {task:6} linear {fit_head(f, answers).accuracy:.1%}, any {best_accuracy(f, answers):.1%}   ({merged})")


if __name__ == "__main__":
    with reproducible():
        prompts()
        heads()
