"""From the clauses that a SAT solver learnt (DRUP) to a proof with hints (LRAT), backwards and the core first.

Nothing here is trusted. The lines are gone through from the last to the first, and only those that a later one has used are looked at: the literals
of such a line are set to false, and propagation finds a conflict. Clauses that are used already propagate before all others, so that few
are used in the end. For every clause the number of its literals that are not false and their sum are kept in one integer; a clause with one
such literal names it by that. Setting a literal updates all clauses that hold its complement in a few operations on arrays.

Source: M. Heule, W. Hunt, N. Wetzler, *Trimming while checking clausal proofs* (2013), for the order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

ONE = 1 << 40  # a literal that is not false, in the integer of a clause; below stands the sum of these literals
TWO = 2 * ONE
COPIED = 2_000  # clauses that are copied in the time of one operation on the clauses of a literal
LIGHT = 40
Line = list[list[int]]
Candidate = tuple[int, int]  # a clause with one literal that is not false, and that literal


class NotImplied(Exception):
    """A line does not follow by propagation from the clauses before it."""


def elaborate(clauses: Sequence[Sequence[int]], lines: Iterable[Sequence[int]]) -> list[Line]:
    """[literals, hints] for the lines that the empty clause rests on, that clause the last; hints count the clauses, then the lines given out.

    A literal is 2 v or 2 v + 1, the complement of v. The time is about the lines that are used times the clauses that propagation meets.
    Raises NotImplied if the lines are no proof.
    """
    wanted = [tuple(dict.fromkeys(line)) for line in lines]
    wanted = [line for line in wanted if not any(literal ^ 1 in line for literal in line)]
    return _Elaboration([tuple(dict.fromkeys(c)) for c in clauses], [*wanted, ()]).proof()


class _Elaboration:
    def __init__(self, clauses: list[tuple[int, ...]], lines: list[tuple[int, ...]]) -> None:
        self.given, self.clauses = len(clauses), clauses + lines
        sizes = np.array([len(c) for c in self.clauses], dtype=np.int64)
        flat = np.fromiter((literal for c in self.clauses for literal in c), np.int64, int(sizes.sum()))
        number = np.repeat(np.arange(len(sizes)), sizes)
        width = (int(flat.max(initial=-1)) | 1) + 1
        order = np.argsort(flat, kind="stable")
        self.holding = np.split(number[order], np.cumsum(np.bincount(flat, minlength=width))[:-1])
        """The clauses with a literal, in order; the first `active` of them take part."""
        self.active = [int(np.searchsorted(h, self.given)) for h in self.holding]
        self.left = sizes * ONE
        np.add.at(self.left, number, flat)
        self.at = self.left.data  # single entries of it, faster
        self.few = [h[:LIGHT].tolist() for h in self.holding]
        self.used = bytearray(len(sizes))
        self.reason = [-2] * width  # of a true literal the clause that made it so, -1 for an assumption; -2 for others
        self.trail: list[int] = []  # the true literals in the order of propagation
        self.place = [0] * width

    def proof(self) -> list[Line]:
        """The lines with their hints."""
        units = [(c, int(key) - ONE) for c, key in enumerate(self.left[: self.given].tolist()) if key < TWO]
        conflict = next((c for c, literal in units if literal < 0), None)
        if conflict is None:
            conflict = self.propagate(units)
        if conflict is not None:
            return [[[], self.hints(conflict)]]
        for literal in self.trail:
            held = self.holding[literal ^ 1]
            self.left[held[self.active[literal ^ 1] :]] -= ONE + (literal ^ 1)
        self.active = [len(held) for held in self.holding]
        return self.numbered(self.backwards())

    def backwards(self) -> dict[int, list[int]]:
        """The lines that are used, the last first, with their hints."""
        keys = self.left.tolist()
        last = next(c for c in range(self.given, len(keys)) if keys[c] < ONE)  # false by the clauses given: no line after it is needed
        units = [(c, keys[c] - ONE) for c in range(self.given, last) if keys[c] < TWO]
        self.root, self.base = len(self.trail), self.left.copy()
        kept = {}
        if self.clauses[last]:
            kept[len(keys)] = self.hints(last)
        else:
            self.used[last] = 1
        for line in range(len(keys) - 1, self.given - 1, -1):
            for literal in self.clauses[line]:
                self.active[literal] -= 1
            while units and units[-1][0] >= line:
                units.pop()
            if self.used[line]:
                kept[line] = self.implied(line, units)
        return kept

    def implied(self, line: int, units: list[Candidate]) -> list[int]:
        """The hints for a line, the later ones being out of the way; `units` are the lines with one literal left at the root."""
        for literal in self.clauses[line]:  # none is true at the root: such a line is never used
            if self.reason[literal ^ 1] == -2:
                self.assign(literal ^ 1, -1)
        conflict = self.propagate(units)
        if conflict is None:
            raise NotImplied(f"line {line - self.given}")
        hints = self.hints(conflict)
        self.undo(line)
        return hints

    def assign(self, literal: int, reason: int) -> None:
        """Make a literal true."""
        self.reason[literal] = reason
        self.place[literal] = len(self.trail)
        self.trail.append(literal)

    def propagate(self, units: Iterable[Candidate]) -> int | None:
        """A clause that becomes false when the literals at the end of the trail and those of the units are true; None if there is none."""
        core, other = deque[Candidate](), deque[Candidate]()
        for unit in units:
            (core if self.used[unit[0]] else other).append(unit)
        self.done = getattr(self, "root", 0)
        while True:
            while self.done < len(self.trail):
                false = self.trail[self.done] ^ 1
                self.done += 1
                for clause, literal in self.falsify(false):
                    if literal < 0:
                        return clause
                    (core if self.used[clause] else other).append((clause, literal))
            while core or other:
                clause, literal = core.popleft() if core else other.popleft()
                if self.reason[literal] == -2:
                    self.assign(literal, clause)
                    break
            else:
                return None

    def falsify(self, false: int) -> list[Candidate]:
        """The clauses that are left with one literal when this one becomes false, and those left with none (and a negative number)."""
        held, active, step = self.holding[false], self.active[false], ONE + false
        out = []
        if active < LIGHT:
            at = self.at
            for clause in self.few[false][:active]:
                key = at[clause] = at[clause] - step
                if key < TWO:
                    out.append((clause, key - ONE))
            return out
        held = held[:active]
        keys = self.left[held] - step
        self.left[held] = keys
        small = keys < TWO
        return list(zip(held[small].tolist(), (keys[small] - ONE).tolist(), strict=True))

    def undo(self, line: int) -> None:
        """Return to the root, where the lines from this one on take no part."""
        if line < COPIED * (self.done - self.root):
            self.left[:line] = self.base[:line]
        else:
            for literal in self.trail[self.root : self.done]:
                self.left[self.holding[literal ^ 1][: self.active[literal ^ 1]]] += ONE + (literal ^ 1)
        for literal in self.trail[self.root :]:
            self.reason[literal] = -2
        del self.trail[self.root :]

    def hints(self, conflict: int) -> list[int]:
        """The reasons that make a clause false, in the order of propagation, then the clause; all are used from now on."""
        needed = dict[int, None]()
        stack = [conflict]
        while stack:
            for literal in self.clauses[stack.pop()]:
                true = literal ^ 1
                if self.reason[true] >= 0 and true not in needed:
                    needed[true] = None
                    stack.append(self.reason[true])
        out = [*(self.reason[literal] for literal in sorted(needed, key=self.place.__getitem__)), conflict]
        for clause in out:
            self.used[clause] = 1
        return out

    def numbered(self, kept: dict[int, list[int]]) -> list[Line]:
        """The lines kept, in order, and the hints by their new numbers."""
        number = {c: self.given + i for i, c in enumerate(reversed(kept))}
        return [[list(self.clauses[c]) if c < len(self.clauses) else [], [number.get(hint, hint) for hint in kept[c]]] for c in reversed(kept)]
