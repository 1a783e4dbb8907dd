"""Encoders whose codes are written out: ideal(f), is_category(f), some_kernel(f), exactly (theory 2.5, 4.6, claims 24, 25).

Statements are about whole numbers: the codes over their common denominator s, D = s^2 |x - y|^2 and V = s^2 <x, y> as tables, with lemmas
that they are those of the codes. Logarithms of weights are compared as linear forms, with rational factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any
from weakref import WeakKeyDictionary

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.codes import alike, apart, profiles
from presheaf.claims.formulas import at, both, eq, every, objects, rational
from presheaf.claims.weighted import at_most, called, times
from presheaf.kernel.check import SORT_LIMIT
from presheaf.kernel.logarithm import log
from presheaf.model.codebook import Codebook
from presheaf.model.rationals import shown


class Tables:
    """The whole numbers of one encoder in one certificate; every function is declared, with its lemma, when it is first asked for."""

    def __init__(self, low: Lowering, f: Codebook) -> None:
        self.low, self.f, self.ob = low, f, objects(low, f.source)
        self.known: dict[str, str] = {}

    def _declared(self, what: str, args: int, data: Sequence[int]) -> str:
        bound = max(data, default=0) + 1
        if bound > SORT_LIMIT:
            raise TooLarge(f"the codes of {self.f.name} have too many digits: the number {bound - 1:,} arises")
        sort = self.low.sort(("values", what, id(self.f)), bound)
        return self.low.table((what, id(self.f)), [self.ob] * args, sort, list(data))

    def coordinates(self) -> list[tuple[str, int]]:
        """For each place the numbers of the codes there less the smallest one, as a function of the object, and that smallest one."""
        columns = [[code[k] for code in self.f.whole] for k in range(self.f.dimension)]
        least = [min(column, default=0) for column in columns]
        return [(self._declared(f"place {k}", 1, [x - c for x in column]), c) for k, (column, c) in enumerate(zip(columns, least, strict=True))]

    def _pairs(self, what: str, rows: Sequence[Sequence[int]], lemma: Any) -> str:
        """A function of two objects; the lemma is made of the names of two variables."""
        if what not in self.known:
            self.known[what] = self._declared(what, 2, [x for row in rows for x in row])
            x, y = self.low.fresh("x"), self.low.fresh("y")
            self.low.lemmas.append(every(x, self.ob, [], every(y, self.ob, [], lemma(x, y))))
        return self.known[what]

    def squares(self) -> str:
        """D: D(x, y) + 2 sum of u(x) u(y) = sum of u(x)^2 + u(y)^2, over the places u; a shift of all codes changes no distance."""
        places = [u for u, _ in self.coordinates()]

        def lemma(x: str, y: str) -> Formula:
            left = [at(self.known["squares"], x, y), *(times(2, times(at(u, x), at(u, y))) for u in places)]
            return eq(_total(left), _total([["+", times(at(u, x), at(u, x)), times(at(u, y), at(u, y))] for u in places]))

        return self._pairs("squares", self.f.squares, lemma)

    def products(self) -> tuple[str, str]:
        """V where it is positive, and -V where it is negative, 0 elsewhere; (u(x) + c)(u(y) + c) = u(x) u(y) + c (u(x) + u(y)) + c^2."""
        below = self._pairs("negative", [[max(-v, 0) for v in row] for row in self.f.products], lambda x, y: True)

        def lemma(x: str, y: str) -> Formula:
            above = at(self.known["positive"], x, y)
            left, right = [above], [at(below, x, y)]
            for u, shift in self.coordinates():
                right += [times(at(u, x), at(u, y)), shift * shift]
                (right if shift > 0 else left).append(times(abs(shift), ["+", at(u, x), at(u, y)]))
            return both(eq(_total(left), _total(right)), ["or", eq(above, 0), eq(at(below, x, y), 0)])

        return self._pairs("positive", [[max(v, 0) for v in row] for row in self.f.products], lemma), below

    def roots(self, factor: int) -> str:
        """The whole part of the root of factor D."""
        d = self.squares()
        rows = [[isqrt(factor * x) for x in row] for row in self.f.squares]

        def lemma(x: str, y: str) -> Formula:
            value, root = times(factor, at(d, x, y)), at(self.known["roots"], x, y)
            return both(at_most(times(root, root), value), ["<", value, times(["+", root, 1], ["+", root, 1])])

        return self._pairs("roots", rows, lemma)


_tables: WeakKeyDictionary[Lowering, dict[int, Tables]] = WeakKeyDictionary()


def tables(low: Lowering, f: Codebook) -> Tables:
    """The tables of an encoder, made once for each certificate."""
    held = _tables.setdefault(low, {})
    if id(f) not in held:
        held[id(f)] = Tables(low, f)
    return held[id(f)]


def _total(terms: Sequence[Formula]) -> Formula:
    out = terms[0] if terms else 0
    for term in terms[1:]:
        out = ["+", out, term]
    return out


def _afford(f: Codebook, power: int, what: str) -> None:
    afford(f.source.object_count**2 * (f.source.object_count ** (power - 2) + f.dimension) * 8, f"{what}({f.name})")


def _reference(f: Codebook) -> tuple[int, int] | None:
    """The first pair of objects with different codes."""
    n = len(f.codes)
    return next(((x, y) for x, y in product(range(n), repeat=2) if f.codes[x] != f.codes[y]), None)


EXPLAINED = (
    "ideal(f), for an encoder f : M -> R^d whose codes are written out: k(f(x), f(y)) = M(x, y) for all x, y, exactly. Kernels: dot and cosine by\n"
    "rational arithmetic; order; gaussian and laplace at a given temperature, exp(-c |x - y|^2) being rational only where the codes are equal\n"
    "(Lindemann); in powers of a rational, 2^(-norm2(x - y)); or without a parameter, at some temperature: then the logarithms of the weights are\n"
    "in the ratios of the distances. A ratio of logarithms of rationals is rational or transcendental (Gelfond and Schneider), so it is no\n"
    "square root that is irrational: laplace has rational ratios of distances."
)


class CodebookIdeal(Kind):
    name = "ideal"
    alternatives = (("codebook",),)
    summary = "k(f(x), f(y)) = M(x, y) for all x, y, for codes that are written out"
    explanation = EXPLAINED

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        _afford(f, 2, "ideal")
        x, y, t = low.fresh("x"), low.fresh("y"), tables(low, f)
        weight = at(f"{low.weighted(f.source)}.hom", x, y)
        if f.family in ("gaussian", "laplace"):
            return _exponential(low, f, x, y, weight)
        if f.family == "order":
            below = both(*(at_most(at(u, x), at(u, y)) for u, _ in t.coordinates()), True)
            return _everywhere(t, x, y, ["or", both(below, eq(weight, 1)), both(["not", below], eq(weight, 0))])
        above, minus = t.products()
        value = at(above, x, y)
        if f.family == "dot":
            return _everywhere(t, x, y, both(eq(at(minus, x, y), 0), eq(times(rational(_factor(f) / f.scale**2), value), weight)))
        lengths = times(at(above, x, x), at(above, y, y))
        return _everywhere(t, x, y, both(eq(at(minus, x, y), 0), ["<", 0, lengths], eq(times(value, value), times(times(weight, weight), lengths))))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        _afford(f, 2, "ideal")
        bad = next((pair for pair in product(range(len(f.codes)), repeat=2) if not _fits(f, *pair)), None)
        return Answer(bad is None, why=() if bad is None else (_misses(f, *bad),))


def _factor(f: Codebook) -> Fraction:
    assert f.rate is not None
    return f.rate.factor


def _everywhere(t: Tables, x: str, y: str, body: Formula) -> Formula:
    return every(x, t.ob, [], every(y, t.ob, [], body))


def _exponential(low: Lowering, f: Codebook, x: str, y: str, weight: Formula) -> Formula:
    """exp(-rate |x - y|^2) = M(x, y), or with |x - y|; log(1 / M) is undefined, and the equation false, where M is 0."""
    t, gap = tables(low, f), ["log", ["/", 1, weight]]
    if f.rate is not None:
        unit: Formula = ["log", rational(f.rate.base)] if f.rate.base else 1
        if f.family == "gaussian":
            return _everywhere(t, x, y, eq(gap, times(times(rational(f.rate.factor / f.scale**2), at(t.squares(), x, y)), unit)))
        if not f.rate.base:
            return _everywhere(t, x, y, both(eq(at(t.squares(), x, y), 0), eq(weight, 1)))
        root = at(t.roots(1), x, y)
        exact = eq(times(root, root), at(t.squares(), x, y))
        return _everywhere(t, x, y, both(exact, eq(gap, times(times(rational(f.rate.factor / f.scale), root), unit))))
    first = _reference(f)
    if first is None:
        return _everywhere(t, x, y, eq(weight, 1))
    a, b = first
    there, span = ["log", ["/", 1, at(f"{low.weighted(f.source)}.hom", a, b)]], f.squares[a][b]
    if f.family == "gaussian":
        return both(["<", 0, there], _everywhere(t, x, y, eq(times(span, gap), times(at(t.squares(), x, y), there))))
    root = at(t.roots(span), x, y)
    exact = eq(times(root, root), times(span, at(t.squares(), x, y)))
    return both(["<", 0, there], _everywhere(t, x, y, both(exact, eq(times(span, gap), times(root, there)))))


def _fits(f: Codebook, x: int, y: int) -> bool:
    """Whether the kernel has this weight at a pair; where the temperature is open, that of the first two objects with different codes."""
    weight, v, d = f.source.weight(x, y), f.products[x][y], f.squares[x][y]
    if f.family == "order":
        return weight == all(a <= b for a, b in zip(f.codes[x], f.codes[y], strict=True))
    if f.family == "dot":
        return weight == _factor(f) * v / f.scale**2
    if f.family == "cosine":
        lengths = f.products[x][x] * f.products[y][y]
        return lengths > 0 and v >= 0 and v * v == weight * weight * lengths
    if not weight or d == 0:
        return weight == 1 and d == 0
    if f.rate is not None and not f.rate.base:
        return False  # a power of e with an algebraic exponent other than 0 is no rational number
    unit, over = (f.rate.base, f.scale) if f.rate is not None else (Fraction(0), 1)
    gap, squared = log(1 / weight), d
    if f.rate is None:
        a, b = _reference(f) or (x, y)
        first = f.source.weight(a, b)
        if not 0 < first < 1:
            return False
        squared, there, span = d * f.squares[a][b], log(1 / first), f.squares[a][b]
        if f.family == "gaussian":
            return bool(span * gap == d * there)
        return isqrt(squared) ** 2 == squared and bool(span * gap == isqrt(squared) * there)
    if f.family == "gaussian":
        return bool(gap == f.rate.factor * d / over**2 * log(unit))
    return isqrt(d) ** 2 == d and bool(gap == f.rate.factor * isqrt(d) / over * log(unit))


def _misses(f: Codebook, x: int, y: int) -> Note:
    """A pair whose weight is not that of the kernel."""
    m = f.source
    ends = f"{m.name}({called(m, x)}, {called(m, y)}) = {m.weight(x, y)}"
    d = Fraction(f.squares[x][y], f.scale**2)
    if f.family in ("dot", "cosine", "order"):
        what = {
            "dot": f"the product of the codes is {shown(Fraction(f.products[x][y], f.scale**2))}",
            "cosine": "the cosine of the codes is another number",
            "order": "the codes are in order" if not m.weight(x, y) else "the codes are not in order",
        }[f.family]
    elif not m.weight(x, y):
        what = "no kernel of this kind is 0"
    elif d == 0:
        what = "the codes are equal, so the kernel is 1"
    elif f.rate is not None:
        what = f"the codes have the squared distance {shown(d)}, and {f.label} is another number there"
    else:
        a, b = _reference(f) or (x, y)
        other = f"{m.name}({called(m, a)}, {called(m, b)}) = {m.weight(a, b)} at {shown(Fraction(f.squares[a][b], f.scale**2))}"
        what = f"the squared distance is {shown(d)}; at no temperature do this and {other} go together"
    return Note(f"{ends}, but {what}", f.name)


class CodebookCategory(Kind):
    name = "is_category"
    alternatives = (("codebook",),)
    summary = "the kernel of an encoder with written codes satisfies k(x, x) = 1 and k(x, y) k(y, z) <= k(x, z)"
    explanation = (
        "is_category(f), for an encoder f whose codes are written out: the matrix k(f(x), f(y)) is a weighted category. With gaussian, at every\n"
        "temperature, iff |x - z|^2 <= |x - y|^2 + |y - z|^2 for all codes x, y, z: iff no three codes make an obtuse angle. With laplace and order\n"
        "always. With dot and cosine values are from 0 to 1, <x, x> = 1, and <x, y> <y, z> <= <x, z> <y, y>. No exponential is evaluated."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        if f.family in ("laplace", "order"):
            return ["holds", _composes(low, f)]
        _afford(f, 3, "is_category")
        x, y, z, t = low.fresh("x"), low.fresh("y"), low.fresh("z"), tables(low, f)
        if f.family == "gaussian":
            d = t.squares()
            return every(x, t.ob, [], _everywhere(t, y, z, at_most(at(d, x, z), ["+", at(d, x, y), at(d, y, z)])))
        above, below = t.products()
        one = ["<", 0, at(above, x, x)] if f.family == "cosine" else eq(times(rational(_factor(f) / f.scale**2), at(above, x, x)), 1)
        laws = at_most(times(at(above, x, y), at(above, y, z)), times(at(above, x, z), at(above, y, y)))
        positive = every(x, t.ob, [], both(one, every(y, t.ob, [], eq(at(below, x, y), 0))))
        return both(positive, every(x, t.ob, [], _everywhere(t, y, z, laws)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        if f.family in ("laplace", "order"):
            text = "distances satisfy the triangle inequality" if f.family == "laplace" else "the order of codes is reflexive and transitive"
            return Answer(True, ((_composes(low, f), (), {}),), (Note(text, f.name),))
        _afford(f, 3, "is_category")
        found = _obtuse(f) if f.family == "gaussian" else _not_composing(f)
        return Answer(found is None, why=() if found is None else (found,))


def _composes(low: Lowering, f: Codebook) -> str:
    """The rule "every encoder with this kernel composes"."""
    return low.question(("composes", f.family), lambda: {"params": [], "rule": "composes", "args": [f.family]})


def _obtuse(f: Codebook) -> Note | None:
    d, n, m = f.squares, len(f.codes), f.source
    for x, y, z in product(range(n), repeat=3):
        if d[x][z] > d[x][y] + d[y][z]:
            one, two, direct = (shown(Fraction(d[i][j], f.scale**2)) for i, j in ((x, y), (y, z), (x, z)))
            a, b, c = (called(m, i) for i in (x, y, z))
            text = f"{a}, {b}, {c} make an obtuse angle: squared distances {one} + {two} < {direct}"
            return Note(f"{text}, so k({a}, {b}) k({b}, {c}) > k({a}, {c})", f.name)
    return None


def _not_composing(f: Codebook) -> Note | None:
    v, n, m = f.products, len(f.codes), f.source
    for x in range(n):
        if (f.family == "cosine" and v[x][x] == 0) or (f.family == "dot" and _factor(f) * v[x][x] != f.scale**2):
            return Note(f"k({called(m, x)}, {called(m, x)}) is not 1", f.name)
    for x, y in product(range(n), repeat=2):
        if v[x][y] < 0:
            return Note(f"k({called(m, x)}, {called(m, y)}) is negative", f.name)
    for x, y, z in product(range(n), repeat=3):
        if v[x][y] * v[y][z] > v[x][z] * v[y][y]:
            a, b, c = (called(m, i) for i in (x, y, z))
            return Note(f"k({a}, {b}) k({b}, {c}) is more than k({a}, {c})", f.name)
    return None


class CodebookSomeKernel(Kind):
    name = "some_kernel"
    alternatives = (("codebook",),)
    summary = "the encoder is ideal for some kernel: objects with one code have equal weights"
    explanation = (
        "some_kernel(f) for an encoder f : M -> R^d whose codes are written out, whatever its own kernel: some k has k(f(x), f(y)) = M(x, y)\n"
        "for all x, y. That is so iff f(x) = f(x') and f(y) = f(y') imply M(x, y) = M(x', y')."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (f,) = args
        x, y, t = low.fresh("x"), low.fresh("y"), tables(low, f)
        same = [(u, at(u, x)) for u, _ in t.coordinates()]
        return every(x, t.ob, [], every(y, t.ob, same, alike(low, f.source, x, y)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (f,) = args
        _afford(f, 3, "some_kernel")
        seen, found = dict[Any, int](), profiles(f.source)
        for y, code in enumerate(f.codes):
            x = seen.setdefault(code, y)
            if found[x] != found[y]:
                return Answer(False, why=(apart(f.source, x, y),))
        return Answer(True)
