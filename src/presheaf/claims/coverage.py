"""Evidence that the categories enumerated for a scope are all there are: certificates with a `number` and solutions, for the kernel (`kernel.scope`).

For each matrix of numbers of arrows that a scope allows, up to permutation of objects, the composition table is unknown and the laws are axioms;
the enumerated categories are given, and a SAT solver proves that there are no others up to relabelling.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

from presheaf.decide import sat
from presheaf.decide.verdict import Sat, SolverDisagreement
from presheaf.kernel import FORMAT
from presheaf.kernel.logic import Signature
from presheaf.kernel.problem import Problem
from presheaf.kernel.relabelling import images, relabellings
from presheaf.kernel.scope import Ranges, Sorts, declare, orbit, vectors
from presheaf.model.category import Category
from presheaf.model.elaborate.instances import all_categories

ARROWS = 5  # of a category, at most
MATRICES = 400  # cases of one scope, permutations of objects included
NOGOODS = 40_000  # of all cases of one scope
COMPOSITION = "C.comp"


def _at(function: str, *terms: Any) -> Any:
    return ["@", function, *terms]


def _comp(f: Any, g: Any) -> Any:
    return _at(COMPOSITION, f, g)


def _arrow(variable: str, body: Any, after: str = "") -> Any:
    return ["all", variable, "C.ar", [["C.dom", _at("C.cod", after)]] if after else [], body]


_ENDS = ["C.ar", [["C.dom", _at("C.dom", "f")], ["C.cod", _at("C.cod", "g")]]]
_UNITS = [["=", _comp(_at("C.id", _at("C.dom", "f")), "f"), "f"], ["=", _comp("f", _at("C.id", _at("C.cod", "f"))), "f"]]
_ASSOCIATIVE = ["=", _comp(_comp("f", "g"), "h"), _comp("f", _comp("g", "h"))]
CATEGORY: dict[str, Any] = {
    "unknown": [[COMPOSITION, [["f", "C.ar", []], ["g", "C.ar", [["C.dom", _at("C.cod", "f")]]]], _ENDS]],
    "axioms": [_arrow("f", ["and", *_UNITS]), _arrow("f", _arrow("g", _arrow("h", _ASSOCIATIVE, "g"), "f"))],
}
"""The theory of a category with the sorts and ends of `kernel.scope`: a composite for all arrows that meet, units, associativity."""


@lru_cache(maxsize=64)
def categories(objects: tuple[int, int], arrows: tuple[int, int]) -> tuple[dict[str, Any], tuple[tuple[Category, list[int]], ...]] | None:
    """The certificate that a scope has the categories that are enumerated and no others, up to isomorphism; these, with their arrows, in its order.

    `objects` and `arrows` are ranges, the latter with identities. None beyond the limits.
    """
    if arrows[1] > ARROWS:
        return None
    ranges: Ranges = [("C", None, list(objects), list(arrows))]
    sizes = [row["C"] for row in vectors(ranges, {}, {})]
    if len(sizes) > MATRICES:
        return None
    listed: dict[tuple[int, ...], list[tuple[Category, list[int]]]] = {}
    for m in range(arrows[0], arrows[1] + 1):
        for n in range(objects[0], min(objects[1], m) + 1):
            for c in all_categories(n, m):
                matrix, order = _numbered(c)
                listed.setdefault(matrix, []).append((c, order))
    cases, given, left = [], list[tuple[Category, list[int]]](), NOGOODS
    for matrix in dict.fromkeys(max(row for (row,) in orbit(ranges, {"C": row})) for row in sizes):
        mine = listed.pop(matrix, [])
        case, cost = _case(ranges, matrix, mine)
        left -= cost
        if case is None or left < 0:
            return None
        cases.append(case)
        given += mine
    assert not listed, "a category outside the scope"
    scope = [{"name": "C", "sort": "category", "objects": list(objects), "arrows": list(arrows)}]
    return {"format": FORMAT, "scope": scope, "theory": CATEGORY, "number": len(given), "cases": cases}, tuple(given)


def _case(ranges: Ranges, matrix: tuple[int, ...], given: list[tuple[Category, list[int]]]) -> tuple[dict[str, Any] | None, int]:
    """The case of one matrix, None if the solver gives up, and how many nogoods it has."""
    signature = Signature()
    sorts = Sorts(signature)
    sorts.structure("C", None)
    sorts.table(*CATEGORY["unknown"][0])
    declare(signature, "C", None, matrix)
    problem = Problem(signature, CATEGORY, (), [])
    nogoods = problem.nogoods()
    moves = [images(problem, sorts.functions, moved) for moved in relabellings([("C", None)], signature)]
    solutions = [_table(problem, c, order) for c, order in given]
    answer = sat.refute(problem.domains, nogoods, moves, solutions)
    match answer:
        case sat.Refuted(evidence):
            models = [{COMPOSITION: solution} for solution in solutions]
            return {"sizes": {"C": list(matrix)}, "evidence": {"lrat": evidence["lrat"], "solutions": models}}, len(nogoods)
        case Sat(values):
            raise SolverDisagreement(f"with {matrix} arrows between the objects there is a category that is not enumerated: {values}")
    return None, len(nogoods)


def _numbered(c: Category) -> tuple[tuple[int, ...], list[int]]:
    """The greatest matrix |C(A, B)| that an order of the objects gives, row-major, and the arrows in the order of `kernel.scope` for it."""
    n, ends = c.object_count, list(zip(c.dom.tolist(), c.cod.tolist(), strict=True))
    matrix, order = max((tuple(ends.count((a, b)) for a in order for b in order), order) for order in permutations(range(n)))
    place = {a: i for i, a in enumerate(order)}
    others = sorted(range(n, c.arrow_count), key=lambda f: (place[ends[f][0]], place[ends[f][1]], f))
    return matrix, [*order, *others]


def _table(problem: Problem, c: Category, order: list[int]) -> list[int]:
    """The composites of the category in the order of the problem's cells."""
    place, table = {f: i for i, f in enumerate(order)}, c.table
    assert table is not None
    return [place[int(table[order[f], order[g]])] for f, g in problem.tables[COMPOSITION]]


def linked(document: dict[str, Any], given: Sequence[tuple[Category, list[int]]], instances: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """With `about`: for each category that is given one of the instances that speaks of it; as it is if some category is in none."""
    where = {
        json.dumps([entry["dom"], entry["cod"], entry["generators"], entry["right"]]): [number, name]
        for number, instance in enumerate(instances)
        for name, entry in instance.get("categories", {}).items()
    }
    about = []
    for c, order in given:
        found = where.get(json.dumps([c.dom.tolist(), c.cod.tolist(), c.generators.tolist(), c.right.tolist()]))
        if found is None:
            return document
        about.append([*found, COMPOSITION, order])
    return {**document, "about": about}
