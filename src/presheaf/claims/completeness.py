"""Kinds about limits of all diagrams of a shape: cauchy_complete, has_products, has_equalizers, complete, and their duals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford, arrow_name, object_name
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.categories import Thin
from presheaf.claims.cones import Products, equalizers, products, terminal
from presheaf.claims.directed import Directed, View, directed
from presheaf.claims.formulas import at, both, eq, every, number, some
from presheaf.claims.splittings import splittings
from presheaf.model.category import Category

PAIR_TABLE = 1_000_000  # entries of a table of equalizers


class CauchyComplete(Kind):
    name = "cauchy_complete"
    alternatives = (("category",),)
    summary = "every idempotent splits"
    explanation = (
        "cauchy_complete(C) holds iff every arrow e with e ; e = e is r ; s for some r and s with s ; r an identity. The idempotent completion\n"
        'karoubi(C) is cauchy complete, and C is iff the embedding of C into it is an equivalence. Certificates of "yes" hold r and s for each e.'
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        c, e = low.category(args[0]), low.fresh("e")
        return every(e, f"{c}.ar", [], ["=>", eq(at(f"{c}.comp", e, e), e), self._splits(low, c, e)])

    @staticmethod
    def _splits(low: Lowering, c: str, e: Formula) -> Formula:
        r, s = low.fresh("r"), low.fresh("s")
        split = _split(c, e, r, s)
        section = some(s, f"{c}.ar", [(f"{c}.dom", at(f"{c}.cod", r)), (f"{c}.cod", at(f"{c}.dom", e))], split)
        return some(r, f"{c}.ar", [(f"{c}.dom", at(f"{c}.dom", e))], section)

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        found, c, e = splittings(args[0]), low.category(args[0]), low.fresh("e")
        if len(found.missing):
            return both(self._splits(low, c, int(found.missing[0])), self.define(low, args))
        tables = []
        for part, arrows in (("retraction", found.retraction), ("section", found.section)):
            data = np.full(args[0].arrow_count, -1, np.int64)
            data[found.idempotents] = arrows
            tables.append(low.table((part, id(args[0])), [f"{c}.ar"], f"{c}.ar", data.tolist()))
        split = _split(c, e, *(at(table, e) for table in tables))
        return ["or", every(e, f"{c}.ar", [], ["=>", eq(at(f"{c}.comp", e, e), e), split]), self.define(low, args)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        found = splittings(c)
        if not len(found.missing):
            count = len(found.idempotents) - c.object_count
            what = f"each of the {count} idempotents besides identities splits" if count else "the only idempotents are identities"
            return Answer(True, why=(Note(f"{what} in {c.name}", c.name),))
        e = int(found.missing[0])
        a = int(c.dom[e])
        sizes = np.bincount(c.cod[c.dom == a], minlength=c.object_count) * np.bincount(c.dom[c.cod == a], minlength=c.object_count)
        afford(3 * int(sizes.sum()), f"cauchy_complete({c.name})")
        why = f"{arrow_name(c, e)} is idempotent, and no r : {object_name(c, a)} -> X and s : X -> {object_name(c, a)} have r ; s = "
        return Answer(False, why=(Note(f"{why}{arrow_name(c, e)} and s ; r = id(X)", c.name),))


def _split(c: str, e: Formula, r: Formula, s: Formula) -> Formula:
    return both(eq(at(f"{c}.comp", r, s), e), eq(at(f"{c}.comp", s, r), at(f"{c}.id", at(f"{c}.cod", r))))


# ---------------------------------------------------------------- products


def _terminal(low: Lowering, v: Directed) -> Formula:
    """Some object has exactly one arrow from every object."""
    t, x, f = low.fresh("T"), low.fresh("X"), low.fresh("f")
    return some(t, v.ob, [], every(x, v.ob, [], eq(number(f, v.ar, v.hom(x, t)), 1)))


def _is_product(low: Lowering, v: Directed, a: Formula, b: Formula, p: Formula, q: Formula) -> Formula:
    """Every pair of arrows to a and b is u ; p, u ; q for exactly one u."""
    f, g, u = low.fresh("f"), low.fresh("g"), low.fresh("u")
    mediating = number(u, v.ar, v.hom(at(v.dom, f), at(v.dom, p)), both(eq(v.then(u, p), f), eq(v.then(u, q), g)))
    return every(f, v.ar, [(v.cod, a)], every(g, v.ar, v.hom(at(v.dom, f), b), eq(mediating, 1)))


def _product(low: Lowering, v: Directed, a: Formula, b: Formula) -> Formula:
    """a and b have a product."""
    p, q = low.fresh("p"), low.fresh("q")
    return some(p, v.ar, [(v.cod, a)], some(q, v.ar, v.hom(at(v.dom, p), b), _is_product(low, v, a, b, p, q)))


def _sizes(low: Lowering, v: Directed, a: int, b: int) -> Formula:
    """Some object has as many arrows from each object X as there are pairs of arrows from X to a and b; a product has."""
    z, x = low.fresh("P"), low.fresh("X")
    whole, left, right = (number(low.fresh("f"), v.ar, v.hom(x, y)) for y in (z, a, b))
    return some(z, v.ob, [], every(x, v.ob, [], eq(whole, ["*", left, right])))


class HasProducts(Kind):
    name = "has_products"
    alternatives = (("category",),)
    summary = "a terminal object, and a product of any two objects"
    explanation = (
        "has_products(C) holds iff C has all finite products: an object T with exactly one arrow from every object, and for all A, B arrows\n"
        "p : P -> A, q : P -> B such that any f : X -> A, g : X -> B are u ; p and u ; q for exactly one u : X -> P. A finite category with\n"
        "products is thin: if at most k > 1 arrows join two objects, and k go from X to A, then X has k * k arrows to A x A. The empty\n"
        "category has no terminal object."
    )
    opposite = False
    words = ("terminal object", "product", "to", "from")

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        v, a, b = directed(low, args[0], self.opposite), low.fresh("A"), low.fresh("B")
        return both(_terminal(low, v), every(a, v.ob, [], every(b, v.ob, [], _product(low, v, a, b))))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (c,) = args
        if terminal(View(c, self.opposite))[0] is None:
            return self.define(low, args)
        v, found = directed(low, c, self.opposite), products(c, self.opposite)
        if found.pair is not None:
            first = (_sizes if found.reason == ("many",) else _product)(low, v, *found.pair)
            return both(first, self.define(low, args))
        tables = [
            low.table((self.name, side, id(c)), [v.ob, v.ob], v.ar, table.ravel().tolist())
            for side, table in (("left", found.left), ("right", found.right))
        ]
        a, b = low.fresh("A"), low.fresh("B")
        p, q = (at(table, a, b) for table in tables)
        typed = both(eq(at(v.cod, p), a), eq(at(v.cod, q), b), eq(at(v.dom, p), at(v.dom, q)))
        f, g = low.fresh("f"), low.fresh("g")  # in a thin category there is no need to compose: u ; p and f are parallel
        one = eq(number(low.fresh("u"), v.ar, v.hom(at(v.dom, f), at(v.dom, p))), 1)
        meet = every(f, v.ar, [(v.cod, a)], every(g, v.ar, v.hom(at(v.dom, f), b), one))
        # an object with an arrow to another is the product of the two, and a product of A and B is one of B and A
        joined = ["or", *(eq(number(low.fresh("u"), v.ar, v.hom(*ends)), 1) for ends in ((a, b), (b, a)))]
        all_pairs = every(a, v.ob, [], every(b, v.ob, [], ["=>", ["<", a, b], ["or", joined, both(typed, meet)]]))
        return ["or", both(Thin().define(low, args), _terminal(low, v), all_pairs), self.define(low, args)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        (last, counted), (ending, word, _, _) = terminal(View(c, self.opposite)), self.words
        afford(counted, f"{self.name}({c.name})")
        if last is None:
            return Answer(False, why=(Note(f"{c.name} has no {ending}", c.name),))
        found = products(c, self.opposite)
        if found.pair is None:
            afford(found.steps, f"{self.name}({c.name})")
            any_two = f"any two of the {c.object_count} objects have a {word}"
            return Answer(True, why=(Note(f"{object_name(c, last)} is the {ending}, and {any_two}", c.name),))
        steps = c.object_count * c.arrow_count if found.reason == ("many",) else c.object_count**2 * 4
        afford(steps, f"{self.name}({c.name})")
        return Answer(False, why=(Note(self._reason(c, found), c.name),))

    def _reason(self, c: Category, found: Products) -> str:
        assert found.pair is not None
        (_, word, to, from_), (a, b) = self.words, (object_name(c, x) for x in found.pair)
        if found.reason == ("many",):
            x, k = object_name(c, found.numbers[0]), found.numbers[1]
            ends, would = (f"{y} to {x}" if self.opposite else f"{x} to {y}" for y in (a, f"a {word} of {a} and {a}"))
            return f"there are {k} arrows from {ends}, so there would be {k * k} from {would}, but {k} is the most between two objects"
        if found.reason == ("none",):
            return f"{a} and {b} have no {word}: no object has arrows {to} both"
        x, y = (object_name(c, z) for z in found.numbers)
        return f"{a} and {b} have no {word}: {x} and {y} have arrows {to} both, and no object that has has arrows {from_} {x} and {y}"


class HasCoproducts(HasProducts):
    name = "has_coproducts"
    summary = "an initial object, and a coproduct of any two objects"
    explanation = (
        "has_coproducts(C) holds iff C has all finite coproducts: an object with exactly one arrow to every object, and for all A, B arrows\n"
        "i : A -> S, j : B -> S such that any f : A -> X, g : B -> X are i ; u and j ; u for exactly one u : S -> X. It is has_products of the\n"
        "opposite category, and a finite category that has coproducts is thin."
    )
    opposite = True
    words = ("initial object", "coproduct", "from", "to")


# ---------------------------------------------------------------- equalizers


def _is_equalizer(low: Lowering, v: Directed, f: Formula, g: Formula, e: Formula) -> Formula:
    """e ; f = e ; g, and every h with h ; f = h ; g is u ; e for exactly one u."""
    h, u = low.fresh("h"), low.fresh("u")
    mediating = number(u, v.ar, v.hom(at(v.dom, h), at(v.dom, e)), eq(v.then(u, e), h))
    universal = every(h, v.ar, [(v.cod, at(v.dom, f))], ["=>", eq(v.then(h, f), v.then(h, g)), eq(mediating, 1)])
    return both(eq(v.then(e, f), v.then(e, g)), universal)


def _equalizer(low: Lowering, v: Directed, f: Formula, g: Formula) -> Formula:
    e = low.fresh("e")
    return some(e, v.ar, [(v.cod, at(v.dom, f))], _is_equalizer(low, v, f, g, e))


class HasEqualizers(Kind):
    name = "has_equalizers"
    alternatives = (("category",),)
    summary = "any two parallel arrows have an equalizer"
    explanation = (
        "has_equalizers(C) holds iff for all f, g : A -> B there is e : E -> A with e ; f = e ; g such that each h with h ; f = h ; g is u ; e for\n"
        "exactly one u. Where f = g that is the identity, so thin categories have equalizers."
    )
    opposite = False
    words = ("equalizer", "with e ; f = e ; g")

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        v, f, g = directed(low, args[0], self.opposite), low.fresh("f"), low.fresh("g")
        parallel = v.hom(at(v.dom, f), at(v.cod, f))
        return every(f, v.ar, [], every(g, v.ar, parallel, _equalizer(low, v, f, g)))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (c,) = args
        found = equalizers(c, self.opposite)
        if found.pair is not None:
            return both(_equalizer(low, directed(low, c, self.opposite), *found.pair), self.define(low, args))
        if not found.found:
            return ["or", Thin().define(low, args), self.define(low, args)]  # identities are equalizers of f and f
        m = c.arrow_count
        if m * m > PAIR_TABLE:
            raise TooLarge(f"{self.name}({c.name}) needs a table of {m * m:,} pairs of arrows for a certificate (limit {PAIR_TABLE:,})")
        data = np.full(m * m, -1, np.int64)
        view = View(c, self.opposite)
        data[:: m + 1] = view.dom
        pairs = np.array(list(found.found), np.int64)
        data[pairs[:, 0] * m + pairs[:, 1]] = list(found.found.values())
        v, f, g = directed(low, c, self.opposite), low.fresh("f"), low.fresh("g")
        table = low.table((self.name, id(c)), [v.ar, v.ar], v.ar, data.tolist())
        witness = _is_equalizer(low, v, f, g, at(table, f, g))
        return ["or", every(f, v.ar, [], every(g, v.ar, v.hom(at(v.dom, f), at(v.cod, f)), witness)), self.define(low, args)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (c,) = args
        found = equalizers(c, self.opposite)
        word = self.words[0]
        if found.pair is None:
            afford(found.steps, f"{self.name}({c.name})")
            many = f"the {len(found.found) // 2} pairs of different parallel arrows have {word}s"
            return Answer(True, why=(Note(many if found.found else f"no two different arrows of {c.name} are parallel", c.name),))
        view = View(c, self.opposite)
        into = len(view.into(int(view.dom[found.pair[0]])))
        afford(into * into * (2 + int(view.sizes().max(initial=0))), f"{self.name}({c.name})")
        f, g = (arrow_name(c, x) for x in found.pair)
        return Answer(False, why=(Note(f"{f} and {g} have no {word}", c.name),))


class HasCoequalizers(HasEqualizers):
    name = "has_coequalizers"
    summary = "any two parallel arrows have a coequalizer"
    explanation = (
        "has_coequalizers(C) holds iff for all f, g : A -> B there is e : B -> E with f ; e = g ; e such that each h with f ; h = g ; h is e ; u\n"
        "for exactly one u. It is has_equalizers of the opposite category."
    )
    opposite = True
    words = ("coequalizer", "with f ; e = g ; e")


class Complete(Kind):
    name = "complete"
    alternatives = (("category",),)
    summary = "limits of all finite diagrams: a terminal object, binary products and equalizers"
    explanation = (
        "complete(C) holds iff C has all finite limits, that is, iff it has finite products (has_products) and equalizers (has_equalizers). Every\n"
        "finite category that is complete is a preorder in which any finite set of objects has a greatest lower bound."
    )
    parts: tuple[HasProducts, HasEqualizers] = (HasProducts(), HasEqualizers())

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return both(*(part.define(low, args) for part in self.parts))

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        products_, equalizers_ = self.parts
        ended = terminal(View(args[0], products_.opposite))[0] is not None
        thin = ended and products(args[0], products_.opposite).reason != ("many",)  # else there are no products, and that decides
        return both(products_.state(low, args), (equalizers_.state if thin else equalizers_.define)(low, args))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        answer = self.parts[0].decide(low, args)
        return answer if not answer.value else Answer(self.parts[1].decide(low, args).value, why=answer.why)


class Cocomplete(Complete):
    name = "cocomplete"
    summary = "colimits of all finite diagrams: an initial object, binary coproducts and coequalizers"
    explanation = (
        "cocomplete(C) holds iff C has all finite colimits, that is, iff it has finite coproducts (has_coproducts) and coequalizers\n"
        "(has_coequalizers). Every finite category that is cocomplete is a preorder in which any finite set of objects has a least upper bound."
    )
    parts = (HasCoproducts(), HasCoequalizers())
