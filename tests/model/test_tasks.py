"""Set-valued functors made in every way are functors, with the right sets."""

import itertools
import random

import numpy as np
import pytest
from plain import is_functor, table
from test_categories import SMALL, random_concrete

from presheaf.model import functors, tasks
from presheaf.model.category import Category
from presheaf.model.laws import functor_failures, set_functor_failures, transformation_failures
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation

VARIANCES = ["contravariant", "covariant"]


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("name", SMALL)
def test_hom_functors_and_constants(name: str, variance) -> None:
    c = SMALL[name]
    for x in range(c.object_count):
        t = tasks.representable("T", c, x, variance)
        is_functor(t)
        assert t.sizes.tolist() == [len(c.hom(y, x) if variance == "contravariant" else c.hom(x, y)) for y in range(c.object_count)]
    for values in ([], ["a"], ["a", "b"]):
        t = tasks.constant("K", c, values, variance)
        is_functor(t)
        assert t.sizes.tolist() == [len(values)] * c.object_count


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("seed", range(15))
def test_sums_products_and_restrictions(seed: int, variance) -> None:
    rng = random.Random(seed)
    c = random_concrete(rng)
    s, t = (tasks.representable("H", c, rng.randrange(c.object_count), variance) for _ in range(2))
    for made, size in ((tasks.total("S", s, t), s.sizes + t.sizes), (tasks.pairs("P", s, t), s.sizes * t.sizes)):
        is_functor(made)
        assert made.sizes.tolist() == size.tolist()
        assert not list(set_functor_failures(made))
    k = random_functor(rng, c)
    r = tasks.restrict("R", s, k)
    is_functor(r)
    assert r.sizes.tolist() == s.sizes[k.on_objects].tolist()


def random_functor(rng: random.Random, d: Category) -> Functor:
    """From the walking arrow: an arrow of d."""
    from presheaf.model import builders

    c = builders.chain("K", 2)
    f = rng.randrange(d.arrow_count)
    return Functor("F", c, d, np.array([d.dom[f], d.cod[f]], np.int32), np.array([f], np.int32))


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("seed", range(40))
def test_generated_functors_have_the_universal_property(seed: int, variance) -> None:
    """Elements are moved generators, modulo the least congruence: compared with a closure by repeated passes."""
    rng = random.Random(seed)
    c = random_concrete(rng)
    near, far = (c.cod, c.dom) if variance == "contravariant" else (c.dom, c.cod)
    generators = [(f"x{i}", rng.randrange(c.object_count)) for i in range(rng.randint(0, 3))]
    moved = [(i, f) for i, (_, a) in enumerate(generators) for f in range(c.arrow_count) if near[f] == a]
    equations = []
    for _ in range(rng.randint(0, 2)):
        if moved:
            left = rng.choice(moved)
            equations.append((left, rng.choice([m for m in moved if far[m[1]] == far[left[1]]])))
    t = tasks.generated("T", c, generators, equations, variance)
    is_functor(t)
    assert t.sizes.tolist() == naive_sizes(c, moved, equations, far, variance)


def naive_sizes(c: Category, moved, equations, far, variance) -> list[int]:
    composite = table(c)
    classes = {m: m for m in moved}

    def step(m, g):
        return m[0], composite[(g, m[1]) if variance == "contravariant" else (m[1], g)]

    changed = True
    pairs = set(equations)
    while changed:
        changed = False
        for (x, y), g in itertools.product(list(pairs), range(c.arrow_count)):
            if (c.cod[g] if variance == "contravariant" else c.dom[g]) == far[x[1]]:
                pair = (step(x, g), step(y, g))
                if pair not in pairs:
                    pairs.add(pair)
                    changed = True
    for x, y in pairs:
        a, b = classes[x], classes[y]
        classes = {m: a if r == b else r for m, r in classes.items()}
    return [len({r for m, r in classes.items() if far[m[1]] == a}) for a in range(c.object_count)]


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("seed", range(30))
def test_a_changed_value_is_noticed(seed: int, variance) -> None:
    """Whatever breaks functoriality is a failure of the checker, and nothing else is."""
    rng = random.Random(seed)
    c = random_concrete(rng)
    t = tasks.representable("T", c, rng.randrange(c.object_count), variance)
    t = tasks.total("S", t, tasks.constant("K", c, ["a", "b"], variance))
    if not len(t.action):
        return
    action = t.action.copy()
    i = rng.randrange(len(action))
    s = int(np.searchsorted(t.action_start, i, side="right")) - 1
    options = np.arange(t.start[t.target_object[s]], t.start[t.target_object[s] + 1])
    action[i] = rng.choice(options.tolist())
    changed = SetFunctor("C", c, variance, t.start, action, t.element_names)
    try:
        is_functor(changed)
        broken = False
    except AssertionError:
        broken = True
    assert bool(list(set_functor_failures(changed))) == broken


def test_functor_and_transformation_failures() -> None:
    z4, z2 = SMALL["group"], SMALL["iso"]
    identity = functors.identity(z4)
    assert not list(functor_failures(identity))
    squashed = Functor("F", z4, z2, np.zeros(1, np.int32), np.zeros(1, np.int32))
    assert not list(functor_failures(squashed))
    t = tasks.representable("T", z4, 0, "contravariant")
    turned = Transformation("a", t, t, t.act(np.arange(3, dtype=np.int32), np.full(3, z4.generators[0], np.int32)))
    assert not list(transformation_failures(turned))
    swapped = Transformation("b", t, t, np.array([1, 0, 2], np.int32))
    assert list(transformation_failures(swapped))
