"""Unknown structures in the kernel's language: their tables, their laws, and formulas about generators read as formulas about arrows.

Over a category of which nothing is known every arrow but the identities counts as a generator. So a definition that speaks of `C.gen`, `C.after`,
`T.gen` and so on is one about `C.ar`, `C.comp` and `T.act`, with no change of meaning: these arrows do generate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from presheaf.claims.base import Formula, Lowering, Note
from presheaf.claims.formulas import Fibre, at, both, eq, every, key, unknown
from presheaf.kernel.logic import BINDERS
from presheaf.model.category import Category
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.unknown import (
    Inexpressible,
    UnknownCategory,
    UnknownComposite,
    UnknownFunctor,
    UnknownOpposite,
    UnknownSetFunctor,
    UnknownTerminal,
    UnknownTransformation,
)

AUXILIARY = "?"  # begins the names of tables that only help to write a formula down
Unknown = UnknownCategory | UnknownSetFunctor | UnknownFunctor | UnknownTransformation


class Unknowns(Lowering):
    """A lowering that knows the names of unknown structures; `known` are the names of their functions whose values the sizes determine.

    `tables` and `laws` say what these structures are, as parts of a theory; no category among them has more than `objects` objects.
    `notes` tell what was taken for what.
    """

    def __init__(self, structures: Sequence[Any], objects: int) -> None:
        super().__init__()
        self.objects = objects
        self.elementary = False  # whether only elements may be quantified over, no tables
        self.called: dict[int, str] = {}
        for i, s in enumerate(structures):
            self.called[id(s)] = f"S{i}" if s.name in self.called.values() else _name(s.name, i)
        self.known: set[str] = set()
        self.tables: list[Any] = []
        self.laws: list[Formula] = []
        self._functions: dict[str, Callable[..., Formula]] = {}
        self._columns: dict[str, str] = {}
        self.notes: list[Note] = []
        self._sorts: dict[str, str] = {}
        self._equal: dict[str, str] = {}  # columns that are the identity of a sort -> an injective column on it
        self._generators: dict[str, str] = {}  # sort of generators -> its category
        self.held = list(structures)
        for s in structures:
            self._declare(s)

    # ------------------------------------------------------------------ names

    def category(self, c: Category) -> str:
        return self._called(c) or super().category(self._real(c, UnknownCategory))

    def set_functor(self, t: SetFunctor) -> str:
        return self._called(t) or super().set_functor(self._real(t, UnknownSetFunctor))

    def functor(self, f: Functor) -> str:
        return self._called(f) or super().functor(self._real(f, UnknownFunctor))

    def transformation(self, a: Transformation) -> str:
        return self._called(a) or super().transformation(self._real(a, UnknownTransformation))

    def _called(self, s: Any) -> str:
        """The name of an unknown structure; one that is made from others is declared when it is first met."""
        if id(s) not in self.called and isinstance(s, UnknownOpposite | UnknownComposite | UnknownTerminal):
            self.called[id(s)] = f"S{len(self.held)}"
            self.held.append(s)
            self._declare(s)
        return self.called.get(id(s), "")

    @staticmethod
    def _real(structure: Any, kind: type[Any]) -> Any:
        if isinstance(structure, kind):
            raise Inexpressible(f"{structure.name} is not bound here")
        if getattr(structure, "partial", False):
            raise Inexpressible(f"{structure.name} has unknown values")
        return structure

    # ------------------------------------------------------------------ laws

    def _declare(self, s: Any) -> None:
        name = self.called[id(s)]
        match s:
            case UnknownOpposite():
                self._opposite(name, self.category(s.base))
            case UnknownComposite():
                self._composite(name, s)
            case UnknownTerminal():
                self._terminal(name, s)
            case UnknownCategory():
                self._category(name)
            case UnknownSetFunctor():
                self._set_functor(name, s)
            case UnknownFunctor():
                self._functor(name, s)
            case UnknownTransformation():
                self._transformation(name, s)

    def _category(self, c: str) -> None:
        comp, one = f"{c}.comp", f"{c}.id"

        def dom(f: Formula) -> Formula:
            return at(f"{c}.dom", f)

        def cod(f: Formula) -> Formula:
            return at(f"{c}.cod", f)

        self.known |= {f"{c}.dom", f"{c}.cod", one}
        meet = key("g", f"{c}.ar", [(f"{c}.dom", cod("f"))])
        self.tables.append(unknown(comp, [key("f", f"{c}.ar"), meet], f"{c}.ar", [(f"{c}.dom", dom("f")), (f"{c}.cod", cod("g"))]))
        associative = eq(at(comp, at(comp, "f", "g"), "h"), at(comp, "f", at(comp, "g", "h")))
        self.laws += [
            every("f", f"{c}.ar", [], eq(at(comp, at(one, dom("f")), "f"), "f")),
            every("f", f"{c}.ar", [], eq(at(comp, "f", at(one, cod("f"))), "f")),
            every("f", f"{c}.ar", [], every("g", f"{c}.ar", [(f"{c}.dom", cod("f"))], every("h", f"{c}.ar", [(f"{c}.dom", cod("g"))], associative))),
        ]
        self._generators[f"{c}.gen"] = c
        self._columns |= {f"{c}.gdom": f"{c}.dom", f"{c}.gcod": f"{c}.cod"}
        self._functions |= {f"{c}.gdom": dom, f"{c}.gcod": cod, f"{c}.arrow": lambda s: s}
        self._functions |= dict.fromkeys((f"{c}.after", f"{c}.before"), lambda f, g: at(comp, f, g))

    def _set_functor(self, t: str, s: UnknownSetFunctor) -> None:
        c, act, contravariant = self.category(s.category), f"{t}.act", s.variance == "contravariant"
        near, far = (f"{c}.cod", f"{c}.dom") if contravariant else (f"{c}.dom", f"{c}.cod")
        self.known.add(f"{t}.ob")
        ends: Fibre = [(near, at(f"{t}.ob", "x"))]
        self.tables.append(unknown(act, [key("x", f"{t}.el"), key("f", f"{c}.ar", ends)], f"{t}.el", [(f"{t}.ob", at(far, "f"))]))
        both_arrows = at(f"{c}.comp", "g", "f") if contravariant else at(f"{c}.comp", "f", "g")
        functorial = eq(at(act, at(act, "x", "f"), "g"), at(act, "x", both_arrows))
        self.laws += [
            every("x", f"{t}.el", [], eq(at(act, "x", at(f"{c}.id", at(f"{t}.ob", "x"))), "x")),
            every("x", f"{t}.el", [], every("f", f"{c}.ar", ends, every("g", f"{c}.ar", [(near, at(far, "f"))], functorial))),
        ]
        self._functions[f"{t}.gen"] = lambda x, g: at(act, x, self._arrow(c, g))
        self._functions[f"{t}.source"] = lambda g: at(near, self._arrow(c, g))
        self._columns[f"{t}.source"] = near if c in self._generators.values() else f"{c}.gcod" if contravariant else f"{c}.gdom"

    def _functor(self, f: str, s: UnknownFunctor) -> None:
        c, d = self.category(s.dom), self.category(s.cod)
        ob, ar = f"{f}.ob", f"{f}.ar"
        self.tables += [unknown(ob, [key("x", f"{c}.ob")], f"{d}.ob"), unknown(ar, [key("f", f"{c}.ar")], f"{d}.ar")]
        ends = [eq(at(f"{d}.{end}", at(ar, "f")), at(ob, at(f"{c}.{end}", "f"))) for end in ("dom", "cod")]
        composite = eq(at(ar, at(f"{c}.comp", "f", "g")), at(f"{d}.comp", at(ar, "f"), at(ar, "g")))
        self.laws += [
            every("f", f"{c}.ar", [], both(*ends)),
            every("x", f"{c}.ob", [], eq(at(ar, at(f"{c}.id", "x")), at(f"{d}.id", at(ob, "x")))),
            every("f", f"{c}.ar", [], every("g", f"{c}.ar", [(f"{c}.dom", at(f"{c}.cod", "f"))], composite)),
        ]
        self._functions[f"{f}.gen"] = lambda g: at(ar, self._arrow(c, g))

    def _transformation(self, a: str, s: UnknownTransformation) -> None:
        t, u, c = self.set_functor(s.dom), self.set_functor(s.cod), self.category(s.dom.category)
        near = f"{c}.cod" if s.dom.variance == "contravariant" else f"{c}.dom"
        self.tables.append(unknown(f"{a}.at", [key("x", f"{t}.el")], f"{u}.el", [(f"{u}.ob", at(f"{t}.ob", "x"))]))
        square = eq(at(f"{a}.at", at(f"{t}.act", "x", "f")), at(f"{u}.act", at(f"{a}.at", "x"), "f"))
        self.laws.append(every("x", f"{t}.el", [], every("f", f"{c}.ar", [(near, at(f"{t}.ob", "x"))], square)))

    # ------------------------------------------------------------------ what is made from unknown structures

    def _opposite(self, name: str, c: str) -> None:
        """The same objects and arrows, and composites the other way round."""
        self._sorts |= {f"{name}.{sort}": f"{c}.{sort}" for sort in ("ob", "ar")}
        self._generators[f"{name}.gen"] = c = self._generators[f"{c}.gen"]
        ends = {"dom": "cod", "cod": "dom", "gdom": "cod", "gcod": "dom"}
        self._columns |= {f"{name}.{end}": f"{c}.{other}" for end, other in ends.items()}
        self._columns |= {f"{name}.{part}": f"{c}.{part}" for part in ("id", "arrow")}
        for function in (*ends, "id"):
            self._functions[f"{name}.{function}"] = lambda x, column=self._columns[f"{name}.{function}"]: self.value(column, x)
        self._functions[f"{name}.arrow"] = lambda s: s
        for function in ("comp", "after", "before"):
            self._functions[f"{name}.{function}"] = lambda f, g: self.value(f"{c}.comp", g, f)

    def _composite(self, name: str, s: UnknownComposite) -> None:
        first, second, c = self.functor(s.first), self.functor(s.second), self.category(s.dom)
        for part in ("ob", "ar"):
            self._functions[f"{name}.{part}"] = lambda x, part=part: self.value(f"{second}.{part}", self.value(f"{first}.{part}", x))
        self._functions[f"{name}.gen"] = lambda g: self.value(f"{name}.ar", self._arrow(c, g))

    def _terminal(self, name: str, s: UnknownTerminal) -> None:
        """The objects are the elements; an arrow takes the one over its near end to the one over its far end."""
        c, contravariant = self.category(s.category), s.variance == "contravariant"
        near, far = (f"{c}.cod", f"{c}.dom") if contravariant else (f"{c}.dom", f"{c}.cod")
        c = self.sort_of(f"{c}.ob").partition(".")[0]  # an opposite category has the objects and arrows of its base
        self._sorts[f"{name}.el"] = f"{c}.ob"
        self._equal[f"{name}.ob"] = f"{c}.id"
        self._functions[f"{name}.ob"] = lambda x: x
        target = [(f"{c}.id", at(f"{c}.id", self.value(far, "f")))]
        ends = self.fibre([[near, "x"]])
        self.tables.append(unknown(f"{name}.act", [key("x", f"{c}.ob"), ["f", f"{c}.ar", ends]], f"{c}.ob", target))
        self._functions[f"{name}.gen"] = lambda x, g: at(f"{name}.act", x, g)
        self._functions[f"{name}.source"] = lambda g: self.value(near, g)
        self._columns[f"{name}.source"] = self._columns.get(near, near)

    def value(self, function: str, *arguments: Formula) -> Formula:
        """A function of the certificate, or of a structure that is made from others, at terms that have been read."""
        replaced = self._functions.get(function)
        return replaced(*arguments) if replaced else at(function, *arguments)

    def _arrow(self, c: str, generator: Formula) -> Formula:
        """The arrow of a generator of a declared category; in an unknown one generators are arrows."""
        return generator if f"{c}.gen" in self._generators else at(f"{c}.arrow", generator)

    # ------------------------------------------------------------------ formulas

    def read(self, tree: Formula) -> Formula:
        """A formula or term without generators of unknown categories."""
        if not isinstance(tree, list) or not tree:
            return tree
        head, *rest = tree
        if head == "@":
            return self.value(rest[0], *(self.read(t) for t in rest[1:]))
        if head in BINDERS:
            return self._binder(head, *rest)
        if head in ("holds", "count"):
            return [head, rest[0], *(self.read(t) for t in rest[1:])]
        return [head, *(self.read(part) for part in rest)]

    def fibre(self, fibre: Sequence[Any]) -> list[Any]:
        """A fibre with its functions and terms so read."""
        out = []
        for f, t in fibre:
            if f in self._equal:
                out.append([self._equal[f], at(self._equal[f], self.read(t))])
            else:
                out.append([self._columns.get(f, f), self.read(t)])
        return out

    def sort_of(self, sort: str) -> str:
        """A sort of a structure that is made from others as the sort that it is."""
        return self._sorts.get(sort, sort)

    def _binder(self, head: str, variable: str, sort: str, fibre: Sequence[Any], body: Formula) -> Formula:
        """Also with equations in place of the parts of a fibre that go along unknown functions."""
        sort, pairs, inner, conditions = self.sort_of(sort), self.fibre(fibre), self.read(body), []
        if sort in self._generators:
            c = self._generators[sort]
            sort = f"{c}.ar"
            conditions.append(["not", eq(variable, at(f"{c}.id", at(f"{c}.dom", variable)))])
            conditions += [eq(variable, t) for f, t in pairs if f == f"{c}.arrow"]
            pairs = [[f, t] for f, t in pairs if f != f"{c}.arrow"]
        conditions += [eq(self.value(f, variable), t) for f, t in pairs if not self.is_static(f)]
        pairs = [[f, t] for f, t in pairs if self.is_static(f)]
        if not conditions:
            return [head, variable, sort, pairs, inner]
        return [head, variable, sort, pairs, ["=>", both(*conditions), inner] if head == "all" else both(*conditions, inner)]

    def is_generators(self, sort: str) -> bool:
        """Whether a sort is that of the generators of an unknown category."""
        return sort in self._generators

    def definition(self, question: str) -> dict[str, Any]:
        """The definition of a question; Inexpressible if it has none that speaks of all structures."""
        found: dict[str, Any] = self._sections["questions"][question]
        if "rule" in found or found.get("free"):
            raise Inexpressible("it is defined by a rule")
        return found

    def is_static(self, function: str) -> bool:
        """Whether the sizes, or the declared structures, determine the values of a function."""
        structure = function.partition(".")[0]
        return function in self.known or (structure not in self.called.values() and not function.startswith(AUXILIARY))


def _name(name: str, number: int) -> str:
    """What the theory calls a structure: as the user does, unless that could be one of the certificate's own names."""
    plain = name.isidentifier() and not name[1:].isdigit()
    return name if plain else f"S{number}"
