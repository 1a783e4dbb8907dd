"""Cutting a file into declarations, so that a mistake in one of them does not hide those in the others. Linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from presheaf.source import Diagnostic, Span

KEYWORDS = [
    "import",
    "category",
    "functor",
    "presheaf",
    "task",
    "copresheaf",
    "transformation",
    "samples",
    "weighted",
    "pretext",
    "kernel",
    "encoder",
    "define",
    "claim",
    "find",
    "count",
]
CLAUSES = frozenset(
    [
        "within",
        "expect",
        "proof",
        "with",
        "where",
        "objects",
        "arrows",
        "equations",
        "compose",
        "elements",
        "generated",
        "from",
        "on",
        "in",
        "by",
        "not",
        "and",
        "or",
        "implies",
        "iff",
    ]
)
MAX_DEPTH = 200
MAX_LINE = 1_000_000

_TOKEN = re.compile(r'(?P<skip>\s+|#[^\n]*)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<name>[^\W\d][\w\']*)|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<other>.)')
_LINK = frozenset(":,(|;=>∘+*.")  # after one of these a keyword is a sort or an operand, not the start of a declaration


@dataclass(frozen=True)
class Piece:
    """The text start..end-1 of one declaration; `keyword` is its first word (which may be misspelt)."""

    start: int
    end: int
    keyword: str


def too_long(text: str, path: str) -> Diagnostic | None:
    """A diagnostic for a line beyond MAX_LINE characters."""
    start = 0
    while len(text) - start > MAX_LINE:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > MAX_LINE:
            hint = "put the items of long lists on lines of their own, or the data into a CSV file"
            return Diagnostic("E106", f"a line of {end - start:,} characters", Span(path, start, start + 1), hint=hint)
        start = end + 1
    return None


class Splitter:
    """One pass over the tokens of a file."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.tokens = [m for m in _TOKEN.finditer(text) if m.lastgroup != "skip"]
        self.pieces: list[Piece] = []
        self.found: list[Diagnostic] = []
        self.stack: list[int] = []
        self.begin, self.keyword = -1, ""

    def run(self) -> tuple[list[Piece], list[Diagnostic]]:
        """The declarations and the mistakes in their bracketing."""
        for i, m in enumerate(self.tokens):
            group, at = m.lastgroup, m.start()
            if group == "open":
                self.stack.append(at)
                if len(self.stack) == MAX_DEPTH + 1:
                    self.error("E107", f"brackets are nested deeper than {MAX_DEPTH} levels", at, "name the inner parts by declarations of their own")
            elif group == "close":
                self.closing(at)
            elif group == "name" and self.starts(i):
                self.cut(at)
                self.begin, self.keyword = at, m.group()
            if self.begin < 0:
                self.error("E101", "a declaration starts with a keyword", at, f"one of {', '.join(KEYWORDS)}")
                self.begin, self.keyword = at, ""
        if self.stack and self.begin >= 0:
            self.unclosed()
        self.cut(len(self.text))
        return self.pieces, self.found

    def error(self, code: str, message: str, at: int, hint: str) -> None:
        """Note a mistake at one character or word."""
        end = next((m.end() for m in (_TOKEN.match(self.text, at),) if m and m.lastgroup in ("name", "string")), at + 1)
        self.found.append(Diagnostic(code, message, Span(self.path, at, end), hint=hint))

    def unclosed(self) -> None:
        """The innermost open bracket is never closed."""
        at = self.stack[0]
        self.error("E102", f"`{self.text[at]}` is never closed", at, "close it before the next declaration")
        self.keyword = ""
        self.stack.clear()

    def closing(self, at: int) -> None:
        """Match a closing bracket."""
        if not self.stack:
            self.error("E104", f"`{self.text[at]}` closes nothing", at, "remove it, or open a bracket before it")
            self.keyword = ""
        elif "([{".index(self.text[self.stack.pop()]) != ")]}".index(self.text[at]):
            self.error(
                "E104", f"`{self.text[at]}` closes a bracket of another kind", at, "brackets are closed in the order in which they were opened"
            )
            self.keyword = ""

    def starts(self, i: int) -> bool:
        """Whether token i is the first word of a declaration."""
        m = self.tokens[i]
        follows = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        before = self.tokens[i - 1].group() if i else ""
        at_line_start = m.start() == 0 or self.text[m.start() - 1] == "\n"
        word = m.group()
        known = word in KEYWORDS
        named = follows is not None and (follows.lastgroup == "string" or (follows.lastgroup == "name" and follows.group() not in CLAUSES))
        if self.stack:
            if known and named and at_line_start and before not in (",", ":") and self._head(i):
                self.unclosed()
                return True
            return False
        if before[-1:] in _LINK and before not in (")",) and not (at_line_start and known and named):
            return False
        if known:
            return named or at_line_start
        return at_line_start and named and word not in CLAUSES and self._head(i)

    def _head(self, i: int) -> bool:
        """Whether a name and then `{`, `:`, `=`, `(` or `on` follow token i."""
        after = self.tokens[i + 2].group() if i + 2 < len(self.tokens) else ""
        return after in ("{", ":", "=", "(", "on", "as", "within") or self.tokens[i].group() == "import"

    def cut(self, end: int) -> None:
        """End the present declaration; one that already has a bracketing mistake is dropped."""
        if self.begin >= 0 and self.keyword:
            self.pieces.append(Piece(self.begin, end, self.keyword))
        self.stack.clear()
        self.begin = -1 if end < len(self.text) else self.begin
