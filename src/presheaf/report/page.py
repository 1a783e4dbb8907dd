"""The HTML report: one page that needs nothing beside it, no network and no script (a small one adds a filter)."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from presheaf import __version__
from presheaf.encoders.pictures import Picture
from presheaf.report.markup import Child, Markup, element, lines, markup, table
from presheaf.report.page_style import SCRIPT, STYLE
from presheaf.report.picture import picture
from presheaf.report.result import ClaimResult
from presheaf.report.text import WORDS, certified, covered, decided_by, deciding, sizes, story, summary
from presheaf.source import Diagnostic, Source
from presheaf.source.render import render

TRUST = (
    "Every verdict proved or refuted comes from the kernel: plain Python that knows no solver, evaluates the statement over the structures in "
    "the certificate and follows the evidence without searching. The engines (native algorithms, Z3) are not trusted: what they get wrong is a "
    "certificate that the kernel rejects.",
    "Trusted are the kernel, the Python that runs it, and the way from the text of a spec to the structures of the certificate: parsing, names, "
    "the closure of presentations. The kernel checks that the table it is given is a category on which the statement has its verdict, not that "
    "the equations of the spec present it. What a certificate assumes is named beside its claim.",
    "A verdict in a scope speaks of the structures that were looked at, and says how many there were. A claim that no engine decides within its "
    "limits is unknown, with the reason; nothing is guessed. Where a claim is about a table of numbers, it is about the stored bits with the "
    "hash in its certificate, not about the network that made them.",
)


def html_document(
    results: Sequence[ClaimResult], diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], problems: Sequence[str] = ()
) -> str:
    """The page. `problems` are what went wrong besides mistakes in specs: bugs of ours, rejected certificates, an interruption."""
    errors = sum(1 for d in diagnostics if d.severity == "error")
    told = summary(list(results), errors, sum(r.seconds for r in results))
    files = list(dict.fromkeys([*(r.claim.file for r in results), *(d.span.path for d in diagnostics)]))
    numbers = {id(r): f"claim-{n}" for n, r in enumerate(results, 1)}
    sections = [
        _file(f"file-{n}", file, [r for r in results if r.claim.file == file], [d for d in diagnostics if d.span.path == file], sources, numbers)
        for n, file in enumerate(files, 1)
    ]
    trust = element("section", element("h2", "What is trusted", id="trust"), (element("p", text) for text in TRUST), aria_labelledby="trust")
    body = element(
        "body",
        element("a", "Skip to the claims", class_="skip", href="#claims"),
        element("header", element("h1", "presheaf report"), element("p", told)),
        element("main", _overview(results, diagnostics, files, problems), element("div", sections, id="claims"), trust),
        element("footer", element("p", f"presheaf {__version__}")),
        element("script", Markup(SCRIPT)),
    )
    return f"<!doctype html>\n{element('html', _head(told), body, lang='en')}\n"


def _head(title: str) -> Markup:
    script = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"presheaf: {title}"),
        element("style", Markup(STYLE)),
    )


def _overview(results: Sequence[ClaimResult], diagnostics: Sequence[Diagnostic], files: Sequence[str], problems: Sequence[str]) -> Markup:
    met: Counter[str] = Counter(r.verdict for r in results if r.met)
    unmet: Counter[str] = Counter(r.verdict for r in results if r.failed)
    skipped: Counter[str] = Counter(r.verdict for r in results if r.skipped)
    checked: Counter[str] = Counter(r.verdict for r in results if r.certificate is not None)
    verdicts = [(v, word) for v, word in WORDS.items() if met[v] + unmet[v] + skipped[v]]
    columns = [("as expected", met), ("not as expected", unmet), *([("skipped", skipped)] if skipped else []), ("checked by the kernel", checked)]
    rows: list[tuple[Iterable[Child], dict[str, str]]] = [((word, *(_count(c[v]) for _, c in columns)), {}) for v, word in verdicts]
    rows.append((("all", *(_count(c.total()) for _, c in columns)), {}))
    per_file: list[tuple[Iterable[Child], dict[str, str]]] = []
    for n, file in enumerate(files, 1):
        mine = [r for r in results if r.claim.file == file]
        bad = sum(1 for r in mine if r.failed)
        errors = sum(1 for d in diagnostics if d.span.path == file and d.severity == "error")
        per_file.append(((element("a", file, href=f"#file-{n}"), *map(_count, (len(mine), bad, errors))), {}))
    alert = element("div", element("h3", "Problems"), element("ul", (element("li", p) for p in problems)), class_="alert", role="alert")
    return element(
        "section",
        element("h2", "Summary", id="summary"),
        alert if problems else None,
        table("Claims by verdict", ["verdict", *(name for name, _ in columns)], rows),
        table("Files", ["file", "claims", "not as expected", "errors in the spec"], per_file) if files else None,
        _filter(verdicts, [("no", "not as expected")] * bool(unmet) + [("skipped", "skipped")] * bool(skipped)),
        aria_labelledby="summary",
    )


def _count(n: int) -> str:
    return f"{n:,}"


def _filter(verdicts: Sequence[tuple[str, str]], outcomes: Sequence[tuple[str, str]]) -> Markup:
    """Buttons that the script brings to life; hidden without it."""
    choices = [("", "", "all"), *(("data-met", m, word) for m, word in outcomes), *(("data-verdict", v, word) for v, word in verdicts)]
    buttons = [
        element("button", word, type="button", data_key=key, data_value=value, aria_pressed="true" if not key else "false")
        for key, value, word in choices
    ]
    told = element("p", id="shown", role="status")
    return element("fieldset", element("legend", "Show claims"), buttons, told, id="filter", hidden=True)


def _file(
    name: str,
    file: str,
    results: Sequence[ClaimResult],
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    numbers: Mapping[int, str],
) -> Markup:
    rows: list[tuple[Iterable[Child], dict[str, str]]] = []
    for r in results:
        link = element("a", r.claim.name, href=f"#{numbers[id(r)]}")
        cells = (link, _verdict(r), r.claim.expected, r.engine, _coverage(r), element("code", (r.digest or "")[: len("sha256:") + 12]))
        rows.append((cells, {"data_verdict": r.verdict, "data_met": _met(r)}))
    head = ["claim", "verdict", "expected", "engine", "looked at", "certificate"]
    found = [lines(render(d, sources).split("\n"), "diagnostic") for d in diagnostics]
    return element(
        "section",
        element("h2", file, id=name),
        [element("h3", "Diagnostics"), *found] if found else None,
        table(f"Claims of {file}", head, rows) if rows else None,
        (_claim(numbers[id(r)], r, sources) for r in results),
        aria_labelledby=name,
    )


def _met(r: ClaimResult) -> str:
    return "yes" if r.met else "skipped" if r.skipped else "no"


def _verdict(r: ClaimResult) -> Markup:
    more = (
        "" if r.met and r.claim.expected == "holds" else ", as expected" if r.met else ", skipped" if r.skipped else f", expected {r.claim.expected}"
    )
    return element("span", WORDS[r.verdict] + more, class_=f"verdict {_met(r)}")


def _coverage(r: ClaimResult) -> str:
    return covered(r) if r.in_scope else ""


def _claim(name: str, r: ClaimResult, sources: Mapping[str, Source]) -> Markup:
    """One claim: what is said of it, why, and what decides it."""
    heading = element("h3", f"{r.claim.word} {r.claim.name}", id=f"{name}-name")
    facts: list[tuple[str, Child]] = [
        ("statement", element("code", r.claim.text)),
        ("expected", r.claim.expected),
        ("engine", r.engine + (f" ({r.plan})" if r.plan else "") + f", {r.seconds:.2f} s"),
        ("looked at", _coverage(r)),
        ("counted", _count(r.count) if r.count is not None else ""),
        ("reason", r.reason),
        ("decided by", "; ".join(decided_by(r))),
    ]
    facts += [(text.split(": ", 1)[0], element("code", text.split(": ", 1)[1])) for text in certified(r)]
    listed = [(element("dt", key), element("dd", value)) for key, value in facts if value]
    why = element("details", element("summary", "why"), lines(story(r, sources), "story"), open=r.failed)
    return element(
        "article",
        element("div", heading, _verdict(r), class_="head"),
        element("dl", listed),
        why,
        _decider(r) if r.found else None,
        _pictures(r) if r.pictures else None,
        id=name,
        aria_labelledby=f"{name}-name",
        data_verdict=r.verdict,
        data_met=_met(r),
    )


def _decider(r: ClaimResult) -> Markup:
    """The declarations of what decides a claim, and the drawing that the terminal has."""
    drawn = picture(r.found.structures)
    alt = f"drawing of the {deciding(r)}: {sizes(r.found.structures)}; its declarations are above"
    drawing = element("div", lines(drawn, "drawing"), role="img", aria_label=alt)
    figure = element("figure", drawing, element("figcaption", f"The {deciding(r)}, drawn"))
    return markup([element("h4", deciding(r).capitalize()), lines(r.found.text.splitlines(), "spec"), figure if drawn else None])


def _pictures(r: ClaimResult) -> Markup:
    """The figures of a claim inside the page, each with what it shows in words; the words alone where nothing can be drawn."""
    from presheaf.report import figures

    missing = figures.missing()
    shown: list[Child] = [element("h4", "Pictures")]
    if missing:
        shown.append(element("p", f"Not drawn: {missing}"))
    for p in r.pictures:
        image = None if missing else element("img", src=_data(p), alt=f"{p.name.replace('-', ' ')} of {p.about}, described below")
        shown.append(element("figure", image, element("figcaption", p.words)))
    return markup(shown)


def _data(p: Picture) -> str:
    """The figure as an address that holds it: SVG, or PNG where that is much smaller."""
    from presheaf.report import figures

    forms = {"svg+xml": figures.drawn(p, "svg"), "png": figures.drawn(p, "png")}
    kind = "svg+xml" if len(forms["svg+xml"]) < 2 * len(forms["png"]) else "png"
    return f"data:image/{kind};base64,{base64.b64encode(forms[kind]).decode()}"
