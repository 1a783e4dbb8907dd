"""The structures a statement speaks about, read from a certificate with their laws checked.

A category is given by its right Cayley table. With `left` computed from it, the table is a category iff the two
multiplications commute: (t ; f) ; s = t ; (f ; s) for generators t, s and every arrow f. Then f ; g, defined by
any word of g, does not depend on the word and is associative, because f is itself a left word applied to an identity.
Every check is linear in the tables, that one in the number of triples t, f, s that compose.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, chain, islice
from typing import Any

from .errors import Rejected, integer, integers, member, named, need

UNDEFINED = -(1 << 60)  # the value of a partial function outside its domain; every atom about it is false
OPEN = -(1 << 59)  # a value that is not given: a missing value of a structure, a question without an answer
LAW_BUDGET = 4_000_000  # elementary steps spent on re-checking the functoriality of one set-valued functor
SIZE_LIMIT = 1 << 26  # elements of one set-valued functor
Row = tuple[int, ...]  # a tuple of integers costs the garbage collector nothing


class Category:
    """Arrows 0..m-1 with dom and cod, identities 0..n-1, generators sorted by domain, right and left Cayley tables."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        dom = member(data, "dom", name)
        n = self.objects = integer(member(data, "objects", name), len(dom) + 1, f"{name}.objects")
        self.dom = integers(dom, n, f"{name}.dom")
        m = self.arrows = len(self.dom)
        self.cod = integers(member(data, "cod", name), n, f"{name}.cod", m)
        need(self.dom[:n] == self.cod[:n] == list(range(n)), "identity", f"{name}: arrow i < {n} must be the identity of i")
        self.gens = integers(member(data, "generators", name), m, f"{name}.generators")
        self.out, self.into = (_grouped([end[g] for g in self.gens], n) for end in (self.dom, self.cod))
        need([*chain(*self.out)] == [*range(len(self.gens))], "order", f"{name}.generators are not sorted by domain")
        self.right = _rows(member(data, "right", name), m, f"{name}.right", [len(self.out[b]) for b in self.cod])
        for f in range(m):
            for s, h in self.steps(f):
                if self.dom[h] != self.dom[f] or self.cod[h] != self.cod[self.gens[s]] or (f < n and h != self.gens[s]):
                    raise Rejected("typing", f"{name}: arrow {f} ; generator {s}")
        self._spanning_tree()
        self._left_table()

    def steps(self, f: int) -> Iterable[tuple[int, int]]:
        """The pairs (s, f ; s) for the generators s out of cod f."""
        return zip(self.out[self.cod[f]], self.right[f], strict=True)

    def steps_before(self, f: int) -> Iterable[tuple[int, int]]:
        """The pairs (t, t ; f) for the generators t into dom f."""
        return zip(self.into[self.dom[f]], self.left[f], strict=True)

    def _spanning_tree(self) -> None:
        """The arrows in breadth-first order, `back[f ; s] = (f, s)`; rejects arrows that no word of generators reaches."""
        self.back: dict[int, tuple[int, int]] = {}
        self.order = list(range(self.objects))
        for f in self.order:
            for s, h in self.steps(f):
                if h >= self.objects and h not in self.back:
                    self.back[h] = f, s
                    self.order.append(h)
        need(len(self.order) == self.arrows, "generated", f"{self.name}: some arrow is no composite of generators")

    def _left_table(self) -> None:
        """left[f] = t ; f for the generators t into dom f, by induction along the spanning tree; then the two tables must commute."""
        self.left: list[Row] = [tuple([self.gens[t] for t in incoming]) for incoming in self.into] + [()] * (self.arrows - self.objects)
        for h, (f, s) in self.back.items():
            i = s - self.out[self.cod[f]][0]
            self.left[h] = tuple([self.right[g][i] for g in self.left[f]])
        for f, row in enumerate(self.right):
            for i, h in enumerate(row):
                if self.left[h] != tuple([self.right[g][i] for g in self.left[f]]):
                    raise Rejected("associativity", f"{self.name}: t ; {f} ; s differs for generator {i} out of its codomain")

    def word(self, f: int) -> list[int]:
        """Generators whose composite is f."""
        out = []
        while f in self.back:
            f, s = self.back[f]
            out.append(s)
        return out[::-1]

    def after(self, f: int, s: int) -> int:
        """f ; generator s, or UNDEFINED."""
        return self.right[f][s - self.out[self.cod[f]][0]] if self.dom[self.gens[s]] == self.cod[f] else UNDEFINED

    def before(self, t: int, f: int) -> int:
        """generator t ; f, or UNDEFINED."""
        return self.left[f][bisect_left(self.into[self.dom[f]], t)] if self.cod[self.gens[t]] == self.dom[f] else UNDEFINED

    def compose(self, f: int, g: int) -> int:
        """f ; g, or UNDEFINED."""
        if self.cod[f] != self.dom[g]:
            return UNDEFINED
        for s in self.word(g):
            f = self.after(f, s)
        return f


class SetFunctor:
    """Elements 0..N-1 over the objects, one table per generator; values that are not given are OPEN (-1 in the certificate)."""

    def __init__(self, name: str, data: Any, categories: dict[str, Category]) -> None:
        self.name = name
        c = self.category = named(categories, member(data, "category", name), name)
        variance = member(data, "variance", name)
        need(variance in ("contravariant", "covariant"), "shape", f"{name}.variance")
        self.contravariant: bool = variance == "contravariant"
        self.near, self.far = (c.cod, c.dom) if self.contravariant else (c.dom, c.cod)
        sizes = integers(member(data, "sizes", name), SIZE_LIMIT, f"{name}.sizes", c.objects)
        self.start = [0, *accumulate(sizes)]
        self.size = self.start[-1]
        need(self.size <= SIZE_LIMIT, "budget", f"{name} has {self.size} elements")
        self.over = [x for x, size in enumerate(sizes) for _ in range(size)]
        self.source, self.target = ([end[g] for g in c.gens] for end in (self.near, self.far))
        rows = _rows(member(data, "action", name), self.size, f"{name}.action", [sizes[a] for a in self.source], least=-1)
        self.partial = any(-1 in row for row in rows)
        self.action = [tuple(OPEN if y < 0 else y for y in row) for row in rows] if self.partial else rows
        for s, b in enumerate(self.target):
            if any(y >= 0 and self.over[y] != b for y in rows[s]):
                raise Rejected("typing", f"{name}: a value of generator {s} lies over the wrong object")
        self.trusted_laws = not self.partial and not self._functorial()

    def at(self, a: int) -> range:
        """The elements over an object."""
        return range(self.start[a], self.start[a + 1])

    @cached_property
    def arrows(self) -> list[list[int]]:
        """The arrows that act on the elements over an object, for each object."""
        return _grouped(self.near, self.category.objects)

    def _functorial(self) -> bool:
        """Check that f ; s acts as f and s on every Cayley edge outside the spanning tree; False if that exceeds the budget."""
        c = self.category
        edges = [(f, s, h) for f in c.order for s, h in c.steps(f) if c.back.get(h) != (f, s)]
        longest = len(c.word(c.order[-1])) + 1 if edges else 0
        if longest * sum(len(self.at(self.near[h])) for _, _, h in edges) > LAW_BUDGET:
            return False
        for f, s, h in edges:
            one, two = c.word(h), [*c.word(f), s]
            if any(self.along(x, one) != self.along(x, two) for x in self.at(self.near[h])):
                raise Rejected("functoriality", f"{self.name}: arrow {f} ; generator {s}")
        return True

    def generator(self, x: int, s: int) -> int:
        """Generator s acting on element x; OPEN where the value is not given, UNDEFINED where s does not act on x."""
        return self.action[s][x - self.start[self.source[s]]] if self.over[x] == self.source[s] else UNDEFINED

    def along(self, x: int, word: list[int]) -> int:
        """The composite of a word of generators acting on element x over its near end; only without missing values."""
        for s in reversed(word) if self.contravariant else word:
            x = self.action[s][x - self.start[self.source[s]]]
        return x

    def act(self, x: int, f: int) -> int:
        """Arrow f acting on element x, or UNDEFINED; only without missing values."""
        return self.along(x, self.category.word(f)) if self.over[x] == self.near[f] else UNDEFINED


class Functor:
    """Objects and generators to objects and arrows; on arrows by the spanning tree. -1 marks values that are not given (OPEN)."""

    def __init__(self, name: str, data: Any, categories: dict[str, Category]) -> None:
        self.name = name
        c, d = self.dom, self.cod = named(categories, member(data, "dom", name), name), named(categories, member(data, "cod", name), name)
        ob = integers(member(data, "objects", name), d.objects, f"{name}.objects", c.objects, least=-1)
        gen = integers(member(data, "generators", name), d.arrows, f"{name}.generators", len(c.gens), least=-1)
        self.ob, self.gen = ([OPEN if v < 0 else v for v in values] for values in (ob, gen))
        self.partial = OPEN in self.ob or OPEN in self.gen
        self.ar = [] if self.partial else self._arrows(c, d)

    def _arrows(self, c: Category, d: Category) -> list[int]:
        """The images of all arrows. F(f ; s) = F f ; F s on every Cayley edge makes F a functor."""
        out = dict(enumerate(self.ob))
        need(all(d.cod[image] == self.ob[c.cod[g]] for g, image in zip(c.gens, self.gen, strict=True)), "typing", f"{self.name}: a generator")
        for f in c.order:
            for s, h in c.steps(f):
                image = d.compose(out[f], self.gen[s])
                if image < 0 or image != out.setdefault(h, image):
                    raise Rejected("functoriality", f"{self.name}: arrow {f} ; generator {s}")
        return [out[f] for f in range(c.arrows)]


def comparable(s: SetFunctor, t: SetFunctor, where: str) -> None:
    """Reject unless the two live on one category with one variance and all their values are known."""
    need(s.category is t.category and s.contravariant == t.contravariant, "typing", f"{where}: different categories or variances")
    need(not s.partial and not t.partial, "partial", f"{where}: between partially known functors")


def natural(s: SetFunctor, t: SetFunctor, values: Any, where: str) -> list[int]:
    """`values` as a map from the elements of s to those of t, over the objects and commuting with every generator."""
    image = integers(values, t.size, where, s.size)
    need([t.over[y] for y in image] == s.over, "typing", f"{where}: an element leaves its object")
    for g, a in enumerate(s.source):
        if any(image[s.generator(x, g)] != t.generator(image[x], g) for x in s.at(a)):
            raise Rejected("naturality", f"{where}: generator {g}")
    return image


def _grouped(keys: Iterable[int], size: int) -> list[list[int]]:
    """The positions of each key 0..size-1, in increasing order."""
    groups: list[list[int]] = [[] for _ in range(size)]
    for i, key in enumerate(keys):
        groups[key].append(i)
    return groups


def _rows(values: Any, bound: int, where: str, lengths: list[int], least: int = 0) -> list[Row]:
    """A list of integers in [least, bound), cut into rows of the given lengths."""
    entries = iter(integers(values, bound, where, sum(lengths), least))
    return [tuple(islice(entries, length)) for length in lengths]
