"""`encoder f : M -> R^d { embeddings "file"  kernel K }`: the table of a file, matched with the objects of a declared structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.data import DataError
from presheaf.model.elaborate import kernels
from presheaf.model.elaborate.fields import DataFile, Fields
from presheaf.model.elaborate.scope import error, key
from presheaf.model.embedding_files import MAPPED, read
from presheaf.model.embeddings import Stored, Table, column, table
from presheaf.model.encoder import Encoder, category_digest, unread, without
from presheaf.model.ideal_target import Ideal, ideal
from presheaf.model.kernels import HEADED, Shape
from presheaf.model.prefix_tree import PrefixTree
from presheaf.model.structure import described
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast
from presheaf.syntax.printer import field as show_field

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

Floats = npt.NDArray[np.floating[Any]]
DIMENSION = 1_000_000
PACKAGE = "torch"
CODE = "E341"


def declaration(made: Structures, node: ast.EncoderDecl) -> Encoder:
    """The encoder. Where the package for encoders is not installed its table is not opened, and claims that look at it are skipped."""
    source = made.argument(node.dom)
    if not isinstance(source, Category | Weighted):
        raise error("E204", f"an encoder starts from a category, not from {described(source)}", node.dom, "declare a category or a pretext task")
    if not 1 <= node.dimension <= DIMENSION:
        raise error("E305", f"R^{node.dimension} is no space of codes", node, f"dimensions go from 1 to {DIMENSION:,}")
    fields = Fields(made.scope, node, ("embeddings", "kernel"), "encoder")
    form = f'encoder {node.name} : M -> R^{node.dimension} {{ embeddings "file.safetensors"  kernel gaussian(1/2) }}'
    for word in ("embeddings", "kernel"):
        if word not in fields:
            raise fields.missing(f"an encoder needs `{word}`", form)
    shape = kernels.shape(made, fields.only("kernel"))
    try:
        wanted = ideal(source, shape.family)
    except TooLarge as big:
        raise error("E313", f"the weights of {source.name} would be too many: {big}", node.dom, "take less data or smaller parameters") from None
    rows, columns, bias = _tables(fields, node, shape, wanted, source)
    return Encoder(node.name, node.dimension, shape, rows, columns, bias, wanted.target, source, "  ".join(map(show_field, node.fields)))


def _tables(
    fields: Fields, node: ast.EncoderDecl, shape: Shape, wanted: Ideal, source: Category | Weighted
) -> tuple[Table, Table | None, Floats | None]:
    place = fields.only("embeddings")
    missing = without(PACKAGE)
    with DataFile(fields.scope, key(place), place, CODE, MAPPED) as path:
        if missing:
            own = wanted.square and shape.family not in HEADED
            return unread(missing), None if own else unread(missing), None
        return _matched(read(path), node, shape, wanted, source)


def _matched(
    stored: Stored, node: ast.EncoderDecl, shape: Shape, wanted: Ideal, source: Category | Weighted
) -> tuple[Table, Table | None, Floats | None]:
    """The codes of the rows and of the columns, and the bias of a softmax."""
    said = stored.metadata.get("category_sha256", "")
    if said and said.removeprefix("sha256:") != category_digest(source).removeprefix("sha256:"):
        hint = f"{source.name} has {category_digest(source)}; the codes are of another one, or it has changed since"
        raise DataError(f"is a table for a structure with the digest {said[:80]}", hint=hint)
    d = node.dimension
    headed = shape.family in HEADED
    if "head" in stored.tensors and wanted.square and not headed:
        raise DataError("has an array head", hint=f"the columns of {source.name} are its objects; a head goes with {' and '.join(sorted(HEADED))}")
    if "bias" in stored.tensors and shape.family != "softmax":
        raise DataError("has an array bias", hint="a bias goes with the kernel softmax")
    kind = f"object of {source.name}"
    if wanted.square:
        rows = table(stored, "emb", wanted.rows, d, kind)
        if not headed:
            return rows, None, None
        headed_names = {"head": stored.names["emb"]} if "head" not in stored.names else {}  # one order for both, where both are of the same objects
        stored = replace(stored, names={**stored.names, **headed_names})
    elif "head" in stored.tensors or headed:
        rows = table(stored, "emb", wanted.rows, d, kind)
    else:
        both = table(stored, "emb", (*wanted.rows, *wanted.columns), d, kind)
        n = len(wanted.rows)
        parts = [
            Table(both.values[part], both.dtype, both.digest, names) for part, names in ((slice(n), wanted.rows), (slice(n, None), wanted.columns))
        ]
        return parts[0], parts[1], None
    what = "token" if isinstance(source, PrefixTree) else f"object of {source.name}"
    head = table(stored, "head", wanted.columns, d, what)
    bias = column(stored, "bias", "head", wanted.columns, what) if "bias" in stored.tensors else None
    return rows, head, bias
