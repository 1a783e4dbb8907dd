"""The example of the kernel's README is a certificate, and its commands print what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kernel_loader import FOLDER
from kernel_oracle import truth

from presheaf.kernel import Rejected, check
from presheaf.kernel.check import SECTIONS

TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")
(EXAMPLE,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.S))


def test_the_example_is_a_theorem() -> None:
    assert check(EXAMPLE).value
    assert check(EXAMPLE).assumed == ()
    assert truth(EXAMPLE)


@pytest.mark.parametrize("number", range(2))
def test_both_answers_are_needed(number: int) -> None:
    answers = [answer for i, answer in enumerate(EXAMPLE["answers"]) if i != number]
    with pytest.raises(Rejected, match="undetermined"):
        check({**EXAMPLE, "answers": answers})


def test_the_commands_print_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "example.json").write_text(json.dumps(EXAMPLE), encoding="utf-8")
    (tmp_path / "python").symlink_to(sys.executable)
    blocks = re.findall(r"```console\n\$ (.*?)\n(.*?)```", TEXT, re.S)
    assert len(blocks) == 2
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(FOLDER.parent.parent)}
    for command, expected in blocks:
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (expected, "")


def test_every_field_and_every_rule_is_described() -> None:
    for field in (*SECTIONS, "format", "answers", "lemmas", "statement", "verdict", "claim"):
        assert f"`{field}`" in TEXT
    for key in ("model", "tree", "count", "universal", "size", "elements", "missed", "map", "distinct", "rounds", "split"):
        assert f'"{key}"' in TEXT or f"`{key}`" in TEXT
    for module in re.findall(r"`(\w+\.py)`", TEXT):
        assert (FOLDER / module).exists()
    for constant in re.findall(r"`([A-Z]+_[A-Z]+)`", TEXT):
        assert any(f"\n{constant} = " in path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
