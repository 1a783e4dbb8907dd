"""Claims about all structures in a scope, decided instance by instance.

Quantifiers over structures are evaluated here, smallest instances first; what is left at an instance is an ordinary proposition, which the engine
proves or refutes with a certificate. The certificates of all instances that a verdict rests on are its parts. That the instances are all there
are rests on the enumeration (`model/small`) and is not certified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from presheaf.claims.base import Note
from presheaf.claims.base import TooLarge as Large
from presheaf.claims.decision import Decision, Status
from presheaf.kernel import FORMAT
from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.declaring import declaration
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import Scoped
from presheaf.model.elaborate.scope import Blocked, Structure
from presheaf.source import SpecError
from presheaf.syntax import ast

BATCH = 25  # instances that are decided by one certificate
INSTANCES = 1_000_000
Decide = Callable[[p.Proposition], Decision]


class Undecided(Exception):
    """An instance is undecided: so is the claim. The message is the reason."""


@dataclass
class Found:
    """The value of a proposition with the deciding structures, if it rests on some, and whether it rests on the bound of the scope."""

    value: bool
    bounded: bool = False
    structures: tuple[Structure, ...] = ()
    why: tuple[Note, ...] = ()


@dataclass
class _Run:
    claim: Scoped
    decide: Decide
    parts: list[Decision] = field(default_factory=list)
    looked: int = 0  # instances of the outermost block so far
    rests_on_all: bool = True  # the verdict needs that there are no further instances

    # ------------------------------------------------------------------ propositions

    def truth(self, node: ast.Prop, env: Environment, outermost: bool = False) -> Found:
        """The value of a proposition at an instance; the certificates it rests on are kept."""
        if not self.claim.has_variables(node):
            return self.ground(self.claim.ground(node, env))
        match node:
            case ast.Not(body):
                found = self.truth(body, env, outermost)
                return replace(found, value=not found.value)
            case ast.Connective(operator, parts):
                return self._connective(operator, parts, env)
            case ast.Quantified():
                binders, body = self.claim.block(node, env)
                if not binders:
                    return self._values(node, env)
                if node.quantifier == "exists!":
                    return self._unique(binders, body, env, outermost)
                return self._block(node.quantifier, binders, body, env, outermost)
        raise TypeError(f"not a proposition: {node!r}")

    def ground(self, proposition: p.Proposition) -> Found:
        """An ordinary proposition."""
        decision = self.decide(proposition)
        if decision.theorem is None:
            raise Undecided(decision.reason or "undecided")
        self.parts.append(decision)
        return Found(decision.status == "proved", why=decision.why)

    def _connective(self, operator: str, parts: Sequence[ast.Prop], env: Environment) -> Found:
        values = []
        for i, part in enumerate(parts):
            found = self.truth(part, env)
            if operator == "implies" and i == 0:
                found = replace(found, value=not found.value)
            if operator != "iff" and found.value == (operator != "and"):
                return found
            values.append(found)
        bounded = any(found.bounded for found in values)
        if operator == "iff":
            return Found(values[0].value == values[1].value, bounded)
        return Found(operator == "and", bounded, values[-1].structures if operator != "and" else ())

    # ------------------------------------------------------------------ quantifiers

    def _values(self, node: ast.Quantified, env: Environment) -> Found:
        """A quantifier over objects, arrows or elements with structures inside."""
        rest, values = self.claim.values(node, env)
        found = (self.truth(rest, inner) for inner in values)
        if node.quantifier == "exists!":
            every = list(found)
            return Found(sum(x.value for x in every) == 1, any(x.bounded for x in every))
        return _until(found, node.quantifier == "exists")

    def _unique(self, binders: Sequence[ast.Binder], body: ast.Prop, env: Environment, outermost: bool) -> Found:
        found = []
        for inner in self.claim.instances(binders, env):
            self._count(outermost)
            if self.truth(body, inner).value:
                found.append(inner)
        return Found(len(found) == 1, True, self._structures(binders, found[0]) if len(found) == 1 else ())

    def _block(self, quantifier: str, binders: Sequence[ast.Binder], body: ast.Prop, env: Environment, outermost: bool) -> Found:
        wanted = quantifier == "exists"
        instances = self.claim.instances(binders, env)
        if not self.claim.has_variables(body):
            return self._batches(wanted, binders, body, instances, outermost)
        for inner in instances:
            self._count(outermost)
            kept = len(self.parts)
            found = self.truth(body, inner)
            if found.value == wanted:
                if outermost:
                    self.parts = self.parts[kept:]
                return Found(wanted, found.bounded, (*self._structures(binders, inner), *found.structures), found.why)
        return Found(not wanted, True)

    def _batches(self, wanted: bool, binders: Sequence[ast.Binder], body: ast.Prop, instances: Iterator[Environment], outermost: bool) -> Found:
        """Many instances in one certificate, until one decides."""
        while batch := list(islice(instances, BATCH)):
            propositions = [self.claim.ground(body, env) for env in batch]
            sides = [p.Negation(q) if wanted else q for q in propositions]
            decision = self.decide(sides[0] if len(sides) == 1 else p.Junction("and", tuple(sides)))
            if decision.status == "proved":
                self._count(outermost, len(batch))
                self.parts.append(decision)
                continue
            if decision.theorem is None and len(batch) == 1:
                raise Undecided(decision.reason or "undecided")
            for env, proposition in zip(batch, propositions, strict=True):
                self._count(outermost)
                kept = len(self.parts)
                if (found := self.ground(proposition)).value == wanted:
                    if outermost:
                        self.parts = self.parts[kept:]
                    return Found(wanted, False, self._structures(binders, env), found.why)
        return Found(not wanted, True)

    def _count(self, outermost: bool, more: int = 1) -> None:
        self.looked += more if outermost else 0
        if self.looked > INSTANCES:
            raise Undecided(f"resource: more than {INSTANCES:,} instances in the scope")

    def _structures(self, binders: Sequence[ast.Binder], env: Environment) -> tuple[Structure, ...]:
        return tuple(env.local[b.name] for b in binders)

    # ------------------------------------------------------------------ whole claims

    def hypothesis(self, node: ast.Prop, env: Environment) -> bool:
        """Whether something in the scope satisfies the hypothesis of `forall ... . A implies B`; true where there is none."""
        if isinstance(node, ast.Quantified) and node.quantifier == "forall":
            binders, body = self.claim.block(node, env)
            if binders:
                return any(self.hypothesis(body, inner) for inner in self.claim.instances(binders, env))
            rest, values = self.claim.values(node, env)
            return any(self.hypothesis(rest, inner) for inner in values)
        if isinstance(node, ast.Connective) and node.operator == "implies":
            return self.truth(node.parts[0], env).value
        return True

    def count(self) -> int:
        """The number of instances that satisfy the condition of a `count`."""
        total = 0
        for env in self.claim.instances(self.claim.counted, self.claim.environment()):
            self._count(True)
            total += isinstance(self.claim.node, ast.Truth) or self.truth(self.claim.node, env).value
        return total


def _until(values: Iterator[Found], wanted: bool) -> Found:
    bounded = False
    for found in values:
        if found.value == wanted:
            return found
        bounded |= found.bounded
    return Found(not wanted, bounded)


def decide(scoped: Scoped, by: Decide) -> Decision:
    """The verdict on a claim with a scope; `by` decides ordinary propositions."""
    run = _Run(scoped, by)
    try:
        if scoped.counted:
            return _counted(run, run.count())
        found = run.truth(scoped.node, scoped.environment(), outermost=True)
        vacuous = found.value and found.bounded and not _Run(scoped, by).hypothesis(scoped.node, scoped.environment())
    except Undecided as stop:
        return Decision("unknown", "native", str(stop))
    except (TooLarge, Large, Blocked) as big:
        return Decision("unknown", "native", f"resource: {big}")
    except SpecError as bad:
        return Decision("unknown", "native", f"resource: at an instance: {bad.diagnostics[0].message}")
    status: Status = "vacuous" if vacuous else "refuted" if not found.value else "holds_in_scope" if found.bounded else "proved"
    witness = "\n".join(map(declaration, found.structures))
    run.rests_on_all = found.bounded
    return _decision(run, status, why=found.why, witness=witness)


def _counted(run: _Run, total: int) -> Decision:
    expected = run.claim.expected
    met = expected is None or expected == total
    why = () if met else (Note(f"there are {total:,}, not {expected:,}"),)
    return _decision(run, "holds_in_scope" if met else "refuted", why=why, count=total)


def _decision(run: _Run, status: Status, **more: Any) -> Decision:
    """With the certificate of the deciding instance, or with those of all instances."""
    engine = run.parts[0].engine if run.parts else "native"
    assumed = tuple(dict.fromkeys(a for part in run.parts for a in part.assumed))
    if len(run.parts) == 1 and not run.rests_on_all:
        return replace(run.parts[0], status=status, coverage=run.looked, **more)
    published = "; the numbers of categories agree with OEIS A125696" if run.rests_on_all and run.claim.as_published() else ""
    coverage = {"instances": run.looked, "complete": f"enumerated, not certified{published}"}
    documents = [part.certificate for part in run.parts]
    certificate = {"format": FORMAT, "coverage": coverage, "instances": documents} if documents else None
    return Decision(status, engine, certificate=certificate, coverage=run.looked, assumed=assumed, **more)
