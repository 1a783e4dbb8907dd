"""The parser's tables: built from the grammar, and kept in the user's cache folder, since building them costs half of a short run."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import lark

from presheaf import __version__
from presheaf.resources import folder


@cache
def grammar() -> lark.Lark:
    """The LALR parser of one declaration.

    The cached tables carry a hash of the grammar and of lark's version; a stale, damaged or unwritable file is as good as none.
    """
    text = (folder("grammar") / "presheaf.lark").read_text(encoding="utf-8")
    place = cache_file()
    return lark.Lark(text, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=True, cache=str(place) if place else False)


def cache_file() -> Path | None:
    """Where the tables are kept; None where there is no folder that only the user can write to."""
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache") / "presheaf"
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = not hasattr(os, "getuid") or (base.stat().st_uid == os.getuid() and not base.stat().st_mode & 0o022)
    except (OSError, RuntimeError):
        return None
    return base / f"grammar-{__version__}.tables" if mine and os.access(base, os.W_OK) else None
