"""Names in scope: declarations of a file, their models and places, and the lookup of every kind of name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from presheaf.model.closure import Unclosed
from presheaf.model.encoder import Missing, Networks
from presheaf.model.structure import WORDS, Structure, described, word_of
from presheaf.source import Diagnostic, Label, Span, SpecError
from presheaf.syntax import ast

__all__ = ["WORDS", "Structure", "described", "word_of"]  # handed on, so that the elaborator takes its names from here


@dataclass(frozen=True)
class Signature:
    """How a predicate may be applied: accepted parameter lists, mode words, and why arguments of the right kinds cannot be meant after all.

    `number` marks a measure: its applications are numbers, not propositions.
    """

    alternatives: tuple[tuple[str, ...], ...]
    modes: tuple[str, ...] = ()
    fits: Callable[[Sequence[Any]], str | None] = lambda _args: None
    number: bool = False


MANY = 6  # forms of one predicate, from which on only some are shown


def misfit(signature: Signature, args: Sequence[Any]) -> str | None:
    """Why these arguments cannot be meant; None if they can, or if that takes a table that was not read: then the claim is skipped."""
    try:
        return signature.fits(args)
    except Missing:
        return None


def forms(name: str, signature: Signature) -> str:
    """The accepted applications as text. Some kinds of structures that a user need not tell apart have one word."""
    words = [[x.removeprefix("weighted_").replace("codebook", "encoder with codes") for x in a if x != "mode"] for a in signature.alternatives]
    shown = [f"{name}({', '.join(a)})" for a in words]
    shown = shown if len(shown) < MANY else [*shown[:2], "...", shown[-1]]
    shown += [f"{s[:-1]}, {m})" for s in shown[:1] for m in signature.modes]
    return ", ".join(dict.fromkeys(shown))


@dataclass(frozen=True)
class Definition:
    """A predicate declared with `define`, with the scope of its file."""

    declaration: ast.DefineDecl
    scope: Scope


@dataclass(frozen=True)
class Failed:
    """A declaration with errors: whatever uses it is passed over silently."""


class Claimed(Failed):
    """The name of a claim: taken, but nothing that a sort or an expression can mean."""


@dataclass(frozen=True)
class Pending:
    """A declaration that has not been elaborated yet; it is as soon as its name is needed."""

    elaborate: Callable[[], Value]


Value = Structure | Unclosed | Definition | Failed | Pending


@dataclass(frozen=True)
class Entry:
    """A declared name: what it denotes and where it was declared."""

    value: Value
    span: Span


class Skip(Exception):
    """What is being elaborated uses a declaration that failed; nothing more is said about it."""


class Blocked(Exception):
    """What is being elaborated needs a category that did not close."""

    def __init__(self, unclosed: Unclosed) -> None:
        super().__init__(f"{unclosed.open_category} does not close within {unclosed.bound:,} arrows (reached {unclosed.reached:,})")
        self.unclosed = unclosed


class NeedsInstance(Exception):
    """A structure such as yoneda(X) is built from a variable: the quantifier that binds it has to be written out, object by object."""

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable


@dataclass
class Scope:
    """The declarations of one file, imports included under their prefixed names; `root` is the folder that no path in it may leave."""

    path: Path
    display: str
    signatures: Mapping[str, Signature]
    names: dict[str, Entry] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    used: dict[str, Span] = field(default_factory=dict)
    root: Path | None = None
    networks: Networks | None = None  # None where code that specs name is not run
    open: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # prefixes of imports that failed, "" for those without
    inline: dict[object, Structure] = field(default_factory=dict)  # structures of expressions inside others: equal ones are one structure
    listed: dict[object, Any] = field(default_factory=dict)  # what variables over structures range over (keeps the ids in keys of `inline` valid)
    instance: bool = False  # made for one instance of a claim about structures in a scope, and forgotten with it

    def at_instance(self) -> Scope:
        """The same names for one instance of a claim: nothing that was made of other instances is found again."""
        return replace(self, inline={}, listed={}, found=[], instance=True)

    def of(self, definition: Scope) -> Scope:
        """The scope in which a definition is expanded that is used in this one."""
        if definition.names is self.names:
            return self
        return definition.at_instance() if self.instance else definition

    def declare(self, name: str, value: Value, span: Span) -> None:
        """Add a name; a second declaration of a name is an error and leaves the first."""
        if name in self.names:
            if self.names[name].value is value:
                return  # one declaration, imported twice
            first = Label(self.names[name].span, "first declared here")
            self.found.append(Diagnostic("E202", f"{name} is declared twice", span, hint="give one of them another name", related=(first,)))
            return
        self.names[name] = Entry(value, span)

    def denotes(self, name: str) -> bool:
        """Whether a name is declared, and not as that of a claim."""
        return name in self.names and not isinstance(self.names[name].value, Claimed)

    def structure_prefix(self, parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
        """The longest prefix of a dotted name that is declared, and the parts after it."""
        for k in range(len(parts), 0, -1):
            if ".".join(parts[:k]) in self.names:
                return ".".join(parts[:k]), parts[k:]
        return None

    def definition(self, call: ast.Call) -> Definition | None:
        """The definition that an application names, if it does."""
        name = ".".join(call.head.parts)
        value = self.value(name) if name in self.names else None
        return value if isinstance(value, Definition) else None

    def value(self, name: str) -> Value:
        """What a declared name denotes, elaborated now if it has not been: declarations may stand in any order, but not in a circle."""
        entry = self.names[name]
        if not isinstance(entry.value, Pending):
            return entry.value
        if name in self.open:
            circle = " -> ".join([*self.open[self.open.index(name) :], name])
            raise SpecError(Diagnostic("E206", f"this declaration needs itself: {circle}", entry.span, hint="declare one of them without the other"))
        used, self.used = self.used, {}
        self.open.append(name)
        try:
            value = entry.value.elaborate()
        finally:
            self.open.pop()
            self.used = used
        self.names[name] = Entry(value, entry.span)
        return value

    def get(self, name: str) -> Structure | Definition:
        """The structure or definition of a declared name; Skip or Blocked if it has none."""
        value = self.value(name)
        self.used.setdefault(name, self.names[name].span)
        if isinstance(value, Unclosed):
            raise Blocked(value)
        if isinstance(value, (Failed, Pending)):
            raise Skip
        return value

    def structures(self) -> Iterable[tuple[str, Structure]]:
        """Every declared structure."""
        for name, entry in self.names.items():
            if isinstance(entry.value, Structure):
                yield name, entry.value

    def excuse(self, name: str) -> None:
        """Skip if an import that failed may have declared this unknown name: one mistake is enough."""
        if any(not prefix or name.startswith(f"{prefix}.") for prefix in self.missing):
            raise Skip

    def suggest(self, name: str, candidates: Iterable[str], otherwise: str = "") -> str:
        """A "did you mean" for a name."""
        near = difflib.get_close_matches(name, list(candidates), 2, 0.6)
        return f"did you mean {' or '.join(near)}?" if near else otherwise


def error(code: str, message: str, node: ast.Node | Span, hint: str = "", label: str = "", related: tuple[Label, ...] = ()) -> SpecError:
    """A mistake at a tree or place."""
    span = node if isinstance(node, Span) else node.span
    return SpecError(Diagnostic(code, message, span, label=label, hint=hint, related=related))


def key(node: ast.Expr) -> str:
    """The canonical spelling of a compound name, as names of built categories are stored; "" if it is no name."""
    if isinstance(node, ast.Ref):
        return ".".join(node.parts)
    if isinstance(node, ast.Qualified):  # right.(a <= b), in a sum
        inner = key(node.name)
        return f"{'.'.join(node.scope.parts)}.{inner}" if inner else ""
    if isinstance(node, ast.Number) and node.denominator == 1:
        return str(node.numerator)
    if isinstance(node, ast.Pair):
        parts = [key(i) for i in node.items]
        return f"({', '.join(parts)})" if all(parts) else ""
    if isinstance(node, ast.Below):
        parts = [key(node.low), key(node.high)]
        return f"({parts[0]} <= {parts[1]})" if all(parts) else ""
    if isinstance(node, ast.Call) and node.head.parts == ("id",) and len(node.args) == 1 and node.rest is None:
        inner = key(node.args[0])
        return f"id({inner})" if inner else ""
    if isinstance(node, ast.Compose):
        parts = [key(node.first), key(node.second)]
        return " ; ".join(parts) if all(parts) else ""
    return ""
