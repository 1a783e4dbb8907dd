"""The presheaf of sieves: over A the sets of arrows into A that are closed under composition with any arrow in front.

A sieve on A is a union of principal sieves, those of all k ; g for one arrow g into A, so the sieves are the closure of the principal
ones under union. A subset of the arrows into A is a row of bits here, in the order of `Category.into`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.constructions import after
from presheaf.model.names import LazyNames, arrow_name
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.tasks import layout, starts

SIEVE_LIMIT = 100_000  # sieves on one object
BIT_LIMIT = 50_000_000  # bits of all the sieves, and entries of the order of the arrows into one object

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SievesOf:
    """Origin of `omega(C)`. `members[A]`, bool[sieves on A, arrows into A]; `below[A]`, bool[g, h]: h is k ; g for some k."""

    members: tuple[Bits, ...]
    below: tuple[Bits, ...]


def omega(name: str, c: Category) -> SetFunctor:
    """The presheaf of sieves on C; f : A -> B takes a sieve S on B to the sieve of all g with g ; f in S.

    Sieves are ordered by their number of arrows, the empty one first, the maximal one last. O(arrows into A squared for every A, and bits of
    the sieves); TooLarge beyond SIEVE_LIMIT, as there can be exponentially many.
    """
    below = tuple(_order(c, x) for x in range(c.object_count))
    members, left = [], BIT_LIMIT
    for x, order in enumerate(below):
        members.append(_unions(c, x, order, left))
        left -= members[-1].size
    start = starts([len(rows) for rows in members])
    place = np.empty(c.arrow_count, np.int64)  # of every arrow among those into its codomain
    for x in range(c.object_count):
        place[c.into(x)] = np.arange(len(c.into(x)))
    action = np.empty(len(layout(c, "contravariant", start)[0]), np.int32)
    done = 0
    for s, arrow in enumerate(c.generators.tolist()):
        a, b = int(c.dom[arrow]), int(c.cod[arrow])
        g = c.into(a)
        pulled = members[b][:, place[after(c, g, np.full(len(g), s, np.int32))]]
        action[done : done + len(pulled)] = start[a] + _find(members[a], pulled)
        done += len(pulled)
    return SetFunctor(name, c, "contravariant", start, action, SieveNames(c, members, below, start), SievesOf(tuple(members), below))


def _order(c: Category, x: int) -> Bits:
    """bool[arrows into x, arrows into x]: entry [g, h] says that h = k ; g for some arrow k."""
    into = c.into(x)
    count = len(into)
    if count * count > BIT_LIMIT:
        raise TooLarge(f"the sieves of {count:,} arrows into {c.names.objects[x]}")
    place = np.full(c.arrow_count, -1, np.int64)
    place[into] = np.arange(count)
    out = np.zeros((count, count), bool)
    for i, g in enumerate(into.tolist()):
        k = c.into(int(c.dom[g]))
        out[i, place[c.compose_arrays(k, np.full(len(k), g, np.int32))]] = True
    return out


def _unions(c: Category, x: int, order: Bits, limit: int) -> Bits:
    """All unions of principal sieves on x, by size and then by bits: bool[sieves, arrows into x]."""
    found = {0}
    for row in np.unique(order, axis=0):
        one = int.from_bytes(np.packbits(row).tobytes(), "big")
        found |= {one | other for other in found}
        if len(found) > SIEVE_LIMIT or len(found) * len(order) > limit:
            raise TooLarge(f"more than {min(SIEVE_LIMIT, limit // max(len(order), 1)):,} sieves on {c.names.objects[x]}")
    width = (len(order) + 7) // 8
    data = b"".join(one.to_bytes(width, "big") for one in found)
    rows = np.unpackbits(np.frombuffer(data, np.uint8).reshape(len(found), width), axis=1, count=len(order)).astype(bool)
    return rows[np.lexsort((*(~rows.T[::-1]), rows.sum(axis=1)))]


def _find(table: Bits, rows: Bits) -> npt.NDArray[np.int64]:
    """The place of every row in a table of different rows, which holds them all."""
    keys, wanted = (_packed(bits) for bits in (table, rows))
    order = np.argsort(keys)
    found: npt.NDArray[np.int64] = order[np.searchsorted(keys[order], wanted)]
    return found


def _packed(rows: Bits) -> npt.NDArray[np.void]:
    """The rows as byte strings, which numpy sorts."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    return packed.view(np.dtype((np.void, packed.shape[1]))).ravel()


class SieveNames(LazyNames):
    """Names of sieves, made when they are asked for: the arrows that generate it, `{f, g}`, of those that generate the same the first."""

    def __init__(self, c: Category, members: Sequence[Bits], below: Sequence[Bits], start: npt.NDArray[np.int64]) -> None:
        self.c, self.members, self.below, self.start = c, members, below, start

    def __len__(self) -> int:
        return int(self.start[-1])

    def spelled(self, at: int) -> str:
        """`{f, g}`."""
        x = int(np.searchsorted(self.start, at, side="right")) - 1
        inside = np.flatnonzero(self.members[x][at - int(self.start[x])])
        order, into = self.below[x][np.ix_(inside, inside)], self.c.into(x)[inside]
        by_number = np.argsort(into)
        order, into = order[np.ix_(by_number, by_number)], into[by_number]
        strictly = order & ~order.T  # [g, h]: h is below g and not the other way round
        twin = np.triu(order & order.T, 1)  # [g, h]: they generate the same, and g comes first
        kept = into[~strictly.any(axis=0) & ~twin.any(axis=0)]
        return f"{{{', '.join(arrow_name(self.c, int(g)) for g in kept)}}}"
