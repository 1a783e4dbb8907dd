"""What is told about a claim in a scope while it is being decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Watch:
    """How far the claim in progress has come: `checked` instances so far of about `total`; None where nobody has estimated that."""

    checked: int = 0
    total: int | None = None

    def looked(self, more: int) -> None:
        """So many more instances have been looked at."""
        self.checked += more
