"""Deciding whole claims: an engine proposes a certificate, the kernel accepts it, and only then is there a verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal

from presheaf.claims import planner, symbolic
from presheaf.claims.base import Lowering, TooLarge, Undecided
from presheaf.claims.decision import MISSING, CertificateRejected, Decision, Disagreement, Engine, Unsupported
from presheaf.claims.evaluate import Evaluation
from presheaf.claims.lower import Mode, formula
from presheaf.claims.origins import certify
from presheaf.claims.partial import completed, completions, partial_structures
from presheaf.claims.scoped_run import Decide
from presheaf.claims.watch import Watch
from presheaf.claims.witness import NOTHING
from presheaf.kernel import Rejected, Theorem, check
from presheaf.kernel.check import SECTIONS
from presheaf.model.encoder import Missing
from presheaf.model.proposition import Claim, Proposition
from presheaf.model.unknown import Inexpressible


def decide(claim: Claim, engine: Engine = "auto", rlimit: int | None = None, watch: Watch | None = None) -> Decision:
    """The verdict on a claim with its checked certificate.

    `auto` is `native`, but claims about partially known structures go to z3: they ask whether some completion satisfies the
    proposition. `both` decides twice and raises Disagreement if the verdicts differ; an engine that gives up does not disagree.
    `watch` is told about the instances of a claim in a scope. What is not installed, or not allowed to run, leaves a claim undecided ("missing").
    Raises CertificateRejected if the kernel refuses what an engine made.
    """
    try:
        return _decide(claim, engine, rlimit, watch)
    except Missing as what:
        return Decision("unknown", "none", f"{MISSING}: {what}")


def _decide(claim: Claim, engine: Engine, rlimit: int | None, watch: Watch | None) -> Decision:
    if claim.scoped is not None:
        told = watch or Watch()

        def by(name: Engine) -> Decide:
            return lambda q: _instance(replace(claim, proposition=q, scoped=None), name, rlimit, told)

        return planner.decide(claim, engine, by, rlimit, told)
    if claim.proposition is None:
        return Decision("unknown", "none", f"bound: {claim.blocked}")
    if partial_structures(claim.proposition):
        if engine == "native":
            return Decision("unknown", "native", "undecidable: the native engine does not fill in unknown values; use the engine z3")
        return _partial(claim, claim.proposition, rlimit)
    if engine == "z3":
        return _z3(claim, claim.proposition, rlimit)
    native = _native(claim, claim.proposition)
    if engine != "both":
        return native
    return _compared(claim.name, native, _z3(claim, claim.proposition, rlimit))


def native_instances(claim: Claim) -> Decide:
    """How the native engine decides the instances of a claim in a scope."""
    return lambda q: decide(replace(claim, proposition=q, scoped=None), "native")


def _instance(claim: Claim, engine: Engine, rlimit: int | None, watch: Watch) -> Decision:
    """An instance of a claim in a scope, by the certificate that an interrupted run has left for it, or anew."""
    document = watch.recalled(lambda kept: _proves(kept, claim))
    if document is not None:
        decision = _checked(claim, watch.engine, document, bool(document["verdict"]))
    else:
        decision = decide(claim, engine, rlimit)
        watch.engine = decision.engine
    watch.made(decision.certificate or {})
    return decision


def _proves(document: Any, claim: Claim) -> bool:
    """Whether a certificate from outside speaks of just this proposition about these structures, and the kernel accepts it.

    All that the lowered proposition refers to has to be in the document as it is here; then what the document says beyond that are only its reasons.
    """
    assert claim.proposition is not None
    forms: tuple[Mode, Mode] = ("state", "define")
    for form in forms:
        low = Lowering()
        try:
            statement = formula(low, claim.proposition, form)
            asked = json.loads(json.dumps(low.certificate(statement, None, (), claim.text)))
            given = {s: document.get(s, {}) for s in SECTIONS}
            same = all(given[s].get(name) == value for s in SECTIONS for name, value in asked.get(s, {}).items())
            if same and asked["statement"] == document["statement"]:
                check(document)
                return True
        except (Rejected, TooLarge, TypeError, KeyError, AttributeError):
            return False
    return False


def problem(claim: Claim) -> dict[str, Any] | None:
    """What the solver is asked about a claim: the document that a certificate completes with answers or cases; None if there is none."""
    if claim.scoped is not None:
        try:
            return symbolic.sentence(claim.scoped, claim.text).document
        except Inexpressible:
            return None
    return None if claim.proposition is None else lowered(claim.text, claim.proposition)[1]


def lowered(text: str, proposition: Proposition) -> tuple[Lowering, dict[str, Any]]:
    """The same with the lowering, which knows what the names in it stand for."""
    low = Lowering()
    statement = completions(low, proposition) if partial_structures(proposition) else formula(low, proposition, "define")
    certify(low)
    return low, low.certificate(statement, None, (), text)


def _native(claim: Claim, proposition: Proposition) -> Decision:
    low = Lowering()
    try:
        statement = formula(low, proposition, "state")
        run = Evaluation(low, proposition)
        origins = certify(low)
    except TooLarge as error:
        return Decision("unknown", "native", f"resource: {error}")
    except Undecided as error:
        return Decision("unknown", "native", f"bound: {error}")
    except Unsupported as error:
        return Decision("unknown", "native", f"undecidable: {error}")
    answers = {(q, params, "count" in evidence): evidence for q, params, evidence in (*origins, *low.grounds)} | run.answers
    document = low.certificate(statement, run.value, [(q, params, evidence) for (q, params, _), evidence in answers.items()], claim.text)
    why = run.why()
    found = run.witness() or next((a.witness for a in run.memo.values() if a.value and a.witness), NOTHING)
    return _checked(claim, "native", document, run.value, why=why, found=found)


def _checked(claim: Claim, engine: str, document: dict[str, Any], value: bool, **more: Any) -> Decision:
    """The decision that a certificate supports, once the kernel has accepted it."""
    theorem = _theorem(claim, engine, document)
    status: Literal["proved", "refuted"] = "proved" if value else "refuted"
    return Decision(status, engine, certificate=document, theorem=theorem, assumed=theorem.assumed, **more)


def _theorem(claim: Claim, engine: str, document: dict[str, Any]) -> Theorem:
    try:
        return check(document)
    except Rejected as error:
        raise CertificateRejected(claim.name, engine, str(error)) from error


def _z3(claim: Claim, proposition: Proposition, rlimit: int | None) -> Decision:
    low = Lowering()
    try:
        statement = formula(low, proposition, "define")
        origins = certify(low)
    except TooLarge as error:
        return Decision("unknown", "z3", f"resource: {error}")
    except Unsupported as error:
        return Decision("unknown", "z3", f"undecidable: {error}")
    except Undecided as error:
        return Decision("unknown", "z3", f"bound: {error}")
    document = low.certificate(statement, None, origins, claim.text)
    if "presentations" in document:
        return Decision("unknown", "z3", "undecidable: z3 is not asked about paths of a category that is only presented")
    return _by_solver(claim, document, rlimit)


def _by_solver(claim: Claim, document: dict[str, Any], rlimit: int | None, **more: Any) -> Decision:
    from presheaf.decide.prove import prove

    outcome = prove(document, rlimit)
    if outcome.value is None:
        known = outcome.reason.startswith(("resource", "undecidable", "bound"))
        return Decision("unknown", "z3", outcome.reason if known else f"resource: {outcome.reason}")
    complete = {**document, "verdict": outcome.value, "answers": outcome.answers}
    return _checked(claim, "z3", complete, outcome.value, **more)


def _compared(name: str, native: Decision, z3: Decision) -> Decision:
    decided = {"proved", "refuted"}
    if native.status in decided and z3.status in decided and native.status != z3.status:
        raise Disagreement(name, native.status, z3.status)
    if z3.status not in decided:
        return replace(native, reason=native.reason or f"z3 left it undecided: {z3.reason}")
    return replace(native, engine="both") if native.status in decided else z3


def _partial(claim: Claim, proposition: Proposition, rlimit: int | None) -> Decision:
    low = Lowering()
    try:
        statement = completions(low, proposition)
        origins = certify(low)
    except Unsupported as error:
        return Decision("unknown", "z3", f"undecidable: {error}")
    except TooLarge as error:
        return Decision("unknown", "z3", f"resource: {error}")
    decision = _by_solver(claim, low.certificate(statement, None, origins, claim.text), rlimit)
    if decision.status != "proved" or decision.certificate is None:
        return decision
    return replace(decision, found=completed(low, proposition, decision.certificate))
