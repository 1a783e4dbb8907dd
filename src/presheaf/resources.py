"""Where the grammar and the spec library lie: inside an installed wheel, or at the top of a checkout (editable install)."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """The folder `grammar` or `specs`; FileNotFoundError if the installation lacks it."""
    package = Path(__file__).resolve().parent
    for candidate in (package / name, package.parent.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"this installation of presheaf has no folder {name!r}")
