"""What can be wrong with an interchange document, and what is said about one that was read in a simpler way."""

from __future__ import annotations

from dataclasses import dataclass

from presheaf.model.category import Category
from presheaf.model.closure import Unclosed


class InterchangeError(ValueError):
    """A document that cannot be read or a structure that cannot be written; `code` as `presheaf explain` knows it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code, self.message, self.hint = code, message, hint


class Unreadable(InterchangeError):
    """The document is malformed, or does not describe a category."""


class Unwritable(InterchangeError):
    """The structure has no place in the format, or is too large for it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__("E399", message, hint)


@dataclass(frozen=True)
class Notice:
    """Something that a reader left out or renamed: a warning to whoever uses the document."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Read:
    """The category of a document (Unclosed if its presentation does not close within the bound) and the warnings about it."""

    category: Category | Unclosed
    notices: tuple[Notice, ...] = ()
