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

from presheaf.claims.decision import CertificateRejected
from presheaf.claims.scoped_run import Run
from presheaf.decide import sat
from presheaf.decide.verdict import Sat, SolverDisagreement
from presheaf.kernel import FORMAT, Rejected, check
from presheaf.kernel.logic import Signature
from presheaf.kernel.problem import Problem
from presheaf.kernel.relabelling import images, relabellings
from presheaf.kernel.scope import Ranges, Sorts, declare, orbit, vectors
from presheaf.model.category import Category
from presheaf.model.elaborate.instances import all_categories
from presheaf.model.elaborate.scopes import sort_of

ARROWS = 5  # of a category, at most
MATRICES = 400  # cases of one scope, permutations of objects included
NOGOODS = 5_000  # of all cases of one scope: a fraction of a second
COUNTED = 40_000  # the same for claims that count: a few seconds
COMPOSITION = "C.comp"
ENUMERATED = "enumerated, not certified"


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


Given = tuple[tuple[Category, list[int]], ...]
"""Categories, each with its arrows in the order of `kernel.scope`."""


def completeness(run: Run, documents: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """How the structures of a claim's scope are known to be all, in words, and the certificates for it; `documents` are those of the instances."""
    extents = run.claim.extents.values()
    ranges = dict.fromkeys(((e.objects.low, e.objects.high), (e.arrows.low, e.arrows.high)) for e in extents if e.sort == "category")
    found = [_checked(*objects_and_arrows, COUNTED if run.claim.counted else NOGOODS) for objects_and_arrows in ranges]
    certified = [pair for pair in found if pair is not None]
    if not certified or len(certified) < len(found):
        return ENUMERATED, []
    if len(run.claim.counted) == 1 == len(extents) and run.looked != certified[0][0]["number"]:
        raise SolverDisagreement(f"{run.looked} categories were counted, {certified[0][0]['number']} are certified")
    numbers = " and ".join(f"{document['number']:,}" for document, _ in certified)
    only = all(sort_of(b, run.claim.scope) == "category" for block in run.ended for b in block.binders) and len(ranges) == len(extents)
    rest = "" if only else "; other structures are enumerated, not certified"
    return f"certified: exactly {numbers} categories up to isomorphism{rest}", [_linked(*pair, documents) for pair in certified]


@lru_cache(maxsize=64)
def _checked(objects: tuple[int, int], arrows: tuple[int, int], limit: int) -> tuple[dict[str, Any], Given] | None:
    """`categories`, accepted by the kernel."""
    made = categories(objects, arrows, limit)
    if made is not None:
        try:
            check(made[0])
        except Rejected as error:
            raise CertificateRejected("coverage", "sat", str(error)) from error
    return made


def categories(objects: tuple[int, int], arrows: tuple[int, int], limit: int = COUNTED) -> tuple[dict[str, Any], Given] | None:
    """The certificate that a scope has the categories that are enumerated and no others, up to isomorphism; these, with their arrows, in its order.

    `objects` and `arrows` are ranges, the latter with identities. None beyond the limits, of which one is a number of nogoods.
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
    cases, given, left = [], list[tuple[Category, list[int]]](), limit
    for matrix in dict.fromkeys(max(row for (row,) in orbit(ranges, {"C": row})) for row in sizes):
        mine = listed.pop(matrix, [])
        case = _Case(matrix)
        left -= len(case.nogoods)
        evidence = case.evidence(mine) if left >= 0 else None
        if evidence is None:
            return None
        cases.append({"sizes": {"C": list(matrix)}, "evidence": evidence})
        given += mine
    scope = [{"name": "C", "sort": "category", "objects": list(objects), "arrows": list(arrows)}]
    return {"format": FORMAT, "scope": scope, "theory": CATEGORY, "number": len(given), "cases": cases}, tuple(given)


class _Case:
    """The categories with one matrix of numbers of arrows."""

    def __init__(self, matrix: tuple[int, ...]) -> None:
        signature = Signature()
        self.sorts = Sorts(signature)
        self.sorts.structure("C", None)
        self.sorts.table(*CATEGORY["unknown"][0])
        declare(signature, "C", None, matrix)
        self.problem = Problem(signature, CATEGORY, (), [])
        self.nogoods = self.problem.nogoods()
        self.moves = [images(self.problem, self.sorts.functions, moved) for moved in relabellings([("C", None)], signature)]

    def evidence(self, given: list[tuple[Category, list[int]]]) -> dict[str, Any] | None:
        """That there are no others up to relabelling; None if the solver gives up."""
        solutions = [self.table(c, order) for c, order in given]
        match sat.refute(self.problem.domains, self.nogoods, self.moves, solutions):
            case sat.Refuted(evidence):
                return {"lrat": evidence["lrat"], "solutions": [{COMPOSITION: solution} for solution in solutions]}
            case Sat(values):
                raise SolverDisagreement(f"a category that is not enumerated has the composites {values}")
        return None

    def table(self, c: Category, order: list[int]) -> list[int]:
        """The composites of a category in the order of the cells."""
        place, table = {f: i for i, f in enumerate(order)}, c.table
        assert table is not None
        return [place[int(table[order[f], order[g]])] for f, g in self.problem.tables[COMPOSITION]]


def _numbered(c: Category) -> tuple[tuple[int, ...], list[int]]:
    """The greatest matrix |C(A, B)| that an order of the objects gives, row-major, and the arrows in the order of `kernel.scope` for it."""
    n, ends = c.object_count, list(zip(c.dom.tolist(), c.cod.tolist(), strict=True))
    matrix, order = max((tuple(ends.count((a, b)) for a in order for b in order), order) for order in permutations(range(n)))
    place = {a: i for i, a in enumerate(order)}
    others = sorted(range(n, c.arrow_count), key=lambda f: (place[ends[f][0]], place[ends[f][1]], f))
    return matrix, [*order, *others]


def _linked(document: dict[str, Any], given: Given, instances: Sequence[dict[str, Any]]) -> dict[str, Any]:
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
