"""Small structures as people like to read them: short names, and categories by generators and equations where that is shorter than a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from presheaf.model.along import Along, carried
from presheaf.model.build import from_table, generating_set
from presheaf.model.category import Category, Ints, Law
from presheaf.model.closure import Unclosed, close
from presheaf.model.declaring import declaration
from presheaf.model.setfunctor import SetFunctor, Transformation
from presheaf.model.structure import Structure

ARROWS = 40  # of a category that is written anew
SLACK = 40  # arrows beyond those of a category that may appear while equations are tried
SUBSETS = 2_000  # sets of arrows that are tried as generators
OBJECTS, LETTERS, ELEMENTS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "fghkpqrstuvw", "xyzuvw"


def readable(world: Sequence[Structure]) -> tuple[tuple[Structure, ...], tuple[Along, ...]]:
    """Isomorphic structures with short names, and how the categories among them have changed. Structures come after those they are over."""
    changes = tuple(presented(s) for s in world if isinstance(s, Category) and s.arrow_count <= ARROWS)
    new = carried(world, changes)
    assert new is not None
    written: dict[int, Structure] = {}
    out: list[Structure] = []
    for structure in new:
        if isinstance(structure, SetFunctor):
            named = replace(structure, element_names=element_letters(structure.size))
            written[id(structure)] = named
            out.append(named)
        elif isinstance(structure, Transformation):
            ends = (written.get(id(end), end) for end in (structure.dom, structure.cod))
            s, t = (end for end in ends if isinstance(end, SetFunctor))
            out.append(replace(structure, dom=s, cod=t))
        else:
            out.append(structure)
    return tuple(out), changes


def element_letters(count: int) -> tuple[str, ...]:
    """So many names of elements."""
    return tuple(letter(ELEMENTS, i) for i in range(count))


def arrow_letters(count: int) -> tuple[str, ...]:
    """So many names of arrows."""
    return tuple(letter(LETTERS, i) for i in range(count))


def letter(letters: str, i: int) -> str:
    """The i-th name: the letters, then the first one with numbers."""
    return letters[i] if i < len(letters) else f"{letters[0]}{i - len(letters) + 1}"


def presented(c: Category) -> Along:
    """C by a smallest generating set and equations of which none can be left out, or by its table if that is shorter."""
    table = by_table(c)
    presentation = by_equations(c)
    if presentation is None or len(declaration(table.new)) < len(declaration(presentation.new)):
        return table
    return presentation


def forwards(c: Category) -> Ints:
    """int32[n]: the objects in an order in which arrows go forwards where they can, the first such order."""
    to = np.zeros((c.object_count, c.object_count), bool)
    to[c.dom, c.cod] = True
    ahead = to.sum(axis=1) - to.sum(axis=0)
    return np.argsort(-ahead, kind="stable").astype(np.int32)


def _names(c: Category, arrows: int) -> tuple[list[str], list[str]]:
    """Names of the objects, none of which is called like C, and of so many arrows."""
    letters = OBJECTS.replace(c.name, "") if len(c.name) == 1 else OBJECTS
    return [letter(letters, i) for i in range(c.object_count)], [letter(LETTERS, i) for i in range(arrows)]


def by_table(c: Category) -> Along:
    """C with every arrow listed; needs a composition table."""
    n, m = c.object_count, c.arrow_count
    assert c.table is not None
    order = forwards(c)
    place = np.argsort(order).astype(np.int32)
    inner = c.table[n:, n:]
    composites = np.where(inner < n, -1 - place[np.clip(inner, 0, n - 1)] if n else -1, inner - n)
    new = from_table(c.name, *_names(c, m - n), place[c.dom[n:]], place[c.cod[n:]], composites)
    return identified(c, new, order, np.array(new.names.listed_arrows, np.int32), np.arange(n, m, dtype=np.int32))


def identified(old: Category, new: Category, objects: Ints, here: Ints, there: Ints) -> Along:
    """The isomorphism that takes each new object to one of `objects` and the arrows `here` of the new category, which generate it, to `there`."""
    at = dict(zip(here.tolist(), there.tolist(), strict=True))
    arrows = np.empty(new.arrow_count, np.int32)
    for f in range(new.arrow_count):
        value = int(objects[new.dom[f]])
        for s in new.word(f):
            value = old.compose(value, at[int(new.generators[s])])
        arrows[f] = value
    return Along(old, new, objects, arrows, np.argsort(objects).astype(np.int32), np.argsort(arrows).astype(np.int32))


def by_equations(c: Category) -> Along | None:
    """C by generators and equations; None where the equations found do not present it within a small bound."""
    order = forwards(c)
    place = np.argsort(order).astype(np.int32)
    generators = least_generators(c)
    generators = generators[np.lexsort((generators, place[c.cod[generators]], place[c.dom[generators]]))]
    names = _names(c, len(generators))

    def closes(laws: Sequence[Law]) -> Category | None:
        made = close(c.name, *names, place[c.dom[generators]], place[c.cod[generators]], laws, c.arrow_count, slack=SLACK)
        return made if not isinstance(made, Unclosed) and made.arrow_count == c.arrow_count else None

    laws = [replace(law, start=int(place[law.start])) for law in _rules(c, generators)]
    new = closes(laws)
    if new is None:
        return None
    for law in sorted(laws, key=lambda law: (-len(law.left) - len(law.right), law.start, law.left, law.right)):
        fewer = [other for other in laws if other is not law]
        smaller = closes(fewer)
        if smaller is not None:
            laws, new = fewer, smaller
    return identified(c, new, order, np.array(new.names.listed_arrows, np.int32), generators)


def least_generators(c: Category) -> Ints:
    """A smallest set of arrows that generates C, the first one in order; a minimal one where there are too many sets to try."""
    n, m = c.object_count, c.arrow_count
    assert c.table is not None
    identity = np.arange(n, dtype=np.int32)
    composites = set(c.table[n:, n:].ravel().tolist())
    needed = [f for f in range(n, m) if f not in composites]
    others = [f for f in range(n, m) if f in composites]
    tried = 0
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            tried += 1
            chosen = sorted([*needed, *more])
            if tried > SUBSETS:
                return np.array(generating_set(c.table, identity, range(n, m)), np.int32)
            if _generates(c, chosen):
                return np.array(chosen, np.int32)
    raise AssertionError("all arrows generate")


def _generates(c: Category, chosen: Sequence[int]) -> bool:
    assert c.table is not None
    reached = np.zeros(c.arrow_count, bool)
    reached[: c.object_count] = True
    while True:
        before = int(reached.sum())
        products = c.table[np.ix_(np.flatnonzero(reached), np.array(chosen, int))]
        reached[products[products >= 0]] = True
        if int(reached.sum()) == before:
            return before == c.arrow_count


def _rules(c: Category, generators: Ints) -> Iterator[Law]:
    """word ; s = word' for all shortest words and generators, but those that are words themselves: they present C."""
    assert c.table is not None
    words: dict[int, tuple[int, ...]] = dict.fromkeys(range(c.object_count), ())
    frontier = list(words)
    edges = []
    while frontier:
        later = []
        for f in frontier:
            for s, g in enumerate(generators.tolist()):
                if c.cod[f] == c.dom[g]:
                    h = int(c.table[f, g])
                    if h in words:
                        edges.append((f, s, h))
                    else:
                        words[h] = (*words[f], s)
                        later.append(h)
        frontier = later
    for f, s, h in edges:
        yield Law("", int(c.dom[f]), (*words[f], s), words[h])
