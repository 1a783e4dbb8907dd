"""`within C <= 2 objects, 4 arrows; T <= 3 elements`: which structures the variables of a claim range over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Literal

from presheaf.model.elaborate.quantified import STRUCTURE_SORTS, sort_word
from presheaf.model.elaborate.scope import Scope, error
from presheaf.model.elaborate.weighted import weight
from presheaf.model.small import numbers
from presheaf.syntax import ast

Sort = Literal["category", "presheaf", "copresheaf", "weighted"]
SORTS: dict[str, Sort] = {
    "category": "category", "presheaf": "presheaf", "task": "presheaf", "copresheaf": "copresheaf", "weighted": "weighted",
}  # fmt: skip
COUNTS = {"category": ("objects", "arrows"), "presheaf": ("elements",), "copresheaf": ("elements",), "weighted": ("objects",)}
GRIDDED = ("presheaf", "copresheaf", "weighted")  # what may have its values listed
NUMBERS = (1, 1, 3, 11, 55, 329, 2858, 36440, 1723286, 3687822810)
"""Categories with 0, 1, ... arrows up to isomorphism (OEIS A125696)."""
MATRICES = 300_000
"""The most weighted matrices that one variable may range over, before isomorphic ones are left out."""
SIZES = 100_000  # pairs of a number of objects and of arrows in one scope
LARGEST = {"weighted": 12, "presheaf": 1_000, "copresheaf": 1_000}
"""Objects, or elements, of what is enumerated otherwise."""
CATEGORIES = 50_000
"""The most categories that one variable may range over."""


@dataclass(frozen=True)
class Range:
    """low <= n <= high."""

    low: int
    high: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.low, self.high + 1))


@dataclass(frozen=True)
class Extent:
    """The sizes of the structures that a variable ranges over: objects and arrows of a category, or elements of a functor.

    Weighted categories have objects and weights from the increasing `grid`, tasks on them values from it.
    """

    sort: Sort
    objects: Range
    arrows: Range
    elements: Range
    grid: tuple[Fraction, ...] = ()

    def sizes(self) -> list[tuple[int, int, int]]:
        """(objects, arrows, elements) in increasing order."""
        if self.sort == "weighted":
            return [(o, 0, 0) for o in self.objects]
        if self.sort != "category":
            return [(0, 0, 0)] if self.grid else [(0, 0, e) for e in self.elements]
        return [(o, a, 0) for o in self.objects for a in self.arrows if (o <= a if o else not a)]


def sort_of(binder: ast.Binder, scope: Scope) -> Sort | None:
    """The sort of a variable over structures without end; None for all others."""
    node = binder.sort
    head = sort_word(node)
    if isinstance(node, ast.Ref) and scope.denotes(".".join(node.parts)):
        return None
    return SORTS.get(head)


def over_structures(binder: ast.Binder, scope: Scope) -> bool:
    """Whether a variable ranges over structures: in a scope, or functors and transformations between given ones."""
    between = isinstance(binder.sort, ast.Call) and sort_word(binder.sort) in ("functor", "Nat")
    return sort_of(binder, scope) is not None or (between and not scope.denotes(sort_word(binder.sort)))


def variables(node: object, scope: Scope, seen: list[ast.DefineDecl] | None = None) -> list[ast.Binder]:
    """The variables over structures that need a scope: those of a tree in order, with those of each definition that it applies."""
    seen = [] if seen is None else seen
    if isinstance(node, tuple):
        return [b for part in node for b in variables(part, scope, seen)]
    if not isinstance(node, ast.Node):
        return []
    own = [node] if isinstance(node, ast.Binder) and sort_of(node, scope) else []
    if isinstance(node, ast.Atom) and (used := scope.definition(node.call)) is not None and all(used.declaration is not d for d in seen):
        seen.append(used.declaration)
        own += variables(used.declaration.body, used.scope, seen)
    return own + [b for f in fields(node) for b in variables(getattr(node, f.name), scope, seen)]


def unused(node: object) -> list[ast.Binder]:
    """The variables of a tree that nothing below their quantifier mentions; `exists x: S. true` over no structures is meant so."""
    if isinstance(node, tuple):
        return [b for part in node for b in unused(part)]
    if not isinstance(node, ast.Node):
        return []
    own: list[ast.Binder] = []
    if isinstance(node, ast.Quantified):
        own = [b for i, b in enumerate(node.binders) if not _mentions((node.binders[i + 1 :], node.body), b.name)]
        own = [b for b in own if not isinstance(node.body, ast.Truth) or sort_word(b.sort) in STRUCTURE_SORTS]
    return own + [b for f in fields(node) for b in unused(getattr(node, f.name))]


def _mentions(node: object, name: str) -> bool:
    """Whether something in a tree is called so."""
    if isinstance(node, tuple):
        return any(_mentions(part, name) for part in node)
    if isinstance(node, ast.Ref):
        return node.parts[0] == name
    return isinstance(node, ast.Node) and any(_mentions(getattr(node, f.name), name) for f in fields(node))


Extents = dict[tuple[str, Sort], Extent]


def extents(declaration: ast.ClaimDecl | ast.FindDecl | ast.CountDecl, binders: list[ast.Binder], scope: Scope) -> Extents:
    """What each variable ranges over. E410: no bound, E411: a bound that does not fit, E412: contradictory, E413: too many structures."""
    sorts: dict[str, list[Sort]] = {}
    for b in binders:
        sorts.setdefault(b.name, []).append(sort_of(b, scope) or "category")
    for bound in declaration.scope:
        if bound.variable not in sorts:
            hint = scope.suggest(bound.variable, sorts, f"the variables over structures are {', '.join(sorts)}" if sorts else "leave the scope out")
            raise error("E411", f"{bound.variable} is no variable over structures of this claim", bound, hint)
        first, *others = sorts[bound.variable]
        units = list(dict.fromkeys(unit for sort in (first, *others) for unit in COUNTS[sort]))
        gridded = bound.unit == "values" and any(sort in GRIDDED for sort in (first, *others))
        if bound.unit not in units and not gridded:
            raise error(
                "E411",
                f"a {first}{' category' * (first == 'weighted')} is bounded by its {' and '.join(units)}",
                bound,
                f"{bound.variable} <= 3 {units[-1]}",
            )
    return {(b.name, sort): _extent(declaration, b, sort) for b in binders if (sort := sort_of(b, scope))}


def _extent(declaration: ast.ClaimDecl | ast.FindDecl | ast.CountDecl, binder: ast.Binder, sort: Sort) -> Extent:
    mine = [b for b in declaration.scope if b.variable == binder.name]
    limits = {unit: _range(mine, unit) for unit in ("objects", "arrows", "elements")}
    unit = COUNTS[sort][-1]
    grid = _grid(mine, binder, sort)
    if limits[unit][1] is None and (sort == "weighted" or not grid):
        hint = f"give the claim a scope: within {binder.name} <= 3 {unit}"
        raise error("E410", f"{binder.name} ranges over infinitely many structures", binder, hint)
    if sort in ("category", "weighted") and limits["objects"][0] is None:
        limits["objects"] = (1, limits["objects"][1])
    ranges = {}
    for what, (low, high) in limits.items():
        top = limits["arrows"][1] if what == "objects" else 0
        ranges[what] = Range(low or 0, high if high is not None else top or 0)
    found = Extent(sort, ranges["objects"], ranges["arrows"], ranges["elements"], grid)
    if sort == "category" and (found.objects.high + 1) * (found.arrows.high - found.arrows.low + 1) > SIZES:
        hint = f"at most {CATEGORIES:,} are enumerated: C <= 7 arrows"
        raise error("E413", f"{binder.name} ranges over more than {NUMBERS[-1]:,} categories", binder, hint)
    if sort != "category" and (most := max(found.objects.high, found.elements.high)) > LARGEST[sort]:
        kind = "matrices" if sort == "weighted" else "functors"
        hint = f"{kind} are enumerated up to {LARGEST[sort]:,} {unit}, if there are few of them"
        raise error("E413", f"{binder.name} ranges over {kind} with up to {most:,} {unit}", binder, hint)
    if not found.sizes():
        raise error("E412", f"no {sort} has these numbers", mine[0], "a category has at least as many arrows as objects: identities count")
    _affordable(binder, found)
    return found


def _grid(bounds: list[ast.Bound], binder: ast.Binder, sort: Sort) -> tuple[Fraction, ...]:
    """The values that are listed, in increasing order; E410 if there are none where they are needed."""
    mine = [b for b in bounds if b.unit == "values"]
    if len(mine) > 1:
        raise error("E412", "the values are listed twice", mine[1], "list them once: values [0, 1/2, 1]")
    if sort == "weighted" and not mine:
        hint = f"give the claim a scope: within {binder.name} <= 2 objects, values [0, 1/2, 1]"
        raise error("E410", f"{binder.name} ranges over infinitely many structures", binder, hint)
    return tuple(sorted({weight(v) for b in mine for v in b.values}))


def _range(bounds: list[ast.Bound], unit: str) -> tuple[int | None, int | None]:
    """The least and the greatest number that the bounds allow, None where there is none."""
    mine = [b for b in bounds if b.unit == unit]
    lows = [b.count for b in mine if b.operator in (">=", "=")]
    highs = [b.count for b in mine if b.operator in ("<=", "=")]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        raise error("E412", f"no number of {unit} is at least {low} and at most {high}", mine[-1], "every bound of a scope has to hold")
    return low, high


def _affordable(binder: ast.Binder, extent: Extent) -> None:
    """Refuse what would not end. Beyond the published numbers nothing is enumerated."""
    if extent.sort == "weighted" and (many := sum(len(extent.grid) ** (n * n) for n in extent.objects)) > MATRICES:
        hint = f"at most {MATRICES:,} matrices are enumerated: fewer objects or fewer values"
        raise error("E413", f"{binder.name} ranges over {many:,} matrices", binder, hint)
    if extent.sort != "category":
        return
    if (count := _number(extent))[0] > CATEGORIES:
        fewer = (replace(extent, arrows=Range(extent.arrows.low, high)) for high in range(extent.arrows.high, extent.arrows.low - 1, -1))
        works = next((e for e in fewer if e.sizes() and _number(e)[0] <= CATEGORIES), None)
        largest = f"; with at most {works.arrows.high} arrows there are {_number(works)[0]:,}" if works else ""
        shown = f"{'about' if count[1] else 'more than'} {count[0]:,}"
        raise error("E413", f"{binder.name} ranges over {shown} categories", binder, f"at most {CATEGORIES:,} are enumerated{largest}")


def _number(extent: Extent) -> tuple[int, bool]:
    """The number of categories of an extent, and whether it is exact; otherwise there are more."""
    found = [numbers.categories(objects, arrows) for objects, arrows, _ in extent.sizes()]
    return int(sum(n.number for n in found)), all(n.exact for n in found)
