"""Isomorphism of categories: backtracking over the images of generators, with invariants of objects and arrows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from presheaf.claims.arrays import object_name
from presheaf.claims.base import Answer, Formula, Lowering, Note, TooLarge
from presheaf.claims.formulas import at, both, eq, every, key, number, some, unknown
from presheaf.claims.questions import refutation
from presheaf.model.category import Category, Ints

ARROW_LIMIT = 1_500
NODE_LIMIT = 200_000
GROUND_LIMIT = 1_500_000


def invariants(low: Lowering, name: str, m: int) -> list[Formula]:
    """Numbers that isomorphic categories share: objects, arrows, endomorphisms, idempotents, involutions, commuting pairs."""
    f, g = low.fresh("f"), low.fresh("g")
    arrows, comp = f"{name}.ar", f"{name}.comp"
    counts = [
        number(f, f"{name}.ob", []),
        number(f, arrows, []),
        number(f, arrows, [], eq(at(f"{name}.dom", f), at(f"{name}.cod", f))),
        number(f, arrows, [], eq(at(comp, f, f), f)),
        number(f, arrows, [], eq(at(comp, f, f), at(f"{name}.id", at(f"{name}.dom", f)))),
        number(f, arrows, [], some(g, arrows, [], eq(at(comp, g, g), f))),
        number(f, arrows, [], every(g, arrows, [], ["=>", eq(at(comp, f, g), at(comp, f, g)), eq(at(comp, f, g), at(comp, g, f))])),
    ]
    return counts if m <= 300 else counts[:5]


def question(low: Lowering, left: Category, right: Category) -> str:
    """Bijections on objects and on arrows, both ways, that keep ends, identities and composites with generators."""

    def build() -> dict[str, Any]:
        c, d = low.category(left), low.category(right)
        ends = [eq(at(f"{d}.{e}", at("arrow", "f")), at("object", at(f"{c}.{e}", "f"))) for e in ("dom", "cod")]
        image = at(f"{d}.comp", at("arrow", "f"), at("arrow", at(f"{c}.arrow", "s")))
        composite = eq(at("arrow", at(f"{c}.after", "f", "s")), image)
        return {
            "params": [],
            "unknown": [
                unknown("object", [key("X", f"{c}.ob")], f"{d}.ob"),
                unknown("object_back", [key("Y", f"{d}.ob")], f"{c}.ob"),
                unknown("arrow", [key("f", f"{c}.ar")], f"{d}.ar"),
                unknown("arrow_back", [key("g", f"{d}.ar")], f"{c}.ar"),
            ],
            "axioms": [
                every("X", f"{c}.ob", [], eq(at("object_back", at("object", "X")), "X")),
                every("Y", f"{d}.ob", [], eq(at("object", at("object_back", "Y")), "Y")),
                every("f", f"{c}.ar", [], eq(at("arrow_back", at("arrow", "f")), "f")),
                every("g", f"{d}.ar", [], eq(at("arrow", at("arrow_back", "g")), "g")),
                every("f", f"{c}.ar", [], both(*ends)),
                every("X", f"{c}.ob", [], eq(at("arrow", at(f"{c}.id", "X")), at(f"{d}.id", at("object", "X")))),
                every("f", f"{c}.ar", [], every("s", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "f"))], composite)),
            ],
        }

    return low.question(("isomorphic categories", id(left), id(right)), build)


def categories_isomorphic(low: Lowering, left: Category, right: Category) -> Formula:
    """The definition, behind equal numbers that it implies."""
    m = max(left.arrow_count, right.arrow_count)
    counts = zip(invariants(low, low.category(left), m), invariants(low, low.category(right), m), strict=True)
    return both(*(eq(a, b) for a, b in counts), ["holds", question(low, left, right)])


def _numbers(c: Category) -> list[int]:
    """The values of `invariants`, natively."""
    ids = np.arange(c.arrow_count, dtype=np.int32)
    loops = ids[c.dom == c.cod]
    squares = c.compose_arrays(loops, loops)
    out = [c.object_count, c.arrow_count, len(loops), int((squares == loops).sum()), int((squares == c.dom[loops]).sum())]
    if c.arrow_count <= 300 and c.table is not None:
        t = c.table
        out += [len(np.unique(squares)), int(((t == t.T) | (t < 0)).all(axis=1).sum())]
    return out


def decide_categories(low: Lowering, left: Category, right: Category) -> Answer:
    """The native answer."""
    words = ("objects", "arrows", "endomorphisms", "idempotents", "arrows f with f ; f an identity", "squares", "central arrows")
    for a, b, word in zip(_numbers(left), _numbers(right), words, strict=False):
        if a != b:
            return Answer(False, why=(Note(f"{left.name} has {a} {word} and {right.name} has {b}", right.name),))
    asked = question(low, left, right)
    m = left.arrow_count
    what = f"isomorphic({left.name}, {right.name})"
    if m > ARROW_LIMIT:
        raise TooLarge(f"{what} with {m:,} arrows (limit {ARROW_LIMIT:,})")
    found = Assignment(left, right).search()
    if found is None:
        steps = m * m * (len(left.right) + 4)
        if steps > GROUND_LIMIT:
            raise TooLarge(f"{what}: not isomorphic, but a certificate needs {steps:,} steps (limit {GROUND_LIMIT:,})")
        why = Note(f"no assignment of the generators of {left.name} extends to an isomorphism", right.name)
        return Answer(False, ((asked, (), refutation(low, asked, (), what)),), (why,))
    objects, arrows = found
    back = [np.argsort(table).astype(np.int32) for table in found]
    tables = {"object": objects, "object_back": back[0], "arrow": arrows, "arrow_back": back[1]}
    pairs = ", ".join(f"{object_name(left, x)} |-> {object_name(right, int(y))}" for x, y in enumerate(objects[:4]))
    why = Note(f"an isomorphism sends {pairs}{', ...' if left.object_count > 4 else ''}", left.name)
    return Answer(True, ((asked, (), {"model": {k: v.tolist() for k, v in tables.items()}}),), (why,))


class Assignment:
    """Images of the objects and generators of C in D, tried depth first, objects before the generators that need them."""

    def __init__(self, c: Category, d: Category) -> None:
        self.c, self.d = c, d
        self.kinds_c, self.kinds_d = _profiles(c), _profiles(d)
        self.nodes = 0
        self.gens = [int(f) for f in c.generators]

    def search(self) -> tuple[Ints, Ints] | None:
        """(image of each object, image of each arrow), or None."""
        if Counter(self.kinds_c) != Counter(self.kinds_d):
            return None
        return self._objects({}, set())

    def _objects(self, image: dict[int, int], used: set[int]) -> tuple[Ints, Ints] | None:
        x = len(image)
        if x == self.c.object_count:
            return self._generators(np.array([image[i] for i in range(x)], dtype=np.int32))
        for y in range(self.d.object_count):
            if y in used or self.kinds_c[x] != self.kinds_d[y] or not self._homs_agree(x, y, image):
                continue
            self._spend()
            found = self._objects({**image, x: y}, used | {y})
            if found:
                return found
        return None

    def _homs_agree(self, x: int, y: int, image: dict[int, int]) -> bool:
        c, d = self.c, self.d
        pairs = [*image.items(), (x, y)]
        return all(len(c.hom(a, x)) == len(d.hom(b, y)) and len(c.hom(x, a)) == len(d.hom(y, b)) for a, b in pairs)

    def _generators(self, objects: Ints) -> tuple[Ints, Ints] | None:
        arrows = np.full(self.c.arrow_count, -1, dtype=np.int32)
        arrows[: len(objects)] = objects
        stack = [(arrows, 0)]
        while stack:
            arrows, s = stack.pop()
            if s == len(self.gens):
                return objects, arrows
            f = self.gens[s]
            choices = [int(arrows[f])] if arrows[f] >= 0 else self.d.hom(int(objects[self.c.dom[f]]), int(objects[self.c.cod[f]])).tolist()
            for g in reversed(choices):
                self._spend()
                extended = self._extend(arrows, s, g)
                if extended is not None:
                    stack.append((extended, s + 1))
        return None

    def _extend(self, arrows: Ints, s: int, g: int) -> Ints | None:
        """All composites with the first s + 1 generators, or None where they contradict each other or two arrows get one image."""
        c, d = self.c, self.d
        out = arrows.copy()
        out[self.gens[s]] = g
        images = [int(out[f]) for f in self.gens[: s + 1]]
        todo = np.flatnonzero(out >= 0).tolist()
        for f in todo:
            lo, hi = int(c.gen_start[c.cod[f]]), int(c.gen_start[c.cod[f] + 1])
            for r in range(lo, min(hi, s + 1)):
                h = c.after(f, r)
                value = d.compose(int(out[f]), images[r])
                if out[h] < 0:
                    out[h] = value
                    todo.append(h)
                if out[h] != value:
                    return None
        known = out[out >= 0]
        return out if len(np.unique(known)) == len(known) else None

    def _spend(self) -> None:
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise TooLarge(f"isomorphic({self.c.name}, {self.d.name}): the search used up its {NODE_LIMIT:,} nodes")


def _profiles(c: Category) -> list[tuple[int, ...]]:
    """For each object: arrows in, arrows out, endomorphisms, idempotents."""
    n = c.object_count
    loops = np.flatnonzero(c.dom == c.cod).astype(np.int32)
    still = loops[c.compose_arrays(loops, loops) == loops]
    columns = [np.bincount(x, minlength=n) for x in (c.cod, c.dom, c.dom[loops], c.dom[still])]
    return [tuple(int(column[i]) for column in columns) for i in range(n)]
