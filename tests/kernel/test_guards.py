"""Every guard of the kernel is needed: taken out, some forgery of the suite is no longer rejected for its reason.

A guard is a `need(...)`, each conjunct of its condition, a `raise Rejected`, and each call of `integer` and `integers`, which is
replaced by its first argument.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from kernel_forgeries import FORGERIES
from kernel_loader import MODULES, Kernel, tree_of

Site = tuple[str, int, int, int]  # module, line, column, conjunct (-1: the whole guard)


def guards(tree: ast.Module) -> Iterator[tuple[ast.AST, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "need":
            yield node, -1
            condition = node.value.args[0]
            if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And):
                yield from ((node, i) for i in range(len(condition.values)))
        elif (isinstance(node, ast.Raise) and node.exc is not None and ast.unparse(node.exc).startswith("Rejected(")) or (
            isinstance(node, ast.Call) and ast.unparse(node.func) in ("integer", "integers")
        ):
            yield node, -1


def sites() -> list[Site]:
    return [(m, node.lineno, node.col_offset, part) for m in MODULES for node, part in guards(tree_of(m))]


class Remove(ast.NodeTransformer):
    def __init__(self, site: Site) -> None:
        self.place, self.part = site[1:3], site[3]

    def visit(self, node: ast.AST) -> ast.AST:
        here = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)) == self.place
        if here and isinstance(node, ast.Expr | ast.Raise):
            if self.part < 0:
                return ast.copy_location(ast.Pass(), node)
            assert isinstance(node, ast.Expr)
            assert isinstance(node.value, ast.Call)
            node.value.args[0].values[self.part] = ast.Constant(True)  # type: ignore[attr-defined]
            return node
        if here and isinstance(node, ast.Call) and ast.unparse(node.func) in ("integer", "integers"):
            return node.args[0]
        return self.generic_visit(node)


@cache
def passed_through() -> dict[tuple[str, int], list[int]]:
    """The forgeries by the lines of the kernel in the traceback of their rejection."""
    kernel, out = Kernel(), dict[tuple[str, int], list[int]]()
    for number, forgery in enumerate(FORGERIES):
        try:
            kernel.check(forgery.document())
        except kernel.modules["errors"].Rejected as error:
            trace = error.__traceback__
            while trace is not None:
                file = trace.tb_frame.f_code.co_filename.removesuffix(".py")
                out.setdefault((file, trace.tb_lineno), []).append(number)
                trace = trace.tb_next
    return out


def noticed(site: Site) -> bool:
    mutant = Kernel(site[0], lambda tree: [Remove(site).visit(node) for node in tree.body] and None)
    return any(mutant.verdict(FORGERIES[i].document()) != FORGERIES[i].reason for i in passed_through().get(site[:2], ()))


@pytest.mark.parametrize("site", sites(), ids=lambda s: f"{s[0]}-{s[1]}-{s[2]}-{s[3]}")
def test_a_guard_taken_out_is_noticed(site: Site) -> None:
    assert noticed(site)


def test_the_mutants_are_mutants() -> None:
    assert len(sites()) > 100
    before = {m: ast.dump(tree_of(m)) for m in MODULES}
    for site in sites():
        tree = tree_of(site[0])
        tree.body = [Remove(site).visit(node) for node in tree.body]
        assert ast.dump(tree) != before[site[0]]
