"""Embedding files written by hand: safetensors from its description, npz and Arrow by the libraries that own the formats."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence

Number = float


def bfloat16(value: float) -> bytes:
    """The upper half of a float32 that has nothing in its lower half."""
    low, high = struct.pack("<f", value)[:2], struct.pack("<f", value)[2:]
    assert low == b"\0\0"
    return high


PACK = {"F64": lambda x: struct.pack("<d", x), "F32": lambda x: struct.pack("<f", x), "F16": lambda x: struct.pack("<e", x), "BF16": bfloat16}
Rows = Sequence[Sequence[Number]]


def safetensors(arrays: Mapping[str, tuple[str, Rows]], metadata: Mapping[str, str], pad: int = 0) -> bytes:
    """The bytes of a file; `pad` blanks behind the header move the numbers off their alignment."""
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    data = b""
    for name, (dtype, rows) in arrays.items():
        flat = b"".join(PACK[dtype](x) for row in rows for x in row)
        shape = [len(rows), len(rows[0]) if rows else 0]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(flat)]}
        data += flat
    text = json.dumps(header).encode() + b" " * pad
    return struct.pack("<Q", len(text)) + text + data


def order(*names: str) -> dict[str, str]:
    return {"object_order": json.dumps(names)}


def npz(**arrays: object) -> bytes:
    import numpy as np

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asarray(array))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue())
    return out.getvalue()


def arrow(suffix: str, objects: Sequence[str], rows: Rows, fixed: bool, bits: int) -> bytes:
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.parquet as parquet

    kind = {32: pa.float32(), 64: pa.float64()}[bits]
    lists = pa.array(rows, pa.list_(kind, len(rows[0])) if fixed else pa.list_(kind))
    table = pa.table({"id": objects, "vector": lists})
    out = io.BytesIO()
    if suffix == ".parquet":
        parquet.write_table(table, out)
    else:
        feather.write_feather(table, out, compression="uncompressed")
    return out.getvalue()
