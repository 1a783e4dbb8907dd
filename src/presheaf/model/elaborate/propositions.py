"""Propositions of claims: quantifiers, comparisons, predicates by signature, definitions expanded."""

from __future__ import annotations

import operator as relations
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.elaborate import diagrams
from presheaf.model.elaborate.arguments import LATER_PREDICATES, predicate_arguments
from presheaf.model.elaborate.environment import Environment, Typed, foreign, object_at
from presheaf.model.elaborate.quantified import LISTED, STRUCTURE_SORTS, listed, sort_word, unknown_functor
from presheaf.model.elaborate.scope import Blocked, Definition, NeedsInstance, Scope, Skip, error, key
from presheaf.model.elaborate.terms import Terms, parallel
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.weighted import Weighted
from presheaf.source import Diagnostic, SpecError
from presheaf.syntax import ast

EXPANSIONS = 5_000
INSTANCES = 200
_MIRROR = {">": "<", ">=": "<="}
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "=": relations.eq, "!=": relations.ne, "<": relations.lt, "<=": relations.le, ">": relations.gt, ">=": relations.ge,
}  # fmt: skip


class Propositions:
    """Elaborates the proposition of one claim."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.fresh: dict[str, int] = {}
        self.expanded = 0
        self.stack: list[str] = []
        self.leading: set[int] = set()  # quantifiers `exists` at the head of the claim

    def claim(self, node: ast.Prop) -> p.Proposition:
        """The typed proposition."""
        head = node
        while isinstance(head, ast.Quantified) and head.quantifier == "exists":
            self.leading.add(id(head))
            head = head.body
        return self.prop(node, Environment(self.scope))

    def prop(self, node: ast.Prop, env: Environment) -> p.Proposition:
        """A proposition in an environment."""
        if isinstance(node, ast.Truth):
            return p.Constant(node.value, span=node.span)
        if isinstance(node, ast.Not):
            return p.Negation(self.prop(node.body, env), span=node.span)
        if isinstance(node, ast.Connective):
            return p.Junction(node.operator, tuple(self.prop(x, env) for x in node.parts), span=node.span)
        if isinstance(node, ast.Quantified):
            return self._quantified(node, env, 0)
        if isinstance(node, ast.Comparison):
            return self._comparison(node, env)
        assert isinstance(node, ast.Atom)
        return self._atom(node, env)

    # ------------------------------------------------------------------ quantifiers

    def _quantified(self, node: ast.Quantified, env: Environment, i: int) -> p.Proposition:
        if i == len(node.binders):
            return self.prop(node.body, env)
        if node.quantifier == "exists!" and len(node.binders) > 1:
            raise error("E403", "exists! binds one variable", node.binders[1], "nest: exists! x: S. exists! y: S'. P")
        binder = node.binders[i]
        if self._over_structures(binder, env):
            return self._structures(node, env, i)
        sort, value = self.sort(binder, env)
        count = self.fresh.get(binder.name, 0)
        self.fresh[binder.name] = count + 1
        unique = binder.name if not count else f"{binder.name}'{count + 1}"
        value = replace(value, term=p.Variable(unique))
        try:
            body = self._quantified(node, env.bind(binder.name, value), i + 1)
        except NeedsInstance as need:
            if need.variable != unique or not isinstance(sort, p.ObjectSort):
                raise
            return self._instances(node, env, i, sort.category)
        if not self.stack and not isinstance(node.body, ast.Truth) and not _mentions(body, unique):
            unused = Diagnostic("W201", f"the variable {binder.name} is not used", binder.span, hint="remove it", severity="warning")
            self.scope.found.append(unused)
        return p.Quantifier(node.quantifier, unique, sort, body, span=node.span)

    def _instances(self, node: ast.Quantified, env: Environment, i: int, c: Category | Weighted) -> p.Proposition:
        """The quantifier written out, one instance for each object: its body builds structures from the variable."""
        name, n = node.binders[i].name, c.object_count
        if n > INSTANCES:
            hint = "structures built from a variable, such as yoneda(X), are made for each object"
            raise error("E313", f"{name} ranges over {n:,} objects (limit {INSTANCES} here)", node.binders[i], hint)
        parts = tuple(self._quantified(node, env.bind(name, object_at(c, x)), i + 1) for x in range(n))
        if node.quantifier == "exists!":
            others = [tuple(p.Negation(q, span=node.span) for q in parts if q is not part) for part in parts]
            parts = tuple(p.Junction("and", (part, *rest), span=node.span) if rest else part for part, rest in zip(parts, others, strict=True))
        if len(parts) < 2:
            return parts[0] if parts else p.Constant(node.quantifier == "forall", span=node.span)
        return p.Junction("and" if node.quantifier == "forall" else "or", parts, span=node.span)

    def _over_structures(self, binder: ast.Binder, env: Environment) -> bool:
        """Whether a variable ranges over structures: its sort is a word for them and not a declared name."""
        node = binder.sort
        return sort_word(node) in STRUCTURE_SORTS and not (isinstance(node, ast.Ref) and env.structures.is_structure(node))

    def _structures(self, node: ast.Quantified, env: Environment, i: int) -> p.Proposition:
        """The quantifier written out, one part for each structure. One unknown functor where they are too many and some completion is asked for."""
        binder = node.binders[i]
        found = listed(env.structures, binder)

        def at(value: Functor | Transformation) -> p.Proposition:
            return self._quantified(node, replace(env, local={**env.local, binder.name: value}), i + 1)

        if found.structures is None:
            if id(node) in self.leading and isinstance(found.ends[0], Category) and isinstance(found.ends[1], Category):
                return at(unknown_functor(binder, (found.ends[0], found.ends[1])))
            hint = "a claim that begins with exists F: functor(C, D) may have more; otherwise choose smaller structures"
            raise error("E313", f"{binder.name} ranges over more than {LISTED} structures", binder, hint)
        parts = tuple(at(value) for value in found.structures)
        return p.Instances(node.quantifier, binder.name, found.ends, found.structures, parts, span=node.span)

    def sort(self, binder: ast.Binder, env: Environment) -> tuple[p.Sort, Typed]:
        """What a variable ranges over, and the variable as a term."""
        node = binder.sort
        blank = p.Variable(binder.name)
        head = node.head.parts[0] if isinstance(node, ast.Call) else ""
        terms = Terms(env)
        if isinstance(node, ast.Call) and head == "arrows" and len(node.args) == 1:
            c = terms.structures.category(node.args[0])
            return p.ArrowSort(c, None, None), Typed("arrow", blank, c, (None, None))
        if isinstance(node, ast.Call) and not terms.structures.is_structure(node):
            return self._applied_sort(node, terms, blank)
        value = terms.structures.argument(node)
        if isinstance(value, Category | Weighted):
            return p.ObjectSort(value), Typed("object", blank, value)
        if isinstance(value, SetFunctor):
            return p.ElementSort(value, None), Typed("element", blank, value, (None,))
        raise error("E408", "a variable ranges over objects X: C, arrows f: C(X, Y) or elements u: T(X)", node)

    def _applied_sort(self, node: ast.Call, terms: Terms, blank: p.Variable) -> tuple[p.Sort, Typed]:
        value = terms.structures.named(node.head)
        if isinstance(value, Category) and len(node.args) == 2:
            a, b = (self._object_of(value, x, terms.env) for x in node.args)
            return p.ArrowSort(value, a, b), Typed("arrow", blank, value, (a, b))
        if isinstance(value, SetFunctor) and len(node.args) == 1:
            x = self._object_of(value.category, node.args[0], terms.env)
            return p.ElementSort(value, x), Typed("element", blank, value, (x,))
        raise error("E408", "a variable ranges over objects X: C, arrows f: C(X, Y) or elements u: T(X)", node)

    def _object_of(self, c: Category, node: ast.Expr, env: Environment) -> p.Term:
        x = Terms(env.at(c)).typed(node, "object")
        if x.home is not c:
            raise foreign(c, x, node)
        return x.term

    # ------------------------------------------------------------------ comparisons

    def _comparison(self, node: ast.Comparison, env: Environment) -> p.Proposition:
        if node.category is not None:
            paths = None if key(node.category) in env.local else diagrams.opened(self.scope, node.category)
            if paths is not None:
                return diagrams.comparison(paths, node)
            env = env.at(Terms(env).structures.category(node.category))
        constants = [constant(side) for side in node.sides]
        if None not in constants:
            return p.Constant(all(_HOLDS[o](a, b) for o, a, b in zip(node.operators, constants, constants[1:], strict=False)), span=node.span)
        try:
            sides = self._sides(node, env)
        except Blocked:
            between = diagrams.qualified(self.scope, node) if node.category is None and not env.variables else None
            if between is None:
                raise
            return between
        parts: list[p.Proposition] = []
        for operator, a, b, left, right in zip(node.operators, sides, sides[1:], node.sides, node.sides[1:], strict=False):
            parts.append(self._relation(operator, a, b, left.span.to(right.span) if left.span.path else node.span, node))
        return parts[0] if len(parts) == 1 else p.Junction("and", tuple(parts), span=node.span)

    def _sides(self, node: ast.Comparison, env: Environment) -> list[Typed]:
        """All sides typed alike: the first that is not a bare name decides what the others are looked up as."""
        bare = (ast.Ref, ast.Number)
        order = sorted(range(len(node.sides)), key=lambda i: (isinstance(node.sides[i], bare) and key(node.sides[i]) not in env.variables, i))
        want = "arrow" if node.category is not None else None
        found: dict[int, Typed] = {}
        for i in order:
            found[i] = Terms(env).any(node.sides[i], want)  # type: ignore[arg-type]
            want = want or found[i].kind
            env = env.at(found[i].home)
            if found[i].kind == "element":
                env = replace(env, over=found[i].ends[0] or env.over)
        return [found[i] for i in range(len(node.sides))]

    def _relation(self, operator: str, a: Typed, b: Typed, span: object, node: ast.Comparison) -> p.Proposition:
        if a.kind != b.kind:
            raise error("E403", f"this compares an {a.kind} with an {b.kind}".replace("an number", "a number"), node)
        if a.home is not b.home:
            raise error("E403", f"this compares {a.kind}s of different structures", node, "only names of one structure can be equal")
        if a.kind != "number" and operator not in ("=", "!="):
            raise error("E403", f"{operator} compares numbers, not {a.kind}s", node, "use = or !=")
        if a.kind == "arrow":
            parallel(a, b, node)
        if operator in _MIRROR:
            return p.Relation(_MIRROR[operator], b.term, a.term, span=node.span)  # type: ignore[arg-type]
        if operator == "!=":
            return p.Negation(p.Relation("=", a.term, b.term, span=node.span), span=node.span)
        return p.Relation(operator, a.term, b.term, span=node.span)  # type: ignore[arg-type]

    # ------------------------------------------------------------------ predicates

    def _atom(self, node: ast.Atom, env: Environment) -> p.Proposition:
        call = node.call
        name = ".".join(call.head.parts)
        declared = self.scope.definition(call)
        if declared is not None:
            if node.bound is not None:
                raise error(
                    "E402", f"{name} is a definition: it has no `within`", node.bound, "write the number into the definition: ideal(f, 1/1000)"
                )
            self.scope.used.setdefault(name, self.scope.names[name].span)
            return self._expand(declared, call, env)
        signature = self.scope.signatures.get(name)
        if signature is not None and signature.number:
            raise error("E401", f"{name} is a number, not a predicate", call.head, f"compare it: {name}(...) = 1")
        if signature is None:
            if name in LATER_PREDICATES:
                raise error("E390", f"the predicate {name} is not available in this version", call.head, "`presheaf kinds` lists those that are")
            self.scope.excuse(name)
            known = [*self.scope.signatures, *(n for n, e in self.scope.names.items() if isinstance(e.value, Definition))]
            hint = self.scope.suggest(name, known, "`presheaf kinds` lists the predicates")
            raise error("E401", f"{name} is not a predicate", call.head, hint)
        return p.Predicate(name, predicate_arguments(name, signature, call, env, node.bound), span=node.span)

    # ------------------------------------------------------------------ definitions

    def _expand(self, definition: Definition, call: ast.Call, env: Environment) -> p.Proposition:
        declaration = definition.declaration
        if declaration.name in self.stack:
            raise error("E406", f"the definition of {declaration.name} uses itself", call, "definitions are expanded and cannot be recursive")
        self.expanded += 1
        if self.expanded > EXPANSIONS:
            raise error("E407", f"this claim expands more than {EXPANSIONS:,} definitions", call, "simplify the definitions")
        inner = self.parameters(definition, call, env)
        self.stack.append(declaration.name)
        outer, self.scope = self.scope, inner.scope
        try:
            return self.prop(declaration.body, inner)
        except SpecError as bad:
            if outer.names is definition.scope.names:
                raise
            first = bad.diagnostics[0]
            raise error("E402", f"in the definition of {declaration.name}: {first.message}", call, first.hint) from None
        finally:
            self.scope = outer
            self.stack.pop()

    def parameters(self, definition: Definition, call: ast.Call, env: Environment) -> Environment:
        """The environment of the body of a definition that is applied."""
        declaration = definition.declaration
        if len(call.args) != len(declaration.parameters) or call.rest is not None:
            shown = ", ".join(x.name for x in declaration.parameters)
            raise error("E402", f"{declaration.name} takes {len(declaration.parameters)} arguments ({shown})", call)
        inner = Environment(self.scope.of(definition.scope))
        for parameter, arg in zip(declaration.parameters, call.args, strict=True):
            inner = self.parameter(inner, parameter, arg, env)
        return inner

    def parameter(self, inner: Environment, parameter: ast.Parameter, arg: ast.Expr, env: Environment) -> Environment:
        """The environment with a variable of that sort bound to a value."""
        sort = parameter.sort
        word = sort_word(sort)
        if word in STRUCTURE_SORTS and not inner.structures.is_structure(sort) and word not in inner.local:
            value = Terms(env).structures.argument(arg)
            kind = {"category": Category, "functor": Functor, "Nat": Transformation}.get(word, SetFunctor)
            covariant = word == "copresheaf"
            if not isinstance(value, kind) or (isinstance(value, SetFunctor) and (value.variance == "covariant") != covariant):
                raise error("E402", f"{parameter.name} is a {word}", arg)
            self._fits_sort(inner, sort, value, arg)
            return replace(inner, local={**inner.local, parameter.name: value})
        if word == "number":
            return inner.bind(parameter.name, Typed("number", Terms(env).typed(arg, "number").term, None))
        wanted, typed = self.sort(ast.Binder(parameter.name, sort, span=parameter.span), inner)
        home = typed.home
        found = Terms(env.at(home)).typed(arg, typed.kind)
        if found.home is not home:
            raise error("E402", f"{parameter.name} belongs to {home.name if home else 'nothing'}", arg)
        if typed.kind == "arrow" and isinstance(wanted, p.ArrowSort) and all(typed.ends):
            parallel(typed, found, arg)
        return inner.bind(parameter.name, found)

    def _fits_sort(self, inner: Environment, sort: ast.Expr, value: object, arg: ast.Expr) -> None:
        """`T: task(C)`, `F: functor(C, D)`: the structure lives where its sort says."""
        if not isinstance(sort, ast.Call):
            return
        homes = [inner.structures.category(a) for a in sort.args] if sort.head.parts != ("Nat",) else []
        have = [value.category] if isinstance(value, SetFunctor) else [value.dom, value.cod] if isinstance(value, Functor) else []
        if homes and (len(homes) != len(have) or any(a is not b for a, b in zip(homes, have, strict=False))):
            raise error("E402", f"this lives on {', '.join(h.name for h in have)}", arg, f"{', '.join(h.name for h in homes)} was expected")


def constant(node: ast.Expr) -> Fraction | None:
    """The rational number that an expression of numbers alone denotes."""
    if isinstance(node, ast.Number):
        return Fraction(node.numerator, node.denominator)
    if isinstance(node, (ast.SetSum, ast.SetProduct)):
        left, right = constant(node.left), constant(node.right)
        if left is not None and right is not None:
            return left + right if isinstance(node, ast.SetSum) else left * right
    return None


def _mentions(body: object, name: str) -> bool:
    """Whether a variable occurs in a proposition or term."""
    stack = [body]
    while stack:
        top = stack.pop()
        if isinstance(top, p.Variable):
            if top.name == name:
                return True
        elif isinstance(top, (p.Proposition, p.Term, p.ObjectSort, p.ArrowSort, p.ElementSort)):
            stack.extend(vars(top).values())
        elif isinstance(top, tuple):
            stack.extend(top)
    return False


__all__ = ["Blocked", "Propositions", "Skip"]
