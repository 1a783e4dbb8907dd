"""Kinds about adjoint functors: left_adjoint(F), right_adjoint(F), adjoint(F, G)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.directed import Directed, View, directed
from presheaf.claims.formulas import at, both, eq, every, key, number, some, unknown
from presheaf.claims.questions import refutation
from presheaf.decide import search
from presheaf.model.category import Category, Ints
from presheaf.model.setfunctor import Functor

CANDIDATES = 20_000_000  # composites that are looked at for universal arrows
GROUND = 1_500_000  # instances of the triangle identities in a refutation


def universal_candidates(f: Functor, opposite: bool, x: int, c: int, budget: int = CANDIDATES) -> tuple[Ints, int]:
    """The arrows eta : x -> F c through which each x -> F y factors as eta ; F u for exactly one u : c -> y, and the composites looked at.

    The caller has checked that there are as many u : c -> y as arrows x -> F y, so it is enough that no two composites are equal.
    """
    above, below = View(f.dom, opposite), View(f.cod, opposite)
    etas, us = below.hom(x, int(f.on_objects[c])), above.out(c)
    if len(etas) * len(us) > budget:
        raise TooLarge(f"universal arrows of {f.name}: more than {CANDIDATES:,} composites")
    values = below.outer(etas, f.on_arrows[us]).astype(np.int64) * max(f.dom.object_count, 1) + above.cod[us]
    values.sort(axis=1)
    return etas[(values[:, 1:] != values[:, :-1]).all(axis=1)], values.size


@dataclass(frozen=True)
class Universals:
    """`objects[x]`, `arrows[x]`: a universal arrow x -> F c and its c for every object x below `failed`, the first that has none, or -1.

    `possible` are the objects c at which sizes alone do not exclude a universal arrow from `failed`.
    """

    objects: Ints
    arrows: Ints
    failed: int
    possible: tuple[int, ...] = ()
    steps: int = 0


@lru_cache(maxsize=32)
def universals(f: Functor, opposite: bool) -> Universals:
    """Universal arrows from every object to F (from F to every object if `opposite`). TooLarge beyond CANDIDATES composites."""
    above, below = View(f.dom, opposite).sizes(), View(f.cod, opposite).sizes()[:, f.on_objects]
    n = f.cod.object_count
    objects, arrows = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    budget, steps = CANDIDATES, 0
    for x in range(n):
        possible = np.flatnonzero((above == below[x]).all(axis=1)).tolist()
        for c in possible:
            found, spent = universal_candidates(f, opposite, x, c, budget)
            budget -= spent
            if len(found):
                objects[x], arrows[x] = c, found[0]
                steps += f.dom.object_count + int((below[x].astype(np.int64) * (1 + above[c])).sum())
                break
        else:
            return Universals(objects, arrows, x, tuple(possible))
    return Universals(objects, arrows, -1, (), steps)


class LeftAdjoint(Kind):
    name = "left_adjoint"
    alternatives = (("functor",),)
    summary = "F has a left adjoint: a universal arrow X -> F A for every object X"
    explanation = (
        "left_adjoint(F) for F : C -> D holds iff F has a left adjoint: for every object X of D there are an object A of C and an arrow\n"
        "i : X -> F A such that each h : X -> F B is i ; F u for exactly one u : A -> B. The left adjoint then sends X to A."
    )
    opposite = False
    words = ("left adjoint", "from", "to")

    def fits(self, args: Sequence[Any]) -> str | None:
        return f"{args[0].name} has unknown values" if args[0].partial else None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        d, x = directed(low, args[0].cod, self.opposite), low.fresh("X")
        return every(x, d.ob, [], self._universal(low, args[0], x))

    def _universal(self, low: Lowering, f: Functor, x: Formula) -> Formula:
        """Some arrow from x to F is universal."""
        (c, d, name), a, i = self._names(low, f), low.fresh("A"), low.fresh("i")
        arrow = some(i, d.ar, d.hom(x, at(f"{name}.ob", a)), self._is_universal(low, f, x, a, i))
        return some(a, c.ob, [], arrow)

    def _names(self, low: Lowering, f: Functor) -> tuple[Directed, Directed, str]:
        return directed(low, f.dom, self.opposite), directed(low, f.cod, self.opposite), low.functor(f)

    def _is_universal(self, low: Lowering, f: Functor, x: Formula, a: Formula, i: Formula) -> Formula:
        (c, d, name), b, h, u = self._names(low, f), low.fresh("B"), low.fresh("h"), low.fresh("u")
        mediating = number(u, c.ar, c.hom(a, b), eq(d.then(i, at(f"{name}.ar", u)), h))
        return every(b, c.ob, [], every(h, d.ar, d.hom(x, at(f"{name}.ob", b)), eq(mediating, 1)))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        found = universals(f, self.opposite)
        if found.failed >= 0:
            return both(self._universal(low, f, found.failed), self.define(low, args))
        (c, d, name), x = self._names(low, f), low.fresh("X")
        ob = at(low.table((self.name, "object", id(f)), [d.ob], c.ob, found.objects.tolist()), x)
        ar = at(low.table((self.name, "arrow", id(f)), [d.ob], d.ar, found.arrows.tolist()), x)
        typed = both(eq(at(d.dom, ar), x), eq(at(d.cod, ar), at(f"{name}.ob", ob)))
        return ["or", every(x, d.ob, [], both(typed, self._is_universal(low, f, x, ob, ar))), self.define(low, args)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        found, (word, from_, to) = universals(f, self.opposite), self.words
        what = f"{self.name}({f.name})"
        if found.failed < 0:
            afford(found.steps, what)
            values = ", ".join(f"{object_name(f.cod, x)} |-> {object_name(f.dom, int(a))}" for x, a in enumerate(found.objects[:4]))
            more = ", ..." if f.cod.object_count > 4 else ""
            return Answer(True, why=(Note(f"the {word} of {f.name} sends {values}{more}" if values else f"{f.cod.name} is empty", f.name),))
        view, x = View(f.cod, self.opposite), object_name(f.cod, found.failed)
        sizes = view.sizes()[found.failed, f.on_objects].astype(np.int64)
        most = View(f.dom, self.opposite).sizes().max(axis=1, initial=0)
        afford(int(sizes.sum()) * int((sizes * most).sum() + f.dom.object_count), what)
        ends = f"{from_} {x} {to} {f.name}"
        if not sizes.any():
            return Answer(False, why=(Note(f"there is no arrow {ends}(A) for any A", f.name),))
        if not found.possible:
            a = "some A has as many arrows to each B as there are" if not self.opposite else "some A has as many arrows from each B as there are"
            return Answer(False, why=(Note(f"no arrow {ends} is universal: it would need that {a} {ends}(B)", f.name),))
        tried = ", ".join(object_name(f.dom, c) for c in found.possible[:4])
        return Answer(False, why=(Note(f"no arrow {ends}(A) is universal; sizes leave only A = {tried}", f.name),))


class RightAdjoint(LeftAdjoint):
    name = "right_adjoint"
    summary = "F has a right adjoint: a universal arrow F A -> X for every object X"
    explanation = (
        "right_adjoint(F) for F : C -> D holds iff F has a right adjoint: for every object X of D there are an object A of C and an arrow\n"
        "e : F A -> X such that each h : F B -> X is F u ; e for exactly one u : B -> A. The right adjoint then sends X to A."
    )
    opposite = True
    words = ("right adjoint", "to", "from")


# ---------------------------------------------------------------- adjoint(F, G)


class Adjoint(Kind):
    name = "adjoint"
    alternatives = (("functor", "functor"),)
    summary = "F : C -> D is left adjoint to G : D -> C"
    explanation = (
        "adjoint(F, G) for F : C -> D and G : D -> C holds iff there are natural families of arrows unit : X -> G F X and counit : F G Y -> Y with\n"
        "F unit ; counit = id(F X) and unit ; G counit = id(G Y). Then there are as many arrows F X -> Y as X -> G Y, which is where most\n"
        "pairs of functors fail."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, g = args
        for functor in args:
            if functor.partial:
                return f"{functor.name} has unknown values"
        if f.dom is not g.cod or f.cod is not g.dom:
            return f"{f.name} goes {f.dom.name} -> {f.cod.name}, so its adjoint goes back; {g.name} goes {g.dom.name} -> {g.cod.name}"
        return None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, g = args
        (fn, gn), c, d = (low.functor(f), low.functor(g)), low.category(f.dom), low.category(f.cod)
        x, y, u, h = (low.fresh(stem) for stem in ("X", "Y", "u", "h"))
        there = number(u, f"{d}.ar", [(f"{d}.dom", at(f"{fn}.ob", x)), (f"{d}.cod", y)])
        back = number(h, f"{c}.ar", [(f"{c}.dom", x), (f"{c}.cod", at(f"{gn}.ob", y))])
        return both(every(x, f"{c}.ob", [], every(y, f"{d}.ob", [], eq(there, back))), ["holds", self._question(low, f, g)])

    @staticmethod
    def _question(low: Lowering, f: Functor, g: Functor) -> str:
        """Unit and counit: natural, and with the triangle identities."""

        def build() -> dict[str, Any]:
            (fn, gn), c, d = (low.functor(f), low.functor(g)), low.category(f.dom), low.category(f.cod)
            fx, gy = at(f"{fn}.ob", "X"), at(f"{gn}.ob", "Y")
            there = [(f"{c}.dom", "X"), (f"{c}.cod", at(f"{gn}.ob", fx))]
            back = [(f"{d}.dom", at(f"{fn}.ob", gy)), (f"{d}.cod", "Y")]
            s, gs = (at(f"{c}.arrow", "s"), at(f"{gn}.ar", at(f"{fn}.gen", "s")))
            t, ft = (at(f"{d}.arrow", "t"), at(f"{fn}.ar", at(f"{gn}.gen", "t")))
            units, counits = ([at(name, at(f"{k}.g{end}", g)) for end in ("dom", "cod")] for name, k, g in (("unit", c, "s"), ("counit", d, "t")))
            one, two = at(f"{fn}.ar", at("unit", "X")), at(f"{gn}.ar", at("counit", "Y"))
            return {
                "params": [],
                "unknown": [unknown("unit", [key("X", f"{c}.ob")], f"{c}.ar", there), unknown("counit", [key("Y", f"{d}.ob")], f"{d}.ar", back)],
                "axioms": [
                    every("s", f"{c}.gen", [], eq(at(f"{c}.comp", units[0], gs), at(f"{c}.comp", s, units[1]))),
                    every("t", f"{d}.gen", [], eq(at(f"{d}.comp", ft, counits[1]), at(f"{d}.comp", counits[0], t))),
                    every("X", f"{c}.ob", [], eq(at(f"{d}.comp", one, at("counit", fx)), at(f"{d}.id", fx))),
                    every("Y", f"{d}.ob", [], eq(at(f"{c}.comp", at("unit", gy), two), at(f"{c}.id", gy))),
                ],
            }

        return low.question(("adjoint", id(f), id(g)), build)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, g = args
        c, d, what = f.dom, f.cod, f"adjoint({f.name}, {g.name})"
        there, back = View(d, False).sizes()[f.on_objects], View(c, False).sizes()[:, g.on_objects]
        afford(c.object_count * d.object_count + int(there.sum() + back.sum()), what)
        if (there != back).any():
            x, y = (int(i[0]) for i in np.nonzero(there != back))
            a, b = object_name(c, x), object_name(d, y)
            ends = f"{f.name}({a}) to {b}", f"{a} to {g.name}({b})"
            many = f"there are {int(there[x, y])} arrows from {ends[0]} and {int(back[x, y])} from {ends[1]}"
            return Answer(False, why=(Note(many, f.name),))
        question, unit = self._question(low, f, g), _unit(f, g)
        if unit is None:
            loops = View(c, False).sizes()[np.arange(c.object_count), g.on_objects[f.on_objects]].astype(np.int64)
            ends = View(d, False).sizes()[f.on_objects[g.on_objects], np.arange(d.object_count)].astype(np.int64)
            steps = int((loops * ends[f.on_objects]).sum() + (ends * loops[g.on_objects]).sum())
            steps += int((loops[c.dom[c.generators]] * loops[c.cod[c.generators]]).sum())
            steps += int((ends[d.dom[d.generators]] * ends[d.cod[d.generators]]).sum())
            if steps > GROUND:
                raise TooLarge(f"{what}: not adjoint, but a certificate needs {steps:,} steps (limit {GROUND:,})")
            why = Note(f"no natural family of arrows X -> {g.name}({f.name}(X)) is universal at every object X of {c.name}", f.name)
            return Answer(False, ((question, (), refutation(low, question, (), what)),), (why,))
        counit = _counit(f, g, unit)
        names = ", ".join(arrow_name(c, int(i)) for i in unit[:4]) + ", ..." * (c.object_count > 4)
        note = Note(f"the unit is {names}" if names else f"{c.name} and {d.name} are empty", f.name)
        return Answer(True, ((question, (), {"model": {"unit": unit.tolist(), "counit": counit}}),), (note,))


def _unit(f: Functor, g: Functor) -> Ints | None:
    """A natural family of universal arrows X -> G F X, or None. All sizes agree."""
    c = f.dom
    domains, budget = [], CANDIDATES
    for x in range(c.object_count):
        found, spent = universal_candidates(g, False, x, int(f.on_objects[x]), budget)
        budget -= spent
        domains.append(found.tolist())
    if not all(domains):
        return None
    images = g.on_arrows[f.on_generators]
    nogoods = [nogood for s in range(len(c.generators)) for nogood in _clashes(c, s, int(images[s]), domains)]
    try:
        values = search.first_values(search.Ground(domains, nogoods))
    except search.Exhausted as error:
        raise TooLarge(f"adjoint({f.name}, {g.name}): {error}") from None
    return None if values is None else np.array(values, np.int32)


def _clashes(c: Category, s: int, image: int, domains: list[list[int]]) -> list[tuple[tuple[int, int], ...]]:
    """The pairs of values at the ends of generator s that are not natural along it."""
    arrow = int(c.generators[s])
    x, y = int(c.dom[arrow]), int(c.cod[arrow])
    one, two = (np.array(domains[z], np.int32) for z in (x, y))
    left = c.compose_arrays(one, np.full(len(one), image, np.int32))
    right = c.compose_arrays(np.full(len(two), arrow, np.int32), two)
    if x == y:
        return [((x, int(v)),) for v in one[left != right]]
    return [tuple(sorted(((x, int(one[i])), (y, int(two[j]))))) for i, j in np.argwhere(left[:, None] != right[None, :])]


def _counit(f: Functor, g: Functor, unit: Ints) -> list[int]:
    """For each Y the arrow u : F G Y -> Y with unit(G Y) ; G u = id(G Y)."""
    c, d = f.dom, f.cod
    out = []
    for y in range(d.object_count):
        gy = int(g.on_objects[y])
        us = d.hom(int(f.on_objects[gy]), y)
        values = c.compose_arrays(np.full(len(us), unit[gy], np.int32), g.on_arrows[us])
        out.append(int(us[np.flatnonzero(values == gy)[0]]))
    return out
