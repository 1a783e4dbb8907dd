"""What an error code is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its title, an explanation for people, and the smallest spec that shows it."""

    code: str
    title: str
    explanation: str
    example: str
