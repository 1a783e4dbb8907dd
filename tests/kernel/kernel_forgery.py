"""Certificates that prove nothing, each with the reason for which the kernel must reject it.

A forgery changes the sample certificate at some paths. `DROP` removes a key; a path may end behind the last entry of a list to append.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kernel_samples import base

DROP = object()


class Forgery(NamedTuple):
    label: str
    reason: str
    changes: tuple[tuple[tuple[Any, ...], Any], ...]

    def document(self) -> Any:
        document: Any = {"top": json.loads(json.dumps(base()))}
        for path, value in self.changes:
            change(document, ("top", *path), value)
        return document["top"]


def change(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put a value at a path, in place."""
    at = document
    for step in path[:-1]:
        at = at[step]
    if value is DROP:
        del at[path[-1]]
    elif isinstance(at, list) and path[-1] == len(at):
        at.append(value)
    else:
        at[path[-1]] = value


def forge(label: str, reason: str, *changes: Any) -> Forgery:
    """`forge(label, reason, path, value, path, value, ...)`."""
    return Forgery(label, reason, tuple(zip(changes[::2], changes[1::2], strict=True)))


def says(formula: Any) -> tuple[Any, ...]:
    """A statement of the forger's own."""
    return (("statement",), formula)


def answer(*answers: Any) -> tuple[Any, ...]:
    """Only these answers, and a statement that would follow from nothing else."""
    return (("answers",), list(answers))


def asks(question: Any, *evidence: Any) -> tuple[Any, ...]:
    """One question, one answer to it."""
    return (("questions", "new"), question, ("answers",), [["new", [], e] for e in evidence], *says(["holds", "new"]))


def question(**parts: Any) -> dict[str, Any]:
    return {"params": [], **parts}
