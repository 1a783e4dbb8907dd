"""What enumerating all small structures takes, and claims about all of them, against the bounds that are promised and against peers.

    python tests/benchmarks/bench_scopes.py [NAME...]

Seconds are CPU seconds of this process and its children, the least of a few runs; memory is the peak of the process.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from measure import Row, kernel_row, least, main, verify

from presheaf.claims import coverage
from presheaf.kernel import check
from presheaf.model.small.categories import categories

THEOREM = "claim thm1: forall C: category, T: task(C). promptable(T) iff representable(T) within C <= 5 arrows; T <= 4 elements\n"
NAIVE = """\
claim naive: forall C: category, T: task(C). promptable(T, card) implies promptable(T) within C <= 3 arrows; T <= 3 elements expect refuted
"""


def enumerated(name: str, sizes: list[tuple[int, int]], expected: int, bound: float | None, note: str, runs: int = 3) -> Row:
    """All categories with these numbers of objects and arrows, as model objects."""

    def work() -> None:
        found = sum(1 for objects, arrows in sizes for _ in categories("C", objects, arrows))
        assert found == expected, found

    return Row(f"{name} ({expected:,})", least(work, runs), bound, note)


def enumeration() -> list[Row]:
    return [
        enumerated("categories with 6 arrows", [(n, 6) for n in range(1, 7)], 2_858, 5, "mace4 + isofilter: 46 s"),
        enumerated("categories with 7 arrows", [(n, 7) for n in range(1, 8)], 36_440, 120, "", 1),
        enumerated("categories with 8 arrows on several objects", [(n, 8) for n in range(2, 9)], 54_289, None, "OEIS A125696 without A058129", 1),
        enumerated("monoids of order 6", [(1, 6)], 2_237, 2, "mace4 + isofilter: 18 s"),
    ]


def whole(name: str, text: str, bound: float, note: str, runs: int) -> Row:
    """A whole process that verifies one file."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "scope.psh"
        spec.write_text(text, encoding="utf-8")
        return Row(name, least(verify(str(spec)), runs), bound, note)


def claims() -> list[Row]:
    return [
        whole("count C: category within C = 6 arrows", "count six: C: category within C = 6 arrows expect 2858\n", 5, "whole process", 2),
        whole("least counterexample to `promptable(T, card) implies promptable(T)`", NAIVE, 1, "whole process", 3),
        whole("Theorem 1, 399 categories, 18,180 tasks", THEOREM, 60, "whole process, every instance checked by the kernel", 1),
    ]


def completeness() -> list[Row]:
    """That the enumerated categories are all there are: the proof found, and the certificate checked by the kernel alone."""
    rows = []
    for name, objects, arrows, expected, bound in (
        ("one-object categories with 5 arrows", (1, 1), (5, 5), 228, 10),
        ("categories with at most 4 arrows", (1, 4), (1, 4), 70, 1),
        ("categories with at most 5 arrows", (1, 5), (1, 5), 399, None),
    ):

        def work(objects: tuple[int, int] = objects, arrows: tuple[int, int] = arrows, expected: int = expected) -> dict[str, Any]:
            found = coverage.categories(objects, arrows)
            assert found is not None
            assert check(found[0]).statement[1] == expected
            return found[0]

        document = work()
        lines = sum(len(case["evidence"]["lrat"]) for case in document["cases"])
        rows.append(Row(f"{name} ({expected:,}) are all, certified", least(work, 2), bound, f"enumeration and kernel included; {lines:,} lines"))
        rows.append(kernel_row(document))
    return rows


GROUPS = {"enumeration": enumeration, "claims": claims, "completeness": completeness}


if __name__ == "__main__":
    sys.exit(main(GROUPS, __doc__))
