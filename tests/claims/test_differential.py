"""Random instances of every predicate against brute force, natively and with Z3. PRESHEAF_EXHAUSTIVE=1 runs the full numbers with Z3 too."""

import os
import random
import zlib

import kan_cases
import presheaf_cases
import pytest
from claim_cases import CASES, natural_count
from claim_worlds import model, random_category, task_model

from presheaf.claims import KINDS
from presheaf.claims.engines import decide
from presheaf.model import proposition as p
from presheaf.source import NOWHERE

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
NATIVE = 3_000
SOLVER = 3_000 if FULL else 60
SLOW = {*presheaf_cases.CASES, *kan_cases.CASES}  # their oracles go through all natural transformations


def claim(proposition: p.Proposition) -> p.Claim:
    return p.Claim("c", "random", 1, NOWHERE, "", proposition, "holds")


def verdict(proposition: p.Proposition, engine: str) -> bool | None:
    """True, False, or None for unknown; the kernel has checked the certificate of the others."""
    decision = decide(claim(proposition), engine)  # type: ignore[arg-type]
    assert (decision.status in ("proved", "refuted")) == (decision.theorem is not None)
    if decision.theorem is not None:
        assert decision.theorem.value == (decision.status == "proved")
    return {"proved": True, "refuted": False}.get(decision.status)


def shown(arguments: tuple[object, ...]) -> str:
    from presheaf.model.declaring import declaration, needed

    return "\n".join([*map(declaration, needed(arguments)), repr([getattr(a, "index", a) for a in arguments if not hasattr(a, "name")])])


SETS = {"category", "functor", "task", "transformation", "samples", "object", "arrow", "element"}
ELSEWHERE = {"unique_completions"}  # has an oracle of its own, as all kinds have that do not speak of categories with sets of arrows


def test_every_kind_has_cases() -> None:
    of_sets = {name for name, kind in KINDS.items() if any(SETS & {*parameters} and "encoder" not in parameters for parameters in kind.alternatives)}
    assert {name.split("/")[0] for name in CASES} | ELSEWHERE == of_sets


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("engine", "count"), [("native", NATIVE), ("z3", SOLVER)])
def test_random_instances(name: str, engine: str, count: int) -> None:
    rng = random.Random(zlib.crc32(name.encode()))
    count = count if FULL or name not in SLOW else count // 10
    seen = {True: 0, False: 0}
    unknown = 0
    for _ in range(count):
        arguments, expected = CASES[name](rng)
        found = verdict(p.Predicate(name.split("/")[0], arguments), engine)
        unknown += found is None
        assert found in (None, expected), f"{name}: {engine} says {found}, brute force {expected}\n{shown(arguments)}"
        seen[expected] += 1
    assert unknown <= (0 if engine == "native" else count // 20), f"{unknown} of {count} undecided"
    assert min(seen.values()) >= count // 100, f"the instances are one-sided: {seen}"


@pytest.mark.parametrize(("engine", "count"), [("native", 1_000), ("z3", 1_000 if FULL else 60)])
def test_numbers_of_natural_transformations(engine: str, count: int) -> None:
    rng = random.Random(5)
    for _ in range(count):
        s, t, number = natural_count(rng)
        relation = p.Relation("=", p.NaturalCount(task_model(s), task_model(t)), p.Integer(number))
        assert verdict(relation, engine) in ((True,) if engine == "native" else (True, None)), (s, t, number)
        wrong = p.Relation(
            "=",
            p.NaturalCount(task_model(s), task_model(t)),
            p.Integer(max(0, number - 1) if number and rng.random() < 0.5 else number + rng.randint(1, 2)),
        )
        assert verdict(wrong, engine) in ((False,) if engine == "native" else (False, None)), (s, t, number)


@pytest.mark.parametrize(("engine", "count"), [("native", NATIVE), ("z3", 200)])
def test_equations_of_paths(engine: str, count: int) -> None:
    rng = random.Random(6)
    for _ in range(count):
        c = random_category(rng)
        built, number = model(c)
        path, other = _path(rng, c), _path(rng, c)
        if (path[0], path[2]) != (other[0], other[2]):
            continue
        sides = [_term(built, [number[f] for f in word], x) for x, word, _ in (path, other)]
        assert verdict(p.Relation("=", *sides), engine) == (_value(c, path) == _value(c, other)), (c, path, other)


def _path(rng, c) -> tuple[int, list[int], int]:
    start = at = rng.randrange(c.objects)
    word = []
    for _ in range(rng.randint(0, 5)):
        f = rng.choice([g for g in range(c.arrows) if c.dom[g] == at])
        word.append(f)
        at = c.cod[f]
    return start, word, at


def _term(category, word: list[int], start: int) -> p.Term:
    term: p.Term = p.IdentityOf(category, p.ObjectAt(category, start))
    for f in word:
        term = p.Composite(category, term, p.ArrowAt(category, f))
    return term


def _value(c, path: tuple[int, list[int], int]) -> int:
    value = path[0]
    for f in path[1]:
        value = c.comp[value][f]
    return value
