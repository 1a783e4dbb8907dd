"""Learning a functor from samples: completable, determined, teaches, and the number of completions.

The definitions quantify over functors, so they are questions: unknown tables for objects and arrows (for the action on elements) with the
functor laws and the sampled values as axioms. "Exactly one" is: a solution, and no two that differ at some place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import arrow_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.completions import completion, difference, impossible, shown, two, written
from presheaf.claims.formulas import both
from presheaf.claims.hypotheses import FIRST, Hypothesis, alternatives, completing
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.questions import counted, found
from presheaf.model.samples import FunctorSamples, PointSamples, Samples, moved, place_in
from presheaf.model.setfunctor import Functor, SetFunctor

WHAT_SAMPLES_ARE = (
    "samples s : C -> D { A |-> X, f |-> h } are values of a functor at some objects and arrows (any arrow: listed, an identity, a path); an\n"
    "arrow reveals its ends. samples t on C -> Set { A = {x, y}, B = {u}, f = {x |-> u} } are the sets of a copresheaf and some points of\n"
    "its maps. A completion is a functor (a copresheaf on these very sets) that takes the sampled values."
)


class Completable(Kind):
    name = "completable"
    alternatives = (("samples",),)
    summary = "some functor takes the sampled values"
    explanation = (
        f"completable(s): some functor has all the values of s. {WHAT_SAMPLES_ARE}\n"
        'NP-complete. "yes" shows a completion; "no" is a tree of cases, and names the sampled values that clash where propagation alone finds it.'
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (s,) = args
        return ["holds", completing(low, s).completion(s)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (s,) = args
        question = completing(low, s).completion(s)
        value, evidence = found(low, question, (), f"completable({s.name})")
        answers = ((question, (), evidence),)
        if not value:
            return Answer(False, answers, impossible(s, evidence))
        return Answer(True, answers, witness=shown(completion(s, evidence["model"], FIRST, f"{s.name}_1")))


class Determined(Kind):
    name = "determined"
    alternatives = (("samples",),)
    summary = "exactly one functor takes the sampled values"
    explanation = (
        f"determined(s): exactly one functor has all the values of s. {WHAT_SAMPLES_ARE}\n"
        'Given one completion, that there is no other is coNP-complete. "no" shows two completions that differ, or why there is none.'
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (s,) = args
        space = completing(low, s)
        return both(["holds", space.completion(s)], ["not", ["holds", space.two_completions(s)]])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (s,) = args
        first = Completable().decide(low, args)
        if not first.value:
            return first
        question = completing(low, s).two_completions(s)
        several, evidence = found(low, question, (), f"determined({s.name})")
        answers = (*first.answers, (question, (), evidence))
        return Answer(False, answers, two(s, evidence["model"])) if several else Answer(True, answers, witness=first.witness)


class Teaches(Kind):
    name = "teaches"
    alternatives = (("samples", "functor"), ("samples", "task"))
    summary = "the functor takes the sampled values, and no other functor does"
    explanation = (
        f"teaches(s, F): F has all the values of s, and no functor different from F has. {WHAT_SAMPLES_ARE}\n"
        "For samples of a copresheaf, F has the same sets: elements of the same names.\n"
        '"no" names a sampled value that F does not take, or a completion different from F.'
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        s, f = args
        if f.partial:
            return f"{f.name} has unknown values"
        if isinstance(s, FunctorSamples):
            if not isinstance(f, Functor):
                return f"{s.name} samples functors into {s.cod.name}, {f.name} is set-valued"
            if f.dom is not s.dom or f.cod is not s.cod:
                return f"{s.name} samples functors {s.dom.name} -> {s.cod.name}, {f.name} goes {f.dom.name} -> {f.cod.name}"
            return None
        if not isinstance(f, SetFunctor):
            return f"{s.name} samples copresheaves on {s.dom.name}, {f.name} is a functor into {f.cod.name}"
        if f.category is not s.dom or f.variance != s.variance:
            return f"{s.name} samples copresheaves on {s.dom.name}, {f.name} is a {_kind(f)} on {f.category.name}"
        return f"the sets of {f.name} are not those of {s.name}" if place_in(s, f) is None else None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, s = args[1], _on(low, *args)
        space = alternatives(low, f)
        return both(space.takes(s, f), ["not", ["holds", space.other_completion(s, f)]])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, s = args[1], _on(low, *args)
        wrong = _contradicted(s, f)
        if wrong:
            return Answer(False, why=(Note(wrong, s.name),))
        question = alternatives(low, f).other_completion(s, f)
        another, evidence = found(low, question, (), f"teaches({s.name}, {f.name})")
        why: tuple[Note, ...] = ()
        if another:
            other = completion(s, evidence["model"], FIRST, f"{s.name}_2")
            text = written(other)
            where = difference(f, other)
            why = (Note(f"{f.name} is not the only completion: {where}", s.name), *((Note(text),) if text else ()))
        return Answer(not another, ((question, (), evidence),), why)


def _kind(f: SetFunctor) -> str:
    return "presheaf" if f.variance == "contravariant" else "copresheaf"


_made: WeakKeyDictionary[Lowering, dict[tuple[int, int], PointSamples]] = WeakKeyDictionary()


def _on(low: Lowering, s: Samples, f: Hypothesis) -> Samples:
    """The samples with elements numbered as in f, made once for each certificate."""
    if not isinstance(s, PointSamples):
        return s
    assert isinstance(f, SetFunctor)
    place = place_in(s, f)
    assert place is not None
    return _made.setdefault(low, {}).setdefault((id(s), id(f)), moved(s, f, place))


def _contradicted(s: Samples, f: Hypothesis) -> str:
    """The first sampled value that f does not take, with its own; empty if there is none."""
    if isinstance(s, FunctorSamples) and isinstance(f, Functor):
        for x in np.flatnonzero((s.on_objects >= 0) & (s.on_objects != f.on_objects)).tolist():
            values = (object_name(s.cod, int(v[x])) for v in (f.on_objects, s.on_objects))
            return "{} sends {} to {}, the sample says {}".format(f.name, object_name(s.dom, x), *values)
        for a in np.flatnonzero((s.on_arrows >= 0) & (s.on_arrows != f.on_arrows)).tolist():
            values = (arrow_name(s.cod, int(v[a])) for v in (f.on_arrows, s.on_arrows))
            return "{} sends {} to {}, the sample says {}".format(f.name, arrow_name(s.dom, a), *values)
        return ""
    assert isinstance(s, PointSamples)
    assert isinstance(f, SetFunctor)
    images = f.act(s.points[:, 1], s.points[:, 0])
    for i in np.flatnonzero(images != s.points[:, 2]).tolist():
        arrow, x, y = s.points[i].tolist()
        names = f.element_names
        return f"{f.name} has {arrow_name(s.dom, arrow)}({names[x]}) = {names[int(images[i])]}, the sample says {names[y]}"
    return ""


class Completions(Measure):
    name = "completions"
    alternatives = (("samples",),)
    summary = "how many functors take the sampled values"
    explanation = (
        f"completions(s): the number of functors that have all the values of s, not up to isomorphism. {WHAT_SAMPLES_ARE}\n"
        "#P-complete: a tree of all cases, part by part where the values do not depend on each other."
    )

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (s,) = args
        return ["count", completing(low, s).completion(s)]

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[int, Answers, tuple[Note, ...]]:
        (s,) = args
        question = completing(low, s).completion(s)
        total, evidence = counted(low, question, (), f"completions({s.name})")
        return total, ((question, (), evidence),), ()
