"""The number of functors between two categories, |functor(C, D)|."""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.base import Lowering, TooLarge
from presheaf.claims.formulas import at, both, eq, every, key, unknown
from presheaf.claims.questions import counted
from presheaf.model.category import Category

GROUND = 1_000_000  # values that the kernel compares on the edges of the Cayley table and at the ends of arrows


def functor_question(low: Lowering, left: Category, right: Category) -> str:
    """The question whose solutions are the functors: images of objects and arrows that keep ends, identities and composites with generators."""

    def build() -> dict[str, Any]:
        c, d = low.category(left), low.category(right)
        ends = [eq(at(f"{d}.{e}", at("arrow", "f")), at("object", at(f"{c}.{e}", "f"))) for e in ("dom", "cod")]
        image = at(f"{d}.comp", at("arrow", "f"), at("arrow", at(f"{c}.arrow", "s")))
        composite = eq(image, at("arrow", at(f"{c}.after", "f", "s")))
        further = ["not", eq("f", at(f"{c}.id", at(f"{c}.dom", "f")))]  # an identity first says nothing more
        return {
            "params": [],
            "unknown": [unknown("object", [key("X", f"{c}.ob")], f"{d}.ob"), unknown("arrow", [key("f", f"{c}.ar")], f"{d}.ar")],
            "axioms": [
                every("f", f"{c}.ar", [], both(*ends)),
                every("X", f"{c}.ob", [], eq(at("arrow", at(f"{c}.id", "X")), at(f"{d}.id", at("object", "X")))),
                every("f", f"{c}.ar", [], ["=>", further, every("s", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "f"))], composite)]),
            ],
        }

    return low.question(("functors", id(left), id(right)), build)


def functor_count(low: Lowering, left: Category, right: Category) -> tuple[int, tuple[tuple[str, tuple[int, ...], Any], ...]]:
    """The number of functors with its evidence. TooLarge beyond GROUND comparisons, or the nodes of the search: it goes through them all."""
    what = f"|functor({left.name}, {right.name})|"
    m, n = right.arrow_count, right.object_count
    pairs = int(np.bincount(right.dom, minlength=n)[right.cod].sum())
    steps = (len(left.right) - len(left.generators)) * (m * m + pairs * m) + 2 * left.arrow_count * m * n
    if steps > GROUND:
        raise TooLarge(f"{what}: {steps:,} values to compare (limit {GROUND:,})")
    question = functor_question(low, left, right)
    total, evidence = counted(low, question, (), what)
    return total, ((question, (), evidence),)
