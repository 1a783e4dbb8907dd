"""Categories of presheaves and the functors into them, by composing tables of elements by hand."""

import itertools
import random

import numpy as np
import pytest
from plain import is_category, is_functor

from presheaf.model import builders, constructions, functors, kan, tasks
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.laws import functor_failures
from presheaf.model.presheaf_category import PresheavesOf, generating_elements, presheaves
from presheaf.model.presheaf_functors import Missing, extension_functor, nerve, nerve_at, universal_elements, yoneda_functor
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.sieves import omega

IDEMPOTENT = builders.monoid("M", ["e"], np.array([[0]]))
BASES = [
    builders.discrete("E", []),
    builders.discrete("D", ["x", "y"]),
    builders.chain("C", 3),
    builders.walking_iso("W"),
    builders.cyclic_group("Z", 3),
    builders.simplex("S", 1),
    IDEMPOTENT,
]


def some_presheaves(c: Category) -> tuple[list[SetFunctor], list[str]]:
    """All Hom functors, nothing, a point, the sieves and a sum."""
    homs = [tasks.representable(f"h{x}", c, x, "contravariant") for x in range(c.object_count)]
    more = [tasks.constant("None", c, [], "contravariant"), tasks.constant("One", c, ["pt"], "contravariant"), omega("Omega", c)]
    more += [tasks.total("Sum", homs[0], more[1])] if homs else []
    return [*homs, *more], [t.name for t in [*homs, *more]]


def made(c: Category) -> Category:
    return presheaves("P", c, *some_presheaves(c))


def origin(e: Category) -> PresheavesOf:
    assert isinstance(e.origin, PresheavesOf)
    return e.origin


def natural(s: SetFunctor, t: SetFunctor) -> set[tuple[int, ...]]:
    """All natural transformations, element by element."""
    found: list[tuple[int, ...]] = [()]
    for x in range(s.size):
        a = int(s.over[x])
        found = [(*f, y) for f in found for y in range(int(t.start[a]), int(t.start[a + 1]))]
        found = [f for f in found if all(_commutes(s, t, f, g) for g in range(len(s.category.generators)))]
    return set(found)


def _commutes(s: SetFunctor, t: SetFunctor, known: tuple[int, ...], g: int) -> bool:
    a = int(s.source_object[g])
    for x in range(int(s.start[a]), int(s.start[a + 1])):
        y = int(s.map_of(g)[x - s.start[a]])
        if max(x, y) < len(known) and int(t.map_of(g)[known[x] - t.start[a]]) != known[y]:
            return False
    return True


@pytest.mark.parametrize("c", BASES, ids=lambda c: c.name)
def test_all_natural_transformations_once(c: Category) -> None:
    e = made(c)
    is_category(e)
    parts = origin(e)
    for a, b in itertools.product(range(e.object_count), repeat=2):
        found = [tuple(parts.component(e, int(f)).tolist()) for f in e.hom(a, b)]
        assert len(found) == len(set(found))
        assert set(found) == natural(parts.tasks[a], parts.tasks[b])
        assert all(parts.arrow(a, b, parts.component(e, int(f))) == f for f in e.hom(a, b))


@pytest.mark.parametrize("c", BASES, ids=lambda c: c.name)
def test_arrows_compose_as_maps(c: Category) -> None:
    e = made(c)
    parts = origin(e)
    for a in range(e.object_count):
        assert parts.component(e, a).tolist() == list(range(parts.tasks[a].size))
    rng = random.Random(1)
    pairs = [(f, g) for f, g in itertools.product(range(e.arrow_count), repeat=2) if e.cod[f] == e.dom[g]]
    for f, g in rng.sample(pairs, min(len(pairs), 500)):
        assert (parts.component(e, g)[parts.component(e, f)] == parts.component(e, e.compose(f, g))).all()


@pytest.mark.parametrize("c", BASES, ids=lambda c: c.name)
def test_names(c: Category) -> None:
    e = made(c)
    index = e.names.arrow_index
    assert len(index) == e.arrow_count - e.object_count
    assert sorted(index.values()) == list(range(e.object_count, e.arrow_count))
    parts = origin(e)
    for a, b in itertools.product(range(e.object_count), repeat=2):
        ends = f"{e.names.objects[a]}_{e.names.objects[b]}"
        numbered = [index[f"{ends}_{i}"] for i in range(len(e.hom(a, b)) - (a == b))]
        values = [tuple(parts.component(e, f)) for f in numbered]
        assert values == sorted(values)
    assert set(e.names.listed) <= set(index)


def test_names_that_meet_are_told_apart() -> None:
    c = builders.discrete("D", ["x"])
    point = tasks.constant("P", c, ["p"], "contravariant")
    e = presheaves("E", c, [point] * 4, ["A", "B_C", "A_B", "C"])
    assert len(e.names.arrow_index) == 12
    assert {"A_B_C_0", "A_B_C_0'"} <= set(e.names.arrow_index)
    taken = presheaves("E", c, [point] * 2, ["A", "A_A_0"])
    assert set(taken.names.objects).isdisjoint(taken.names.arrow_index)


def test_generators_are_few() -> None:
    """The maps between sets of at most four points, 499 of them, from those that change the size by one, and two or three permutations each."""
    c = builders.discrete("D", ["x"])
    sets = [tasks.constant(f"n{k}", c, [str(i) for i in range(k)], "contravariant") for k in range(5)]
    e = presheaves("E", c, sets, [t.name for t in sets])
    assert e.arrow_count == sum(b**a for a in range(5) for b in range(5))
    assert len(e.generators) <= 16


def test_no_presheaves_at_all() -> None:
    for c in BASES:
        e = presheaves("E", c, [], [])
        is_category(e)
        assert (e.object_count, e.arrow_count) == (0, 0)
        assert origin(e).sum[0].size == 0


def test_too_many_transformations() -> None:
    c = builders.discrete("D", ["x"])
    with pytest.raises(TooLarge, match="natural transformations"):
        presheaves("E", c, [tasks.constant("T", c, [str(i) for i in range(5)], "contravariant")], ["T"])
    with pytest.raises(TooLarge):
        presheaves("E", c, [tasks.constant("T", c, [str(i) for i in range(30)], "contravariant")], ["T"])


@pytest.mark.parametrize("c", BASES, ids=lambda c: c.name)
def test_the_sum_of_all_presheaves(c: Category) -> None:
    parts = origin(made(c))
    total, place = parts.sum
    is_functor(total)
    assert sorted(np.concatenate(place).tolist()) == list(range(total.size))
    for t, mine in zip(parts.tasks, place, strict=True):
        assert (total.over[mine] == t.over).all()
        for g in range(len(c.generators)):
            a = int(t.source_object[g])
            x = np.arange(t.start[a], t.start[a + 1], dtype=np.int32)
            assert (total.act_generators(mine[x], np.full(len(x), g, np.int32)) == mine[t.map_of(g)]).all()


def test_generating_elements() -> None:
    for c in BASES:
        for t in some_presheaves(c)[0]:
            chosen = generating_elements(t)
            closed = {x for u in chosen for x in _orbit(t, int(u))}
            assert closed == set(range(t.size))
            assert all(set().union(*(_orbit(t, int(v)) for v in chosen if v != u)) != closed for u in chosen)


def _orbit(t: SetFunctor, u: int) -> set[int]:
    into = t.category.into(int(t.over[u]))
    return set(t.act(np.full(len(into), u, np.int32), into).tolist())


# ---------------------------------------------------------------- functors


@pytest.mark.parametrize("c", BASES, ids=lambda c: c.name)
def test_the_yoneda_functor_composes(c: Category) -> None:
    e = made(c)
    parts, y = origin(e), yoneda_functor("Y", c, e)
    assert list(functor_failures(y)) == []
    assert y.on_objects.tolist() == [next(i for i, t in enumerate(parts.tasks) if universal_elements(t, x)) for x in range(c.object_count)]
    homs = [tasks.representable("h", c, x, "contravariant") for x in range(c.object_count)]
    for f in range(c.arrow_count):
        a, b = int(c.dom[f]), int(c.cod[f])
        if (y.on_objects[[a, b]] == [a, b]).all():  # the Hom functors themselves: f is composed with
            values = parts.component(e, int(y.on_arrows[f]))
            into = [g for x in range(c.object_count) for g in c.hom(x, a).tolist()]
            assert [_arrow(homs[b], int(z)) for z in values] == [c.compose(g, f) for g in into]
    images = [[int(y.on_arrows[f]) for f in c.hom(a, b)] for a, b in itertools.product(range(c.object_count), repeat=2)]
    targets = [e.hom(*y.on_objects[[a, b]].tolist()).tolist() for a, b in itertools.product(range(c.object_count), repeat=2)]
    assert [sorted(x) for x in images] == [sorted(x) for x in targets]  # the Yoneda lemma


def _arrow(hom: SetFunctor, z: int) -> int:
    c = hom.category
    assert isinstance(hom.origin, tasks.YonedaOf)
    return int(c.hom(int(hom.over[z]), hom.origin.object)[z - hom.start[hom.over[z]]])


def test_an_isomorphic_presheaf_will_do() -> None:
    """The Hom functor of a group with its elements renamed, behind a presheaf that has its size and is none."""
    g = builders.cyclic_group("G", 3)
    hom = tasks.representable("h", g, 0, "contravariant")
    turned = SetFunctor("T", g, "contravariant", hom.start, np.array([2, 0, 1], np.int32), ("a", "b", "c"))
    still = tasks.constant("S", g, ["a", "b", "c"], "contravariant")
    e = presheaves("E", g, [still, turned], ["S", "T"])
    y = yoneda_functor("Y", g, e)
    assert y.on_objects.tolist() == [1]
    assert list(functor_failures(y)) == []
    with pytest.raises(Missing) as missing:
        yoneda_functor("Y", g, presheaves("E", g, [still], ["S"]))
    assert missing.value.at == 0


def embeddings() -> list[Functor]:
    point, arrow, iso = builders.discrete("D", ["x"]), builders.chain("C", 2), builders.walking_iso("W")
    two = builders.discrete("D", ["x", "y"])
    none = np.empty(0, np.int32)
    return [
        functors.identity(arrow),
        functors.identity(IDEMPOTENT),
        Functor("F", two, arrow, np.array([0, 1], np.int32), none),
        Functor("F", two, point, np.array([0, 0], np.int32), none),
        Functor("F", point, iso, np.array([1], np.int32), none),
        Functor("F", builders.discrete("E", []), arrow, none, none),
        Functor("F", arrow, IDEMPOTENT, np.array([0, 0], np.int32), np.array([1], np.int32)),
    ]


@pytest.mark.parametrize("f", embeddings(), ids=lambda f: f"{f.dom.name}-{f.cod.name}-{f.on_objects.tolist()}")
def test_extension_functors(f: Functor) -> None:
    source, labels = some_presheaves(f.dom)
    e = presheaves("E", f.dom, source, labels)
    extended = [kan.lan("L", f, t) for t in source]
    p = presheaves("P", f.cod, list(reversed(extended)), [f"L{i}" for i in range(len(extended))])
    x = extension_functor("X", f, e, p)
    assert list(functor_failures(x)) == []
    there, here = origin(p), origin(e)
    for a, t in enumerate(extended):
        assert len(there.tasks[int(x.on_objects[a])].element_names) == t.size
        assert there.tasks[int(x.on_objects[a])].sizes.tolist() == t.sizes.tolist()
    for g in range(e.arrow_count):  # epimorphisms stay epimorphisms: the extension preserves colimits
        onto = len(set(here.component(e, g).tolist())) == here.tasks[int(e.cod[g])].size
        image = there.component(p, int(x.on_arrows[g]))
        assert not onto or len(set(image.tolist())) == there.tasks[int(p.cod[x.on_arrows[g]])].size


def test_an_extension_needs_its_values() -> None:
    f = embeddings()[2]
    homs = [tasks.representable(f"h{x}", f.dom, x, "contravariant") for x in range(2)]
    e = presheaves("E", f.dom, homs, ["h0", "h1"])
    with pytest.raises(Missing) as missing:
        extension_functor("X", f, e, presheaves("P", f.cod, [tasks.representable("k", f.cod, 0, "contravariant")], ["k"]))
    assert missing.value.at == 1


# ---------------------------------------------------------------- nerves


@pytest.mark.parametrize("f", embeddings(), ids=lambda f: f"{f.dom.name}-{f.cod.name}-{f.on_objects.tolist()}")
def test_nerves(f: Functor) -> None:
    c, d = f.dom, f.cod
    product = constructions.product("P", c, constructions.opposite("O", d))
    every = nerve("N", f, product)
    is_functor(every)
    for a, x in itertools.product(range(c.object_count), range(d.object_count)):
        hom = d.hom(int(f.on_objects[a]), x)
        assert every.sizes[a * d.object_count + x] == len(hom)
        assert nerve_at("N", f, x).sizes[a] == len(hom)
    assert isinstance(product.origin, constructions.ProductOf)
    assert isinstance(product.origin.right.origin, constructions.OppositeOf)
    for g, h in itertools.product(range(c.arrow_count), range(d.arrow_count)):
        arrow = int(product.origin.number[g * d.arrow_count + product.origin.right.origin.number[h]])
        before = d.hom(int(f.on_objects[c.cod[g]]), int(d.dom[h]))
        after = d.hom(int(f.on_objects[c.dom[g]]), int(d.cod[h]))
        place = int(c.cod[g]) * d.object_count + int(d.dom[h])
        target = int(c.dom[g]) * d.object_count + int(d.cod[h])
        elements = np.arange(every.start[place], every.start[place + 1], dtype=np.int32)
        moved = every.act(elements, np.full(len(elements), arrow, np.int32)) - every.start[target]
        assert [int(after[i]) for i in moved] == [d.compose(d.compose(int(f.on_arrows[g]), int(k)), h) for k in before]


@pytest.mark.parametrize("f", embeddings(), ids=lambda f: f"{f.dom.name}-{f.cod.name}-{f.on_objects.tolist()}")
def test_the_nerve_at_an_object(f: Functor) -> None:
    for x in range(f.cod.object_count):
        t = nerve_at("N", f, x)
        is_functor(t)
        assert t.category is f.dom
