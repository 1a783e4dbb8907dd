"""Answers to definitional questions by search on the kernel's own normal form, for instances that are small."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from presheaf.claims.base import Lowering, TooLarge
from presheaf.decide import sat, search
from presheaf.kernel.check import SECTIONS, Session
from presheaf.kernel.problem import Problem
from presheaf.kernel.structure import Category, Functor, SetFunctor, natural

FIRST_NODES = 4_000  # of the search, before a solver is asked
KEPT = 5_000  # solutions per component that `solutions` lists

ENDS = ("category", "dom", "cod", "args", "value")  # where a structure other than a question names others


class _Growing(Session):
    """A session that reads a structure of its lowering when the first question mentions it."""

    def __init__(self, low: Lowering) -> None:
        super().__init__({})
        self.document = low.certificate(True, None, (), "")
        self.known = set[str]()

    def include(self, name: str) -> None:
        """Read what is called so, after all that it mentions; no structure is called so if it is a variable."""
        section = next((s for s in SECTIONS if name in self.document.get(s, ())), None)
        if section is None or name in self.known:
            return
        self.known.add(name)
        entry = self.document[section][name]
        whole = section == "questions"
        for other in _mentioned(entry if whole else [entry[part] for part in ENDS if section not in ("categories", "sorts") and part in entry]):
            self.include(other)
        match section:
            case "categories":
                self.categories[name] = Category(name, entry)
                self._category(self.categories[name])
            case "set_functors":
                self.set_functors[name] = SetFunctor(name, entry, self.categories)
                self._set_functor(self.set_functors[name])
            case "functors":
                self.functors[name] = Functor(name, entry, self.categories)
                self._functor(self.functors[name])
            case "transformations":
                s, t = self.set_functors[entry["dom"]], self.set_functors[entry["cod"]]
                self.signature.add_column(f"{name}.at", f"{s.name}.el", natural(s, t, entry["at"], name))
            case "weighted":
                self._weighted({name: entry}, {}, {})
            case "sorts":
                self.signature.sorts[name] = entry
            case "tables":
                self._table(name, entry)
            case "questions":
                self.questions[name] = entry
                self.signature.questions[name] = len(entry["params"])


def _mentioned(entry: Any) -> list[str]:
    """The names of structures in a part of a document, each once; variables and operators may be among them."""
    found: dict[str, None] = {}
    stack = [entry]
    while stack:
        match stack.pop():
            case str(text):
                found[text.partition(".")[0]] = None
            case list(parts):
                stack += parts
            case dict(parts):
                stack += parts.values()
    return list(found)


_sessions: WeakKeyDictionary[Lowering, _Growing] = WeakKeyDictionary()


def problem(low: Lowering, question: str, params: tuple[int, ...]) -> Problem:
    """The question at these parameters, over the structures lowered so far."""
    session = _sessions.get(low) or _sessions.setdefault(low, _Growing(low))
    session.document = low.certificate(True, None, (), "")
    session.include(question)
    return session.problem(question, params)


def refutation(
    low: Lowering, question: str, params: tuple[int, ...], what: str, rule: Callable[[Problem], search.Rule] | None = None
) -> dict[str, Any]:
    """Evidence that the answer is no, split by a rule if there is one. TooLarge if the search gives up; RuntimeError if it is yes (our bug)."""
    asked = problem(low, question, params)
    try:
        ground = search.ground(asked)
        evidence = search.refute_by(ground, rule(asked)) if rule else sat.refutation(ground)
    except search.Exhausted as error:
        raise TooLarge(f"{what}: no certificate of the negative answer within the limits ({error})") from None
    if evidence is None:
        raise RuntimeError(f"{what}: the definition has a solution where the native answer is no")
    return evidence


def counted(low: Lowering, question: str, params: tuple[int, ...], what: str) -> tuple[int, dict[str, Any]]:
    """The number of solutions with its evidence."""
    try:
        found = search.count_parts(problem(low, question, params))
    except search.Exhausted as error:
        raise TooLarge(f"{what}: {error}") from None
    return found.solutions, {"count": found.parts}


def found(low: Lowering, question: str, params: tuple[int, ...], what: str) -> tuple[bool, dict[str, Any]]:
    """Whether the question has a solution, with a model or a refutation as evidence.

    The search of this package first; where it uses up its nodes Z3 looks for a model, and only if it finds none is a long refutation tried.
    """
    asked = problem(low, question, params)
    try:
        ground = search.ground(asked)
        try:
            values, evidence = search.solution_or_tree(ground, FIRST_NODES)
        except search.Exhausted:
            values = _by_z3(ground, what)
            evidence = {} if values is not None else _refuted(ground, what)
    except search.Exhausted as error:
        raise TooLarge(f"{what}: {error}") from None
    return (True, {"model": search.model_of(asked, values)}) if values is not None else (False, evidence)


def _refuted(ground: search.Ground, what: str) -> dict[str, Any]:
    evidence = sat.refutation(ground)
    if evidence is None:
        raise RuntimeError(f"{what}: a solution where there is none")
    return evidence


def _by_z3(ground: search.Ground, what: str) -> list[int] | None:
    from presheaf.decide import z3sat
    from presheaf.decide.verdict import Sat, Unknown

    cells, domains, nogoods = ground.compact()
    result = z3sat.solve(domains, nogoods)
    if isinstance(result, Unknown):
        raise TooLarge(f"{what}: {result.reason}")
    if not isinstance(result, Sat):
        return None
    chosen = dict(zip(cells, result.values, strict=True))
    return [chosen.get(cell, min(left)) for cell, left in enumerate(ground.search.left)]


def solutions(low: Lowering, question: str, params: tuple[int, ...], what: str) -> tuple[list[list[int]], dict[str, Any]]:
    """All solutions, one value per cell, with the evidence of their number."""
    try:
        ground = search.ground(problem(low, question, params))
        found = search.count(ground, keep=KEPT)
    except search.Exhausted as error:
        raise TooLarge(f"{what}: {error}") from None
    if found.found is None or found.solutions > KEPT:
        raise TooLarge(f"{what}: more than {KEPT} solutions")
    out = []
    for choice in product(*found.found) if found.solutions else ():
        values = [0] * len(ground.domains)
        for cells, part in zip(ground.components, choice, strict=True):
            for cell, x in zip(cells, part, strict=True):
                values[cell] = x
        out.append(values)
    return out, {"count": found.parts}
