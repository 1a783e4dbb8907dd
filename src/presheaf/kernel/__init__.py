"""The trusted kernel: everything that a verdict rests on, standard library only, runnable copied out alone."""

from .check import FORMAT, Theorem, check
from .errors import Rejected

__all__ = ["FORMAT", "Rejected", "Theorem", "check"]
