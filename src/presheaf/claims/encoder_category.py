"""The category that an encoder defines: encoder_category(f), threshold_preorder(f, tau), threshold_classes(f, tau), functorial(f) within eps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.decision import Unsupported
from presheaf.claims.encoder_tables import Bits, afford_pairs, exact, reached, rule, square, table, threshold
from presheaf.claims.formulas import at, both, eq, every, some
from presheaf.claims.ideal_encoder import Bounds, decimal, look, near, told
from presheaf.encoders.values import approximate, margins
from presheaf.kernel import Rejected
from presheaf.kernel.codes import composes
from presheaf.model.category import Category
from presheaf.model.encoder import Encoder
from presheaf.model.rationals import shown

LARGEST = 2_000  # objects among which a triple is looked for
TIES = 200_000  # triples that are decided one by one
Triple = tuple[int, int, int]
_triples: WeakKeyDictionary[Encoder, Triple | None] = WeakKeyDictionary()


def broken(f: Encoder) -> Triple | None:
    """Objects x, y, z with k(x, y) k(y, z) > k(x, z), or (x, x, x) with k(x, x) not 1; None if there are none. Exact; O(n^3), found once."""
    if f not in _triples:
        afford(len(f.row_names) if len(f.row_names) <= LARGEST else len(f.row_names) ** 3, f"a triple of {f.name}")
        try:
            _triples[f] = _broken(f)
        except Rejected as error:
            raise Unsupported(str(error)) from None
    return _triples[f]


def _broken(f: Encoder) -> Triple | None:
    n, pairs = len(f.row_names), exact(f)
    for x in range(n):
        if pairs.against(x, x, Fraction(1)):
            return x, x, x
    if f.shape.family == "laplace":
        return None
    with np.errstate(all="ignore"):
        k, margin = approximate(f), 8 * margins(f)
        margin *= max(1.0, float(np.abs(k).max(initial=0)))
        near_ones: list[tuple[float, int, int, int]] = []
        for y in range(n):
            over = np.outer(k[:, y], k[y, :]) - k
            over[y, :], over[:, y] = -1, -1  # k(y, y) = 1
            places = np.argwhere(~(over < -margin))
            near_ones += [(float(over[x, z]), int(x), y, int(z)) for x, z in places]
            if len(near_ones) > TIES and max(near_ones)[0] > margin:
                break
            if len(near_ones) > TIES:
                raise TooLarge(f"encoder_category({f.name}): more than {TIES:,} triples are too close for floats")
    for _, x, y, z in sorted(near_ones, key=lambda entry: -np.nan_to_num(entry[0], nan=np.inf)):
        if not composes(rule(f, (x, y, z)), 0, 1, 2):
            return x, y, z
    return None


class EncoderCategory(Kind):
    name = "encoder_category"
    alternatives = (("encoder",),)
    summary = "the kernel of the encoder is a weighted category: k(x, x) = 1 and k(x, y) k(y, z) <= k(x, z)"
    explanation = (
        "encoder_category(f): the values k(f(X), f(Y)) satisfy the laws of a weighted category, exactly. Always so for laplace (the triangle\n"
        'inequality) and order; of gaussian iff no three codes make an obtuse angle. "no" names an object or a triple.'
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return square(args[0])

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        found = broken(f)
        if found is not None:
            part = table(low, f, found)
            return eq(at(f"{part}.within", 0, 0, 1, 0), 1) if len(set(found)) == 1 else eq(at(f"{part}.composes", 0, 1, 2), 1)
        n = len(f.row_names)
        afford_pairs(f, n**3, f"encoder_category({f.name})")
        part, (x, y, z) = table(low, f), (low.fresh(v) for v in "xyz")
        laws = every(y, f"{part}.row", [], every(z, f"{part}.row", [], eq(at(f"{part}.composes", x, y, z), 1)))
        return every(x, f"{part}.row", [], both(eq(at(f"{part}.within", x, x, 1, 0), 1), laws))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        found = broken(f)
        if found is None:
            return Answer(True)
        x, y, z = (f.row_names[i] for i in found)
        values = exact(f)
        one, two, three = (values.enclosure(*pair) for pair in ((found[0], found[1]), (found[1], found[2]), (found[0], found[2])))
        if len(set(found)) == 1:
            return Answer(False, why=(Note(f"k({x}, {x}) = {decimal(*one)}, not 1", f.name),))
        product = one[0] * two[0], one[1] * two[1]
        text = f"k({x}, {y}) k({y}, {z}) = {decimal(*one)} * {decimal(*two)} = {decimal(*product)}, more than k({x}, {z}) = {decimal(*three)}"
        return Answer(False, why=(Note(text, f.name),))


class ThresholdPreorder(Kind):
    name = "threshold_preorder"
    alternatives = (("encoder", "within"),)
    summary = "k(f(X), f(Y)) >= tau is a preorder of the objects"
    explanation = (
        "threshold_preorder(f, tau): the relation k(f(X), f(Y)) >= tau is reflexive and transitive. Each comparison is exact. Otherwise the verdict\n"
        "names an object, or three objects, the first related to the second and that to the third."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return square(args[0])

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, tau = args
        relation, ob, (x, y, z) = threshold(low, f, tau), f"{table(low, f)}.row", [low.fresh(v) for v in "xyz"]

        def related(a: str, b: str) -> Formula:
            return eq(at(relation, a, b), 1)

        chain = every(y, ob, [], ["=>", related(x, y), every(z, ob, [], ["=>", related(y, z), related(x, z)])])
        return every(x, ob, [], both(related(x, x), chain))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, tau = args
        related = reached(f, tau)
        afford(len(related) ** 2 + int(related.sum()) * len(related), f"threshold_preorder({f.name})")
        names = f.row_names
        alone = np.flatnonzero(~related.diagonal())
        if len(alone):
            return Answer(False, why=(Note(f"k({names[alone[0]]}, {names[alone[0]]}) is below {shown(tau)}", f.name),))
        x, z = np.nonzero((related.astype(np.float64) @ related.astype(np.float64) > 0) & ~related)
        if not len(x):
            return Answer(True, why=(Note(_counted(related), f.name),))
        y = int(np.flatnonzero(related[x[0]] & related[:, z[0]])[0])
        a, b, c = names[x[0]], names[y], names[z[0]]
        return Answer(False, why=(Note(f"k({a}, {b}) and k({b}, {c}) reach {shown(tau)}, k({a}, {c}) does not", f.name),))


def _counted(related: Bits) -> str:
    """How many classes a preorder has."""
    n = len(np.unique(related & related.T, axis=0))
    return f"a preorder with {n:,} {'class' if n == 1 else 'classes'}"


class ThresholdClasses(Kind):
    name = "threshold_classes"
    alternatives = (("encoder", "within"),)
    summary = "k reaches tau both ways between two objects iff they are isomorphic in the declared category"
    explanation = (
        "threshold_classes(f, tau): for all objects X and Y, k(f(X), f(Y)) >= tau and k(f(Y), f(X)) >= tau iff X and Y are isomorphic (in a\n"
        "weighted category: L(X, Y) = L(Y, X) = 1). So the encoder finds the declared isomorphism classes by that threshold."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return square(args[0])

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, tau = args
        relation, (x, y) = threshold(low, f, tau), [low.fresh(v) for v in "xy"]
        found = both(eq(at(relation, x, y), 1), eq(at(relation, y, x), 1))
        ob = f"{table(low, f)}.row"
        return every(x, ob, [], every(y, ob, [], ["<=>", found, _isomorphic(low, f, x, y)]))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, tau = args
        related = reached(f, tau)
        off = np.argwhere((related & related.T) != declared(f))
        if not len(off):
            return Answer(True)
        x, y = off[0].tolist()
        a, b = f.row_names[x], f.row_names[y]
        text = f"{a} and {b} are {'' if declared(f)[x, y] else 'not '}isomorphic, but k({a}, {b}) and k({b}, {a}) "
        return Answer(
            False, why=(Note(text + (f"reach {shown(tau)}" if related[x, y] and related[y, x] else f"do not both reach {shown(tau)}"), f.name),)
        )


def _isomorphic(low: Lowering, f: Encoder, x: str, y: str) -> Formula:
    if not isinstance(f.source, Category):
        m = low.weighted(f.source)
        return both(eq(at(f"{m}.hom", x, y), 1), eq(at(f"{m}.hom", y, x), 1))
    c, one, two = low.category(f.source), low.fresh("f"), low.fresh("g")
    inverse = both(eq(at(f"{c}.comp", one, two), at(f"{c}.id", x)), eq(at(f"{c}.comp", two, one), at(f"{c}.id", y)))
    back = some(two, f"{c}.ar", [(f"{c}.dom", y), (f"{c}.cod", x)], inverse)
    return some(one, f"{c}.ar", [(f"{c}.dom", x), (f"{c}.cod", y)], back)


def declared(f: Encoder) -> Bits:
    """bool[n, n]: which objects are isomorphic in the declared structure."""
    if isinstance(f.source, Category):
        from presheaf.model.skeleton import isomorphism_classes

        label = isomorphism_classes(f.source)
        return np.asarray(label[:, None] == label[None, :], np.bool_)
    n, e = f.source.object_count, f.source.entries
    one = np.zeros((n, n), np.bool_)
    one[e.rows, e.columns] = np.asarray(e.values.num == e.values.den, np.bool_)
    return np.asarray(one & one.T, np.bool_)


class Functorial(Kind):
    name = "functorial"
    alternatives = (("encoder", "within"), ("encoder",))
    summary = "objects are no more alike for the encoder than they are in the declared category, up to eps"
    explanation = (
        "functorial(f) within eps: k(f(X), f(Y)) <= H(X, Y) + eps for all X, Y: up to eps, the identity on objects is a functor from the weights\n"
        "that the encoder defines to the declared ones. One half of ideal(f) within eps."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, eps = (*args, Fraction(0))[:2]
        return ["holds", near(low, f, Bounds(None, eps))]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, eps = (*args, Fraction(0))[:2]
        found = look(f, Bounds(None, eps))
        return Answer(found.value, ((near(low, f, Bounds(None, eps)), (), found.evidence),), (Note(told(f, found), f.name),))
