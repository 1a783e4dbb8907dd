"""Categories of every kind, a comparison by names that uses no solver, and mutations of documents."""

from __future__ import annotations

import base64
import json
import random
from typing import Any
from urllib.parse import unquote

import numpy as np

from presheaf.model import builders, constructions
from presheaf.model.category import Category, Law
from presheaf.model.closure import close


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def presented(objects: list[str], arrows: dict[str, tuple[int, int]], laws: list[Law]) -> Category:
    dom, cod = ints(*(a for a, _ in arrows.values())), ints(*(b for _, b in arrows.values()))
    out = close("C", objects, list(arrows), dom, cod, laws)
    assert isinstance(out, Category)
    return out


def categories() -> dict[str, Category]:
    simplex = builders.simplex("S", 2)
    iso = builders.walking_iso("W")
    three = builders.chain("D", 3)
    poset = builders.poset("P", list("abcdef"), [(0, 1), (1, 2), (0, 3), (4, 5), (5, 4), (2, 4)])
    idempotent = presented(["A", "B"], {"e": (0, 0), "f": (0, 1)}, [Law("idem", 0, (0, 0), (0,)), Law("", 0, (0, 1), (1,))])
    collapsed = presented(["A"], {"e": (0, 0), "d": (0, 0), "u": (0, 0)}, [Law("", 0, (0,), (1,)), Law("", 0, (2,), ()), Law("", 0, (0, 0), (0,))])
    return {
        "empty": builders.discrete("C", []),
        "discrete": builders.discrete("C", ["a", "two words", "我今天很开心", 'quo"te', "back\\slash", "new\nline", "_under_score_", "x'", "0"]),
        "chain": builders.chain("C", 5),
        "poset": poset,
        "trivial group": builders.cyclic_group("C", 1),
        "Z/12": builders.cyclic_group("C", 12),
        "S1": builders.symmetric_group("C", 1),
        "S5": builders.symmetric_group("C", 5),
        "simplex": simplex,
        "iso": iso,
        "left zeros": builders.monoid("M", ["a", "b", "c"], ints(0, 0, 0, 1, 1, 1, 2, 2, 2)),
        "powers": builders.monoid("M", ["a", "b"], ints(1, 0, 0, 1)),
        "idempotent": idempotent,
        "collapsed": collapsed,
        "free": presented(["A", "B", "C"], {"f": (0, 1), "g": (0, 1), "h": (1, 2)}, []),
        "opposite": constructions.opposite("O", simplex),
        "opposite of laws": constructions.opposite("O", idempotent),
        "product": constructions.product("Q", iso, three),
        "sum": constructions.coproduct("U", poset, builders.cyclic_group("Z", 3)),
        "full": constructions.full("F", simplex, [0, 2]),
        "squares": constructions.arrow_category("R", three),
        "names": presented(
            ["A_1", "turn_p90", "#%&~^$"], {"f''": (0, 1), "(a, b)": (1, 2), "{left}.x": (0, 2), "a_b_c": (0, 0)}, [Law("", 0, (3,), ())]
        ),
    }


def same_by_name(c: Category, d: Category) -> bool:
    """Whether sending names to themselves is an isomorphism of categories: a bijection on arrows that keeps ends, identities, composites."""
    if c.names.objects != d.names.objects or c.names.listed != d.names.listed or c.arrow_count != d.arrow_count:
        return False
    image = np.arange(c.arrow_count)
    generator = {int(a): int(b) for a, b in zip(c.names.listed_arrows, d.names.listed_arrows, strict=True)}
    for f in range(c.object_count, c.arrow_count):
        image[f] = d.compose(int(image[c.parent[f]]), generator[int(c.generators[c.last[f]])])
    kept = all(image[a] == b for a, b in generator.items()) and len(set(image.tolist())) == len(image)
    assert c.table is not None
    assert d.table is not None
    ends = np.array_equal(d.dom[image], c.dom) and np.array_equal(d.cod[image], c.cod)
    return bool(kept and ends and np.array_equal(d.table[np.ix_(image, image)], np.where(c.table >= 0, image[c.table], -1)))


def lawful(c: Category) -> bool:
    """Whether C is a category, from the definition, by brute force over its table."""
    t, m = c.table, c.arrow_count
    assert t is not None
    units = all(t[c.dom[f], f] == f and t[f, c.cod[f]] == f for f in range(m))
    composites = all((t[f, g] >= 0) == (c.cod[f] == c.dom[g]) for f in range(m) for g in range(m))
    triples = ((f, g, h) for f in range(m) for g in range(m) if t[f, g] >= 0 for h in range(m) if t[g, h] >= 0)
    return units and composites and all(t[t[f, g], h] == t[f, t[g, h]] for f, g, h in triples)


def link(data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return "https://q.uiver.app/#q=" + base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def unlink(url: str) -> Any:
    return json.loads(base64.b64decode(unquote(url.partition("#q=")[2].partition("&")[0])))


JUNK: list[Any] = [
    None,
    True,
    False,
    -1,
    0,
    1,
    2,
    7,
    10**6,
    10**30,
    0.5,
    1e308,
    "",
    "A",
    "f",
    "\\",
    "id(A)",
    "f ; g",
    "\ud800",
    "x" * 2000,
    [],
    [[]],
    [0],
    {},
    {"a": 1},
]


def mutated(value: Any, pick: random.Random) -> Any:
    """The JSON value with one to three places replaced, removed, doubled or swapped."""
    out = json.loads(json.dumps(value))
    for _ in range(pick.randint(1, 3)):
        places: list[tuple[Any, Any]] = []
        todo = [out]
        while todo:
            node = todo.pop()
            if isinstance(node, (list, dict)):
                keys = list(range(len(node))) if isinstance(node, list) else list(node)
                places += [(node, k) for k in keys]
                todo += [node[k] for k in keys]
        if not places:
            return out
        node, k = pick.choice(places)
        action = pick.choice(("replace", "replace", "remove", "double", "move"))
        if action == "replace" or (action == "double" and isinstance(node, dict)):
            node[k] = pick.choice(JUNK)
        elif action == "remove":
            del node[k]
        elif action == "double":
            node.insert(k, node[k])
        else:
            other, j = pick.choice(places)
            node[k] = json.loads(json.dumps(other[j])) if j in (range(len(other)) if isinstance(other, list) else other) else None
    return out


def garbled(text: str, pick: random.Random) -> str:
    """The text with one to four stretches removed, doubled or overwritten."""
    for _ in range(pick.randint(1, 4)):
        a = pick.randrange(len(text) + 1)
        b = min(len(text), a + pick.choice((1, 1, 2, 5, 40)))
        new = pick.choice(("", text[a:b] * 2, pick.choice('0123456789[](){},;:="\\#&%-_ \nrecfé\x00'), "-1", "999999999999999999999", text[:b][-9:]))
        text = text[:a] + new + text[b:]
    return text
