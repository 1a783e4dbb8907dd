"""Samples: what has been seen of a functor into a finite category, or of a set-valued functor with known carriers.

They are data and no functor yet: a *completion* is a functor that takes the sampled values, and there may be none, one or many.
Each object, arrow and point is sampled at most once; samples that contradict each other are allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Category, Ints
from presheaf.model.setfunctor import Functor, SetFunctor, Variance


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples of functors on the category `dom`."""

    name: str
    dom: Category


@dataclass(frozen=True, eq=False)
class FunctorSamples(Samples):
    """Values of a functor dom -> cod: `on_objects` int32[n], `on_arrows` int32[m], -1 where nothing was seen.

    A sampled arrow reveals its ends: if f goes to h, then dom f goes to dom h and cod f to cod h.
    """

    cod: Category
    on_objects: Ints
    on_arrows: Ints

    @property
    def size(self) -> int:
        """The number of sampled values."""
        return int((self.on_objects >= 0).sum() + (self.on_arrows >= 0).sum())


@dataclass(frozen=True, eq=False)
class PointSamples(Samples):
    """Values of a set-valued functor on the sets `start`, `element_names` (as in `SetFunctor`).

    `points`: int32[p, 3], rows (arrow, element, value) by arrow and element: the arrow takes the element to the value. Typed: the
    element lies where the arrow acts, the value where it lands.
    """

    variance: Variance
    start: npt.NDArray[np.int64]
    element_names: Sequence[str]
    points: Ints

    @property
    def size(self) -> int:
        """The number of sampled values."""
        return len(self.points)

    @cached_property
    def over(self) -> Ints:
        """int32[N]: the object of each element."""
        return np.repeat(np.arange(self.dom.object_count, dtype=np.int32), np.diff(self.start))


def seen_of(f: Functor, arrows: Ints, name: str = "") -> FunctorSamples:
    """The samples that a functor gives at some arrows."""
    on_arrows = np.full(f.dom.arrow_count, -1, np.int32)
    on_arrows[arrows] = f.on_arrows[arrows]
    return FunctorSamples(name or f"samples of {f.name}", f.dom, f.cod, np.full(f.dom.object_count, -1, np.int32), on_arrows)


def points_of(t: SetFunctor, elements: Ints, arrows: Ints, name: str = "") -> PointSamples:
    """The samples that a set-valued functor gives at some points (an element, and an arrow that acts on it)."""
    order = np.lexsort((elements, arrows))
    x, f = elements[order].astype(np.int32), arrows[order].astype(np.int32)
    points = np.stack([f, x, t.act(x, f)], axis=1).astype(np.int32)
    return PointSamples(name or f"samples of {t.name}", t.category, t.variance, t.start, t.element_names, points)


def place_in(s: PointSamples, t: SetFunctor) -> Ints | None:
    """int32[N]: the element of t with the same name over the same object, for each element of the samples; None unless the sets are equal."""
    there = {(int(a), name): x for x, (a, name) in enumerate(zip(t.over, t.element_names, strict=True))}
    places = [there.get((int(a), name), -1) for a, name in zip(s.over, s.element_names, strict=True)]
    return np.array(places, np.int32) if len(places) == len(there) and -1 not in places else None


def moved(s: PointSamples, t: SetFunctor, place: Ints) -> PointSamples:
    """The samples with the elements numbered as in t."""
    points = np.stack([s.points[:, 0], place[s.points[:, 1]], place[s.points[:, 2]]], axis=1).astype(np.int32) if len(s.points) else s.points
    return PointSamples(s.name, s.dom, s.variance, t.start, t.element_names, points[np.lexsort((points[:, 1], points[:, 0]))])
