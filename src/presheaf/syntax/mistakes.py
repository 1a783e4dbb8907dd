"""Common mistakes of syntax: one table from which the parser takes its messages and the tests their bad inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Where the parser stopped: the offending token (text, "" at the end), the tokens before it, what could have stood there, the keyword."""

    token: str
    tokens: tuple[str, ...]
    accepts: frozenset[str]
    keyword: str

    @property
    def before(self) -> str:
        """The token before the offending one, "" at the start."""
        return self.tokens[-1] if self.tokens else ""


@dataclass(frozen=True)
class Mistake:
    """A recognisable mistake: `inputs` are bad specs that must lead to it."""

    message: str
    hint: str
    applies: Callable[[Found], bool]
    inputs: tuple[str, ...]


CHARACTERS = {
    "&": "write `and`",
    "!": "write `not`, or `!=`",
    "\u2208": "a variable and its sort are written X: C",
    "\u00d7": "write product(C, D) for categories, S * T for tasks",
    "\u00b7": "write f ; g for a composite (first f, then g)",
    "'": "names are quoted with double quotes",
    "%": "comments begin with #",
    "\\": "composites are written f ; g, formulas in plain text",
    "@": "names with unusual characters are put in double quotes",
}
"""Characters that other notations use, with what stands for them here."""


def _name(text: str) -> bool:
    return bool(text) and (text[0].isalpha() or text[0] in '_"')


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "equality is written with a single `=`",
        "write `=`; a map is written `|->`",
        lambda f: f.token == "=" and f.before == "=",
        ("category C { objects A arrows e : A -> A equations e ; e == e }", "claim a: |C| == 3"),
    ),
    Mistake(
        "a map is written with `|->`",
        "write x |-> y; `=` and `->` are for equations and for the ends of arrows",
        lambda f: "_MAPSTO" in f.accepts and f.token in ("->", "=", "=>", "\u2192"),
        ("functor F : C -> D { A -> X }", "functor F : C -> D { A = X }", "task T on C { f = {u -> x} }"),
    ),
    Mistake(
        "two ends are joined by `->`",
        "write f : A -> B for an arrow, F : C -> D for a functor",
        lambda f: "_TO" in f.accepts and (f.token in ("=>", "|->", ",") or _name(f.token)),
        ("category C { objects A, B arrows f : A => B }", "functor F : C D { }"),
    ),
    Mistake(
        "the second end of an arrow is missing",
        "write f : A -> B",
        lambda f: f.token in ("}", "") and ("_TO" in f.accepts or (f.before in ("->", "\u2192") and f.keyword == "category")),
        ("category C { objects A arrows f : A }", "category C { objects A arrows f : A -> }"),
    ),
    Mistake(
        "an arrow is no proposition",
        "write `implies` between propositions, and f: C(A, B) for a variable that ranges over arrows",
        lambda f: f.token in ("->", "\u2192", "=>", "|->") and f.keyword in ("claim", "define", "find"),
        ("claim a: C.A -> C.B", "claim a: thin(C) => skeletal(C)"),
    ),
    Mistake(
        "`.` qualifies a name, it does not compose",
        "write f ; g for a composite (first f, then g); the dot of a quantifier is followed by a space",
        lambda f: f.token == "." and "SEMICOLON" in f.accepts,
        ("claim a: f . g = h",),
    ),
    Mistake(
        "the items of a list are separated by commas",
        "write a comma; `;` is composition",
        lambda f: f.token == ";" and "COMMA" in f.accepts,
        ("category C { objects A; B }", "category C { objects A, B arrows f : A -> B; g : B -> A }"),
    ),
    Mistake(
        "two items of a list are separated by a comma",
        "put a comma before this",
        lambda f: "COMMA" in f.accepts and _name(f.token) and f.before in ("}", "]"),
        ("task T on C { A = {x} B = {y} }",),
    ),
    Mistake(
        "two names stand side by side",
        "write f ; g for a composite (first f, then g), p(x) to apply p to x, and commas between the items of a list",
        lambda f: _name(f.token) and _name(f.before) and bool(f.accepts & {"SEMICOLON", "COMMA", "RBRACE"}),
        ("category C { objects A arrows e : A -> A equations e e = e }", "category C { objects A B }", "claim a: representable T"),
    ),
    Mistake(
        "the name of the claim is followed by `:`",
        "write claim NAME: PROPOSITION",
        lambda f: f.keyword in ("claim", "find", "count") and len(f.tokens) == 2 and "COLON" in f.accepts,
        ("claim a representable(T)", "claim a = b"),
    ),
    Mistake(
        "a variable is followed by `:` and what it ranges over",
        "write X: C for objects, f: C(X, Y) for arrows, u: T(X) for elements; several are separated by commas",
        lambda f: f.keyword in ("claim", "find", "count", "define") and "COLON" in f.accepts,
        ("claim a: exists X. true", "claim a: forall X in C. true", "define p(X) := true"),
    ),
    Mistake(
        "an import names its file in double quotes",
        'write import "groups.psh"',
        lambda f: f.keyword == "import" and f.accepts <= {"STRING"},
        ("import groups.psh",),
    ),
    Mistake(
        "an expression stands after `=`",
        "write category C = EXPR, pretext P = KIND { ... }; blocks of objects and arrows stand without it",
        lambda f: f.accepts <= {"EQ"} and bool(f.token),
        ("pretext P rotation { images a }", "pretext P { images a }"),
    ),
    Mistake(
        "a category is given by a block or after `=`",
        "write category C { objects A, B  arrows f : A -> B } or category C = chain(3)",
        lambda f: f.keyword == "category" and "LBRACE" in f.accepts and "EQ" in f.accepts,
        ("category C objects A", "category C"),
    ),
    Mistake(
        "a quantifier is followed by `.` and its body",
        "write forall X: C. PROPOSITION, with a space after the dot",
        lambda f: "_DOT" in f.accepts and f.token in (":", ")", "=>", "{", ""),
        ("claim a: (forall X: C) and true", "claim a: forall X: C"),
    ),
    Mistake(
        "the declaration ends too early",
        "something is missing at its end",
        lambda f: f.token == "",
        ("claim a:", "claim a: forall X: C.", "task T on C", "claim a: 3 +", "claim a: not"),
    ),
)
