"""Declarations and expressions that denote categories, functors, tasks and transformations."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from presheaf.model import functors, tasks
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate import categories, pretext, tables, weighted, words, words_presheaves, words_weighted
from presheaf.model.elaborate.paths import arrow_in, chain, find_object, mentioned, object_in, under
from presheaf.model.elaborate.scope import WORDS, Blocked, Definition, NeedsInstance, Scope, Structure, described, error, key
from presheaf.model.setfunctor import Functor, SetFunctor, Variance
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.syntax import ast


class Structures:
    """Elaborates structure expressions in one scope; `local` are structure parameters of definitions being expanded."""

    def __init__(
        self, scope: Scope, local: dict[str, Structure] | None = None, objects: dict[str, tuple[Category | Weighted, int | str]] | None = None
    ) -> None:
        self.scope = scope
        self.local = local or {}
        self.home: Category | Weighted | None = None  # of the declaration, where it says one: bare names are its objects first
        self.objects = objects or {}  # object variables: a known object, or the name of one that is bound by a quantifier

    # ------------------------------------------------------------------ lookup

    def named(self, node: ast.Ref) -> Structure:
        """The declared structure of a name."""
        name = ".".join(node.parts)
        if name in self.local:
            return self.local[name]
        if self.scope.denotes(name):
            value = self.scope.get(name)
            if isinstance(value, Definition):
                raise error("E204", f"{name} is a defined predicate, a structure is needed", node)
            return value
        if name in self.scope.names:
            raise error("E204", f"{name} is a claim, a structure is needed here", node, "give the claim another name, or declare the structure")
        self.scope.excuse(name)
        known = [*self.local, *(n for n, _ in self.scope.structures())]
        raise error("E201", f"no structure {name} is declared", node, self.scope.suggest(name, known, "declare it"))

    def is_structure(self, node: ast.Expr) -> bool:
        """Whether an expression is one that denotes a structure."""
        if isinstance(node, ast.Ref):
            name = ".".join(node.parts)
            return name in self.local or (self.scope.denotes(name) and not isinstance(self.scope.value(name), Definition))
        if isinstance(node, ast.Call):
            word = node.head.parts[0]
            return len(node.head.parts) == 1 and word in {*words.WORDS, *words_weighted.WORDS, *categories.BUILDERS, *categories.CONSTRUCTIONS}
        if isinstance(node, (ast.SetSum, ast.SetProduct)):
            return self.is_structure(node.left)
        if isinstance(node, ast.Compose):
            return all(self.is_structure(part) for part in chain(node))
        return isinstance(node, (ast.Presentation, ast.TableLiteral, ast.PosetLiteral, ast.MonoidLiteral, ast.Interchange))

    def expression(self, node: ast.Expr, name: str = "", variance: Variance | None = None, bound: int | None = None) -> Structure | Unclosed:
        """The structure that an expression denotes; `name` is what messages call it."""
        label = name or _short(node)
        try:
            return self._expression(node, label, variance, bound)
        except TooLarge as big:
            raise error("E313", f"{label} would be too large: {big}", node, "choose smaller parameters") from None

    def _expression(self, node: ast.Expr, name: str, variance: Variance | None, bound: int | None) -> Structure | Unclosed:
        if isinstance(node, ast.Ref):
            return self.named(node)
        if isinstance(node, (ast.SetSum, ast.SetProduct)):
            return self._combination(node, name)
        if isinstance(node, ast.Compose):
            return self._composite(node, name)
        if isinstance(node, ast.Interchange):
            from presheaf.model.elaborate import interchanged

            return interchanged.read(self.scope, name, node, bound)
        if isinstance(node, (ast.Presentation, ast.TableLiteral, ast.PosetLiteral, ast.MonoidLiteral)):
            return categories.category(self.scope, name, node, bound, self.argument)
        if isinstance(node, ast.Call) and len(node.head.parts) == 1:
            word = node.head.parts[0]
            over_weights = words_weighted.expression(self, node, name, variance)
            if over_weights is not None:
                return over_weights
            if word in categories.BUILDERS or word in categories.CONSTRUCTIONS:
                return categories.category(self.scope, name, node, bound, self.argument)
            if word in words.WORDS:
                return words.WORDS[word](self, node, name, variance)
            known = [*words.WORDS, *categories.BUILDERS, *categories.CONSTRUCTIONS]
            raise error(
                "E201", f"{word} makes no structure", node.head, self.scope.suggest(word, known, "see the language reference for the builders")
            )
        raise error("E204", "a category, functor, task or transformation is needed here", node)

    def argument(self, node: ast.Expr) -> Structure:
        """A structure inside an expression."""
        if isinstance(node, ast.Ref):
            return self.named(node)
        names = mentioned(node)
        objects = tuple((n, id(c), at) for n, (c, at) in self.objects.items() if n in names)
        same = (node, id(self.home), objects, tuple((n, id(v)) for n, v in self.local.items() if n in names))
        if same not in self.scope.inline:
            value = self.expression(node)
            if isinstance(value, Unclosed):
                raise Blocked(value)
            self.scope.inline[same] = value
        for name in names & self.scope.names.keys():
            self.scope.used.setdefault(name, self.scope.names[name].span)  # also where it was made for another claim
        return self.scope.inline[same]

    def category(self, node: ast.Expr) -> Category:
        """An expression that must denote a category."""
        return cast(Category, self._typed(node, Category))

    def set_functor(self, node: ast.Expr) -> SetFunctor:
        """An expression that must denote a task or copresheaf."""
        return cast(SetFunctor, self._typed(node, SetFunctor))

    def functor(self, node: ast.Expr) -> Functor:
        """An expression that must denote a functor."""
        return cast(Functor, self._typed(node, Functor))

    def _typed(self, node: ast.Expr, kind: type) -> Structure:
        value = self.argument(node)
        if not isinstance(value, kind):
            raise error("E204", f"{_short(node)} is {described(value)}, a {WORDS[kind]} is needed", node)
        return value

    # ------------------------------------------------------------------ expressions

    def _combination(self, node: ast.SetSum | ast.SetProduct, name: str) -> SetFunctor:
        a, b = self.set_functor(node.left), self.set_functor(node.right)
        if a.category is not b.category or a.variance != b.variance:
            raise error("E317", f"{a.name} and {b.name} are not of one variance on one category", node)
        return tasks.total(name, a, b) if isinstance(node, ast.SetSum) else tasks.pairs(name, a, b)

    def _composite(self, node: ast.Compose, name: str) -> Functor:
        parts = [self.functor(part) for part in chain(node)]
        result = parts[0]
        for part, place in zip(parts[1:], chain(node)[1:], strict=True):
            if result.cod is not part.dom:
                raise error(
                    "E405", f"{result.name} ends in {result.cod.name}, {part.name} begins at {part.dom.name}", place, "F ; G is first F, then G"
                )
            result = functors.composite(name, self.total(result, node), self.total(part, place))
        return result

    def total(self, functor: Functor, node: ast.Node) -> Functor:
        """The functor, which must have no unknown values."""
        if functor.partial:
            raise error("E319", f"{functor.name} has unknown values and cannot be used in an expression", node)
        return functor

    def arguments(self, node: ast.Call, count: int, form: str, rest: bool = False) -> None:
        """Check the number of arguments of a word; `form` is how it is written."""
        if len(node.args) != count or (node.rest is not None) != rest:
            raise error("E319", f"the form is {form}", node)

    def object_anywhere(self, node: ast.Expr) -> tuple[Category | Weighted, int]:
        """An object by `C.A`, by a bare name that only one category in scope has, or as the image `F(A)` under a functor."""
        if isinstance(node, ast.Call) and len(node.args) == 1 and node.rest is None and self.is_structure(node.head):
            functor = self.named(node.head)
            if isinstance(functor, Functor):
                functor = self.total(functor, node)
            if isinstance(functor, Functor | WeightedFunctor):
                return functor.cod, int(functor.on_objects[self._object_of(functor.dom, node.args[0])])
        if isinstance(node, (ast.Ref, ast.Qualified)):
            parts = node.parts[:-1] if isinstance(node, ast.Ref) else node.scope.parts
            prefixes = [".".join(parts[: k + 1]) for k in range(len(parts))]
            cut = max((k + 1 for k, name in enumerate(prefixes) if name in self.local or name in self.scope.names), default=0)
            if cut:
                named = self.named(ast.Ref(parts[:cut], span=node.span))
                c = named if isinstance(named, Weighted) else self.category(ast.Ref(parts[:cut], span=node.span))
                last: ast.Expr = ast.Ref(node.parts[-1:], span=node.span) if isinstance(node, ast.Ref) else node.name
                return c, object_in(self.scope, c, under(parts[cut:], last))
        text = key(node)
        if text in self.objects:
            c, at = self.objects[text]
            if isinstance(at, str):
                raise NeedsInstance(at)
            return c, at
        if self.home is not None and text in self.home.names.object_index:
            return self.home, self.home.names.object_index[text]
        pool = dict[int, tuple[str, Category | Weighted]]()
        for label, value in [*self.local.items(), *self.scope.structures()]:
            if isinstance(value, Category | Weighted) and text in value.names.object_index:
                pool.setdefault(id(value), (label, value))
        if len(pool) == 1:
            ((label, c),) = pool.values()
            self.scope.used.setdefault(label, self.scope.names[label].span) if label in self.scope.names else None
            return c, c.names.object_index[text]
        if pool:
            options = ", ".join(f"{label}.{text}" for label, _ in pool.values())
            raise error("E203", f"several categories have an object {text}", node, f"write one of {options}")
        self.scope.excuse(text)
        mistake = words_presheaves.unquoted(self.scope, node)
        if mistake:
            raise mistake
        every = [x for _, v in self.scope.structures() if isinstance(v, Category) for x in v.names.objects[:1000]]
        raise error("E201", f"no category in scope has an object {text or 'like this'}", node, self.scope.suggest(text, every))

    def _object_of(self, c: Category | Weighted, node: ast.Expr) -> int:
        """An object of C, whose names go first."""
        if key(node) not in self.objects and find_object(c, node) is not None:
            return object_in(self.scope, c, node)
        home, x = self.object_anywhere(node)
        if home is not c:
            raise error("E201", f"{key(node) or 'this'} is not an object of {c.name}", node, f"it is an object of {home.name}")
        return x

    # ------------------------------------------------------------------ declarations

    def ends(self, node: ast.FunctorDecl) -> tuple[Weighted, Weighted] | None:
        """The ends of a functor between weighted categories; None if it is another functor."""
        if node.dom is None or node.cod is None:
            return None
        try:
            dom, cod = self.argument(node.dom), self.argument(node.cod)
        except Blocked:
            return None
        return (dom, cod) if isinstance(dom, Weighted) and isinstance(cod, Weighted) else None

    def functor_declaration(self, node: ast.FunctorDecl) -> Functor | WeightedFunctor | Unclosed:
        """`functor F : C -> D { ... }` or `functor F = EXPR`; into a presentation that did not close only Kan extensions are possible."""
        weights = self.ends(node)
        if weights is not None and node.entries is not None:
            return weighted.functor(self, node, *weights)
        if node.entries is not None and node.dom is not None and node.cod is not None:
            dom = self.category(node.dom)
            try:
                self.category(node.cod)
            except Blocked as blocked:
                return tables.presented_functor(self.scope, node.name, dom, blocked.unclosed, node.entries, node)
        ends = weights or tuple(None if e is None else self.category(e) for e in (node.dom, node.cod))
        if node.entries is not None:
            if not isinstance(ends[0], Category) or not isinstance(ends[1], Category):
                raise error("E318", f"functor {node.name} needs its ends", node.name_span, "write functor F : C -> D { ... }")
            return tables.functor(self.scope, node.name, ends[0], ends[1], node.entries, node)
        assert node.value is not None
        value = self.expression(node.value, node.name)
        if not isinstance(value, Functor | WeightedFunctor):
            raise error("E204", "this does not denote a functor", node.value)
        for end, have in zip(ends, (value.dom, value.cod), strict=True):
            if end is not None and end is not have:
                raise error("E318", f"{node.name} goes {value.dom.name} -> {value.cod.name}", node.value, "the declared ends differ")
        return value

    def task_declaration(self, node: ast.TaskDecl) -> SetFunctor | WeightedTask:
        """A presheaf, task or copresheaf in any of its forms."""
        variance: Variance = "covariant" if node.keyword == "copresheaf" else "contravariant"
        if node.value is not None:
            return self._task_value(node, node.value, variance)
        if node.on is None:
            raise error("E318", f"{node.keyword} {node.name} needs its category", node.name_span, f"write {node.keyword} {node.name} on C {{ ... }}")
        on = self.argument(node.on)
        if isinstance(on, Weighted):
            if node.entries is None:
                raise error(
                    "E319",
                    f"{on.name} is weighted: {node.name} is given by its values",
                    node,
                    f"{node.keyword} {node.name} on {on.name} {{ a = 1/2 }}",
                )
            return weighted.task(self.scope, node.name, on, variance, node.entries, node)
        c = self.category(node.on)
        if node.entries is not None:
            return tables.set_functor(self.scope, node.name, c, variance, node.entries, node)
        if node.labels is not None:
            return pretext.labels(self.scope, node.name, c, node.labels)
        assert node.generated is not None
        return self._generated(node.name, c, variance, node.generated)

    def _task_value(self, node: ast.TaskDecl, value: ast.Expr, variance: Variance) -> SetFunctor | WeightedTask:
        home = None if node.on is None else self.argument(node.on)
        on = self.home = home if home is None or isinstance(home, Weighted) else self.category(node.on or value)
        found = self.expression(value, node.name, variance)
        if not isinstance(found, SetFunctor | WeightedTask):
            raise error("E204", f"this does not denote a {node.keyword}", value)
        if found.variance != variance:
            hint = "presheaf and task are contravariant, copresheaf is covariant"
            raise error("E317", f"{_short(value)} is {found.variance}, a {node.keyword} is {variance}", value, hint)
        if on is not None and found.category is not on:
            raise error("E318", f"{_short(value)} lives on {found.category.name}", value, "the declared category differs")
        return found

    def _generated(self, name: str, c: Category, variance: Variance, node: ast.Generated) -> SetFunctor:
        numbers = categories.distinct(tuple(n for n, _ in node.generators), "generator")
        places = [object_in(self.scope, c, a) for _, a in node.generators]
        equations = []
        for equation in node.equations:
            sides = [self._moved(c, variance, s, numbers, places) for s in equation.sides]
            far = c.dom if variance == "contravariant" else c.cod
            for one, two in pairwise(sides):
                a, b = (c.names.objects[int(far[f])] for _, f in (one, two))
                if a != b:
                    raise error("E308", f"the two sides lie over {a} and {b}", equation, "an equation compares elements over one object")
                equations.append((one, two))
        return tasks.generated(name, c, list(zip(numbers, places, strict=True)), equations, variance)

    def _moved(self, c: Category, variance: Variance, node: ast.Expr, numbers: dict[str, int], places: list[int]) -> tuple[int, int]:
        """(generator, arrow) of `x`, `x|f|g` or `g(f(x))`."""
        steps: list[ast.Expr] = []
        while key(node) not in numbers:
            if variance == "contravariant" and isinstance(node, ast.Restrict):
                steps.append(node.arrow)
                node = node.element
            elif variance == "covariant" and isinstance(node, ast.Call) and len(node.args) == 1:
                steps.append(ast.Ref(node.head.parts, span=node.head.span))
                node = node.args[0]
            else:
                hint = "write x|f" if variance == "contravariant" else "write f(x)"
                raise error("E201", f"{key(node) or 'this'} is not a generator", node, self.scope.suggest(key(node), numbers, hint))
        i = numbers[key(node)]
        at = places[i]
        for step in reversed(steps):
            f = arrow_in(self.scope, c, step)
            near, other = (c.cod[f], f) if variance == "contravariant" else (c.dom[f], f)
            here = int((c.dom if variance == "contravariant" else c.cod)[at])
            if int(near) != here:
                raise error("E405", f"{key(step)} does not act on an element over {c.names.objects[here]}", step)
            at = c.compose(other, at) if variance == "contravariant" else c.compose(at, other)
        return i, at


def _short(node: ast.Expr) -> str:
    """A short text for messages about an expression."""
    if isinstance(node, ast.Ref):
        return ".".join(node.parts)
    if isinstance(node, ast.Call):
        inner = ", ".join(_short(a) for a in node.args)
        rest = "; " + ", ".join(_short(a) for a in node.rest) if node.rest is not None else ""
        return f"{'.'.join(node.head.parts)}({inner}{rest})"
    if isinstance(node, (ast.SetSum, ast.SetProduct)):
        return f"{_short(node.left)} {'+' if isinstance(node, ast.SetSum) else '*'} {_short(node.right)}"
    if isinstance(node, ast.Compose):
        return f"{_short(node.first)} ; {_short(node.second)}"
    return key(node) or "this expression"
