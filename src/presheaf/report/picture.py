"""Small categories and what stands on them as drawings in plain text: objects in a row above, one line for each generating arrow.

Only given arrows are drawn. Objects have columns, an arrow is a line between two columns with its name in the middle, a loop is written beside its
object. Everything else about a picture follows from the order of objects and arrows, so it is deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence

from presheaf.model.category import Category
from presheaf.model.names import object_name
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation

WIDTH = 100
ARROWS = 40  # that are drawn
ELEMENTS = 12  # of one set that are written out


def picture(structures: Sequence[object], width: int = WIDTH) -> list[str]:
    """Lines of at most `width` characters: the categories among the structures, each with the sets over its objects, then the functors."""
    out: list[str] = []
    drawn = [s for s in structures if isinstance(s, Category)]
    over = [s for s in structures if isinstance(s, SetFunctor)]
    for t in over:
        if not any(t.category is c for c in drawn):
            drawn.append(t.category)
    for c in drawn:
        out += _category(c, [t for t in over if t.category is c], width)
    for s in structures:
        if isinstance(s, Functor):
            out += _clipped([f"{s.name} : {s.dom.name} -> {s.cod.name}", *_values(s)], width)
        elif isinstance(s, Transformation):
            out.append(f"{s.name} : {s.dom.name} => {s.cod.name}"[:width])
    return out


def _category(c: Category, over: Sequence[SetFunctor], width: int) -> list[str]:
    arrows = [(name, int(c.dom[f]), int(c.cod[f])) for name, f in zip(c.names.listed, c.names.listed_arrows, strict=True)]
    if not c.object_count:
        return [f"{c.name} is empty"]
    columns = _columns(c, arrows, over)
    if len(arrows) > ARROWS or columns[-1] + _object_width(c, over, c.object_count - 1) > width:
        return _listed(c, arrows, over, width)
    rows = [_placed([(columns[x], object_name(c, x)) for x in range(c.object_count)])]
    rows += [_placed([(0, "")] + [(columns[x], _set(t, x)) for x in range(c.object_count)]) + f"   {t.name}" for t in over]
    rows += [_arrow(name, columns[a], columns[b]) for name, a, b in arrows]
    head = f"{c.name}:"
    return [head, *(f"  {row}".rstrip() for row in _clipped(rows, width - 2))]


def _set(t: SetFunctor, x: int) -> str:
    names = [t.element_names[i] for i in range(int(t.start[x]), int(t.start[x + 1]))]
    return "{" + ", ".join(names[:ELEMENTS]) + (", ..." if len(names) > ELEMENTS else "") + "}"


def _object_width(c: Category, over: Sequence[SetFunctor], x: int) -> int:
    return max([len(object_name(c, x)), *(len(_set(t, x)) for t in over)])


def _columns(c: Category, arrows: Sequence[tuple[str, int, int]], over: Sequence[SetFunctor]) -> list[int]:
    """Where each object stands: names, sets, loops and the names of arrows between neighbours have room."""
    columns = [0]
    for x in range(1, c.object_count):
        room = max([8, _object_width(c, over, x - 1) + 3, *(len(n) + 8 for n, a, b in arrows if {a, b} == {x - 1, x})])
        room = max([room, *(len(_loop(n)) + 3 for n, a, b in arrows if a == b == x - 1)])
        columns.append(columns[-1] + room)
    return columns


def _loop(name: str) -> str:
    return f"@ {name}"


def _arrow(name: str, a: int, b: int) -> str:
    """`o---- f ---->` from column a to column b, a loop as `@ f`."""
    if a == b:
        return " " * a + _loop(name)
    low, high = min(a, b), max(a, b)
    middle = f" {name} "
    free = high - low - 1 - len(middle)
    line = "-" * (free // 2) + middle + "-" * (free - free // 2)
    return " " * low + (f"o{line}>" if a < b else f"<{line}o")


def _placed(parts: Sequence[tuple[int, str]]) -> str:
    row = ""
    for column, text in parts:
        row = row.ljust(column) + text
    return row


def _listed(c: Category, arrows: Sequence[tuple[str, int, int]], over: Sequence[SetFunctor], width: int) -> list[str]:
    """What does not fit as a drawing: one line for each arrow, names in columns."""
    shown = arrows[:ARROWS]
    widths = [max((len(part[i]) for part in [(n, object_name(c, a), object_name(c, b)) for n, a, b in shown]), default=0) for i in range(3)]
    rows = [f"objects {', '.join(c.names.objects)}"]
    rows += [f"{t.name}({object_name(c, x)}) = {_set(t, x)}" for t in over for x in range(min(c.object_count, ARROWS))]
    rows += [f"{n:<{widths[0]}} : {object_name(c, a):<{widths[1]}} -> {object_name(c, b)}" for n, a, b in shown]
    rows += [f"... and {len(arrows) - ARROWS:,} more"] if len(arrows) > ARROWS else []
    return [f"{c.name}:", *(f"  {row}" for row in _clipped(rows, width - 2))]


def _values(f: Functor) -> list[str]:
    return [f"  {object_name(f.dom, x)} |-> {object_name(f.cod, y)}" for x, y in enumerate(f.on_objects.tolist()[:ARROWS])]


def _clipped(rows: Sequence[str], width: int) -> list[str]:
    return [row if len(row) <= width else row[: width - 3] + "..." for row in rows]
