"""Objects and arrows of one category, written inside declarations over it."""

from __future__ import annotations

from presheaf.model.category import Category
from presheaf.model.constructions import ElementsOf, OppositeOf, ProductOf, SumOf
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.full_image import FullImageOf
from presheaf.model.karoubi import KaroubiOf
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.weighted import Weighted
from presheaf.source import SpecError
from presheaf.syntax import ast


def find_object(c: Category | Weighted, node: ast.Expr) -> int | None:
    """The object of C that an expression names, None if there is none."""
    return c.names.object_index.get(key(node))


def object_in(scope: Scope, c: Category | Weighted, node: ast.Expr) -> int:
    """The object of C that an expression names; `C.A` is accepted too."""
    found = find_object(c, _local(scope, c, node))
    if found is None:
        name = key(node) or "this"
        hint = scope.suggest(name, c.names.objects, f"its objects are {', '.join(c.names.objects[:8])}" if c.object_count else "it has no objects")
        raise error("E201", f"{name} is not an object of {c.name}", node, hint)
    return found


def _local(scope: Scope, c: Category | Weighted, node: ast.Expr) -> ast.Expr:
    """The name without the qualifier that denotes C itself."""
    if isinstance(node, ast.Ref) and len(node.parts) > 1:
        prefix = scope.structure_prefix(node.parts[:-1])
        if prefix and scope.value(prefix[0]) is c:
            return ast.Ref((*prefix[1], node.parts[-1]), span=node.span)
    if isinstance(node, ast.Qualified):
        prefix = scope.structure_prefix(node.scope.parts)
        if prefix and scope.value(prefix[0]) is c:
            return under(prefix[1], node.name)
    return node


def under(parts: tuple[str, ...], name: ast.Expr) -> ast.Expr:
    """The name written behind `parts.`: names of a sum are `left.A` and `right.(a <= b)`."""
    if not parts:
        return name
    return ast.Ref((*parts, *name.parts), span=name.span) if isinstance(name, ast.Ref) else ast.Qualified(ast.Ref(parts), name, span=name.span)


def _summand(node: ast.Expr) -> tuple[str, ast.Expr] | None:
    """("left", name in the left summand) for `left.name`, the same on the right; None for other expressions."""
    if isinstance(node, ast.Ref) and len(node.parts) > 1 and node.parts[0] in ("left", "right"):
        return node.parts[0], ast.Ref(node.parts[1:], span=node.span)
    if isinstance(node, ast.Qualified) and node.scope.parts[0] in ("left", "right"):
        return node.scope.parts[0], under(node.scope.parts[1:], node.name)
    return None


def find_arrow(scope: Scope, c: Category, node: ast.Expr) -> int | None:
    """The arrow of C that a name, `id(A)` or compound name denotes; None if it is none of these."""
    node = _local(scope, c, node)
    named = c.names.arrow_index.get(key(node))
    if named is not None:
        return named
    if isinstance(node, ast.Call) and node.head.parts == ("id",) and len(node.args) == 1:
        return find_object(c, _local(scope, c, node.args[0]))
    origin = c.origin
    if isinstance(origin, ProductOf) and isinstance(node, ast.Pair) and len(node.items) == 2:
        f, g = _path(scope, origin.left, node.items[0]), _path(scope, origin.right, node.items[1])
        return None if f is None or g is None else int(origin.number[f * origin.right.arrow_count + g])
    if isinstance(origin, ElementsOf) and isinstance(node, ast.Pair) and len(node.items) == 2:
        return _element_arrow(scope, origin, node)
    if isinstance(origin, (KaroubiOf, FullImageOf)) and isinstance(node, ast.Pair) and len(node.items) == 3:
        return _triple(scope, c, origin, node)
    if isinstance(origin, OppositeOf):
        inner = find_arrow(scope, origin.base, node)
        return None if inner is None else int(origin.number[inner])
    if isinstance(origin, SumOf):
        part = _summand(node)
        side = origin.left if part and part[0] == "left" else origin.right
        inner = find_arrow(scope, side, part[1]) if part else None
        return None if inner is None else int(origin.number[inner + (0 if side is origin.left else origin.left.arrow_count)])
    return None


def _element_arrow(scope: Scope, origin: ElementsOf, node: ast.Pair) -> int | None:
    t = origin.functor
    f = _path(scope, t.category, node.items[0])
    if f is None:
        return None
    near = int((t.category.cod if t.variance == "contravariant" else t.category.dom)[f])
    x = element_over(t, near, key(node.items[1]))
    return None if x is None else origin.arrow(f, x)


def _triple(scope: Scope, c: Category, origin: KaroubiOf | FullImageOf, node: ast.Pair) -> int | None:
    """(X, f, Y) with objects X, Y of C and an arrow f of what C was made from."""
    x, y = find_object(c, node.items[0]), find_object(c, node.items[2])
    f = _path(scope, origin.base if isinstance(origin, KaroubiOf) else origin.functor.cod, node.items[1])
    if x is None or y is None or f is None:
        return None
    found = origin.arrow(x, f, y)
    return None if found < 0 else found


def _path(scope: Scope, c: Category, node: ast.Expr) -> int | None:
    """An arrow expression, None if it does not denote an arrow of C."""
    try:
        return arrow_in(scope, c, node)
    except SpecError:
        return None


def element_over(t: SetFunctor, obj: int, name: str) -> int | None:
    """The element of T(obj) of that name."""
    for x in range(int(t.start[obj]), int(t.start[obj + 1])):
        if t.element_names[x] == name:
            return x
    return None


def mentioned(node: object) -> set[str]:
    """The first parts of all names that an expression mentions: what it may depend on."""
    if isinstance(node, ast.Ref):
        return {node.parts[0], ".".join(node.parts)}
    if isinstance(node, tuple):
        return set().union(*map(mentioned, node))
    return set().union(*(mentioned(getattr(node, f)) for f in node.__dataclass_fields__ if f != "span")) if isinstance(node, ast.Node) else set()


def chain(node: ast.Expr) -> list[ast.Expr]:
    """The factors of a composite, in order, without recursion."""
    out, stack = [], [node]
    while stack:
        top = stack.pop()
        if isinstance(top, ast.Compose):
            stack.extend((top.second, top.first))
        else:
            out.append(top)
    return out


def arrow_in(scope: Scope, c: Category, node: ast.Expr) -> int:
    """The arrow of C that a path expression denotes; an error says what is unknown or does not compose."""
    whole = find_arrow(scope, c, node)
    if whole is not None:
        return whole
    result: int | None = None
    for factor in chain(node):
        if isinstance(factor, ast.Power):
            f = power(c, arrow_in(scope, c, factor.base), factor.exponent, factor)
        else:
            found = find_arrow(scope, c, factor)
            if found is None:
                raise unknown_arrow(scope, c, factor)
            f = found
        if result is not None and c.cod[result] != c.dom[f]:
            raise not_composable(c, result, f, factor)
        result = f if result is None else c.compose(result, f)
    assert result is not None
    return result


def power(c: Category, f: int, n: int, node: ast.Node) -> int:
    """f^n of an endomorphism, by squaring."""
    if c.dom[f] != c.cod[f] and n != 1:
        raise error("E308", f"only an endomorphism has powers: {arrow_name(c, f)} goes {ends(c, f)}", node)
    out = int(c.dom[f])
    while n:
        out = c.compose(out, f) if n & 1 else out
        f, n = c.compose(f, f) if n > 1 else f, n >> 1
    return out


def ends(c: Category, f: int) -> str:
    """`A -> B`."""
    return f"{c.names.objects[int(c.dom[f])]} -> {c.names.objects[int(c.cod[f])]}"


def not_composable(c: Category, f: int, g: int, node: ast.Node) -> SpecError:
    """The error for a composite whose ends do not meet."""
    return error(
        "E405",
        f"{arrow_name(c, f)} : {ends(c, f)} and then {arrow_name(c, g)} : {ends(c, g)} do not compose",
        node,
        f"f ; g is first f, then g: the codomain {c.names.objects[int(c.cod[f])]} must be the domain {c.names.objects[int(c.dom[g])]}",
    )


def unknown_arrow(scope: Scope, c: Category, node: ast.Expr) -> SpecError:
    """The error for a name that is no arrow of C."""
    name = key(node) or "this"
    if find_object(c, node) is not None:
        return error("E204", f"{name} is an object of {c.name}, an arrow is needed", node, f"its identity is id({name})")
    known = [*c.names.listed, *c.names.extra]
    return error(
        "E201",
        f"{name} is not an arrow of {c.name}",
        node,
        scope.suggest(name, known, f"its arrows are {', '.join(known[:8])}" if known else "it has only identities"),
    )
