"""Set-valued extensions as a question: an action of the full image on carriers of known sizes, and bijections with F."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from presheaf.claims.base import Formula, Lowering, TooLarge
from presheaf.claims.formulas import Side, at, both, eq, every, key, number, side, some, unknown
from presheaf.model import constructions
from presheaf.model.category import Category, Ints
from presheaf.model.setfunctor import Functor, SetFunctor

CELL_LIMIT = 400_000  # values of the unknown action that one certificate holds
PAIR_STEPS = 1_000_000  # evaluations that the redundant axiom `_paired` may cost


@dataclass(frozen=True, eq=False)
class Extension:
    """F on A, K : A -> B, J the full subcategory of B on the objects K a with its inclusion, `onto` : A -> J with inclusion after it K.

    The carrier of G over j is that of F over `least[j]`, the first a with K a = j: element z of G is `carrier[z]` of F, over `over[z]`.
    `fixed`: for each element of F the element of G with the same name (-1: none); the isomorphism in the strict reading.
    """

    base: SetFunctor
    along: Functor
    strict: bool
    image: Category
    inclusion: Functor
    onto: Functor
    carrier: Ints
    over: Ints
    fixed: Ints
    sizes_fit: bool


_made: WeakKeyDictionary[Lowering, dict[tuple[int, int, bool], Extension]] = WeakKeyDictionary()


def problem(low: Lowering, f: SetFunctor, k: Functor, strict: bool) -> Extension:
    """The extension problem, made once for each certificate. O(arrows of B); TooLarge beyond CELL_LIMIT cells."""
    held = _made.setdefault(low, {})
    if (id(f), id(k), strict) not in held:
        held[id(f), id(k), strict] = _problem(f, k, strict)
    return held[id(f), id(k), strict]


def _problem(f: SetFunctor, k: Functor, strict: bool) -> Extension:
    image, inclusion, onto = full_image(k)
    first = np.unique(onto.on_objects, return_index=True)[1] if len(onto.on_objects) else np.empty(0, np.int64)
    sizes = f.sizes[first]
    over = np.repeat(np.arange(image.object_count, dtype=np.int32), sizes)
    start = np.concatenate(([0], np.cumsum(sizes)))
    carrier = (f.start[first[over]] + np.arange(len(over)) - start[over]).astype(np.int32)
    fit = bool((f.sizes == sizes[onto.on_objects]).all()) if len(sizes) else True
    near = image.cod if f.variance == "contravariant" else image.dom
    cells = int(sizes[near].sum()) if len(sizes) else 0
    if cells > CELL_LIMIT:
        raise TooLarge(f"an extension of {f.name} has {cells:,} unknown values (limit {CELL_LIMIT:,})")
    names = {(int(over[z]), f.element_names[int(x)]): z for z, x in enumerate(carrier.tolist())} if strict else {}
    fixed = [names.get((int(onto.on_objects[a]), f.element_names[x]), -1) for x, a in enumerate(f.over.tolist())] if strict else []
    return Extension(f, k, strict, image, inclusion, onto, carrier, over, np.array(fixed, np.int32), fit)


def full_image(k: Functor) -> tuple[Category, Functor, Functor]:
    """The full subcategory J of B on the objects K a, its inclusion into B, and K as a functor A -> J."""
    b = k.cod
    objects = np.unique(k.on_objects)
    if len(objects) == b.object_count:
        return b, Functor(f"id({b.name})", b, b, np.arange(b.object_count, dtype=np.int32), b.generators.astype(np.int32)), k
    image = constructions.full(f"image({k.name})", b, objects.tolist())
    origin = image.origin
    assert isinstance(origin, constructions.FullOf)
    inclusion = Functor(f"inclusion({image.name})", image, b, origin.objects, origin.arrows[image.generators])
    back = np.full(b.arrow_count, -1, np.int32)
    back[origin.arrows] = np.arange(image.arrow_count, dtype=np.int32)
    place = np.full(b.object_count, -1, np.int32)
    place[origin.objects] = np.arange(image.object_count, dtype=np.int32)
    return image, inclusion, Functor(k.name, k.dom, image, place[k.on_objects], back[k.on_generators])


# ---------------------------------------------------------------- in the kernel's language


def statement(low: Lowering, f: SetFunctor, k: Functor, strict: bool) -> Formula:
    """Objects with one image have equally many elements, and the question has a solution."""
    on = problem(low, f, k, strict)
    t, c, onto, g = low.set_functor(f), low.category(k.dom), low.functor(on.onto), _carriers(low, on)
    a, x, z = low.fresh("X"), low.fresh("x"), low.fresh("z")
    here, there = number(x, f"{t}.el", [(f"{t}.ob", a)]), number(z, g.sort, [(g.over, at(f"{onto}.ob", a))])
    j, o = low.fresh("J"), low.fresh("X")
    mine, least = number(low.fresh("z"), g.sort, [(g.over, j)]), number(low.fresh("x"), f"{t}.el", [(f"{t}.ob", o)])
    chosen = some(o, f"{c}.ob", [(f"{onto}.ob", j)], eq(mine, least))
    low.lemmas += [*_image_lemmas(low, on), every(j, f"{low.category(on.image)}.ob", [], chosen)]
    return both(every(a, f"{c}.ob", [], eq(here, there)), ["holds", question(low, on)])


@dataclass(frozen=True)
class _Carriers:
    """Names of the sort of the elements of G, and its functions to the objects of J and to the elements of F."""

    sort: str
    over: str
    carrier: str


def _carriers(low: Lowering, on: Extension) -> _Carriers:
    tag, j, t = ("extension", id(on)), low.category(on.image), low.set_functor(on.base)
    sort = low.sort(tag, len(on.carrier))
    return _Carriers(
        sort, low.table((*tag, "over"), [sort], f"{j}.ob", on.over.tolist()), low.table((*tag, "carrier"), [sort], f"{t}.el", on.carrier.tolist())
    )


def _image_lemmas(low: Lowering, on: Extension) -> list[Formula]:
    """The inclusion of J is injective on objects, full and faithful, and K goes through it; nothing to say where J is B."""
    if on.image is on.along.cod:
        return []
    i, j, b = low.functor(on.inclusion), low.category(on.image), low.category(on.along.cod)
    k, onto, a = low.functor(on.along), low.functor(on.onto), low.category(on.along.dom)
    x, y, f, g, o, h = (low.fresh(v) for v in ("X", "Y", "f", "g", "X", "h"))
    once = eq(number(g, f"{j}.ar", [(f"{j}.dom", x), (f"{j}.cod", y), (f"{i}.ar", f)]), 1)
    over = every(x, f"{j}.ob", [(f"{i}.ob", at(f"{b}.dom", f))], every(y, f"{j}.ob", [(f"{i}.ob", at(f"{b}.cod", f))], once))
    return [
        every(f, f"{b}.ar", [], over),
        every(x, f"{j}.ob", [], eq(number(y, f"{j}.ob", [(f"{i}.ob", at(f"{i}.ob", x))]), 1)),
        every(o, f"{a}.ob", [], eq(at(f"{i}.ob", at(f"{onto}.ob", o)), at(f"{k}.ob", o))),
        every(h, f"{a}.gen", [], eq(at(f"{i}.ar", at(f"{onto}.gen", h)), at(f"{k}.gen", h))),
    ]


def question(low: Lowering, on: Extension) -> str:
    """An action of J on the carriers (table act), and bijections phi : F(a) -> G(K a) with inverses psi that commute with A.

    On the carriers themselves phi may be taken to be the identity, since G can be transported along it.
    """
    return low.question(("extends", id(on)), lambda: _question(low, on))


def _question(low: Lowering, on: Extension) -> dict[str, Any]:
    t, g, onto = side(low, on.base), _carriers(low, on), low.functor(on.onto)
    j = low.category(on.image)
    s = Side(j, g.sort, t.contravariant)
    arrows, image = [(s.near, at(g.over, "z"))], at(f"{onto}.ob", at(f"{t.t}.ob", "x"))
    tables = [
        unknown("act", [key("z", g.sort), key("f", f"{j}.ar", arrows)], g.sort, [(g.over, at(s.far, "f"))]),
        unknown("phi", [key("x", f"{t.t}.el")], g.sort, [(g.over, image)]),
        unknown("psi", [key("a", f"{t.c}.ob"), key("z", g.sort, [(g.over, at(f"{onto}.ob", "a"))])], f"{t.t}.el", t.over("a")),
    ]
    identity = every("z", g.sort, [], eq(at("act", "z", at(f"{j}.id", at(g.over, "z"))), "z"))
    step = eq(at("act", "z", s.step("f", "s")), at("act", at("act", "z", "f"), at(f"{j}.arrow", "s")))
    steps = every("z", g.sort, [], every("f", f"{j}.ar", arrows, every("s", f"{j}.gen", [(s.acts_on, at(s.far, "f"))], step)))
    moved = eq(at("phi", at(f"{t.t}.gen", "x", "h")), at("act", at("phi", "x"), at(f"{onto}.gen", "h")))
    natural = every("x", f"{t.t}.el", [], every("h", f"{t.c}.gen", [(t.acts_on, at(f"{t.t}.ob", "x"))], moved))
    there = every("x", f"{t.t}.el", [], eq(at("psi", at(f"{t.t}.ob", "x"), at("phi", "x")), "x"))
    over = [(g.over, at(f"{onto}.ob", "a"))]
    back = every("a", f"{t.c}.ob", [], every("z", g.sort, over, eq(at("phi", at("psi", "a", "z")), "z")))
    return {"params": [], "unknown": tables, "axioms": [_given(low, on, g), natural, there, back, identity, steps, *_paired(low, on, g)]}


def _given(low: Lowering, on: Extension, g: _Carriers) -> Formula:
    """phi on the carriers, and in the strict reading everywhere: names decide."""
    if not on.strict:
        return every("z", g.sort, [], eq(at("phi", at(g.carrier, "z")), "z"))
    return every("x", f"{low.set_functor(on.base)}.el", [], eq(at("phi", "x"), at(_same(low, on, g), "x")))


def _same(low: Lowering, on: Extension, g: _Carriers) -> str:
    """The element of G with the name of an element of F, where there is one."""
    return low.table(("extension", id(on), "same"), [f"{low.set_functor(on.base)}.el"], g.sort, on.fixed.tolist())


def _paired(low: Lowering, on: Extension, g: _Carriers) -> list[Formula]:
    """A consequence of the other axioms by which propagation sees two actions at once; nothing where it would cost too much.

    For an arrow f of J from z to K X and generators h, k out of X, some x in F(X) has the images act(z, K h after f) and act(z, K k after f),
    as far as phi is given on them: x = psi(X, act(z, f)) has. So pairs of values that no x has exclude each other before x is known.
    """
    if not 0 < _pair_steps(on) <= PAIR_STEPS:
        return []
    t, onto = side(low, on.base), low.functor(on.onto)
    j = low.category(on.image)
    s = Side(j, g.sort, t.contravariant)

    def fits(h: str) -> Formula:
        image = at(f"{onto}.gen", h)
        moved = at("act", "z", at(f"{j}.comp", image, "f") if s.contravariant else at(f"{j}.comp", "f", image))
        if on.strict:
            return eq(moved, at(_same(low, on, g), at(f"{t.t}.gen", "x", h)))
        return every("y", g.sort, [(g.carrier, at(f"{t.t}.gen", "x", h))], eq(moved, "y"))

    together = some("x", f"{t.t}.el", t.over("X"), both(fits("h"), fits("k")))
    elements = every("z", g.sort, [(g.over, at(s.near, "f"))], together)
    arrows = every("f", f"{j}.ar", [(s.far, at(f"{onto}.ob", "X"))], ["=>", ["not", eq("f", at(f"{j}.id", at(s.far, "f")))], elements])
    pairs = every("k", f"{t.c}.gen", [(t.acts_on, "X")], ["=>", ["<", "h", "k"], arrows])
    return [every("X", f"{t.c}.ob", [], every("h", f"{t.c}.gen", [(t.acts_on, "X")], pairs))]


def _pair_steps(on: Extension) -> int:
    """How many triples of an element x and two values `_paired` goes through."""
    f, a, j = on.base, on.along.dom, on.image
    acts, lands = (a.cod, a.dom) if f.variance == "contravariant" else (a.dom, a.cod)
    near, far = (j.cod, j.dom) if f.variance == "contravariant" else (j.dom, j.cod)
    at_object = np.bincount(far, np.bincount(on.over, minlength=j.object_count)[near], j.object_count)  # pairs (z, f) by the far end of f
    sizes = f.sizes[lands[a.generators]].astype(float)
    total, squares = (np.bincount(acts[a.generators], w, a.object_count) for w in (sizes, sizes**2))
    return int((at_object[on.onto.on_objects] * f.sizes * (total**2 - squares) / 2).sum())


def by_kan_extension(on: Extension, ext: SetFunctor) -> dict[str, list[int]]:
    """The solution of the question that the left Kan extension gives when its unit is an isomorphism."""
    origin: Any = ext.origin
    unit: Ints = origin.unit
    place = np.full(ext.size, -1, np.int64)  # element of L over the image -> element of G, so that phi is the identity on carriers
    place[unit[on.carrier]] = np.arange(len(on.carrier))
    phi = place[unit]
    near = on.image.cod if ext.variance == "contravariant" else on.image.dom
    z, f = _pairs(on.over, near, on.image.arrow_count)
    act = place[ext.act(unit[on.carrier[z]], on.inclusion.on_arrows[f])]
    starts = np.concatenate(([0], np.cumsum(np.bincount(on.over, minlength=on.image.object_count))))
    psi = [_inverse(on.base, phi, a, int(starts[j]), int(starts[j + 1])) for a, j in enumerate(on.onto.on_objects.tolist())]
    return {"act": act.tolist(), "phi": phi.tolist(), "psi": np.concatenate([np.empty(0, np.int64), *psi]).tolist()}


def _pairs(over: Ints, near: Ints, arrows: int) -> tuple[npt.NDArray[np.int64], Ints]:
    """(element, arrow near its object) for all elements in order and all these arrows in increasing number: the order of the kernel's keys."""
    order = np.argsort(near, kind="stable").astype(np.int32)
    low, high = np.searchsorted(near[order], over, side="left"), np.searchsorted(near[order], over, side="right")
    width = high - low
    z = np.repeat(np.arange(len(over)), width)
    return z, order[np.arange(len(z)) - np.repeat(np.cumsum(width) - width, width) + np.repeat(low, width)]


def _inverse(f: SetFunctor, phi: npt.NDArray[np.int64], a: int, low: int, high: int) -> npt.NDArray[np.int64]:
    out = np.empty(high - low, np.int64)
    mine = np.arange(int(f.start[a]), int(f.start[a + 1]))
    out[phi[mine] - low] = mine
    return out
