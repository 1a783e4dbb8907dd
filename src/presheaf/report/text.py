"""The text report: one line per claim, an explanation for unmet ones, a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from presheaf.model.category import Category
from presheaf.model.setfunctor import SetFunctor
from presheaf.report.picture import picture
from presheaf.report.result import ClaimResult
from presheaf.source import Label, Source
from presheaf.source.render import frame

WORDS = {"proved": "proved", "holds_in_scope": "holds in scope", "refuted": "refuted", "vacuous": "vacuous", "unknown": "unknown"}


class Style:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def paint(self, text: str, code: str) -> str:
        """The text in a colour."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def claim_line(r: ClaimResult, style: Style, width: int) -> str:
    """`ok   name   proved   engine   0.01 s   reason`; `skip` where something is missing that the claim needs."""
    mark = style.paint("ok  ", "32") if r.met else style.paint("skip", "33") if r.skipped else style.paint("FAIL", "1;31")
    verdict = WORDS[r.verdict] + (" (as expected)" if r.met and r.claim.expected != "holds" else "")
    reason = f"  ({r.reason})" if r.reason else f"  ({covered(r)})" if r.in_scope else ""
    return f"  {mark} {r.claim.name:<{width}}  {verdict:<22}  {r.engine:<6}  {r.seconds:6.2f} s{reason}"


def covered(r: ClaimResult) -> str:
    """`399 of 399 structures`, `none of 399` that were to be found, the number counted, or how many were looked at before one decided."""
    if r.coverage is None:
        return f"{r.cases:,} vectors of sizes"
    if r.count is not None:
        return f"{r.count:,} of {r.coverage:,} structures"
    if r.claim.word == "find" and r.verdict == "refuted" and r.exhausted:
        return f"none of {r.coverage:,} structures"
    return f"{r.coverage:,} of {r.coverage:,} structures" if r.exhausted else f"decided by structure {r.coverage:,}"


def decided_by(r: ClaimResult) -> list[str]:
    """How large the structures are that decide a claim in a scope, and how many were looked at before them; nothing for other claims."""
    if not r.in_scope or not r.found.structures:
        return []
    what = "counterexample" if r.verdict == "refuted" else "witness"
    return [f"{what}: {sizes(r.found.structures)}; {covered(r)}"]


def sizes(structures: Sequence[object]) -> str:
    """`C has 1 object and 2 arrows, T has 2 elements`."""
    out = []
    for s in structures:
        if isinstance(s, Category):
            out.append(f"{s.name} has {_number(s.object_count, 'object')} and {_number(s.arrow_count, 'arrow')}")
        elif isinstance(s, SetFunctor):
            out.append(f"{s.name} has {_number(s.size, 'element')}")
    return ", ".join(out) or "found"


def _number(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"


def explanation(r: ClaimResult, sources: Mapping[str, Source]) -> str:
    """Why the verdict is what it is, with the places it speaks of underlined on the spec's own lines."""
    out = [*story(r, sources), *(f"  = {text}" for text in decided_by(r))]
    if r.plan:
        out.append(f"  = engine: {r.engine} ({r.plan})")
    if r.found:
        out += [f"  = {deciding(r)}:", *(f"      {w}" for w in r.found.text.splitlines())]
        out += [f"      | {line}" for line in picture(r.found.structures)]
    out += [f"  = {text}" for text in certified(r)]
    return "\n".join(out)


def story(r: ClaimResult, sources: Mapping[str, Source]) -> list[str]:
    """The claim and its verdict, the lines of the spec with what is to be seen there, further reasons."""
    source = sources.get(r.claim.span.path, Source(r.claim.file, ""))
    line, column = source.position(min(r.claim.span.start, len(source.text)))
    expected = "" if r.met else f", expected {r.claim.expected}"
    out = [f"{r.claim.file}:{line}:{column}: {r.verdict}[{r.claim.name}]: {r.claim.text}{expected}"]
    places = dict(r.places)
    labels = [Label(r.claim.span, "")]
    rest = []
    for note in r.why:
        span = places.get(note.structure)
        if span is not None:
            labels.append(Label(span, note.text))
        else:
            rest.append(note.text)
    out += frame(labels, sources)
    out += ["  = " + text.replace("\n", "\n    ") for text in rest]
    return [*out, f"  = reason: {r.reason}"] if r.reason else out


def deciding(r: ClaimResult) -> str:
    """What the structures and values that decide a claim are called."""
    return "counterexample" if r.verdict == "refuted" and r.in_scope else "witness"


def certified(r: ClaimResult) -> list[str]:
    """What the kernel has checked, and what it took over; nothing without a theorem."""
    if r.certificate is None:
        return []
    return [
        f"certificate: {_contents(r.certificate)}, checked by the kernel; {r.digest}",
        *(f"assumed, not re-checked by the kernel: {a}" for a in r.assumed),
    ]


def _contents(certificate: Mapping[str, Any]) -> str:
    if "cases" in certificate:
        return f"refutations for {len(certificate['cases']):,} vectors of sizes"
    if "instances" in certificate:
        return f"{len(certificate['instances']):,} certificates of instances"
    return f"{len(certificate.get('answers', []))} answers"


def summary(results: list[ClaimResult], errors: int, seconds: float) -> str:
    """`37 claims: 30 proved, 7 refuted (as expected); kernel-checked 37 of 37; 1.2 s`."""
    total = len(results)
    met = [r for r in results if r.met]
    counts = Counter(WORDS[r.verdict] + (" as expected" if r.claim.expected != "holds" else "") for r in met)
    parts = [f"{n} {word}" for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    bad, skipped = sum(r.failed for r in results), sum(r.skipped for r in results)
    if bad:
        parts.append(f"{bad} NOT as expected")
    if skipped:
        parts.append(f"{skipped} skipped")
    checked = sum(1 for r in results if r.certificate is not None)
    mistakes = f"; {errors} error{'s' * (errors != 1)} in specs" if errors else ""
    claims = f"{total} claim{'s' * (total != 1)}"
    return f"{claims}: {', '.join(parts) or 'nothing decided'}; kernel-checked {checked} of {total}{mistakes}; {seconds:.2f} s"
