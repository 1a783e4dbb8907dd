"""Random samples of functors and of set-valued functors: (arguments for the model, verdict of the oracle)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import samples_oracle as oracle
from category_cases import some_category
from claim_worlds import Plain, PlainTask, functor_model, model, task_model

from presheaf.model.samples import FunctorSamples, PointSamples

Case = tuple[tuple[Any, ...], bool]
CHOICES = 3_000  # tables that the oracle may look at


def sampled(c: Plain, d: Plain, objects: Mapping[int, int], arrows: Mapping[int, int]) -> FunctorSamples:
    """The model of samples of a functor."""
    (left, number), (right, image) = model(c), model(d)
    on_objects, on_arrows = np.full(c.objects, -1, np.int32), np.full(c.arrows, -1, np.int32)
    for x, y in objects.items():
        on_objects[x] = y
    for f, h in arrows.items():
        on_arrows[number[f]] = image[h]
    return FunctorSamples("s", left, right, on_objects, on_arrows)


def sampled_points(c: Plain, contravariant: bool, sizes: tuple[int, ...], points: Mapping[tuple[int, int], int]) -> PointSamples:
    """The model of samples of a set-valued functor."""
    built, number = model(c)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    source, target = (c.cod, c.dom) if contravariant else (c.dom, c.cod)
    rows = sorted((number[f], int(start[source[f]]) + x, int(start[target[f]]) + y) for (f, x), y in points.items())
    names = tuple(f"e{i}" for size in sizes for i in range(size))
    variance = "contravariant" if contravariant else "covariant"
    return PointSamples("s", built, variance, start, names, np.array(rows, np.int32).reshape(-1, 3))


def worlds(rng: random.Random) -> tuple[Plain, Plain, list[tuple[int, ...]]]:
    """Two categories and all functors from one to the other."""
    while True:
        c, d = some_category(rng, 7), some_category(rng, 6)
        if d.arrows ** max(0, c.arrows - c.objects) * d.objects**c.objects <= CHOICES:
            return c, d, list(oracle.functors(c, d))


def functor_samples(rng: random.Random, c: Plain, d: Plain, every: list[tuple[int, ...]]) -> tuple[dict[int, int], dict[int, int]]:
    """Values of one functor at some objects and arrows, some of them wrong."""
    share, wrong = rng.choice((0.1, 0.3, 0.6, 1.0)), rng.choice((0.0, 0.0, 0.15))
    truth = rng.choice(every) if every else None
    objects: dict[int, int] = {}
    arrows: dict[int, int] = {}
    for f in range(c.arrows):
        for sink, choices in ((objects, d.objects), (arrows, d.arrows)):
            if (f < c.objects or sink is arrows) and choices and rng.random() < share:
                sink[f] = rng.randrange(choices) if truth is None or rng.random() < wrong else truth[f]
    return objects, arrows


def carriers(rng: random.Random) -> tuple[Plain, tuple[int, ...], list[oracle.Maps]]:
    """A category, sizes of sets, and all copresheaves on them."""
    while True:
        c = some_category(rng, 7)
        sizes = tuple(rng.choice((0, 1, 1, 2, 2, 3)) for _ in range(c.objects))
        tables = math.prod(sizes[c.cod[f]] ** sizes[c.dom[f]] for f in range(c.objects, c.arrows))
        if tables <= CHOICES:
            return c, sizes, list(oracle.actions(c, False, sizes))


def point_samples(rng: random.Random, c: Plain, sizes: tuple[int, ...], every: list[oracle.Maps]) -> dict[tuple[int, int], int]:
    """Values of one copresheaf at some points, some of them wrong."""
    share, wrong = rng.choice((0.1, 0.3, 0.6, 1.0)), rng.choice((0.0, 0.0, 0.15))
    truth = rng.choice(every) if every else None
    points = {}
    for f in range(c.arrows):
        for x in range(sizes[c.dom[f]]):
            if sizes[c.cod[f]] and rng.random() < share:
                points[f, x] = rng.randrange(sizes[c.cod[f]]) if truth is None or rng.random() < wrong else truth[f][x]
    return points


def completion_count(rng: random.Random) -> tuple[FunctorSamples | PointSamples, int]:
    """Samples of either kind, and how many completions they have."""
    if rng.random() < 0.5:
        c, d, every = worlds(rng)
        objects, arrows = functor_samples(rng, c, d, every)
        return sampled(c, d, objects, arrows), sum(oracle.completes(c, image, objects, arrows) for image in every)
    base, sizes, actions = carriers(rng)
    points = point_samples(rng, base, sizes, actions)
    return sampled_points(base, False, sizes, points), sum(oracle.completes_points(act, points) for act in actions)


def _counted(check: Callable[[int], bool], points: bool) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        while True:
            s, found = completion_count(rng)
            if isinstance(s, PointSamples) == points:
                return (s,), check(found)

    return case


def teaches(rng: random.Random) -> Case:
    while True:
        c, d, every = worlds(rng)
        if every:
            break
    objects, arrows = functor_samples(rng, c, d, every)
    found = [image for image in every if oracle.completes(c, image, objects, arrows)]
    image = rng.choice(found if found and rng.random() < 0.7 else every)
    return (sampled(c, d, objects, arrows), functor_model(c, d, image)), found == [image]


def teaches_points(rng: random.Random) -> Case:
    while True:
        c, sizes, every = carriers(rng)
        if every:
            break
    points = point_samples(rng, c, sizes, every)
    found = [act for act in every if oracle.completes_points(act, points)]
    act = rng.choice(found if found and rng.random() < 0.7 else every)
    return (sampled_points(c, False, sizes, points), task_model(PlainTask(c, False, sizes, act))), found == [act]


def teaching_number(rng: random.Random) -> tuple[Any, int]:
    """A functor, or a set-valued functor of either variance, and how many samples it takes to teach it."""
    while True:
        if rng.random() < 0.5:
            c, d, every = worlds(rng)
            if every and len(every) <= 200:
                image = rng.choice(every)
                return functor_model(c, d, image), oracle.teaching_number(image, [other for other in every if other != image])
            continue
        base, sizes, _ = carriers(rng)
        contravariant = rng.random() < 0.5
        actions = list(oracle.actions(base, contravariant, sizes))
        if not actions or len(actions) > 200 or sum(sizes) > 7:
            continue
        act = rng.choice(actions)
        flat = [tuple(y for row in other for y in row) for other in actions]
        mine = tuple(y for row in act for y in row)
        if len(mine) <= 14:
            return task_model(PlainTask(base, contravariant, sizes, act)), oracle.teaching_number(mine, [other for other in flat if other != mine])


CASES: dict[str, Callable[[random.Random], Case]] = {
    "completable": _counted(lambda n: n > 0, points=False),
    "completable/points": _counted(lambda n: n > 0, points=True),
    "determined": _counted(lambda n: n == 1, points=False),
    "determined/points": _counted(lambda n: n == 1, points=True),
    "teaches": teaches,
    "teaches/points": teaches_points,
}
