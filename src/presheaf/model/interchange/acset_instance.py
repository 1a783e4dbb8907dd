"""ACSet instances (AlgebraicJulia, JSON) and copresheaves.

A C-set over a schema is a *copresheaf* on the schema's category: the column of a hom f : A -> B in table A is the map S(f) : S(A) -> S(B).
A presheaf T on C is written as what it is for such programs, a C-set over the schema of op(C): the column of f stands in table B. An
attribute type denotes the values that occur, after its variables. Element names are not part of an instance: rows are called 1, 2, ...
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.interchange.errors import Unreadable, Unwritable
from presheaf.model.interchange.json_fields import Fields
from presheaf.model.laws import set_functor_failures
from presheaf.model.setfunctor import SetFunctor
from presheaf.model.tasks import from_listed, starts

INSTANCE = Fields("E394", 'an instance is {"V": [{"_id": 1, "hom": 1, ...}, ...], ...}, one table for each object')
VALUES = 1_000_000


def copresheaf_to_instance(t: SetFunctor) -> str:
    """The instance document of a set-valued functor, over the schema of its category (of the opposite one for a presheaf)."""
    c = t.category
    contravariant = t.variance == "contravariant"
    if t.partial:
        raise Unwritable(f"{t.name} has unknown values, and an instance has none")
    if "_id" in c.names.listed:
        raise Unwritable(f"{c.name} has an arrow called _id, which is the row number in an instance")
    near = (c.cod if contravariant else c.dom)[list(c.names.listed_arrows)]
    if t.size + int(t.sizes[near].sum()) > VALUES:
        raise Unwritable(f"{t.name} has {t.size + int(t.sizes[near].sum()):,} rows and values to write (limit {VALUES:,})")
    tables: list[list[dict[str, int]]] = [[{"_id": i + 1} for i in range(size)] for size in t.sizes.tolist()]
    for f, arrow, s in zip(c.names.listed, c.names.listed_arrows, c.listed_generators, strict=True):
        source, target = (c.cod[arrow], c.dom[arrow]) if contravariant else (c.dom[arrow], c.cod[arrow])
        over = np.arange(t.start[source], t.start[source + 1], dtype=np.int32)
        images = t.map_of(s) if s >= 0 else t.act(over, np.full(len(over), arrow, np.int32))
        for row, image in zip(tables[int(source)], (images - t.start[target] + 1).tolist(), strict=True):
            row[f] = image
    return json.dumps(dict(zip(c.names.objects, tables, strict=True)), ensure_ascii=False, indent=1)


def instance_to_copresheaf(name: str, c: Category, text: str, attribute_types: Collection[str] = ()) -> SetFunctor:
    """The copresheaf on C of an instance document over the schema of C; absent tables are empty. Unreadable says what is malformed."""
    data = INSTANCE.mapping(INSTANCE.parse(text), "the document")
    for table in data:
        if table not in c.names.object_index:
            raise INSTANCE.fail(f"the table {table[:60]} belongs to no object of {c.name}")
    rows = [_table([] if data.get(x) is None else data[x], x) for x in c.names.objects]
    columns: dict[str, set[str]] = {x: {"_id"} for x in c.names.objects}
    for f, arrow in zip(c.names.listed, c.names.listed_arrows, strict=True):
        columns[c.names.objects[int(c.dom[arrow])]].add(f)
    for x, table_rows in zip(c.names.objects, rows, strict=True):
        for i, row in enumerate(table_rows):
            if not row.keys() <= columns[x]:
                raise INSTANCE.fail(f"row {i + 1} of {x}: {next(k for k in row if k not in columns[x])[:60]} is not an arrow out of {x}")
    values = _Values(c, rows, frozenset(attribute_types))
    maps = [values.column(f, int(c.dom[a]), int(c.cod[a])) for f, a in zip(c.names.listed, c.names.listed_arrows, strict=True)]
    start = starts([len(names) for names in values.names])
    placed = [column + start[int(c.cod[a])] for column, a in zip(maps, c.names.listed_arrows, strict=True)]
    names = tuple(x for block in values.names for x in block)
    out, clashes = from_listed(name, c, "covariant", start, names, [np.asarray(p, np.int32) for p in placed])
    if clashes:
        raise INSTANCE.fail(f"the column {c.names.listed[clashes[0].arrow]} is not the composite that it is in {c.name}")
    for bad in set_functor_failures(out):
        raise Unreadable("E394", f"the columns do not respect {bad.law}: row {bad.element} goes to {bad.left} and to {bad.right}")
    return out


def _table(value: object, where: str) -> list[dict[str, Any]]:
    rows = [INSTANCE.mapping(row, f"row {i + 1} of {where}") for i, row in enumerate(INSTANCE.array(value, f"the table {where}"))]
    for i, row in enumerate(rows):
        if "_id" in row and INSTANCE.whole(row["_id"], f"row {i + 1} of {where}: _id") != i + 1:
            raise INSTANCE.fail(f"row {i + 1} of {where} has _id {row['_id']}; ids are row numbers")
    return rows


class _Values:
    """The elements over each object, attribute values being added as columns mention them."""

    def __init__(self, c: Category, rows: list[list[dict[str, Any]]], attribute_types: frozenset[str]) -> None:
        self.c, self.rows = c, rows
        self.attribute = [x in attribute_types for x in c.names.objects]
        self.names = [[f"{'_' if a else ''}{i + 1}" for i in range(len(table))] for table, a in zip(rows, self.attribute, strict=True)]
        self.number: list[dict[str, int]] = [{} for _ in rows]

    def column(self, f: str, source: int, target: int) -> Ints:
        """The values of arrow f as positions over its codomain."""
        out = np.empty(len(self.rows[source]), np.int32)
        for i, row in enumerate(self.rows[source]):
            where = f"row {i + 1} of {self.c.names.objects[source]}: {f}"
            if row.get(f) is None:
                raise INSTANCE.fail(f"{where} has no value")
            out[i] = self._value(row[f], where, target)
        return out

    def _value(self, value: object, where: str, target: int) -> int:
        if isinstance(value, dict) and value.keys() == {"_var"}:
            value = value["_var"]
        elif self.attribute[target]:
            return self._constant(value, target)
        return INSTANCE.whole(value, where, 1, len(self.rows[target])) - 1

    def _constant(self, value: object, target: int) -> int:
        """The place of an attribute value, named by its JSON text; a string is called what it says where that is no other value's name."""
        known, names = self.number[target], self.names[target]
        text = _text(value)
        if text not in known:
            known[text] = len(names)
            names.append(value if isinstance(value, str) and self._plain(value, target) else text)
        return known[text]

    def _plain(self, value: str, target: int) -> bool:
        """Whether a string is neither the JSON text of a value, nor the name of a variable, nor blank, and can be written."""
        try:
            value.encode("utf-8")
            json.loads(value)
        except UnicodeEncodeError:
            return False
        except (ValueError, RecursionError):
            return value.strip() != "" and value not in self.names[target][: len(self.rows[target])]
        return False


def _text(value: object) -> str:
    """The JSON text of a value, with escapes only where it holds half of a surrogate pair."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True)
    return text
