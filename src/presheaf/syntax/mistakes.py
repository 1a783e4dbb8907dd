"""Common mistakes of syntax: one table from which the parser takes its messages and the tests their bad inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Where the parser stopped: the offending token (text, "" at the end), the one before it, what could have stood there, the text around."""

    token: str
    before: str
    accepts: frozenset[str]
    keyword: str
    rest: str


@dataclass(frozen=True)
class Mistake:
    """A recognisable mistake: `inputs` are bad specs that must lead to it."""

    message: str
    hint: str
    applies: Callable[[Found], bool]
    inputs: tuple[str, ...]


def _name(text: str) -> bool:
    return bool(text) and (text[0].isalpha() or text[0] in '_"')


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "equality is written with a single `=`",
        "write `=`; a map is written `|->`",
        lambda f: f.token == "=" and f.before == "=",
        ("category C { objects A arrows e : A -> A equations e ; e == e }",),
    ),
    Mistake(
        "a map is written with `|->`",
        "write x |-> y; `=` and `->` are for equations and for the ends of arrows",
        lambda f: "_MAPSTO" in f.accepts and f.token in ("->", "=", "=>", "→"),
        ("functor F : C -> D { A -> X }", "functor F : C -> D { A = X }", "task T on C { f = {u -> x} }"),
    ),
    Mistake(
        "the ends of an arrow are written with `->`",
        "write f : A -> B",
        lambda f: "_TO" in f.accepts and f.token in ("=>", "|->", ","),
        ("category C { objects A, B arrows f : A => B }",),
    ),
    Mistake(
        "juxtaposition is not composition",
        "write f ; g (first f, then g), or g ∘ f; separate list items by commas",
        lambda f: _name(f.token) and _name(f.before) and ("SEMICOLON" in f.accepts or "COMMA" in f.accepts),
        ("category C { objects A arrows e : A -> A equations e e = e }", "category C { objects A B }"),
    ),
    Mistake(
        "a composite of three sides of an arrow is missing its second end",
        "write f : A -> B",
        lambda f: "_TO" in f.accepts and f.token in ("}", ""),
        ("category C { objects A arrows f : A }",),
    ),
    Mistake(
        "the name of the claim is followed by `:`",
        "write claim NAME: PROPOSITION",
        lambda f: f.keyword in ("claim", "find", "count") and f.accepts <= {"COLON"},
        ("claim a representable(T)",),
    ),
    Mistake(
        "a name is needed here, and this is a keyword",
        'put it in double quotes to use it as a name: "claim"',
        lambda f: bool(f.accepts & {"NAME", "STRING"}) and f.token.isalpha() and len(f.token) > 1,
        ("category within { objects A }",),
    ),
    Mistake(
        "the declaration ends too early",
        "something is missing at its end",
        lambda f: f.token == "",
        ("claim a:", "claim a: forall X: C.", "category C", "task T on C"),
    ),
    Mistake(
        "two items of a list are separated by a comma",
        "put a comma before this",
        lambda f: "COMMA" in f.accepts and _name(f.token),
        ("task T on C { A = {x} B = {y} }",),
    ),
    Mistake(
        "a quantifier is followed by `.` and its body",
        "write forall X: C. PROPOSITION, with a space after the dot",
        lambda f: "_DOT" in f.accepts and f.token in (",", ":", ")", "=>", "{"),
        ("claim a: forall X: C) true",),
    ),
)
