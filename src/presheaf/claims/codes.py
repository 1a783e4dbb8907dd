"""Ideal encoders for some kernel: which objects may share a code. some_kernel(K) and the number codes(M)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, number, objects
from presheaf.claims.measures import Answers, Measure
from presheaf.model.weighted import Weighted

Profile = tuple[tuple[Any, ...], tuple[Any, ...]]


def profiles(m: Weighted) -> list[Profile]:
    """For each object its row and its column, as hashable values."""
    e = m.entries
    rows: list[list[Any]] = [[] for _ in range(m.object_count)]
    columns: list[list[Any]] = [[] for _ in range(m.object_count)]
    weights = zip(e.rows.tolist(), e.columns.tolist(), e.values.num.tolist(), e.values.den.tolist(), strict=True)
    for x, y, num, den in weights:
        rows[x].append((y, num, den))
        columns[y].append((x, num, den))
    return [(tuple(row), tuple(column)) for row, column in zip(rows, columns, strict=True)]


def alike(low: Lowering, m: Weighted, x: Formula, y: Formula) -> Formula:
    """Equal rows and equal columns."""
    name, z = low.weighted(m), low.fresh("z")
    row, column = (eq(at(f"{name}.hom", *ends), at(f"{name}.hom", *others)) for ends, others in (((x, z), (y, z)), ((z, x), (z, y))))
    return every(z, f"{name}.ob", [], both(row, column))


class SomeKernel(Kind):
    name = "some_kernel"
    alternatives = (("weighted_functor",),)
    summary = "the encoder is ideal for some kernel: objects with one code have equal weights"
    explanation = (
        "some_kernel(K) for K : L -> M, read as an encoder of the objects of L by those of M: some k has k(K x, K y) = L(x, y) for all x, y.\n"
        "That is so iff objects of one code have equal rows and equal columns in L; otherwise two of them and a third object say why not."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (k,) = args
        name, ob = low.weighted_functor(k), objects(low, k.dom)
        x, y = low.fresh("x"), low.fresh("y")
        return every(x, ob, [], every(y, ob, [(f"{name}.ob", at(f"{name}.ob", x))], alike(low, k.dom, x, y)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (k,) = args
        m, seen, found = k.dom, dict[int, int](), profiles(k.dom)
        afford(m.object_count**2, f"some_kernel({k.name})")
        for y, code in enumerate(k.on_objects.tolist()):
            x = seen.setdefault(code, y)
            if found[x] != found[y]:
                return Answer(False, why=(apart(m, x, y),))
        return Answer(True)


def apart(m: Weighted, x: int, y: int) -> Note:
    """Two objects of one code, and where their weights differ."""
    names = m.names.objects
    for z in range(m.object_count):
        for a, b in (((x, z), (y, z)), ((z, x), (z, y))):
            if m.weight(*a) != m.weight(*b):
                left, right = (f"{m.name}({names[p]}, {names[q]}) = {m.weight(p, q)}" for p, q in (a, b))
                return Note(f"{names[x]} and {names[y]} have one code, but {left} and {right}", m.name)
    raise AssertionError("their rows or their columns differ")


class Codes(Measure):
    name = "codes"
    alternatives = (("weighted",),)
    summary = "the number of codes of the weakest ideal encoder"
    explanation = (
        "codes(M): how many different pairs of a row and a column M has. The encoder that sends an object to its row and column is ideal, and\n"
        "every ideal encoder, whatever its kernel, has at least as many codes: it keeps apart what this one does. In a weighted category equal\n"
        "columns have equal rows."
    )

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (m,) = args
        ob, x, y = objects(low, m), low.fresh("x"), low.fresh("y")
        return number(x, ob, [], every(y, ob, [], ["=>", ["<", y, x], ["not", alike(low, m, x, y)]]))

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        (m,) = args
        afford(m.object_count**2, f"codes({m.name})")
        first: dict[Profile, int] = {}
        twice = next(((x, y) for y, profile in enumerate(profiles(m)) if (x := first.setdefault(profile, y)) != y), None)
        text = "" if twice is None else f"{m.names.objects[twice[0]]} and {m.names.objects[twice[1]]} may share a code"
        return len(set(profiles(m))), (), (Note(text, m.name),) if text else ()
