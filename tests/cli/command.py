"""Running the command line as a user does."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

GOOD = """\
category Z2 = cyclic_group(2)
task Fixed on Z2 { pt = {a, b}, r = {a |-> a, b |-> b} }
claim looks_solved: promptable(Fixed, card)
claim is_not: promptable(Fixed)  expect refuted
"""
UNMET = GOOD + "claim wrong: representable(Fixed)\n"
UNDECIDED = "category N within 20 arrows { objects A  arrows s : A -> A }\nclaim c: thin(N)\n"
BROKEN = "category C { objects A B }\n"


@dataclass
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def presheaf(*arguments: object, cwd: Path | None = None) -> Done:
    """`presheaf ARGUMENTS` in this process, through the console script's entry point."""
    from presheaf.cli.main import entry

    out, err = io.StringIO(), io.StringIO()
    argv, here = sys.argv, Path.cwd()
    sys.argv = ["presheaf", *map(str, arguments)]
    os.chdir(cwd or here)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = entry()
            except SystemExit as stop:  # argparse's --help and --version
                code = int(stop.code or 0)
    finally:
        os.chdir(here)
        sys.argv = argv
    return Done(code, out.getvalue(), err.getvalue())


def process(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`presheaf ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "presheaf", *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=120, check=False)


def write(folder: Path, **texts: str) -> Path:
    """`folder`/specs with one file per text."""
    root = folder / "specs"
    root.mkdir(exist_ok=True)
    for name, text in texts.items():
        (root / f"{name}.psh").write_text(text, encoding="utf-8")
    return root
