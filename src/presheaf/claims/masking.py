"""Masked data: unique_completions(C), and hamming_distance(C), the least number of positions in which two data differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import afford, arrows_from, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, eq, every, number, some
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.witness import Witness
from presheaf.model.category import Category
from presheaf.model.masked import MaskedOf, nearest
from presheaf.model.proposition import ArrowAt, ObjectAt

SHOWN = 3  # ambiguous parts, and completions of each, that an explanation lists


def not_masked(args: Sequence[Any]) -> str | None:
    """Why the first argument is not made from masked data."""
    (c,) = args
    return None if isinstance(c.origin, MaskedOf) else f"{c.name} is not a masked pretext task"


class UniqueCompletions(Kind):
    name = "unique_completions"
    alternatives = (("category",),)
    summary = "every visible part of the masked data has exactly one completion"
    explanation = (
        "unique_completions(C) holds for a masked pretext task C iff at most one arrow other than the identity begins at each object: what is\n"
        "hidden then follows from what is visible. With m hidden positions it holds iff any two data differ in more than m positions\n"
        "(hamming_distance(C) > m). If it fails, no function of the visible part completes the data."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return not_masked(args)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, x, f = low.category(args[0]), low.fresh("X"), low.fresh("f")
        return every(x, f"{c}.ob", [], ["<=", number(f, f"{c}.ar", [(f"{c}.dom", x)]), 2])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        origin: MaskedOf = c.origin
        counts = np.bincount(c.dom, minlength=c.object_count) - 1
        bad = np.flatnonzero(counts > 1)
        if not len(bad):
            afford(c.arrow_count, f"unique_completions({c.name})")
            parts = int((counts == 1).sum())
            text = f"each of the {parts:,} visible parts has one completion: no two of the {len(origin.data):,} data agree outside {_hidden(origin)}"
            return Answer(True, why=(Note(text, c.name),))
        notes = [Note(f"{len(bad):,} of {int((counts > 0).sum()):,} visible parts have more than one completion", c.name)]
        for x in bad[:SHOWN].tolist():
            rows = origin.datum[arrows_from(c, x)]
            rows = np.sort(rows[rows >= 0])
            shown = ", ".join(origin.row(i) for i in rows[:SHOWN].tolist()) + (", ..." if len(rows) > SHOWN else "")
            notes.append(Note(f"{object_name(c, x)} has {len(rows):,} completions: {shown}"))
        x = int(bad[0])
        first = [f for f in arrows_from(c, x).tolist() if f != x]
        values = (("X", ObjectAt(c, x)), ("f", ArrowAt(c, first[0])), ("g", ArrowAt(c, first[1])))
        return Answer(False, why=tuple(notes), witness=Witness(values=values))


def _hidden(origin: MaskedOf) -> str:
    return f"{origin.positions} hidden position{'s' * (origin.positions != 1)}"


_made: WeakKeyDictionary[Lowering, dict[int, int]] = WeakKeyDictionary()


class HammingDistance(Measure):
    name = "hamming_distance"
    alternatives = (("category",),)
    summary = "the least number of positions in which two masked data differ"
    explanation = (
        "hamming_distance(C) for a masked pretext task C: the least number of positions in which two of its data differ; with fewer than two\n"
        "data, one more than there are positions. Equal rows are one datum. The certificate has the data as a table and two lemmas: any two\n"
        "differ in at least so many positions, and some two in no more."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return not_masked(args)

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (c,) = args
        held = _made.setdefault(low, {})
        if id(c) not in held:
            held[id(c)] = self._certified(low, c)
        return held[id(c)]

    def _nearest(self, c: Category) -> tuple[int, int, int] | None:
        assert isinstance(c.origin, MaskedOf)
        rows, width = c.origin.data.shape
        afford(rows * rows * width, f"hamming_distance({c.name})")
        return nearest(c.origin.data)

    def _certified(self, low: Lowering, c: Category) -> int:
        """The distance, with its bounds as lemmas."""
        assert isinstance(c.origin, MaskedOf)
        data = c.origin.data
        found = self._nearest(c)
        rows, width = data.shape
        if found is None:
            return int(width) + 1
        i, j, distance = found
        datum, place = low.sort(("data", id(c)), rows), low.sort(("positions", id(c)), width)
        cell = low.table(("data of", id(c)), [datum, place], low.sort(("cells", id(c)), int(data.max()) + 1), data.ravel().tolist())
        x, y, k = low.fresh("x"), low.fresh("y"), low.fresh("k")
        differ = number(k, place, [], ["not", eq(at(cell, x, k), at(cell, y, k))])
        low.lemmas.append(every(x, datum, [], every(y, datum, [], ["or", eq(x, y), ["<=", distance, differ]])))
        low.lemmas.append(some(x, datum, [], some(y, datum, [], ["and", eq(x, i), eq(y, j), eq(differ, distance)])))
        return distance

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[int, Answers, tuple[Note, ...]]:
        (c,) = args
        origin: MaskedOf = c.origin
        found = self._nearest(c)
        if found is None:
            return int(origin.data.shape[1]) + 1, (), (Note(f"{c.name} has fewer than two data", c.name),)
        i, j, distance = found
        text = f"{origin.row(i)} and {origin.row(j)} differ in {distance} position{'s' * (distance != 1)}, and no two data in fewer"
        return distance, (), (Note(text, c.name),)
