"""The subcommands that explain the tool itself: explain, kinds. They read no spec and load no parser."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from presheaf.cli.main import unknown
from presheaf.cli.topics import TOPICS
from presheaf.source.codes import CODES

if TYPE_CHECKING:
    from presheaf.claims.base import Kind
    from presheaf.claims.measures import Measure


MANY = 6  # forms of one predicate, from which on only some are shown


def explain(args: argparse.Namespace) -> int:
    """An error code, predicate, verdict or exit code, explained."""
    from presheaf.claims import KINDS, MEASURES

    known: dict[str, Kind | Measure] = {**KINDS, **MEASURES}
    word = args.code
    if word.upper() in CODES:
        code = CODES[word.upper()]
        print(f"{code.code}: {code.title}\n\n{code.explanation}")
        if code.example:
            print("\nFor example:\n\n" + "\n".join(f"    {line}" for line in code.example.splitlines()))
        return 0
    if word in known:
        kind = known[word]
        forms = " or ".join(_forms(kind))
        print(f"{word}: {kind.summary}\n\nForm: {forms}\n\n{kind.explanation}")
        return 0
    if word in TOPICS:
        print(f"{word}: {TOPICS[word]}")
        return 0
    raise unknown(word, [*CODES, *known, *TOPICS], "code, predicate or verdict")


def kinds(args: argparse.Namespace) -> int:
    """The table of predicates and numbers."""
    from presheaf.claims import KINDS, MEASURES

    known: tuple[Kind | Measure, ...] = (*KINDS.values(), *MEASURES.values())
    rows = [(" | ".join(_forms(kind)), kind.summary) for kind in known]
    width = min(max(len(form) for form, _ in rows), 60)
    for form, summary in rows:
        print(f"{form:<{width}}  {summary}")
    return 0


def _forms(kind: Kind | Measure) -> list[str]:
    """The parameter lists; tasks and functors are called so on categories and on weighted categories."""
    found = list(dict.fromkeys(f"{kind.name}({', '.join(p.removeprefix('weighted_') for p in form)})" for form in kind.alternatives))
    return found if len(found) < MANY else [*found[:2], "...", found[-1]]
