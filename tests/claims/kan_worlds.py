"""Small functors K : A -> B with set-valued functors on A or B, at random and exhaustively, and their models."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import samples_oracle
from category_cases import some_category
from claim_oracle import representative
from claim_worlds import Plain, PlainTask, functor_model, model, random_task, task_model
from kan_oracle import Along, Names, actions, fibres_fit, full, lan, ran, restrict, unit_iso

from presheaf.model.setfunctor import Functor, SetFunctor

EMPTY = Plain(0, (), (), ())
FUNCTORS = 4_000  # candidates for a functor that are looked at
SEARCH = 20_000  # actions of B that the oracle may look at
World = tuple[Along, PlainTask]


def along_model(k: Along) -> Functor:
    return functor_model(k.dom, k.cod, k.image)


def plain_names(f: PlainTask) -> Names:
    """The names that `task_model` gives."""
    return tuple(tuple(f"e{i}" for i in range(size)) for size in f.sizes)


def named_model(f: PlainTask, names: Names) -> SetFunctor:
    return replace(task_model(f), element_names=tuple(itertools.chain.from_iterable(names)))


def plain(t: SetFunctor, c: Plain) -> PlainTask:
    """A model on `model(c)` as plain tables."""
    number = model(c)[1]
    contravariant = t.variance == "contravariant"
    act = []
    for f in range(c.arrows):
        near, far = (c.cod[f], c.dom[f]) if contravariant else (c.dom[f], c.cod[f])
        x = np.arange(t.start[near], t.start[near + 1], dtype=np.int32)
        act.append(tuple((t.act(x, np.full(len(x), number[f], np.int32)) - t.start[far]).tolist()))
    return PlainTask(c, contravariant, tuple(t.sizes.tolist()), tuple(act))


# ---------------------------------------------------------------- functors at random


def subcategory(rng: random.Random, c: Plain) -> Along:
    """The inclusion of a random subcategory: often not full, often not all objects."""
    objects = sorted(x for x in range(c.objects) if rng.random() < 0.7)
    inside = [f for f in range(c.objects, c.arrows) if c.dom[f] in objects and c.cod[f] in objects]
    chosen = {*objects, *(f for f in inside if rng.random() < 0.4)}
    while True:
        more = {c.comp[f][g] for f in chosen for g in chosen if c.comp[f][g] >= 0} - chosen
        if not more:
            break
        chosen |= more
    return _inclusion(c, [*objects, *sorted(chosen - set(objects))], len(objects))


def _inclusion(c: Plain, old: list[int], objects: int) -> Along:
    new = {f: i for i, f in enumerate(old)}
    comp = tuple(tuple(new[c.comp[f][g]] if c.comp[f][g] >= 0 else -1 for g in old) for f in old)
    return Along(Plain(objects, tuple(new[c.dom[f]] for f in old), tuple(new[c.cod[f]] for f in old), comp), c, tuple(old))


def full_inclusion(rng: random.Random, c: Plain) -> Along:
    """Fully faithful."""
    j, old = full(c, sorted(rng.sample(range(c.objects), rng.randint(0, c.objects))))
    return Along(j, c, tuple(old))


def copies(rng: random.Random, k: Along) -> Along:
    """Two copies of A, apart or joined by isomorphisms, folded onto one: K is not injective on objects."""
    n, joined = k.dom.objects, rng.random() < 0.5
    identities = [(x, s, s) for s in (0, 1) for x in range(n)]
    every = [(f, s, t) for f in range(k.dom.arrows) for s in (0, 1) for t in (0, 1) if joined or s == t]
    arrows = [*identities, *(f for f in every if f not in identities)]
    number = {f: i for i, f in enumerate(arrows)}
    comp = tuple(tuple(number[k.dom.comp[f][g], s, v] if t == u and k.dom.comp[f][g] >= 0 else -1 for g, u, v in arrows) for f, s, t in arrows)
    dom, cod = tuple(k.dom.dom[f] + n * s for f, s, _ in arrows), tuple(k.dom.cod[f] + n * t for f, _, t in arrows)
    return Along(Plain(2 * n, dom, cod, comp), k.cod, tuple(k.image[f] for f, _, _ in arrows))


def points(rng: random.Random, c: Plain) -> Along:
    """A discrete category anywhere: objects merged, objects missed."""
    n = rng.randint(1, 3)
    apart = tuple(tuple(f if f == g else -1 for g in range(n)) for f in range(n))
    return Along(Plain(n, tuple(range(n)), tuple(range(n)), apart), c, tuple(rng.randrange(c.objects) for _ in range(n)))


def any_functor(rng: random.Random, b: Plain) -> Along | None:
    a = some_category(rng, 5)
    if _tables(a, b) > FUNCTORS:
        return None
    found = list(samples_oracle.functors(a, b))
    return Along(a, b, rng.choice(found)) if found else None


def random_along(rng: random.Random, limit: int = 7) -> Along:
    """K : A -> B with B of at most `limit` arrows and A of at most twelve."""
    while True:
        b = some_category(rng, limit)
        kind = rng.randrange(8)
        if not b.objects:
            k: Along | None = Along(EMPTY, b, ())
        elif kind <= 2:
            k = subcategory(rng, b)
        elif kind == 3:
            k = full_inclusion(rng, b)
        elif kind == 4:
            k = copies(rng, subcategory(rng, b))
        elif kind == 5:
            k = points(rng, b)
        else:
            k = any_functor(rng, b)
        if k is not None and k.dom.arrows <= 12 and (k.dom.objects or rng.random() < 0.3):
            return _reordered(rng, k)


def _reordered(rng: random.Random, k: Along) -> Along:
    """Objects and arrows of A in another order."""
    objects, rest = list(range(k.dom.objects)), list(range(k.dom.objects, k.dom.arrows))
    rng.shuffle(objects)
    rng.shuffle(rest)
    inclusion = _inclusion(k.dom, [*objects, *rest], k.dom.objects)
    return Along(inclusion.dom, k.cod, tuple(k.image[f] for f in inclusion.image))


# ---------------------------------------------------------------- set-valued functors at random


def on_domain(rng: random.Random, k: Along, limit: int = 6) -> PlainTask:
    """A functor on A to sets: any, or G K for some G on B, elements renamed and now and then one value changed."""
    contravariant = rng.random() < 0.5
    if rng.random() < 0.5 or not k.dom.objects:
        return some_task(rng, k.dom, contravariant, limit)
    g = some_task(rng, k.cod, contravariant, limit)
    while sum(restrict(g, k).sizes) > limit + 2:
        g = some_task(rng, k.cod, contravariant, limit)
    f = renamed(rng, restrict(g, k))
    return changed(rng, f) if rng.random() < 0.4 else f


def some_task(rng: random.Random, c: Plain, contravariant: bool, limit: int) -> PlainTask:
    if not c.objects:
        return PlainTask(c, contravariant, (), ())
    if rng.random() < 0.3:
        sizes = tuple(rng.choice((0, 1, 1, 2, 2, 3)) for _ in range(c.objects))
        tables = math.prod(sizes[far] ** sizes[near] for near, far in _ends(c, contravariant))
        found = list(actions(c, contravariant, sizes, {})) if tables <= FUNCTORS and sum(sizes) <= limit else []
        if found:
            return PlainTask(c, contravariant, sizes, rng.choice(found))
    return random_task(rng, c, contravariant, limit=limit)


def _ends(c: Plain, contravariant: bool) -> list[tuple[int, int]]:
    ends = [(c.dom[f], c.cod[f]) for f in range(c.objects, c.arrows)]
    return [(b, a) for a, b in ends] if contravariant else ends


def renamed(rng: random.Random, t: PlainTask) -> PlainTask:
    """An isomorphic copy."""
    return moved(t, [rng.sample(range(k), k) for k in t.sizes])


def moved(t: PlainTask, new: list[list[int]]) -> PlainTask:
    """The copy in which element x over an object is element new[object][x]."""
    act = []
    for f in range(t.base.arrows):
        start, end = t.ends(f)
        row = [0] * t.sizes[start]
        for x, y in enumerate(t.act[f]):
            row[new[start][x]] = new[end][y]
        act.append(tuple(row))
    return PlainTask(t.base, t.contravariant, t.sizes, tuple(act))


def changed(rng: random.Random, t: PlainTask) -> PlainTask:
    """t with another action on the same sets, where there are few."""
    tables = math.prod(t.sizes[far] ** t.sizes[near] for near, far in _ends(t.base, t.contravariant))
    found = list(actions(t.base, t.contravariant, t.sizes, {})) if tables <= FUNCTORS else [t.act]
    return replace(t, act=rng.choice(found))


def thin(n: int, pairs: list[tuple[int, int]]) -> Plain:
    """The partial order on n objects with these pairs, which are all but the identities."""
    arrows = [*((x, x) for x in range(n)), *pairs]
    number = {pair: i for i, pair in enumerate(arrows)}
    comp = tuple(tuple(number[f[0], g[1]] if f[1] == g[0] else -1 for g in arrows) for f in arrows)
    return Plain(n, tuple(a for a, _ in arrows), tuple(b for _, b in arrows), comp)


def colouring(vertices: int, edges: Sequence[tuple[int, int]], colours: int) -> World:
    """Extending F to one more arrow is to colour the graph: over a vertex the colours, over an edge the colourings of its ends, over * a point.

    A has the vertices and edges, with arrows from an edge to its ends, and * beside them; in B there are arrows from * to all.
    """
    n = vertices + len(edges)
    ends = [(vertices + i, v) for i, edge in enumerate(edges) for v in edge]
    a, b = thin(n + 1, ends), thin(n + 1, [*ends, *((n, x) for x in range(n))])
    good = list(itertools.permutations(range(colours), 2))
    identities = [tuple(range(k)) for k in (*[colours] * vertices, *[len(good)] * len(edges), 1)]
    maps = [tuple(pair[side] for pair in good) for _ in edges for side in (0, 1)]
    f = PlainTask(a, False, tuple(map(len, identities)), (*identities, *maps))
    return Along(a, b, tuple(range(a.arrows))), f


def searchable(k: Along, f: PlainTask) -> bool:
    """Whether the oracle can go through all actions on the image."""
    size = {k.image[a]: n for a, n in enumerate(f.sizes)}
    inside = [g for g in range(k.cod.objects, k.cod.arrows) if k.cod.dom[g] in size and k.cod.cod[g] in size and g not in k.image]
    ends = [(k.cod.cod[g], k.cod.dom[g]) if f.contravariant else (k.cod.dom[g], k.cod.cod[g]) for g in inside]
    merged = [a for a in range(k.dom.objects) if k.image[a] in k.image[:a]]
    choices = math.prod(math.factorial(f.sizes[a]) for a in merged)
    return choices * math.prod(size[far] ** size[near] for near, far in ends) <= SEARCH


def problem(rng: random.Random, limit: int = 8) -> World:
    """An extension problem that the oracle can decide; mostly not one that the left Kan extension solves."""
    while True:
        k = random_along(rng, limit)
        f = on_domain(rng, k)
        if not fibres_fit(k, f) and rng.random() < 0.8:
            continue
        if sum(f.sizes) <= 8 and searchable(k, f) and (rng.random() < 0.3 or not unit_iso(k, f)):
            return k, f


def target(rng: random.Random) -> tuple[Along, Plain, tuple[int, ...], list[tuple[int, ...]]]:
    """K : A -> B, a finite category D, a functor F : A -> D (any, or often one that extends), and all functors B -> D."""
    while True:
        k = random_along(rng, 6)
        d = k.cod if rng.random() < 0.3 else some_category(rng, 6)
        if max(_tables(k.dom, d), _tables(k.cod, d)) > FUNCTORS:
            continue
        every, mine = list(samples_oracle.functors(k.cod, d)), list(samples_oracle.functors(k.dom, d))
        if every and rng.random() < 0.3:
            g = rng.choice(every)
            f = tuple(g[h] for h in k.image)
            mine = [h for h in mine if h[: k.dom.objects] == f[: k.dom.objects]]
        if mine:
            return k, d, rng.choice(mine), every


def _tables(c: Plain, d: Plain) -> int:
    return d.objects**c.objects * d.arrows ** (c.arrows - c.objects)


def restrictable(rng: random.Random, limit: int = 7) -> World:
    """K : A -> B with a set-valued functor on B: any, or often one that comes from A."""
    while True:
        k = random_along(rng, limit)
        contravariant = rng.random() < 0.5
        if rng.random() < 0.5:
            g = some_task(rng, k.cod, contravariant, 8)
        elif rng.random() < 0.5:
            g = lan(k, some_task(rng, k.dom, contravariant, 4))[0]
        elif k.dom.objects:
            g = representative(k.cod, k.image[rng.randrange(k.dom.objects)], contravariant)
        else:
            continue
        if sum(g.sizes) <= 10:
            return k, g


def small_kan(rng: random.Random) -> World:
    """K and F whose Kan extensions both have few elements."""
    while True:
        k, f = problem(rng, 6)
        pairs = sum(f.sizes[a] * sum(k.cod.dom[g] == k.image[a] for g in range(k.cod.arrows)) for a in range(k.dom.objects))
        widths = [_width(k, f, y) for y in range(k.cod.objects)]
        if pairs <= 40 and all(w <= 2_000 for w in widths) and sum(ran(k, f)[0].sizes) <= 24:
            return k, f


def _width(k: Along, f: PlainTask, y: int) -> int:
    arrows = [g for g in range(k.cod.arrows) if (k.cod.cod[g] if f.contravariant else k.cod.dom[g]) == y]
    ends = [k.cod.dom[g] if f.contravariant else k.cod.cod[g] for g in arrows]
    return math.prod(f.sizes[a] for a in range(k.dom.objects) for end in ends if end == k.image[a])


# ---------------------------------------------------------------- exhaustively


def all_tasks(c: Plain, contravariant: bool, most: int) -> Iterator[PlainTask]:
    """Every functor to sets with at most `most` elements over each object, one for each tuple of sizes and maps."""
    for sizes in itertools.product(range(most + 1), repeat=c.objects):
        for act in actions(c, contravariant, sizes, {}):
            yield PlainTask(c, contravariant, sizes, act)


def tasks_up_to_isomorphism(c: Plain, contravariant: bool, most: int) -> Iterator[PlainTask]:
    """One functor of each isomorphism class: the least of its relabellings."""
    for t in all_tasks(c, contravariant, most):
        orders = itertools.product(*(itertools.permutations(range(k)) for k in t.sizes))
        if all(t.act <= moved(t, [list(p) for p in new]).act for new in orders):
            yield t


@cache
def automorphisms(c: Plain) -> list[tuple[int, ...]]:
    return [image for image in samples_oracle.functors(c, c) if len(set(image)) == c.arrows]


def all_along(a: Plain, b: Plain) -> Iterator[Along]:
    """Every functor a -> b up to automorphisms of both: the least of each class."""
    for image in samples_oracle.functors(a, b):
        if all(image <= tuple(after[image[h]] for h in before) for before in automorphisms(a) for after in automorphisms(b)):
            yield Along(a, b, image)


def permuted(rng: random.Random, k: Along, f: PlainTask) -> tuple[Along, PlainTask, Names]:
    """The same problem with objects and arrows of A and B and elements of F in another order, the elements keeping their names."""
    b, a = shuffled_onto(rng, k.cod), shuffled_onto(rng, k.dom)
    image = tuple(b.image.index(k.image[h]) for h in a.image)
    g = PlainTask(a.dom, f.contravariant, tuple(f.sizes[x] for x in a.image[: a.dom.objects]), tuple(f.act[h] for h in a.image))
    new = [rng.sample(range(size), size) for size in g.sizes]
    return Along(a.dom, b.dom, image), moved(g, new), tuple(tuple(f"e{row.index(i)}" for i in range(len(row))) for row in new)


def shuffled_onto(rng: random.Random, c: Plain) -> Along:
    """A copy of c in another order, with the isomorphism to c."""
    objects, rest = list(range(c.objects)), list(range(c.objects, c.arrows))
    rng.shuffle(objects)
    rng.shuffle(rest)
    return _inclusion(c, [*objects, *rest], c.objects)
