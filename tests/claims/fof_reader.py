"""A reader and an evaluator of TPTP problems in first-order form, written from the grammar of TPTP and sharing nothing with the writer.

A problem is read into trees. For problems in which constants n0, n1, ... are all there is, axioms of the forms "conjunction of literals",
"predicate iff list of constants" and "predicate at constants iff formula" fix an interpretation, in which the conjecture is evaluated.
"""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r"\s*(<=>|=>|!=|[()\[\],.:&|~!?=]|'(?:[^'\\]|\\.)*'|\$?[A-Za-z0-9_]+)")
Tree = Any


def tokens(text: str) -> list[str]:
    text = re.sub(r"^%.*$|(?<=\.) %.*$", "", text, flags=re.MULTILINE)
    out, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        assert found, text[at : at + 40]
        out.append(found[1])
        at = found.end()
    return out


class Reader:
    def __init__(self, text: str) -> None:
        self.left = tokens(text)[::-1]

    def peek(self) -> str:
        return self.left[-1] if self.left else ""

    def take(self, *expected: str) -> str:
        token = self.left.pop()
        assert not expected or token in expected, (token, expected, self.left[-5:])
        return token

    def formulas(self) -> list[tuple[str, str, Tree]]:
        out = []
        while self.left:
            self.take("fof")
            self.take("(")
            name = self.take()
            self.take(",")
            role = self.take("axiom", "definition", "hypothesis", "conjecture")
            self.take(",")
            tree = self.binary()
            self.take(")")
            self.take(".")
            out.append((name, role, tree))
        return out

    def binary(self) -> Tree:
        first = self.unit()
        operator = self.peek()
        if operator in ("=>", "<=>"):
            self.take()
            return (operator, first, self.unit())
        if operator not in ("&", "|"):
            return first
        parts = [first]
        while self.peek() == operator:
            self.take()
            parts.append(self.unit())
        assert self.peek() not in ("&", "|", "=>", "<=>"), "a formula mixes operators without brackets"
        return (operator, *parts)

    def unit(self) -> Tree:
        token = self.peek()
        if token == "(":
            self.take()
            inside = self.binary()
            self.take(")")
            return inside
        if token == "~":
            self.take()
            return ("~", self.unit())
        if token in ("!", "?"):
            self.take()
            self.take("[")
            variables = [self.take()]
            while self.take(",", "]") == ",":
                variables.append(self.take())
            assert all(v[0].isupper() for v in variables)
            self.take(":")
            return (token, variables, self.unit())
        left = self.term()
        if self.peek() in ("=", "!="):
            return (self.take(), left, self.term())
        return ("p", left)

    def term(self) -> Tree:
        head = self.take()
        args = []
        if self.peek() == "(":
            self.take()
            args = [self.term()]
            while self.take(",", ")") == ",":
                args.append(self.term())
        return (head.strip("'"), *args)


def read(text: str) -> list[tuple[str, str, Tree]]:
    """(name, role, tree) of every formula; fails where the text is malformed, a variable is free or a symbol has two arities."""
    found = Reader(text).formulas()
    arities: dict[str, int] = {}

    def check(tree: Tree, bound: frozenset[str]) -> None:
        if tree[0] in ("!", "?"):
            check(tree[2], bound | set(tree[1]))
        elif tree[0] in ("=", "!="):
            terms(tree[1], bound)
            terms(tree[2], bound)
        elif tree[0] == "p":
            terms(tree[1], bound)
        else:
            for part in tree[1:]:
                check(part, bound)

    def terms(t: Tree, bound: frozenset[str]) -> None:
        if t[0][0].isupper() and len(t) == 1 and "." not in t[0]:
            assert t[0] in bound, f"{t[0]} is free"
            return
        assert arities.setdefault(t[0], len(t) - 1) == len(t) - 1, t
        for part in t[1:]:
            terms(part, bound)

    for _, _, tree in found:
        check(tree, frozenset())
    names = [name for name, _, _ in found]
    assert len(names) == len(set(names))
    return found


@dataclass
class Finite:
    """The interpretation on the constants that the axioms of a problem list."""

    functions: dict[Tree, str] = field(default_factory=dict)
    true: set[Tree] = field(default_factory=set)
    constants: list[str] = field(default_factory=list)

    def learn(self, tree: Tree) -> None:
        match tree:
            case ("&", *parts):
                for part in parts:
                    self.learn(part)
            case ("~", ("p", _)):
                pass
            case ("!=", (a,), (b,)):
                self.constants += [a, b]
            case ("=", (head, *args), (value,)):
                assert self.functions.setdefault((head, *(a for (a,) in args)), value) == value
                self.constants += [value, *(a for (a,) in args)]
            case ("p", (head, *args)):
                if head != "$true":
                    self.true.add((head, *(a for (a,) in args)))
                self.constants += [a for (a,) in args]
            case ("!", [x], ("<=>", ("p", (sort, (y,))), listed)):
                assert x == y
                for part in listed[1:] if listed[0] == "|" else [] if listed == ("p", ("$false",)) else [listed]:
                    assert part[:2] == ("=", (x,))
                    self.true.add((sort, part[2][0]))
                    self.constants.append(part[2][0])
            case ("<=>", ("p", (head, *args)), body):
                if self.holds(body, {}):
                    self.true.add((head, *(a for (a,) in args)))
            case _:
                raise AssertionError(tree)

    def value(self, t: Tree, env: dict[str, str]) -> str:
        head, *args = t
        if head in env and not args:
            return env[head]
        return self.functions.get((head, *(self.value(a, env) for a in args)), "nothing") if args else head

    def holds(self, tree: Tree, env: dict[str, str]) -> bool:
        match tree:
            case ("!", variables, body):
                return not self.some(variables, ("~", body), env)
            case ("?", variables, body):
                return self.some(variables, body, env)
            case ("&", *parts):
                return all(self.holds(part, env) for part in parts)
            case ("|", *parts):
                return any(self.holds(part, env) for part in parts)
            case ("=>", a, b):
                return not self.holds(a, env) or self.holds(b, env)
            case ("<=>", a, b):
                return self.holds(a, env) == self.holds(b, env)
            case ("~", a):
                return not self.holds(a, env)
            case ("=" | "!=" as operator, a, b):
                return (self.value(a, env) == self.value(b, env)) == (operator == "=")
            case ("p", (head, *args)):
                return head == "$true" or (head, *(self.value(a, env) for a in args)) in self.true
        raise AssertionError(tree)

    def some(self, variables: list[str], body: Tree, env: dict[str, str]) -> bool:
        """Some values of the variables: each of the sort, or of the list, that the body begins with, else any constant."""
        domains = [self.domain(v, body) for v in variables]
        return any(self.holds(body, {**env, **dict(zip(variables, values, strict=True))}) for values in itertools.product(*domains))

    def domain(self, variable: str, body: Tree) -> list[str]:
        """The values that a guard leaves: a sort, or a list of constants."""
        while body[0] in ("~", "=>"):
            body = body[1]
        for part in body[1:] if body[0] == "&" else [body]:
            if part[0] == "p" and part[1][1:] == ((variable,),):
                return [x for x in dict.fromkeys(self.constants) if (part[1][0], x) in self.true]
            if part[0] == "|" and all(p[:2] == ("=", (variable,)) for p in part[1:]):
                return [p[2][0] for p in part[1:]]
        return [*dict.fromkeys(self.constants), "nothing"]


def truth(text: str) -> bool:
    """Whether the conjecture of a finite problem is true."""
    world, (*axioms, conjecture) = Finite(), read(text)
    assert conjecture[1] == "conjecture"
    for _, role, tree in sorted(axioms, key=lambda axiom: axiom[1] == "definition"):
        assert role in ("axiom", "definition")
        world.learn(tree)
    return world.holds(conjecture[2], {})
