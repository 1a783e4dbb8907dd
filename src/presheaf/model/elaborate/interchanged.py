"""Categories read from interchange formats: `quiver "link"`, `acset "schema.json"`, `gap "table.g"`.

Paths are relative to the spec and stay inside the spec root. What is wrong with a document is reported at the quoted text that names it.
"""

from __future__ import annotations

from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate.scope import Scope, error
from presheaf.model.interchange import Unreadable, read_acset, read_gap, read_quiver
from presheaf.source import Diagnostic
from presheaf.syntax import ast

BYTES = 20_000_000


def read(scope: Scope, name: str, node: ast.Interchange, bound: int | None) -> Category | Unclosed:
    """The category of `quiver "..."`, `acset "..."` or `gap "..."`, presented within `bound` arrows."""
    prefix = ""
    try:
        if node.format == "quiver":
            found = read_quiver(name, node.text, bound)
        else:
            text = _text(scope, node)
            prefix = f"{node.text}: "
            found = read_acset(name, text, bound) if node.format == "acset" else read_gap(name, text)
    except Unreadable as bad:
        raise error(bad.code, prefix + bad.message, node.text_span, bad.hint) from None
    for notice in found.notices:
        scope.found.append(Diagnostic(notice.code, prefix + notice.message, node.text_span, hint=notice.hint, severity="warning"))
    return found.category


def _text(scope: Scope, node: ast.Interchange) -> str:
    """The text of the file that the expression names."""
    folder = scope.path.parent
    hint = "paths are relative to the spec"
    try:
        target = (folder / node.text).resolve()
        if not target.is_relative_to(scope.root or folder):
            raise error("E391", f"{node.text} lies outside the spec root", node.text_span, "files stay below the folder that is verified")
        if target.exists() and not target.is_file():
            raise error("E391", f"{node.text} is not a file", node.text_span, hint)
        if target.exists() and target.stat().st_size > BYTES:
            raise error("E398", f"{node.text} has {target.stat().st_size:,} bytes (limit {BYTES:,})", node.text_span)
        return target.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        near = [f.name for f in folder.iterdir()] if folder.is_dir() else []
        raise error("E391", f"{node.text} does not exist", node.text_span, scope.suggest(node.text, near, hint)) from None
    except (OSError, RuntimeError) as bad:  # RuntimeError: a circle of symbolic links
        raise error("E391", f"{node.text} cannot be read: {getattr(bad, 'strerror', None) or bad}", node.text_span, hint) from None
    except UnicodeDecodeError as bad:
        raise error("E391", f"{node.text} is not UTF-8 (byte {bad.start})", node.text_span, "save the file as UTF-8") from None
    except ValueError:
        raise error("E391", f"{node.text!r} is not a path", node.text_span, hint) from None
