"""Frozen tables of codes: the rows of a file, matched by name with the objects of an encoder, with the digest of the bits that are stored.

What is verified is the table, not the network that made it. A table is finite, its names are given by its file and are just those asked for; every
deviation is a `DataError`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.model.data import DataError

CHUNK = 1 << 22  # numbers that are looked at together
SHOWN = 3
NAMES = "one name for each row: the metadata object_order, a JSON list, of a safetensors file; the array objects of an npz file"


@dataclass(frozen=True, eq=False)
class Table:
    """`values` [n, d] float32 or float64, C-contiguous, perhaps memory-mapped, finite; float16 and bfloat16 are converted, which is exact.

    `dtype` is that of the file: F64, F32, F16 or BF16. `digest`: "sha256:..." of the values as stored, little-endian and row by row in the order
    of the file. `names` are the objects of the rows, in the order of the encoder.
    """

    values: npt.NDArray[Any]
    dtype: str
    digest: str
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array of a file as it is stored (bfloat16 as uint16), little-endian, C-contiguous; `dtype` is a word such as F32."""

    data: npt.NDArray[Any]
    dtype: str


@dataclass(frozen=True, eq=False)
class Stored:
    """The contents of an embedding file: arrays by name, the names of rows by array, what else it says, and the names of all its arrays."""

    tensors: Mapping[str, Tensor]
    names: Mapping[str, tuple[str, ...]]
    metadata: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()


def table(stored: Stored, what: str, wanted: Sequence[str], dimension: int, kind: str = "object") -> Table:
    """The rows of an array in the order of the names wanted; `kind` is what a name names, in messages. O(cells); DataError."""
    tensor = _matrix(stored, what, dimension)
    names = stored.names.get(what)
    if names is None:
        raise DataError(
            f"does not name the rows of {what}",
            hint=NAMES if what == "emb" else NAMES.replace("object_order", "head_order").replace("objects", "head_objects"),
        )
    if len(names) != len(tensor.data):
        raise DataError(f"has {_count(len(tensor.data), 'row')} in {what} and {_count(len(names), 'name')} for them", hint="one name for each row")
    order = matched(names, wanted, kind)
    values = _floats(tensor)
    _finite(values, names)
    if order is not None:
        values = values[order]
    return Table(values, tensor.dtype, digest(tensor.data), tuple(wanted))


def column(stored: Stored, what: str, names_of: str, wanted: Sequence[str], kind: str) -> npt.NDArray[Any]:
    """One number for each name wanted: an array [n] of the file, float32 or float64, named as another array is."""
    tensor = stored.tensors[what]
    names = stored.names.get(names_of, ())
    if tensor.data.ndim != 1 or len(tensor.data) != len(names):
        raise DataError(f"has an array {what} of shape {_shape(tensor.data)}, not [{len(names)}]", hint=f"one number for each {kind}")
    order = matched(names, wanted, kind)
    values = _floats(tensor)
    _finite(values.reshape(-1, 1), names)
    return values if order is None else values[order]


def matched(names: Sequence[str], wanted: Sequence[str], kind: str) -> npt.NDArray[np.int64] | None:
    """Where each name wanted stands among the names, None if they are the same in the same order; DataError unless both are the same names."""
    if tuple(names) == tuple(wanted) and len(set(names)) == len(names):
        return None
    place = {name: i for i, name in enumerate(names)}
    if len(place) < len(names):
        twice = next(name for i, name in enumerate(names) if place[name] != i)
        raise DataError(f"has two rows for {_quoted(twice)}", hint=f"one row for each {kind}")
    missing = [name for name in wanted if name not in place]
    if missing:
        raise DataError(f"has no row for {_some(missing)}", hint=f"one row for each {kind}; the first names of the file are {_some(names)}")
    if len(names) > len(wanted):
        known = set(wanted)
        extra = [name for name in names if name not in known]
        raise DataError(
            f"has a row for {_some(extra)}, which {'is' if len(extra) == 1 else 'are'} no {kind}", hint=f"one row for each {kind}, no others"
        )
    return np.array([place[name] for name in wanted], np.int64)


def digest(data: npt.NDArray[Any]) -> str:
    """`sha256:...` of the bytes of a C-contiguous array."""
    flat = data.reshape(-1)
    found = hashlib.sha256()
    for first in range(0, len(flat), CHUNK):
        found.update(flat[first : first + CHUNK].view(np.uint8).data)
    return f"sha256:{found.hexdigest()}"


def _matrix(stored: Stored, what: str, dimension: int) -> Tensor:
    tensor = stored.tensors.get(what)
    if tensor is None:
        found = ", ".join(stored.listed[:8]) or "none"
        raise DataError(f"has no array {what}", hint=f"its arrays are {found}; codes are called emb, those of columns head")
    if tensor.data.ndim != 2:
        raise DataError(f"has an array {what} of shape {_shape(tensor.data)}, not [n, {dimension}]", hint="one row of numbers for each object")
    if tensor.data.shape[1] != dimension:
        width = tensor.data.shape[1]
        raise DataError(
            f"has {_count(width, 'number')} in each row of {what}, not {dimension}", hint=f"the encoder goes to R^{width}, or this is another file"
        )
    return tensor


def _floats(tensor: Tensor) -> npt.NDArray[Any]:
    """float32 or float64 values; memory-mapped ones stay so."""
    if tensor.dtype in ("F32", "F64"):
        return tensor.data
    if tensor.dtype == "F16":
        return tensor.data.astype(np.float32)
    return (tensor.data.astype(np.uint32) << 16).view(np.float32)  # bfloat16 is the upper half of float32


def _finite(values: npt.NDArray[Any], names: Sequence[str]) -> None:
    step = max(CHUNK // max(values.shape[1], 1), 1)
    for first in range(0, len(values), step):
        part = values[first : first + step]
        finite = np.isfinite(part)
        if not finite.all():
            i, j = (int(x) for x in np.argwhere(~finite)[0])
            word = "not a number" if np.isnan(part[i, j]) else "infinite"
            raise DataError(f"the row of {_quoted(names[first + i])} is {word} at place {j + 1}", first + i + 1, "codes are finite numbers", "row")


def _quoted(name: str) -> str:
    return f'"{name[:40]}"'


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(map(_quoted, names[:SHOWN])) + more


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"


def _shape(data: npt.NDArray[Any]) -> str:
    return f"[{', '.join(map(str, data.shape))}]"
