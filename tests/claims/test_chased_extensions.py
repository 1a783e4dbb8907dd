"""The chase on presentations of finite categories, all of whose arrows are known: against left Kan extensions by brute force."""

import itertools
import random

import kan_oracle as oracle
import numpy as np
import pytest
from claim_oracle import isomorphic
from claim_worlds import Plain, PlainTask, functorial, model, task_model
from kan_oracle import Along
from kan_worlds import problem, random_along, some_task

from presheaf.model.category import Law
from presheaf.model.chase import PresentedFunctor, chase, presented_functor, unproved_equation
from presheaf.model.closure import Presentation, Unclosed
from presheaf.model.setfunctor import SetFunctor


def presentation(rng: random.Random, c: Plain) -> tuple[Presentation, dict[int, tuple[int, ...]]]:
    """All arrows but identities as generators in a random order, with the whole table for laws; and the word of each arrow."""
    order = rng.sample(range(c.objects, c.arrows), c.arrows - c.objects)
    word: dict[int, tuple[int, ...]] = {**dict.fromkeys(range(c.objects), ()), **{f: (i,) for i, f in enumerate(order)}}
    laws = [
        Law("", c.dom[f], word[f] + word[g], word[c.comp[f][g]])
        for f in range(c.objects, c.arrows)
        for g in range(c.objects, c.arrows)
        if c.comp[f][g] >= 0
    ]
    ends = [np.array([end[f] for f in order], np.int32) for end in (c.dom, c.cod)]
    names = tuple(f"X{x}" for x in range(c.objects)), tuple(f"g{i}" for i in range(len(order)))
    return Presentation(*names, *ends, tuple(rng.sample(laws, len(laws)))), word


def presented(rng: random.Random, k: Along) -> tuple[PresentedFunctor, dict[int, tuple[int, ...]]]:
    """K into the presentation of B."""
    p, word = presentation(rng, k.cod)
    a, number = model(k.dom)
    plain = {g: f for f, g in enumerate(number)}
    words = [word[k.image[plain[g]]] for g in a.names.listed_arrows]
    made = presented_functor("K", a, Unclosed("B", 100, 0, p), k.image[: k.dom.objects], words)
    assert isinstance(made, PresentedFunctor)
    return made, word


def tabulated(t: SetFunctor, c: Plain, word: dict[int, tuple[int, ...]]) -> PlainTask:
    """The arrows of c acting through the quotient."""
    letter = dict(zip(t.category.names.listed, t.category.names.listed_arrows, strict=True))
    contravariant = t.variance == "contravariant"
    act = []
    for f in range(c.arrows):
        near, far = (c.cod[f], c.dom[f]) if contravariant else (c.dom[f], c.cod[f])
        x = np.arange(t.start[near], t.start[near + 1], dtype=np.int32)
        for g in word[f]:
            x = t.act(x, np.full(len(x), letter[f"g{g}"], np.int32))
        act.append(tuple((x - t.start[far]).tolist()))
    return PlainTask(c, contravariant, tuple(t.sizes.tolist()), tuple(act))


def test_the_chase_is_the_left_kan_extension() -> None:
    rng = random.Random(1)
    sizes = set()
    for _ in range(600):
        k, f = problem(rng, 8)
        along, word = presented(rng, k)
        assert unproved_equation(along) is None
        found = chase("L", along, task_model(f))
        assert found is not None
        made = tabulated(found, k.cod, word)
        assert functorial(made)
        assert isomorphic(made, oracle.lan(k, f)[0]) if max(made.sizes, default=0) <= 6 else made.sizes == oracle.lan(k, f)[0].sizes, (k, f)
        sizes.add(found.size)
    assert len(sizes) > 8


def is_functor(k: Along) -> bool:
    pairs = itertools.product(range(k.dom.arrows), repeat=2)
    return all(k.dom.comp[f][g] < 0 or k.cod.comp[k.image[f]][k.image[g]] == k.image[k.dom.comp[f][g]] for f, g in pairs)


@pytest.mark.parametrize("contravariant", [False, True])
def test_a_map_of_arrows_that_is_no_functor_is_not_taken_for_one(contravariant: bool) -> None:
    """Equations between images hold in B or not: some wrong image of an arrow breaks one."""
    rng = random.Random(2)
    refused = 0
    while refused < 100:
        k = random_along(rng, 7)
        image = [rng.choice([g for g in range(k.cod.arrows) if (k.cod.dom[g], k.cod.cod[g]) == (k.cod.dom[h], k.cod.cod[h])]) for h in k.image]
        image[: k.dom.objects] = k.image[: k.dom.objects]
        other = Along(k.dom, k.cod, tuple(image))
        functor = is_functor(other)
        along, _ = presented(rng, other)
        assert (unproved_equation(along) is None) == functor, other
        refused += not functor
        if functor and k.dom.objects:
            assert chase("L", along, task_model(some_task(rng, k.dom, contravariant, 4))) is not None
