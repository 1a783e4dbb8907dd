"""`encoder f : M -> R^d { codes a = (0, 1), b = (1/2, -1)  kernel K }`: codes that stand in the spec."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from presheaf.model.codebook import FAMILIES, Codebook, Rate, Vector
from presheaf.model.elaborate import kernels
from presheaf.model.elaborate.fields import Fields
from presheaf.model.elaborate.scope import error, key
from presheaf.model.kernels import Kernel
from presheaf.model.structure import Structure, described
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast
from presheaf.syntax.printer import field as show_field

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

TEMPERED = ("gaussian", "laplace")


def declaration(made: Structures, node: ast.EncoderDecl, fields: Fields, source: Structure) -> Codebook:
    """The encoder; each object has exactly one code, of d numbers."""
    if not isinstance(source, Weighted):
        what = f"codes are written out for the objects of a weighted category, not of {described(source)}"
        raise error("E204", what, node.dom, "declare it with `weighted`, or put the codes into a file")
    kernel, label, rate = _kernel(made, fields.only("kernel"))
    codes = _codes(made, node, fields["codes"], source)
    written, declared = "  ".join(map(show_field, node.fields)), kernel if kernel.body else None
    return Codebook(node.name, node.dimension, kernel.family, label, rate, codes, source, written, declared)


def _codes(made: Structures, node: ast.EncoderDecl, field: ast.Field, source: Weighted) -> tuple[Vector, ...]:
    names, found = source.names, dict[int, Vector]()
    for value in field.values:
        if not isinstance(value, ast.Coded):
            raise error("E305", "codes are written a = (0, 1), one for each object", value, "codes a = (0, 1), b = (1/2, -1)")
        text = key(value.object)
        x = names.object_index.get(text)
        if x is None:
            raise error("E303", f"{source.name} has no object {text}", value.object, made.scope.suggest(text, names.objects[:1_000]))
        if x in found:
            raise error("E304", f"{text} has two codes", value)
        if len(value.numbers) != node.dimension:
            count = len(value.numbers)
            raise error("E305", f"this code has {count} number{'s' * (count != 1)}, not {node.dimension}", value, f"the encoder goes to R^{count}")
        found[x] = tuple(Fraction(n.numerator, n.denominator) for n in value.numbers if isinstance(n, ast.Number))
    missing = [name for x, name in enumerate(names.objects) if x not in found]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise error("E302", f"{', '.join(missing[:3])}{more} {'have' if len(missing) > 1 else 'has'} no code", field, "one code for each object")
    return tuple(found[x] for x in range(len(names.objects)))


def _kernel(made: Structures, node: ast.Expr) -> tuple[Kernel, str, Rate | None]:
    """The kernel, the same in words, and its rate: None where the temperature is left open."""
    head = node.head if isinstance(node, ast.Call) else node
    kernel = kernels.argument(made, head)
    if kernel.family not in FAMILIES:
        raise error("E402", f"{kernel.name} is no kernel of codes that are written out", node, f"these are {', '.join(FAMILIES)}")
    open_rate = isinstance(node, ast.Ref) and kernel.family in TEMPERED and (not kernel.body or bool(kernel.parameters))
    if open_rate:
        return kernel, kernel.name, None
    _, factor, base = kernels.scale(made, node)
    given = f"({', '.join(map(kernels.text, node.args))})" if isinstance(node, ast.Call) else ""
    return kernel, f"{kernel.name}{given}", Rate(factor, base)
