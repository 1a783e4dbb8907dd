"""Diagnostics as people read them: the place, the lines with carets, further places, the hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from presheaf.source.diagnostic import Diagnostic, Label
from presheaf.source.span import Source

WINDOW = 120
_COLOURS = {"error": "31", "warning": "33", "note": "36"}


def width(text: str) -> int:
    """Columns that a text takes on a terminal; wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def printable(text: str) -> str:
    """Tabs and control characters as visible single spaces or replacement marks, so that carets stay under their text."""
    return "".join(" " if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def render(diagnostic: Diagnostic, sources: Mapping[str, Source], colour: bool = False) -> str:
    """The text of one diagnostic, without a final line end."""
    source = sources.get(diagnostic.span.path, Source(diagnostic.span.path, ""))
    line, column = source.position(min(diagnostic.span.start, len(source.text)))
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    if colour:
        head = f"\x1b[1;{_COLOURS[diagnostic.severity]}m{head}\x1b[0m"
    out = [f"{diagnostic.span.path}:{line}:{column}: {head}: {diagnostic.message}"]
    labels = [Label(diagnostic.span, diagnostic.label), *diagnostic.related]
    if source.text:
        out += frame(labels, sources)
    out.append(f"  = hint: {diagnostic.advice}")
    return "\n".join(out)


def frame(labels: list[Label], sources: Mapping[str, Source]) -> list[str]:
    """The labelled lines with carets, in the order of files and lines."""
    rows = []
    for label in labels:
        source = sources.get(label.span.path)
        if source is None or not source.text:
            continue
        start = min(label.span.start, len(source.text))
        line, column = source.position(start)
        rows.append((label.span.path != labels[0].span.path, label.span.path, line, column, label, source))
    rows.sort(key=lambda r: r[:4])
    gutter = max((len(str(r[2])) for r in rows), default=1)
    out: list[str] = []
    shown: tuple[str, int] | None = None
    here = labels[0].span.path
    for _, path, line, column, label, source in rows:
        text = source.line(line)
        first = max(0, column - 1 - WINDOW // 2) if len(text) > WINDOW else 0
        clip = printable(text[first : first + WINDOW])
        if (path, line) != shown:
            if path != here:
                out.append(f"{' ' * gutter} --> {path}")
                here = path
            out.append(f"{line:>{gutter}} | {'...' if first else ''}{clip}{'...' if first + WINDOW < len(text) else ''}")
        shown = (path, line)
        pad = width(clip[: column - 1 - first]) + (3 if first else 0)
        length = max(1, min(label.span.end - label.span.start, len(text) - column + 1, WINDOW - (column - 1 - first)))
        carets = "^" * max(1, width(printable(text[column - 1 : column - 1 + length])))
        out.append(f"{' ' * gutter} | {' ' * pad}{carets}{' ' + label.text if label.text else ''}")
    return out
