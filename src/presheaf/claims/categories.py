"""Kinds about whole categories: thin, skeletal, groupoid, connected, isomorphic, terminal and initial objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, arrows_from, by_dom, components, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, key, number, some, unknown
from presheaf.claims.inverse import invertible
from presheaf.model.category import Category

LITERAL = 2_000  # arrows up to which the certificate states the definition word by word


def inverse_pair(c: str, f: Formula, g: Formula) -> Formula:
    """f ; g and g ; f are identities."""
    return both(eq(at(f"{c}.comp", f, g), at(f"{c}.id", at(f"{c}.dom", f))), eq(at(f"{c}.comp", g, f), at(f"{c}.id", at(f"{c}.cod", f))))


def is_iso(low: Lowering, c: str, f: Formula) -> Formula:
    """Some arrow is a two-sided inverse of f."""
    g = low.fresh("g")
    return some(g, f"{c}.ar", [(f"{c}.dom", at(f"{c}.cod", f)), (f"{c}.cod", at(f"{c}.dom", f))], inverse_pair(c, f, g))


class Thin(Kind):
    name = "thin"
    alternatives = (("category",),)
    summary = "at most one arrow between any two objects"
    explanation = "thin(C) holds iff every arrow is the only one with its domain and codomain. Thin categories are preorders."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, f, g = low.category(args[0]), low.fresh("f"), low.fresh("g")
        twins = number(g, f"{c}.ar", [(f"{c}.dom", at(f"{c}.dom", f)), (f"{c}.cod", at(f"{c}.cod", f))])
        return every(f, f"{c}.ar", [], eq(twins, 1))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        order, keys = by_dom(c)
        same = np.flatnonzero(keys[1:] == keys[:-1])
        if not len(same):
            return Answer(True, why=(Note(f"the {c.arrow_count} arrows of {c.name} have different ends", c.name),))
        f, g = (arrow_name(c, int(order[i])) for i in (same[0], same[0] + 1))
        return Answer(False, why=(Note(f"{f} and {g} are parallel", c.name),))


class Skeletal(Kind):
    name = "skeletal"
    alternatives = (("category",),)
    summary = "isomorphic objects are equal"
    explanation = "skeletal(C) holds iff every isomorphism goes from an object to itself."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, f = low.category(args[0]), low.fresh("f")
        return every(f, f"{c}.ar", [], ["or", eq(at(f"{c}.dom", f), at(f"{c}.cod", f)), ["not", is_iso(low, c, f)]])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        moving = np.flatnonzero(c.dom != c.cod).astype(np.int32)
        inverse = invertible(c, moving)
        bad = np.flatnonzero(inverse >= 0)
        if len(bad):
            f = int(moving[bad[0]])
            a, b = object_name(c, int(c.dom[f])), object_name(c, int(c.cod[f]))
            return Answer(False, why=(Note(f"{a} and {b} are isomorphic by {arrow_name(c, f)}", c.name),))
        afford(back_and_forth(c, moving), f"skeletal({c.name})")
        return Answer(True, why=(Note(f"no arrow of {c.name} between different objects has an inverse", c.name),))


def back_and_forth(c: Category, arrows: Any) -> int:
    """The number of pairs (f, g) with f one of the arrows and g in the opposite direction."""
    keys = by_dom(c)[1]
    back = c.cod[arrows].astype(np.int64) * max(c.object_count, 1) + c.dom[arrows]
    return int((np.searchsorted(keys, back, side="right") - np.searchsorted(keys, back, side="left")).sum())


class Groupoid(Kind):
    name = "groupoid"
    alternatives = (("category",),)
    summary = "every arrow is invertible"
    explanation = (
        "groupoid(C) holds iff every arrow has a two-sided inverse. It is enough that every generator has one, and large certificates say that."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, f = low.category(args[0]), low.fresh("f")
        return every(f, f"{c}.ar", [], is_iso(low, c, f))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        if args[0].arrow_count <= LITERAL:
            return self.define(low, args)
        c, s = low.category(args[0]), low.fresh("s")
        return every(s, f"{c}.gen", [], is_iso(low, c, at(f"{c}.arrow", s)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        inverse = invertible(c, c.generators)
        bad = np.flatnonzero(inverse < 0)
        if len(bad):
            return Answer(False, why=(Note(f"{arrow_name(c, int(c.generators[bad[0]]))} has no inverse", c.name),))
        literal = np.arange(c.arrow_count, dtype=np.int32) if c.arrow_count <= LITERAL else c.generators
        afford(back_and_forth(c, literal), f"groupoid({c.name})")
        return Answer(True, why=(Note(f"every generator of {c.name} has an inverse", c.name),))


class Connected(Kind):
    name = "connected"
    alternatives = (("category",),)
    summary = "non-empty, and any two objects are joined by a zigzag of arrows"
    explanation = (
        "connected(C) holds iff C has an object and no colouring of the objects with two colours, both used, is constant along all arrows.\n"
        'Equivalently exactly two maps from the objects to {0, 1} are constant along arrows, which is how a large "yes" is certified.'
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        x = low.fresh("X")
        return both(some(x, f"{low.category(args[0])}.ob", [], True), ["not", ["holds", self._two_colours(low, args[0])]])

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (c,) = args
        if self._split(c) is not None or not c.object_count or c.object_count <= 12:
            return self.define(low, args)
        return eq(["count", self._question(low, c, "colourings", [])], 2)

    def _two_colours(self, low: Lowering, category: Category) -> str:
        c = low.category(category)
        used = [some("X", f"{c}.ob", [], eq(at("colour", "X"), value)) for value in (0, 1)]
        return self._question(low, category, "two colours", used)

    def _question(self, low: Lowering, category: Category, which: str, axioms: list[Formula]) -> str:
        def build() -> dict[str, Any]:
            c = low.category(category)
            constant = every("s", f"{c}.gen", [], eq(at("colour", at(f"{c}.gdom", "s")), at("colour", at(f"{c}.gcod", "s"))))
            colour = unknown("colour", [key("X", f"{c}.ob")], low.sort(("colours", 2), 2))
            return {"params": [], "unknown": [colour], "axioms": [constant, *axioms]}

        return low.question((which, id(category)), build)

    @staticmethod
    def _split(c: Category) -> Any:
        """The 0/1 colouring that separates the part of object 0, or None."""
        label = components(c.object_count, c.dom[c.generators], c.cod[c.generators])
        return None if not label.any() else (label != label[0]).astype(int)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        if not c.object_count:
            return Answer(False, why=(Note(f"{c.name} has no objects", c.name),))
        colour = self._split(c)
        if colour is not None:
            other = object_name(c, int(colour.argmax()))
            why = Note(f"no zigzag of arrows joins {object_name(c, 0)} and {other}", c.name)
            return Answer(False, ((self._two_colours(low, c), (), {"model": {"colour": colour.tolist()}}),), (why,))
        why = Note(f"the {c.object_count} objects of {c.name} are joined by arrows", c.name)
        if c.object_count > 12:
            counting = self._question(low, c, "colourings", [])
            return Answer(True, ((counting, (), {"count": [[list(range(c.object_count)), [0, [None, None]]]]}),), (why,))
        tree = [0, [None, None]] if c.object_count > 1 else None
        return Answer(True, ((self._two_colours(low, c), (), {"tree": tree}),), (why,))


class Terminal(Kind):
    name = "terminal"
    alternatives = (("category", "object"),)
    summary = "exactly one arrow from every object to X"
    explanation = "terminal(C, X) holds iff for every object Y of C there is exactly one arrow Y -> X."
    ends = ("dom", "cod")

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, y, f = low.category(args[0]), low.fresh("Y"), low.fresh("f")
        far, near = self.ends
        return every(y, f"{c}.ob", [], eq(number(f, f"{c}.ar", [(f"{c}.{far}", y), (f"{c}.{near}", args[1])]), 1))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        c, x = args
        terminal = self.ends == ("dom", "cod")
        arrows = c.into(x) if terminal else arrows_from(c, x)
        counts = np.bincount((c.dom if terminal else c.cod)[arrows], minlength=c.object_count)
        bad = np.flatnonzero(counts != 1)
        if not len(bad):
            return Answer(True)
        y, z = object_name(c, int(bad[0])), object_name(c, x)
        ends = f"{y} to {z}" if terminal else f"{z} to {y}"
        return Answer(False, why=(Note(f"there are {counts[bad[0]]} arrows from {ends}", c.name, y),))


class Initial(Terminal):
    name = "initial"
    summary = "exactly one arrow from X to every object"
    explanation = "initial(C, X) holds iff for every object Y of C there is exactly one arrow X -> Y."
    ends = ("cod", "dom")
