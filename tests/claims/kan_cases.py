"""Random instances of the kinds about extensions and Kan extensions: (arguments for the model, verdict of the oracle)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import kan_oracle as oracle
from claim_worlds import functor_model, task_model
from kan_worlds import along_model, named_model, plain_names, problem, restrictable, target

Case = tuple[tuple[Any, ...], bool]


def _harder(case: Callable[[random.Random], Case]) -> Callable[[random.Random], Case]:
    """Half of the instances that hold are drawn again."""

    def drawn(rng: random.Random) -> Case:
        while True:
            arguments, expected = case(rng)
            if not expected or rng.random() < 0.5:
                return arguments, expected

    return drawn


def extends(rng: random.Random) -> Case:
    k, f = problem(rng)
    return (task_model(f), along_model(k)), oracle.extension(k, f) is not None


def extends_strictly(rng: random.Random) -> Case:
    """The elements over an object are listed in any order, now and then under names that no other object has."""
    k, f = problem(rng)
    shuffled = [rng.sample(row, len(row)) for row in plain_names(f)]
    strange = rng.random() < 0.1
    names = tuple(tuple(f"{n}{a}" for n in row) if strange and rng.random() < 0.5 else tuple(row) for a, row in enumerate(shuffled))
    return (named_model(f, names), along_model(k), "strict"), oracle.extension(k, f, names) is not None


def extends_by_kan(rng: random.Random) -> Case:
    k, f = problem(rng)
    return (task_model(f), along_model(k), "kan"), oracle.unit_iso(k, f)


def unit_iso(rng: random.Random) -> Case:
    k, f = problem(rng)
    return (task_model(f), along_model(k)), oracle.unit_iso(k, f)


def counit_iso(rng: random.Random) -> Case:
    k, g = restrictable(rng)
    return (task_model(g), along_model(k)), oracle.counit_iso(k, g)


def _into(strict: bool) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        k, d, f, every = target(rng)
        mode = ("strict",) if strict else ()
        return (functor_model(k.dom, d, f), along_model(k), *mode), oracle.extends_into(k, d, f, every, strict)

    return case


CASES: dict[str, Callable[[random.Random], Case]] = {
    "extends": _harder(extends),
    "extends/strict": _harder(extends_strictly),
    "extends/kan": extends_by_kan,
    "extends/functor": _harder(_into(strict=False)),
    "extends/functor_strict": _harder(_into(strict=True)),
    "kan_unit_iso": unit_iso,
    "kan_counit_iso": counit_iso,
}
