"""What the kernel of an ideal encoder of a declared structure is: which objects have a code, and the matrix H between them.

| structure | rows and columns | H |
|---|---|---|
| weighted category, contrastive task | its objects | its weights |
| language model, kernel softmax | prefixes that go on; tokens | the law of the next token |
| masked task | visible parts; masked parts | 1 if some datum consists of both, else 0 |
| any other category | its objects | 1 if there is an arrow, else 0 |
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from presheaf.model.category import Category
from presheaf.model.masked import MaskedOf
from presheaf.model.prefix_tree import PrefixTree
from presheaf.model.rationals import Rationals
from presheaf.model.target import Dense, Index, Labels, Sparse, Target
from presheaf.model.weighted import Weighted

ENTRIES = 100_000_000  # of a matrix that is written out because half of its entries are not 0


@dataclass(frozen=True, eq=False)
class Ideal:
    """H with the names of its rows and of its columns; `square`: the columns are the rows themselves."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    target: Target
    square: bool


def ideal(source: Category | Weighted, family: str) -> Ideal:
    """What an ideal encoder of this structure with a kernel of this family computes. Linear in arrows or weights; TooLarge as their entries."""
    if isinstance(source, PrefixTree) and family == "softmax":
        return _next_token(source)
    names = source.names.objects
    if isinstance(source, Weighted):
        return Ideal(names, names, _weights(source), square=True)
    if isinstance(source.origin, MaskedOf):
        return _completions(source)
    return Ideal(names, names, _arrows(source), square=True)


def _next_token(tree: PrefixTree) -> Ideal:
    going = np.flatnonzero(tree.size > 1)
    number = np.full(tree.object_count, -1, np.int64)
    number[going] = np.arange(len(going))
    row, token = number[tree.parent[1:]], tree.token[1:]
    spelling = tree.language.texts.spelling
    order = np.lexsort((token, row))
    values = tree.edges.take(np.arange(1, tree.object_count, dtype=np.int64)[order])
    start = np.searchsorted(row[order], np.arange(len(going) + 1)).astype(np.int64)
    names = tree.names.objects
    law = Sparse(start, token[order].astype(np.int64), values, len(spelling))
    return Ideal(tuple(names[i] for i in going.tolist()), spelling, law, square=False)


def _weights(m: Weighted) -> Target:
    e, n = m.entries, m.object_count
    if 2 * len(e.columns) < n * n or n * n > ENTRIES:
        return Sparse(e.start, e.columns, e.values, n)
    num, den = np.zeros((n, n), e.values.num.dtype), np.ones((n, n), e.values.num.dtype)
    num[e.rows, e.columns], den[e.rows, e.columns] = e.values.num, e.values.den
    return Dense(num, den)


def _completions(c: Category) -> Ideal:
    """Visible parts have arrows out of them and masked parts into them, identities aside."""
    assert isinstance(c.origin, MaskedOf)
    n, names = c.object_count, c.names.objects
    dom, cod = c.dom[n:].astype(np.int64), c.cod[n:].astype(np.int64)
    seen, hidden = np.unique(dom), np.unique(cod)
    law = _relation(np.searchsorted(seen, dom), np.searchsorted(hidden, cod), len(seen), len(hidden))
    return Ideal(tuple(names[i] for i in seen.tolist()), tuple(names[i] for i in hidden.tolist()), law, square=False)


def _arrows(c: Category) -> Target:
    """Whether there is an arrow. A symmetric relation (of a groupoid, say) is one of equal labels: the first object of each class."""
    n = c.object_count
    relation = _relation(c.dom.astype(np.int64), c.cod.astype(np.int64), n, n)
    label = relation.columns[relation.start[:-1]] if n else np.zeros(0, np.int64)
    rows = np.repeat(np.arange(n), np.diff(relation.start))
    sizes = np.bincount(label, minlength=n).astype(np.int64)
    if np.array_equal(label[rows], label[relation.columns]) and int((sizes * sizes).sum()) == len(rows):
        return Labels(label, label, Fraction(1), Fraction(0))
    return relation


def _relation(rows: Index, columns: Index, n: int, m: int) -> Sparse:
    """1 at these places."""
    place = np.unique(rows * np.int64(max(m, 1)) + columns)
    row, column = np.divmod(place, max(m, 1))
    one = np.ones(len(place), np.int64)
    return Sparse(np.searchsorted(row, np.arange(n + 1)).astype(np.int64), column.astype(np.int64), Rationals(one, one), m)
