"""The kernel copied out alone: standard library only, exit codes, and files that are no certificates at all."""

from __future__ import annotations

import ast
import io
import json
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import Any

import pytest
from kernel_loader import FOLDER
from kernel_samples import base

from presheaf.cli.main import run
from presheaf.kernel import Rejected, check
from presheaf.kernel.__main__ import main

LINES = 2056


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


def test_exit_codes_are_those_of_presheaf_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(base()), encoding="utf-8")
    bad.write_text(json.dumps({**base(), "verdict": False}), encoding="utf-8")
    for files, code in (([good], 0), ([bad], 5), ([good, bad], 5), ([bad, good], 5), ([tmp_path], 5)):
        names = [str(file) for file in files]
        assert main(names) == code
        printed = capsys.readouterr().out
        assert run(["check", *names]) == code
        assert capsys.readouterr().out == printed
        assert len(printed.splitlines()) == len(files)
    for program in (["presheaf.kernel"], ["presheaf", "check"]):
        done = subprocess.run([sys.executable, "-m", *program, str(good), str(bad)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (5, "")
        assert [line.split()[0] for line in done.stdout.splitlines()] == ["accepted", "rejected"]


def test_what_is_assumed_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = 1_500_000
    document = {"format": base()["format"], "verdict": False, "statement": False, "categories": {"Z": base()["categories"]["Z"]}}
    document["set_functors"] = {"big": {"category": "Z", "variance": "covariant", "sizes": [size], "action": [*range(1, size), 0]}}
    path = tmp_path / "big.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == f"accepted  {path}: refuted (assuming functoriality of big)\n"


@pytest.mark.parametrize("number", [True, False, -2, -(10**30), 10**30, 1.0, float("nan"), float("inf"), "1", None, [1], {}], ids=repr)
def test_numbers_are_integers_in_their_range(number: object) -> None:
    """The same bad number at places all over the sample; `true` equals 1 and `1.0` equals 1 in Python, not here."""
    sections = ["categories", "set_functors", "functors", "transformations", "sorts", "tables", "answers", "statement"]
    for section in sections[:-1] if number == 10**30 else sections:  # a statement may speak of any number
        count = len(numbers(base()[section]))
        for place in range(0, count, 1 + count // 40):
            document = json.loads(json.dumps(base()))
            at, key = numbers(document[section])[place]
            at[key] = number
            with pytest.raises(Rejected):
                check(document)


def numbers(at: Any) -> list[tuple[Any, Any]]:
    """Every place below a container that holds an integer."""
    keys = list(at) if isinstance(at, dict) else range(len(at))
    inner = [place for key in keys if isinstance(at[key], dict | list) for place in numbers(at[key])]
    return inner + [(at, key) for key in keys if type(at[key]) is int and at[key] >= 0]


def test_exhausted_memory_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sys.modules["presheaf.kernel.check"], "Session", exhausted)
    with pytest.raises(Rejected, match="malformed"):
        check(base())


def code_lines(source: str) -> int:
    """Lines that hold code: no blank lines, comments or docstrings."""
    documentation, lines = set[int](), set[int]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            documentation.update(range(node.lineno, (node.end_lineno or 0) + 1))
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in layout:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - documentation)


def test_the_kernel_does_not_grow() -> None:
    assert sum(code_lines(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py")) <= LINES


def chain(objects: int) -> dict[str, Any]:
    """A commuting chain with the task that its end represents: about objects^2 / 2 arrows."""
    pairs = [(a, b) for a in range(objects) for b in range(a + 1, objects)]
    number = {(a, a): a for a in range(objects)} | {pair: objects + i for i, pair in enumerate(pairs)}
    ends = [(a, a) for a in range(objects)] + pairs
    category = {
        "objects": objects,
        "dom": [a for a, _ in ends],
        "cod": [b for _, b in ends],
        "generators": [number[a, a + 1] for a in range(objects - 1)],
        "right": [number[a, b + 1] for a, b in ends if b + 1 < objects],
    }
    return {
        "format": base()["format"],
        "verdict": True,
        "categories": {"C": category},
        "set_functors": {"T": {"category": "C", "variance": "contravariant", "sizes": [1] * objects, "action": [*range(objects - 1)]}},
        "questions": {"q": {"params": ["C.ob"], "rule": "represents", "args": ["T"]}},
        "answers": [["q", [objects - 1], {"universal": objects - 1}]],
        "statement": ["holds", "q", objects - 1],
    }


def lines_run(document: dict[str, Any]) -> int:
    """How many lines of Python the kernel runs; each turn of a comprehension is one."""
    count = 0

    def step(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        assert check(document).assumed == ()
    finally:
        sys.settrace(before)
    return count


def test_a_certificate_is_checked_in_linear_time() -> None:
    """Four times the arrows, four times the steps; a quadratic part would show as sixteen times its share."""
    small, large = (chain(objects) for objects in (50, 101))
    arrows = [len(document["categories"]["C"]["dom"]) for document in (small, large)]
    assert lines_run(large) / lines_run(small) < 1.15 * arrows[1] / arrows[0]


def test_a_large_certificate_is_checked() -> None:
    document = chain(632)
    assert len(document["categories"]["C"]["dom"]) > 200_000
    assert check(document).assumed == ()
