"""Which of the two engines for claims in a scope decides a claim, and why: enumeration up to isomorphism, or one theory for each vector of sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import comb, prod

from presheaf.claims import scoped, symbolic
from presheaf.claims.decision import Decision, Disagreement, Engine
from presheaf.claims.scoped_run import Decide
from presheaf.claims.symbolic import Sentence
from presheaf.claims.watch import Watch
from presheaf.model.category import Category
from presheaf.model.elaborate.instances import Scoped
from presheaf.model.elaborate.scopes import NUMBERS
from presheaf.model.proposition import Claim
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.unknown import Inexpressible, UnknownCategory, UnknownFunctor, UnknownSetFunctor

ENUMERATED = 200_000  # structures that are always enumerated
DECIDED = ("proved", "holds_in_scope", "refuted", "vacuous")
Instances = Callable[[Engine], Decide]
"""For the name of an engine, how it decides ordinary propositions."""


def decide(claim: Claim, engine: Engine, by: Instances, rlimit: int | None = None, watch: Watch | None = None) -> Decision:
    """The verdict on a claim in a scope. `both` decides it by both engines; Disagreement if verdicts or the sizes of what they find differ."""
    assert claim.scoped is not None
    goal, why = None, ""
    if engine != "native":
        try:
            goal = symbolic.sentence(claim.scoped, claim.text)
        except Inexpressible as error:
            why = f"no theory says it: {error}"
    if goal is None:
        return _enumerated(claim.scoped, engine, by, why or "as asked for", watch)
    if engine == "both":
        return _both(claim, goal, by, rlimit, watch)
    count = estimate(goal)
    if engine == "auto" and count <= ENUMERATED:
        return _enumerated(claim.scoped, engine, by, f"about {count:,} structures", watch)
    if engine == "auto" and not symbolic.fits(goal):
        return _enumerated(claim.scoped, engine, by, f"about {count:,} structures, but the theory is too large for a solver", watch)
    found = _by_theory(claim, goal, by, rlimit)
    if found.status in DECIDED:
        return replace(found, plan=_said(found, f"instead of about {count:,} structures" if engine == "auto" else "as asked for"))
    return _enumerated(claim.scoped, engine, by, f"the theory was left undecided: {found.reason}", watch)


def _enumerated(claim: Scoped, engine: Engine, by: Instances, why: str, watch: Watch | None) -> Decision:
    return replace(scoped.decide(claim, by(engine), watch), plan=f"enumeration: {why}")


def _by_theory(claim: Claim, goal: Sentence, by: Instances, rlimit: int | None) -> Decision:
    return symbolic.decide(claim.name, goal, by("native"), rlimit)


def _said(found: Decision, why: str) -> str:
    return f"one problem for each of {found.cases:,} vectors of sizes: {why}"


def _both(claim: Claim, goal: Sentence, by: Instances, rlimit: int | None, watch: Watch | None) -> Decision:
    """Enumeration with the native engine and the theory with Z3, compared; an engine that gives up does not disagree."""
    assert claim.scoped is not None
    native = replace(scoped.decide(claim.scoped, by("native"), watch), plan="enumeration: as asked for")
    found = _by_theory(claim, goal, by, rlimit)
    if native.status not in DECIDED:
        return replace(found, plan=_said(found, f"enumeration left it undecided: {native.reason}"))
    if found.status not in DECIDED:
        return replace(native, reason=native.reason or f"z3 left it undecided: {found.reason}")
    said = [_verdict(decision, goal) for decision in (native, found)]
    if said[0] != said[1]:
        raise Disagreement(claim.name, *said)
    return replace(native, engine="both", cases=found.cases, plan=f"enumeration, and {_said(found, 'as asked for')}")


def _verdict(decision: Decision, goal: Sentence) -> str:
    """The verdict with the sizes of the structures that decide it."""
    found = decision.found.structures[: len(goal.binders)]
    if decision.exhausted or len(found) < len(goal.binders):
        return decision.status
    objects, arrows = (sum(getattr(c, count) for c in found if isinstance(c, Category)) for count in ("object_count", "arrow_count"))
    elements = sum(t.size for t in found if isinstance(t, SetFunctor))
    return f"{decision.status} by {objects} objects, {arrows} arrows and {elements} elements"


def estimate(goal: Sentence) -> int:
    """About how many structures up to isomorphism the variables of a claim range over. Grows with them as it should; not exact."""
    return sum(prod(_alike(s, size, goal, sizes) for s, size in zip(goal.unknown, sizes, strict=True)) for sizes in goal.sizes())


def _alike(s: object, size: tuple[int, int, int], goal: Sentence, sizes: symbolic.Sizes) -> int:
    """About how many structures of one kind have these sizes; a set-valued functor is taken to be made of as many parts as there are arrows."""

    def size_of(c: Category) -> tuple[int, int]:
        return next((n[:2] for u, n in zip(goal.unknown, sizes, strict=True) if u is c), None) or (c.object_count, c.arrow_count)

    match s:
        case UnknownCategory():
            objects, arrows, _ = size
            every = NUMBERS[min(arrows, len(NUMBERS) - 1)]
            return max(1, round(every * 0.7 * 0.3 ** max(objects - 1, 0)))
        case UnknownSetFunctor():
            return comb(size[2] + size_of(s.category)[1] - 1, size[2]) if size[2] else 1
        case UnknownFunctor():
            (n, m), (k, p) = size_of(s.dom), size_of(s.cod)
            return int(max(1, k**n * max(1, p // max(k, 1)) ** (m - n)))
    return 10
