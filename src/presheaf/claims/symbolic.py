"""The second engine for claims about all structures in a scope: what would decide the claim is an unknown, and a solver looks for it.

The claim is taken apart into structures that are to exist and a proposition about them: its negation for `forall`, itself for `exists`. The
structures, their composition tables and actions, and everything that the proposition says to exist are the unknowns of one theory (`theory.py`). One
vector of sizes after the other, in the order in which instances are enumerated, is given to Z3. A model is decoded into structures, and at these
the claim is decided as at any others: no refutation rests on the theory. Where there is no model the certificate proves that for all sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from presheaf.claims.base import TooLarge as Large
from presheaf.claims.decision import Decision, Disagreement, Status
from presheaf.claims.decoding import Decoding
from presheaf.claims.normal import normal
from presheaf.claims.scoped_run import Decide, Run
from presheaf.claims.theory import Theory
from presheaf.claims.unknowns import Unknown, Unknowns
from presheaf.claims.vacuity import vacuous
from presheaf.claims.windows import Undecided as InstanceUndecided
from presheaf.claims.witness import Witness
from presheaf.decide.cases import CASE_LIMIT, Cases, Undecided
from presheaf.kernel import FORMAT, check
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import VARIANCE, Scoped, bound
from presheaf.model.elaborate.paths import mentioned
from presheaf.model.elaborate.scopes import Extent, sort_of
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.unknown import (
    Inexpressible,
    UnknownCategory,
    UnknownComposite,
    UnknownFunctor,
    UnknownOpposite,
    UnknownSetFunctor,
    UnknownTerminal,
    UnknownTransformation,
)
from presheaf.source import SpecError
from presheaf.syntax import ast

Sizes = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Sentence:
    """A claim as the existence of structures: `extents` where they are bounded by the scope, and the document of the theory, without cases.

    The claim is true iff there are such structures (`wanted`) or iff there are none.
    """

    claim: Scoped
    binders: tuple[ast.Binder, ...]
    body: ast.Prop
    exists: bool
    wanted: bool
    unknown: tuple[Unknown, ...]
    extents: tuple[Extent | None, ...]
    low: Unknowns
    document: dict[str, Any]

    def sizes(self) -> list[Sizes]:
        """(objects, arrows, elements) for each structure, in the order of `Scoped.instances`."""
        options = [extent.sizes() if extent else [(0, 0, 0)] for extent in self.extents]
        return sorted(product(*options), key=lambda sizes: (tuple(map(sum, zip(*sizes, strict=True))), sizes))

    def exact(self, sizes: Sizes) -> list[dict[str, Any]]:
        """The scope of the document, narrowed to these sizes."""
        numbers = [size for size, extent in zip(sizes, self.extents, strict=True) if extent]
        out = []
        for entry, (objects, arrows, elements) in zip(self.document["scope"], numbers, strict=True):
            limits = {"objects": objects, "arrows": arrows} if entry["sort"] == "category" else {"elements": elements}
            out.append({**entry, **{limit: [number, number] for limit, number in limits.items()}})
        return out

    def environment(self, structures: list[Any]) -> Environment:
        """These structures for the variables."""
        env = self.claim.environment()
        for binder, structure in zip(self.binders, structures, strict=True):
            env = bound(env, binder.name, structure)
        return env


def sentence(claim: Scoped, text: str) -> Sentence:
    """The theory of a claim; Inexpressible with the reason if it has none."""
    if claim.counted:
        raise Inexpressible("structures are counted")
    node, positive = claim.node, True
    while isinstance(node, ast.Not):
        node, positive = node.body, not positive
    env = claim.environment()
    if not isinstance(node, ast.Quantified) or node.quantifier == "exists!":
        raise Inexpressible("the claim is no quantifier over structures")
    binders, body = claim.block(node, env)
    if not binders:
        raise Inexpressible("the claim begins with a quantifier over objects, arrows or elements")
    unknown: list[Unknown] = []
    for binder in binders:
        unknown.append(_unknown(claim, binder, env))
        env = bound(env, binder.name, unknown[-1])
    if claim.has_variables(body, env):
        raise Inexpressible("a quantifier over structures stands below another one of the other kind")
    extents = tuple(claim.extents[b.name, sort] if (sort := sort_of(b, claim.scope)) else None for b in binders)
    _no_names(body, env)
    low = Unknowns(unknown, max((e.objects.high for e in extents if e and e.sort == "category"), default=0))
    exists = node.quantifier == "exists"
    try:
        meant = normal(low, claim.ground(body, env), exists)
        theory = Theory(low)
        theory.state(meant)
    except SpecError as error:
        raise Inexpressible(error.diagnostics[0].message) from None
    except RecursionError:
        raise Inexpressible("the proposition is nested too deeply") from None
    scope = [_entry(low, s, extent) for s, extent in zip(unknown, extents, strict=True) if extent]
    declared = {
        k: v for k, v in low.certificate(None, None, (), "").items() if k in ("categories", "functors", "set_functors", "transformations", "sorts")
    }
    document = {"format": FORMAT, "claim": text, **declared, "scope": scope, "theory": {"unknown": theory.unknown, "axioms": theory.axioms}}
    return Sentence(claim, binders, body, exists, exists == positive, tuple(unknown), extents, low, document)


def _no_names(body: ast.Prop, env: Environment) -> None:
    """Inexpressible if a name in the proposition may be one that the structures of an instance have: A, f, x."""
    declared = {*env.local, *env.scope.names}
    for name in sorted(mentioned(body) - declared - _variables(body)):
        if re.fullmatch(r"[A-Za-z]\d*", name):
            raise Inexpressible(f"{name} may be the name of something in an instance")


def _variables(node: object) -> set[str]:
    """The variables that a tree binds."""
    if isinstance(node, tuple):
        return set().union(*map(_variables, node))
    own = {node.name} if isinstance(node, ast.Binder) else set()
    return own.union(*(_variables(getattr(node, f.name)) for f in fields(node))) if isinstance(node, ast.Node) else set()


def _unknown(claim: Scoped, binder: ast.Binder, env: Environment) -> Unknown:
    """The structure that stands for the values of a variable."""
    sort = sort_of(binder, env.scope)
    if sort == "category":
        return UnknownCategory(binder.name)
    home = claim.home(binder, env) if sort in VARIANCE else None
    if sort is not None and isinstance(home, Category):
        return UnknownSetFunctor(binder.name, _own(binder, home), VARIANCE[sort])
    if sort is not None:
        raise Inexpressible("weights are numbers")
    assert isinstance(binder.sort, ast.Call)
    ends = [_own(binder, env.structures.argument(node)) for node in binder.sort.args]
    match ends:
        case [Category() as c, Category() as d]:
            return UnknownFunctor(binder.name, c, d)
        case [SetFunctor() as s, SetFunctor() as t] if s.category is t.category and s.variance == t.variance:
            return UnknownTransformation(binder.name, s, t)
    raise Inexpressible(f"what {binder.name} ranges over")


def _own(binder: ast.Binder, structure: Any) -> Any:
    """A structure that is declared or the value of a variable; Inexpressible if it is made from one."""
    if isinstance(structure, UnknownOpposite | UnknownComposite | UnknownTerminal):
        raise Inexpressible(f"{binder.name} ranges over something about {structure.name}")
    return structure


def _entry(low: Unknowns, s: Unknown, extent: Extent) -> dict[str, Any]:
    """One structure of the scope."""
    name = low.called[id(s)]
    if isinstance(s, UnknownSetFunctor):
        return {"name": name, "sort": s.variance, "over": low.category(s.category), "elements": [extent.elements.low, extent.elements.high]}
    ranges = {"objects": [extent.objects.low, extent.objects.high], "arrows": [extent.arrows.low, extent.arrows.high]}
    return {"name": name, "sort": "category", **ranges}


def decide(name: str, goal: Sentence, by: Decide, rlimit: int | None = None) -> Decision:
    """The verdict on the claim of a sentence; `by` decides it at single instances."""
    cases = Cases(goal.document, rlimit)
    try:
        for sizes in _vectors(goal, cases):
            values = cases.model(sizes)
            if values is not None:
                structures = Decoding(goal.low, sizes, values).structures(goal.unknown)
                return _decided(name, goal, structures, by, len(cases.refuted) + 1)
        empty = not goal.wanted and vacuous(Run(goal.claim, by))
        document = cases.certificate()
    except (Undecided, InstanceUndecided) as stop:
        return Decision("unknown", "z3", str(stop), cases=len(cases.refuted))
    except (TooLarge, Large) as big:
        return Decision("unknown", "z3", f"resource: {big}", cases=len(cases.refuted))
    status: Status = "refuted" if goal.wanted else "vacuous" if empty else "holds_in_scope"
    why = tuple(dict.fromkeys(goal.low.notes))
    return Decision(status, "z3", certificate=document, theorem=check(document), why=why, cases=len(cases.refuted), exhausted=True)


def fits(goal: Sentence) -> bool:
    """Whether the theory is small enough for a solver where it is largest: most arrows, most elements, fewest objects."""
    cases = Cases(goal.document)
    largest = max(goal.sizes(), key=lambda sizes: tuple((arrows, elements, -objects) for objects, arrows, elements in sizes), default=())
    first = next(cases.sizes(goal.exact(largest)), None)
    return first is None or cases.instances(first) <= CASE_LIMIT


def _vectors(goal: Sentence, cases: Cases) -> Iterator[dict[str, tuple[int, ...]]]:
    for sizes in goal.sizes():
        yield from cases.sizes(goal.exact(sizes))


def _decided(name: str, goal: Sentence, structures: list[Any], by: Decide, looked: int) -> Decision:
    """The claim at the structures that were found, decided and certified like any other instance."""
    env = goal.environment(structures)
    run = Run(goal.claim, by)
    found = run.ground(goal.claim.ground(goal.body, env))
    if found.value != goal.exists:
        raise Disagreement(name, f"{found.value} at the structures that were found", str(goal.exists))
    status: Status = "proved" if goal.wanted else "refuted"
    deciding = Witness((*structures, *found.witness.structures), found.witness.values)
    return replace(run.parts[0], status=status, engine="z3", why=found.why, found=deciding, cases=looked)
