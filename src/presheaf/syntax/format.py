"""The formatter: canonical spacing, indentation and ASCII spellings, with every comment and line break kept where it was.

It works on tokens, so that comments survive; a formatted text has the syntax trees of the original, which `format_text` checks.
Alignment before `expect`, `within`, `by` and comments is the author's and is kept; the steps of a proof stand below each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from presheaf.source import Diagnostic
from presheaf.syntax.parser import parse
from presheaf.syntax.split import CLAUSES, KEYWORDS

_TOKEN = re.compile(
    r"""(?P<newline>\n)|(?P<space>[^\S\n]+)|(?P<comment>\#[^\n]*)|(?P<string>"(?:[^"\\\n]|\\.)*")
      |(?P<word>exists\s*!|∃\s*!|[^\W\d][\w']*)|(?P<number>\d+\.\d+|\d+)
      |(?P<sign>\|->|->|=>|<=|>=|!=|:=|[→↦⇒≤≥≠∀∃¬∧∨⟹⟺])|(?P<other>.)""",
    re.VERBOSE,
)
_ASCII = {
    "→": "->", "↦": "|->", "⇒": "=>", "≤": "<=", "≥": ">=", "≠": "!=", "∀": "forall", "∃": "exists", "∃!": "exists!",
    "¬": "not", "∧": "and", "∨": "or", "⟹": "implies", "⟺": "iff",
}  # fmt: skip
_LOGIC = frozenset({"forall", "exists", "exists!", "not", "and", "or", "implies", "iff"})
_RESERVED = frozenset({*KEYWORDS, *CLAUSES, *_LOGIC, "as", "table", "poset", "monoid", "matrix"})
_SECTIONS = frozenset({"objects", "arrows", "equations", "compose", "elements"})
_ARGUMENT_LISTS = frozenset({"full", "constant", "presheaves"})
_QUALIFIES = re.compile(r"""[\w'"]\.(?=[^\W\d]|["(])""")
_TIGHT_LEFT = frozenset({"qualifier", "restrict", "close"})  # kinds without a blank before them
_TIGHT_KINDS = frozenset({"qualifier", "restrict", "open"})  # kinds without a blank after them
_TIGHT_BEFORE = frozenset({",", ")", "]", "^", "/", "."})
_TIGHT_AFTER = frozenset({"(", "[", "^", "/"})


@dataclass
class _Token:
    text: str
    kind: str
    gap: int  # blanks before it on its line
    touches: bool  # nothing between it and the token before


class Unformattable(Exception):
    """The text has syntax errors; `diagnostics` are they."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("the text has syntax errors")
        self.diagnostics = diagnostics


def format_text(text: str, path: str) -> str:
    """The formatted text; idempotent. Raises Unformattable if the text does not parse, AssertionError if the trees would change."""
    before, found = parse(text, path)
    if found:
        raise Unformattable(found)
    out = _Layout().run(text)
    after, _ = parse(out, path)
    if after.declarations != before.declarations:
        raise AssertionError(f"formatting {path} would change its meaning")
    return out


def _lines(text: str) -> list[list[_Token]]:
    """The tokens of every line; bars and dots get the kind that their place gives them."""
    rows: list[list[_Token]] = [[]]
    gap, touches = 0, False
    text = text.lstrip("\ufeff")
    for match in _TOKEN.finditer(text):
        kind, body = str(match.lastgroup), match.group()
        if kind == "newline":
            rows.append([])
            gap, touches = 0, False
        elif kind == "space":
            gap, touches = len(body), False
        else:
            word = _ASCII.get(re.sub(r"\s", "", body), re.sub(r"\s", "", body)) if kind in ("word", "sign") else body.rstrip()
            if word == "." and _QUALIFIES.match(text, max(match.start() - 1, 0)):
                kind = "qualifier"
            rows[-1].append(_Token(word, "word" if word in _LOGIC else kind, gap, touches))
            gap, touches = 0, True
    _mark_bars([t for row in rows for t in row if t.kind != "comment"])
    return rows


def _mark_bars(tokens: list[_Token]) -> None:
    """Tell the bars of |S| (kinds `open`, `close`) from that of x|f (`restrict`)."""
    depth = 0
    bars: list[int] = []
    previous: _Token | None = None
    for token in tokens:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.text == "|":
            if bars and bars[-1] == depth:
                token.kind = "close"
                bars.pop()
            elif _operand(previous):
                token.kind = "restrict"
            else:
                token.kind = "open"
                bars.append(depth)
        previous = token


def _operand(token: _Token | None) -> bool:
    """Whether a token ends an expression, so that a bar after it restricts and a bracket after it applies."""
    if token is None:
        return False
    if token.kind in ("string", "number", "close"):
        return True
    return (token.kind == "word" and token.text not in _RESERVED) or token.text in (")", "}", "?")


class _Layout:
    """The state of the layout: open brackets (with `block` for those of declarations, `list` for full(C; ...)), sections, `within`."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.section: list[int] = []  # per bracket: the column at which the items of its section begin, 0 outside sections
        self.within = False
        self.started = False
        self.step: int | None = None  # in a proof: the column of its steps, 0 before the first
        self.verbatim = False  # in a kernel, whose body is kept as text
        self.weighted = False  # in a weighted category: what follows its objects has no keyword of its own and stands below `objects`

    def run(self, text: str) -> str:
        """The text of all lines; at most one empty line in a row."""
        out: list[str] = []
        for row in _lines(text):
            line = self._line(row)
            if line or (out and out[-1]):
                out.append(line)
        while out and not out[-1]:
            out.pop()
        return "\n".join(out) + "\n" if out else ""

    def _line(self, row: list[_Token]) -> str:
        if not row:
            return ""
        line = " " * self._indent(row[0])
        previous: _Token | None = None
        for i, token in enumerate(row):
            follows = row[i + 1].text if i + 1 < len(row) else ""
            line += ("" if previous is None else self._space(previous, token)) + token.text
            self._advance(previous, token, follows, len(line))
            previous = token
        return line.rstrip()

    def _indent(self, first: _Token) -> int:
        depth = len(self.open)
        if depth == 0 and first.kind == "word" and first.text in KEYWORDS:
            self.started, self.within, self.verbatim, self.weighted = True, False, first.text == "kernel", first.text == "weighted"
            self.step = None
            return 0
        if first.kind == "comment" and depth == 0:
            return 2 if self.started and first.gap else 0
        if self.step is not None and depth == 0 and first.text == "=":
            return self.step or 4
        if first.text in (")", "}", "]"):
            return 2 * (depth - 1)
        if self.section and self.section[-1] and first.text not in _SECTIONS:
            return self.section[-1]
        return 2 * max(depth, 1)

    def _advance(self, previous: _Token | None, token: _Token, follows: str, column: int) -> None:
        text = token.text
        if token.kind == "comment":
            return
        if text in ("(", "[", "{"):
            listed = text == "(" and previous is not None and previous.text in _ARGUMENT_LISTS
            self.open.append("list" if listed else "block" if text == "{" and not self.open else text)
            self.section.append(0)
        elif text in (")", "]", "}"):
            self.open.pop()
            self.section.pop()
        elif token.kind == "word" and text in _SECTIONS and self.open and self.open[-1] == "block" and follows != ":":
            alone = not follows or follows.startswith("#")
            self.section[-1] = 0 if self.weighted else 2 * len(self.open) + 2 if alone else column + 1
        elif text in ("within", "expect"):
            self.within, self.step = text == "within", None
        elif text == "proof" and token.kind == "word" and not self.open:
            self.step = 0
        elif text == "=" and self.step == 0:
            self.step = column - 1

    def _space(self, a: _Token, b: _Token) -> str:
        """What stands between two tokens of a line."""
        if b.kind == "comment":
            return " " * max(2, b.gap)
        if self.verbatim:
            return " " * min(1, b.gap)
        if b.text in ("expect", "within", "by") and not self.open:
            return " " * max(1, b.gap)
        if a.text == "{" or b.text == "}":
            return " " if self.open and self.open[-1] == "block" and a.text + b.text != "{}" else ""
        if b.text == ";" and (self.open[-1] == "list" if self.open else self.within):
            return ""
        if b.text == ":":
            return " " if b.gap else ""
        if b.text == "(":
            applied = _operand(a) and a.text not in (")", "}")
            return (
                ""
                if applied or a.text in _TIGHT_AFTER or a.kind in _TIGHT_KINDS or (a.kind == "word" and a.text not in _LOGIC and b.touches)
                else " "
            )
        if _operand(a) and b.kind == "word" and b.text not in _LOGIC and self.open:
            return " " * min(max(1, b.gap), 2)  # two blanks between the sections and fields of a block, if the author likes them
        tight = (
            b.text in _TIGHT_BEFORE or b.kind in _TIGHT_LEFT or a.text in _TIGHT_AFTER or a.kind in _TIGHT_KINDS or (a.text, a.kind) == ("-", "other")
        )
        return "" if tight else " "
