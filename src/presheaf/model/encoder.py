"""Declared encoders: a frozen table of codes with a kernel, and what the kernel should be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Category
from presheaf.model.embeddings import Table, Tensor
from presheaf.model.kernels import Kernel, Shape
from presheaf.model.prefix_tree import PrefixTree
from presheaf.model.target import Target
from presheaf.model.weighted import Weighted

INSTALL = 'pip install "presheaf[encoders]"'


class Missing(Exception):
    """A claim needs what is not here: a package, or leave to run code. The verdict is unknown (missing), and the claim is skipped."""


class _Unread:
    """Stands for a table that was not read; whoever looks at it gets `Missing`."""

    def __init__(self, reason: str) -> None:
        self.__dict__["reason"] = reason

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise Missing(self.__dict__["reason"])


def unread(reason: str) -> Table:
    """A table that was not read, for the reason given."""
    return cast(Table, _Unread(reason))


@dataclass(frozen=True, eq=False)
class Encoder:
    """An encoder f of the objects of `source` into R^d, d = `dimension`, by its table.

    `rows` has a code for each row of `target`. `columns` has those of its columns: the array `head` of the file for softmax and two_tower, the codes
    of the masked parts for a masked task; None where the columns are the rows themselves. `bias` float[m] is added to the logits of a softmax.
    `written` are the fields of the declaration, with paths as they stand there, `kernel` the kernel where a spec declares it. `checkpoints` are
    earlier states of the encoder, named by their files, in the order of the declaration. `again` are the rows embedded once more (another batch
    size, another device): what `drift` compares.
    """

    name: str
    dimension: int
    shape: Shape
    rows: Table
    columns: Table | None
    bias: npt.NDArray[np.floating[Any]] | None
    target: Target
    source: Category | Weighted
    written: str = ""
    checkpoints: tuple[Encoder, ...] = ()
    again: Table | None = None
    kernel: Kernel | None = None

    @property
    def row_names(self) -> tuple[str, ...]:
        """The objects that have a code as rows."""
        return self.rows.names

    @property
    def column_names(self) -> tuple[str, ...]:
        """The objects or tokens that have a code as columns."""
        return (self.columns or self.rows).names


class Network(Protocol):
    """A network that gives codes. DataError where it fails or gives something else."""

    def take(self, weights: Path) -> None:
        """Take over the weights of a safetensors file."""

    def codes(self, names: Sequence[str], batch: int) -> Tensor:
        """Codes [n, d] of objects, `batch` of them at once."""

    def columns(self, names: Sequence[str]) -> Tensor:
        """Codes [m, d] of the columns of a softmax or a second tower."""

    def bias(self, names: Sequence[str]) -> Tensor | None:
        """Bias [m] of the columns of a softmax, if there is one."""


class Networks(Protocol):
    """What makes networks from files. There is one only where code may be run. DataError, Missing."""

    def module(self, path: Path, attribute: str) -> Network:
        """The class of that name in a Python file, made without arguments."""

    def model(self, folder: Path) -> Network:
        """A sentence-transformers or Hugging Face model in a folder."""


def category_digest(source: Category | Weighted) -> str:
    """`sha256:...` of a declared structure, which a table may name as `category_sha256`: of the names of its objects and its tables.

    Canonical JSON (sorted keys, no spaces, ASCII) of `objects`, the names, with `dom`, `cod`, `generators`, `right` of a category, or `rows`,
    `columns`, `num`, `den` of the weights that are not 0, or `above`, `num`, `den` (the weight from the node above) of a prefix tree.
    """
    parts: dict[str, Any] = {"objects": list(source.names.objects)}
    if isinstance(source, PrefixTree):
        parts |= {"above": source.above, "num": source.edges.num, "den": source.edges.den}
    elif isinstance(source, Weighted):
        e = source.entries
        parts |= {"rows": e.rows, "columns": e.columns, "num": e.values.num, "den": e.values.den}
    else:
        parts |= {"dom": source.dom, "cod": source.cod, "generators": source.generators, "right": source.right}
    plain = {key: part.tolist() if isinstance(part, np.ndarray) else part for key, part in parts.items()}
    return "sha256:" + sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def without(package: str) -> str:
    """Why claims about encoders cannot be decided: the package that is not installed; "" if it is. Nothing is imported."""
    try:
        found = find_spec(package) is not None
    except (ImportError, ValueError):  # a finder that refuses, or a module that was made unimportable
        found = False
    return "" if found else f"{package} is not installed; {INSTALL}"
