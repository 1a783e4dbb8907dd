"""The kernel read from its sources under another name, so that a guard can be taken out or a limit lowered, in memory."""

from __future__ import annotations

import ast
import sys
import types
from pathlib import Path

import presheaf.kernel

FOLDER = Path(presheaf.kernel.__file__).parent
MODULES = (
    "errors",
    "structure",
    "logarithm",
    "logic",
    "problem",
    "lrat",
    "rules",
    "universal",
    "relabelling",
    "listing",
    "scope",
    "weighted",
    "tree",
    "rational",
    "encoder",
    "loss",
    "codes",
    "rewrite",
    "check",
)
# so that forgeries against budgets are quick
LOWERED = {
    "BITS_LIMIT": 200,
    "CLAUSE_LIMIT": 1000,
    "COMPOSITIONS": 30,
    "GROUND_LIMIT": 400,
    "LAW_BUDGET": 60,
    "PRODUCTS": 30,
    "SIZES_LIMIT": 100,
    "SIZE_LIMIT": 1000,
    "SQUARE_LIMIT": 20,
    "TABLE_LIMIT": 100,
    "VALUE_LIMIT": 400,
}


def tree_of(module: str) -> ast.Module:
    """The syntax of one module, with lowered limits."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"), f"{module}.py")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in LOWERED:
            node.value = ast.copy_location(ast.Constant(LOWERED[node.targets[0].id]), node.value)
    return tree


class Kernel:
    """A copy of the kernel, one module of which may come from a tree of its own."""

    def __init__(self, changed: str = "", tree: ast.Module | None = None, name: str = "copied_kernel") -> None:
        self.name, self.modules = name, {}
        if not _CODE:
            _CODE.update({m: compile(tree_of(m), f"{m}.py", "exec") for m in MODULES})
        sys.modules[name] = types.ModuleType(name)
        try:
            for module in MODULES:
                code = _CODE[module]
                if module == changed and tree is not None:
                    code = compile(tree, f"{module}.py", "exec")
                loaded = types.ModuleType(f"{name}.{module}")
                loaded.__package__ = name
                self.modules[module] = sys.modules[f"{name}.{module}"] = loaded
                exec(code, loaded.__dict__)
        finally:
            for module in ["", *MODULES]:
                sys.modules.pop(f"{name}.{module}".rstrip("."), None)

    def check(self, document: object) -> object:
        return self.modules["check"].check(document)

    def verdict(self, document: object) -> str:
        """`accepted`, the reason of a rejection, or `!` and the name of another exception."""
        try:
            self.check(document)
        except self.modules["errors"].Rejected as error:
            return str(error.reason)
        except Exception as error:
            return "!" + type(error).__name__
        return "accepted"


_CODE: dict[str, types.CodeType] = {}
