"""lark's concrete trees to the abstract syntax. One method per rule; expressions and propositions share the concrete syntax.

The grammar cannot tell `(a <= b)`, the arrow of a poset, from `(m <= n)`, a comparison, nor `C(A, B)` the hom-set from `p(A, B)` the
proposition: rules build the more general tree and `expression` / `proposition` turn it into what the place asks for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, cast

from lark import Token, Tree

from presheaf.source import Diagnostic, Span, SpecError
from presheaf.syntax import ast

_RELATIONS = {"≤": "<=", "≥": ">=", "≠": "!="}
_SPLIT_FIRST = frozenset({"full", "constant", "presheaves"})


def unquote(token: str) -> str:
    """The text of a name or JSON string token; ValueError for a bad escape or a lone surrogate."""
    if not token.startswith('"'):
        return str(token)
    text: str = json.loads(token)
    text.encode("utf-8")
    return text


class Builder:
    """Builds one declaration; `offset` is where its text starts in the file `path`."""

    def __init__(self, path: str, offset: int) -> None:
        self.path, self.offset = path, offset

    # ------------------------------------------------------------------ helpers

    def span(self, tree: Tree[Any] | Token) -> Span:
        """The place of a tree or token."""
        start, end = (tree.start_pos, tree.end_pos) if isinstance(tree, Token) else (tree.meta.start_pos, tree.meta.end_pos)
        return Span(self.path, self.offset + cast(int, start), self.offset + cast(int, end))

    def fail(self, tree: Tree[Any] | Token | ast.Node, message: str, hint: str = "", code: str = "E112") -> SpecError:
        """An error at a tree."""
        span = tree.span if isinstance(tree, ast.Node) else self.span(tree)
        return SpecError(Diagnostic(code, message, span, hint=hint))

    def build(self, tree: Any) -> Any:
        """The node of a tree; None stays None."""
        if tree is None or isinstance(tree, Token):
            return tree
        method = cast("Callable[[Tree[Any]], Any]", getattr(self, f"_{tree.data}"))
        return method(tree)

    def each(self, trees: list[Any]) -> tuple[Any, ...]:
        """The nodes of the trees that are there."""
        return tuple(self.build(t) for t in trees if t is not None)

    def text(self, tree: Tree[Any] | Token) -> str:
        """The text of a name rule or a string token."""
        token = tree if isinstance(tree, Token) else cast(Token, tree.children[0])
        try:
            return unquote(token)
        except ValueError:
            raise self.fail(token, "this quoted name is not a JSON string", 'escape with \\\\, \\", \\n or \\u00e9', "E103") from None

    def expr(self, tree: Any) -> ast.Expr:
        """The tree as an expression."""
        return self.expression(self.build(tree))

    def prop(self, tree: Any) -> ast.Prop:
        """The tree as a proposition."""
        return self.proposition(self.build(tree))

    def expression(self, node: ast.Node) -> ast.Expr:
        """A node in a place where an expression stands."""
        if isinstance(node, ast.Expr):
            return node
        if isinstance(node, ast.Comparison) and node.operators == ("<=",) and node.category is None:
            return ast.Below(*node.sides, span=node.span)
        raise self.fail(node, "a proposition stands where an object, arrow, element or structure is needed")

    def proposition(self, node: ast.Node) -> ast.Prop:
        """A node in a place where a proposition stands."""
        if isinstance(node, ast.Prop):
            return node
        if isinstance(node, ast.Call):
            return ast.Atom(node, span=node.span)
        if isinstance(node, ast.Ref) and node.parts in (("true",), ("false",)):
            return ast.Truth(node.parts == ("true",), span=node.span)
        hint = (
            "compare it with =, <= ..., or apply a predicate to it" if not isinstance(node, ast.Ref) else "a predicate is applied to something: p(X)"
        )
        raise self.fail(node, "an expression stands where a proposition is needed", hint)

    def declared(self, tree: Tree[Any] | Token) -> ast.ObjectName:
        """A name rule as a declared name."""
        return ast.ObjectName(self.text(tree), span=self.span(tree))

    def _names(self, tree: Tree[Any]) -> tuple[ast.ObjectName, ...]:
        return tuple(self.declared(t) for t in tree.children)

    def _start(self, tree: Tree[Any]) -> Any:
        return self.build(tree.children[0])

    # ------------------------------------------------------------------ expressions

    def _ref(self, tree: Tree[Any]) -> ast.Ref:
        parts = [t for t in tree.children if isinstance(t, Tree) or (isinstance(t, Token) and t.type == "INT")]
        return ast.Ref(tuple(self.text(t) for t in parts), span=self.span(tree))

    def _qualified(self, tree: Tree[Any]) -> ast.Qualified:
        scope, _, *parts = tree.children
        items = [self.build(p) for p in parts]
        if len(items) == 1:
            name: ast.Expr = self.expression(items[0])
            if not isinstance(name, ast.Below):
                raise self.fail(name, "a qualified compound name is (a, b) or (a <= b)")
        else:
            name = ast.Pair(tuple(self.expression(i) for i in items), span=self.span(tree))
        return ast.Qualified(self.build(scope), name, span=self.span(tree))

    def _then(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Compose(self.expr(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _after(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Compose(self.expr(tree.children[1]), self.expr(tree.children[0]), span=self.span(tree))

    def _plus(self, tree: Tree[Any]) -> ast.Expr:
        return ast.SetSum(self.expr(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _times(self, tree: Tree[Any]) -> ast.Expr:
        return ast.SetProduct(self.expr(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _restrict(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Restrict(self.expr(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _power(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Power(self.expr(tree.children[0]), self._int(tree.children[1]), span=self.span(tree))

    def _unknown(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Unknown(span=self.span(tree))

    _unknown_value = _unknown

    def _call(self, tree: Tree[Any]) -> ast.Call:
        head = cast(ast.Ref, self.build(tree.children[0]))
        args = [self.expression(self.build(t)) for t in tree.children[1:] if t is not None]
        rest: tuple[ast.Expr, ...] | None = None
        if head.parts[-1] in _SPLIT_FIRST and args and isinstance(args[0], ast.Compose):
            chain = list(_chain(args[0]))
            first, second = chain[0], chain[1]
            for more in chain[2:]:
                second = ast.Compose(second, more, span=second.span.to(more.span))
            args, rest = [first], (second, *args[1:])
        return ast.Call(head, tuple(args), rest, span=self.span(tree))

    def _call_rest(self, tree: Tree[Any]) -> ast.Call:
        return ast.Call(self.build(tree.children[0]), (self.expr(tree.children[1]),), (), span=self.span(tree))

    def _paren(self, tree: Tree[Any]) -> Any:
        return self.build(tree.children[0])

    def _pair(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Pair(tuple(self.expr(t) for t in tree.children), span=self.span(tree))

    def _card(self, tree: Tree[Any]) -> ast.Expr:
        return ast.Card(self.build(tree.children[0]), span=self.span(tree))

    def _int(self, token: Any) -> int:
        if len(token) > 4000:
            raise self.fail(token, f"a number with {len(token)} digits", "numbers have at most 4,000 digits", "E108")
        return int(token)

    def _rational(self, token: Any) -> Fraction:
        written = token.type in ("DECIMAL", "NEGATIVE")
        if written and len(token) > 4000:
            raise self.fail(token, f"a number with {len(token)} digits", "numbers have at most 4,000 digits", "E108")
        return Fraction(str(token)) if written else Fraction(self._int(token))

    def _exact(self, tree: Tree[Any], value: Fraction) -> ast.Number:
        return ast.Number(value.numerator, value.denominator, span=self.span(tree))

    def _number(self, tree: Tree[Any]) -> ast.Expr:
        return self._exact(tree, self._rational(tree.children[0]))

    def _fraction(self, tree: Tree[Any]) -> ast.Expr:
        denominator = self._int(tree.children[1])
        if denominator == 0:
            raise self.fail(tree.children[1], "a fraction with denominator 0", code="E108")
        return self._exact(tree, self._rational(tree.children[0]) / denominator)

    def _number_power(self, tree: Tree[Any]) -> ast.Expr:
        base, exponent = self._int(tree.children[0]), self._int(tree.children[1])
        if abs(exponent) * max(base.bit_length(), 1) > 40_000 or (base == 0 and exponent < 0):
            raise self.fail(tree, "this power is too large or undefined", "the exponents of numbers stay below 10,000 bits", "E108")
        return self._exact(tree, Fraction(base) ** exponent)

    def _negative(self, tree: Tree[Any]) -> ast.Expr:
        return self._number(tree) if tree.children[1] is None else self._fraction(tree)

    # ------------------------------------------------------------------ category literals

    def _arrow_decls(self, tree: Tree[Any]) -> tuple[ast.ArrowDecl, ...]:
        return self.each(tree.children)

    def _arrow_decl(self, tree: Tree[Any]) -> ast.ArrowDecl:
        names, dom, cod = tree.children
        return ast.ArrowDecl(self.build(names), self.build(dom), self.build(cod), span=self.span(tree))

    def _equations(self, tree: Tree[Any]) -> tuple[ast.Equation, ...]:
        return self.each(tree.children)

    def _equation(self, tree: Tree[Any]) -> ast.Equation:
        label, *sides = tree.children
        parts = tuple(self.expr(t) for t in sides if isinstance(t, Tree))
        return ast.Equation(None if label is None else self.text(label), parts, span=self.span(tree))

    def _table(self, tree: Tree[Any]) -> ast.Expr:
        names, arrows, composites = (self.build(t) or () for t in tree.children[1:])
        return ast.TableLiteral(names, arrows, composites, span=self.span(tree))

    def _presentation(self, tree: Tree[Any]) -> ast.Expr:
        names, arrows, equations = (self.build(t) or () for t in tree.children)
        return ast.Presentation(names, arrows, equations, span=self.span(tree))

    def _poset(self, tree: Tree[Any]) -> ast.Expr:
        return ast.PosetLiteral(self.each(tree.children[1:]), span=self.span(tree))

    def _chain(self, tree: Tree[Any]) -> tuple[ast.ObjectName, ...]:
        return tuple(self.declared(t) for t in tree.children if isinstance(t, Tree))

    def _monoid(self, tree: Tree[Any]) -> ast.Expr:
        keyword, elements, composites = tree.children
        return ast.MonoidLiteral(cast(Any, str(keyword)), self.build(elements) or (), self.build(composites) or (), span=self.span(tree))

    def _interchange(self, tree: Tree[Any]) -> ast.Expr:
        word, text = cast("list[Token]", tree.children)
        return ast.Interchange(cast(Any, str(word)), self.text(text), text_span=self.span(text), span=self.span(tree))

    # ------------------------------------------------------------------ propositions

    def _join(self, operator: Any, tree: Tree[Any], flatten: bool) -> ast.Prop:
        left, right = (self.prop(t) for t in tree.children)
        bare = tree.children[0].data != "paren"
        parts = left.parts if flatten and bare and isinstance(left, ast.Connective) and left.operator == operator else (left,)
        return ast.Connective(operator, (*parts, right), span=self.span(tree))

    def _and_(self, tree: Tree[Any]) -> ast.Prop:
        return self._join("and", tree, True)

    def _or_(self, tree: Tree[Any]) -> ast.Prop:
        return self._join("or", tree, True)

    def _implies(self, tree: Tree[Any]) -> ast.Prop:
        return self._join("implies", tree, False)

    def _iff(self, tree: Tree[Any]) -> ast.Prop:
        return self._join("iff", tree, False)

    def _not_(self, tree: Tree[Any]) -> ast.Prop:
        return ast.Not(self.prop(tree.children[0]), span=self.span(tree))

    def _quantified(self, tree: Tree[Any]) -> ast.Prop:
        word, binders, body = tree.children
        kind = {"FORALL": "forall", "EXISTS": "exists", "UNIQUE": "exists!"}[cast(Token, cast("Tree[Any]", word).children[0]).type]
        return ast.Quantified(cast(Any, kind), self.build(binders), self.prop(body), span=self.span(tree))

    def _binders(self, tree: Tree[Any]) -> tuple[ast.Binder, ...]:
        return self.each(tree.children)

    def _binder(self, tree: Tree[Any]) -> ast.Binder:
        return ast.Binder(self.text(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _compare(self, tree: Tree[Any]) -> ast.Prop:
        *chain, category = tree.children
        sides = tuple(self.expr(t) for t in chain[::2])
        words = [str(t.children[0]) for t in chain[1::2]]
        operators = cast(Any, tuple(_RELATIONS.get(w, w) for w in words))
        return ast.Comparison(sides, operators, None if category is None else self.expr(category), span=self.span(tree))


def _chain(node: ast.Expr) -> Iterator[ast.Expr]:
    """The factors of a left-nested composite, iteratively."""
    stack = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, ast.Compose):
            stack.extend((top.second, top.first))
        else:
            yield top
