"""head_exists(f, T): do the codes of an encoder determine the answers of a task?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.encoder_tables import CODES, afford_pairs, table
from presheaf.claims.formulas import at, eq, every
from presheaf.model.encoder import Encoder
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import WeightedTask

Task = SetFunctor | WeightedTask


def answers(t: Task) -> list[int]:
    """The answer at each object by a number: the value of a task of weights, the set of the names of the elements of any other."""
    if isinstance(t, WeightedTask):
        found: list[Hashable] = [t.at(x) for x in range(t.category.object_count)]
    else:
        found = [frozenset(t.element_names[i] for i in range(a, b)) for a, b in pairwise(t.start.tolist())]
    number = {answer: i for i, answer in enumerate(dict.fromkeys(found))}
    return [number[answer] for answer in found]


def collision(f: Encoder, labels: Sequence[int]) -> tuple[int, int] | None:
    """Two objects with one code and different answers; None if there are none. -0 and 0 are one number. O(n d)."""
    seen: dict[bytes, int] = {}
    for y, code in enumerate(np.ascontiguousarray(f.rows.values + 0.0)):
        x = seen.setdefault(code.tobytes(), y)
        if labels[x] != labels[y]:
            return x, y
    return None


def margin(f: Encoder, labels: Sequence[int]) -> float:
    """About the least distance of two codes with different answers; infinite if there are none. O(n^2 d)."""
    codes, which = f.rows.values.astype(np.float64), np.array(labels)
    least = np.inf
    for x in range(len(codes)):
        other = codes[which != which[x]]
        if len(other):
            least = min(least, float(np.sqrt(((other - codes[x]) ** 2).sum(1)).min()))
    return least


class HeadExists(Kind):
    name = "head_exists"
    alternatives = (("encoder", "weighted_task"), ("encoder", "task"))
    summary = "some head on the codes has the answers of a task: objects with one code have one answer"
    explanation = (
        "head_exists(f, T): some function G of codes has G(f(X)) = T(X) for all objects X, where answers are the values of a task of weights, and\n"
        "the names of the elements over X for any other. It holds iff objects with equal codes (exactly; -0 is 0) have equal answers. It is the\n"
        "table's side of extends(T, f). The verdict names the distance between codes with different answers, and says where the same rows\n"
        "embedded `again` have moved by half of that."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, t = args
        if t.category is not f.source:
            return f"{t.name} lives on {t.category.name}, {f.name} is an encoder of {f.source.name}"
        if f.row_names != tuple(f.source.names.objects):
            return f"{f.name} has no code for some objects of {f.source.name}"
        return None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, t = args
        labels = answers(t)
        found = collision(f, labels)
        n = len(labels)
        rows = list(range(n)) if found is None else list(found)
        afford_pairs(f, len(rows) ** 2, f"head_exists({f.name}, {t.name})")
        name = table(low, f, rows, CODES)
        kinds = low.sort(("answers", id(t)), max(labels, default=-1) + 1)
        label = low.table(("answers", id(f), id(t), tuple(rows)), [f"{name}.row"], kinds, [labels[x] for x in rows])
        x, y = low.fresh("x"), low.fresh("y")
        same = eq(at(label, x), at(label, y))
        return every(x, f"{name}.row", [], every(y, f"{name}.row", [], ["=>", eq(at(f"{name}.far", x, y), 0), same]))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, t = args
        labels = answers(t)
        found = collision(f, labels)
        if found is not None:
            x, y = (f.row_names[i] for i in found)
            return Answer(False, why=(Note(f"{x} and {y} have one code, but {t.name} tells them apart", f.name),))
        least = margin(f, labels)
        if not np.isfinite(least):
            return Answer(True)
        text = f"codes with different answers are at least {least:.6g} apart"
        if f.again is not None:
            moved = float(np.sqrt(((f.rows.values.astype(np.float64) - f.again.values) ** 2).sum(1)).max(initial=0))
            text += f"; embedded again, codes move by up to {moved:.6g}" + (", so this holds of the table only" if least <= 2 * moved else "")
        return Answer(True, why=(Note(text, f.name),))
