"""Text to syntax tree: every declaration is parsed by itself, so that all mistakes of a file are reported in one run."""

from __future__ import annotations

import difflib
import re
import sys
from functools import lru_cache
from typing import Any

import lark

from presheaf.source import Diagnostic, Span, SpecError, in_order
from presheaf.syntax import ast
from presheaf.syntax.declare import DeclarationBuilder
from presheaf.syntax.mistakes import CHARACTERS, MISTAKES, Found
from presheaf.syntax.split import KEYWORDS, Piece, Splitter, too_long
from presheaf.syntax.tables import grammar

_RECURSION = 10_000
_SHORT = 2_000  # characters of a declaration whose tree is kept: a file that is read again has mostly the same ones
_KERNEL = re.compile(r"kernel\s+(?P<name>[^\W\d][\w']*)\s*(?:\((?P<parameters>[^()]*)\))?\s*=(?P<body>.*)", re.DOTALL)
_NAMED = re.compile(r"\w+\s+([^\W\d][\w']*)")
_WORDS = {
    "NAME": "a name", "STRING": "a quoted text", "INT": "a number", "DECIMAL": "a number", "SIGNED": "a number", "_TO": "`->`", "_MAPSTO": "`|->`",
    "EQ": "`=`", "COMMA": "`,`", "RBRACE": "`}`", "LBRACE": "`{`", "LPAR": "`(`", "RPAR": "`)`", "COLON": "`:`", "SEMICOLON": "`;`", "_DOT": "`.`",
    "VBAR": "`|`", "_DOUBLE": "`=>`", "_DEFINED": "`:=`", "QDOT": "`.`", "$END": "the end of the declaration", "RSQB": "`]`", "LSQB": "`[`",
    "LE": "`<=`", "GE": "`>=`", "NE": "`!=`", "LT": "`<`", "GT": "`>`", "QOPEN": "`.`", "INTERCHANGE": "`quiver`",
}  # fmt: skip


def parse(text: str, path: str) -> tuple[ast.Spec, list[Diagnostic]]:
    """The declarations of a file that could be read, and what is wrong with the others. Linear; never raises on bad input.

    Spans count code points of `text`; `path` is the name that diagnostics carry.
    """
    if (limit := sys.getrecursionlimit()) < _RECURSION:
        sys.setrecursionlimit(max(limit, _RECURSION))  # trees are bounded by split.MAX_DEPTH and MAX_CHAIN
    long = too_long(text, path)
    if long:
        return ast.Spec(path, ()), [long]
    pieces, found = Splitter(text, path).run()
    if any(d.code == "E107" for d in found):
        return ast.Spec(path, ()), in_order(found)
    declarations, unread = [], []
    for piece in pieces:
        try:
            declarations.append(_declaration(text, path, piece))
        except SpecError as error:
            found.extend(error.diagnostics)
            unread += _NAMED.findall(text, piece.start, min(piece.end, piece.start + 200))[:1]
        except RecursionError:
            span = Span(path, piece.start, piece.start + len(piece.keyword))
            found.append(Diagnostic("E107", "this declaration is nested too deeply", span, hint="name its parts by declarations of their own"))
    return ast.Spec(path, tuple(declarations), tuple(unread)), in_order(found)


def _declaration(text: str, path: str, piece: Piece) -> ast.Declaration:
    if piece.keyword not in KEYWORDS:
        near = difflib.get_close_matches(piece.keyword, KEYWORDS, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(KEYWORDS)}"
        span = Span(path, piece.start, piece.start + len(piece.keyword))
        raise SpecError(Diagnostic("E101", f"`{piece.keyword}` is not a keyword that starts a declaration", span, hint=hint))
    body = text[piece.start : piece.end]
    if piece.keyword == "kernel":
        return _kernel(body, path, piece)
    try:
        tree = _tree(body) if len(body) <= _SHORT else grammar().parse(body)
    except lark.UnexpectedInput as error:
        raise SpecError(_explain(error, body, path, piece)) from None
    builder = DeclarationBuilder(path, piece.start)
    return builder.build(tree)  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def _tree(body: str) -> lark.Tree[Any]:
    """The tree of a declaration, places counted from its start; nobody changes it."""
    return grammar().parse(body)


def _kernel(body: str, path: str, piece: Piece) -> ast.Declaration:
    """A kernel's body is a sympy expression, kept as text."""
    clean = re.sub(r"#[^\n]*", "", body).rstrip()
    match = _KERNEL.fullmatch(clean)
    span = Span(path, piece.start, piece.start + len(body.rstrip()))
    if not match or not match["body"].strip():
        raise SpecError(
            Diagnostic("E100", "a kernel is written kernel NAME(PARAMETERS) = EXPRESSION", span, hint="kernel gauss(tau) = exp(-norm2(x - y) / tau)")
        )
    name = Span(path, piece.start + match.start("name"), piece.start + match.end("name"))
    parameters = tuple(p.strip() for p in (match["parameters"] or "").split(",") if p.strip())
    return ast.KernelDecl(match["name"], parameters, " ".join(match["body"].split()), name_span=name, span=span)


def _explain(error: lark.UnexpectedInput, body: str, path: str, piece: Piece) -> Diagnostic:
    """What a lark error means, by the table of mistakes."""
    at, token = _stop(error, body)
    accepts = frozenset(_accepts(error))
    before = re.findall(r'"(?:[^"\\\n]|\\.)*"|[\w\']+|\|->|[-=:]>|\S', re.sub(r"#[^\n]*", "", body[:at]))
    span = Span(path, piece.start + at, piece.start + max(at + len(token), at + 1))
    if isinstance(error, lark.UnexpectedCharacters) and not _readable(token):
        if token == '"':
            return Diagnostic("E103", "this quoted text does not end on its line", span, hint='close it with `"`; write \\n for a line end')
        return Diagnostic("E105", f"the character {token!r} has no meaning here", span, hint=CHARACTERS.get(token, _expected(accepts)))
    found = Found(token, tuple(before), accepts, piece.keyword)
    near = _nearest(token, accepts)
    if near:
        return Diagnostic("E101", f"`{token}` is not a keyword here", span, hint=f"did you mean `{near}`?")
    mistake = next((m for m in MISTAKES if m.applies(found)), None)
    shown = f"`{token}`" if token else "the end of the declaration"
    if mistake:
        return Diagnostic("E100", mistake.message, span, label=f"at {shown}", hint=mistake.hint)
    return Diagnostic("E100", f"{shown} cannot stand here", span, hint=_expected(accepts))


def _stop(error: lark.UnexpectedInput, body: str) -> tuple[int, str]:
    if isinstance(error, lark.UnexpectedToken) and error.token.type != "$END":
        return int(error.token.start_pos or 0), str(error.token)
    if isinstance(error, lark.UnexpectedCharacters):
        at = int(error.pos_in_stream or 0)
        word = re.compile(r"[^\W\d][\w']*|\d+").match(body, at)
        return at, word.group() if word else body[at : at + 1]
    end = len(re.sub(r"(?:\s|#[^\n]*)+\Z", "", body))
    return max(end - 1, 0), ""


def _readable(token: str) -> bool:
    return bool(token) and (token[0].isalnum() or token[0] in "_=<>:;,.|^*+-/~?(){}[]→↦⇒≤≥≠∀∃¬∧∨⟹⟺∘")


def _accepts(error: Any) -> set[str]:
    found = getattr(error, "accepts", None) or getattr(error, "allowed", None) or getattr(error, "expected", None) or set()
    return {str(t) for t in found}


def _keyword(terminal: str) -> str:
    return terminal.lstrip("_").lower()


def _nearest(token: str, accepts: frozenset[str]) -> str:
    """A keyword that could stand here and that the token misspells."""
    words = [_keyword(t) for t in accepts if _keyword(t).isalpha() and t not in _WORDS and len(_keyword(t)) > 3]
    found = difflib.get_close_matches(token, words, 1, 0.75)
    return found[0] if found and found[0] != token else ""


def _expected(accepts: frozenset[str]) -> str:
    words = sorted({_WORDS.get(t, f"`{_keyword(t)}`") for t in accepts if t in _WORDS or _keyword(t).isalpha()})
    return f"expected {', '.join(words[:8])}" if words else ""
