"""Certificates that a claim about functors has looked at all of them: numbers from definitions, and nothing can be left out, doubled or changed."""

from __future__ import annotations

import copy
import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from claim_oracle import natural_transformations
from claim_worlds import Plain, PlainTask
from small_oracle import all_classes, labelled

from presheaf.claims import choices, coverage
from presheaf.claims.decision import Decision
from presheaf.claims.engines import decide
from presheaf.kernel import FORMAT, Rejected, check
from presheaf.kernel.__main__ import main
from presheaf.pipeline import Options, Verifier

CHANGES = int(os.environ.get("PRESHEAF_CHOICES_CHANGES", "120"))
GROUP, IDEMPOTENT = (Plain(1, (0, 0), (0, 0), ((0, 1), (1, square))) for square in (0, 1))
POINT, TWO = Plain(1, (0,), (0,), ((0,),)), Plain(2, (0, 1), (0, 1), ((0, -1), (-1, 1)))
SMALL = [POINT, TWO, GROUP, IDEMPOTENT]  # all categories with one or two arrows
ARROW = Plain(2, (0, 1, 0), (0, 1, 1), ((0, -1, 2), (-1, 1, -1), (-1, 2, -1)))
ROTATION = Plain(1, (0,) * 3, (0,) * 3, tuple(tuple((f + g) % 3 for g in range(3)) for f in range(3)))


def decided(tmp_path: Path, text: str) -> Decision:
    file = tmp_path / "choices.psh"
    file.write_text(text + "\n", encoding="utf-8")
    (claim,) = Verifier(Options()).load(file, tmp_path).claims
    return decide(claim)


def made(tmp_path: Path, text: str) -> dict[str, Any]:
    certificate = decided(tmp_path, text).certificate
    assert certificate is not None
    return certificate


def verdict(document: Any) -> str:
    try:
        check(document)
    except Rejected as error:
        return error.reason
    return "accepted"


def functors(c: Plain, d: Plain) -> int:
    """All maps of arrows that keep identities, ends and composites."""
    found = 0
    for image in itertools.product(range(d.arrows), repeat=c.arrows):
        typed = all(image[c.dom[f]] == d.dom[image[f]] and image[c.cod[f]] == d.cod[image[f]] for f in range(c.arrows))
        pairs = [(f, g) for f in range(c.arrows) for g in range(c.arrows) if c.comp[f][g] >= 0]
        found += typed and all(image[c.comp[f][g]] == d.comp[image[f]][image[g]] for f, g in pairs)
    return found


def tasks(c: Plain, elements: int) -> list[PlainTask]:
    """One task of every isomorphism class, the first in the order of labelled ones."""
    found: list[PlainTask] = []
    for sizes in itertools.product(range(elements + 1), repeat=c.objects):
        for maps in labelled(c, sizes, True) if sum(sizes) <= elements else ():
            task = PlainTask(c, True, sizes, maps)
            if not any(s.sizes == sizes and next(natural_transformations(s, task, True), None) is not None for s in found):
                found.append(task)
    return found


def naturals(c: Plain, elements: int) -> int:
    listed = tasks(c, elements)
    return sum(1 for s in listed for t in listed for _ in natural_transformations(s, t))


def up_to(c: Plain, elements: int, contravariant: bool = True) -> int:
    return sum(all_classes(c, n, contravariant) for n in range(elements + 1))


SPEC = "category Rot = cyclic_group(3)\ncategory Arr = chain(2)\n"
CERTIFIED = [
    ("count c: T: task(Rot) within T = 4 elements", "T", all_classes(ROTATION, 4, True)),
    ("count c: T: copresheaf(Arr) within T <= 4 elements", "T", up_to(ARROW, 4, False)),
    ("count c: C: category, T: task(C) within C <= 2 arrows; T <= 3 elements", "C, T", sum(up_to(c, 3) for c in SMALL)),
    ("count c: C: category, T: copresheaf(C) within C = 2 arrows; T = 3 elements", "C, T", sum(all_classes(c, 3, False) for c in SMALL[1:])),
    (
        "claim c: forall C: category, D: category, F: functor(C, D). full(F) or not full(F) within C <= 2 arrows; D <= 2 arrows",
        "C, D, F",
        sum(functors(c, d) for c in SMALL for d in SMALL),
    ),
    ("count c: C: category, F: functor(C, Rot) within C <= 2 arrows", "C, F", sum(functors(c, ROTATION) for c in SMALL)),
    (
        "count c: C: category, S: task(C), T: task(C), a: Nat(S, T) within C <= 2 arrows; S <= 2 elements; T <= 2 elements",
        "C, S, T, a",
        sum(naturals(c, 2) for c in SMALL),
    ),
    ("claim c: not exists T: task(Arr), S: task(Rot). |T| + |S| > 3 within T <= 2 elements; S <= 1 elements", "T, S", up_to(ARROW, 2) * 2),
]


@pytest.mark.parametrize(("claim", "names", "number"), CERTIFIED)
def test_numbers_of_choices(tmp_path: Path, capsys: pytest.CaptureFixture[str], claim: str, names: str, number: int) -> None:
    decision = decided(tmp_path, SPEC + claim)
    assert (decision.status, decision.coverage) == ("holds_in_scope", number)
    certificate = json.loads(json.dumps(decision.certificate))
    words = f"certified: exactly {number} choices of {names} up to isomorphism"
    assert certificate["coverage"]["complete"].split(";")[0] == words
    assert check(certificate).statement[-1] == [["choices", number], True]
    path = tmp_path / "c.json"
    path.write_text(json.dumps(certificate), encoding="utf-8")
    assert main([str(path)]) == 0
    assert f"{number} choices of {names}, and there are no others" in capsys.readouterr().out
    assert json.dumps(decided(tmp_path, SPEC + claim).certificate) == json.dumps(decision.certificate)


ENUMERATED = "other structures are enumerated, not certified"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("claim c: forall T: task(op(Rot)). promptable(T) iff representable(T) within T <= 2 elements", "enumerated, not certified"),
        ("claim c: forall C: category. exists T: task(C). promptable(T) within C <= 2 arrows; T <= 2 elements", ENUMERATED),
        (
            "claim c: forall L: weighted, T: task(L). is_category(L) or not is_category(L) within L <= 1 objects, values [0, 1]; T values [0, 1]",
            "enumerated, not certified",
        ),
        ("claim c: forall Rot: category, T: task(Rot). |T| <= 1 within Rot <= 1 arrows; T <= 1 elements", ENUMERATED),
    ],
)
def test_what_is_not_certified_is_said(tmp_path: Path, claim: str, words: str) -> None:
    certificate = made(tmp_path, SPEC + claim)
    assert words in certificate["coverage"]["complete"]
    assert verdict(certificate) == "accepted"


@pytest.mark.parametrize(("name", "value"), [("CHOICES", 16), ("FUNCTORS", 10)])
def test_beyond_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    claim = "claim c: forall C: category, T: task(C). |T| <= 2 within C <= 2 arrows; T <= 2 elements"
    assert made(tmp_path, claim)["coverage"]["complete"].startswith("certified: exactly 17 choices of C, T")
    monkeypatch.setattr(coverage, name, value)
    assert ENUMERATED in made(tmp_path, claim)["coverage"]["complete"]
    monkeypatch.undo()
    monkeypatch.setattr(choices, "STEPS" if name == "CHOICES" else "VECTORS", 1)
    assert ENUMERATED in made(tmp_path, claim)["coverage"]["complete"]


ALL = "claim c: forall C: category, T: task(C). |T| = 2 within C = 2 arrows; T = 2 elements"


def test_each_functor_is_needed(tmp_path: Path) -> None:
    """Whichever is left out of whichever list, the rest is not proved to be all; and so with a list, or a case of one."""
    whole = made(tmp_path, ALL)
    assert len(whole["complete"]) == 4
    for number, document in enumerate(whole["complete"]):
        less = copy.deepcopy(whole)
        del less["complete"][number]
        assert verdict(less) in ("levels", "malformed", "range")
        for case, inner in enumerate(document["cases"]):
            less = copy.deepcopy(whole)
            del less["complete"][number]["cases"][case]
            less["complete"][number].pop("about" if number else "claim", None)
            assert verdict(less) in (("cases",) if number else ("cases", "typing", "length"))
            for i, _ in enumerate(inner["evidence"]["solutions"]):
                less = copy.deepcopy(whole)
                here = less["complete"][number]
                del here["cases"][case]["evidence"]["solutions"][i]
                here["number"] -= 1
                place = sum(len(c["evidence"]["solutions"]) for c in document["cases"][:case]) + i
                if "about" in here:
                    del here["about"][place]
                assert verdict(less) in ("hint", "range", "proof")


def test_one_given_twice_is_noticed(tmp_path: Path) -> None:
    """The action of a generator on two elements, written with the elements exchanged."""
    whole = made(tmp_path, ALL)
    seen = 0
    for number, document in enumerate(whole["complete"]):
        for case, inner in enumerate(document["cases"]):
            if inner["sizes"] != {"T": [2]}:
                continue
            for solution in inner["evidence"]["solutions"]:
                tables = {
                    table: [1 - v for pair in zip(values[::2], values[1::2], strict=True) for v in pair[::-1]] for table, values in solution.items()
                }
                for twice in (solution, tables):
                    more = copy.deepcopy(whole)
                    more["complete"][number].pop("about", None)
                    more["complete"][number]["cases"][case]["evidence"]["solutions"].append(twice)
                    more["complete"][number]["number"] += 1
                    assert verdict(more) == "solutions"
                    seen += 1
    assert seen == 8


def test_changed_numbers_change_nothing_that_is_proved(tmp_path: Path) -> None:
    """Any integer in the lists a little different: rejected, or the number of choices is the same."""
    whole, rng, results = made(tmp_path, ALL), random.Random(5), set()
    places = list(integers(whole["complete"]))
    for _ in range(CHANGES):
        other = copy.deepcopy(whole)
        at: Any = other["complete"]
        *path, last = rng.choice(places)
        for step in path:
            at = at[step]
        at[last] += rng.choice([-1, 1])
        result = verdict(other)
        results.add(result)
        if result == "accepted":
            assert check(other).statement[-1] == [["choices", 7], True]
    assert len(results) >= 6


def integers(tree: Any, *path: Any) -> Any:
    """The places of the integers in a document."""
    if isinstance(tree, int):
        yield path
    elif isinstance(tree, dict | list):
        for key, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from integers(part, *path, key)


def test_links_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any two functors of one list exchanged, and the certificate is no longer accepted."""
    whole = made(tmp_path, ALL)
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"format": FORMAT, **whole}), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.count("each of them in an instance") == 2
    for number, document in enumerate(whole["complete"]):
        for i in range(1, len(document["about"])):
            about = list(document["about"])
            about[i], about[i - 1] = about[i - 1], about[i]
            other = {**whole, "complete": [*whole["complete"][:number], {**document, "about": about}, *whole["complete"][number + 1 :]]}
            assert verdict(other) in ("about", "typing", "length")
