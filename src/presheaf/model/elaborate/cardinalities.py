"""Numbers of structures in claims: sizes `|C|`, `|C(A, B)|`, `|T(X)|`, `|Nat(S, T)|`, and measures such as `completions(s)`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.elaborate import kernels
from presheaf.model.elaborate.environment import foreign
from presheaf.model.elaborate.scope import Signature, error, forms, key, misfit, word_of
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.terms import Terms


def cardinality(terms: Terms, node: ast.Expr) -> p.Term:
    """The number of elements of a set expression: C, arrows(C), C(A, B), T, T(X), Nat(S, T), functor(C, D)."""
    if isinstance(node, ast.Call) and node.head.parts == ("Nat",) and len(node.args) == 2:
        s, t = (terms.structures.set_functor(a) for a in node.args)
        if s.category is not t.category or s.variance != t.variance:
            raise error("E317", f"{s.name} and {t.name} are not functors of one variance on one category", node)
        return p.NaturalCount(s, t)
    if isinstance(node, ast.Call) and node.head.parts == ("functor",) and "functor" not in terms.env.scope.names:
        if len(node.args) != 2:
            raise error("E403", "the functors between two categories are counted", node, "write |functor(C, D)|")
        return p.FunctorCount(*(terms.structures.category(a) for a in node.args))
    if isinstance(node, ast.Call) and node.head.parts == ("arrows",) and len(node.args) == 1:
        return p.ArrowCount(terms.structures.category(node.args[0]))
    if isinstance(node, ast.Call) and not terms.structures.is_structure(node):
        return _applied_size(terms, node)
    value = terms.structures.argument(node)
    if isinstance(value, Category | Weighted):
        return p.ObjectCount(value)
    if isinstance(value, SetFunctor):
        return p.ElementCount(value, None)
    raise error("E403", "only categories, their hom-sets, tasks and sets of transformations have a size", node)


def _applied_size(terms: Terms, node: ast.Call) -> p.Term:
    value = terms.structures.named(node.head)
    if isinstance(value, Category) and len(node.args) == 2:
        inner = terms.at(value)
        a, b = (inner.typed(x, "object") for x in node.args)
        for side, place in ((a, node.args[0]), (b, node.args[1])):
            if side.home is not value:
                raise foreign(value, side, place)
        return p.HomCount(value, a.term, b.term)
    if isinstance(value, SetFunctor) and len(node.args) == 1:
        x = terms.at(value.category).typed(node.args[0], "object")
        if x.home is not value.category:
            raise foreign(value.category, x, node.args[0])
        return p.ElementCount(value, x.term)
    raise error("E403", "this is not a set that can be counted", node, "|C(A, B)|, |T(X)|, |C|, |arrows(C)|, |Nat(S, T)|, |functor(C, D)|")


def measured(terms: Terms, name: str, signature: Signature, node: ast.Call) -> p.Term:
    """A number that belongs to structures: `completions(s)`, `log(3/2)`."""
    fitting = [form for form in signature.alternatives if len(form) == len(node.args)]
    numbers = [bool(fitting) and all(form[i] == "number" for form in fitting) for i in range(len(node.args))]
    rest = [arg for arg, number in zip(node.args, numbers, strict=True) if not number]
    structures = iter(kernels.arguments(terms.structures, rest, [[w for w in form if w != "number"] for form in fitting]))
    found = tuple(_number(arg) if number else next(structures) for arg, number in zip(node.args, numbers, strict=True))
    if node.rest is not None or tuple("number" if isinstance(x, int | Fraction) else word_of(x) for x in found) not in signature.alternatives:
        raise error("E402", f"{name} does not apply to these arguments", node, f"the forms are {forms(name, signature)}")
    wrong = misfit(signature, found)
    if wrong is not None:
        raise error("E402", wrong, node, f"`presheaf explain {name}` says what {name} speaks of")
    return p.Measured(name, found)


def _number(node: ast.Expr) -> int | Fraction:
    if not isinstance(node, ast.Number):
        raise error("E402", f"{key(node) or 'this'} is not a number", node, "a number is written out here: 3, 1/2, 2^-3")
    return node.numerator if node.denominator == 1 else Fraction(node.numerator, node.denominator)
