"""What a term is elaborated in: variables, structure parameters, and where bare names are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.elaborate.scope import Scope, Structure, error, key
from presheaf.model.elaborate.structures import Structures
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted
from presheaf.source import SpecError
from presheaf.syntax import ast

Home = Category | SetFunctor | Weighted
Want = Literal["object", "arrow", "element", "number"]


@dataclass(frozen=True)
class Typed:
    """A term with its kind, its category or functor, and what is known of its ends (dom, cod of an arrow; (object,) of an element)."""

    kind: Want
    term: p.Term
    home: Home | None
    ends: tuple[p.Term | None, ...] = ()


@dataclass(frozen=True)
class Environment:
    """Variables in scope, structure parameters, the categories and tasks that bare names are looked up in first, the object of elements."""

    scope: Scope
    variables: dict[str, Typed] = field(default_factory=dict)
    local: dict[str, Structure] = field(default_factory=dict)
    homes: tuple[Home, ...] = ()
    over: p.Term | None = None

    @property
    def structures(self) -> Structures:
        """Structure expressions in this environment."""
        objects: dict[str, tuple[Category | Weighted, int | str]] = {}
        for name, value in self.variables.items():
            if isinstance(value.home, Category | Weighted) and isinstance(value.term, p.ObjectAt | p.Variable) and value.kind == "object":
                objects[name] = (value.home, value.term.index if isinstance(value.term, p.ObjectAt) else value.term.name)
        return Structures(self.scope, self.local, objects)

    def at(self, *homes: Home | None) -> Environment:
        """Bare names are looked up in these first."""
        return replace(self, homes=(*(h for h in homes if h is not None), *self.homes))

    def bind(self, name: str, value: Typed) -> Environment:
        """With one more variable."""
        home = (value.home,) if value.home is not None else ()
        return replace(self, variables={**self.variables, name: value}, homes=(*home, *self.homes))

    def categories(self) -> list[Category]:
        """Categories to look names up in: the homes in order, without doubles."""
        out: list[Category] = []
        for h in self.homes:
            c = h.category if isinstance(h, SetFunctor) else h
            if isinstance(c, Category) and all(c is not x for x in out):
                out.append(c)
        return out


def arrow_at(c: Category, f: int) -> Typed:
    """A known arrow."""
    return Typed("arrow", p.ArrowAt(c, f), c, (p.ObjectAt(c, int(c.dom[f])), p.ObjectAt(c, int(c.cod[f]))))


def object_at(c: Category | Weighted, x: int) -> Typed:
    """A known object."""
    return Typed("object", p.ObjectAt(c, x), c)


def element_at(t: SetFunctor, x: int) -> Typed:
    """A known element."""
    return Typed("element", p.ElementAt(t, x), t, (p.ObjectAt(t.category, int(t.over[x])),))


def foreign(c: Category | Weighted, found: Typed, node: ast.Expr) -> SpecError:
    """The error for an object of another category than C."""
    of = f"{key(node) or 'this'} is an object of {found.home.name}, not of {c.name}" if found.home else f"this is not an object of {c.name}"
    return error("E403", of, node, f"the objects of {c.name} are {', '.join(c.names.objects[:8])}" if c.object_count else "it has no objects")
