"""Numbers of weighted categories and tasks: hom(s, t), tensor(t, s), solve_degree(t).

The native value is stated as a constant, and a lemma says that it is the minimum or maximum of the definition: a bound that is attained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from presheaf.claims.arrays import afford
from presheaf.claims.base import Formula, Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, objects, rational, some
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.weighted import at_most, hom_to, is_least, least_above, least_below, times
from presheaf.model.rationals import Rationals, shown
from presheaf.model.weighted import WeightedTask
from presheaf.model.weighted_constructions import hom, representable

Found = tuple[Fraction, Callable[[Formula], Formula], tuple[Note, ...]]


class Constant(Measure):
    """A number that is computed once for a certificate, which states it with a lemma of what it is."""

    def found(self, low: Lowering, args: Sequence[Any]) -> Found:
        """The number, the lemma about it as a term, and why."""
        raise NotImplementedError

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        value, lemma, _ = self.found(low, args)
        stated = lemma(rational(value))
        if stated not in low.lemmas:
            low.lemmas.append(stated)
        return rational(value)

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        value, _, why = self.found(low, args)
        return value, (), why


class Hom(Constant):
    name = "hom"
    alternatives = (("weighted_task", "weighted_task"),)
    summary = "Nat(s, t) of weighted tasks, a number in [0, 1]"
    explanation = (
        "hom(s, t) is the weighted set of natural transformations: min over x of [s(x), t(x)] with [a, b] = min(1, b / a) and [0, b] = 1; 1 where\n"
        "there are no objects. hom(yoneda(X), t) = t(X)."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return alike(*args)

    def found(self, low: Lowering, args: Sequence[Any]) -> Found:
        s, t = args
        value, x = hom(s, t)
        z = low.fresh("z")
        given, wanted = (at(f"{low.weighted_task(f)}.at", z) for f in (s, t))
        why = (_attained(f"hom({s.name}, {t.name})", value, s, x),)
        return value, lambda q: is_least(q, z, objects(low, s.category), given, wanted), why


def alike(s: WeightedTask, t: WeightedTask) -> str | None:
    """Why two tasks cannot be compared; None if they can."""
    if s.category is not t.category:
        return f"{s.name} lives on {s.category.name}, {t.name} on {t.category.name}"
    return None if s.variance == t.variance else f"{s.name} is {s.variance}, {t.name} {t.variance}"


def _attained(what: str, value: Fraction, t: WeightedTask, x: int) -> Note:
    return Note(f"{what} = {shown(value)}{f', attained at {t.category.names.objects[x]}' if x >= 0 else ''}", t.name)


class Tensor(Constant):
    name = "tensor"
    alternatives = (("weighted_task", "weighted_task"),)
    summary = "the tensor product max over x of t(x) s(x) of a task and a copresheaf"
    explanation = (
        "tensor(t, s) = max over x of t(x) s(x) for a task t and a copresheaf s on one weighted category; 0 where there are no objects. It is the\n"
        "extension of s along Yoneda at t: tensor(yoneda(X), s) = s(X), the weighted Theorem 2."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        t, s = args
        if s.category is not t.category:
            return f"{t.name} lives on {t.category.name}, {s.name} on {s.category.name}"
        return None if (t.variance, s.variance) == ("contravariant", "covariant") else "tensor(t, s) takes a task t and a copresheaf s"

    def found(self, low: Lowering, args: Sequence[Any]) -> Found:
        t, s = args
        products: Rationals = t.values.times(s.values)
        x = products.greatest() if len(products) else -1
        value = products.at(x) if x >= 0 else Fraction(0)
        z, ob = low.fresh("z"), objects(low, t.category)
        product = times(at(f"{low.weighted_task(t)}.at", z), at(f"{low.weighted_task(s)}.at", z))

        def greatest(q: Formula) -> Formula:
            return both(every(z, ob, [], at_most(product, q)), ["or", eq(q, 0), some(z, ob, [], eq(product, q))])

        return value, greatest, (_attained(f"tensor({t.name}, {s.name})", value, t, x),)


class SolveDegree(Constant):
    name = "solve_degree"
    alternatives = (("weighted_task",),)
    summary = "how nearly a prompt solves a weighted task: max over P of min(hom(t, h_P), hom(h_P, t))"
    explanation = (
        "solve_degree(t) = max over P of min(hom(t, h_P), hom(h_P, t)), h_P = yoneda(P) (coyoneda(P) for a copresheaf); 0 where there are no\n"
        "objects. It is 1 iff t is representable: the graded Theorem 1."
    )

    def found(self, low: Lowering, args: Sequence[Any]) -> Found:
        (t,) = args
        m = t.category
        afford(2 * m.object_count**2, f"solve_degree({t.name})")
        best, prompt = Fraction(0), -1
        for candidate in range(m.object_count):
            if prompt < 0 or t.at(candidate) > best:  # hom(h_P, t) = t(P)
                h = representable("", m, candidate, t.variance)
                degree = min(hom(t, h)[0], hom(h, t)[0])
                if prompt < 0 or degree > best:
                    best, prompt = degree, candidate
        p, x, y, ob = low.fresh("P"), low.fresh("x"), low.fresh("y"), objects(low, m)

        def sides(z: str) -> tuple[Formula, Formula]:
            return at(f"{low.weighted_task(t)}.at", z), hom_to(low, t, z, p)

        def greatest(q: Formula) -> Formula:
            (a, b), (c, d) = sides(x), sides(y)
            reached = some(p, ob, [], both(least_above(q, x, ob, a, b), least_above(q, y, ob, d, c)))
            bound = every(p, ob, [], ["or", least_below(q, x, ob, a, b), least_below(q, y, ob, d, c)])
            return both(at_most(q, 1), ["or", eq(q, 0), reached], bound)

        why = (Note(f"solve_degree({t.name}) = {shown(best)}" + (f", by the prompt {m.names.objects[prompt]}" if prompt >= 0 else ""), t.name),)
        return best, greatest, why
