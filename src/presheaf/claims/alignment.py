"""feature_aligned(Phi, F) and transfers(Phi, F): functors between features that go with a functor between data (Theorem 3).

F : C -> B embeds one kind of data into another, and Phi takes features, presheaves on C, to presheaves on B. Written h_X for Hom(-, X), it is
aligned with F iff Phi(h_X) is isomorphic to h_{F X}, naturally in X. Phi may be given on the h_X alone, as a functor on C.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, key, number, unknown
from presheaf.claims.presheaf_lemmas import Elements
from presheaf.claims.questions import found
from presheaf.model.category import Category, Ints
from presheaf.model.presheaf_category import PresheavesOf
from presheaf.model.presheaf_functors import origin_of, universal_elements, yoneda_functor
from presheaf.model.setfunctor import Functor

_made: WeakKeyDictionary[Lowering, dict[tuple[int, int], Functor]] = WeakKeyDictionary()


def embedding(low: Lowering, phi: Functor, f: Functor) -> Functor | None:
    """The Yoneda functor by which Phi is restricted to the data, made once for each certificate; None where Phi begins at the data."""
    if phi.dom is f.dom:
        return None
    held = _made.setdefault(low, {})
    if (id(phi), id(f)) not in held:
        held[id(phi), id(f)] = yoneda_functor(f"yoneda_functor({f.dom.name}, {phi.dom.name})", f.dom, phi.dom)
    return held[id(phi), id(f)]


class Images:
    """X |-> Phi(h_X) on the objects, generators and arrows of C: as terms of the kernel's language, and as numbers."""

    def __init__(self, low: Lowering, phi: Functor, f: Functor) -> None:
        self.yoneda = embedding(low, phi, f)
        self.low, self.phi, self.f = low, phi, f
        self.name = low.functor(phi)
        self.through = None if self.yoneda is None else low.functor(self.yoneda)

    def object(self, x: Formula) -> Formula:
        """Phi(h_X)."""
        return at(f"{self.name}.ob", x if self.through is None else at(f"{self.through}.ob", x))

    def generator(self, s: Formula) -> Formula:
        """Phi(h_s) for a generator s."""
        return at(f"{self.name}.gen", s) if self.through is None else at(f"{self.name}.ar", at(f"{self.through}.gen", s))

    def arrow(self, f: Formula) -> Formula:
        """Phi(h_f)."""
        return at(f"{self.name}.ar", f if self.through is None else at(f"{self.through}.ar", f))

    @property
    def objects(self) -> Ints:
        """int32[objects of C]."""
        return self.phi.on_objects if self.yoneda is None else self.phi.on_objects[self.yoneda.on_objects]

    @property
    def arrows(self) -> Ints:
        """int32[arrows of C]."""
        return self.phi.on_arrows if self.yoneda is None else self.phi.on_arrows[self.yoneda.on_arrows]


class FeatureAligned(Kind):
    name = "feature_aligned"
    alternatives = (("functor", "functor"),)
    summary = "Phi takes Hom(-, X) to Hom(-, F X), up to an isomorphism that is natural in X"
    explanation = (
        "feature_aligned(Phi, F) for F : C -> B, and Phi a functor from C or from a category of presheaves on C to a category of presheaves on B:\n"
        "there are isomorphisms Hom(-, F X) -> Phi(Hom(-, X)), one for each object X of C, that commute with the maps of all arrows of C.\n"
        "A Phi on C itself is read as X |-> Phi(Hom(-, X)). The extension along any functor F is aligned with F. If it fails, some Phi(Hom(-, X))\n"
        "is not isomorphic to Hom(-, F X), or the isomorphisms cannot be chosen so that they fit an arrow of C."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        misfit = self._misfit(*args)
        if misfit and self._misfit(args[1], args[0]) is None:
            return f"the functor between features comes first: {self.name}({args[1].name}, {args[0].name})"
        return misfit

    def _misfit(self, phi: Functor, f: Functor) -> str | None:
        if phi.partial or f.partial:
            return f"{(phi if phi.partial else f).name} has unknown values"
        if not isinstance(phi.cod.origin, PresheavesOf) or phi.cod.origin.base is not f.cod:
            return f"{phi.name} ends in {phi.cod.name}, not in a category of presheaves on {f.cod.name}, where {f.name} ends"
        if phi.dom is f.dom:
            return None
        if not isinstance(phi.dom.origin, PresheavesOf) or phi.dom.origin.base is not f.dom:
            return f"{phi.name} begins at {phi.dom.name}, not at {f.dom.name}, where {f.name} begins, or at presheaves on it"
        missing = without_representable(f.dom, phi.dom)
        return None if missing is None else f"{phi.dom.name}, where {phi.name} begins, has no presheaf isomorphic to Hom(-, {missing})"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        phi, f = args
        images, n = Images(low, phi, f), Elements(low, phi.cod)
        x, y, z, g = (low.fresh(stem) for stem in ("X", "Y", "z", "g"))
        hom = [(f"{n.base}.dom", y), (f"{n.base}.cod", at(f"{low.functor(f)}.ob", x))]
        alike = eq(number(z, n.el, [(n.of, images.object(x)), (n.ob, y)]), number(g, f"{n.base}.ar", hom))
        sizes = every(x, f"{low.category(f.dom)}.ob", [], every(y, f"{n.base}.ob", [], alike))
        return both(sizes, ["holds", question(low, phi, f)])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        phi, f = args
        images = Images(low, phi, f)
        target = origin_of(phi.cod)
        for x, (a, b) in enumerate(zip(images.objects.tolist(), f.on_objects.tolist(), strict=True)):
            here, homs = target.tasks[a].sizes, np.bincount(f.cod.dom[f.cod.into(b)], minlength=f.cod.object_count)
            if (here != homs).any():
                y = int(np.flatnonzero(here != homs)[0])
                numbers = f"their sizes over {object_name(f.cod, y)} are {int(here[y])} and {int(homs[y])}"
                return Answer(False, why=(Note(f"{_not_isomorphic(phi, f, x, b)}: {numbers}", phi.name),))
        asked = question(low, phi, f)
        value, evidence = found(low, asked, (), f"feature_aligned({phi.name}, {f.name})")
        return Answer(value, ((asked, (), evidence),), () if value else (why_not(images),))


def without_representable(c: Category, e: Category) -> str | None:
    """The first object X of C such that E, presheaves on C, has none isomorphic to Hom(-, X)."""
    tasks = origin_of(e).tasks
    return next((object_name(c, x) for x in range(c.object_count) if not any(universal_elements(t, x) for t in tasks)), None)


def question(low: Lowering, phi: Functor, f: Functor) -> str:
    """A bijection there_X from the arrows into F X to the elements of Phi(h_X), with its inverse back_X, natural in both arguments."""

    def build() -> dict[str, Any]:
        images, n, name, c = Images(low, phi, f), Elements(low, phi.cod), low.functor(f), low.category(f.dom)
        value, b, place = n.value(), n.base, at(f"{name}.ob", "X")
        arrows, mine = [(f"{b}.cod", place)], [(n.of, images.object("X"))]
        there = unknown("there", [key("X", f"{c}.ob"), key("g", f"{b}.ar", arrows)], n.el, [*mine, (n.ob, at(f"{b}.dom", "g"))])
        back = unknown("back", [key("X", f"{c}.ob"), key("z", n.el, mine)], f"{b}.ar", [(f"{b}.dom", at(n.ob, "z")), *arrows])
        moved = eq(at("there", "X", at(f"{b}.before", "t", "g")), at(f"{n.u}.gen", at("there", "X", "g"), "t"))
        after = at("there", at(f"{c}.gcod", "s"), at(f"{b}.comp", "g", at(f"{name}.gen", "s")))
        along = eq(at(value, images.generator("s"), at("there", "X", "g")), after)
        each = every("g", f"{b}.ar", arrows, every("t", f"{b}.gen", [(f"{b}.gcod", at(f"{b}.dom", "g"))], moved))
        inverse = [every("g", f"{b}.ar", arrows, eq(at("back", "X", at("there", "X", "g")), "g"))]
        inverse.append(every("z", n.el, mine, eq(at("there", "X", at("back", "X", "z")), "z")))
        natural = every("s", f"{c}.gen", [(f"{c}.gdom", "X")], every("g", f"{b}.ar", arrows, along))
        axioms = [every("X", f"{c}.ob", [], axiom) for axiom in (each, *inverse, natural)]
        return {"params": [], "unknown": [there, back], "axioms": axioms}

    return low.question(("feature aligned", id(phi), id(f)), build)


def _not_isomorphic(phi: Functor, f: Functor, x: int, b: int) -> str:
    shown = _applied(phi, object_name(f.dom, x) if phi.dom is f.dom else f"Hom(-, {object_name(f.dom, x)})")
    return f"{shown} is not isomorphic to Hom(-, {object_name(f.cod, b)})"


def _applied(phi: Functor, text: str) -> str:
    return f"({phi.name})({text})" if " " in phi.name else f"{phi.name}({text})"


def why_not(images: Images) -> Note:
    """The object or the arrow of C that stands in the way, in words."""
    phi, f, target = images.phi, images.f, origin_of(images.phi.cod)
    universal = [universal_elements(target.tasks[a], b) for a, b in zip(images.objects.tolist(), f.on_objects.tolist(), strict=True)]
    for x, elements in enumerate(universal):
        if not elements:
            b = int(f.on_objects[x])
            return Note(f"{_not_isomorphic(phi, f, x, b)}: no element over {object_name(f.cod, b)} is universal", phi.name)
    c = f.dom
    for s in np.unique(c.generators).tolist():
        a, b, image = int(c.dom[s]), int(c.cod[s]), int(images.arrows[s])
        values, t = target.component(phi.cod, image), target.tasks[int(images.objects[b])]
        start, reached = t.act(np.array(universal[b], np.int32), np.full(len(universal[b]), f.on_arrows[s], np.int32)), values[universal[a]]
        fits = np.isin(reached, start) if a != b else reached == start
        if not fits.any():
            moved, along = arrow_name(phi.cod, image), arrow_name(f.cod, int(f.on_arrows[s]))
            what = f"{phi.name} takes {arrow_name(c, s)} to {moved}, and no isomorphisms at its ends make that composition with {along}"
            return Note(what, phi.name)
    return Note(f"there are isomorphisms Hom(-, {f.name} X) -> {_applied(phi, 'X')}, but none that fit all arrows of {c.name} at once", phi.name)


class Transfers(FeatureAligned):
    name = "transfers"
    summary = "Phi is aligned with F, and C(X, Y) -> Nat(Phi(Hom(-, X)), Phi(Hom(-, Y))) is a bijection for all X, Y"
    explanation = (
        "transfers(Phi, F): feature_aligned(Phi, F) holds, and each natural transformation from Phi(Hom(-, X)) to Phi(Hom(-, Y)) is the image of\n"
        "exactly one arrow X -> Y. An aligned Phi transfers iff F is full and faithful (Theorem 3). If it fails, two arrows are sent to one, or\n"
        "some arrow F X -> F Y has no preimage."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        phi, f = args
        images, c, e = Images(low, phi, f), low.category(f.dom), low.category(phi.cod)
        x, y, h, g = (low.fresh(stem) for stem in ("X", "Y", "h", "g"))
        once = eq(number(g, f"{c}.ar", [(f"{c}.dom", x), (f"{c}.cod", y)], eq(images.arrow(g), h)), 1)
        homs = every(h, f"{e}.ar", [(f"{e}.dom", images.object(x)), (f"{e}.cod", images.object(y))], once)
        return both(super().define(low, args), every(x, f"{c}.ob", [], every(y, f"{c}.ob", [], homs)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        aligned = super().decide(low, args)
        if not aligned.value:
            return aligned
        phi, f = args
        c, images = f.dom, Images(low, phi, f)
        steps = 0
        for x in range(c.object_count):
            for y in range(c.object_count):
                mine, every_one = c.hom(x, y), phi.cod.hom(int(images.objects[x]), int(images.objects[y]))
                values, counts = np.unique(images.arrows[mine], return_counts=True)
                if len(values) < len(mine) or len(values) < len(every_one):
                    return Answer(False, aligned.answers, (_defect(images, mine, values, counts, (x, y)),))
                steps += (len(mine) + 1) * len(every_one)
        afford(steps, f"transfers({phi.name}, {f.name})")
        return Answer(True, aligned.answers)


def _defect(images: Images, mine: Ints, values: Ints, counts: Any, ends: tuple[int, int]) -> Note:
    """Two arrows with one image, or a transformation that is no image, in terms of F."""
    c, d, f = images.f.dom, images.f.cod, images.f
    x, y = ends
    if len(values) < len(mine):
        g, h = mine[images.arrows[mine] == values[counts > 1][0]][:2].tolist()
        both_to = arrow_name(d, int(f.on_arrows[g]))
        return Note(f"{f.name} takes {arrow_name(c, g)} and {arrow_name(c, h)} to one arrow, {both_to}: the relations are merged", f.name)
    missed = np.setdiff1d(d.hom(int(f.on_objects[x]), int(f.on_objects[y])), f.on_arrows[mine])
    name = arrow_name(d, int(missed[0]))
    return Note(f"no arrow {object_name(c, x)} -> {object_name(c, y)} is sent to {name}: {d.name} has a relation that {c.name} does not have", f.name)
