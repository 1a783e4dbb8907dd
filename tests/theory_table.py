"""The table of specs/theory/README.md: every claim about all structures in a scope, with its verdict and the sizes of what decides it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import ROOT
from presheaf.model.category import Category
from presheaf.model.elaborate.loader import Loaded
from presheaf.model.proposition import Claim
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.pipeline import Options, Verifier, root_of

FOLDER = ROOT / "specs" / "theory"
HEAD = "| claim | source | scope | verdict | smallest |\n|---|---|---|---|---|"
WORDS = {"holds": "holds in scope", "refuted": "refuted", "vacuous": "vacuous"}


@dataclass(frozen=True)
class Row:
    """One line of the table; `source` and `smallest` are not derived from the spec file alone."""

    file: str
    claim: str
    source: str
    scope: str
    verdict: str
    smallest: str

    def text(self) -> str:
        return f"| `{self.claim}` | {self.source} | {self.scope} | {self.verdict} | {self.smallest} |"


def scoped() -> Iterator[tuple[Loaded, Claim]]:
    """The claims about all structures in a scope, file by file."""
    for path in sorted(FOLDER.glob("*.psh")):
        loaded = Verifier(Options()).load(path, root_of(path))
        yield from ((loaded, claim) for claim in loaded.claims if claim.scoped is not None)


def scope_of(claim: Claim) -> str:
    """`C <= 3 arrows; T <= 2 elements` as the claim says it."""
    return claim.text.rsplit(" within ", 1)[1].split(" expect ")[0].strip()


def verdict_of(claim: Claim) -> str:
    """What the claim expects, in words."""
    return "found" if claim.word == "find" else "counted" if claim.word == "count" else WORDS[claim.expected]


def smallest_of(loaded: Loaded, claim: Claim) -> str:
    """The sizes of the structures that decide the claim: `C 1 object, 2 arrows; T 2 elements`."""
    (result,) = Verifier(Options()).claim(claim, loaded).results
    assert result.met, claim.name
    if result.count is not None:
        return f"{result.count:,}"
    return "; ".join(_size(value.name, value) for value in result.found.structures)


def _size(name: str, value: object) -> str:
    match value:
        case Category():
            return f"{name} {_some(value.object_count, 'object')}, {_some(value.arrow_count, 'arrow')}"
        case SetFunctor():
            return f"{name} {_some(value.size, 'element')}"
        case Functor():
            return name
    return ""


def _some(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def table() -> dict[tuple[str, str], Row]:
    """The rows of the README by file and claim."""
    rows, file = {}, ""
    for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## `(\w+\.psh)`", line):
            file = heading[1]
        if row := re.match(r"\| `(\w+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", line):
            rows[file, row[1]] = Row(file, *row.groups())
    return rows
