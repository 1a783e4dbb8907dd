"""Names of arrows that are spelt out only when somebody asks for one: built categories have many, claims use few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property


class Written(Mapping[str, int]):
    """The arrow names that `make` spells, made once and on first use."""

    def __init__(self, make: Callable[[], dict[str, int]]) -> None:
        self._make = make

    @cached_property
    def _table(self) -> dict[str, int]:
        return self._make()

    def __getitem__(self, name: str) -> int:
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __reduce__(self) -> tuple[type[dict[str, int]], tuple[dict[str, int]]]:
        """A plain dictionary on the other side: the function stays here."""
        return dict, (self._table,)
