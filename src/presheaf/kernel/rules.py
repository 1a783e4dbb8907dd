"""Direct rules for large instances, each linear in the structures it reads and equal to a definition in the logic.

`represents` [C, T], parameter P: some bijections Hom(Y, P) -> T(Y) for all Y commute with every generator (T contravariant; for a
covariant T the same with Hom(P, Y)). `isomorphic` [S, T]: some bijections S(Y) -> T(Y) commute with every generator.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from .errors import Rejected, integer, integers, member, need
from .structure import SetFunctor, comparable, natural


def represents(t: SetFunctor, p: int, evidence: dict[str, Any]) -> bool:
    """{"universal": u}: yes. {"size": Y} or {"elements": one entry per u in T(P)}: no.

    Such bijections are the maps f |-> (u acted on by f) of one u in T(P), the image of id P. So it is "no" when the sizes differ at
    some Y, and when for every u two arrows collide or an element is missed.
    """
    need(not t.partial, "partial", t.name)
    if "universal" in evidence:
        _universal(t, p, integer(evidence["universal"], t.size, "universal"))
        return True
    c = t.category
    near, far = (c.cod, c.dom) if t.contravariant else (c.dom, c.cod)
    here = (c.arrows_into if t.contravariant else c.arrows_from)[p]
    if "size" in evidence:
        y = integer(evidence["size"], c.objects, "size")
        need(sum(1 for f in here if far[f] == y) != len(t.at(y)), "size", f"Hom and {t.name} have one size at object {y}")
        return False
    entries = member(evidence, "elements", "represents")
    need(isinstance(entries, list) and len(entries) == len(t.at(p)), "length", f"one entry for each element over object {p}")
    for u, entry in zip(t.at(p), entries, strict=True):
        if isinstance(entry, list):
            f, g = integers(entry, c.arrows, "collision", 2)
            need(f != g and near[f] == near[g] == p and t.act(u, f) == t.act(u, g), "collision", f"element {u}")
        else:
            missed = integer(member(entry, "missed", "elements"), t.size, "missed")
            need(all(t.act(u, f) != missed for f in here), "missed", f"element {u} reaches {missed}")
    return False


def _universal(t: SetFunctor, p: int, u: int) -> None:
    """u over P whose map f |-> u acted on by f is a bijection that commutes with the generators on the far side."""
    c = t.category
    need(t.over[u] == p, "typing", f"element {u} is not over object {p}")
    value = {p: u}
    order = [p]
    for f in order:  # every arrow into (out of) P is reached from id P by generators on the far side
        for s, h in c.steps_before(f) if t.contravariant else c.steps(f):
            x = t.generator(value[f], s)
            if h not in value:
                value[h] = x
                order.append(h)
            if value[h] != x:
                raise Rejected("equivariance", f"arrow {f}, generator {s}")
    need(len(set(value.values())) == len(value), "injectivity", f"two arrows give one element of {t.name}")
    need(len(value) == t.size, "surjectivity", f"{len(value)} arrows, {t.size} elements")


def isomorphic(s: SetFunctor, t: SetFunctor, evidence: dict[str, Any]) -> bool:
    """{"map": values}: yes. {"distinct": node}: no, by colour refinement and individualisation.

    An isomorphism keeps colours when both sides are refined together, so different histograms exclude one. A node {"rounds": r}
    shows that after r rounds; {"rounds": r, "split": x, "images": [node per y of the colour of x]} treats each possible image of x.
    """
    comparable(s, t, "isomorphic")
    if "map" in evidence:
        image = natural(s, t, evidence["map"], "map")
        need(len(set(image)) == s.size == t.size, "bijectivity", "the map is no bijection")
        return True
    stack = [(s.over, t.over, member(evidence, "distinct", "isomorphic"))]
    while stack:
        left, right, node = stack.pop()
        for _ in range(integer(member(node, "rounds", "distinct"), s.size + t.size + 2, "rounds")):
            left, right = _refine(s, t, left, right)
        if Counter(left) == Counter(right):
            x = integer(member(node, "split", "distinct"), s.size, "split")
            twins = [y for y, colour in enumerate(right) if colour == left[x]]
            children = member(node, "images", "distinct")
            need(isinstance(children, list) and len(children) == len(twins), "branches", f"element {x} has {len(twins)} possible images")
            for y, child in zip(twins, children, strict=True):
                stack.append(([*left[:x], -1 - x, *left[x + 1 :]], [*right[:y], -1 - x, *right[y + 1 :]], child))
    return False


def _refine(s: SetFunctor, t: SetFunctor, left: list[int], right: list[int]) -> tuple[list[int], list[int]]:
    """One joint round: the new colour is the old one with the colours of the images and, per generator, of the preimages."""
    names: dict[Any, int] = {}
    out = []
    for functor, colours in ((s, left), (t, right)):
        images: list[list[int]] = [[] for _ in colours]
        preimages: list[list[tuple[int, int]]] = [[] for _ in colours]
        for g, a in enumerate(functor.source):
            for x in functor.at(a):
                y = functor.generator(x, g)
                images[x].append(colours[y])
                preimages[y].append((g, colours[x]))
        keys = [(c, tuple(i), tuple(sorted(p))) for c, i, p in zip(colours, images, preimages, strict=True)]
        out.append([names.setdefault(key, len(names)) for key in keys])
    return out[0], out[1]
