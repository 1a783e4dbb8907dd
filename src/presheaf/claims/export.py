"""Claims as questions to other provers, with comments that lead back to the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from presheaf.claims.base import Formula, Lowering, TooLarge
from presheaf.claims.decision import Unsupported
from presheaf.claims.engines import lowered
from presheaf.claims.normal import Binder, Junction, Literal, Node, normal
from presheaf.claims.symbolic import Sentence, sentence
from presheaf.claims.unknowns import Unknowns
from presheaf.decide.cases import Cases
from presheaf.decide.export import smtlib, theory, tptp
from presheaf.decide.export.ground import Inexpressible
from presheaf.model.category import Category
from presheaf.model.elaborate.instances import Scoped
from presheaf.model.names import arrow_name
from presheaf.model.proposition import Claim
from presheaf.model.samples import Samples
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.unknown import Inexpressible as Unwritable

NAMED = 60  # objects, arrows or elements whose names are listed in a comment
WRITERS: dict[str, Callable[[dict[str, Any], str, Sequence[str]], str]] = {"smtlib": smtlib.script, "tptp": tptp.problem}


def export(claim: Claim, form: str) -> str:
    """The claim's denial as a script (`smtlib`), or the claim as a conjecture (`tptp`). Inexpressible says why it cannot be written."""
    if claim.scoped is not None:
        return _scoped(claim, claim.scoped, form)
    if claim.proposition is None:
        raise Inexpressible(claim.blocked)
    try:
        low, document = lowered(claim.text, claim.proposition)
    except (TooLarge, Unsupported) as big:
        raise Inexpressible(str(big)) from None
    head = [*_head(claim), *_legend(low)]
    if document["lemmas"]:
        head.append(f"the tables {', '.join(document.get('tables', ()))} are given as they are; that they are what they should be is not asked here")
    return WRITERS[form](document, claim.name, head)


def szs(claim: Claim, verdict: str) -> str:
    """The SZS status of the TPTP problem of a claim with that verdict.

    A problem for all sizes has the claim without its scope for a conjecture, or that there are no such structures: a counterexample, or an example,
    refutes it; nothing in a scope proves it.
    """
    if claim.scoped is not None:
        verdict = "refuted" if verdict == ("proved" if _exists(claim.scoped) else "refuted") else "unknown"
    return tptp.status(verdict, claim.name)


def _exists(scoped: Scoped) -> bool:
    try:
        return sentence(scoped, "").exists
    except Unwritable:
        return False


def _scoped(claim: Claim, scoped: Scoped, form: str) -> str:
    """A claim about all structures: of all sizes for TPTP, one script for the sizes in the scope for SMT-LIB."""
    try:
        goal = sentence(scoped, claim.text)
    except Unwritable as why:
        raise Inexpressible(str(why)) from None
    head = _head(claim)
    if form == "smtlib":
        sizes = [vector for exact in goal.sizes() for vector in Cases(goal.document).sizes(goal.exact(exact))]
        return smtlib.scope_script(goal.document, claim.name, [*head, "unsat at all sizes: " + _meaning(goal)], sizes)
    head.append("the bounds of the scope are left out: a theorem is true in all sizes; " + _meaning(goal))
    return theory.problem(goal.document, len(goal.low.laws), _conjecture(goal), claim.name, head)


def _meaning(goal: Sentence) -> str:
    return "there are no such structures" if goal.exists else "there is no counterexample"


def _conjecture(goal: Sentence) -> Formula | None:
    """The claim, or that there are no such structures, without its outermost quantifiers; None if only its denial can be written."""
    env = goal.environment(list(goal.unknown))
    low = Unknowns(goal.unknown, goal.low.objects)
    low.elementary = True
    try:
        return _formula(normal(low, goal.claim.ground(goal.body, env), not goal.exists))
    except Unwritable:
        return None


def _formula(node: Node) -> Formula:
    match node:
        case Literal(formula):
            return formula
        case Junction(operator, parts):
            return [operator, *map(_formula, parts)]
        case Binder(quantifier, variable, sort, fibre, body):
            return [quantifier, variable, sort, fibre, _formula(body)]
    raise Unwritable("a question")


def _head(claim: Claim) -> list[str]:
    """Where the claim stands, and what it says."""
    first, *rest = claim.text.splitlines()
    return [f"{claim.file}:{claim.line}: {claim.word} {claim.name}: {first}", *rest]


def _legend(low: Lowering) -> Iterator[str]:
    """What the names and numbers of a document stand for."""
    for name, structure in low.named():
        match structure:
            case Category():
                objects = [f"{i} {x}" for i, x in enumerate(structure.names.objects[:NAMED])]
                arrows = [f"{i} {arrow_name(structure, i)}" for i in range(min(structure.arrow_count, NAMED))]
                yield f"{name}: category {structure.name}; objects {', '.join(objects)}; arrows {', '.join(arrows)}"
            case SetFunctor():
                elements = [f"{i} {x}" for i, x in enumerate(list(structure.element_names[:NAMED]))]
                yield f"{name}: {structure.variance} functor {structure.name} on {structure.category.name} to sets; elements {', '.join(elements)}"
            case Functor() | Transformation():
                yield f"{name}: {structure.name} from {structure.dom.name} to {structure.cod.name}"
            case Samples():
                yield f"{name}: samples {structure.name}"
