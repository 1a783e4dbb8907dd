"""Claims about all structures in a scope against enumeration by definition: verdicts, minimal counterexamples, coverage, certificates."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import claim_oracle as oracle
import pytest
from claim_worlds import PlainTask, all_categories, all_tasks

from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check
from presheaf.model.proposition import Claim
from presheaf.pipeline import Options, Verifier

ARROWS, ELEMENTS = 3, 2
BASE: dict[str, Callable[[PlainTask], bool]] = {
    "representable(T)": oracle.representable,
    "promptable(T)": oracle.promptable,
    "covered_by(T, 1)": lambda t: oracle.covered_by(t, 1),
    "thin(C)": lambda t: oracle.thin(t.base),
    "groupoid(C)": lambda t: oracle.groupoid(t.base),
    "connected(C)": lambda t: oracle.connected(t.base),
    "|C| = 7": lambda t: t.base.objects == 7,
    "|T| = 1": lambda t: sum(t.sizes) == 1,
    "exists X: C. initial(C, X)": lambda t: any(oracle.initial(t.base, x) for x in range(t.base.objects)),
    "forall X: C. |T(X)| <= 1": lambda t: all(n <= 1 for n in t.sizes),
}


def classes() -> list[PlainTask]:
    """All tasks in the scope; copies that are isomorphic do no harm, for all predicates are invariant."""
    return [t for n in range(1, ARROWS + 1) for c in all_categories(n) for t in all_tasks(c, ELEMENTS, True)]


def size(t: PlainTask) -> tuple[int, int, int]:
    return t.base.objects, t.base.arrows, sum(t.sizes)


def claims(tmp_path: Path, text: str) -> list[Claim]:
    file = tmp_path / "scoped.psh"
    file.write_text(text, encoding="utf-8")
    loaded = Verifier(Options()).load(file, tmp_path)
    assert not loaded.failed, [d.message for d in loaded.diagnostics]
    return list(loaded.claims)


def body(rng: random.Random) -> tuple[str, Callable[[PlainTask], bool], Callable[[PlainTask], bool]]:
    """A proposition, its value, and its hypothesis (of an implication)."""
    a, b = rng.sample(sorted(BASE), 2)
    operator, combined = rng.choice(
        [
            ("implies", lambda x, y: not x or y),
            ("iff", lambda x, y: x == y),
            ("and", lambda x, y: x and y),
            ("or", lambda x, y: x or y),
        ]
    )
    return f"({a}) {operator} ({b})", lambda t: combined(BASE[a](t), BASE[b](t)), BASE[a] if operator == "implies" else lambda t: True


def test_verdicts_and_least_counterexamples(tmp_path: Path) -> None:
    rng = random.Random(11)
    worlds = classes()
    bodies = [body(rng) for _ in range(60)]
    scope = f"within C <= {ARROWS} arrows; T <= {ELEMENTS} elements"
    head = "C: category, T: task(C)."
    text = "\n".join(f"claim a{i}: forall {head} {b} {scope}\nfind e{i}: exists {head} {b} {scope}" for i, (b, *_) in enumerate(bodies))
    seen = set()
    for claim in claims(tmp_path, text):
        _, check_body, hypothesis = bodies[int(claim.name[1:])]
        every = claim.name[0] == "a"
        deciding = [t for t in worlds if check_body(t) != every]
        decision = decide(claim)
        if every:
            vacuous = not any(map(hypothesis, worlds))
            assert decision.status == ("refuted" if deciding else "vacuous" if vacuous else "holds_in_scope"), claim.text
        else:
            assert decision.status == ("proved" if deciding else "refuted"), claim.text
        seen.add((every, bool(deciding)))
        if deciding:
            least = min(map(size, deciding))
            assert found_size(tmp_path, decision.witness) == least, claim.text
    assert len(seen) == 4


def found_size(tmp_path: Path, witness: str) -> tuple[int, int, int]:
    """The sizes of the structures of a witness, which parses again."""
    file = tmp_path / "witness.psh"
    file.write_text(witness, encoding="utf-8")
    loaded = Verifier(Options()).load(file, tmp_path)
    assert not loaded.failed, witness
    c, t = loaded.structures["C"], loaded.structures["T"]
    return c.object_count, c.arrow_count, t.size  # type: ignore[attr-defined]


def test_quantifiers_in_any_order(tmp_path: Path) -> None:
    """Alternation, negation, structures below objects, unique existence."""
    text = """\
claim some_task: forall C: category. exists T: task(C). not representable(T) within C <= 3 arrows; T <= 2 elements
claim one_object: forall C: category. (exists! T: task(C). |T| = 0) and not (exists T: task(C). |T| = 0 and representable(T))
  within C <= 3 arrows; T <= 1 elements
claim below: forall C: category, X: C. exists T: task(C). represents(X, T) within C <= 3 arrows; T <= 3 elements
claim negated: not (forall C: category. thin(C)) within C <= 2 arrows
claim unique: exists! C: category. |C| = 2 within C <= 2 arrows
claim two: exists! C: category. not thin(C) within C <= 2 arrows expect refuted
claim functors: forall C: category, D: category, F: functor(C, D). equivalence(F) implies equivalent(C, D) within C <= 3 arrows; D <= 3 arrows
claim moves: forall C: category, S: task(C), T: task(C), a: Nat(S, T). (forall x: S, y: S. a(x) = a(y) implies x = y) implies |S| <= |T|
  within C <= 2 arrows; S <= 2 elements; T <= 2 elements
claim empties: exists C: category. |C| = 0 within C >= 0 objects, <= 1 arrows
"""
    loaded = claims(tmp_path, text)
    status = {c.name: decide(c).status for c in loaded}
    held = "holds_in_scope"
    assert status == {
        "some_task": held, "one_object": held, "below": held, "negated": "proved", "unique": held, "two": "refuted",
        "functors": held, "moves": held, "empties": "proved",
    }  # fmt: skip


def test_declared_structures_and_definitions(tmp_path: Path) -> None:
    text = """\
category Z = cyclic_group(2)
define free(C: category, T: task(C)) := forall x: T. |T| = 2
claim torsors: forall T: task(Z). promptable(T) iff (|T| = 2 and not isomorphic(T, constant(Z; a, b))) within T <= 4 elements
claim defined: exists T: task(Z). free(Z, T) within T <= 2 elements
claim copresheaves: forall S: copresheaf(Z). representable(S) implies |S| = 2 within S <= 4 elements
"""
    assert [decide(c).status for c in claims(tmp_path, text)] == ["holds_in_scope", "proved", "holds_in_scope"]


def test_counts(tmp_path: Path) -> None:
    text = """\
count all: C: category within C = 5 arrows expect 329
count wrong: C: category within C = 4 arrows expect 54
count posets: C: category where thin(C) and skeletal(C) within C = 3 objects, <= 6 arrows expect 5
count groupoids: C: category where groupoid(C) within C <= 6 arrows expect 38
count open: C: category where thin(C) within C <= 3 arrows
count tasks: C: category, T: task(C) within C <= 1 arrows; T <= 3 elements expect 4
"""
    found = [(d.status, d.count) for d in map(decide, claims(tmp_path, text))]
    held = "holds_in_scope"
    assert found == [(held, 329), ("refuted", 55), (held, 5), (held, 38), (held, 4), (held, 4)]


def test_a_hypothesis_without_an_instance_is_vacuous(tmp_path: Path) -> None:
    text = """\
claim nothing: forall C: category. (thin(C) and not thin(C)) implies |C| = 7 within C <= 2 arrows
claim below: forall C: category, X: C. |C| = 5 implies terminal(C, X) within C <= 2 arrows
claim empty_scope: forall T: task(D). representable(T) within T = 1 elements
claim fine: forall C: category, X: C. |C| = 2 implies not terminal(C, X) within C <= 2 arrows
category D { objects A, B  arrows f : A -> B, g : B -> A }
"""
    found = claims(tmp_path, text.replace("arrows f : A -> B, g : B -> A", "arrows f : A -> B, g : B -> A  equations f ; g = id(A), g ; f = id(B)"))
    assert [decide(c).status for c in found] == ["vacuous", "vacuous", "vacuous", "holds_in_scope"]


def test_certificates_are_checked_again(tmp_path: Path) -> None:
    (claim,) = claims(tmp_path, "claim thm: forall C: category, T: task(C). promptable(T) iff representable(T) within C <= 2 arrows; T <= 2 elements")
    decision = decide(claim)
    assert decision.coverage == 17
    assert decision.certificate is not None
    theorem = check(json.loads(json.dumps(decision.certificate)))
    assert theorem.statement[0] == "instances"
    forged = json.loads(json.dumps(decision.certificate))
    forged["instances"][0]["verdict"] = False
    with pytest.raises(Rejected, match="verdict"):
        check(forged)
    for wrong in ({}, [[]], [forged], None):
        with pytest.raises(Rejected, match="shape"):
            check({**decision.certificate, "instances": wrong})


def test_engines_agree(tmp_path: Path) -> None:
    rng = random.Random(3)
    scope = "within C <= 2 arrows; T <= 2 elements"
    text = "\n".join(f"claim c{i}: forall C: category, T: task(C). {body(rng)[0]} {scope}" for i in range(12))
    for claim in claims(tmp_path, text):
        assert decide(claim, "z3").status == decide(claim, "native").status, claim.text
