"""Idempotent completions, comma categories, full images and skeletons are the right categories, in normal form."""

import itertools
import random
from collections import Counter

import numpy as np
import pytest
from plain import is_category, table

from presheaf.model import builders, constructions, functors
from presheaf.model.build import TooLarge, from_table
from presheaf.model.category import Category
from presheaf.model.comma import CommaOf, comma
from presheaf.model.full_image import corestriction, full_image, inclusion
from presheaf.model.karoubi import KaroubiOf, embedding, idempotents, karoubi
from presheaf.model.laws import functor_failures
from presheaf.model.setfunctor import Functor
from presheaf.model.skeleton import inclusion as part_inclusion
from presheaf.model.skeleton import isomorphism_classes, skeleton

EMPTY = builders.discrete("E", [])


def transformations(points: int) -> Category:
    """The monoid of all maps of a finite set."""
    identity = tuple(range(points))
    maps = [f for f in itertools.product(range(points), repeat=points) if f != identity]
    number = {f: i for i, f in enumerate(maps)} | {identity: -1}
    rows = [[number[tuple(g[x] for x in f)] for g in maps] for f in maps]
    return builders.monoid("T", ["".join(map(str, ("t", *f))) for f in maps], np.array(rows))


def idempotent_monoid() -> Category:
    return builders.monoid("M", ["e"], np.array([[0]]))


def samples() -> list[Category]:
    two = np.array([[0, -2], [-2, -1]])
    return [
        EMPTY,
        builders.discrete("D", ["a", "b"]),
        idempotent_monoid(),
        builders.chain("L", 4),
        builders.walking_iso("W"),
        builders.cyclic_group("Z", 3),
        transformations(2),
        builders.simplex("S", 1),
        builders.poset("P", ["a", "b", "c"], [(0, 1), (1, 0), (1, 2)]),
        from_table("F", ["A", "B"], ["f", "g"], np.array([0, 0]), np.array([1, 1]), two),
    ]


def random_functor(rng: random.Random, c: Category, d: Category) -> Functor | None:
    """A functor found by guessing; None if none was."""
    for _ in range(60):
        if not d.object_count and c.object_count:
            return None
        objects = np.array([rng.randrange(d.object_count) for _ in range(c.object_count)], np.int32)
        homs = [d.hom(int(objects[c.dom[g]]), int(objects[c.cod[g]])) for g in c.generators]
        if all(len(hom) for hom in homs):
            made = Functor("F", c, d, objects, np.array([rng.choice(hom.tolist()) for hom in homs], np.int32))
            if not list(functor_failures(made)):
                return made
    return None


# ---------------------------------------------------------------- idempotent completions


def test_the_completion_of_one_idempotent() -> None:
    k = karoubi("K", idempotent_monoid())
    assert (k.object_count, k.arrow_count) == (2, 5)
    assert k.names.objects == ("pt", "e")
    assert k.names.listed == ("(pt, e, e)", "(e, e, pt)")
    number = k.names.arrow_index
    assert set(number) == {"(pt, id(pt), pt)", "(pt, e, pt)", "(pt, e, e)", "(e, e, pt)", "(e, e, e)"}
    assert number["(pt, e, e)"] == k.compose(number["(pt, e, pt)"], number["(pt, e, e)"])
    assert k.compose(number["(e, e, pt)"], number["(pt, e, e)"]) == k.names.object_index["e"]
    assert k.compose(number["(pt, e, e)"], number["(e, e, pt)"]) == number["(pt, e, pt)"]


@pytest.mark.parametrize("c", samples(), ids=lambda c: c.name)
def test_objects_are_idempotents_and_arrows_are_fixed_by_them(c: Category) -> None:
    k = karoubi("K", c)
    is_category(k)
    plain = table(c)
    loops = [e for e in range(c.arrow_count) if plain.get((e, e)) == e]
    assert isinstance(k.origin, KaroubiOf)
    assert k.origin.idempotents.tolist() == loops == idempotents(c).tolist()
    triples = [(int(k.dom[i]), int(k.origin.under[i]), int(k.cod[i])) for i in range(k.arrow_count)]
    wanted = [
        (i, f, j)
        for (i, e), f, (j, g) in itertools.product(enumerate(loops), range(c.arrow_count), enumerate(loops))
        if (e, f) in plain and (plain[e, f], g) in plain and plain[plain[e, f], g] == f
    ]
    assert sorted(triples) == sorted(wanted)
    for (i, j), h in table(k).items():
        assert k.origin.under[h] == plain[int(k.origin.under[i]), int(k.origin.under[j])]
    assert [k.origin.arrow(*t) for t in triples] == list(range(k.arrow_count))
    assert all(k.origin.arrow(i, f, j) == -1 for i, f, j in _pairs(loops, c) if (i, f, j) not in set(triples))


def _pairs(loops: list[int], c: Category) -> list[tuple[int, int, int]]:
    return list(itertools.product(range(len(loops)), range(c.arrow_count), range(len(loops))))


@pytest.mark.parametrize("c", samples(), ids=lambda c: c.name)
def test_the_embedding_is_fully_faithful_and_all_idempotents_split(c: Category) -> None:
    k = karoubi("K", c)
    e = embedding("i", k)
    assert not list(functor_failures(e))
    for a, b in itertools.product(range(c.object_count), repeat=2):
        assert sorted(e.on_arrows[c.hom(a, b)].tolist()) == k.hom(a, b).tolist()
    plain = table(k)
    for f in idempotents(k).tolist():
        splits = [(r, s) for (r, s), h in plain.items() if h == f and plain.get((s, r)) == int(k.cod[r])]
        assert splits, f


@pytest.mark.parametrize("c", samples(), ids=lambda c: c.name)
def test_completing_twice_adds_isomorphic_objects_only(c: Category) -> None:
    k = karoubi("K", c)
    assert len(set(isomorphism_classes(karoubi("KK", k)).tolist())) == len(set(isomorphism_classes(k).tolist()))


def test_full_transformation_monoids_complete_to_sets_of_up_to_that_size() -> None:
    """Skeletons of the completions are the non-empty sets with at most n points and all maps."""
    for n in (2, 3, 4):
        part = skeleton("S", karoubi("K", transformations(n)))
        assert (part.object_count, part.arrow_count) == (n, sum(b**a for a in range(1, n + 1) for b in range(1, n + 1)))


def test_an_idempotent_with_the_name_of_an_object_is_told_apart() -> None:
    clash = from_table("C", ["A", "B"], ["A", "B"], np.array([0, 1]), np.array([0, 1]), np.array([[0, -1], [-1, 1]]))
    assert karoubi("K", clash).names.objects == ("A", "B", "(A, A)", "(B, B)")


# ---------------------------------------------------------------- comma categories


@pytest.mark.parametrize("c", [c for c in samples() if c.arrow_count <= 10], ids=lambda c: c.name)
def test_the_comma_category_of_identities_is_the_arrow_category(c: Category) -> None:
    one, two = comma("X", functors.identity(c), functors.identity(c)), constructions.arrow_category("A", c)
    is_category(one)
    assert isinstance(one.origin, CommaOf)
    assert sorted(one.origin.h.tolist()) == list(range(c.arrow_count))
    squares = Counter(
        (int(one.origin.h[x]), int(f), int(g), int(one.origin.h[y])) for x, f, g, y in zip(one.dom, one.origin.f, one.origin.g, one.cod, strict=True)
    )
    assert set(squares.values()) <= {1}
    names = {name: i for i, name in enumerate(two.names.objects)}
    assert len(squares) == two.arrow_count
    assert len(names) == one.object_count


def test_comma_categories_at_random() -> None:
    rng, done = random.Random(3), 0
    for a, b, c in itertools.product(samples(), repeat=3):
        f, g = random_functor(rng, a, c), random_functor(rng, b, c)
        if f is None or g is None or rng.random() < 0.7:
            continue
        made = comma("X", f, g)
        if made.arrow_count <= 40:
            is_category(made)
        assert isinstance(made.origin, CommaOf)
        o, plain = made.origin, table(c)
        triples = [(x, h, y) for x in range(a.object_count) for h in range(c.arrow_count) for y in range(b.object_count)]
        assert sorted(zip(o.a.tolist(), o.h.tolist(), o.b.tolist(), strict=True)) == [
            (x, h, y) for x, h, y in triples if c.dom[h] == f.on_objects[x] and c.cod[h] == g.on_objects[y]
        ]
        places = range(made.object_count)
        wanted = [
            (i, u, v, j)
            for i, j in itertools.product(places, repeat=2)
            for u in a.hom(int(o.a[i]), int(o.a[j])).tolist()
            for v in b.hom(int(o.b[i]), int(o.b[j])).tolist()
            if plain[int(f.on_arrows[u]), int(o.h[j])] == plain[int(o.h[i]), int(g.on_arrows[v])]
        ]
        assert sorted(zip(made.dom.tolist(), o.f.tolist(), o.g.tolist(), made.cod.tolist(), strict=True)) == sorted(wanted)
        done += 1
    assert done > 100


def test_comma_categories_over_the_empty_category_are_empty() -> None:
    nothing, anything = functors.identity(EMPTY), Functor("F", EMPTY, builders.chain("L", 2), np.zeros(0, np.int32), np.zeros(0, np.int32))
    assert comma("X", nothing, nothing).object_count == 0
    assert comma("X", anything, functors.identity(anything.cod)).arrow_count == 0


# ---------------------------------------------------------------- full images


def test_full_images_at_random() -> None:
    rng, done = random.Random(4), 0
    for c, e in itertools.product(samples(), repeat=2):
        f = random_functor(rng, c, e)
        if f is None:
            continue
        image = full_image("I", f)
        if image.arrow_count <= 40:
            is_category(image)
        for x, y in itertools.product(range(c.object_count), repeat=2):
            assert len(image.hom(x, y)) == len(e.hom(int(f.on_objects[x]), int(f.on_objects[y])))
        first, second = corestriction("Q", image), inclusion("J", image)
        assert not [*functor_failures(first), *functor_failures(second)]
        assert first.on_objects.tolist() == list(range(c.object_count))
        through = functors.composite("F", first, second)
        assert (through.on_objects == f.on_objects).all()
        assert (through.on_arrows == f.on_arrows).all()
        assert image.names.objects == c.names.objects
        assert len(set(image.names.arrow_index.values())) == image.arrow_count
        done += 1
    assert done > 60


def test_arrows_of_a_full_image_are_triples() -> None:
    walk = builders.walking_iso("W")
    f = Functor("F", builders.discrete("D", ["x", "y"]), walk, np.array([0, 1], np.int32), np.zeros(0, np.int32))
    image = full_image("I", f)
    assert image.names.listed == ("(x, i, y)", "(y, j, x)")
    assert set(image.names.extra) == {"(x, id(a), x)", "(x, i, y)", "(y, j, x)", "(y, id(b), y)"}


# ---------------------------------------------------------------- skeletons


@pytest.mark.parametrize("c", samples(), ids=lambda c: c.name)
def test_skeletons(c: Category) -> None:
    plain = table(c)

    def isomorphic(a: int, b: int) -> bool:
        return any(plain[f, g] == a and plain[g, f] == b for f in c.hom(a, b).tolist() for g in c.hom(b, a).tolist())

    classes = isomorphism_classes(c)
    for a, b in itertools.product(range(c.object_count), repeat=2):
        assert (classes[a] == classes[b]) == isomorphic(a, b)
    part = skeleton("S", c)
    is_category(part)
    assert part.name == "S"
    assert part.names.objects == tuple(c.names.objects[x] for x in sorted(set(classes.tolist())))
    assert not list(functor_failures(part_inclusion("i", part)))


def test_objects_of_equal_size_need_not_be_isomorphic() -> None:
    """Two objects with as many arrows to and from everything, but no inverse arrows between them."""
    arrows = ["e", "f", "g", "h"]
    dom, cod = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    comp = np.array([[0, 1, -9, -9], [-9, -9, 0, 1], [2, 3, -9, -9], [-9, -9, 2, 3]])
    c = from_table("C", ["A", "B"], arrows, dom, cod, comp)
    assert isomorphism_classes(c).tolist() == [0, 1]


# ---------------------------------------------------------------- too much


def test_what_is_too_large_is_refused() -> None:
    big = builders.symmetric_group("S", 7)
    with pytest.raises(TooLarge, match="arrows"):
        comma("X", functors.identity(big), functors.identity(big))
    many = builders.discrete("D", [f"x{i}" for i in range(2_300)])
    point = builders.discrete("P", ["p"])
    collapse = Functor("F", many, point, np.zeros(2_300, np.int32), np.zeros(0, np.int32))
    with pytest.raises(TooLarge, match="arrows"):
        full_image("I", collapse)
