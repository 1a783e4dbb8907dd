"""Categories read from interchange formats."""

from __future__ import annotations

from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate.scope import Scope, error
from presheaf.syntax import ast


def read(scope: Scope, name: str, node: ast.Interchange, bound: int | None) -> Category | Unclosed:
    """The category of `quiver "..."`, `acset "..."` or `gap "..."`."""
    raise error("E390", f"{node.format} is not available in this version", node)
