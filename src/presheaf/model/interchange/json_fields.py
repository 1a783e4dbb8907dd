"""Typed access to parsed JSON: every expectation that fails is an Unreadable that says where and what was expected."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from presheaf.model.interchange.errors import Unreadable

_KINDS: dict[type, str] = {dict: "an object", list: "an array", str: "a string", bool: "a Boolean", int: "a number", float: "a number"}


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    return "null" if value is None else _KINDS.get(type(value), "something else")


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _distinct_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) < len(pairs):
        keys = [k for k, _ in pairs]
        raise ValueError(f"the key {next(k for k in keys if keys.count(k) > 1)[:60]!r} occurs twice in one object")
    return out


@dataclass(frozen=True)
class Fields:
    """Access to one document: `code` is the error code of its format, `hint` what its errors add."""

    code: str
    hint: str = ""

    def fail(self, message: str, hint: str = "") -> Unreadable:
        """The error for a malformed field."""
        return Unreadable(self.code, message, hint or self.hint)

    def parse(self, text: str) -> Any:
        """The JSON value of a text; NaN, doubled keys and endless nesting are errors too."""
        try:
            return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_distinct_keys)
        except RecursionError:
            raise self.fail("the JSON is nested too deeply") from None
        except json.JSONDecodeError as bad:
            raise self.fail(f"not JSON: {bad.msg.lower()} at line {bad.lineno}, column {bad.colno}") from None
        except ValueError as bad:
            raise self.fail(f"not JSON: {bad}") from None

    def array(self, value: object, where: str) -> list[Any]:
        """A JSON array."""
        if not isinstance(value, list):
            raise self.fail(f"{where} is {kind(value)}, an array is expected")
        return value

    def mapping(self, value: object, where: str) -> dict[str, Any]:
        """A JSON object."""
        if not isinstance(value, dict):
            raise self.fail(f"{where} is {kind(value)}, an object is expected")
        return value

    def string(self, value: object, where: str) -> str:
        """A JSON string."""
        if not isinstance(value, str):
            raise self.fail(f"{where} is {kind(value)}, a string is expected")
        return value

    def whole(self, value: object, where: str, low: int | None = None, high: int | None = None) -> int:
        """A whole number in [low, high]; 1.0 is one."""
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if not isinstance(number, int) or isinstance(number, bool):
            raise self.fail(f"{where} is {kind(value)}{' with a fraction' if isinstance(value, float) else ''}, a whole number is expected")
        if (low is not None and number < low) or (high is not None and number > high):
            limits = f"at least {low}" if high is None else f"between {low} and {high}" if low is not None else f"at most {high}"
            raise self.fail(f"{where} is {number if abs(number) < 10**18 else 'huge'}, it should be {limits}")
        return number
