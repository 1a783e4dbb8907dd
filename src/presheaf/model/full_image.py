"""The full image of a functor F : C -> E: the objects of C with the arrows of E between their images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import ARROW_LIMIT, Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.constructions import FullOf, full
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor
from presheaf.model.written import Written


@dataclass(frozen=True, eq=False)
class FullImageOf:
    """Arrow i is (its domain, `under[i]`, its codomain) with `under[i]` an arrow of the codomain of `functor`.

    The arrow (X, h, Y) is `number[where]` with `where` the place of (h, X, Y) in the sorted `keys`.
    """

    functor: Functor
    under: Ints
    keys: npt.NDArray[np.int64]
    number: Ints

    def arrows(self, x: Ints, h: Ints, y: Ints) -> Ints:
        """The arrows (x[i], h[i], y[i]), all of which exist."""
        n = self.functor.dom.object_count
        return self.number[np.searchsorted(self.keys, (h.astype(np.int64) * n + x) * n + y)]

    def arrow(self, x: int, h: int, y: int) -> int:
        """The arrow (x, h, y), or -1."""
        f = self.functor
        if f.on_objects[x] != f.cod.dom[h] or f.on_objects[y] != f.cod.cod[h]:
            return -1
        return int(self.arrows(*(np.array([part], np.int32) for part in (x, h, y)))[0])


@dataclass(frozen=True, eq=False)
class CorestrictionOf:
    """The functor onto a full image."""

    image: Category


def full_image(name: str, functor: Functor) -> Category:
    """The objects of C with Hom(X, Y) = E(F X, F Y) for F : C -> E; arrows are written `(X, h, Y)`.

    Generators: between objects with one image the arrows (X, id, Y) around a circle, and a generating set of the full subcategory of E on the
    images between the first objects over them. Linear in the result; that generating set is searched only if F misses objects of E.
    """
    c, e = functor.dom, functor.cod
    n = c.object_count
    order = np.argsort(functor.on_objects, kind="stable").astype(np.int32)
    start = np.searchsorted(functor.on_objects[order], np.arange(e.object_count + 1))
    size = np.diff(start)
    width = size[e.dom] * size[e.cod]
    if int(width.sum()) > ARROW_LIMIT:
        raise TooLarge(f"{int(width.sum()):,} arrows (limit {ARROW_LIMIT:,})")
    under = np.repeat(np.arange(e.arrow_count, dtype=np.int32), width)
    within = np.arange(len(under)) - np.repeat(np.cumsum(width) - width, width)
    across = np.maximum(size[e.cod[under]], 1)
    dom = order[start[e.dom[under]] + within // across]
    cod = order[start[e.cod[under]] + within % across]
    keys = (under.astype(np.int64) * n + dom) * n + cod
    raw = FullImageOf(functor, under, keys, np.arange(len(under), dtype=np.int32))
    x, h, y = _generators(functor, order, start)

    def step(arrow: Ints, s: Ints) -> Ints:
        return raw.arrows(dom[arrow], e.compose_arrays(under[arrow], h[s]), y[s])

    objects = np.arange(n, dtype=np.int32)
    gens = raw.arrows(x, h, y)
    normal = normal_form(Raw(dom, cod, raw.arrows(objects, functor.on_objects, objects), gens, step))
    back = np.empty(len(under), np.int32)
    back[normal.number] = np.arange(len(under), dtype=np.int32)
    label = c.names.objects

    def spelt(i: int) -> str:
        return f"({label[int(dom[i])]}, {arrow_name(e, int(under[i]))}, {label[int(cod[i])]})"

    extra = Written(lambda: {spelt(i): int(normal.number[i]) for i in range(len(under))})
    names = Names(label, tuple(spelt(int(i)) for i in gens), tuple(normal.number[gens].tolist()), extra)
    return category(name, names, normal, (), FullImageOf(functor, under[back], keys, normal.number))


def corestriction(name: str, image: Category) -> Functor:
    """C -> full_image(F), X |-> X, f |-> (X, F f, Y)."""
    origin = image.origin
    assert isinstance(origin, FullImageOf)
    f = origin.functor
    c = f.dom
    images = origin.arrows(c.dom[c.generators], f.on_generators, c.cod[c.generators])
    return Functor(name, c, image, np.arange(c.object_count, dtype=np.int32), images, CorestrictionOf(image))


def inclusion(name: str, image: Category) -> Functor:
    """full_image(F) -> E, X |-> F X, (X, h, Y) |-> h. Fully faithful, and F is the corestriction followed by it."""
    origin = image.origin
    assert isinstance(origin, FullImageOf)
    return Functor(name, image, origin.functor.cod, origin.functor.on_objects, origin.under[image.generators])


def _generators(functor: Functor, order: Ints, start: npt.NDArray[np.int64]) -> tuple[Ints, Ints, Ints]:
    """(X, h, Y): a generating set without identities."""
    e = functor.cod
    met = np.diff(start) > 0
    if met.all():
        steps = np.unique(e.generators[e.generators >= e.object_count])
    else:
        part = full("", e, np.flatnonzero(met).tolist())
        assert isinstance(part.origin, FullOf)
        steps = part.origin.arrows[part.generators]
    first = order[np.minimum(start[:-1], max(len(order) - 1, 0))] if len(order) else np.zeros(e.object_count, np.int32)
    images = functor.on_objects[order]
    last = np.append(images[1:] != images[:-1], True) if len(order) else np.zeros(0, bool)
    following = np.where(last, first[images], np.append(order[1:], 0)) if len(order) else order
    moving = following != order
    x = np.concatenate([first[e.dom[steps]], order[moving]]).astype(np.int32)
    y = np.concatenate([first[e.cod[steps]], following[moving]]).astype(np.int32)
    return x, np.concatenate([steps, images[moving]]).astype(np.int32), y
