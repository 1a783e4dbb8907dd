"""Extensions of functors into a finite category D as a question: a functor on B and isomorphisms. Off-image objects matter here."""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.base import Formula, Lowering
from presheaf.claims.formulas import at, both, eq, every, key, some, unknown
from presheaf.model.setfunctor import Functor


def question(low: Lowering, f: Functor, k: Functor, strict: bool) -> str:
    """A functor G : B -> D (tables ob, ar) and isomorphisms iso : F a -> G K a that are natural; strict: identities.

    Of the objects with one image the first may be taken to have the identity for its isomorphism, since G can be transported along it.
    """
    return low.question(("extends", id(f), id(k), strict), lambda: _question(low, f, k, strict))


def functor_laws(b: str, d: str) -> list[Formula]:
    """The axioms that the tables ob and ar are a functor from category b to category d of the certificate."""
    ends = both(*(eq(at(f"{d}.{end}", at("ar", "f")), at("ob", at(f"{b}.{end}", "f"))) for end in ("dom", "cod")))
    identity = eq(at("ar", at(f"{b}.id", "X")), at(f"{d}.id", at("ob", "X")))
    step = eq(at(f"{d}.comp", at("ar", "f"), at("ar", at(f"{b}.arrow", "s"))), at("ar", at(f"{b}.after", "f", "s")))
    return [
        every("X", f"{b}.ob", [], identity),
        every("f", f"{b}.ar", [], ends),
        every("f", f"{b}.ar", [], every("s", f"{b}.gen", [(f"{b}.gdom", at(f"{b}.cod", "f"))], step)),
    ]


def _question(low: Lowering, f: Functor, k: Functor, strict: bool) -> dict[str, Any]:
    a, b, d = low.category(k.dom), low.category(k.cod), low.category(f.cod)
    base, along = low.functor(f), low.functor(k)
    tables = [unknown("ob", [key("X", f"{b}.ob")], f"{d}.ob"), unknown("ar", [key("f", f"{b}.ar")], f"{d}.ar")]
    axioms = functor_laws(b, d)
    here, there = at(f"{base}.ob", "X"), at("ob", at(f"{along}.ob", "X"))
    image = at("ar", at(f"{along}.gen", "h"))
    if strict:
        same = [every("X", f"{a}.ob", [], eq(there, here)), every("h", f"{a}.gen", [], eq(image, at(f"{base}.gen", "h")))]
        return {"params": [], "unknown": tables, "axioms": [*same, *axioms]}
    tables.append(unknown("iso", [key("X", f"{a}.ob")], f"{d}.ar", [(f"{d}.dom", here)]))
    first = np.unique(k.on_objects, return_index=True)[1]
    least = low.table(("first", id(k)), [f"{a}.ob"], f"{a}.ob", first[np.searchsorted(k.on_objects[first], k.on_objects)].tolist())
    iso = at("iso", "X")
    inverse = both(eq(at(f"{d}.comp", iso, "g"), at(f"{d}.id", here)), eq(at(f"{d}.comp", "g", iso), at(f"{d}.id", at(f"{d}.cod", iso))))
    natural = eq(at(f"{d}.comp", at(f"{base}.gen", "h"), at("iso", at(f"{a}.gcod", "h"))), at(f"{d}.comp", at("iso", at(f"{a}.gdom", "h")), image))
    isomorphic = [
        every("X", f"{a}.ob", [], ["=>", eq(at(least, "X"), "X"), eq(iso, at(f"{d}.id", here))]),
        every("X", f"{a}.ob", [], eq(at(f"{d}.cod", iso), there)),
        every("X", f"{a}.ob", [], some("g", f"{d}.ar", [(f"{d}.cod", here)], inverse)),
        every("h", f"{a}.gen", [], natural),
    ]
    return {"params": [], "unknown": tables, "axioms": [*isomorphic, *axioms]}
