"""Evidence that the structures enumerated for a scope are all there are: certificates with a `number` and solutions, for the kernel (`kernel.scope`).

For each matrix of numbers of arrows that a scope allows, up to permutation of objects, the composition table is unknown and the laws are axioms;
the enumerated categories are given, and a SAT solver proves that there are no others up to relabelling. Likewise for the functors over each of
them (`choices`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

from presheaf.claims import listed_theories as theories
from presheaf.claims.base import entry
from presheaf.claims.choices import Document, Unlisted, chosen
from presheaf.claims.decision import CertificateRejected
from presheaf.claims.listed_cases import Case
from presheaf.claims.scoped_run import Run
from presheaf.decide.verdict import SolverDisagreement
from presheaf.kernel import FORMAT, Rejected, check
from presheaf.kernel.check import covered
from presheaf.kernel.listing import OVER, told
from presheaf.kernel.scope import Ranges, orbit, vectors
from presheaf.model.category import Category
from presheaf.model.elaborate.instances import all_categories
from presheaf.model.elaborate.scopes import Extent, sort_of
from presheaf.syntax import ast

ARROWS = 5  # of a category, at most
MATRICES = 400  # cases of one scope, permutations of objects included
NOGOODS = 5_000  # of all cases of one scope: a fraction of a second
COUNTED = 40_000  # the same for claims that count: a few seconds
FUNCTORS = 100_000  # the same for all lists of functors together
CHOICES = 600  # of structures in a claim with functors: two or three seconds
COUNTED_CHOICES = 2_500
ENUMERATED = "enumerated, not certified"

Given = tuple[tuple[Category, list[int]], ...]
"""Categories, each with its arrows in the order of `kernel.scope`."""


def completeness(run: Run, documents: Sequence[Document]) -> tuple[str, list[Document]]:
    """How the structures of a claim's scope are known to be all, in words, and the certificates for it; `documents` are those of the instances."""
    categories = [b for block in run.ended for b in block.binders if sort_of(b, run.claim.scope) == "category"]
    if len(categories) < len(run.claim.extents) or any(len(block.binders) > len(categories) for block in run.ended):
        try:
            return _choices(run, documents)
        except Unlisted:
            pass
    extents = [e for e in run.claim.extents.values() if e.sort == "category"]
    ranges = dict.fromkeys(map(_ranges, extents))
    found = [_checked(*objects_and_arrows, _limit(run)) for objects_and_arrows in ranges]
    certified = [pair for pair in found if pair is not None]
    if not certified or len(certified) < len(found):
        return ENUMERATED, []
    if len(run.claim.counted) == 1 == len(run.claim.extents) and run.looked != certified[0][0]["number"]:
        raise SolverDisagreement(f"{run.looked} categories were counted, {certified[0][0]['number']} are certified")
    numbers = " and ".join(f"{document['number']:,}" for document, _ in certified)
    only = all(sort_of(b, run.claim.scope) == "category" for block in run.ended for b in block.binders) and len(ranges) == len(run.claim.extents)
    rest = "" if only else "; other structures are enumerated, not certified"
    where = _places(documents)
    linked = [_linked(*pair, where) for pair in certified]
    return f"certified: exactly {numbers} categories up to isomorphism{rest}", linked


def _choices(run: Run, documents: Sequence[Document]) -> tuple[str, list[Document]]:
    """All structures of a claim that has them in one quantifier; Unlisted beyond the limits."""
    block = run.ended[0] if len(run.ended) == 1 else None
    if block is None or len([b for b in block.binders if sort_of(b, run.claim.scope)]) < len(run.claim.extents):
        raise Unlisted
    if block.instances > (COUNTED_CHOICES if run.claim.counted else CHOICES):
        raise Unlisted
    lists = dict[str, Given]()

    def categories(b: ast.Binder) -> tuple[Document, Sequence[Category]]:
        made = _checked(*_ranges(run.claim.extents[b.name, "category"]), _limit(run), b.name)
        if made is None:
            raise Unlisted
        lists[b.name] = made[1]
        return {**made[0], "lists": ["categories", b.name]}, [c for c, _ in made[1]]

    total, levels = chosen(run.claim, block.binders, block.env, FUNCTORS, categories)
    if total != block.instances:
        raise SolverDisagreement(f"{block.instances:,} choices were looked at, {total:,} are certified")
    complete = [document for level in levels for document in level]
    instances, everywhere = _places(documents), _places([*documents, *complete])
    for i, document in enumerate(complete):
        if (name := document["lists"][1]) in lists:
            linked = _linked(document, lists[name], instances)
            complete[i] = linked if "about" in linked else _linked(document, lists[name], everywhere)
    try:
        theorems = covered(list(documents), complete)
    except Rejected as error:
        raise CertificateRejected("coverage", "sat", str(error)) from error
    for i, document in enumerate(complete):
        about = [instances.get(found) for found in theorems[i].statement[6]]
        if "about" not in document and None not in about:
            complete[i] = {**document, "about": about}
    return f"certified: exactly {total:,} choices of {', '.join(b.name for b in block.binders)} up to isomorphism", complete


def _limit(run: Run) -> int:
    return COUNTED if run.claim.counted else NOGOODS


def _ranges(e: Extent) -> tuple[tuple[int, int], tuple[int, int]]:
    return (e.objects.low, e.objects.high), (e.arrows.low, e.arrows.high)


@lru_cache(maxsize=64)
def _checked(objects: tuple[int, int], arrows: tuple[int, int], limit: int, name: str = "C") -> tuple[Document, Given] | None:
    """`categories`, accepted by the kernel."""
    made = categories(objects, arrows, limit, name)
    if made is not None:
        try:
            check(made[0])
        except Rejected as error:
            raise CertificateRejected("coverage", "sat", str(error)) from error
    return made


def categories(objects: tuple[int, int], arrows: tuple[int, int], limit: int = COUNTED, name: str = "C") -> tuple[Document, Given] | None:
    """The certificate that a scope has the categories that are enumerated and no others, up to isomorphism; these, with their arrows, in its order.

    `objects` and `arrows` are ranges, the latter with identities. None beyond the limits, of which one is a number of nogoods.
    """
    if arrows[1] > ARROWS:
        return None
    ranges: Ranges = [(name, None, list(objects), list(arrows))]
    sizes = [row[name] for row in vectors(ranges, {}, {})]
    if len(sizes) > MATRICES:
        return None
    listed: dict[tuple[int, ...], list[tuple[Category, list[int]]]] = {}
    for m in range(arrows[0], arrows[1] + 1):
        for n in range(objects[0], min(objects[1], m) + 1):
            for c in all_categories(n, m, name):
                matrix, order = _numbered(c)
                listed.setdefault(matrix, []).append((c, order))
    scope = [{"name": name, "sort": "category", "objects": list(objects), "arrows": list(arrows)}]
    document: Document = {"format": FORMAT, "scope": scope, "theory": theories.category(name)}
    cases, given, left = [], list[tuple[Category, list[int]]](), limit
    for matrix in dict.fromkeys(max(row for (row,) in orbit(ranges, {name: row})) for row in sizes):
        mine = listed.pop(matrix, [])
        case = Case(document, {name: matrix})
        left -= len(case.nogoods)
        evidence = case.evidence([_composites(case, name, c, order) for c, order in mine]) if left >= 0 else None
        if evidence is None:
            return None
        cases.append({"sizes": {name: list(matrix)}, "evidence": evidence})
        given += mine
    return {**document, "number": len(given), "cases": cases}, tuple(given)


def _composites(case: Case, name: str, c: Category, order: list[int]) -> dict[str, list[int]]:
    """The composites of a category in the order of the cells."""
    place, table, comp = {f: i for i, f in enumerate(order)}, c.table, f"{name}.comp"
    assert table is not None
    return {comp: [place[int(table[order[f], order[g]])] for f, g in case.problem.tables[comp]]}


def _numbered(c: Category) -> tuple[tuple[int, ...], list[int]]:
    """The greatest matrix |C(A, B)| that an order of the objects gives, row-major, and the arrows in the order of `kernel.scope` for it."""
    n, ends = c.object_count, list(zip(c.dom.tolist(), c.cod.tolist(), strict=True))
    matrix, order = max((tuple(ends.count((a, b)) for a in order for b in order), order) for order in permutations(range(n)))
    place = {a: i for i, a in enumerate(order)}
    others = sorted(range(n, c.arrow_count), key=lambda f: (place[ends[f][0]], place[ends[f][1]], f))
    return matrix, [*order, *others]


def _places(documents: Sequence[Document]) -> dict[str, list[Any]]:
    """The structures that the documents declare, told, each with the number of a document and its name there."""
    return {
        told(document, section, name): [number, name]
        for number, document in reversed(list(enumerate(documents)))
        for section in OVER
        for name in document.get(section, {})
    }


def _linked(document: Document, given: Given, where: dict[str, list[Any]]) -> Document:
    """With `about`: for each category that is given a place where it is; as it is if some category is nowhere."""
    (name,) = [entry["name"] for entry in document["scope"]]
    about = []
    for c, order in given:
        found = where.get(told({"categories": {"C": entry(c)}}, "categories", "C"))
        if found is None:
            return document
        about.append([*found, f"{name}.comp", order])
    return {**document, "about": about}
