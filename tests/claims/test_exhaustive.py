"""All presheaves and copresheaves with few elements on all small categories, against brute force. PRESHEAF_EXHAUSTIVE=1 leaves none out."""

import os

import claim_oracle as oracle
import pytest
from claim_worlds import Plain, all_categories, all_tasks, flat, model, task_model
from test_differential import verdict

from presheaf.model import proposition as p

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
COUNTS = {0: 1, 1: 1, 2: 3, 3: 11, 4: 55}
SOLVER_ARROWS = 4 if FULL else 2


def test_the_categories_are_all() -> None:
    """Up to isomorphism by number of arrows (OEIS A125696)."""
    assert {n: len(all_categories(n)) for n in COUNTS} == COUNTS


def categories(arrows: int) -> list[Plain]:
    return [c for n in range(1, arrows + 1) for c in all_categories(n)]


def compare(c: Plain, engine: str, contravariant: bool) -> int:
    done = 0
    for t in all_tasks(c, 3, contravariant):
        made = task_model(t)
        base = model(c)[0]
        expected: list[tuple[str, tuple[object, ...], bool]] = [
            ("representable", (made,), oracle.representable(t)),
            ("promptable", (made,), oracle.promptable(t)),
            ("promptable", (made, "card"), any(oracle.solves_in_number(t, x) for x in range(c.objects))),
            ("sum_of_representables", (made, 1), oracle.sum_of_representables(t, 1)),
            ("sum_of_representables", (made, 2), oracle.sum_of_representables(t, 2)),
            ("covered_by", (made, 1), oracle.covered_by(t, 1)),
            ("covered_by", (made, 2), oracle.covered_by(t, 2)),
            ("retract_of_representable", (made,), oracle.retract_of_representable(t)),
        ]
        for x in range(c.objects):
            expected += [
                ("represents", (p.ObjectAt(base, x), made), oracle.represents(t, x)),
                ("solves", (p.ObjectAt(base, x), made), oracle.solves(t, x)),
            ]
            for u in range(t.sizes[x]):
                expected.append(("universal", (p.ObjectAt(base, x), p.ElementAt(made, flat(t, u, x)), made), oracle.universal(t, x, x, u)))
        for name, arguments, value in expected:
            found = verdict(p.Predicate(name, arguments), engine)
            assert found == value, f"{name}: {engine} says {found}, brute force {value}\n{t}\n{arguments[0]}"
            done += 1
        model.cache_clear() if done > 10_000 else None
    task_model.cache_clear()
    return done


@pytest.mark.parametrize("contravariant", [True, False])
@pytest.mark.parametrize("arrows", [1, 2, 3, 4])
def test_native(arrows: int, contravariant: bool) -> None:
    found = list(all_categories(arrows))
    if arrows == 4 and not FULL:
        found = found[:: 2 if contravariant else 5]
    assert sum(compare(c, "native", contravariant) for c in found) > 20


@pytest.mark.parametrize("contravariant", [True, False])
def test_z3(contravariant: bool) -> None:
    assert sum(compare(c, "z3", contravariant) for c in categories(SOLVER_ARROWS)) > 20
