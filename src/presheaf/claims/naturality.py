"""The natural transformations between two tasks, as a question; their number |Nat(S, T)|."""

from __future__ import annotations

from typing import Any

from presheaf.claims.base import Lowering, TooLarge
from presheaf.claims.formulas import at, eq, every, key, side, unknown
from presheaf.model.contraction import ROW_LIMIT, contracted, elimination_order
from presheaf.model.setfunctor import SetFunctor


def comparable(s: SetFunctor, t: SetFunctor) -> None:
    """ValueError unless the two are of one variance on one category; elaboration has checked it."""
    if s.category is not t.category or s.variance != t.variance:
        raise ValueError(f"{s.name} and {t.name} are not functors of one variance on one category")


def equivariant(low: Lowering, s: SetFunctor, t: SetFunctor, table: str) -> Any:
    """The axiom that `table` : S.el -> T.el commutes with every generator."""
    a, b, x, g = side(low, s), side(low, t), low.fresh("x"), low.fresh("g")
    moved = eq(at(table, at(f"{a.t}.gen", x, g)), at(f"{b.t}.gen", at(table, x), g))
    return every(x, f"{a.t}.el", [], every(g, f"{a.c}.gen", [(a.acts_on, at(f"{a.t}.ob", x))], moved))


def component(low: Lowering, s: SetFunctor, t: SetFunctor, name: str) -> Any:
    """An unknown family of maps S(X) -> T(X)."""
    a, b = side(low, s), side(low, t)
    return unknown(name, [key("x", f"{a.t}.el")], f"{b.t}.el", b.over(at(f"{a.t}.ob", "x")))


def natural_question(low: Lowering, s: SetFunctor, t: SetFunctor) -> str:
    """The question whose solutions are the natural transformations S => T."""
    comparable(s, t)
    build = lambda: {"params": [], "unknown": [component(low, s, t, "eta")], "axioms": [equivariant(low, s, t, "eta")]}  # noqa: E731
    return low.question(("natural", id(s), id(t)), build)


def counting_rule(low: Lowering, s: SetFunctor, t: SetFunctor) -> str:
    """The kernel's direct rule for the number of natural transformations S => T."""
    comparable(s, t)
    build = lambda: {"params": [], "rule": "natural", "args": [low.set_functor(s), low.set_functor(t)]}  # noqa: E731
    return low.question(("count of natural", id(s), id(t)), build)


def natural_count(low: Lowering, s: SetFunctor, t: SetFunctor) -> tuple[int, tuple[tuple[str, tuple[int, ...], Any], ...]]:
    """|Nat(S, T)| with its evidence.

    The number is a sum of products over the elements of S, contracted one element after the other; the certificate is the order, and the
    kernel goes through the same tables. TooLarge names the size beyond which no count is certified.
    """
    question = counting_rule(low, s, t)
    order = elimination_order(s, t)
    total = contracted(s, t, order)
    if total is None:
        raise TooLarge(f"|Nat({s.name}, {t.name})| needs tables of more than {ROW_LIMIT:,} rows")
    return total, ((question, (), {"order": order.tolist()}),)
