"""Numbers that claims speak of besides cardinalities, such as `completions(s)`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from presheaf.claims.base import Formula, Lowering, Note, Parameter

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]


class Measure(ABC):
    """A number >= 0 that belongs to structures. `alternatives` are the accepted parameter lists; `logarithmic`: its values are sums of logarithms."""

    name: ClassVar[str]
    alternatives: ClassVar[tuple[tuple[Parameter, ...], ...]]
    summary: ClassVar[str]
    explanation: ClassVar[str]
    logarithmic: ClassVar[bool] = False

    def fits(self, args: Sequence[Any]) -> str | None:
        """Why these arguments cannot be meant, as a message for the user (E402); None if they can."""
        return None

    @abstractmethod
    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        """The number as a term of the kernel's language; facts that it rests on may be appended to `low.lemmas`."""

    @abstractmethod
    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        """The number (an int, a Fraction or a form in logarithms), the answers with which the kernel comes to it, and why. Raises TooLarge."""
