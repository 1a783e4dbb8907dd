"""A progress bar on standard error, only on a terminal."""

from __future__ import annotations

import shutil
import sys
import time


class Progress:
    """`[#####.....] 12/40 name`; silent unless standard error is a terminal. Redraws at most ten times a second."""

    def __init__(self, total: int, enabled: bool = True) -> None:
        self.total, self.done = total, 0
        self.live = enabled and sys.stderr.isatty()
        self.drawn = self.began = 0.0
        self.label = ""

    def step(self, label: str) -> None:
        """Name what is being worked on."""
        self.label, self.began = label, time.monotonic()
        self._draw(label)

    def instances(self, checked: int, total: int | None) -> None:
        """So many instances of the claim in progress have been looked at."""
        rate = checked / max(time.monotonic() - self.began, 1e-3)
        about = f" of about {max(total, checked):,}" if total else ""
        self._draw(f"{self.label}: {checked:,}{about} structures, {rate:,.0f}/s")

    def _draw(self, label: str) -> None:
        now = time.monotonic()
        if self.live and now - self.drawn > 0.1:
            self.drawn = now
            filled = 20 * self.done // max(self.total, 1)
            room = max(10, shutil.get_terminal_size().columns - 34)
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (20 - filled)}] {self.done}/{self.total} {label[:room]}\x1b[K")
            sys.stderr.flush()

    def advance(self, count: int = 1) -> None:
        """So many more are done."""
        self.done += count

    def clear(self) -> None:
        """Remove the bar."""
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
