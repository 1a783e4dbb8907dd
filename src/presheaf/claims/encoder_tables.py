"""What the kinds about encoders share: tables in certificates, their exact kernels, relations decided pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from presheaf.claims.base import Lowering, TooLarge
from presheaf.claims.decision import Unsupported
from presheaf.claims.formulas import at, eq, every, rational
from presheaf.encoders.kernel_pairs import KernelPairs
from presheaf.encoders.values import approximate, margins
from presheaf.kernel import Rejected
from presheaf.kernel.encoder import Encoder as Rule
from presheaf.model.encoder import Encoder
from presheaf.model.kernels import Shape

Bits = npt.NDArray[np.bool_]
WORK = 2_000_000  # pairs times (dimension + 10) that the kernel looks at for one claim
CODES = Shape("dot")  # stands for a kernel where only the codes matter


def square(f: Encoder) -> str | None:
    """Why the kernel of an encoder is no matrix of its objects; None if it is one."""
    if f.columns is None and f.shape.family != "softmax" and f.target.shape[0] == f.target.shape[1]:
        return None
    return f"the kernel of {f.name} compares objects with columns of their own, not with one another"


def afford_pairs(f: Encoder, pairs: int, what: str) -> None:
    """TooLarge where the kernel would have to look at so many pairs."""
    if pairs * (f.dimension + 10) > WORK:
        raise TooLarge(f"{what}: {pairs:,} comparisons in R^{f.dimension} (limit {WORK // (f.dimension + 10):,})")


def table(low: Lowering, f: Encoder, rows: Sequence[int] | None = None, shape: Shape | None = None, columns: Encoder | None = None) -> str:
    """Some rows of an encoder, compared with one another (or with those of `columns`) by its kernel or another, as an encoder of the certificate."""
    chosen = tuple(range(len(f.row_names)) if rows is None else rows)
    other = (columns or f).rows.values

    def build() -> dict[str, Any]:
        seen = KernelPairs(shape or f.shape, f.rows.values, other)
        return seen.part(chosen, range(len(other)) if columns is not None else chosen)

    return low.encoder((id(f), chosen, shape, id(columns)), build)


def exact(f: Encoder) -> KernelPairs:
    """The pairs of an encoder, decided one by one."""
    return KernelPairs(f.shape, f.rows.values, None if f.columns is None else f.columns.values, f.bias)


def rule(f: Encoder, rows: Sequence[int], shape: Shape | None = None) -> Rule:
    """Some rows compared with one another, as the kernel reads them."""
    return Rule(f.name, KernelPairs(shape or f.shape, f.rows.values).part(rows, rows))


def reached(f: Encoder, tau: Fraction) -> Bits:
    """bool[n, m]: k(i, j) >= tau, exactly; floats decide what is clear, the others one by one."""
    with np.errstate(all="ignore"):
        k = approximate(f)
        over = k - float(tau)
        out, open_pairs = over > 0, ~(np.abs(over) > 2 * margins(f))
    pairs = exact(f)
    try:
        for i, j in np.argwhere(open_pairs).tolist():
            out[i, j] = pairs.against(i, j, tau) >= 0
    except Rejected as error:
        raise Unsupported(str(error)) from None
    return np.asarray(out, np.bool_)


def threshold(low: Lowering, f: Encoder, tau: Fraction) -> str:
    """The relation k >= tau as a table of the certificate, with the lemma that it is that relation. Only of small encoders."""
    name, size = table(low, f), len(f.row_names)
    relation = low.table(
        ("threshold", id(f), tau),
        [f"{name}.row", f"{name}.column"],
        low.sort(("two",), 2),
        reached(f, tau).astype(int).ravel().tolist(),
    )
    x, y = "x", "y"
    reaches = eq(at(f"{name}.reaches", x, y, rational(tau)), 1)
    lemma = every(x, f"{name}.row", [], every(y, f"{name}.column", [], ["<=>", eq(at(relation, x, y), 1), reaches]))
    if lemma not in low.lemmas:
        afford_pairs(f, size * size, f"the threshold of {f.name}")
        low.lemmas.append(lemma)
    return relation
