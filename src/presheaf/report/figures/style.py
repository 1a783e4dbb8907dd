"""Colours and words that all figures share."""

from __future__ import annotations

import math
import textwrap
from typing import Any

from presheaf.report.markup import visible

WIDE = 104  # letters of a line under a title
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

BLUE, SKY, GREEN, ORANGE, VERMILION, PURPLE = "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00", "#cc79a7"
INK, SOFT, FAINT = "#1b1f24", "#57606a", "#e5e7eb"


def number(x: float) -> str:
    """Four digits that count, without an exponent where it is readable."""
    if x == 0 or 1e-4 <= abs(x) < 1e4:
        return f"{x:.4g}"
    return f"{x:,.0f}" if 1e4 <= abs(x) < 1e6 else f"{x:.2e}"


def whole(n: int) -> str:
    """`1,234`, `56.3 M`: at most four digits from a million on."""
    for size, unit in ((10**12, "T"), (10**9, "G"), (10**6, "M")):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n:,}"


def part(n: int, total: int) -> str:
    """A share in per cent that is 0 or 100 only if it is all or nothing."""
    if not total or n in (0, total):
        return "100 %" if n else "0 %"
    percent = 100 * n / total
    return "< 0.01 %" if percent < 0.01 else "> 99.99 %" if percent > 99.99 else f"{percent:.3g} %"


def short(name: str, most: int = 24) -> str:
    """A name that fits beside an axis, in one line."""
    name = visible(name).replace("\n", " ")
    return name if len(name) <= most else name[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def power(x: float, _: object = None) -> str:
    """The label of a power of ten on a logarithmic axis, as text; other places have none."""
    if x <= 0:
        return ""
    exponent = round(math.log10(x))
    if abs(x / 10.0**exponent - 1) > 1e-6:
        return ""
    return f"{10**exponent:,}" if 0 <= exponent <= 3 else f"10{str(exponent).translate(RAISED)}"


def headline(figure: Any, title: str, below: str) -> None:
    """The title of a figure and lines under it in a lighter colour, at the left edge, above everything that is laid out."""
    rows = [line for part in below.split("\n") for line in textwrap.wrap(part, WIDE)]
    height = figure.get_figheight()
    figure.text(0.1 / 7.2, 1 - 0.08 / height, title, fontsize=12.5, fontweight="bold", va="top")
    figure.text(0.1 / 7.2, 1 - 0.32 / height, "\n".join(rows), fontsize=9, color=SOFT, va="top", linespacing=1.35)
    figure.get_layout_engine().set(rect=(0.0, 0.0, 1.0, 1 - (0.42 + 0.17 * len(rows)) / height))


def halo() -> list[Any]:
    """A white rim that keeps text readable over lines and cells."""
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=3, foreground="white")]
