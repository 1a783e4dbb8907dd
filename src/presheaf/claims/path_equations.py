"""Equations of paths in presented categories: proved by a chain of the equations, refuted by a functor into finite sets, or left open.

A short chain is looked for first, then a small functor, then a chain by completion, then larger functors. The budgets are counts.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from presheaf.claims.base import Answer, Lowering, Note, Undecided
from presheaf.claims.witness import Witness
from presheaf.decide.completion import Completed, Completion, Exhausted, complete
from presheaf.decide.separation import Separation, by_search, by_truncation
from presheaf.decide.words import Chain, Paths, Word, search, words_of
from presheaf.model.closure import Presentation
from presheaf.model.diagrams import PresentedSets, image, spelt
from presheaf.model.proposition import PathEquation

FIRST_WORDS, WORDS = 1_000, 20_000  # of the searches for a chain
FIRST_LETTERS, LETTERS = 200_000, 3_000_000  # of the searches for a functor


@dataclass(frozen=True)
class Found:
    """What decides an equation: a chain or a separation; or neither, with the reason."""

    chain: Chain | None = None
    separation: Separation | None = None
    reason: str = ""


def paths(p: Presentation) -> Paths:
    """The presentation without names."""
    equations = tuple((law.start, law.left, law.right) for law in p.laws)
    return Paths(len(p.object_names), tuple(p.dom.tolist()), tuple(p.cod.tolist()), equations)


def question(low: Lowering, node: PathEquation) -> str:
    """The kernel's question by the rule `path`."""
    presentation = low.presentation(node.presentation)
    key = ("path", presentation, node.start, node.left, node.right)
    args = [presentation, node.start, list(node.left), list(node.right)]
    return low.question(key, lambda: {"params": [], "rule": "path", "args": args})


def settle(low: Lowering, node: PathEquation) -> Answer:
    """The answer with its evidence. A proof or a functor that is given is all that is looked at; Undecided if nothing is given and nothing found."""
    found = _given(node) or _found(node)
    if found.chain is not None:
        steps: Any = {"chain": [list(step) for step in found.chain]}
        return Answer(True, ((question(low, node), (), steps),), tuple(proof_notes(node, found.chain)))
    if found.separation is None:
        raise Undecided(found.reason)
    s = found.separation
    evidence = {"sizes": list(s.sizes), "maps": [list(row) for row in s.maps], "at": s.at}
    return Answer(False, ((question(low, node), (), evidence),), tuple(separation_notes(node, s)), Witness((sets_of(node, s),)))


def _given(node: PathEquation) -> Found | None:
    if node.chain is not None:
        return Found(node.chain)
    if node.separated is not None:
        sets, at = node.separated
        return Found(separation=Separation(tuple(map(len, sets.elements)), sets.maps, at))
    return None


def _found(node: PathEquation) -> Found:
    p, start, left, right = paths(node.presentation), node.start, node.left, node.right
    chain = search(p, start, left, right, FIRST_WORDS)
    if chain is not None:
        return Found(chain)
    separation, _ = by_search(p, start, left, right, FIRST_LETTERS)
    if separation is not None:
        return Found(separation=separation)
    completed = complete(p, start, left, right)
    if completed is not None and completed.chain is not None:
        return Found(completed.chain)
    separation = _truncated(p, start, left, right)
    least = 0
    if separation is None:
        separation, least = by_search(p, start, left, right, LETTERS)
    if separation is not None:
        return Found(separation=separation)
    chain = None if completed is not None else search(p, start, left, right, WORDS)
    return Found(chain) if chain is not None else Found(reason=_reason(node, completed, least))


def _truncated(p: Paths, start: int, left: Word, right: Word) -> Separation | None:
    """By normal forms under as much of a completion as the budget allows."""
    completion = Completion(p, range(len(p.dom)))
    with suppress(Exhausted):
        completion.run(left, right)
    try:
        return by_truncation(p, start, left, right, lambda word: completion.reduce(word)[0])
    except Exhausted:
        return None


def _reason(node: PathEquation, completed: Completed | None, least: int) -> str:
    sets = f"no functor into sets with at most {least} elements in all separates them" if least else "no small functor into sets separates them"
    if completed is None:
        return f"neither a chain of the equations nor a complete set of rules was found, and {sets}"
    one, two = (spelt(node.presentation, node.start, word) for word in completed.normal)
    return f"the paths have different normal forms, {one} and {two}, under {completed.rules} complete rules, but {sets}"


# ---------------------------------------------------------------- in words


def proof_notes(node: PathEquation, chain: Chain) -> list[Note]:
    """Each word of a chain with the part underlined that its equation replaces, then the last word."""
    if not chain:
        return [Note("both sides are one path", node.name)]
    words = words_of(paths(node.presentation), node.left, chain)
    out = [Note(f"proof in {len(chain)} step{'s' * (len(chain) != 1)}, for every such diagram in every category", node.name)]
    for word, (at, number, direction) in zip(words, chain, strict=False):
        law = node.presentation.laws[number]
        old = (law.left, law.right)[direction]
        before = " ; ".join(node.presentation.generator_names[g] for g in word[:at])
        part = " ; ".join(node.presentation.generator_names[g] for g in old)
        offset = len(before) + (3 if before and part else 0)
        sides = [spelt(node.presentation, law.start, side) for side in (law.left, law.right)]
        equation = f"{law.label + ': ' if law.label else ''}{sides[direction]} = {sides[1 - direction]}"
        out.append(Note(f"{spelt(node.presentation, node.start, word)}\n{' ' * offset}{'^' * max(1, len(part))} {equation}"))
    out.append(Note(spelt(node.presentation, node.start, words[-1])))
    return out


def separation_notes(node: PathEquation, s: Separation) -> list[Note]:
    """Where the two paths differ."""
    p = node.presentation
    one, two = (f"{spelt(p, node.start, word)} takes {s.at} to {image(s.maps, s.at, word)}" for word in (node.left, node.right))
    total = sum(s.sizes)
    text = f"a functor into sets with {total} element{'s' * (total != 1)} satisfies the equations and separates the paths: {one}, {two}"
    return [Note(text, node.name)]


def sets_of(node: PathEquation, s: Separation) -> PresentedSets:
    """The separating functor as a copresheaf with elements 0, 1, ... over each object."""
    elements = tuple(tuple(map(str, range(size))) for size in s.sizes)
    return PresentedSets("S", 0, 0, node.presentation, node.name, elements, s.maps, str(s.at))
