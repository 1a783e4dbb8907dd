"""Language models as weighted categories: prefixes of texts, Hom(x, y) = Pr(y given prefix x) by the product rule, 0 unless x begins y.

Every node of a tree has a positive *mass*, not larger than its parent's, and Hom(x, y) = mass(y) / mass(x) for y at or below x. So Hom(x, x) = 1
and Hom(x, y) Hom(y, z) = Hom(x, z) wherever the left side is not 0: a weighted category by construction, of n nodes and no n x n table.
Nodes are numbered in preorder: the nodes at or below x are x, ..., x + size(x) - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.category import Names
from presheaf.model.rationals import Rationals, joined, reduced
from presheaf.model.weighted import Entries, Index, Matrix, Weighted, matrix

NODES = 5_000_000
ENTRIES = 60_000_000


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts as token numbers: `tokens` int64, text after text, `start` int64[texts + 1]; `spelling` of each token and what stands between them.

    `stop` is the token that ends every text, -1 if there is none.
    """

    tokens: Index
    start: Index
    spelling: tuple[str, ...]
    between: str
    stop: int = -1


@dataclass(frozen=True, eq=False)
class LanguageOf:
    """Origin of a language model: its texts, and how it was read."""

    texts: Texts
    horizon: int
    order: int | None
    everywhere: bool
    reading: str


@dataclass(frozen=True, eq=False)
class Levels:
    """A tree level by level: for each depth d >= 1 the parent of each node (its place on the level above), its token, and its number.

    `number[0]` is that of the root. Nodes of one level are sorted by (parent, token).
    """

    parent: list[Index]
    token: list[Index]
    number: list[Index]


class PrefixTree(Weighted):
    """The weighted category of a tree in preorder: `parent`, `token`, `depth`, `size` int64[n] (-1 for parent and token of the root), `mass`."""

    composes = True

    def __init__(self, name: str, parent: Index, token: Index, depth: Index, size: Index, mass: Rationals, origin: LanguageOf) -> None:
        self.name, self.origin, self.language = name, origin, origin
        self.parent, self.token, self.depth, self.size, self.mass = parent, token, depth, size, mass

    @cached_property
    def names(self) -> Names:  # type: ignore[override]
        """A prefix is called by its text, the root ""."""
        texts = self.language.texts
        spelling, between = texts.spelling, texts.between
        out = [""]
        for p, t in zip(self.parent[1:].tolist(), self.token[1:].tolist(), strict=True):
            out.append(out[p] + between + spelling[t] if p else spelling[t])
        return Names(tuple(out), (), ())

    @property
    def object_count(self) -> int:
        """n."""
        return len(self.parent)

    @property
    def nnz(self) -> int:
        """The number of pairs of a prefix and one that it begins."""
        return int(self.size.sum())

    @cached_property
    def entries(self) -> Entries:
        """The entries that are not 0: row x is everything at or below x."""
        if self.nnz > ENTRIES:
            raise TooLarge(f"{self.nnz:,} weights (limit {ENTRIES:,})")
        start = np.concatenate(([0], np.cumsum(self.size))).astype(np.int64)
        rows = np.repeat(np.arange(self.object_count, dtype=np.int64), self.size)
        columns = np.arange(self.nnz, dtype=np.int64) - start[rows] + rows
        return Entries(start, rows, columns, self._ratios(rows, columns))

    @property
    def above(self) -> Index:
        """The node above each node; the root is above itself."""
        return np.maximum(self.parent, 0)

    @property
    def edges(self) -> Rationals:
        """The weight from the node above to each node."""
        return self._ratios(self.above, np.arange(self.object_count, dtype=np.int64))

    def _ratios(self, x: Index, y: Index) -> Rationals:
        """mass(y) / mass(x)."""
        above, below = self.mass.take(x), self.mass.take(y)
        if above.bits + below.bits <= 62:
            return reduced(below.num * above.den, below.den * above.num)
        return reduced(below.num.astype(object) * above.den.astype(object), below.den.astype(object) * above.num.astype(object))

    def row(self, x: int) -> tuple[Index, Rationals]:
        """Everything at or below x, with its probability."""
        below = np.arange(x, x + int(self.size[x]), dtype=np.int64)
        return below, self._ratios(np.full(len(below), x, dtype=np.int64), below)

    def column(self, y: int) -> tuple[Index, Rationals]:
        """The beginnings of y, with the probability of y given each."""
        above = [y]
        while above[-1]:
            above.append(int(self.parent[above[-1]]))
        xs = np.array(above[::-1], dtype=np.int64)
        return xs, self._ratios(xs, np.full(len(xs), y, dtype=np.int64))

    def weights(self, rows: Index, columns: Index) -> Rationals:
        """L(rows[i], columns[i])."""
        below = (rows <= columns) & (columns < rows + self.size[rows])
        found = self._ratios(np.where(below, rows, 0), np.where(below, columns, 0))
        num, den = found.num.copy(), found.den.copy()
        num[~below], den[~below] = 0, 1
        return Rationals(num, den)


def step(tree: PrefixTree) -> Matrix:
    """The one-step reading: Hom(x, y) = Pr(y given x) where y has one token more, 0 elsewhere (on the diagonal too), so that nothing composes."""
    children = np.arange(1, tree.object_count, dtype=np.int64)
    parents = tree.parent[1:]
    return matrix(tree.name, tree.names.objects, parents, children, tree._ratios(parents, children), tree.origin)


def joint(tree: PrefixTree) -> Matrix:
    """The law of training pairs, of a prefix and what it becomes with its next token: the mass of y, over all y but the root, by its parent."""
    children = np.arange(1, tree.object_count, dtype=np.int64)
    mass = tree.mass.take(children)
    parts = [(int(d), mass.den == d) for d in np.unique(mass.den)]
    total = sum((Fraction(int(mass.num[here].astype(object).sum()), d) for d, here in parts), Fraction(0))
    values = reduced(mass.num.astype(object) * total.denominator, mass.den.astype(object) * total.numerator)
    return matrix(tree.name, tree.names.objects, tree.parent[1:], children, values, tree.origin)


# ---------------------------------------------------------------- counting


def _levels(texts: Texts, horizon: int, everywhere: bool) -> tuple[Levels, list[Index], list[Index]]:
    """The tree of all beginnings of length <= horizon with how often each was seen, and for each depth the positions seen and their nodes.

    Beginnings start at each token, or at the start of each text only. A node is (node above, next token). O(tokens log tokens) a level.
    """
    ends = np.repeat(texts.start[1:], np.diff(texts.start))
    at = np.arange(len(texts.tokens), dtype=np.int64) if everywhere else texts.start[:-1]
    end, code = ends[at], np.zeros(len(at), dtype=np.int64)
    out = Levels([], [], [np.array([len(at)], dtype=np.int64)])
    positions, nodes = [at], [code]
    many, total = np.int64(max(len(texts.spelling), 1)), 1
    for d in range(horizon):
        going = at + d < end
        at, end, code = at[going], end[going], code[going]
        if not len(at):
            break
        key, inverse, number = np.unique(code * many + texts.tokens[at + d], return_inverse=True, return_counts=True)
        total += len(key)
        if total > NODES:
            raise TooLarge(f"more than {NODES:,} prefixes")
        code = inverse.ravel().astype(np.int64)
        above, token = np.divmod(key, many)
        out.parent.append(above)
        out.token.append(token)
        out.number.append(number.astype(np.int64))
        positions.append(at)
        nodes.append(code)
    return out, positions, nodes


def _preorder(parent: Sequence[Index]) -> tuple[list[Index], list[Index]]:
    """For each level the preorder numbers and the sizes of the subtrees of its nodes, which are sorted by parent."""
    sizes = [np.ones(1, dtype=np.int64), *(np.ones(len(level), dtype=np.int64) for level in parent)]
    for d in range(len(parent) - 1, -1, -1):
        sizes[d] += np.bincount(parent[d], weights=sizes[d + 1], minlength=len(sizes[d])).astype(np.int64)
    place = [np.zeros(1, dtype=np.int64)]
    for d, above in enumerate(parent):
        before = np.cumsum(sizes[d + 1]) - sizes[d + 1]
        first = np.searchsorted(above, above)  # the eldest sibling
        place.append(place[d][above] + 1 + before - before[first])
    return place, sizes


def _tree(name: str, parent: list[Index], token: list[Index], mass: list[Rationals], origin: LanguageOf) -> PrefixTree:
    """The tree of levels that are sorted by parent, with the mass of each node."""
    place, sizes = _preorder(parent)
    n = sum(map(len, place))
    at = np.concatenate(place)
    order = np.empty(n, dtype=np.int64)
    order[at] = np.arange(n)
    above = np.concatenate([np.array([-1], dtype=np.int64), *(place[d][p] for d, p in enumerate(parent))])
    tokens = np.concatenate([np.array([-1], dtype=np.int64), *token])
    depth = np.repeat(np.arange(len(place), dtype=np.int64), [len(level) for level in place])
    made = joined(mass).take(order)
    return PrefixTree(name, above[order], tokens[order], depth[order], np.concatenate(sizes)[order], made, origin)


def counted(name: str, texts: Texts, horizon: int, everywhere: bool, origin: LanguageOf) -> PrefixTree:
    """The full prefix tree: Pr(y given x) is how often y was seen over how often x was."""
    levels, _, _ = _levels(texts, horizon, everywhere)
    mass = [Rationals(number, np.ones(len(number), dtype=np.int64)) for number in levels.number]
    return _tree(name, levels.parent, levels.token, mass, origin)


def markov(name: str, texts: Texts, horizon: int, order: int, everywhere: bool, origin: LanguageOf) -> PrefixTree:
    """The n-gram model: a token depends on the `order` - 1 tokens before it, counted at all places of the texts.

    A prefix shorter than that is counted where prefixes begin. The tree holds every prefix of positive probability up to the horizon.
    """
    seen, positions, nodes = _levels(texts, order, True)
    begun = seen if everywhere else _levels(texts, order - 1, False)[0]
    deep = order - 1
    depths = min(deep, len(begun.parent), horizon)
    parent, token = list(begun.parent[:depths]), list(begun.token[:depths])
    mass = [Rationals(number, np.full(len(number), begun.number[0][0])) for number in begun.number[: depths + 1]]
    mass = [reduced(m.num, m.den) for m in mass]
    if depths < deep or depths == horizon or len(seen.parent) < order:
        return _tree(name, parent, token, mass, origin)
    state = np.arange(len(seen.number[deep]), dtype=np.int64) if everywhere else _states(seen, begun, deep)
    after = _suffixes(positions, nodes, order)
    child_parent, total = seen.parent[deep], sum(map(len, mass))
    first, last = (np.searchsorted(child_parent, state, side=side) for side in ("left", "right"))
    for _ in range(horizon - depths):
        width = last - first
        total += int(width.sum())
        if total > NODES:
            raise TooLarge(f"more than {NODES:,} prefixes of positive probability")
        if not width.sum():
            break
        above = np.repeat(np.arange(len(state), dtype=np.int64), width)
        child = np.arange(len(above), dtype=np.int64) - np.repeat(np.cumsum(width) - width, width) + np.repeat(first, width)
        edge = reduced(seen.number[order][child], seen.number[deep][child_parent[child]])
        parent.append(above)
        token.append(seen.token[deep][child])
        mass.append(mass[-1].take(above).times(edge))
        state = np.where(seen.token[deep][child] == texts.stop, len(seen.number[deep]), after[child])  # nothing follows the stop symbol
        first, last = (np.searchsorted(child_parent, state, side=side) for side in ("left", "right"))
    return _tree(name, parent, token, mass, origin)


def _states(seen: Levels, begun: Levels, deep: int) -> Index:
    """For each node of depth `deep` of the tree of beginnings the same node of the tree of all places."""
    state = np.zeros(1, dtype=np.int64)
    for d in range(deep):
        many = np.int64(1 + max(seen.token[d].max(), begun.token[d].max()))
        state = np.searchsorted(seen.parent[d] * many + seen.token[d], state[begun.parent[d]] * many + begun.token[d]).astype(np.int64)
    return state


def _suffixes(positions: Sequence[Index], nodes: Sequence[Index], order: int) -> Index:
    """For each node of depth `order` the node of depth `order` - 1 that is it without its first token."""
    _, first = np.unique(nodes[order], return_index=True)
    later = positions[order][first] + 1
    if order == 1:
        return np.zeros(len(first), dtype=np.int64)
    return nodes[order - 1][np.searchsorted(positions[order - 1], later)]
