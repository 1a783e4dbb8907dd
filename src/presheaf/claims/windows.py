"""Instances of one quantifier in windows: ever more are looked at together, and those on one category are decided side by side.

What a certificate says about a category serves all instances on it, so such batches are cheaper than instances in the order of their sizes; the
instance that decides is the first one in that order all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from presheaf.claims.base import TooLarge as Large
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.scope import Blocked
from presheaf.source import SpecError
from presheaf.syntax import ast

BATCH = 25  # instances that are decided by one certificate
WINDOW = 3_200  # instances that are looked at together at most


class Undecided(Exception):
    """An instance is undecided: so is the claim. The message is the reason."""


STOPS = (Undecided, TooLarge, Large, Blocked, SpecError)  # what leaves an instance undecided


def windows(instances: Iterator[Environment]) -> Iterator[tuple[list[Environment], Exception | None]]:
    """The instances in lists of 25, 50, ..., WINDOW; the last one with what is raised behind it."""
    width = BATCH
    while True:
        window = list[Environment]()
        try:
            window.extend(islice(instances, width))
        except STOPS as stop:
            yield window, stop
            return
        if not window:
            return
        yield window, None
        width = min(2 * width, WINDOW)


def batches(window: list[Environment], binders: Sequence[ast.Binder]) -> list[list[int]]:
    """The places of a window in lists of at most BATCH, instances on the same categories together, in the order of their first ones."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for i, env in enumerate(window):
        bound = (env.local[b.name] for b in binders)
        groups.setdefault(tuple(id(c) for c in bound if isinstance(c, Category)), []).append(i)
    listed = [i for group in groups.values() for i in group]
    return sorted((sorted(listed[low : low + BATCH]) for low in range(0, len(listed), BATCH)), key=min)
