"""What is told about a claim in a scope while it is being decided, and what was found of it when that was interrupted before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
KEPT = 20_000  # certificates that are kept for a later run


@dataclass
class Watch:
    """How far the claim in progress has come.

    `checked` instances so far, of about `total` where somebody has asked for the estimate (`live`). `found` are the first certificates made, in
    their order, by `engine`; `before` are those of an earlier run that was interrupted: they are used again, `place` after place, where they
    prove what is asked.
    """

    checked: int = 0
    total: int | None = None
    live: bool = False
    engine: str = "native"
    told: Callable[[Watch], None] = lambda _watch: None
    place: int = 0
    found: list[Document] = field(default_factory=list)
    before: list[Document] = field(default_factory=list)

    def looked(self, more: int) -> None:
        """So many more instances have been looked at."""
        self.checked += more
        self.told(self)

    def recalled(self, fits: Callable[[Document], bool]) -> Document | None:
        """The certificate that the earlier run made at this place, if it fits; if not, nothing of that run is used any more."""
        at, self.place = self.place, self.place + 1
        if at >= len(self.before):
            return None
        if fits(self.before[at]):
            return self.before[at]
        self.before = []
        return None

    def made(self, document: Document) -> None:
        """A certificate has been accepted."""
        if len(self.found) < KEPT:
            self.found.append(document)
