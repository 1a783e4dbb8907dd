"""The kernel copied out alone: standard library only, exit codes, and files that are no certificates at all."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kernel_loader import FOLDER
from kernel_samples import base

from presheaf.kernel.__main__ import main


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.name)
def test_imports_are_standard_library_or_the_kernel_itself(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert all(a.name.split(".")[0] in sys.stdlib_module_names for a in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 1 or (node.level == 0 and (node.module or "").split(".")[0] in sys.stdlib_module_names)


def test_copied_out_it_runs_on_a_bare_python(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "kernel", ignore=shutil.ignore_patterns("__pycache__"))
    document = base()
    (tmp_path / "good.json").write_text(json.dumps(document))
    document["verdict"] = False
    (tmp_path / "bad.json").write_text(json.dumps(document))

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-S", "-E", "-s", "-B", "-m", "kernel", *files], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    good, bad, none = run("good.json"), run("good.json", "bad.json"), run()
    assert (good.returncode, good.stdout, good.stderr) == (0, "accepted  good.json: proved\n", "")
    assert (bad.returncode, bad.stdout.splitlines()[1][:29], bad.stderr) == (5, "rejected  bad.json: verdict: ", "")
    assert none.returncode == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"[" * 200_000, "unreadable"),
        (b'{"a": 1, "a": 2}', "a key twice"),
        (b'{"format": ' + b"9" * 5000 + b"}", "unreadable"),
        (b"NaN", "format"),
        (b'{"format": "presheaf-certificate/1", "verdict": true, "statement": NaN}', "shape"),
        (b'{"format": "presheaf-certificate/1", "verdict": true, "statement": ["holds", "\\ud800"]}', "unknown name"),
        (b'{"format": "presheaf-certificate/1", "verdict": true, "statement": ["=", "\\naccepted  x: proved", 0]}', "unbound"),
        (b'{"format": "presheaf-certificate/1", "verdict": true, "statement": true, "categories": {"C": {"objects": 1e3, "dom": []}}}', "range"),
    ],
)
def test_hostile_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str) -> None:
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    assert main([str(path)]) == 5
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("rejected  ")
    assert message in lines[0]


def test_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 5
    assert "unreadable" in capsys.readouterr().out
