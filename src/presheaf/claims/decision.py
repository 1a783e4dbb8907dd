"""What is known about a claim after an engine has run and the kernel has checked its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from presheaf.claims.base import Note
from presheaf.claims.witness import NOTHING, Witness
from presheaf.kernel import Theorem

Status = Literal["proved", "holds_in_scope", "refuted", "vacuous", "unknown"]
Engine = Literal["auto", "native", "z3", "both"]
MISSING = "missing"


@dataclass(frozen=True)
class Decision:
    """The verdict on one claim. `proved` and `refuted` come with a theorem of the kernel and its certificate, `unknown` with a reason.

    `reason` begins with one of the words bound, resource, undecidable, missing; a claim for which something is missing is skipped.
    `found` is what decides the claim, `why` the explanation, `count` the number a counting claim is about.
    `coverage` is how many instances of a scope were looked at, of all outermost quantifiers over structures together;
    `exhausted` says that the verdict rests on there being no others. `cases` is how many vectors of sizes a solver was given instead, `plan` which
    way was taken and why. `assumed` are the facts that the kernel took over. The certificate of a claim with a scope has those of its instances as
    parts, or it is about all structures of the scope at once.
    """

    status: Status
    engine: str
    reason: str | None = None
    certificate: dict[str, Any] | None = None
    theorem: Theorem | None = None
    why: tuple[Note, ...] = ()
    found: Witness = NOTHING
    count: int | None = None
    coverage: int | None = None
    exhausted: bool = False
    cases: int | None = None
    plan: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def witness(self) -> str:
        """What decides the claim, as declarations that parse again and an assignment."""
        return self.found.text


class CertificateRejected(Exception):
    """The kernel does not accept what an engine produced: a bug of ours, and no verdict."""

    def __init__(self, claim: str, engine: str, cause: str) -> None:
        super().__init__(f"claim {claim}: the kernel rejects the certificate of engine {engine}: {cause}")


class Disagreement(Exception):
    """Two engines give different verdicts on one claim: a bug of ours, and no verdict."""

    def __init__(self, claim: str, native: str, z3: str) -> None:
        super().__init__(f"claim {claim}: native says {native}, z3 says {z3}")
        self.claim, self.native, self.z3 = claim, native, z3


class Unsupported(Exception):
    """No engine has a procedure for a claim of this shape; the message says what would be one. The verdict is unknown."""
