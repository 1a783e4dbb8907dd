"""TPTP for claims about all structures: the laws of categories, functors and their actions, of all sizes, and the claim as conjecture.

A document is one as `kernel.scope` reads it, of which the bounds are left out. Sorts are predicates of which nothing is listed; an unknown table
is a function whose values lie where they should if its arguments do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from presheaf.decide.export.fof import Scope, Text, applied, atom, conjunction
from presheaf.decide.export.ground import Inexpressible
from presheaf.decide.export.tptp import Finite

ORDER = "composition: '{}.comp'(F,G) is first F, then G"


def problem(document: dict[str, Any], laws: int, conjecture: Any, name: str, head: Sequence[str]) -> str:
    """The text, below comment lines `head`: the first `laws` axioms of the theory and the conjecture.

    Without a conjecture the other axioms, which deny the claim, are hypotheses, and what is conjectured is falsehood.
    """
    written = _Theory(document)
    axioms = document["theory"]["axioms"]
    stated = [("axiom", f"law{i}", law) for i, law in enumerate(axioms[:laws])]
    if conjecture is None:
        stated += [("hypothesis", f"denied{i}", axiom) for i, axiom in enumerate(axioms[laws:])]
        conjecture = False
    else:
        written.forget(len(document["theory"]["unknown"]) - written.auxiliary)
    formulas = [_stated(written, *entry) for entry in stated]
    last = f"fof({atom(name)},conjecture,{written.writer.formula(conjecture, {})})."
    order = [ORDER.format(entry["name"]) for entry in document["scope"] if entry["sort"] == "category"]
    lines = [*(f"% {line}" for line in [*head, *order]), *written.typing(), *written.axioms(), *formulas, last, ""]
    return "\n".join(lines)


def _stated(written: _Theory, role: str, label: str, tree: Any) -> Text:
    """A law or a hypothesis; a hypothesis about numbers is left out, since a proof without it is one with it."""
    try:
        return f"fof({label},{role},{written.writer.formula(tree, {})})."
    except Inexpressible:
        if role == "axiom":
            raise
        return f"% left out, so that countermodels may be none: {label}, which compares numbers of things"


class _Theory(Finite):
    """A document with unknown structures, beside declared ones."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document)
        self.scope = document["scope"]
        self.unknown = {name: (keys, target) for name, keys, target in document["theory"]["unknown"]}
        self.auxiliary = sum(name.startswith("?") for name in self.unknown)
        names = {entry["name"] for entry in self.scope}
        self.open = {f"{n}.{part}" for n in names for part in ("ob", "ar", "el", "dom", "cod", "id")} | set(self.unknown)

    def forget(self, kept: int) -> None:
        """Only the first tables are needed."""
        self.unknown = dict(list(self.unknown.items())[:kept])

    def domain(self, function: str, args: Sequence[Text]) -> list[Text]:
        if function not in self.unknown:
            return [] if function in self.open else super().domain(function, args)
        scope: Scope = {}
        conditions = list[Text]()
        for arg, (variable, sort, fibre) in zip(args, self.unknown[function][0], strict=True):
            for f, tree in fibre:
                value, defined = self.writer.term(tree, scope)
                self.writer.functions.add(f)
                conditions += [*defined, f"{applied(f, [arg])} = {value}"]
            scope = {**scope, variable: (arg, sort)}
        return conditions

    def tabulated(self, tree: Any, scope: Scope) -> Text:
        raise Inexpressible("it compares numbers of things, which first-order logic does not say of all sizes at once")

    def given(self, functions: set[str]) -> Iterator[Text]:
        yield from super().given(functions - self.open)

    def closed(self, sorts: set[str]) -> Iterator[Text]:
        yield from super().closed(sorts - self.open)

    def typing(self) -> list[Text]:
        """Where the values of functions lie, and that categories are not empty where the scope says so."""
        out = []
        for entry in self.scope:
            name = entry["name"]
            if entry["sort"] != "category":
                el, base = f"{name}.el", f"{entry['over']}.ob"
                self.writer.sorts.add(base)
                out.append(_axiom(el, f"! [X] : ({applied(el, ['X'])} => {applied(base, [applied(el[:-2] + 'ob', ['X'])])})", "over"))
                continue
            ob, ar, ends = f"{name}.ob", f"{name}.ar", [applied(f"{name}.{end}", ["X"]) for end in ("dom", "cod")]
            one = applied(f"{name}.id", ["X"])
            out.append(_axiom(ar, f"! [X] : ({applied(ar, ['X'])} => {conjunction([applied(ob, [end]) for end in ends])})", "ends"))
            back = [applied(ar, [one]), *(f"{applied(f'{name}.{end}', [one])} = X" for end in ("dom", "cod"))]
            out.append(_axiom(ob, f"! [X] : ({applied(ob, ['X'])} => {conjunction(back)})", "identities"))
            if entry["objects"][0]:
                out.append(_axiom(ob, f"? [X] : {applied(ob, ['X'])}", "not empty"))
        return out + [self._typed(name, *table) for name, table in self.unknown.items()]

    def _typed(self, name: str, keys: list[Any], target: list[Any]) -> Text:
        scope: Scope = {}
        variables, conditions = list[Text](), list[Text]()
        for key in keys:
            variable, scope, more = self.writer.bound([*key, True], scope)
            variables.append(variable)
            conditions += more
        value = applied(name, variables)
        self.writer.sorts.add(target[0])
        inside = [applied(target[0], [value])]
        for f, tree in target[1]:
            end, defined = self.writer.term(tree, scope)
            self.writer.functions.add(f)
            inside += [*defined, f"{applied(f, [value])} = {end}"]
        body = conjunction(inside) if not variables else f"! [{','.join(variables)}] : ({conjunction(conditions)} => {conjunction(inside)})"
        return _axiom(name, body, "values")


def _axiom(name: str, body: Text, what: str) -> Text:
    return f"fof({atom(f'{name} {what}')},axiom,{body})."
