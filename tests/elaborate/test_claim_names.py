"""The name of a claim is taken, but it hides no word of the language."""

from pathlib import Path

import pytest

from corpus import load
from presheaf.claims.engines import decide
from presheaf.pipeline import Options, Verifier

CLAIMS = {
    "category": "forall C: category. thin(C) or not thin(C) within C <= 2 arrows",
    "weighted": "forall L: weighted. is_category(closure(L)) within L <= 2 objects, values [0, 1]",
    "task": "forall T: task(D). |T| <= 1 within T <= 1 elements",
    "functor": "forall F: functor(D, D). faithful(F)",
}


@pytest.mark.parametrize("word", CLAIMS)
def test_a_claim_called_like_a_sort(word: str, tmp_path: Path) -> None:
    loaded = load(f'category D {{ objects A }}\nclaim "{word}": {CLAIMS[word]}\n', tmp_path)
    assert not loaded.failed, loaded.diagnostics
    (result,) = Verifier(Options()).claim(loaded.claims[0], loaded).results
    assert result.met


def test_a_claim_hides_no_kernel_and_no_measure(tmp_path: Path) -> None:
    """What a built-in kernel or number means does not depend on how claims are called."""
    text = """
weighted M = matrix { objects a, b  [1, 1/2], [1/2, 1] }
encoder f : M -> R^1 { codes a = (0), b = (1)  kernel laplace }
claim gaussian: realizable(M, gaussian, 1)
claim laplace: ideal(f)
claim codes: codes(M) = 2
claim dimension: dimension(M, gaussian) = 1
"""
    loaded = load(text, tmp_path)
    assert not loaded.diagnostics
    assert [claim.name for claim in loaded.claims] == ["gaussian", "laplace", "codes", "dimension"]
    assert all(decide(claim).status == "proved" for claim in loaded.claims)
