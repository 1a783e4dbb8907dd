"""`presheaf counterexample`: what it writes verifies by itself, and says what decides the claim."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from command import presheaf, write

from corpus import ROOT
from presheaf.cli.counterexample import document
from presheaf.model.elaborate import Loaded
from presheaf.model.proposition import Claim
from presheaf.pipeline import Options, Verifier, root_of
from presheaf.report.picture import picture

SPECS = ROOT / "specs"
STRIDE = int(os.environ.get("PRESHEAF_STRIDE", "3"))  # of the refuted claims of the library, every so many are tried; 1: all


@cache
def verifier() -> Verifier:
    return Verifier(Options())


@cache
def claims() -> list[tuple[Loaded, Claim]]:
    files = sorted(SPECS.rglob("*.psh"))
    return [(loaded, c) for f in files for loaded in [verifier().load(f, root_of(f))] for c in loaded.claims if c.expected == "refuted"]


def verifies(loaded: Loaded, claim: Claim, folder: Path) -> None:
    """The file is a spec whose last claim meets its expectation, the kernel having checked it."""
    (result,) = verifier().claim(claim, loaded).results
    assert result.verdict == "refuted", claim.name
    text = "\n".join(document(claim, result, loaded, beside=False)) + "\n"
    out = folder / "specs" / f"{claim.name}.psh"
    out.parent.mkdir(exist_ok=True)
    out.write_text(text, encoding="utf-8")
    own = Verifier(Options())
    again = own.load(out, out.parent)
    assert not again.failed, text + str([d.message for d in again.diagnostics])
    if "# the claim is about data" not in text:
        (found,) = own.claim(again.claims[-1], again).results
        assert found.met, text


def test_refuted_claims_in_a_scope(tmp_path: Path) -> None:
    mine = [(loaded, c) for loaded, c in claims() if c.scoped is not None]
    assert len(mine) > 5
    for loaded, claim in mine[::STRIDE]:
        verifies(loaded, claim, tmp_path)


def test_refuted_claims_about_declared_structures(tmp_path: Path) -> None:
    mine = [(loaded, c) for loaded, c in claims() if c.scoped is None and "digits" not in loaded.display]  # not those on thousands of images
    assert len(mine) > 50
    for loaded, claim in mine[:: 2 * STRIDE]:
        verifies(loaded, claim, tmp_path)


SPEC = """\
category D { objects A, B  arrows f : A -> B }
task L on D { A = {x}, B = {}, f = {} }
define odd(C: category) := exists T: task(C). |T| = 2 and not representable(T)
claim plain: forall C: category, T: task(C). promptable(T, card) implies representable(T) within C <= 2 arrows; T <= 2 elements
claim nested: forall C: category. exists T: task(C). |T| = |C| and representable(T) within C <= 3 arrows; T <= 3 elements
claim inner: forall C: category. thin(C) implies (forall T: task(C). |T| <= 1) within C <= 2 arrows; T <= 2 elements
claim negated: not (exists C: category, F: functor(C, D). full(F) and not faithful(F)) within C <= 2 arrows
claim both: (forall C: category. thin(C)) and (forall E: category. |E| <= 1) within C <= 2 arrows; E <= 2 arrows
claim below: forall X: D. forall T: task(D). |T(X)| = 0 within T <= 1 elements
claim defined: forall C: category. not odd(C) within C <= 2 arrows; T <= 2 elements
claim by_definition: not odd(D) within T <= 2 elements
claim declared: forall T: task(D). isomorphic(T, L) within T <= 1 elements
claim shadowed: forall D: category, T: task(D). representable(T) or |L| = 2 within D <= 1 arrows; T <= 1 elements
claim opposite: forall C: category, F: functor(C, op(C)). full(F) within C <= 2 arrows
claim moves: forall S: task(D), T: task(D), a: Nat(S, T), x: S. |S| = |T| within S <= 1 elements; T <= 2 elements
claim none: exists C: category. |C| = 7 within C <= 2 arrows
claim unique: exists! C: category. |C| = 1 within C <= 2 arrows
count wrong: C: category within C <= 2 arrows expect 5
"""


def test_claims_of_every_shape(tmp_path: Path) -> None:
    loaded = Verifier(Options()).load(write(tmp_path, shapes=SPEC) / "shapes.psh", tmp_path)
    assert not loaded.failed, [d.message for d in loaded.diagnostics]
    for claim in loaded.claims:
        verifies(loaded, claim, tmp_path)


def test_what_is_written(tmp_path: Path) -> None:
    root = write(tmp_path, shapes=SPEC)
    assert presheaf("counterexample", root / "shapes.psh", "plain", "--near", "-o", root / "out.psh").returncode == 0
    text = (root / "out.psh").read_text(encoding="utf-8")
    assert text.splitlines()[:2] == [
        "# plain: refuted",
        "# counterexample: C has 1 object and 2 arrows, T has 2 elements; decided by structure 8",
    ]
    for line in (
        "# it holds in scope with thin(C)",
        "# no counterexample without the arrow f of C",
        "# C:",
        "#   A",
        "#   {x, y}   T",
        "#   @ f",
        "    f ; f = id(A)",
        "task T on C { A = {x, y}, f = {x |-> x, y |-> y} }",
        "claim plain: not (promptable(T, card) implies representable(T))",
    ):
        assert line in text.splitlines(), text
    link = next(line for line in text.splitlines() if line.startswith("# C: https://q.uiver.app/#q="))
    (root / "again.psh").write_text(f'category C = quiver "{link[5:]}"\nclaim same: |arrows(C)| = 2 and groupoid(C)\n', encoding="utf-8")
    assert presheaf("verify", root / "out.psh", root / "again.psh").returncode == 0
    done = presheaf("counterexample", root / "shapes.psh", "none", "--near")
    assert "# near misses are looked for where some structure in a scope is a counterexample" in done.stdout


def test_drawings_keep_their_width(tmp_path: Path) -> None:
    """Loops, parallel arrows, many objects: objects stand above the ends of their arrows, and what does not fit is listed."""
    text = """\
category P { objects A, B  arrows f, g : A -> B, h : B -> A, e : B -> B  equations e ; e = e, h ; f = e, f ; h = id(A), f = g, e = id(B) }
task T on P { A = {x}, B = {y}, f = {y |-> x}, g = {y |-> x}, h = {x |-> y}, e = {y |-> y} }
category W = chain(40)
category N = discrete(x)
category Z { }
"""
    structures = Verifier(Options()).load(write(tmp_path, a=text) / "a.psh", tmp_path).structures
    assert picture([structures["P"], structures["T"]]) == [
        "P:",
        "  A        B",
        "  {x}      {y}   T",
        "  o-- f --->",
        "  o-- g --->",
        "  <-- h ---o",
        "           @ e",
    ]
    wide = picture([structures["W"]])
    assert wide[1].startswith("  objects c0, c1, ")
    assert wide[2] == "  up0  : c0  -> c1"
    assert all(len(line) <= 100 for line in wide)
    assert picture([structures["N"], structures["Z"]]) == ["N:", "  x", "Z is empty"]
