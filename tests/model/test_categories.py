"""Closures, builders and constructions are categories, the right ones, in normal form."""

import itertools
import random
from math import comb, factorial

import numpy as np
import pytest
from plain import is_category, laws_hold, table

from presheaf.model import builders, constructions
from presheaf.model.category import Category, Law
from presheaf.model.closure import Unclosed, close
from presheaf.model.laws import non_tree_edges
from presheaf.model.tasks import representable


def presented(objects: int, arrows: list[tuple[int, int]], laws: list[tuple[int, list[int], list[int]]], bound: int = 5_000) -> Category | Unclosed:
    dom, cod = np.array([a for a, _ in arrows], np.int32), np.array([b for _, b in arrows], np.int32)
    made = [Law("", start, tuple(left), tuple(right)) for start, left, right in laws]
    return close("C", [f"X{i}" for i in range(objects)], [f"f{i}" for i in range(len(arrows))], dom, cod, made, bound)


def closed(*arguments) -> Category:
    out = presented(*arguments)
    assert isinstance(out, Category)
    is_category(out)
    laws_hold(out)
    return out


def from_relations(c: Category) -> Category:
    """c again, presented by its generators and all edges outside the spanning tree."""
    gens = [(int(c.dom[g]), int(c.cod[g])) for g in c.generators]
    f, s = non_tree_edges(c)
    laws = []
    for arrow, step in zip(f.tolist(), s.tolist(), strict=True):
        laws.append((int(c.dom[arrow]), [*c.word(arrow), step], list(c.word(c.after(arrow, step)))))
    return closed(c.object_count, gens, laws, c.arrow_count + 1)


def isomorphic_by_generators(c: Category, d: Category) -> bool:
    """The generators of both correspond in order: is the induced map of arrows a bijection that respects composition?"""
    image = list(range(c.object_count)) + [-1] * (c.arrow_count - c.object_count)
    number = {int(a): i for i, a in enumerate(d.names.listed_arrows)}
    for arrow in range(c.object_count, c.arrow_count):
        image[arrow] = d.compose(image[int(c.parent[arrow])], d.names.listed_arrows[int(c.last[arrow])])
    assert len(number) <= len(d.names.listed_arrows)
    left, right = table(c), table(d)
    return sorted(image) == list(range(d.arrow_count)) and all(image[h] == right[image[f], image[g]] for (f, g), h in left.items())


# ---------------------------------------------------------------- closures


@pytest.mark.parametrize("order", [1, 2, 3, 7, 30])
def test_cyclic_groups_by_one_relation(order: int) -> None:
    assert closed(1, [(0, 0)], [(0, [0] * order, [])]).arrow_count == order


@pytest.mark.parametrize("n", [1, 2, 5])
def test_dihedral_groups(n: int) -> None:
    assert closed(1, [(0, 0), (0, 0)], [(0, [0] * n, []), (0, [1, 1], []), (0, [1, 0, 1], [0] * (n - 1))]).arrow_count == 2 * n


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_symmetric_groups_by_coxeter_relations(n: int) -> None:
    gens = range(n - 1)
    laws = [(0, [i, i], []) for i in gens]
    laws += [(0, [i, j], [j, i]) for i in gens for j in gens if j > i + 1] + [(0, [i, i + 1, i], [i + 1, i, i + 1]) for i in range(n - 2)]
    assert closed(1, [(0, 0)] * (n - 1), laws).arrow_count == factorial(n)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 4), (3, 3), (4, 5)])
def test_commuting_grids(rows: int, columns: int) -> None:
    cells = list(itertools.product(range(rows), range(columns)))
    at = {cell: i for i, cell in enumerate(cells)}
    arrows = [(at[i, j], at[i, j + 1]) for i, j in cells if j + 1 < columns] + [(at[i, j], at[i + 1, j]) for i, j in cells if i + 1 < rows]
    number = {ends: k for k, ends in enumerate(arrows)}
    laws = []
    for i, j in cells:
        if i + 1 < rows and j + 1 < columns:
            a, b, c, d = at[i, j], at[i, j + 1], at[i + 1, j], at[i + 1, j + 1]
            laws.append((a, [number[a, b], number[b, d]], [number[a, c], number[c, d]]))
    assert closed(len(cells), arrows, laws).arrow_count == comb(rows + 1, 2) * comb(columns + 1, 2)


def test_relations_that_identify_generators_or_kill_them() -> None:
    assert closed(1, [(0, 0), (0, 0)], [(0, [0], [1]), (0, [0, 0], [0])]).arrow_count == 2
    assert closed(1, [(0, 0), (0, 0)], [(0, [0], []), (0, [1], [0])]).arrow_count == 1
    assert closed(2, [(0, 1), (1, 0)], [(0, [0, 1], []), (1, [1, 0], [])]).arrow_count == 4
    assert closed(1, [(0, 0), (0, 0)], [(0, [0, 0], []), (0, [0, 1, 0], [1, 1]), (0, [1, 1, 1], [])]).arrow_count == 6  # S_3
    assert closed(0, [], []).arrow_count == 0


def test_what_does_not_close_says_how_far_it_got() -> None:
    for bound in (1, 10, 1_000):
        out = presented(1, [(0, 0)], [], bound)
        assert isinstance(out, Unclosed)
        assert (out.bound, out.reached > bound) == (bound, True)
    assert isinstance(presented(1, [(0, 0)], [(0, [0] * 7, [])], 6), Unclosed)
    assert isinstance(presented(1, [(0, 0)], [(0, [0] * 7, [])], 7), Category)


@pytest.mark.parametrize("seed", range(60))
def test_random_categories_are_presented_by_their_tables(seed: int) -> None:
    """A subcategory of finite sets, its relations, and the closure of these: the same category."""
    rng = random.Random(seed)
    c = random_concrete(rng)
    again = from_relations(c)
    assert again.arrow_count == c.arrow_count
    assert isomorphic_by_generators(c, again)


def random_concrete(rng: random.Random) -> Category:
    """The category generated by random functions between small sets, as a table."""
    from presheaf.model.build import from_table

    n = rng.randint(1, 3)
    sizes = [rng.randint(1, 3) for _ in range(n)]
    found = {(i, i, tuple(range(k))): i for i, k in enumerate(sizes)}
    for _ in range(rng.randint(0, 3)):
        a, b = rng.randrange(n), rng.randrange(n)
        found.setdefault((a, b, tuple(rng.randrange(sizes[b]) for _ in range(sizes[a]))), len(found))
    grown = True
    while grown and len(found) < 60:
        grown = False
        for f, g in itertools.product(list(found), repeat=2):
            if f[1] == g[0] and (h := (f[0], g[1], tuple(g[2][x] for x in f[2]))) not in found:
                found[h] = len(found)
                grown = True
    if len(found) >= 60:
        return random_concrete(rng)
    arrows = list(found)[n:]
    comp = np.full((len(arrows), len(arrows)), -1 - n, np.int64)
    for i, f in enumerate(arrows):
        for j, g in enumerate(arrows):
            if f[1] == g[0]:
                h = found[f[0], g[1], tuple(g[2][x] for x in f[2])]
                comp[i, j] = h - n if h >= n else -1 - h
    dom, cod = np.array([f[0] for f in arrows], np.int32), np.array([f[1] for f in arrows], np.int32)
    c = from_table("C", [f"X{i}" for i in range(n)], [f"a{i}" for i in range(len(arrows))], dom, cod, comp)
    is_category(c)
    return c


# ---------------------------------------------------------------- builders


def hom(c: Category, a: int, b: int) -> int:
    return len(c.hom(a, b))


@pytest.mark.parametrize("n", range(4))
def test_simplex(n: int) -> None:
    c = builders.simplex("S", n)
    is_category(c)
    assert c.names.objects == tuple(f"n{i}" for i in range(n + 1))
    for a, b in itertools.product(range(n + 1), repeat=2):
        assert hom(c, a, b) == comb(a + b + 1, b), "monotone maps [a] -> [b]"
    cofaces = [f"d{i}_{j}" for i in range(1, n + 1) for j in range(i + 1)]
    degeneracies = [f"s{i}_{j}" for i in range(n) for j in range(i + 1)]
    assert set(c.names.listed) == {*cofaces, *degeneracies}


def test_simplicial_identities() -> None:
    c = builders.simplex("S", 2)

    def arrow(*names: str) -> int:
        value = c.names.arrow_index[names[0]]
        for name in names[1:]:
            value = c.compose(value, c.names.arrow_index[name])
        return value

    for j in range(3):
        for i in range(j):
            assert arrow(f"d1_{i}", f"d2_{j}") == arrow(f"d1_{j - 1}", f"d2_{i}")
    assert arrow("d1_0", "s0_0") == arrow("d1_1", "s0_0") == c.names.object_index["n0"]


def test_groups_chains_posets() -> None:
    for n in (1, 2, 5):
        is_category(builders.cyclic_group("Z", n))
        assert builders.cyclic_group("Z", n).arrow_count == n
    for n in (1, 2, 3, 4):
        c = builders.symmetric_group("S", n)
        is_category(c)
        assert (c.arrow_count, c.names.listed) == (factorial(n), tuple(f"s{i}" for i in range(1, n)))
    for n in (0, 1, 2, 6):
        c = builders.chain("K", n)
        is_category(c)
        assert c.arrow_count == comb(n + 1, 2)
    p = builders.poset("P", list("abcd"), [(0, 1), (1, 2), (2, 1), (0, 3)])
    is_category(p)
    assert [hom(p, a, b) for a in range(4) for b in range(4)] == [1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1]
    w = builders.walking_iso("W")
    is_category(w)
    assert (w.names.objects, w.names.listed, w.arrow_count) == (("a", "b"), ("i", "j"), 4)
    assert w.compose(w.names.arrow_index["i"], w.names.arrow_index["j"]) == 0
    assert builders.discrete("D", []).arrow_count == 0


# ---------------------------------------------------------------- constructions

SMALL = {
    "chain": builders.chain("K", 3),
    "group": builders.cyclic_group("Z", 3),
    "iso": builders.walking_iso("W"),
    "simplex": builders.simplex("S", 1),
    "discrete": builders.discrete("D", ["x", "y"]),
    "empty": builders.discrete("E", []),
}
PAIRS = list(itertools.product(SMALL, repeat=2))


@pytest.mark.parametrize("name", SMALL)
def test_opposites(name: str) -> None:
    c = SMALL[name]
    d = constructions.opposite("O", c)
    is_category(d)
    back = constructions.opposite("OO", d)
    assert [hom(c, a, b) for a in range(c.object_count) for b in range(c.object_count)] == [
        hom(d, b, a) for a in range(c.object_count) for b in range(c.object_count)
    ]
    number = d.origin.number
    assert all(d.compose(int(number[g]), int(number[f])) == number[h] for (f, g), h in table(c).items())
    assert isomorphic_by_generators(c, back)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_products_and_sums(left: str, right: str) -> None:
    c, d = SMALL[left], SMALL[right]
    product, total = constructions.product("P", c, d), constructions.coproduct("U", c, d)
    is_category(product)
    is_category(total)
    number, width = product.origin.number, d.arrow_count
    assert sorted(number.tolist()) == list(range(c.arrow_count * d.arrow_count))
    for ((f, f2), h), ((g, g2), k) in itertools.product(table(c).items(), table(d).items()):
        assert product.compose(int(number[f * width + g]), int(number[f2 * width + g2])) == number[h * width + k]
    place = total.origin.number
    assert total.arrow_count == c.arrow_count + d.arrow_count
    assert all(total.compose(int(place[f]), int(place[g])) == place[h] for (f, g), h in table(c).items())
    assert all(
        total.compose(int(place[c.arrow_count + f]), int(place[c.arrow_count + g])) == place[c.arrow_count + h] for (f, g), h in table(d).items()
    )


@pytest.mark.parametrize("name", SMALL)
def test_full_subcategories(name: str) -> None:
    c = SMALL[name]
    for kept in ([], list(range(c.object_count))[::-1], list(range(min(1, c.object_count)))):
        d = constructions.full("F", c, kept)
        is_category(d)
        arrows = d.origin.arrows
        assert d.names.objects == tuple(c.names.objects[x] for x in d.origin.objects)
        assert sorted(arrows.tolist()) == [f for f in range(c.arrow_count) if c.dom[f] in kept and c.cod[f] in kept]
        assert all(arrows[h] == c.compose(int(arrows[f]), int(arrows[g])) for (f, g), h in table(d).items())


@pytest.mark.parametrize("variance", ["contravariant", "covariant"])
@pytest.mark.parametrize("name", [n for n in SMALL if n != "empty"])
def test_categories_of_elements(name: str, variance: str) -> None:
    c = SMALL[name]
    t = representable("T", c, c.object_count - 1, variance)  # type: ignore[arg-type]
    el = constructions.elements("El", t)
    is_category(el)
    near = c.cod if variance == "contravariant" else c.dom
    assert el.object_count == t.size
    assert el.arrow_count == sum(int(t.sizes[near[f]]) for f in range(c.arrow_count))
    ends = [hom(el, x, y) for x in range(el.object_count) for y in range(el.object_count)]
    last = [sum(hom(el, x, y) == 1 for x in range(t.size)) for y in range(t.size)]
    assert max(last if variance == "contravariant" else [sum(hom(el, y, x) == 1 for x in range(t.size)) for y in range(t.size)]) == t.size, ends


def test_arrow_categories() -> None:
    for c in SMALL.values():
        d = constructions.arrow_category("A", c)
        is_category(d)
        t = table(c)
        squares = sum(
            1
            for f, g in itertools.product(range(c.arrow_count), repeat=2)
            for u in c.hom(int(c.dom[f]), int(c.dom[g])).tolist()
            for v in c.hom(int(c.cod[f]), int(c.cod[g])).tolist()
            if t[f, v] == t[u, g]
        )
        assert (d.object_count, d.arrow_count) == (c.arrow_count, squares)
