"""Interrupting a long claim with a real SIGINT, and going on from there: same verdict, same certificate, whatever is in the file."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from command import presheaf

from presheaf import resume

SPEC = """\
define fits(C: category, T: task(C)) := promptable(T) iff representable(T)
claim first: forall C: category. |C| <= 2 within C <= 2 arrows
claim long: forall C: category, T: task(C). fits(C, T) within C <= 3 arrows; T <= 3 elements
claim last: forall C: category. |C| <= 2 within C <= 2 arrows
"""
# the command line, but the process sends itself the signal when so many instances of a claim have been looked at
INTERRUPTED = """
import os, signal, sys
from presheaf.claims.watch import Watch
from presheaf.cli.main import entry
looked, at = Watch.looked, int(sys.argv.pop(1))
def interrupted(self, more):
    looked(self, more)
    if self.checked >= at:
        os.kill(os.getpid(), signal.SIGINT)
Watch.looked = interrupted
sys.exit(entry())
"""


def run(folder: Path, at: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-c", INTERRUPTED, str(at), "verify", "a.psh", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False, preexec_fn=heard)


def results(folder: Path) -> dict[str, dict[str, Any]]:
    return {r["name"]: r for r in json.loads((folder / "out.json").read_text(encoding="utf-8"))["results"]}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupted_claim_says_what_it_covered_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.psh").write_text(SPEC, encoding="utf-8")
    done = run(tmp_path, 50, "--json", "out.json")
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert "interrupted: " in done.stdout
    first = results(tmp_path)
    assert list(first) == ["first", "long"]
    assert first["long"]["verdict"] == "unknown"
    covered = first["long"]["coverage"]["checked"]
    assert 50 <= covered < 110
    assert first["long"]["coverage"]["total"] is None
    assert f"interrupted after {covered} structures" in first["long"]["reason"]
    assert f"interrupted after {covered} structures" in done.stdout
    state = resume.load(tmp_path / resume.PLACE)
    assert len(state) == 2
    left = {k: len(v) for k, v in state.items()}

    again = run(tmp_path, 110, "--resume", "--json", "out.json")  # interrupted once more, further on
    assert again.returncode == 130
    assert results(tmp_path)["long"]["coverage"]["checked"] > covered
    assert sum(map(len, resume.load(tmp_path / resume.PLACE).values())) > sum(left.values())

    assert presheaf("verify", "a.psh", "--resume", "--json", "out.json", cwd=tmp_path).returncode == 0
    assert not (tmp_path / resume.PLACE).exists()
    resumed = results(tmp_path)
    assert presheaf("verify", "a.psh", "--json", "out.json", cwd=tmp_path).returncode == 0
    fresh = results(tmp_path)
    for name in ("first", "long", "last"):
        assert {k: v for k, v in resumed[name].items() if k != "seconds"} == {k: v for k, v in fresh[name].items() if k != "seconds"}
    assert (fresh["long"]["verdict"], fresh["long"]["coverage"]["checked"]) == ("holds_in_scope", 142)


JOBS = """
import os, signal, sys
from presheaf import pipeline
from presheaf.claims.watch import Watch
from presheaf.cli.main import entry
looked, at = Watch.looked, int(sys.argv.pop(1))
def interrupted(self, more):
    looked(self, more)
    if at and self.checked >= at and pipeline._Worker.busy:
        os.kill(os.getppid(), signal.SIGINT)
        signal.pause()
Watch.looked = interrupted
sys.exit(entry())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_several_processes_leave_what_they_have_found(tmp_path: Path) -> None:
    """Interrupted in the middle of a claim; a file that is done, claims before it and what was covered of it are there, and it goes on from there."""
    for name in "ab":
        (tmp_path / f"{name}.psh").write_text(SPEC, encoding="utf-8")
    (tmp_path / "0.psh").write_text("claim zero: forall C: category. |C| <= 1 within C <= 1 arrows\n", encoding="utf-8")
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)

    def verified(at: int, *more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", JOBS, str(at), "verify", ".", "--jobs", "2", "--json", "out.json", *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False, preexec_fn=heard)

    done = verified(50)
    assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr
    assert f"{resume.PLACE} holds what was found" in done.stderr
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]
    assert (Path(found[0]["file"]).name, found[0]["name"], found[0]["verdict"]) == ("0.psh", "zero", "holds_in_scope")
    assert 50 <= max(r["coverage"]["checked"] for r in found if r["name"] == "long") < 142  # in one of the two processes at least
    assert len(resume.load(tmp_path / resume.PLACE)) == 3  # the claims of one text are one
    again = verified(0, "--resume")
    assert (again.returncode, again.stderr) == (0, "")
    assert not (tmp_path / resume.PLACE).exists()
    whole = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]
    assert presheaf("verify", ".", "--json", "out.json", cwd=tmp_path).returncode == 0
    fresh = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]
    assert [{k: v for k, v in r.items() if k != "seconds"} for r in whole] == [{k: v for k, v in r.items() if k != "seconds"} for r in fresh]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupted_counterexample_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.psh").write_text(SPEC, encoding="utf-8")
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-c", INTERRUPTED, "50", "counterexample", "a.psh", "long"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False, preexec_fn=heard)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "presheaf: interrupted\n")


def test_what_is_in_the_file_cannot_change_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates that are damaged, of other claims, or false are passed over; good ones spare the engine its work."""
    from presheaf.claims import engines
    from presheaf.pipeline import Options, Verifier

    def claims(text: str) -> tuple[Verifier, Any, Any]:
        (tmp_path / "c.psh").write_text(text, encoding="utf-8")
        verifier = Verifier(Options())
        loaded = verifier.load(tmp_path / "c.psh", tmp_path)
        return verifier, loaded.claims[0], loaded

    text = "claim c: forall C: category. |C| <= 2 or thin(C) within C <= 3 arrows"
    verifier, claim, loaded = claims(text)
    good = verifier.claim(claim, loaded)
    (key,) = good.made
    documents = json.loads(json.dumps(good.made[key]))
    calls = []
    native = engines._native
    monkeypatch.setattr(engines, "_native", lambda *args: calls.append(1) or native(*args))

    def with_state(state: list[Any]) -> tuple[str, int]:
        calls.clear()
        verifier.earlier = {key: state}
        (result,) = verifier.claim(claim, loaded).results
        assert result.digest == good.results[0].digest
        return result.verdict, len(calls)

    assert with_state(documents) == ("holds_in_scope", 0)
    assert with_state(documents[:1]) == ("holds_in_scope", max(len(documents) - 1, 0))
    for damage in (
        lambda d: d.update(verdict=False),
        lambda d: d.update(statement=True),
        lambda d: d.update(statement=["not", d["statement"]], verdict=False),
        lambda d: d["categories"].popitem(),
        lambda d: d["categories"].update(C0=d["categories"]["C1"]),
        lambda d: d.clear(),
        lambda d: d.update(answers=None),
        lambda d: d.update(categories=[]),
    ):
        bad = json.loads(json.dumps(documents))
        damage(bad[0])
        assert with_state(bad) == ("holds_in_scope", len(documents))


def test_questions_of_a_kept_certificate_are_those_of_the_claim(tmp_path: Path) -> None:
    """A certificate in which a question means something else, so that a false statement is true, is passed over."""
    from presheaf.kernel import check
    from presheaf.pipeline import Options, Verifier

    (tmp_path / "c.psh").write_text(
        "category D { objects A, B }\nclaim c: forall T: task(D). representable(T) within T = 0 elements", encoding="utf-8"
    )
    verifier = Verifier(Options())
    loaded = verifier.load(tmp_path / "c.psh", tmp_path)
    run = verifier.claim(loaded.claims[0], loaded)
    assert run.results[0].verdict == "refuted"
    (key,) = run.made
    documents = json.loads(json.dumps(run.made[key]))
    for document in documents:
        if document and not document["verdict"]:
            true = {**document, "statement": ["not", document["statement"]], "verdict": True}
            check(true)
            verifier.earlier = {key: [true] * 5}
            assert verifier.claim(loaded.claims[0], loaded).results[0].verdict == "refuted"


NO_STATES = {
    "empty": b"",
    "no archive": b"x",
    "a list": gzip.compress(b"[]"),
    "nothing but a format": gzip.compress(b'{"format": "presheaf-resume/1"}'),
    "too deep": gzip.compress(b"[" * 100_000),
}


@pytest.mark.parametrize("data", NO_STATES.values(), ids=NO_STATES)
def test_a_file_that_is_no_state_is_ignored(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "state"
    path.write_bytes(data)
    assert resume.load(path) == {}
    assert resume.load(tmp_path / "absent") == {}


def test_states_of_other_versions_and_claims_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "folder" / "state"
    resume.save({"k": [{}]}, path)
    assert resume.load(path) == {"k": [{}]}
    assert [f.name for f in path.parent.iterdir()] == ["state"]
    monkeypatch.setattr(resume, "__version__", "0.0.0")
    assert resume.load(path) == {}
