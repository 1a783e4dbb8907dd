"""What a solver may say: three values, so that "unknown" is never mistaken for "none exist"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sat:
    """A solution: one value per cell, in the order of the cells. To be validated by evaluation, never taken over."""

    values: tuple[int, ...]


@dataclass(frozen=True)
class Unsat:
    """The solver found that there is no solution. To be certified by a tree."""


@dataclass(frozen=True)
class Unknown:
    """No answer; `reason` is "resource", "memory" or the solver's own word."""

    reason: str


Result = Sat | Unsat | Unknown


class SolverDisagreement(Exception):
    """Two engines, or an engine and the kernel, contradict each other: a bug of ours."""
