"""`presheaf verify`: exit codes, documents, certificates, engines, selections."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import BROKEN, GOOD, UNDECIDED, UNMET, presheaf, process, write


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"a": GOOD}, 0),
        ({"a": UNMET}, 1),
        ({"a": BROKEN}, 3),
        ({"a": UNDECIDED}, 4),
        ({"a": UNDECIDED + "claim d: thin(N) expect unknown\n", "b": GOOD}, 4),
        ({"a": UNDECIDED, "b": UNMET}, 1),
        ({"a": UNMET, "b": BROKEN}, 3),
        ({"a": "# nothing is claimed\n"}, 0),
    ],
)
def test_exit_codes(tmp_path: Path, texts: dict[str, str], code: int) -> None:
    done = presheaf("verify", write(tmp_path, **texts))
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_the_other_files_are_still_verified(tmp_path: Path) -> None:
    done = presheaf("verify", write(tmp_path, a=BROKEN, b=GOOD))
    assert "error[E100]" in done.stdout
    assert "looks_solved" in done.stdout
    assert "2 claims" in done.stdout
    assert "1 error in specs" in done.stdout


def test_every_line_names_claim_verdict_and_engine(tmp_path: Path) -> None:
    lines = presheaf("verify", write(tmp_path, a=UNMET)).stdout.splitlines()
    assert lines[1].split()[:4] == ["ok", "looks_solved", "proved", "native"]
    assert lines[2].split()[:4] == ["ok", "is_not", "refuted", "(as"]
    assert lines[3].split()[:3] == ["FAIL", "wrong", "refuted"]
    assert any("representable(Fixed), expected holds" in line for line in lines)
    assert lines[-1].startswith("3 claims: 1 proved, 1 refuted as expected, 1 NOT as expected; kernel-checked 3 of 3;")


def test_json_document(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET, b=BROKEN)
    done = presheaf("verify", root, "--json", "-")
    document = json.loads(done.stdout)
    assert (document["tool"], done.returncode) == ("presheaf", 3)
    names = ["file", "name", "line", "verdict", "expected", "met", "reason", "coverage", "count", "engine", "certificate", "witness", "seconds"]
    assert [list(r)[: len(names)] for r in document["results"]] == [names] * 3
    wrong = document["results"][2]
    assert (wrong["name"], wrong["line"], wrong["verdict"], wrong["expected"], wrong["met"]) == ("wrong", 5, "refuted", "holds", False)
    assert wrong["certificate"].startswith("sha256:")
    (d,) = document["diagnostics"]
    assert (d["line"], d["column"], d["end_line"], d["end_column"], d["code"], d["severity"]) == (1, 24, 1, 25, "E100", "error")
    assert "looks_solved" in done.stderr


def test_junit_and_sarif(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET, b=BROKEN)
    presheaf("verify", root, "--junit", tmp_path / "j.xml", "--sarif", tmp_path / "s.sarif")
    suites = ElementTree.parse(tmp_path / "j.xml").getroot().findall("testsuite")
    assert [(s.get("tests"), s.get("failures"), s.get("errors")) for s in suites] == [("3", "1", "0"), ("1", "0", "1")]
    failure = suites[0].findall("testcase")[2].find("failure")
    assert failure is not None
    assert failure.get("message") == "refuted, expected holds"
    sarif = json.loads((tmp_path / "s.sarif").read_text(encoding="utf-8"))
    run = sarif["runs"][0]
    assert sarif["version"] == "2.1.0"
    assert [(r["kind"], r["level"]) for r in run["results"]] == [("pass", "none"), ("pass", "none"), ("fail", "error"), ("fail", "error")]
    assert {r["ruleId"] for r in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_certificates_are_checked_again_without_the_tool(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET)
    presheaf("verify", root, "--certificates", tmp_path / "c")
    files = sorted((tmp_path / "c").iterdir())
    assert [f.name for f in files] == ["a.is_not.json", "a.looks_solved.json", "a.wrong.json"]
    done = presheaf("check", *files)
    assert (done.returncode, done.stdout.count("accepted")) == (0, 3)
    forged = json.loads(files[0].read_text(encoding="utf-8"))
    forged["verdict"] = not forged["verdict"]
    files[0].write_text(json.dumps(forged), encoding="utf-8")
    done = presheaf("check", *files)
    assert (done.returncode, done.stdout.count("accepted"), done.stdout.count("rejected")) == (5, 2, 1)


def test_same_input_same_certificate_whatever_the_hash_seed_and_jobs(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET, b=GOOD)
    for folder, seed, jobs in (("one", "1", 1), ("two", "2", 2)):
        process("verify", root, "--certificates", tmp_path / folder, "--engine", "both", "--jobs", jobs, env={"PYTHONHASHSEED": seed})
    assert {f.name: f.read_bytes() for f in (tmp_path / "one").iterdir()} == {f.name: f.read_bytes() for f in (tmp_path / "two").iterdir()}
    assert len(list((tmp_path / "one").iterdir())) == 5


def test_jobs_do_not_change_the_order(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET, b=GOOD, c=UNDECIDED)
    rows = [[line.split()[:3] for line in presheaf("verify", root, "--jobs", jobs).stdout.splitlines() if line.startswith("  ")] for jobs in (1, 3)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("engine", ["auto", "native", "z3", "both"])
def test_engines(tmp_path: Path, engine: str) -> None:
    done = presheaf("verify", write(tmp_path, a=GOOD), "--engine", engine)
    assert done.returncode == 0, done.stdout
    assert ({"auto": "native"}.get(engine, engine)) in done.stdout


def test_a_resource_limit_leaves_the_claim_undecided(tmp_path: Path) -> None:
    text = "category S = symmetric_group(3)\ntask T = yoneda(S.pt)\ntask U = yoneda(S.pt) * terminal(S)\nclaim c: isomorphic(T, U)\n"
    done = presheaf("verify", write(tmp_path, a=text), "--engine", "z3", "--rlimit", "1")
    assert done.returncode == 4, done.stdout
    assert "unknown" in done.stdout
    assert "resource" in done.stdout


def test_only(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET)
    done = presheaf("verify", root, "--only", "looks*", "--only", "is_not")
    assert (done.returncode, "wrong" in done.stdout) == (0, False)
    done = presheaf("verify", root, "--only", "looks_solvd")
    assert done.returncode == 2
    assert "did you mean looks_solved?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--jobs", "0"],
        ["--engine", "magic"],
        ["--rlimit", "-1"],
        ["--json", "no/such/folder/x.json"],
        ["--frobnicate"],
        ["--certificates", "specs/a.psh"],
    ],
)
def test_usage_errors(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, a=GOOD)
    done = presheaf("verify", "specs", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("presheaf: ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_default_folder_and_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    assert "a.psh" in presheaf("verify", cwd=tmp_path).stdout
    (tmp_path / "empty").mkdir()
    done = presheaf("verify", tmp_path / "empty")
    assert (done.returncode, "no .psh files" in done.stderr) == (2, True)


def test_nothing_is_drawn_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = presheaf("verify", write(tmp_path, a=GOOD))
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupting_leaves_the_results_so_far(tmp_path: Path) -> None:
    slow = "category S = symmetric_group(7)\n" + "".join(f"claim c{i}: groupoid(S) and |arrows(S)| = 5040\n" for i in range(400))
    root = write(tmp_path, a=GOOD, b=slow)
    out = tmp_path / "out.json"
    command = [sys.executable, "-u", "-m", "presheaf", "verify", str(root), "--json", str(out)]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a parent in the background may ignore interrupts
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard) as process:
        assert process.stdout is not None
        while "c0 " not in (process.stdout.readline() or "c0 "):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        text, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in text
    assert "Traceback" not in errors
    names = [r["name"] for r in json.loads(out.read_text(encoding="utf-8"))["results"]]
    assert names[:3] == ["looks_solved", "is_not", "c0"]
    assert len(names) < 402


SCOPED = """\
claim held: forall C: category. thin(C) or |C| <= 2 within C <= 2 arrows
claim not_thin: forall C: category, T: task(C). |T| = 0 implies thin(C) within C <= 2 arrows; T <= 1 elements   expect refuted
find nothing: exists C: category. |C| = 3 within C <= 2 arrows
count some: C: category where thin(C) within C <= 3 arrows
claim empty: forall C: category. |C| = 3 implies thin(C) within C <= 2 arrows   expect vacuous
"""


def test_claims_in_a_scope_say_what_was_looked_at(tmp_path: Path) -> None:
    """In all documents and in the explanation: structures, their number, a drawing, and why they decide."""
    root = write(tmp_path, a=SCOPED)
    done = presheaf("verify", root, "-v", "--json", tmp_path / "j.json", "--junit", tmp_path / "j.xml", "--sarif", tmp_path / "s.sarif")
    assert done.returncode == 1
    by_name = {r["name"]: r for r in json.loads((tmp_path / "j.json").read_text(encoding="utf-8"))["results"]}
    covered = {name: (r["verdict"], r["coverage"]["checked"], r["coverage"]["total"], r["count"]) for name, r in by_name.items()}
    assert covered == {
        "held": ("holds_in_scope", 4, 4, None),
        "not_thin": ("refuted", 3, None, None),
        "nothing": ("refuted", 4, 4, None),
        "some": ("holds_in_scope", 15, 15, 4),
        "empty": ("vacuous", 4, 4, None),
    }
    assert by_name["not_thin"]["witness"].startswith("category C {\n  objects A\n  arrows f : A -> A\n")
    (suite,) = ElementTree.parse(tmp_path / "j.xml").getroot()
    properties = {case.get("name"): {p.get("name"): p.get("value") for p in case.iter("property")} for case in suite}
    assert [(properties[n or ""].get("checked"), properties[n or ""].get("total")) for n in ("held", "not_thin")] == [("4", "4"), ("3", None)]
    assert properties["some"]["count"] == "4"
    assert "task T on C" in (properties["not_thin"]["witness"] or "")
    results = json.loads((tmp_path / "s.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [r["properties"].get("total") for r in results if r["ruleId"] == "claim"] == [4, None, 4, 15, 4]
    assert "parallel" in results[1]["message"]["text"]
    text = done.stdout
    assert "counterexample: C has 1 object and 2 arrows, T has 0 elements; decided by structure 3" in text
    assert "| C:" in text
    assert "|   @ f" in text
    assert "4 of 4 structures" in text
    assert "4 of 15 structures" in text


def test_witnesses_cross_processes(tmp_path: Path) -> None:
    root = write(tmp_path, a=SCOPED, b=SCOPED)
    for jobs, name in ((1, "one"), (2, "two")):
        presheaf("verify", root, "--jobs", jobs, "--json", tmp_path / name)
    found = [json.loads((tmp_path / name).read_text(encoding="utf-8"))["results"] for name in ("one", "two")]
    assert [{k: v for k, v in r.items() if k != "seconds"} for r in found[0]] == [{k: v for k, v in r.items() if k != "seconds"} for r in found[1]]


def test_the_bar_counts_structures_and_estimates_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn on a terminal: nothing is drawn elsewhere."""
    import io

    from presheaf.report.progress import Progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    drawn = Terminal()
    monkeypatch.setattr(sys, "stderr", drawn)
    monkeypatch.setenv("COLUMNS", "120")
    bar = Progress(3)
    bar.step("a.psh c")
    bar.drawn = 0.0
    bar.instances(1234, 5000)
    assert "a.psh c: 1,234 of about 5,000 structures, " in drawn.getvalue()
    bar.drawn = 0.0
    bar.instances(6000, 5000)
    assert "6,000 of about 6,000" in drawn.getvalue()


def test_estimates_are_exact_for_categories_and_near_for_tasks(tmp_path: Path) -> None:
    from presheaf.claims.estimates import estimate
    from presheaf.pipeline import Options, Verifier

    text = """\
claim a: forall C: category. thin(C) within C <= 4 arrows
claim b: not (exists C: category. thin(C)) within C = 2 objects, 5 arrows
claim c: forall C: category, T: task(C). thin(C) within C <= 2 arrows; T <= 2 elements
count d: C: category where thin(C) within C <= 3 arrows
claim e: thin(D) and (forall C: category. thin(C)) within C <= 3 arrows
category D { objects A }
"""
    loaded = Verifier(Options()).load(write(tmp_path, a=text) / "a.psh", tmp_path)
    assert not loaded.failed
    assert [estimate(c.scoped) for c in loaded.claims if c.scoped] == [70, 77, 17, 15, None]
