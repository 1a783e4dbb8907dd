"""Reading the data tables of GAP's package FpCategories.

`rec( data_tables := [ [ nObj, nMor ], [ identities, sources, targets, precompose, ... ] ], ... )` with numbers from 0 denotes the category
with objects 0..nObj-1, morphisms 0..nMor-1 and precompose[f][g] = first f, then g; entries of pairs that do not compose are not looked
at. `indices_of_generating_morphisms` are the arrows that tasks are given on, without them every morphism but the identities is;
`labels := [ objects, generating morphisms ]` names them. Everything else in the record follows from the tables and is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from presheaf.model.build import Raw, associativity_failure, category, generating_set, normal_form
from presheaf.model.category import Ints, Names
from presheaf.model.interchange.errors import Read, Unreadable
from presheaf.model.interchange.gap_syntax import Other, Parser, Value
from presheaf.model.interchange.presentation import check_names

OBJECTS, MORPHISMS = 1_000, 1_000
FORM = "a table is rec( data_tables := [ [ objects, morphisms ], [ identities, sources, targets, precompose ] ], ... )"


def _fail(message: str, hint: str = FORM) -> Unreadable:
    return Unreadable("E395", message, hint)


def _wrong(message: str) -> Unreadable:
    return Unreadable("E396", message, "the tables are taken as they are: correct them, or write them again")


@dataclass(frozen=True)
class Tables:
    """The four tables: identity int[n], dom, cod int[m] and compose int[m, m], which is -1 where two morphisms do not compose."""

    identity: Ints
    dom: Ints
    cod: Ints
    compose: Ints


def read_gap(name: str, text: str) -> Read:
    """The category of the data tables of a file; Unreadable says what is malformed or which law fails."""
    record = _record(text)
    tables = _tables(record["data_tables"])
    n, m = len(tables.identity), len(tables.dom)
    _check_ends(tables)
    objects, arrows, given = _names(record, tables)
    check_names(objects, arrows)
    generators = np.array(given, np.int32)
    own = generators
    if "indices_of_generating_morphisms" not in record:  # every morphism is given, and fewer generate
        own = np.array(generating_set(tables.compose, tables.identity, range(m)), np.int32)
    raw = Raw(tables.dom, tables.cod, tables.identity, own, lambda f, s: tables.compose[f, own[s]])
    try:
        normal = normal_form(raw)
    except ValueError:
        raise _wrong(f"the generating morphisms of the file do not generate its {m:,} morphisms") from None
    failure = associativity_failure(tables.compose, own.tolist())
    if failure:
        f, g, h = failure
        left, right = (int(tables.compose[a, b]) for a, b in ((tables.compose[f, g], h), (f, tables.compose[g, h])))
        raise _wrong(f"not associative: first {f} and {g}, then {h} is {left}, but first {f}, then {g} and {h} is {right}")
    assert n == len(objects)
    names = Names(tuple(objects), tuple(arrows), tuple(normal.number[generators].tolist()))
    return Read(category(name, names, normal))


def _record(text: str) -> dict[str, Value]:
    """The one record with data tables."""
    found = Parser(text).records("data_tables")
    if len(found) != 1:
        raise _fail(f"the file has {len(found)} records with data tables, one is expected" if found else "the file has no record with data_tables")
    return found[0]


# ---------------------------------------------------------------- tables


def _list(value: Value, where: str) -> list[Value]:
    if not isinstance(value, list):
        raise _fail(f"{where} is {_kind(value)}, a list is expected")
    return value


def _kind(value: Value) -> str:
    if isinstance(value, Other):
        return f"{value.text[:40]}, which is not evaluated"
    return {int: "a number", str: "a string", list: "a list", dict: "a record"}[type(value)]


def _numbers(value: Value, where: str, length: int, limit: int | None) -> Ints:
    """A list of `length` numbers in 0..limit-1; with limit None anything, what is no number being -1."""
    items = _list(value, where)
    if len(items) != length:
        raise _fail(f"{where} has {len(items):,} entries, {length:,} are expected")
    if limit is None:
        return np.array([x if isinstance(x, int) and abs(x) < 2**31 else -1 for x in items], np.int32)
    for i, x in enumerate(items):
        if not isinstance(x, int):
            raise _fail(f"entry {i} of {where} is {_kind(x)}, a number is expected")
        if not 0 <= x < limit:
            raise _fail(f"entry {i} of {where} is {x}, numbers from 0 to {limit - 1} are expected", "numbers count from 0")
    return np.array(items, np.int32)


def _tables(value: Value) -> Tables:
    pair = _list(value, "data_tables")
    if len(pair) != 2:
        raise _fail(f"data_tables has {len(pair)} entries, sizes and tables are expected")
    sizes, lists = _list(pair[0], "the list of sizes"), _list(pair[1], "the list of tables")
    if len(sizes) != 2 or not all(isinstance(x, int) and x >= 0 for x in sizes):
        raise _fail("the sizes are not two numbers: of objects and of morphisms")
    if len(lists) < 4:
        raise _fail(f"there are {len(lists)} tables; identities, sources, targets and precompose are needed")
    n, m = (x for x in sizes if isinstance(x, int))
    if n > OBJECTS or m > MORPHISMS:
        raise Unreadable("E398", f"{n:,} objects and {m:,} morphisms (limits {OBJECTS:,} and {MORPHISMS:,})")
    identity = _numbers(lists[0], "the table of identities", n, m)
    dom, cod = _numbers(lists[1], "the table of sources", m, n), _numbers(lists[2], "the table of targets", m, n)
    rows = _list(lists[3], "the table precompose")
    if len(rows) != m:
        raise _fail(f"the table precompose has {len(rows):,} rows, {m:,} are expected")
    table = np.array([_numbers(row, f"row {f} of precompose", m, None) for f, row in enumerate(rows)], np.int32).reshape(m, m)
    return Tables(identity, dom, cod, np.where(cod[:, None] == dom[None, :], table, -1).astype(np.int32))


def _check_ends(t: Tables) -> None:
    """Identities and composites are there, have the right ends, and identities are units."""
    m = len(t.dom)
    for x, i in enumerate(t.identity.tolist()):
        if t.dom[i] != x or t.cod[i] != x:
            raise _wrong(f"the identity of object {x} is morphism {i}, which goes {t.dom[i]} -> {t.cod[i]}")
    f, g = np.nonzero(t.cod[:, None] == t.dom[None, :])
    h = t.compose[f, g]
    bad = np.flatnonzero((h < 0) | (h >= m))
    if len(bad):
        raise _wrong(f"morphisms {f[bad[0]]} and {g[bad[0]]} compose, but their composite is {h[bad[0]]}")
    bad = np.flatnonzero((t.dom[h] != t.dom[f]) | (t.cod[h] != t.cod[g]))
    if len(bad):
        i = int(bad[0])
        raise _wrong(f"first {f[i]}, then {g[i]} is {h[i]}, which goes {t.dom[h[i]]} -> {t.cod[h[i]]}, not {t.dom[f[i]]} -> {t.cod[g[i]]}")
    arrows = np.arange(m)
    bad = np.flatnonzero((t.compose[t.identity[t.dom], arrows] != arrows) | (t.compose[arrows, t.identity[t.cod]] != arrows))
    if len(bad):
        raise _wrong(f"morphism {bad[0]} is changed by composing with an identity")


# ---------------------------------------------------------------- names


def _names(record: dict[str, Value], t: Tables) -> tuple[list[str], list[str], list[int]]:
    """Names of the objects, of the given arrows, and the morphisms that these are."""
    n, m = len(t.identity), len(t.dom)
    given = sorted(set(range(m)) - set(t.identity.tolist()))
    if "indices_of_generating_morphisms" in record:
        items = record["indices_of_generating_morphisms"]
        given = _numbers(items, "indices_of_generating_morphisms", len(_list(items, "indices_of_generating_morphisms")), m).tolist()
    objects, arrows = [f"o{x}" for x in range(n)], [f"m{f}" for f in given]
    if "labels" not in record:
        return objects, _distinct(arrows), given
    labels = _list(record["labels"], "labels")
    if len(labels) != 2:
        raise _fail(f"labels has {len(labels)} entries; those of the objects and of the generating morphisms are expected")
    objects = _strings(labels[0], "the labels of the objects", n)
    if "indices_of_generating_morphisms" in record:
        arrows = _strings(labels[1], "the labels of the generating morphisms", len(given))
    return objects, arrows, given


def _distinct(names: list[str]) -> list[str]:
    """The names with a number after those that occurred before."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


def _strings(value: Value, where: str, length: int) -> list[str]:
    items = _list(value, where)
    if len(items) != length:
        raise _fail(f"{where}: {len(items):,} are given, {length:,} are expected")
    out = []
    for i, x in enumerate(items):
        if not isinstance(x, str):
            raise _fail(f"{where}: number {i} is {_kind(x)}, a string is expected")
        out.append(x)
    return out
