"""Evidence that the instances of a quantifier over structures are all there are: a list for every choice of the structures before, in turn.

For `forall C: category, T: task(C)` the categories are listed, and for each of them the tasks on it. The kernel checks every list, and that together
they leave out no choice (`kernel.listing`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from presheaf.claims import listed_theories as theories
from presheaf.claims.base import Lowering
from presheaf.claims.listed_cases import Case, Model
from presheaf.kernel import FORMAT
from presheaf.kernel.scope import ranges_of, vectors
from presheaf.model.category import Category
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import VARIANCE, Scoped, bound
from presheaf.model.elaborate.quantified import listed
from presheaf.model.elaborate.scopes import sort_of
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.structure import Structure
from presheaf.syntax import ast

Document = dict[str, Any]
Row = tuple[int, ...]
STEPS = 20_000  # values that are compared for one case, about
VECTORS = 400  # cases of one list


class Unlisted(Exception):
    """Beyond the limits, or over a structure that is neither declared nor a variable."""


@dataclass
class Budget:
    """What is left of a number of nogoods."""

    left: int

    def spend(self, nogoods: int) -> None:
        """Unlisted if that is more than is left."""
        self.left -= nogoods
        if self.left < 0:
            raise Unlisted


class _Naming(Lowering):
    """Structures under the names by which a list knows them: those of the variables and of the declarations."""

    def __init__(self, claim: Scoped, env: Environment) -> None:
        super().__init__()
        self.known = {id(s): s.name for _, s in claim.scope.structures()} | {id(s): name for name, s in env.local.items()}

    def _name(self, thing: object, prefix: str) -> tuple[str, bool]:
        if id(thing) not in self.known:
            raise Unlisted
        new = id(thing) not in self._names
        self._names[id(thing)] = self.known[id(thing)]
        return self.known[id(thing)], new

    def declared(self) -> Document:
        """The sections of what has been named."""
        return {section: self._sections[section] for section in ("categories", "set_functors") if self._sections[section]}


@dataclass
class Lists:
    """The lists of one variable, by what they are over: certificates with the structures."""

    claim: Scoped
    binder: ast.Binder
    budget: Budget
    made: dict[Row, tuple[Document, list[Structure]]] = field(default_factory=dict)

    def over(self, env: Environment) -> list[Structure]:
        """What the variable ranges over in an environment; its certificate is made when it is first asked for."""
        sort = sort_of(self.binder, env.scope)
        if sort is not None and sort not in VARIANCE:
            raise Unlisted
        ends: tuple[Structure, ...] = (self.claim.home(self.binder, env),) if sort else listed(env.structures, self.binder).ends
        key = tuple(map(id, ends))
        if key not in self.made:
            self.made[key] = self._list(env, ends)
        return self.made[key][1]

    def _list(self, env: Environment, ends: tuple[Structure, ...]) -> tuple[Document, list[Structure]]:
        name, low = self.binder.name, _Naming(self.claim, env)
        match ends:
            case (Category() as c,):
                document = self._scope(low.category(c), env)
            case (Category() as c, Category() as d):
                dom, cod = low.category(c), low.category(d)
                _afford(len(c.right) * d.arrow_count**2)
                document = {"scope": [], "theory": theories.functor(name, dom, cod), "lists": ["functors", name, {"dom": dom, "cod": cod}]}
            case (SetFunctor() as s, SetFunctor() as t):
                dom, cod = low.set_functor(s), low.set_functor(t)
                _afford(s.action.size * int(t.sizes.max(initial=0)) ** 2)
                theory = theories.transformation(name, dom, cod, low.category(s.category))
                document = {"scope": [], "theory": theory, "lists": ["transformations", name, {"dom": dom, "cod": cod}]}
            case _:
                raise Unlisted
        sort = sort_of(self.binder, env.scope)
        sizes = self.claim.extents[name, sort].sizes() if sort else [(0, 0, 0)]
        found = [s for size in sizes for s in self.claim.structures(self.binder, size, env)]
        document = {"format": FORMAT, **document, **low.declared(), "number": len(found)}
        return {**document, "cases": self._cases(document, found, ends)}, found

    def _scope(self, over: str, env: Environment) -> Document:
        name, sort = self.binder.name, sort_of(self.binder, env.scope)
        assert sort is not None
        variance, elements = VARIANCE[sort], self.claim.extents[name, sort].elements
        scope = [{"name": name, "sort": variance, "over": over, "elements": [elements.low, elements.high]}]
        lists = ["set_functors", name, {"category": over, "variance": variance}]
        return {"scope": scope, "theory": theories.set_functor(name, over, variance), "lists": lists}

    def _cases(self, document: Document, found: list[Structure], ends: tuple[Structure, ...]) -> list[Document]:
        name, given = self.binder.name, dict[Row, list[Model]]()
        for s in found:
            given.setdefault(tuple(s.sizes.tolist()) if isinstance(s, SetFunctor) else (), []).append(_model(name, s))
        objects = {entry["over"]: ends[0].object_count for entry in document["scope"] if isinstance(ends[0], Category)}
        out = []
        for sizes in _few(vectors(ranges_of(document["scope"]), {}, objects)):
            row = sizes.get(name, ())
            if row and isinstance(ends[0], Category):
                _afford(len(ends[0].right) * sum(row) * max(row) ** 2)
            case = Case(document, sizes)
            self.budget.spend(len(case.nogoods))
            evidence = case.evidence(given.pop(row, []))
            if evidence is None:
                raise Unlisted
            out.append({"sizes": {n: list(r) for n, r in sizes.items()}, "evidence": evidence})
        return out


def _afford(steps: int) -> None:
    if steps > STEPS:
        raise Unlisted


def _few(found: Any) -> list[Any]:
    out = []
    for sizes in found:
        out.append(sizes)
        if len(out) > VECTORS:
            raise Unlisted
    return out


def _model(name: str, structure: Structure) -> Model:
    """The tables of a structure, in the order of their keys."""
    match structure:
        case SetFunctor():
            c = structure.category
            near = c.cod if structure.variance == "contravariant" else c.dom
            sizes = structure.sizes[near]
            arrows = np.repeat(np.arange(c.arrow_count, dtype=np.int32), sizes)
            elements = np.concatenate([np.arange(structure.start[a], structure.start[a + 1], dtype=np.int32) for a in near] or [arrows])
            return {f"{name}.action": structure.action.tolist(), f"{name}.act": structure.act(elements, arrows).tolist()}
        case Functor():
            tables = (("objects", structure.on_objects), ("generators", structure.on_generators), ("arrows", structure.on_arrows))
            return {f"{name}.{part}": values.tolist() for part, values in tables}
        case Transformation():
            return {f"{name}.at": structure.component.tolist()}
    raise Unlisted


Categories = Callable[[ast.Binder], tuple[Document, Sequence[Category]]]


def chosen(claim: Scoped, binders: Sequence[ast.Binder], env: Environment, limit: int, categories: Categories) -> tuple[int, list[list[Document]]]:
    """How many choices the variables have, and for each the certificates of its lists. Unlisted beyond the limits, of which one is in nogoods.

    `categories` makes the list of a variable over all categories of a scope.
    """
    budget, out, environments = Budget(limit), list[list[Document]](), [env]
    if len({b.name for b in binders} | {s.name for _, s in claim.scope.structures()}) < len(binders) + len(list(claim.scope.structures())):
        raise Unlisted
    for b in binders:
        following = []
        if sort_of(b, env.scope) == "category":
            document, found = categories(b)
            out.append([document])
            following = [bound(e, b.name, c) for e in environments for c in found]
        else:
            lists = Lists(claim, b, budget)
            for e in environments:
                following += [bound(e, b.name, s) for s in lists.over(e)]
            out.append([document for document, _ in lists.made.values()])
        environments = following
    return len(environments), out
