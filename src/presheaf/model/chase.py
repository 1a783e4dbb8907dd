"""Left Kan extensions along functors into a category that is only presented and may be infinite: the chase of Carmody and Walters.

Elements are made from seeds (the elements of F) by generators of B and identified as the equations demand, which is coset enumeration.
It stops iff the extension is finite; then B acts on it through a finite quotient, the category of the maps by which its arrows act, and
the extension along A -> B is the one along A -> quotient. There is no computable bound on how long it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from presheaf.model import constructions, kan
from presheaf.model.build import Raw, TooLarge, category, normal_form
from presheaf.model.category import Category, Ints, Law, Names
from presheaf.model.closure import Enumeration, Presentation, Unclosed
from presheaf.model.laws import non_tree_edges
from presheaf.model.setfunctor import Functor, SetFunctor

EQUATION_BOUND = 500  # nodes made to see that K respects an equation of A
QUOTIENT_LIMIT = 50_000  # maps by which the arrows of B act

Word = tuple[int, ...]


@dataclass(frozen=True)
class PresentedFunctor(Unclosed):
    """K : A -> B for a presentation of B that has not closed: the objects and, for each generator of A, a word of generators of B.

    `equations`: pairs of words with the object of B where they start; K is a functor iff they are equations of B.
    """

    dom: Category | None = None
    on_objects: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    equations: tuple[tuple[int, Word, Word], ...] = ()
    codomain: str = ""

    @property
    def open_category(self) -> str:
        """The name of B."""
        return self.codomain


def presented_functor(name: str, a: Category, b: Unclosed, on_objects: Sequence[int], on_listed: Sequence[Word]) -> PresentedFunctor:
    """K given on objects and, as words, on the listed arrows of A."""
    words: list[Word | None] = [None] * len(a.generators)
    for i, s in enumerate(a.listed_generators):
        if s >= 0 and words[s] is None:
            words[s] = on_listed[i]
    known = tuple(w if w is not None else () for w in words)

    def spelt(arrow: int) -> Word:
        return tuple(g for s in a.word(arrow) for g in known[s])

    pairs = [(int(a.dom[f]), on_listed[i], spelt(f)) for i, f in enumerate(a.names.listed_arrows)]
    if a.laws:
        pairs += [(law.start, _joined(on_listed, law.left), _joined(on_listed, law.right)) for law in a.laws]
    else:
        edges = zip(*(ends.tolist() for ends in non_tree_edges(a)), strict=True)
        pairs += [(int(a.dom[x]), (*spelt(x), *known[g]), spelt(a.after(x, g))) for x, g in edges]
    equations = tuple(dict.fromkeys((int(on_objects[x]), left, right) for x, left, right in pairs if left != right))
    return PresentedFunctor(name, b.bound, b.reached, b.presentation, a, tuple(on_objects), known, equations, b.name)


def _joined(words: Sequence[Word], letters: Word) -> Word:
    return tuple(g for i in letters for g in words[i])


def unproved_equation(k: PresentedFunctor) -> tuple[int, Word, Word] | None:
    """An equation between images of paths of A that EQUATION_BOUND nodes do not show to hold in B; None if K is a functor."""
    p = k.presentation
    assert p is not None
    for start, left, right in k.equations:
        run = Enumeration(len(p.object_names), p.dom, p.cod, p.laws, EQUATION_BOUND, np.array([start], np.int32))
        one = two = np.zeros(1, np.int32)
        for g in left:
            one = run.advance(one, g)
        for g in right:
            two = run.advance(two, g)
        run.run(None)
        if int(run.find(one)[0]) != int(run.find(two)[0]):
            return start, left, right
    return None


def chase(name: str, k: PresentedFunctor, f: SetFunctor) -> SetFunctor | None:
    """Lan_K F on the finite quotient of B through which B acts on it; None if it does not become finite within K's bound."""
    p = k.presentation if f.variance == "covariant" else _opposite(k.presentation)
    assert p is not None
    words = k.words if f.variance == "covariant" else tuple(w[::-1] for w in k.words)
    over = np.array(k.on_objects, np.int32)[f.over] if f.size else np.empty(0, np.int32)
    run = Enumeration(len(p.object_names), p.dom, p.cod, p.laws, k.bound, over)
    for h, word in enumerate(words):
        seeds = np.arange(f.start[f.source_object[h]], f.start[f.source_object[h] + 1], dtype=np.int32)
        at = run.find(seeds)  # some may have been identified already; what is written at those that are not alive is lost
        values = f.map_of(h)
        for g in word:
            at = run.advance(at, g)
        run.merge(run.find(at), values.astype(np.int32))
    if not run.run(None):
        return None
    quotient = _quotient(k.name, p, run)
    if f.variance == "contravariant":
        quotient = constructions.opposite(quotient.name, quotient)
    number = dict(zip(quotient.names.listed, quotient.names.listed_arrows, strict=True))
    letters = [number[g] for g in p.generator_names]
    arrows = [_composite(quotient, int(k.on_objects[k_dom]), [letters[g] for g in word]) for k_dom, word in zip(_domains(f), k.words, strict=True)]
    along = Functor(k.name, f.category, quotient, np.array(k.on_objects, np.int32), np.array(arrows, np.int32))
    return kan.lan(name, along, f)


def _domains(f: SetFunctor) -> list[int]:
    c = f.category
    return [int(x) for x in c.dom[c.generators]]


def _composite(c: Category, start: int, arrows: Sequence[int]) -> int:
    out = start
    for arrow in arrows:
        out = c.compose(out, arrow)
    return out


def _opposite(p: Presentation | None) -> Presentation:
    assert p is not None
    laws = []
    for law in p.laws:
        word = law.left or law.right
        laws.append(Law(law.label, int(p.cod[word[-1]]) if word else law.start, law.left[::-1], law.right[::-1]))
    return Presentation(p.object_names, p.generator_names, p.cod, p.dom, tuple(laws))


def _quotient(name: str, p: Presentation, run: Enumeration) -> Category:
    """The category of the maps between the sets of live nodes that the generators generate, generators in declaration order."""
    live = np.flatnonzero(run.rep[: run.count] == np.arange(run.count)).astype(np.int32)
    local = np.full(run.count, -1, np.int32)
    members = [live[run.cod[live] == b] for b in range(len(p.object_names))]
    for nodes in members:
        local[nodes] = np.arange(len(nodes), dtype=np.int32)
    maps = [local[run.find(run.next[members[int(p.dom[g])], run.local[g]])] for g in range(len(p.dom))]
    out = [np.flatnonzero(p.dom == b).tolist() for b in range(len(p.object_names))]
    arrows: list[tuple[int, int, Ints]] = [(b, b, np.arange(len(nodes), dtype=np.int32)) for b, nodes in enumerate(members)]
    index = {(a, b, row.tobytes()): i for i, (a, b, row) in enumerate(arrows)}
    step: dict[tuple[int, int], int] = {}
    for i, (a, b, row) in enumerate(arrows):  # grows while it is gone through
        for g in out[b]:
            image = maps[g][row]
            target = int(p.cod[g])
            j = index.setdefault((a, target, image.tobytes()), len(arrows))
            if j == len(arrows):
                arrows.append((a, target, image))
            step[i, g] = j
        if len(arrows) > QUOTIENT_LIMIT:
            raise TooLarge(f"the arrows of {name} act by more than {QUOTIENT_LIMIT:,} maps")
    ends = np.array([(a, b) for a, b, _ in arrows], np.int32).reshape(-1, 2)
    n = len(p.object_names)
    generators = np.array([step[int(p.dom[g]), g] for g in range(len(p.dom))], np.int32)
    table = np.full((len(arrows), max(1, len(p.dom))), -1, np.int32)
    for (i, g), j in step.items():
        table[i, g] = j
    normal = normal_form(Raw(ends[:, 0].copy(), ends[:, 1].copy(), np.arange(n, dtype=np.int32), generators, lambda f, s: table[f, s]))
    names = Names(p.object_names, p.generator_names, tuple(normal.number[generators].tolist()))
    return category(f"{name}_image", names, normal)
