"""The name of a claim is taken, but it hides no word of the language."""

from pathlib import Path

import pytest

from corpus import load
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
