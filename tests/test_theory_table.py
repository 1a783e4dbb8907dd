"""specs/theory/README.md says what the spec files say, and of the smallest counterexamples what the tool finds."""

import os

import pytest

from theory_table import scope_of, scoped, smallest_of, table, verdict_of

CLAIMS = {(claim.file.rsplit("/", 1)[-1], claim.name): (loaded, claim) for loaded, claim in scoped()}
DECIDED = [key for key, (_, claim) in CLAIMS.items() if verdict_of(claim) in ("refuted", "found", "counted")]
LOOKED_AT = DECIDED if os.environ.get("PRESHEAF_TABLE") == "all" else DECIDED[::6]


def test_every_claim_has_its_row() -> None:
    assert set(CLAIMS) == set(table())
    for key, row in table().items():
        claim = CLAIMS[key][1]
        assert (row.scope, row.verdict) == (scope_of(claim), verdict_of(claim)), row.claim
        assert bool(row.smallest) == (key in DECIDED)
        assert row.source.strip()


def test_there_are_a_hundred_and_half_of_them_fail() -> None:
    verdicts = [row.verdict for row in table().values()]
    assert len(verdicts) >= 100
    assert verdicts.count("refuted") >= 50


@pytest.mark.parametrize("key", LOOKED_AT, ids=lambda key: key[1])
def test_smallest(key: tuple[str, str]) -> None:
    assert table()[key].smallest == smallest_of(*CLAIMS[key])
