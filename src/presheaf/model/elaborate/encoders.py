"""`encoder f : M -> R^d { embeddings "file"  kernel K }`: codes of a file, or of a network that is run, matched with the objects of a structure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.codebook import Codebook
from presheaf.model.data import DataError
from presheaf.model.elaborate import codebooks, kernels
from presheaf.model.elaborate.fields import DataFile, Fields
from presheaf.model.elaborate.scope import error, key
from presheaf.model.embedding_files import MAPPED, read, refuse_pickles
from presheaf.model.embeddings import Stored, Table, column, table
from presheaf.model.encoder import Encoder, Missing, Network, category_digest, unread, without
from presheaf.model.ideal_target import Ideal, ideal
from presheaf.model.kernels import HEADED, Kernel, Shape
from presheaf.model.prefix_tree import PrefixTree
from presheaf.model.structure import described
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast
from presheaf.syntax.printer import field as show_field

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

Floats = npt.NDArray[np.floating[Any]]
DIMENSION = 1_000_000
BATCH = 64  # objects that a network is given at once, where nothing is said
PACKAGE = "torch"
CODE = "E341"
WORDS = ("embeddings", "codes", "again", "module", "weights", "model", "batch", "checkpoints", "kernel")
SOURCES = ("embeddings", "codes", "module", "model")
BELONGS = {"again": ("embeddings",), "weights": ("module",), "batch": ("module", "model"), "checkpoints": ("embeddings", "module")}


@dataclass(frozen=True)
class Codes:
    """What an encoder has besides its kernel: its tables, and its rows a second time."""

    rows: Table
    columns: Table | None = None
    bias: Floats | None = None
    again: Table | None = None


@dataclass(frozen=True)
class Declared:
    """An encoder whose codes are not known yet."""

    made: Structures
    node: ast.EncoderDecl
    fields: Fields
    source: Category | Weighted
    shape: Shape
    wanted: Ideal

    @property
    def headed(self) -> bool:
        """Whether the columns have codes of their own kind."""
        return self.shape.family in HEADED

    def absent(self, reason: str) -> Codes:
        """Codes that were not read."""
        own = self.wanted.square and not self.headed
        again = unread(reason) if "again" in self.fields or len(batches(self.fields)) > 1 else None
        return Codes(unread(reason), None if own else unread(reason), None, again)

    def encoder(self, name: str, codes: Codes, checkpoints: tuple[Encoder, ...] = ()) -> Encoder:
        """The encoder with these codes."""
        written = "  ".join(map(show_field, self.node.fields))
        parts = (self.node.dimension, self.shape, codes.rows, codes.columns, codes.bias, self.wanted.target, self.source)
        kernel = self.fields.only("kernel")
        head = kernel.head if isinstance(kernel, ast.Call) else kernel
        named = self.made.scope.value(key(head)) if key(head) in self.made.scope.names else None
        return Encoder(name, *parts, written, checkpoints, codes.again, named if isinstance(named, Kernel) else None)


def declaration(made: Structures, node: ast.EncoderDecl) -> Encoder | Codebook:
    """The encoder. Where the package for encoders is not installed its files are not opened, and claims that look at its codes are skipped."""
    source = made.argument(node.dom)
    if not isinstance(source, Category | Weighted):
        raise error("E204", f"an encoder starts from a category, not from {described(source)}", node.dom, "declare a category or a pretext task")
    if not 1 <= node.dimension <= DIMENSION:
        raise error("E305", f"R^{node.dimension} is no space of codes", node, f"dimensions go from 1 to {DIMENSION:,}")
    fields = Fields(made.scope, node, WORDS, "encoder")
    kind = _kind(fields, node)
    if kind == "codes":
        return codebooks.declaration(made, node, fields, source)
    shape = kernels.shape(made, fields.only("kernel"))
    try:
        wanted = ideal(source, shape.family)
    except TooLarge as big:
        raise error("E313", f"the weights of {source.name} would be too many: {big}", node.dom, "take less data or smaller parameters") from None
    declared = Declared(made, node, fields, source, shape, wanted)
    return _of_files(declared) if kind == "embeddings" else _of_network(declared, kind)


def _kind(fields: Fields, node: ast.EncoderDecl) -> str:
    """Where the codes come from: the one field that says so."""
    form = f'encoder {node.name} : M -> R^{node.dimension} {{ embeddings "file.safetensors"  kernel gaussian(1/2) }}'
    given = [word for word in SOURCES if word in fields]
    if len(given) > 1:
        raise error("E305", f"an encoder has {given[0]} or {given[1]}, not both", fields[given[1]], form)
    if not given or "kernel" not in fields:
        raise fields.missing(f"an encoder needs `{'kernel' if given else 'embeddings'}`", form)
    for word, of in BELONGS.items():
        if word in fields and given[0] not in of:
            raise error("E305", f"{word} goes with {' or '.join(of)}", fields[word], form)
    if given == ["module"] and "weights" not in fields:
        raise fields.missing("a module needs its `weights`", 'module "models.py:Lm"  weights "lm.safetensors"')
    return given[0]


def batches(fields: Fields) -> list[int]:
    """How many objects a network is given at once: the first time, and if there is one the second time."""
    if "batch" not in fields:
        return [BATCH]
    sizes = []
    for value in fields["batch"].values:
        if not isinstance(value, ast.Number) or value.denominator != 1 or not 1 <= value.numerator <= DIMENSION:
            raise error("E305", f"a batch is a whole number from 1 to {DIMENSION:,}", value, "batch 64, or batch 64, 1 to embed twice")
        sizes.append(value.numerator)
    if len(sizes) > 2:
        raise error("E305", "batch has one value, or two", fields["batch"].values[2], "batch 64, 1 embeds twice: drift(f) compares")
    return sizes


# ---------------------------------------------------------------- tables


def _of_files(d: Declared) -> Encoder:
    missing = without(PACKAGE)

    def codes(place: ast.Expr) -> Codes:
        with _file(d, place) as path:
            return d.absent(missing) if missing else matched(read(path), d)

    main = codes(d.fields.only("embeddings"))
    if "again" in d.fields:
        main = replace(main, again=codes(d.fields.only("again")).rows)
    places = d.fields["checkpoints"].values if "checkpoints" in d.fields else ()
    return d.encoder(d.node.name, main, tuple(d.encoder(key(place), codes(place)) for place in places))


def _file(d: Declared, place: ast.Expr, name: str = "", folder: bool = False) -> DataFile:
    return DataFile(d.made.scope, name or key(place), place, CODE, MAPPED, folder)


def matched(stored: Stored, d: Declared) -> Codes:
    """The codes of the rows and of the columns, and the bias of a softmax; DataError where they are not those of the objects."""
    source, wanted, size = d.source, d.wanted, d.node.dimension
    said = stored.metadata.get("category_sha256", "")
    if said and said.removeprefix("sha256:") != category_digest(source).removeprefix("sha256:"):
        hint = f"{source.name} has {category_digest(source)}; the codes are of another one, or it has changed since"
        raise DataError(f"is a table for a structure with the digest {said[:80]}", hint=hint)
    if "head" in stored.tensors and wanted.square and not d.headed:
        raise DataError("has an array head", hint=f"the columns of {source.name} are its objects; a head goes with {' and '.join(sorted(HEADED))}")
    if "bias" in stored.tensors and d.shape.family != "softmax":
        raise DataError("has an array bias", hint="a bias goes with the kernel softmax")
    kind = f"object of {source.name}"
    if not wanted.square and not d.headed and "head" not in stored.tensors:
        both = table(stored, "emb", (*wanted.rows, *wanted.columns), size, kind)
        n = len(wanted.rows)
        seen, hidden = (replace(both, values=both.values[k], names=names) for k, names in ((slice(n), wanted.rows), (slice(n, None), wanted.columns)))
        return Codes(seen, hidden)
    rows = table(stored, "emb", wanted.rows, size, kind)
    if wanted.square and not d.headed:
        return Codes(rows)
    if wanted.square and "head" not in stored.names:
        stored = replace(stored, names={**stored.names, "head": stored.names["emb"]})  # one order for both: both are of the same objects
    what = "token" if isinstance(source, PrefixTree) else kind
    head = table(stored, "head", wanted.columns, size, what)
    return Codes(rows, head, column(stored, "bias", "head", wanted.columns, what) if "bias" in stored.tensors else None)


# ---------------------------------------------------------------- networks


def _of_network(d: Declared, kind: str) -> Encoder:
    """The codes that a network gives, if code may be run; it is loaded once, and takes one weights file after the other."""
    sizes, place = batches(d.fields), d.fields.only(kind)
    name, _, attribute = key(place).rpartition(":") if kind == "module" else (key(place), "", "")
    if kind == "module" and not (name and attribute.isidentifier()):
        raise error("E305", "a module is a file and a class in it", place, 'module "models.py:Lm"')
    files = [d.fields.only("weights")] if kind == "module" else []
    later = list(d.fields["checkpoints"].values) if "checkpoints" in d.fields else []
    for weights in (*files, *later):
        with _file(d, weights) as path:
            refuse_pickles(path, (".safetensors",))
    networks, missing = d.made.scope.networks, without(PACKAGE)
    with _file(d, place, name, kind == "model") as path:
        try:
            if missing or networks is None:
                raise Missing(missing or f"the code of {name} is not run; presheaf verify --allow-code runs it")
            network = networks.module(path, attribute) if kind == "module" else networks.model(path)
        except Missing as what:
            absent = d.absent(str(what))
            return d.encoder(d.node.name, absent, tuple(d.encoder(key(w), absent) for w in later))

    def codes(batch: int) -> Codes:
        with _file(d, place, name, kind == "model"):
            return matched(_run(network, d, batch), d)

    def trained(weights: ast.Expr) -> Codes:
        with _file(d, weights) as file:
            network.take(file)
        return codes(sizes[0])

    main = trained(files[0]) if files else codes(sizes[0])
    if len(sizes) > 1:
        main = replace(main, again=codes(sizes[1]).rows)
    return d.encoder(d.node.name, main, tuple(d.encoder(key(w), trained(w)) for w in later))


def _run(network: Network, d: Declared, batch: int) -> Stored:
    """The codes of all objects, in the form of a file."""
    wanted = d.wanted
    own = wanted.rows if wanted.square or d.headed else (*wanted.rows, *wanted.columns)
    tensors, names = {"emb": network.codes(own, batch)}, {"emb": own}
    if d.headed:
        tensors["head"], names["head"] = network.columns(wanted.columns), wanted.columns
        bias = network.bias(wanted.columns) if d.shape.family == "softmax" else None
        if bias is not None:
            tensors["bias"] = bias
    return Stored(tensors, names, {}, tuple(tensors))
