"""Kinds about single arrows and pairs of objects: mono, epi, iso, idempotent, isomorphic(A, B)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, arrows_from, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.categories import inverse_pair, is_iso
from presheaf.claims.formulas import at, eq, every, some
from presheaf.claims.inverse import invertible


class Mono(Kind):
    name = "mono"
    alternatives = (("arrow",),)
    summary = "f cancels on the right of a composite: g ; f = h ; f implies g = h"
    explanation = "mono(f) holds iff for all parallel arrows g, h into the domain of f, g ; f = h ; f implies g = h."
    left = True

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, f, g, h = low.category(args[0]), args[1], low.fresh("g"), low.fresh("h")
        near, far = ("cod", "dom") if self.left else ("dom", "cod")
        comp = [at(f"{c}.comp", x, f) if self.left else at(f"{c}.comp", f, x) for x in (g, h)]
        meet = (f"{c}.{near}", at(f"{c}.{far}", f))
        cancels = ["=>", eq(*comp), eq(g, h)]
        return every(g, f"{c}.ar", [meet], every(h, f"{c}.ar", [meet, (f"{c}.{far}", at(f"{c}.{far}", g))], cancels))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        c, f = args
        arrows = c.into(int(c.dom[f])) if self.left else arrows_from(c, int(c.cod[f]))
        constant = np.full(len(arrows), f, dtype=np.int32)
        composites = c.compose_arrays(arrows, constant) if self.left else c.compose_arrays(constant, arrows)
        order = np.argsort(composites, kind="stable")
        twice = np.flatnonzero(composites[order][1:] == composites[order][:-1])
        if len(twice):
            g, h = (arrow_name(c, int(arrows[order[i]])) for i in (twice[0], twice[0] + 1))
            name = arrow_name(c, f)
            pair = f"{g} ; {name} = {h} ; {name}" if self.left else f"{name} ; {g} = {name} ; {h}"
            return Answer(False, why=(Note(f"{pair}, but {g} and {h} differ", c.name),))
        ends = (c.dom if self.left else c.cod)[arrows]
        afford(int((np.bincount(ends).astype(np.int64) ** 2).sum()), f"{self.name}({arrow_name(c, f)})")
        return Answer(True)


class Epi(Mono):
    name = "epi"
    summary = "f cancels on the left of a composite: f ; g = f ; h implies g = h"
    explanation = "epi(f) holds iff for all parallel arrows g, h out of the codomain of f, f ; g = f ; h implies g = h."
    left = False


class Iso(Kind):
    name = "iso"
    alternatives = (("arrow",),)
    summary = "f has a two-sided inverse"
    explanation = "iso(f) holds iff some g has f ; g and g ; f identities."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return is_iso(low, low.category(args[0]), args[1])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        c, f = args
        g = int(invertible(c, np.array([f], dtype=np.int32))[0])
        if g < 0:
            return Answer(False, why=(Note(f"no arrow is a two-sided inverse of {arrow_name(c, f)}", c.name),))
        return Answer(True, why=(Note(f"the inverse of {arrow_name(c, f)} is {arrow_name(c, g)}", c.name),))


class Idempotent(Kind):
    name = "idempotent"
    alternatives = (("arrow",),)
    summary = "f ; f = f"
    explanation = "idempotent(f) holds iff f goes from an object to itself and f ; f = f."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return eq(at(f"{low.category(args[0])}.comp", args[1], args[1]), args[1])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        c, f = args
        name = arrow_name(c, f)
        if c.dom[f] != c.cod[f]:
            return Answer(False, why=(Note(f"{name} does not go from an object to itself", c.name),))
        square = c.compose(f, f)
        return Answer(square == f, why=() if square == f else (Note(f"{name} ; {name} is {arrow_name(c, square)}", c.name),))


def objects_isomorphic(low: Lowering, args: Sequence[Any]) -> Formula:
    """Some arrow A -> B has an inverse."""
    c, f, g = low.category(args[0]), low.fresh("f"), low.fresh("g")
    there = [(f"{c}.dom", args[1]), (f"{c}.cod", args[2])]
    back = [(f"{c}.dom", args[2]), (f"{c}.cod", args[1])]
    return some(f, f"{c}.ar", there, some(g, f"{c}.ar", back, inverse_pair(c, f, g)))


def decide_objects(args: Sequence[Any]) -> Answer:
    """The native answer for two objects of one category."""
    c, a, b = args
    there = c.hom(a, b)
    good = np.flatnonzero(invertible(c, there) >= 0)
    if len(good):
        return Answer(True, why=(Note(f"{arrow_name(c, int(there[good[0]]))} is an isomorphism", c.name),))
    afford(len(there) * len(c.hom(b, a)), f"isomorphic({object_name(c, a)}, {object_name(c, b)})")
    return Answer(False, why=(Note(f"no arrow {object_name(c, a)} -> {object_name(c, b)} has an inverse", c.name),))
