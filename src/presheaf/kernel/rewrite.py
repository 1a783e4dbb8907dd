"""Equations between paths of a presented category, which may be infinite.

A presentation is a finite graph with equations between parallel paths; the category that it presents has as arrows the paths modulo the
congruence that the equations generate. `path` decides p = q there. Yes: a chain of rewrites from p to q. No: finite sets and functions in
place of objects and generators that satisfy every equation, under which p and q differ at an element. Both are linear in the certificate.
"""

from __future__ import annotations

from typing import Any

from .errors import integer, integers, member, need
from .structure import SIZE_LIMIT

Equation = tuple[int, list[int], list[int]]  # the object where two parallel words of generators begin, and the words


class Presentation:
    """Objects 0..n-1, generators with dom and cod, equations [start, left, right] between parallel words."""

    def __init__(self, name: str, data: Any) -> None:
        self.objects = integer(member(data, "objects", name), SIZE_LIMIT, f"{name}.objects")
        self.dom = integers(member(data, "dom", name), self.objects, f"{name}.dom")
        self.cod = integers(member(data, "cod", name), self.objects, f"{name}.cod", len(self.dom))
        equations = member(data, "equations", name)
        need(isinstance(equations, list), "shape", f"{name}.equations")
        self.equations = [self.parallel(equation, name) for equation in equations]

    def parallel(self, data: Any, where: str) -> Equation:
        """[start, left, right] as two words from one object to one object."""
        need(isinstance(data, list) and len(data) == 3, "shape", f"{where}: an equation is [start, left, right]")
        start = integer(data[0], self.objects, where)
        left, right = (integers(word, len(self.dom), where) for word in data[1:])
        need(self._end(start, left, where) == self._end(start, right, where), "typing", f"{where}: the words {left}, {right} are not parallel")
        return start, left, right

    def _end(self, at: int, word: list[int], where: str) -> int:
        for g in word:
            need(self.dom[g] == at, "typing", f"{where}: the word {word} does not compose")
            at = self.cod[g]
        return at


def path(p: Presentation, question: Equation, evidence: dict[str, Any]) -> bool:
    """{"chain": [[position, equation, 0 or 1]..]}: yes. {"sizes", "maps", "at"}: no.

    A step replaces the left side of an equation at that position of the word by the right side, with 1 the right side by the left side.
    `maps` has a list for each generator: the images of the elements over its domain, numbered over its codomain.
    """
    start, left, right = question
    if "chain" in evidence:
        _follow(p, start, list(left), right, evidence["chain"])
        return True
    sizes = integers(member(evidence, "sizes", "path"), SIZE_LIMIT, "sizes", p.objects)
    maps = member(evidence, "maps", "path")
    need(isinstance(maps, list) and len(maps) == len(p.dom), "length", f"one map for each of {len(p.dom)} generators")
    maps = [integers(row, sizes[b], "map", sizes[a]) for row, a, b in zip(maps, p.dom, p.cod, strict=True)]
    for at, one, two in p.equations:
        if one != two:  # then one of them has a letter, so the elements over `at` have been written out
            need(all(_image(maps, x, one) == _image(maps, x, two) for x in range(sizes[at])), "equation", f"{one} = {two} from {at}")
    x = integer(member(evidence, "at", "path"), sizes[start], "at")
    need(_image(maps, x, left) != _image(maps, x, right), "separation", f"both paths take element {x} to one element")
    return False


def _follow(p: Presentation, start: int, word: list[int], goal: list[int], chain: Any) -> None:
    """A chain of rewrites from `word` to `goal`."""
    need(isinstance(chain, list), "shape", "chain")
    for step in chain:
        need(isinstance(step, list) and len(step) == 3, "shape", "a step is [position, equation, direction]")
        at = integer(step[0], len(word) + 1, "position")
        here, old, new = p.equations[integer(step[1], len(p.equations), "equation")]
        if integer(step[2], 2, "direction"):
            old, new = new, old
        there = p.cod[word[at - 1]] if at else start
        need(there == here and word[at : at + len(old)] == old, "rewrite", f"{old} is not at position {at} of {word}")
        word[at : at + len(old)] = new
    need(word == goal, "chain", f"it ends at {word}, not at {goal}")


def _image(maps: list[list[int]], x: int, word: list[int]) -> int:
    for g in word:
        x = maps[g][x]
    return x
