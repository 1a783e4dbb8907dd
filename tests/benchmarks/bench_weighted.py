"""What weighted categories take against the bounds that are promised.

    python tests/benchmarks/bench_weighted.py [NAME...]

Seconds are CPU seconds of this process and its children, medians of a few runs. Rows without a bound inform.
"""

from __future__ import annotations

import sys

import numpy as np
from measure import Row, main, median

from presheaf.claims.engines import decide
from presheaf.model import proposition as p
from presheaf.model.rationals import reduced
from presheaf.model.weighted import Matrix, Weighted, category_failures, matrix
from presheaf.model.weighted_closure import closure
from presheaf.source import NOWHERE


def claim(kind: str, m: Weighted) -> p.Claim:
    return p.Claim("c", "bench", 1, NOWHERE, kind, p.Predicate(kind, (m,)), "holds")


def random_dense(n: int, denominator: int | None) -> Matrix:
    """Random weights k/denominator, or powers of 1/2 where there is none."""
    rng = np.random.default_rng(0)
    at = np.arange(n * n, dtype=np.int64)
    num = rng.integers(1, denominator or 2, n * n)
    den = np.full(n * n, denominator) if denominator else 2 ** rng.integers(1, 12, n * n)
    return matrix("M", [f"x{i}" for i in range(n)], at // n, at % n, reduced(num, den))


def closures() -> list[Row]:
    out = []
    for n, denominator, bound in ((100, 1000, None), (500, 1000, 5.0), (500, None, 5.0), (500, 4, 5.0)):
        m = random_dense(n, denominator)
        k = closure("K", m)
        note = f"{k.entries.values.bits} bits at most"
        shown = f"k/{denominator}" if denominator else "powers of 1/2"
        out.append(Row(f"closure of {n} objects, all weights given, {shown}", median(lambda: closure("K", m), 3), bound, note))  # noqa: B023
    return out


def sparse(n: int, degree: int, category: bool) -> Matrix:
    """A sparse matrix: random similarities, or disjoint chains with all their composites, which make a category."""
    rng = np.random.default_rng(1)
    if category:
        rows = np.repeat(np.arange(n), degree)
        columns = np.minimum(rows + np.tile(np.arange(degree), n), rows // degree * degree + degree - 1)
        keys = np.unique(rows * n + columns)
        gap = keys % n - keys // n
        return matrix("M", [f"x{i}" for i in range(n)], keys // n, keys % n, reduced(np.ones(len(keys), np.int64), 2**gap))
    keys = np.unique(np.concatenate([np.repeat(np.arange(n), degree) * n + rng.integers(0, n, degree * n), np.arange(n) * (n + 1)]))
    r, c = keys // n, keys % n
    return matrix("M", [f"x{i}" for i in range(n)], r, c, reduced(np.ones(len(keys), np.int64), np.where(r == c, 1, rng.integers(2, 50, len(keys)))))


def checks() -> list[Row]:
    out = []
    for category in (False, True):
        made = median(lambda: sparse(10_000, 10, category), 3)  # noqa: B023
        m = sparse(10_000, 10, category)
        listed = median(lambda: sum(1 for _ in category_failures(m)), 3)  # noqa: B023
        decided = median(lambda: decide(claim("is_category", m)), 3)  # noqa: B023
        what = f"10,000 x 10,000, {m.nnz:,} entries, {'a' if category else 'no'} category"
        out.append(Row(f"{what}: made", made, None, ""))
        out.append(Row("  all triples that do not compose", listed, 5.0, ""))
        out.append(Row("  is_category decided, certificate made and checked by the kernel", decided, 5.0, ""))
    return out


if __name__ == "__main__":
    sys.exit(main({"closures": closures, "checks": checks}, __doc__))
