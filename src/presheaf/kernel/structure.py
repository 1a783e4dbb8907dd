"""The structures a statement speaks about, read from a certificate with their laws checked.

A category is given by its right Cayley table. With `left` computed from it, the table is a category iff the two
multiplications commute: (t ; f) ; s = t ; (f ; s) for generators t, s and every arrow f. Then f ; g, defined by
any word of g, does not depend on the word and is associative, because f is itself a left word applied to an identity.
Every check is linear in the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

from .errors import Rejected, integer, integers, member, named, need

UNDEFINED = -(1 << 60)  # the value of a partial function outside its domain; every atom about it is false
LAW_BUDGET = 4_000_000  # elementary steps spent on re-checking the functoriality of one set-valued functor
SIZE_LIMIT = 1 << 26  # elements of one set-valued functor


class Category:
    """Arrows 0..m-1 with dom and cod, identities 0..n-1, generators sorted by domain, right and left Cayley tables."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        n = self.objects = integer(member(data, "objects", name), len(member(data, "dom", name)) + 1, f"{name}.objects")
        self.dom = integers(member(data, "dom", name), n, f"{name}.dom")
        m = self.arrows = len(self.dom)
        self.cod = integers(member(data, "cod", name), n, f"{name}.cod", m)
        need(self.dom[:n] == self.cod[:n] == list(range(n)), "identity", f"{name}: arrow i < {n} must be the identity of i")
        self.gens = integers(member(data, "generators", name), m, f"{name}.generators")
        gdom = [self.dom[g] for g in self.gens]
        need(gdom == sorted(gdom), "order", f"{name}.generators are not sorted by domain")
        self.gen_start = [0, *accumulate(map(len, _grouped(gdom, n)))]
        self.into = _grouped([self.cod[g] for g in self.gens], n)
        self.row = [0, *accumulate(self.gen_start[b + 1] - self.gen_start[b] for b in self.cod)]
        self.right = integers(member(data, "right", name), m, f"{name}.right", self.row[m])
        self._typed()
        self._spanning_tree()
        self._left_table()
        self._associative()

    def steps(self, f: int) -> Iterable[tuple[int, int]]:
        """The pairs (s, f ; s) for the generators s out of cod f."""
        return zip(range(self.gen_start[self.cod[f]], self.gen_start[self.cod[f] + 1]), self.right[self.row[f] : self.row[f + 1]], strict=True)

    def steps_before(self, f: int) -> Iterable[tuple[int, int]]:
        """The pairs (t, t ; f) for the generators t into dom f."""
        return zip(self.into[self.dom[f]], self.left[self.lrow[f] : self.lrow[f + 1]], strict=True)

    def _typed(self) -> None:
        dom, cod, gens = self.dom, self.cod, self.gens
        for f in range(self.arrows):
            for s, h in self.steps(f):
                if dom[h] != dom[f] or cod[h] != cod[gens[s]] or (f < self.objects and h != gens[s]):
                    raise Rejected("typing", f"{self.name}: arrow {f} ; generator {s}")

    def _spanning_tree(self) -> None:
        """parent, last and a breadth-first order; rejects arrows that no word of generators reaches."""
        self.parent, self.last = [-1] * self.arrows, [-1] * self.arrows
        self.order = list(range(self.objects))
        for f in self.order:
            for s, h in self.steps(f):
                if h >= self.objects and self.parent[h] < 0:
                    self.parent[h], self.last[h] = f, s
                    self.order.append(h)
        need(len(self.order) == self.arrows, "generated", f"{self.name}: some arrow is no composite of generators")

    def _left_table(self) -> None:
        """left[lrow[f] + i] = t ; f for the i-th generator t into dom f, by induction along the spanning tree."""
        self.position = [0] * len(self.gens)
        for incoming in self.into:
            for i, t in enumerate(incoming):
                self.position[t] = i
        self.lrow = [0, *accumulate(len(self.into[a]) for a in self.dom)]
        self.left = [0] * self.lrow[self.arrows]
        for f in self.order:
            here, count = self.lrow[f], self.lrow[f + 1] - self.lrow[f]
            if f < self.objects:
                self.left[here : here + count] = [self.gens[t] for t in self.into[f]]
            else:
                s, before = self.last[f] - self.gen_start[self.dom[self.gens[self.last[f]]]], self.lrow[self.parent[f]]
                self.left[here : here + count] = [self.right[self.row[g] + s] for g in self.left[before : before + count]]

    def _associative(self) -> None:
        left, right, row, lrow = self.left, self.right, self.row, self.lrow
        for f in range(self.arrows):
            block = left[lrow[f] : lrow[f + 1]]
            for i, h in enumerate(right[row[f] : row[f + 1]]):
                if left[lrow[h] : lrow[h + 1]] != [right[row[g] + i] for g in block]:
                    raise Rejected("associativity", f"{self.name}: t ; {f} ; s differs for generator {i} out of its codomain")

    @cached_property
    def arrows_into(self) -> list[list[int]]:
        """The arrows by codomain."""
        return _grouped(self.cod, self.objects)

    @cached_property
    def arrows_from(self) -> list[list[int]]:
        """The arrows by domain."""
        return _grouped(self.dom, self.objects)

    def word(self, f: int) -> list[int]:
        """Generators whose composite is f."""
        out = []
        while self.parent[f] >= 0:
            out.append(self.last[f])
            f = self.parent[f]
        return out[::-1]

    def after(self, f: int, s: int) -> int:
        """f ; generator s, or UNDEFINED."""
        return self.right[self.row[f] + s - self.gen_start[self.cod[f]]] if self.dom[self.gens[s]] == self.cod[f] else UNDEFINED

    def before(self, t: int, f: int) -> int:
        """generator t ; f, or UNDEFINED."""
        return self.left[self.lrow[f] + self.position[t]] if self.cod[self.gens[t]] == self.dom[f] else UNDEFINED

    def compose(self, f: int, g: int) -> int:
        """f ; g, or UNDEFINED."""
        if self.cod[f] != self.dom[g]:
            return UNDEFINED
        for s in self.word(g):
            f = self.right[self.row[f] + s - self.gen_start[self.cod[f]]]
        return f


class SetFunctor:
    """Elements 0..N-1 over the objects, one table per generator; -1 marks a value that is not given (a cell)."""

    def __init__(self, name: str, data: Any, categories: dict[str, Category]) -> None:
        self.name = name
        c = self.category = named(categories, member(data, "category", name), name)
        variance = member(data, "variance", name)
        need(variance in ("contravariant", "covariant"), "shape", f"{name}.variance")
        self.contravariant: bool = variance == "contravariant"
        sizes = integers(member(data, "sizes", name), SIZE_LIMIT, f"{name}.sizes", c.objects)
        self.start = [0, *accumulate(sizes)]
        self.size = self.start[-1]
        need(self.size <= SIZE_LIMIT, "budget", f"{name} has {self.size} elements")
        self.over = list(chain.from_iterable([x] * k for x, k in enumerate(sizes)))
        doms, cods = [c.dom[g] for g in c.gens], [c.cod[g] for g in c.gens]
        self.source, self.target = (cods, doms) if self.contravariant else (doms, cods)
        self.row = [0, *accumulate(sizes[x] for x in self.source)]
        self.action = integers(member(data, "action", name), self.size, f"{name}.action", self.row[-1], least=-1)
        for s, b in enumerate(self.target):
            if any(y >= 0 and self.over[y] != b for y in self.action[self.row[s] : self.row[s + 1]]):
                raise Rejected("typing", f"{name}: a value of generator {s} lies over the wrong object")
        self.partial = -1 in self.action
        self.trusted_laws = not self.partial and not self._functorial()

    def at(self, a: int) -> range:
        """The elements over an object."""
        return range(self.start[a], self.start[a + 1])

    def _functorial(self) -> bool:
        """Check that f ; s acts as f and s on every Cayley edge outside the spanning tree; False if that exceeds the budget."""
        c = self.category
        near = c.cod if self.contravariant else c.dom
        edges = [(f, s, h) for f in c.order for s, h in c.steps(f) if (c.parent[h], c.last[h]) != (f, s)]
        longest = len(c.word(c.order[-1])) + 1 if edges else 0
        if longest * sum(len(self.at(near[h])) for _, _, h in edges) > LAW_BUDGET:
            return False
        for f, s, h in edges:
            for x in self.at(near[h]):
                two = self.act(self.generator(x, s), f) if self.contravariant else self.generator(self.act(x, f), s)
                if self.act(x, h) != two:
                    raise Rejected("functoriality", f"{self.name}: element {x} along arrow {f} ; generator {s}")
        return True

    def generator(self, x: int, s: int) -> int:
        """Generator s acting on element x; -1 where the value is not given, UNDEFINED where s does not act on x."""
        return self.action[self.row[s] + x - self.start[self.source[s]]] if self.over[x] == self.source[s] else UNDEFINED

    def act(self, x: int, f: int) -> int:
        """Arrow f acting on element x by its word; only for functors without unknown values."""
        c = self.category
        if self.over[x] != (c.cod[f] if self.contravariant else c.dom[f]):
            return UNDEFINED
        word = c.word(f)
        for s in reversed(word) if self.contravariant else word:
            x = self.action[self.row[s] + x - self.start[self.source[s]]]
        return x


class Functor:
    """Objects and generators to objects and arrows; on arrows by the spanning tree. -1 marks values that are not given."""

    def __init__(self, name: str, data: Any, categories: dict[str, Category]) -> None:
        self.name = name
        c, d = self.dom, self.cod = named(categories, member(data, "dom", name), name), named(categories, member(data, "cod", name), name)
        self.ob = integers(member(data, "objects", name), d.objects, f"{name}.objects", c.objects, least=-1)
        self.gen = integers(member(data, "generators", name), d.arrows, f"{name}.generators", len(c.gens), least=-1)
        self.partial = -1 in self.ob or -1 in self.gen
        self.ar = [] if self.partial else self._arrows(c, d)

    def _arrows(self, c: Category, d: Category) -> list[int]:
        """The images of all arrows. F(f ; s) = F f ; F s on every Cayley edge makes F a functor."""
        out = [*self.ob, *[UNDEFINED] * (c.arrows - c.objects)]
        for s, g in enumerate(c.gens):
            need(d.cod[self.gen[s]] == self.ob[c.cod[g]], "typing", f"{self.name}: generator {s}")
        for f in c.order:
            for s, h in c.steps(f):
                image = d.compose(out[f], self.gen[s])
                if (c.parent[h], c.last[h]) == (f, s):
                    out[h] = image
                if image != out[h] or image < 0:
                    raise Rejected("functoriality", f"{self.name}: arrow {f} ; generator {s}")
        return out


class Transformation:
    """A natural family of maps between two set-valued functors of one variance on one category."""

    def __init__(self, name: str, data: Any, functors: dict[str, SetFunctor]) -> None:
        self.name = name
        self.dom, self.cod = named(functors, member(data, "dom", name), name), named(functors, member(data, "cod", name), name)
        comparable(self.dom, self.cod, name)
        self.at = natural(self.dom, self.cod, member(data, "at", name), name)


def comparable(s: SetFunctor, t: SetFunctor, where: str) -> None:
    """Reject unless the two live on one category with one variance and all their values are known."""
    need(s.category is t.category and s.contravariant == t.contravariant, "typing", f"{where}: different categories or variances")
    need(not s.partial and not t.partial, "partial", f"{where}: between partially known functors")


def natural(s: SetFunctor, t: SetFunctor, values: Any, where: str) -> list[int]:
    """`values` as a map from the elements of s to those of t, over the objects and commuting with every generator."""
    image = integers(values, t.size, where, s.size)
    need([t.over[y] for y in image] == s.over, "typing", f"{where}: an element leaves its object")
    for g, a in enumerate(s.source):
        for x in s.at(a):
            if image[s.generator(x, g)] != t.generator(image[x], g):
                raise Rejected("naturality", f"{where}: generator {g}, element {x}")
    return image


def _grouped(keys: Iterable[int], size: int) -> list[list[int]]:
    """The positions of each key 0..size-1, in increasing order."""
    groups: list[list[int]] = [[] for _ in range(size)]
    for i, key in enumerate(keys):
        groups[key].append(i)
    return groups
