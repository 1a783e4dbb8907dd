"""Kan extensions: what a certificate says of them, and the kinds kan_unit_iso(F, K) and kan_counit_iso(G, K)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import element_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.formulas import at, both, eq, every, key, number, side, unknown
from presheaf.claims.questions import counted
from presheaf.model import kan, tasks
from presheaf.model.build import TooLarge as Unbuildable
from presheaf.model.kan import LanOf, RanOf
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.tasks import RestrictOf

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]
FAMILIES = 200_000  # values of the families of one right Kan extension that a certificate goes through

_made: WeakKeyDictionary[Lowering, dict[tuple[int, int], tuple[SetFunctor, Functor, SetFunctor]]] = WeakKeyDictionary()


def lan_of(low: Lowering, k: Functor, f: SetFunctor) -> SetFunctor:
    """Lan_K F, made once for each certificate."""
    held = _made.setdefault(low, {})
    if (id(k), id(f)) not in held:
        try:
            held[id(k), id(f)] = (kan.lan(f"lan({k.name}, {f.name})", k, f), k, f)
        except Unbuildable as error:
            raise TooLarge(str(error)) from None
    return held[id(k), id(f)][0]


def unit_table(low: Lowering, ext: SetFunctor) -> str:
    """The unit F -> L K as a table F.el -> L.el."""
    origin = ext.origin
    assert isinstance(origin, LanOf)
    return low.table(("unit", id(ext)), [f"{low.set_functor(origin.base)}.el"], f"{low.set_functor(ext)}.el", origin.unit.tolist())


def certify_lan(low: Lowering, ext: SetFunctor) -> Answers:
    """The lemma that L is a left Kan extension, by the kernel's rule."""
    origin = ext.origin
    assert isinstance(origin, LanOf)
    args = [low.set_functor(ext), low.set_functor(origin.base), low.functor(origin.along), unit_table(low, ext)]
    question = low.question(("lan", id(ext)), lambda: {"params": [], "rule": "lan", "args": args})
    low.lemmas.append(["holds", question])
    return ((question, (), {}),)


def certify_restriction(low: Lowering, t: SetFunctor) -> Answers:
    """The lemmas that T K is T precomposed with K: a natural bijection from its elements over X to those of T over K X."""
    origin = t.origin
    assert isinstance(origin, RestrictOf)
    k, name, base = origin.along, low.functor(origin.along), side(low, origin.base)
    mine, under = side(low, t), restriction_table(low, t)
    x, y, z, h = (low.fresh(v) for v in ("X", "y", "z", "h"))
    unique = eq(number(z, f"{mine.t}.el", [(f"{mine.t}.ob", x), (under, y)]), 1)
    onto = every(x, f"{low.category(k.dom)}.ob", [], every(y, f"{base.t}.el", [(f"{base.t}.ob", at(f"{name}.ob", x))], unique))
    over = eq(at(f"{base.t}.ob", at(under, z)), at(f"{name}.ob", at(f"{mine.t}.ob", z)))
    moved = eq(at(under, at(f"{mine.t}.gen", z, h)), base.act(at(under, z), at(f"{name}.gen", h)))
    natural = every(h, f"{mine.c}.gen", [(mine.acts_on, at(f"{mine.t}.ob", z))], moved)
    low.lemmas += [onto, every(z, f"{mine.t}.el", [], both(over, natural))]
    return ()


def restriction_table(low: Lowering, t: SetFunctor) -> str:
    """The elements of T K as elements of T."""
    origin = t.origin
    assert isinstance(origin, RestrictOf)
    return low.table(("under", id(t)), [f"{low.set_functor(t)}.el"], f"{low.set_functor(origin.base)}.el", origin.under.tolist())


def certify_ran(low: Lowering, ext: SetFunctor) -> Answers:
    """The lemmas that R is a right Kan extension: every element is a compatible family through the counit, no two the same, and all are there."""
    origin = ext.origin
    assert isinstance(origin, RanOf)
    k, f = origin.along, origin.base
    a, b, mine, name = side(low, f), side(low, ext), low.set_functor(ext), low.functor(k)
    counit = low.table(("counit", id(ext)), [f"{a.c}.ob", f"{mine}.el"], f"{a.t}.el", origin.counit.ravel().tolist())
    question = low.question(("families", id(ext)), lambda: _families(low, k, f))
    x, y, r, s, o, g, h = (low.fresh(v) for v in ("X", "Y", "r", "r", "B", "g", "h"))
    typed = eq(at(f"{a.t}.ob", at(counit, x, r)), x)
    step = eq(at(f"{a.t}.gen", at(counit, x, r), h), at(counit, at(a.lands_in, h), b.act(r, at(f"{name}.gen", h))))
    natural = every(h, f"{a.c}.gen", [(a.acts_on, x)], step)
    over = [(f"{mine}.ob", at(f"{name}.ob", x))]
    arrows = [(b.near, o), (b.far, at(f"{name}.ob", y))]
    same = eq(at(counit, y, b.act(r, g)), at(counit, y, b.act(s, g)))
    equal = every(y, f"{a.c}.ob", [], every(g, f"{b.c}.ar", arrows, same))
    distinct = eq(number(s, f"{mine}.el", [(f"{mine}.ob", o)], equal), 1)
    complete = eq(["count", question, o], number(r, f"{mine}.el", [(f"{mine}.ob", o)]))
    low.lemmas += [
        every(x, f"{a.c}.ob", [], every(r, f"{mine}.el", over, both(typed, natural))),
        every(o, f"{b.c}.ob", [], every(r, f"{mine}.el", [(f"{mine}.ob", o)], distinct)),
        every(o, f"{b.c}.ob", [], complete),
    ]
    size = int((ext.sizes.astype(float) ** 2).sum()) * max(1, k.dom.object_count)
    if size > FAMILIES:
        raise TooLarge(f"{ext.name}: comparing {ext.size:,} families pairwise (limit {FAMILIES:,} steps)")
    return tuple((question, (obj,), counted(low, question, (obj,), ext.name)[1]) for obj in range(k.cod.object_count))


def _families(low: Lowering, k: Functor, f: SetFunctor) -> dict[str, Any]:
    """The compatible families over object p0 of B: x_g in F(a) for each arrow g between p0 and K a, with F(h)(x_g) = x_(g with K h)."""
    a, name, b = side(low, f), low.functor(k), low.category(k.cod)
    near, far = (f"{b}.dom", f"{b}.cod") if f.variance == "covariant" else (f"{b}.cod", f"{b}.dom")
    arrows = [(near, "p0"), (far, at(f"{name}.ob", "X"))]
    family = unknown("family", [key("X", f"{a.c}.ob"), key("g", f"{b}.ar", arrows)], f"{a.t}.el", a.over("X"))
    image = at(f"{name}.gen", "h")
    step = at(f"{b}.comp", "g", image) if f.variance == "covariant" else at(f"{b}.comp", image, "g")
    moved = eq(at("family", at(a.lands_in, "h"), step), at(f"{a.t}.gen", at("family", "X", "g"), "h"))
    steps = every("h", f"{a.c}.gen", [(a.acts_on, "X")], every("g", f"{b}.ar", arrows, moved))
    return {"params": [f"{b}.ob"], "unknown": [family], "axioms": [every("X", f"{a.c}.ob", [], steps)]}


# ---------------------------------------------------------------- kinds


def unit_defect(ext: SetFunctor) -> Note | None:
    """Where the unit F -> L K is no bijection, in words; None if it is one everywhere."""
    origin = ext.origin
    assert isinstance(origin, LanOf)
    k, f, unit = origin.along, origin.base, origin.unit
    left, right = f"{f.name}", f"lan({k.name}, {f.name})"
    for a in range(k.dom.object_count):
        mine, b = unit[f.start[a] : f.start[a + 1]], int(k.on_objects[a])
        obj, image = object_name(k.dom, a), object_name(k.cod, b)
        values, counts = np.unique(mine, return_counts=True)
        if len(values) < len(mine):
            twice = values[counts > 1][0]
            x, y = (int(f.start[a]) + int(i) for i in np.flatnonzero(mine == twice)[:2])
            return Note(f"the unit at {obj} identifies {element_name(f, x)} and {element_name(f, y)}", f.name, obj)
        if len(values) < ext.sizes[b]:
            missed = np.setdiff1d(np.arange(ext.start[b], ext.start[b + 1]), values)
            sizes = f"|{left}({obj})| = {len(mine)}, |{right}({image})| = {int(ext.sizes[b])}"
            return Note(f"the unit at {obj} misses {ext.element_names[int(missed[0])]}: {sizes}", f.name, obj)
    return None


def misplaced(f: SetFunctor, k: Functor, end: str) -> str | None:
    """Why a set-valued functor and K do not fit together."""
    home = k.dom if end == "dom" else k.cod
    if f.partial or k.partial:
        return f"{(f if f.partial else k).name} has unknown values"
    if f.category is not home:
        return f"{f.name} lives on {f.category.name}, {k.name} {'begins at' if end == 'dom' else 'ends in'} {home.name}"
    return None


class KanUnitIso(Kind):
    name = "kan_unit_iso"
    alternatives = (("task", "functor"),)
    summary = "the unit F -> Lan_K(F) K is an isomorphism: the left Kan extension along K extends F"
    explanation = (
        "kan_unit_iso(F, K) for K : A -> B and a task or copresheaf F on A: the unit of the left Kan extension is a bijection F(a) -> Lan_K F(K a)\n"
        "for every a. Then Lan_K F extends F; the converse fails. It holds for all F iff K is fully faithful. The kernel checks the extension."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return misplaced(args[0], args[1], "dom")

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, k = args
        ext = lan_of(low, k, f)
        t, base, name, unit = low.set_functor(ext), side(low, f), low.functor(k), unit_table(low, ext)
        z, a, x = low.fresh("z"), low.fresh("X"), low.fresh("x")
        unique = eq(number(x, f"{base.t}.el", [(unit, z), (f"{base.t}.ob", a)]), 1)
        return every(z, f"{t}.el", [], every(a, f"{base.c}.ob", [(f"{name}.ob", at(f"{t}.ob", z))], unique))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        defect = unit_defect(lan_of(low, args[1], args[0]))
        return Answer(defect is None, why=() if defect is None else (defect,))


class KanCounitIso(Kind):
    name = "kan_counit_iso"
    alternatives = (("task", "functor"),)
    summary = "the counit Lan_K(G K) -> G is an isomorphism: G is determined by its restriction along K"
    explanation = (
        "kan_counit_iso(G, K) for K : A -> B and a task or copresheaf G on B: the map [g, x] |-> G(g) x from Lan_K(G K) to G is a bijection over\n"
        "every object. Along the Yoneda functor into a category of presheaves it says that G preserves the colimits of representables that make\n"
        "up its objects: G is, up to isomorphism, the only such extension of G K."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return misplaced(args[0], args[1], "cod")

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        g, k = args
        ext, counit = self._counit(low, g, k)
        origin = ext.origin
        assert isinstance(origin, LanOf)
        s, t = side(low, ext), side(low, g)
        table = low.table(("counit of", id(ext)), [f"{s.t}.el"], f"{t.t}.el", counit.tolist())
        under, unit = restriction_table(low, origin.base), unit_table(low, ext)
        x, y, z, h = (low.fresh(v) for v in ("x", "y", "z", "h"))
        moved = eq(at(table, at(f"{s.t}.gen", z, h)), at(f"{t.t}.gen", at(table, z), h))
        low.lemmas += [
            every(x, f"{low.set_functor(origin.base)}.el", [], eq(at(table, at(unit, x)), at(under, x))),
            every(z, f"{s.t}.el", [], every(h, f"{s.c}.gen", [(s.acts_on, at(f"{s.t}.ob", z))], moved)),
        ]
        return every(y, f"{t.t}.el", [], eq(number(z, f"{s.t}.el", [(table, y), (f"{s.t}.ob", at(f"{t.t}.ob", y))]), 1))

    def _counit(self, low: Lowering, g: SetFunctor, k: Functor) -> tuple[SetFunctor, Any]:
        held = _made.setdefault(low, {})
        where = (id(k), -id(g))
        if where not in held:
            restricted = tasks.restrict(f"restrict({g.name}, {k.name})", g, k)
            held[where] = (lan_of(low, k, restricted), k, restricted)
        ext, _, restricted = held[where]
        origin = restricted.origin
        assert isinstance(origin, RestrictOf)
        assert isinstance(ext.origin, LanOf)
        return ext, g.act(origin.under[ext.origin.element], ext.origin.arrow)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        g, k = args
        ext, counit = self._counit(low, g, k)
        values, counts = np.unique(counit, return_counts=True)
        if len(values) < len(counit):
            y = int(values[counts > 1][0])
            return Answer(False, why=(Note(f"{int(counts.max())} elements of {ext.name} are sent to {element_name(g, y)}", g.name),))
        if len(values) < g.size:
            y = int(np.setdiff1d(np.arange(g.size), values)[0])
            return Answer(False, why=(Note(f"{element_name(g, y)} is the image of no element over an object of {k.name}", g.name),))
        return Answer(True)
