"""Frozen tables: embeddings as safetensors, written byte by byte so that the same numbers are the same file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

Dtype = Literal["F64", "F32", "BF16"]


def save(
    path: str | Path,
    names: Sequence[str],
    emb: npt.ArrayLike,
    head: npt.ArrayLike | None = None,
    bias: npt.ArrayLike | None = None,
    *,
    columns: Sequence[str] | None = None,
    dtype: Dtype = "F32",
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write `emb` [n, d], one row for each name, and `head` [m, d], `bias` [m] of a softmax or second tower.

    Names go to the metadata `object_order`, those of the rows of the head, if they are not the same objects, as `columns` to `head_order`.

    Numbers are rounded to the nearest of the format, ties to even (BF16 by way of F32). ValueError: a shape that does not
    fit, a name that is given twice, a number that is not finite or overflows; the file is then not touched. `safetensors` reads it.
    """
    given = {"emb": emb, "head": head, "bias": bias}
    tensors = {key: np.asarray(value, np.float64) for key, value in given.items() if value is not None}
    rows, tower = tensors["emb"], tensors.get("head")
    if rows.ndim != 2 or len(rows) != len(names):
        raise ValueError(f"emb has shape {rows.shape}, there are {len(names)} names")
    if len(set(names)) != len(names) or len(set(columns or ())) != len(columns or ()):
        raise ValueError("a name is given twice")
    if tower is not None and (tower.ndim != 2 or tower.shape[1] != rows.shape[1]):
        raise ValueError(f"head has shape {tower.shape}, a row has {rows.shape[1]} numbers")
    if columns is not None and (tower is None or len(tower) != len(columns)):
        raise ValueError("columns has one name for each row of head")
    if bias is not None and (tower is None or tensors["bias"].shape != tower.shape[:1]):
        raise ValueError("bias has one number for each row of head")
    stored = {key: _stored(key, value, dtype) for key, value in tensors.items()}
    given_names = {"object_order": names, "head_order": columns}
    orders = {key: json.dumps(list(order), ensure_ascii=False) for key, order in given_names.items() if order is not None}
    header: dict[str, object] = {"__metadata__": {**(metadata or {}), **orders}}
    at = 0
    for key, data in stored.items():
        header[key] = {"dtype": dtype, "shape": list(tensors[key].shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(stored.values()))


def _stored(key: str, values: npt.NDArray[np.float64], dtype: Dtype) -> bytes:
    """Row-major little-endian bytes of the numbers in a format."""
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = values.astype(np.float32)
    bits = _upper_half(narrow)
    finite = {"F64": np.isfinite(values), "F32": np.isfinite(narrow), "BF16": np.isfinite(narrow) & (bits & 0x7F80 != 0x7F80)}
    if not finite[dtype].all():
        raise ValueError(f"{key} holds a number that is not finite in {dtype}")
    return {"F64": values.astype("<f8"), "F32": narrow.astype("<f4"), "BF16": bits.astype("<u2")}[dtype].tobytes()


def _upper_half(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
    """The upper half of float32, which is bfloat16, rounded to nearest even."""
    bits = values.view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)
