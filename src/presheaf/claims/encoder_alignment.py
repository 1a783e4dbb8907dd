"""Two encoders along a functor: aligned(f, g, F) within eps, retrieves(f, g, F)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.decision import Unsupported
from presheaf.claims.encoder_tables import CODES, afford_pairs, rule, square, table
from presheaf.claims.formulas import at, eq, every, rational
from presheaf.encoders.kernel_pairs import KernelPairs
from presheaf.kernel import Rejected
from presheaf.kernel.codes import far, like
from presheaf.kernel.encoder import Encoder as Rule
from presheaf.model.encoder import Encoder
from presheaf.model.setfunctor import Functor
from presheaf.model.weighted import WeightedFunctor


def _between(f: Encoder, g: Encoder, k: Functor | WeightedFunctor) -> str | None:
    """Why a functor does not lead from the objects of one encoder to those of the other; None if it does."""
    if k.dom is not f.source or k.cod is not g.source:
        return f"{k.name} is a functor from {k.dom.name} to {k.cod.name}, {f.name} an encoder of {f.source.name} and {g.name} of {g.source.name}"
    return square(f) or square(g)


def _image(low: Lowering, k: Functor | WeightedFunctor, x: str) -> Formula:
    return at(f"{low.functor(k) if isinstance(k, Functor) else low.weighted_functor(k)}.ob", x)


class Aligned(Kind):
    name = "aligned"
    alternatives = (("encoder", "encoder", "functor", "within"), ("encoder", "encoder", "weighted_functor", "within"))
    summary = "two objects are as alike for one encoder as their images along a functor are for the other, up to eps"
    explanation = (
        "aligned(f, g, F) within eps, for F from the objects of f to those of g: |k_f(X, Y) - k_g(F X, F Y)| <= eps for all X, Y. Comparisons are\n"
        'exact; unknown where two different irrational values differ by eps itself, as far as bounds can tell. "no" names a pair.'
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return _between(*args[:3])

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, g, k, eps = args
        _afford(f, g, self.name)
        one, two, (x, y) = table(low, f), table(low, g), [low.fresh(v) for v in "XY"]
        pair, images = (x, y), (_image(low, k, x), _image(low, k, y))
        near = eq(at(f"{one}.like.{two}", *pair, *images, rational(eps)), 1)
        if _metric(f, g):
            near = ["or", eq(at(f"{one}.far", *pair), at(f"{two}.far", *images)), near]
        return every(x, f"{one}.row", [], every(y, f"{one}.row", [], near))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, g, k, eps = args
        _afford(f, g, self.name)
        names, n, to = f.row_names, len(f.row_names), k.on_objects.tolist()
        one, two, same = rule(f, range(n)), rule(g, range(len(g.row_names))), _metric(f, g)
        try:
            for x in range(n):
                for y in range(n):
                    images = to[x], to[y]
                    if not (same and far(one, x, y) == far(two, *images)) and not like(one, two, x, y, *images, eps):
                        a, b = (g.row_names[i] for i in images)
                        return Answer(False, why=(Note(f"k({names[x]}, {names[y]}) of {f.name} and k({a}, {b}) of {g.name} differ by more", f.name),))
        except Rejected as error:
            raise Unsupported(str(error)) from None
        return Answer(True)


def _afford(f: Encoder, g: Encoder, kind: str) -> None:
    for e in (f, g):
        afford_pairs(e, max(len(f.row_names), len(g.row_names)) ** 2, f"{kind}({f.name}, {g.name})")


def _metric(f: Encoder, g: Encoder) -> bool:
    """Whether equal distances are equal values: bounds alone never find two irrational values equal."""
    return f.shape == g.shape and f.shape.family in ("gaussian", "laplace")


class Retrieves(Kind):
    name = "retrieves"
    alternatives = (("encoder", "encoder", "functor"), ("encoder", "encoder", "weighted_functor"))
    summary = "the code of every object is nearest to that of its image along a functor, among the codes of another encoder"
    explanation = (
        "retrieves(f, g, F), for F from the objects of f to those of g: |f(X) - g(F X)| < |f(X) - g(Y)| for all X and Y with Y not F X. Distances\n"
        "are compared exactly. The verdict says the least margin of the squared distances, and where it is."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, g, k = args
        if f.dimension != g.dimension:
            return f"{f.name} has codes in R^{f.dimension}, {g.name} in R^{g.dimension}"
        return _between(f, g, k)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, g, k = args
        _afford(f, g, self.name)
        name, (x, y) = table(low, f, shape=CODES, columns=g), [low.fresh(v) for v in "XY"]
        image = _image(low, k, x)
        nearer = ["<", at(f"{name}.far", x, image), at(f"{name}.far", x, y)]
        return every(x, f"{name}.row", [], every(y, f"{name}.column", [], ["or", eq(y, image), nearer]))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, g, k = args
        _afford(f, g, self.name)
        n, m, to = len(f.row_names), len(g.row_names), k.on_objects.tolist()
        seen = Rule(f.name, KernelPairs(CODES, f.rows.values, g.rows.values).part(range(n), range(m)))
        margins: list[tuple[Fraction, int, int]] = []
        for x in range(n):
            own = far(seen, x, to[x])
            margins += [(far(seen, x, y) - own, x, y) for y in range(m) if y != to[x]]
        if not margins:
            return Answer(True)
        least, x, y = min(margins)
        text = f"the least margin is {float(least):.6g}: of {f.row_names[x]}, between {g.row_names[to[x]]} and {g.row_names[y]}"
        return Answer(least > 0, why=(Note(text, f.name),))
