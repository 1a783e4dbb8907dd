"""Writing links of the diagram editor quiver: objects as vertices, given arrows as edges.

Up to RING objects stand on a convex polygon with integer corners, so that no edge runs through a third vertex; more stand on a grid.
Parallel edges are curved apart and loops turned apart. Equations travel in a parameter of their own, which quiver ignores.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Sequence
from functools import cmp_to_key
from math import isqrt
from typing import Any

from presheaf.model.category import Category
from presheaf.model.interchange.errors import Unwritable
from presheaf.model.interchange.latex import label_of
from presheaf.model.interchange.presentation import presentation

PREFIX = "https://q.uiver.app/#q="
CELLS = 2_000
RING = 16
GREEN, RED = (120, 60, 60), (0, 60, 60)  # a witness, what fails: hue, saturation, lightness

Point = tuple[int, int]


def to_quiver(c: Category, marked: Collection[int] = (), colour: Sequence[int] = GREEN) -> str:
    """A link that shows the objects and given arrows of C and reads back as C; Unwritable if it has no objects or too many cells.

    The listed arrows whose numbers (in the list) are `marked` have a colour.
    """
    p = presentation(c)
    if not p.objects:
        raise Unwritable(f"{c.name} has no objects, and quiver has no link for the empty diagram")
    if len(p.objects) + len(p.arrows) > CELLS:
        raise Unwritable(f"{c.name} has {len(p.objects):,} objects and {len(p.arrows):,} given arrows (limit {CELLS:,} cells in one diagram)")
    vertices: list[list[Any]] = [[x, y, label_of(name)] for (x, y), name in zip(layout(len(p.objects)), p.objects, strict=True)]
    options = [{**option, "colour": list(colour)} if i in marked else option for i, option in enumerate(_apart(p.dom, p.cod))]
    edges: list[list[Any]] = [
        [a, b, label_of(name), *([0, option] if option else [])] for a, b, name, option in zip(p.dom, p.cod, p.arrows, options, strict=True)
    ]
    link = PREFIX + _encoded([0, len(vertices), *vertices, *edges])
    if not p.laws:
        return link
    spelt = [[law.label or None, *([p.arrows[f] for f in side] for side in (law.left, law.right))] for law in p.laws]
    return f"{link}&equations={_encoded(spelt)}"


def _encoded(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


# ---------------------------------------------------------------- layout


def layout(n: int) -> list[Point]:
    """n distinct points with natural coordinates: in strictly convex position for n <= RING, on a square grid otherwise."""
    if n > RING:
        side = isqrt(n - 1) + 1
        return [(2 * (i % side), 2 * (i // side)) for i in range(n)]
    points = _polygon(n + n % 2)[:n]
    left, top = (min(point[axis] for point in points) for axis in (0, 1)) if points else (0, 0)
    return [(x - left, y - top) for x, y in points]


def _polygon(n: int) -> list[Point]:
    """The corners of a convex polygon with n (even) sides: the shortest primitive vectors and their opposites, in order of direction."""
    half = [(1, 0), (0, 1), (1, 1), (-1, 1), (2, 1), (-1, 2), (1, 2), (-2, 1)][: n // 2]
    steps = sorted([*half, *((-x, -y) for x, y in half)], key=cmp_to_key(_turn))
    points = [(0, 0)]
    for x, y in steps[:-1]:
        points.append((points[-1][0] + x, points[-1][1] + y))
    return points


def _turn(a: Point, b: Point) -> int:
    """Negative if direction a comes before direction b, going round from (1, 0)."""
    lower = [(y < 0) or (y == 0 and x < 0) for x, y in (a, b)]
    return lower[0] - lower[1] or a[1] * b[0] - a[0] * b[1]


def _apart(dom: tuple[int, ...], cod: tuple[int, ...]) -> list[dict[str, Any]]:
    """Options that keep edges between the same vertices apart: even curves to both sides, loops at equal angles."""
    groups: dict[Point, list[int]] = {}
    for i, (a, b) in enumerate(zip(dom, cod, strict=True)):
        groups.setdefault((min(a, b), max(a, b)), []).append(i)
    out: list[dict[str, Any]] = [{} for _ in dom]
    for (a, b), edges in groups.items():
        for k, i in enumerate(edges):
            bend = (2 * k - len(edges) + 1) * (1 if dom[i] == a else -1)
            angle = (360 * k // len(edges) + 180) % 360 - 180
            out[i] = {"angle": angle} if a == b and angle else {"curve": bend} if a != b and bend else {}
    return out
