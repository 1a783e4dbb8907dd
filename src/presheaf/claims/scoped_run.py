"""The value of a proposition about structures in a scope, instance by instance, with the certificates that it rests on.

Quantifiers over structures are evaluated here, smallest instances first; what is left at an instance is an ordinary proposition, which an engine
proves or refutes with a certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from presheaf.claims.base import Note
from presheaf.claims.decision import Decision
from presheaf.claims.watch import Watch
from presheaf.claims.windows import STOPS, Undecided, batches, windows
from presheaf.claims.witness import NOTHING, Witness
from presheaf.model import proposition as p
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import Scoped, bound
from presheaf.model.readable import readable
from presheaf.model.structure import Structure
from presheaf.source import SpecError
from presheaf.syntax import ast

INSTANCES = 1_000_000
Decide = Callable[[p.Proposition], Decision]


@dataclass(frozen=True)
class Found:
    """The value of a proposition with what decides it, if it rests on single instances, and whether it rests on the bound of the scope."""

    value: bool
    bounded: bool = False
    witness: Witness = NOTHING
    why: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Block:
    """An outermost quantifier over structures that was run to its end: its variables, the environment it stands in, and how many instances it has."""

    binders: tuple[ast.Binder, ...]
    env: Environment
    instances: int


@dataclass
class Run:
    """One evaluation. `looked` counts the instances of outermost blocks; `limit` is how many there may be.

    `tidy` says whether deciding instances are written for people.
    """

    claim: Scoped
    decide: Decide
    watch: Watch = field(default_factory=Watch)
    limit: int = INSTANCES
    tidy: bool = True
    parts: list[Decision] = field(default_factory=list)
    ended: list[Block] = field(default_factory=list)
    looked: int = 0

    # ------------------------------------------------------------------ propositions

    def truth(self, node: ast.Prop, env: Environment, outer: bool = True) -> Found:
        """The value of a proposition at an instance; `outer` says that no quantifier over structures stands above it."""
        if not self.claim.has_variables(node, env):
            return self.ground(self._at(node, env))
        match node:
            case ast.Not(body):
                found = self.truth(body, env, outer)
                return replace(found, value=not found.value)
            case ast.Connective(operator, parts):
                return self._connective(operator, parts, env, outer)
            case ast.Quantified():
                binders, body = self.claim.block(node, env)
                if not binders:
                    return self._values(node, env, outer)
                if node.quantifier == "exists!":
                    return self._unique(binders, body, env, outer)
                return self._block(node.quantifier, binders, body, env, outer)
            case ast.Atom(call):
                return self.truth(*self.claim.unfolded(call, env), outer)
        raise TypeError(f"not a proposition: {node!r}")

    def ground(self, proposition: p.Proposition) -> Found:
        """An ordinary proposition."""
        decision = self.decide(proposition)
        if decision.theorem is None:
            raise Undecided(decision.reason or "undecided")
        self.parts.append(decision)
        head, own = proposition, set()
        while isinstance(head, p.Negation | p.Quantifier):
            own |= {head.variable} if isinstance(head, p.Quantifier) else set()
            head = head.body
        values = tuple(value for value in decision.found.values if value[0] in own)
        return Found(decision.status == "proved", witness=Witness(decision.found.structures, values), why=decision.why)

    def _at(self, node: ast.Prop, env: Environment) -> p.Proposition:
        """The proposition at an instance. Where a later part cannot be built and earlier ones decide, what they say: a hypothesis guards."""
        try:
            return self.claim.ground(node, env)
        except SpecError:
            if not isinstance(node, ast.Connective) or node.operator == "iff":
                raise
            for part in node.parts[:-1]:
                said = self._at(part, env)
                if self.decide(said).status == ("proved" if node.operator == "or" else "refuted"):
                    return p.Negation(said) if node.operator == "implies" else said
            raise

    def _connective(self, operator: str, parts: Sequence[ast.Prop], env: Environment, outer: bool) -> Found:
        """Up to the part that decides, and then only that part's certificates."""
        kept = len(self.parts)
        values = []
        for i, part in enumerate(parts):
            before = len(self.parts)
            found = self.truth(part, env, outer)
            if operator == "implies" and i == 0:
                found = replace(found, value=not found.value)
            if operator != "iff" and found.value == (operator != "and"):
                del self.parts[kept:before]
                return found
            values.append(found)
        bounded = any(found.bounded for found in values)
        why = tuple(dict.fromkeys(note for found in values for note in found.why))
        if operator == "iff":
            return Found(values[0].value == values[1].value, bounded, why=why)
        return Found(operator == "and", bounded, values[-1].witness if operator == "implies" else NOTHING, why)

    # ------------------------------------------------------------------ quantifiers

    def _values(self, node: ast.Quantified, env: Environment, outer: bool) -> Found:
        """A quantifier over objects, arrows or elements with structures inside."""
        rest, values = self.claim.values(node, env)
        wanted, kept, bounded = node.quantifier == "exists", len(self.parts), False
        if node.quantifier == "exists!":
            every = [self.truth(rest, inner, outer) for _, inner in values]
            return Found(sum(x.value for x in every) == 1, any(x.bounded for x in every))
        for value, inner in values:
            before = len(self.parts)
            found = self.truth(rest, inner, outer)
            if found.value == wanted:
                del self.parts[kept:before]
                deciding = Witness(found.witness.structures, ((node.binders[0].name, value), *found.witness.values))
                return replace(found, witness=deciding)
            bounded |= found.bounded
        return Found(not wanted, bounded)

    def _unique(self, binders: Sequence[ast.Binder], body: ast.Prop, env: Environment, outer: bool) -> Found:
        found, began = [], self.looked
        for inner in self.claim.instances(binders, env):
            self._count(outer)
            if self.truth(body, inner, False).value:
                found.append(inner)
        self._end(binders, env, began, outer)
        own = tuple(found[0].local[b.name] for b in binders) if len(found) == 1 else ()
        return Found(len(found) == 1, True, Witness(readable(own)[0] if outer and self.tidy else own))

    def _block(self, quantifier: str, binders: Sequence[ast.Binder], body: ast.Prop, env: Environment, outer: bool) -> Found:
        wanted = quantifier == "exists"
        instances = self.claim.instances(binders, env)
        began, kept = self.looked, len(self.parts)
        if self.claim.has_variables(body, env):
            found = self._one_by_one(wanted, binders, body, instances, outer, kept)
        else:
            found = self._batches(wanted, binders, body, instances, outer, kept)
        if found is not None:
            return found
        self._end(binders, env, began, outer)
        return Found(not wanted, True)

    def _one_by_one(
        self, wanted: bool, binders: Sequence[ast.Binder], body: ast.Prop, instances: Iterator[Environment], outer: bool, kept: int
    ) -> Found | None:
        """What the first instance that decides says; its certificates alone are kept, from `kept` on."""
        for inner in instances:
            self._count(outer)
            before = len(self.parts)
            found = self.truth(body, inner, False)
            if found.value == wanted:
                del self.parts[kept:before]
                return self._deciding(binders, body, inner, found, kept if outer else None)
        return None

    def _batches(
        self, wanted: bool, binders: Sequence[ast.Binder], body: ast.Prop, instances: Iterator[Environment], outer: bool, kept: int
    ) -> Found | None:
        """The same with many instances in one certificate, as `windows` gives them."""
        for window, stop in windows(instances):
            began = self.looked
            at, first = self._first(wanted, body, window, batches(window, binders), outer)
            first = first or stop
            if isinstance(first, Exception):
                raise first
            if first is not None:
                self._count(outer, began + at + 1 - self.looked)
                found, part = first
                self.parts[kept:] = [part]
                return self._deciding(binders, body, window[at], found, kept if outer else None)
        return None

    def _first(
        self, wanted: bool, body: ast.Prop, window: list[Environment], listed: list[list[int]], outer: bool
    ) -> tuple[int, tuple[Found, Decision] | Exception | None]:
        """The first place of a window at which the body has the value wanted, with its certificate, or at which something is raised."""
        last = len(window)
        first: tuple[Found, Decision] | Exception | None = None
        for batch in listed:
            propositions: dict[int, p.Proposition] = {}
            try:
                for i in batch:
                    if i < last:
                        propositions[i] = self._at(body, window[i])
            except STOPS as stop:
                last, first = i, stop
            sides = tuple(p.Negation(q) if wanted else q for q in propositions.values())
            decision = self.decide(sides[0] if len(sides) == 1 else p.Junction("and", sides)) if sides else None
            if decision is None or decision.status == "proved":
                self.parts += [decision] if decision else []
                self._count(outer, len(sides))
                continue
            for i, proposition in propositions.items():
                try:
                    found = self.ground(proposition)
                except STOPS as stop:
                    last, first = i, stop
                    break
                if found.value == wanted:
                    last, first = i, (found, self.parts.pop())
                    break
            else:
                self._count(outer, len(sides))
        return last, first

    def _deciding(self, binders: Sequence[ast.Binder], body: ast.Prop, env: Environment, found: Found, kept: int | None) -> Found:
        """The instance that decides a quantifier; that of an outermost one is written for people, its certificates, from `kept` on, anew."""
        own = tuple(env.local[b.name] for b in binders)
        if kept is None or not self.tidy or not self._independent(own):
            return replace(found, witness=Witness((*own, *found.witness.structures), found.witness.values))
        own, _ = readable(own)
        for b, structure in zip(binders, own, strict=True):
            env = bound(env, b.name, structure)
        del self.parts[kept:]
        again = self.truth(body, env, False)
        if again.value != found.value:
            raise AssertionError("isomorphic structures differ")
        return replace(again, witness=Witness((*own, *again.witness.structures), again.witness.values))

    def _independent(self, own: Sequence[Structure]) -> bool:
        """Whether structures are over each other or over declared ones alone, and not over what was built from them."""
        known = [*own, *(value for _, value in self.claim.scope.structures())]
        ends = [getattr(s, part, None) for s in own for part in ("dom", "cod", "category")]
        return all(any(c is s for s in known) for c in ends if isinstance(c, Structure))

    # ------------------------------------------------------------------ counting

    def _count(self, outer: bool, more: int = 1) -> None:
        if not outer:
            return
        self.looked += more
        self.watch.looked(more)
        if self.looked > self.limit:
            raise Undecided(f"resource: more than {self.limit:,} instances in the scope")

    def _end(self, binders: Sequence[ast.Binder], env: Environment, began: int, outer: bool) -> None:
        if outer:
            self.ended.append(Block(tuple(binders), env, self.looked - began))

    def count(self) -> int:
        """The number of instances that satisfy the condition of a `count`."""
        total, start = 0, self.claim.environment()
        for env in self.claim.instances(self.claim.counted, start):
            self._count(True)
            total += isinstance(self.claim.node, ast.Truth) or self.truth(self.claim.node, env, False).value
        self._end(self.claim.counted, start, 0, True)
        return total
