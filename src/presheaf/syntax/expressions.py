"""The trees of expressions, literals and propositions; `presheaf.syntax.ast` adds the declarations and exports them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from presheaf.source import NOWHERE, Span


@dataclass(frozen=True, kw_only=True)
class Node:
    """A tree with its place; the place takes no part in equality."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


# ---------------------------------------------------------------- expressions (objects, arrows, elements, structures, sets)


@dataclass(frozen=True)
class Expr(Node):
    """Anything that denotes an object, arrow, element, set, number or structure."""


@dataclass(frozen=True)
class Ref(Expr):
    """A name with its qualifiers, `lib.C.A` = ("lib", "C", "A"); parts are the names without quotes."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Qualified(Expr):
    """A compound name looked up in a structure: `P.(a <= b)`, `El.(A, x)`."""

    scope: Ref
    name: Expr


@dataclass(frozen=True)
class Pair(Expr):
    """`(A, B)`: two or more items, a compound name."""

    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Coded(Expr):
    """`a = (1/2, -1)`: an object with its code, in the block of an encoder."""

    object: Ref
    numbers: tuple[Expr, ...]


@dataclass(frozen=True)
class Below(Expr):
    """`(a <= b)`: the arrow of a poset."""

    low: Expr
    high: Expr


@dataclass(frozen=True)
class Compose(Expr):
    """`first ; second`; left-associated."""

    first: Expr
    second: Expr


@dataclass(frozen=True)
class Power(Expr):
    """`base^exponent`, exponent >= 0."""

    base: Expr
    exponent: int


@dataclass(frozen=True)
class Restrict(Expr):
    """`element|arrow`."""

    element: Expr
    arrow: Expr


@dataclass(frozen=True)
class Call(Expr):
    """`head(args)` and `head(args; rest)`; `id(A)`, `C(A, B)`, `T(X)`, `yoneda(A)`, `full(C; A, B)`, `mono(f)`."""

    head: Ref
    args: tuple[Expr, ...]
    rest: tuple[Expr, ...] | None = None


@dataclass(frozen=True)
class Number(Expr):
    """An exact rational numerator/denominator in lowest terms (denominator >= 1)."""

    numerator: int
    denominator: int = 1


@dataclass(frozen=True)
class Card(Expr):
    """`|set|`."""

    of: Expr


@dataclass(frozen=True)
class Unknown(Expr):
    """`?`: a value that is not given."""


@dataclass(frozen=True)
class SetSum(Expr):
    """`S + T` on structures, or a sum of numbers."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class SetProduct(Expr):
    """`S * T` on structures, or a product of numbers."""

    left: Expr
    right: Expr


# ---------------------------------------------------------------- category literals


@dataclass(frozen=True)
class ObjectName(Node):
    """A declared name (object, element, generator of a sort)."""

    name: str


@dataclass(frozen=True)
class ArrowDecl(Node):
    """`f, g : dom -> cod`."""

    names: tuple[ObjectName, ...]
    dom: Expr
    cod: Expr


@dataclass(frozen=True)
class Equation(Node):
    """`label: p = q = r`, two or more sides."""

    label: str | None
    sides: tuple[Expr, ...]


@dataclass(frozen=True)
class Presentation(Expr):
    """`{ objects ... arrows ... equations ... }`."""

    objects: tuple[ObjectName, ...]
    arrows: tuple[ArrowDecl, ...]
    equations: tuple[Equation, ...]


@dataclass(frozen=True)
class TableLiteral(Expr):
    """`table { objects ... arrows ... compose e ; e = e, ... }`; every composite is an Equation of two sides."""

    objects: tuple[ObjectName, ...]
    arrows: tuple[ArrowDecl, ...]
    composites: tuple[Equation, ...]


@dataclass(frozen=True)
class PosetLiteral(Expr):
    """`poset { a <= b <= c, a <= d }`; a chain of one name declares an isolated point."""

    chains: tuple[tuple[ObjectName, ...], ...]


@dataclass(frozen=True)
class MonoidLiteral(Expr):
    """`monoid { elements a, b compose a ; a = b, ... }` or `group { ... }`."""

    keyword: Literal["monoid", "group"]
    elements: tuple[ObjectName, ...]
    composites: tuple[Equation, ...]


@dataclass(frozen=True)
class Interchange(Expr):
    """`quiver "..."`, `acset "..."`, `gap "..."`; `text_span` is the place of the quoted link or path."""

    format: Literal["quiver", "acset", "gap"]
    text: str
    text_span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


# ---------------------------------------------------------------- bodies of functors, tasks, transformations, pretext tasks


@dataclass(frozen=True)
class Mapping(Node):
    """`source |-> target`."""

    source: Expr
    target: Expr


@dataclass(frozen=True)
class Entry(Node):
    """`key = {x, y}`, `key = {u |-> x}`, `key = {}` (neither elements nor mappings), `key = ?`, `key = 1/2`."""

    key: Expr
    elements: tuple[ObjectName, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    value: Expr | None = None


@dataclass(frozen=True)
class Generated(Node):
    """`generated by x : A, y : B where x|e = x, y|f = x`."""

    generators: tuple[tuple[ObjectName, Expr], ...]
    equations: tuple[Equation, ...]


@dataclass(frozen=True)
class FromLabels(Node):
    """`from labels "file.csv"`."""

    path: str


@dataclass(frozen=True)
class Field(Node):
    """One `keyword value value ...` of a pretext, kernel or encoder block; values are names, strings, numbers, expressions."""

    key: str
    values: tuple[Expr, ...]


# ---------------------------------------------------------------- propositions


@dataclass(frozen=True)
class Prop(Node):
    """A proposition."""


@dataclass(frozen=True)
class Truth(Prop):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Not(Prop):
    body: Prop


@dataclass(frozen=True)
class Connective(Prop):
    """`and`, `or`: two or more parts (flattened); `implies` (right-associated), `iff`: exactly two."""

    operator: Literal["and", "or", "implies", "iff"]
    parts: tuple[Prop, ...]


@dataclass(frozen=True)
class Binder(Node):
    """`x: sort`; the sort is a Ref or Call (`C`, `C(X, Y)`, `T(X)`, `category`, `task(C)`)."""

    name: str
    sort: Expr


@dataclass(frozen=True)
class Quantified(Prop):
    """`forall`, `exists`, `exists!` over one or more variables, later sorts may mention earlier variables."""

    quantifier: Literal["forall", "exists", "exists!"]
    binders: tuple[Binder, ...]
    body: Prop


@dataclass(frozen=True)
class Comparison(Prop):
    """`sides[0] operators[0] sides[1] ...`; `category` is the C of a trailing `in C`."""

    sides: tuple[Expr, ...]
    operators: tuple[Literal["=", "!=", "<=", "<", ">=", ">"], ...]
    category: Expr | None = None


@dataclass(frozen=True)
class Atom(Prop):
    """A predicate applied: `representable(T)`, `promptable(T, card)`, a defined predicate; `bound` is an inline `within q`."""

    call: Call
    bound: Expr | None = None
