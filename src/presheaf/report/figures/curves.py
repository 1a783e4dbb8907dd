"""Spectra, and defects through training."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import numpy as np

from presheaf.encoders.pictures import Alignment, Spectrum
from presheaf.report.figures.style import BLUE, FAINT, INK, ORANGE, VERMILION, halo, headline, number, power, short

LARGE = 200  # values from which on they are a line
STEEP = 30  # ratio of defects from which on their scale is logarithmic


def spectrum(p: Spectrum, figure: Any) -> None:
    """Singular values on a logarithmic scale with two lines: the exact rank, and the dimension, from which on the tail is filled."""
    axes = figure.add_subplot()
    seen = p.values > p.noise
    values = p.values[seen]
    place = np.arange(1, len(values) + 1)
    many = len(place) > LARGE
    found = np.zeros(0) if p.learned is None else p.learned[p.learned > p.noise]
    both = np.concatenate([values, found, [1.0] if not len(values) else []])
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(power)
    if many:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(power)
    floor = float(both.min()) / 4
    if len(place) > p.dimension:
        beyond = slice(p.dimension, None)
        edge = [p.dimension + 0.5, *place[beyond]], [values[p.dimension], *values[beyond]]
        axes.fill_between(edge[0], floor, edge[1], color=ORANGE, alpha=0.25, linewidth=0)
    axes.plot(place, values, color=BLUE, **({"linewidth": 2.5} if many else {"linestyle": "none", "marker": "o", "markersize": 4.5}))
    if len(found):
        axes.plot(np.arange(1, len(found) + 1), found, color=VERMILION, linestyle="none", marker="o", markersize=8, markerfacecolor="none")
    axes.set_ylim(floor, float(both.max()) * 6)
    last = max(len(place), len(found), p.rank or 0, min(p.dimension, len(p.values)))
    axes.set_xlim(*((0.9, last * 1.15) if many else (0, last + max(1.0, 0.03 * last))))
    if not many:
        axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("index i (logarithmic)" if many else "index i")
    axes.set_ylabel("singular value of H (logarithmic)")
    if p.dimension <= last:
        _upright(axes, p.dimension + 0.5, f"d = {p.dimension}", ORANGE, 0)
    if p.rank is not None:
        _upright(axes, p.rank + 0.5, f"rank of H = {p.rank:,} (exact)" if p.exact else f"rank of H ≥ {p.rank:,} (modulo a prime)", INK, 1)
    below = f"shaded: the tail beyond d, sum of squares {number(p.tail)} (approximate); no kernel of rank d comes nearer"
    if not p.tail:
        below = "nothing is left beyond d (approximate): for kernels of rank d the tail is no obstacle"
    if not seen.all():
        below += f"\nnot shown: values that are 0 up to rounding, {int((~seen).sum()):,} in number"
    if p.learned is not None:
        below += f"\n{'line' if many else 'dots'}: what the kernel should be; rings: what was learned"
    headline(figure, f"Spectrum for {short(p.about)}", below)


def _upright(axes: Any, x: float, text: str, colour: str, level: int) -> None:
    """A vertical line with its words at the top, on the side that has room; lines do not share a level."""
    low, high = axes.get_xlim()
    right = (np.log(x / low) / np.log(high / low) if axes.get_xscale() == "log" else (x - low) / (high - low)) < 0.6
    axes.axvline(x, color=colour, linewidth=1.6, linestyle="-" if level else "--")
    axes.annotate(
        text, (x, 1), (5 if right else -5, -4 - 15 * level), xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="left" if right else "right", va="top", fontweight="bold", path_effects=halo(),
    )  # fmt: skip


def alignment(p: Alignment, figure: Any) -> None:
    """Above: quantiles of the defect in each state with the line of eps. Below: the share of pairs within eps."""
    figure.set_size_inches(7.2, 5.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    steps = np.arange(len(p.states))
    colours = [VERMILION, ORANGE, BLUE, INK]
    order = sorted(range(len(p.levels)), key=lambda q: -p.levels[q])
    for colour, q in zip(colours, order, strict=False):
        above.plot(steps, p.quantiles[:, q], color=colour, marker="o", markersize=3.5, linewidth=1.8)
    above.plot(steps[[0, -1]], [p.eps, p.eps], color=INK, linewidth=1.2, linestyle="--")
    above.annotate(
        f"eps = {number(p.eps)}", (steps[-1], p.eps), (0, 3), textcoords="offset points", ha="right", fontweight="bold", path_effects=halo()
    )
    low, high = float(p.quantiles.min()), max(float(p.quantiles.max()), p.eps)
    if low > 0 and high > STEEP * low:
        above.set_yscale("log")
        above.yaxis.set_major_formatter(power)
        above.set_ylim(low / 2, high * 2)
    else:
        above.set_ylim(0, high * 1.08 or 1.0)
    above.set_ylabel("defect (logarithmic)" if above.get_yscale() == "log" else "defect")
    below.plot(steps, 100 * p.within, color=BLUE, marker="o", markersize=3.5, linewidth=1.8)
    below.set_ylim(0, 105)
    below.set_yticks([0, 50, 100])
    below.grid(axis="y", color=FAINT)
    below.set_ylabel("pairs within\neps (%)")
    _states(below, p.states)
    _beside(above, len(steps), [(float(p.quantiles[-1, q]), _level(p.levels[q]), c) for c, q in zip(colours, order, strict=False)])
    _beside(below, len(steps), [(100 * float(p.within[-1]), f"{100 * p.within[-1]:.3g} %", BLUE)])
    headline(figure, f"{short(p.about)} through training", "defect |k(f X, f Y) \N{MINUS SIGN} H(X, Y)| over all pairs (approximate)")


def _states(axes: Any, states: tuple[str, ...]) -> None:
    """Names of states where they have room, else of some of them; without the words that all but the last begin with."""
    ends = zip(min(states[:-1], default=""), max(states[:-1], default=""), strict=False)
    start = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    start = start[: max((start.rfind(c) + 1 for c in "_- "), default=0)] if len(states) > 2 else ""
    told = [short(name.removeprefix(start), 18) for name in states[:-1]] + [short(states[-1], 18)]
    step = -(-len(states) // 12)
    named = [i for i in range(len(states)) if (len(states) - 1 - i) % step == 0]
    wide = sum(len(told[i]) + 2 for i in named) > 75
    axes.set_xticks(named, [told[i] for i in named], rotation=25 if wide else 0, ha="right" if wide else "center")
    axes.set_xlabel(f"{len(states):,} states, the last is the encoder itself")


def _level(level: float) -> str:
    return {1.0: "largest", 0.5: "median"}.get(level, f"{100 * level:.4g} % are below")


def _beside(axes: Any, states: int, ends: list[tuple[float, str, str]]) -> None:
    """Words at the ends of lines, moved apart where they would meet."""
    last = states - 1
    span = last or 1
    axes.set_xlim(-0.03 * span, last + 0.22 * span)
    low, high = axes.get_ylim()
    logarithmic = axes.get_yscale() == "log"
    heights: list[float] = []  # as parts of the axis
    for y, _, _ in sorted(ends):
        at = float(np.log(y / low) / np.log(high / low)) if logarithmic else y / high
        heights.append(max(at, heights[-1] + 0.075 if heights else 0.02))
    for at, (y, text, colour) in zip(heights, sorted(ends), strict=True):
        place = (last + 0.02 * span, at)
        axes.annotate(text, (last, y), place, textcoords=axes.get_xaxis_transform(), color=colour, va="center", fontsize=9.5, annotation_clip=False)
