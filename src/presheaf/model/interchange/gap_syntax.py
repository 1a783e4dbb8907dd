"""The data part of the GAP language: numbers, strings, lists, ranges and records. Nothing is ever evaluated.

Anything else (other statements, function calls) is passed over, but for the wrappers with which GAP's category packages print data:
`BigInt( 3 )` is 3, `Pair( a, b )` and `NTuple( 2, a, b )` are lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from presheaf.model.interchange.errors import Unreadable

DEPTH = 60
DIGITS = 18
FAULTS = 20
TOKENS = 2_000_000  # a row of numbers is one token
RANGES = 5_000_000  # numbers in all ranges together
_TOKEN = re.compile(
    r"""(?P<space>[\s]+|\#[^\n]*|\\\n)
    |(?P<ints>\[\s*-?\d{1,9}(?:\s*,\s*-?\d{1,9}+)*+\s*\])
    |(?P<int>-?\d+)
    |(?P<name>[A-Za-z_@][A-Za-z0-9_@!]*)
    |(?P<string>"(?:[^"\\\n]|\\[^\n]|\\\n)*+")
    |(?P<mark>:=|\.\.|[\[\](){},;.]|->|<>|<=|>=|[^\w\s"])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(\n|[0-7]{3}|0x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "c": "\x03"}
_ONE = frozenset({"BigInt", "FinSet", "Immutable", "MakeImmutable", "ShallowCopy", "StructuralCopy", "AsList"})


@dataclass(frozen=True)
class Other:
    """A value that is no data: a name such as `fail` or `true`, or a function applied."""

    text: str


Value = int | str | list["Value"] | dict[str, "Value"] | Other


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the kind ints, int, name, string, mark or end, and where it starts."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text without spaces and comments, and a last one of the kind end."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _bad(text, at, "a string is not closed" if text[at] == '"' else f"{text[at]!r} has no meaning in GAP")
        kind = str(found.lastgroup)
        if kind != "space":
            yield Token(kind, found[0], at)
        at = found.end()
    yield Token("end", "the end of the file", at)


def _bad(text: str, at: int, message: str) -> Unreadable:
    line = text.count("\n", 0, at) + 1
    return Unreadable("E395", f"line {line}: {message}", "a table is rec( data_tables := [ [ objects, morphisms ], [ ... ] ], ... )")


class Parser:
    """Parses values; the position moves on past what was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(islice(tokens(text), TOKENS + 1))
        if len(self.tokens) > TOKENS:
            raise Unreadable("E398", f"the file has more than {TOKENS:,} numbers, names and signs outside rows of numbers")
        self.at = 0
        self.left = RANGES

    def records(self, field: str) -> list[dict[str, Value]]:
        """The records with a field; records that are no data are passed over, but their first error is raised if none is found."""
        first: Unreadable | None = None
        found: list[dict[str, Value]] = []
        faults = 0
        while self.tokens[self.at].kind != "end":
            start = self.at
            if not self._is("name", "rec") or not self._is("mark", "(", 1):
                self.at += 1
                continue
            try:
                record = self._record(0)
            except Unreadable as bad:
                self.at, faults = start + 1, faults + 1
                first = first or bad
                if faults == FAULTS:
                    raise first from None
                continue
            if field in record:
                found.append(record)
        if first and not found:
            raise first
        return found

    def _is(self, kind: str, text: str, ahead: int = 0) -> bool:
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.kind == kind and token.text == text

    def _take(self, text: str) -> None:
        if not self._is("mark", text):
            raise self._unexpected(f"`{text}`")
        self.at += 1

    def _unexpected(self, wanted: str) -> Unreadable:
        token = self.tokens[self.at]
        return _bad(self.text, token.at, f"{wanted} is expected, not {token.text if token.kind == 'end' else repr(token.text[:40])}")

    def value(self, depth: int) -> Value:
        """One value."""
        token = self.tokens[self.at]
        if depth > DEPTH:
            raise _bad(self.text, token.at, f"nested more than {DEPTH} levels deep")
        if token.kind == "ints":
            self.at += 1
            return [int(part) for part in token.text[1:-1].split(",")]
        if token.kind == "int":
            self.at += 1
            if len(token.text) > DIGITS:
                raise _bad(self.text, token.at, f"a number of {len(token.text):,} digits")
            return int(token.text)
        if token.kind == "string":
            self.at += 1
            return _unescaped(token.text[1:-1])
        if self._is("mark", "["):
            return self._list(depth)
        if self._is("name", "rec") and self._is("mark", "(", 1):
            return self._record(depth)
        if token.kind == "name":
            return self._named(depth)
        raise self._unexpected("a value")

    def _list(self, depth: int) -> Value:
        self._take("[")
        items: list[Value] = []
        while not self._is("mark", "]"):
            items.append(self.value(depth + 1))
            if self._is("mark", ".."):
                return self._range(items, depth)
            if not self._is("mark", "]"):
                self._take(",")
        self._take("]")
        return items

    def _range(self, items: list[Value], depth: int) -> Value:
        """`[a .. b]` or `[a, b .. c]`, whose first entries have been read."""
        here = self.tokens[self.at].at
        self._take("..")
        last = self.value(depth + 1)
        self._take("]")
        numbers = [x for x in (*items, last) if isinstance(x, int)]
        step = numbers[1] - numbers[0] if len(numbers) == 3 else 1
        if len(numbers) != len(items) + 1 or len(numbers) not in (2, 3) or step == 0:
            raise _bad(self.text, here, "a range goes from a number, in equal steps, to a number")
        count = (numbers[-1] - numbers[0]) // step + 1
        self.left -= max(count, 0)
        if self.left < 0:
            raise _bad(self.text, here, f"ranges of more than {RANGES:,} numbers")
        return list(range(numbers[0], numbers[0] + count * step, step)) if count > 0 else []

    def _record(self, depth: int) -> dict[str, Value]:
        self.at += 2
        out: dict[str, Value] = {}
        while not self._is("mark", ")"):
            token = self.tokens[self.at]
            if token.kind != "name":
                raise self._unexpected("the name of a field")
            self.at += 1
            self._take(":=")
            if token.text in out:
                raise _bad(self.text, token.at, f"the field {token.text[:40]} is given twice")
            out[token.text] = self.value(depth + 1)
            if not self._is("mark", ")"):
                self._take(",")
        self._take(")")
        return out

    def _named(self, depth: int) -> Value:
        """A name, or a function applied to values."""
        name = self.tokens[self.at].text
        self.at += 1
        if not self._is("mark", "("):
            return Other(name)
        self._take("(")
        arguments: list[Value] = []
        while not self._is("mark", ")"):
            arguments.append(self.value(depth + 1))
            if not self._is("mark", ")"):
                self._take(",")
        self._take(")")
        if name in _ONE and len(arguments) == 1:
            return arguments[0]
        if name in ("Pair", "Triple"):
            return arguments
        return arguments[1:] if name == "NTuple" else Other(name)


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1]
        if code == "\n":
            return ""
        if len(code) > 1:
            return chr(int(code, 16 if code.startswith("0x") else 8))
        return _LETTERS.get(code, code)

    return _ESCAPE.sub(one, text)
