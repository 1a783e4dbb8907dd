"""Syntax trees to text: ASCII spellings, quotes and brackets only where they are needed, and `parse(show(t)) == t`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from presheaf.syntax import ast
from presheaf.syntax.split import CLAUSES, KEYWORDS

_PLAIN = re.compile(r"[^\W\d][\w']*")
_RESERVED = frozenset(
    {*KEYWORDS, *CLAUSES, "forall", "exists", "as", "labels", "table", "poset", "monoid", "group", "matrix", "quiver", "acset", "gap"}
)

# binding strength of expressions and propositions, loosest first
_THEN, _PLUS, _TIMES, _RESTRICT, _POWER, _ATOM = 10, 11, 12, 13, 14, 15
_IFF, _IMPLIES, _OR, _AND, _NOT, _COMPARE = 1, 2, 3, 4, 5, 6


def name(text: str) -> str:
    """A name, quoted where it is not a plain one."""
    if _PLAIN.fullmatch(text) and text not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)


def element(text: str) -> str:
    """A declared element; whole numbers need no quotes there."""
    return text if re.fullmatch(r"\d+", text) and text == str(int(text)) else name(text)


def _number(n: ast.Number) -> str:
    return str(n.numerator) if n.denominator == 1 else f"{n.numerator}/{n.denominator}"


def expr(node: ast.Expr, strength: int = _THEN) -> str:
    """An expression, in brackets if it binds less than `strength`."""
    text, own = _expr(node)
    return text if own >= strength else f"({text})"


def sort(node: ast.Expr) -> str:
    """What a variable ranges over; `category`, `task(C)` ... are words there."""
    head = node.head if isinstance(node, ast.Call) else node
    if not (isinstance(head, ast.Ref) and len(head.parts) == 1 and head.parts[0] in KEYWORDS):
        return expr(node)
    return head.parts[0] + (f"({', '.join(expr(a) for a in node.args)})" if isinstance(node, ast.Call) else "")


def _left_chain(node: Any, kind: type, left: str) -> list[Any]:
    """The left spine of a left-associated operator, innermost first, without recursion."""
    spine = []
    while isinstance(node, kind):
        spine.append(node)
        node = getattr(node, left)
    return [node, *reversed(spine)]


def _spine(node: Any, left: str, right: str, sign: str, strength: int) -> str:
    first, *rest = _left_chain(node, type(node), left)
    return sign.join([expr(first, strength), *(expr(getattr(n, right), strength + 1) for n in rest)])


def _expr(node: ast.Expr) -> tuple[str, int]:
    if isinstance(node, ast.Ref):
        return ".".join(name(x) for x in node.parts), _ATOM
    if isinstance(node, ast.Qualified):
        return f"{expr(node.scope)}.{expr(node.name, _ATOM)}", _ATOM
    if isinstance(node, ast.Pair):
        return f"({', '.join(expr(i) for i in node.items)})", _ATOM
    if isinstance(node, ast.Below):
        return f"({expr(node.low)} <= {expr(node.high)})", _ATOM
    if isinstance(node, ast.Compose):
        return _spine(node, "first", "second", " ; ", _THEN), _THEN
    if isinstance(node, ast.SetSum):
        return _spine(node, "left", "right", " + ", _PLUS), _PLUS
    if isinstance(node, ast.SetProduct):
        return _spine(node, "left", "right", " * ", _TIMES), _TIMES
    if isinstance(node, ast.Restrict):
        return _spine(node, "element", "arrow", "|", _RESTRICT), _RESTRICT
    if isinstance(node, ast.Power):
        return f"{_power_base(node.base)}^{node.exponent}", _POWER
    if isinstance(node, ast.Number):
        return _number(node), _ATOM
    if isinstance(node, ast.Card):
        return f"|{expr(node.of)}|", _ATOM
    if isinstance(node, ast.Unknown):
        return "?", _ATOM
    if isinstance(node, ast.Call):
        return _call(node), _ATOM
    return _literal(node), _ATOM


def _power_base(node: ast.Expr) -> str:
    return f"({expr(node)})" if isinstance(node, ast.Number) else expr(node, _ATOM)


def _call(node: ast.Call) -> str:
    args = ", ".join(expr(a) for a in node.args)
    head = node.head.parts[0] if node.head.parts in (("arrows",), ("elements",), ("functor",)) else expr(node.head)
    if node.rest is None:
        return f"{head}({args})"
    if not node.rest:
        return f"{head}({args};)"
    return f"{head}({args}; {', '.join(expr(a) for a in node.rest)})"


def _block(parts: Iterable[str], sep: str = "  ") -> str:
    inner = sep.join(p for p in parts if p)
    return f"{{ {inner} }}" if inner else "{ }"


def _names(names: Iterable[ast.ObjectName]) -> str:
    return ", ".join(name(n.name) for n in names)


def _section(word: str, items: Iterable[str]) -> str:
    inner = ", ".join(items)
    return f"{word} {inner}" if inner else ""


def arrow_decl(a: ast.ArrowDecl) -> str:
    """`f, g : A -> B`."""
    return f"{_names(a.names)} : {expr(a.dom)} -> {expr(a.cod)}"


def equation(e: ast.Equation) -> str:
    """`label: p = q`."""
    label = f"{name(e.label)}: " if e.label is not None else ""
    return label + " = ".join(expr(s) for s in e.sides)


def _literal(node: ast.Expr) -> str:
    if isinstance(node, ast.Presentation):
        return _block(sections(node))
    if isinstance(node, ast.TableLiteral):
        return "table " + _block(sections(node))
    if isinstance(node, ast.PosetLiteral):
        return "poset " + _block([", ".join(" <= ".join(name(x.name) for x in chain) for chain in node.chains)])
    if isinstance(node, ast.MonoidLiteral):
        parts = [_section("elements", (name(x.name) for x in node.elements)), _section("compose", map(equation, node.composites))]
        return f"{node.keyword} " + _block(parts)
    assert isinstance(node, ast.Interchange)
    return f"{node.format} {json.dumps(node.text, ensure_ascii=False)}"


def sections(node: ast.Presentation | ast.TableLiteral) -> list[str]:
    """The sections of a category literal."""
    last = ("equations", node.equations) if isinstance(node, ast.Presentation) else ("compose", node.composites)
    return [
        _section("objects", (name(x.name) for x in node.objects)),
        _section("arrows", map(arrow_decl, node.arrows)),
        _section(last[0], map(equation, last[1])),
    ]


# ---------------------------------------------------------------- propositions


def prop(node: ast.Prop, strength: int = _IFF, last: bool = True) -> str:
    """A proposition, in brackets if it binds less than `strength`, or if it is a quantifier that is not the last operand."""
    text, own = _prop(node, last)
    if own < strength or (_open_ended(node) and not last):
        return f"({_prop(node, True)[0]})"
    return text


def _open_ended(node: ast.Prop) -> bool:
    """Whether the proposition ends in a quantifier, which would reach further right than it did."""
    while True:
        if isinstance(node, ast.Quantified):
            return True
        if isinstance(node, ast.Not):
            node = node.body
        elif isinstance(node, ast.Connective):
            node = node.parts[-1]
        else:
            return False


def _prop(node: ast.Prop, last: bool) -> tuple[str, int]:
    if isinstance(node, ast.Truth):
        return ("true" if node.value else "false"), _COMPARE
    if isinstance(node, ast.Not):
        return f"not {prop(node.body, _NOT, last)}", _NOT
    if isinstance(node, ast.Quantified):
        binders = ", ".join(f"{name(b.name)}: {sort(b.sort)}" for b in node.binders)
        return f"{node.quantifier} {binders}. {prop(node.body)}", _NOT
    if isinstance(node, ast.Comparison):
        text = expr(node.sides[0])
        for operator, side in zip(node.operators, node.sides[1:], strict=True):
            text += f" {operator} {expr(side)}"
        return text + (f" in {expr(node.category)}" if node.category is not None else ""), _COMPARE
    if isinstance(node, ast.Atom):
        return _call(node.call), _COMPARE
    assert isinstance(node, ast.Connective)
    return _connective(node, last)


def _connective(node: ast.Connective, last: bool) -> tuple[str, int]:
    own = {"iff": _IFF, "implies": _IMPLIES, "or": _OR, "and": _AND}[node.operator]
    if node.operator == "implies":
        left, right = node.parts
        return f"{prop(left, own + 1, False)} implies {prop(right, own, last)}", own
    first, *rest = node.parts
    nested = own + 1 if node.operator != "iff" else own
    shown = [prop(first, nested, False)]
    shown += [prop(p, own + 1, last and i == len(rest) - 1) for i, p in enumerate(rest)]
    return f" {node.operator} ".join(shown), own


# ---------------------------------------------------------------- declarations


def mapping(m: ast.Mapping) -> str:
    """`x |-> y`."""
    return f"{expr(m.source)} |-> {expr(m.target)}"


def entry(e: ast.Entry) -> str:
    """`key = value`."""
    if e.value is not None:
        return f"{expr(e.key)} = {expr(e.value)}"
    inner = ", ".join(map(mapping, e.mappings)) if e.mappings else ", ".join(element(x.name) for x in e.elements)
    return f"{expr(e.key)} = {{{inner}}}"


def field(f: ast.Field) -> str:
    """One field of a pretext or encoder block."""
    if f.key == "~":
        return ", ".join(f"{expr(v.items[0])} ~ {expr(v.items[1])} : {expr(v.items[2])}" for v in f.values if isinstance(v, ast.Pair))
    return f"{f.key} {', '.join(map(_field_value, f.values))}"


def _field_value(v: ast.Expr) -> str:
    if isinstance(v, ast.Pair) and len(v.items) == 2 and isinstance(v.items[1], ast.Number):
        return f"{expr(v.items[0])} : {expr(v.items[1])}"
    if isinstance(v, ast.Coded):
        return f"{expr(v.object)} = ({', '.join(map(expr, v.numbers))})"
    if isinstance(v, ast.Ref) and len(v.parts) == 1 and "." in v.parts[0]:
        return json.dumps(v.parts[0], ensure_ascii=False)
    return expr(v)


def _body(node: ast.TaskDecl) -> str:
    if node.entries is not None:
        return _block([", ".join(map(entry, node.entries))])
    if node.generated is not None:
        made = ", ".join(f"{name(n.name)} : {expr(a)}" for n, a in node.generated.generators)
        where = f" where {', '.join(map(equation, node.generated.equations))}" if node.generated.equations else ""
        return f"generated by {made}{where}".rstrip()
    if node.labels is not None:
        return f"from labels {json.dumps(node.labels.path, ensure_ascii=False)}"
    assert node.value is not None
    return f"= {expr(node.value)}"


def _task(n: ast.TaskDecl) -> str:
    on = f" on {expr(n.on)}" if n.on is not None else ""
    return f"{n.keyword} {name(n.name)}{on} {_body(n)}"


def _category(n: ast.CategoryDecl) -> str:
    bound = f" within {n.bound} arrows" if n.bound is not None else ""
    eq = "" if isinstance(n.value, ast.Presentation) else "= "
    return f"category {name(n.name)}{bound} {eq}{expr(n.value)}"


def _functor(n: ast.FunctorDecl) -> str:
    ends = f" : {expr(n.dom)} -> {expr(n.cod)}" if n.dom is not None and n.cod is not None else ""
    body = _block([", ".join(map(mapping, n.entries))]) if n.entries is not None else f"= {expr(n.value)}" if n.value else ""
    return f"functor {name(n.name)}{ends} {body}"


def _samples(n: ast.SamplesDecl) -> str:
    if n.entries is not None:
        return f"samples {name(n.name)} on {expr(n.dom)} -> Set {_block([', '.join(map(entry, n.entries))])}"
    assert n.cod is not None
    return f"samples {name(n.name)} : {expr(n.dom)} -> {expr(n.cod)} {_block([', '.join(map(mapping, n.mappings or ()))])}"


def _weighted(n: ast.WeightedDecl) -> str:
    if n.value is not None:
        return f"weighted {name(n.name)} = {expr(n.value)}"
    head = _section("objects", (name(x.name) for x in n.objects or ()))
    if n.rows is not None:
        rows = ", ".join(f"[{', '.join(expr(x) for x in row)}]" for row in n.rows)
        return f"weighted {name(n.name)} = matrix {_block([head, rows])}"
    weights = ", ".join(f"{expr(a)} -> {expr(b)} : {expr(w)}" for a, b, w in n.arrows)
    return f"weighted {name(n.name)} {_block([head, weights])}"


def _import(n: ast.Import) -> str:
    return f"import {json.dumps(n.path, ensure_ascii=False)}" + (f" as {name(n.name)}" if n.name else "")


def _scope(bounds: tuple[ast.Bound, ...]) -> str:
    if not bounds:
        return ""
    groups: list[tuple[str, list[str]]] = []
    for b in bounds:
        if not groups or groups[-1][0] != b.variable:
            groups.append((b.variable, []))
        groups[-1][1].append(f"values [{', '.join(map(expr, b.values))}]" if b.unit == "values" else f"{b.operator} {b.count} {b.unit}")
    return " within " + "; ".join(f"{name(v)} {', '.join(items)}" for v, items in groups)


def _claim(n: ast.ClaimDecl) -> str:
    bound = f" within {expr(n.prop.bound)}" if isinstance(n.prop, ast.Atom) and n.prop.bound is not None else ""
    proof = ""
    if n.proof:
        steps = "".join(f" = {expr(s.path)} by {name(s.by or '')}" for s in n.proof[1:])
        proof = f" proof {expr(n.proof[0].path)}{steps}"
    witness = f" with {', '.join(f'{name(k)} = {expr(v)}' for k, v in n.witness)}" if n.witness else ""
    expect = f" expect {n.expect}" if n.expect else ""
    return f"claim {name(n.name)}: {prop(n.prop)}{bound}{proof}{witness}{_scope(n.scope)}{expect}"


def _find(n: ast.FindDecl) -> str:
    return f"find {name(n.name)}: {prop(n.prop)}{_scope(n.scope)}" + (f" expect {n.expect}" if n.expect else "")


def _count(n: ast.CountDecl) -> str:
    binders = ", ".join(f"{name(b.name)}: {sort(b.sort)}" for b in n.binders)
    where = f" where {prop(n.where)}" if n.where is not None else ""
    return f"count {name(n.name)}: {binders}{where}{_scope(n.scope)}" + (f" expect {n.expect}" if n.expect is not None else "")


def _define(n: ast.DefineDecl) -> str:
    return f"define {name(n.name)}({', '.join(f'{name(x.name)}: {sort(x.sort)}' for x in n.parameters)}) := {prop(n.body)}"


_DECLARATIONS: dict[type, Callable[[Any], str]] = {
    ast.Import: _import,
    ast.CategoryDecl: _category,
    ast.FunctorDecl: _functor,
    ast.TaskDecl: _task,
    ast.TransformationDecl: lambda n: f"transformation {name(n.name)} : {expr(n.dom)} => {expr(n.cod)} {_block([', '.join(map(entry, n.entries))])}",
    ast.SamplesDecl: _samples,
    ast.WeightedDecl: _weighted,
    ast.PretextDecl: lambda n: f"pretext {name(n.name)} = {n.kind} {_block(map(field, n.fields))}",
    ast.KernelDecl: lambda n: f"kernel {n.name}" + (f"({', '.join(n.parameters)})" if n.parameters else "") + f" = {n.body}",
    ast.EncoderDecl: lambda n: f"encoder {name(n.name)} : {expr(n.dom)} -> R^{n.dimension} {_block(map(field, n.fields))}",
    ast.DefineDecl: _define,
    ast.ClaimDecl: _claim,
    ast.FindDecl: _find,
    ast.CountDecl: _count,
}


def show(node: ast.Node | ast.Spec) -> str:
    """The text of a file, declaration, proposition or expression."""
    if isinstance(node, ast.Spec):
        return "".join(show(d) + "\n" for d in node.declarations)
    if isinstance(node, ast.Prop):
        return prop(node)
    if isinstance(node, ast.Expr):
        return expr(node)
    if isinstance(node, ast.Mapping):
        return mapping(node)
    if isinstance(node, ast.Entry):
        return entry(node)
    if isinstance(node, ast.Equation):
        return equation(node)
    return _DECLARATIONS[type(node)](node)
