"""Random instances of the kinds about limits, adjoints and equivalences: (arguments for the model, verdict of the oracle)."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from typing import Any

import category_oracle as oracle
from claim_worlds import Plain, _shuffled, all_functors, functor_model, model, random_category

from presheaf.model.proposition import ObjectAt

Case = tuple[tuple[Any, ...], bool]
FUNCTORS = 4_000  # candidates for a functor that are looked at
EMPTY = Plain(0, (), (), ())


def preorder(rng: random.Random, most: int = 4) -> Plain:
    """Up to `most` points with a random reflexive and transitive relation."""
    n = rng.randint(0, most)
    below = {(a, a) for a in range(n)} | {(a, b) for a in range(n) for b in range(n) if rng.random() < 0.3 and (a < b or rng.random() < 0.2)}
    if n and rng.random() < 0.7:
        below |= {(0, a) for a in range(n)} | ({(a, n - 1) for a in range(n)} if rng.random() < 0.8 else set())
    for b, a, c in itertools.product(range(n), repeat=3):
        if (a, b) in below and (b, c) in below:
            below.add((a, c))
    arrows = [*((a, a) for a in range(n)), *sorted(pair for pair in below if pair[0] != pair[1])]
    number = {pair: i for i, pair in enumerate(arrows)}
    comp = [[number[f[0], g[1]] if f[1] == g[0] else -1 for g in arrows] for f in arrows]
    return _shuffled(rng, Plain(n, tuple(a for a, _ in arrows), tuple(b for _, b in arrows), tuple(map(tuple, comp))))


def some_category(rng: random.Random, limit: int = 8) -> Plain:
    """Often thin; now and then empty."""
    if rng.random() < 0.5:
        return random_category(rng, limit)
    while True:
        c = preorder(rng)
        if c.arrows <= limit:
            return c


def _unary(check: Callable[[Plain], bool], limit: int = 8) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        c = some_category(rng, limit)
        return (model(c)[0],), check(c)

    return case


def _functors(c: Plain, d: Plain) -> list[tuple[int, ...]]:
    """All functors c -> d, none where too many maps would have to be tried."""
    choices = math.prod(d.arrows for _ in range(c.arrows))
    return list(all_functors(c, d)) if choices <= FUNCTORS else []


def pair_of_categories(rng: random.Random, limit: int = 4) -> tuple[Plain, Plain]:
    return some_category(rng, limit), some_category(rng, limit)


def _limit(opposite: bool) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        while True:
            shape, c = some_category(rng, 4), some_category(rng, 6)
            found = _functors(shape, c) if c.objects else []
            if found:
                break
        diagram, x = rng.choice(found), rng.randrange(c.objects)
        made = functor_model(shape, c, diagram)
        expected = oracle.limit(oracle.op(shape), oracle.op(c), diagram, x) if opposite else oracle.limit(shape, c, diagram, x)
        return (made, ObjectAt(made.cod, x)), expected

    return case


def _adjoint_of_one(check: Callable[[Plain, Plain, tuple[int, ...]], bool]) -> Callable[[random.Random], Case]:
    def case(rng: random.Random) -> Case:
        while True:
            c, d = pair_of_categories(rng)
            found = _functors(c, d)
            if found and d.arrows and c.arrows**d.arrows <= FUNCTORS:
                image = rng.choice(found)
                return (functor_model(c, d, image),), check(c, d, image)

    return case


def adjoint(rng: random.Random) -> Case:
    while True:
        c, d = pair_of_categories(rng)
        d = _shuffled(rng, c) if rng.random() < 0.3 else d
        there, back = _functors(c, d), _functors(d, c)
        if there and back:
            f, g = rng.choice(there), rng.choice(back)
            if rng.random() < 0.5:
                g = next((g for g in back if oracle.adjoint(c, d, f, g)), g)
            return (functor_model(c, d, f), functor_model(d, c, g)), oracle.adjoint(c, d, f, g)


def inflated(rng: random.Random, c: Plain) -> Plain:
    """c with an isomorphic copy of one of its objects: an equivalent category."""
    x = rng.randrange(c.objects)
    arrows = [(f, 0, 0) for f in range(c.arrows)]
    arrows += [(f, int(c.dom[f] == x and s), int(c.cod[f] == x and t)) for f in range(c.arrows) for s in (0, 1) for t in (0, 1)]
    every = list(dict.fromkeys(arrows))
    every.remove((x, 1, 1))
    every.insert(c.objects, (x, 1, 1))
    number = {a: i for i, a in enumerate(every)}
    end = lambda y, copy: c.objects if copy else y  # noqa: E731
    dom = tuple(end(c.dom[f], s) for f, s, _ in every)
    cod = tuple(end(c.cod[f], t) for f, _, t in every)
    comp = [[number[c.comp[f][g], s, w] if end(c.cod[f], t) == end(c.dom[g], v) else -1 for g, v, w in every] for f, s, t in every]
    return Plain(c.objects + 1, dom, cod, tuple(map(tuple, comp)))


def equivalent(rng: random.Random) -> Case:
    while True:
        c, d = pair_of_categories(rng)
        if rng.random() < 0.5 and c.objects and c.arrows <= 3:
            d = _shuffled(rng, inflated(rng, c))
        if max(c.arrows**d.arrows, d.arrows**c.arrows) <= FUNCTORS:
            return (model(c)[0], model(d)[0]), oracle.equivalent(c, d)


def morita_equivalent(rng: random.Random) -> Case:
    while True:
        c, d = pair_of_categories(rng)
        if rng.random() < 0.5:
            k = oracle.karoubi(c)
            d = _shuffled(rng, k if rng.random() < 0.5 or not k.objects else oracle.skeleton(k))
        if max(oracle.karoubi(c).arrows, oracle.karoubi(d).arrows) <= 9:
            return (model(c)[0], model(d)[0]), oracle.presheaves_equivalent(c, d)


def functor_count(rng: random.Random) -> tuple[Plain, Plain, int]:
    """Two categories and the number of functors from one to the other."""
    while True:
        c, d = some_category(rng, 5), some_category(rng, 5)
        if d.arrows**c.arrows <= FUNCTORS:
            return c, d, sum(1 for _ in all_functors(c, d))


CASES: dict[str, Callable[[random.Random], Case]] = {
    "cauchy_complete": _unary(oracle.cauchy_complete),
    "has_products": _unary(oracle.has_products),
    "has_coproducts": _unary(lambda c: oracle.has_products(oracle.op(c))),
    "has_equalizers": _unary(oracle.has_equalizers),
    "has_coequalizers": _unary(lambda c: oracle.has_equalizers(oracle.op(c))),
    "complete": _unary(oracle.complete),
    "cocomplete": _unary(lambda c: oracle.complete(oracle.op(c))),
    "limit": _limit(opposite=False),
    "colimit": _limit(opposite=True),
    "left_adjoint": _adjoint_of_one(oracle.left_adjoint),
    "right_adjoint": _adjoint_of_one(oracle.right_adjoint),
    "adjoint": adjoint,
    "equivalent": equivalent,
    "morita_equivalent": morita_equivalent,
}
