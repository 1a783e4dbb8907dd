"""Without the package for encoders their claims are skipped and everything else is as it was; nothing heavy is loaded by files that need it not."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.absent import Looks, hide_torch
from cli.command import presheaf
from corpus import ROOT
from presheaf import claims

SPEC = """\
category C { objects A, B  arrows f : A -> B }
encoder f : C -> R^2 { embeddings "codes.npz"  kernel dot }
claim thin: thin(C)
claim seen: looks(f)
claim again: looks(f) expect unknown
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(claims.KINDS, "looks", Looks())
    (tmp_path / "codes.npz").write_bytes(b"not opened where torch is missing")
    path = tmp_path / "a.psh"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_torch(monkeypatch)


@pytest.mark.usefixtures("without_torch")
def test_claims_about_encoders_are_skipped(spec: Path, tmp_path: Path) -> None:
    done = presheaf("verify", spec, "--json", tmp_path / "a.json", "--junit", tmp_path / "a.xml", "--sarif", tmp_path / "a.sarif")
    assert done.returncode == 0
    assert "  skip seen" in done.stdout
    assert 'missing: torch is not installed; pip install "presheaf[encoders]"' in done.stdout
    assert "3 claims: 1 proved, 2 skipped; kernel-checked 1 of 3" in done.stdout
    thin, seen, again = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["results"]
    assert seen.keys() == thin.keys()
    assert (thin["skipped"], thin["met"]) == (False, True)
    for skipped in (seen, again):
        assert (skipped["skipped"], skipped["met"], skipped["verdict"], skipped["certificate"]) == (True, False, "unknown", None)
        assert skipped["reason"].startswith("missing: torch")
    (suite,) = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "0", "2")
    assert [len(case.findall("skipped")) for case in suite] == [0, 1, 1]
    kinds = [r["kind"] for r in json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]]
    assert kinds == ["pass", "open", "open"]


@pytest.mark.usefixtures("without_torch")
def test_what_does_not_fit_is_said_without_the_package_too(spec: Path) -> None:
    spec.write_text(SPEC.replace("codes.npz", "other.npz"), encoding="utf-8")
    assert presheaf("verify", spec).returncode == 3


@pytest.mark.usefixtures("without_torch")
@pytest.mark.parametrize(
    "command", [["show", "SPEC", "seen", "--problem"], ["show", "SPEC", "seen", "--as", "smtlib"], ["counterexample", "SPEC", "seen"]]
)
def test_other_commands_say_what_is_missing(spec: Path, command: list[str]) -> None:
    done = presheaf(*(str(spec) if word == "SPEC" else word for word in command))
    assert done.returncode == 2
    assert "torch is not installed" in done.stderr


def test_with_the_package_the_table_is_opened(spec: Path) -> None:
    pytest.importorskip("torch")
    done = presheaf("verify", spec)
    assert done.returncode == 3
    assert "E341" in done.stdout
    assert "codes.npz is not an npz file" in done.stdout


def loaded(path: Path) -> set[str]:
    code = "import sys\nfrom presheaf.cli.main import run\nrun(sys.argv[1:])\nprint('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "verify", str(path)], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.rsplit("MODULES", 1)[1].split()}


def test_reading_a_declaration_loads_nothing_of_torch(tmp_path: Path) -> None:
    import numpy as np

    np.savez(tmp_path / "codes.npz", emb=np.eye(2), objects=np.array(["A", "B"]))
    path = tmp_path / "a.psh"
    path.write_text("".join(SPEC.splitlines(keepends=True)[:3]), encoding="utf-8")
    assert not loaded(path) & {"torch", "numba", "safetensors", "sympy", "triton"}


@pytest.mark.usefixtures("without_torch")
def test_the_library_is_green_without_the_package() -> None:
    done = presheaf("verify", ROOT / "specs" / "encoders", "--no-progress")
    assert done.returncode == 0, done.stdout + done.stderr
    skipped = [line for line in done.stdout.splitlines() if line.startswith("  skip")]
    assert len(skipped) > 10
    assert all("torch is not installed" in line for line in skipped)
