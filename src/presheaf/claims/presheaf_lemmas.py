"""What a certificate says of categories of presheaves, of functors into them, and of the presheaves of arrows F A -> X and of sieves.

The presheaves of a category E are put together into one, U, their coproduct, so that an arrow of E is a partial map of elements of U.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Formula, Lowering
from presheaf.claims.formulas import at, both, eq, every, number, some
from presheaf.claims.naturality import counting_rule, natural_count
from presheaf.model.category import Category
from presheaf.model.kan import LanOf
from presheaf.model.presheaf_functors import ExtensionOf, NerveOf, YonedaFunctorOf, origin_of
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.sieves import SievesOf

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]


class Elements:
    """The names that a certificate has for the elements of the presheaves of E: `u` their coproduct, `of` the object of E that each belongs to."""

    def __init__(self, low: Lowering, e: Category) -> None:
        total, self.place = origin_of(e).sum
        self.e, self.u, self.base = low.category(e), low.set_functor(total), low.category(total.category)
        self.el, self.ob = f"{self.u}.el", f"{self.u}.ob"
        owner = np.zeros(total.size, np.int64)
        for a, mine in enumerate(self.place):
            owner[mine] = a
        self.of = low.table(("owner", id(e)), [self.el], f"{self.e}.ob", owner.tolist())
        self.size, self.low, self.category = total.size, low, e

    def value(self) -> str:
        """The values of arrows: (arrow of E, element of its domain) |-> element of its codomain."""
        e, origin = self.category, origin_of(self.category)
        afford(e.arrow_count * max(self.size, 1), e.name)
        table = np.full((e.arrow_count, self.size), -1, np.int64)
        for f in range(e.arrow_count):
            table[f, self.place[int(e.dom[f])]] = self.place[int(e.cod[f])][origin.component(e, f)]
        return self.low.table(("values", id(e)), [f"{self.e}.ar", self.el], self.el, table.ravel().tolist())

    def include(self, a: int) -> tuple[str, str]:
        """The a-th presheaf, and the table of its elements as elements of U."""
        t = self.low.set_functor(origin_of(self.category).tasks[a])
        return t, self.low.table(("summand", id(self.category), a), [f"{t}.el"], self.el, self.place[a].tolist())


def certify_presheaves(low: Lowering, e: Category) -> Answers:
    """E is the category of these presheaves: its arrows a -> b are different natural transformations, as many as there are, and compose as maps."""
    origin, names = origin_of(e), Elements(low, e)
    value = names.value()
    sizes, roots = (np.array([len(x) for x in part], np.int64) for part in (names.place, origin.generating))
    moved = int((sizes[e.dom] * (2 + len(origin.base.generators))).sum())
    afford(4 * (moved + int((roots[e.dom] * np.diff(e.row_start)).sum())) + 8 * e.arrow_count, e.name)
    for a in range(e.object_count):
        low.lemmas += _summand(low, names, *names.include(a), a)
    low.lemmas += [*_natural(low, names, value), *_composition(low, names, value, _generate(low, names)), *_different(low, names, value)]
    answers: list[tuple[str, tuple[int, ...], Any]] = []
    for a, s in enumerate(origin.tasks):
        for b, t in enumerate(origin.tasks):
            question = counting_rule(low, s, t)
            answers += natural_count(low, s, t)[1]
            ends = [(f"{names.e}.dom", a), (f"{names.e}.cod", b)]
            low.lemmas.append(eq(["count", question], number(low.fresh("g"), f"{names.e}.ar", ends)))
    return tuple(answers)


def _summand(low: Lowering, n: Elements, t: str, into: str, a: int) -> list[Formula]:
    """The presheaf t is, naturally, the part of U that belongs to object a."""
    x, y, s = low.fresh("x"), low.fresh("y"), low.fresh("s")
    moved = eq(at(into, at(f"{t}.gen", x, s)), at(f"{n.u}.gen", at(into, x), s))
    natural = every(s, f"{n.base}.gen", [(f"{n.base}.gcod", at(f"{t}.ob", x))], moved)
    return [
        every(x, f"{t}.el", [], both(eq(at(n.of, at(into, x)), a), eq(at(n.ob, at(into, x)), at(f"{t}.ob", x)), natural)),
        every(y, n.el, [(n.of, a)], eq(number(x, f"{t}.el", [(into, y)]), 1)),
    ]


def _natural(low: Lowering, n: Elements, value: str) -> list[Formula]:
    """Every arrow g takes the elements of dom g to elements of cod g, over the same objects, and commutes with every generator."""
    g, x, s = low.fresh("g"), low.fresh("x"), low.fresh("s")
    image = at(value, g, x)
    placed = both(eq(at(n.of, image), at(f"{n.e}.cod", g)), eq(at(n.ob, image), at(n.ob, x)))
    moved = eq(at(value, g, at(f"{n.u}.gen", x, s)), at(f"{n.u}.gen", image, s))
    acts = every(s, f"{n.base}.gen", [(f"{n.base}.gcod", at(n.ob, x))], moved)
    return [every(g, f"{n.e}.ar", [], every(x, n.el, [(n.of, at(f"{n.e}.dom", g))], both(placed, acts)))]


def _generate(low: Lowering, n: Elements) -> str:
    """A column that is 1 at some elements, and as a lemma that every element comes from one of these in its summand."""
    origin, base = origin_of(n.category), origin_of(n.category).base
    marked, root, along = np.zeros(n.size, np.int64), np.zeros(n.size, np.int64), np.zeros(n.size, np.int64)
    for t, chosen, place in zip(origin.tasks, origin.generating, n.place, strict=True):
        for u in chosen.tolist():
            into = base.into(int(t.over[u]))
            reached = place[t.act(np.full(len(into), u, np.int32), into)]
            root[reached], along[reached] = place[u], into
        marked[place[chosen]] = 1
    column = low.table(("generates", id(n.category)), [n.el], low.sort(("bit",), 2), marked.tolist())
    roots = low.table(("root", id(n.category)), [n.el], n.el, root.tolist())
    arrows = low.table(("along", id(n.category)), [n.el], f"{n.base}.ar", along.tolist())
    z = low.fresh("z")
    mine = at(roots, z)
    reached_by = eq(at(f"{n.u}.act", mine, at(arrows, z)), z)
    low.lemmas.append(every(z, n.el, [], both(eq(at(column, mine), 1), eq(at(n.of, mine), at(n.of, z)), reached_by)))
    return column


def _composition(low: Lowering, n: Elements, value: str, column: str) -> list[Formula]:
    """The identity arrows are the identity maps, and g ; s is the map g followed by the map s: at elements that generate, as all maps are natural."""
    x, z, g, s = low.fresh("X"), low.fresh("z"), low.fresh("g"), low.fresh("s")
    composite = eq(at(value, at(f"{n.e}.after", g, s), z), at(value, at(f"{n.e}.arrow", s), at(value, g, z)))
    some_of = [(n.of, at(f"{n.e}.dom", g)), (column, 1)]
    steps = every(s, f"{n.e}.gen", [(f"{n.e}.gdom", at(f"{n.e}.cod", g))], every(z, n.el, some_of, composite))
    still = every(z, n.el, [(n.of, x), (column, 1)], eq(at(value, at(f"{n.e}.id", x), z), z))
    return [every(x, f"{n.e}.ob", [], still), every(g, f"{n.e}.ar", [], steps)]


def _different(low: Lowering, n: Elements, value: str) -> list[Formula]:
    """Arrows with the same ends and the same values are equal: their values at some elements of the domain tell them apart.

    A column holds the value of every arrow at one element of its domain; arrows out of an empty presheaf have 0 there.
    """
    e, origin = n.category, origin_of(n.category)
    places = [n.place[a][origin.generating[a]].tolist() or n.place[a][:1].tolist() for a in range(e.object_count)]
    g, h, x, y = low.fresh("g"), low.fresh("h"), low.fresh("X"), low.fresh("y")
    alike = [(f"{n.e}.{end}", at(f"{n.e}.{end}", g)) for end in ("dom", "cod")]
    lemmas = []
    for j in range(max(map(len, places), default=0)):
        element = [p[min(j, len(p) - 1)] if p else -1 for p in places]
        values = [0] * e.arrow_count
        for f, a in enumerate(e.dom.tolist()):
            if places[a]:
                inside = int(np.flatnonzero(n.place[a] == element[a])[0])
                values[f] = int(n.place[int(e.cod[f])][origin.component(e, f)[inside]])
        chosen = low.table(("element", id(e), j), [f"{n.e}.ob"], n.el, element)
        column = low.table(("value at", id(e), j), [f"{n.e}.ar"], n.el, values)
        taken = every(g, f"{n.e}.ar", [(f"{n.e}.dom", x)], eq(at(column, g), at(value, g, at(chosen, x))))
        lemmas.append(every(x, f"{n.e}.ob", [], ["or", eq(number(y, n.el, [(n.of, x)]), 0), taken]))
        alike.append((column, at(column, g)))
    return [*lemmas, every(g, f"{n.e}.ar", [], eq(number(h, f"{n.e}.ar", alike), 1))]


# ---------------------------------------------------------------- functors


def certify_yoneda(low: Lowering, functor: Functor) -> Answers:
    """Y X is represented by X, and f : X -> Z goes to the transformation Y X => Y Z that composes with f.

    The universal element of Y X gives the bijection with the arrows into X. A transformation out of Y X is determined by its value there.
    """
    origin = functor.origin
    assert isinstance(origin, YonedaFunctorOf)
    y, n, c = low.functor(functor), Elements(low, functor.cod), functor.dom
    afford(c.arrow_count * int(np.bincount(c.cod, minlength=1).max(initial=0)) * 2, functor.name)
    value = n.value()
    numbers = [int(n.place[a][u]) for a, u in zip(functor.on_objects.tolist(), origin.universal.tolist(), strict=True)]
    best = low.table(("universal", id(functor)), [f"{n.base}.ob"], n.el, numbers)
    x, z, g, s = low.fresh("X"), low.fresh("z"), low.fresh("g"), low.fresh("s")
    at_x = at(best, x)
    once = number(g, f"{n.base}.ar", [(f"{n.base}.dom", at(n.ob, z)), (f"{n.base}.cod", x)], eq(at(f"{n.u}.act", at_x, g), z))
    moved = at(f"{n.u}.act", at(best, at(f"{n.base}.gcod", s)), at(f"{n.base}.arrow", s))
    low.lemmas += [
        every(x, f"{n.base}.ob", [], both(eq(at(n.of, at_x), at(f"{y}.ob", x)), eq(at(n.ob, at_x), x))),
        every(x, f"{n.base}.ob", [], every(z, n.el, [(n.of, at(f"{y}.ob", x))], eq(once, 1))),
        every(s, f"{n.base}.gen", [], eq(at(value, at(f"{y}.gen", s), at(best, at(f"{n.base}.gdom", s))), moved)),
    ]
    return ()


def certify_extension(low: Lowering, functor: Functor) -> Answers:
    """G S is isomorphic to the left Kan extension of S along F, and G a is the map that a induces between them: it commutes with the units."""
    origin = functor.origin
    assert isinstance(origin, ExtensionOf)
    g, source, target = low.functor(functor), Elements(low, functor.dom), Elements(low, functor.cod)
    unit = np.zeros(source.size, np.int64)
    for a, (ext, iso) in enumerate(zip(origin.extended, origin.isomorphisms, strict=True)):
        assert isinstance(ext.origin, LanOf)
        image = target.place[int(functor.on_objects[a])]
        unit[source.place[a]] = image[iso][ext.origin.unit]
    eta = low.table(("units", id(functor)), [source.el], target.el, unit.tolist())
    for a in range(len(origin.extended)):
        low.lemmas += _extended(low, functor, a, eta, source, target)
    there, here = target.value(), source.value()
    s, x = low.fresh("s"), low.fresh("x")
    square = eq(at(there, at(f"{g}.gen", s), at(eta, x)), at(eta, at(here, at(f"{source.e}.arrow", s), x)))
    low.lemmas.append(every(s, f"{source.e}.gen", [], every(x, source.el, [(source.of, at(f"{source.e}.gdom", s))], square)))
    return ()


def _extended(low: Lowering, functor: Functor, a: int, eta: str, source: Elements, target: Elements) -> list[Formula]:
    """Some isomorphism takes the Kan extension of the a-th presheaf to its image under the functor, and the unit to the table eta."""
    origin = functor.origin
    assert isinstance(origin, ExtensionOf)
    ext, b = origin.extended[a], int(functor.on_objects[a])
    assert isinstance(ext.origin, LanOf)
    t, into = source.include(a)
    name, values = low.set_functor(ext), target.place[b][origin.isomorphisms[a]].tolist()
    iso = low.table(("isomorphism", id(functor), a), [f"{name}.el"], target.el, values)
    unit = low.table(("unit", id(ext)), [f"{t}.el"], f"{name}.el", ext.origin.unit.tolist())
    x, y, z, h = (low.fresh(v) for v in ("x", "y", "z", "h"))
    image = at(f"{low.functor(functor)}.ob", a)
    moved = eq(at(iso, at(f"{name}.gen", z, h)), at(f"{target.u}.gen", at(iso, z), h))
    acts = every(h, f"{target.base}.gen", [(f"{target.base}.gcod", at(f"{name}.ob", z))], moved)
    placed = both(eq(at(target.of, at(iso, z)), image), eq(at(target.ob, at(iso, z)), at(f"{name}.ob", z)))
    return [
        every(z, f"{name}.el", [], both(placed, acts)),
        every(y, target.el, [(target.of, image)], eq(number(z, f"{name}.el", [(iso, y)]), 1)),
        every(x, f"{t}.el", [], eq(at(eta, at(into, x)), at(iso, at(unit, x)))),
    ]


# ---------------------------------------------------------------- presheaves


def certify_nerve(low: Lowering, t: SetFunctor) -> Answers:
    """The elements of N over (A, X) are the arrows F A -> X, and (a, x) takes h to F a ; h ; x. The category that N lives on is C x op(D)."""
    origin = t.origin
    assert isinstance(origin, NerveOf)
    n, f, p = low.set_functor(t), low.functor(origin.functor), low.category(t.category)
    c, d = low.category(origin.functor.dom), low.category(origin.functor.cod)
    afford(12 * t.category.arrow_count + 4 * len(t.category.right) + 6 * t.size, t.name)
    left = low.table(("left", id(t)), [f"{p}.ar"], f"{c}.ar", origin.left.tolist())
    right = low.table(("right", id(t)), [f"{p}.ar"], f"{d}.ar", origin.right.tolist())
    under = low.table(("under", id(t)), [f"{n}.el"], f"{d}.ar", origin.under.tolist())
    z, h, o, s = (low.fresh(v) for v in ("z", "h", "P", "s"))
    here, there = (at(f"{p}.id", x) for x in (at(f"{n}.ob", z), o))
    source = eq(at(f"{d}.dom", at(under, z)), at(f"{f}.ob", at(f"{c}.dom", at(left, here))))
    target = eq(at(f"{d}.cod", at(under, z)), at(f"{d}.dom", at(right, here)))
    step = at(f"{p}.arrow", s)
    composite = at(f"{d}.comp", at(f"{d}.comp", at(f"{f}.ar", at(left, step)), at(under, z)), at(right, step))
    steps = every(s, f"{p}.gen", [(f"{p}.gcod", at(f"{n}.ob", z))], eq(at(under, at(f"{n}.gen", z, s)), composite))
    once = eq(number(z, f"{n}.el", [(f"{n}.ob", o), (under, h)]), 1)
    hom = [(f"{d}.dom", at(f"{f}.ob", at(f"{c}.dom", at(left, there)))), (f"{d}.cod", at(f"{d}.dom", at(right, there)))]
    low.lemmas += [
        *_product_with_opposite(low, (p, c, d), left, right),
        every(z, f"{n}.el", [], both(source, target, steps)),
        every(o, f"{p}.ob", [], every(h, f"{d}.ar", hom, once)),
    ]
    return ()


def _product_with_opposite(low: Lowering, names: tuple[str, str, str], left: str, right: str) -> list[Formula]:
    """P is C x op(D): left : P -> C is a functor, right one from P to op(D), and each pair of arrows comes from exactly one arrow of P."""
    p, c, d = names
    f, g, k, s, o = (low.fresh(v) for v in ("f", "g", "k", "s", "P"))
    identity, after, step = at(f"{p}.id", o), at(f"{p}.after", k, s), at(f"{p}.arrow", s)
    still = [eq(at(side, identity), at(f"{x}.id", at(f"{x}.dom", at(side, identity)))) for side, x in ((left, c), (right, d))]
    composites = [
        eq(at(left, after), at(f"{c}.comp", at(left, k), at(left, step))),
        eq(at(right, after), at(f"{d}.comp", at(right, step), at(right, k))),
    ]
    return [
        every(f, f"{c}.ar", [], every(g, f"{d}.ar", [], eq(number(k, f"{p}.ar", [(left, f), (right, g)]), 1))),
        every(o, f"{p}.ob", [], both(*still)),
        every(k, f"{p}.ar", [], every(s, f"{p}.gen", [(f"{p}.gdom", at(f"{p}.cod", k))], both(*composites))),
    ]


def certify_omega(low: Lowering, t: SetFunctor) -> Answers:
    """The elements of Omega over A are the sieves on A, each once, and f takes S to the arrows g with g ; f in S.

    That there are no others: the empty set is one of them, and so is each of them joined by any principal sieve.
    """
    origin = t.origin
    assert isinstance(origin, SievesOf)
    c = t.category
    n, base = low.set_functor(t), low.category(c)
    cost = sum(len(rows) * rows.shape[1] ** 2 for rows in origin.members)
    pairs = int((t.sizes.astype(float) ** 2).sum())  # of sieves that are told apart
    afford(4 * cost + 6 * pairs + t.size * (c.arrow_count + len(c.generators)), t.name)
    tables = _sieve_tables(c, t, origin)
    bit = low.sort(("bit",), 2)
    inside = low.table(("in", id(t)), [f"{n}.el", f"{base}.ar"], bit, tables[0].ravel().tolist())
    joined = low.table(("join", id(t)), [f"{n}.el", f"{base}.ar"], f"{n}.el", tables[1].ravel().tolist())
    z, g, h, s, k, y, x = (low.fresh(v) for v in ("z", "g", "h", "s", "k", "y", "X"))
    sort, over = f"{base}.ar", at(f"{n}.ob", z)
    into = [(f"{base}.cod", over)]
    has = eq(at(inside, z, g), 1)
    closed = every(s, f"{base}.gen", [(f"{base}.gcod", at(f"{base}.dom", g))], eq(at(inside, z, at(f"{base}.before", s, g)), 1))
    pulled = eq(at(inside, at(f"{n}.gen", z, s), h), at(inside, z, at(f"{base}.after", h, s)))
    below = some(k, sort, [(f"{base}.dom", at(f"{base}.dom", h)), (f"{base}.cod", at(f"{base}.dom", g))], eq(at(f"{base}.comp", k, g), h))
    union = every(h, sort, into, ["<=>", eq(at(inside, at(joined, z, g), h), 1), ["or", eq(at(inside, z, h), 1), below]])
    same = every(g, sort, into, eq(at(inside, z, g), at(inside, y, g)))
    low.lemmas += [
        every(z, f"{n}.el", [], every(g, sort, into, ["=>", has, closed])),
        every(z, f"{n}.el", [], every(s, f"{base}.gen", [(f"{base}.gcod", over)], every(h, sort, [(f"{base}.cod", at(f"{base}.gdom", s))], pulled))),
        every(x, f"{base}.ob", [], some(z, f"{n}.el", [(f"{n}.ob", x)], every(g, sort, into, eq(at(inside, z, g), 0)))),
        every(z, f"{n}.el", [], every(g, sort, into, both(eq(at(f"{n}.ob", at(joined, z, g)), over), union))),
        every(z, f"{n}.el", [], every(y, f"{n}.el", [(f"{n}.ob", over)], ["=>", same, eq(z, y)])),
    ]
    return ()


def _sieve_tables(c: Category, t: SetFunctor, origin: SievesOf) -> tuple[Any, Any]:
    """Whether an arrow is in a sieve, and the sieve joined by the principal sieve of an arrow: int64[sieves, arrows], -1 where they do not meet."""
    inside, joined = np.full((t.size, c.arrow_count), -1, np.int64), np.full((t.size, c.arrow_count), -1, np.int64)
    for x, (rows, below) in enumerate(zip(origin.members, origin.below, strict=True)):
        into, low, high = c.into(x), int(t.start[x]), int(t.start[x + 1])
        inside[low:high, into] = rows
        number = {row.tobytes(): low + i for i, row in enumerate(rows)}
        for i, row in enumerate(rows):
            joined[low + i, into] = [number[union.tobytes()] for union in row | below]
    return inside, joined
