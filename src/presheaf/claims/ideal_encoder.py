"""ideal(f) within eps: the kernel of a declared encoder is what the theory needs, at every pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge, Undecided
from presheaf.claims.decision import Unsupported
from presheaf.claims.encoder_tables import WORK, exact
from presheaf.encoders.kernel_pairs import KernelPairs, distance, written
from presheaf.encoders.picture_data import escalation, of_encoder
from presheaf.encoders.pictures import Picture
from presheaf.encoders.values import approximate, margins
from presheaf.kernel import Rejected
from presheaf.model.encoder import Encoder
from presheaf.model.rationals import shown


@dataclass(frozen=True)
class Bounds:
    """H - below <= k <= H + above; None is no bound."""

    below: Fraction | None
    above: Fraction | None

    def written(self) -> list[Any]:
        """As arguments of the kernel's rule `near`."""
        return [None if end is None else [end.numerator, end.denominator] for end in (self.below, self.above)]

    def over(self, defect: Any) -> Any:
        """How far k - H leaves the bounds, at most 0 if it does not; arrays of floats."""
        ends = [sign * defect - float(end) for end, sign in ((self.above, 1), (self.below, -1)) if end is not None]
        return np.maximum.reduce(ends) if ends else np.full_like(defect, -np.inf)


def small(f: Encoder) -> bool:
    """Whether the kernel looks at every pair of the table."""
    n, m = f.target.shape
    return n * m * (f.dimension + 10) <= WORK


def named(low: Lowering, f: Encoder) -> str:
    """The encoder in a certificate: its table, or the digest of one that is too large."""

    def build() -> dict[str, Any]:
        if small(f):
            n, m = f.target.shape
            return exact(f).part(range(n), range(m), f.target)
        return {**written(f.shape), "digest": f.rows.digest if f.columns is None else f"{f.rows.digest}, columns {f.columns.digest}"}

    return low.encoder((id(f),), build)


def near(low: Lowering, f: Encoder, bounds: Bounds) -> str:
    """The kernel's question whether all pairs keep the bounds."""
    return low.question(
        ("near", id(f), bounds.below, bounds.above), lambda: {"params": [], "rule": "near", "args": [named(low, f), *bounds.written()]}
    )


@dataclass(frozen=True)
class Looked:
    """Whether all pairs keep the bounds, the evidence, and the worst pair with enclosures of k and of |k - H| there; None of an empty table.

    `how` says how the pairs of a large table were decided.
    """

    value: bool
    evidence: dict[str, Any]
    worst: tuple[int, int] | None
    kernel: tuple[Fraction, Fraction]
    defect: tuple[Fraction, Fraction]
    how: str = ""


def look(f: Encoder, bounds: Bounds) -> Looked:
    """Decides a small table: floats order the pairs, and every pair that they do not clear by a margin is decided exactly. A large one is swept."""
    if not small(f):
        return _swept(f, bounds)
    pairs = exact(f)
    n, m = f.target.shape
    low, high = f.target.bounds(slice(0, n), slice(0, m))
    with np.errstate(all="ignore"):
        defect = approximate(f) - (low + high) / 2
        over = bounds.over(defect)
        clear = over < -margins(f)
    try:
        for i, j in _in_order(over, ~clear):
            if not pairs.inside(i, j, f.target.exact(i, j), bounds.below, bounds.above):
                return _looked(f, pairs, False, (i, j))
        worst = next(iter(_in_order(np.abs(defect), np.ones_like(clear))), None)
        return _looked(f, pairs, True, worst)
    except Rejected as error:
        raise Unsupported(str(error)) from None


def _swept(f: Encoder, bounds: Bounds) -> Looked:
    """Decides a large table tile by tile. What is beyond eps is shown by one pair; that nothing is, the certificate takes over by name."""
    from presheaf.encoders.pairs import Pairs, certify

    n, m = f.target.shape
    if bounds.above is None or bounds.below != bounds.above:
        raise TooLarge(f"{f.name} has {n:,} x {m:,} pairs in R^{f.dimension}, and one bound only")
    columns = None if f.columns is None else f.columns.values
    found = certify(Pairs(f.rows.values, columns, f.shape, f.target, bounds.above, f.bias))
    if found.verdict == "undecided":
        raise Undecided(f"{f.name}: {found.decided:,} of {found.total:,} pairs are decided; {found.reason}")
    value, first = found.verdict == "within", found.worst[0]
    evidence: dict[str, Any] = {}
    if not value:
        wide = f.shape.family == "softmax"
        part = exact(f).part([first.row], range(m) if wide else [first.column], f.target)
        evidence = {"part": part, "pair": [0, first.column if wide else 0]}
    tiers = ", ".join(f"{count:,} by {tier}" for tier, count in found.tiers.items() if count)
    how = f"{found.total:,} pairs decided ({tiers}; {found.device}): {found.within:,} within {shown(bounds.above)}, {found.beyond:,} beyond"
    return Looked(value, evidence, (first.row, first.column), exact(f).enclosure(first.row, first.column), (first.low, first.high), how)


def _in_order(size: Any, chosen: Any) -> Sequence[tuple[int, int]]:
    """The chosen places, those of the greatest numbers first; what is no number comes before all."""
    rows, columns = np.nonzero(chosen)
    order = np.argsort(-np.nan_to_num(size[rows, columns], nan=np.inf), kind="stable")
    return list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))


def _looked(f: Encoder, pairs: KernelPairs, value: bool, place: tuple[int, int] | None) -> Looked:
    if place is None:
        return Looked(value, {}, None, (Fraction(0),) * 2, (Fraction(0),) * 2)
    k = pairs.enclosure(*place)
    return Looked(value, {} if value else {"pair": list(place)}, place, k, distance(k, f.target.exact(*place)))


class Ideal(Kind):
    name = "ideal"
    alternatives = (("encoder", "within"), ("encoder",))
    summary = "the kernel of the encoder is at every pair the weight it should be, up to eps"
    explanation = (
        "ideal(f) within eps: |k(f(X), f(Y)) - H(X, Y)| <= eps for all X, Y, where H are the weights of the declared structure (1 or 0, whether\n"
        "there is an arrow, for a category without weights). It is about the frozen table, whose numbers are exact dyadic rationals, and is\n"
        "decided exactly: by squares, or by bounds of exponentials and logarithms; they end, because e^a is not algebraic for algebraic a\n"
        "other than 0. Without `within` eps is 0."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, eps = (*args, Fraction(0))[:2]
        return ["holds", near(low, f, Bounds(eps, eps))]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, eps = (*args, Fraction(0))[:2]
        found = look(f, Bounds(eps, eps))
        question = near(low, f, Bounds(eps, eps))
        why = Note(told(f, found), f.name), *((Note(found.how, f.name),) if found.how else ())
        return Answer(found.value, ((question, (), found.evidence),), why)

    def pictures(self, args: Sequence[Any]) -> Iterator[Picture]:
        f, eps = (*args, Fraction(0))[:2]
        yield from of_encoder(f, eps)
        if not small(f):
            yield escalation(f, eps)


def told(f: Encoder, found: Looked) -> str:
    """The worst pair in words."""
    if found.worst is None:
        return f"{f.name} has no pairs"
    i, j = found.worst
    x, y = f.row_names[i], f.column_names[j]
    return f"k({x}, {y}) = {decimal(*found.kernel)} and H = {shown(f.target.exact(i, j))}: a defect of {decimal(*found.defect)}"


def decimal(low: Fraction, high: Fraction) -> str:
    """Six significant digits of a number between close bounds."""
    return f"{float((low + high) / 2):.6g}"
