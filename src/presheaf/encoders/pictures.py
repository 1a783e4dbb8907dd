"""What can be drawn about a learned encoder, as data: numbers, names and what they say in words. Numbers are floats, and said to be approximate.

A claim kind gives such pictures (`Kind.pictures`) beside its verdict, never for it; `presheaf.report.figures` draws them. A new figure is a class
here, a function there, and its line in the table of that module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Picture:
    """`name` is the word for files and headings, `about` the encoder or claim."""

    name: ClassVar[str]
    about: str

    @property
    def words(self) -> str:
        """What is to be seen, in a sentence or two: the text for those who do not see it."""
        raise NotImplementedError


@dataclass(frozen=True)
class WorstPair:
    """Where a defect is largest: places in the order of the picture, names, the value."""

    row: int
    column: int
    names: tuple[str, str]
    defect: float


@dataclass(frozen=True, eq=False)
class DefectMap(Picture):
    """`pooled[i, j]`: the largest |k(f X, f Y) - H(X, Y)| in a block of pairs, rows and columns in the order of their classes.

    `shape` counts objects before pooling. `breaks` are the places where a new class of rows, of columns begins, `classes` their names; `objects` the
    names of all rows and all columns where they are few.
    """

    name: ClassVar[str] = "defect-map"
    pooled: Floats
    shape: tuple[int, int]
    breaks: tuple[Index, Index]
    classes: tuple[tuple[str, ...], tuple[str, ...]]
    worst: WorstPair
    eps: float
    objects: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def words(self) -> str:
        n, m = self.shape
        off = int((self.pooled > self.eps).sum())
        ordered = ", objects ordered by class" if len(self.breaks[0]) or len(self.breaks[1]) else ""
        pooled = (
            "" if self.pooled.shape == self.shape else f", pooled to {self.pooled.shape[0]} by {self.pooled.shape[1]} blocks by the largest value"
        )
        return (
            f"Defects of {self.about} at {n:,} by {m:,} pairs{ordered}{pooled}. Largest: about {self.worst.defect:.4g} at "
            f"({self.worst.names[0]}, {self.worst.names[1]}). {off:,} of {self.pooled.size:,} cells are beyond {self.eps:.4g}."
        )


@dataclass(frozen=True, eq=False)
class DefectHistogram(Picture):
    """How many pairs have a defect > `edges[i]` and <= `edges[i + 1]`, in the first bin also 0; `eps` is an edge unless it is less than a bin."""

    name: ClassVar[str] = "defect-histogram"
    edges: Floats
    counts: Index
    eps: float
    beyond: int
    largest: float

    @property
    def total(self) -> int:
        """All pairs."""
        return int(self.counts.sum())

    @property
    def words(self) -> str:
        share = self.beyond / self.total if self.total else 0.0
        return (
            f"How the defects of {self.about} are distributed over {self.total:,} pairs: {self.beyond:,} ({share:.1%}) are beyond {self.eps:.4g}; "
            f"the largest is about {self.largest:.4g}."
        )


@dataclass(frozen=True, eq=False)
class Spectrum(Picture):
    """Singular values of H, decreasing. `rank` is that of the exact matrix, or at least that if it is not `exact`; `dimension` is d."""

    name: ClassVar[str] = "spectrum"
    values: Floats
    rank: int | None
    dimension: int
    learned: Floats | None = None
    exact: bool = True

    @property
    def noise(self) -> float:
        """Values up to here are 0 up to rounding."""
        return float(self.values.max(initial=0.0)) * len(self.values) * float(np.finfo(np.float64).eps)

    @property
    def tail(self) -> float:
        """The sum of squares beyond d: no matrix of rank d is nearer to H, in sums of squares (Eckart and Young)."""
        beyond = self.values[self.dimension :]
        return float((beyond[beyond > self.noise] ** 2).sum())

    @property
    def words(self) -> str:
        rank = "" if self.rank is None else f" The exact rank is {'' if self.exact else 'at least '}{self.rank:,}."
        return (
            f"The {len(self.values):,} singular values of the matrix that {self.about} should have, from about {self.values[0]:.4g} down.{rank} "
            f"A kernel of rank {self.dimension} misses at least about {self.tail:.4g} in sums of squares (Eckart and Young)."
        )


@dataclass(frozen=True, eq=False)
class Alignment(Picture):
    """Defects through training: `states` are named, in order; `quantiles[t, q]` those of `levels[q]`, `within[t]` the share of pairs within eps."""

    name: ClassVar[str] = "alignment"
    states: tuple[str, ...]
    levels: tuple[float, ...]
    quantiles: Floats
    within: Floats
    eps: float

    @property
    def words(self) -> str:
        first, last = self.quantiles[0].max(), self.quantiles[-1].max()
        return (
            f"The defects of {self.about} in {len(self.states)} states, from {self.states[0]} to {self.states[-1]}: the largest goes from about "
            f"{first:.4g} to {last:.4g}, the share of pairs within {self.eps:.4g} from {self.within[0]:.1%} to {self.within[-1]:.1%}."
        )


@dataclass(frozen=True, eq=False)
class Agreement(Picture):
    """`gaps[t, p]` = max over X of |k(f P, f X) - T(X)| for tasks t and prompts p; `representatives[t]`: the symbolic ones, none if T has none."""

    name: ClassVar[str] = "agreement"
    tasks: tuple[str, ...]
    prompts: tuple[str, ...]
    gaps: Floats
    representatives: tuple[tuple[int, ...], ...]

    @property
    def best(self) -> Index:
        """The prompt with the least gap, for each task."""
        return np.asarray(self.gaps.argmin(1), np.int64)

    @property
    def agrees(self) -> tuple[bool | None, ...]:
        """Whether the best prompt is a representative, for each task; None where there is no representative."""
        return tuple(int(b) in r if r else None for b, r in zip(self.best, self.representatives, strict=True))

    @property
    def words(self) -> str:
        told = self.agrees
        return (
            f"Gaps of {len(self.prompts):,} prompts at {len(self.tasks):,} tasks through {self.about}. The best prompt is a symbolic representative "
            f"at {told.count(True)} of the tasks and another object at {told.count(False)}; without a representative: {told.count(None)}."
        )


@dataclass(frozen=True, eq=False)
class Funnel(Picture):
    """How many pairs each tier of the engine has decided, in the order in which they are tried, of all pairs."""

    name: ClassVar[str] = "escalation"
    tiers: tuple[tuple[str, int], ...]
    total: int

    @property
    def reached(self) -> tuple[int, ...]:
        """How many pairs came to each tier, and in the end how many none has decided."""
        left = [self.total]
        for _, decided in self.tiers:
            left.append(left[-1] - decided)
        return tuple(left)

    @property
    def words(self) -> str:
        decided = ", ".join(f"{n:,} by {tier}" for tier, n in self.tiers)
        return f"Who decided the {self.total:,} pairs of {self.about}: {decided}; {self.reached[-1]:,} are undecided."
