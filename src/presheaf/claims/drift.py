"""drift(f) within eps: the codes of an encoder, embedded a second time, are the same up to eps.

A network gives other bits when the batch size or the device changes; a verdict about a frozen table says of the network what the drift allows. With D
the differences of the two tables, the drift is the greatest |D_i|, and |D_i| <= eps for all i iff <D_i, D_j> <= eps^2 for all i, j of a block of rows
(Cauchy, Schwarz): so the kernel's rule `near` with the products of a block of differences says just this, in time linear in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.encoders.kernel_pairs import integers, shift_of
from presheaf.model.encoder import Encoder

BLOCK = 16  # rows whose differences are multiplied with each other
WORK = 2_000_000  # rows times BLOCK times (dimension + 1): up to here the kernel looks at every row itself
TINY, HUGE = 1e-280, Fraction(10**300)  # sums of squares of floats are trusted between these
CHUNK = 1 << 22  # numbers that are looked at together
DOT = {"family": "dot", "rate": [1, 1]}


class Drift(Kind):
    name = "drift"
    alternatives = (("encoder", "within"),)
    summary = "embedded again, the codes of the encoder are the same up to eps"
    explanation = (
        "drift(f) within eps: |f(X) - f'(X)| <= eps for all X, where f' are the codes embedded a second time: `again FILE`, or for a network\n"
        "`batch 64, 1`, another batch size. Decided exactly, for the two tables as they are stored. What is proved of the table then holds of the\n"
        "other one up to twice the drift times the Lipschitz constant of the kernel: sqrt(2 rate / e) for gaussian, the rate for laplace."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f = args[0]
        return f'{f.name} is embedded once: `again "file"`, or `batch 64, 1` of a network, embeds it twice' if f.again is None else None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, eps = args
        return ["and", *(["holds", question] for question in _questions(low, f, eps))]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, eps = args
        questions, squares = _questions(low, f, eps), _squares(f)
        bad = _beyond(f, eps, squares)
        why = (Note(_told(f, squares), f.name),)
        if bad is None:
            return Answer(True, tuple((question, (), {}) for question in questions), why)
        if small(f):
            block, place = divmod(bad, BLOCK)
            return Answer(False, ((questions[block], (), {"pair": [place, place]}),), why)
        evidence = {"part": _differences(f, slice(bad, bad + 1)), "pair": [0, 0]}
        return Answer(False, ((questions[0], (), evidence),), why)


def small(f: Encoder) -> bool:
    """Whether the kernel looks at every row."""
    return len(f.rows.values) * BLOCK * (f.dimension + 1) <= WORK


def _questions(low: Lowering, f: Encoder, eps: Fraction) -> list[str]:
    """The kernel's questions: one for each block of rows, or one for a table that is too large."""
    starts = list(range(0, len(f.rows.values), BLOCK)) if small(f) else [None]
    return [_question(low, f, eps, start) for start in starts]


def _question(low: Lowering, f: Encoder, eps: Fraction, start: int | None) -> str:
    def differences() -> dict[str, Any]:
        if start is not None:
            return _differences(f, slice(start, start + BLOCK))
        return {**DOT, "digest": f"differences of {f.rows.digest} and {_again(f).digest}"}

    def build() -> dict[str, Any]:
        square = eps * eps
        return {
            "params": [],
            "rule": "near",
            "args": [low.encoder(("drift", id(f), start), differences), None, [square.numerator, square.denominator]],
        }

    return low.question(("drift", id(f), eps, start), build)


def _again(f: Encoder) -> Any:
    assert f.again is not None
    return f.again


def _differences(f: Encoder, block: slice) -> dict[str, Any]:
    """The differences of some rows, exactly, as a table of the kernel whose products should be 0."""
    one, two = f.rows.values[block], _again(f).values[block]
    shift = shift_of(one, two)
    rows = [[a - b for a, b in zip(x, y, strict=True)] for x, y in zip(integers(one, shift), integers(two, shift), strict=True)]
    return {**DOT, "shift": shift, "rows": rows, "values": [[0, 1]], "at": [[0] * len(rows) for _ in rows]}


def _squares(f: Encoder) -> Any:
    """|D_i|^2 as floats, with relative errors of (d + 4) 2^-52 where they are neither tiny nor infinite; -1 where both codes are the same."""
    one, two, step = f.rows.values, _again(f).values, max(CHUNK // f.dimension, 1)
    out = np.empty(len(one))
    with np.errstate(all="ignore"):
        for first in range(0, len(one), step):
            x, y = (part[first : first + step].astype(np.float64) for part in (one, two))
            out[first : first + step] = np.where((x == y).all(1), -1.0, np.einsum("ij,ij->i", x - y, x - y))
    return np.nan_to_num(out, nan=np.inf, posinf=np.inf)


def _exact(f: Encoder, i: int) -> Fraction:
    """|D_i|^2."""
    part = _differences(f, slice(i, i + 1))
    return Fraction(sum(x * x for x in part["rows"][0]), 1 << 2 * part["shift"])


def _beyond(f: Encoder, eps: Fraction, squares: Any) -> int | None:
    """A row with |D_i| > eps, the first of the greatest; None if there is none. Rows that floats do not clear are looked at exactly."""
    limit = float(min(eps * eps, HUGE)) * (1 - (f.dimension + 8) * 2.0**-51)
    clear = squares < limit if limit > 2 * TINY else np.zeros(len(squares), np.bool_)  # tiny squares are below 2 TINY, whatever was lost of them
    unclear = np.flatnonzero(~clear & (squares >= 0))
    order = unclear[np.argsort(-squares[unclear], kind="stable")]
    return next((i for i in order.tolist() if _exact(f, i) > eps * eps), None)


def _told(f: Encoder, squares: Any) -> str:
    """The greatest drift in words, and what it means for the kernel."""
    if not len(squares) or squares.max() < 0:
        return f"no code of {f.name} moves"
    i = int(squares.argmax())
    square, rate = (Decimal(x.numerator) / x.denominator for x in (_exact(f, i), f.shape.rate))
    rho = square.sqrt()
    text = f"the code of {f.row_names[i] or 'the empty prefix'} moves most, by {rho:.6g}"
    slope = {"gaussian": (2 * rate / Decimal(1).exp()).sqrt(), "laplace": rate}.get(f.shape.family)
    if slope is None:
        return text
    most = Context(prec=3, rounding=ROUND_UP).create_decimal(2 * rho * slope)  # both ends of a pair move
    return f"{text}; k(X, Y) then moves by at most {most:g}"
