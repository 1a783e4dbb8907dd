"""Refusals of the kernel, and the one way in which it reads numbers from a certificate."""

from __future__ import annotations

from typing import Any


class Rejected(Exception):
    """The certificate does not prove what it says; `reason` is a short fixed code, the message says where."""

    def __init__(self, reason: str, where: object) -> None:
        super().__init__(f"{reason}: {str(where)[:200]}")
        self.reason = reason


def need(condition: bool, reason: str, where: object) -> None:
    """Reject unless the condition holds; `where` is written out only then."""
    if not condition:
        raise Rejected(reason, where)


def integer(value: Any, bound: int, where: str) -> int:
    """`value` as an integer in [0, bound); booleans, floats and negative numbers are refused."""
    return integers([value], bound, where)[0]


def integers(values: Any, bound: int, where: str, length: int | None = None, least: int = 0) -> list[int]:
    """A list of integers in [least, bound), of the given length if one is given. Linear, without a Python loop."""
    need(type(values) is list, "shape", f"{where} is not a list")
    need(length is None or len(values) == length, "length", f"{where} has {len(values)} entries, not {length}")
    if values:
        need(set(map(type, values)) == {int}, "range", f"{where} holds something that is not an integer")
        need(min(values) >= least and max(values) < bound, "range", f"{where} leaves {least}..{bound - 1}")
    return list(values)


def member(mapping: Any, key: str, where: str) -> Any:
    """`mapping[key]` of a JSON object."""
    need(isinstance(mapping, dict), "shape", f"{where} is not an object")
    need(key in mapping, "missing", f"{where}.{key}")
    return mapping[key]


def named(mapping: dict[str, Any], name: Any, where: str) -> Any:
    """The structure of that name."""
    need(isinstance(name, str) and name in mapping, "unknown name", where)
    return mapping[name]
