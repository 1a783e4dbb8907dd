"""Pictures as figures: one function for each class of `presheaf.encoders.pictures`, all saved the same way, byte for byte the same from run to run.

Matplotlib draws them (`pip install "presheaf[pictures]"`); nothing of it is loaded before the first figure. Colours are told apart by all readers
(Okabe and Ito) and never alone: every line and bar says in words what it is.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from presheaf.encoders.pictures import Agreement, Alignment, DefectHistogram, DefectMap, Funnel, Picture, Spectrum
from presheaf.report.figures import curves, defects, matrices

INSTALL = 'matplotlib is not installed; pip install "presheaf[pictures]"'
DPI = 160

DRAWN: dict[type[Picture], Callable[[Any, Any], None]] = {
    DefectMap: matrices.defect_map,
    DefectHistogram: defects.histogram,
    Funnel: defects.funnel,
    Spectrum: curves.spectrum,
    Alignment: curves.alignment,
    Agreement: matrices.agreement,
}
"""Draws a picture of the class on an empty figure."""

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that no machine draws other glyphs
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#6b7280",
    "axes.labelcolor": "#1b1f24",
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.unicode_minus": True,
    "xtick.color": "#3b424a",
    "ytick.color": "#3b424a",
    "text.color": "#1b1f24",
    "text.usetex": False,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "presheaf",
    "svg.fonttype": "path",
    "path.simplify": True,
}


def missing() -> str:
    """Why nothing can be drawn, as a message for the user; "" if it can. Nothing is imported."""
    try:
        return "" if find_spec("matplotlib") else INSTALL
    except (ImportError, ValueError):  # a finder that refuses, or a module that was made unimportable
        return INSTALL


@lru_cache(maxsize=64)
def drawn(picture: Picture, form: str) -> bytes:
    """The picture as `png` (1,152 pixels wide) or `svg`; no date and no version is written, so that equal data give equal bytes."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # a name in a script that the font does not have
        mpl.rcdefaults()
        chosen: Any = STYLE
        mpl.rcParams.update(chosen)
        figure = Figure(figsize=(7.2, 4.4), layout="constrained")
        FigureCanvasAgg(figure)
        DRAWN[type(picture)](picture, figure)
        out = io.BytesIO()
        figure.savefig(out, format=form, dpi=DPI, metadata={"Date": None, "Creator": None} if form == "svg" else {"Software": None})
    return out.getvalue()


def save(picture: Picture, folder: Path, stem: str) -> list[Path]:
    """Writes FOLDER/STEM.png and .svg; OSError if that cannot be."""
    paths = [folder / f"{stem}.{form}" for form in ("png", "svg")]
    for path in paths:
        path.write_bytes(drawn(picture, path.suffix[1:]))
    return paths
