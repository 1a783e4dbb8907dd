"""Category declarations and expressions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from presheaf.model import builders, constructions
from presheaf.model.build import LawFailure, TooLarge, from_table
from presheaf.model.category import Category, Law
from presheaf.model.closure import DEFAULT_BOUND, Presentation, Unclosed, close
from presheaf.model.elaborate.paths import chain, object_in
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.tasks import representable
from presheaf.source import Label
from presheaf.syntax import ast

BUILDERS = ("discrete", "chain", "cyclic_group", "symmetric_group", "simplex", "walking_iso")
CONSTRUCTIONS = ("op", "product", "sum", "full", "elements", "slice", "coslice", "arrow_category")
WORD_LIMIT = 100_000


class Names:
    """Declared objects and arrows of a category literal, numbered in order."""

    def __init__(self, scope: Scope, objects: tuple[ast.ObjectName, ...], arrows: tuple[ast.ArrowDecl, ...]) -> None:
        self.scope = scope
        self.objects = distinct(objects, "object")
        declared = [(n, a) for a in arrows for n in a.names]
        self.arrows = distinct(tuple(n for n, _ in declared), "arrow")
        taken = {**{x: f"an object is called {x} too" for x in self.objects}, **{f"id({x})": "this names an identity" for x in self.objects}}
        for item, _ in declared:
            if item.name in taken:
                raise error("E301", taken[item.name], item, "objects and arrows of one category have different names")
        ends = [(self.object(a.dom), self.object(a.cod)) for _, a in declared]
        self.dom, self.cod = [a for a, _ in ends], [b for _, b in ends]

    @classmethod
    def of(cls, scope: Scope, presentation: Presentation) -> Names:
        """The names of a presentation that has been read."""
        self = cls(scope, (), ())
        self.objects = {name: i for i, name in enumerate(presentation.object_names)}
        self.arrows = {name: i for i, name in enumerate(presentation.generator_names)}
        self.dom, self.cod = presentation.dom.tolist(), presentation.cod.tolist()
        return self

    def object(self, node: ast.Expr) -> int:
        """The number of a declared object."""
        name = key(node)
        if name not in self.objects:
            raise error(
                "E201", f"{name or 'this'} is not declared as an object", node, self.scope.suggest(name, self.objects, "list it after `objects`")
            )
        return self.objects[name]

    def word(self, node: ast.Expr) -> tuple[list[int], int, int]:
        """A path of declared arrows: the word, its domain and codomain."""
        word: list[int] = []
        at: int | None = None
        start = -1
        for factor in chain(node):
            base, times = (factor.base, factor.exponent) if isinstance(factor, ast.Power) else (factor, 1)
            part, a, b = self.word(base) if isinstance(base, ast.Compose) else self._letter(base)
            if times != 1 and a != b:
                raise error("E308", f"only an endomorphism has powers: {key(base)} goes {self._ends(a, b)}", factor)
            if at is not None and at != a:
                names = list(self.objects)
                raise error(
                    "E405",
                    f"this composite does not fit: it continues at {names[a]} where the path is at {names[at]}",
                    factor,
                    "f ; g is first f, then g",
                )
            if len(word) + len(part) * times > WORD_LIMIT:
                raise error("E313", f"a path of more than {WORD_LIMIT:,} arrows", factor)
            word += part * times
            start, at = (a if start < 0 else start), b
        assert at is not None
        return word, start, at

    def _letter(self, node: ast.Expr) -> tuple[list[int], int, int]:
        name = key(node)
        if name in self.arrows:
            a = self.arrows[name]
            return [a], self.dom[a], self.cod[a]
        if isinstance(node, ast.Call) and node.head.parts == ("id",) and len(node.args) == 1:
            x = self.object(node.args[0])
            return [], x, x
        if name in self.objects:
            raise error("E204", f"{name} is an object, an arrow is needed", node, f"its identity is id({name})")
        raise error("E201", f"{name or 'this'} is not declared as an arrow", node, self.scope.suggest(name, self.arrows, "list it after `arrows`"))

    def _ends(self, a: int, b: int) -> str:
        names = list(self.objects)
        return f"{names[a]} -> {names[b]}"

    def law(self, label: str | None, left: ast.Expr, right: ast.Expr) -> Law:
        """An equation between parallel paths."""
        one, two = self.word(left), self.word(right)
        if one[1:] != two[1:]:
            message = f"the two sides are not parallel: {self._ends(*one[1:])} and {self._ends(*two[1:])}"
            raise error("E308", message, left.span.to(right.span), "an equation compares two paths with the same ends")
        return Law(label or "", one[1], tuple(one[0]), tuple(two[0]))


def distinct(names: tuple[ast.ObjectName, ...], what: str) -> dict[str, int]:
    """Names with their numbers; an error for one declared twice."""
    out: dict[str, int] = {}
    first: dict[str, ast.ObjectName] = {}
    for item in names:
        if item.name in out:
            raise error(
                "E301", f"{what} {item.name} is declared twice", item, "names are unique", related=(Label(first[item.name].span, "first here"),)
            )
        out[item.name] = len(out)
        first[item.name] = item
    return out


def category(scope: Scope, name: str, node: ast.Expr, bound: int | None, structure: Callable[[ast.Expr], object]) -> Category | Unclosed:
    """The category of an expression or literal; `structure` elaborates structure arguments."""
    try:
        if isinstance(node, ast.Presentation):
            return presented(scope, name, node, bound or DEFAULT_BOUND)
        if isinstance(node, ast.TableLiteral):
            return table(scope, name, node)
        if isinstance(node, ast.PosetLiteral):
            return poset(name, node)
        if isinstance(node, ast.MonoidLiteral):
            return monoid(scope, name, node)
        assert isinstance(node, ast.Call)
        return built(scope, name, node, structure)
    except TooLarge as big:
        raise error("E313", f"{name} would be too large: {big}", node, "choose smaller parameters") from None


def presented(scope: Scope, name: str, node: ast.Presentation, bound: int) -> Category | Unclosed:
    """The category that a presentation denotes, if it closes within the bound."""
    names = Names(scope, node.objects, node.arrows)
    laws: list[Law] = []
    labels: dict[str, ast.Equation] = {}
    for equation in node.equations:
        if equation.label:
            if equation.label in labels:
                raise error(
                    "E301", f"equation {equation.label} is declared twice", equation, related=(Label(labels[equation.label].span, "first here"),)
                )
            labels[equation.label] = equation
        laws += [names.law(equation.label, a, b) for a, b in zip(equation.sides, equation.sides[1:], strict=False)]
    return close(name, list(names.objects), list(names.arrows), np.array(names.dom, np.int32), np.array(names.cod, np.int32), laws, bound)


def table(scope: Scope, name: str, node: ast.TableLiteral) -> Category:
    """The category of an explicit table; every composite of listed arrows exactly once."""
    names = Names(scope, node.objects, node.arrows)
    return _from_composites(name, names, node.composites, node)


def _from_composites(name: str, names: Names, composites: tuple[ast.Equation, ...], node: ast.Node) -> Category:
    p = len(names.arrows)
    comp = np.full((p, p), -(2**30), dtype=np.int32)
    where: dict[tuple[int, int], ast.Equation] = {}
    labels = list(names.arrows)
    for entry in composites:
        if len(entry.sides) != 2:
            raise error("E312", "a composite is written f ; g = h", entry)
        (word, a, b), (value, c, d) = names.word(entry.sides[0]), names.word(entry.sides[1])
        if len(word) != 2 or len(value) > 1:
            raise error("E312", "a composite is written f ; g = h, with f, g listed arrows and h a listed arrow or an identity", entry)
        if (a, b) != (c, d):
            raise error(
                "E312", f"the composite goes {names._ends(a, b)}, its value {names._ends(c, d)}", entry, "a composite has the ends of its path"
            )
        f, g = word
        if (f, g) in where:
            raise error("E310", f"{labels[f]} ; {labels[g]} is given twice", entry, related=(Label(where[f, g].span, "first here"),))
        where[f, g] = entry
        comp[f, g] = value[0] if value else -1 - c
    dom, cod = np.array(names.dom, np.int32), np.array(names.cod, np.int32)
    missing = np.argwhere((cod[:, None] == dom[None, :]) & (comp == -(2**30)))
    if len(missing):
        shown = ", ".join(f"{labels[f]} ; {labels[g]}" for f, g in missing[:5].tolist())
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise error("E309", f"composites are missing: {shown}{more}", node, "a table gives every composite of two listed arrows")
    objects = list(names.objects)
    try:
        return from_table(name, objects, labels, dom, cod, comp)
    except LawFailure as bad:
        text = [labels[x] if x >= 0 else f"id({objects[-1 - x]})" for x in (bad.f, bad.g, bad.h, bad.left, bad.right)]
        one, two, three, left, right = text
        places = [where[pair] for pair in ((bad.f, bad.g), (bad.g, bad.h)) if pair in where]
        related = tuple(Label(w.span, "used here") for w in places)
        raise error(
            "E311",
            f"not associative: ({one} ; {two}) ; {three} = {left} but {one} ; ({two} ; {three}) = {right}",
            node,
            "change one of these composites",
            related=related,
        ) from None


def poset(name: str, node: ast.PosetLiteral) -> Category:
    """The preorder generated by chains."""
    numbers: dict[str, int] = {}
    pairs = []
    for links in node.chains:
        ids = [numbers.setdefault(x.name, len(numbers)) for x in links]
        pairs += list(pairwise(ids))
    return builders.poset(name, list(numbers), pairs)


def monoid(scope: Scope, name: str, node: ast.MonoidLiteral) -> Category:
    """A monoid or group by its composition table."""
    point = ast.ObjectName("pt", span=node.span)
    ref = ast.Ref(("pt",), span=node.span)
    arrows = (ast.ArrowDecl(node.elements, ref, ref, span=node.span),) if node.elements else ()
    c = _from_composites(name, Names(scope, (point,), arrows), node.composites, node)
    if node.keyword == "group" and c.table is not None:
        has = (c.table == 0).any(axis=1)
        for element, arrow in zip(node.elements, c.names.listed_arrows, strict=True):
            if not has[arrow]:
                raise error("E314", f"{element.name} has no inverse, so this is not a group", element, "write monoid { ... }, or mend the table")
    return c


def _numbers(scope: Scope, node: ast.Call, count: int) -> list[int]:
    if len(node.args) != count or node.rest is not None or not all(isinstance(a, ast.Number) and a.denominator == 1 for a in node.args):
        raise error("E319", f"{node.head.parts[0]} takes {count} whole number{'s' * (count != 1)}", node)
    return [a.numerator for a in node.args if isinstance(a, ast.Number)]


def built(scope: Scope, name: str, node: ast.Call, structure: Callable[[ast.Expr], object]) -> Category:
    """A category made by a named builder or construction."""
    word = node.head.parts[0]
    if word == "discrete":
        items = tuple(ast.ObjectName(key(a), span=a.span) for a in node.args)
        if not all(i.name for i in items):
            raise error("E319", "discrete(a, b, ...) takes names", node)
        return builders.discrete(name, list(distinct(items, "object")))
    if word == "walking_iso":
        _numbers(scope, node, 0)
        return builders.walking_iso(name)
    if word in BUILDERS:
        (size,) = _numbers(scope, node, 1)
        least = 1 if word in ("cyclic_group", "symmetric_group") else 0
        if size < least:
            raise error("E319", f"{word} needs a number of at least {least}", node)
        make = {
            "chain": builders.chain,
            "cyclic_group": builders.cyclic_group,
            "symmetric_group": builders.symmetric_group,
            "simplex": builders.simplex,
        }[word]
        return make(name, size)
    return _constructed(scope, name, node, structure)


def _constructed(scope: Scope, name: str, node: ast.Call, structure: Callable[[ast.Expr], object]) -> Category:
    word = node.head.parts[0]
    wanted = {"op": 1, "product": 2, "sum": 2, "full": 1, "elements": 1, "slice": 2, "coslice": 2, "arrow_category": 1}[word]
    if len(node.args) != wanted or (node.rest is None) == (word == "full"):
        form = {"full": "full(C; A, B)", "slice": "slice(C, A)", "coslice": "coslice(C, A)", "elements": "elements(T)"}.get(
            word, f"{word}({', '.join('CD'[:wanted])})"
        )
        raise error("E319", f"the form is {form}", node)
    first = structure(node.args[0])
    if word == "elements":
        if not isinstance(first, SetFunctor):
            raise error("E204", "elements(T) takes a task", node.args[0])
        if first.partial:
            raise error("E319", "elements(T) needs a task without unknown values", node.args[0])
        return constructions.elements(name, first)
    if not isinstance(first, Category):
        raise error("E204", f"{word} takes a category", node.args[0])
    if word == "op":
        return constructions.opposite(name, first)
    if word == "arrow_category":
        return constructions.arrow_category(name, first)
    if word == "full":
        return constructions.full(name, first, [object_in(scope, first, a) for a in node.rest or ()])
    if word in ("slice", "coslice"):
        at = object_in(scope, first, node.args[1])
        functor = representable(name, first, at, "contravariant" if word == "slice" else "covariant")
        return constructions.elements(name, functor, functor.element_names)
    second = structure(node.args[1])
    if not isinstance(second, Category):
        raise error("E204", f"{word} takes two categories", node.args[1])
    return constructions.product(name, first, second) if word == "product" else constructions.coproduct(name, first, second)
