"""Making functors: identity, composites, inclusions, opposites, projections, and from values on listed arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.constructions import ElementsOf, OppositeOf
from presheaf.model.setfunctor import Functor
from presheaf.model.unknown import UnknownComposite, UnknownFunctor


def identity(c: Category, name: str = "id") -> Functor:
    """The identity functor."""
    return Functor(name, c, c, np.arange(c.object_count, dtype=np.int32), c.generators.astype(np.int32))


def composite(name: str, f: Functor, g: Functor) -> Functor:
    """First f, then g; the caller has checked f.cod is g.dom."""
    if isinstance(f, UnknownFunctor) or isinstance(g, UnknownFunctor):
        return UnknownComposite(name, f, g)
    return Functor(name, f.dom, g.cod, g.on_objects[f.on_objects], g.on_arrows[f.on_generators])


def opposite(name: str, f: Functor, dom: Category, cod: Category) -> Functor:
    """f between the opposite categories `dom` = op(f.dom), `cod` = op(f.cod)."""
    assert isinstance(dom.origin, OppositeOf)
    assert isinstance(cod.origin, OppositeOf)
    back = np.empty(f.dom.arrow_count, np.int32)
    back[dom.origin.number] = np.arange(f.dom.arrow_count, dtype=np.int32)
    return Functor(name, dom, cod, f.on_objects, cod.origin.number[f.on_arrows[back[dom.generators]]])


def projection(name: str, el: Category) -> Functor:
    """The projection from a category of elements to its base."""
    assert isinstance(el.origin, ElementsOf)
    origin = el.origin
    t = origin.functor
    pair_arrow = np.repeat(np.arange(t.category.arrow_count, dtype=np.int32), np.diff(origin.offset))
    back = np.empty(el.arrow_count, np.int32)
    back[origin.number] = pair_arrow
    return Functor(name, el, t.category, t.over, back[el.generators])


@dataclass(frozen=True)
class FunctorClash:
    """A listed arrow (index in Names.listed) whose given image is not the composite of the images of generators."""

    arrow: int
    given: int
    composite: int


def from_listed(name: str, c: Category, d: Category, on_objects: Ints, on_listed: Sequence[int]) -> tuple[Functor, list[FunctorClash]]:
    """The functor given on objects and on every listed arrow (-1 unknown), and the listed arrows whose image is no composite."""
    by_generator: dict[int, int] = {}
    for i, s in enumerate(c.listed_generators):
        if s >= 0:
            by_generator.setdefault(s, on_listed[i])
    gens = np.array([by_generator[s] for s in range(len(c.generators))], dtype=np.int32)
    functor = Functor(name, c, d, np.asarray(on_objects, np.int32), gens)
    if functor.partial:
        return functor, []
    images = functor.on_arrows
    wrong = [(i, a) for i, a in enumerate(c.names.listed_arrows) if int(images[a]) != on_listed[i]]
    return functor, [FunctorClash(i, on_listed[i], int(images[a])) for i, a in wrong]
