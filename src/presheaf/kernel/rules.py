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
    c, here = t.category, t.arrows[p]
    if "universal" in evidence:
        _universal(t, p, integer(evidence["universal"], t.size, "universal"))
    elif "size" in evidence:
        y = integer(evidence["size"], c.objects, "size")
        need([t.far[f] for f in here].count(y) != len(t.at(y)), "size", f"Hom and {t.name} have one size at object {y}")
    else:
        entries = member(evidence, "elements", "represents")
        need(isinstance(entries, list) and len(entries) == len(t.at(p)), "length", f"one entry for each element over object {p}")
        for u, entry in zip(t.at(p), entries, strict=True):
            if isinstance(entry, list):
                f, g = integers(entry, c.arrows, "collision", 2)
                need(f != g and t.near[f] == p and t.act(u, f) == t.act(u, g), "collision", f"element {u}")
            else:
                missed = integer(member(entry, "missed", "elements"), t.size, "missed")
                need(all(t.act(u, f) != missed for f in here), "missed", f"element {u} reaches {missed}")
    return "universal" in evidence


def _universal(t: SetFunctor, p: int, u: int) -> None:
    """u over P whose map f |-> u acted on by f is a bijection that commutes with the generators on the far side."""
    need(t.over[u] == p, "typing", f"element {u} is not over object {p}")
    value, order = {p: u}, [p]
    for f in order:  # every arrow into (out of) P is reached from id P by generators on the far side
        for s, h in t.category.steps_before(f) if t.contravariant else t.category.steps(f):
            if h not in value:
                order.append(h)
            x = t.generator(value[f], s)
            if value.setdefault(h, x) != x:
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
            names: dict[Any, int] = {}
            left, right = ([names.setdefault(key, len(names)) for key in _refined(*side)] for side in ((s, left), (t, right)))
        if Counter(left) == Counter(right):
            x = integer(member(node, "split", "distinct"), s.size, "split")
            twins = [y for y, colour in enumerate(right) if colour == left[x]]
            children = member(node, "images", "distinct")
            need(isinstance(children, list) and len(children) == len(twins), "branches", f"element {x} has {len(twins)} possible images")
            marked = [*left[:x], -1 - x, *left[x + 1 :]]
            stack.extend((marked, [*right[:y], -1 - x, *right[y + 1 :]], child) for y, child in zip(twins, children, strict=True))
    return False


def _refined(t: SetFunctor, colours: list[int]) -> list[Any]:
    """For each element its colour with the colours of its images and, per generator, of its preimages."""
    images: list[list[int]] = [[] for _ in colours]
    preimages: list[list[tuple[int, int]]] = [[] for _ in colours]
    for s, a in enumerate(t.source):
        for x, y in zip(t.at(a), t.action[s], strict=True):
            images[x].append(colours[y])
            preimages[y].append((s, colours[x]))
    return [(c, tuple(i), tuple(sorted(p))) for c, i, p in zip(colours, images, preimages, strict=True)]
