"""Plain finite categories and set-valued functors (dicts and tuples), made at random or exhaustively, and their models."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from presheaf.model.build import from_table
from presheaf.model.category import Category
from presheaf.model.setfunctor import Functor, SetFunctor


@dataclass(frozen=True)
class Plain:
    """Arrows 0..m-1 with ends and the table of composites f then g (-1 where undefined); the identity of object i is arrow i."""

    objects: int
    dom: tuple[int, ...]
    cod: tuple[int, ...]
    comp: tuple[tuple[int, ...], ...]

    @property
    def arrows(self) -> int:
        return len(self.dom)


@dataclass(frozen=True)
class PlainTask:
    """Sizes over the objects; `act[f][x]` is the value of arrow f at the x-th element over its near end."""

    base: Plain
    contravariant: bool
    sizes: tuple[int, ...]
    act: tuple[tuple[int, ...], ...]

    def ends(self, f: int) -> tuple[int, int]:
        """(near, far): f acts on the elements over near with values over far."""
        a, b = self.base.dom[f], self.base.cod[f]
        return (b, a) if self.contravariant else (a, b)


@cache
def model(c: Plain) -> tuple[Category, tuple[int, ...]]:
    """The model and its number for each plain arrow."""
    n = c.objects
    table = np.array(c.comp, dtype=np.int64).reshape(c.arrows, c.arrows)[n:, n:]
    table = np.where(table < 0, -99, np.where(table < n, -1 - table, table - n))
    names = [f"a{f}" for f in range(n, c.arrows)]
    out = from_table("C", [f"X{i}" for i in range(n)], names, np.array(c.dom[n:], dtype=int), np.array(c.cod[n:], dtype=int), table)
    return out, (*range(n), *out.names.listed_arrows)


@cache
def task_model(t: PlainTask) -> SetFunctor:
    c, number = model(t.base)
    plain = {g: f for f, g in enumerate(number)}
    start = np.concatenate([[0], np.cumsum(t.sizes)]).astype(np.int64)
    action: list[int] = []
    for g in c.generators.tolist():
        f = plain[g]
        action += [int(start[t.ends(f)[1]]) + y for y in t.act[f]]
    names = tuple(f"e{i}" for size in t.sizes for i in range(size))
    return SetFunctor("T", c, "contravariant" if t.contravariant else "covariant", start, np.array(action, dtype=np.int32), names)


def flat(t: PlainTask, x: int, over: int) -> int:
    """The element's number in the model."""
    return sum(t.sizes[:over]) + x


# ---------------------------------------------------------------- exhaustive


def _hom_shapes(n: int, arrows: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    pairs = list(itertools.product(range(n), repeat=2))
    for chosen in itertools.combinations_with_replacement(pairs, arrows - n):
        yield (*range(n), *(a for a, _ in chosen)), (*range(n), *(b for _, b in chosen))


def _associative(dom: tuple[int, ...], cod: tuple[int, ...], table: list[list[int]]) -> bool:
    m = len(dom)
    for f, g in itertools.product(range(m), repeat=2):
        if cod[f] == dom[g]:
            for h in range(m):
                if cod[g] == dom[h] and table[table[f][g]][h] != table[f][table[g][h]]:
                    return False
    return True


def _canonical(c: Plain) -> tuple[object, ...]:
    """The least relabelling, for small categories."""
    best: tuple[object, ...] | None = None
    n, m = c.objects, c.arrows
    for objects in itertools.permutations(range(n)):
        for rest in itertools.permutations(range(n, m)):
            new = {old: i for i, old in enumerate((*objects, *rest))}
            old = (*objects, *rest)
            shape = tuple((new[c.dom[f]], new[c.cod[f]]) for f in old)
            table = tuple(new[c.comp[f][g]] if c.comp[f][g] >= 0 else -1 for f in old for g in old)
            key = (shape, table)
            best = key if best is None or key < best else best
    return best or ()


@cache
def all_categories(arrows: int) -> tuple[Plain, ...]:
    """Every category with that many arrows, up to isomorphism."""
    found: dict[tuple[object, ...], Plain] = {}
    for n in range(arrows + 1):
        for dom, cod in _hom_shapes(n, arrows):
            cells = [(f, g) for f in range(n, arrows) for g in range(n, arrows) if cod[f] == dom[g]]
            choices = [[h for h in range(arrows) if dom[h] == dom[f] and cod[h] == cod[g]] for f, g in cells]
            for values in itertools.product(*choices):
                table = [[-1] * arrows for _ in range(arrows)]
                for f in range(arrows):
                    table[dom[f]][f] = table[f][cod[f]] = f
                for (f, g), h in zip(cells, values, strict=True):
                    table[f][g] = h
                if _associative(dom, cod, table):
                    c = Plain(n, dom, cod, tuple(map(tuple, table)))
                    found.setdefault((n, *_canonical(c)), c)
    return tuple(found.values())


def all_tasks(c: Plain, limit: int, contravariant: bool) -> Iterator[PlainTask]:
    """Every set-valued functor with at most `limit` elements."""
    for sizes in itertools.product(range(limit + 1), repeat=c.objects):
        if sum(sizes) > limit:
            continue
        ends = [(b, a) if contravariant else (a, b) for a, b in zip(c.dom, c.cod, strict=True)]
        maps = [itertools.product(range(sizes[far]), repeat=sizes[near]) for near, far in ends[c.objects :]]
        identity = tuple(tuple(range(k)) for k in sizes)
        for rest in itertools.product(*(list(m) for m in maps)):
            t = PlainTask(c, contravariant, sizes, (*identity, *rest))
            if functorial(t):
                yield t


def functorial(t: PlainTask) -> bool:
    c = t.base
    for f, g in itertools.product(range(c.arrows), repeat=2):
        h = c.comp[f][g]
        if h >= 0:
            first, second = (g, f) if t.contravariant else (f, g)
            if any(t.act[h][x] != t.act[second][t.act[first][x]] for x in range(t.sizes[t.ends(h)[0]])):
                return False
    return True


# ---------------------------------------------------------------- at random


def random_category(rng: random.Random, limit: int = 12) -> Plain:
    """Functions between small sets, closed under composition; with many objects often thin, with one object a monoid."""
    while True:
        n = rng.choice((1, 1, 2, 2, 3, 4))
        sizes = [rng.choice((1, 2, 2, 3, 3, 4)) for _ in range(n)]
        arrows = [(i, i, tuple(range(k))) for i, k in enumerate(sizes)]
        for _ in range(rng.randint(0, n + 2)):
            a, b = rng.randrange(n), rng.randrange(n)
            f = (a, b, tuple(rng.randrange(sizes[b]) for _ in range(sizes[a])))
            if rng.random() < 0.3 and sizes[a] == sizes[b]:
                f = (a, b, tuple(rng.sample(range(sizes[b]), sizes[b])))
                arrows.append((b, a, tuple(f[2].index(y) for y in range(sizes[b]))))
            arrows.append(f)
        arrows = list(dict.fromkeys(arrows))
        closed = _close(arrows, limit)
        if closed and rng.random() < closed.arrows / min(limit, 8):
            return _shuffled(rng, closed)


def _close(arrows: list[tuple[int, int, tuple[int, ...]]], limit: int) -> Plain | None:
    n = 1 + max(a for a, _, _ in arrows)
    seen = dict.fromkeys(arrows)
    todo = list(arrows)
    while todo:
        f = todo.pop()
        for g in list(seen):
            for p, q in ((f, g), (g, f)):
                if p[1] == q[0]:
                    h = (p[0], q[1], tuple(q[2][x] for x in p[2]))
                    if h not in seen:
                        seen[h] = None
                        todo.append(h)
                        if len(seen) > limit:
                            return None
    every = list(seen)
    number = {f: i for i, f in enumerate(every)}
    comp = [[number[f[0], g[1], tuple(g[2][x] for x in f[2])] if f[1] == g[0] else -1 for g in every] for f in every]
    return Plain(n, tuple(f[0] for f in every), tuple(f[1] for f in every), tuple(map(tuple, comp)))


def _shuffled(rng: random.Random, c: Plain) -> Plain:
    objects, rest = list(range(c.objects)), list(range(c.objects, c.arrows))
    rng.shuffle(objects)
    rng.shuffle(rest)
    old = objects + rest
    new = {f: i for i, f in enumerate(old)}
    comp = [[new[c.comp[f][g]] if c.comp[f][g] >= 0 else -1 for g in old] for f in old]
    return Plain(c.objects, tuple(new[c.dom[f]] for f in old), tuple(new[c.cod[f]] for f in old), tuple(map(tuple, comp)))


def random_task(rng: random.Random, c: Plain, contravariant: bool, limit: int = 10) -> PlainTask:
    """A sum of Hom functors, often with some elements identified, or a subfunctor of one."""
    while True:
        near, far = (c.cod, c.dom) if contravariant else (c.dom, c.cod)
        roots = [rng.randrange(c.objects) for _ in range(rng.choice((0, *[1] * 8, 2, 2, 2, 3, 3)))]
        elements = [(i, f) for i, p in enumerate(roots) for f in range(c.arrows) if near[f] == p]
        moved = lambda x, g: (x[0], c.comp[g][x[1]] if contravariant else c.comp[x[1]][g])  # noqa: E731
        if rng.random() < 0.3 and elements:
            elements = _reached(c, rng.sample(elements, rng.randint(0, min(3, len(elements)))), moved, near, far)
        label = {x: x for x in elements}
        for _ in range(rng.choice((0, 0, 1, 1, 2)) if elements else 0):
            x = rng.choice(elements)
            y = rng.choice([z for z in elements if far[z[1]] == far[x[1]]])
            _identify(c, label, x, y, moved, near, far)
        classes = sorted(set(label.values()))
        if len(classes) <= limit:
            return _tabulate(c, contravariant, classes, label, moved, near, far)


def _reached(c, seeds, moved, near, far):  # type: ignore[no-untyped-def]
    return sorted({moved(x, g) for x in seeds for g in range(c.arrows) if near[g] == far[x[1]]})


def _identify(c, label, x, y, moved, near, far):  # type: ignore[no-untyped-def]
    todo = [(x, y)]
    while todo:
        p, q = todo.pop()
        a, b = sorted((label[p], label[q]))
        if a == b:
            continue
        merged = [z for z in label if label[z] == b]
        for z in merged:
            label[z] = a
        for g in range(c.arrows):
            if near[g] == far[p[1]]:
                todo.append((moved(p, g), moved(q, g)))


def _tabulate(c, contravariant, classes, label, moved, near, far):  # type: ignore[no-untyped-def]
    over = [[x for x in classes if far[x[1]] == a] for a in range(c.objects)]
    place = {x: i for block in over for i, x in enumerate(block)}
    act = [tuple(place[label[moved(x, g)]] for x in over[near[g]]) for g in range(c.arrows)]
    return PlainTask(c, contravariant, tuple(map(len, over)), tuple(act))


def relabelled(rng: random.Random, t: PlainTask) -> PlainTask:
    """An isomorphic copy."""
    new = [rng.sample(range(k), k) for k in t.sizes]
    act = []
    for f in range(t.base.arrows):
        near, far = t.ends(f)
        row = [0] * t.sizes[near]
        for x, y in enumerate(t.act[f]):
            row[new[near][x]] = new[far][y]
        act.append(tuple(row))
    return PlainTask(t.base, t.contravariant, t.sizes, tuple(act))


def all_functors(c: Plain, d: Plain) -> Iterator[tuple[int, ...]]:
    """Every functor c -> d as images of all arrows."""
    for objects in itertools.product(range(d.objects), repeat=c.objects):
        choices = [[g for g in range(d.arrows) if d.dom[g] == objects[c.dom[f]] and d.cod[g] == objects[c.cod[f]]] for f in range(c.arrows)]
        for images in itertools.product(*([objects[i]] for i in range(c.objects)), *choices[c.objects :]):
            pairs = itertools.product(range(c.arrows), repeat=2)
            if all(c.comp[f][g] < 0 or images[c.comp[f][g]] == d.comp[images[f]][images[g]] for f, g in pairs):
                yield images


def functor_model(c: Plain, d: Plain, images: tuple[int, ...]) -> Functor:
    (left, number), (right, image) = model(c), model(d)
    plain = {g: f for f, g in enumerate(number)}
    on_generators = [image[images[plain[g]]] for g in left.generators.tolist()]
    return Functor("F", left, right, np.array(images[: c.objects], dtype=np.int32), np.array(on_generators, dtype=np.int32))
