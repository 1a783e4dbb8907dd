"""Several prompts, and soft ones: sum_of_representables, covered_by, retract_of_representable.

A map from the Hom functor of P to T is f |-> (u acted on by f) for one u in T(P) (Yoneda), so a family of k prompts is a family of k
elements, the *roots*; their objects need not be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import arrows_at, classes, components, edges, element_name, near_far, object_name, reach
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.formulas import Side, at, both, eq, every, key, side, some, unknown
from presheaf.claims.questions import refutation
from presheaf.claims.witness import prompt
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor

CELLS = 4_000_000  # values of unknown cells that a question may have
GROUND = 3_000_000  # steps of deriving the normal form that a refutation may cost


def roots_question(low: Lowering, t: SetFunctor, k: int, exact: bool) -> str:
    """Roots u_i (i < k), and for every x a number i and an arrow f with x = u_i acted on by f; `exact`: only one pair (i, f) for each x."""

    def build() -> dict[str, Any]:
        s, prompts = side(low, t), low.sort(("prompts", k), k)
        reached = s.act(at("root", at("prompt", "x")), at("arrow", "x"))
        axioms = [every("x", f"{s.t}.el", [], eq(reached, "x"))]
        if exact:
            image = s.act(at("root", "i"), "f")
            here = eq(at(s.near, "f"), at(f"{s.t}.ob", at("root", "i")))
            once = ["=>", here, both(eq(at("prompt", image), "i"), eq(at("arrow", image), "f"))]
            axioms.append(every("i", prompts, [], every("f", f"{s.c}.ar", [], once)))
        return {
            "params": [],
            "unknown": [
                unknown("root", [key("i", prompts)], f"{s.t}.el"),
                unknown("prompt", [key("x", f"{s.t}.el")], prompts),
                unknown("arrow", [key("x", f"{s.t}.el")], f"{s.c}.ar", [(s.far, at(f"{s.t}.ob", "x"))]),
            ],
            "axioms": axioms,
        }

    return low.question(("roots", id(t), k, exact), build)


def roots_model(t: SetFunctor, roots: Sequence[int]) -> dict[str, list[int]] | None:
    """The model with these roots, every x by the last root and arrow that reach it; None unless all elements are reached."""
    prompt, arrow = np.full(t.size, -1, dtype=np.int32), np.full(t.size, -1, dtype=np.int32)
    for i, u in enumerate(roots):
        arrows = arrows_at(t, int(t.over[u]))
        images = reach(t, u, arrows)
        prompt[images], arrow[images] = i, arrows
    return None if (prompt < 0).any() else {"root": [int(u) for u in roots], "prompt": prompt.tolist(), "arrow": arrow.tolist()}


def fits(t: SetFunctor, k: int, what: str) -> None:
    """TooLarge where the question would have too many values."""
    cells = 2 * k * t.size + int(np.bincount(near_far(t)[1], minlength=t.category.object_count)[t.over].sum())
    if cells > CELLS:
        raise TooLarge(f"{what} over {t.size:,} elements has {cells:,} possible values (limit {CELLS:,})")


def refuted_roots(low: Lowering, t: SetFunctor, k: int, exact: bool, what: str) -> tuple[str, tuple[int, ...], Any]:
    """The answer "no" by search, where that is small enough."""
    out = np.bincount(near_far(t)[1], minlength=t.category.object_count)[t.over]
    steps = int(t.size * k * out.sum()) + (k * t.category.arrow_count * t.size * k * int(out.max(initial=0)) if exact else 0)
    if steps > GROUND:
        raise TooLarge(f"{what}: false, but a certificate needs {steps:,} steps (limit {GROUND:,})")
    asked = roots_question(low, t, k, exact)
    return asked, (), refutation(low, asked, (), what)


class CoveredBy(Kind):
    name = "covered_by"
    alternatives = (("task", "number"),)
    summary = "some k elements reach all elements of T: k prompts cover T"
    explanation = (
        "covered_by(T, k) holds iff at most k Hom functors map onto T together, that is, k elements reach every element by acting with\n"
        "arrows. The least such k is the number of maximal classes of elements. The empty task is covered by no prompts."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t, k = args
        x = low.fresh("x")
        empty = ["not", some(x, f"{low.set_functor(t)}.el", [], True)]
        return empty if k == 0 else ["or", empty, ["holds", roots_question(low, t, k, exact=False)]]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        t, k = args
        what = f"covered_by({t.name}, {k})"
        if not t.size:
            return Answer(True, why=(Note(f"{t.name} has no elements", t.name),))
        tops = classes(t)[1].tolist()
        if len(tops) > k:
            names = ", ".join(element_name(t, u) for u in tops[:4])
            why = Note(f"{len(tops)} prompts are needed: no element reaches two of {names}{', ...' if len(tops) > 4 else ''}", t.name)
            return Answer(False, (refuted_roots(low, t, k, False, what),) if k else (), (why,))
        fits(t, k, what)
        model = roots_model(t, (tops + tops[:1] * k)[:k])
        names = ", ".join(element_name(t, u) for u in tops[:4])
        return Answer(True, ((roots_question(low, t, k, exact=False), (), {"model": model}),), (Note(f"{names} reach everything", t.name),))


class SumOfRepresentables(Kind):
    name = "sum_of_representables"
    alternatives = (("task", "number"),)
    summary = "T is the disjoint union of exactly k Hom functors"
    explanation = (
        "sum_of_representables(T, k) holds iff there are objects P_1, ..., P_k whose Hom functors have a disjoint union naturally isomorphic\n"
        "to T: k elements such that each element of T is the image of exactly one of them under exactly one arrow. Equivalently T has k\n"
        "connected parts, each with a universal element."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t, k = args
        x = low.fresh("x")
        return ["not", some(x, f"{low.set_functor(t)}.el", [], True)] if k == 0 else ["holds", roots_question(low, t, k, exact=True)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        t, k = args
        what = f"sum_of_representables({t.name}, {k})"
        if k == 0:
            return Answer(not t.size, why=(Note(f"{t.name} has {t.size} elements", t.name),))
        label, tops = classes(t)
        part = components(t.size, *edges(t))
        parts = len(np.unique(part))
        roots, why = self._roots(t, k, label, tops, parts)
        if why:
            return Answer(False, (refuted_roots(low, t, k, True, what),), (why,))
        fits(t, k, what)
        names = ", ".join(element_name(t, u) for u in roots[:4])
        note = Note(f"{t.name} is the sum of the Hom functors with universal elements {names}{', ...' if k > 4 else ''}", t.name)
        return Answer(True, ((roots_question(low, t, k, exact=True), (), {"model": roots_model(t, roots)}),), (note,))

    @staticmethod
    def _roots(t: SetFunctor, k: int, label: Ints, tops: Ints, parts: int) -> tuple[list[int], Note | None]:
        """The universal elements, or why there are none.

        Every element of a part's only maximal class reaches the whole part, so at least as many arrows act on it as the part has elements,
        and it is universal iff exactly as many do. Elements of one class may lie over different objects, of which the others are retracts
        (an idempotent splits there); so the candidate of a class is one with the fewest arrows.
        """
        if parts != k or len(tops) != parts:
            return [], Note(f"{t.name} has {parts} connected parts and {len(tops)} maximal classes of elements, not {k} of each", t.name)
        arrows = np.bincount(near_far(t)[0], minlength=t.category.object_count)[t.over]
        order = np.lexsort((np.arange(t.size), arrows, label))
        first = order[np.searchsorted(label[order], label[tops])]
        roots = [int(u) for u in first]
        reached = int(arrows[first].sum())
        if reached != t.size:
            return [], Note(f"{reached} arrows act on the {k} maximal elements, but {t.name} has {t.size} elements", t.name)
        return roots, None


class RetractOfRepresentable(Kind):
    name = "retract_of_representable"
    alternatives = (("task",),)
    summary = "T is a retract of some Hom functor"
    explanation = (
        "retract_of_representable(T) holds iff for some object P there are natural maps s from T to the Hom functor of P and r back with\n"
        "r after s the identity of T. These are the tasks that an idempotent on a prompt can solve."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (t,) = args
        s, p = side(low, t), low.fresh("P")
        u, x, f = low.fresh("u"), low.fresh("x"), low.fresh("f")
        reached = some(f, f"{s.c}.ar", s.hom(p, at(f"{s.t}.ob", x)), eq(s.act(u, f), x))
        generated = some(u, f"{s.t}.el", s.over(p), every(x, f"{s.t}.el", [], reached))
        return some(p, f"{s.c}.ob", [], both(generated, ["holds", self._question(low, t, s), p]))

    @staticmethod
    def _question(low: Lowering, t: SetFunctor, s: Side) -> str:
        """Sections and retractions, parameter P."""

        def build() -> dict[str, Any]:
            near = [(s.near, "p0")]
            section = unknown("s", [key("x", f"{s.t}.el")], f"{s.c}.ar", s.hom("p0", at(f"{s.t}.ob", "x")))
            retraction = unknown("r", [key("f", f"{s.c}.ar", near)], f"{s.t}.el", s.over(at(s.far, "f")))
            moved_x = eq(at("s", at(f"{s.t}.gen", "x", "g")), s.step(at("s", "x"), "g"))
            moved_f = eq(at("r", s.step("f", "g")), at(f"{s.t}.gen", at("r", "f"), "g"))
            return {
                "params": [f"{s.c}.ob"],
                "unknown": [section, retraction],
                "axioms": [
                    every("x", f"{s.t}.el", [], eq(at("r", at("s", "x")), "x")),
                    every("x", f"{s.t}.el", [], every("g", f"{s.c}.gen", [(s.acts_on, at(f"{s.t}.ob", "x"))], moved_x)),
                    every("f", f"{s.c}.ar", near, every("g", f"{s.c}.gen", [(s.acts_on, at(s.far, "f"))], moved_f)),
                ],
            }

        return low.question(("retract", id(t)), build)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (t,) = args
        asked, answers = self._question(low, t, side(low, t)), []
        what = f"retract_of_representable({t.name})"
        for p in range(t.category.object_count):
            if not t.sizes[p]:
                continue
            generated, model = split_by(t, p)
            if model:
                name = object_name(t.category, p)
                why = Note(f"{t.name} is a retract of the Hom functor of {name}", t.name)
                return Answer(True, ((asked, (p,), {"model": model}),), (why,), prompt(t.category, p))
            if generated:
                self._afford(t, p, what)
                answers.append((asked, (p,), refutation(low, asked, (p,), what)))
        if not answers:
            return Answer(False, why=(Note(f"no single element of {t.name} reaches all its elements", t.name),))
        why = Note(f"{t.name} is generated by one element, but no idempotent of its object splits off {t.name}", t.name)
        return Answer(False, tuple(answers), (why,))

    @staticmethod
    def _afford(t: SetFunctor, p: int, what: str) -> None:
        width = len(arrows_at(t, p))
        steps = (width + t.size) * (len(t.category.generators) + 1) * max(width, t.size)
        if steps > GROUND:
            raise TooLarge(f"{what}: false, but a certificate needs {steps:,} steps (limit {GROUND:,})")


def split_by(t: SetFunctor, p: int) -> tuple[bool, dict[str, list[int]] | None]:
    """(whether one element u over P reaches everything, the model of section and retraction if T is a retract of the Hom functor of P).

    A retraction is f |-> (u acted on by f) for such a u. A section composed with it is an idempotent e of P that fixes u, and then
    s(u acted on by f) = f with e; so search the idempotents e that fix u, and ask that this is well defined.
    """
    c = t.category
    arrows = arrows_at(t, p)
    loops = arrows[(c.dom[arrows] == p) & (c.cod[arrows] == p)]
    still = loops[c.compose_arrays(loops, loops) == loops]
    generated = False
    for u in range(int(t.start[p]), int(t.start[p + 1])):
        images = reach(t, u, arrows)
        if len(np.unique(images)) < t.size:
            continue
        generated = True
        for e in still[reach(t, u, still) == u].tolist():
            constant = np.full(len(arrows), e, dtype=np.int32)
            through = c.compose_arrays(arrows, constant) if t.variance == "contravariant" else c.compose_arrays(constant, arrows)
            section = np.full(t.size, -1, dtype=np.int32)
            section[images] = through
            if (section[images] == through).all():
                return True, {"s": section.tolist(), "r": images.tolist()}
    return generated, None
