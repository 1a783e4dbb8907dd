"""Lists of structures that are complete, one choice after the other: all categories C, over each of them all functors T, and so on.

A structure is *told*, as text, with those that it is over written out in place of their names: what is told alike is one structure. The certificate
of a list has `lists`: [section, name, part of an entry]; solutions fill the rest of the entry, it is in the unknown tables `name.part`.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from .errors import integer, member, named, need
from .problem import Problem
from .relabelling import same_category
from .structure import Category

PARTS = {"set_functors": ("action",), "functors": ("objects", "generators"), "transformations": ("at",)}
OVER: dict[str, dict[str, str]] = {
    "categories": {},
    "set_functors": {"category": "categories"},
    "functors": {"dom": "categories", "cod": "categories"},
    "transformations": {"dom": "set_functors", "cod": "set_functors"},
}
Sizes = dict[str, tuple[int, ...]]


def told(document: Any, section: str, name: Any) -> str:
    """A structure of a document."""
    return json.dumps(_told(document, section, name), sort_keys=True)


def _told(document: Any, section: str, name: Any) -> Any:
    entry, over = named(member(document, section, "about"), name, "about"), OVER[section]
    return [section, {part: _told(document, over[part], value) if part in over else value for part, value in entry.items()}]


def note(problem: Problem, data: dict[str, Any], sizes: Sizes, about: list[Any], instances: list[Any], given: list[str]) -> None:
    """Tell the structure that the solution is which the problem holds. The next entry of `about`, if `data` has it, says where else it is.

    That is [instance, name], for a category with the table of its composition and the arrows: arrow f of the solution is arrow arrows[f] there. A
    category is told as it is there, since a solution says nothing about its generators.
    """
    section, name, *known = data["lists"]
    linked = "about" in data
    where = about.pop(0) if linked else [0, name]
    there = instances[integer(where[0], len(instances), "about")] if linked else {}
    if section == "categories":
        _, other, table, order = where
        same_category(problem, name, table, Category(other, named(member(there, section, "about"), other, "about")), order)
        given.append(told(there, section, other))
        return
    values = {part: [problem.value[cell] for cell in problem.tables[f"{name}.{part}"].values()] for part in PARTS[section]}
    entry = {**known[0], **values, **({"sizes": list(sizes[name])} if name in sizes else {})}
    found = told({**data, section: {**data.get(section, {}), name: entry}}, section, name)
    need(not linked or told(there, section, where[1]) == found, "about", f"{name} is another structure")
    given.append(found)


def choices(lists: list[tuple[dict[str, Any], list[str]]]) -> int:
    """How many choices of structures there are, one of each name; rejected unless there is a list for every choice of those before it.

    `lists` are certificates and what they list. Those of one name are about different structures of the names before; all else is alike.
    """
    chosen: list[dict[str, str]] = [{}]
    known: set[str] = set()
    for name, level in groupby(lists, key=lambda one: str(one[0]["lists"][1])):
        need(name not in known, "levels", f"{name} is listed again")
        found, further = dict[frozenset[tuple[str, str]], list[str]](), set[str]()
        for data, given in level:
            declared = {(other, told(data, section, other)) for section in OVER for other in data.get(section, {})}
            over = frozenset(pair for pair in declared if pair[0] in known)
            found[over] = given
            further.add(json.dumps([data["scope"], data["theory"], data["lists"], sorted(declared - over)], sort_keys=True))
        need(len(further) == 1, "levels", f"the lists of {name} are about different things")
        names = {other for over in found for other, _ in over}
        keys = [(choice, frozenset((other, choice[other]) for other in names)) for choice in chosen]
        need(all(key in found for _, key in keys), "levels", f"there is no list of {name} for some choice")
        chosen = [{**choice, name: one} for choice, key in keys for one in found[key]]
        known.add(name)
    return len(chosen)
