"""A certificate stands on its own also where evaluation stops before a predicate: what its lemmas rest on is in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import LIBRARY
from presheaf.claims.engines import decide
from presheaf.claims.partial import partial_structures
from presheaf.model import proposition as p
from presheaf.pipeline import Options, Verifier, root_of

FALSE = p.Relation("=", p.Integer(1), p.Integer(2))


@pytest.mark.parametrize("path", [path for path in LIBRARY if "digits" not in path.name], ids=lambda path: path.stem)
def test_a_predicate_behind_a_false_part(path: Path) -> None:
    for claim in Verifier(Options()).load(path, root_of(path)).claims:
        if claim.proposition is not None and not partial_structures(claim.proposition):
            behind = p.Junction("and", (FALSE, claim.proposition))
            assert decide(replace(claim, proposition=behind), "native").status == "refuted", claim.name
