"""Claims about partially known structures: does some completion satisfy the proposition?

The proposition is lowered by definitions; then everything that is to be found at once, the unknown values, the action of arrows and the
tables that the definitions ask for, is gathered into one question. That a completion is functorial is the existence of the table of
the action of all arrows (of the images of all arrows) that extends the action of generators.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from presheaf.claims.base import Formula, Lowering
from presheaf.claims.decision import Unsupported
from presheaf.claims.formulas import at, both, eq, every, key, side, unknown
from presheaf.claims.lower import formula
from presheaf.claims.witness import NOTHING, Witness
from presheaf.kernel.logic import BINDERS
from presheaf.model.declaring import needed
from presheaf.model.proposition import Proposition
from presheaf.model.setfunctor import Functor, SetFunctor

QUESTION = "completion"
Partial = SetFunctor | Functor


def partial_structures(proposition: object) -> tuple[Partial, ...]:
    """The partially known structures of a proposition, each once, in order of appearance."""
    return tuple(s for s in needed(proposition) if isinstance(s, SetFunctor | Functor) and s.partial)


def completions(low: Lowering, proposition: Proposition) -> Formula:
    """The statement that some completion satisfies the proposition; Unsupported where it needs more than one `exists` over tables."""
    structures = partial_structures(proposition)
    laws = [_laws(low, structure) for structure in structures]
    functors = [low.functor(s) for s in structures if isinstance(s, Functor)]
    free = functors + [low.set_functor(s) for s in structures if isinstance(s, SetFunctor)]
    cases = _cases(formula(low, proposition, "define"))
    return _either([_case(low, number, case, free, functors, laws) for number, case in enumerate(cases)])


def _either(parts: list[Formula]) -> Formula:
    return parts[0] if len(parts) == 1 else ["or", *parts]


def _cases(tree: Formula) -> list[list[Formula]]:
    """Conjunctions of which one is to hold; a part that asks no question stays whole."""
    if not asks(tree):
        return [[tree]]
    if tree[0] == "or":
        return [case for part in tree[1:] for case in _cases(part)]
    if tree[0] == "and":
        return [[x for part in choice for x in part] for choice in product(*(_cases(part) for part in tree[1:]))]
    if tree[0] == "any":
        return [[["any", *tree[1:4], both(*case)]] for case in _cases(tree[4])]
    return [[tree]]


def asks(tree: Formula) -> bool:
    """Whether a formula asks a question."""
    return isinstance(tree, list) and bool(tree) and (tree[0] in ("holds", "count") or any(asks(part) for part in tree[1:]))


def _case(low: Lowering, number: int, parts: list[Formula], free: list[str], functors: list[str], laws: list[tuple[list[Any], list[Any]]]) -> Formula:
    master = _Master(low, functors)
    for tables, axioms in laws:
        master.tables += tables
        master.axioms += axioms
    for part in parts:
        master.add(part, {})
    question = {"params": master.params, "unknown": master.tables, "free": free, "axioms": master.axioms}
    name = low.question((QUESTION, number), lambda: question)
    variables = [low.fresh("v") for _ in master.params]
    statement: Formula = ["holds", name, *variables]
    for variable, sort in zip(reversed(variables), reversed(master.params), strict=True):
        statement = ["any", variable, sort, [], statement]
    return statement


class _Master:
    """One question under construction."""

    def __init__(self, low: Lowering, functors: list[str]) -> None:
        self.low = low
        self.unknown_columns = {f"{name}.{part}" for name in functors for part in ("ob", "ar", "gen")}
        self.params: list[str] = []
        self.tables: list[Any] = []
        self.axioms: list[Formula] = []
        self.copies = 0

    def add(self, tree: Formula, terms: dict[str, Formula]) -> None:
        """Demand a formula; `terms` stand for its free variables."""
        if not asks(tree):
            self.axioms.append(self._unfibred(rewrite(tree, terms, {})))
        elif tree[0] == "and":
            for part in tree[1:]:
                self.add(part, terms)
        elif tree[0] == "any":
            _, variable, sort, fibre, body = tree
            here = f"p{len(self.params)}"
            self.params.append(sort)
            self.axioms += [eq(at(f, here), rewrite(t, terms, {})) for f, t in fibre]
            self.add(body, {**terms, variable: here})
        elif tree[0] == "holds":
            self._inline(tree[1], [rewrite(t, terms, {}) for t in tree[2:]])
        else:
            raise Unsupported(
                f"completions are searched for `and`, `or`, `exists` of predicates, not for `{_WORDS.get(tree[0], tree[0])}` around one"
            )

    def _inline(self, name: str, arguments: list[Formula]) -> None:
        question = self.low.certificate(None, None, (), "")["questions"][name]
        terms = {f"p{i}": t for i, t in enumerate(arguments)}
        self.copies += 1
        names = {table[0]: f"{table[0]}#{self.copies}" for table in question["unknown"]}
        for table, keys, (sort, fibre) in question["unknown"]:
            scope = dict(terms)
            renamed = []
            for variable, key_sort, key_fibre in keys:
                renamed.append([variable, key_sort, _fibre(key_fibre, scope, names)])
                scope.pop(variable, None)
            self.tables.append([names[table], renamed, [sort, _fibre(fibre, scope, names)]])
        for axiom in question["axioms"]:
            self.axioms.append(self._unfibred(rewrite(axiom, terms, names)))

    def _unfibred(self, tree: Formula) -> Formula:
        """Fibres of functions that are not known become guards, since the kernel's fibres are of known functions."""
        if not isinstance(tree, list):
            return tree
        parts = [self._unfibred(part) for part in tree]
        if not parts or parts[0] not in ("all", "any", "#"):
            return parts
        head, variable, sort, fibre, body = parts
        unknown_parts = [pair for pair in fibre if pair[0] in self.unknown_columns]
        if not unknown_parts:
            return parts
        guard = both(*(eq(at(f, variable), t) for f, t in unknown_parts))
        known = [pair for pair in fibre if pair not in unknown_parts]
        return [head, variable, sort, known, ["=>", guard, body] if head == "all" else ["and", guard, body]]


_WORDS = {"not": "not", "=>": "implies", "<=>": "iff", "all": "forall", "=": "a number of solutions", "<=": "a number of solutions"}


def rewrite(tree: Formula, terms: dict[str, Formula], functions: dict[str, str]) -> Formula:
    """Terms for free variables, and new names for functions."""
    if isinstance(tree, str):
        return terms.get(tree, tree)
    if not isinstance(tree, list) or not tree:
        return tree
    head, *rest = tree
    if head in BINDERS:
        variable, sort, fibre, body = rest
        inner = {v: t for v, t in terms.items() if v != variable}
        return [head, variable, sort, _fibre(fibre, terms, functions), rewrite(body, inner, functions)]
    if head in ("@", "holds", "count"):
        return [head, functions.get(rest[0], rest[0]), *(rewrite(t, terms, functions) for t in rest[1:])]
    return [head, *(rewrite(t, terms, functions) for t in rest)]


def _fibre(fibre: list[Any], terms: dict[str, Formula], functions: dict[str, str]) -> list[Any]:
    return [[f, rewrite(t, terms, functions)] for f, t in fibre]


# ---------------------------------------------------------------- the laws of completions


def _laws(low: Lowering, structure: Partial) -> tuple[list[Any], list[Any]]:
    """The unknown table of the action of arrows with the axioms that make the completion a functor."""
    return _functor_laws(low, structure) if isinstance(structure, Functor) else _action_laws(low, structure)


def _action_laws(low: Lowering, t: SetFunctor) -> tuple[list[Any], list[Any]]:
    s = side(low, t)
    arrows = [(s.near, at(f"{s.t}.ob", "x"))]
    table = unknown(f"{s.t}.act", [key("x", f"{s.t}.el"), key("f", f"{s.c}.ar", arrows)], f"{s.t}.el", s.over(at(s.far, "f")))
    identity = every("x", f"{s.t}.el", [], eq(s.act("x", at(f"{s.c}.id", at(f"{s.t}.ob", "x"))), "x"))
    moved = eq(s.act("x", s.step("f", "g")), at(f"{s.t}.gen", s.act("x", "f"), "g"))
    steps = every("f", f"{s.c}.ar", arrows, every("g", f"{s.c}.gen", [(s.acts_on, at(s.far, "f"))], moved))
    return [table], [identity, every("x", f"{s.t}.el", [], steps)]


def _functor_laws(low: Lowering, f: Functor) -> tuple[list[Any], list[Any]]:
    name, c, d = low.functor(f), low.category(f.dom), low.category(f.cod)
    ends = [eq(at(f"{d}.{e}", at(f"{name}.gen", "g")), at(f"{name}.ob", at(f"{c}.g{e}", "g"))) for e in ("dom", "cod")]
    identity = eq(at(f"{name}.ar", at(f"{c}.id", "X")), at(f"{d}.id", at(f"{name}.ob", "X")))
    moved = eq(at(f"{name}.ar", at(f"{c}.after", "h", "g")), at(f"{d}.comp", at(f"{name}.ar", "h"), at(f"{name}.gen", "g")))
    return [unknown(f"{name}.ar", [key("h", f"{c}.ar")], f"{d}.ar")], [
        every("X", f"{c}.ob", [], identity),
        every("g", f"{c}.gen", [], both(*ends)),
        every("h", f"{c}.ar", [], every("g", f"{c}.gen", [(f"{c}.gdom", at(f"{c}.cod", "h"))], moved)),
    ]


# ---------------------------------------------------------------- the completion that was found


def completed(low: Lowering, proposition: Proposition, certificate: dict[str, Any]) -> Witness:
    """The completed structures of a proved claim."""
    structures = partial_structures(proposition)
    masters = {name for name, question in certificate["questions"].items() if question.get("free")}
    models = [evidence["model"] for name, _, evidence in certificate["answers"] if name in masters and "model" in evidence]
    return Witness(tuple(_completed(low, s, models[0]) for s in structures)) if models else NOTHING


def _completed(low: Lowering, structure: Partial, model: dict[str, list[int]]) -> Partial:
    """The structure with its missing values filled in, in the order of the kernel's cells."""

    def fill(values: Any, name: str) -> Any:
        out = values.copy()
        out[out < 0] = model[name]
        return out

    if isinstance(structure, SetFunctor):
        return replace(structure, action=fill(structure.action, f"{low.set_functor(structure)}.gen"), origin=None)
    name = low.functor(structure)
    objects, generators = fill(structure.on_objects, f"{name}.ob"), fill(structure.on_generators, f"{name}.gen")
    return replace(structure, on_objects=objects, on_generators=generators, origin=None)
