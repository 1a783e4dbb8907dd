"""Claims as questions to other provers, with comments that lead back to the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from presheaf.claims.base import Lowering, TooLarge
from presheaf.claims.decision import Unsupported
from presheaf.claims.engines import lowered
from presheaf.decide.export import smtlib, tptp
from presheaf.decide.export.ground import Inexpressible
from presheaf.model.category import Category
from presheaf.model.names import arrow_name
from presheaf.model.proposition import Claim
from presheaf.model.samples import Samples
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation

NAMED = 60  # objects, arrows or elements whose names are listed in a comment
WRITERS: dict[str, Callable[[dict[str, Any], str, Sequence[str]], str]] = {"smtlib": smtlib.script, "tptp": tptp.problem}


def export(claim: Claim, form: str) -> str:
    """The claim's denial as a script (`smtlib`), or the claim as a conjecture (`tptp`). Inexpressible says why it cannot be written."""
    if claim.proposition is None:
        raise Inexpressible(claim.blocked or "it speaks of all structures in a scope")
    try:
        low, document = lowered(claim.text, claim.proposition)
    except (TooLarge, Unsupported) as big:
        raise Inexpressible(str(big)) from None
    head = [f"{claim.file}:{claim.line}: {claim.word} {claim.name}: {line}" if i == 0 else line for i, line in enumerate(claim.text.splitlines())]
    head += list(_legend(low))
    if document["lemmas"]:
        head.append(f"the tables {', '.join(document.get('tables', ()))} are given as they are; that they are what they should be is not asked here")
    return WRITERS[form](document, claim.name, head)


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
