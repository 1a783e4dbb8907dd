"""Structures that claim to be something, a Kan extension say: what the certificate states and proves about them.

A structure of a certificate is a table. What makes it the structure that the spec names is a universal property; the function of its
origin's type states that as lemmas and returns the answers on which they rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from presheaf.claims import constructed, kan, presheaf_lemmas, weighted_origins
from presheaf.claims.base import Lowering
from presheaf.model.comma import CommaOf
from presheaf.model.full_image import CorestrictionOf, FullImageOf
from presheaf.model.kan import LanOf, RanOf
from presheaf.model.karoubi import KaroubiOf
from presheaf.model.presheaf_category import PresheavesOf
from presheaf.model.presheaf_functors import ExtensionOf, NerveOf, YonedaFunctorOf
from presheaf.model.sieves import SievesOf
from presheaf.model.tasks import RestrictOf
from presheaf.model.weighted_closure import ClosureOf
from presheaf.model.weighted_constructions import (
    ExtensionWeighted,
    FullWeighted,
    HomWeighted,
    OppositeWeighted,
    ProductWeighted,
    ResidualOf,
    RestrictWeighted,
)

Answers = tuple[tuple[str, tuple[int, ...], Any], ...]
Certifier = Callable[[Lowering, Any], Answers]

CERTIFIERS: dict[type, Certifier] = {
    LanOf: kan.certify_lan,
    RanOf: kan.certify_ran,
    RestrictOf: kan.certify_restriction,
    KaroubiOf: constructed.certify_karoubi,
    CommaOf: constructed.certify_comma,
    FullImageOf: constructed.certify_full_image,
    CorestrictionOf: constructed.certify_corestriction,
    PresheavesOf: presheaf_lemmas.certify_presheaves,
    YonedaFunctorOf: presheaf_lemmas.certify_yoneda,
    ExtensionOf: presheaf_lemmas.certify_extension,
    NerveOf: presheaf_lemmas.certify_nerve,
    SievesOf: presheaf_lemmas.certify_omega,
    ClosureOf: weighted_origins.certify_closure,
    OppositeWeighted: weighted_origins.certify_opposite,
    ProductWeighted: weighted_origins.certify_product,
    FullWeighted: weighted_origins.certify_full,
    ResidualOf: weighted_origins.certify_residual,
    HomWeighted: weighted_origins.certify_hom,
    RestrictWeighted: weighted_origins.certify_restriction,
    ExtensionWeighted: weighted_origins.certify_extension,
}


def certify(low: Lowering) -> Answers:
    """The lemmas of all structures lowered so far, and of those that these lemmas bring in; returns the answers for them."""
    answers: list[tuple[str, tuple[int, ...], Any]] = []
    done = 0
    while done < len(low.structures()):
        structure = low.structures()[done]
        certifier = CERTIFIERS.get(type(structure.origin))
        if certifier is not None:
            answers += certifier(low, structure)
        done += 1
    return tuple(answers)
