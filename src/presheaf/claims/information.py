"""Numbers that are sums of logarithms: log(q), entropy(M), and infonce(M), the least contrastive loss that any model can have (theory 4.7).

They are compared exactly (`presheaf.kernel.logarithm`), with rationals and with each other, and shown as balls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Formula, Lowering, Note
from presheaf.claims.formulas import at, objects, rational
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.weighted import times
from presheaf.kernel.logarithm import Form, log
from presheaf.model.rationals import shown
from presheaf.model.weighted import Weighted

DIGITS = 12  # decimals of a ball
BATCH = 16  # candidates of a contrastive loss
Terms = Iterator[tuple[Fraction, Fraction]]
"""Pairs (q, r): the sum of q log r."""


def ball(value: Any) -> str:
    """A number as people read it: a rational as it is, a sum of logarithms as a ball that holds it."""
    if not isinstance(value, Form):
        return shown(value)
    bits = 64
    while True:
        lo, hi = (Fraction(end * 10**DIGITS, 1 << bits) for end in value.bounds(bits))
        if hi - lo < Fraction(1, 4):
            break
        bits *= 2
    whole, digits = divmod(round((lo + hi) / 2), 10**DIGITS)
    return f"{whole}.{digits:0{DIGITS}} +- 1e-{DIGITS}"


def summed(terms: Terms) -> Any:
    """The sum of q log r over the terms; a number where all r are 1."""
    found: dict[Fraction, Fraction | int] = {}
    for q, r in terms:
        if r != 1:
            found[r] = found.get(r, 0) + q
    return Form(0, found) if found else 0


def over(variable: str, sort: str, fibre: Sequence[tuple[str, Formula]], term: Formula) -> Formula:
    """The sum of a term over the elements of a fibre."""
    return ["sum", variable, sort, [list(pair) for pair in fibre], term]


class Informed(Measure):
    """A measure whose values are sums of logarithms."""

    logarithmic = True

    def number(self, args: Sequence[Any]) -> Any:
        """Its value."""
        raise NotImplementedError

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        value = self.number(args)
        text = f"{self.name}({', '.join(a.name if isinstance(a, Weighted) else shown(a) for a in args)}) = {ball(value)}{_in_bits(value)}"
        return value, (), (Note(text, next((a.name for a in args if isinstance(a, Weighted)), "")),)


def _in_bits(value: Any) -> str:
    """The value as a multiple of log 2, where it is one by its form."""
    if not isinstance(value, Form) or value.rest:
        return ""
    bits = Fraction(0)
    for r, q in value.terms.items():
        exponent = r.numerator.bit_length() - r.denominator.bit_length()
        if r != Fraction(2) ** exponent:
            return ""
        bits += q * exponent
    return f" = {shown(bits)} log(2)" if bits != 1 else " = log(2)"


class Log(Informed):
    name = "log"
    alternatives = (("number",),)
    summary = "the natural logarithm of a number that is at least 1"
    explanation = (
        "log(q), for a rational q >= 1, is compared exactly: sums of logarithms are equal iff the products are, and they equal a rational only if\n"
        "both are 0 (Lindemann); which of two is larger, bounds of the logarithms show. In multiples of log(2), entropies are bits."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return None if args[0] >= 1 else f"log({shown(args[0])}) is negative, and claims are about numbers that are not"

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return ["log", rational(args[0])]

    def number(self, args: Sequence[Any]) -> Any:
        return log(args[0])

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        return self.number(args), (), ()


class Entropy(Informed):
    name = "entropy"
    alternatives = (("weighted",),)
    summary = "the sum of -M(x, y) log M(x, y) over all entries"
    explanation = (
        "entropy(M) is the sum over all x, y of M(x, y) log(1 / M(x, y)), 0 where M(x, y) = 0. Of a law of pairs (`reading joint`) it is the joint\n"
        "entropy; of a matrix whose rows are laws it is the sum of the entropies of the rows. In natural units; log(2) is a bit."
    )

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        e, listed, name = low.fresh("e"), low.entries(args[0]), low.weighted(args[0])
        weight = at(f"{name}.at", e)
        return over(e, listed, [], times(weight, ["log", ["/", 1, weight]]))

    def number(self, args: Sequence[Any]) -> Any:
        values = args[0].entries.values
        afford(len(values.num), f"entropy({args[0].name})")
        pairs, count = np.unique(np.stack([values.num, values.den]), axis=1, return_counts=True)
        return summed((Fraction(a, b) * k, Fraction(b, a)) for a, b, k in zip(*pairs.tolist(), count.tolist(), strict=True) if a)


class InfoNce(Informed):
    name = "infonce"
    alternatives = (("weighted",), ("weighted", "number"))
    summary = "the least InfoNCE loss that any model can have on these pairs, over all candidates or with n of them"
    explanation = (
        "infonce(M) is the sum of M(x, y) log(R(x) / M(x, y)) with R(x) the sum of row x. No model with rows Q(x, -) that are laws has a smaller\n"
        "loss sum of M(x, y) log(1 / Q(x, y)), and only Q(x, y) = M(x, y) / R(x) has this one (Gibbs). On a law of pairs (`reading joint`) it is\n"
        "the conditional entropy of y given x: the bound of InfoNCE, and of the loss per token of a language model. Where rows are laws it is the\n"
        "sum of their entropies. A symmetric kernel attains it iff the rows are reversible: realizable(Rows, gaussian(normalised)).\n"
        "infonce(M, n), for a law of pairs M: the least loss of picking y among n candidates, the others drawn from the column sums C. The best\n"
        "score is log M(x, y) / C(y), whatever n is; then the loss is the mean of log(sum of the ratios of all candidates / the ratio of y)."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        m, *n = args
        if not n:
            return None
        if not isinstance(n[0], int) or not 2 <= n[0] <= BATCH:
            return f"a batch has from 2 to {BATCH} candidates, not {shown(n[0])}"
        if sum(_ends(m)[1], Fraction(0)) != 1:
            return f"the weights of {m.name} do not sum to 1; a law of pairs does (`reading joint`)"
        never = next((x for x, c in enumerate(_ends(m)[1]) if not c), None)
        return None if never is None else f"{m.names.objects[never]} is in no pair of {m.name} as the second, so it is never drawn"

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        m, *n = args
        name, listed, x, e = low.weighted(m), low.entries(m), low.fresh("x"), low.fresh("e")
        weight = at(f"{name}.at", e)

        def line(end: str, of: Formula) -> Formula:
            f = low.fresh("f")
            return over(f, listed, [(f"{name}.{end}", of)], at(f"{name}.at", f))

        if not n:
            loss = times(weight, ["log", ["/", line("row", x), weight]])
            return over(x, objects(low, m), [], over(e, listed, [(f"{name}.row", x)], loss))
        own = at(f"{name}.col", e)
        others = [low.fresh("y") for _ in range(n[0] - 1)]
        ratios: Formula = 1
        for y in others:  # the ratio of a candidate over that of the right one
            ratios = ["+", ratios, ["/", times(at(f"{name}.hom", at(f"{name}.row", e), y), line("col", own)), times(line("col", y), weight)]]
        loss = ["log", ratios]
        for y in others:
            loss = over(y, objects(low, m), [], times(line("col", y), loss))
        return over(e, listed, [], times(weight, loss))

    def number(self, args: Sequence[Any]) -> Any:
        m, *n = args
        rows, columns = _ends(m)
        e = m.entries
        entries = [(x, y, w) for x, y, w in zip(e.rows.tolist(), e.columns.tolist(), map(e.values.at, range(len(e.rows))), strict=True) if w]
        if not n:
            afford(int((np.bincount(e.rows) ** 2).sum()), f"infonce({m.name})")
            return summed((w, rows[x] / w) for x, _, w in entries)
        size, wide = m.object_count, int(np.bincount(e.columns).max(initial=0))
        afford(len(entries) * size ** (n[0] - 1) * 3 * n[0] * (wide + 2), f"infonce({m.name}, {n[0]})")
        return summed(_batch(entries, columns, m, n[0] - 1))


def _batch(entries: Sequence[tuple[int, int, Fraction]], columns: Sequence[Fraction], m: Weighted, others: int) -> Terms:
    """The terms of the loss with so many other candidates."""
    size = m.object_count
    table = [[m.weight(x, y) / columns[y] for y in range(size)] for x in range(size)]
    for x, y, weight in entries:
        for drawn in product(range(size), repeat=others):
            yield weight * prod(columns[z] for z in drawn), 1 + sum(table[x][z] for z in drawn) / table[x][y]


def _ends(m: Weighted) -> tuple[list[Fraction], list[Fraction]]:
    """The sums of the rows and of the columns."""
    e = m.entries
    sums = [[Fraction(0)] * m.object_count, [Fraction(0)] * m.object_count]
    for i, ends in enumerate(zip(e.rows.tolist(), e.columns.tolist(), strict=True)):
        for side, x in zip(sums, ends, strict=True):
            side[x] += e.values.at(i)
    return sums[0], sums[1]
