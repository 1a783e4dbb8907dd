"""What is reported about one claim."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

from presheaf.claims.base import Note
from presheaf.claims.decision import MISSING
from presheaf.claims.witness import NOTHING, Witness
from presheaf.encoders.pictures import Picture
from presheaf.model.proposition import Claim
from presheaf.source import Span

Verdict = Literal["proved", "holds_in_scope", "refuted", "vacuous", "unknown"]
MEETS: dict[str, tuple[str, ...]] = {
    "holds": ("proved", "holds_in_scope"),
    "refuted": ("refuted",),
    "unknown": ("unknown",),
    "vacuous": ("vacuous",),
}


@dataclass(frozen=True)
class ClaimResult:
    """One claim with its verdict; `certificate` is the document that the kernel accepted, None without a theorem.

    `coverage` is how many structures of a scope were looked at; all there are where the verdict has `exhausted` them; `cases` is
    how many vectors of sizes a solver was given instead, `plan` which way was taken and why. `pictures` are there if they were asked for.
    """

    claim: Claim
    verdict: Verdict
    engine: str
    seconds: float
    reason: str = ""
    why: tuple[Note, ...] = ()
    found: Witness = NOTHING
    count: int | None = None
    certificate: dict[str, Any] | None = None
    assumed: tuple[str, ...] = ()
    places: tuple[tuple[str, Span], ...] = ()
    coverage: int | None = None
    exhausted: bool = False
    cases: int | None = None
    plan: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether the claim is about structures in a scope and some of them were looked at, one by one or by their sizes."""
        return self.coverage is not None or self.cases is not None

    @property
    def skipped(self) -> bool:
        """Whether there is no verdict because something is not installed or not allowed to run: neither met nor a failure."""
        return self.verdict == "unknown" and self.reason.startswith(f"{MISSING}: ")

    @property
    def met(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict in MEETS[self.claim.expected] and not self.skipped

    @property
    def failed(self) -> bool:
        """Whether the verdict is one, and not the expected one."""
        return not self.met and not self.skipped

    @property
    def digest(self) -> str | None:
        """sha256 of the certificate's canonical JSON."""
        return None if self.certificate is None else "sha256:" + hashlib.sha256(canonical(self.certificate)).hexdigest()

    @property
    def covered(self) -> dict[str, int | None] | None:
        """How many structures of a scope were looked at, and of how many where the verdict rests on all; None for other claims."""
        return None if self.coverage is None else {"checked": self.coverage, "total": self.coverage if self.exhausted else None}

    def as_json(self) -> dict[str, Any]:
        """The object of the interface document."""
        return {
            "file": self.claim.file,
            "name": self.claim.name,
            "line": self.claim.line,
            "verdict": self.verdict,
            "expected": self.claim.expected,
            "met": self.met,
            "reason": self.reason or None,
            "coverage": self.covered,
            "count": self.count,
            "engine": self.engine,
            "certificate": self.digest,
            "witness": self.found.text or None,
            "seconds": round(self.seconds, 4),
            "claim": self.claim.text,
            "why": [n.text for n in self.why],
            "assumed": list(self.assumed),
            "cases": self.cases,
            "plan": self.plan or None,
            "skipped": self.skipped,
        }


def canonical(document: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no spaces; equal documents have equal bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
