"""The instances of a claim about all structures in a scope: environments in which its variables are bound, smallest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import count, product

from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate.environment import Environment, Typed, arrow_at, element_at, object_at
from presheaf.model.elaborate.propositions import EXPANSIONS, Propositions
from presheaf.model.elaborate.quantified import listed
from presheaf.model.elaborate.scope import Scope, Structure, error
from presheaf.model.elaborate.scopes import NUMBERS, Extents, Sort, over_structures, sort_of, variables
from presheaf.model.functor_lists import functors
from presheaf.model.readable import arrow_letters, element_letters
from presheaf.model.setfunctor import Variance
from presheaf.model.small.categories import categories
from presheaf.model.small.setfunctors import set_functors
from presheaf.model.small.weighted import matrices, weighted_tasks
from presheaf.model.tasks import constant
from presheaf.model.weighted import Weighted, dense
from presheaf.model.weighted_constructions import constant as weighted_constant
from presheaf.syntax import ast, show

Size = tuple[int, int, int]
Value = p.ObjectAt | p.ArrowAt | p.ElementAt
VARIANCE: dict[str, Variance] = {"copresheaf": "covariant", "presheaf": "contravariant"}


@dataclass(frozen=True, eq=False)
class Scoped:
    """A claim about structures in a scope: its tree, the scope of names, what its variables range over; for `count` the variables counted."""

    node: ast.Prop
    scope: Scope
    extents: Extents
    counted: tuple[ast.Binder, ...] = ()
    expected: int | None = None
    bounds: tuple[ast.Bound, ...] = ()
    rests: dict[tuple[int, int], ast.Prop] = field(default_factory=dict, init=False)
    needing: dict[int, bool] = field(default_factory=dict, init=False)  # whether some variable of a tree, by id, needs the scope

    def environment(self) -> Environment:
        """Nothing bound."""
        return Environment(self.scope)

    def has_variables(self, node: ast.Prop, env: Environment) -> bool:
        """Whether some variable of a part of the claim, or of a definition that it applies, needs the scope."""
        if id(node) not in self.needing:
            self.needing[id(node)] = bool(variables(node, env.scope))
        return self.needing[id(node)]

    def unfolded(self, call: ast.Call, env: Environment) -> tuple[ast.Prop, Environment]:
        """The body of the definition that an atom applies, and what its parameters are there."""
        name, definition = ".".join(call.head.parts), env.scope.definition(call)
        assert definition is not None
        env.scope.used.setdefault(name, env.scope.names[name].span)
        return definition.declaration.body, Propositions(env.scope).parameters(definition, call, env)

    def block(self, node: ast.Quantified, env: Environment) -> tuple[tuple[ast.Binder, ...], ast.Prop]:
        """The leading variables over structures, and the rest of the proposition; nested quantifiers of one kind are one."""
        taken: list[ast.Binder] = []
        rest: ast.Prop = node
        while isinstance(rest, ast.Quantified) and rest.quantifier == node.quantifier:
            first = next((i for i, b in enumerate(rest.binders) if not over_structures(b, env.scope)), len(rest.binders))
            taken += rest.binders[:first]
            if first < len(rest.binders):
                return tuple(taken), self._rest(rest, first)
            if rest.quantifier == "exists!":
                return tuple(taken), rest.body
            rest = rest.body
        return tuple(taken), rest

    def instances(self, binders: Sequence[ast.Binder], env: Environment) -> Iterator[Environment]:
        """Every choice of structures up to isomorphism, ordered by all objects, then all arrows, then all elements."""
        options = [self.extents[b.name, sort].sizes() if (sort := sort_of(b, env.scope)) else [(0, 0, 0)] for b in binders]
        for sizes in sorted(product(*options), key=lambda sizes: (tuple(map(sum, zip(*sizes, strict=True))), sizes)):
            yield from self._bound(binders, sizes, env)

    def as_published(self) -> bool:
        """Whether a variable ranges over all categories with some numbers of arrows, as many as published (ValueError if not: our bug)."""
        whole = [e for e in self.extents.values() if e.sort == "category" and e.objects.low <= 1 and e.objects.high >= e.arrows.high]
        for n in {n for e in whole for n in e.arrows if n}:
            if (found := sum(len(all_categories(objects, n)) for objects in range(1, n + 1))) != NUMBERS[n]:
                raise ValueError(f"{found:,} categories with {n} arrows were enumerated, {NUMBERS[n]:,} are published")
        return bool(whole)

    def restated(self) -> tuple[tuple[str, ...], str] | None:
        """The claim about structures that decide it: the variables to be declared, and what is left below the quantifier over them, true there.

        None if the claim is no quantifier over structures, below negations.
        """
        node, negated = self.node, False
        while isinstance(node, ast.Not):
            node, negated = node.body, not negated
        if self.counted or not isinstance(node, ast.Quantified) or node.quantifier == "exists!":
            return None
        binders, body = self.block(node, self.environment())
        if not binders:
            return None
        left = {b.name for b in variables(body, self.scope)}
        prop = body if node.quantifier == "exists" else body.body if isinstance(body, ast.Not) else ast.Not(body)
        text = show(ast.ClaimDecl("c", prop, tuple(b for b in self.bounds if b.variable in left)))
        return tuple(b.name for b in binders), text[len("claim c: ") :]

    def _bound(self, binders: Sequence[ast.Binder], sizes: Sequence[Size], env: Environment) -> Iterator[Environment]:
        if not binders:
            yield env
            return
        for value in self.structures(binders[0], sizes[0], env):
            yield from self._bound(binders[1:], sizes[1:], bound(env, binders[0].name, value))

    def structures(self, binder: ast.Binder, size: Size, env: Environment) -> Iterator[Structure]:
        """The structures of one sort and size."""
        sort = sort_of(binder, env.scope)
        if sort == "category":
            yield from all_categories(size[0], size[1], binder.name)
        elif sort == "weighted":
            yield from matrices(binder.name, size[0], self.extents[binder.name, sort].grid)
        elif sort is not None:
            yield from self._functors(binder, sort, size, self.home(binder, env))
        else:
            found = listed(env.structures, binder).structures
            if found is None:
                raise TooLarge(f"{binder.name} ranges over too many structures")
            yield from found

    def _functors(self, binder: ast.Binder, sort: Sort, size: Size, home: Category | Weighted) -> Iterator[Structure]:
        """Set-valued functors of a size, or tasks with values from the grid on a weighted category."""
        if isinstance(home, Weighted):
            yield from weighted_tasks(binder.name, home, VARIANCE[sort], self.grid(binder, sort))
            return
        for t in set_functors(binder.name, home, VARIANCE[sort], size[2]):
            yield replace(t, element_names=element_letters(t.size))

    def grid(self, binder: ast.Binder, sort: Sort) -> tuple[Fraction, ...]:
        """The values of a variable over tasks on a weighted category."""
        found = self.extents[binder.name, sort].grid
        if not found:
            raise error(
                "E410", f"{binder.name} ranges over infinitely many tasks", binder, f"list its values: within {binder.name} values [0, 1/2, 1]"
            )
        return found

    def home(self, binder: ast.Binder, env: Environment) -> Category | Weighted:
        """The C of `T: task(C)`."""
        node = binder.sort
        if not isinstance(node, ast.Call) or len(node.args) != 1 or node.rest is not None:
            word = node.head.parts[0] if isinstance(node, ast.Call) else "task"
            raise error("E402", f"{word} takes 1 argument", node, f"the form is {binder.name}: {word}(C)")
        found = env.structures.argument(node.args[0])
        return found if isinstance(found, Weighted) else env.structures.category(node.args[0])

    def values(self, node: ast.Quantified, env: Environment) -> tuple[ast.Prop, Iterator[tuple[Value, Environment]]]:
        """What stands below the first variable of a quantifier over objects, arrows or elements, and the values of that variable."""
        first = node.binders[0]
        rest = self._rest(node, 1)
        return rest, ((value_of(typed), env.bind(first.name, typed)) for typed in finite(first, env))

    def _rest(self, node: ast.Quantified, first: int) -> ast.Prop:
        """A quantifier without the variables before one: the same tree whenever it is asked for."""
        if first == len(node.binders):
            return node.body
        key = id(node), first
        if key not in self.rests:
            self.rests[key] = replace(node, binders=node.binders[first:])
        return self.rests[key]

    def ground(self, node: ast.Prop, env: Environment) -> p.Proposition:
        """The proposition at an instance."""
        return Propositions(env.scope).prop(node, env)

    def sample(self, node: ast.Prop, env: Environment, within: tuple[str, ...] = (), steps: Iterator[int] | None = None) -> None:
        """Elaborate the claim on a small instance, so that mistakes in it are found before anything is decided.

        `within` are the definitions that are being expanded, `steps` counts expansions.
        """
        steps = count() if steps is None else steps
        if not self.has_variables(node, env):
            self.ground(node, env)
            return
        match node:
            case ast.Quantified(binders=binders, body=body):
                for binder in binders:
                    env = self._sampled(binder, env)
                self.sample(body, env, within, steps)
            case ast.Connective(_, parts):
                for part in parts:
                    self.sample(part, env, within, steps)
            case ast.Not(body):
                self.sample(body, env, within, steps)
            case ast.Atom(call):
                name = ".".join(call.head.parts)
                if next(steps) > EXPANSIONS:
                    raise error("E407", f"this claim expands more than {EXPANSIONS:,} definitions", call, "simplify the definitions")
                if name in within:
                    raise error("E406", f"the definition of {name} uses itself", call, "definitions are expanded and cannot be recursive")
                self.sample(*self.unfolded(call, env), (*within, name), steps)

    def _sampled(self, binder: ast.Binder, env: Environment) -> Environment:
        sort = sort_of(binder, env.scope)
        if sort == "category":
            return bound(env, binder.name, all_categories(1, 1, binder.name)[0], env.scope)
        if sort == "weighted":
            return bound(env, binder.name, dense(binder.name, ["x0"], [[1]]), env.scope)
        if sort is not None:
            home = self.home(binder, env)
            if isinstance(home, Weighted):
                self.grid(binder, sort)
                return bound(env, binder.name, weighted_constant(binder.name, home, 1, VARIANCE[sort]), env.scope)
            return bound(env, binder.name, constant(binder.name, home, ["x0"], VARIANCE[sort]), env.scope)
        if over_structures(binder, env.scope):
            ends = listed(env.structures, binder).ends
            if isinstance(ends[0], Category) and isinstance(ends[1], Category):
                return bound(env, binder.name, functors(binder.name, ends[0], ends[1], 0)[0], env.scope)
            found = listed(env.structures, binder).structures
            return bound(env, binder.name, found[0], env.scope) if found else env
        return env.bind(binder.name, next(iter(finite(binder, env))))


def bound(env: Environment, name: str, value: Structure, scope: Scope | None = None) -> Environment:
    """With one more structure; expressions about it are made anew."""
    if scope is not None:
        scope.listed["sample", id(value)] = value
    return replace(env, scope=scope or env.scope.at_instance(), local={**env.local, name: value})


def value_of(typed: Typed) -> Value:
    """A known object, arrow or element."""
    assert isinstance(typed.term, p.ObjectAt | p.ArrowAt | p.ElementAt)
    return typed.term


def finite(binder: ast.Binder, env: Environment) -> Iterator[Typed]:
    """The values of a variable over objects, arrows or elements, all other variables being bound to values."""
    sort, _ = Propositions(env.scope).sort(binder, env)
    match sort:
        case p.ObjectSort(c):
            yield from (object_at(c, x) for x in range(c.object_count))
        case p.ArrowSort(c, dom, cod):
            a, b = _known(dom), _known(cod)
            yield from (arrow_at(c, f) for f in range(c.arrow_count) if a in (None, int(c.dom[f])) and b in (None, int(c.cod[f])))
        case p.ElementSort(t, over):
            yield from (element_at(t, x) for x in range(t.size) if _known(over) in (None, int(t.over[x])))


def _known(t: p.Term | None) -> int | None:
    return t.index if isinstance(t, p.ObjectAt) else None


@lru_cache(maxsize=128)
def all_categories(objects: int, arrows: int, name: str = "C") -> tuple[Category, ...]:
    """One category of each isomorphism class with these numbers, always the same ones: what is known about one is kept with it."""
    if name != "C":
        return tuple(replace(c, name=name) for c in all_categories(objects, arrows))
    return tuple(replace(c, names=replace(c.names, listed=arrow_letters(len(c.names.listed)))) for c in categories(name, objects, arrows))
