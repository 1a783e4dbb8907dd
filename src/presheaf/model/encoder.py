"""Declared encoders: a frozen table of codes with a kernel, and what the kernel should be."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from presheaf.model.category import Category
from presheaf.model.embeddings import Table
from presheaf.model.kernels import Shape
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
    `written` are the fields of the declaration, with paths as they stand there.
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

    @property
    def row_names(self) -> tuple[str, ...]:
        """The objects that have a code as rows."""
        return self.rows.names

    @property
    def column_names(self) -> tuple[str, ...]:
        """The objects or tokens that have a code as columns."""
        return (self.columns or self.rows).names


def without(package: str) -> str:
    """Why claims about encoders cannot be decided: the package that is not installed; "" if it is. Nothing is imported."""
    try:
        found = find_spec(package) is not None
    except (ImportError, ValueError):  # a finder that refuses, or a module that was made unimportable
        found = False
    return "" if found else f"{package} is not installed; {INSTALL}"
