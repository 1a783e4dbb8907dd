"""Proofs of path equations that people wrote: each step is checked, and a wrong one is an error that says what would have been right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.diagrams import spelt
from presheaf.model.elaborate import diagrams
from presheaf.model.elaborate.diagrams import Paths, Word
from presheaf.model.elaborate.scope import Failed, Scope, Skip, error, key
from presheaf.source import SpecError
from presheaf.syntax import ast

Rewrite = tuple[tuple[int, int, int], Word]  # a step of the kernel's, and the word that it gives
SHOWN = 4


def proved(scope: Scope, node: ast.ClaimDecl) -> p.PathEquation:
    """The equation of a claim with its chain of steps; an error at the first thing that is wrong."""
    prop = node.prop
    if not isinstance(prop, ast.Comparison) or prop.operators != ("=",):
        raise error("E420", "a proof by steps shows that two paths are equal", prop, "claim n: p = q in C  proof p = r by e = q by e'")
    if node.scope:
        raise error("E420", "a proof speaks of declared generators, not of all structures in a scope", prop, "leave `within` out")
    paths = _paths(scope, prop)
    equation = paths.equation(*prop.sides)
    words = [_same_ends(paths, equation, step.path) for step in node.proof]
    for word, wanted, step, place in ((words[0], equation.left, node.proof[0], "begins"), (words[-1], equation.right, node.proof[-1], "ends")):
        if word != wanted:
            side = "left" if place == "begins" else "right"
            message = f"the proof {place} with {_text(paths, equation, word)}, the {side} side of the claim is {_text(paths, equation, wanted)}"
            raise error("E423", message, step.path, "a proof leads from the left side of its claim to the right side")
    chain = [_step(paths, equation, one, two, step) for one, two, step in zip(words, words[1:], node.proof[1:], strict=False)]
    return replace(equation, chain=tuple(chain), span=prop.span)


def _paths(scope: Scope, prop: ast.Comparison) -> Paths:
    """The paths of the category that the equation is in."""
    if prop.category is None:
        raise error("E420", "a proof needs to know the category", prop, "write p = q in C")
    name = key(prop.category)
    value = scope.value(name) if isinstance(prop.category, ast.Ref) and name in scope.names else None
    if isinstance(value, Category) and not value.laws and len(value.generators) < len(value.names.listed):
        raise error("E420", f"{name} is given by a table, not by equations that a step could cite", prop.category, "leave the proof out")
    if isinstance(value, Failed):
        raise Skip
    presentation = diagrams.presentation_of(value)
    if presentation is None:
        message = f"{name or 'this'} is not a category declared by generators and equations"
        raise error("E420", message, prop.category, "the steps of a proof cite equations of a declaration")
    scope.used.setdefault(name, scope.names[name].span)
    return Paths(scope, name, presentation)


def _text(paths: Paths, equation: p.PathEquation, word: Word) -> str:
    return spelt(paths.presentation, equation.start, word)


def _same_ends(paths: Paths, equation: p.PathEquation, node: ast.Expr) -> Word:
    """The word of a path in a proof, which has the ends of the claim."""
    start, word, end = paths.path(node)
    if (start, end) != (equation.start, _end(paths, equation.start, equation.left)):
        names = list(paths.objects)
        wanted = f"{names[equation.start]} -> {names[_end(paths, equation.start, equation.left)]}"
        message = f"{spelt(paths.presentation, start, word)} goes {names[start]} -> {names[end]}, the sides of the claim go {wanted}"
        raise error("E404", message, node, "every path of a proof has the ends of its claim")
    return word


def _end(paths: Paths, start: int, word: Word) -> int:
    return paths.cod[word[-1]] if word else start


def rewrites(paths: Paths, start: int, word: Word, label: str) -> Iterator[Rewrite]:
    """Every rewrite of one occurrence by an equation of that label, forwards and backwards."""
    places = [start, *(paths.cod[g] for g in word)]
    for number, law in enumerate(paths.presentation.laws):
        if law.label != label:
            continue
        for direction, (old, new) in enumerate(((law.left, law.right), (law.right, law.left))):
            for at, here in enumerate(places):
                if here == law.start and word[at : at + len(old)] == old:
                    yield (at, number, direction), word[:at] + new + word[at + len(old) :]


def _step(paths: Paths, equation: p.PathEquation, one: Word, two: Word, step: ast.Step) -> tuple[int, int, int]:
    """The rewrite that leads from one word to the next."""
    label = step.by or ""
    labels = list(dict.fromkeys(law.label for law in paths.presentation.laws if law.label))
    if label not in labels:
        hint = paths.scope.suggest(label, labels, f"the labels are {', '.join(labels)}" if labels else "give it one: label: p = q")
        raise error("E421", f"no equation of {paths.name} has the label {label}", step.path.span.to(step.span), hint)
    found = list(rewrites(paths, equation.start, one, label))
    for rewrite, word in found:
        if word == two:
            return rewrite
    raise _wrong(paths, equation, (one, two), step, found)


def _wrong(paths: Paths, equation: p.PathEquation, words: tuple[Word, Word], step: ast.Step, found: list[Rewrite]) -> SpecError:
    """What one rewrite by the equation gives, or how the two words can be had from each other."""
    one, two = (_text(paths, equation, word) for word in words)
    label = step.by or ""
    laws = paths.presentation.laws
    sides = [" = ".join(spelt(paths.presentation, w.start, side) for side in (w.left, w.right)) for w in laws if w.label == label]
    if words[0] == words[1]:
        return error("E422", f"this step changes nothing: {one}", step.path, "identities and powers need no step; leave it out")
    other = next((w.label for w in laws if w.label and two in _given(paths, equation, words[0], w.label)), "")
    given = _given(paths, equation, words[0], label)
    if other:
        hint = f"it is one step by {other}"
    elif given:
        more = f" and {len(given) - SHOWN} more" if len(given) > SHOWN else ""
        hint = f"one step by {label} gives {', '.join(given[:SHOWN])}{more}"
    else:
        hint = f"neither side of {' or '.join(sides)} occurs in {one}"
    return error("E422", f"{two} is not {one} with one occurrence replaced by {label}: {', '.join(sides)}", step.path, hint)


def _given(paths: Paths, equation: p.PathEquation, word: Word, label: str) -> list[str]:
    """The paths that one step by an equation gives, without those that it leaves as they are."""
    found = rewrites(paths, equation.start, word, label)
    return list(dict.fromkeys(_text(paths, equation, further) for _, further in found if further != word))
