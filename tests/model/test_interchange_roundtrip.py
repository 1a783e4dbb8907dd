"""Reading what was written gives the same category: same objects, same given arrows, and an isomorphism that keeps both."""

import random

import pytest
from interchange_cases import categories, ints, lawful, presented, same_by_name

from presheaf.model import builders
from presheaf.model.category import Category, Law
from presheaf.model.closure import Unclosed, close
from presheaf.model.functors import identity
from presheaf.model.interchange import Unwritable, read_acset, read_gap, read_quiver, write
from presheaf.model.interchange.presentation import presentation

READ = {"quiver": read_quiver, "acset": read_acset, "gap": read_gap}
CATEGORIES = categories()


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("name", CATEGORIES)
def test_reading_what_was_written(name: str, form: str) -> None:
    c = CATEGORIES[name]
    if (name, form) == ("empty", "quiver"):
        with pytest.raises(Unwritable, match="no objects"):
            write(c, form)
        return
    found = READ[form](c.name, write(c, form))
    assert found.notices == ()
    assert isinstance(found.category, Category)
    assert same_by_name(c, found.category)


def test_the_comparison_tells_categories_apart() -> None:
    z4, klein = (
        builders.cyclic_group("Z", 4),
        presented(["pt"], {"r": (0, 0), "s": (0, 0)}, [Law("", 0, (0, 0), ()), Law("", 0, (1, 1), ()), Law("", 0, (0, 1), (1, 0))]),
    )
    renamed = presented(["pt"], {"r": (0, 0)}, [Law("", 0, (0,) * 5, ())])
    assert same_by_name(z4, z4)
    assert not same_by_name(z4, klein)
    assert not same_by_name(z4, renamed)
    assert lawful(klein)


def _random(seed: int) -> Category | Unclosed:
    pick = random.Random(seed)
    n, k = pick.randint(1, 3), pick.randint(0, 4)
    ends = [(pick.randrange(n), pick.randrange(n)) for _ in range(k)]
    laws = []
    for _ in range(pick.randint(0, 6) if k else 0):
        one, two = _walk(pick, ends), _walk(pick, ends)
        if (ends[one[0]][0], ends[one[-1]][1]) == (ends[two[0]][0], ends[two[-1]][1]):
            laws.append(Law("", ends[one[0]][0], tuple(one), tuple(two)))
    laws += [Law("", a, (i,) * pick.randint(2, 3), pick.choice(((), (i,)))) for i, (a, b) in enumerate(ends) if a == b]
    dom, cod = ints(*(a for a, _ in ends)), ints(*(b for _, b in ends))
    return close("C", [f"X{i}" for i in range(n)], [f"f{i}" for i in range(k)], dom, cod, laws, 100)


def test_random_presentations_survive_every_form() -> None:
    made = [c for c in map(_random, range(200)) if isinstance(c, Category)]
    assert len(made) >= 80
    assert sum(c.arrow_count > c.object_count + len(c.generators) for c in made) >= 30
    for c in made:
        for form, read in READ.items():
            assert same_by_name(c, read("C", write(c, form)).category), (form, c.laws)


def _walk(pick: random.Random, ends: list[tuple[int, int]]) -> list[int]:
    out: list[int] = []
    for _ in range(pick.randint(1, 3)):
        steps = [i for i, (a, _) in enumerate(ends) if not out or a == ends[out[-1]][1]]
        if not steps:
            break
        out.append(pick.choice(steps))
    return out


@pytest.mark.parametrize("name", [name for name, c in CATEGORIES.items() if not c.laws])
def test_derived_equations_present_the_category_and_none_can_be_spared_for_rewriting(name: str) -> None:
    c = CATEGORIES[name]
    p = presentation(c)
    again = close("C", p.objects, p.arrows, ints(*p.dom), ints(*p.cod), list(p.laws))
    assert isinstance(again, Category)
    assert same_by_name(c, again)
    left = [law.left for law in p.laws]
    inner = {word for side in left for i in range(len(side)) for j in range(i + 1, len(side) + 1) if (word := side[i:j]) != side}
    assert not inner & set(left)


@pytest.mark.parametrize("form", READ)
def test_what_cannot_be_written(form: str) -> None:
    c = CATEGORIES["chain"]
    with pytest.raises(Unwritable, match="neither a category"):
        write(identity(c, "I"), form)
    with pytest.raises(Unwritable, match="limit"):
        write(builders.discrete("S", [f"x{i}" for i in range(10_001)]), form)
    with pytest.raises(ValueError, match="not an interchange format"):
        write(c, "dot")
