"""Pairs of objects, and prompts against tasks, as matrices of colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.encoders.pictures import Agreement, DefectMap
from presheaf.report.figures.style import INK, SOFT, VERMILION, halo, headline, number, short

NAMED = 14  # classes that have room for their names
RULED = 60  # classes that are told apart by lines
LETTER = 0.017  # the width of a letter, as a part of the axis
SHOWN = 32  # prompts of an agreement matrix


def _split(eps: float, top: float) -> tuple[Any, Any]:
    """A colour map from 0 to `top` that turns from blues to oranges at eps, and its norm."""
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap, Normalize

    top = top if top > 0 else 1.0
    inside = int(np.clip(round(512 * eps / top), 1, 512)) if eps < top else 512
    blues = mpl.colormaps["Blues"](np.linspace(0.04, 0.72, inside) if eps < top else np.linspace(0.04, 0.04 + 0.68 * min(1.0, top / eps), 512))
    oranges = mpl.colormaps["YlOrBr"](np.linspace(0.35, 1.0, 512 - inside)) if inside < 512 else np.zeros((0, 4))
    return ListedColormap(np.vstack([blues, oranges])), Normalize(0, top)


def defect_map(p: DefectMap, figure: Any) -> None:
    """Cells in two ramps, blue within eps and orange beyond; lines between classes; a ring around the worst pair."""
    figure.set_size_inches(7.2, 6.4)
    axes = figure.add_subplot()
    n, m = p.shape
    top = max(float(p.pooled.max(initial=0.0)), 1e-300)
    colours, norm = _split(p.eps, top)
    image = axes.imshow(p.pooled, cmap=colours, norm=norm, extent=(0, m, n, 0), interpolation="none", aspect="auto")
    for k, (axis, line) in enumerate(((axes.yaxis, axes.axhline), (axes.xaxis, axes.axvline))):
        count, what = p.shape[k], ("rows", "columns")[k]
        if p.objects[k]:
            axis.set_ticks(np.arange(count) + 0.5, [short(name, 14) for name in p.objects[k]])
            axis.set_tick_params(length=0, labelsize=9 if count <= 20 else 7, labelrotation=90 * k)
        _classes(axis, p.breaks[k], () if p.objects[k] else p.classes[k], count, line)
        axis.set_label_text(f"{'XY'[k]}: {count:,} {what}{', by class' if len(p.breaks[k]) else ''}")
    x, y = p.worst.column + 0.5, p.worst.row + 0.5
    axes.plot([x], [y], marker="o", markersize=13, markerfacecolor="none", markeredgecolor="white", markeredgewidth=3.5)
    axes.plot([x], [y], marker="o", markersize=13, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6)
    bar = figure.colorbar(image, ax=axes, fraction=0.046, pad=0.02)
    bar.outline.set_visible(False)
    bar.set_label("defect |k(f X, f Y) \N{MINUS SIGN} H(X, Y)|", labelpad=10)
    if p.eps < top:
        bar.set_ticks([t for t in bar.get_ticks() if 0 <= t <= top and abs(t - p.eps) > 0.04 * top])
        bar.ax.axhline(p.eps, color=INK, linewidth=1.6)
        bar.ax.annotate(
            "eps", (1, p.eps), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center", fontweight="bold",
            path_effects=halo(), annotation_clip=False,
        )  # fmt: skip
    cell = -(-n // p.pooled.shape[0]), -(-m // p.pooled.shape[1])
    each = "each cell is one pair" if cell == (1, 1) else f"each cell shows the largest of up to {cell[0]} \N{MULTIPLICATION SIGN} {cell[1]} pairs"
    names = " and ".join(short(name) for name in p.worst.names)
    headline(
        figure,
        f"Where {short(p.about)} is off",
        f"blue within eps = {number(p.eps)}, orange beyond; {each}\nring: the largest defect, {number(p.worst.defect)}, at {names} (approximate)",
    )


def _classes(axis: Any, breaks: npt.NDArray[np.int64], classes: tuple[str, ...], count: int, line: Any) -> None:
    if len(breaks) < RULED:
        for at in breaks:
            line(int(at), color="white", linewidth=2.2 if len(breaks) < NAMED else 1.0)
            line(int(at), color=SOFT, linewidth=0.6)
    if classes and len(classes) <= NAMED:
        ends = np.concatenate([[0], breaks, [count]])
        axis.set_ticks((ends[:-1] + ends[1:]) / 2, [short(name, 14) for name in classes])
        tight = any(len(short(name, 14)) * LETTER > size / count for name, size in zip(classes, np.diff(ends), strict=True))
        axis.set_tick_params(length=0, labelrotation=90 if tight and axis.axis_name == "x" else 0)


def _chosen(p: Agreement) -> list[int]:
    """The prompts that are shown: representatives and best ones, then the first others."""
    wanted = dict.fromkeys([*(i for r in p.representatives for i in r[:3]), *map(int, p.best)])
    others = (i for i in range(len(p.prompts)) if i not in wanted)
    return sorted([*wanted, *others][: max(SHOWN, len(wanted))][: 2 * SHOWN])


def agreement(p: Agreement, figure: Any) -> None:
    """Tasks in rows, prompts in columns, the gap as a colour; a ring marks the symbolic representative, a dot the best prompt."""
    shown = _chosen(p)
    place = {prompt: i for i, prompt in enumerate(shown)}
    gaps = p.gaps[:, shown]
    n, m = gaps.shape
    figure.set_size_inches(7.2, min(9.0, 2.2 + 0.34 * n))
    axes = figure.add_subplot()
    image = axes.imshow(gaps, cmap="cividis_r", vmin=0, vmax=float(gaps.max(initial=0)) or 1.0, interpolation="nearest", aspect="auto")
    axes.set_yticks(range(n), [short(t, 20) for t in p.tasks])
    marked = {int(b) for b in p.best} | {i for r in p.representatives for i in r}
    named = [i for i in shown if m <= SHOWN // 2 or i in marked]
    wide = sum(len(short(p.prompts[i], 14)) for i in named) * LETTER > 0.8 or m > SHOWN // 2
    axes.set_xticks([place[i] for i in named], [short(p.prompts[i], 14) for i in named], rotation=90 if wide else 0)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    size = float(np.clip(260 / m, 7, 14))
    for t, (best, representatives) in enumerate(zip(p.best, p.representatives, strict=True)):
        for r in representatives:
            if r in place:
                axes.plot([place[r]], [t], marker="o", markersize=size, markerfacecolor="none", markeredgecolor="white", markeredgewidth=3)
                axes.plot([place[r]], [t], marker="o", markersize=size, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.5)
        axes.plot(
            [place[int(best)]], [t], marker="o", markersize=max(4.5, size * 0.45), color=VERMILION, markeredgecolor="white", markeredgewidth=0.8
        )
    words = {True: "agrees", False: "differs", None: "none"}
    for t, told in enumerate(p.agrees):
        axes.annotate(
            words[told], (1, t), (5, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center", fontsize=9,
            color=VERMILION if told is False else SOFT, fontweight="bold" if told is False else "normal", annotation_clip=False,
        )  # fmt: skip
    bar = figure.colorbar(image, ax=axes, fraction=0.05, pad=0.03)
    bar.outline.set_visible(False)
    bar.set_label("gap")
    axes.set_xlabel("prompts P" if m == len(p.prompts) else f"prompts P ({m} of {len(p.prompts):,}: representatives, best ones, the first others)")
    axes.set_ylabel("tasks T")
    below = "ring: symbolic representative (none: the task has none); dot: best prompt as measured\n"
    below += "colour: the gap, the largest |k(f P, f X) \N{MINUS SIGN} T(X)| over all X (approximate)"
    headline(figure, f"Prompts against tasks through {short(p.about)}", below)
