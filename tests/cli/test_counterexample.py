"""`presheaf counterexample`: what it writes verifies by itself, and says what decides the claim."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from corpus import ROOT
from presheaf.cli.counterexample import document
from presheaf.model.elaborate import Loaded
from presheaf.model.proposition import Claim
from presheaf.pipeline import Options, Verifier, root_of

SPECS = ROOT / "specs"
STRIDE = int(os.environ.get("PRESHEAF_STRIDE", "6"))  # of the refuted claims about declared structures, every so many are tried


@cache
def verifier() -> Verifier:
    return Verifier(Options())


@cache
def claims() -> list[tuple[Loaded, Claim]]:
    files = sorted(SPECS.rglob("*.psh"))
    return [(loaded, c) for f in files for loaded in [verifier().load(f, root_of(f))] for c in loaded.claims if c.expected == "refuted"]


def verifies(loaded: Loaded, claim: Claim, folder: Path) -> None:
    (result,) = verifier().claim(claim, loaded).results
    assert result.verdict == "refuted", claim.name
    text = "\n".join(document(claim, result, loaded)) + "\n"
    out = folder / "specs" / f"{claim.name}.psh"
    out.parent.mkdir(exist_ok=True)
    out.write_text(text, encoding="utf-8")
    own = Verifier(Options())
    again = own.load(out, out.parent)
    assert not again.failed, text + str([d.message for d in again.diagnostics])
    (found,) = own.claim(again.claims[-1], again).results
    assert found.met, text
    assert max(map(len, (line for line in text.splitlines() if line.startswith("#") and "q.uiver" not in line))) < 400


def test_every_refuted_claim_in_a_scope(tmp_path: Path) -> None:
    mine = [(loaded, c) for loaded, c in claims() if c.scoped is not None]
    assert len(mine) > 5
    for loaded, claim in mine:
        verifies(loaded, claim, tmp_path)


def test_refuted_claims_about_declared_structures(tmp_path: Path) -> None:
    mine = [(loaded, c) for loaded, c in claims() if c.scoped is None]
    for loaded, claim in mine[::STRIDE]:
        verifies(loaded, claim, tmp_path)
