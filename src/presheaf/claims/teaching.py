"""teaching_number(F): the fewest samples that single F out, by implicit hitting sets.

A set S of places teaches F iff it meets the set of places at which F' differs from F, for every other functor F'. So: a minimum set S that
meets the difference of each competitor known so far; a functor that agrees with F on S is a new competitor; if there is none, S is best.
The certificate has the two bounds as lemmas: nothing but F has the values of F on S, and no set of fewer places meets all differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims import hitting
from presheaf.claims.arrays import arrow_name
from presheaf.claims.base import Formula, Lowering, Note, TooLarge
from presheaf.claims.completions import completion, nothing
from presheaf.claims.formulas import at, both, eq, every, key, number, side, some, unknown
from presheaf.claims.hypotheses import FIRST, Hypothesis, alternatives
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.questions import FIRST_NODES, problem, refutation
from presheaf.decide import search
from presheaf.kernel.problem import Problem
from presheaf.model.category import Ints
from presheaf.model.samples import Samples, points_of, seen_of
from presheaf.model.setfunctor import Functor, SetFunctor

COMPETITORS = 400


@dataclass(frozen=True, eq=False)
class Places:
    """What a sample of f can be: for a functor its arrows, for a set-valued functor pairs (element, arrow that acts on it)."""

    f: Hypothesis
    elements: Ints
    arrows: Ints
    values: Ints

    def samples(self, chosen: Sequence[int]) -> Samples:
        """The samples that f gives at some places."""
        at_places = np.array(chosen, np.int64)
        if isinstance(self.f, Functor):
            return seen_of(self.f, self.arrows[at_places])
        return points_of(self.f, self.elements[at_places], self.arrows[at_places])

    def name(self, i: int) -> str:
        """A place in words."""
        if isinstance(self.f, Functor):
            return arrow_name(self.f.dom, int(self.arrows[i]))
        return f"{arrow_name(self.f.category, int(self.arrows[i]))} at {self.f.element_names[int(self.elements[i])]}"


def places(f: Hypothesis) -> Places:
    """All places, arrows in increasing order."""
    if isinstance(f, Functor):
        arrows = np.arange(f.dom.arrow_count, dtype=np.int32)
        return Places(f, arrows[:0], arrows, f.on_arrows)
    c = f.category
    near = c.cod if f.variance == "contravariant" else c.dom
    width = f.sizes[near]
    arrows = np.repeat(np.arange(c.arrow_count, dtype=np.int32), width)
    elements = (np.arange(len(arrows)) - np.repeat(np.cumsum(width) - width, width) + f.start[near[arrows]]).astype(np.int32)
    return Places(f, elements, arrows, f.act(elements, arrows))


@dataclass(frozen=True, eq=False)
class Taught:
    """A smallest teaching set of f, and functors whose differences from f no smaller set meets; `sets` are these differences as bit masks."""

    places: Places
    chosen: list[int]
    samples: Samples
    competitors: list[Hypothesis]
    sets: list[int]


_made: WeakKeyDictionary[Lowering, dict[int, Taught]] = WeakKeyDictionary()


def taught(low: Lowering, f: Hypothesis) -> Taught:
    """A smallest teaching set with its lower bound, found once for each certificate. TooLarge if the search gives up."""
    held = _made.setdefault(low, {})
    if id(f) not in held:
        held[id(f)] = _taught(f)
    return held[id(f)]


def _taught(f: Hypothesis) -> Taught:
    here = places(f)
    rivals = _Rivals(here)
    sets: list[int] = []
    models: list[dict[str, list[int]]] = []
    chosen: list[int] = []
    while (found := rivals.agreeing(chosen)) is not None:
        model, difference = found
        models.append(model)
        sets.append(difference)
        if len(sets) > COMPETITORS:
            raise TooLarge(f"teaching_number({f.name}): more than {COMPETITORS} competitors")
        chosen = hitting.minimum(sets, len(chosen))
    kept = _needed(sets, len(chosen))
    empty = here.samples([])
    competitors = [completion(empty, models[i], FIRST, f"{f.name}_{n}") for n, i in enumerate(kept, start=1)]
    return Taught(here, chosen, here.samples(chosen), competitors, [sets[i] for i in kept])


def _needed(sets: list[int], size: int) -> list[int]:
    """Competitors that already need so many places, as few as leaving out one after the other gives."""
    kept = list(range(len(sets)))
    for i in range(len(sets)) if size else ():
        fewer = [j for j in kept if j != i]
        if len(hitting.minimum([sets[j] for j in fewer])) == size:
            kept = fewer
    return kept if size else []


class _Rivals:
    """Functors different from f that agree with it at given places, by the kernel's normal form of that question, ground once."""

    def __init__(self, here: Places) -> None:
        self.here = here
        f, low = here.f, Lowering()
        self.what = f"teaching_number({f.name})"
        self.empty = nothing(here.samples([]))
        question = alternatives(low, f).other_completion(self.empty, f)
        self.asked: Problem = problem(low, question, ())
        try:
            self.ground = search.ground(self.asked)
        except search.Exhausted as error:
            raise TooLarge(f"{self.what}: {error}") from None
        self.cells = self._cells()
        self.wanted = dict(zip(self.cells, here.values.tolist(), strict=True))
        self.difference = self.asked.tables["differs"][()]

    def _cells(self) -> list[int]:
        """The cell of each place."""
        if isinstance(self.here.f, Functor):
            table = self.asked.tables[f"ar{FIRST}"]
            return [table[(g,)] for g in self.here.arrows.tolist()]
        table = self.asked.tables[f"act{FIRST}"]
        return [table[x, g] for x, g in zip(self.here.elements.tolist(), self.here.arrows.tolist(), strict=True)]

    def agreeing(self, chosen: Sequence[int]) -> tuple[dict[str, list[int]], int] | None:
        """A functor that agrees with f at the chosen places, with the mask of the places where it differs; None if there is none."""
        engine = self.ground.search
        if engine.failed:
            return None
        mark = len(engine.trail)
        fixed = [(self.cells[i], self.wanted[self.cells[i]]) for i in chosen]
        values = self._nearest(fixed) if all(engine.choose(*one) for one in fixed) else None
        engine.undo(mark)
        if values is None:
            return None
        difference = sum(1 << i for i, cell in enumerate(self.cells) if values[cell] != self.wanted[cell])
        return search.model_of(self.asked, values), difference

    def _nearest(self, fixed: list[tuple[int, int]]) -> list[int] | None:
        """A solution from the engine's present state, by search and then by Z3; None if there is none."""
        try:
            return self._searched()
        except search.Exhausted:
            from presheaf.decide import z3sat
            from presheaf.decide.verdict import Sat, Unknown

            units = [((cell, x),) for cell, value in fixed for x in self.ground.domains[cell] if x != value]
            result = z3sat.solve(self.ground.domains, [*self.ground.nogoods, *units])
            if isinstance(result, Unknown):
                raise TooLarge(f"{self.what}: {result.reason}") from None
            return list(result.values) if isinstance(result, Sat) else None

    def _searched(self) -> list[int] | None:
        """First a place at which to differ, then the values of f as long as they are possible: few differences make strong competitors."""
        engine, budget = self.ground.search, FIRST_NODES
        stack = [(len(engine.trail), -1, -1)]
        while stack:
            mark, cell, value = stack.pop()
            budget -= 1
            if budget < 0:
                raise search.Exhausted("resource: the search used up its nodes")
            engine.undo(mark)
            if cell >= 0 and not engine.choose(cell, value):
                continue
            split = self._split()
            if split is None:
                return [min(left) for left in engine.left]
            here, wanted = len(engine.trail), self.wanted.get(split)
            values = sorted(engine.left[split], reverse=True)
            if wanted in engine.left[split]:
                values.remove(wanted)
                values.append(wanted)
            stack.extend((here, split, x) for x in values)
        return None

    def _split(self) -> int | None:
        left = self.ground.search.left
        if len(left[self.difference]) > 1:
            return self.difference
        return min((c for c in range(len(left)) if len(left[c]) > 1), key=lambda c: (len(left[c]), c), default=None)


# ---------------------------------------------------------------- the two bounds in the kernel's language


def upper_bound(low: Lowering, t: Taught) -> str:
    """The question whether another functor agrees with f on the teaching set: it must have no solution."""
    return alternatives(low, t.places.f).other_completion(t.samples, t.places.f)


def lower_bound(low: Lowering, t: Taught) -> str:
    """The question whether one place fewer meets all differences: it must have no solution. For teaching sets that are not empty.

    Unknown is which places are `chosen`, and whether `more` than j of the places up to p are: a counter with one clause a step, so that
    whatever is decided about some places decides about the others as soon as the number is used up.
    """

    def build() -> dict[str, Any]:
        sort, element, arrow = _leading(low, t)
        bit, slot = low.sort(("bit",), 2), low.sort(("slots", id(t)), len(t.chosen) - 1)
        size = len(hitting.dominators(t.sets, len(t.places.arrows))[0])
        before = low.table(("places", id(t), "before"), [sort], sort, [max(0, p - 1) for p in range(size)])
        tables = [unknown("chosen", [key("p", sort)], bit), unknown("more", [key("p", sort), key("j", slot)], bit)]
        taken = eq(at("chosen", "p"), 1)
        met = []
        for g in t.competitors:
            agree = _agree(low, t.places.f, g, at(element, "p"), at(arrow, "p"))
            met.append(some("p", sort, [], both(["not", agree], taken)))
        earlier = eq(at("more", at(before, "p"), "j"), 1)
        kept = ["=>", ["<", 0, "p"], every("j", slot, [], ["or", ["not", earlier], eq(at("more", "p", "j"), 1)])]
        # there is no more(p, j + 1) for the last j: the place cannot be chosen
        step = ["or", ["not", taken], ["not", earlier], eq(at("more", "p", ["+", "j", 1]), 1)]
        added = ["=>", ["<", 0, "p"], every("j", slot, [], step)]
        first = ["or", ["not", taken], eq(at("more", "p", 0), 1)]
        return {"params": [], "unknown": tables, "axioms": [every("p", sort, [], both(first, kept, added)), *met]}

    return low.question(("hitting", id(t)), build)


def _leading(low: Lowering, t: Taught) -> tuple[str, str, str]:
    """The sort of the places that none outdoes, with the functions to their element (for a functor: the arrow again) and arrow."""
    f, tag = t.places.f, ("places", id(t))
    chosen, _ = hitting.dominators(t.sets, len(t.places.arrows))
    sort = low.sort(tag, len(chosen))
    arrow = low.table((*tag, "arrow"), [sort], f"{_category(low, f)}.ar", t.places.arrows[chosen].tolist())
    if isinstance(f, Functor):
        return sort, arrow, arrow
    return sort, low.table((*tag, "element"), [sort], f"{low.set_functor(f)}.el", t.places.elements[chosen].tolist()), arrow


def _category(low: Lowering, f: Hypothesis) -> str:
    return low.category(f.dom if isinstance(f, Functor) else f.category)


def outdone(low: Lowering, t: Taught) -> Formula:
    """Every place at which a competitor differs from f is outdone by one of the sort of `lower_bound`: all its competitors differ there too."""
    f, tag = t.places.f, ("places", id(t))
    c, (sort, element, arrow) = _category(low, f), _leading(low, t)
    _, of = hitting.dominators(t.sets, len(t.places.arrows))
    x, a = low.fresh("x"), low.fresh("f")
    if isinstance(f, Functor):
        lead = at(low.table((*tag, "lead"), [f"{c}.ar"], sort, of), a)
    else:
        table = np.full((f.size, f.category.arrow_count), -1, np.int64)
        table[t.places.elements, t.places.arrows] = of
        lead = at(low.table((*tag, "lead"), [f"{low.set_functor(f)}.el", f"{c}.ar"], sort, table.ravel().tolist()), x, a)
    there = [_agree(low, f, g, at(element, lead), at(arrow, lead)) for g in t.competitors]
    here = [_agree(low, f, g, x, a) for g in t.competitors]
    body = both(*(["or", one, ["not", other]] for one, other in zip(here, there, strict=True)))
    if isinstance(f, Functor):
        return every(a, f"{c}.ar", [], body)
    s = side(low, f)
    return every(x, f"{s.t}.el", [], every(a, f"{c}.ar", [(s.near, at(f"{s.t}.ob", x))], body))


def _agree(low: Lowering, f: Hypothesis, g: Hypothesis, x: Formula, a: Formula) -> Formula:
    """f and g have one value at an arrow, or at an element and an arrow."""
    if isinstance(f, Functor) and isinstance(g, Functor):
        return eq(*(at(f"{low.functor(h)}.ar", a) for h in (f, g)))
    assert isinstance(f, SetFunctor)
    assert isinstance(g, SetFunctor)
    return eq(*(at(f"{low.set_functor(h)}.act", x, a) for h in (f, g)))


class TeachingNumber(Measure):
    name = "teaching_number"
    alternatives = (("functor",), ("task",))
    summary = "the fewest samples that single the functor out"
    explanation = (
        "teaching_number(F) for a functor F : C -> D: the least number of samples that teach F (see `teaches`) among all functors C -> D. A\n"
        "sample is an arrow of C, identities included, with its value, and reveals where its ends go. For a set-valued F the functors are those\n"
        "on the same sets with the same variance, and a sample is one value: an element and an arrow that acts on it.\n"
        "In general as hard as uniqueness (coNP) and hitting set together. The certificate has two lemmas: on the samples found nothing but F\n"
        "takes the values of F; and no fewer samples tell F from each of the competitors listed."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        (f,) = args
        return f"{f.name} has unknown values" if f.partial else None

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        new = id(f) not in _made.get(low, {})
        t = taught(low, f)
        if new:
            low.lemmas += [alternatives(low, f).takes(t.samples, f), ["not", ["holds", upper_bound(low, t)]]]
            if t.chosen:
                low.lemmas += [outdone(low, t), ["not", ["holds", lower_bound(low, t)]]]
            if low.direct:
                low.grounds += _bounds(low, t)
        return number(low.fresh("i"), alternatives(low, f).sampled(t.samples), [])

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[int, Answers, tuple[Note, ...]]:
        (f,) = args
        t = taught(low, f)
        names = ", ".join(t.places.name(i) for i in t.chosen)
        text = f"{f.name} is taught by its value{'s' * (len(t.chosen) != 1)} at {names}" if names else f"there is no other functor than {f.name}"
        return len(t.chosen), (), (Note(text, f.name),)


def _bounds(low: Lowering, t: Taught) -> Answers:
    """The answers on which the lemmas rest."""
    what = f"teaching_number({t.places.f.name})"
    question = upper_bound(low, t)
    answers: Answers = ((question, (), refutation(low, question, (), what)),)
    if t.chosen:
        question = lower_bound(low, t)
        answers += ((question, (), refutation(low, question, (), what, lambda asked: _unmet(asked, t))),)
    return answers


def _unmet(asked: Problem, t: Taught) -> search.Rule:
    """Split on the place in the most differences that are not met yet, among those of one with the fewest places left."""
    cells = list(asked.tables["chosen"].values())
    leading, _ = hitting.dominators(t.sets, len(t.places.arrows))
    sets = [sum(1 << i for i, p in enumerate(leading) if s >> p & 1) for s in t.sets]

    def rule(left: Sequence[set[int]]) -> int | None:
        taken = sum(1 << i for i, c in enumerate(cells) if 0 not in left[c])
        free = sum(1 << i for i, c in enumerate(cells) if len(left[c]) > 1)
        unmet = [s & free for s in sets if not s & taken]
        if not any(unmet):
            return None
        fewest = min((s for s in unmet if s), key=int.bit_count)
        return cells[max((i for i in range(len(cells)) if fewest >> i & 1), key=lambda i: sum(s >> i & 1 for s in unmet))]

    return rule
