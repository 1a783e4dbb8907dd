"""Machine-readable reports: the JSON document, JUnit XML, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from presheaf import __version__
from presheaf.report.result import ClaimResult
from presheaf.source import Diagnostic, Source

_KINDS = {"proved": "pass", "holds_in_scope": "informational", "refuted": "fail", "vacuous": "review", "unknown": "open"}


def place(d: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    """Line and column (from 1) of both ends."""
    source = sources.get(d.span.path, Source(d.span.path, ""))
    line, column = source.position(min(d.span.start, len(source.text)))
    end_line, end_column = source.position(min(d.span.end, len(source.text)))
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def json_document(results: Iterable[ClaimResult], diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """The JSON document of the interface."""
    found = [
        {"file": d.span.path, **place(d, sources), "code": d.code, "severity": d.severity, "message": d.message, "hint": d.advice}
        for d in diagnostics
    ]
    body = {"tool": "presheaf", "version": __version__, "results": [r.as_json() for r in results], "diagnostics": found}
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _clean(text: str) -> str:
    """XML cannot carry control characters."""
    return "".join(c if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff") else "?" for c in text)


def junit_document(results: list[ClaimResult], diagnostics: list[Diagnostic], sources: Mapping[str, Source]) -> str:
    """One test suite per file, one test case per claim; an unexpected verdict is a failure, a spec error an error."""
    root = ElementTree.Element("testsuites")
    files = dict.fromkeys([*(r.claim.file for r in results), *(d.span.path for d in diagnostics if d.severity == "error")])
    for file in files:
        mine = [r for r in results if r.claim.file == file]
        errors = [d for d in diagnostics if d.severity == "error" and d.span.path == file]
        failures = [r for r in mine if r.failed]
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(file), tests=str(len(mine) + len(errors)), failures=str(len(failures)))
        suite.set("errors", str(len(errors)))
        suite.set("skipped", str(sum(r.skipped for r in mine)))
        suite.set("time", f"{sum(r.seconds for r in mine):.4f}")
        for r in mine:
            _case(suite, r)
        for d in errors:
            case = ElementTree.SubElement(suite, "testcase", classname=_clean(file), name=f"{d.code} at line {place(d, sources)['line']}", time="0")
            ElementTree.SubElement(case, "error", message=_clean(d.message), type=d.code).text = _clean(d.advice)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, r: ClaimResult) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=_clean(r.claim.file), name=_clean(r.claim.name), time=f"{r.seconds:.4f}")
    properties = ElementTree.SubElement(case, "properties")
    for key, value in (("verdict", r.verdict), ("expected", r.claim.expected), ("engine", r.engine), ("certificate", r.digest or ""), *_further(r)):
        ElementTree.SubElement(properties, "property", name=key, value=_clean(str(value)))
    if r.skipped:
        ElementTree.SubElement(case, "skipped", message=_clean(r.reason))
    if r.failed:
        failure = ElementTree.SubElement(case, "failure", message=_clean(f"{r.verdict}, expected {r.claim.expected}"), type=r.verdict)
        failure.text = _clean("\n".join([r.claim.text, *(n.text for n in r.why), r.reason, r.found.text]).strip())


def _further(r: ClaimResult) -> list[tuple[str, Any]]:
    """What there is besides a verdict: the structures looked at, of how many, the number counted, what decides the claim, the reason."""
    covered = r.covered or {"checked": None, "total": None}
    found = (("checked", covered["checked"]), ("total", covered["total"]), ("count", r.count), ("witness", r.found.text), ("reason", r.reason))
    return [(key, value) for key, value in found if value not in (None, "")]


def sarif_document(results: list[ClaimResult], diagnostics: list[Diagnostic], sources: Mapping[str, Source]) -> str:
    """SARIF 2.1.0; the result kinds are our verdicts (pass, fail, open, informational, review)."""
    rules = {d.code: {"id": d.code, "shortDescription": {"text": d.message}} for d in diagnostics}
    rules["claim"] = {"id": "claim", "shortDescription": {"text": "a claim of a spec"}}
    runs = [_sarif_claim(r, sources) for r in results] + [_sarif_diagnostic(d, sources) for d in diagnostics]
    driver = {"name": "presheaf", "version": __version__, "rules": list(rules.values())}
    body = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": runs}],
    }
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _region(path: str, start: dict[str, Any]) -> list[dict[str, Any]]:
    region = {"startLine": start["line"], "startColumn": start["column"], "endLine": start["end_line"], "endColumn": start["end_column"]}
    return [{"physicalLocation": {"artifactLocation": {"uri": path}, "region": region}}]


def _sarif_claim(r: ClaimResult, sources: Mapping[str, Source]) -> dict[str, Any]:
    kind = "pass" if r.met and r.verdict in ("proved", "refuted") else _KINDS[r.verdict] if r.met else "open" if r.skipped else "fail"
    at = place(Diagnostic("", "", r.claim.span), sources)
    text = "\n".join([f"{r.claim.name}: {r.verdict} (expected {r.claim.expected}): {r.claim.text}", *(n.text for n in r.why)])
    return {
        "ruleId": "claim",
        "kind": kind,
        "level": "error" if kind == "fail" else "none",
        "message": {"text": text},
        "locations": _region(r.claim.file, at),
        "properties": {"verdict": r.verdict, "engine": r.engine, "certificate": r.digest, **dict(_further(r))},
    }


def _sarif_diagnostic(d: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    level = {"error": "error", "warning": "warning", "note": "note"}[d.severity]
    return {"ruleId": d.code, "kind": "fail", "level": level, "message": {"text": d.message}, "locations": _region(d.span.path, place(d, sources))}
