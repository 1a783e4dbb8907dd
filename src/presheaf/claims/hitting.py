"""Minimum hitting sets, exactly: a least set of points that meets every set of a family."""

from __future__ import annotations

from collections.abc import Sequence

from presheaf.claims.base import TooLarge

NODES = 300_000


def minimum(family: Sequence[int], least: int = 0) -> list[int]:
    """A hitting set of the fewest points, as a sorted list; sets are bit masks of points, none of them empty; at least `least` points are needed.

    Iterative deepening; a node branches over the points of a smallest set not yet met, and points tried before are out. Deterministic.
    TooLarge beyond NODES nodes.
    """
    masks = _representatives(family)
    points = sorted(masks)
    reduced = [sum(1 << i for i, p in enumerate(points) if masks[p] >> j & 1) for j in range(len(family))]
    reduced = [s for s in dict.fromkeys(reduced) if not any(t != s and t & s == t for t in reduced)]  # supersets are met anyway
    budget = [NODES]
    size = least
    while (found := _within(reduced, 0, size, budget)) is None:
        size += 1
    return sorted(points[i] for i in range(len(points)) if found >> i & 1)


def _representatives(family: Sequence[int]) -> dict[int, int]:
    """The points that no other point outdoes (the first of equal ones), each with the mask of the sets that it lies in."""
    everything = 0
    for s in family:
        everything |= s
    masks: dict[int, int] = {}
    for p in range(everything.bit_length()):
        mask = sum(1 << j for j, s in enumerate(family) if s >> p & 1)
        if mask and not any(mask & other == mask for other in masks.values()):
            masks = {q: other for q, other in masks.items() if other & mask != other}
            masks[p] = mask
    return masks


def _within(family: Sequence[int], out: int, size: int, budget: list[int]) -> int | None:
    """A hitting set of at most `size` points without the points of `out`; None if there is none."""
    budget[0] -= 1
    if budget[0] < 0:
        raise TooLarge(f"a minimum hitting set: more than {NODES:,} nodes")
    if not family:
        return 0
    if _disjoint(family, out) > size:
        return None
    branch = min((s & ~out for s in family), key=int.bit_count)
    choices = [p for p in range(branch.bit_length()) if branch >> p & 1]
    choices.sort(key=lambda p: -sum(s >> p & 1 for s in family))
    for p in choices:
        rest = _within([s for s in family if not s >> p & 1], out, size - 1, budget)
        if rest is not None:
            return rest | 1 << p
        out |= 1 << p
    return None


def _disjoint(family: Sequence[int], out: int) -> int:
    """How many sets a greedy choice finds of which no two share a point: so many points are needed. Infinite if a set has no points left."""
    taken, count = 0, 0
    for s in sorted((s & ~out for s in family), key=int.bit_count):
        if not s:
            return len(family) + 1 << 30
        if not s & taken:
            taken, count = taken | s, count + 1
    return count


def dominators(family: Sequence[int], points: int) -> tuple[list[int], list[int]]:
    """(chosen points, for each point the number of a chosen one that lies in all the sets in which the point lies)."""
    masks = _representatives(family) or {0: 0}
    chosen = sorted(masks)
    of = []
    for p in range(points):
        mask = sum(1 << j for j, s in enumerate(family) if s >> p & 1)
        of.append(next(i for i, q in enumerate(chosen) if masks[q] & mask == mask))
    return chosen, of
