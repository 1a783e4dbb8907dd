"""Structures numbered differently: generators of all relabellings of a case of a scope, what they do to the cells of a problem, and whether a
solution is a category that is given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise, permutations
from typing import Any

from .errors import integers, need
from .logic import Signature
from .problem import Problem
from .structure import Category

Moved = dict[str, list[int]]  # sort -> the images of its elements; sorts that are left alone are missing
Ends = list[tuple[int, ...]]  # for each arrow dom and cod, an identity's object three times; for each element its object


def _blocks(ends: Ends) -> dict[tuple[int, ...], list[int]]:
    out: dict[tuple[int, ...], list[int]] = {}
    for i, end in enumerate(ends):
        out.setdefault(end, []).append(i)
    return out


def relabellings(structures: list[tuple[str, str | None]], signature: Signature) -> Iterator[Moved]:
    """Generators of the group of all renumberings that keep dom, cod, identities and the objects of elements.

    Structures are a category (over nothing), or a functor and what it is over. Neighbours in a block are exchanged; objects are permuted in every
    way that keeps the sizes of the blocks, and these go along in order. Each renumbering is one of the latter after some of the former.
    """
    ends: dict[str, Ends] = {}
    for name, over in structures:
        column = {part: signature.columns[f"{name}.{part}"][1] for part in (("dom", "cod") if over is None else ("ob",))}
        n = 0 if over is not None else signature.sorts[f"{name}.ob"]
        listed = list(zip(*column.values(), strict=True))
        ends[f"{name}.el" if over is not None else f"{name}.ar"] = [(a, a, a) for a in range(n)] + listed[n:]
    for sort, given in ends.items():
        for block in _blocks(given).values():
            for x, y in pairwise(block):
                yield {sort: [y if i == x else x if i == y else i for i in range(len(given))]}
    for name, over in structures:
        if over is None:
            carried = [f"{name}.ar", *(f"{t}.el" for t, base in structures if base == name)]
            for order in islice(permutations(range(signature.sorts[f"{name}.ob"])), 1, None):
                moved: Moved = {f"{name}.ob": list(order)}
                if all(_carried(ends[sort], order, sort, moved) for sort in carried):
                    yield moved


def _carried(ends: Ends, order: tuple[int, ...], sort: str, moved: Moved) -> bool:
    """Note where the elements of a sort go when the objects are permuted; False if some block goes to one of another size."""
    blocks, image = _blocks(ends), list(range(len(ends)))
    for end, block in blocks.items():
        target = blocks.get(tuple([order[a] for a in end]), [])
        if len(target) != len(block):
            return False
        for x, y in zip(block, target, strict=True):
            image[x] = y
    moved[sort] = image
    return True


def images(problem: Problem, functions: dict[str, tuple[list[str], str]], moved: Moved) -> list[int]:
    """The permutation of the pairs of cell and value; `functions` gives the sorts of the arguments and of the value of every table."""
    number = {pair: v for v, pair in enumerate((c, x) for c, domain in enumerate(problem.domains) for x in domain)}
    out = []
    for name, index in problem.tables.items():
        arguments, value = functions[name]
        keys, values = [moved.get(sort) for sort in arguments], moved.get(value)
        for key, cell in index.items():
            other = index[tuple([image[x] if image else x for image, x in zip(keys, key, strict=True)])]
            out += [number[other, values[x] if values else x] for x in problem.domains[cell]]
    return out


def same_category(problem: Problem, name: str, table: str, category: Category, order: Any) -> None:
    """Reject unless the solution that the problem holds is the category, arrow f of it being order[f] there; `table` is composition."""
    columns, place = problem.signature.columns, integers(order, category.arrows, "about", len(problem.signature.columns[f"{name}.dom"][1]))
    need(len(set(place)) == category.arrows, "about", "arrows missing")
    for part, ends in (("dom", category.dom), ("cod", category.cod)):
        need([ends[f] for f in place] == [place[a] for a in columns[f"{name}.{part}"][1]], "typing", f"another {part}")
    for (f, g), cell in problem.tables[table].items():
        need(category.compose(place[f], place[g]) == place[problem.value[cell]], "about", f"another composite of {f} and {g}")
