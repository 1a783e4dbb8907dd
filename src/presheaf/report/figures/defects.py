"""How large defects are, and which tier of the engine has decided them."""

from __future__ import annotations

from typing import Any

import numpy as np

from presheaf.encoders.pictures import DefectHistogram, Funnel
from presheaf.report.figures.style import BLUE, INK, SOFT, VERMILION, halo, headline, number, part, power, short, whole

FAR = 8  # times the largest defect: an eps from here on is not drawn to scale


def histogram(p: DefectHistogram, figure: Any) -> None:
    """Pairs by defect, counts on a logarithmic scale; what is beyond eps has another colour."""
    axes = figure.add_subplot()
    left, width = p.edges[:-1], np.diff(p.edges)
    off = left >= p.eps * (1 - 1e-12)
    for chosen, colour in ((~off, BLUE), (off, VERMILION)):
        axes.bar(left[chosen], p.counts[chosen], width[chosen], align="edge", color=colour, edgecolor="white", linewidth=0.4)
    if p.total:
        axes.set_yscale("log", nonpositive="clip")
        axes.yaxis.set_major_formatter(power)
    axes.set_ylim(0.7, max(10, int(p.counts.max(initial=0))) * 2.5)
    top = float(p.edges[-1])
    far = p.eps > FAR * top > 0
    axes.set_xlim(0, (top if far else max(top, p.eps)) * 1.03 or 1)
    if not far:
        axes.axvline(p.eps, color=INK, linewidth=1.4)
    near = p.eps < 0.6 * axes.get_xlim()[1]
    words = f"eps = {number(p.eps)}" + (", far to the right" if far else "")
    at = (axes.get_xlim()[1] if far else p.eps, 1)
    axes.annotate(
        words, at, (5 if near else -5, -4), xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="left" if near else "right", va="top", fontweight="bold", path_effects=halo(),
    )  # fmt: skip
    axes.set_xlabel("defect |k(f X, f Y) \N{MINUS SIGN} H(X, Y)|")
    axes.set_ylabel("pairs (logarithmic)")
    verdict = (
        f"{whole(p.beyond)} of {whole(p.total)} pairs ({part(p.beyond, p.total)}) are beyond eps"
        if p.beyond
        else f"all {whole(p.total)} pairs are within eps"
    )
    headline(figure, f"Defects of {short(p.about)}", f"{verdict}; the largest defect is {number(p.largest)} (approximate)")


def funnel(p: Funnel, figure: Any) -> None:
    """How many pairs reach each tier, on a logarithmic scale, and how many of them it decides."""
    figure.set_size_inches(7.2, 1.5 + 0.55 * (len(p.tiers) + 1))
    axes = figure.add_subplot()
    names = [*(tier for tier, _ in p.tiers), "undecided"]
    reached = p.reached
    rows = np.arange(len(names))
    colours = [BLUE] * len(p.tiers) + [VERMILION]
    axes.barh(rows, np.maximum(np.array(reached) - 0.7, 0), 0.62, left=0.7, color=colours)
    axes.set_xscale("log")
    axes.set_xlim(0.7, max(10, p.total) * 1000)
    axes.set_yticks(rows, [short(name) for name in names])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    for i, (_, decided) in enumerate(p.tiers):
        text = f"{whole(reached[i])} arrive, {whole(decided)} decided" if reached[i] else "none arrives"
        _beside(axes, reached[i], i, text)
    _beside(axes, reached[-1], len(names) - 1, whole(reached[-1]) if reached[-1] else "none")
    axes.set_xlabel("pairs that arrive at the tier (logarithmic)")
    axes.set_xticks([10**k for k in range(13) if 10**k <= max(10, p.total)])
    axes.xaxis.set_major_formatter(power)
    axes.minorticks_off()
    headline(figure, f"Who decided the pairs of {short(p.about)}", f"{whole(p.total)} pairs in all; each tier passes on what it cannot decide")


def _beside(axes: Any, x: float, y: int, text: str) -> None:
    axes.annotate(text, (max(x, 0.7), y), (6, 0), textcoords="offset points", va="center", fontsize=9.5, color=INK if x else SOFT)
