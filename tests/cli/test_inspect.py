"""show, counterexample, fmt, explain, kinds, check."""

import json
from pathlib import Path

import pytest
from command import BROKEN, GOOD, UNMET, presheaf, write

from corpus import TOUR
from presheaf.claims import KINDS, MEASURES
from presheaf.source.codes import CODES


def test_show_lists_what_a_file_declares(tmp_path: Path) -> None:
    done = presheaf("show", write(tmp_path, a=GOOD) / "a.psh")
    assert done.stdout.splitlines() == [
        "Z2: category with 1 object, 2 arrows (identities included), 1 given",
        "Fixed: presheaf on Z2 with 2 elements",
        "claim looks_solved: promptable(Fixed, card)   expect holds",
        "claim is_not: promptable(Fixed)   expect refuted",
    ]


STRUCTURES = [
    "C",
    "E",
    "D",
    "P",
    "M",
    "G",
    "W",
    "Z",
    "S",
    "Prod",
    "Sum",
    "Full",
    "El",
    "Sl",
    "Co",
    "Ar",
    "T",
    "L",
    "F",
    "K",
    "H",
    "I",
    "Pi",
    "R",
    "n",
    "Q",
    "Rot",
    "seen",
    "points",
]


def test_structures_are_written_as_declarations_that_mean_the_same(tmp_path: Path) -> None:
    """Everything of the tour, written out and read again, has the same sizes and the same writing."""
    from corpus import load
    from presheaf.model.declaring import Structure, declaration, needed

    first = load(TOUR, tmp_path)
    assert not first.failed
    values = {name: v for name, v in first.structures.items() if isinstance(v, Structure)}
    assert set(STRUCTURES) == set(values)
    names = {id(v): name for name, v in values.items()}

    def called(structure: Structure) -> str:
        return names.get(id(structure), structure.name)

    texts = {called(s): declaration(s, called) for s in needed(tuple(values.values()))}
    second = load("\n".join(texts.values()), _folder(tmp_path))
    assert [d.message for d in second.diagnostics] == []
    for name in texts:
        assert declaration(second.structures[name]) == texts[name]


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "again"
    folder.mkdir()
    return folder


def test_show_problem_is_the_document_without_verdict(tmp_path: Path) -> None:
    done = presheaf("show", write(tmp_path, a=GOOD) / "a.psh", "is_not", "--problem")
    document = json.loads(done.stdout)
    assert (document["verdict"], document["claim"]) == (None, "promptable(Fixed)")


def test_counterexample_verifies_by_itself(tmp_path: Path) -> None:
    root = write(tmp_path, a=TOUR)
    for name in ("five", "three", "four"):
        out = root / f"{name}.psh"
        assert presheaf("counterexample", root / "a.psh", name, "-o", out).returncode == 0
        done = presheaf("verify", out)
        assert done.returncode == 0, out.read_text(encoding="utf-8") + done.stdout
        assert name in done.stdout


def test_counterexample_names_the_values_that_decide(tmp_path: Path) -> None:
    text = GOOD + "claim moves: exists x: Fixed(pt). x|r != x  expect refuted\nclaim fixed: forall x: Fixed(pt). x = Fixed.a  expect refuted\n"
    done = presheaf("counterexample", write(tmp_path, a=text) / "a.psh", "fixed")
    assert "# at x = b" in done.stdout
    assert "task Fixed on Z2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "a.psh", "Fxed"], "did you mean Fixed?"),
        (["counterexample", "a.psh", "is_nt"], "did you mean is_not?"),
        (["show", "a.psh", "--problem"], "need the NAME"),
        (["explain", "E999"], "no code"),
        (["fmt", "missing.psh"], "cannot read missing.psh"),
        (["counterexample", "a.psh", "is_not", "-o", "no/such/x.psh"], "cannot write"),
        (["frobnicate"], "invalid choice"),
        (["show"], "required"),
    ],
)
def test_usage_errors(tmp_path: Path, arguments: list[str], message: str) -> None:
    root = write(tmp_path, a=GOOD)
    done = presheaf(*arguments, cwd=root)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_fmt_writes_checks_and_reports(tmp_path: Path) -> None:
    root = write(tmp_path, a="category   C{objects A}\n", b=BROKEN, c="# ok\n")
    assert presheaf("fmt", "--check", root / "a.psh").returncode == 1
    assert presheaf("fmt", root / "a.psh").returncode == 0
    assert (root / "a.psh").read_text(encoding="utf-8") == "category C { objects A }\n"
    assert presheaf("fmt", "--check", root / "a.psh", root / "c.psh").returncode == 0
    done = presheaf("fmt", root / "b.psh")
    assert (done.returncode, "E100" in done.stderr) == (3, True)
    assert (root / "b.psh").read_text(encoding="utf-8") == BROKEN


def test_show_of_a_broken_file(tmp_path: Path) -> None:
    done = presheaf("show", write(tmp_path, a=BROKEN) / "a.psh")
    assert (done.returncode, "error[E100]" in done.stderr) == (3, True)


def test_everything_can_be_explained() -> None:
    from presheaf.cli.explain import explain
    from presheaf.cli.topics import TOPICS

    class Arguments:
        code = ""

    for word in [*CODES, *KINDS, *TOPICS]:
        Arguments.code = word
        assert explain(Arguments()) == 0  # type: ignore[arg-type]


def test_kinds_lists_every_kind() -> None:
    lines = presheaf("kinds").stdout.splitlines()
    assert [line.split("(")[0] for line in lines] == [*KINDS, *MEASURES]


def test_help_and_version() -> None:
    assert presheaf("--version").stdout.startswith("presheaf 0.1.0")
    assert "counterexample" in presheaf("--help").stdout
    assert presheaf().returncode == 2


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    root = write(tmp_path, a=UNMET)
    done = subprocess.run(f"{sys.executable} -m presheaf verify {root} | true", shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_claims_are_written_for_other_provers(tmp_path: Path) -> None:
    file = write(tmp_path, a=GOOD) / "a.psh"
    script = presheaf("show", file, "is_not", "--as", "smtlib")
    assert script.returncode == 0
    assert script.stdout.startswith(f"; {file}:")
    assert "(check-sat)" in script.stdout
    problem = presheaf("show", file, "is_not", "--as", "tptp")
    assert problem.stdout.splitlines()[-1] == "% SZS status CounterSatisfiable for is_not"
    for name, form, words in (("Z2", "tptp", "is none"), ("is_not", "gap", "smtlib and tptp write claims")):
        refused = presheaf("show", file, name, "--as", form)
        assert refused.returncode == 2
        assert words in refused.stderr
