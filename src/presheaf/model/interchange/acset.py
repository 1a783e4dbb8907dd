"""ACSet schemas (AlgebraicJulia, JSON) and categories.

The category of a schema has its objects *and attribute types* as objects, its homs *and attributes* as generating arrows, and its
equations as relations: the category that Catlab calls the schema. A C-set over it is a *copresheaf*: homs act covariantly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from presheaf.model.category import Category, Law
from presheaf.model.closure import Unclosed
from presheaf.model.interchange.errors import Read
from presheaf.model.interchange.json_fields import Fields
from presheaf.model.interchange.paths import Arrows
from presheaf.model.interchange.presentation import Presentation, check_names, closed, presentation

SCHEMA = Fields("E394", 'a schema is {"Ob": [{"name": ...}], "Hom": [{"name", "dom", "codom"}], "AttrType", "Attr", "equations"}')
VERSION = {"ACSetSchema": "0.0.1", "ACSets": "0.2.0", "Catlab": "0.16.0"}


@dataclass(frozen=True)
class Schema:
    """The presentation of a schema's category; the last `attribute_types` of its objects are the attribute types."""

    presentation: Presentation
    attribute_types: tuple[str, ...]


def read_acset(name: str, text: str, bound: int | None = None) -> Read:
    """The category of a schema document, presented within `bound` arrows; Unreadable says what is malformed."""
    return Read(closed(name, parse_schema(text).presentation, bound))


def schema_category(name: str, schema: Schema, bound: int | None = None) -> Category | Unclosed:
    """The category of a parsed schema."""
    return closed(name, schema.presentation, bound)


def parse_schema(text: str) -> Schema:
    """A schema document as a presentation. Versions, titles and unknown keys are not looked at; absent sections are empty, but not "Ob"."""
    data = SCHEMA.mapping(SCHEMA.parse(text), "the document")
    if "Ob" not in data:
        instance = data and all(isinstance(rows, list) for rows in data.values())
        raise SCHEMA.fail('the document has no "Ob"' + (": it looks like an instance, not like a schema" if instance else ""))
    obs, types = ([_name(item, f"{key} {i}") for i, item in enumerate(_section(data, key))] for key in ("Ob", "AttrType"))
    number = {x: i for i, x in enumerate([*obs, *types])}
    check_names([*obs, *types], [])
    ends = {"Hom": frozenset(obs), "Attr": frozenset(types)}
    rows = [_arrow(item, f"{key} {i}", number, ends["Hom"], ends[key]) for key in ends for i, item in enumerate(_section(data, key))]
    arrows, dom, cod = tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows)
    check_names([*obs, *types], arrows)
    reader = Arrows(SCHEMA, {f: i for i, f in enumerate(arrows)}, dom, cod)
    laws = [w for i, item in enumerate(_section(data, "equations")) for w in _equation(item, f"equation {i}", number, reader)]
    labels = [w.label for w in laws if w.label]
    if len(set(labels)) < len(labels):
        raise SCHEMA.fail(f"two equations are called {next(x for x in labels if labels.count(x) > 1)[:60]}", "labels of equations are distinct")
    return Schema(Presentation((*obs, *types), arrows, dom, cod, tuple(laws)), tuple(types))


def _section(data: dict[str, Any], key: str) -> list[Any]:
    return SCHEMA.array([] if data.get(key) is None else data[key], key)


def _name(item: object, where: str) -> str:
    """The name of an entry, which may be given as a bare string."""
    if isinstance(item, str):
        return item
    entry = SCHEMA.mapping(item, where)
    if "name" not in entry:
        raise SCHEMA.fail(f"{where} has no name")
    return SCHEMA.string(entry["name"], f"{where}: the name")


def _arrow(item: object, where: str, number: dict[str, int], sources: frozenset[str], targets: frozenset[str]) -> tuple[str, int, int]:
    entry = SCHEMA.mapping(item, where)
    ends = []
    for keys, known in ((("dom", "src"), sources), (("codom", "cod", "tgt"), targets)):
        key = next((k for k in keys if k in entry), None)
        if key is None:
            raise SCHEMA.fail(f"{where} has no {keys[0]}")
        end = SCHEMA.string(entry[key], f"{where}: {key}")
        if end not in known:
            kind = "an attribute type" if where.startswith("Attr") and known is targets else "an object"
            raise SCHEMA.fail(f"{where}: {key} is {end[:60]}, which is not declared as {kind}")
        ends.append(number[end])
    return _name(entry, where), ends[0], ends[1]


def _equation(item: object, where: str, number: dict[str, int], arrows: Arrows) -> list[Law]:
    """The laws of an entry: one for every path after the first."""
    entry = SCHEMA.mapping(item, where)
    label = "" if entry.get("name") is None else SCHEMA.string(entry["name"], f"{where}: the name")
    sides = [SCHEMA.array(path, f"{where}: path {k}") for k, path in enumerate(SCHEMA.array(entry.get("paths"), f"{where}: paths"))]
    if len(sides) < 2:
        raise SCHEMA.fail(f"{where} has {len(sides)} path{'s' * (len(sides) != 1)}, an equation compares two")
    words = [[SCHEMA.string(f, f"{where}: an arrow of a path") for f in side] for side in sides]
    ends = []
    for key in ("dom", "codom"):
        if entry.get(key) is not None:
            end = SCHEMA.string(entry[key], f"{where}: {key}")
            if end not in number:
                raise SCHEMA.fail(f"{where}: {key} is {end[:60]}, which is not declared")
            ends.append(number[end])
    declared = (ends[0], ends[1]) if len(ends) == 2 else None
    return [arrows.law(where, label if k == 0 else "", (words[0], word), declared) for k, word in enumerate(words[1:])]


def to_acset(c: Category) -> str:
    """The schema document whose category is C: its objects, given arrows and equations, and no attributes; Unwritable if it is too large."""
    p = presentation(c)
    ends = [{"dom": p.objects[a], "codom": p.objects[b]} for a, b in zip(p.dom, p.cod, strict=True)]
    document = {
        "version": VERSION,
        "Ob": [{"name": x} for x in p.objects],
        "Hom": [{"name": f, **end} for f, end in zip(p.arrows, ends, strict=True)],
        "AttrType": [],
        "Attr": [],
        "equations": [_written(p, law) for law in p.laws],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _written(p: Presentation, law: Law) -> dict[str, Any]:
    longer = law.left or law.right
    end = p.cod[longer[-1]] if longer else law.start
    paths = [[p.arrows[f] for f in side] for side in (law.left, law.right)]
    return {"name": law.label or None, "dom": p.objects[law.start], "codom": p.objects[end], "paths": paths}
