"""Where functoriality or naturality fails: failures first, booleans derived.

Functors and tasks are checked on the equations that a category was declared with; where there are none, along the edges of the Cayley
table outside its spanning tree, which present the category. Equations that meet an unknown value are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.constructions import after
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation


@dataclass(frozen=True)
class Failure:
    """A law that fails: `law` is the equation or square as people write it, `element` where (empty for functors), and the two values."""

    law: str
    label: str
    element: str
    left: str
    right: str


def spell(c: Category, word: tuple[int, ...], start: int) -> str:
    """A word of listed arrows as text."""
    return " ; ".join(c.names.listed[g] for g in word) or f"id({c.names.objects[start]})"


def non_tree_edges(c: Category) -> tuple[Ints, Ints]:
    """The pairs (f, s) with f ; s not the spanning-tree arrow of that edge; they and the tree present the category."""
    width = np.diff(c.row_start)
    f = np.repeat(np.arange(c.arrow_count, dtype=np.int32), width)
    s = (np.arange(len(f)) - c.row_start[f] + c.gen_start[c.cod[f]]).astype(np.int32)
    tree = (c.parent[c.right] == f) & (c.last[c.right] == s)
    return f[~tree], s[~tree]


def _elements_over(t: SetFunctor, objects: Ints) -> tuple[Ints, Ints]:
    """(row, element) for every element over objects[row]."""
    sizes = t.sizes[objects]
    row = np.repeat(np.arange(len(objects)), sizes)
    within = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return row.astype(np.int32), (t.start[objects[row]] + within).astype(np.int32)


def set_functor_failures(t: SetFunctor) -> Iterator[Failure]:
    """Equations that the action breaks, with the element; cost (elements over their ends) x (word length), one numpy pass per letter."""
    c = t.category
    if c.laws:
        for law in c.laws:
            yield from _law_failures(t, law.label, law.start, law.left, law.right)
        return
    f, s = non_tree_edges(c)
    h = after(c, f, s)
    contra = t.variance == "contravariant"
    row, x = _elements_over(t, c.cod[h] if contra else c.dom[h])
    if not len(row):
        return
    one = _act(t, x, h[row])
    two = _act(t, _act_gen(t, x, s[row]), f[row]) if contra else _act_gen(t, _act(t, x, f[row]), s[row])
    for i in np.flatnonzero((one != two) & (one >= 0) & (two >= 0)):
        text = f"{arrow_name(c, int(f[row[i]]))} ; {arrow_name(c, int(c.generators[s[row[i]]]))} = {arrow_name(c, int(h[row[i]]))}"
        yield Failure(text, "", t.element_names[int(x[i])], t.element_names[int(two[i])], t.element_names[int(one[i])])


def _act_gen(t: SetFunctor, x: Ints, s: Ints) -> Ints:
    out = np.full(len(x), -1, np.int32)
    known = x >= 0
    out[known] = t.act_generators(x[known], s[known])
    return out


def _act(t: SetFunctor, x: Ints, f: Ints) -> Ints:
    """Like SetFunctor.act with unknown values passed through."""
    if not t.partial and (x >= 0).all():
        return t.act(x, f)
    c = t.category
    words = [c.word(int(a)) for a in f]
    out = []
    for value, word in zip(x.tolist(), words, strict=True):
        for s in reversed(word) if t.variance == "contravariant" else word:
            value = int(t.act_generators(np.array([value]), np.array([s]))[0]) if value >= 0 else -1
        out.append(value)
    return np.array(out, np.int32)


def _law_failures(t: SetFunctor, label: str, start: int, left: tuple[int, ...], right: tuple[int, ...]) -> Iterator[Failure]:
    c = t.category
    listed = c.listed_generators
    contra = t.variance == "contravariant"
    words = [[listed[g] for g in w] for w in (left, right)]
    longest = words[0] or words[1]
    at = int(c.cod[c.generators[longest[-1]]]) if contra and longest else start
    x = np.arange(t.start[at], t.start[at + 1], dtype=np.int32)
    ends = []
    for word in words:
        y = x
        for s in reversed(word) if contra else word:
            y = _act_gen(t, y, np.full(len(y), s, np.int32))
        ends.append(y)
    for i in np.flatnonzero((ends[0] != ends[1]) & (ends[0] >= 0) & (ends[1] >= 0)):
        law = f"{spell(c, left, start)} = {spell(c, right, start)}"
        yield Failure(law, label, t.element_names[int(x[i])], t.element_names[int(ends[0][i])], t.element_names[int(ends[1][i])])


def functor_failures(functor: Functor) -> Iterator[Failure]:
    """Equations of the domain whose sides have different images."""
    c, d = functor.dom, functor.cod
    if functor.partial:
        return
    if c.laws:
        listed = c.listed_generators
        for law in c.laws:
            ends = []
            for word in (law.left, law.right):
                f = int(functor.on_objects[law.start])
                for g in word:
                    f = d.compose(f, int(functor.on_generators[listed[g]]))
                ends.append(f)
            if ends[0] != ends[1]:
                text = f"{spell(c, law.left, law.start)} = {spell(c, law.right, law.start)}"
                yield Failure(text, law.label, "", arrow_name(d, ends[0]), arrow_name(d, ends[1]))
        return
    arrow, s = non_tree_edges(c)
    h = after(c, arrow, s)
    one, two = functor.on_arrows[h], d.compose_arrays(functor.on_arrows[arrow], functor.on_generators[s])
    for i in np.flatnonzero(one != two):
        text = f"{arrow_name(c, int(arrow[i]))} ; {arrow_name(c, int(c.generators[s[i]]))} = {arrow_name(c, int(h[i]))}"
        yield Failure(text, "", "", arrow_name(d, int(two[i])), arrow_name(d, int(one[i])))


def transformation_failures(a: Transformation) -> Iterator[Failure]:
    """Squares that do not commute: generator and element, the value around either way. Linear in the action."""
    t, u = a.dom, a.cod
    c = t.category
    s = np.repeat(np.arange(len(c.generators), dtype=np.int32), t.sizes[t.source_object])
    x = (np.arange(len(s)) - t.action_start[s] + t.start[t.source_object[s]]).astype(np.int32)
    one, two = a.component[t.action], u.act_generators(a.component[x], s)
    for i in np.flatnonzero(one != two):
        yield Failure(
            arrow_name(c, int(c.generators[s[i]])), "", t.element_names[int(x[i])], u.element_names[int(one[i])], u.element_names[int(two[i])]
        )
