"""What can be claimed: the kinds of predicates, one line each."""

from __future__ import annotations

from presheaf.claims.adjoints import Adjoint, LeftAdjoint, RightAdjoint
from presheaf.claims.alignment import FeatureAligned, Transfers
from presheaf.claims.arrows import Epi, Idempotent, Iso, Mono
from presheaf.claims.base import Kind, Overloaded
from presheaf.claims.categories import Connected, Groupoid, Initial, Skeletal, Terminal, Thin
from presheaf.claims.codebooks import CodebookCategory, CodebookIdeal, CodebookSomeKernel
from presheaf.claims.codes import Codes, SomeKernel
from presheaf.claims.completeness import CauchyComplete, Cocomplete, Complete, HasCoequalizers, HasCoproducts, HasEqualizers, HasProducts
from presheaf.claims.covers import CoveredBy, RetractOfRepresentable, SumOfRepresentables
from presheaf.claims.drift import Drift
from presheaf.claims.encoder_alignment import Aligned, Retrieves
from presheaf.claims.encoder_category import EncoderCategory, Functorial, ThresholdClasses, ThresholdPreorder
from presheaf.claims.encoder_prompts import PromptAgrees
from presheaf.claims.equivalences import Equivalent, MoritaEquivalent
from presheaf.claims.extension import Extends
from presheaf.claims.functors import Equivalence, EssentiallySurjective, Faithful, Full, FullyFaithful
from presheaf.claims.heads import HeadExists
from presheaf.claims.ideal import AlwaysCategory, Dimension, Realizable
from presheaf.claims.ideal_encoder import Ideal
from presheaf.claims.information import Entropy, InfoNce, Log
from presheaf.claims.isomorphism import Isomorphic
from presheaf.claims.kan import KanCounitIso, KanUnitIso
from presheaf.claims.limits import Colimit, Limit
from presheaf.claims.losses import Loss, Optimal
from presheaf.claims.magnitude import Magnitude
from presheaf.claims.masking import HammingDistance, UniqueCompletions
from presheaf.claims.measures import Measure
from presheaf.claims.prompting import Promptable, Solves
from presheaf.claims.representability import Representable, Represents, Universal
from presheaf.claims.reversible import Reversible
from presheaf.claims.samples import Completable, Completions, Determined, Teaches
from presheaf.claims.soft_prompts import SoftPromptable
from presheaf.claims.spectral import Spectral
from presheaf.claims.teaching import TeachingNumber
from presheaf.claims.weighted import (
    IsCategory,
    SameWeights,
    WeightedExtends,
    WeightedFullyFaithful,
    WeightedIsomorphic,
    WeightedKanUnitIso,
    WeightedPromptable,
    WeightedRepresentable,
    WeightedRepresents,
    WeightedSolves,
)
from presheaf.claims.weighted_measures import Hom, SolveDegree, Tensor


def _by_name(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """The kinds by name; several of one name are one kind, read by the sorts of its arguments."""
    readings: dict[str, list[Kind]] = {}
    for kind in kinds:
        readings.setdefault(kind.name, []).append(kind)
    return {name: same[0] if len(same) == 1 else Overloaded(*same) for name, same in readings.items()}


KINDS: dict[str, Kind] = _by_name(
    (
        Thin(),
        Skeletal(),
        Groupoid(),
        Connected(),
        CauchyComplete(),
        HasProducts(),
        HasCoproducts(),
        HasEqualizers(),
        HasCoequalizers(),
        Complete(),
        Cocomplete(),
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
        LeftAdjoint(),
        RightAdjoint(),
        Adjoint(),
        Limit(),
        Colimit(),
        Isomorphic(),
        Equivalent(),
        MoritaEquivalent(),
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
        FeatureAligned(),
        Transfers(),
        Completable(),
        Determined(),
        Teaches(),
        UniqueCompletions(),
        Realizable(),
        AlwaysCategory(),
        Spectral(),
        Ideal(),
        Functorial(),
        EncoderCategory(),
        ThresholdPreorder(),
        ThresholdClasses(),
        Drift(),
        Optimal(),
        PromptAgrees(),
        Aligned(),
        Retrieves(),
        HeadExists(),
        SomeKernel(),
        IsCategory(),
        SameWeights(),
        Reversible(),
        SoftPromptable(),
        WeightedExtends(),
        WeightedFullyFaithful(),
        WeightedIsomorphic(),
        WeightedKanUnitIso(),
        WeightedPromptable(),
        WeightedRepresentable(),
        WeightedRepresents(),
        WeightedSolves(),
        CodebookIdeal(),
        CodebookSomeKernel(),
        CodebookCategory(),
    )
)

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Completions(),
        TeachingNumber(),
        HammingDistance(),
        Hom(),
        Tensor(),
        SolveDegree(),
        Magnitude(),
        Dimension(),
        Codes(),
        Log(),
        Entropy(),
        InfoNce(),
        Loss(),
    )
}


def kind_of(name: str) -> Kind:
    """The kind of that name; KeyError if there is none."""
    return KINDS[name]
