"""FLINT, loaded when it is needed."""

from __future__ import annotations

from typing import Any


def flint() -> Any:
    """The module `flint` (python-flint)."""
    import flint

    return flint
