"""What a pretext task is, in a few lines for people: its data, whether it is a category and why (not), and what would repair it."""

from __future__ import annotations

import numpy as np

from presheaf.model.category import Category
from presheaf.model.contrastive import ContrastiveOf
from presheaf.model.masked import MaskedOf, nearest
from presheaf.model.prefix_tree import LanguageOf, PrefixTree
from presheaf.model.rotation import RotationOf
from presheaf.model.weighted import Weighted, category_failures
from presheaf.syntax.printer import name

SHOWN = 5
DISTANCES = 50_000_000  # cells compared for a Hamming distance that is only shown


def summary(value: object) -> list[str]:
    """Lines about a pretext task; none about other structures."""
    origin = getattr(value, "origin", None)
    if isinstance(value, Weighted) and isinstance(origin, ContrastiveOf):
        return _contrastive(value, origin)
    if isinstance(value, Weighted) and isinstance(origin, LanguageOf):
        return _language(value, origin)
    if isinstance(value, Category) and isinstance(origin, MaskedOf):
        return _masked(value, origin)
    if isinstance(value, Category) and isinstance(origin, RotationOf):
        orbits = len(np.unique(origin.orbit))
        symmetric = int((np.bincount(np.unique(origin.orbit, return_inverse=True)[1]) < 4).sum())
        return [f"rotation: {len(origin.row_object):,} images, {orbits:,} orbits of quarter turns, {symmetric:,} with a symmetry; a groupoid"]
    return []


def _contrastive(m: Weighted, origin: ContrastiveOf) -> list[str]:
    pairs, reading = origin.pairs, origin.reading
    order = "in a given order" if pairs.ordered else "in either order"
    meaning = {
        "proportional": "multiples of Pr((x, y)), the greatest of them 1; Hom(x, x) = 1 where no pair (x, x) is given",
        "joint": "Pr((x, y)), adding up to 1",
        "rows": "Pr(y | x), adding up to 1 in each row",
    }[reading]
    return [
        f"contrastive: {len(pairs.objects):,} objects, {len(pairs.count):,} pairs {order}, seen {pairs.total:,} times",
        f"reading {reading}: weights are {meaning}",
        f"{m.nnz:,} of {m.object_count**2:,} weights are not 0",
        *_category(m),
    ]


def _language(m: Weighted, origin: LanguageOf) -> list[str]:
    texts = origin.texts
    counted = "the prefix itself" if origin.order is None else f"the last {origin.order - 1} tokens (n-grams, n = {origin.order})"
    return [
        f"language model: {m.object_count:,} prefixes of at most {origin.horizon} tokens; the root is {name('')}",
        f"{len(texts.start) - 1:,} text{'s' * (len(texts.start) != 2)} with {len(texts.tokens):,} tokens, {len(texts.spelling):,} of them distinct"
        + (f", every text ends with {texts.spelling[texts.stop]}" if texts.stop >= 0 else ""),
        f"prefixes begin {'at every token' if origin.everywhere else 'where texts begin'}; what follows depends on {counted}",
        f"Hom(x, y) = Pr(y given prefix x), 0 unless x begins y: {m.nnz:,} weights are not 0"
        if origin.reading == "tree"
        else f"Hom(x, y) = Pr(y given x) where y is x and one token more, else 0: {m.nnz:,} weights are not 0",
        *(["a category by construction: weights multiply along the tree, and Hom(x, x) = 1"] if isinstance(m, PrefixTree) else _category(m)),
    ]


def _category(m: Weighted) -> list[str]:
    """Whether a matrix is a category, where it first fails, and the repair."""
    bad = next(category_failures(m), None)
    if bad is None:
        return ["a category"]
    x, y, z = (name(m.names.objects[i]) for i in (bad.x, bad.y, bad.z))
    if bad.x == bad.y == bad.z:
        said = f"Hom({x}, {x}) = {m.weight(bad.x, bad.x)}, not 1"
    else:
        left = f"Hom({x}, {y}) Hom({y}, {z}) = {m.weight(bad.x, bad.y) * m.weight(bad.y, bad.z)}"
        said = f"{left} > Hom({x}, {z}) = {m.weight(bad.x, bad.z)}"
    return [f"not a category: {said}", f"closure({name(m.name)}) is the least category above it"]


def _masked(c: Category, origin: MaskedOf) -> list[str]:
    counts = np.bincount(c.dom, minlength=c.object_count) - 1
    visible, ambiguous = int((counts > 0).sum()), np.flatnonzero(counts > 1)
    rows, width = origin.data.shape
    found = nearest(origin.data) if rows * rows * width <= DISTANCES else None
    lines = [
        f"masked: {rows:,} data of {width:,} positions, {origin.positions:,} of them hidden in {len(origin.masks):,} ways",
        f"{visible:,} visible parts, {c.object_count - visible:,} masked parts, {c.arrow_count - c.object_count:,} completions",
        "a category: the completions are its arrows, and nothing composes",
    ]
    if found:
        lines.append(f"hamming_distance {found[2]}: {origin.row(found[0])} and {origin.row(found[1])}")
    if not len(ambiguous):
        return [*lines, "each visible part has exactly one completion"]
    shown = ", ".join(c.names.objects[x] for x in ambiguous[:SHOWN].tolist()) + (", ..." if len(ambiguous) > SHOWN else "")
    return [*lines, f"visible parts with more than one completion: {len(ambiguous):,}, {shown}"]
