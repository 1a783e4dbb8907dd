"""What can be claimed: the kinds of predicates, one line each."""

from __future__ import annotations

from presheaf.claims.arrows import Epi, Idempotent, Iso, Mono
from presheaf.claims.base import Kind
from presheaf.claims.categories import Connected, Groupoid, Initial, Skeletal, Terminal, Thin
from presheaf.claims.covers import CoveredBy, RetractOfRepresentable, SumOfRepresentables
from presheaf.claims.extension import Extends
from presheaf.claims.functors import Equivalence, EssentiallySurjective, Faithful, Full, FullyFaithful
from presheaf.claims.isomorphism import Isomorphic
from presheaf.claims.kan import KanCounitIso, KanUnitIso
from presheaf.claims.measures import Measure
from presheaf.claims.prompting import Promptable, Solves
from presheaf.claims.representability import Representable, Represents, Universal

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Thin(),
        Skeletal(),
        Groupoid(),
        Connected(),
        Terminal(),
        Initial(),
        Mono(),
        Epi(),
        Iso(),
        Idempotent(),
        Full(),
        Faithful(),
        FullyFaithful(),
        EssentiallySurjective(),
        Equivalence(),
        Isomorphic(),
        Representable(),
        Represents(),
        Universal(),
        SumOfRepresentables(),
        CoveredBy(),
        RetractOfRepresentable(),
        Promptable(),
        Solves(),
        Extends(),
        KanUnitIso(),
        KanCounitIso(),
    )
}

MEASURES: dict[str, Measure] = {}


def kind_of(name: str) -> Kind:
    """The kind of that name; KeyError if there is none."""
    return KINDS[name]
