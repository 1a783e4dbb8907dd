"""isomorphic(S, T) for tasks, isomorphic(C, D) for categories, isomorphic(A, B) for objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from presheaf.claims.arrays import element_name, object_name
from presheaf.claims.arrows import decide_objects, objects_isomorphic
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.category_isomorphism import categories_isomorphic, decide_categories
from presheaf.claims.formulas import at, both, eq, every, number, side
from presheaf.claims.naturality import comparable, component, equivariant
from presheaf.claims.refine import Matching
from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor


def rule(low: Lowering, s: SetFunctor, t: SetFunctor) -> str:
    """The kernel's direct rule "S and T are isomorphic"."""
    comparable(s, t)
    build = lambda: {"params": [], "rule": "isomorphic", "args": [low.set_functor(s), low.set_functor(t)]}  # noqa: E731
    return low.question(("isomorphic", id(s), id(t)), build)


def inverse_family(low: Lowering, s: SetFunctor, t: SetFunctor) -> list[Formula]:
    """The axioms that phi : S -> T and psi : T -> S are inverse families of maps."""
    a, b, x, y = side(low, s), side(low, t), low.fresh("x"), low.fresh("y")
    there = every(x, f"{a.t}.el", [], eq(at("psi", at("phi", x)), x))
    return [there, every(y, f"{b.t}.el", [], eq(at("phi", at("psi", y)), y))]


def definition(low: Lowering, s: SetFunctor, t: SetFunctor) -> str:
    """A natural family of maps S(X) -> T(X) with an inverse family."""
    comparable(s, t)

    def build() -> dict[str, Any]:
        tables = [component(low, s, t, "phi"), component(low, t, s, "psi")]
        return {"params": [], "unknown": tables, "axioms": [equivariant(low, s, t, "phi"), *inverse_family(low, s, t)]}

    return low.question(("isomorphic by definition", id(s), id(t)), build)


def equal_sizes(low: Lowering, s: SetFunctor, t: SetFunctor) -> Formula:
    """|S(X)| = |T(X)| for every object X."""
    a, b, x, y, z = side(low, s), side(low, t), low.fresh("X"), low.fresh("x"), low.fresh("y")
    return every(x, f"{a.c}.ob", [], eq(number(y, f"{a.t}.el", a.over(x)), number(z, f"{b.t}.el", b.over(x))))


class Isomorphic(Kind):
    name = "isomorphic"
    alternatives = (("task", "task"), ("category", "category"), ("object", "object"))
    summary = "naturally isomorphic tasks, isomorphic categories, or isomorphic objects of one category"
    explanation = (
        "isomorphic(S, T) for tasks: bijections S(X) -> T(X) that commute with every arrow. isomorphic(C, D) for categories: functors C -> D\n"
        "and D -> C that are inverse to one another. isomorphic(A, B) for objects of one category: an arrow A -> B with a two-sided inverse.\n"
        'For tasks "no" is certified by colours that every isomorphism must keep and whose numbers differ, after trying all images of\n'
        "some elements where necessary."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        if len(args) == 3:
            return objects_isomorphic(low, args)
        if isinstance(args[0], Category):
            return categories_isomorphic(low, args[0], args[1])
        return both(equal_sizes(low, *args), ["holds", definition(low, *args)])

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return ["holds", rule(low, *args)] if len(args) == 2 and isinstance(args[0], SetFunctor) else self.define(low, args)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        if len(args) == 3:
            return decide_objects(args)
        if isinstance(args[0], Category):
            return decide_categories(low, args[0], args[1])
        s, t = args
        question = rule(low, s, t)
        table, node = Matching(s, t).find()
        if table is not None:
            pairs = ", ".join(f"{s.element_names[x]} |-> {t.element_names[int(table[x])]}" for x in range(min(4, s.size)))
            more = ", ..." if s.size > 4 else ""
            return Answer(True, ((question, (), {"map": table.tolist()}),), (Note(f"the isomorphism {{{pairs}{more}}} is natural", s.name),))
        return Answer(False, ((question, (), {"distinct": node}),), (why_distinct(s, t, node),))


def why_distinct(s: SetFunctor, t: SetFunctor, node: dict[str, Any]) -> Note:
    """The exclusion in words."""
    for x in range(s.category.object_count):
        if s.sizes[x] != t.sizes[x]:
            name = object_name(s.category, x)
            return Note(f"{s.name}({name}) has {s.sizes[x]} elements and {t.name}({name}) has {t.sizes[x]}", t.name, name)
    if "split" not in node:
        rounds = node["rounds"]
        return Note(
            f"elements told apart by their images and preimages, {rounds} steps deep, occur in different numbers in {s.name} and {t.name}", t.name
        )
    count = len(node["images"])
    return Note(f"each of the {count} possible images of {element_name(s, node['split'])} in {t.name} leads to a contradiction", t.name)
