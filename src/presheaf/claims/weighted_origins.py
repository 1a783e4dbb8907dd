"""What makes a built weighted structure what the spec calls it: lemmas for certificates, one function for each type of origin."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from presheaf.claims.arrays import afford
from presheaf.claims.base import Formula, Lowering
from presheaf.claims.formulas import at, both, eq, every, number, objects, some
from presheaf.claims.weighted import at_most, hom_to, is_least, times
from presheaf.model.weighted import Matrix, Weighted, WeightedTask
from presheaf.model.weighted_closure import ClosureOf, predecessors
from presheaf.model.weighted_constructions import (
    ExtensionWeighted,
    FullWeighted,
    HomWeighted,
    OppositeWeighted,
    ProductWeighted,
    ResidualOf,
    RestrictWeighted,
)

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]


@lru_cache(maxsize=4)
def _via(k: Weighted, m: Weighted) -> list[int]:
    return predecessors(k, m)


def certify_closure(low: Lowering, k: Matrix) -> Answers:
    """K is the least category above M, by the kernel's rule."""
    origin = k.origin
    assert isinstance(origin, ClosureOf)
    m = origin.base
    question = low.question(("closure", id(k)), lambda: {"params": [], "rule": "closure", "args": [low.weighted(k), low.weighted(m)]})
    low.lemmas.append(["holds", question])
    return ((question, (), {"via": _via(k, m)}),)


def certify_opposite(low: Lowering, k: Matrix) -> Answers:
    """The entries of each are those of the other, turned round."""
    origin = k.origin
    assert isinstance(origin, OppositeWeighted)
    left, right = low.weighted(k), low.weighted(origin.base)
    for one, two in ((left, right), (right, left)):
        e = low.fresh("e")
        low.lemmas.append(every(e, f"{one}.en", [], eq(at(f"{one}.at", e), at(f"{two}.hom", at(f"{one}.col", e), at(f"{one}.row", e)))))
    return ()


def certify_product(low: Lowering, k: Matrix) -> Answers:
    """A pair of entries is an entry, with the product of the weights, and there are no others."""
    origin = k.origin
    assert isinstance(origin, ProductWeighted)
    afford(k.nnz, k.name)
    p, m, n = (low.weighted(w) for w in (k, origin.left, origin.right))
    e, f, g, width = low.fresh("e"), low.fresh("f"), low.fresh("g"), origin.right.object_count

    def pair(end: str) -> Formula:
        return ["+", ["*", at(f"{m}.{end}", e), width], at(f"{n}.{end}", f)]

    product = eq(at(f"{p}.hom", pair("row"), pair("col")), times(at(f"{m}.at", e), at(f"{n}.at", f)))
    low.lemmas.append(every(e, f"{m}.en", [], every(f, f"{n}.en", [], product)))
    low.lemmas.append(eq(number(g, f"{p}.en", []), origin.left.nnz * origin.right.nnz))
    return ()


def certify_full(low: Lowering, k: Matrix) -> Answers:
    """The weights are those of the objects chosen."""
    origin = k.origin
    assert isinstance(origin, FullWeighted)
    afford(k.object_count**2, k.name)
    part, whole, x, y = low.weighted(k), low.weighted(origin.base), low.fresh("x"), low.fresh("y")
    chosen = low.table(("chosen", id(k)), [f"{part}.ob"], f"{whole}.ob", list(origin.chosen))
    same = eq(at(f"{part}.hom", x, y), at(f"{whole}.hom", at(chosen, x), at(chosen, y)))
    low.lemmas.append(every(x, f"{part}.ob", [], every(y, f"{part}.ob", [], same)))
    return ()


def certify_residual(low: Lowering, k: Matrix) -> Answers:
    """R(x, y) is the least [M(z, x), M(z, y)]."""
    origin = k.origin
    assert isinstance(origin, ResidualOf)
    afford(k.object_count**3, k.name)
    r, m, x, y, z = low.weighted(k), low.weighted(origin.base), low.fresh("x"), low.fresh("y"), low.fresh("z")
    least = is_least(at(f"{r}.hom", x, y), z, f"{m}.ob", at(f"{m}.hom", z, x), at(f"{m}.hom", z, y))
    low.lemmas.append(every(x, f"{r}.ob", [], every(y, f"{r}.ob", [], least)))
    return ()


def certify_hom(low: Lowering, t: WeightedTask) -> Answers:
    """The values are weights to, or from, one object."""
    origin, z = t.origin, low.fresh("z")
    assert isinstance(origin, HomWeighted)
    low.lemmas.append(every(z, objects(low, t.category), [], eq(at(f"{low.weighted_task(t)}.at", z), hom_to(low, t, z, origin.at))))
    return ()


def certify_restriction(low: Lowering, t: WeightedTask) -> Answers:
    """t(a) = s(K a)."""
    origin, a = t.origin, low.fresh("a")
    assert isinstance(origin, RestrictWeighted)
    value = at(f"{low.weighted_task(origin.task)}.at", at(f"{low.weighted_functor(origin.along)}.ob", a))
    low.lemmas.append(every(a, objects(low, t.category), [], eq(at(f"{low.weighted_task(t)}.at", a), value)))
    return ()


def certify_extension(low: Lowering, t: WeightedTask) -> Answers:
    """Lan F(b) = max over a of M(K a, b) F(a), Ran F(b) = min over a of [M(b, K a), F(a)]; the other way round for a task."""
    origin = t.origin
    assert isinstance(origin, ExtensionWeighted)
    f, k = origin.task, origin.along
    afford(k.dom.object_count * k.cod.object_count, t.name)
    a, b, ob = low.fresh("a"), low.fresh("b"), objects(low, k.dom)
    value = at(f"{low.weighted_task(t)}.at", b)
    image, given = at(f"{low.weighted_functor(k)}.ob", a), at(f"{low.weighted_task(f)}.at", a)
    forwards = (f.variance == "covariant") == (origin.side == "lan")
    weight = at(f"{low.weighted(k.cod)}.hom", *((image, b) if forwards else (b, image)))
    if origin.side == "lan":
        moved = times(weight, given)
        attained = ["or", eq(value, 0), some(a, ob, [], eq(moved, value))]
        body = both(every(a, ob, [], at_most(moved, value)), attained)
    else:
        body = is_least(value, a, ob, weight, given)
    low.lemmas.append(every(b, objects(low, k.cod), [], body))
    return ()
