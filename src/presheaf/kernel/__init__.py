"""The trusted kernel: everything that a verdict rests on, standard library only, runnable copied out alone."""

from presheaf.kernel.check import FORMAT, Theorem, check
from presheaf.kernel.errors import Rejected

__all__ = ["FORMAT", "Rejected", "Theorem", "check"]
