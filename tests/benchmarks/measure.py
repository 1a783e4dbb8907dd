"""CPU seconds, rows of a table, and its printing."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median as middle
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """One line of the table; without a bound it only informs."""

    name: str
    seconds: float
    bound: float | None
    note: str


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def times(work: Callable[[], object], runs: int) -> list[float]:
    out = []
    for _ in range(runs):
        began = cpu()
        work()
        out.append(cpu() - began)
    return out


def least(work: Callable[[], object], runs: int = 3) -> float:
    return min(times(work, runs))


def median(work: Callable[[], object], runs: int = 5) -> float:
    return middle(times(work, runs))


def peak() -> float:
    """The most memory in GB that this process or one of its children has held."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e6


def allocated(work: Callable[[], object]) -> int:
    """The most bytes that the work held at one time, beyond those that were held before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def verify(*arguments: str, exit_code: int = 0) -> Callable[[], object]:
    """A run of the command line tool, which must end with that code."""

    def run() -> None:
        command = [sys.executable, "-m", "presheaf", "verify", "--no-progress", *arguments]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, check=False)
        assert done.returncode == exit_code, done.stdout + done.stderr

    return run


def kernel_row(document: dict[str, Any], bound: float | None = None) -> Row:
    """The kernel alone in a process of its own, reading the certificate from its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        alone = lambda: subprocess.run([sys.executable, "-m", "presheaf.kernel", str(path)], check=True, capture_output=True)  # noqa: E731
        return Row("  re-checked from the file by the kernel alone", least(alone, 1), bound, f"{path.stat().st_size / 1e6:.1f} MB of JSON")


def main(groups: dict[str, Callable[[], list[Row]]], description: str | None) -> int:
    """The command line of a benchmark: the table of the groups that are named, or of all."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", choices=[*groups, []], metavar="NAME", help=", ".join(groups))
    names = parser.parse_args().names or list(groups)
    show([groups[name] for name in names])
    return 0


def show(groups: Sequence[Callable[[], list[Row]]]) -> int:
    """Print the table of these groups; the number of rows over their bound."""
    print(f"{'':<72} {'seconds':>9} {'bound':>7}   peers, floors and notes")
    late = 0
    for group in groups:
        for row in group():
            over = row.bound is not None and row.seconds > row.bound
            late += over
            bound = "" if row.bound is None else f"{row.bound:.3f}"
            print(f"{row.name:<72} {row.seconds:9.4f} {bound:>7} {'!' if over else ' '} {row.note}", flush=True)
    print(f"peak memory {peak():.2f} GB; {os.cpu_count()} cores; {late} over their bound")
    return late
