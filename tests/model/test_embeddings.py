"""Tables of codes are what their files say, in every format and order of rows; bytes that are no table give a DataError and nothing else."""

import hashlib
import io
import json
import math
import os
import random
import struct
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from model.embedding_cases import PACK, arrow, npz, order, safetensors
from presheaf.model.data import DataError
from presheaf.model.embedding_files import read
from presheaf.model.embeddings import column, table

ROWS = [[0.5, -0.0], [1.0, 3.0], [-2.0, 0.25]]
NAMES = ("b", "c", "a")
DEEP = int(os.environ.get("PRESHEAF_FUZZ", "1"))


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("dtype", ["F64", "F32", "F16", "BF16"])
@pytest.mark.parametrize("pad", [0, 1, 2, 7])
@pytest.mark.parametrize("wanted", [NAMES, ("a", "b", "c"), ("c", "b", "a")])
def test_safetensors(dtype: str, pad: int, wanted: tuple[str, ...], tmp_path: Path) -> None:
    found = table(read(written(tmp_path, "a.safetensors", safetensors({"emb": (dtype, ROWS)}, order(*NAMES), pad))), "emb", wanted, 2)
    by_name = dict(zip(NAMES, ROWS, strict=True))
    assert [[math.copysign(1, x) for x in row] for row in found.values.tolist()] == [[math.copysign(1, x) for x in by_name[n]] for n in wanted]
    assert found.values.tolist() == [by_name[n] for n in wanted]
    assert (found.names, found.dtype) == (wanted, dtype)
    assert found.values.dtype == (np.float64 if dtype == "F64" else np.float32)
    assert found.values.flags.c_contiguous
    assert found.values.flags.aligned
    stored = b"".join(PACK[dtype](x) for row in ROWS for x in row)
    assert found.digest == "sha256:" + hashlib.sha256(stored).hexdigest()


def mapped(values: np.ndarray) -> bool:
    base: object = values
    while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
        base = base.base
    return isinstance(base, np.memmap)


def test_floats_of_the_machine_stay_on_disk_and_the_file_is_not_written(tmp_path: Path) -> None:
    pads = [p for p in range(8) if (8 + len(safetensors({"emb": ("F64", ROWS)}, order(*NAMES), p)[8:]) - 48) % 8 == 0]
    path = written(tmp_path, "a.safetensors", safetensors({"emb": ("F64", ROWS)}, order(*NAMES), pads[0]))
    before = path.read_bytes()
    found = table(read(path), "emb", NAMES, 2)
    assert mapped(found.values)
    found.values[0, 0] = 7.0
    assert path.read_bytes() == before


@pytest.mark.parametrize(("dtype", "code"), [("F16", "<e"), ("BF16", "")])
def test_all_half_floats_are_converted_exactly(dtype: str, code: str, tmp_path: Path) -> None:
    """Against struct: a bfloat16 is a float32 whose lower half is 0."""
    bits = range(1 << 16)
    value = [struct.unpack(code, struct.pack("<H", b))[0] if code else struct.unpack("<f", b"\0\0" + struct.pack("<H", b))[0] for b in bits]
    kept = [b for b in bits if math.isfinite(value[b])]
    header = json.dumps({"__metadata__": order("x"), "emb": {"dtype": dtype, "shape": [1, len(kept)], "data_offsets": [0, 2 * len(kept)]}}).encode()
    data = struct.pack("<Q", len(header)) + header + struct.pack(f"<{len(kept)}H", *kept)
    found = table(read(written(tmp_path, "a.safetensors", data)), "emb", ("x",), len(kept))
    assert [struct.pack("<d", x) for x in found.values[0].tolist()] == [struct.pack("<d", value[b]) for b in kept]


@pytest.mark.parametrize("kind", ["<f8", "<f4", "<f2", ">f8", ">f4"])
@pytest.mark.parametrize("layout", ["C", "F"])
def test_npz(kind: str, layout: str, tmp_path: Path) -> None:
    data = npz(emb=np.array(ROWS, kind, order=layout), objects=np.array(NAMES))
    found = table(read(written(tmp_path, "a.npz", data)), "emb", ("a", "b", "c"), 2)
    assert found.values.tolist() == [ROWS[2], ROWS[0], ROWS[1]]
    little = np.array(ROWS, kind.replace(">", "<")).tobytes()
    assert found.digest == "sha256:" + hashlib.sha256(little).hexdigest()


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".feather"])
@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("bits", [32, 64])
def test_parquet_and_arrow(suffix: str, fixed: bool, bits: int, tmp_path: Path) -> None:
    found = table(read(written(tmp_path, f"a{suffix}", arrow(suffix, NAMES, ROWS, fixed, bits))), "emb", ("a", "b", "c"), 2)
    assert found.values.tolist() == [ROWS[2], ROWS[0], ROWS[1]]
    assert found.dtype == f"F{bits}"


def test_heads_are_matched_by_their_own_names(tmp_path: Path) -> None:
    head = [[1.0, 2.0], [3.0, 4.0]]
    meta = {**order(*NAMES), "head_order": json.dumps(["y", "x"])}
    data = safetensors({"emb": ("F32", ROWS), "head": ("F16", head)}, meta)
    stored = read(written(tmp_path, "a.safetensors", data))
    assert table(stored, "head", ("x", "y"), 2, "token").values.tolist() == [head[1], head[0]]
    with_bias = npz(emb=np.array(ROWS), objects=np.array(NAMES), head=np.array(head), head_objects=np.array(["y", "x"]), bias=np.array([5.0, 6.0]))
    stored = read(written(tmp_path, "a.npz", with_bias))
    assert column(stored, "bias", "head", ("x", "y"), "token").tolist() == [6.0, 5.0]


def test_empty_tables(tmp_path: Path) -> None:
    header = {"__metadata__": order(), "emb": {"dtype": "F32", "shape": [0, 2], "data_offsets": [0, 0]}}
    text = json.dumps(header).encode()
    found = table(read(written(tmp_path, "a.safetensors", struct.pack("<Q", len(text)) + text)), "emb", (), 2)
    assert found.values.shape == (0, 2)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("dtype", ["F64", "F32", "F16", "BF16"])
def test_one_number_that_is_none_is_found_wherever_it_is(dtype: str, bad: float, tmp_path: Path) -> None:
    for i in range(3):
        for j in range(2):
            rows = [list(row) for row in ROWS]
            rows[i][j] = bad
            path = written(tmp_path, "a.safetensors", safetensors({"emb": (dtype, rows)}, order(*NAMES)))
            with pytest.raises(DataError) as found:
                table(read(path), "emb", ("a", "b", "c"), 2)
            assert (found.value.line, found.value.unit) == (i + 1, "row")
            assert f'"{NAMES[i]}"' in found.value.message


def test_a_large_table_is_looked_at_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("presheaf.model.embeddings.CHUNK", 5)
    rows = [[float(i), float(-i)] for i in range(23)]
    names = [f"x{i}" for i in range(23)]
    found = table(read(written(tmp_path, "a.safetensors", safetensors({"emb": ("F32", rows)}, order(*names)))), "emb", names, 2)
    assert found.digest == "sha256:" + hashlib.sha256(b"".join(struct.pack("<f", x) for row in rows for x in row)).hexdigest()
    rows[22][1] = math.nan
    with pytest.raises(DataError, match="x22"):
        table(read(written(tmp_path, "a.safetensors", safetensors({"emb": ("F32", rows)}, order(*names)))), "emb", names, 2)


def samples() -> list[tuple[str, bytes]]:
    meta = {**order(*NAMES), "head_order": json.dumps(["y", "x"])}
    return [
        (".safetensors", safetensors({"emb": ("F32", ROWS), "head": ("BF16", ROWS[:2])}, meta)),
        (".npz", npz(emb=np.array(ROWS), objects=np.array(NAMES), bias=np.array([1.0, 2.0, 3.0]))),
        (".parquet", arrow(".parquet", NAMES, ROWS, True, 64)),
        (".arrow", arrow(".arrow", NAMES, ROWS, False, 32)),
    ]


def mutated(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(out)) if rng.random() < 0.5 else rng.randrange(min(len(out), 250))
        match rng.randrange(6):
            case 0:
                out[at] = rng.randrange(256)
            case 1:
                del out[at:]
            case 2:
                out[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(9)))
            case 3:
                out[at : at + 8] = struct.pack("<Q", rng.choice((0, 1, 2**31, 2**40, 2**63, 2**64 - 1)))
            case 4:
                out[at] = rng.choice(b'{}[]",:0129-eE.')
            case 5:
                del out[at : at + rng.randrange(1, 9)]
        if not out:
            return b""
    return bytes(out)


@pytest.mark.parametrize("number", range(4))
def test_readers_survive_any_bytes(number: int, tmp_path: Path) -> None:
    suffix, data = samples()[number]
    rng = random.Random(number)
    used = explained = 0
    for _ in range(600 * DEEP):
        path = written(tmp_path, f"a{suffix}", mutated(rng, data))
        try:
            found = table(read(path), "emb", ("a", "b", "c"), 2)
        except DataError as bad:
            explained += bool(bad.message and bad.hint)
            continue
        used += 1
        assert found.values.shape == (3, 2)
        assert np.isfinite(found.values).all()
    assert explained == 600 * DEEP - used
    assert 0 < used < 600 * DEEP


def test_readers_survive_noise(tmp_path: Path) -> None:
    rng = random.Random(7)
    for suffix in (".safetensors", ".npz", ".parquet", ".arrow"):
        for size in (0, 1, 7, 8, 9, 40, 400):
            with pytest.raises(DataError):
                read(written(tmp_path, f"a{suffix}", rng.randbytes(size)))


@pytest.mark.parametrize("promise", [(1 << 40, 2), (1 << 62, 1 << 62), (0, 1 << 62)])
def test_what_a_header_promises_is_not_made_room_for(promise: tuple[int, int], tmp_path: Path) -> None:
    member, archive = io.BytesIO(), io.BytesIO()
    np.lib.format.write_array_header_1_0(member, {"descr": "<f8", "fortran_order": False, "shape": promise})
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("emb.npy", member.getvalue() + bytes(48))
    with pytest.raises(DataError, match="has 48 bytes for the array emb"):
        read(written(tmp_path, "a.npz", archive.getvalue()))
    text = json.dumps({"__metadata__": order(*NAMES), "emb": {"dtype": "F32", "shape": promise, "data_offsets": [0, 24]}}).encode()
    with pytest.raises(DataError):
        read(written(tmp_path, "a.safetensors", struct.pack("<Q", len(text)) + text + bytes(24)))


def test_rational_values_are_those_of_the_bits(tmp_path: Path) -> None:
    found = table(read(written(tmp_path, "a.safetensors", safetensors({"emb": ("F32", [[0.1, 1e-40]])}, order("x")))), "emb", ("x",), 2)
    assert Fraction(float(found.values[0, 0])) == Fraction(struct.unpack("<f", struct.pack("<f", 0.1))[0])
    assert 0 < found.values[0, 1] < 1e-38  # subnormal numbers are numbers
