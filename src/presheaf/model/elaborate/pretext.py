"""Pretext tasks: all kinds; rotation and masking, which denote categories; and tasks from label columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from presheaf.model import masked, rotation
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate import pretext_weighted
from presheaf.model.elaborate.fields import DataFile, Fields
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.images import read_images, read_labels
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast

Make = Callable[[Scope, ast.PretextDecl], Category | Weighted]
FILES = (".csv", ".jsonl", ".parquet", ".txt")


def pretext(scope: Scope, node: ast.PretextDecl) -> Category | Weighted:
    """The category or weighted matrix of a pretext task."""
    if node.kind not in KINDS:
        raise error("E201", f"{node.kind} is not a kind of pretext task", node, scope.suggest(node.kind, KINDS, f"one of {', '.join(KINDS)}"))
    try:
        return KINDS[node.kind](scope, node)
    except TooLarge as big:
        raise error("E313", f"{node.name} would be too large: {big}", node.name_span, "take less data or smaller parameters") from None


# ---------------------------------------------------------------- rotation


def _rotation(scope: Scope, node: ast.PretextDecl) -> Category:
    fields = Fields(scope, node, ("images", "symmetry", "data", "shape", "threshold"))
    if "data" in fields:
        return _turned_images(node.name, fields)
    if "images" not in fields:
        hint = 'write rotation { images p, q } or rotation { data "file.csv" shape 8, 8 }'
        raise fields.missing("a rotation pretext task needs `images` or `data`", hint)
    names = [key(v) for v in fields["images"].values]
    if not all(names) or len(set(names)) != len(names):
        raise error("E301", "images are distinct names", fields["images"])
    symmetry: dict[str, int] = {}
    for value in fields["symmetry"].values if "symmetry" in fields else ():
        image, angle = (key(i) for i in value.items) if isinstance(value, ast.Pair) else ("", "")
        if image not in names:
            raise error("E201", f"{image or 'this'} is not one of the images", value, scope.suggest(image, names, "write symmetry s : 180"))
        if angle not in ("90", "180"):
            raise error(
                "E305", f"{angle or 'this'} is not a symmetry of quarter turns", value, "the smallest rotation that fixes an image is 90 or 180"
            )
        symmetry[image] = int(angle)
    return rotation.from_names(node.name, names, symmetry)


def _turned_images(name: str, fields: Fields) -> Category:
    if "shape" not in fields:
        raise error("E302", "image data need their shape", fields["data"], "write shape 8, 8")
    sides = [v.numerator for v in fields["shape"].values if isinstance(v, ast.Number) and v.denominator == 1]
    if len(sides) != 2 or sides[0] != sides[1] or not 0 < sides[0] <= 10_000:
        raise error("E305", "rotation needs square images", fields["shape"], "write shape 8, 8")
    level = fields.number("threshold")
    with fields.file("data") as path:
        return rotation.from_images(name, read_images(path, sides[0], sides[1], level))


def labels(scope: Scope, name: str, c: Category, node: ast.FromLabels) -> SetFunctor:
    """`from labels "file.csv"`: one answer on every image, its label."""
    if not isinstance(c.origin, rotation.RotationOf):
        raise error("E204", f"{c.name} is not made from image data", node, "labels belong to the rows of a rotation pretext task")
    with DataFile(scope, node.path, node) as path:
        column = read_labels(path)
    if len(column) != len(c.origin.row_object):
        raise error("E315", f"{node.path} has {len(column)} labels for {len(c.origin.row_object)} images", node)
    try:
        return rotation.from_labels(name, c, column)
    except rotation.LabelClash as clash:
        one, two = clash.first, clash.second
        message = f"images {one + 1} and {two + 1} are rotations of each other but are labelled {column[one]} and {column[two]}"
        raise error("E306", message, node, "a task on the rotation category must not tell an image from its rotations in this way") from None


# ---------------------------------------------------------------- masking


def _masked(scope: Scope, node: ast.PretextDecl) -> Category:
    fields = Fields(scope, node, ("data", "positions", "threshold", "rows"))
    form = 'write masked { data "0011", "1100" positions 1 } or masked { data "file.csv" positions 1 }'
    if "data" not in fields or "positions" not in fields:
        raise fields.missing("a masked pretext task needs `data` and `positions`", form)
    level, limit = fields.number("threshold"), fields.whole("rows", 1, 10_000_000)
    if len(fields["data"].values) == 1 and Path(key(fields.only("data"))).suffix.lower() in FILES:
        with fields.file("data") as path:
            data, cells = masked.read_data(path, level, limit)
    else:
        if level is not None or limit is not None:
            raise error("E305", "`threshold` and `rows` belong to data files", fields["threshold" if level is not None else "rows"])
        data, cells = masked.numbered(_written(fields))
    positions = fields.whole("positions", 1, data.shape[1])
    assert positions is not None
    return masked.masked(node.name, data, cells, positions)


def _written(fields: Fields) -> list[list[str]]:
    """The data that stand in the spec, one character a cell."""
    rows: list[list[str]] = []
    for text, node in fields.texts("data"):
        if not text or (rows and len(text) != len(rows[0])):
            message = f'"{text}" has {len(text)} positions{f", the first datum has {len(rows[0])}" if rows else ""}'
            raise error("E305", message, node, "all data have the same positions; a file name ends in .csv, .jsonl, .parquet or .txt")
        bad = masked.unusable(list(text))
        if bad:
            raise error("E305", bad, node, "other characters may be used")
        rows.append(list(text))
    return rows


KINDS: dict[str, Make] = {
    "rotation": _rotation,
    "contrastive": pretext_weighted.contrastive,
    "language_model": pretext_weighted.language_model,
    "masked": _masked,
}
