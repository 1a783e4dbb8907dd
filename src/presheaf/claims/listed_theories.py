"""What it is to be a category, a set-valued functor, a functor or a natural transformation in the sorts of a certificate: theories for the kernel.

They are written out for people to read: that a list of structures is complete is proved for what its theory says.
"""

from __future__ import annotations

from typing import Any

from presheaf.claims.formulas import at, both, eq, every, key, unknown
from presheaf.model.setfunctor import Variance

Theory = dict[str, Any]


def category(c: str) -> Theory:
    """A composite for all arrows that meet, `c.comp`; units, associativity."""

    def comp(f: Any, g: Any) -> Any:
        return at(f"{c}.comp", f, g)

    def arrow(variable: str, body: Any, after: str = "") -> Any:
        return every(variable, f"{c}.ar", [(f"{c}.dom", at(f"{c}.cod", after))] if after else [], body)

    units = [eq(comp(at(f"{c}.id", at(f"{c}.dom", "f")), "f"), "f"), eq(comp("f", at(f"{c}.id", at(f"{c}.cod", "f"))), "f")]
    associative = eq(comp(comp("f", "g"), "h"), comp("f", comp("g", "h")))
    meeting = [key("f", f"{c}.ar"), key("g", f"{c}.ar", [(f"{c}.dom", at(f"{c}.cod", "f"))])]
    return {
        "unknown": [unknown(f"{c}.comp", meeting, f"{c}.ar", [(f"{c}.dom", at(f"{c}.dom", "f")), (f"{c}.cod", at(f"{c}.cod", "g"))])],
        "axioms": [arrow("f", both(*units)), arrow("f", arrow("g", arrow("h", associative, "g"), "f"))],
    }


def set_functor(t: str, c: str, variance: Variance) -> Theory:
    """Generators act by `t.action`, arrows by `t.act`, identities not at all, and f ; s acts as f and s do."""
    near, far = ("cod", "dom") if variance == "contravariant" else ("dom", "cod")
    value = [(f"{t}.ob", at(f"{c}.g{far}", "s"))], [(f"{t}.ob", at(f"{c}.{far}", "f"))]
    here = (f"{t}.ob", at(f"{c}.g{near}", "s"))
    generator, arrow = at(f"{t}.action", "s", "x"), at(f"{t}.act", "f", "x")
    then = at(f"{t}.act", "f", generator) if variance == "contravariant" else at(f"{t}.action", "s", arrow)
    start = here if variance == "contravariant" else (f"{t}.ob", at(f"{c}.dom", "f"))
    composite = every("x", f"{t}.el", [start], eq(at(f"{t}.act", at(f"{c}.after", "f", "s"), "x"), then))
    return {
        "unknown": [
            unknown(f"{t}.action", [key("s", f"{c}.gen"), key("x", f"{t}.el", [here])], f"{t}.el", value[0]),
            unknown(f"{t}.act", [key("f", f"{c}.ar"), key("x", f"{t}.el", [(f"{t}.ob", at(f"{c}.{near}", "f"))])], f"{t}.el", value[1]),
        ],
        "axioms": [
            every("x", f"{t}.el", [], eq(at(f"{t}.act", at(f"{c}.id", at(f"{t}.ob", "x")), "x"), "x")),
            every("f", f"{c}.ar", [], every("s", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "f"))], composite)),
        ],
    }


def functor(f: str, c: str, d: str) -> Theory:
    """Images of objects, `f.objects`, of generators and of all arrows that keep ends, identities and composites with generators."""
    ends = [eq(at(f"{d}.{e}", at(f"{f}.arrows", "f")), at(f"{f}.objects", at(f"{c}.{e}", "f"))) for e in ("dom", "cod")]
    image = at(f"{d}.comp", at(f"{f}.arrows", "f"), at(f"{f}.generators", "s"))
    composite = eq(image, at(f"{f}.arrows", at(f"{c}.after", "f", "s")))
    return {
        "unknown": [
            unknown(f"{f}.objects", [key("X", f"{c}.ob")], f"{d}.ob"),
            unknown(f"{f}.generators", [key("s", f"{c}.gen")], f"{d}.ar"),
            unknown(f"{f}.arrows", [key("f", f"{c}.ar")], f"{d}.ar"),
        ],
        "axioms": [
            every("X", f"{c}.ob", [], eq(at(f"{f}.arrows", at(f"{c}.id", "X")), at(f"{d}.id", at(f"{f}.objects", "X")))),
            every("f", f"{c}.ar", [], both(*ends)),
            every("s", f"{c}.gen", [], eq(at(f"{f}.arrows", at(f"{c}.arrow", "s")), at(f"{f}.generators", "s"))),
            every("f", f"{c}.ar", [], every("s", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "f"))], composite)),
        ],
    }


def transformation(a: str, s: str, t: str, c: str) -> Theory:
    """Images of elements over their objects, `a.at`, that commute with every generator."""
    square = eq(at(f"{a}.at", at(f"{s}.gen", "x", "s")), at(f"{t}.gen", at(f"{a}.at", "x"), "s"))
    return {
        "unknown": [unknown(f"{a}.at", [key("x", f"{s}.el")], f"{t}.el", [(f"{t}.ob", at(f"{s}.ob", "x"))])],
        "axioms": [every("s", f"{c}.gen", [], every("x", f"{s}.el", [(f"{s}.ob", at(f"{s}.source", "s"))], square))],
    }
