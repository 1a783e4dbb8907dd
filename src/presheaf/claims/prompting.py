"""promptable and solves: Theorem 1's left-hand side, by its definition.

The model answers input X under prompt P with the natural transformations h_X => h_P between Hom functors (the contravariant ones,
Hom(-, X), for a task; Hom(X, -) for a covariant one). P solves T iff T(X) and the answers match by bijections natural in X, or
(`card`) iff their numbers agree for every X.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.answers import Answers, answers_of
from presheaf.claims.arrays import afford, object_name
from presheaf.claims.base import Answer, Formula, KernelAnswer, Kind, Lowering, Note
from presheaf.claims.failures import size_note
from presheaf.claims.formulas import at, both, eq, every, key, number, same_sizes, side, some, unknown
from presheaf.claims.questions import refutation
from presheaf.claims.representability import Representable, Represents
from presheaf.claims.sizes import hom_runs, size_mismatch, size_mismatches
from presheaf.claims.witness import prompt
from presheaf.model.setfunctor import SetFunctor

THEOREM = "by Theorem 1 (Yoneda lemma: the answers to X under P are the arrows X -> P); the definition lists natural transformations, here {count}"


def matching(low: Lowering, t: SetFunctor, a: Answers) -> str:
    """Bijections theta from T(X) to the answers under P, natural in X; parameter P. A solution is "P solves T"."""

    def build() -> dict[str, Any]:
        s = side(low, t)
        theta = unknown("theta", [key("x", f"{s.t}.el")], a.sort, [(a.input, at(f"{s.t}.ob", "x")), (a.prompt, "p0")])
        back = unknown("back", [key("n", a.sort, [(a.prompt, "p0")])], f"{s.t}.el", s.over(at(a.input, "n")))
        natural = eq(at("theta", at(f"{s.t}.gen", "x", "g")), at(a.step, at("theta", "x"), "g"))
        return {
            "params": [f"{s.c}.ob"],
            "unknown": [theta, back],
            "axioms": [
                every("x", f"{s.t}.el", [], eq(at("back", at("theta", "x")), "x")),
                every("n", a.sort, [(a.prompt, "p0")], eq(at("theta", at("back", "n")), "n")),
                every("x", f"{s.t}.el", [], every("g", f"{s.c}.gen", [(s.acts_on, at(f"{s.t}.ob", "x"))], natural)),
            ],
        }

    return low.question(("solves", id(t)), build)


def solves_formula(low: Lowering, t: SetFunctor, a: Answers, p: Formula) -> Formula:
    """P solves T; the equality of numbers is implied."""
    s, x, n, y = side(low, t), low.fresh("X"), low.fresh("n"), low.fresh("y")
    answers = number(n, a.sort, [(a.input, x), (a.prompt, p)])
    return both(every(x, f"{s.c}.ob", [], eq(answers, number(y, f"{s.t}.el", s.over(x)))), ["holds", matching(low, t, a), p])


def card_formula(low: Lowering, t: SetFunctor, p: Formula) -> Formula:
    """|Hom(X, P)| = |T(X)| for every X, said only of the X where one of the two is not empty."""
    s, x, y, z, f, g, h = side(low, t), *(low.fresh(v) for v in ("x", "y", "z", "f", "g", "h"))
    ob, ar = at(f"{s.t}.ob", x), at(s.far, g)
    elements = every(x, f"{s.t}.el", [], eq(number(f, f"{s.c}.ar", s.hom(p, ob)), number(y, f"{s.t}.el", s.over(ob))))
    arrows = every(g, f"{s.c}.ar", [(s.near, p)], eq(number(h, f"{s.c}.ar", s.hom(p, ar)), number(z, f"{s.t}.el", s.over(ar))))
    return both(elements, arrows)


def solve(low: Lowering, t: SetFunctor, a: Answers, p: int, what: str) -> tuple[bool, tuple[KernelAnswer, ...]]:
    """Whether P solves T, natively, with the answers of the kernel's questions for the definition."""
    if size_mismatch(t, p) >= 0:
        return False, ()
    question = matching(low, t, a)
    model = a.match(t, p)
    if model is not None:
        return True, ((question, (p,), {"model": model}),)
    return False, ((question, (p,), refutation(low, question, (p,), what)),)


class Solves(Kind):
    name = "solves"
    alternatives = (("object", "task"), ("object", "task", "mode"))
    summary = "the answers under prompt P match T, naturally (or, with card, in number)"
    explanation = (
        "solves(P, T) holds iff there are bijections between T(X) and the natural transformations h_X => h_P, natural in X. With `card`\n"
        "only the numbers have to agree for every X. On small categories the natural transformations are listed and the list is\n"
        "certified to be complete; on large ones the Yoneda lemma replaces them by arrows, and the verdict says so."
    )
    modes = ("card",)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        if "card" in args:
            return same_sizes(low, args[1], args[0])
        a = answers_of(low, args[1])
        return solves_formula(low, args[1], a, args[0]) if a.listed else Represents().define(low, args)

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        if "card" in args:
            return card_formula(low, args[1], args[0])
        return self.define(low, args) if answers_of(low, args[1]).listed else Represents().state(low, args)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        p, t = args[0], args[1]
        y = size_mismatch(t, p)
        if "card" in args:
            return card_answer(t, p, y)
        by_arrows = Represents().decide(low, [p, t])
        a = answers_of(low, t)
        if not a.listed:
            return Answer(by_arrows.value, by_arrows.answers, (*by_arrows.why, Note(THEOREM.format(count=a.size_text), t.name)))
        value, answers = solve(low, t, a, p, f"solves({object_name(t.category, p)}, {t.name})")
        return Answer(value, answers, by_arrows.why)


def card_answer(t: SetFunctor, p: int, y: int) -> Answer:
    """The answer in `card` mode; y is an object where the sizes differ or -1."""
    if y >= 0:
        return Answer(False, why=(size_note(t, p, y),))
    name = object_name(t.category, p)
    note = Note(f"under prompt {name} every input has as many answers as {t.name} has", t.name)
    return Answer(True, why=(note,), witness=prompt(t.category, p))


class Promptable(Kind):
    name = "promptable"
    alternatives = (("task",), ("task", "mode"))
    summary = "some prompt solves T, naturally (or, with card, in number)"
    explanation = (
        "promptable(T) holds iff some object P solves T: bijections between T(X) and the natural transformations h_X => h_P, natural in X.\n"
        "Theorem 1 says that this is representable(T). With `card` only the numbers have to agree, and then Theorem 1 fails: see\n"
        "specs/theory. On large categories the verdict uses the theorem and says so."
    )
    modes = ("card",)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t, p = args[0], low.fresh("P")
        objects = f"{low.category(t.category)}.ob"
        if "card" in args:
            return some(p, objects, [], same_sizes(low, t, p))
        a = answers_of(low, t)
        return some(p, objects, [], solves_formula(low, t, a, p)) if a.listed else Representable().define(low, args)

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t, p = args[0], low.fresh("P")
        if "card" in args:
            return some(p, f"{low.category(t.category)}.ob", [], card_formula(low, t, p))
        return self.define(low, args) if answers_of(low, t).listed else Representable().state(low, args)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (t, *mode) = args
        if mode:
            return self._card(t)
        by_arrows = Representable().decide(low, [t])
        a = answers_of(low, t)
        if not a.listed:
            note = Note(THEOREM.format(count=a.size_text), t.name)
            return Answer(by_arrows.value, by_arrows.answers, (*by_arrows.why, note), by_arrows.witness)
        answers: list[KernelAnswer] = []
        for p in range(t.category.object_count):
            value, found = solve(low, t, a, p, f"promptable({t.name})")
            answers += found
            if value:
                return Answer(True, tuple(answers), by_arrows.why, prompt(t.category, p))
        return Answer(False, tuple(answers), by_arrows.why)

    @staticmethod
    def _card(t: SetFunctor) -> Answer:
        mismatch = size_mismatches(t)
        good = np.flatnonzero(mismatch < 0)
        if len(good):
            return card_answer(t, int(good[0]), -1)
        afford(len(hom_runs(t)[0]) + t.size, f"promptable({t.name}, card)")
        notes = [size_note(t, p, int(mismatch[p])) for p in range(min(3, len(mismatch)))]
        if len(mismatch) > 3:
            notes.append(Note(f"and a number differs for each of the {len(mismatch) - 3} other prompts", t.name))
        return Answer(False, why=tuple(notes))
