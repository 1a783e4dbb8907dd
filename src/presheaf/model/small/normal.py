"""The normal form of `model/category.py` for tables so small that a call of numpy costs more than the work: plain loops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from presheaf.model.category import Category, Ints, Names


def of_table(
    name: str, objects: tuple[str, ...], listed: tuple[str, ...], dom: Sequence[int], cod: Sequence[int], table: Sequence[Sequence[int]]
) -> Category:
    """The category of a composition table of all arrows, identities first: what `build.from_table` makes of it, which also tests associativity.

    `table[f][g]` is the arrow f ; g where these compose. O(m^2) for m arrows.
    """
    n, m = len(objects), len(dom)
    generators = sorted(_generating(n, cod, dom, table), key=lambda g: dom[g])
    out: list[list[int]] = [[] for _ in range(n)]
    for s, g in enumerate(generators):
        out[dom[g]].append(s)
    number, parent, last = [*range(n), *(-1 for _ in range(n, m))], [-1] * n, [-1] * n
    order, right = list(range(n)), []
    for i, f in enumerate(order):
        for s in out[cod[f]]:
            h = table[f][generators[s]]
            if number[h] < 0:
                number[h] = len(order)
                order.append(h)
                parent.append(i)
                last.append(s)
            right.append(number[h])
    names = Names(objects, listed, tuple(number[n:]))
    ends = _ints([dom[f] for f in order]), _ints([cod[f] for f in order])
    return Category(name, names, *ends, _ints([number[g] for g in generators]), _ints(right), _ints(parent), _ints(last))


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int32)


def _generating(n: int, cod: Sequence[int], dom: Sequence[int], table: Sequence[Sequence[int]]) -> list[int]:
    """Arrows that generate all, taken greedily in order."""
    reached, chosen = set(range(n)), list[int]()
    for arrow in range(n, len(dom)):
        if arrow in reached:
            continue
        chosen.append(arrow)
        pending = list(reached)
        while pending:
            f = pending.pop()
            for g in chosen:
                if cod[f] == dom[g] and table[f][g] not in reached:
                    reached.add(table[f][g])
                    pending.append(table[f][g])
    return chosen
