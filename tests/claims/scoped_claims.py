"""Random claims about all categories with a task or copresheaf, or with a functor: their text, and their value at plain structures by definition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import claim_oracle as oracle
from claim_worlds import Plain, PlainTask, all_categories, all_functors, all_tasks

World = tuple[Any, ...]
"""(category, task), or (category, category, images of arrows)."""
Env = dict[str, Any]
Truth = Callable[[World, Env], bool]
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": int.__eq__,
    "!=": int.__ne__,
    "<=": int.__le__,
    "<": int.__lt__,
    ">=": int.__ge__,
    ">": int.__gt__,
}


@dataclass(frozen=True)
class Sentence:
    text: str
    truth: Truth


def cauchy_complete(c: Plain) -> bool:
    def splits(e: int) -> bool:
        arrows = range(c.arrows)
        return any(c.comp[r][s] == e and c.comp[s][r] == c.cod[r] for r in arrows for s in arrows if c.cod[r] == c.dom[s] and c.cod[s] == c.dom[r])

    return all(splits(e) for e in range(c.arrows) if oracle.idempotent(c, e))


def has_equalizers(c: Plain) -> bool:
    def equalizer(f: int, g: int, e: int) -> bool:
        into = [h for h in range(c.arrows) if c.cod[h] == c.dom[f] and c.comp[h][f] == c.comp[h][g]]
        return e in into and all(sum(c.comp[u][e] == h for u in oracle.hom(c, c.dom[h], c.dom[e])) == 1 for h in into)

    pairs = [(f, g) for f in range(c.arrows) for g in oracle.hom(c, c.dom[f], c.cod[f])]
    return all(any(equalizer(f, g, e) for e in range(c.arrows)) for f, g in pairs)


OF_CATEGORY = {
    "thin": oracle.thin,
    "skeletal": oracle.skeletal,
    "groupoid": oracle.groupoid,
    "connected": oracle.connected,
    "cauchy_complete": cauchy_complete,
    "has_equalizers": has_equalizers,
}
OF_TASK = {
    "representable(T)": oracle.representable,
    "promptable(T)": oracle.promptable,
    "promptable(T, card)": lambda t: any(oracle.solves_in_number(t, p) for p in range(t.base.objects)),
    "retract_of_representable(T)": oracle.retract_of_representable,
    "covered_by(T, 0)": lambda t: oracle.covered_by(t, 0),
    "covered_by(T, 1)": lambda t: oracle.covered_by(t, 1),
    "covered_by(T, 2)": lambda t: oracle.covered_by(t, 2),
    "sum_of_representables(T, 0)": lambda t: oracle.sum_of_representables(t, 0),
    "sum_of_representables(T, 1)": lambda t: oracle.sum_of_representables(t, 1),
    "sum_of_representables(T, 2)": lambda t: oracle.sum_of_representables(t, 2),
}
OF_ARROW = {"mono": oracle.mono, "epi": oracle.epi, "iso": oracle.iso, "idempotent": oracle.idempotent}
OF_FUNCTOR = {
    "full": oracle.full,
    "faithful": oracle.faithful,
    "essentially_surjective": oracle.essentially_surjective,
    "fully_faithful": lambda c, d, i: oracle.full(c, d, i) and oracle.faithful(c, d, i),
    "equivalence": lambda c, d, i: oracle.full(c, d, i) and oracle.faithful(c, d, i) and oracle.essentially_surjective(c, d, i),
}
QUANTIFIERS: dict[str, Callable[[list[bool]], bool]] = {"forall": all, "exists": any, "exists!": lambda values: sum(values) == 1}


def elements(t: PlainTask) -> list[tuple[int, int]]:
    return [(x, u) for x, size in enumerate(t.sizes) for u in range(size)]


class Claims:
    """Makes random claims; `covariant` is the kind of T, `functors` speaks of F : C -> D instead."""

    def __init__(self, rng: random.Random, covariant: bool = False, functors: bool = False) -> None:
        self.rng, self.covariant, self.functors = rng, covariant, functors
        self.names = itertools.count()

    def body(self, depth: int, variables: dict[str, str]) -> Sentence:
        """A proposition whose free variables have these sorts: object, arrow, element."""
        if depth == 0 or self.rng.random() < 0.15:
            return self.atom(variables)
        if self.rng.random() < 0.4:
            return self.quantified(depth, variables)
        operator = self.rng.choice(["not", "and", "or", "implies", "iff"])
        one = self.body(depth - 1, variables)
        if operator == "not":
            return Sentence(f"not ({one.text})", lambda w, e: not one.truth(w, e))
        two = self.body(depth - 1, variables)
        combined: dict[str, Callable[[bool, bool], bool]] = {
            "and": lambda a, b: a and b,
            "or": lambda a, b: a or b,
            "implies": lambda a, b: not a or b,
            "iff": lambda a, b: a == b,
        }
        return Sentence(f"({one.text}) {operator} ({two.text})", lambda w, e: combined[operator](one.truth(w, e), two.truth(w, e)))

    def quantified(self, depth: int, variables: dict[str, str]) -> Sentence:
        quantifier = self.rng.choice(["forall", "exists", "forall", "exists", "exists!"])
        sort = self.rng.choice(["object", "arrow"] if self.functors else ["object", "arrow", "element"])
        name = f"{sort[0]}{next(self.names)}"
        inner = self.body(depth - 1, {**variables, name: sort})
        written = {"object": "C", "arrow": "arrows(C)", "element": "T"}[sort]

        def values(w: World) -> list[Any]:
            return list(range(w[0].objects)) if sort == "object" else list(range(w[0].arrows)) if sort == "arrow" else elements(w[1])

        text = f"{quantifier} {name}: {written}. {inner.text}"
        return Sentence(text, lambda w, e: QUANTIFIERS[quantifier]([inner.truth(w, {**e, name: x}) for x in values(w)]))

    def atom(self, variables: dict[str, str]) -> Sentence:
        objects, arrows, over = ([n for n, s in variables.items() if s == sort] for sort in ("object", "arrow", "element"))
        made = [self.closed]
        made += [lambda: self.of_object(objects)] * 3 if objects else []
        made += [lambda: self.of_arrow(arrows)] * 3 if arrows else []
        made += [lambda: self.of_element(over, arrows, objects)] * 3 if over else []
        return self.rng.choice(made)()

    def closed(self) -> Sentence:
        if self.rng.random() < 0.25:
            operator, n = self.rng.choice(sorted(COMPARE)), self.rng.randrange(4)
            what = self.rng.choice(["|C|", "|arrows(C)|", "|D|" if self.functors else "|T|"])
            size: dict[str, Callable[[World], int]] = {
                "|C|": lambda w: w[0].objects, "|arrows(C)|": lambda w: w[0].arrows, "|D|": lambda w: w[1].objects, "|T|": lambda w: sum(w[1].sizes),
            }  # fmt: skip
            return Sentence(f"{what} {operator} {n}", lambda w, e: COMPARE[operator](size[what](w), n))
        if self.rng.random() < 0.4:
            name = self.rng.choice(sorted(OF_CATEGORY))
            where = self.rng.choice([0, 1]) if self.functors else 0
            return Sentence(f"{name}({'CD'[where]})", lambda w, e: OF_CATEGORY[name](w[where]))
        if self.functors:
            name = self.rng.choice(sorted(OF_FUNCTOR))
            return Sentence(f"{name}(F)", lambda w, e: OF_FUNCTOR[name](*w))
        name = self.rng.choice(sorted(OF_TASK))
        return Sentence(name, lambda w, e: OF_TASK[name](w[1]))

    def of_object(self, objects: list[str]) -> Sentence:
        x, y = self.rng.choice(objects), self.rng.choice(objects)
        operator, n = self.rng.choice(sorted(COMPARE)), self.rng.randrange(3)
        found = [
            Sentence(f"terminal(C, {x})", lambda w, e: oracle.terminal(w[0], e[x])),
            Sentence(f"initial(C, {x})", lambda w, e: oracle.initial(w[0], e[x])),
            Sentence(f"isomorphic({x}, {y})", lambda w, e: oracle.objects_isomorphic(w[0], e[x], e[y])),
            Sentence(f"{x} = {y}", lambda w, e: e[x] == e[y]),
            Sentence(f"|C({x}, {y})| {operator} {n}", lambda w, e: COMPARE[operator](len(oracle.hom(w[0], e[x], e[y])), n)),
        ]
        if self.functors:
            found.append(Sentence(f"F({x}) = F({y})", lambda w, e: w[2][e[x]] == w[2][e[y]]))
            found.append(Sentence(f"terminal(D, F({x}))", lambda w, e: oracle.terminal(w[1], w[2][e[x]])))
            return self.rng.choice(found)
        found += [
            Sentence(f"|T({x})| {operator} {n}", lambda w, e: COMPARE[operator](w[1].sizes[e[x]], n)),
            Sentence(f"represents({x}, T)", lambda w, e: oracle.represents(w[1], e[x])),
            Sentence(f"solves({x}, T)", lambda w, e: oracle.solves(w[1], e[x])),
            Sentence(f"solves({x}, T, card)", lambda w, e: oracle.solves_in_number(w[1], e[x])),
        ]
        return self.rng.choice(found)

    def of_arrow(self, arrows: list[str]) -> Sentence:
        f, g, h = (self.rng.choice(arrows) for _ in range(3))
        name = self.rng.choice(sorted(OF_ARROW))

        def commutes(w: World, e: Env) -> bool:
            return w[0].comp[e[f]][e[g]] == e[h]

        found = [Sentence(f"{name}({f})", lambda w, e: OF_ARROW[name](w[0], e[f])), Sentence(f"{f} ; {g} = {h}", commutes)]
        if self.functors:
            found.append(Sentence(f"{name}(F({f}))", lambda w, e: OF_ARROW[name](w[1], w[2][e[f]])))
            found.append(Sentence(f"F({f}) = F({g})", lambda w, e: w[2][e[f]] == w[2][e[g]]))
        return self.rng.choice(found)

    def of_element(self, over: list[str], arrows: list[str], objects: list[str]) -> Sentence:
        u, v = self.rng.choice(over), self.rng.choice(over)
        found = [Sentence(f"{u} = {v}", lambda w, e: e[u] == e[v])]
        if objects:
            x = self.rng.choice(objects)
            found.append(Sentence(f"universal({x}, {u}, T)", lambda w, e: oracle.universal(w[1], e[x], *e[u])))
        if arrows:
            f = self.rng.choice(arrows)
            text = f"{f}({u}) = {v}" if self.covariant else f"{u}|{f} = {v}"

            def moved(w: World, e: Env) -> bool:
                near, far = w[1].ends(e[f])
                return e[u][0] == near and (far, w[1].act[e[f]][e[u][1]]) == e[v]

            found += [Sentence(text, moved)] * 2
        return self.rng.choice(found)

    def claim(self, name: str, arrows: int, most: int) -> tuple[str, bool, Sentence]:
        """(the claim, whether it says `forall`, its body): categories of at most so many arrows, at most `most` elements or arrows of D."""
        every = self.rng.random() < 0.6
        body = self.body(self.rng.choice([1, 2, 2, 3]), {})
        second = "D: category, F: functor(C, D)" if self.functors else f"T: {'copresheaf' if self.covariant else 'task'}(C)"
        scope = f"C <= {arrows} arrows; {f'D <= {most} arrows' if self.functors else f'T <= {most} elements'}"
        return f"claim {name}: {'forall' if every else 'exists'} C: category, {second}. {body.text} within {scope}", every, body

    def worlds(self, arrows: int, most: int) -> list[World]:
        """Everything in the scope, isomorphic copies included."""
        bases = [c for n in range(1, arrows + 1) for c in all_categories(n)]
        if not self.functors:
            return [(c, t) for c in bases for t in all_tasks(c, most, not self.covariant)]
        others = [d for n in range(1, most + 1) for d in all_categories(n)]
        return [(c, d, tuple(image)) for c in bases for d in others for image in all_functors(c, d)]


def size(w: World) -> tuple[int, int, int]:
    """All objects, all arrows, all elements."""
    if isinstance(w[1], PlainTask):
        return w[0].objects, w[0].arrows, sum(w[1].sizes)
    return w[0].objects + w[1].objects, w[0].arrows + w[1].arrows, 0
