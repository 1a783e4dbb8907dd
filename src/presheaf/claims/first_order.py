"""Definitions of predicates by single objects, arrows and elements, where the kind's own definition asks for maps.

A definition such as "there is a natural isomorphism" can be asserted with the isomorphism as an unknown, but not denied: that would be a
statement about all maps. These formulas say the same about every category and can be asserted and denied. By the Yoneda lemma a natural
map from a Hom functor to T is the orbit of one element u of T, and it is an isomorphism iff every element of T is u acted on by exactly one arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from presheaf.claims import kind_of
from presheaf.claims.base import Formula, Note
from presheaf.claims.formulas import Side, at, both, eq, every, key, number, side, some, unknown
from presheaf.claims.representability import Representable, Represents
from presheaf.claims.unknowns import Unknowns
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.unknown import Inexpressible

YONEDA = Note("by the Yoneda lemma: the answers to X under P, natural transformations, are the arrows X -> P")

Definition = Callable[[Unknowns, Sequence[Any]], Formula]


def definitions(low: Unknowns, kind: str, args: Sequence[Any]) -> Iterator[Formula]:
    """The kind's own definition, unless it looks into the data of a structure, then one that says the same. Some may not be expressible."""
    try:
        yield kind_of(kind).define(low, args)
    except Inexpressible:
        if kind not in OTHERWISE:
            raise
    for definition in OTHERWISE.get(kind, ()) if not isinstance(args[-1], str) else ():
        yield definition(low, args)


def _universal(low: Unknowns, t: SetFunctor, p: Formula) -> Formula:
    """Some element over P is universal."""
    s, u, y, f = side(low, t), low.fresh("u"), low.fresh("y"), low.fresh("f")
    once = eq(number(f, f"{s.c}.ar", s.hom(p, at(f"{s.t}.ob", y)), eq(s.act(u, f), y)), 1)
    return some(u, f"{s.t}.el", s.over(p), every(y, f"{s.t}.el", [], once))


def _represents(low: Unknowns, args: Sequence[Any]) -> Formula:
    return _universal(low, args[1], args[0])


def _representable(low: Unknowns, args: Sequence[Any]) -> Formula:
    p = low.fresh("P")
    return some(p, f"{low.category(args[0].category)}.ob", [], _universal(low, args[0], p))


def _promptable(low: Unknowns, args: Sequence[Any]) -> Formula:
    low.notes.append(YONEDA)
    return Representable().define(low, args[:1])


def _solves(low: Unknowns, args: Sequence[Any]) -> Formula:
    low.notes.append(YONEDA)
    return Represents().define(low, args[:2])


def _roots(low: Unknowns, t: SetFunctor, k: int, body: Callable[[Side, list[str]], Formula]) -> Formula:
    """For some elements u_1, ..., u_k of T."""
    s, roots = side(low, t), [low.fresh("u") for _ in range(k)]
    formula = body(s, roots)
    for u in reversed(roots):
        formula = some(u, f"{s.t}.el", [], formula)
    return formula


def _covered_by(low: Unknowns, args: Sequence[Any]) -> Formula:
    t, k = args
    x, f, z = low.fresh("x"), low.fresh("f"), low.fresh("z")

    def reached(s: Side, roots: list[str]) -> Formula:
        return every(
            x, f"{s.t}.el", [], ["or", *(some(f, f"{s.c}.ar", s.hom(at(f"{s.t}.ob", u), at(f"{s.t}.ob", x)), eq(s.act(u, f), x)) for u in roots)]
        )

    return ["or", ["not", some(z, f"{low.set_functor(t)}.el", [], True)], _roots(low, t, k, reached)]


def _sum_of_representables(low: Unknowns, args: Sequence[Any]) -> Formula:
    """Every element is the image of one root alone, under one arrow."""
    t, k = args
    x, f = low.fresh("x"), low.fresh("f")

    def once(s: Side, roots: list[str]) -> Formula:
        def hits(u: str, wanted: int) -> Formula:
            counted = number(f, f"{s.c}.ar", s.hom(at(f"{s.t}.ob", u), at(f"{s.t}.ob", x)), eq(s.act(u, f), x))
            return eq(counted, 1) if wanted else ["not", some(f, f"{s.c}.ar", s.hom(at(f"{s.t}.ob", u), at(f"{s.t}.ob", x)), eq(s.act(u, f), x))]

        by = [both(*(hits(v, i == j) for j, v in enumerate(roots))) for i in range(len(roots))]
        return every(x, f"{s.t}.el", [], ["or", *by])

    return _roots(low, t, k, once)


def _retract(low: Unknowns, args: Sequence[Any]) -> Formula:
    """Some u over P reaches everything, an e : P -> P fixes u, and arrows that take u to one element agree after composition with e.

    Then (u acted on by f) |-> (f with e) is a section of the map of u; a section s of it is of this form with e = s(u).
    """
    (t,) = args
    s = side(low, t)
    u, e, x, f, g, h = (low.fresh(v) for v in ("u", "e", "x", "f", "g", "h"))
    p = at(f"{s.t}.ob", u)
    reached = some(f, f"{s.c}.ar", s.hom(p, at(f"{s.t}.ob", x)), eq(s.act(u, f), x))

    def through(arrow: str) -> Formula:
        return at(f"{s.c}.comp", arrow, e) if s.contravariant else at(f"{s.c}.comp", e, arrow)

    well_defined = ["=>", eq(s.act(u, g), s.act(u, h)), eq(through(g), through(h))]
    agree = every(g, f"{s.c}.ar", [(s.near, p)], every(h, f"{s.c}.ar", s.hom(p, at(s.far, g)), well_defined))
    split = some(e, f"{s.c}.ar", [(f"{s.c}.dom", p), (f"{s.c}.cod", p)], both(eq(s.act(u, e), u), agree))
    return some(u, f"{s.t}.el", [], both(every(x, f"{s.t}.el", [], reached), split))


def _connected(low: Unknowns, args: Sequence[Any]) -> Formula:
    """All objects but one have an arrow that joins them to an object of less depth: they form a tree."""
    c = low.category(args[0])
    if c not in low.called.values():
        raise Inexpressible("connected")
    depths = low.sort(("depths",), max(low.objects, 1))
    x, y = low.fresh("X"), low.fresh("Y")

    def build() -> dict[str, Any]:
        def down(obj: str) -> Formula:
            step = at("step", obj)
            ways = [(f"{c}.dom", f"{c}.cod"), (f"{c}.cod", f"{c}.dom")]
            return ["or", *(both(eq(at(near, step), obj), ["<", at("depth", at(far, step)), at("depth", obj)]) for near, far in ways)]

        return {
            "params": [],
            "unknown": [unknown("depth", [key("X", f"{c}.ob")], depths), unknown("step", [key("X", f"{c}.ob")], f"{c}.ar")],
            "axioms": [every(x, f"{c}.ob", [], every(y, f"{c}.ob", [], ["or", eq(x, y), down(x), down(y)]))],
        }

    return both(some(low.fresh("X"), f"{c}.ob", [], True), ["holds", low.question(("tree", id(args[0])), build)])


OTHERWISE: dict[str, tuple[Definition, ...]] = {
    "represents": (_represents,),
    "representable": (_representable,),
    "promptable": (_promptable, _representable),
    "solves": (_solves, _represents),
    "covered_by": (_covered_by,),
    "sum_of_representables": (_sum_of_representables,),
    "retract_of_representable": (_retract,),
    "connected": (_connected,),
}
"""Further definitions, in the order in which they are tried."""
