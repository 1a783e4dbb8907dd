"""representable, represents, universal: is a task the Hom functor of some object?

Throughout H(Y) is Hom(Y, P) for a contravariant task T and Hom(P, Y) for a covariant one. T is represented by P iff some u in T(P)
is universal: f |-> (u acted on by f) is a bijection H(Y) -> T(Y) for all Y. When all |H(Y)| = |T(Y)|, one of injective and
surjective is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrows_at, element_name, near_far, object_name, reach
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.collide import Elements
from presheaf.claims.failures import element_note, size_note, why_not_representable
from presheaf.claims.formulas import at, both, eq, every, key, number, same_sizes, side, some, unknown
from presheaf.claims.sizes import size_mismatch, size_mismatches
from presheaf.claims.witness import prompt
from presheaf.model.setfunctor import SetFunctor


def rule(low: Lowering, t: SetFunctor) -> str:
    """The kernel's direct rule "P represents T", parameter P."""
    build = lambda: {"params": [f"{low.category(t.category)}.ob"], "rule": "represents", "args": [low.set_functor(t)]}  # noqa: E731
    return low.question(("represents", id(t)), build)


def definition(low: Lowering, t: SetFunctor) -> str:
    """The same by definition: some maps H(Y) -> T(Y), one for each Y, are bijections and natural in Y."""

    def build() -> dict[str, Any]:
        s = side(low, t)
        near = [(s.near, "p0")]
        phi = unknown("phi", [key("f", f"{s.c}.ar", near)], f"{s.t}.el", s.over(at(s.far, "f")))
        psi = unknown("psi", [key("x", f"{s.t}.el")], f"{s.c}.ar", s.hom("p0", at(f"{s.t}.ob", "x")))
        moved = eq(at("phi", s.step("f", "s")), at(f"{s.t}.gen", at("phi", "f"), "s"))
        return {
            "params": [f"{s.c}.ob"],
            "unknown": [phi, psi],
            "axioms": [
                every("f", f"{s.c}.ar", near, every("s", f"{s.c}.gen", [(s.acts_on, at(s.far, "f"))], moved)),
                every("f", f"{s.c}.ar", near, eq(at("psi", at("phi", "f")), "f")),
                every("x", f"{s.t}.el", [], eq(at("phi", at("psi", "x")), "x")),
            ],
        }

    return low.question(("represents by definition", id(t)), build)


def represents_formula(low: Lowering, t: SetFunctor, p: Formula) -> Formula:
    """P represents T; the equality of sizes is implied and lets hopeless P fail at once."""
    return both(same_sizes(low, t, p), ["holds", definition(low, t), p])


class Represents(Kind):
    name = "represents"
    alternatives = (("object", "task"),)
    summary = "T is naturally isomorphic to the Hom functor of P"
    explanation = (
        "represents(P, T) holds iff there are bijections between the arrows into P and the elements of T, object by object, that turn\n"
        "composition into the action of arrows on elements (for a covariant T: the arrows out of P). All of them come from one element\n"
        "u over P, the image of the identity. If it fails, either the numbers differ at some object, or every u over P is hit twice\n"
        "or misses an element."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return represents_formula(low, args[1], args[0])

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return ["holds", rule(low, args[1]), args[0]]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        p, t = args
        y = size_mismatch(t, p)
        value, evidence = settle(t, p, y)
        answers = ((rule(low, t), (p,), evidence),)
        if value:
            return Answer(True, answers, (universal_note(t, p, evidence["universal"]),))
        return Answer(False, answers, why_not_represented(t, p, y, evidence))


def settle(t: SetFunctor, p: int, mismatch: int) -> tuple[bool, dict[str, Any]]:
    """Whether P represents T, with the evidence of the kernel's rule; `mismatch` is an object where the sizes differ or -1."""
    if mismatch >= 0:
        return False, {"size": mismatch}
    return Elements(t, p).settle()


def universal_note(t: SetFunctor, p: int, u: int) -> Note:
    """The representing object and its universal element in words."""
    hom = f"Hom(-, {object_name(t.category, p)})" if t.variance == "contravariant" else f"Hom({object_name(t.category, p)}, -)"
    return Note(f"{t.name} is {hom}, with universal element {element_name(t, u)}: each of the {t.size} elements comes from exactly one arrow", t.name)


def why_not_represented(t: SetFunctor, p: int, y: int, evidence: dict[str, Any]) -> tuple[Note, ...]:
    """The evidence at one object in words."""
    if y >= 0:
        return (size_note(t, p, y),)
    first = int(t.start[p])
    return tuple(element_note(t, first + i, entry) for i, entry in enumerate(evidence["elements"][:3]))


class Representable(Kind):
    name = "representable"
    alternatives = (("task",),)
    summary = "some object represents T"
    explanation = (
        'representable(T) holds iff some object P represents T. The certificate of "yes" is P with a universal element; of "no", for every\n'
        "object either a place where the numbers of arrows and elements differ, or for each element over it two arrows that give the\n"
        "same value or an element that is missed."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        p = low.fresh("P")
        return some(p, f"{low.category(args[0].category)}.ob", [], represents_formula(low, args[0], p))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        p = low.fresh("P")
        return some(p, f"{low.category(args[0].category)}.ob", [], ["holds", rule(low, args[0]), p])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (t,) = args
        question = rule(low, t)
        found = find_representation(t)
        if isinstance(found, tuple):
            p, u = found
            return Answer(True, ((question, (p,), {"universal": u}),), (universal_note(t, p, u),), prompt(t.category, p))
        answers = tuple((question, (p,), evidence) for p, evidence in enumerate(found))
        return Answer(False, answers, why_not_representable(t, found))


def find_representation(t: SetFunctor) -> tuple[int, int] | list[dict[str, Any]]:
    """(P, universal element), or the evidence against each object.

    O(m log m) for the size filter, then one pass over the arrows at P for each surviving P and for each class of elements over it
    that is settled together (decision-procedures A).
    """
    near, far = near_far(t)
    n = t.category.object_count
    likely = np.flatnonzero(np.bincount(near, minlength=n) == t.size)
    for p in likely.tolist() if len(likely) <= 4 else ():  # spares the sorting of the arrows
        if (np.bincount(far[near == p], minlength=n) == t.sizes).all():
            elements = Elements(t, p)
            u = elements.guess()
            if u >= 0:
                return p, u
    mismatch = size_mismatches(t)
    out: list[dict[str, Any]] = [{"size": y} for y in mismatch.tolist()]
    for p in np.flatnonzero(mismatch < 0).tolist():
        value, evidence = Elements(t, p).settle()
        if value:
            return p, evidence["universal"]
        out[p] = evidence
    return out


class Universal(Kind):
    name = "universal"
    alternatives = (("object", "element", "task"),)
    summary = "u is a universal element of T over P"
    explanation = (
        "universal(P, u, T) holds iff u lies over P and every element of T is the image of u under exactly one arrow into P (out of P for\n"
        "a covariant T). Then P represents T, and u corresponds to the identity of P."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        p, u, t = args
        s, y, f = side(low, t), low.fresh("y"), low.fresh("f")
        reached = number(f, f"{s.c}.ar", s.hom(p, at(f"{s.t}.ob", y)), eq(s.act(u, f), y))
        return both(eq(at(f"{s.t}.ob", u), p), every(y, f"{s.t}.el", [], eq(reached, 1)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        p, u, t = args
        if t.over[u] != p:
            return Answer(False, why=(Note(f"{element_name(t, u)} does not lie over {object_name(t.category, p)}", t.name),))
        arrows = arrows_at(t, p)
        hits = np.bincount(reach(t, u, arrows), minlength=t.size)
        if (hits == 1).all():
            far = near_far(t)[1][arrows]
            afford(int(t.sizes[far].sum()), f"universal in {t.name}")
            return Answer(True, why=(universal_note(t, p, u),))
        y = int(np.flatnonzero(hits != 1)[0])
        times = "no arrow" if hits[y] == 0 else f"{hits[y]} arrows"
        return Answer(False, why=(Note(f"{times} take {element_name(t, u)} to {element_name(t, y)}", t.name),))
