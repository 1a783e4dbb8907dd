"""Tables that certificates bring along, of completions and of cones, are what their lemmas say: changed in one place, the kernel refuses them."""

import copy
import json
from typing import Any

import numpy as np
import pytest

from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check
from presheaf.model import builders, functors
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.comma import comma
from presheaf.model.constructions import arrow_category
from presheaf.model.full_image import corestriction, full_image
from presheaf.model.karoubi import karoubi
from presheaf.model.setfunctor import Functor
from presheaf.source import NOWHERE


def certificate(kind: str, *args: Any) -> dict[str, Any]:
    decision = decide(p.Claim("c", "spec", 1, NOWHERE, "", p.Predicate(kind, args), "holds"), "native")
    assert decision.status == "proved"
    assert decision.certificate is not None
    check(decision.certificate)
    return decision.certificate


def two_idempotents() -> Category:
    """A left zero band: e ; f = e and f ; e = f."""
    return builders.monoid("M", ["e", "f"], np.array([[0, 0], [1, 1]]))


def discrete_diagram(c: Category, objects: list[int]) -> Functor:
    shape = builders.discrete("J", [f"j{i}" for i in range(len(objects))])
    return Functor("D", shape, c, np.array(objects, np.int32), np.zeros(0, np.int32))


def square() -> Category:
    return builders.poset("P", ["a", "b", "c", "d"], [(0, 1), (0, 2), (1, 3), (2, 3)])


def certificates() -> dict[str, dict[str, Any]]:
    m, s = two_idempotents(), square()
    walk = builders.walking_iso("W")
    return {
        "completion": certificate("cauchy_complete", karoubi("K", m)),
        "morita": certificate("morita_equivalent", m, karoubi("K", m)),
        "comma": certificate("isomorphic", comma("X", functors.identity(m), functors.identity(m)), arrow_category("A", m)),
        "image": certificate("full", corestriction("Q", full_image("I", functors.identity(walk)))),
        "limit": certificate("limit", (d := discrete_diagram(s, [1, 2])), p.ObjectAt(d.cod, 0)),
        "colimit": certificate("colimit", (d := discrete_diagram(walk, [0])), p.ObjectAt(walk, 1)),
        "equivalent": certificate("equivalent", walk, builders.discrete("D", ["x"])),
    }


@pytest.mark.parametrize("name", ["completion", "morita", "comma", "image", "limit", "colimit"])
def test_one_entry_changed(name: str) -> None:
    document, done = certificates()[name], 0
    lemmas = json.dumps(document["lemmas"])
    for table, content in document["tables"].items():
        if f'"{table}"' not in lemmas:
            continue
        sort = content["value"]
        homes = document["categories"].items()
        size = {**{f"{c}.ob": d["objects"] for c, d in homes}, **{f"{c}.ar": len(d["dom"]) for c, d in homes}}
        for i, value in enumerate(content["data"]):
            for other in range(size[sort]):
                if other != value:
                    forged = copy.deepcopy(document)
                    forged["tables"][table]["data"][i] = other
                    with pytest.raises(Rejected):
                        check(forged)
                    done += 1
    assert done > 5


@pytest.mark.parametrize("name", ["limit", "colimit"])
def test_a_cone_left_out(name: str) -> None:
    document = certificates()[name]
    (sort,) = document["sorts"]
    document["sorts"][sort] -= 1
    for content in document["tables"].values():
        content["data"].pop()
    with pytest.raises(Rejected, match="lemma"):
        check(document)


def test_another_category_in_place_of_a_completion() -> None:
    """M itself, with all its tables adjusted, is not its completion."""
    document = certificates()["completion"]
    m = two_idempotents()
    name = next(c for c, d in document["categories"].items() if d["objects"] == 3)
    other = next(c for c in document["categories"] if c != name)
    document["categories"][name] = copy.deepcopy(document["categories"][other])
    for content in document["tables"].values():
        if content["args"] == [f"{name}.ob"]:
            content["data"] = [0]
        elif content["args"] == [f"{name}.ar"]:
            content["data"] = (
                list(range(m.arrow_count)) if content["value"] == f"{other}.ar" else [min(x, 2) for x in content["data"][: m.arrow_count]]
            )
    with pytest.raises(Rejected, match="lemma"):
        check(document)


def test_a_part_that_is_no_skeleton() -> None:
    """Of two isomorphic objects both may not be kept, and none may be missed."""
    document = certificates()["equivalent"]
    functors = document["functors"]
    assert len(functors) == 1
    (inclusion,) = functors.values()
    assert document["categories"][inclusion["dom"]]["objects"] == 1
    document["categories"][inclusion["dom"]] = copy.deepcopy(document["categories"][inclusion["cod"]])
    inclusion["objects"], inclusion["generators"] = [0, 1], document["categories"][inclusion["cod"]]["generators"]
    document |= {"statement": True, "questions": {}, "answers": []}  # the lemmas alone
    with pytest.raises(Rejected, match="lemma"):
        check(document)
