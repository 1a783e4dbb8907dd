"""The structures a statement speaks about, read from a certificate with their laws checked.

A category is given by its right Cayley table. With `left` computed from it, the table is a category iff the two
multiplications commute: (t ; f) ; s = t ; (f ; s) for generators t, s and every arrow f. Then f ; g, defined by
any word of g, does not depend on the word and is associative, because f is itself a left word applied to an identity.
Every check is linear in the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain
from typing import Any

from presheaf.kernel.errors import Rejected, integer, integers, member, need

UNDEFINED = -(1 << 60)  # the value of a partial function outside its domain; every atom about it is false
LAW_BUDGET = 4_000_000  # elementary steps spent on re-checking the functoriality of one set-valued functor


class Category:
    """Arrows 0..m-1 with dom and cod, identities 0..n-1, generators sorted by domain, right and left Cayley tables."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        n = self.objects = integer(member(data, "objects", name), 1 << 40, f"{name}.objects")
        self.dom = integers(member(data, "dom", name), n, f"{name}.dom")
        m = self.arrows = len(self.dom)
        self.cod = integers(member(data, "cod", name), n, f"{name}.cod", m)
        need(m >= n and self.dom[:n] == self.cod[:n] == list(range(n)), "identity", f"{name}: arrow i < {n} must be the identity of i")
        self.gens = integers(member(data, "generators", name), m, f"{name}.generators")
        gdom = [self.dom[g] for g in self.gens]
        need(gdom == sorted(gdom), "order", f"{name}.generators are not sorted by domain")
        out = [0] * n
        for a in gdom:
            out[a] += 1
        self.gen_start = [0, *accumulate(out)]
        self.row = [0, *accumulate(map(out.__getitem__, self.cod))]
        self.right = integers(member(data, "right", name), m, f"{name}.right", self.row[m])
        self._typed()
        self._spanning_tree()
        self._left_table()
        self._associative()

    def _typed(self) -> None:
        name, dom, cod, gens = self.name, self.dom, self.cod, self.gens
        gcod = [cod[g] for g in gens]
        for f in range(self.arrows):
            low, high = self.gen_start[cod[f]], self.gen_start[cod[f] + 1]
            row = self.right[self.row[f] : self.row[f + 1]]
            for s, h in zip(range(low, high), row, strict=True):
                if dom[h] != dom[f] or cod[h] != gcod[s]:
                    raise Rejected("typing", f"{name}: arrow {f} ; generator {s}")
        for i in range(self.objects):
            need(self.right[self.row[i] : self.row[i + 1]] == gens[self.gen_start[i] : self.gen_start[i + 1]], "unit", f"{name}: id {i} ; s is not s")

    def _spanning_tree(self) -> None:
        """parent, last and a breadth-first order; rejects arrows that no word of generators reaches."""
        self.parent, self.last = [-1] * self.arrows, [-1] * self.arrows
        self.order = list(range(self.objects))
        for f in self.order:
            base = self.gen_start[self.cod[f]] - self.row[f]
            for at in range(self.row[f], self.row[f + 1]):
                h = self.right[at]
                if h >= self.objects and self.parent[h] < 0:
                    self.parent[h], self.last[h] = f, at + base
                    self.order.append(h)
        need(len(self.order) == self.arrows, "generated", f"{self.name}: some arrow is no composite of generators")

    def _left_table(self) -> None:
        """left[lrow[f] + lpos[t]] = t ; f for the generators t into dom f, by induction along the spanning tree."""
        into: list[list[int]] = [[] for _ in range(self.objects)]
        self.lpos = []
        for s, g in enumerate(self.gens):
            self.lpos.append(len(into[self.cod[g]]))
            into[self.cod[g]].append(s)
        self.into = into
        width = list(map(len, into))
        self.lrow = [0, *accumulate(map(width.__getitem__, self.dom))]
        self.left = [0] * self.lrow[self.arrows]
        for f in self.order:
            here, count = self.lrow[f], width[self.dom[f]]
            if f < self.objects:
                self.left[here : here + count] = [self.gens[t] for t in into[f]]
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

    def word(self, f: int) -> list[int]:
        """Generators whose composite is f."""
        out = []
        while self.parent[f] >= 0:
            out.append(self.last[f])
            f = self.parent[f]
        return out[::-1]

    def after(self, f: int, s: int) -> int:
        """f ; generator s, or UNDEFINED."""
        i = s - self.gen_start[self.cod[f]]
        return self.right[self.row[f] + i] if 0 <= i < self.row[f + 1] - self.row[f] else UNDEFINED

    def before(self, t: int, f: int) -> int:
        """generator t ; f, or UNDEFINED."""
        return self.left[self.lrow[f] + self.lpos[t]] if self.cod[self.gens[t]] == self.dom[f] else UNDEFINED

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
        base = member(data, "category", name)
        need(isinstance(base, str) and base in categories, "missing", f"{name}.category")
        c = self.category = categories[base]
        variance = member(data, "variance", name)
        need(variance in ("contravariant", "covariant"), "shape", f"{name}.variance")
        self.contravariant: bool = variance == "contravariant"
        sizes = integers(member(data, "sizes", name), 1 << 40, f"{name}.sizes", c.objects)
        self.start = [0, *accumulate(sizes)]
        self.size = self.start[-1]
        self.over = list(chain.from_iterable([x] * k for x, k in enumerate(sizes)))
        doms, cods = [c.dom[g] for g in c.gens], [c.cod[g] for g in c.gens]
        self.source, self.target = (cods, doms) if self.contravariant else (doms, cods)
        self.row = [0, *accumulate(sizes[x] for x in self.source)]
        self.action = integers(member(data, "action", name), max(self.size, 1), f"{name}.action", self.row[-1], least=-1)
        for s, b in enumerate(self.target):
            for y in self.action[self.row[s] : self.row[s + 1]]:
                need(y < 0 or self.over[y] == b, "typing", f"{name}: a value of generator {s} lies over the wrong object")
        self.partial = -1 in self.action
        self.trusted_laws = not self.partial and not self._functorial()

    def _functorial(self) -> bool:
        """Check f;s acts as f then s on every Cayley edge outside the spanning tree; False if that exceeds the budget."""
        c = self.category
        edges = [(f, s) for f in c.order for s in range(c.gen_start[c.cod[f]], c.gen_start[c.cod[f] + 1])]
        edges = [(f, s) for f, s in edges if (c.parent[c.after(f, s)], c.last[c.after(f, s)]) != (f, s)]
        width = max((len(c.word(f)) for f in c.order[-1:]), default=0) + 1
        over = [self.start[(a if self.contravariant else b) + 1] - self.start[a if self.contravariant else b] for a, b in ((c.cod[c.gens[s]], c.dom[f]) for f, s in edges)]
        if sum(over) * width > LAW_BUDGET:
            return False
        for f, s in edges:
            h = c.after(f, s)
            at = c.cod[h] if self.contravariant else c.dom[h]
            for x in range(self.start[at], self.start[at + 1]):
                two = self.act(self.generator(x, s), f) if self.contravariant else self.generator(self.act(x, f), s)
                need(self.act(x, h) == two, "functoriality", f"{self.name}: element {x} along arrow {f} ; generator {s}")
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
        for key in ("dom", "cod"):
            need(isinstance(member(data, key, name), str) and data[key] in categories, "missing", f"{name}.{key}")
        c, d = self.dom, self.cod = categories[data["dom"]], categories[data["cod"]]
        self.ob = integers(member(data, "objects", name), d.objects, f"{name}.objects", c.objects, least=-1)
        self.gen = integers(member(data, "generators", name), d.arrows, f"{name}.generators", len(c.gens), least=-1)
        self.partial = -1 in self.ob or -1 in self.gen
        self.ar = [] if self.partial else self._arrows()

    def _arrows(self) -> list[int]:
        c, d = self.dom, self.cod
        out = [UNDEFINED] * c.arrows
        for f in c.order:
            out[f] = self.ob[f] if f < c.objects else d.compose(out[c.parent[f]], self.gen[c.last[f]])
            need(out[f] >= 0, "typing", f"{self.name}: the image of arrow {f}")
        for s, g in enumerate(c.gens):
            need(out[g] == self.gen[s], "functoriality", f"{self.name}: generator {s}")
            need(d.dom[self.gen[s]] == self.ob[c.dom[g]] and d.cod[self.gen[s]] == self.ob[c.cod[g]], "typing", f"{self.name}: generator {s}")
        for f in range(c.arrows):
            for i, h in enumerate(c.right[c.row[f] : c.row[f + 1]]):
                s = c.gen_start[c.cod[f]] + i
                need(out[h] == d.compose(out[f], self.gen[s]), "functoriality", f"{self.name}: arrow {f} ; generator {s}")
        return out


class Transformation:
    """A family of maps between two set-valued functors of one variance on one category, natural in every generator."""

    def __init__(self, name: str, data: Any, functors: dict[str, SetFunctor]) -> None:
        for key in ("dom", "cod"):
            need(isinstance(member(data, key, name), str) and data[key] in functors, "missing", f"{name}.{key}")
        s, t = self.dom, self.cod = functors[data["dom"]], functors[data["cod"]]
        need(s.category is t.category and s.contravariant == t.contravariant, "typing", f"{name}: different categories or variances")
        need(not (s.partial or t.partial), "partial", f"{name}: between partially known functors")
        self.at = integers(member(data, "at", name), max(t.size, 1), f"{name}.at", s.size)
        need([t.over[y] for y in self.at] == s.over, "typing", f"{name}: a component leaves its object")
        for g, a in enumerate(s.source):
            for x in range(s.start[a], s.start[a + 1]):
                need(self.at[s.generator(x, g)] == t.generator(self.at[x], g), "naturality", f"{name}: generator {g}, element {x}")


Function = Callable[..., int]
