"""Isomorphism of two set-valued functors: joint colour refinement, then individualisation.

A colouring gives each element of S and of T a number; an isomorphism that respects it also respects the refined colouring, in which
an element's colour is joined by the colours of its images and, generator by generator, of its preimages. Histograms that differ
exclude an isomorphism. A stable colouring without repetition is one. In between, one element of S is tried on all elements of its
colour. Rounds and splits are those of the kernel's rule `isomorphic`, so that its node format is the search's own trace.

Before that search an isomorphism is guessed, with finer invariants than the kernel's (`_ranked`, `_walked`) and one choice in every part at
a time. A guess needs no trace: the kernel checks the map. Colours are always 0, 1, ... without gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.claims.arrays import components, edges
from presheaf.claims.base import TooLarge
from presheaf.model.category import Ints
from presheaf.model.setfunctor import SetFunctor

WORK_LIMIT = 100_000_000  # elements and actions, round by round; a minute or two of the kernel
WALKS = 4  # length of the walks that `_walked` compares
WALK_LIMIT = 6_000_000  # ends of these walks, for all elements of one colour together
Colours = npt.NDArray[np.int64]


@dataclass
class _Node:
    """A colouring after its refinement: `rounds` made, the element of S to be tried on `twins`, and what was found for them, in their order."""

    colours: Colours
    rounds: int
    split: int = -1
    twins: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)  # rounds that are known to exclude a twin, 0 for none known
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
        generator = np.concatenate(generators).astype(np.uint64)
        self.forth, self.back = _mix(generator * np.uint64(2)), _mix(generator * np.uint64(2) + np.uint64(1))  # a word for each step and direction
        self.work = 0

    def find(self) -> tuple[Ints | None, dict[str, Any]]:
        """(an isomorphism S -> T as a table of elements, {}) or (None, the node that excludes one)."""
        if self.s.size != self.t.size:
            return None, {"rounds": 0}
        first = self._refined(_named(np.concatenate([self.s.over, self.t.over])))
        if not self._balanced(first.colours):
            return None, first.evidence()
        quick = self._guessed(first.colours)
        if quick is not None:
            return quick, {}
        stack = [self._parted(first)]
        while True:
            node = stack[-1]
            if node.split < 0 and self._balanced(node.colours):
                if self._discrete(node.colours):
                    return self._table(node.colours), {}
                node.split, node.twins = self._choose(node.colours)
            tried = len(node.images)
            if node.split < 0 or tried == len(node.twins):
                stack.pop()
                if not stack:
                    return None, node.evidence()
                stack[-1].images.append(node.evidence())
            elif tried < len(node.apart) and node.apart[tried]:
                self._charge(node.apart[tried])
                node.images.append({"rounds": node.apart[tried]})
            else:
                stack.append(self._refined(self._tried(node.colours, node.split, node.twins[tried])))

    def _parted(self, node: _Node) -> _Node:
        """The node with the split for which walks exclude most images; as it was where they exclude none."""
        n, fewest = self.s.size, -1
        for length, rows, name in self._walks(node.colours):
            split, twins = rows[rows < n], rows[rows >= n]
            theirs = np.bincount(name[rows >= n], minlength=_count(name))[name[rows < n]]
            best = int(theirs.argmin())
            if theirs[best] < (len(twins) if fewest < 0 else fewest):
                fewest = int(theirs[best])
                node.split, node.twins = int(split[best]), (twins - n).tolist()
                node.apart = np.where(name[rows >= n] != name[rows < n][best], length, 0).tolist()
            if fewest == 0:
                break
        return node

    def _charge(self, rounds: int) -> None:
        """Count rounds of refinement, of this search and of the kernel after it; TooLarge beyond the limit."""
        self.work += rounds * (self.s.size + self.t.size + len(self.source))
        if self.work > WORK_LIMIT:
            raise TooLarge(f"isomorphic({self.s.name}, {self.t.name}): the search over {self.s.size:,} elements used up its steps")

    def _round(self, colours: Colours) -> Colours:
        """One joint round; sums of mixed 64-bit words stand for the multisets (a wrong coincidence would be rejected by the kernel)."""
        self._charge(1)
        c = colours.astype(np.uint64)
        word = _mix(c)
        np.add.at(word, self.source, _mix(self.forth + c[self.target]))
        np.add.at(word, self.target, _mix(self.back + c[self.source]))
        return _named(word)

    def _refined(self, colours: Colours) -> _Node:
        """Refine until the histograms differ or nothing changes any more."""
        rounds, count = 0, _count(colours)
        while self._balanced(colours):
            finer = self._round(colours)
            fresh = _count(finer)
            if fresh == count:
                break
            colours, count, rounds = finer, fresh, rounds + 1
        return _Node(colours, rounds)

    def _balanced(self, colours: Colours) -> bool:
        left, right = colours[: self.s.size], colours[self.s.size :]
        return bool((np.bincount(left, minlength=_count(colours)) == np.bincount(right, minlength=_count(colours))).all())

    def _discrete(self, colours: Colours) -> bool:
        return _count(colours) == self.s.size

    def _table(self, colours: Colours) -> Ints:
        """The map that keeps colours, for a discrete balanced colouring."""
        table = np.empty(self.s.size, dtype=np.int32)
        table[colours[self.s.size :]] = np.arange(self.s.size, dtype=np.int32)
        return table[colours[: self.s.size]]

    def _choose(self, colours: Colours) -> tuple[int, list[int]]:
        """The first element of S in a smallest colour class that is not a single one, and the elements of T in that class."""
        mine = np.bincount(colours)[colours[: self.s.size]]
        x = int(np.where(mine > 2, mine, mine.max(initial=0) + 1).argmin())
        return x, np.flatnonzero(colours[self.s.size :] == colours[x]).tolist()

    def _tried(self, colours: Colours, x: int, y: int) -> Colours:
        out = colours.copy()
        out[[x, self.s.size + y]] = colours.max() + 1
        return _named(out)

    # ------------------------------------------------------------------ guessing

    def _guessed(self, colours: Colours) -> Ints | None:
        """An isomorphism that keeps the stable balanced colours: by finer colours, then by a pair individualised in every part at a time.

        Finds most isomorphisms in few rounds; when it does not, nothing is known.
        """
        part: Colours | None = None
        for step in chain((self._ranked, self._walked, None), repeat(None)):
            if self._discrete(colours):
                return self._table(colours)
            if step is not None:
                finer = step(colours)
            elif part is None:
                part = self._parts(colours)
                if part is None:
                    return None
                finer = _named(colours * (int(part.max(initial=0)) + 1) + part)
            else:
                finer = self._pair_up(colours, part)
            if _count(finer) > _count(colours):
                colours = self._refined(finer).colours
                if not self._balanced(colours):
                    return None
        return None

    def _ranked(self, colours: Colours) -> Colours:
        """Numbers in increasing order for elements of one colour with the same images and no preimages: all their permutations are isomorphisms."""
        word = np.zeros(len(colours), np.uint64)
        np.add.at(word, self.source, _mix(self.forth + self.target.astype(np.uint64)))
        free = np.ones(len(colours), bool)
        free[self.target] = False
        loose = np.flatnonzero(free)
        order = loose[np.lexsort((loose, word[loose], loose >= self.s.size, colours[loose]))]
        fresh = np.ones(len(order), bool)
        fresh[1:] = np.diff(colours[order]) != 0
        fresh[1:] |= (word[order[1:]] != word[order[:-1]]) | ((order[1:] >= self.s.size) != (order[:-1] >= self.s.size))
        first = np.flatnonzero(fresh)
        rank = np.zeros(len(colours), np.int64)
        rank[order] = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
        return _named(colours * (int(rank.max(initial=0)) + 1) + rank)

    def _walked(self, colours: Colours) -> Colours:
        """The elements of a smallest repeated colour told apart by the ends of walks from them: refinement cannot see circles, walks can."""
        for _, rows, name in self._walks(colours):
            if _count(name) > 1:
                out = colours.copy()
                out[rows] = len(colours) + name
                return _named(out)
        return colours

    def _walks(self, colours: Colours) -> Iterator[tuple[int, npt.NDArray[np.intp], Colours]]:
        """For the elements of a smallest repeated colour names of what is seen on walks from them, of one step, then two and so on.

        The number of walks from x to an element, with their colours, is part of the colour of that element after as many rounds in which x has
        a colour of its own. So rounds exclude an isomorphism that takes x to y if x and y have different names.
        """
        from scipy.sparse import csr_array

        counts = np.bincount(colours)
        counts[counts <= 2] = len(colours) + 1
        rows = np.flatnonzero(colours == counts.argmin())
        ends = (np.concatenate([self.source, self.target]), np.concatenate([self.target, self.source]))
        one = np.uint64(1)  # odd words: products keep their information
        step = csr_array((np.concatenate([self.forth | one, self.back | one]), ends), shape=(len(colours), len(colours)))
        degree = np.diff(step.indptr)
        walks = csr_array((np.ones(len(rows), np.uint64), rows, np.arange(len(rows) + 1)), shape=(len(rows), len(colours)))
        for length in range(1, WALKS + 1):
            if int(degree[walks.indices].sum()) > WALK_LIMIT:
                break
            walks = walks @ step
            walks.data = _mix(walks.data + _mix(colours[walks.indices].astype(np.uint64)))
            word = np.zeros(len(rows), np.uint64)
            np.add.at(word, np.repeat(np.arange(len(rows)), np.diff(walks.indptr)), walks.data | one)
            yield length, rows, _named(word)

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
        counts = np.bincount(colours)
        x = np.flatnonzero(counts[colours[:n]] > 2)
        x = x[np.lexsort((x, counts[colours[x]], part[x]))]
        x = x[np.unique(part[x], return_index=True)[1]]
        kept, first = np.unique(colours[n:], return_index=True)
        out = colours.copy()
        out[x] = out[n + first[np.searchsorted(kept, colours[x])]] = colours.max() + 1 + np.arange(len(x))
        return _named(out)


def _named(words: npt.NDArray[Any]) -> Colours:
    """The words numbered 0, 1, ... in increasing order."""
    order = np.argsort(words)
    fresh = np.diff(words[order]) != 0
    out = np.zeros(len(words), np.int64)
    out[order[1:]] = np.cumsum(fresh)
    return out


def _count(colours: Colours) -> int:
    return int(colours.max(initial=-1)) + 1


def _mix(word: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of splitmix64."""
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
