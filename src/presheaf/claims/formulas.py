"""Writing formulas of the kernel's language, and the two variances in one notation.

For a task T on C and an object P write H for the functor that P represents: Hom(-, P) for a contravariant T, Hom(P, -) for a
covariant one. Both kinds of functor are treated at once: `near` is the end of an arrow of H that sits at P (cod or dom), `far` the
end over which it lies, and a generator that acts on an object acts on the elements over it and on the arrows whose far end it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from presheaf.claims.base import Formula, Lowering
from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted

Fibre = Sequence[tuple[str, Formula]]


def at(function: str, *terms: Formula) -> Formula:
    """The value of a function."""
    return ["@", function, *terms]


def eq(left: Formula, right: Formula) -> Formula:
    """Two terms are equal (and defined)."""
    return ["=", left, right]


def objects(low: Lowering, c: Category | Weighted) -> str:
    """The sort of the objects."""
    return f"{low.category(c) if isinstance(c, Category) else low.weighted(c)}.ob"


def rational(value: Fraction | int) -> Formula:
    """A number >= 0 as a term."""
    return value.numerator if value.denominator == 1 else ["/", value.numerator, value.denominator]


def both(*parts: Formula) -> Formula:
    """The conjunction; of one part, that part."""
    return parts[0] if len(parts) == 1 else ["and", *parts]


def _fibre(fibre: Fibre) -> list[Any]:
    return [list(pair) for pair in fibre]


def every(variable: str, sort: str, fibre: Fibre, body: Formula) -> Formula:
    """For all elements of the fibre."""
    return ["all", variable, sort, _fibre(fibre), body]


def some(variable: str, sort: str, fibre: Fibre, body: Formula) -> Formula:
    """For some element of the fibre."""
    return ["any", variable, sort, _fibre(fibre), body]


def number(variable: str, sort: str, fibre: Fibre, body: Formula = True) -> Formula:
    """How many elements of the fibre satisfy the body."""
    return ["#", variable, sort, _fibre(fibre), body]


def key(variable: str, sort: str, fibre: Fibre = ()) -> Formula:
    """One key of an unknown table."""
    return [variable, sort, _fibre(fibre)]


def unknown(name: str, keys: Sequence[Formula], sort: str, fibre: Fibre = ()) -> Formula:
    """An unknown table of a question."""
    return [name, list(keys), [sort, _fibre(fibre)]]


@dataclass(frozen=True)
class Side:
    """Names of the kernel's functions for the variance of one task: `c` its category, `t` the task."""

    c: str
    t: str
    contravariant: bool

    @property
    def near(self) -> str:
        """Arrow -> its end at P."""
        return f"{self.c}.cod" if self.contravariant else f"{self.c}.dom"

    @property
    def far(self) -> str:
        """Arrow -> its end over which it lies in H."""
        return f"{self.c}.dom" if self.contravariant else f"{self.c}.cod"

    @property
    def acts_on(self) -> str:
        """Generator -> the object over which it acts."""
        return f"{self.c}.gcod" if self.contravariant else f"{self.c}.gdom"

    @property
    def lands_in(self) -> str:
        """Generator -> the object in which its values lie."""
        return f"{self.c}.gdom" if self.contravariant else f"{self.c}.gcod"

    def step(self, arrow: Formula, generator: Formula) -> Formula:
        """Generator acting on an arrow of H: `generator ; arrow`, or `arrow ; generator`."""
        return at(f"{self.c}.before", generator, arrow) if self.contravariant else at(f"{self.c}.after", arrow, generator)

    def shift(self, arrow: Formula, generator: Formula) -> Formula:
        """The other side: an arrow whose near end is where the generator lands, prolonged by the generator."""
        return at(f"{self.c}.after", arrow, generator) if self.contravariant else at(f"{self.c}.before", generator, arrow)

    def hom(self, p: Formula, y: Formula) -> Fibre:
        """The fibre of the arrows that make H(Y)."""
        return [(self.near, p), (self.far, y)]

    def over(self, y: Formula) -> Fibre:
        """The fibre of the elements T(Y)."""
        return [(f"{self.t}.ob", y)]

    def act(self, x: Formula, f: Formula) -> Formula:
        """An arrow acting on an element of T."""
        return at(f"{self.t}.act", x, f)


def side(low: Lowering, t: SetFunctor) -> Side:
    """The names for a task, which is declared in the certificate."""
    return Side(low.category(t.category), low.set_functor(t), t.variance == "contravariant")


def same_sizes(low: Lowering, t: SetFunctor, p: Formula) -> Formula:
    """|H(Y)| = |T(Y)| for every object Y."""
    s, y, f, x = side(low, t), low.fresh("Y"), low.fresh("f"), low.fresh("x")
    return every(y, f"{s.c}.ob", [], eq(number(f, f"{s.c}.ar", s.hom(p, y)), number(x, f"{s.t}.el", s.over(y))))
