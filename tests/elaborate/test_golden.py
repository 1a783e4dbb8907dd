"""What a user reads: every bad spec in golden/ with its diagnostics, whole, in order. PRESHEAF_GOLDEN=write rewrites them for review."""

import os
from pathlib import Path

import pytest

from presheaf.pipeline import Options, Verifier
from presheaf.source.render import render

FOLDER = Path(__file__).parent / "golden"
SPECS = sorted(FOLDER.glob("*.psh"))


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_diagnostics(path: Path) -> None:
    loaded = Verifier(Options()).load(path, FOLDER)
    shown = "\n\n".join(render(d, loaded.sources) for d in loaded.diagnostics)
    shown = shown.replace(str(path), path.name) + "\n"
    golden = path.with_suffix(".txt")
    if os.environ.get("PRESHEAF_GOLDEN") == "write":
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_diagnostic_has_a_place_and_a_hint(path: Path) -> None:
    loaded = Verifier(Options()).load(path, FOLDER)
    text = path.read_text(encoding="utf-8")
    assert loaded.diagnostics
    for d in loaded.diagnostics:
        assert 0 <= d.span.start < d.span.end <= len(text), d
        assert d.advice, d
        assert d.message[0] not in " .", d
