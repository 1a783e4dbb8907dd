"""Minimum hitting sets against all subsets, and certificates of teaching numbers that do not prove their number."""

import itertools
import random

import pytest
from claim_worlds import Plain, functor_model
from test_differential import claim

from presheaf.claims import hitting, teaching
from presheaf.claims.decision import CertificateRejected
from presheaf.claims.engines import decide
from presheaf.model import proposition as p

KLEIN = Plain(1, (0,) * 4, (0,) * 4, ((0, 1, 2, 3), (1, 0, 3, 2), (2, 3, 0, 1), (3, 2, 1, 0)))
SIGNS = Plain(1, (0, 0), (0, 0), ((0, 1), (1, 0)))


def brute(family: list[int], points: int) -> int:
    for size in range(points + 1):
        for chosen in itertools.combinations(range(points), size):
            if all(any(s >> x & 1 for x in chosen) for s in family):
                return size
    raise AssertionError("an empty set cannot be met")


def test_minimum_hitting_sets() -> None:
    rng = random.Random(9)
    sizes = set()
    for _ in range(3_000):
        points = rng.randint(1, 9)
        family = [rng.randrange(1, 1 << points) for _ in range(rng.randint(0, 9))]
        found = hitting.minimum(family)
        assert all(any(s >> x & 1 for x in found) for s in family)
        assert len(found) == brute(family, points) == len(hitting.minimum(family, len(found)))
        assert found == hitting.minimum(list(family))
        sizes.add(len(found))
    assert {0, 1, 2, 3, 4} <= sizes


def test_every_point_is_outdone_by_one_that_is_kept() -> None:
    rng = random.Random(10)
    for _ in range(1_000):
        points = rng.randint(1, 9)
        family = [rng.randrange(1, 1 << points) for _ in range(rng.randint(0, 6))]
        chosen, of = hitting.dominators(family, points)
        for x in range(points):
            assert all(s >> chosen[of[x]] & 1 for s in family if s >> x & 1)
        assert brute(family, points) == brute([sum(1 << i for i, x in enumerate(chosen) if s >> x & 1) for s in family], len(chosen))


def teaching_of_two() -> p.Claim:
    """The trivial map from the Klein group to the group with two elements: two samples teach it."""
    return claim(p.Relation("=", p.Measured("teaching_number", (functor_model(KLEIN, SIGNS, (0, 0, 0, 0)),)), p.Integer(2)))


def test_the_true_number() -> None:
    assert decide(teaching_of_two(), "native").status == "proved"


def refused() -> None:
    """Neither engine comes to a verdict with what was prepared: the search finds the hole, or the kernel does."""
    with pytest.raises((RuntimeError, CertificateRejected)):
        decide(teaching_of_two(), "native")
    try:
        found = decide(teaching_of_two(), "z3").status
    except CertificateRejected:
        found = "unknown"
    assert found == "unknown"


def test_a_teaching_set_that_is_too_small_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    true = teaching._taught
    monkeypatch.setattr(teaching, "_taught", lambda f: smaller(true(f)))
    refused()


def smaller(t: teaching.Taught) -> teaching.Taught:
    chosen = t.chosen[:1]
    return teaching.Taught(t.places, chosen, t.places.samples(chosen), t.competitors, t.sets)


def test_a_teaching_set_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    true = teaching._taught
    monkeypatch.setattr(teaching, "_taught", lambda f: larger(true(f)))
    refused()


def larger(t: teaching.Taught) -> teaching.Taught:
    chosen = [1, 2, 3]
    return teaching.Taught(t.places, chosen, t.places.samples(chosen), t.competitors, t.sets)


def test_too_few_competitors_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    true = teaching._taught
    monkeypatch.setattr(teaching, "_taught", lambda f: fewer(true(f)))
    refused()


def fewer(t: teaching.Taught) -> teaching.Taught:
    return teaching.Taught(t.places, t.chosen, t.samples, t.competitors[:1], t.sets[:1])


def test_a_place_that_outdoes_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving out places that matter would make the lower bound easy: the lemma that they are outdone is false then."""
    monkeypatch.setattr(hitting, "dominators", lambda family, points: ([0], [0] * points))
    refused()
