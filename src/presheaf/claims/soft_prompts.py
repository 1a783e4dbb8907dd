"""soft_promptable(t, f1, ..., fd): is a task a linear combination of features? (theory 2.4, claim 19)"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, Parameter, TooLarge
from presheaf.claims.formulas import at, both, every, objects
from presheaf.claims.magnitude import combined
from presheaf.model.rationals import shown
from presheaf.model.weighted import WeightedTask

FEATURES, OBJECTS = 8, 80
TASK: Parameter = "weighted_task"

Row = list[Fraction]


class SoftPromptable(Kind):
    name = "soft_promptable"
    alternatives = tuple((TASK,) * (count + 1) for count in range(1, FEATURES + 1))
    summary = "some vector p has p1 f1(x) + ... + pd fd(x) = t(x) for all x"
    explanation = (
        "soft_promptable(t, f1, ..., fd): the features f1(x), ..., fd(x) of an input x are its encoding, a soft prompt is a vector p, and\n"
        "its answer the dot product. It holds iff t is a linear combination of the features. The certificate states either the combination, or\n"
        "numbers y with y . fj = 0 for all j and y . t not 0: then there is none (Fredholm). Positive factors of t and of features do not matter."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        t, *features = args
        other = next((f for f in features if f.category is not t.category), None)
        return None if other is None else f"{t.name} lives on {t.category.name}, {other.name} on {other.category.name}"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t, *features = args
        prompt, obstruction = solved(t, features)
        if prompt is not None:
            x = low.fresh("x")
            values = [at(f"{low.weighted_task(f)}.at", x) for f in features]
            return every(x, objects(low, t.category), [], combined(values, prompt, at(f"{low.weighted_task(t)}.at", x)))

        def against(f: WeightedTask) -> Formula:
            return combined([at(f"{low.weighted_task(f)}.at", x) for x in range(len(obstruction))], obstruction, 0)

        return ["not", both(*map(against, features), ["not", against(t)])]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        t, *features = args
        prompt, obstruction = solved(t, features)
        if prompt is not None:
            text = " + ".join(f"{shown(p)} {f.name}" for p, f in zip(prompt, features, strict=True))
            return Answer(True, why=(Note(f"{t.name} = {text}", t.name),))
        names = t.category.names.objects
        text = " + ".join(f"{shown(y)} {names[x]}" for x, y in enumerate(obstruction) if y)
        return Answer(False, why=(Note(f"the combination {text} of objects has value 0 for every feature, but not for {t.name}", t.name),))


def solved(t: WeightedTask, features: Sequence[WeightedTask]) -> tuple[Row | None, Row]:
    """A soft prompt, or None and the numbers that exclude one. O(objects^3) exact operations."""
    n, d = t.category.object_count, len(features)
    if n > OBJECTS:
        raise TooLarge(f"soft_promptable({t.name}, ...): {n:,} objects (limit {OBJECTS})")
    rows = [[*(f.at(x) for f in features), t.at(x), *(Fraction(x == y) for y in range(n))] for x in range(n)]
    pivots: list[int] = []
    for column in range(d):
        here = len(pivots)
        pivot = next((i for i in range(here, n) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[here], rows[pivot] = rows[pivot], rows[here]
        rows[here] = [a / rows[here][column] for a in rows[here]]
        for i in range(n):
            factor = rows[i][column]
            if i != here and factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[here], strict=True)]
        pivots.append(column)
    odd = next((row for row in rows[len(pivots) :] if row[d]), None)
    if odd is not None:
        return None, odd[d + 1 :]
    prompt = [Fraction(0)] * d
    for i, column in enumerate(pivots):
        prompt[column] = rows[i][d]
    return prompt, []
