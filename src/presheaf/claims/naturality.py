"""The natural transformations between two tasks, as a question; their number |Nat(S, T)|."""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.arrays import components, edges
from presheaf.claims.base import Lowering, TooLarge
from presheaf.claims.formulas import at, eq, every, key, side, unknown
from presheaf.claims.questions import counted
from presheaf.model.setfunctor import SetFunctor

COUNT_LIMIT = 3_000_000


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


def natural_count(low: Lowering, s: SetFunctor, t: SetFunctor) -> tuple[int, tuple[tuple[str, tuple[int, ...], Any], ...]]:
    """|Nat(S, T)| with its evidence.

    S falls into connected parts whose numbers multiply; within one part the images of a generating set determine all others by
    propagation, so the search splits about once per generator. TooLarge names the size beyond which no count is certified.
    """
    question = natural_question(low, s, t)
    what = f"|Nat({s.name}, {t.name})|"
    left, right = edges(s)
    steps = int((t.sizes[s.over[left]] * t.sizes[s.over[right]]).sum()) + int(t.sizes[s.over].sum())
    parts = len(np.unique(components(s.size, left, right)))
    if max(steps, parts * s.size) > COUNT_LIMIT:
        raise TooLarge(f"{what} needs {max(steps, parts * s.size):,} steps for its certificate (limit {COUNT_LIMIT:,})")
    total, evidence = counted(low, question, (), what)
    return total, ((question, (), evidence),)
