"""A hypothesis guards what cannot be built without it: Hom functors of weights that do not compose."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier

WITHIN = "within L <= 2 objects, values [0, 1/2, 1]"
HOMS = "(forall x: L. representable(yoneda(x)))"


@pytest.mark.parametrize(
    ("proposition", "verdict"),
    [
        (f"is_category(L) implies {HOMS}", "holds_in_scope"),
        (f"not is_category(L) or |L| = 3 or {HOMS}", "holds_in_scope"),
        (f"is_category(L) and {HOMS}", "refuted"),
        (f"is_category(L) implies not {HOMS}", "refuted"),
        (HOMS, "unknown"),
        (f"is_category(L) iff {HOMS}", "unknown"),
        (f"{HOMS} or is_category(L)", "unknown"),
    ],
)
def test_parts_that_decide_come_first(proposition: str, verdict: str, tmp_path: Path) -> None:
    loaded = load(f"claim c: forall L: weighted. {proposition} {WITHIN}\n", tmp_path)
    (result,) = Verifier(Options()).claim(loaded.claims[0], loaded).results
    assert result.verdict == verdict, result.reason
