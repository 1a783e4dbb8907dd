"""What a user is told about a mistake: a code, a message, the place, further labelled places and a hint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from presheaf.source.span import Span

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Label:
    """A secondary place and what is to be seen there."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a key of `presheaf.source.codes.CODES`; `label` is the text under the caret line of `span`."""

    code: str
    message: str
    span: Span
    label: str = ""
    hint: str = ""
    related: tuple[Label, ...] = ()
    severity: Severity = "error"

    @property
    def advice(self) -> str:
        """The hint, or where to read more if the message says it all."""
        return self.hint or f"`presheaf explain {self.code}` says more"


class SpecError(Exception):
    """Raised where elaboration cannot go on in the present declaration; carries the diagnostics, at least one."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by file and place, doubles removed."""
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda d: (d.span.path, d.span.start, d.span.end, d.code, d.message))
