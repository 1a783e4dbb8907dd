"""What a certificate says of built categories: idempotent completions, comma categories, full images.

Each of these is given by what its objects and arrows are in terms of other categories. The lemmas say that there is exactly one object or
arrow for each such datum, and that identities and composites are those of the data.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Formula, Lowering
from presheaf.claims.formulas import at, both, eq, every, number
from presheaf.model.category import Category
from presheaf.model.comma import CommaOf
from presheaf.model.full_image import CorestrictionOf, FullImageOf
from presheaf.model.karoubi import KaroubiOf
from presheaf.model.setfunctor import Functor

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]


def _composes(low: Lowering, k: str, c: str, under: str, place: Formula, x: str) -> list[Formula]:
    """The table `under` from the arrows of k to those of c takes id(x) to `place`, a term in the object x, and composites to composites."""
    g, s = low.fresh("g"), low.fresh("s")
    image = at(f"{c}.comp", at(under, g), at(under, at(f"{k}.arrow", s)))
    steps = every(s, f"{k}.gen", [(f"{k}.gdom", at(f"{k}.cod", g))], eq(at(under, at(f"{k}.after", g, s)), image))
    return [every(x, f"{k}.ob", [], eq(at(under, at(f"{k}.id", x)), place)), every(g, f"{k}.ar", [], steps)]


def certify_karoubi(low: Lowering, completion: Category) -> Answers:
    """K is the idempotent completion of C: its objects are the idempotents e, and its arrows e -> e' the f with e ; f ; e' = f.

    TooLarge where the kernel would have to go through too many triples.
    """
    origin = completion.origin
    assert isinstance(origin, KaroubiOf)
    base, k, c = origin.base, low.category(completion), low.category(origin.base)
    split = np.bincount(base.dom[origin.idempotents], minlength=base.object_count).astype(np.int64)
    afford(int((split[base.dom] * split[base.cod]).sum()) * 3 + len(completion.right) * 2, completion.name)
    e = low.table(("idempotent", id(completion)), [f"{k}.ob"], f"{c}.ar", origin.idempotents.tolist())
    under = low.table(("under", id(completion)), [f"{k}.ar"], f"{c}.ar", origin.under.tolist())
    place = low.table(("at", id(completion)), [f"{k}.ob"], f"{c}.ob", base.dom[origin.idempotents].tolist())

    def comp(first: Formula, *rest: Formula) -> Formula:
        for arrow in rest:
            first = at(f"{c}.comp", first, arrow)
        return first

    f, x, y, g = (low.fresh(stem) for stem in ("f", "X", "Y", "g"))
    ends = at(e, at(f"{k}.dom", g)), at(e, at(f"{k}.cod", g))
    only = eq(number(g, f"{k}.ar", [(f"{k}.dom", x), (f"{k}.cod", y), (under, f)]), 1)
    fixed = every(y, f"{k}.ob", [(place, at(f"{c}.cod", f))], ["=>", eq(comp(at(e, x), f, at(e, y)), f), only])
    low.lemmas += [
        every(x, f"{k}.ob", [], both(eq(comp(at(e, x), at(e, x)), at(e, x)), eq(at(f"{c}.dom", at(e, x)), at(place, x)))),
        every(f, f"{c}.ar", [], ["=>", eq(comp(f, f), f), eq(number(x, f"{k}.ob", [(e, f)]), 1)]),
        every(g, f"{k}.ar", [], eq(comp(ends[0], at(under, g), ends[1]), at(under, g))),
        every(f, f"{c}.ar", [], every(x, f"{k}.ob", [(place, at(f"{c}.dom", f))], fixed)),
        *_composes(low, k, c, under, at(e, x), x),
    ]
    return ()


def certify_full_image(low: Lowering, image: Category) -> Answers:
    """I has the objects of C, and its arrows X -> Y are those F X -> F Y of E, for F : C -> E."""
    origin = image.origin
    assert isinstance(origin, FullImageOf)
    functor = origin.functor
    name, k, e = low.functor(functor), low.category(image), low.category(functor.cod)
    afford(5 * image.arrow_count + 2 * len(image.right), image.name)
    under, same = _image_tables(low, image)
    h, g, x, y, z = (low.fresh(stem) for stem in ("h", "g", "X", "Y", "Z"))
    only = eq(number(g, f"{k}.ar", [(f"{k}.dom", x), (f"{k}.cod", y), (under, h)]), 1)
    over = every(y, f"{k}.ob", [(same, at(f"{e}.cod", h))], only)
    ends = [eq(at(f"{e}.{end}", at(under, g)), at(same, at(f"{k}.{end}", g))) for end in ("dom", "cod")]
    low.lemmas += [
        eq(number(low.fresh("X"), f"{k}.ob", []), number(low.fresh("X"), f"{low.category(functor.dom)}.ob", [])),
        every(z, f"{k}.ob", [], eq(at(same, z), at(f"{name}.ob", z))),
        every(h, f"{e}.ar", [], every(x, f"{k}.ob", [(same, at(f"{e}.dom", h))], over)),
        every(g, f"{k}.ar", [], both(*ends)),
        *_composes(low, k, e, under, at(f"{e}.id", at(same, x)), x),
    ]
    return ()


def _image_tables(low: Lowering, image: Category) -> tuple[str, str]:
    """The arrows and objects of a full image as arrows and objects of the codomain."""
    origin = image.origin
    assert isinstance(origin, FullImageOf)
    k, e = low.category(image), low.category(origin.functor.cod)
    under = low.table(("under", id(image)), [f"{k}.ar"], f"{e}.ar", origin.under.tolist())
    return under, low.table(("over", id(image)), [f"{k}.ob"], f"{e}.ob", origin.functor.on_objects.tolist())


def certify_corestriction(low: Lowering, functor: Functor) -> Answers:
    """Q : C -> full_image(F) is the identity on objects, and takes f to F f."""
    origin = functor.origin
    assert isinstance(origin, CorestrictionOf)
    assert isinstance(origin.image.origin, FullImageOf)
    q, f, c = low.functor(functor), low.functor(origin.image.origin.functor), low.category(functor.dom)
    under, _ = _image_tables(low, origin.image)
    x, s = low.fresh("X"), low.fresh("s")
    low.lemmas += [
        every(x, f"{c}.ob", [], eq(at(f"{q}.ob", x), x)),
        every(s, f"{c}.gen", [], eq(at(under, at(f"{q}.gen", s)), at(f"{f}.gen", s))),
    ]
    return ()


def certify_comma(low: Lowering, made: Category) -> Answers:
    """The objects are the (a, h, b) with h : F a -> G b, and the arrows to (a', h', b') the (f, g) with F f ; h' = h ; G g."""
    origin = made.origin
    assert isinstance(origin, CommaOf)
    left, right = origin.left, origin.right
    k, a, b, c = (low.category(x) for x in (made, left.dom, right.dom, left.cod))
    _afford_squares(origin, made)
    columns = (("a", f"{k}.ob", f"{a}.ob"), ("h", f"{k}.ob", f"{c}.ar"), ("b", f"{k}.ob", f"{b}.ob"), ("f", f"{k}.ar", f"{a}.ar"))
    data = {part: getattr(origin, part).tolist() for part in "ahbfg"}
    at_a, at_h, at_b, at_f, at_g = (
        low.table((part, id(made)), [near], far, data[part]) for part, near, far in (*columns, ("g", f"{k}.ar", f"{b}.ar"))
    )
    fn, gn = low.functor(left), low.functor(right)
    x, y, i, h, u, v, p, q = (low.fresh(stem) for stem in ("X", "Y", "i", "h", "u", "v", "a", "b"))

    def commutes(first: Formula, second: Formula, near: Formula, far: Formula) -> Formula:
        return eq(at(f"{c}.comp", at(f"{fn}.ar", first), at(at_h, far)), at(f"{c}.comp", at(at_h, near), at(f"{gn}.ar", second)))

    one_object = eq(number(x, f"{k}.ob", [(at_a, p), (at_h, h), (at_b, q)]), 1)
    objects = every(p, f"{a}.ob", [(f"{fn}.ob", at(f"{c}.dom", h))], every(q, f"{b}.ob", [(f"{gn}.ob", at(f"{c}.cod", h))], one_object))
    one_arrow = eq(number(i, f"{k}.ar", [(f"{k}.dom", x), (f"{k}.cod", y), (at_f, u), (at_g, v)]), 1)
    beyond = every(y, f"{k}.ob", [(at_a, at(f"{a}.cod", u)), (at_b, at(f"{b}.cod", v))], ["=>", commutes(u, v, x, y), one_arrow])
    squares = every(u, f"{a}.ar", [(f"{a}.dom", at(at_a, x))], every(v, f"{b}.ar", [(f"{b}.dom", at(at_b, x))], beyond))
    ends = [
        eq(at(f"{base}.{end}", at(part, i)), at(place, at(f"{k}.{end}", i)))
        for base, part, place in ((a, at_f, at_a), (b, at_g, at_b))
        for end in ("dom", "cod")
    ]
    typed = both(eq(at(f"{c}.dom", at(at_h, x)), at(f"{fn}.ob", at(at_a, x))), eq(at(f"{c}.cod", at(at_h, x)), at(f"{gn}.ob", at(at_b, x))))
    low.lemmas += [
        every(x, f"{k}.ob", [], typed),
        every(h, f"{c}.ar", [], objects),
        every(i, f"{k}.ar", [], both(*ends, commutes(at(at_f, i), at(at_g, i), at(f"{k}.dom", i), at(f"{k}.cod", i)))),
        every(x, f"{k}.ob", [], squares),
        *_composes(low, k, a, at_f, at(f"{a}.id", at(at_a, x)), x),
        *_composes(low, k, b, at_g, at(f"{b}.id", at(at_b, x)), x),
    ]
    return ()


def _afford_squares(origin: CommaOf, made: Category) -> None:
    """TooLarge where the kernel would have to look at too many squares."""
    a, b, c = origin.left.dom, origin.right.dom, origin.left.cod
    out_a, out_b = np.bincount(a.dom, minlength=a.object_count), np.bincount(b.dom, minlength=b.object_count)
    widest = np.unique(c.dom.astype(np.int64) * max(c.object_count, 1) + c.cod, return_counts=True)[1].max(initial=0)
    squares = int((out_a[origin.a].astype(np.int64) * out_b[origin.b]).sum()) * int(widest)
    afford(3 * squares + 6 * made.arrow_count + 4 * len(made.right), made.name)
