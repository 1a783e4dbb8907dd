"""The answers of a foundation model on a small category: all natural transformations h_X => h_P, listed and certified complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import arrows_at, reach
from presheaf.claims.base import Formula, Lowering, TooLarge
from presheaf.claims.formulas import Side, at, both, eq, every, key, number, side, unknown
from presheaf.claims.questions import solutions
from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor

STEPS = 60_000  # instances of naturality, over all X and P, up to which the transformations are listed
ELEMENTS = 60


@dataclass
class Answers:
    """The sort of all natural transformations h_X => h_P with its functions, or why it is not listed.

    `input` and `prompt` give X and P, `at(n, f)` the value of n at an arrow f, `step(n, g)` the composite of n with h_g for a generator g.
    `ends` are the (X, P) and `values` the values at the arrows f of each transformation.
    """

    listed: bool
    size_text: str
    sort: str = ""
    input: str = ""
    prompt: str = ""
    at: str = ""
    step: str = ""
    ends: list[tuple[int, int]] = field(default_factory=list)
    values: list[dict[int, int]] = field(default_factory=list)

    def match(self, t: SetFunctor, p: int) -> dict[str, list[int]] | None:
        """Bijections T(X) -> answers under P, natural in X, as tables theta and back; None if there are none.

        Search over the image u of the identity transformation of P: naturality leaves at most one matching for each u in T(P).
        """
        mine = [n for n, (_, prompt) in enumerate(self.ends) if prompt == p]
        arrow = {n: self.values[n][x] for n, (x, _) in enumerate(self.ends)}  # the value at the identity of the input
        arrows = np.array([arrow[n] for n in mine], dtype=np.int32)
        for u in range(int(t.start[p]), int(t.start[p + 1])):
            images = reach(t, u, arrows)
            if len(np.unique(images)) == len(images) == t.size:
                theta = np.empty(t.size, dtype=np.int64)
                theta[images] = mine
                return {"theta": theta.tolist(), "back": images.tolist()}
        return None


Solved = dict[tuple[int, int], tuple[list[list[int]], dict[str, Any]]]
_solved: WeakKeyDictionary[Category, dict[str, Solved]] = WeakKeyDictionary()
"""The natural transformations between Hom functors with the evidence of their numbers: they depend on the category alone."""
_made: WeakKeyDictionary[Lowering, dict[tuple[int, str], Answers]] = WeakKeyDictionary()


def answers_of(low: Lowering, t: SetFunctor) -> Answers:
    """The answers for T's category and variance, made once for each certificate; listed only where that is small."""
    held = _made.setdefault(low, {})
    which = (id(t.category), t.variance)
    if which not in held:
        held[which] = _make(low, t)
    made = held[which]
    return made if t.size <= ELEMENTS else Answers(False, made.size_text)


def _make(low: Lowering, t: SetFunctor) -> Answers:
    c = t.category
    low.set_functor(t)
    n = max(c.object_count, 1)
    size = np.bincount(c.cod.astype(np.int64) * n + c.dom, minlength=n * n) if n <= 40 else np.zeros(0)
    steps = c.arrow_count * (len(c.generators) + 1) * n * int(size.max(initial=0)) ** 2
    if n > 40 or steps > STEPS:
        return Answers(False, f"{c.arrow_count:,} arrows on {c.object_count:,} objects")
    low.category(c)
    try:
        return _list(low, side(low, t), t)
    except TooLarge as error:
        return Answers(False, str(error))


def _list(low: Lowering, s: Side, t: SetFunctor) -> Answers:
    c = t.category
    question = transformations(low, s, id(c))
    counts, ends, values = [], [], []
    held = _solved.setdefault(c, {}).setdefault(t.variance, {})
    for x in range(c.object_count):
        arrows = arrows_at(t, x).tolist()
        for p in range(c.object_count):
            if (x, p) not in held:
                held[x, p] = solutions(low, question, (x, p), f"the natural transformations between Hom functors of {c.name}")
            found, evidence = held[x, p]
            counts.append((question, (x, p), evidence))
            for solution in found:
                ends.append((x, p))
                values.append(dict(zip(arrows, solution, strict=True)))
    m = c.arrow_count
    table = np.full((len(values), m), -1, dtype=np.int64)
    for row, family in enumerate(values):
        table[row, list(family)] = list(family.values())
    tag = ("answers", id(c), s.contravariant)
    sort = low.sort(tag, len(values))
    given, prompt = (low.table((*tag, part), [sort], f"{s.c}.ob", [e[i] for e in ends]) for i, part in enumerate(("input", "prompt")))
    value = low.table((*tag, "at"), [sort, f"{s.c}.ar"], f"{s.c}.ar", table.ravel().tolist())
    step = low.table((*tag, "step"), [sort, f"{s.c}.gen"], sort, _steps(t, ends, values))
    made = Answers(True, f"{len(values)} transformations", sort, given, prompt, value, step, ends, values)
    low.lemmas += lemmas(low, s, made, question)
    low.grounds += counts
    return made


def _steps(t: SetFunctor, ends: list[tuple[int, int]], values: list[dict[int, int]]) -> list[int]:
    """The number of the composite of transformation n with h_g at n * generators + g; -1 where g does not act on the input of n."""
    c, acts_on, lands_in = t.category, t.source_object.tolist(), t.target_object.tolist()
    number = {(*end, *family.values()): n for n, (end, family) in enumerate(zip(ends, values, strict=True))}
    moved = []
    for g, y in zip(c.generators.tolist(), lands_in, strict=True):
        f = arrows_at(t, y)
        pair = (f, np.full_like(f, g)) if t.variance == "contravariant" else (np.full_like(f, g), f)
        moved.append(c.compose_arrays(*pair).tolist())
    return [
        number[lands_in[g], p, *(family[f] for f in moved[g])] if acts_on[g] == x else -1
        for (x, p), family in zip(ends, values, strict=True)
        for g in range(len(moved))
    ]


def transformations(low: Lowering, s: Side, category: int) -> str:
    """The natural transformations h_X => h_P, parameters X, P."""

    def build() -> dict[str, Any]:
        arrows = [(s.near, "p0")]
        eta = unknown("eta", [key("f", f"{s.c}.ar", arrows)], f"{s.c}.ar", s.hom("p1", at(s.far, "f")))
        moved = eq(at("eta", s.step("f", "g")), s.step(at("eta", "f"), "g"))
        natural = every("f", f"{s.c}.ar", arrows, every("g", f"{s.c}.gen", [(s.acts_on, at(s.far, "f"))], moved))
        return {"params": [f"{s.c}.ob", f"{s.c}.ob"], "unknown": [eta], "axioms": [natural]}

    return low.question(("transformations", category, s.contravariant), build)


def lemmas(low: Lowering, s: Side, a: Answers, question: str) -> list[Formula]:
    """Every listed family is natural, no two are equal, composites are as they should be, and there are as many as natural transformations."""
    n, other, f, g, x, p = (low.fresh(v) for v in ("n", "n", "f", "g", "X", "P"))
    step = at(a.step, n, g)
    composed = every(f, f"{s.c}.ar", [(s.near, at(s.lands_in, g))], eq(at(a.at, step, f), at(a.at, n, s.shift(f, g))))
    steps = both(eq(at(a.input, step), at(s.lands_in, g)), eq(at(a.prompt, step), at(a.prompt, n)), composed)
    arrows = [(s.near, at(a.input, n))]
    ends = both(eq(at(s.near, at(a.at, n, f)), at(a.prompt, n)), eq(at(s.far, at(a.at, n, f)), at(s.far, f)))
    moved = eq(at(a.at, n, s.step(f, g)), s.step(at(a.at, n, f), g))
    natural = every(f, f"{s.c}.ar", arrows, both(ends, every(g, f"{s.c}.gen", [(s.acts_on, at(s.far, f))], moved)))
    alike = [(a.input, at(a.input, n)), (a.prompt, at(a.prompt, n))]
    distinct = every(other, a.sort, alike, ["=>", every(f, f"{s.c}.ar", arrows, eq(at(a.at, n, f), at(a.at, other, f))), eq(n, other)])
    counted = eq(["count", question, x, p], number(n, a.sort, [(a.input, x), (a.prompt, p)]))
    return [
        every(n, a.sort, [], natural),
        every(n, a.sort, [], distinct),
        every(n, a.sort, [], every(g, f"{s.c}.gen", [(s.acts_on, at(a.input, n))], steps)),
        every(x, f"{s.c}.ob", [], every(p, f"{s.c}.ob", [], counted)),
    ]
