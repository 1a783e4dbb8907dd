"""Direct rules for large instances, each linear in the structures it reads and equal to a definition in the logic.

`represents` [C, T], parameter P: some bijections Hom(Y, P) -> T(Y) for all Y commute with every generator (T contravariant; for a
covariant T the same with Hom(P, Y)). `isomorphic` [S, T]: some bijections S(Y) -> T(Y) commute with every generator.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from presheaf.kernel.errors import integer, integers, member, need
from presheaf.kernel.structure import SetFunctor


def represents(functor: SetFunctor, p: int, evidence: Any) -> bool:
    """{"universal": u}: yes. {"size": Y} or {"elements": one entry per u in T(P)}: no."""
    need(not functor.partial, "partial", functor.name)
    if "universal" in member({"evidence": evidence}, "evidence", "represents"):
        _universal(functor, p, evidence["universal"])
        return True
    c, t = functor.category, functor
    far, near = (c.dom, c.cod) if t.contravariant else (c.cod, c.dom)
    if "size" in evidence:
        y = integer(evidence["size"], c.objects, "size")
        count = sum(1 for a, b in zip(far, near, strict=True) if a == y and b == p)
        need(count != t.start[y + 1] - t.start[y], "size", f"Hom and {t.name} have one size at object {y}")
        return False
    entries = member(evidence, "elements", "represents")
    here = range(t.start[p], t.start[p + 1])
    need(isinstance(entries, list) and len(entries) == len(here), "length", f"one entry for each element over object {p}")
    for u, entry in zip(here, entries, strict=True):
        if isinstance(entry, list):
            f, g = integers(entry, c.arrows, "collision", 2)
            need(f != g and near[f] == near[g] == p and far[f] == far[g] and t.act(u, f) == t.act(u, g), "collision", f"element {u}")
        else:
            missed = integer(member(entry, "missed", "elements"), t.size, "missed")
            hit = any(t.act(u, f) == missed for f in range(c.arrows) if near[f] == p and far[f] == t.over[missed])
            need(not hit, "missed", f"element {u} reaches {missed}")
    return False


def _universal(t: SetFunctor, p: int, element: Any) -> None:
    """u over P whose map f |-> u acted on by f is a bijection that commutes with the generators on the far side."""
    c = t.category
    u = integer(element, t.size, "universal")
    need(t.over[u] == p, "typing", f"element {u} is not over object {p}")
    far = c.dom if t.contravariant else c.cod
    value = {p: u}
    order = [p]
    for f in order:  # every arrow into (out of) P is reached from id P by generators on the far side
        if t.contravariant:
            steps = zip(c.into[far[f]], c.left[c.lrow[f] : c.lrow[f + 1]], strict=True)
        else:
            steps = zip(range(c.gen_start[far[f]], c.gen_start[far[f] + 1]), c.right[c.row[f] : c.row[f + 1]], strict=True)
        for s, h in steps:
            x = t.action[t.row[s] + value[f] - t.start[t.source[s]]]
            if h not in value:
                value[h] = x
                order.append(h)
            need(value[h] == x, "equivariance", f"arrow {f}, generator {s}")
    need(len(set(value.values())) == len(value), "injectivity", f"two arrows give one element of {t.name}")
    need(len(value) == t.size, "surjectivity", f"{len(value)} arrows, {t.size} elements")


def isomorphic(s: SetFunctor, t: SetFunctor, evidence: Any) -> bool:
    """{"map": values}: yes. {"distinct": node}: no, by colour refinement and individualisation."""
    need(s.category is t.category and s.contravariant == t.contravariant, "typing", "different categories or variances")
    need(not s.partial and not t.partial, "partial", s.name)
    if "map" in member({"evidence": evidence}, "evidence", "isomorphic"):
        image = integers(evidence["map"], max(t.size, 1), "map", s.size)
        need([t.over[y] for y in image] == s.over, "typing", "an element leaves its object")
        need(len(set(image)) == s.size == t.size, "bijectivity", "the map is no bijection")
        for g, a in enumerate(s.source):
            for x in range(s.start[a], s.start[a + 1]):
                need(image[s.generator(x, g)] == t.generator(image[x], g), "naturality", f"generator {g}, element {x}")
        return True
    stack = [(list(s.over), list(t.over), member(evidence, "distinct", "isomorphic"))]
    while stack:
        left, right, node = stack.pop()
        rounds = integer(member(node, "rounds", "distinct"), s.size + t.size + 2, "rounds")
        for _ in range(rounds):
            left, right = _refine(s, t, left, right)
        if Counter(left) != Counter(right):
            continue
        x = integer(member(node, "split", "distinct"), s.size, "split")
        twins = [y for y, colour in enumerate(right) if colour == left[x]]
        children = member(node, "images", "distinct")
        need(isinstance(children, list) and len(children) == len(twins), "branches", f"element {x} has {len(twins)} possible images")
        fresh = len(left) + len(right)
        for y, child in zip(twins, children, strict=True):
            stack.append(([*left[:x], fresh, *left[x + 1 :]], [*right[:y], fresh, *right[y + 1 :]], child))
    return False


def _refine(s: SetFunctor, t: SetFunctor, left: list[int], right: list[int]) -> tuple[list[int], list[int]]:
    """One joint round: the new colour is the old one with the colours of the images and, per generator, of the preimages."""
    names: dict[Any, int] = {}
    out = []
    for functor, colours in ((s, left), (t, right)):
        images: list[list[Any]] = [[] for _ in colours]
        preimages: list[list[tuple[int, int]]] = [[] for _ in colours]
        for g, a in enumerate(functor.source):
            for x in range(functor.start[a], functor.start[a + 1]):
                y = functor.generator(x, g)
                images[x].append(colours[y])
                preimages[y].append((g, colours[x]))
        keys = [(c, tuple(i), tuple(sorted(p))) for c, i, p in zip(colours, images, preimages, strict=True)]
        out.append([names.setdefault(key, len(names)) for key in keys])
    return out[0], out[1]
