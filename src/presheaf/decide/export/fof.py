"""First-order formulas in the syntax of TPTP, from the kernel's: sorts are predicates, a partial function f has a predicate f? for its domain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from presheaf.decide.export.ground import Inexpressible

FEW = 4  # numbers up to which "so many" is written with quantifiers
Scope = dict[str, tuple[str, str]]  # variable -> the variable of TPTP, and its sort
Text = str


def atom(name: str) -> Text:
    """A name as an atomic word, quoted where it needs quotes."""
    if name.isascii() and name[:1].islower() and name.replace("_", "").isalnum():
        return name
    return "'" + "".join(c if c.isascii() and c.isprintable() and c not in "\\'" else "_" for c in name) + "'"


def number(x: int) -> Text:
    """The constant for a number of the certificate."""
    return f"n{x}"


def applied(name: str, args: Sequence[Text]) -> Text:
    """A function or predicate at arguments."""
    return f"{atom(name)}({','.join(args)})" if args else atom(name)


def joined(operator: str, parts: Sequence[Text], empty: Text) -> Text:
    """A conjunction or disjunction; of no parts, `empty`."""
    return f"({f' {operator} '.join(parts)})" if len(parts) > 1 else parts[0] if parts else empty


def conjunction(parts: Sequence[Text]) -> Text:
    """All of them."""
    return joined("&", [p for p in parts if p != "$true"], "$true")


@dataclass
class Writer:
    """Writes formulas. `domain(f, args)` says when f is defined there; `tabulated` writes an atom about numbers; both know the structures."""

    domain: Callable[[str, Sequence[Text]], list[Text]]
    tabulated: Callable[[Any, Scope], Text]
    functions: set[str] = field(default_factory=set)
    sorts: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    constants: set[int] = field(default_factory=set)

    def term(self, tree: Any, scope: Scope) -> tuple[Text, list[Text]]:
        """A term, and what makes it defined."""
        if isinstance(tree, str):
            return scope[tree][0], []
        if isinstance(tree, int):
            self.constants.add(tree)
            return number(tree), []
        head, *rest = tree
        if head != "@":
            raise Inexpressible("it calculates with numbers of things, which first-order logic does not have")
        name, *trees = rest
        self.functions.add(name)
        terms = [self.term(t, scope) for t in trees]
        args = [text for text, _ in terms]
        return applied(name, args), [c for _, conditions in terms for c in conditions] + self.domain(name, args)

    def formula(self, tree: Any, scope: Scope) -> Text:
        """A formula; variables are those of the scope."""
        if isinstance(tree, bool):
            return "$true" if tree else "$false"
        head, *rest = tree
        if head in ("=", "<=", "<"):
            return self.relation(tree, scope)
        if head in ("all", "any"):
            variable, inner, conditions = self.bound(rest, scope)
            body = self.formula(rest[3], inner)
            if head == "all":
                return f"(! [{variable}] : ({conjunction(conditions)} => {body}))"
            return f"(? [{variable}] : {conjunction([*conditions, body])})"
        if head == "holds":
            self.asked.add(rest[0])
            terms = [self.term(t, scope) for t in rest[1:]]
            return conjunction([*(c for _, conditions in terms for c in conditions), applied(rest[0], [text for text, _ in terms])])
        parts = [self.formula(t, scope) for t in rest]
        match head:
            case "not":
                return f"(~ {parts[0]})"
            case "=>" | "<=>":
                return f"({parts[0]} {head} {parts[1]})"
            case "and":
                return conjunction(parts)
            case _:
                return joined("|", parts, "$false")

    def bound(self, rest: Any, scope: Scope) -> tuple[Text, Scope, list[Text]]:
        """The variable of a binder, the scope with it, and that it is of its sort and fibre."""
        name, sort, fibre, _ = rest
        letters = "".join(c for c in name if c.isascii() and c.isalnum())
        variable = f"{letters[:1].upper() if letters[:1].isalpha() else 'V' + letters[:1]}{letters[1:]}_{len(scope)}"
        self.sorts.add(sort)
        conditions = [applied(sort, [variable])]
        for function, tree in fibre:
            value, defined = self.term(tree, scope)
            self.functions.add(function)
            conditions += [*defined, f"{applied(function, [variable])} = {value}"]
        hidden = {**scope, name: (variable, sort)}
        return variable, hidden if len(hidden) > len(scope) else {**hidden, f"{name} hidden": scope[name]}, conditions

    def relation(self, tree: Any, scope: Scope) -> Text:
        """An atom: false where a term is undefined. A count against a small number is written with quantifiers."""
        head, left, right = tree
        if head == "=" and not (_counts(left) or _counts(right)):
            (a, one), (b, two) = self.term(left, scope), self.term(right, scope)
            return conjunction([*one, *two, f"{a} = {b}"])
        if _is_count(left) and isinstance(right, int) and right <= FEW:
            bounds: dict[str, tuple[int, int | None]] = {"=": (right, right), "<=": (0, right), "<": (0, right - 1)}
            return self.many(left[1:], scope, *bounds[head])
        if _is_count(right) and isinstance(left, int) and left <= FEW:
            bounds = {"=": (left, left), "<=": (left, None), "<": (left + 1, None)}
            return self.many(right[1:], scope, *bounds[head])
        return self.tabulated(tree, scope)

    def many(self, rest: Any, scope: Scope, least: int, most: int | None) -> Text:
        """At least and at most so many elements of a binder's range satisfy its body."""
        parts = [self.different(rest, scope, least)] if least else []
        if most is not None:
            parts.append(f"(~ {self.different(rest, scope, most + 1)})" if most >= 0 else "$false")
        return conjunction(parts)

    def different(self, rest: Any, scope: Scope, count: int) -> Text:
        """There are so many different ones."""
        if count == 0:
            return "$true"
        variable, inner, conditions = self.bound(rest, scope)
        body = conjunction([*conditions, self.formula(rest[3], inner)])
        variables = [f"{variable}x{i}" for i in range(count)]
        copies = [_renamed(body, variable, v) for v in variables]
        apart = [f"{a} != {b}" for a, b in combinations(variables, 2)]
        return f"(? [{','.join(variables)}] : {conjunction([*copies, *apart])})"


def _renamed(body: Text, old: str, new: str) -> Text:
    """Another name for a variable; variables end in their own number, so that no other one contains `old` but those renamed before."""
    return re.sub(rf"\b{old}\b", new, body)


def _is_count(tree: Any) -> bool:
    return isinstance(tree, list) and bool(tree) and tree[0] == "#"


def _counts(tree: Any) -> bool:
    """Whether a term is about numbers of things."""
    return isinstance(tree, list) and tree[0] in ("#", "+", "*", "count")
