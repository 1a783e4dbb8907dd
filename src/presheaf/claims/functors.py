"""Kinds about functors: full, faithful, fully faithful, essentially surjective, equivalence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, by_dom, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.categories import inverse_pair
from presheaf.claims.formulas import at, both, eq, every, number, some
from presheaf.claims.inverse import invertible
from presheaf.model.setfunctor import Functor


def names(low: Lowering, f: Functor) -> tuple[str, str, str]:
    """The certificate's names of the functor, its domain and its codomain."""
    return low.functor(f), low.category(f.dom), low.category(f.cod)


class Full(Kind):
    name = "full"
    alternatives = (("functor",),)
    summary = "every arrow F X -> F Y is the image of an arrow X -> Y"
    explanation = "full(F) holds iff for all objects X, Y each arrow h : F X -> F Y has some f : X -> Y with F f = h."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (name, c, d), h, x, y, f = names(low, args[0]), low.fresh("h"), low.fresh("X"), low.fresh("Y"), low.fresh("f")
        hit = some(f, f"{c}.ar", [(f"{c}.dom", x), (f"{c}.cod", y), (f"{name}.ar", h)], True)
        over_cod = every(y, f"{c}.ob", [(f"{name}.ob", at(f"{d}.cod", h))], hit)
        return every(h, f"{d}.ar", [], every(x, f"{c}.ob", [(f"{name}.ob", at(f"{d}.dom", h))], over_cod))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        c, d = f.dom, f.cod
        fibre = np.bincount(f.on_objects, minlength=d.object_count).astype(np.int64)
        needed = int((fibre[d.dom] * fibre[d.cod]).sum())
        hits = np.unique((c.dom.astype(np.int64) * max(c.object_count, 1) + c.cod) * max(d.arrow_count, 1) + f.on_arrows)
        if len(hits) == needed:
            afford(needed, f"full({f.name})")
            return Answer(True)
        return Answer(False, why=(self._missed(f, hits),))

    @staticmethod
    def _missed(f: Functor, hits: Any) -> Note:
        c, d = f.dom, f.cod
        pair, h = np.divmod(hits, max(d.arrow_count, 1))
        pairs, counts = np.unique(pair, return_counts=True)
        n = max(c.object_count, 1)
        _, keys = by_dom(d)
        for x in range(c.object_count):
            image = f.on_objects[x].astype(np.int64) * d.object_count + f.on_objects
            wanted = np.searchsorted(keys, image, side="right") - np.searchsorted(keys, image, side="left")
            have = np.zeros(n, dtype=np.int64)
            mine = pairs // n == x
            have[pairs[mine] % n] = counts[mine]
            for y in np.flatnonzero(have != wanted[:n]).tolist():
                missed = np.setdiff1d(d.hom(int(f.on_objects[x]), int(f.on_objects[y])), h[pair == x * n + y])
                name, a, b = arrow_name(d, int(missed[0])), object_name(c, x), object_name(c, y)
                return Note(f"no arrow {a} -> {b} is sent to {name}", f.name)
        raise RuntimeError(f"full({f.name}): the counts differ at no pair of objects")


class Faithful(Kind):
    name = "faithful"
    alternatives = (("functor",),)
    summary = "parallel arrows with one image are equal"
    explanation = "faithful(F) holds iff for parallel arrows f, g of the domain F f = F g implies f = g."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (name, c, _), f, g = names(low, args[0]), low.fresh("f"), low.fresh("g")
        twins = [(f"{c}.dom", at(f"{c}.dom", f)), (f"{c}.cod", at(f"{c}.cod", f)), (f"{name}.ar", at(f"{name}.ar", f))]
        return every(f, f"{c}.ar", [], eq(number(g, f"{c}.ar", twins), 1))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        c, d = f.dom, f.cod
        key = (c.dom.astype(np.int64) * max(c.object_count, 1) + c.cod) * max(d.arrow_count, 1) + f.on_arrows
        order = np.argsort(key, kind="stable")
        twice = np.flatnonzero(key[order][1:] == key[order][:-1])
        if not len(twice):
            return Answer(True)
        g, h = (int(order[i]) for i in (twice[0], twice[0] + 1))
        image = arrow_name(d, int(f.on_arrows[g]))
        return Answer(False, why=(Note(f"{arrow_name(c, g)} and {arrow_name(c, h)} are both sent to {image}", f.name),))


class EssentiallySurjective(Kind):
    name = "essentially_surjective"
    alternatives = (("functor",),)
    summary = "every object of the codomain is isomorphic to some F X"
    explanation = "essentially_surjective(F) holds iff for each object Y of the codomain some X and some isomorphism F X -> Y exist."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (name, c, d), y, i, x, j = names(low, args[0]), low.fresh("Y"), low.fresh("i"), low.fresh("X"), low.fresh("j")
        image = some(x, f"{c}.ob", [(f"{name}.ob", at(f"{d}.dom", i))], True)
        back = some(j, f"{d}.ar", [(f"{d}.dom", y), (f"{d}.cod", at(f"{d}.dom", i))], inverse_pair(d, i, j))
        return every(y, f"{d}.ob", [], some(i, f"{d}.ar", [(f"{d}.cod", y)], both(image, back)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        d = f.cod
        image = np.zeros(d.object_count, dtype=bool)
        image[f.on_objects] = True
        met = image.copy()
        arrows = np.flatnonzero(image[d.dom] & ~image[d.cod]).astype(np.int32)
        met[d.cod[arrows[invertible(d, arrows) >= 0]]] = True
        if met.all():
            return Answer(True)
        y = object_name(d, int(np.flatnonzero(~met)[0]))
        return Answer(False, why=(Note(f"no object {f.name}(X) is isomorphic to {y}", f.name),))


class FullyFaithful(Kind):
    name = "fully_faithful"
    alternatives = (("functor",),)
    summary = "full and faithful"
    explanation = "fully_faithful(F) holds iff F is a bijection from the arrows X -> Y to the arrows F X -> F Y, for all X, Y."
    parts: tuple[Kind, ...] = (Full(), Faithful())

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return both(*(part.define(low, args) for part in self.parts))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        for part in self.parts:
            answer = part.decide(low, args)
            if not answer.value:
                return answer
        return Answer(True)


class Equivalence(FullyFaithful):
    name = "equivalence"
    summary = "full, faithful and essentially surjective"
    explanation = (
        "equivalence(F) holds iff F is full, faithful and essentially surjective; then some functor back is inverse to it up to isomorphism."
    )
    parts = (Full(), Faithful(), EssentiallySurjective())
