"""Claims about all structures in a scope, decided instance by instance.

The certificates of all instances that a verdict rests on are its parts. That the instances are all there are rests on the enumeration
(`model/small`); in small scopes it is certified (`coverage`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from presheaf.claims.base import Note
from presheaf.claims.base import TooLarge as Large
from presheaf.claims.coverage import ENUMERATED, completeness
from presheaf.claims.decision import Decision, Status
from presheaf.claims.estimates import estimate
from presheaf.claims.scoped_run import Decide, Run
from presheaf.claims.vacuity import vacuous
from presheaf.claims.watch import Watch
from presheaf.claims.windows import Undecided
from presheaf.kernel import FORMAT
from presheaf.model.build import TooLarge
from presheaf.model.elaborate.instances import Scoped
from presheaf.model.elaborate.scope import Blocked
from presheaf.source import SpecError


def decide(scoped: Scoped, by: Decide, watch: Watch | None = None) -> Decision:
    """The verdict on a claim with a scope; `by` decides ordinary propositions, `watch` is told how far it has come."""
    told = watch or Watch()
    told.total = estimate(scoped) if told.live else None
    run = Run(scoped, by, told)
    try:
        if scoped.counted:
            return _counted(run, run.count())
        found = run.truth(scoped.node, scoped.environment())
        empty = found.value and found.bounded and vacuous(Run(scoped, by))
    except Undecided as stop:
        about = estimate(scoped) if run.looked > run.limit else None
        return _undecided(run, f"{stop}, about {about:,}: choose a smaller one" if about else str(stop))
    except (TooLarge, Large, Blocked) as big:
        return _undecided(run, f"resource: {big}")
    except SpecError as bad:
        return _undecided(run, f"resource: {bad.diagnostics[0].message}, for a structure in the scope")
    status: Status = "vacuous" if empty else "refuted" if not found.value else "holds_in_scope" if found.bounded else "proved"
    return _decision(run, status, found.bounded, why=found.why, found=found.witness)


def _undecided(run: Run, reason: str) -> Decision:
    return Decision("unknown", "native", reason, coverage=run.looked)


def _counted(run: Run, total: int) -> Decision:
    expected = run.claim.expected
    met = expected is None or expected == total
    why = () if met else (Note(f"there are {total:,}, not {expected:,}"),)
    return _decision(run, "holds_in_scope" if met else "refuted", True, why=why, count=total)


def _decision(run: Run, status: Status, exhausted: bool, **more: Any) -> Decision:
    """With the certificate of the deciding instance, or with those of all instances; `exhausted` if it needs that there are no further ones."""
    engine = run.parts[0].engine if run.parts else "native"
    assumed = tuple(dict.fromkeys(a for part in run.parts for a in part.assumed))
    if len(run.parts) == 1 and not exhausted:
        return replace(run.parts[0], status=status, coverage=run.looked, **more)
    published = "; the numbers of categories agree with OEIS A125696" if exhausted and run.claim.as_published() else ""
    documents = [part.certificate for part in run.parts if part.certificate is not None]
    known, complete = completeness(run, documents) if exhausted else (ENUMERATED, [])
    certificate: dict[str, Any] = {"format": FORMAT, "coverage": {"instances": run.looked, "complete": known + published}, "instances": documents}
    if complete:
        certificate["complete"] = complete
    return Decision(
        status, engine, certificate=certificate if documents or complete else None, coverage=run.looked, exhausted=exhausted, assumed=assumed, **more
    )
