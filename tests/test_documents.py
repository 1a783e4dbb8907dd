"""What the documents show is what the tool does: their specs verify, their commands print what they say, their links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT, load

DOCUMENTS = [p for p in ROOT.rglob("*.md") if ".venv" not in p.parts and "node_modules" not in p.parts]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(path: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(path.read_text(encoding="utf-8")) if kind == language]


def tidy(text: str) -> str:
    """Without what differs from run to run: seconds."""
    return re.sub(r" +\d+\.\d\d s", " N s", text).strip()


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    commands = [line for body in blocks(ROOT / "README.md", "sh") for line in body.splitlines() if line.strip()]
    assert commands == [
        'pip install -c constraints.txt ".[encoders]" && presheaf verify specs',
        'pip install -c constraints.txt -e ".[dev]" && pytest -n auto --dist worksteal',
    ]


def test_the_readme_shows_the_real_output(tmp_path: Path) -> None:
    (spec,) = blocks(ROOT / "README.md", "psh")
    (console,) = blocks(ROOT / "README.md", "console")
    name = spec.splitlines()[0].split(":")[0].removeprefix("# ")
    (tmp_path / name).write_text(spec, encoding="utf-8")
    command, expected = console.split("\n", 1)
    assert command == f"$ presheaf verify {name}"
    done = subprocess.run([sys.executable, "-m", "presheaf", "verify", name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert tidy(done.stdout) == tidy(expected)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_specs_in_documents_verify(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `psh` block is a whole spec; one that begins with `# error: CODE` shows that diagnostic. Python before it is run: it writes the files."""
    from presheaf.pipeline import Options, Verifier

    (tmp_path / "specs").mkdir()
    monkeypatch.chdir(tmp_path / "specs")
    for kind, text in BLOCK.findall(path.read_text(encoding="utf-8")):
        if kind == "python":
            exec(compile(text, path.name, "exec"), {})
        if kind != "psh":
            continue
        loaded = load(text, tmp_path)
        wrong = re.match(r"# error: (\w+)", text)
        assert [d.code for d in loaded.diagnostics if d.severity == "error"] == ([wrong[1]] if wrong else []), text
        if path.name == "README.md" and path.parent == ROOT:
            continue  # its one unmet claim is shown on purpose
        for claim in loaded.claims:
            assert [r.met for r in Verifier(Options()).claim(claim, loaded).results] == [True], f"{claim.name} in\n{text}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_the_exit_codes_of_the_readme_are_those_of_the_tool() -> None:
    from presheaf.cli.topics import TOPICS

    shown = re.findall(r"\b(\d+) (?:every|some|usage|a spec|undecided|a cert|internal|a bug)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(set(map(int, shown))) == [0, 1, 2, 3, 4, 5, 70]
    assert set(map(int, re.findall(r"\b(\d+) ", TOPICS["exit-codes"]))) == {0, 1, 2, 3, 4, 5, 70, 130}
