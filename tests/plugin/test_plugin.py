"""pytest collects spec files: one test per claim, explanations instead of tracebacks, nothing imported without them."""

import pytest

from corpus import ROOT

SPEC = """\
category Z2 = cyclic_group(2)
task Fixed on Z2 { pt = {a, b}, r = {a |-> a, b |-> b} }
claim looks_solved: promptable(Fixed, card)
claim wrong: promptable(Fixed)
"""


@pytest.fixture
def spec(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    installed = any(e.name == "presheaf" for e in __import__("importlib.metadata").metadata.entry_points(group="pytest11"))
    if not installed:
        pytester.plugins.append("presheaf.pytest_plugin")
    return pytester


def test_one_test_per_claim(spec: pytest.Pytester) -> None:
    spec.makefile(".psh", rotation=SPEC)
    result = spec.runpytest_inprocess("-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*rotation.psh::looks_solved PASSED*", "*rotation.psh::wrong FAILED*"])
    result.stdout.fnmatch_lines(["*rotation.psh:4:14: refuted?wrong?: promptable(Fixed), expected holds", "4 | claim wrong: promptable(Fixed)"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_selection_and_engine(spec: pytest.Pytester) -> None:
    spec.makefile(".psh", rotation=SPEC)
    result = spec.runpytest_inprocess("-k", "looks", "--presheaf-engine", "both", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, deselected=1)


def test_a_broken_file_is_a_collection_error_with_its_diagnostics(spec: pytest.Pytester) -> None:
    spec.makefile(".psh", good=SPEC, broken="category C { objects A B }\n")
    result = spec.runpytest_inprocess("--continue-on-collection-errors", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*broken.psh:1:24: error?E100?: two names stand side by side"])


def test_a_claim_for_which_something_is_missing_is_skipped(spec: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    from presheaf import claims
    from presheaf.model.encoder import Missing

    def decide(*_: object) -> None:
        raise Missing("torch is not installed")

    monkeypatch.setattr(claims.KINDS["promptable"], "decide", decide)
    spec.makefile(".psh", rotation=SPEC)
    result = spec.runpytest_inprocess("-rs", "-p", "no:cacheprovider")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*missing: torch is not installed*"])


def test_junit_properties(spec: pytest.Pytester) -> None:
    spec.makefile(".psh", rotation=SPEC)
    spec.runpytest_inprocess("--junit-xml=out.xml", "-p", "no:cacheprovider")
    text = (spec.path / "out.xml").read_text(encoding="utf-8")
    assert '<property name="verdict" value="refuted"' in text
    assert 'value="sha256:' in text


def test_nothing_is_imported_without_spec_files(spec: pytest.Pytester) -> None:
    spec.makepyfile("import sys\ndef test_it():\n    assert 'presheaf.pipeline' not in sys.modules and 'lark' not in sys.modules\n")
    plugins = ["-p", "presheaf.pytest_plugin"] if "presheaf.pytest_plugin" in spec.plugins else []
    spec.plugins.clear()
    result = spec.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:hypothesispytest", *plugins)
    result.assert_outcomes(passed=1)
