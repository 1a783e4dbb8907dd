"""Kernels in specs: their declarations, and the arguments of claims that name one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeVar

from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.kernels import BUILT_IN, SCALED, SHAPES, Kernel, Shape
from presheaf.model.structure import Structure, described
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

Read = TypeVar("Read")
READINGS = {("gaussian", "proportional"): "proportional", ("gaussian", "normalised"): "normalised", ("softmax", "bias"): "affine"}


def declaration(scope: Scope, node: ast.KernelDecl) -> Kernel:
    """`kernel gauss(tau) = exp(-norm2(x - y) / (2 * tau))`: of a family whose criterion is known."""
    from presheaf.exact.expressions import FORMS, NotAKernel, family

    if node.name in BUILT_IN:
        raise error("E202", f"{node.name} is a built-in kernel", node.name_span, "give the declaration another name")
    taken = [name for name in node.parameters if name in ("x", "y")]
    if taken or len(set(node.parameters)) < len(node.parameters):
        what = f"{taken[0]} is a code, not a parameter" if taken else "a parameter is named twice"
        raise error("E340", what, node.name_span, "x and y are the codes; every parameter has a name of its own")
    try:
        found = family(node.body, node.parameters)
    except NotAKernel as bad:
        raise error("E340", f"kernel {node.name} is not decided: {bad}", node.name_span, f"decided are {FORMS}, in other words too") from None
    return Kernel(node.name, found, body=node.body, scaled=found in SCALED, parameters=node.parameters)


def argument(made: Structures, node: ast.Expr) -> Kernel:
    """A kernel named in a claim: built in or declared, with or without parameters."""
    head = node.head if isinstance(node, ast.Call) else node
    name = ".".join(head.parts) if isinstance(head, ast.Ref) else ""
    if made.scope.denotes(name):
        value = made.named(head)  # type: ignore[arg-type]
        if not isinstance(value, Kernel):
            raise error("E402", f"{name} is {described(value)}, a kernel is needed", node, f"built in are {', '.join(BUILT_IN)}")
        return value if isinstance(node, ast.Ref) else _applied(value, node)
    if name not in BUILT_IN:
        made.scope.excuse(name)
        near = made.scope.suggest(name, BUILT_IN, f"built in are {', '.join(BUILT_IN)}; `kernel k(tau) = ...` declares one")
        raise error("E402", f"{name or 'this'} is not a kernel", node, near)
    plain = Kernel(name, name, scaled=name in SCALED, parameters=("tau",) if name in SCALED else ())
    return plain if isinstance(node, ast.Ref) else _applied(plain, node)


def arguments(made: Structures, nodes: Sequence[ast.Expr], forms: Sequence[Sequence[str]]) -> tuple[Structure, ...]:
    """The structures of a call; an argument for which every form has a kernel is one."""
    fitting = [form for form in forms if len(form) == len(nodes)]
    kernel = [bool(fitting) and all(form[i] == "kernel" for form in fitting) for i in range(len(nodes))]
    return tuple(argument(made, node) if is_kernel else made.argument(node) for node, is_kernel in zip(nodes, kernel, strict=True))


def _applied(kernel: Kernel, node: ast.Expr) -> Kernel:
    assert isinstance(node, ast.Call)
    args, label = node.args, f"{kernel.name}({', '.join(text(a) for a in node.args)})"
    reading = READINGS.get((kernel.family, key(args[0]))) if len(args) == 1 and not kernel.body else None
    if reading is not None:
        return Kernel(label, reading)
    if kernel.family == "softmax" and args and node.rest is None:
        return Kernel(label, "softmax", _head(args, node))
    values = [_positive(a) for a in args]
    if node.rest is not None or len(values) != len(kernel.parameters):
        words = ", ".join(f"{f}({w})" for f, w in READINGS if f == kernel.family and not kernel.body)
        form = f"{kernel.name}({', '.join(kernel.parameters)})" if kernel.parameters else kernel.name
        count = len(kernel.parameters)
        hint = f"the forms are {', '.join(x for x in (form, words) if x)}" if words else f"write {form}"
        raise error("E402", f"{kernel.name} has {count or 'no'} parameter{'s' * (count != 1)}", node, hint)
    if not kernel.scaled:
        hint = f"{kernel.name} without its parameters asks for some value of them"
        raise error("E402", f"{kernel.name} is decided for some value of its parameters, not for a given one", node, hint)
    return Kernel(label, kernel.family, body=kernel.body, scaled=True)


def shape(made: Structures, node: ast.Expr) -> Shape:
    """The kernel of an encoder: one function, all parameters given. `gaussian(tau)`, `laplace(tau)` and `spherical(tau)` have a temperature."""
    from presheaf.exact.expressions import rate

    kernel, values = _parameterised(made, node)
    if kernel.body:
        return Shape(*_declared(kernel, lambda: rate(kernel.body, values), node))
    if kernel.family not in SHAPES:
        raise error("E402", f"{kernel.name} is not the kernel of an encoder", node, f"kernels of encoders are {', '.join(SHAPES)}")
    return Shape(kernel.family, _built_in(kernel, values))


def scale(made: Structures, node: ast.Expr) -> tuple[str, Fraction, Fraction]:
    """The family of a kernel with all parameters given, and its rate c log b as (c, b), or as (c, 0) where it is the rational c."""
    from presheaf.exact.expressions import scale

    kernel, values = _parameterised(made, node)
    if kernel.body:
        return _declared(kernel, lambda: scale(kernel.body, values), node)
    return kernel.family, _built_in(kernel, values), Fraction(0)


TEMPERED = {"gaussian": 2, "laplace": 1, "spherical": 1}  # rate = 1 / (factor tau)


def _built_in(kernel: Kernel, values: dict[str, Fraction]) -> Fraction:
    return 1 / (TEMPERED[kernel.family] * values["tau"]) if values else Fraction(1)


def _parameterised(made: Structures, node: ast.Expr) -> tuple[Kernel, dict[str, Fraction]]:
    """A kernel with the values of all its parameters."""
    head = node.head if isinstance(node, ast.Call) else node
    name = ".".join(head.parts) if isinstance(head, ast.Ref) else ""
    kernel = argument(made, head)
    args = node.args if isinstance(node, ast.Call) and node.rest is None else ()
    parameters = kernel.parameters if kernel.body else ("tau",) if kernel.family in TEMPERED else ()
    if len(args) != len(parameters) or (isinstance(node, ast.Call) and node.rest is not None):
        form = f"{name}({', '.join(parameters)})" if parameters else name
        hint = f"write {form}" + (" with a number for tau, as in " + f"{name}(1/2)" if parameters == ("tau",) else "")
        raise error("E402", f"the kernel of an encoder has all its parameters: {form}", node, hint)
    return kernel, dict(zip(parameters, map(_positive, args), strict=True))


def _declared(kernel: Kernel, read: Callable[[], Read], node: ast.Expr) -> Read:
    """What is read of a kernel that is declared as an expression."""
    from presheaf.exact.expressions import NotAKernel

    try:
        return read()
    except NotAKernel as bad:
        raise error("E340", f"{kernel.name} is not the kernel of an encoder: {bad}", node, "an encoder is checked with exact rates") from None


def _positive(node: ast.Expr) -> Fraction:
    if not isinstance(node, ast.Number) or node.numerator <= 0:
        raise error("E402", "a positive number is needed here", node)
    return Fraction(node.numerator, node.denominator)


def _head(args: tuple[ast.Expr, ...], node: ast.Expr) -> tuple[tuple[int, ...], ...]:
    """The rows of a fixed head over their common denominator, which the codes absorb."""
    rows = [[_entry(x) for x in (a.items if isinstance(a, ast.Pair) else (a,))] for a in args]
    if len({len(row) for row in rows}) > 1:
        raise error("E402", "the rows of a head have one length", node, "softmax((1, 0), (0, 1), (0, 0))")
    over = lcm(*(x.denominator for row in rows for x in row))
    return tuple(tuple(int(x * over) for x in row) for row in rows)


def _entry(node: ast.Expr) -> Fraction:
    if not isinstance(node, ast.Number):
        hint = "softmax(bias), or one number or tuple of numbers for each object: softmax(2, 1, 0)"
        raise error("E402", f"{key(node) or 'this'} is not a number", node, hint)
    return Fraction(node.numerator, node.denominator)


def text(node: ast.Expr) -> str:
    """A kernel or an argument of one as it was written."""
    if isinstance(node, ast.Pair):
        return f"({', '.join(map(text, node.items))})"
    return str(Fraction(node.numerator, node.denominator)) if isinstance(node, ast.Number) else key(node)
