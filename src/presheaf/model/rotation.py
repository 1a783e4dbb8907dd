"""The rotation pretext task: the action groupoid of Z/4, quarter turns, on a set of images.

Objects are images, arrows X -> Y the quarter turns that carry X to Y: four arrows out of every object, generator `turn_X` by one quarter.
An image with a symmetry has a short orbit and automorphisms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import Raw, category, normal_form
from presheaf.model.category import Category, Ints, Names
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.tasks import starts

_DEGREES = ("", "90", "180", "270")


@dataclass(frozen=True, eq=False)
class RotationOf:
    """Origin of a rotation category: `row_object[i]` is the object of the i-th image given, `orbit[X]` numbers the orbits."""

    row_object: Ints
    orbit: Ints


class LabelClash(Exception):
    """Two rows whose images are rotations of each other carry different labels."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"rows {first + 1} and {second + 1}")
        self.first, self.second = first, second


def _groupoid(name: str, names: Sequence[str], turn: Ints, origin: RotationOf) -> Category:
    """The action groupoid of the permutation `turn` (of order dividing 4) on the named objects; arrow 4X + k turns X k times."""
    n = len(names)
    powers = np.empty((n, 4), np.int32)
    powers[:, 0] = np.arange(n)
    for k in range(1, 4):
        powers[:, k] = turn[powers[:, k - 1]]
    arrow = np.arange(4 * n, dtype=np.int32)
    gens = (4 * np.arange(n) + 1).astype(np.int32)
    raw = Raw(
        (arrow // 4).astype(np.int32),
        powers.ravel(),
        (4 * np.arange(n)).astype(np.int32),
        gens,
        lambda f, s: (f - f % 4 + (f + 1) % 4).astype(np.int32),
    )
    normal = normal_form(raw)
    listed = tuple(f"turn_{x}" for x in names)
    return category(name, Names(tuple(names), listed, tuple(normal.number[gens].tolist())), normal, (), origin)


def from_names(name: str, images: Sequence[str], symmetry: Mapping[str, int]) -> Category:
    """Named images; `symmetry` gives the smallest rotation (90 or 180 degrees) that fixes an image, others have none."""
    names: list[str] = []
    turn: list[int] = []
    orbit: list[int] = []
    first: list[int] = []
    for i, image in enumerate(images):
        size = {90: 1, 180: 2}.get(symmetry.get(image, 360), 4)
        base = len(names)
        first.append(base)
        names += [image + d for d in _DEGREES[:size]]
        turn += [base + (k + 1) % size for k in range(size)]
        orbit += [i] * size
    return _groupoid(name, names, np.array(turn, np.int32), RotationOf(np.array(first, np.int32), np.array(orbit, np.int32)))


def from_images(name: str, pixels: npt.NDArray[np.int64]) -> Category:
    """Square images int[N, s, s]; equal images are one object, named by the first row that gives them: img3, img3_90, ... (clockwise)."""
    number: dict[bytes, int] = {}
    names: list[str] = []
    turn: list[int] = []
    orbit: list[int] = []
    rows: list[int] = []
    for i, image in enumerate(pixels):
        key = image.tobytes()
        if key not in number:
            turned = [np.ascontiguousarray(np.rot90(image, -k)).tobytes() for k in range(4)]
            size = 1 if turned[1] == key else 2 if turned[2] == key else 4
            base = len(names)
            for k in range(size):
                number[turned[k]] = base + k
                names.append(f"img{i}" + (f"_{_DEGREES[k]}" if k else ""))
                turn.append(base + (k + 1) % size)
                orbit.append(i)
        rows.append(number[key])
    return _groupoid(name, names, np.array(turn, np.int32), RotationOf(np.array(rows, np.int32), np.array(orbit, np.int32)))


def from_labels(name: str, c: Category, labels: Sequence[str]) -> SetFunctor:
    """The task with one answer on every image, its row's label, constant along rotations; LabelClash where the labels are not.

    The caller has checked that there is one label per row. Images that no row gives (rotated copies) take the label of their orbit.
    """
    assert isinstance(c.origin, RotationOf)
    origin = c.origin
    first: dict[int, int] = {}
    for row, obj in enumerate(origin.row_object.tolist()):
        orbit = int(origin.orbit[obj])
        seen = first.setdefault(orbit, row)
        if labels[seen] != labels[row]:
            raise LabelClash(seen, row)
    names = tuple(labels[first[int(o)]] for o in origin.orbit)
    n = c.object_count
    return SetFunctor(name, c, "contravariant", starts([1] * n), c.dom[c.generators].astype(np.int32), names)
