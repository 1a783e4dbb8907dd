"""Random functors into categories of presheaves: (arguments for the model, verdict of the oracle)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import presheaf_oracle as oracle
import samples_oracle
from claim_oracle import hom, representative
from claim_worlds import Plain, PlainTask, functor_model, model, random_category, random_task, relabelled, task_model

from presheaf.model.category import Category
from presheaf.model.presheaf_category import PresheavesOf, presheaves
from presheaf.model.presheaf_functors import extension_functor
from presheaf.model.setfunctor import Functor

Case = tuple[tuple[Any, ...], bool]
ARROWS = 40  # of a category of presheaves
TABLES = 3_000  # candidates for a functor that are looked at
EMPTY = Plain(0, (), (), ())


@lru_cache(maxsize=200)
def presheaf_model(e: oracle.Presheaves) -> tuple[Category, tuple[int, ...]]:
    """The model and its number for each plain arrow."""
    base = model(e.tasks[0].base)[0]
    out = presheaves("E", base, [task_model(t) for t in e.tasks], [f"S{i}" for i in range(len(e.tasks))])
    origin = out.origin
    assert isinstance(origin, PresheavesOf)
    values = {(int(out.dom[f]), int(out.cod[f]), tuple(origin.component(out, f).tolist())): f for f in range(out.arrow_count)}
    assert len(values) == out.arrow_count == e.plain.arrows
    return out, tuple(values[e.plain.dom[f], e.plain.cod[f], flat(e.tasks[e.plain.cod[f]], family)] for f, family in enumerate(e.families))


def flat(t: PlainTask, family: oracle.Family) -> tuple[int, ...]:
    """The values of a transformation into T as element numbers of the model."""
    start = [sum(t.sizes[:x]) for x in range(len(t.sizes))]
    return tuple(start[x] + y for x, row in enumerate(family) for y in row)


def into_presheaves(name: str, dom: Category, number: Sequence[int], e: oracle.Presheaves, images: Sequence[int]) -> Functor:
    """The model of a functor into a category of presheaves, given by the images of all plain arrows, identities first."""
    cod, image = presheaf_model(e)
    plain = {g: f for f, g in enumerate(number)}
    arrows = [image[images[plain[g]]] for g in dom.generators.tolist()]
    return Functor(name, dom, cod, np.array(images[: dom.object_count], np.int32), np.array(arrows, np.int32))


def some_functor(rng: random.Random, c: Plain, d: Plain) -> tuple[int, ...] | None:
    """A random functor, None if there are none or too many to look at."""
    if d.objects**c.objects * d.arrows ** (c.arrows - c.objects) > 40 * TABLES:
        return None
    found = list(samples_oracle.functors(c, d))
    return rng.choice(found) if found else None


def data(rng: random.Random) -> tuple[Plain, Plain, tuple[int, ...]]:
    """Two categories and a functor; now and then fully faithful."""
    while True:
        c, b = random_category(rng, 5), random_category(rng, 5)
        b = c if rng.random() < 0.3 else b
        image = tuple(range(c.arrows)) if c is b and rng.random() < 0.4 else some_functor(rng, c, b)
        if image is not None:
            return c, b, image


def features(rng: random.Random, b: Plain, most: int = 2) -> oracle.Presheaves | None:
    """The Hom functors of b with other names for their elements, and some more presheaves, in a random order."""
    tasks = [relabelled(rng, representative(b, x, True)) for x in range(b.objects)]
    tasks += [random_task(rng, b, True, limit=4) for _ in range(rng.randint(0, most))]
    tasks = list(dict.fromkeys(tasks))
    rng.shuffle(tasks)
    return oracle.presheaves(tasks, ARROWS) if sum(sum(t.sizes) for t in tasks) <= 16 else None


def twisted(rng: random.Random, c: Plain, p: oracle.Presheaves, psi: Sequence[int], change: float) -> tuple[int, ...]:
    """Psi conjugated with random automorphisms, so isomorphic to it; with some probability one generating value is changed as well."""
    autos = []
    for x in range(c.objects):
        loops = [f for f in hom(p.plain, psi[x], psi[x]) if all(sorted(row) == list(range(len(row))) for row in p.families[f])]
        autos.append(rng.choice(loops))
    back = [next(g for g in hom(p.plain, p.plain.dom[a], p.plain.dom[a]) if p.plain.comp[a][g] == p.plain.dom[a]) for a in autos]
    out = [p.plain.comp[p.plain.comp[back[c.dom[f]]][psi[f]]][autos[c.cod[f]]] for f in range(c.arrows)]
    for f in range(c.objects, c.arrows):
        other = list(out)
        other[f] = rng.choice(hom(p.plain, out[c.dom[f]], out[c.cod[f]]))
        if rng.random() < change and is_functor(c, p.plain, other):
            out = other
    return tuple(out)


def is_functor(c: Plain, d: Plain, images: Sequence[int]) -> bool:
    return all(c.comp[f][g] < 0 or images[c.comp[f][g]] == d.comp[images[f]][images[g]] for f in range(c.arrows) for g in range(c.arrows))


def on_data(rng: random.Random) -> tuple[tuple[Functor, Functor], tuple[Any, ...]]:
    """A functor C -> presheaves(B; ...) beside F : C -> B, and the plain data of both."""
    while True:
        c, b, image = data(rng)
        p = features(rng, b)
        if p is None:
            continue
        other = image if rng.random() < 0.6 else some_functor(rng, c, b)
        home = oracle.yoneda(b, p)
        assert home is not None
        if rng.random() < 0.25:
            psi = some_functor(rng, c, p.plain)
        else:
            psi = None if other is None else twisted(rng, c, p, [home[1][f] for f in other], rng.choice((0, 0, 0.3)))
        if psi is None:
            continue
        left, number = model(c)
        return (into_presheaves("Phi", left, number, p, psi), functor_model(c, b, image)), (c, b, image, p, psi)


def on_features(rng: random.Random) -> tuple[tuple[Functor, Functor], tuple[Any, ...]]:
    """A functor presheaves(C; ...) -> presheaves(B; ...) beside F : C -> B, and the plain data of both, restricted to the Hom functors."""
    while True:
        c, b, image = data(rng)
        e = features(rng, c, most=1)
        if e is None:
            continue
        along = image if rng.random() < 0.6 else some_functor(rng, c, b)
        if along is None:
            continue
        extended = [relabelled(rng, oracle.extension(c, b, along, t)) for t in e.tasks]
        p = oracle.presheaves(list(dict.fromkeys([*extended, random_task(rng, b, True, limit=3)])), ARROWS) if sum(map(size, extended)) < 16 else None
        if p is None:
            continue
        source, number = presheaf_model(e)
        images = some_functor(rng, e.plain, p.plain) if rng.random() < 0.3 else _extension(functor_model(c, b, along), e, p)
        if images is None:
            continue
        phi = into_presheaves("Phi", source, number, p, twisted(rng, e.plain, p, images, rng.choice((0, 0.2))))
        yoneda = oracle.yoneda(c, e)
        assert yoneda is not None
        psi = tuple(images_of(phi, e, p)[f] for f in yoneda[1])
        return (phi, functor_model(c, b, image)), (c, b, image, p, psi)


def size(t: PlainTask) -> int:
    return sum(t.sizes)


def images_of(phi: Functor, e: oracle.Presheaves, p: oracle.Presheaves) -> tuple[int, ...]:
    """The plain image of every plain arrow."""
    number, image = presheaf_model(e)[1], {g: f for f, g in enumerate(presheaf_model(p)[1])}
    return tuple(image[int(phi.on_arrows[g])] for g in number)


def _extension(f: Functor, e: oracle.Presheaves, p: oracle.Presheaves) -> tuple[int, ...]:
    """The extension along F by the package: an input like any other."""
    return images_of(extension_functor("Phi", f, presheaf_model(e)[0], presheaf_model(p)[0]), e, p)


def _case(make: Callable[[random.Random], tuple[tuple[Functor, Functor], tuple[Any, ...]]], check: Callable[..., bool]) -> Callable[..., Case]:
    def case(rng: random.Random) -> Case:
        while True:
            arguments, plain = make(rng)
            c, _, _, p, psi = plain
            autos = math.prod(len(hom(p.plain, psi[x], psi[x])) for x in range(c.objects))
            if autos <= TABLES:
                return arguments, check(*plain)

    return case


CASES: dict[str, Callable[[random.Random], Case]] = {
    "feature_aligned": _case(on_data, oracle.feature_aligned),
    "feature_aligned/presheaves": _case(on_features, oracle.feature_aligned),
    "transfers": _case(on_data, oracle.transfers),
    "transfers/presheaves": _case(on_features, oracle.transfers),
}
