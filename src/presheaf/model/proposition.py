"""Claims after name resolution: typed propositions over models. Structures are model objects, everything else is a term.

Variable names are unique within a claim (the elaborator renames shadowing binders), defined predicates are already expanded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from presheaf.model.category import Category
from presheaf.model.closure import Presentation
from presheaf.model.diagrams import PresentedSets
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.structure import Structure
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.source import NOWHERE, Span

if TYPE_CHECKING:
    from presheaf.model.elaborate.instances import Scoped


class Term:
    """Denotes an object, arrow, element or number."""


@dataclass(frozen=True)
class Variable(Term):
    name: str


@dataclass(frozen=True)
class ObjectAt(Term):
    category: Category | Weighted
    index: int


@dataclass(frozen=True)
class ArrowAt(Term):
    category: Category
    index: int


@dataclass(frozen=True)
class ElementAt(Term):
    functor: SetFunctor
    index: int


@dataclass(frozen=True)
class IdentityOf(Term):
    category: Category
    object: Term


@dataclass(frozen=True)
class Composite(Term):
    """first ; second."""

    category: Category
    first: Term
    second: Term


@dataclass(frozen=True)
class Acted(Term):
    """element|arrow (contravariant) or arrow(element) (covariant)."""

    functor: SetFunctor
    element: Term
    arrow: Term


@dataclass(frozen=True)
class ImageObject(Term):
    functor: Functor | WeightedFunctor
    object: Term


@dataclass(frozen=True)
class ImageArrow(Term):
    functor: Functor
    arrow: Term


@dataclass(frozen=True)
class ImageElement(Term):
    """A component of a transformation at an element."""

    transformation: Transformation
    element: Term


@dataclass(frozen=True)
class Integer(Term):
    value: int


@dataclass(frozen=True)
class Rational(Term):
    """A number that is not whole."""

    value: Fraction


@dataclass(frozen=True)
class WeightAt(Term):
    """L(x, y)."""

    weighted: Weighted
    dom: Term
    cod: Term


@dataclass(frozen=True)
class ValueAt(Term):
    """t(x)."""

    task: WeightedTask
    object: Term


@dataclass(frozen=True)
class ObjectCount(Term):
    category: Category | Weighted


@dataclass(frozen=True)
class ArrowCount(Term):
    """Arrows with identities."""

    category: Category


@dataclass(frozen=True)
class HomCount(Term):
    category: Category
    dom: Term
    cod: Term


@dataclass(frozen=True)
class ElementCount(Term):
    """|T(X)|, or all elements when `over` is None."""

    functor: SetFunctor
    over: Term | None


@dataclass(frozen=True)
class NaturalCount(Term):
    """|Nat(S, T)|."""

    dom: SetFunctor
    cod: SetFunctor


@dataclass(frozen=True)
class FunctorCount(Term):
    """|functor(C, D)|."""

    dom: Category
    cod: Category


@dataclass(frozen=True)
class Measured(Term):
    """A measure (a name in `claims.MEASURES`) of structures and numbers, such as the number of completions of samples."""

    name: str
    arguments: tuple[Structure | int | Fraction, ...]


@dataclass(frozen=True)
class Arithmetic(Term):
    operator: Literal["+", "*"]
    left: Term
    right: Term


# ---------------------------------------------------------------- what a variable ranges over


@dataclass(frozen=True)
class ObjectSort:
    category: Category | Weighted


@dataclass(frozen=True)
class ArrowSort:
    """Arrows dom -> cod; None leaves that end free."""

    category: Category
    dom: Term | None
    cod: Term | None


@dataclass(frozen=True)
class ElementSort:
    """Elements of T(over), of all objects when `over` is None."""

    functor: SetFunctor
    over: Term | None


Sort = ObjectSort | ArrowSort | ElementSort


# ---------------------------------------------------------------- propositions

Argument = Structure | Term | int | Fraction | str
"""An argument of a predicate: a structure, a term, a number (k), a tolerance (`within`), or a mode word such as "card"."""


@dataclass(frozen=True)
class Proposition:
    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class Constant(Proposition):
    value: bool


@dataclass(frozen=True)
class Negation(Proposition):
    body: Proposition


@dataclass(frozen=True)
class Junction(Proposition):
    """`and`/`or` of any number of parts; `implies`/`iff` of two."""

    operator: Literal["and", "or", "implies", "iff"]
    parts: tuple[Proposition, ...]


@dataclass(frozen=True)
class Quantifier(Proposition):
    """One variable; several binders are nested. `exists!` is "exactly one"."""

    quantifier: Literal["forall", "exists", "exists!"]
    variable: str
    sort: Sort
    body: Proposition


@dataclass(frozen=True)
class Instances(Proposition):
    """A quantifier over structures written out: `parts[i]` is its body at `structures[i]`.

    `structures` are all functors, or all natural transformations, between the two in `ends`, no two the same.
    """

    quantifier: Literal["forall", "exists", "exists!"]
    variable: str
    ends: tuple[Category, Category] | tuple[SetFunctor, SetFunctor]
    structures: tuple[Functor | Transformation, ...]
    parts: tuple[Proposition, ...]


@dataclass(frozen=True)
class Relation(Proposition):
    """Two terms of one kind; order relations on numbers only. `>`/`>=` are swapped and `!=` negated by the elaborator."""

    operator: Literal["=", "<=", "<"]
    left: Term
    right: Term


@dataclass(frozen=True)
class PathEquation(Proposition):
    """left = right in the category presented, which may be infinite: two words of generators from `start` to one object.

    `chain` is a proof that was written, steps (position, law, 0 or 1 for backwards); `separated` a functor with an element over `start`, given to
    show that the paths differ. Where one is given, nothing else is looked for. `name` is what the category is called.
    """

    presentation: Presentation
    name: str
    start: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    chain: tuple[tuple[int, int, int], ...] | None = None
    separated: tuple[PresentedSets, int] | None = None


@dataclass(frozen=True)
class Predicate(Proposition):
    """A claim kind (a name in KINDS) applied to arguments whose kinds have been checked against its parameters."""

    kind: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Claim:
    """One claim of a file, ready to be decided.

    `proposition` is None when it cannot be decided, `blocked` then says why (an unclosed presentation): verdict unknown (bound).
    `text` is the proposition as the printer writes it. `places` maps the names of the structures it mentions to their declarations. A `find`
    holds like a claim; what it asks for is the witness. A claim about all structures in a scope is `scoped` instead of a proposition.
    `with_witness` is the place of a witness that was given: then the proposition says that it is one, and it is a mistake if that is false.
    """

    name: str
    file: str
    line: int
    span: Span
    text: str
    proposition: Proposition | None
    expected: Literal["holds", "refuted", "unknown", "vacuous"]
    blocked: str = ""
    places: tuple[tuple[str, Span], ...] = ()
    word: Literal["claim", "find", "count"] = "claim"
    scoped: Scoped | None = None
    with_witness: Span | None = None
