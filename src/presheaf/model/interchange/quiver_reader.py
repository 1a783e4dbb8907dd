"""Reading links of the diagram editor quiver (q.uiver.app).

A link `https://q.uiver.app/#q=DATA` denotes the category presented by its diagram: vertices are objects, edges between vertices are
generating arrows. A double line without head between vertices is an identity: its ends are one object. quiver's diagrams have no
equations, so the category is free on the arrows, except for links with the further parameter `equations=DATA` that `quiver_writer`
adds (quiver ignores it, and drops it when the diagram is edited): a list of `[label or null, path, path]`, paths being lists of names.
What else a diagram shows (2-cells, corners, adjunction signs, invisible edges) is passed over with a warning.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from presheaf.model.category import Law
from presheaf.model.interchange.errors import Notice, Read
from presheaf.model.interchange.json_fields import Fields
from presheaf.model.interchange.latex import name_of
from presheaf.model.interchange.paths import Arrows
from presheaf.model.interchange.presentation import ARROWS, OBJECTS, Presentation, closed

LINK = Fields("E392", "copy the link that quiver shows: https://q.uiver.app/#q=...")
CELL = Fields("E393", "quiver itself would not draw this; export the diagram again")
STYLES = ("arrow", "adjunction", "corner", "corner-inverse")
SHOWN = 4


@dataclass(frozen=True)
class Edge:
    """An edge between cells; `drawn` tells arrows, identities and what is no arrow apart."""

    source: int
    target: int
    label: str
    drawn: str


@dataclass
class Diagram:
    """What a diagram shows, label by label, and the warnings so far."""

    vertices: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def read_quiver(name: str, link: str, bound: int | None = None) -> Read:
    """The category of a link, presented within `bound` arrows, with warnings; Unreadable says what is malformed."""
    parameters = _parameters(link)
    if "q" not in parameters:
        raise LINK.fail("this is not a link to a diagram: it has no part q=...")
    diagram = _diagram(LINK.parse(_decoded(parameters["q"], "q")))
    p, notices = _presented(diagram)
    if "equations" in parameters:
        laws = _laws(p, LINK.parse(_decoded(parameters["equations"], "equations")))
        p = Presentation(p.objects, p.arrows, p.dom, p.cod, laws)
    return Read(closed(name, p, bound), tuple(notices))


# ---------------------------------------------------------------- the link


def _parameters(link: str) -> dict[str, str]:
    """The parameters after # or, in old links, after ?."""
    _, mark, rest = link.strip().partition("#")
    if not mark:
        _, mark, rest = link.strip().partition("?")
    out: dict[str, str] = {}
    for part in rest.split("&"):
        key, _, value = part.partition("=")
        out.setdefault(key, value)
    return out


def _decoded(value: str, what: str) -> str:
    """The text that base64 data stands for."""
    try:
        data = unquote(value).translate(str.maketrans("-_", "+/")).encode("ascii")
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True).decode("utf-8")
    except UnicodeDecodeError:
        raise LINK.fail(f"the data after {what}= are not UTF-8") from None
    except (binascii.Error, UnicodeEncodeError):
        raise LINK.fail(f"the data after {what}= are not base64") from None


# ---------------------------------------------------------------- cells


def _diagram(data: object) -> Diagram:
    items = CELL.array(data, "the diagram")
    if len(items) < 2:
        raise CELL.fail("the diagram has no version and number of vertices")
    if CELL.whole(items[0], "the version") != 0:
        raise CELL.fail(f"the version is {items[0]}, only 0 is known")
    cells = items[2:]
    count = CELL.whole(items[1], "the number of vertices", 0, len(cells))
    if count > OBJECTS or len(cells) - count > ARROWS:
        raise Fields("E398").fail(f"{count:,} vertices and {len(cells) - count:,} edges (limits {OBJECTS:,} and {ARROWS:,})")
    out = Diagram()
    places: dict[tuple[int, int], int] = {}
    for i, cell in enumerate(cells[:count]):
        x, y = _vertex(out, CELL.array(cell, f"vertex {i}"), f"vertex {i}")
        if (x, y) in places:
            raise CELL.fail(f"vertices {places[x, y]} and {i} are both at position {x}, {y}")
        places[x, y] = i
    for j, cell in enumerate(cells[count:]):
        out.edges.append(_edge(CELL.array(cell, f"edge {j}"), f"edge {j}", count + j))
    return out


def _vertex(out: Diagram, cell: list[Any], where: str) -> tuple[int, int]:
    if not 2 <= len(cell) <= 4:
        raise CELL.fail(f"{where} has {len(cell)} fields; x, y, label and colour are known")
    x, y = CELL.whole(cell[0], f"{where}: x", 0), CELL.whole(cell[1], f"{where}: y", 0)
    out.vertices.append(CELL.string(cell[2], f"{where}: the label") if len(cell) > 2 else "")
    if len(cell) > 3:
        _colour(cell[3], f"{where}: the colour")
    return x, y


def _colour(value: object, where: str) -> None:
    parts = CELL.array(value, where)
    if len(parts) not in (3, 4):
        raise CELL.fail(f"{where} has {len(parts)} components, hue, saturation, lightness and alpha are known")
    for part, word, high in zip(parts, ("hue", "saturation", "lightness"), (360, 100, 100), strict=False):
        CELL.whole(part, f"{where}: the {word}", 0, high)
    alpha = parts[3] if len(parts) == 4 else 1
    if isinstance(alpha, bool) or not isinstance(alpha, (int, float)) or not 0 <= alpha <= 1:
        raise CELL.fail(f"{where}: alpha is not a number between 0 and 1")


def _edge(cell: list[Any], where: str, earlier: int) -> Edge:
    if not 2 <= len(cell) <= 6:
        raise CELL.fail(f"{where} has {len(cell)} fields; source, target, label, alignment, options and colour are known")
    ends = []
    for value, word in zip(cell[:2], ("source", "target"), strict=True):
        end = CELL.whole(value, f"{where}: the {word}", 0)
        if end >= earlier:
            raise CELL.fail(f"{where}: the {word} is cell {end if end < 10**9 else 'number huge'}, but only {earlier} cells come before it")
        ends.append(end)
    label = CELL.string(cell[2], f"{where}: the label") if len(cell) > 2 else ""
    if len(cell) > 3:
        CELL.whole(cell[3], f"{where}: the alignment", 0, 3)
    options = CELL.mapping(cell[4], f"{where}: the options") if len(cell) > 4 else {}
    if len(cell) > 5:
        _colour(cell[5], f"{where}: the label colour")
    return Edge(ends[0], ends[1], label, _drawn(options, where))


def _drawn(options: dict[str, Any], where: str) -> str:
    """ "arrow", "identity", or what else the options draw; every known option is checked."""
    _cosmetics(options, where)
    style = CELL.mapping(options.get("style", {}), f"{where}: the style")
    name = CELL.string(style.get("name", "arrow"), f"{where}: the name of the style")
    if name not in STYLES:
        raise CELL.fail(f"{where}: the style {name[:40]} is not known", f"styles are {', '.join(STYLES)}")
    parts = {}
    for part, default in (("tail", "none"), ("body", "cell"), ("head", "arrowhead")):
        value = CELL.mapping(style.get(part, {}), f"{where}: the {part}")
        parts[part] = CELL.string(value.get("name", default), f"{where}: the name of the {part}")
        CELL.string(value.get("side", ""), f"{where}: the side of the {part}")
    body = CELL.mapping(style.get("body", {}), f"{where}: the body")
    levels = [CELL.whole(at["level"], f"{where}: the level", 1) for at in (options, body) if "level" in at]
    if name != "arrow":
        return name
    if parts["head"] == "none" and parts["tail"] == "arrowhead":
        raise CELL.fail(f"{where} is drawn backwards: an arrowhead at its tail and none at its head", "reverse the arrow in quiver")
    if parts["head"] == "none" and parts["body"] == "none":
        return "invisible edge"
    return "identity" if parts["head"] == "none" and max(levels, default=1) >= 2 else "arrow"


def _cosmetics(options: dict[str, Any], where: str) -> None:
    for key, low, high in (
        ("label_position", 0, 100),
        ("length", 0, 100),
        ("offset", None, None),
        ("curve", None, None),
        ("radius", None, None),
        ("angle", None, None),
    ):
        if key in options:
            CELL.whole(options[key], f"{where}: {key}", low, high)
    if "colour" in options:
        _colour(options["colour"], f"{where}: the colour")
    shorten = CELL.mapping(options.get("shorten", {}), f"{where}: shorten")
    if sum(CELL.whole(shorten[end], f"{where}: shorten {end}", 0) for end in ("source", "target") if end in shorten) > 100:
        raise CELL.fail(f"{where} is shortened by more than its length")
    alignment = CELL.mapping(options.get("edge_alignment", {}), f"{where}: edge_alignment")
    for end in ("source", "target"):
        if not isinstance(alignment.get(end, True), bool):
            raise CELL.fail(f"{where}: edge_alignment of the {end} is not a Boolean")


# ---------------------------------------------------------------- the presentation


def _presented(diagram: Diagram) -> tuple[Presentation, list[Notice]]:
    """Objects are vertices up to identities, arrows the edges between vertices that are arrows."""
    count = len(diagram.vertices)
    notices: list[Notice] = []
    proper = [e for e in diagram.edges if max(e.source, e.target) < count]
    _passed_over(len(diagram.edges) - len(proper), "2-cell", notices)
    for drawn in (*STYLES[1:], "invisible edge"):
        _passed_over(sum(e.drawn == drawn for e in proper), drawn, notices)
    labels = [name_of(label) for label in diagram.vertices]
    head = _identified(labels, [e for e in proper if e.drawn == "identity"], notices)
    kept = [v for v in range(count) if head[v] == v]
    number = {v: i for i, v in enumerate(kept)}
    arrows = [e for e in proper if e.drawn == "arrow"]
    taken: set[str] = set()
    objects = _distinct([labels[v] for v in kept], "v", "vertices", taken, notices)
    names = _distinct([name_of(e.label) for e in arrows], "e", "edges", taken, notices)
    dom, cod = (tuple(number[head[end]] for end in ends) for ends in ([e.source for e in arrows], [e.target for e in arrows]))
    return Presentation(tuple(objects), tuple(names), dom, cod), notices


def _passed_over(count: int, what: str, notices: list[Notice]) -> None:
    if count:
        verb = "is" if count == 1 else "are"
        notices.append(
            Notice("W391", f"{count} {what}{'s' * (count != 1)} of the diagram {verb} passed over", "only arrows between vertices are read")
        )


def _identified(labels: list[str], identities: Sequence[Edge], notices: list[Notice]) -> list[int]:
    """For each vertex the first one that identities join it to; the class takes the first label in it."""
    head = list(range(len(labels)))

    def find(v: int) -> int:
        while head[v] != v:
            head[v] = head[head[v]]
            v = head[v]
        return v

    for e in identities:
        a, b = sorted((find(e.source), find(e.target)))
        head[b] = a
    out = [find(v) for v in range(len(labels))]
    for v, h in enumerate(out):
        if labels[v] and not labels[h]:
            labels[h] = labels[v]
        elif labels[v] and labels[v] != labels[h]:
            notices.append(Notice("W392", f"{labels[v]} is joined to {labels[h]} by an identity: they are one object, called {labels[h]}"))
    return out


def _distinct(labels: list[str], letter: str, what: str, taken: set[str], notices: list[Notice]) -> list[str]:
    """Distinct names: blank labels become v0, v1, ... or e0, e1, ... by place, repeated ones get a number from 2 on, with a warning."""
    names: list[str] = []
    again: dict[str, list[str]] = {}
    count: dict[str, int] = {}
    wanted = set(labels)
    for i, label in enumerate(labels):
        first = name = label or f"{letter}{i}"
        while name in taken or (name != label and name in wanted):
            count[first] = count.get(first, 1) + 1
            name = f"{first}_{count[first]}"
        if label and name != label:
            again.setdefault(label, []).append(name)
        taken.add(name)
        names.append(name)
    for label, others in again.items():
        more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
        hint = "identities (double lines without head) make vertices one object" if what == "vertices" else "arrows need names of their own"
        notices.append(Notice("W392", f"{label} labels several cells; further {what} are called {', '.join(others[:SHOWN])}{more}", hint))
    return names


def _laws(p: Presentation, data: object) -> tuple[Law, ...]:
    fields = Fields("E393", "the equations of the link do not fit its diagram: write it again, or remove &equations=...")
    arrows = Arrows(fields, {name: i for i, name in enumerate(p.arrows)}, p.dom, p.cod)
    out = []
    for i, item in enumerate(fields.array(data, "the list of equations")):
        where = f"equation {i}"
        row = fields.array(item, where)
        if len(row) != 3:
            raise fields.fail(f"{where} has {len(row)} parts; label, path and path are expected")
        label = "" if row[0] is None else fields.string(row[0], f"{where}: the label")
        left, right = ([fields.string(x, f"{where}: an arrow") for x in fields.array(side, f"{where}: a path")] for side in row[1:])
        out.append(arrows.law(where, label, (left, right)))
    return tuple(out)
