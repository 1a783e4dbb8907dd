"""Figures say what their data say: places and lengths of what is drawn, words, the same bytes everywhere."""

import io
import os
import struct
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from picture_cases import AGREEMENT, ALIGNMENT, EDGES, FUNNEL, HISTOGRAM, MAP, ORDINARY, SPECTRUM

from presheaf.encoders import pictures
from presheaf.encoders.pictures import Picture
from presheaf.report import figures
from presheaf.report.figures.style import BLUE, ORANGE, VERMILION, number, part, power, whole

matplotlib = pytest.importorskip("matplotlib")


def laid_out(picture: Picture) -> Any:
    """The figure with its artists."""
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(figures.STYLE)
        figure = Figure(figsize=(7.2, 4.4), layout="constrained")
        figures.DRAWN[type(picture)](picture, figure)
        figure.savefig(io.BytesIO(), format="png", dpi=40)
    return figure


def texts(figure: Any) -> str:
    from matplotlib.text import Text

    return "\n".join(t.get_text() for t in figure.findobj(Text) if t.get_visible())


def rgb(colour: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(colour)


def test_every_picture_has_a_figure() -> None:
    made = {c for c in vars(pictures).values() if isinstance(c, type) and issubclass(c, Picture) and c is not Picture}
    assert set(figures.DRAWN) == made == {type(p) for p in ORDINARY} == {type(p) for p in EDGES}
    assert len({c.name for c in made}) == len(made)


@pytest.mark.parametrize("picture", [*ORDINARY, *EDGES], ids=lambda p: p.name)
def test_it_can_be_drawn(picture: Picture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        png = figures.drawn(picture, "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width == 1152
    assert 300 < height < 1600
    assert picture.words
    assert "nan" not in picture.words


def test_equal_data_give_equal_bytes_in_every_process(tmp_path: Path) -> None:
    """Whatever the hash seed, the user's settings and the time are; SVG is well-formed and loads nothing."""
    code = "import sys; from pathlib import Path; from picture_cases import FUNNEL, MAP; from presheaf.report import figures\n"
    code += "for p in (MAP, FUNNEL): figures.save(p, Path(sys.argv[1]), p.name)"
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: none\naxes.facecolor: red\n", encoding="utf-8")
    folder = tmp_path / "figures"
    folder.mkdir()
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": paths, "TZ": "X7", "MATPLOTLIBRC": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=env, timeout=120)
    assert {p.name for p in folder.iterdir()} == {f"{p.name}.{form}" for p in (MAP, FUNNEL) for form in ("png", "svg")}
    for picture in (MAP, FUNNEL):
        for form in ("png", "svg"):
            assert (folder / f"{picture.name}.{form}").read_bytes() == figures.drawn(picture, form), (picture.name, form)


@pytest.mark.parametrize("picture", [MAP, FUNNEL], ids=lambda p: p.name)
def test_a_file_loads_nothing_and_tells_no_date(picture: Picture) -> None:
    text = figures.drawn(picture, "svg").decode()
    root = ElementTree.fromstring(text)
    links = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith(("href", "src"))]
    assert all(v.startswith(("#", "data:image/png;base64,")) for v in links)
    assert "<dc:date>" not in text
    assert matplotlib.__version__ not in text.split("</metadata>")[0]
    assert matplotlib.__version__.encode() not in figures.drawn(picture, "png")


def test_histogram() -> None:
    figure = laid_out(HISTOGRAM)
    (axes,) = figure.axes
    bars = sorted(((b.get_x(), b.get_width(), b.get_height(), rgb(b.get_facecolor())) for b in axes.patches), key=lambda b: b[0])
    assert [b[0] for b in bars] == pytest.approx([0, 0.1, 0.2, 0.3])
    assert [b[1] for b in bars] == pytest.approx([0.1] * 4)
    assert [b[2] for b in bars] == [1000, 50, 7, 1]
    assert [b[3] for b in bars] == [BLUE, BLUE, VERMILION, VERMILION]
    assert axes.get_yscale() == "log"
    assert [float(x) for line in axes.lines for x in set(line.get_xdata())] == [0.2]
    assert "8 of 1,058 pairs (0.756 %) are beyond eps; the largest defect is 0.37 (approximate)" in texts(figure)
    assert "eps = 0.2" in texts(figure)


def test_defect_map() -> None:
    figure = laid_out(MAP)
    axes, bar = figure.axes
    (image,) = axes.images
    assert list(image.get_extent()) == [0, 9, 9, 0]
    assert np.array_equal(np.asarray(image.get_array()), MAP.pooled)
    shade = [rgb(image.cmap(image.norm(x))) for x in (0.0, 0.1, 0.24, 0.26, 0.9)]
    red, blue = ([int(c[i : i + 2], 16) for c in shade] for i in (1, 5))
    assert all(b > r for r, b in zip(red[:3], blue[:3], strict=True)), "blue within eps"
    assert all(r > b for r, b in zip(red[3:], blue[3:], strict=True)), "orange beyond"
    assert {tuple(line.get_xydata()[0]) for line in axes.lines if line.get_marker() == "o"} == {(7.5, 1.5)}
    assert [t.get_text() for t in axes.get_yticklabels()] == ["cat", "dog"]
    assert list(axes.get_yticks()) == [1.5, 6]
    assert list(axes.get_xticks()) == [3, 7.5]
    assert [float(line.get_ydata()[0]) for line in bar.lines] == [0.25]
    assert "the largest of up to 3 × 3 pairs" in texts(figure)
    assert "cat 1 and up 7" in texts(figure)


def test_spectrum() -> None:
    figure = laid_out(SPECTRUM)
    (axes,) = figure.axes
    points = next(line for line in axes.lines if line.get_marker() == "o")
    assert [tuple(p) for p in points.get_xydata()] == [(1, 4), (2, 2), (3, 1), (4, 0.5)]
    upright = {(float(line.get_xdata()[0]), line.get_linestyle()) for line in axes.lines if line is not points}
    assert upright == {(2.5, "--"), (4.5, "-")}
    (shaded,) = axes.collections
    assert rgb(shaded.get_facecolor()[0]) == ORANGE
    corners = shaded.get_paths()[0].vertices
    assert corners[:, 0].min() == 2.5
    assert corners[:, 1].max() == 1
    told = texts(figure)
    assert "sum of squares 1.25" in told
    assert "rank of H = 4 (exact)" in told
    assert "d = 2" in told
    assert "0 up to rounding, 1 in number" in told


def test_alignment() -> None:
    figure = laid_out(ALIGNMENT)
    above, below = figure.axes
    curves = [[tuple(p) for p in line.get_xydata()] for line in above.lines]
    assert curves[:2] == [[(0, 0.9), (1, 0.6), (2, 0.3)], [(0, 0.5), (1, 0.2), (2, 0.1)]]
    assert curves[2] == [(0, 0.25), (2, 0.25)]
    assert [tuple(p) for p in below.lines[0].get_xydata()] == [(0, 10), (1, 50), (2, 75)]
    words = {t.get_text(): t.get_position()[1] for t in above.texts}
    assert words["largest"] > words["median"] > 0
    assert "75 %" in texts(figure)
    assert [t.get_text() for t in below.get_xticklabels()] == ["one", "two", "turns"]


def test_agreement() -> None:
    assert AGREEMENT.agrees == (True, None, False)
    figure = laid_out(AGREEMENT)
    axes, _ = figure.axes
    marks = [(tuple(line.get_xydata()[0]), line.get_markerfacecolor()) for line in axes.lines]
    assert {at for at, face in marks if face == "none"} == {(0, 0), (0, 2), (1, 2)}
    assert [at for at, face in marks if face == VERMILION] == [(0, 0), (1, 1), (2, 2)]
    words = [(t.get_text(), t.xy[1]) for t in axes.texts if t.get_text() in ("agrees", "differs", "none")]
    assert words == [("agrees", 0), ("none", 1), ("differs", 2)]


def test_prompts_that_do_not_fit_are_counted_and_marked_ones_are_kept() -> None:
    many = next(p for p in EDGES if len(getattr(p, "prompts", ())) == 100)
    figure = laid_out(many)
    axes, _ = figure.axes
    assert axes.images[0].get_array().shape == (1, 32)
    assert "32 of 100" in texts(figure)
    named = [t.get_text() for t in axes.get_xticklabels()]
    assert [f"prompt {i}" in named for i in (3, 4, 5, 99)] == [True] * 4


def test_funnel() -> None:
    assert FUNNEL.reached == (10_000, 1_000, 10, 0)
    figure = laid_out(FUNNEL)
    (axes,) = figure.axes
    assert [b.get_x() + b.get_width() for b in axes.patches] == pytest.approx([10_000, 1_000, 10, 0.7])
    assert axes.get_xscale() == "log"
    told = texts(figure)
    assert "10,000 arrive, 9,000 decided" in told
    assert "10 arrive, 10 decided" in told


def test_numbers_are_written_for_people() -> None:
    assert [number(x) for x in (0, 0.05, 1e-5, 123456.7, 1e7)] == ["0", "0.05", "1.00e-05", "123,457", "1.00e+07"]
    assert [whole(n) for n in (0, 999_999, 1_234_567, 5 * 10**9)] == ["0", "999,999", "1.23 M", "5 G"]
    assert [part(*x) for x in ((0, 9), (9, 9), (1, 10**9), (10**9 - 1, 10**9), (1, 8), (0, 0))] == [
        "0 %", "100 %", "< 0.01 %", "> 99.99 %", "12.5 %", "0 %",
    ]  # fmt: skip
    assert [power(x) for x in (0.001, 1, 1000, 1e5, 20, 0)] == ["10⁻³", "1", "1,000", "10⁵", "", ""]


def test_without_matplotlib_a_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert figures.missing() == 'matplotlib is not installed; pip install "presheaf[pictures]"'
