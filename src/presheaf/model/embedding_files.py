"""Files of embeddings: safetensors (memory-mapped where the floats are of the machine), npz, Parquet and Arrow. Nothing in a file is ever executed.

Arrays read: `emb` [n, d]; `head` [m, d] and `bias` [m] of the columns. Names of rows: safetensors metadata `object_order` and `head_order`, JSON
lists; npz arrays of texts `objects` and `head_objects`; in Parquet and Arrow files the one column of texts beside the one column of lists.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.model.data import DataError
from presheaf.model.embeddings import NAMES, Stored, Tensor

ARRAYS = ("emb", "head", "bias")
PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".joblib", ".dill")
PICKLED = "opening a pickle runs whatever code is in it; save the numbers with safetensors.numpy.save_file"
MAPPED = 1 << 40  # bytes of a file that is memory-mapped
LOADED = 4_000_000_000  # bytes that are read into memory
HEADER = 100_000_000  # bytes of the header of a safetensors file, as its own library has it
AXES = 8
DTYPES: dict[str, str] = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "BOOL": 1}
WORDS = {"f8": "F64", "f4": "F32", "f2": "F16"}
_DAMAGED = (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, NotImplementedError, RuntimeError, RecursionError, MemoryError)


def read(path: Path) -> Stored:
    """What an embedding file holds; DataError."""
    refuse_pickles(path, tuple(_READERS))
    suffix = path.suffix.lower()
    try:
        if suffix != ".safetensors" and path.stat().st_size > LOADED:
            raise DataError(
                f"has {path.stat().st_size:,} bytes (limit {LOADED:,})", hint="safetensors files may be larger: they are not loaded whole"
            )
        return _READERS[suffix](path)
    except OSError as bad:
        raise DataError(f"cannot be read: {bad.strerror or bad}") from None


def refuse_pickles(path: Path, formats: Sequence[str]) -> None:
    """DataError unless a file has one of these endings and does not begin as a pickle or as an archive of one."""
    suffix = path.suffix.lower()
    if suffix in PICKLES:
        raise DataError("is a pickle file by its name, which is not opened", hint=PICKLED)
    if suffix not in formats:
        why = "one array has no names for its rows; " if suffix == ".npy" else ""
        raise DataError(f"is no {_listed(formats)} file by its name", hint=f"{why}save it as {formats[0]}")
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as bad:
        raise DataError(f"cannot be read: {bad.strerror or bad}") from None
    if len(start) > 2 and start[0] == 0x80 and 2 <= start[1] <= 5 and not (suffix == ".safetensors" and start[8:9] == b"{"):
        raise DataError("is a pickle file, which is not opened", hint=PICKLED)
    if suffix != ".npz" and start.startswith(b"PK\x03\x04"):
        raise DataError("is a zip archive, as torch.save writes them: a pickle, which is not opened", hint=PICKLED)


def _listed(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


# ---------------------------------------------------------------- safetensors


def _safetensors(path: Path) -> Stored:
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(8)
        length = int.from_bytes(first, "little")
        if len(first) < 8:
            raise DataError(f"is not a safetensors file: it has {len(first)} bytes", hint="is the file complete?")
        if length > min(HEADER, size - 8):
            limit = f"the limit is {HEADER:,}" if length > HEADER else "is the file complete, and a safetensors file?"
            raise DataError(f"is not a safetensors file: a header of {length:,} bytes in a file of {size:,}", hint=limit)
        header = _header(file.read(length))
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise DataError("has metadata that are not texts", hint="a safetensors file holds texts there; lists are written as JSON")
    places = _places(header, size - 8 - length)
    tensors = {name: _mapped(path, name, *places[name], 8 + length) for name in ARRAYS if name in places}
    names = {what: _order(metadata[key], key) for what, key in (("emb", "object_order"), ("head", "head_order")) if key in metadata}
    return Stored(tensors, names, metadata, tuple(sorted(places)))


def _header(data: bytes) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("a key is given twice")
        return dict(pairs)

    try:
        made = json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as bad:
        raise DataError(f"is not a safetensors file: its header is not JSON ({str(bad)[:80]})", hint="is the file complete?") from None
    if not isinstance(made, dict):
        raise DataError("is not a safetensors file: its header is no object", hint="is the file complete?")
    return made


Place = tuple[str, list[int], int]


def _places(header: Mapping[str, Any], size: int) -> dict[str, Place]:
    """(dtype, shape, begin) of every array; their bytes follow each other and fill the rest of the file."""
    out: dict[str, Place] = {}
    spans: list[tuple[int, int, str]] = []
    for name, entry in header.items():
        shown = f"the array {name[:40]!r}"
        fields = entry if isinstance(entry, dict) else {}
        dtype, shape, offsets = fields.get("dtype"), _naturals(fields.get("shape")), _naturals(fields.get("data_offsets"))
        if not isinstance(dtype, str) or shape is None or offsets is None or len(offsets) != 2 or len(shape) > AXES:
            raise DataError(f"does not say what {shown} is", hint="dtype, shape and data_offsets, as safetensors writes them")
        begin, end = offsets
        if not begin <= end <= size:
            raise DataError(f"says that {shown} ends at byte {end:,} of {size:,}", hint="is the file complete?")
        if dtype in WIDTHS and math.prod(shape) * WIDTHS[dtype] != end - begin:
            raise DataError(f"has {end - begin:,} bytes for {shown} of shape {shape} and dtype {dtype}", hint="is the file damaged?")
        out[name] = dtype, shape, begin
        spans.append((begin, end, shown))
    last = 0
    for begin, end, shown in sorted(spans):
        if begin != last:
            raise DataError(f"has bytes that belong to no array or to two, before {shown}", hint="is the file damaged?")
        last = end
    if last != size:
        raise DataError(f"has {size - last:,} byte{'s' * (size - last != 1)} behind its last array", hint="is the file damaged?")
    return out


def _naturals(value: object) -> list[int] | None:
    return value if isinstance(value, list) and all(type(x) is int and 0 <= x < MAPPED for x in value) else None


def _mapped(path: Path, name: str, dtype: str, shape: list[int], begin: int, base: int) -> Tensor:
    if dtype not in DTYPES:
        raise DataError(f"has an array {name} of dtype {dtype[:20]}", hint=f"codes are floats: {', '.join(DTYPES)}")
    count = math.prod(shape)
    if not count:
        return Tensor(np.zeros([min(x, 1 << 30) for x in shape], DTYPES[dtype]), dtype)
    # copied on write: the array can be handed to libraries that want writable ones, and the file stays as it is
    found = np.memmap(path, DTYPES[dtype], "c", base + begin, tuple(shape))
    plain = np.asarray(found)
    return Tensor(plain if plain.flags.aligned else plain.copy(), dtype)


def _order(text: str, key: str) -> tuple[str, ...]:
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(x, str) for x in names):
        raise DataError(f"has no list of names in {key}", hint=NAMES)
    return tuple(names)


# ---------------------------------------------------------------- npz


def _npz(path: Path) -> Stored:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            read = {name: _member(archive, members[name], name) for name in (*ARRAYS, "objects", "head_objects") if name in members}
    except (zipfile.BadZipFile, zlib.error, *_DAMAGED) as bad:
        raise DataError(f"is not an npz file ({str(bad)[:80] or type(bad).__name__})", hint="numpy.savez(path, emb=..., objects=...)") from None
    tensors = {name: _number_array(read[name], name) for name in ARRAYS if name in read}
    names = {what: _texts(read[key], key) for what, key in (("emb", "objects"), ("head", "head_objects")) if key in read}
    return Stored(tensors, names, {}, tuple(sorted(members)))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> npt.NDArray[Any]:
    """One array, read without numpy's loader, which would make room for what a header promises before it looks at what is there."""
    form = np.lib.format
    if info.file_size > LOADED:
        raise DataError(f"has an array {name} of {info.file_size:,} bytes (limit {LOADED:,})", hint="safetensors files may be larger")
    with archive.open(info) as file:
        version = form.read_magic(file)
        header = form.read_array_header_1_0 if version == (1, 0) else form.read_array_header_2_0 if version in ((2, 0), (3, 0)) else None
        if header is None:
            raise ValueError(f"version {version} of an array")
        shape, fortran, dtype = header(file)
        if dtype.hasobject:
            raise DataError(f"has an array {name} of Python objects: a pickle, which is not opened", hint=f"{PICKLED}; names are an array of texts")
        data = file.read()
    if len(shape) > AXES or any(x < 0 for x in shape) or math.prod(shape) * dtype.itemsize != len(data) or not dtype.itemsize:
        raise DataError(f"has {len(data):,} bytes for the array {name}", hint="is the file damaged?")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _number_array(data: npt.NDArray[Any], name: str) -> Tensor:
    word = WORDS.get(data.dtype.str[1:])
    if word is None:
        raise DataError(f"has an array {name} of dtype {data.dtype}", hint="codes are float16, float32 or float64")
    return Tensor(np.array(data, DTYPES[word], order="C"), word)


def _texts(data: npt.NDArray[Any], name: str) -> tuple[str, ...]:
    if data.dtype.kind != "U" or data.ndim != 1:
        raise DataError(
            f"has an array {name} of dtype {data.dtype} and {data.ndim} axes", hint="names are an array of texts, numpy.array([...], str)"
        )
    try:
        return tuple(data.tolist())
    except ValueError:  # code points beyond Unicode
        raise DataError(f"has names in {name} that are no texts", hint="is the file damaged?") from None


# ---------------------------------------------------------------- Parquet and Arrow


def _columns(path: Path) -> Stored:
    try:
        import pyarrow
        import pyarrow.feather
        import pyarrow.parquet
    except ImportError:
        raise DataError("cannot be read: Parquet and Arrow files need the package pyarrow", hint='pip install "presheaf[parquet]"') from None
    parquet = path.suffix.lower() == ".parquet"
    try:
        table = pyarrow.parquet.read_table(path) if parquet else pyarrow.feather.read_table(path)
        table.validate(full=True)
    except (pyarrow.ArrowException, *_DAMAGED):
        raise DataError(f"is not {'a Parquet' if parquet else 'an Arrow'} file", hint="is the file complete?") from None
    kinds = {
        name: "texts" if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) else "lists"
        for name, kind in zip(table.column_names, table.schema.types, strict=True)
        if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) or _is_list(pyarrow, kind)
    }
    found = {word: [name for name, kind in kinds.items() if kind == word] for word in ("texts", "lists")}
    for word, preferred in (("texts", ("object", "objects", "id", "name")), ("lists", ("emb", "embedding"))):
        chosen = [name for name in found[word] if name in preferred] or found[word]
        if len(chosen) != 1 or table.column_names.count(chosen[0]) != 1:
            number = "no column" if not chosen else "several columns"
            raise DataError(f"has {number} of {word}", hint="one column `object` of texts, one column `emb` of lists of floats, all of one length")
        found[word] = chosen
    (texts,), (lists,) = found["texts"], found["lists"]
    column = table.column(texts)
    if column.null_count:
        raise DataError(f"has an empty place in the column {texts}", hint="every row has a name")
    raw = {k.decode("utf-8", "replace"): v.decode("utf-8", "replace") for k, v in (table.schema.metadata or {}).items()}
    return Stored({"emb": _lists(pyarrow, table.column(lists), lists)}, {"emb": tuple(column.to_pylist())}, raw, ("emb",))


def _is_list(pyarrow: Any, kind: Any) -> bool:
    types = pyarrow.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _lists(pyarrow: Any, column: Any, name: str) -> Tensor:
    """Lists of one length as the rows of an array."""
    import pyarrow.compute as compute

    word = {"double": "F64", "float": "F32", "halffloat": "F16"}.get(str(column.type.value_type))
    if word is None:
        raise DataError(f"has a column {name} of {column.type}", hint="codes are lists of float16, float32 or float64")
    if column.null_count:
        raise DataError(f"has an empty place in the column {name}", hint="every row has a code")
    lengths = set(compute.list_value_length(column).unique().to_pylist())
    if len(lengths) > 1:
        raise DataError(f"has codes of {min(lengths)} and of {max(lengths)} numbers", hint="all codes have one length")
    flat = compute.list_flatten(column)
    if flat.null_count:
        raise DataError(f"has a code without a number in the column {name}", hint="codes are finite numbers")
    parts = (
        [chunk.to_numpy(zero_copy_only=False) for chunk in flat.chunks]
        if isinstance(flat, pyarrow.ChunkedArray)
        else [flat.to_numpy(zero_copy_only=False)]
    )
    data = np.concatenate(parts) if parts else np.zeros(0)
    width = lengths.pop() if lengths else 0
    return Tensor(np.ascontiguousarray(data.reshape(len(column), width), DTYPES[word]), word)


_READERS: dict[str, Callable[[Path], Stored]] = {
    ".safetensors": _safetensors,
    ".npz": _npz,
    ".parquet": _columns,
    ".arrow": _columns,
    ".feather": _columns,
}
