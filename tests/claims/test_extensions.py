"""Extensions and Kan extensions: their elements, their universal properties, all small problems, and invariance under relabelling."""

import itertools
import os
import random
from collections.abc import Iterable, Iterator

import kan_oracle as oracle
import pytest
from category_cases import some_category
from claim_oracle import natural_transformations
from claim_worlds import all_categories, functor_model, model, task_model
from kan_worlds import (
    all_along,
    along_model,
    colouring,
    full_inclusion,
    named_model,
    on_domain,
    permuted,
    plain,
    plain_names,
    problem,
    shuffled_onto,
    small_kan,
    some_task,
    target,
    tasks_up_to_isomorphism,
    thin,
)
from samples_oracle import functors
from test_differential import verdict

from presheaf.claims import questions
from presheaf.model import kan, tasks
from presheaf.model import proposition as p
from presheaf.model.setfunctor import SetFunctor

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
ENGINES = [("native", 1_000 if FULL else 200), ("z3", 60 if FULL else 12)]
TARGETS = {"native": 15_825, "z3": 140}  # how many problems in finite categories there are


def says(kind: str, *arguments: object, engine: str = "native") -> bool | None:
    return verdict(p.Predicate(kind, arguments), engine)


def equal(left: p.Term, right: p.Term, engine: str) -> bool | None:
    return verdict(p.Relation("=", left, right), engine)


# ---------------------------------------------------------------- values


def extensions(k: oracle.Along, f: oracle.PlainTask) -> tuple[SetFunctor, SetFunctor]:
    along, base = along_model(k), task_model(f)
    return kan.lan("L", along, base), kan.ran("R", along, base)


def test_the_elements_of_left_kan_extensions() -> None:
    """Every pair has one value in the model, the arrow acting on the unit; pairs have one value iff the definition identifies them."""
    rng = random.Random(1)
    for _ in range(1_000):
        k, f = small_kan(rng)
        made, (defined, place) = extensions(k, f)[0], oracle.lan(k, f)
        found, origin = plain(made, k.cod), made.origin
        assert isinstance(origin, kan.LanOf)
        start = [sum(f.sizes[:a]) for a in range(k.dom.objects)]
        for y in range(k.cod.objects):
            value: dict[int, int] = {}
            for (a, x, g), c in place[y].items():
                unit = int(origin.unit[start[a] + x] - made.start[k.image[a]])
                assert value.setdefault(c, found.act[g][unit]) == found.act[g][unit], (k, f)
            assert sorted(value.values()) == list(range(found.sizes[y])), (k, f)
        assert found.sizes == defined.sizes
        assert [*zip(origin.element.tolist(), origin.arrow.tolist(), strict=True)] == _least(k, place, start), (k, f)


def _least(k: oracle.Along, place: list[dict[oracle.Pair, int]], start: list[int]) -> list[tuple[int, int]]:
    """The least pair (element, arrow of the model) of every class over every object, in order."""
    number = model(k.cod)[1]
    out = []
    for pairs in place:
        least: dict[int, tuple[int, int]] = {}
        for (a, x, g), c in pairs.items():
            least[c] = min(least.get(c, (start[a] + x, number[g])), (start[a] + x, number[g]))
        out += sorted(least.values())
    return out


def test_the_elements_of_right_kan_extensions() -> None:
    """The values of an element along all arrows are a family of the definition, and every family comes from exactly one element."""
    rng = random.Random(2)
    for _ in range(1_000):
        k, f = small_kan(rng)
        made, (defined, over) = extensions(k, f)[1], oracle.ran(k, f)
        found, origin = plain(made, k.cod), made.origin
        assert isinstance(origin, kan.RanOf)
        start = [sum(f.sizes[:a]) for a in range(k.dom.objects)]
        for y in range(k.cod.objects):
            ends = {(a, g) for g in range(k.cod.arrows) for a in range(k.dom.objects) if found.ends(g) == (y, k.image[a])}
            mine = [
                {(a, g): int(origin.counit[a, int(made.start[k.image[a]]) + found.act[g][r]]) - start[a] for a, g in ends}
                for r in range(found.sizes[y])
            ]
            assert sorted(map(_key, mine)) == sorted(map(_key, over[y])), (k, f)
        assert found.sizes == defined.sizes


def _key(family: dict[tuple[int, int], int]) -> list[tuple[tuple[int, int], int]]:
    return sorted(family.items())


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_sizes_of_kan_extensions(engine: str, count: int) -> None:
    rng = random.Random(3)
    for _ in range(count):
        k, f = small_kan(rng)
        for made, defined in zip(extensions(k, f), (oracle.lan(k, f)[0], oracle.ran(k, f)[0]), strict=True):
            assert equal(p.ElementCount(made, None), p.Integer(sum(defined.sizes)), engine) is True, (k, f)
            if k.cod.objects:
                y = rng.randrange(k.cod.objects)
                size = p.ElementCount(made, p.ObjectAt(made.category, y))
                assert equal(size, p.Integer(defined.sizes[y]), engine) is True, (k, f)
                assert equal(size, p.Integer(defined.sizes[y] + rng.choice((1, 2))), engine) is False, (k, f)


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_universal_properties_counted(engine: str, count: int) -> None:
    """|Nat(Lan F, G)| = |Nat(F, G K)| and |Nat(G, Ran F)| = |Nat(G K, F)|, each with its number."""
    rng = random.Random(4)
    seen = {0: 0, 1: 0, 2: 0}
    for _ in range(count):
        while True:
            k, f = small_kan(rng)
            g = some_task(rng, k.cod, f.contravariant, 4)
            left, right = oracle.lan(k, f)[0], oracle.ran(k, f)[0]
            if sum(left.sizes) <= 6 and sum(right.sizes) <= 10 and max((*left.sizes, *g.sizes), default=0) <= 4:
                break
        (lan, ran), base, other = extensions(k, f), task_model(f), task_model(g)
        restricted, under = tasks.restrict("GK", other, along_model(k)), oracle.restrict(g, k)
        numbers = [sum(1 for _ in natural_transformations(s, t)) for s, t in ((left, g), (f, under), (g, right), (under, f))]
        assert (numbers[0], numbers[2]) == (numbers[1], numbers[3]), (k, f, g)
        one, two = p.NaturalCount(lan, other), p.NaturalCount(base, restricted)
        three, four = p.NaturalCount(other, ran), p.NaturalCount(restricted, base)
        for term, again, number in ((one, two, numbers[0]), (three, four, numbers[2])):
            assert equal(term, again, engine) is True, (k, f, g)
            assert equal(term, p.Integer(number), engine) is True, (k, f, g)
            assert equal(again, p.Integer(number + 1), engine) is False, (k, f, g)
            seen[min(number, 2)] += 1
    assert min(seen.values()) >= count // 20


@pytest.mark.parametrize("engine", ["native", "both"])
def test_numbers_beyond_machine_words(engine: str) -> None:
    """Seventy elements over a common image, each with three images for either of two images of that: 2 * 3^70 transformations."""
    arrow = oracle.Plain(2, (0, 1, 0), (0, 1, 1), ((0, -1, 2), (-1, 1, -1), (-1, 2, -1)))
    s = oracle.PlainTask(arrow, False, (70, 1), (tuple(range(70)), (0,), (0,) * 70))
    t = oracle.PlainTask(arrow, False, (6, 2), (tuple(range(6)), (0, 1), (0, 0, 0, 1, 1, 1)))
    number = p.NaturalCount(task_model(s), task_model(t))
    assert equal(number, p.Integer(2 * 3**70), engine) is True
    assert equal(number, p.Integer(2 * 3**70 % 2**64), engine) is False


def test_sums_beyond_machine_words() -> None:
    """Each number of a table fits a word, their sum does not: 3^38 ways for each of eight images of y, over either of two images of z."""
    path = thin(3, [(0, 1), (1, 2), (0, 2)])
    s = oracle.PlainTask(path, False, (38, 1, 1), (tuple(range(38)), (0,), (0,), (0,) * 38, (0,), (0,) * 38))
    down = [tuple(x // 3 for x in range(48)), tuple(y // 8 for y in range(16))]
    t = oracle.PlainTask(path, False, (48, 16, 2), (*(tuple(range(k)) for k in (48, 16, 2)), *down, tuple(x // 24 for x in range(48))))
    assert equal(p.NaturalCount(task_model(s), task_model(t)), p.Integer(16 * 3**38), "native") is True


# ---------------------------------------------------------------- all small problems


Pairs = list[tuple[oracle.Plain, oracle.Plain]]


def problems(pairs: Pairs, contravariant: bool = False) -> Iterator[tuple[oracle.Along, oracle.PlainTask]]:
    """Every K : A -> B and F on A of at most two elements over each object, up to isomorphisms of A, B and F."""
    return ((k, f) for a, b in pairs for k in all_along(a, b) for f in tasks_up_to_isomorphism(a, contravariant, 2))


def compare(found: Iterable[tuple[oracle.Along, oracle.PlainTask]], engine: str) -> int:
    """How many problems were compared, in all readings."""
    done = 0
    for k, f in found:
        made, along = task_model(f), along_model(k)
        iso, strict = oracle.extension(k, f) is not None, oracle.extension(k, f, plain_names(f)) is not None
        unit = oracle.unit_iso(k, f)
        assert says("extends", made, along, engine=engine) == iso, (k, f)
        assert says("extends", made, along, "strict", engine=engine) == strict, (k, f)
        assert says("extends", made, along, "kan", engine=engine) == unit, (k, f)
        assert iso >= max(strict, unit), (k, f)
        assert iso == strict or len(set(k.image[: k.dom.objects])) < k.dom.objects, (k, f)
        done += 1
        if done % 5_000 == 0:
            task_model.cache_clear()
    return done


def pairs(arrows: int) -> Pairs:
    small = [c for n in range(arrows + 1) for c in all_categories(n)]
    return list(itertools.product(small, repeat=2))


@pytest.mark.parametrize("contravariant", [False, True])
def test_all_problems_with_three_arrows(contravariant: bool) -> None:
    step = 1 if FULL else 7
    assert compare(itertools.islice(problems(pairs(3), contravariant), 0, None, step), "native") == -(-3_135 // step)


@pytest.mark.parametrize("contravariant", [False, True])
def test_all_problems_with_two_arrows_by_the_solver(contravariant: bool) -> None:
    step = 1 if FULL else 5
    assert compare(itertools.islice(problems(pairs(2), contravariant), 0, None, step), "z3") == -(-102 // step)


@pytest.mark.skipif(not FULL, reason="takes half an hour")
@pytest.mark.parametrize("part", range(4))
def test_all_problems_with_four_arrows(part: int) -> None:
    """Covariant; with the opposites of A and B the contravariant ones are the same."""
    four = [(a, b) for a, b in pairs(4) if 4 in (a.arrows, b.arrows)]
    assert compare(itertools.islice(problems(four), part, None, 4), "native") == (147_623 + 3 - part) // 4


def test_the_reduction_to_the_image_and_to_small_extensions() -> None:
    """The oracle, which looks on the image only, against all functors on B with as many elements as the left Kan extension has."""
    answers = {True: 0, False: 0}
    for k, f in itertools.islice(problems(pairs(3)), 0, None, 1 if FULL else 5):
        if len(set(k.image[: k.dom.objects])) < k.cod.objects and oracle.fibres_fit(k, f):
            expected = oracle.extends_by_definition(k, f, max(oracle.lan(k, f)[0].sizes, default=0))
            assert (oracle.extension(k, f) is not None) == expected, (k, f)
            answers[expected] += 1
    assert min(answers.values()) > 0


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_problems_in_finite_categories(engine: str) -> None:
    """A, B and D with at most three arrows, for the solver two; K up to isomorphism."""
    small = [c for n in range(4 if engine == "native" else 3) for c in all_categories(n)]
    step = 1 if FULL else 17 if engine == "native" else 2
    every = {(b, d): list(functors(b, d)) for b, d in itertools.product(small, repeat=2)}
    asked = ((k, d, f) for a, b in itertools.product(small, repeat=2) for k in all_along(a, b) for d in small for f in every[a, d])
    answers: dict[tuple[bool, bool], int] = {}
    for k, d, f in itertools.islice(asked, 0, None, step):
        made, along, candidates = functor_model(k.dom, d, f), along_model(k), every[k.cod, d]
        expected = oracle.extends_into(k, d, f, candidates, False), oracle.extends_into(k, d, f, candidates, True)
        found = says("extends", made, along, engine=engine), says("extends", made, along, "strict", engine=engine)
        assert found == expected, (k, d, f)
        answers[expected] = answers.get(expected, 0) + 1
    assert sum(answers.values()) == -(-TARGETS[engine] // step)
    assert set(answers) >= {(True, True), (False, False)}


@pytest.mark.parametrize("nodes", [questions.FIRST_NODES, 0])
def test_extensions_that_are_colourings_of_graphs(nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All graphs on four points with two and three colours. With no nodes for the first search Z3 finds the models, or none and a tree is built."""
    monkeypatch.setattr(questions, "FIRST_NODES", nodes)
    for edges in itertools.chain.from_iterable(itertools.combinations(itertools.combinations(range(4), 2), k) for k in range(7)):
        for colours in (2, 3):
            k, f = colouring(4, edges, colours)
            choices = itertools.product(range(colours), repeat=4)
            expected = any(all(colour[a] != colour[b] for a, b in edges) for colour in choices)
            for mode in ((), ("strict",)):
                assert says("extends", task_model(f), along_model(k), *mode) == expected, (edges, colours)


def test_random_problems_by_the_solver_where_the_search_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "FIRST_NODES", 0)
    rng = random.Random(8)
    for _ in range(1_000 if FULL else 120):
        k, f = problem(rng)
        assert says("extends", task_model(f), along_model(k)) == (oracle.extension(k, f) is not None), (k, f)


# ---------------------------------------------------------------- invariance


def test_verdicts_are_those_of_any_relabelling() -> None:
    rng = random.Random(5)
    for _ in range(1_000 if FULL else 150):
        k, f = problem(rng)
        first = [says("extends", named_model(f, plain_names(f)), along_model(k), *mode) for mode in ((), ("strict",), ("kan",))]
        for _ in range(2):
            other, g, names = permuted(rng, k, f)
            again = [says("extends", named_model(g, names), along_model(other), *mode) for mode in ((), ("strict",), ("kan",))]
            assert again == first, (k, f, other, g, names)


def test_verdicts_in_finite_categories_are_those_of_any_relabelling() -> None:
    rng = random.Random(6)
    for _ in range(1_000 if FULL else 150):
        k, d, f, _ = target(rng)
        first = [says("extends", functor_model(k.dom, d, f), along_model(k), *mode) for mode in ((), ("strict",))]
        a, b, e = (shuffled_onto(rng, c) for c in (k.dom, k.cod, d))
        other = oracle.Along(a.dom, b.dom, tuple(b.image.index(k.image[h]) for h in a.image))
        image = tuple(e.image.index(f[h]) for h in a.image)
        again = [says("extends", functor_model(a.dom, e.dom, image), along_model(other), *mode) for mode in ((), ("strict",))]
        assert again == first, (k, d, f)


def test_fully_faithful_functors_extend_everything() -> None:
    rng = random.Random(7)
    for _ in range(300):
        while not (b := some_category(rng, 8)).objects:
            pass
        k = full_inclusion(rng, b)
        f = on_domain(rng, k)
        for arguments in ((task_model(f), along_model(k)), (task_model(f), along_model(k), "strict"), (task_model(f), along_model(k), "kan")):
            assert says("extends", *arguments) is True, (k, f)
