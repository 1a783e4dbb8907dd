"""Answers to definitional questions by search on the kernel's own normal form, for instances that are small."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from presheaf.claims.base import Lowering, TooLarge
from presheaf.decide import search
from presheaf.kernel.check import Session
from presheaf.kernel.problem import Problem

FIRST_NODES = 4_000  # of the search, before a solver is asked
KEPT = 5_000  # solutions per component that `solutions` lists

_sessions: WeakKeyDictionary[Lowering, tuple[int, Session]] = WeakKeyDictionary()


def problem(low: Lowering, question: str, params: tuple[int, ...]) -> Problem:
    """The question at these parameters, over the structures lowered so far."""
    document = low.certificate(True, None, (), "")
    version = sum(len(part) for part in document.values() if isinstance(part, dict))
    held = _sessions.get(low)
    if held is None or held[0] != version:
        held = version, Session(document)
        _sessions[low] = held
    return held[1].problem(question, params)


def refutation(
    low: Lowering, question: str, params: tuple[int, ...], what: str, rule: Callable[[Problem], search.Rule] | None = None
) -> dict[str, Any]:
    """Evidence that the answer is no, split by a rule if there is one. TooLarge if the search gives up; RuntimeError if it is yes (our bug)."""
    asked = problem(low, question, params)
    try:
        ground = search.ground(asked)
        evidence = search.refute_by(ground, rule(asked)) if rule else search.refute(ground)
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
    evidence = search.refute(ground)
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
