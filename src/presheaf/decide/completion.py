"""Knuth-Bendix completion of the equations of a presented category, with a derivation of every rule from the equations.

Words are ordered by length, then letter by letter. A rule replaces a word by a smaller one; rules are added for the words that two rules
reduce in two ways (critical pairs), small ones first, until none is left or a budget is spent. In the first case the system is
confluent: two paths are equal in the category iff they have one normal form. Each rule remembers the steps that led from its left side to
its right side by equations and by rules before it, so what has been derived unfolds to a chain of equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from presheaf.decide.words import Chain, Paths, Step, Word, reversed_chain, shortened

RULES = 300  # alive at a time
PAIRS = 6_000  # pairs of words looked at
LETTERS = 2_000_000  # letters read in reductions
CHAIN = 20_000  # steps of an unfolded chain


class Exhausted(Exception):
    """A budget was spent; nothing is known. The message says which."""


@dataclass(frozen=True)
class Completed:
    """What became of two paths: a chain between them, or their normal forms; `confluent`: different normal forms are different arrows."""

    chain: Chain | None
    normal: tuple[Word, Word]
    confluent: bool
    rules: int


class Completion:
    """A rewriting system under completion. Derivations use numbers >= 0 for rules and -1 - e for equation e."""

    def __init__(self, p: Paths, rank: Sequence[int]) -> None:
        self.p, self.rank = p, rank
        self.alive: dict[Word, int] = {}
        self.lengths: list[int] = []
        self.rules: list[tuple[Word, Word, Chain]] = []
        self.queue: list[tuple[int, int, Word, Word, Chain]] = []
        self.queued = self.letters = 0
        self.unfolded: dict[int, Chain] = {}
        for number, (_, left, right) in enumerate(p.equations):
            self._push(left, right, ((0, -1 - number, 0),))

    def _push(self, one: Word, two: Word, derivation: Chain) -> None:
        self.queued += 1
        heappush(self.queue, (len(one) + len(two), self.queued, one, two, derivation))

    def key(self, word: Word) -> tuple[int, list[int]]:
        """The order of words."""
        return len(word), [self.rank[g] for g in word]

    def reduce(self, word: Word) -> tuple[Word, list[Step]]:
        """The normal form under the rules so far, and the steps to it."""
        out: list[int] = []
        rest, steps = list(reversed(word)), list[Step]()
        while rest:
            out.append(rest.pop())
            self.letters += 1
            for length in self.lengths:
                rule = self.alive.get(tuple(out[-length:])) if length <= len(out) else None
                if rule is not None:
                    del out[-length:]
                    steps.append((len(out), rule, 0))
                    rest.extend(reversed(self.rules[rule][1]))
                    break
        if self.letters > LETTERS:
            raise Exhausted(f"{LETTERS:,} letters")
        return tuple(out), steps

    def run(self, left: Word, right: Word) -> Completed:
        """Complete until the two paths have one normal form or nothing is left to do. Exhausted if a budget is spent."""
        looked = 0
        while True:
            normal = self.reduce(left), self.reduce(right)
            words = normal[0][0], normal[1][0]
            if words[0] == words[1]:
                return Completed(self.unfold((*normal[0][1], *reversed_chain(normal[1][1]))), words, False, len(self.alive))
            if not self._extend():
                return Completed(None, words, True, len(self.alive))
            looked += 1
            if looked > PAIRS or len(self.alive) > RULES:
                raise Exhausted(f"{RULES} rules" if len(self.alive) > RULES else f"{PAIRS:,} pairs")

    def _extend(self) -> bool:
        """The next rule; False if there is none."""
        while self.queue:
            _, _, one, two, derivation = heappop(self.queue)
            (a, down), (b, other) = self.reduce(one), self.reduce(two)
            if a == b:
                continue
            steps = (*reversed_chain(down), *derivation, *other)
            if self.key(a) > self.key(b):
                self._add(a, b, steps)
            else:
                self._add(b, a, reversed_chain(steps))
            return True
        return False

    def _add(self, left: Word, right: Word, derivation: Chain) -> None:
        """A new rule: rules that it reduces become equations again, overlaps with the others are queued."""
        new = len(self.rules)
        self.rules.append((left, right, derivation))
        n = len(left)
        for old, number in list(self.alive.items()):
            if any(old[i : i + n] == left for i in range(len(old) - n + 1)):
                del self.alive[old]
                self._push(old, self.rules[number][1], ((0, number, 0),))
        self.alive[left] = new
        self.lengths = sorted({len(word) for word in self.alive})
        for other in list(self.alive.values()):
            self._overlap(new, other)
            if other != new:
                self._overlap(other, new)

    def _overlap(self, i: int, j: int) -> None:
        """The words that begin with the left side of rule i and end with that of rule j, which overlap in it."""
        (one, small, _), (two, tiny, _) = self.rules[i], self.rules[j]
        for k in range(1, min(len(one), len(two))):
            if one[-k:] == two[:k]:
                self._push(small + two[k:], one[:-k] + tiny, ((0, i, 1), (len(one) - k, j, 0)))

    def unfold(self, steps: Sequence[Step]) -> Chain:
        """Steps by rules as steps by equations. Exhausted beyond CHAIN steps."""
        waiting = [number for _, number, _ in steps if number >= 0]
        while waiting:
            number = waiting[-1]
            derivation = self.rules[number][2]
            missing = [] if number in self.unfolded else [n for _, n, _ in derivation if n >= 0 and n not in self.unfolded]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            if number not in self.unfolded:
                self.unfolded[number] = self._flat(derivation)
        return self._flat(steps)

    def _flat(self, steps: Sequence[Step]) -> Chain:
        out: list[Step] = []
        for at, number, direction in steps:
            chain: Chain = self.unfolded[number] if number >= 0 else ((0, -1 - number, 0),)
            out += [(at + i, e, d) for i, e, d in (reversed_chain(chain) if direction else chain)]
            if len(out) > CHAIN:
                raise Exhausted(f"{CHAIN:,} steps of a chain")
        return tuple(out)


def complete(p: Paths, start: int, left: Word, right: Word) -> Completed | None:
    """The two paths under completion, with generators in the order declared and backwards; None if every budget is spent."""
    letters = len(p.dom)
    for rank in (range(letters), range(letters)[::-1]):
        try:
            found = Completion(p, rank).run(left, right)
        except Exhausted:
            continue
        if found.chain is None:
            return found
        return Completed(shortened(p, start, left, found.chain), found.normal, found.confluent, found.rules)
    return None
