"""limit(D, X) and colimit(D, X): is the object X a limit, a colimit, of the diagram D?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.directed import Directed, View, directed
from presheaf.claims.formulas import Fibre, at, both, eq, every, key, number, some, unknown
from presheaf.claims.questions import solutions
from presheaf.model.setfunctor import Functor

CONES = 5_000
GROUND = 2_000_000  # pairs of legs that the kernel compares while it counts the cones


@dataclass(frozen=True)
class Cones:
    """All cones over a diagram: the sort with its functions, the apex and the leg at each object of the diagram, and their tables."""

    sort: str
    apex: str
    leg: tuple[str, ...]
    apices: np.ndarray[Any, np.dtype[np.int64]]
    legs: np.ndarray[Any, np.dtype[np.int64]]


_made: WeakKeyDictionary[Lowering, dict[tuple[int, bool], Cones]] = WeakKeyDictionary()


def cones(low: Lowering, d: Functor, opposite: bool) -> Cones:
    """The cones over D (under D if `opposite`), listed once for each certificate, which shows as a lemma that these are all.

    A cone with apex Y is an arrow from Y to D j for every object j, such that leg j ; D s = leg j' for every s : j -> j'. TooLarge beyond
    CONES of them or GROUND comparisons.
    """
    held = _made.setdefault(low, {})
    if (id(d), opposite) not in held:
        held[id(d), opposite] = _list(low, d, opposite)
    return held[id(d), opposite]


def _list(low: Lowering, d: Functor, opposite: bool) -> Cones:
    c, shape = d.cod, d.dom
    what = f"the {'co' * opposite}cones of {d.name}"
    sizes, view = View(c, opposite).sizes(), View(shape, opposite)
    ends = (view.dom[shape.generators], view.cod[shape.generators])
    compared = int((sizes[:, d.on_objects[ends[0]]].astype(np.int64) * sizes[:, d.on_objects[ends[1]]]).sum()) + c.object_count * shape.object_count
    if compared > GROUND:
        raise TooLarge(f"{what}: {compared:,} pairs of legs to compare (limit {GROUND:,})")
    low.functor(d)
    v = directed(low, c, opposite)
    question = low.question(("cones", id(d), opposite), lambda: _question(low, d, v))
    apices, legs, answers = [], [], []
    for y in range(c.object_count):
        found, evidence = solutions(low, question, (y,), what)
        answers.append((question, (y,), evidence))
        apices += [y] * len(found)
        legs += found
        if len(legs) > CONES:
            raise TooLarge(f"{what}: more than {CONES:,}")
    table = np.array(legs, np.int64).reshape(len(legs), shape.object_count)
    tag = ("list of cones", id(d), opposite)
    sort = low.sort(tag, len(legs))
    apex = low.table((*tag, "apex"), [sort], v.ob, apices)
    leg = tuple(low.table((*tag, j), [sort], v.ar, table[:, j].tolist()) for j in range(shape.object_count))
    made = Cones(sort, apex, leg, np.array(apices, np.int64), table)
    low.lemmas += _complete(low, d, v, made, question)
    low.grounds += answers
    return made


def _question(low: Lowering, d: Functor, v: Directed) -> dict[str, Any]:
    """The cones with apex p0."""
    j, name = low.category(d.dom), low.functor(d)
    near, far = ("cod", "dom") if v.opposite else ("dom", "cod")
    legs = unknown("leg", [key("j", f"{j}.ob")], v.ar, v.hom("p0", at(f"{name}.ob", "j")))
    step = v.then(at("leg", at(f"{j}.g{near}", "s")), at(f"{name}.gen", "s"))
    return {"params": [v.ob], "unknown": [legs], "axioms": [every("s", f"{j}.gen", [], eq(step, at("leg", at(f"{j}.g{far}", "s"))))]}


def _complete(low: Lowering, d: Functor, v: Directed, made: Cones, question: str) -> list[Formula]:
    """Every listed family is a cone, no two are equal, and over each apex there are as many as there are cones."""
    name, shape = low.functor(d), View(d.dom, v.opposite)
    k, other, y = (low.fresh(stem) for stem in ("k", "l", "Y"))
    legs = [at(leg, k) for leg in made.leg]
    facts = [fact for x, leg in enumerate(legs) for fact in (eq(at(v.dom, leg), at(made.apex, k)), eq(at(v.cod, leg), at(f"{name}.ob", x)))]
    for s, arrow in enumerate(d.dom.generators.tolist()):
        facts.append(eq(v.then(legs[int(shape.dom[arrow])], at(f"{name}.gen", s)), legs[int(shape.cod[arrow])]))
    alike: Fibre = [(made.apex, at(made.apex, k)), *((leg, at(leg, k)) for leg in made.leg)]
    return [
        *([every(k, made.sort, [], both(*facts))] if facts else []),
        every(k, made.sort, [], eq(number(other, made.sort, alike), 1)),
        every(y, v.ob, [], eq(["count", question, y], number(k, made.sort, [(made.apex, y)]))),
    ]


class Limit(Kind):
    name = "limit"
    alternatives = (("functor", "object"),)
    summary = "the object X, with some cone, is a limit of the diagram D : J -> C"
    explanation = (
        "limit(D, X) for D : J -> C and an object X of C: there are arrows l_j : X -> D j with l_j ; D s = l_j' for all s : j -> j' in J, such that\n"
        "each family of arrows m_j : Y -> D j with m_j ; D s = m_j' is u ; l_j for exactly one u : Y -> X. The limit of the empty diagram is a\n"
        "terminal object. The certificate lists all cones over D, with a proof that there are no others."
    )
    opposite = False
    words = ("cone", "to", "from")

    def fits(self, args: Sequence[Any]) -> str | None:
        return f"{args[0].name} has unknown values" if args[0].partial else None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        d, x = args
        made, v = cones(low, d, self.opposite), directed(low, d.cod, self.opposite)
        k, other, u = (low.fresh(stem) for stem in ("k", "m", "u"))
        through = [eq(v.then(u, at(leg, k)), at(leg, other)) for leg in made.leg]
        mediating = number(u, v.ar, v.hom(at(made.apex, other), x), both(*through) if through else True)
        y = low.fresh("Y")  # a limit has as many arrows from Y as there are cones with apex Y, which is soon checked
        sizes = eq(number(low.fresh("k"), made.sort, [(made.apex, y)]), number(low.fresh("u"), v.ar, v.hom(y, x)))
        universal = some(k, made.sort, [(made.apex, x)], every(other, made.sort, [], eq(mediating, 1)))
        return both(every(y, v.ob, [], sizes), universal)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (d, x), c = args, args[0].cod
        made = cones(low, d, self.opposite)
        sizes = View(c, self.opposite).sizes()[:, x] if c.object_count else np.zeros(0, np.int64)
        equal = (np.bincount(made.apices, minlength=c.object_count) == sizes).all()
        mine = np.flatnonzero(made.apices == x) if equal else np.zeros(0, np.int64)
        steps = len(mine) * int(sizes[made.apices].sum()) * (d.dom.object_count + 1) + len(made.apices) + c.arrow_count
        afford(steps, f"{self.name}({d.name}, {object_name(c, x)})")
        for k in mine.tolist():
            if self._universal(d, made.legs[k], x):
                legs = ", ".join(f"{arrow_name(c, int(f))}" for f in made.legs[k, :4]) + ", ..." * (d.dom.object_count > 4)
                by = f" with the {'co' * self.opposite}limiting arrows {legs}" if d.dom.object_count else ""
                return Answer(True, (), (Note(f"{object_name(c, x)} is a {self.name} of {d.name}{by}", d.name),))
        return Answer(False, (), (self._why(made, d, x, sizes),))

    def _universal(self, d: Functor, legs: Any, x: int) -> bool:
        """Whether the arrows u into x give different cones u ; legs; there are as many as cones."""
        view = View(d.cod, self.opposite)
        into = view.into(x)
        columns = [view.dom[into], *(view.then(into, np.full(len(into), f, np.int32)) for f in legs)]
        return len(np.unique(np.stack(columns, axis=1), axis=0)) == len(into)

    def _why(self, made: Cones, d: Functor, x: int, sizes: Any) -> Note:
        (cone, to, from_), c = self.words, d.cod
        counts = np.bincount(made.apices, minlength=c.object_count)
        obj = object_name(c, x)
        cone = f"{'co' * self.opposite}{cone}"
        if not counts[x]:
            return Note(f"there is no {cone} {from_} {obj} {to} {d.name}", d.name)
        bad = np.flatnonzero(counts != sizes)
        if len(bad):
            y = object_name(c, int(bad[0]))
            ends = f"{obj} to {y}" if self.opposite else f"{y} to {obj}"
            have = f"there are {int(counts[bad[0]])} {cone}s {from_} {y} {to} {d.name}"
            return Note(f"{have} and {int(sizes[bad[0]])} arrows from {ends}", d.name)
        return Note(f"none of the {int(counts[x])} {cone}s {from_} {obj} {to} {d.name} is universal", d.name)


class Colimit(Limit):
    name = "colimit"
    summary = "the object X, with some cocone, is a colimit of the diagram D : J -> C"
    explanation = (
        "colimit(D, X) for D : J -> C and an object X of C: there are arrows i_j : D j -> X with D s ; i_j' = i_j for all s : j -> j' in J, such\n"
        "that each family of arrows m_j : D j -> Y with D s ; m_j' = m_j is i_j ; u for exactly one u : X -> Y. The colimit of the empty diagram\n"
        "is an initial object."
    )
    opposite = True
    words = ("cone", "from", "to")
