"""The sample certificate is accepted; every forgery of it is rejected, and for the reason that it names."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from kernel_forgeries import FORGERIES
from kernel_forgery import Forgery
from kernel_loader import Kernel
from kernel_oracle import truth
from kernel_samples import SMALL, base, task, vector, weighted

from presheaf.kernel import Rejected, Theorem, check

KERNEL = Kernel()


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda f: f.label)
def test_a_forgery_is_rejected_for_its_reason(forgery: Forgery) -> None:
    assert KERNEL.verdict(forgery.document()) == forgery.reason


def test_the_sample_is_accepted() -> None:
    assert KERNEL.verdict(base()) == "accepted"
    theorem = check(base())
    assert theorem.value
    assert theorem.assumed == ()


def test_labels_are_distinct() -> None:
    labels = [f.label for f in FORGERIES]
    assert sorted(set(labels)) == sorted(labels)


@pytest.mark.parametrize("part", range(len(base()["statement"]) - 1))
def test_each_part_of_the_statement_rests_on_its_answers(part: int) -> None:
    document = base()
    document["statement"] = ["not", document["statement"][part + 1]]
    document["verdict"] = False
    assert not check(document).value
    document["verdict"] = True
    with pytest.raises(Rejected) as caught:
        check(document)
    assert caught.value.reason == "verdict"


@pytest.mark.parametrize("number", range(len(base()["answers"])))
def test_each_answer_is_needed(number: int) -> None:
    document = base()
    del document["answers"][number]
    with pytest.raises(Rejected) as caught:
        check(document)
    assert caught.value.reason in ("undetermined", "model")


def test_unchecked_laws_are_named() -> None:
    """Beyond the budget functoriality is not re-checked, and the theorem says so."""
    document = base()
    size = 1_100_000
    document["set_functors"]["big"] = task("Z", [size], [*range(1, size), 0])
    document["statement"] = ["=>", ["holds", "two"], False]
    document["answers"] = document["answers"][8:9]
    assert check(document).assumed == ("functoriality of big",)


def test_weights_that_are_too_many_to_compose_are_named() -> None:
    """Beyond the (here lowered) budgets composition of weights and the law of a task are taken over, and the theorem says so."""
    document = base()
    document["weighted"]["big"] = weighted(9, *((x, y, 1, 1) for x in range(9) for y in range(9) if x != y))
    document["weighted_tasks"]["one"] = vector("big", *[(1, 1)] * 9)
    document["questions"]["big"] = {"params": [], "rule": "category", "args": ["big"]}
    document["answers"].append(["big", [], {}])
    document["statement"].append(["holds", "big"])
    assert KERNEL.check(document).assumed == ("functoriality of one", "composition in big")
    assert check(document).assumed == ()


def test_only_check_makes_theorems() -> None:
    with pytest.raises(TypeError, match="made by"):
        Theorem(object(), True, True, ())
    with pytest.raises(TypeError):
        copy.replace(check(base()), value=False) if hasattr(copy, "replace") else Theorem(True, True, ())  # type: ignore[arg-type, call-arg]


def undefined(document: Any, formula: Any, value: bool) -> bool:
    document["statement"], document["verdict"] = formula, value
    return check(document).value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (["=", ["@", "half", 1], ["@", "half", 1]], False),  # an atom about an undefined term is false
        (["not", ["=", ["@", "half", 1], 0]], True),
        (["=", ["+", ["@", "half", 1], 1], 1], False),
        (["<=", ["@", "C.comp", 3, 2], 9], False),
        (["any", "x", "K", [["next", ["@", "half", 1]]], True], False),  # nothing lies over an undefined value
        (["all", "x", "K", [["next", ["@", "half", 1]]], False], True),
        (["=", ["#", "x", "K", [["next", ["@", "half", 1]]], True], 0], True),
        (["=>", False, ["holds", "lift", 1]], True),  # a false guard, an open right side
        (["and", ["holds", "lift", 1], False], False),  # one part decides
        (["or", ["holds", "lift", 1], True], True),
        (["any", "k", "K", [], ["or", ["=", "k", 2], ["holds", "lift", "k"]]], True),
        (["all", "x", "K", [], ["any", "x", "K", [], ["=", "x", 2]]], True),  # the inner variable hides the outer one
        (["holds", "lift", ["@", "half", 1]], False),
        (["and"], True),
        (["or"], False),
        (["any", "x", "O.ob", [], True], False),
        (["all", "x", "O.ob", [], False], True),
        (["=", ["@", "C.comp", 2, 3], 4], True),
        (["=", ["@", "C.before", 0, 3], 4], True),
        (["=", ["@", "C.after", 2, 1], 4], True),
        (["=", ["@", "T.act", 3, 4], 1], True),
        (["=", ["@", "V.act", 0, 4], 2], True),
        (["=", ["@", "F.ar", 4], 4], True),
        (["=", ["@", "P.gen", 2, 0], 0], True),  # a known value of a partially known task
        (["=>", ["=", 0, 0], ["=", 1, 1]], True),
        (["=>", ["=", 0, 0], ["=", 0, 1]], False),
        (["<=>", ["=", 0, 0], False], False),
        (["<=>", False, ["=", 0, 1]], True),
        (["<=>", ["=", ["@", "half", 1], 0], False], True),
        (["not", ["not", True]], True),
        (["<", 0, 0], False),
        (["<=", 0, 0], True),
        # nothing composes that does not meet, and nothing acts where it is not defined
        (["<=", ["@", "C.comp", 2, 0], 9], False),
        (["<=", ["@", "C.after", 2, 0], 9], False),
        (["<=", ["@", "C.before", 1, 2], 9], False),
        (["<=", ["@", "T.act", 0, 3], 9], False),
        (["<=", ["@", "T.gen", 0, 1], 9], False),
        # the functions of a category and of its tasks and functors
        (["=", ["@", "C.id", 1], 1], True),
        (["=", ["@", "C.arrow", 1], 3], True),
        (["=", ["@", "C.gdom", 0], ["@", "C.dom", 2]], True),
        (["=", ["@", "C.gcod", 0], 1], True),
        (["=", ["@", "T.source", 0], 1], True),
        (["=", ["@", "V.source", 0], 0], True),
        (["all", "f", "C.ar", [], ["=", ["@", "I0.ar", "f"], 0]], True),
        (["=", ["@", "G1.ob", 0], ["@", "G2.gen", 0]], False),
        (["any", "X", "C.ob", [["G1.ob", 1]], ["=", "X", 1]], True),  # a fibre along the known half of a functor
    ],
)
def test_three_valued_semantics(formula: Any, value: bool) -> None:
    assert undefined(base(), formula, value) is value


def test_ranges_may_depend_on_unknown_values() -> None:
    """`all` over a fibre of an unknown value is split on that value, in the tree rule as in the model rule."""
    document = base()
    inner = ["all", "k", "K", [["next", ["@", "x"]]], ["=", "k", 1]]
    document["questions"] = {"q": {"params": [], "unknown": [["x", [], ["K", []]]], "axioms": [inner]}}
    document["statement"] = ["and", ["holds", "q"], ["=", ["count", "q"], 1]]
    document["lemmas"] = []
    document["answers"] = [["q", [], {"model": {"x": [2]}}], ["q", [], {"count": [[[0], None]]}]]
    assert check(document).value


@pytest.mark.parametrize("name", SMALL)
def test_small_certificates(name: str) -> None:
    assert check(SMALL[name]).value
    assert truth(SMALL[name])


def test_a_table_on_an_empty_sort_is_empty() -> None:
    document = base()
    document["sorts"] |= {"Big": 1 << 39, "E": 0}
    document["tables"]["empty"] = {"args": ["Big", "E"], "value": "K", "data": []}
    assert check(document).value


def test_an_empty_range_has_no_solution() -> None:
    document = base()
    document["questions"] = {"q": {"params": [], "unknown": [["x", [], ["O.ob", []]], ["y", [], ["K", []]]], "axioms": []}}
    document["statement"] = ["not", ["holds", "q"]]
    document["answers"] = [["q", [], {"tree": None}]]
    assert check(document).value
