"""Pretext tasks that denote categories (rotation), and tasks from label columns."""

from __future__ import annotations

from fractions import Fraction

from presheaf.model import rotation
from presheaf.model.category import Category
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.images import DataError, read_images, read_labels
from presheaf.model.setfunctor import SetFunctor
from presheaf.source import SpecError
from presheaf.syntax import ast

KINDS = ("rotation", "contrastive", "language_model", "masked")


def pretext(scope: Scope, node: ast.PretextDecl) -> Category:
    """The category of a pretext task."""
    if node.kind not in KINDS:
        raise error("E201", f"{node.kind} is not a kind of pretext task", node, scope.suggest(node.kind, KINDS, f"one of {', '.join(KINDS)}"))
    if node.kind != "rotation":
        raise error("E390", f"the pretext task {node.kind} is not available in this version", node.name_span, "rotation is")
    fields = _fields(scope, node, ("images", "symmetry", "data", "shape", "threshold"))
    if "data" in fields:
        return _from_data(scope, node, fields)
    if "images" not in fields:
        raise error(
            "E302",
            "a rotation pretext task needs `images` or `data`",
            node.name_span,
            'write rotation { images p, q } or rotation { data "file.csv" shape 8, 8 }',
        )
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


def _fields(scope: Scope, node: ast.PretextDecl, known: tuple[str, ...]) -> dict[str, ast.Field]:
    fields: dict[str, ast.Field] = {}
    for item in node.fields:
        if item.key not in known:
            raise error(
                "E303", f"{item.key} is not a field of this pretext task", item, scope.suggest(item.key, known, f"its fields are {', '.join(known)}")
            )
        if item.key in fields:
            raise error("E304", f"{item.key} is given twice", item)
        fields[item.key] = item
    return fields


def _from_data(scope: Scope, node: ast.PretextDecl, fields: dict[str, ast.Field]) -> Category:
    path = fields["data"].values[0]
    if "shape" not in fields:
        raise error("E302", "image data need their shape", fields["data"], "write shape 8, 8")
    sides = [v.numerator for v in fields["shape"].values if isinstance(v, ast.Number) and v.denominator == 1]
    if len(sides) != 2 or sides[0] != sides[1] or not 0 < sides[0] <= 10_000:
        raise error("E305", "rotation needs square images", fields["shape"], "write shape 8, 8")
    level: Fraction | None = None
    if "threshold" in fields:
        value = fields["threshold"].values[0]
        if not isinstance(value, ast.Number):
            raise error("E305", "a threshold is a number", fields["threshold"])
        level = Fraction(value.numerator, value.denominator)
    try:
        return rotation.from_images(node.name, read_images(scope.path.parent / key(path), sides[0], sides[1], level))
    except DataError as bad:
        raise data_error(bad, key(path), path) from None


def data_error(bad: DataError, name: str, node: ast.Node) -> SpecError:
    """The diagnostic of a bad data file, at the place that names it."""
    return error(
        "E315",
        f"{name}{f', line {bad.line}' if bad.line else ''}: {bad.message}",
        node,
        "paths are relative to the spec; CSV in UTF-8, one row per image",
    )


def labels(scope: Scope, name: str, c: Category, node: ast.FromLabels) -> SetFunctor:
    """`from labels "file.csv"`: one answer on every image, its label."""
    if not isinstance(c.origin, rotation.RotationOf):
        raise error("E204", f"{c.name} is not made from image data", node, "labels belong to the rows of a rotation pretext task")
    try:
        column = read_labels(scope.path.parent / node.path)
    except DataError as bad:
        raise data_error(bad, node.path, node) from None
    if len(column) != len(c.origin.row_object):
        raise error("E315", f"{node.path} has {len(column)} labels for {len(c.origin.row_object)} images", node)
    try:
        return rotation.from_labels(name, c, column)
    except rotation.LabelClash as clash:
        one, two = clash.first, clash.second
        message = f"images {one + 1} and {two + 1} are rotations of each other but are labelled {column[one]} and {column[two]}"
        raise error("E306", message, node, "a task on the rotation category must not tell an image from its rotations in this way") from None
