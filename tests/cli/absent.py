"""A claim that looks at the table of an encoder, and a machine without torch."""

import importlib.abc
import sys
from typing import Any

import pytest

from presheaf.claims.base import Answer, Formula, Kind, Lowering


class Looks(Kind):
    """A claim that looks at the table of an encoder, and at no package."""

    name = "looks"
    alternatives = (("encoder",),)
    summary = explanation = "it has rows"

    def define(self, low: Lowering, args: Any) -> Formula:
        return len(args[0].rows.values) > 0

    def decide(self, low: Lowering, args: Any) -> Answer:
        return Answer(len(args[0].rows.values) > 0)


class Absent(importlib.abc.MetaPathFinder):
    """An import hook: torch is not here."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError(f"No module named {name!r}")


def hide_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing can import torch, nor find that it is imported already."""
    for name in [n for n in sys.modules if n.partition(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
