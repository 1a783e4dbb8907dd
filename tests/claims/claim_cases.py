"""For every predicate a generator of random instances: (arguments for the model, verdict of the oracle)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import category_cases
import claim_oracle as oracle
import kan_cases
import presheaf_cases
import samples_cases
from claim_worlds import (
    Plain,
    PlainTask,
    all_functors,
    flat,
    functor_model,
    model,
    random_category,
    random_task,
    relabelled,
    task_model,
)

from presheaf.model.proposition import ArrowAt, ElementAt, ObjectAt

Case = tuple[tuple[Any, ...], bool]


def _category(check: Callable[[Plain], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        c = random_category(rng)
        return (model(c)[0],), check(c)

    return case


def _object(check: Callable[[Plain, int], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        c = random_category(rng)
        x = rng.randrange(c.objects)
        return (model(c)[0], ObjectAt(model(c)[0], x)), check(c, x)

    return case


def _arrow(check: Callable[[Plain, int], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        c = random_category(rng)
        f = rng.randrange(c.arrows)
        built, number = model(c)
        return (built, ArrowAt(built, number[f])), check(c, f)

    return case


def objects(rng: random.Random) -> Case:
    c = random_category(rng)
    a, b = rng.randrange(c.objects), rng.randrange(c.objects)
    built = model(c)[0]
    return (built, ObjectAt(built, a), ObjectAt(built, b)), oracle.objects_isomorphic(c, a, b)


def categories(rng: random.Random) -> Case:
    from claim_worlds import _shuffled

    c = random_category(rng, limit=6)
    d = _shuffled(rng, c) if rng.random() < 0.5 else random_category(rng, limit=6)
    return (model(c)[0], model(d)[0]), oracle.categories_isomorphic(c, d)


def _functor(check: Callable[[Plain, Plain, tuple[int, ...]], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        while True:
            c, d = random_category(rng, limit=5), random_category(rng, limit=5)
            found = list(all_functors(c, d)) if d.arrows**c.arrows <= 4000 else []
            if found:
                image = rng.choice(found)
                return (functor_model(c, d, image),), check(c, d, image)

    return case


def _world(rng: random.Random, limit: int = 12) -> PlainTask:
    return random_task(rng, random_category(rng, limit), rng.random() < 0.5, limit=7)


def _task(check: Callable[[PlainTask], bool], *more: Any, limit: int = 12) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        t = _world(rng, limit)
        return (task_model(t), *more), check(t)

    return case


def _prompt(check: Callable[[PlainTask, int], bool], *more: Any, limit: int = 12) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        t = _world(rng, limit)
        p = rng.randrange(t.base.objects)
        return (ObjectAt(model(t.base)[0], p), task_model(t), *more), check(t, p)

    return case


def _count(check: Callable[[PlainTask, int], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        t, k = _world(rng, limit=6), rng.randrange(4)
        return (task_model(t), k), check(t, k)

    return case


def universal(rng: random.Random) -> Case:
    while True:
        t = _world(rng)
        if sum(t.sizes):
            over = rng.choice([x for x, k in enumerate(t.sizes) if k])
            p = over if rng.random() < 0.9 else rng.randrange(t.base.objects)
            u = rng.randrange(t.sizes[over])
            c, made = model(t.base)[0], task_model(t)
            return (ObjectAt(c, p), ElementAt(made, flat(t, u, over)), made), oracle.universal(t, p, over, u)


def tasks(rng: random.Random) -> Case:
    while True:
        s = _world(rng)
        t = relabelled(rng, s) if rng.random() < 0.4 else random_task(rng, s.base, s.contravariant, limit=7)
        if max((*s.sizes, *t.sizes), default=0) <= 5:
            return (task_model(s), task_model(t)), oracle.isomorphic(s, t)


def equivalence(c: Plain, d: Plain, image: tuple[int, ...]) -> bool:
    return fully_faithful(c, d, image) and oracle.essentially_surjective(c, d, image)


def fully_faithful(c: Plain, d: Plain, image: tuple[int, ...]) -> bool:
    return oracle.full(c, d, image) and oracle.faithful(c, d, image)


def retractable(t: PlainTask) -> bool:
    return oracle.retract_of_representable(t)


def natural_count(rng: random.Random) -> tuple[PlainTask, PlainTask, int]:
    """Two tasks and the number of natural transformations between them."""
    while True:
        s = _world(rng, limit=8)
        t = random_task(rng, s.base, s.contravariant, limit=5)
        if sum(s.sizes) <= 5:
            return s, t, sum(1 for _ in oracle.natural_transformations(s, t))


CASES: dict[str, Callable[[random.Random], Case]] = {
    "thin": _category(oracle.thin),
    "skeletal": _category(oracle.skeletal),
    "groupoid": _category(oracle.groupoid),
    "connected": _category(oracle.connected),
    "terminal": _object(oracle.terminal),
    "initial": _object(oracle.initial),
    "mono": _arrow(oracle.mono),
    "epi": _arrow(oracle.epi),
    "iso": _arrow(oracle.iso),
    "idempotent": _arrow(oracle.idempotent),
    "isomorphic/object": objects,
    "isomorphic/category": categories,
    "isomorphic/task": tasks,
    "full": _functor(oracle.full),
    "faithful": _functor(oracle.faithful),
    "fully_faithful": _functor(fully_faithful),
    "essentially_surjective": _functor(oracle.essentially_surjective),
    "equivalence": _functor(equivalence),
    "representable": _task(oracle.representable),
    "represents": _prompt(oracle.represents),
    "universal": universal,
    "sum_of_representables": _count(oracle.sum_of_representables),
    "covered_by": _count(oracle.covered_by),
    "retract_of_representable": _task(retractable, limit=5),
    "promptable": _task(oracle.promptable, limit=6),
    "promptable/card": _task(lambda t: any(oracle.solves_in_number(t, p) for p in range(t.base.objects)), "card", limit=6),
    "solves": _prompt(oracle.solves, limit=6),
    "solves/card": _prompt(oracle.solves_in_number, "card", limit=6),
    **category_cases.CASES,
    **kan_cases.CASES,
    **samples_cases.CASES,
    **presheaf_cases.CASES,
}
