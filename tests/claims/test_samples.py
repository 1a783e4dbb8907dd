"""Numbers of completions and teaching numbers against brute force, all samples on small categories, and the cases where sets are empty."""

import itertools
import os
import random

import pytest
import samples_oracle as oracle
from claim_worlds import Plain, PlainTask, all_categories, functor_model, model, task_model
from samples_cases import completion_count, sampled, sampled_points, teaching_number
from test_differential import verdict

from presheaf.model import proposition as p

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
SMALL = [c for n in range(4) for c in all_categories(n)]
EMPTY = Plain(0, (), (), ())
ARROW = Plain(2, (0, 1, 0), (0, 1, 1), ((0, -1, 2), (-1, 1, -1), (-1, 2, -1)))


def says(measure: str, thing: object, number: int, engine: str) -> bool | None:
    return verdict(p.Relation("=", p.Measured(measure, (thing,)), p.Integer(number)), engine)  # type: ignore[arg-type]


def verdicts(s: object, engine: str = "native") -> tuple[bool | None, bool | None]:
    return verdict(p.Predicate("completable", (s,)), engine), verdict(p.Predicate("determined", (s,)), engine)  # type: ignore[arg-type]


@pytest.mark.parametrize(("engine", "count"), [("native", 3_000), ("z3", 3_000 if FULL else 60)])
def test_numbers_of_completions(engine: str, count: int) -> None:
    rng = random.Random(31)
    seen = set()
    for _ in range(count):
        s, number = completion_count(rng)
        seen.add(min(number, 3))
        assert says("completions", s, number, engine) is True, (s, number)
        assert says("completions", s, number + rng.choice((1, 2)), engine) is False, (s, number)
    assert seen == {0, 1, 2, 3}


@pytest.mark.parametrize(("engine", "count"), [("native", 1_500), ("z3", 1_000 if FULL else 40)])
def test_teaching_numbers(engine: str, count: int) -> None:
    rng = random.Random(32)
    seen = set()
    for _ in range(count):
        f, number = teaching_number(rng)
        seen.add(number)
        assert says("teaching_number", f, number, engine) is True, (f, number)
        assert says("teaching_number", f, number + 1, engine) is False, (f, number)
        assert number == 0 or says("teaching_number", f, number - 1, engine) is False, (f, number)
    assert {0, 1, 2} <= seen


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_samples_of_functors_between_small_categories(engine: str) -> None:
    """Every partial assignment of objects, of arrows, and of both on the same categories, where there are few."""
    counts: dict[tuple[bool, bool], int] = {}
    for c, d in itertools.product(SMALL, repeat=2):
        if c.arrows + d.arrows > (6 if FULL else 5 if engine == "native" else 4):
            continue
        every = list(oracle.functors(c, d))
        places = [*((0, x) for x in range(c.objects)), *((1, f) for f in range(c.arrows))]
        values = [[-1, *range(d.arrows if kind else d.objects)] for kind, _ in places]
        for row in itertools.product(*values):
            objects = {x: y for (kind, x), y in zip(places, row, strict=True) if y >= 0 and not kind}
            arrows = {f: h for (kind, f), h in zip(places, row, strict=True) if h >= 0 and kind}
            if len(objects) + len(arrows) > (2 if c.arrows == 3 else 3):
                continue
            found = sum(oracle.completes(c, image, objects, arrows) for image in every)
            expected = (found > 0, found == 1)
            assert verdicts(sampled(c, d, objects, arrows), engine) == expected, (c, d, objects, arrows)
            counts[expected] = counts.get(expected, 0) + 1
    assert min(counts.values()) > 20
    assert len(counts) == 3


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_points_on_small_carriers(engine: str) -> None:
    """Copresheaves on categories with at most three arrows and sets of at most two elements, at most two samples."""
    small = [c for c in SMALL if c.arrows <= (3 if engine == "native" else 2)]
    for c in small:
        for sizes in itertools.product(range(3), repeat=c.objects):
            every = list(oracle.actions(c, False, sizes))
            points = [((f, x), y) for f in range(c.arrows) for x in range(sizes[c.dom[f]]) for y in range(sizes[c.cod[f]])]
            for chosen in itertools.chain.from_iterable(itertools.combinations(points, k) for k in range(3)):
                if len(dict(chosen)) == len(chosen):
                    found = sum(oracle.completes_points(act, dict(chosen)) for act in every)
                    s = sampled_points(c, False, sizes, dict(chosen))
                    assert verdicts(s, engine) == (found > 0, found == 1), (c, sizes, chosen)


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_small_teaching_numbers(engine: str) -> None:
    small = [c for c in SMALL if c.arrows <= (3 if engine == "native" else 2)]
    for c, d in itertools.product(small, repeat=2):
        every = list(oracle.functors(c, d))
        for image in every:
            number = oracle.teaching_number(image, [other for other in every if other != image])
            assert says("teaching_number", functor_model(c, d, image), number, engine) is True, (c, d, image)


# ---------------------------------------------------------------- where something is empty


def test_samples_on_the_empty_category_determine_the_empty_functor() -> None:
    s = sampled(EMPTY, ARROW, {}, {})
    assert verdicts(s) == verdicts(s, "z3") == (True, True)
    assert says("completions", s, 1, "native") is True
    f = functor_model(EMPTY, ARROW, ())
    assert verdict(p.Predicate("teaches", (s, f)), "native") is True
    assert says("teaching_number", f, 0, "native") is True


def test_nothing_goes_from_objects_into_the_empty_category() -> None:
    s = sampled(ARROW, EMPTY, {}, {})
    assert verdicts(s) == verdicts(s, "z3") == (False, False)
    assert says("completions", s, 0, "native") is True
    assert says("completions", s, 0, "z3") is True


@pytest.mark.parametrize("engine", ["native", "z3"])
@pytest.mark.parametrize(("sizes", "number"), [((0, 0), 1), ((0, 3), 1), ((2, 0), 0), ((2, 1), 1), ((2, 3), 9)])
def test_empty_sets(sizes: tuple[int, int], number: int, engine: str) -> None:
    """A map out of the empty set is there and unique; none leads into it from elsewhere."""
    s = sampled_points(ARROW, False, sizes, {})
    assert verdicts(s, engine) == (number > 0, number == 1)
    assert says("completions", s, number, engine) is True


def test_an_identity_fixes_its_object_and_must_stay_where_it_is() -> None:
    assert says("completions", sampled(ARROW, ARROW, {}, {0: 0, 1: 1}), 1, "native") is True
    assert verdicts(sampled(ARROW, ARROW, {0: 0}, {0: 1})) == (False, False)  # the object and its identity disagree
    assert verdicts(sampled(ARROW, ARROW, {}, {0: 2})) == (False, False)  # an identity goes to an identity
    assert verdicts(sampled_points(ARROW, False, (2, 1), {(0, 0): 1})) == (False, False)
    assert verdicts(sampled_points(ARROW, False, (2, 1), {(0, 0): 0})) == (True, True)


def test_elements_are_matched_by_name() -> None:
    """The functor lists its elements in another order than the samples."""
    from dataclasses import replace

    s = sampled_points(ARROW, False, (1, 2), {(2, 0): 0})
    t = task_model(PlainTask(ARROW, False, (1, 2), ((0,), (0, 1), (1,))))
    crossed = replace(t, element_names=("e0", "e1", "e0"))  # its value, the second element, is called e0
    assert verdict(p.Predicate("teaches", (s, crossed)), "native") is True
    assert verdict(p.Predicate("teaches", (s, crossed)), "z3") is True
    assert verdict(p.Predicate("teaches", (s, t)), "native") is False
    assert model(ARROW)[0] is t.category


@pytest.mark.parametrize("engine", ["native", "z3", "both"])
def test_a_claim_that_is_decided_before_its_number(engine: str) -> None:
    """The certificate has the lemmas of a teaching number also where the verdict does not rest on it."""
    f = functor_model(ARROW, ARROW, (0, 0, 0))
    number = p.Relation("=", p.Measured("teaching_number", (f,)), p.Integer(7))
    assert verdict(p.Junction("and", (p.Constant(False), number)), engine) is False
    assert verdict(p.Junction("or", (p.Constant(True), number)), engine) is True
