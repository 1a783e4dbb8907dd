"""Direct rules about universal properties, each linear in the pairs or tables that it goes through.

`lan` [L, F, K, unit]: L is the left Kan extension of F along K, with that table F.el -> L.el as its unit. `natural` [S, T]: the number of natural
transformations S => T, by eliminating the elements of S one after the other in an order given as evidence.
"""

from __future__ import annotations

from typing import Any

from .errors import Rejected, integers, member, need
from .structure import Category, Functor, SetFunctor, comparable

TABLE_LIMIT = 20_000_000  # rows of all the tables that an elimination goes through
Table = tuple[tuple[int, ...], dict[tuple[int, ...], int]]  # elements of S, and how many ways there are for each choice of their images


def lan(ext: SetFunctor, f: SetFunctor, k: Functor, unit: list[int]) -> None:
    """`unit` names an element of L for every element of F: with it L is the left Kan extension of F along K.

    Write (x, g) for x in F(a) and an arrow g between K a and b. Naturality of the unit makes (x, g) |-> (unit x acted on by g) respect
    (h x, g) ~ (x, K h with g). It is onto L, and there are no more classes than elements of L: so L is the quotient by ~.
    """
    need(f.category is k.dom and ext.category is k.cod and f.contravariant == ext.contravariant, "typing", f"{ext.name}: {f.name} along {k.name}")
    need(not f.partial and not ext.partial and not k.partial, "partial", f"{ext.name}: of something partially known")
    b, a_ends = k.cod, [k.ob[a] for a in f.over]
    need([ext.over[u] for u in unit] == a_ends, "typing", "the unit leaves its object")
    for h, a in enumerate(f.source):
        if any(unit[f.generator(x, h)] != ext.act(unit[x], k.gen[h]) for x in f.at(a)):
            raise Rejected("naturality", f"the unit at generator {h}")
    place = {g: i for group in ext.arrows for i, g in enumerate(group)}
    start = [0]
    for b_end in a_ends:
        start.append(start[-1] + len(ext.arrows[b_end]))
    need(_values(ext, unit) == ext.size, "surjectivity", f"{ext.name} has elements that come from none of {f.name}")
    parent = list(range(start[-1]))
    for h, (a, target) in enumerate(zip(f.source, f.target, strict=True)):
        moved = [(place[g], place[_compose(b, k.gen[h], g, f.contravariant)]) for g in ext.arrows[k.ob[target]]]
        for x in f.at(a):
            y = f.generator(x, h)
            for i, j in moved:
                parent[_root(parent, start[y] + i)] = _root(parent, start[x] + j)
    classes = sum(p == i for i, p in enumerate(parent))
    need(classes == ext.size, "injectivity", f"{classes} classes of pairs, {ext.size} elements of {ext.name}")


def _compose(b: Category, image: int, g: int, contravariant: bool) -> int:
    """K h with g: K h ; g, or g ; K h for contravariant functors."""
    return b.compose(g, image) if contravariant else b.compose(image, g)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _values(ext: SetFunctor, unit: list[int]) -> int:
    """The number of elements that the actions of arrows reach from the unit."""
    acting: list[list[int]] = [[] for _ in range(ext.category.objects)]
    for s, a in enumerate(ext.source):
        acting[a].append(s)
    seen = set(unit)
    order = list(seen)
    for x in order:
        for s in acting[ext.over[x]]:
            y = ext.generator(x, s)
            if y not in seen:
                seen.add(y)
                order.append(y)
    return len(seen)


def naturals(s: SetFunctor, t: SetFunctor, evidence: dict[str, Any]) -> int:
    """{"order": the elements of S}: the number of natural transformations S => T.

    It is the sum over all families of the product of 0 or 1 for each equation of naturality; the sums over one element after the other
    are drawn inside the product, as distributivity allows.
    """
    comparable(s, t, "natural")
    order = integers(member(evidence, "order", "natural"), s.size, "order", s.size)
    need(len(set(order)) == s.size, "order", "not every element once")
    tables: list[list[Table]] = [[] for _ in order]  # by the element of theirs that is eliminated first
    rank = {x: i for i, x in enumerate(order)}
    for g, a in enumerate(s.source):
        for x in s.at(a):
            y, pairs = s.generator(x, g), [(u, t.generator(u, g)) for u in t.at(a)]
            loop: dict[tuple[int, ...], int] = {(u,): 1 for u, v in pairs if u == v}
            both: dict[tuple[int, ...], int] = dict.fromkeys(pairs, 1)
            table: Table = ((x,), loop) if x == y else ((x, y), both)
            tables[min(rank[x], rank[y])].append(table)
    total, rows = 1, 0
    for i, x in enumerate(order):
        joined: Table = ((x,), {(u,): 1 for u in t.at(s.over[x])})
        for table in sorted(tables[i], key=lambda one: len(one[1])):
            joined = _join(joined, table)
            rows += len(joined[1])
            need(rows <= TABLE_LIMIT, "budget", "the tables of an elimination")
        elements, ways = joined
        rest = [j for j, y in enumerate(elements) if y != x]
        summed: dict[tuple[int, ...], int] = {}
        for row, number in ways.items():
            left = tuple([row[j] for j in rest])
            summed[left] = summed.get(left, 0) + number
        if rest:
            tables[min(rank[elements[j]] for j in rest)].append((tuple([elements[j] for j in rest]), summed))
        total *= 1 if rest else summed.get((), 0)
    return total


def _join(one: Table, two: Table) -> Table:
    """The product of two tables."""
    (left, ways), (right, more) = one, two
    shared = [(left.index(y), j) for j, y in enumerate(right) if y in left]
    new = [j for j, y in enumerate(right) if y not in left]
    index: dict[tuple[int, ...], list[tuple[tuple[int, ...], int]]] = {}
    for row, number in more.items():
        index.setdefault(tuple([row[j] for _, j in shared]), []).append((tuple([row[j] for j in new]), number))
    out = {row + added: number * times for row, number in ways.items() for added, times in index.get(tuple([row[i] for i, _ in shared]), ())}
    return left + tuple([right[j] for j in new]), out
