"""The fields of a pretext or encoder block: each known one at most once, with values of the right kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from presheaf.model.data import BYTES, DataError, located
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.source import SpecError
from presheaf.syntax import ast


class Fields:
    """The fields of a declaration by their words; unknown and repeated ones are mistakes. `block` is what messages call the declaration."""

    def __init__(self, scope: Scope, node: ast.PretextDecl | ast.EncoderDecl, known: Sequence[str], block: str = "pretext task") -> None:
        self.scope, self.node = scope, node
        self.given: dict[str, ast.Field] = {}
        for item in node.fields:
            if item.key not in known:
                shown = ", ".join(k for k in known if k != "~")
                message = "pairs are not part" if item.key == "~" else f"{item.key} is not a field"
                raise error("E303", f"{message} of this {block}", item, scope.suggest(item.key, known, f"its fields are {shown}"))
            if item.key in self.given:
                raise error("E304", f"{'pairs are' if item.key == '~' else f'{item.key} is'} given twice", item)
            self.given[item.key] = item

    def __contains__(self, word: str) -> bool:
        return word in self.given

    def __getitem__(self, word: str) -> ast.Field:
        return self.given[word]

    def missing(self, message: str, hint: str) -> SpecError:
        """A mistake of the block as a whole: what it needs."""
        return error("E302", message, self.node.name_span, hint)

    def only(self, word: str) -> ast.Expr:
        """The one value of a field."""
        item = self.given[word]
        if len(item.values) != 1:
            raise error("E305", f"{word} has one value", item.values[1])
        return item.values[0]

    def word(self, word: str, choices: Sequence[str], default: str) -> str:
        """A field whose value is one of some words."""
        if word not in self:
            return default
        node = self.only(word)
        found = key(node)
        if found not in choices:
            hint = self.scope.suggest(found, choices, f"one of {', '.join(choices)}")
            raise error("E305", f"{found or 'this'} is not a value of {word}", node, hint)
        return found

    def whole(self, word: str, least: int, most: int) -> int | None:
        """A field whose value is a whole number in a range; None if it is not given."""
        if word not in self:
            return None
        node = self.only(word)
        if not isinstance(node, ast.Number) or node.denominator != 1 or not least <= node.numerator <= most:
            raise error("E305", f"{word} is a whole number from {least:,} to {most:,}", node)
        return node.numerator

    def number(self, word: str) -> Fraction | None:
        """A field whose value is a number; None if it is not given."""
        if word not in self:
            return None
        node = self.only(word)
        if not isinstance(node, ast.Number):
            raise error("E305", f"{word} is a number", node)
        return Fraction(node.numerator, node.denominator)

    def texts(self, word: str) -> list[tuple[str, ast.Expr]]:
        """A field whose values are quoted texts or names."""
        out: list[tuple[str, ast.Expr]] = []
        for node in self.given[word].values:
            if not isinstance(node, ast.Ref) or len(node.parts) != 1:
                raise error("E305", f"{word} consists of quoted texts", node, 'put them in double quotes: "0011"')
            out.append((node.parts[0], node))
        return out

    def file(self, word: str) -> DataFile:
        """A field whose value is the path of a data file."""
        node = self.only(word)
        return DataFile(self.scope, key(node), node)


class DataFile:
    """A data file (or a folder) that a spec names; within `with`, mistakes in it become diagnostics at that name."""

    def __init__(self, scope: Scope, name: str, node: ast.Node, code: str = "E315", limit: int = BYTES, folder: bool = False) -> None:
        self.scope, self.name, self.node, self.code, self.limit, self.folder = scope, name, node, code, limit, folder

    def __enter__(self) -> Path:
        folder = self.scope.path.parent
        try:
            return located(folder, self.scope.root or folder, self.name, self.limit, self.folder)
        except DataError as bad:
            raise self.diagnostic(bad) from None

    def __exit__(self, kind: type[BaseException] | None, bad: BaseException | None, _trace: object) -> None:
        if isinstance(bad, DataError):
            raise self.diagnostic(bad) from None

    def diagnostic(self, bad: DataError) -> SpecError:
        """The diagnostic of a mistake in the file."""
        hint = bad.hint
        if bad.message == "does not exist":
            folder = (self.scope.path.parent / self.name).parent
            hint = self.scope.suggest(Path(self.name).name, [f.name for f in folder.iterdir()] if folder.is_dir() else [], hint)
        colon = "" if bad.message.startswith(("lies ", "does ", "is ", "has ", "holds ", "cannot ")) and not bad.line else ":"
        name = f"the file {self.name}" if self.name.startswith(".") else self.name
        return error(
            self.code, f"{name}{bad.place}{colon} {bad.message}", self.node, hint or f"`presheaf explain {self.code}` says what data files hold"
        )
