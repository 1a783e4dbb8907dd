"""Places in source text: a file's text with its line table, and half-open spans in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """One text with the name it is reported under; offsets count code points, lines and columns start at 1."""

    path: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, c in enumerate(self.text) if c == "\n")
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of an offset in [0, len(text)]; O(log lines)."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end; empty past the last line."""
        if number > len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


@dataclass(frozen=True, slots=True)
class Span:
    """The code points start..end-1 of the file `path`; `path` is the name the file is reported under."""

    path: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that covers both; they must lie in one file."""
        return Span(self.path, min(self.start, other.start), max(self.end, other.end))


NOWHERE = Span("", 0, 0)
