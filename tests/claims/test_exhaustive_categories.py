"""All categories with at most four arrows: the kinds about one category, and pairs up to equivalence, against brute force with both engines."""

import itertools

import category_oracle as oracle
import pytest
from claim_worlds import Plain, all_categories, all_functors, functor_model, model
from test_differential import verdict

from presheaf.model import proposition as p

UNARY = {
    "cauchy_complete": oracle.cauchy_complete,
    "has_products": oracle.has_products,
    "has_coproducts": lambda c: oracle.has_products(oracle.op(c)),
    "has_equalizers": oracle.has_equalizers,
    "has_coequalizers": lambda c: oracle.has_equalizers(oracle.op(c)),
    "complete": oracle.complete,
    "cocomplete": lambda c: oracle.complete(oracle.op(c)),
}
SMALL = [c for n in range(5) for c in all_categories(n)]


@pytest.mark.parametrize("engine", ["native", "z3"])
@pytest.mark.parametrize("name", UNARY)
def test_kinds_of_one_category(name: str, engine: str) -> None:
    found = [UNARY[name](c) for c in SMALL]
    assert {True, False} == set(found)
    for c, expected in zip(SMALL, found, strict=True):
        assert verdict(p.Predicate(name, (model(c)[0],)), engine) == expected, f"{name}: {c}"


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_every_completion_is_cauchy_complete_and_morita_equivalent(engine: str) -> None:
    for c in SMALL:
        k = oracle.karoubi(c)
        assert verdict(p.Predicate("cauchy_complete", (model(k)[0],)), engine) is True
        assert verdict(p.Predicate("equivalent", (model(c)[0], model(k)[0])), engine) == oracle.cauchy_complete(c), c
        if k.arrows <= 8:
            assert verdict(p.Predicate("morita_equivalent", (model(c)[0], model(k)[0])), engine) is True


def test_all_pairs_of_categories_with_three_arrows() -> None:
    small = [c for c in SMALL if c.arrows <= 3]
    same = {True: 0, False: 0}
    for c, d in itertools.product(small, repeat=2):
        expected = oracle.equivalent(c, d)
        assert verdict(p.Predicate("equivalent", (model(c)[0], model(d)[0])), "native") == expected, (c, d)
        assert verdict(p.Predicate("morita_equivalent", (model(c)[0], model(d)[0])), "native") == oracle.presheaves_equivalent(c, d), (c, d)
        same[expected] += 1
    assert same == {True: 16, False: 240}


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_functors_between_categories_with_three_arrows(engine: str) -> None:
    small = [c for c in SMALL if c.arrows <= (3 if engine == "native" else 2)]
    for c, d in itertools.product(small, repeat=2):
        found = list(all_functors(c, d))
        assert verdict(p.Relation("=", p.FunctorCount(model(c)[0], model(d)[0]), p.Integer(len(found))), engine) is True, (c, d)
        for image in found:
            made = functor_model(c, d, image)
            assert verdict(p.Predicate("left_adjoint", (made,)), engine) == oracle.left_adjoint(c, d, image), (c, d, image)
            assert verdict(p.Predicate("right_adjoint", (made,)), engine) == oracle.right_adjoint(c, d, image), (c, d, image)


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_limits_of_diagrams_in_categories_with_three_arrows(engine: str) -> None:
    small = [c for c in SMALL if c.arrows <= (3 if engine == "native" else 2)]
    for shape, c in itertools.product(small, repeat=2):
        for image in all_functors(shape, c):
            made = functor_model(shape, c, image)
            for x in range(c.objects):
                asked = (made, p.ObjectAt(made.cod, x))
                assert verdict(p.Predicate("limit", asked), engine) == oracle.limit(shape, c, image, x), (shape, c, image, x)
                dual = oracle.limit(oracle.op(shape), oracle.op(c), image, x)
                assert verdict(p.Predicate("colimit", asked), engine) == dual, (shape, c, image, x)


@pytest.mark.parametrize(("engine", "count"), [("native", 1_000), ("z3", 60)])
def test_numbers_of_functors(engine: str, count: int) -> None:
    import random

    from category_cases import functor_count

    rng = random.Random(7)
    for _ in range(count):
        c, d, number = functor_count(rng)
        assert isinstance(c, Plain)
        wrong = number + 1 if rng.random() < 0.5 or not number else number - 1
        for value in (number, wrong):
            found = verdict(p.Relation("=", p.FunctorCount(model(c)[0], model(d)[0]), p.Integer(value)), engine)
            assert found in ((value == number,) if engine == "native" else (value == number, None)), (c, d, number, value)
