"""Kernels written as expressions in x and y: which family one belongs to, by sympy. No expression is evaluated as Python.

Vocabulary: numbers, parameters (positive), + - * / ^, exp, sqrt, norm2(v) = |v|^2, norm(v) = |v|, dot(u, v), cos(u, v) = <u, v> / (|u| |v|), where
u and v are x, y, x - y or y - x.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm, prod
from typing import Any

LENGTH = 500  # characters of an expression
POWER = 64  # of the exponents of numbers
FORMS = "exp(-norm2(x - y) / tau), exp(-norm(x - y) / tau), dot(x, y), cos(x, y) and exp((cos(x, y) - 1) / tau)"


class NotAKernel(Exception):
    """The expression is none that is understood or decided; the message says why."""


def family(body: str, parameters: Sequence[str]) -> str:
    """gaussian, laplace, dot, cosine or spherical: the kernel is of this family for all positive values of its parameters. Raises NotAKernel."""
    found, _, refusal = _family(body, tuple(parameters))
    if refusal:
        raise NotAKernel(refusal)
    return found


def rate(body: str, values: Mapping[str, Fraction]) -> tuple[str, Fraction]:
    """The family and its positive rate c at these values of the parameters, exactly.

    The kernel is exp(-c |x - y|^2), exp(-c |x - y|), c <x, y>, cos(x, y) (then c = 1) or exp(c (cos(x, y) - 1)). Raises NotAKernel also where c is
    not rational, as that of 2^(-norm2(x - y)) is not.
    """
    found, number = _at(body, values)
    if not number.is_Rational or number <= 0:
        raise NotAKernel(f"its rate is {number}, which is not a rational number")
    return found, Fraction(int(number.p), int(number.q))


def scale(body: str, values: Mapping[str, Fraction]) -> tuple[str, Fraction, Fraction]:
    """The family, and its rate as c log b, b > 1, or as c where b = 0: c = 1, b = 2 for 2^(-norm2(x - y)). Raises NotAKernel for any other rate."""
    import sympy

    found, number = _at(body, values)
    if number.is_Rational and number > 0:
        return found, Fraction(int(number.p), int(number.q)), Fraction(0)
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(sympy.expand_log(number, force=True))]
    if not all(isinstance(log, sympy.log) and log.args[0].is_Rational and abs(q) <= POWER for q, log in terms):
        raise NotAKernel(f"its rate is {number}, which is neither rational nor a rational multiple of the logarithm of a rational")
    over = lcm(*(int(q.q) for q, _ in terms))
    base = prod((Fraction(int(log.args[0].p), int(log.args[0].q)) ** int(q * over) for q, log in terms), start=Fraction(1))
    if base <= 1:
        raise NotAKernel(f"its rate is {number}, which is not positive")
    return found, Fraction(1, over), base


def _at(body: str, values: Mapping[str, Fraction]) -> tuple[str, Any]:
    """The family and its rate at these values of the parameters."""
    found, constant, refusal = _family(body, tuple(values))
    if refusal:
        raise NotAKernel(refusal)
    import sympy

    at = {symbol: sympy.Rational(values[symbol.name].numerator, values[symbol.name].denominator) for symbol in constant.free_symbols}
    return found, sympy.simplify(constant.subs(at))


@lru_cache(maxsize=256)
def _family(body: str, parameters: tuple[str, ...]) -> tuple[str, Any, str]:
    """The family with its rate, or why there is none; sympy takes a second or so for one expression."""
    try:
        return *_of_tree(body, parameters), ""
    except NotAKernel as bad:
        return "", None, str(bad)


def _of_tree(body: str, parameters: Sequence[str]) -> tuple[str, Any]:
    import sympy

    if len(body) > LENGTH:
        raise NotAKernel(f"the expression has more than {LENGTH} characters")
    try:
        tree = ast.parse(body.replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotAKernel("this is no expression") from None
    reader = _Reader(sympy, parameters)
    try:
        value = reader.scalar(tree)
        return _recognised(sympy, reader, value)
    except RecursionError:
        raise NotAKernel("the expression is nested too deeply") from None


class _Reader:
    """Scalars as sympy expressions in n = |x - y|^2, xx = |x|^2, yy = |y|^2 and s = <x, y>."""

    def __init__(self, sympy: Any, parameters: Sequence[str]) -> None:
        self.sympy = sympy
        self.parameters = {name: sympy.Symbol(name, positive=True) for name in parameters}
        self.n, self.xx, self.yy = (sympy.Symbol(name, positive=True) for name in ("_n", "_xx", "_yy"))
        self.s = sympy.Symbol("_s", real=True)

    def scalar(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value) if type(value) is int:
                return self.sympy.Integer(value)
            case ast.Constant(value) if type(value) is float:
                return self.sympy.Rational(ast.unparse(node))
            case ast.Name(name) if name in self.parameters:
                return self.parameters[name]
            case ast.Name(name):
                raise NotAKernel(f"{name} is a vector here" if name in ("x", "y") else f"{name} is not a parameter")
            case ast.UnaryOp(ast.USub(), operand):
                return -self.scalar(operand)
            case ast.BinOp(left, operator, right):
                return self.operation(operator, self.scalar(left), self.scalar(right))
            case ast.Call(ast.Name(name), arguments, []):
                return self.call(name, arguments)
        raise NotAKernel(f"{ast.unparse(node)} is not understood")

    def operation(self, operator: ast.operator, a: Any, b: Any) -> Any:
        match operator:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div():
                if b == 0:
                    raise NotAKernel("this divides by 0")
                return a / b
            case ast.Pow():
                if b.is_number and abs(b) > POWER:
                    raise NotAKernel(f"an exponent above {POWER}")
                return a**b
        raise NotAKernel("only + - * / and ^ are understood")

    def call(self, name: str, arguments: list[ast.expr]) -> Any:
        if name in ("exp", "sqrt") and len(arguments) == 1:
            return getattr(self.sympy, name)(self.scalar(arguments[0]))
        if name in ("norm", "norm2") and len(arguments) == 1:
            square = self.product(*[self.vector(arguments[0])] * 2)
            return self.sympy.sqrt(square) if name == "norm" else square
        if name in ("dot", "cos") and len(arguments) == 2:
            u, v = map(self.vector, arguments)
            length = 1 if name == "dot" else self.sympy.sqrt(self.product(u, u)) * self.sympy.sqrt(self.product(v, v))
            return self.product(u, v) / length
        raise NotAKernel(f"{name} of {len(arguments)} arguments is not understood")

    def vector(self, node: ast.expr) -> tuple[int, int]:
        """The coefficients of x and y."""
        match node:
            case ast.Name("x"):
                return 1, 0
            case ast.Name("y"):
                return 0, 1
            case ast.BinOp(ast.Name("x"), ast.Sub(), ast.Name("y")):
                return 1, -1
            case ast.BinOp(ast.Name("y"), ast.Sub(), ast.Name("x")):
                return -1, 1
        raise NotAKernel(f"{ast.unparse(node)} is none of the vectors x, y, x - y, y - x")

    def product(self, u: tuple[int, int], v: tuple[int, int]) -> Any:
        if u == v and u in ((1, -1), (-1, 1)):
            return self.n
        (a, b), (c, d) = u, v
        return a * c * self.xx + b * d * self.yy + (a * d + b * c) * self.s


def _recognised(sympy: Any, r: _Reader, k: Any) -> tuple[str, Any]:
    places = {r.n, r.xx, r.yy, r.s}

    def multiple(e: Any, of: Any) -> Any:
        """The positive c, free of x and y, with e = c of; None if there is none."""
        c = sympy.simplify(e / of)
        return c if not c.free_symbols & places and c.is_positive else None

    cosine = r.s / sympy.sqrt(r.xx * r.yy)
    apart = k.subs(r.n, r.xx + r.yy - 2 * r.s)
    product = multiple(apart, r.s)
    if product is not None:
        return "dot", product
    if sympy.simplify(apart - cosine) == 0:
        return "cosine", sympy.Integer(1)
    log = sympy.expand_log(sympy.log(k), force=True)
    near = sympy.expand(log.subs(r.s, (r.xx + r.yy - r.n) / 2))
    around = sympy.expand(log.subs(r.n, r.xx + r.yy - 2 * r.s))
    for name, exponent, of in (("gaussian", -near, r.n), ("laplace", -near, sympy.sqrt(r.n)), ("spherical", around, cosine - 1)):
        constant = multiple(exponent, of)
        if constant is not None:
            return name, constant
    raise NotAKernel("no exact criterion is known for this kernel")
