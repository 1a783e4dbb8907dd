"""`presheaf verify --pictures` and the pictures in the HTML report: they are computed where they are asked for, and no verdict depends on them."""

import base64
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli.command import presheaf
from cli.test_html import sound
from presheaf import claims
from presheaf.claims.base import Answer, Formula, Kind, Lowering
from presheaf.encoders.picture_data import of_encoder
from presheaf.encoders.pictures import Picture
from presheaf.model.build import TooLarge
from presheaf.model.encoder import without
from presheaf.report import figures

pytest.importorskip("matplotlib")
pytestmark = pytest.mark.skipif(bool(without("torch")), reason="tables are not read without it")

SPEC = """\
category C { objects A, B }
encoder f : C -> R^1 { embeddings "codes.npz"  kernel dot }
claim seen: looks(f) and not (looks(f) and thin(C)) or thin(C)
claim "a / b": looks(f)
claim "a ? b": not looks(f) expect refuted
claim large: large(f)
claim thin: thin(C)
claim quantified: forall X: C. looks(f)
"""
FILES = {f"a.{claim}.{kind}.{form}" for claim in ("seen", "a___b") for kind in ("defect-map",) for form in ("png", "svg")}


class Looks(Kind):
    """A claim about an encoder that always holds."""

    name = "looks"
    alternatives = (("encoder",),)
    summary = explanation = "it has pictures"
    asked = 0

    def define(self, low: Lowering, args: Any) -> Formula:
        return True

    def decide(self, low: Lowering, args: Any) -> Answer:
        return Answer(True)

    def pictures(self, args: Any) -> Iterator[Picture]:
        type(self).asked += 1
        yield next(of_encoder(args[0], Fraction(1, 10)))


class Large(Looks):
    name = "large"

    def pictures(self, args: Any) -> Iterator[Picture]:
        raise TooLarge("too large to draw")


class Broken(Looks):
    def pictures(self, args: Any) -> Iterator[Picture]:
        raise ValueError("a bug")


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(claims.KINDS, "looks", Looks())
    monkeypatch.setitem(claims.KINDS, "large", Large())
    monkeypatch.setattr(Looks, "asked", 0)
    np.savez(tmp_path / "codes.npz", emb=np.array([[1.0], [0.5]]), objects=np.array(["A", "B"]))
    path = tmp_path / "a.psh"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_files(spec: Path, tmp_path: Path) -> None:
    done = presheaf("verify", spec, "--pictures", tmp_path / "p", "--json", tmp_path / "with.json")
    assert done.returncode == 0, done.stdout + done.stderr
    names = {p.name for p in (tmp_path / "p").iterdir()}
    assert names == FILES | {
        name.replace("a___b.", "a___b.").replace(".png", ".2.png").replace(".svg", ".2.svg") for name in FILES if "a___b" in name
    }
    assert Looks.asked == 3, "once for each claim that has the predicate outside quantifiers"
    assert all((tmp_path / "p" / n).read_bytes()[:4] == b"\x89PNG" for n in names if n.endswith("png"))


def test_they_change_no_verdict_and_are_not_computed_unasked(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "missing", lambda: "not drawn here")
    found = []
    for name, options in (("without", []), ("with", ["--html", tmp_path / "r.html"])):
        presheaf("verify", spec, "--json", tmp_path / name, *options)
        found.append([{k: v for k, v in r.items() if k != "seconds"} for r in json.loads((tmp_path / name).read_text("utf-8"))["results"]])
        assert Looks.asked == (0 if name == "without" else 3)
    assert found[0] == found[1]


def test_the_page_holds_them(spec: Path, tmp_path: Path) -> None:
    assert presheaf("verify", spec, "--html", tmp_path / "r.html").returncode == 0
    page = sound((tmp_path / "r.html").read_text(encoding="utf-8"))
    images = page.all("img")
    assert len(images) == 3
    assert {a["alt"] for a in images} == {"defect map of f, described below"}
    for a in images:
        data = base64.b64decode((a["src"] or "").split(",", 1)[1])
        assert data.startswith((b"<?xml", b"\x89PNG"))
    captions = page.text("figcaption")
    assert len(captions) == 3
    assert "Largest: about 0.75 at (B, B)" in captions[0]


def test_without_matplotlib(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message names the extra, before the work; the page has the words."""
    monkeypatch.setattr(figures, "missing", lambda: figures.INSTALL)
    done = presheaf("verify", spec, "--pictures", tmp_path / "p")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'presheaf: --pictures: matplotlib is not installed; pip install "presheaf[pictures]"\n'
    assert not (tmp_path / "p").exists()
    assert presheaf("verify", spec, "--html", tmp_path / "r.html").returncode == 0
    page = sound((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert page.all("img") == []
    assert page.text("p").count(f"Not drawn: {figures.INSTALL}") == 3
    assert len(page.text("figcaption")) == 3


def test_a_folder_that_cannot_be_written(spec: Path) -> None:
    done = presheaf("verify", spec, "--pictures", spec)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"presheaf: cannot write to {spec}")


def test_nothing_to_draw(spec: Path, tmp_path: Path) -> None:
    done = presheaf("verify", spec, "--only", "thin", "--pictures", tmp_path / "p")
    assert done.returncode == 0
    assert done.stderr == "presheaf: there are no pictures: no claim is about an encoder whose table was read\n"
    assert list((tmp_path / "p").iterdir()) == []


def test_a_bug_in_a_picture_loses_no_verdict(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(claims.KINDS, "looks", Broken())
    done = presheaf("verify", spec, "--html", tmp_path / "r.html", "--only", "seen")
    assert done.returncode == 70
    assert re.search(r"internal error: .*a\.psh: pictures of seen: ValueError: a bug", done.stdout)
    assert re.search(r"ok   seen +proved", done.stdout)
