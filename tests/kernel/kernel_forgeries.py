"""All forgeries."""

from __future__ import annotations

from kernel_forged_answers import ANSWERS
from kernel_forged_codes import CODES
from kernel_forged_encoder import ENCODER
from kernel_forged_exact import EXACT
from kernel_forged_listing import LISTS
from kernel_forged_logarithms import LOGARITHMS
from kernel_forged_loss import LOSS
from kernel_forged_lrat import LRAT
from kernel_forged_rational import RATIONAL
from kernel_forged_rewrite import REWRITE
from kernel_forged_scope import SCOPES
from kernel_forged_structures import STRUCTURES
from kernel_forged_universal import UNIVERSAL
from kernel_forged_weighted import WEIGHTED
from kernel_forgery import Forgery

FORGERIES: list[Forgery] = [
    *STRUCTURES,
    *ANSWERS,
    *UNIVERSAL,
    *SCOPES,
    *WEIGHTED,
    *LRAT,
    *EXACT,
    *LISTS,
    *RATIONAL,
    *REWRITE,
    *LOGARITHMS,
    *ENCODER,
    *CODES,
    *LOSS,
]
