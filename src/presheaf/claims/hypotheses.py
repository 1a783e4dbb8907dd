"""What is learnt from samples, as questions: all functors C -> D, or all set-valued functors on C with known sets.

A question has one table (the image of every arrow; the action of every arrow on every element) or two of them. Axioms come in an order in
which the kernel's grounding excludes early: the samples first, then identities and ends, then composites with generators.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from presheaf.claims.base import Formula, Lowering, TooLarge
from presheaf.claims.formulas import Side, at, both, eq, every, key, unknown
from presheaf.model.category import Category, Ints
from presheaf.model.samples import FunctorSamples, PointSamples, Samples
from presheaf.model.setfunctor import Functor, SetFunctor

Hypothesis = Functor | SetFunctor
FIRST, SECOND = "", "'"  # marks of the tables of the two functors that a question may have
CELL_LIMIT = 200_000  # unknown values of one functor


class Hypotheses(ABC):
    """The functors that come into question, in the language of one certificate.

    A *place* is what a sample speaks of: an arrow, or a pair of an element and an arrow that acts on it. Two functors are equal iff they
    are at identities and generators (at generators, for actions): the places of the sort `basis`.
    """

    low: Lowering

    @property
    @abstractmethod
    def cells(self) -> int:
        """How many values of one functor are unknown."""

    @abstractmethod
    def tables(self, mark: str) -> list[Any]:
        """The unknown tables of one functor."""

    @abstractmethod
    def laws(self, mark: str) -> list[Formula]:
        """That they are a functor."""

    @abstractmethod
    def given(self, s: Samples, mark: str) -> list[Formula]:
        """That the functor takes the sampled values."""

    @abstractmethod
    def takes(self, s: Samples, f: Hypothesis) -> Formula:
        """That a known functor takes the sampled values."""

    @abstractmethod
    def sampled(self, s: Samples) -> str:
        """The sort of the sampled places."""

    @abstractmethod
    def basis(self) -> str:
        """A sort of places that determine a functor."""

    @abstractmethod
    def value(self, mark: str, place: Formula) -> Formula:
        """The value of an unknown functor at a place of the basis."""

    @abstractmethod
    def known(self, f: Hypothesis, place: Formula) -> Formula:
        """The value of a known functor at a place of the basis."""

    def completion(self, s: Samples) -> str:
        """The question whether a functor takes the sampled values; its solutions are the completions. TooLarge beyond CELL_LIMIT values."""
        return self.low.question(("completion", id(s)), lambda: self._question([self._copy(s, FIRST)], []))

    def two_completions(self, s: Samples) -> str:
        """The question whether two completions differ; `differs` is a place at which they do."""

        def build() -> dict[str, Any]:
            place = at("differs")
            axiom = ["not", eq(self.value(FIRST, place), self.value(SECOND, place))]
            return self._question([self._copy(s, FIRST), self._copy(s, SECOND)], [axiom])

        return self.low.question(("two completions", id(s)), build)

    def other_completion(self, s: Samples, f: Hypothesis) -> str:
        """The question whether some completion differs from a known functor."""

        def build() -> dict[str, Any]:
            place = at("differs")
            return self._question([self._copy(s, FIRST)], [["not", eq(self.value(FIRST, place), self.known(f, place))]])

        return self.low.question(("other completion", id(s), id(f)), build)

    def _copy(self, s: Samples, mark: str) -> tuple[list[Any], list[Formula]]:
        if self.cells > CELL_LIMIT:
            raise TooLarge(f"a completion of {s.name} has {self.cells:,} unknown values (limit {CELL_LIMIT:,})")
        return self.tables(mark), [*self.given(s, mark), *self.laws(mark)]

    def _question(self, copies: list[tuple[list[Any], list[Formula]]], difference: list[Formula]) -> dict[str, Any]:
        tables = [table for copy, _ in copies for table in copy]
        if difference:
            tables.append(unknown("differs", [], self.basis()))
        return {"params": [], "unknown": tables, "axioms": [*(axiom for _, axioms in copies for axiom in axioms), *difference]}


@dataclass(frozen=True)
class FunctorSpace(Hypotheses):
    """All functors c -> d: tables ob, ar."""

    low: Lowering
    c: Category
    d: Category

    @property
    def cells(self) -> int:
        return self.c.object_count + self.c.arrow_count

    def tables(self, mark: str) -> list[Any]:
        c, d = self.low.category(self.c), self.low.category(self.d)
        return [unknown(f"ob{mark}", [key("X", f"{c}.ob")], f"{d}.ob"), unknown(f"ar{mark}", [key("f", f"{c}.ar")], f"{d}.ar")]

    def laws(self, mark: str) -> list[Formula]:
        c, d = self.low.category(self.c), self.low.category(self.d)
        ob, ar = f"ob{mark}", f"ar{mark}"
        ends = both(*(eq(at(f"{d}.{end}", at(ar, "f")), at(ob, at(f"{c}.{end}", "f"))) for end in ("dom", "cod")))
        further = ["not", eq("f", at(f"{c}.id", at(f"{c}.dom", "f")))]  # an identity first says nothing more
        first, then, whole = at(ar, "f"), at(ar, at(f"{c}.arrow", "s")), at(ar, at(f"{c}.after", "f", "s"))
        # the axiom of the ends says that these fit; said again it spares the grounding all combinations that do not
        fit = [
            (at(f"{d}.cod", first), at(f"{d}.dom", then)),
            (at(f"{d}.dom", first), at(f"{d}.dom", whole)),
            (at(f"{d}.cod", then), at(f"{d}.cod", whole)),
        ]
        step = ["or", ["not", both(*(eq(*pair) for pair in fit))], eq(at(f"{d}.comp", first, then), whole)]
        return [
            every("X", f"{c}.ob", [], eq(at(ar, at(f"{c}.id", "X")), at(f"{d}.id", at(ob, "X")))),
            every("f", f"{c}.ar", [], ends),
            every("f", f"{c}.ar", [], ["=>", further, every("s", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "f"))], step)]),
        ]

    def given(self, s: Samples, mark: str) -> list[Formula]:
        return self._taken(s, f"ob{mark}", f"ar{mark}")

    def takes(self, s: Samples, f: Hypothesis) -> Formula:
        assert isinstance(f, Functor)
        name = self.low.functor(f)
        return both(*self._taken(s, f"{name}.ob", f"{name}.ar"))

    def _taken(self, s: Samples, ob: str, ar: str) -> list[Formula]:
        """Sampled objects and arrows have their values under the functions ob and ar; an arrow reveals its ends."""
        assert isinstance(s, FunctorSamples)
        c, d = self.low.category(self.c), self.low.category(self.d)
        objects, object_at, object_value = self._seen(s, "objects", s.on_objects, f"{c}.ob", f"{d}.ob")
        arrows, arrow_at, arrow_value = self._seen(s, "arrows", s.on_arrows, f"{c}.ar", f"{d}.ar")
        f, g = at(arrow_at, "i"), at(arrow_value, "i")
        ends = [eq(at(ob, at(f"{c}.{end}", f)), at(f"{d}.{end}", g)) for end in ("dom", "cod")]
        return [
            every("i", objects, [], eq(at(ob, at(object_at, "i")), at(object_value, "i"))),
            every("i", arrows, [], both(*ends, eq(at(ar, f), g))),
        ]

    def sampled(self, s: Samples) -> str:
        assert isinstance(s, FunctorSamples)
        return self._seen(s, "arrows", s.on_arrows, f"{self.low.category(self.c)}.ar", f"{self.low.category(self.d)}.ar")[0]

    def _seen(self, s: Samples, what: str, values: Ints, keys: str, target: str) -> tuple[str, str, str]:
        seen = np.flatnonzero(values >= 0)
        tag = ("samples", id(s), what)
        sort = self.low.sort(tag, len(seen))
        return sort, self.low.table((*tag, "at"), [sort], keys, seen.tolist()), self.low.table((*tag, "value"), [sort], target, values[seen].tolist())

    def basis(self) -> str:
        return self._basis()[0]

    def _basis(self) -> tuple[str, str]:
        c, tag = self.low.category(self.c), ("basis", id(self.c))
        places = [*range(self.c.object_count), *self.c.generators.tolist()]
        sort = self.low.sort(tag, len(places))
        return sort, self.low.table((*tag, "at"), [sort], f"{c}.ar", places)

    def value(self, mark: str, place: Formula) -> Formula:
        return at(f"ar{mark}", at(self._basis()[1], place))

    def known(self, f: Hypothesis, place: Formula) -> Formula:
        assert isinstance(f, Functor)
        return at(f"{self.low.functor(f)}.ar", at(self._basis()[1], place))


@dataclass(frozen=True)
class ActionSpace(Hypotheses):
    """All functors on one category of one variance on the same sets: table act. The sets are those of samples, or of a known functor."""

    low: Lowering
    carriers: PointSamples | SetFunctor

    @property
    def cells(self) -> int:
        near = self.base.cod if self.carriers.variance == "contravariant" else self.base.dom
        return int(np.diff(self.carriers.start)[near].sum())

    @property
    def base(self) -> Category:
        """The category."""
        return self.carriers.category if isinstance(self.carriers, SetFunctor) else self.carriers.dom

    def side(self) -> Side:
        """The functions of the kernel for the variance; `t` names the sort of the elements."""
        return Side(self.low.category(self.base), self._elements()[0], self.carriers.variance == "contravariant")

    def _elements(self) -> tuple[str, str]:
        """The sort of the elements and the function to their objects."""
        if isinstance(self.carriers, SetFunctor):
            t = self.low.set_functor(self.carriers)
            return f"{t}.el", f"{t}.ob"
        tag = ("carriers", id(self.carriers))
        sort = self.low.sort(tag, len(self.carriers.over))
        return sort, self.low.table((*tag, "over"), [sort], f"{self.low.category(self.base)}.ob", self.carriers.over.tolist())

    def tables(self, mark: str) -> list[Any]:
        s, (sort, over) = self.side(), self._elements()
        arrows = [(s.near, at(over, "x"))]
        return [unknown(f"act{mark}", [key("x", sort), key("f", f"{s.c}.ar", arrows)], sort, [(over, at(s.far, "f"))])]

    def laws(self, mark: str) -> list[Formula]:
        s, (sort, over), act = self.side(), self._elements(), f"act{mark}"
        arrows = [(s.near, at(over, "x"))]
        further = ["not", eq("f", at(f"{s.c}.id", at(over, "x")))]  # an identity first says nothing more
        step = eq(at(act, at(act, "x", "f"), at(f"{s.c}.arrow", "s")), at(act, "x", s.step("f", "s")))
        steps = every("s", f"{s.c}.gen", [(s.acts_on, at(s.far, "f"))], step)
        return [
            every("x", sort, [], eq(at(act, "x", at(f"{s.c}.id", at(over, "x"))), "x")),
            every("x", sort, [], every("f", f"{s.c}.ar", arrows, ["=>", further, steps])),
        ]

    def given(self, s: Samples, mark: str) -> list[Formula]:
        return [self._taken(s, f"act{mark}")]

    def takes(self, s: Samples, f: Hypothesis) -> Formula:
        assert isinstance(f, SetFunctor)
        return self._taken(s, f"{self.low.set_functor(f)}.act")

    def sampled(self, s: Samples) -> str:
        assert isinstance(s, PointSamples)
        return self.low.sort(("samples", id(s), "points"), len(s.points))

    def _taken(self, s: Samples, act: str) -> Formula:
        assert isinstance(s, PointSamples)
        element, tag, sort = self._elements()[0], ("samples", id(s), "points"), self.sampled(s)
        sorts = {"arrow": f"{self.low.category(self.base)}.ar", "at": element, "value": element}
        arrow, x, y = (self.low.table((*tag, part), [sort], sorts[part], s.points[:, i].tolist()) for i, part in enumerate(sorts))
        return every("i", sort, [], eq(at(act, at(x, "i"), at(arrow, "i")), at(y, "i")))

    def basis(self) -> str:
        return self._basis()[0]

    def _basis(self) -> tuple[str, str, str]:
        c, tag = self.base, ("basis", id(self.carriers))
        source = (c.cod if self.carriers.variance == "contravariant" else c.dom)[c.generators]
        pairs = [(x, g) for g, a in zip(c.generators.tolist(), source.tolist(), strict=True) for x in range(*self.carriers.start[a : a + 2].tolist())]
        sort, element = self.low.sort(tag, len(pairs)), self._elements()[0]
        x = self.low.table((*tag, "element"), [sort], element, [x for x, _ in pairs])
        return sort, x, self.low.table((*tag, "arrow"), [sort], f"{self.low.category(c)}.ar", [g for _, g in pairs])

    def value(self, mark: str, place: Formula) -> Formula:
        _, x, f = self._basis()
        return at(f"act{mark}", at(x, place), at(f, place))

    def known(self, f: Hypothesis, place: Formula) -> Formula:
        assert isinstance(f, SetFunctor)
        _, x, g = self._basis()
        return at(f"{self.low.set_functor(f)}.act", at(x, place), at(g, place))


def completing(low: Lowering, s: Samples) -> Hypotheses:
    """The functors among which the completions of the samples are."""
    if isinstance(s, FunctorSamples):
        return FunctorSpace(low, s.dom, s.cod)
    assert isinstance(s, PointSamples)
    return ActionSpace(low, s)


def alternatives(low: Lowering, f: Hypothesis) -> FunctorSpace | ActionSpace:
    """The functors that could be f: with its ends, or with its sets."""
    return FunctorSpace(low, f.dom, f.cod) if isinstance(f, Functor) else ActionSpace(low, f)
