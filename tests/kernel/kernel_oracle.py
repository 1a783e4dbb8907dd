"""What a certificate says, by brute force from the definitions: no evidence, no propagation, two truth values.

Slow and plain on purpose, and sharing nothing with the kernel: composites are found by multiplying words out, laws are checked on all
pairs and triples, a question is answered by trying every assignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import permutations, product
from typing import Any

from logs_oracle import Logs


class Undefined(Exception):
    """A term without a value."""


class World:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.sorts: dict[str, int] = dict(document.get("sorts", {}))
        self.tables: dict[str, dict[tuple[int, ...], int]] = {}
        self.free: dict[str, list[tuple[str, tuple[int, ...], list[int]]]] = {}
        for name, c in document.get("categories", {}).items():
            self._category(name, c)
        for name, t in document.get("set_functors", {}).items():
            self._set_functor(name, t)
        for name, f in document.get("functors", {}).items():
            self._functor(name, f)
        for name, a in document.get("transformations", {}).items():
            self.tables[f"{name}.at"] = {(x,): y for x, y in enumerate(a["at"])}
            self._natural(a["dom"], a["cod"], dict(enumerate(a["at"])))
        self._weighted(document)
        for name, table in document.get("tables", {}).items():
            keys = product(*(range(self.sorts[s]) for s in table["args"]))
            self.tables[name] = {key: x for key, x in zip(keys, table["data"], strict=True) if x >= 0}

    # ------------------------------------------------------------------ structures with all their laws

    def _category(self, name: str, c: dict[str, Any]) -> None:
        n, dom, cod, gens = c["objects"], c["dom"], c["cod"], c["generators"]
        right, at = {}, 0
        for f in range(len(dom)):
            for s, g in enumerate(gens):
                if dom[g] == cod[f]:
                    right[f, s] = c["right"][at]
                    at += 1
        words = {x: [] for x in range(n)} | {g: [s] for s, g in reversed(list(enumerate(gens))) if g >= n}
        while len(words) < len(dom):
            words |= {h: [*words[f], s] for (f, s), h in right.items() if f in words and h not in words}
        comp = {}
        for f, g in product(range(len(dom)), repeat=2):
            if cod[f] == dom[g]:
                h = f
                for s in words[g]:
                    h = right[h, s]
                comp[f, g] = h
        assert all((dom[h], cod[h]) == (dom[f], cod[g]) for (f, g), h in comp.items())
        assert all(comp[x, f] == f == comp[f, y] for f, (x, y) in enumerate(zip(dom, cod, strict=True)))
        assert all(comp[comp[f, g], h] == comp[f, comp[g, h]] for f, g in comp for h in range(len(dom)) if cod[g] == dom[h])
        self.sorts |= {f"{name}.ob": n, f"{name}.ar": len(dom), f"{name}.gen": len(gens)}
        columns = {"dom": dom, "cod": cod, "id": range(n), "arrow": gens, "gdom": [dom[g] for g in gens], "gcod": [cod[g] for g in gens]}
        self.tables |= {f"{name}.{k}": {(i,): v for i, v in enumerate(column)} for k, column in columns.items()}
        self.tables[f"{name}.comp"] = comp
        self.tables[f"{name}.after"] = {(f, s): comp[f, g] for f in range(len(dom)) for s, g in enumerate(gens) if (f, g) in comp}
        self.tables[f"{name}.before"] = {(s, f): comp[g, f] for f in range(len(dom)) for s, g in enumerate(gens) if (g, f) in comp}
        self.words = {**getattr(self, "words", {}), name: words}

    def _set_functor(self, name: str, t: dict[str, Any]) -> None:
        c, contravariant = t["category"], t["variance"] == "contravariant"
        near, far = (f"{c}.cod", f"{c}.dom") if contravariant else (f"{c}.dom", f"{c}.cod")
        over = [x for x, size in enumerate(t["sizes"]) for _ in range(size)]
        gens = self.document["categories"][c]["generators"]
        gen, missing, entries = {}, [], iter(t["action"])
        for s, g in enumerate(gens):
            for x, a in enumerate(over):
                if a == self.tables[near][g,]:
                    y = next(entries)
                    values = [z for z, b in enumerate(over) if b == self.tables[far][g,]]
                    if y < 0:
                        missing.append((f"{name}.gen", (x, s), values))
                    else:
                        assert y in values
                        gen[x, s] = y
        self.sorts[f"{name}.el"] = len(over)
        self.tables |= {f"{name}.ob": {(x,): a for x, a in enumerate(over)}, f"{name}.gen": gen}
        self.tables[f"{name}.source"] = {(s,): self.tables[near][g,] for s, g in enumerate(gens)}
        self.free[name] = missing
        if not missing:
            act = {}
            for (x, a), f in product(enumerate(over), range(self.sorts[f"{c}.ar"])):
                if a == self.tables[near][f,]:
                    y = x
                    for s in self.words[c][f][:: -1 if contravariant else 1]:
                        y = gen[y, s]
                    act[x, f] = y
            for (f, g), h in self.tables[f"{c}.comp"].items():
                first, second = (g, f) if contravariant else (f, g)
                assert all(act[x, h] == act[act[x, first], second] for x in range(len(over)) if (x, h) in act)
            self.tables[f"{name}.act"] = act

    def _functor(self, name: str, f: dict[str, Any]) -> None:
        c, d = f["dom"], f["cod"]
        parts = (("ob", f["objects"], f"{d}.ob"), ("gen", f["generators"], f"{d}.ar"))
        for part, values, _ in parts:
            self.tables[f"{name}.{part}"] = {(i,): v for i, v in enumerate(values) if v >= 0}
        self.free[name] = [(f"{name}.{p}", (i,), list(range(self.sorts[s]))) for p, values, s in parts for i, v in enumerate(values) if v < 0]
        if not self.free[name]:
            comp, ar = self.tables[f"{d}.comp"], {}
            for arrow in range(self.sorts[f"{c}.ar"]):
                image = f["objects"][self.tables[f"{c}.dom"][arrow,]]
                for s in self.words[c][arrow]:
                    image = comp[image, f["generators"][s]]
                ar[arrow,] = image
            for end, arrow in product(("dom", "cod"), range(self.sorts[f"{c}.ar"])):
                assert self.tables[f"{d}.{end}"][ar[arrow,],] == f["objects"][self.tables[f"{c}.{end}"][arrow,]]
            assert all(ar[h,] == comp[ar[g,], ar[k,]] for (g, k), h in self.tables[f"{c}.comp"].items())
            self.tables[f"{name}.ar"] = ar

    def _natural(self, s: str, t: str, image: dict[int, int]) -> None:
        assert self._commutes(s, t, image)

    def _commutes(self, s: str, t: str, image: dict[int, int]) -> bool:
        over = all(self.tables[f"{s}.ob"][x,] == self.tables[f"{t}.ob"][y,] for x, y in image.items())
        return over and all(image[y] == self.tables[f"{t}.act"][image[x], f] for (x, f), y in self.tables[f"{s}.act"].items())

    def _weighted(self, document: dict[str, Any]) -> None:
        for name, m in document.get("weighted", {}).items():
            n, entries = m["objects"], self._paths(m) if "above" in m else list(zip(m["rows"], m["columns"], m["num"], m["den"], strict=True))
            self.sorts |= {f"{name}.ob": n, f"{name}.en": len(entries)}
            hom = dict.fromkeys(product(range(n), repeat=2), 0)
            for e, (x, y, a, b) in enumerate(entries):
                assert hom[x, y] == 0
                hom[x, y] = Fraction(a, b)
                assert 0 <= hom[x, y] <= 1
                for part, value in (("row", x), ("col", y), ("at", Fraction(a, b))):
                    self.tables.setdefault(f"{name}.{part}", {})[e,] = value
            self.tables[f"{name}.hom"] = hom
        for name, t in document.get("weighted_tasks", {}).items():
            value = [Fraction(a, b) for a, b in zip(t["num"], t["den"], strict=True)]
            self.tables[f"{name}.at"] = {(x,): v for x, v in enumerate(value)}
            for (x, y), w in self.tables[f"{t['category']}.hom"].items():
                assert w * value[y] <= value[x] if t["variance"] == "contravariant" else w * value[x] <= value[y]
        for name, k in document.get("weighted_functors", {}).items():
            self.tables[f"{name}.ob"] = {(x,): y for x, y in enumerate(k["objects"])}
            for (a, b), w in self.tables[f"{k['dom']}.hom"].items():
                assert w <= self.tables[f"{k['cod']}.hom"][k["objects"][a], k["objects"][b]]

    def _paths(self, m: dict[str, Any]) -> list[tuple[int, int, int, int]]:
        """The entries of a tree: all paths downwards, longer ones after shorter ones, with their products."""
        nodes = range(m["objects"])
        edges = {x: (m["above"][x], Fraction(m["num"][x], m["den"][x])) for x in nodes}
        assert all(0 <= above < x or above == x == 0 for x, (above, _) in edges.items())
        assert all(weight <= 1 for _, weight in edges.values())
        paths = {(x, x): Fraction(1) for x in nodes}
        for _ in nodes:
            paths |= {(edges[x][0], y): edges[x][1] * w for (x, y), w in paths.items() if x}
        return [(x, y, *w.as_integer_ratio()) for (x, y), w in sorted(paths.items()) if w]

    def _is_weighted_category(self, name: str) -> bool:
        hom, every = self.tables[f"{name}.hom"], range(self.sorts[f"{name}.ob"])
        return all(hom[x, x] == 1 and hom[x, y] * hom[y, z] <= hom[x, z] for x, y, z in product(every, repeat=3))

    def _is_closure(self, name: str, of: str) -> bool:
        """The weight of the best path, all walks up to n steps."""
        every, step = range(self.sorts[f"{of}.ob"]), self.tables[f"{of}.hom"]
        best = {(x, y): Fraction(int(x == y)) for x, y in product(every, repeat=2)}
        for _ in every:
            best = {(x, z): max([w, *(best[x, y] * step[y, z] for y in every)]) for (x, z), w in best.items()}
        return best == self.tables[f"{name}.hom"]

    # ------------------------------------------------------------------ questions

    def count(self, name: str, params: tuple[int, ...]) -> int:
        """The number of solutions of a question; of a rule, the number of isomorphisms or of transformations, and 1 or 0 for a Kan extension."""
        question = self.document["questions"][name]
        if question.get("rule") == "represents":
            return self._representations(question["args"][0], params[0])
        if question.get("rule") == "isomorphic":
            return sum(1 for _ in self._isomorphisms(*question["args"]))
        if question.get("rule") == "natural":
            return self._transformations(*question["args"])
        if question.get("rule") == "lan":
            return int(self._is_kan_extension(*question["args"]))
        if question.get("rule") == "category":
            return int(self._is_weighted_category(*question["args"]))
        if question.get("rule") == "closure":
            return int(self._is_closure(*question["args"]))
        if question.get("rule") == "path":
            return int(congruent(self.document["presentations"][question["args"][0]], *question["args"][1:]))
        env = {f"p{i}": x for i, x in enumerate(params)}
        cells = [cell for structure in question.get("free", []) for cell in self.free[structure]]
        kept = {name: dict(table) for name, table in self.tables.items()}
        for table, keys, (sort, fibre) in question.get("unknown", []):
            for inner in self._environments(keys, env):
                cells.append((table, tuple(inner[v] for v, _, _ in keys), list(self._range(sort, fibre, inner))))
            self.tables.setdefault(table, {})
        total = 0
        for values in product(*(domain for _, _, domain in cells)):
            for (table, key, _), value in zip(cells, values, strict=True):
                self.tables[table][key] = value
            total += all(self.formula(axiom, env) for axiom in question.get("axioms", []))
        self.tables = kept
        return total

    def _environments(self, keys: list[Any], env: dict[str, int]) -> Iterator[dict[str, int]]:
        if not keys:
            yield env
        else:
            variable, sort, fibre = keys[0]
            for x in self._range(sort, fibre, env):
                yield from self._environments(keys[1:], {**env, variable: x})

    def _representations(self, t: str, p: int) -> int:
        """Families of bijections between Hom(-, p), or Hom(p, -), and T that commute with all arrows."""
        data = self.document["set_functors"][t]
        c, contravariant = data["category"], data["variance"] == "contravariant"
        near, far = ("cod", "dom") if contravariant else ("dom", "cod")
        hom = [f for f in range(self.sorts[f"{c}.ar"]) if self.tables[f"{c}.{near}"][f,] == p]
        act, comp = self.tables[f"{t}.act"], self.tables[f"{c}.comp"]
        ends = {f: self.tables[f"{c}.{far}"][f,] for f in hom}
        return sum(
            all(
                image[comp[(g, f) if contravariant else (f, g)]] == act[image[f], g]
                for f in hom
                for g in range(self.sorts[f"{c}.ar"])
                if (image[f], g) in act
            )
            for image in self._bijections(ends, {x: a for (x,), a in self.tables[f"{t}.ob"].items()})
        )

    def _isomorphisms(self, s: str, t: str) -> Iterator[dict[int, int]]:
        left, right = ({x: a for (x,), a in self.tables[f"{name}.ob"].items()} for name in (s, t))
        return (image for image in self._bijections(left, right) if self._commutes(s, t, image))

    def _transformations(self, s: str, t: str) -> int:
        key = json.dumps([self.document["categories"], self.document["set_functors"][s], self.document["set_functors"][t]])
        if key not in _COUNTED:  # the slowest of all; most disturbances leave these structures alone
            left, right = ({x: a for (x,), a in self.tables[f"{name}.ob"].items()} for name in (s, t))
            families = product(*([y for y in right if right[y] == a] for a in left.values()))
            _COUNTED[key] = sum(self._commutes(s, t, dict(zip(left, family, strict=True))) for family in families)
        return _COUNTED[key]

    def _is_kan_extension(self, ext: str, f: str, k: str, unit: str) -> bool:
        """The unit is natural, and each value of ext is the colimit that it should be: pairs (x, g) modulo all arrows of the source."""
        b = self.document["functors"][k]["cod"]
        contravariant = self.document["set_functors"][f]["variance"] == "contravariant"
        image, act, along, comp = self.tables[unit], self.tables[f"{ext}.act"], self.tables[f"{k}.ar"], self.tables[f"{b}.comp"]
        over = {x: self.tables[f"{k}.ob"][o,] for (x,), o in self.tables[f"{f}.ob"].items()}
        if any(self.tables[f"{ext}.ob"][image[x,],] != end for x, end in over.items()):
            return False
        moves = [(x, h, y) for (x, h), y in self.tables[f"{f}.act"].items()]
        if any(act[image[x,], along[h,]] != image[y,] for x, h, y in moves):
            return False
        near = self.tables[f"{b}.cod" if contravariant else f"{b}.dom"]
        classes = {(x, g): {(x, g)} for x, end in over.items() for (g,), at in near.items() if at == end}
        for x, h, y in moves:
            for other, g in [pair for pair in classes if pair[0] == y]:
                one, two = classes[other, g], classes[x, comp[(g, along[h,]) if contravariant else (along[h,], g)]]
                if one is not two:
                    one |= two
                    for pair in two:
                        classes[pair] = one
        values = {id(c): {act[image[x,], g] for x, g in c} for c in classes.values()}
        assert all(len(v) == 1 for v in values.values())
        return sorted(y for v in values.values() for y in v) == list(range(self.sorts[f"{ext}.el"]))

    @staticmethod
    def _bijections(left: dict[int, int], right: dict[int, int]) -> Iterator[dict[int, int]]:
        """The bijections that keep the object."""
        if sorted(left.values()) != sorted(right.values()):
            return
        sources = {a: [x for x in left if left[x] == a] for a in sorted(set(left.values()))}
        targets = {a: [y for y in right if right[y] == a] for a in sources}
        for images in product(*(permutations(targets[a]) for a in sources)):
            yield dict(zip((x for xs in sources.values() for x in xs), (y for ys in images for y in ys), strict=True))

    # ------------------------------------------------------------------ formulas

    def term(self, tree: Any, env: dict[str, int]) -> int:
        if isinstance(tree, str):
            return env[tree]
        if isinstance(tree, int):
            return tree
        head, *rest = tree
        if head == "#":
            return sum(self.formula(rest[3], {**env, rest[0]: x}) for x in self._range(rest[1], rest[2], env))
        if head == "count":
            return self.count(rest[0], tuple(self.term(t, env) for t in rest[1:]))
        if head == "log":
            return Logs.of(self.term(rest[0], env))
        if head == "sum":
            return sum((self.term(rest[3], {**env, rest[0]: x}) for x in self._range(rest[1], rest[2], env)), Fraction(0))
        if head in ("+", "*", "/"):
            a, b = (self.term(t, env) for t in rest)
            if head == "/":
                if b == 0:
                    raise Undefined
                return Fraction(a, 1) / b
            return a + b if head == "+" else a * b
        key = tuple(self.term(t, env) for t in rest[1:])
        if key not in self.tables[rest[0]]:
            raise Undefined
        return self.tables[rest[0]][key]

    def formula(self, tree: Any, env: dict[str, int]) -> bool:
        if isinstance(tree, bool):
            return tree
        head, *rest = tree
        if head in ("all", "any"):
            bodies = (self.formula(rest[3], {**env, rest[0]: x}) for x in self._range(rest[1], rest[2], env))
            return all(bodies) if head == "all" else any(bodies)
        if head in ("and", "or"):
            parts = (self.formula(t, env) for t in rest)
            return all(parts) if head == "and" else any(parts)
        if head in ("not", "=>", "<=>"):
            a = self.formula(rest[0], env)
            if head == "<=>":
                return a == self.formula(rest[1], env)
            return not a or (head == "=>" and self.formula(rest[1], env))
        try:
            if head == "holds":
                return self.count(rest[0], tuple(self.term(t, env) for t in rest[1:])) > 0
            left, right = (self.term(t, env) for t in rest)
        except Undefined:
            return False
        return {"=": left == right, "<=": left <= right, "<": left < right}[head]

    def _range(self, sort: str, fibre: list[Any], env: dict[str, int]) -> Iterator[int]:
        try:
            wanted = [(self.tables[f], self.term(t, env)) for f, t in fibre]
        except Undefined:
            return
        yield from (x for x in range(self.sorts[sort]) if all(table.get((x,)) == y for table, y in wanted))


def congruent(presentation: dict[str, Any], *equation: Any) -> bool:
    """Whether two paths are equal in the category presented; AssertionError where the small bounds of `_congruent` leave that open."""
    ends = tuple(zip(presentation["dom"], presentation["cod"], strict=True))
    laws, asked = ([(a, tuple(x), tuple(y)) for a, x, y in part] for part in (presentation["equations"], [equation]))
    return _congruent(presentation["objects"], ends, tuple(laws), asked[0])


@cache
def _congruent(objects: int, ends: tuple[tuple[int, int], ...], laws: tuple[Any, ...], asked: Any, words: int = 1_000, size: int = 2) -> bool:
    """All functors into sets of at most `size` elements, then all rewrites from the left path."""
    start, left, right = asked

    def image(maps: Any, x: int, word: Any) -> int:
        for g in word:
            x = maps[g][x]
        return x

    for sizes in product(range(size + 1), repeat=objects):
        for maps in product(*(product(range(sizes[b]), repeat=sizes[a]) for a, b in ends)):
            lawful = all(image(maps, x, one) == image(maps, x, two) for a, one, two in laws for x in range(sizes[a]))
            if lawful and any(image(maps, x, left) != image(maps, x, right) for x in range(sizes[start])):
                return False
    seen, queue = {left}, [left]
    for word in queue:
        if right in seen:
            return True
        for at, end in enumerate([start, *(ends[g][1] for g in word)]):
            for a, old, new in (pair for b, one, two in laws for pair in ((b, one, two), (b, two, one))):
                longer = word[:at] + new + word[at + len(old) :]
                if a == end and word[at : at + len(old)] == old and longer not in seen and len(seen) < words:
                    seen.add(longer)
                    queue.append(longer)
    assert right in seen, f"neither equal nor separated: {left} and {right}"
    return True


def truth(document: dict[str, Any]) -> bool:
    """Whether the statement of a document is true of its structures, which must satisfy their laws (AssertionError otherwise)."""
    return World(document).formula(document["statement"], {})


_COUNTED: dict[str, int] = {}  # natural transformations between two functors, by all that they are made of
