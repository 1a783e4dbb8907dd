"""Finding data files below the spec root, and their text."""

from __future__ import annotations

from pathlib import Path

BYTES = 256_000_000  # size of a data file


class DataError(Exception):
    """A data file that cannot be used; `line` counts from 1 (rows of a Parquet file), 0 when the file as a whole is meant."""

    def __init__(self, message: str, line: int = 0, hint: str = "", unit: str = "line") -> None:
        super().__init__(message)
        self.message, self.line, self.hint, self.unit = message, line, hint, unit

    @property
    def place(self) -> str:
        """`, line 3`, or nothing."""
        return f", {self.unit} {self.line:,}" if self.line else ""


def located(folder: Path, root: Path, name: str, limit: int = BYTES, directory: bool = False) -> Path:
    """The file, or directory, that a spec in `folder` calls `name`; DataError unless it is one, of at most `limit` bytes, below `root`."""
    try:
        target = (folder / name).resolve()
        if not target.is_relative_to(root.resolve()):
            raise DataError("lies outside the spec root", hint="data files stay below the folder that is verified")
        if not target.exists():
            raise DataError("does not exist", hint="paths are relative to the spec")
        if not (target.is_dir() if directory else target.is_file()):
            raise DataError("is not a folder" if directory else "is not a file")
        size = target.stat().st_size
    except (OSError, RuntimeError) as bad:  # RuntimeError: a circle of symbolic links
        raise DataError(f"cannot be read: {getattr(bad, 'strerror', None) or bad}") from None
    except ValueError:
        raise DataError("is not a path") from None
    if size > limit:
        raise DataError(f"has {size:,} bytes (limit {limit:,})", hint="take a part of the data")
    return target


def read_text(path: Path) -> str:
    """The text of a data file; DataError if it cannot be read, is not UTF-8 or holds NUL characters."""
    try:
        data = path.read_bytes()
    except OSError as bad:
        raise DataError(f"cannot be read: {bad.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise DataError(f"is not UTF-8 (byte {bad.start})", line, "save the file as UTF-8") from None
    if "\0" in text:
        raise DataError("holds a NUL character", text.count("\n", 0, text.index("\0")) + 1, "is this a text file?")
    return text
