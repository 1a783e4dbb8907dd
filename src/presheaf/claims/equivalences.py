"""equivalent(C, D) and morita_equivalent(C, D), by skeletons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import afford, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.categories import Skeletal, back_and_forth
from presheaf.claims.category_isomorphism import categories_isomorphic, decide_categories
from presheaf.claims.functors import EssentiallySurjective, Faithful, Full
from presheaf.model import skeleton
from presheaf.model.build import TooLarge as Unbuildable
from presheaf.model.category import Category
from presheaf.model.constructions import FullOf
from presheaf.model.karoubi import karoubi

_made: WeakKeyDictionary[Lowering, dict[tuple[str, int], tuple[Category, Category]]] = WeakKeyDictionary()


def _completion(low: Lowering, c: Category) -> Category:
    """karoubi(C), built once for each certificate."""
    return _once(low, "karoubi", c, karoubi)


def _skeleton(low: Lowering, c: Category) -> Category:
    """A skeleton of C, C itself if that is one, built once for each certificate, which shows as lemmas that it is one."""

    def build(name: str, base: Category) -> Category:
        part = skeleton.skeleton(name, base)
        part = base if part.object_count == base.object_count else part
        low.lemmas += _is_skeleton(low, part, base)
        return part

    return _once(low, "skeleton", c, build)


def _once(low: Lowering, what: str, c: Category, build: Callable[[str, Category], Category]) -> Category:
    held = _made.setdefault(low, {})
    if (what, id(c)) not in held:
        try:
            held[what, id(c)] = build(f"{what}({c.name})", c), c
        except Unbuildable as error:
            raise TooLarge(str(error)) from None
    return held[what, id(c)][0]


def _is_skeleton(low: Lowering, part: Category, c: Category) -> list[Formula]:
    """No two objects of the part are isomorphic, and its inclusion into C is full, faithful and essentially surjective."""
    moving = np.flatnonzero(part.dom != part.cod).astype(np.int32)
    lemmas, steps = [Skeletal().define(low, [part])], 3 * back_and_forth(part, moving) + part.arrow_count
    if part is not c:
        assert isinstance(part.origin, FullOf)
        outside = np.ones(c.object_count, dtype=bool)
        outside[part.origin.objects] = False
        steps += 3 * back_and_forth(c, np.flatnonzero(outside[c.cod]).astype(np.int32)) + 4 * c.arrow_count
        inclusion = skeleton.inclusion(f"the inclusion of {part.name}", part)
        lemmas += [kind.define(low, [inclusion]) for kind in (Full(), Faithful(), EssentiallySurjective())]
    afford(steps, f"the skeleton of {c.name}")
    return lemmas


class Equivalent(Kind):
    name = "equivalent"
    alternatives = (("category", "category"),)
    summary = "C and D are equivalent: some functor C -> D is full, faithful and essentially surjective"
    explanation = (
        "equivalent(C, D) holds iff some functor C -> D is full, faithful and essentially surjective, that is, iff skeletons of C and D are\n"
        "isomorphic. A skeleton has one object of each isomorphism class; the certificate holds skeletons with their inclusions, which it shows to\n"
        "be equivalences, and an isomorphism between the skeletons, or why there is none."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return categories_isomorphic(low, *self._skeletons(low, args))

    def _skeletons(self, low: Lowering, args: Sequence[Any]) -> tuple[Category, Category]:
        left, right = (_skeleton(low, c) for c in self._categories(low, args))
        return left, right

    def _categories(self, low: Lowering, args: Sequence[Any]) -> Sequence[Category]:
        return args

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        left, right = self._skeletons(low, args)
        answer = decide_categories(low, left, right)
        parts = zip(self._categories(low, args), (left, right), args, strict=True)
        notes = dict.fromkeys(Note(_objects(whole, part), given.name) for whole, part, given in parts if part is not whole)
        return Answer(answer.value, answer.answers, (*answer.why, *notes))


def _objects(c: Category, part: Category) -> str:
    shown = ", ".join(object_name(part, x) for x in range(min(part.object_count, 6)))
    more = ", ..." if part.object_count > 6 else ""
    return f"every object of {c.name} is isomorphic to exactly one of {shown}{more}"


class MoritaEquivalent(Equivalent):
    name = "morita_equivalent"
    summary = "C and D have equivalent categories of presheaves: their idempotent completions are equivalent"
    explanation = (
        "morita_equivalent(C, D) holds iff the categories of presheaves on C and on D are equivalent, that is, iff karoubi(C) and karoubi(D) are\n"
        "equivalent. The certificate holds both completions, shows that they are complete, and goes on as for equivalent."
    )

    def _categories(self, low: Lowering, args: Sequence[Any]) -> Sequence[Category]:
        return [_completion(low, c) for c in args]
