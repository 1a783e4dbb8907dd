"""Claims with a hypothesis less or more: which hypotheses a claim does not need in its scope, and which would save a refuted one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from presheaf.claims.scoped_run import Decide, Run
from presheaf.claims.vacuity import vacuous
from presheaf.claims.windows import STOPS
from presheaf.model.elaborate.instances import Scoped, bound
from presheaf.model.elaborate.quantified import sort_word
from presheaf.model.smaller import steps
from presheaf.model.structure import Structure
from presheaf.syntax import ast, parse, show
from presheaf.syntax.printer import name as printed

UNNEEDED = 200  # instances of a claim whose hypotheses are each left out in turn
NEAR = 600  # instances that are looked at for one candidate
STEPS = 200  # smaller structures that are tried
TRUE = ast.Truth(True)


def unneeded(scoped: Scoped, looked: int, by: Decide) -> list[ast.Prop]:
    """The hypotheses, in the tree of a claim that holds, without each of which it holds in its scope as well.

    Nothing is said about claims with more than UNNEEDED instances, so that no long run is made longer.
    """
    if looked > UNNEEDED or scoped.counted:
        return []
    out = []
    for hypothesis, rest in without_hypothesis(scoped.node):
        run = Run(replace(scoped, node=rest), by, limit=UNNEEDED, tidy=False)
        try:
            if run.truth(rest, scoped.environment()).value:
                out.append(hypothesis)
        except STOPS:
            continue
    return out


def without_hypothesis(node: ast.Prop) -> Iterator[tuple[ast.Prop, ast.Prop]]:
    """Each hypothesis above a conclusion of a claim (each part of an `and` is one), and the claim without it."""
    match node:
        case ast.Quantified("forall", body=body):
            for hypothesis, rest in without_hypothesis(body):
                yield hypothesis, replace(node, body=rest)
        case ast.Connective("and", parts):
            for i, part in enumerate(parts):
                for hypothesis, rest in without_hypothesis(part):
                    yield hypothesis, replace(node, parts=(*parts[:i], rest, *parts[i + 1 :]))
        case ast.Connective("implies", (premise, conclusion)):
            parts = premise.parts if isinstance(premise, ast.Connective) and premise.operator == "and" else (premise,)
            for part in parts:
                others = tuple(other for other in parts if other is not part)
                less = others[0] if len(others) == 1 else ast.Connective("and", others, span=premise.span) if others else TRUE
                yield part, replace(node, parts=(less, conclusion)) if others else conclusion
            for hypothesis, rest in without_hypothesis(conclusion):
                yield hypothesis, replace(node, parts=(premise, rest))


# ---------------------------------------------------------------- near misses


@dataclass(frozen=True)
class Near:
    """A small change with which a refuted claim holds in its scope: what is assumed or left out, in words, and where it says something."""

    text: str
    instances: frozenset[int]


VOCABULARY: dict[str, tuple[str, ...]] = {
    "category": ("thin({0})", "skeletal({0})", "groupoid({0})", "connected({0})", "cauchy_complete({0})"),
    "functor": ("faithful({0})", "full({0})", "fully_faithful({0})", "essentially_surjective({0})", "equivalence({0})"),
    "presheaf": ("forall {1}: {2}. |{0}({1})| >= 1", "forall {1}: {2}. |{0}({1})| <= 1", "representable({0})"),
    "copresheaf": ("forall {1}: {2}. |{0}({1})| >= 1", "forall {1}: {2}. |{0}({1})| <= 1", "representable({0})"),
}


def near_misses(scoped: Scoped, by: Decide) -> list[Near]:
    """The changes with which a refuted `forall` holds in its scope, and not vacuously.

    First hypotheses of VOCABULARY about its variables, weakest first: of two that can be compared in the scope only the weaker one. Then parts of
    an `and` in the conclusion without which it holds. Each is tried on NEAR instances at most; nothing is said where that is not enough.
    """
    node = scoped.node
    if not isinstance(node, ast.Quantified) or node.quantifier != "forall" or scoped.counted:
        return []
    found: list[Near] = []
    for text in hypotheses(scoped, node):
        near = _assumed(scoped, node, text, by)
        if near is not None and all(near.instances != other.instances for other in found):
            found.append(near)
    weakest = [near for near in found if not any(near.instances < other.instances for other in found)]
    return [*sorted(weakest, key=lambda near: -len(near.instances)), *_less(scoped, node, by)]


def hypotheses(scoped: Scoped, node: ast.Quantified) -> Iterator[str]:
    """What may be said of each variable over structures, in the order of the variables and of the vocabulary."""
    env = scoped.environment()
    binders, _ = scoped.block(node, env)
    for binder in binders:
        word = {"task": "presheaf"}.get(sort_word(binder.sort), sort_word(binder.sort))
        over = show(binder.sort.args[0]) if isinstance(binder.sort, ast.Call) and binder.sort.args else ""
        for form in VOCABULARY.get(word, ()):
            yield form.format(printed(binder.name), "X" if binder.name != "X" else "Y", over)


def _assumed(scoped: Scoped, node: ast.Quantified, text: str, by: Decide) -> Near | None:
    """The hypothesis with the instances that satisfy it; None where the claim fails with it, or is vacuous, or that is not known."""
    env = scoped.environment()
    binders, body = scoped.block(node, env)
    (claim,) = parse(f"claim c: {text}", "")[0].declarations
    assert isinstance(claim, ast.ClaimDecl)
    if isinstance(body, ast.Connective) and body.operator == "implies":
        if show(body.parts[1]) == text:
            return None  # the conclusion itself
        body = replace(body, parts=(ast.Connective("and", (claim.prop, body.parts[0])), body.parts[1]))
    else:
        body = ast.Connective("implies", (claim.prop, body))
    assumed = replace(scoped, node=replace(node, binders=binders, body=body))
    try:
        if not _holds(assumed, by):
            return None
        run = Run(replace(scoped, node=claim.prop), by, limit=NEAR, tidy=False)
        holds = (i for i, inner in enumerate(islice(scoped.instances(binders, env), NEAR)) if run.truth(claim.prop, inner, False).value)
        return Near(f"with {text}", frozenset(holds))
    except STOPS:
        return None


def _less(scoped: Scoped, node: ast.Quantified, by: Decide) -> Iterator[Near]:
    """Parts of the conclusion without which the claim holds."""
    for part, rest in _conclusions(node):
        try:
            if _holds(replace(scoped, node=rest), by):
                yield Near(f"without {show(part)}", frozenset())
        except STOPS:
            continue


def _conclusions(node: ast.Prop) -> Iterator[tuple[ast.Prop, ast.Prop]]:
    match node:
        case ast.Quantified("forall", body=body):
            yield from ((part, replace(node, body=rest)) for part, rest in _conclusions(body))
        case ast.Connective("implies", (premise, conclusion)):
            yield from ((part, replace(node, parts=(premise, rest))) for part, rest in _conclusions(conclusion))
        case ast.Connective("and", parts):
            for part in parts:
                others = tuple(other for other in parts if other is not part)
                yield part, others[0] if len(others) == 1 else replace(node, parts=others)


def _holds(claim: Scoped, by: Decide) -> bool:
    """Whether a claim holds in its scope, and not vacuously; Undecided beyond NEAR instances."""
    holds = Run(claim, by, limit=NEAR, tidy=False).truth(claim.node, claim.environment()).value
    return holds and not vacuous(Run(claim, by, limit=NEAR, tidy=False))


def mending_steps(scoped: Scoped, world: Sequence[Structure], by: Decide) -> list[str]:
    """The steps to smaller structures after which a counterexample is none any more."""
    env = scoped.environment()
    node = scoped.node
    if not isinstance(node, ast.Quantified) or node.quantifier != "forall":
        return []
    binders, body = scoped.block(node, env)
    out = []
    for step in islice(steps(world), STEPS):
        inner = env
        for binder, structure in zip(binders, step.world, strict=False):
            inner = bound(inner, binder.name, structure)
        try:
            if Run(scoped, by, tidy=False).truth(body, inner, False).value:
                out.append(step.text)
        except STOPS:
            continue
    return out
