"""Every way of taking one guard out of the kernel: the mutations of a module's syntax tree, always in the same order.

A guard is a `need(...)` or a `raise Rejected` as a whole, each part of its condition, each call of a checked helper (`integer`, `integers`,
`member`, `named`), each bound that such a call states, and each exception that `check` turns into a rejection.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

HUGE = 1 << 300


class Mutation(NamedTuple):
    line: int
    label: str
    apply: Callable[[], None]
    undo: Callable[[], None]


def mutations(tree: ast.Module) -> list[Mutation]:
    """The mutations of a tree. Applying one changes the tree: undo it before the next."""
    return list(_Finder(tree).all())


class _Finder:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.place: dict[ast.AST, tuple[ast.AST, str, int]] = {}
        for parent in ast.walk(tree):
            for field, value in ast.iter_fields(parent):
                for i, child in enumerate(value if isinstance(value, list) else [value]):
                    if isinstance(child, ast.AST):
                        self.place[child] = parent, field, i if isinstance(value, list) else -1

    def swap(self, node: ast.AST, other: ast.AST) -> tuple[Callable[[], None], Callable[[], None]]:
        """Put another node in the place of one, and take it back."""
        parent, field, i = self.place[node]
        if not hasattr(other, "lineno"):  # a part of the node keeps its own place
            ast.fix_missing_locations(ast.copy_location(other, node))

        def put(child: ast.AST) -> None:
            if i < 0:
                setattr(parent, field, child)
            else:
                getattr(parent, field)[i] = child

        return lambda: put(other), lambda: put(node)

    def all(self) -> Iterator[Mutation]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _name(node.value) == "need":
                yield Mutation(node.lineno, "need", *self.swap(node, ast.Pass()))
                yield from self.parts(node.value.args[0], True)
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc) == "Rejected":
                yield Mutation(node.lineno, "raise", *self.swap(node, ast.Pass()))
                parent = self.place[node][0]
                if isinstance(parent, ast.If):
                    yield from (part._replace(line=node.lineno) for part in self.parts(parent.test, False))
            elif isinstance(node, ast.Call) and _name(node) in ("integer", "integers", "member", "named"):
                yield from self.helper(node, _name(node))
            elif isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple):
                for caught in node.type.elts:
                    if ast.unparse(caught) != "MemoryError":  # not to be provoked; see test_alone
                        yield Mutation(
                            node.body[0].lineno, f"except {ast.unparse(caught)}", *self.swap(caught, ast.Name("ZeroDivisionError", ast.Load()))
                        )

    def helper(self, call: ast.Call, name: str) -> Iterator[Mutation]:
        first, second = call.args[:2]
        if name in ("member", "named"):
            yield Mutation(call.lineno, name, *self.swap(call, ast.Subscript(first, second, ast.Load())))
            return
        yield Mutation(call.lineno, name, *self.swap(call, first))
        yield Mutation(call.lineno, f"{name} bound", *self.swap(second, ast.Constant(HUGE)))
        if name == "integer":
            return
        if len(call.args) > 3:
            yield Mutation(call.lineno, "integers length", *self.swap(call.args[3], ast.Constant(None)))
        given = [*call.args[4:], *(k.value for k in call.keywords if k.arg == "least")]
        if given:
            yield Mutation(call.lineno, "integers least", *self.swap(given[0], ast.Constant(-HUGE)))
        else:
            least = ast.Call(call.func, call.args, [*call.keywords, ast.keyword("least", ast.Constant(-HUGE))])
            yield Mutation(call.lineno, "integers least", *self.swap(call, least))

    def parts(self, condition: ast.expr, demanded: bool) -> Iterator[Mutation]:
        """One part less of a condition that is demanded, or of one under which there is a rejection."""
        if isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
            yield from self.parts(condition.operand, not demanded)
        elif isinstance(condition, ast.BoolOp):
            for part in condition.values:
                if isinstance(condition.op, ast.And) == demanded:
                    yield Mutation(part.lineno, f"{demanded} for {ast.unparse(part)}", *self.swap(part, ast.Constant(demanded)))
                yield from self.parts(part, demanded)
        elif isinstance(condition, ast.Compare) and demanded:
            terms = [condition.left, *condition.comparators]
            for i in range(len(condition.ops)) if len(condition.ops) == 2 else ():
                rest = ast.Compare(terms[1 - i], [condition.ops[1 - i]], [terms[2 - i]])
                yield Mutation(condition.lineno, f"only {ast.unparse(rest)}", *self.swap(condition, rest))
        elif isinstance(condition, ast.Call) and _name(condition) in ("all", "any") and isinstance(condition.args[0], ast.GeneratorExp):
            yield from self.parts(condition.args[0].elt, demanded)


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)
