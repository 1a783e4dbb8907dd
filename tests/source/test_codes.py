"""Every code is explained, every explanation is shown by its example."""

import re
from pathlib import Path

import pytest

from corpus import ROOT, load
from presheaf.source.codes import CODES

# what needs more than one file, or a verdict: tests/cli/test_bad_input.py, tests/syntax/test_limits.py, tests/model/test_interchange_*.py and
# tests/claims/test_weakening.py show these
ELSEWHERE = {"E106", "E107", "E211", "E213", "E214", "E215", "E407", "E394", "E395", "E396", "E398", "E399", "W202"}


def used() -> set[str]:
    sources = [p for p in (ROOT / "src").rglob("*.py") if "codes" not in p.parts]
    return {code for p in sources for code in re.findall(r'"([EW]\d{3})"', p.read_text(encoding="utf-8"))}


def test_every_code_that_is_used_is_explained_and_no_other() -> None:
    assert used() == set(CODES)


def test_only_these_examples_are_missing() -> None:
    assert {c.code for c in CODES.values() if not c.example} == ELSEWHERE


@pytest.mark.parametrize("code", [c for c in CODES.values() if c.example], ids=lambda c: c.code)
def test_the_example_shows_the_code_and_nothing_else(code, tmp_path: Path) -> None:
    assert [d.code for d in load(code.example, tmp_path).diagnostics] == [code.code]
    assert code.title
    assert code.explanation.endswith(".")
