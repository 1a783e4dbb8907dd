"""What a verdict on samples says: where completions differ, which samples clash, which sample a functor does not take."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.claims.engines import decide

SPEC = """
category P = poset { a <= b <= c }
category Q = poset { x <= y <= z }
category V = product(cyclic_group(2), cyclic_group(2))
category Z2 = cyclic_group(2)
category R { objects A, B  arrows s : A -> B, p : B -> A  equations s ; p = id(A) }
functor Up : P -> Q { a |-> x, b |-> y, c |-> z, (a <= b) |-> (x <= y), (b <= c) |-> (y <= z) }
copresheaf S on R { A = {u}, B = {v, w}, s = {u |-> v}, p = {v |-> u, w |-> u} }
samples falling : P -> Q { a |-> y, b |-> z, c |-> x }
samples middle : P -> Q { b |-> y }
samples wrong_object : P -> Q { b |-> z }
samples wrong_arrow : P -> Q { (a <= b) |-> id(x) }
samples odd : V -> Z2 { (r, id(pt)) |-> r, (r, r) |-> r, (id(pt), r) |-> r }
samples bad_identity : V -> Z2 { id((pt, pt)) |-> r }
samples shrinking on R -> Set { A = {u, u'}, B = {v} }
samples one_of_two on R -> Set { A = {u}, B = {v, w} }
samples sent_to_w on R -> Set { A = {u}, B = {v, w}, s = {u |-> w} }
claim falls: completable(falling)
claim two: determined(middle)
claim parity: completable(odd)
claim unit: completable(bad_identity)
claim shrinks: completable(shrinking)
claim either: determined(one_of_two)
claim not_fitting: determined(falling)
claim others: teaches(middle, Up)
claim object: teaches(wrong_object, Up)
claim arrow: teaches(wrong_arrow, Up)
claim point: teaches(sent_to_w, S)
claim another: teaches(one_of_two, S)
claim number: teaching_number(Up) = 1
claim number_of_points: teaching_number(S) = 7
"""

WORDS = {
    "falls": ["no functor has b |-> z, c |-> x: these values contradict each other"],
    "two": [
        "two completions differ: c goes to y or z",
        'functor middle_1 : P -> Q { a |-> y, b |-> y, c |-> y, "(a <= b)" |-> id(y), "(b <= c)" |-> id(y) }',
        'functor middle_2 : P -> Q { a |-> y, b |-> y, c |-> z, "(a <= b)" |-> id(y), "(b <= c)" |-> "(y <= z)" }',
    ],
    "parity": ["no functor has (r, id(pt)) |-> r, (id(pt), r) |-> r, (r, id(pt)) ; (id(pt), r) |-> r: these values contradict each other"],
    "unit": ["no functor has id((pt, pt)) |-> r"],
    "shrinks": ["no copresheaf on R has these sets, whatever its values"],
    "either": [
        "two completions differ: s takes u to v or w",
        "copresheaf one_of_two_1 on R { A = {u}, B = {v, w}, s = {u |-> v}, p = {v |-> u, w |-> u} }",
        "copresheaf one_of_two_2 on R { A = {u}, B = {v, w}, s = {u |-> w}, p = {v |-> u, w |-> u} }",
    ],
    "not_fitting": ["no functor has b |-> z, c |-> x: these values contradict each other"],
    "others": ["Up is not the only completion: a goes to x or y"],
    "object": ["Up sends b to y, the sample says z"],
    "arrow": ["Up sends (a <= b) to (x <= y), the sample says id(x)"],
    "point": ["S has s(u) = v, the sample says w"],
    "another": ["S is not the only completion: s takes u to v or w"],
    "number": ["the left side is 2, the right side is 1", "Up is taught by its values at (a <= b), (b <= c)"],
    "number_of_points": ["the left side is 1, the right side is 7", "S is taught by its value at s at u"],
}


@pytest.mark.parametrize("name", WORDS)
def test_reasons(name: str, tmp_path: Path) -> None:
    loaded = load(SPEC, tmp_path)
    assert not loaded.failed, loaded.diagnostics
    (claim,) = (c for c in loaded.claims if c.name == name)
    decision = decide(claim, "native")
    assert decision.status == "refuted"
    said = [note.text for note in decision.why]
    assert said[: len(WORDS[name])] == WORDS[name]


def test_a_completion_is_shown(tmp_path: Path) -> None:
    """The witness is a declaration that parses again and completes the samples."""
    loaded = load(SPEC + "claim some: completable(middle)\nclaim less: completable(sent_to_w)\n", tmp_path)
    shown = [decide(c, "native").witness for c in loaded.claims if c.name in ("some", "less")]
    again = load(SPEC + "\n".join(shown) + "\nclaim a: not teaches(middle, middle_1)\nclaim b: teaches(sent_to_w, sent_to_w_1)\n", tmp_path)
    assert not again.failed, again.diagnostics
    assert [decide(c, "native").status for c in again.claims if c.name in ("a", "b")] == ["proved", "proved"]
