"""Completions found, as functors and in words: where two differ, and which samples clash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from presheaf.claims.arrays import arrow_name, object_name
from presheaf.claims.base import Lowering, Note
from presheaf.claims.hypotheses import FIRST, SECOND, Hypothesis, completing
from presheaf.claims.questions import problem
from presheaf.claims.witness import NOTHING, Witness
from presheaf.decide import search
from presheaf.kernel.problem import Problem
from presheaf.model.build import TooLarge as TooLong
from presheaf.model.category import Ints
from presheaf.model.samples import FunctorSamples, PointSamples, Samples
from presheaf.model.setfunctor import Functor, SetFunctor

SHOWN = 40  # values of a functor that a note writes out
CLASHING = 40  # samples of which a smallest clashing set is looked for
GROUND = 2_000_000  # evaluations that an explanation may cost

Seen = tuple[str, str, tuple[int, ...], int]
"""A sampled value in words, and as table, key and value of the question."""


def completion(s: Samples, model: Mapping[str, list[int]], mark: str, name: str) -> Hypothesis:
    """The functor that a solution of a question about s describes."""
    if isinstance(s, FunctorSamples):
        on_arrows = np.array(model[f"ar{mark}"], np.int32)
        return Functor(name, s.dom, s.cod, np.array(model[f"ob{mark}"], np.int32), on_arrows[s.dom.generators])
    assert isinstance(s, PointSamples)
    c = s.dom
    near = c.cod if s.variance == "contravariant" else c.dom
    rank, width = ranks(near, c.object_count)
    first = np.concatenate(([0], np.cumsum(width[s.over])))
    source = near[c.generators]
    sizes = np.diff(s.start)[source]
    gen = np.repeat(np.arange(len(c.generators)), sizes)
    x = np.arange(len(gen)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + s.start[source[gen]]
    action = np.array(model[f"act{mark}"], np.int32)[first[x] + rank[c.generators[gen]]]
    return SetFunctor(name, c, s.variance, s.start, action, s.element_names)


def ranks(near: Ints, objects: int) -> tuple[Ints, Ints]:
    """For each arrow its position among those near the same object, and for each object how many there are."""
    width = np.bincount(near, minlength=objects)
    order = np.argsort(near, kind="stable")
    rank = np.empty(len(near), np.int32)
    rank[order] = np.arange(len(near)) - np.repeat(np.cumsum(width) - width, width)
    return rank, width.astype(np.int32)


# ---------------------------------------------------------------- in words


def shown(f: Hypothesis) -> Witness:
    """The functor as a witness; none if it is too long to read."""
    c = f.dom if isinstance(f, Functor) else f.category
    values = c.object_count + len(c.names.listed) if isinstance(f, Functor) else f.size + len(f.action)
    return Witness((f,)) if values <= SHOWN else NOTHING


def written(f: Hypothesis) -> str:
    """The functor as a declaration; empty if it is too long to read."""
    if not shown(f):
        return ""
    from presheaf.model.declaring import declaration  # loads the printer of the language

    try:
        return declaration(f)
    except TooLong:
        return ""


def difference(f: Hypothesis, g: Hypothesis) -> str:
    """The first object, arrow or point at which two functors differ, with both values."""
    if isinstance(f, Functor) and isinstance(g, Functor):
        objects = np.flatnonzero(f.on_objects != g.on_objects)
        if len(objects):
            x = int(objects[0])
            return f"{object_name(f.dom, x)} goes to {' or '.join(object_name(f.cod, int(h.on_objects[x])) for h in (f, g))}"
        s = int(np.flatnonzero(f.on_generators != g.on_generators)[0])
        values = " or ".join(arrow_name(f.cod, int(h.on_generators[s])) for h in (f, g))
        return f"{arrow_name(f.dom, int(f.dom.generators[s]))} goes to {values}"
    assert isinstance(f, SetFunctor)
    assert isinstance(g, SetFunctor)
    c, i = f.category, int(np.flatnonzero(f.action != g.action)[0])
    s = int(np.searchsorted(f.action_start, i, side="right")) - 1
    x = int(f.start[f.source_object[s]] + i - f.action_start[s])
    values = " or ".join(h.element_names[int(h.action[i])] for h in (f, g))
    return f"{arrow_name(c, int(c.generators[s]))} takes {f.element_names[x]} to {values}"


def two(s: Samples, model: Mapping[str, list[int]]) -> tuple[Note, ...]:
    """Two completions that differ, and where."""
    pair = [completion(s, model, mark, f"{s.name}_{i}") for i, mark in enumerate((FIRST, SECOND), start=1)]
    texts = [written(f) for f in pair]
    return (Note(f"two completions differ: {difference(*pair)}", s.name), *(Note(text) for text in texts if text))


def seen(s: Samples) -> list[Seen]:
    """The sampled values, objects first."""
    c = s.dom
    if isinstance(s, FunctorSamples):
        d = s.cod
        found: list[Seen] = []
        for x in np.flatnonzero(s.on_objects >= 0).tolist():
            found.append((f"{object_name(c, x)} |-> {object_name(d, int(s.on_objects[x]))}", f"ob{FIRST}", (x,), int(s.on_objects[x])))
        for f in np.flatnonzero(s.on_arrows >= 0).tolist():
            found.append((f"{arrow_name(c, f)} |-> {arrow_name(d, int(s.on_arrows[f]))}", f"ar{FIRST}", (f,), int(s.on_arrows[f])))
        return found
    assert isinstance(s, PointSamples)
    names = s.element_names
    return [(f"{arrow_name(c, f)}({names[x]}) = {names[y]}", f"act{FIRST}", (x, f), y) for f, x, y in s.points.tolist()]


def nothing(s: Samples) -> Samples:
    """Samples of the same functors without any value."""
    if isinstance(s, FunctorSamples):
        return FunctorSamples(s.name, s.dom, s.cod, np.full_like(s.on_objects, -1), np.full_like(s.on_arrows, -1))
    assert isinstance(s, PointSamples)
    return PointSamples(s.name, s.dom, s.variance, s.start, s.element_names, s.points[:0])


def impossible(s: Samples, evidence: dict[str, Any]) -> tuple[Note, ...]:
    """Why nothing completes the samples: values that already contradict each other by propagation, or that all cases fail."""
    text = _clash(s)
    if not text:
        leaves = _leaves(evidence.get("tree"))
        text = f"no functor takes these values: each of {leaves} cases ends in a contradiction" if leaves > 1 else "no functor takes these values"
    return (Note(text, s.name),)


def _leaves(tree: Any) -> int:
    stack, leaves = [tree], 0
    while stack:
        node = stack.pop()
        if node is None:
            leaves += 1
        else:
            stack.extend(node[1])
    return leaves


def _clash(s: Samples) -> str:
    """Few sampled values that contradict each other by propagation; empty if there are none or that costs too much."""
    if _cost(s) > GROUND:
        return ""
    low, empty = Lowering(), nothing(s)
    asked: Problem = problem(low, completing(low, empty).completion(empty), ())
    try:
        g = search.ground(asked)
    except search.Exhausted:
        return ""
    if g.search.failed:
        if isinstance(s, FunctorSamples):
            return f"there is no functor {s.dom.name} -> {s.cod.name} at all"
        return f"no copresheaf on {s.dom.name} has these sets, whatever its values"
    values = seen(s)
    count = next((i for i in range(1, len(values) + 1) if not _consistent(g.search, asked, values[:i])), 0)
    if not count:
        return ""
    needed = values[:count]
    for value in values[: count - 1] if count <= CLASHING else ():
        fewer = [v for v in needed if v is not value]
        if not _consistent(g.search, asked, fewer):
            needed = fewer
    texts = ", ".join(text for text, *_ in needed)
    return f"no functor has {texts}" + (": these values contradict each other" if len(needed) > 1 else "")


def _cost(s: Samples) -> int:
    """About how many combinations of values the laws are about."""
    c = s.dom
    if isinstance(s, FunctorSamples):
        d = s.cod
        pairs = int(np.bincount(d.dom, minlength=d.object_count)[d.cod].sum())
        return len(c.right) * (d.arrow_count**2 + pairs * d.arrow_count)
    assert isinstance(s, PointSamples)
    return len(s.over) * len(c.right) * int(np.diff(s.start).max(initial=0)) ** 3


def _consistent(engine: Any, asked: Problem, values: list[Seen]) -> bool:
    """Whether propagation finds no contradiction in these values."""
    mark = len(engine.trail)
    fine = all(engine.choose(asked.tables[table][key], value) for _, table, key, value in values)
    engine.undo(mark)
    return fine
