"""Presentations as the interchange formats carry them: named objects and arrows, and equations between paths of the arrows.

A category that was declared by equations is written with them. Any other is presented by the rules of its spanning tree: tree words are
the shortlex least words of their arrows (`build.normal_form` searches breadth first), hence closed under factors, and the rules
`word(f) s = word(f ; s)` for the edges (f, s) outside the tree whose word without its first letter is a tree word rewrite every word to
its tree word (Froidure and Pin 1997): they present the category, and no smaller set of edges does so by rewriting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from presheaf.model.category import Category, Ints, Law
from presheaf.model.closure import DEFAULT_BOUND, Unclosed, close
from presheaf.model.constructions import after
from presheaf.model.interchange.errors import Unreadable, Unwritable
from presheaf.model.laws import non_tree_edges

OBJECTS, ARROWS = 10_000, 10_000
OUT_OF_ONE = 1_000  # the enumeration makes some dozens of nodes at a time, each with a column for every arrow out of one object
CELLS = 20_000_000  # candidates times columns that the enumeration may hold
PATH, LETTERS = 100_000, 2_000_000
NAME = 1_000
WRITTEN = 200_000  # letters of all equations of a document


@dataclass(frozen=True)
class Presentation:
    """Names of objects and arrows, ends of the arrows as object numbers, equations as words of arrow numbers."""

    objects: tuple[str, ...]
    arrows: tuple[str, ...]
    dom: tuple[int, ...]
    cod: tuple[int, ...]
    laws: tuple[Law, ...] = ()


# ---------------------------------------------------------------- reading


def closed(name: str, p: Presentation, bound: int | None) -> Category | Unclosed:
    """The category presented, if it closes within the bound; sizes and names are checked here.

    With many arrows out of one object a smaller bound is kept, so that memory stays within CELLS.
    """
    check_names(p.objects, p.arrows)
    n, k = len(p.objects), len(p.arrows)
    if n > OBJECTS or k > ARROWS:
        raise Unreadable("E398", f"{n:,} objects and {k:,} arrows (limits {OBJECTS:,} and {ARROWS:,})")
    out = np.bincount(np.array(p.dom, dtype=np.int64), minlength=n) if k else np.zeros(n, np.int64)
    width = max(int(out.max(initial=0)), 1)
    if width > OUT_OF_ONE or (n + k) * width > CELLS:
        raise Unreadable("E398", f"{width:,} arrows begin at {p.objects[int(out.argmax())]} (limit {min(OUT_OF_ONE, CELLS // (n + k)):,})")
    letters = [len(law.left) + len(law.right) for law in p.laws]
    if max(letters, default=0) > PATH or sum(letters) > LETTERS:
        raise Unreadable("E398", f"equations of {sum(letters):,} letters (limits: {PATH:,} in one, {LETTERS:,} in all)")
    limit = max(n + k, min(bound or DEFAULT_BOUND, CELLS // width))
    limit = limit if bound is None else min(limit, bound)
    return close(name, p.objects, p.arrows, np.array(p.dom, np.int32), np.array(p.cod, np.int32), list(p.laws), limit)


def check_names(objects: Sequence[str], arrows: Sequence[str]) -> None:
    """Unreadable unless the names are distinct and none is the spelling of another thing: an identity or a composite."""
    for what, names in (("object", objects), ("arrow", arrows)):
        seen: set[str] = set()
        for name in names:
            _usable(what, name)
            if name in seen:
                raise Unreadable("E397", f"two {what}s are called {name}", "names of objects and of arrows are distinct")
            seen.add(name)
    known = set(objects)
    spelt = {*arrows, *(f"id({x})" for x in objects)}
    for name in arrows:
        if name in known:
            raise Unreadable("E397", f"an object and an arrow are both called {name}", "give one of them another name")
        inner = re.fullmatch(r"id\((.*)\)", name, re.DOTALL)
        if inner and inner[1] in known:
            raise Unreadable("E397", f"an arrow is called {name}, which is how the identity of {inner[1]} is written", "give it another name")
        if " ; " in name and all(part in spelt for part in name.split(" ; ")):
            raise Unreadable("E397", f"an arrow is called {name}, which is how a composite is written", "give it another name")


def _usable(what: str, name: str) -> None:
    shown = name if len(name) < 60 else name[:60] + "..."
    if not name or name.isspace():
        raise Unreadable("E397", f"an {what} has an empty name")
    if len(name) > NAME:
        raise Unreadable("E397", f"the name {shown} has {len(name):,} characters (limit {NAME:,})")
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("E397", f"the name of an {what} holds half of a surrogate pair", "names are Unicode text") from None


# ---------------------------------------------------------------- writing


def presentation(c: Category) -> Presentation:
    """C by its objects, its listed arrows and equations that present it; Unwritable if there are too many to write."""
    arrows = c.names.listed_arrows
    if c.object_count > OBJECTS or len(arrows) > ARROWS:
        raise Unwritable(f"{c.name} has {c.object_count:,} objects and {len(arrows):,} given arrows (limits {OBJECTS:,} and {ARROWS:,})")
    laws = c.laws or _derived(c)
    letters = sum(len(law.left) + len(law.right) for law in laws)
    if letters > WRITTEN:
        raise Unwritable(f"{c.name} needs equations of {letters:,} letters (limit {WRITTEN:,})")
    dom, cod = (tuple(int(end[f]) for f in arrows) for end in (c.dom, c.cod))
    return Presentation(c.names.objects, c.names.listed, dom, cod, tuple(laws))


def letters(c: Category) -> list[int]:
    """For each generator the first listed arrow that it is; Unwritable if it has no name of its own."""
    first: dict[int, int] = {}
    for i, a in enumerate(c.names.listed_arrows):
        first.setdefault(a, i)
    if not first.keys() >= set(c.generators.tolist()):
        raise Unwritable(f"{c.name} has generating arrows without a name")
    return [first[int(g)] for g in c.generators]


def _derived(c: Category) -> tuple[Law, ...]:
    """The rules of the module docstring, after an equation for every listed arrow that is not the first name of a generator."""
    letter = letters(c)

    def word(a: int) -> tuple[int, ...]:
        return tuple(letter[s] for s in c.word(a))

    f, s = _rules(c)
    h = after(c, f, s)
    size = int(c.depth[f].sum(dtype=np.int64) + c.depth[h].sum(dtype=np.int64)) + len(f)
    if size > WRITTEN:
        raise Unwritable(f"{c.name} needs equations of {size:,} letters (limit {WRITTEN:,})")
    laws = [Law("", int(c.dom[a]), (i,), word(a)) for i, a in enumerate(c.names.listed_arrows)]
    laws += [Law("", int(c.dom[a]), (*word(a), letter[g]), word(b)) for a, g, b in zip(f.tolist(), s.tolist(), h.tolist(), strict=True)]
    return tuple(law for law in laws if law.left != law.right)


def _rules(c: Category) -> tuple[Ints, Ints]:
    """The edges (f, s) outside the spanning tree, f no identity, whose word is a tree word without its first letter."""
    f, s = non_tree_edges(c)
    proper = f >= c.object_count
    f, s = f[proper], s[proper]
    tail = c.cod.copy()  # the arrow of a tree word without its first letter
    for level in range(2, int(c.depth.max(initial=0)) + 1):
        at = np.flatnonzero(c.depth == level).astype(np.int32)
        tail[at] = after(c, tail[c.parent[at]], c.last[at])
    value = after(c, tail[f], s)
    kept = (c.parent[value] == tail[f]) & (c.last[value] == s)
    return f[kept], s[kept]
