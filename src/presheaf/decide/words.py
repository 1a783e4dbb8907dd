"""Paths of a presented category as words, and short chains of rewrites between them by breadth-first search from both ends.

A step (position, equation, direction) is one of the kernel's: direction 0 replaces the left side of the equation at that position by the
right side, direction 1 the other way round. Nothing here is trusted: the kernel replays the chains.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Word = tuple[int, ...]
Step = tuple[int, int, int]
Chain = tuple[Step, ...]

DENSE = 400  # words of a chain among which shortcuts are looked for


@dataclass(frozen=True)
class Paths:
    """Objects 0..n-1, generators with their ends, equations (object, word, word) between parallel words."""

    objects: int
    dom: Word
    cod: Word
    equations: tuple[tuple[int, Word, Word], ...]

    @cached_property
    def sides(self) -> tuple[list[tuple[int, int, Word, Word]], dict[int, list[tuple[int, int, Word, Word]]]]:
        """(equation, direction, what is replaced, by what): those that replace an identity, by object, and the others by their first letter."""
        empty: dict[int, list[tuple[int, int, Word, Word]]] = {}
        first: dict[int, list[tuple[int, int, Word, Word]]] = {}
        for number, (start, left, right) in enumerate(self.equations):
            for direction, (old, new) in enumerate(((left, right), (right, left))):
                if old != new:
                    (first.setdefault(old[0], []) if old else empty.setdefault(start, [])).append((number, direction, old, new))
        return [(start, *side) for start, sides in empty.items() for side in sides], first  # type: ignore[misc]

    def steps(self, start: int, word: Word) -> Iterator[tuple[Step, Word]]:
        """Every step from a word, with the word that it gives."""
        empty, first = self.sides
        at = start
        for i in range(len(word) + 1):
            for here, number, direction, _, new in empty:  # type: ignore[misc]
                if here == at:
                    yield (i, number, direction), word[:i] + new + word[i:]
            if i < len(word):
                for number, direction, old, new in first.get(word[i], ()):
                    if word[i : i + len(old)] == old:
                        yield (i, number, direction), word[:i] + new + word[i + len(old) :]
                at = self.cod[word[i]]

    @cached_property
    def longest(self) -> int:
        """The length of the longest side of an equation."""
        return max((len(side) for _, left, right in self.equations for side in (left, right)), default=0)


def reversed_chain(chain: Sequence[Step]) -> Chain:
    """The same steps backwards."""
    return tuple((at, number, 1 - direction) for at, number, direction in reversed(chain))


def words_of(p: Paths, word: Word, chain: Sequence[Step]) -> list[Word]:
    """The words that a chain goes through."""
    out = [word]
    for at, number, direction in chain:
        _, *sides = p.equations[number]
        old, new = sides[direction], sides[1 - direction]
        word = word[:at] + new + word[at + len(old) :]
        out.append(word)
    return out


def search(p: Paths, start: int, left: Word, right: Word, limit: int) -> Chain | None:
    """A chain from `left` to `right`, a shortest one among words that are not much longer than both; None if `limit` words do not suffice."""
    if left == right:
        return ()
    bound = max(len(left), len(right)) + 2 * p.longest
    trees: list[dict[Word, tuple[Word, Step] | None]] = [{left: None}, {right: None}]
    frontiers = [[left], [right]]
    while all(frontiers) and len(trees[0]) + len(trees[1]) <= limit:
        side = int(len(frontiers[1]) < len(frontiers[0]))
        mine, other, level = trees[side], trees[1 - side], list[Word]()
        for word in frontiers[side]:
            for step, further in p.steps(start, word):
                if len(further) > bound or further in mine:
                    continue
                mine[further] = word, step
                if further in other:
                    return (*_back(trees[0], further)[::-1], *reversed_chain(_back(trees[1], further)[::-1]))
                level.append(further)
        frontiers[side] = level
    return None


def _back(tree: dict[Word, tuple[Word, Step] | None], word: Word) -> list[Step]:
    """The steps by which a search came to a word, last one first."""
    out = []
    while (come := tree[word]) is not None:
        word, step = come
        out.append(step)
    return out


def shortened(p: Paths, start: int, left: Word, chain: Sequence[Step]) -> Chain:
    """A chain with the same ends, as short as one among the words of this chain can be; without detours if there are too many words."""
    words = words_of(p, left, chain)
    number = {word: i for i, word in enumerate(words)}
    goal = words[-1]
    come: dict[Word, tuple[Word, Step]] = {}
    queue, seen = deque([left]), {left}
    while queue and goal not in seen:
        word = queue.popleft()
        i = number[word]
        following = p.steps(start, word) if len(number) <= DENSE else [(chain[i], words[i + 1])]
        for step, further in following:
            if further in number and further not in seen:
                seen.add(further)
                come[further] = word, step
                queue.append(further)
    out: list[Step] = []
    word = goal
    while word != left:
        word, step = come[word]
        out.append(step)
    return tuple(reversed(out))
