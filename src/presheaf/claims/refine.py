"""Isomorphism of two set-valued functors: joint colour refinement, then individualisation.

A colouring gives each element of S and of T a number; an isomorphism that respects it also respects the refined colouring, in which
an element's colour is joined by the colours of its images and, generator by generator, of its preimages. Histograms that differ
exclude an isomorphism. A stable colouring without repetition is one. In between, one element of S is tried on all elements of its
colour. Rounds and splits are those of the kernel's rule `isomorphic`, so that its node format is the search's own trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.claims.arrays import components, edges
from presheaf.claims.base import TooLarge
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor

WORK_LIMIT = 60_000_000
Colours = npt.NDArray[np.int64]


@dataclass
class _Node:
    """A colouring after its refinement: `rounds` made, the element of S to be tried on `twins`, and what was found for them."""

    colours: Colours
    rounds: int
    split: int = -1
    twins: list[int] = field(default_factory=list)
    images: list[Any] = field(default_factory=list)

    def evidence(self) -> dict[str, Any]:
        return {"rounds": self.rounds} if self.split < 0 else {"rounds": self.rounds, "split": self.split, "images": self.images}


class Matching:
    """The two functors side by side: S has the elements 0..N-1, T the elements N..N+M-1."""

    def __init__(self, s: SetFunctor, t: SetFunctor) -> None:
        self.s, self.t = s, t
        (a, b), (c, d) = edges(s), edges(t)
        generators = [np.repeat(np.arange(len(f.source_object)), f.sizes[f.source_object]) for f in (s, t)]
        self.source = np.concatenate([a, c + s.size]).astype(np.int64)
        self.target = np.concatenate([b, d + s.size]).astype(np.int64)
        self.generator = np.concatenate(generators).astype(np.uint64)
        self.work = 0

    def find(self) -> tuple[Ints | None, dict[str, Any]]:
        """(an isomorphism S -> T as a table of elements, {}) or (None, the node that excludes one)."""
        start = np.concatenate([self.s.over, self.t.over]).astype(np.int64)
        if self.s.size != self.t.size:
            return None, {"rounds": 0}
        quick = self._greedy(start)
        if quick is not None:
            return quick, {}
        stack = [self._refined(start)]
        while True:
            node = stack[-1]
            if node.split < 0 and self._balanced(node.colours):
                if self._discrete(node.colours):
                    return self._table(node.colours), {}
                node.split, node.twins = self._choose(node.colours)
            if node.split < 0 or len(node.images) == len(node.twins):
                stack.pop()
                if not stack:
                    return None, node.evidence()
                stack[-1].images.append(node.evidence())
                continue
            stack.append(self._refined(self._tried(node.colours, node.split, node.twins[len(node.images)])))

    def _round(self, colours: Colours) -> Colours:
        """One joint round; sums of mixed 64-bit words stand for the multisets (a wrong coincidence would be rejected by the kernel)."""
        self.work += len(colours) + len(self.source)
        if self.work > WORK_LIMIT:
            raise TooLarge(f"isomorphic({self.s.name}, {self.t.name}): the search over {self.s.size:,} elements used up its steps")
        c = colours.astype(np.uint64)
        word = _mix(c)
        np.add.at(word, self.source, _mix(_mix(self.generator * np.uint64(2)) + c[self.target]))
        np.add.at(word, self.target, _mix(_mix(self.generator * np.uint64(2) + np.uint64(1)) + c[self.source]))
        return np.unique(word, return_inverse=True)[1].astype(np.int64)

    def _refined(self, colours: Colours) -> _Node:
        """Refine until the histograms differ or nothing changes any more."""
        rounds, count = 0, len(np.unique(colours))
        while self._balanced(colours):
            finer = self._round(colours)
            fresh = int(finer.max(initial=-1)) + 1
            if fresh == count:
                break
            colours, count, rounds = finer, fresh, rounds + 1
        return _Node(colours, rounds)

    def _balanced(self, colours: Colours) -> bool:
        _, names = np.unique(colours, return_inverse=True)
        size = int(names.max(initial=-1)) + 1
        left, right = names[: self.s.size], names[self.s.size :]
        return bool((np.bincount(left, minlength=size) == np.bincount(right, minlength=size)).all())

    def _discrete(self, colours: Colours) -> bool:
        return len(np.unique(colours)) == self.s.size

    def _table(self, colours: Colours) -> Ints:
        """The map that keeps colours, for a discrete balanced colouring."""
        left, right = np.argsort(colours[: self.s.size]), np.argsort(colours[self.s.size :])
        table = np.empty(self.s.size, dtype=np.int32)
        table[left] = right
        return table

    def _choose(self, colours: Colours) -> tuple[int, list[int]]:
        """The first element of S in a smallest colour class that is not a single one, and the elements of T in that class."""
        _, names, counts = np.unique(colours, return_inverse=True, return_counts=True)
        mine = counts[names[: self.s.size]]
        x = int(np.where(mine > 2, mine, mine.max(initial=0) + 1).argmin())
        return x, np.flatnonzero(colours[self.s.size :] == colours[x]).tolist()

    def _tried(self, colours: Colours, x: int, y: int) -> Colours:
        out = colours.copy()
        out[[x, self.s.size + y]] = colours.max() + 1
        return out

    def _greedy(self, colours: Colours) -> Ints | None:
        """Match connected parts with equal colours, then individualise a pair in every part at a time.

        Finds most isomorphisms in few rounds; when it does not, nothing is known.
        """
        node = self._refined(colours)
        part = self._parts(node.colours)
        if part is None:
            return None
        colours = node.colours * (int(part.max(initial=0)) + 1) + part
        while True:
            colours = self._refined(colours).colours
            if not self._balanced(colours):
                return None
            if self._discrete(colours):
                return self._table(colours)
            colours = self._pair_up(colours, part)

    def _parts(self, colours: Colours) -> Colours | None:
        """For each element the number of its connected part, parts of S and T with equal colours being paired off; None if impossible."""
        n = self.s.size
        label = components(len(colours), self.source.astype(np.int32), self.target.astype(np.int32))
        total = np.zeros(len(colours), dtype=np.uint64)
        np.add.at(total, label, _mix(colours.astype(np.uint64)))
        roots = [np.unique(label[:n]), np.unique(label[n:])]
        left, right = (r[np.argsort(total[r], kind="stable")] for r in roots)
        if len(left) != len(right) or (total[left] != total[right]).any():
            return None
        number = np.zeros(len(colours), dtype=np.int64)
        number[left] = number[right] = np.arange(len(left))
        return number[label]

    def _pair_up(self, colours: Colours, part: Colours) -> Colours:
        """A fresh colour for one element of S and the first of T with its colour, in every part that has a colour twice."""
        n = self.s.size
        _, names, counts = np.unique(colours, return_inverse=True, return_counts=True)
        x = np.flatnonzero(counts[names[:n]] > 2)
        x = x[np.lexsort((x, counts[names[x]], part[x]))]
        x = x[np.unique(part[x], return_index=True)[1]]
        kept, first = np.unique(colours[n:], return_index=True)
        out = colours.copy()
        out[x] = out[n + first[np.searchsorted(kept, colours[x])]] = colours.max() + 1 + np.arange(len(x))
        return out


def _mix(word: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of splitmix64."""
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
