"""ACSet schemas as categories and instances as copresheaves."""

import json
import random
from typing import Any

import numpy as np
import pytest
from interchange_cases import categories, garbled, lawful, mutated

from presheaf.model import builders, constructions, tasks
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.interchange import (
    Unreadable,
    Unwritable,
    copresheaf_to_instance,
    instance_to_copresheaf,
    parse_schema,
    read_acset,
    schema_category,
    to_acset,
    write,
)
from presheaf.model.laws import set_functor_failures
from presheaf.model.setfunctor import SetFunctor

LABELLED: dict[str, Any] = {
    "version": {"ACSetSchema": "0.0.1", "ACSets": "0.2.19"},
    "Ob": [{"name": "V"}, {"name": "E"}],
    "Hom": [{"name": "src", "dom": "E", "codom": "V"}, {"name": "tgt", "dom": "E", "codom": "V"}, {"name": "inv", "dom": "E", "codom": "E"}],
    "AttrType": [{"name": "Label"}],
    "Attr": [{"name": "label", "dom": "V", "codom": "Label"}],
    "equations": [
        {"name": None, "dom": "E", "codom": "E", "paths": [["inv", "inv"], []]},
        {"name": "flip", "dom": "E", "codom": "V", "paths": [["inv", "src"], ["tgt"]]},
    ],
}


def category(data: object) -> Category:
    found = read_acset("C", json.dumps(data)).category
    assert isinstance(found, Category)
    return found


def test_a_schema_is_its_category() -> None:
    c = category(LABELLED)
    assert c.names.objects == ("V", "E", "Label")
    assert c.names.listed == ("src", "tgt", "inv", "label")
    hom = {(a, b): len(c.hom(x, y)) for x, a in enumerate(c.names.objects) for y, b in enumerate(c.names.objects)}
    assert hom == {
        ("V", "V"): 1,
        ("V", "E"): 0,
        ("V", "Label"): 1,
        ("E", "V"): 2,
        ("E", "E"): 2,
        ("E", "Label"): 2,
        **{("Label", x): int(x == "Label") for x in ("V", "E", "Label")},
    }
    assert [law.label for law in c.laws] == ["", "flip"]


@pytest.mark.parametrize(
    "variant",
    [
        {"Ob": ["V", "E"], "Hom": [{"name": "src", "src": "E", "tgt": "V"}, {"name": "tgt", "dom": "E", "cod": "V"}]},
        {
            "version": {"ACSetSchema": "0.0.1", "Catlab": "0.14.17"},
            "Ob": [{"name": "V", "title": None, "description": "vertices"}, {"name": "E", "title": None, "description": None}],
            "Hom": [{"name": "src", "codom": "V", "dom": "E", "title": None}, {"name": "tgt", "codom": "V", "dom": "E"}],
            "AttrType": [],
            "Attr": None,
        },
    ],
)
def test_other_programs_write_less_and_more(variant: dict[str, Any]) -> None:
    c = category(variant)
    assert c.names.objects == ("V", "E")
    assert (c.names.listed, c.arrow_count) == (("src", "tgt"), 4)


def test_an_equation_may_have_more_than_two_paths() -> None:
    arrows = [{"name": f, "dom": "A", "codom": "B"} for f in "fgh"]
    c = category({"Ob": ["A", "B"], "Hom": arrows, "equations": [{"name": "all", "dom": "A", "codom": "B", "paths": [["f"], ["g"], ["h"]]}]})
    assert c.arrow_count == 3
    assert [law.label for law in c.laws] == ["all", ""]


@pytest.mark.parametrize("c", categories().values(), ids=lambda c: c.name)
def test_what_is_written_has_every_key_that_readers_ask_for(c: Category) -> None:
    document = json.loads(to_acset(c))
    assert set(document["version"]) == {"ACSetSchema", "ACSets", "Catlab"}
    assert list(document)[1:] == ["Ob", "Hom", "AttrType", "Attr", "equations"]
    ends = {h["name"]: (h["dom"], h["codom"]) for h in document["Hom"]}
    for equation in document["equations"]:
        assert set(equation) == {"name", "dom", "codom", "paths"}
        assert len(equation["paths"]) == 2
        for path in filter(None, equation["paths"]):
            assert (ends[path[0]][0], ends[path[-1]][1]) == (equation["dom"], equation["codom"])
    again = parse_schema(to_acset(c))
    assert isinstance(schema_category("C", again), Category)


def edit(**changes: Any) -> dict[str, Any]:
    return {**LABELLED, **changes}


MALFORMED: list[tuple[object, str, str]] = [
    ([], "E394", "the document is an array"),
    ({}, "E394", 'no "Ob"'),
    ({"V": [{"_id": 1}], "E": []}, "E394", "looks like an instance"),
    (edit(Ob=3), "E394", "Ob is a number"),
    (edit(Ob=[3]), "E394", "Ob 0 is a number"),
    (edit(Ob=[{}]), "E394", "Ob 0 has no name"),
    (edit(Ob=[{"name": 3}]), "E394", "Ob 0: the name is a number"),
    (edit(Ob=["V", "E", "V"]), "E397", "two objects are called V"),
    (edit(Ob=["V", "E", ""]), "E397", "empty name"),
    (edit(Ob=["V", "E", "Label"]), "E397", "two objects are called Label"),
    (edit(Ob=["V", "E", "src"]), "E397", "both called src"),
    (edit(Hom={}), "E394", "Hom is an object"),
    (edit(Hom=["src"]), "E394", "Hom 0 is a string"),
    (edit(Hom=[{"name": "src", "codom": "V"}]), "E394", "Hom 0 has no dom"),
    (edit(Hom=[{"name": "src", "dom": "E"}]), "E394", "Hom 0 has no codom"),
    (edit(Hom=[{"dom": "E", "codom": "V"}]), "E394", "Hom 0 has no name"),
    (edit(Hom=[{"name": "src", "dom": 1, "codom": "V"}]), "E394", "Hom 0: dom is a number"),
    (edit(Hom=[{"name": "src", "dom": "X", "codom": "V"}]), "E394", "dom is X, which is not declared as an object"),
    (edit(Hom=[{"name": "src", "dom": "E", "codom": "Label"}]), "E394", "codom is Label, which is not declared as an object"),
    (edit(Hom=[*LABELLED["Hom"], LABELLED["Hom"][0]]), "E397", "two arrows are called src"),
    (edit(Attr=[{"name": "label", "dom": "V", "codom": "E"}]), "E394", "codom is E, which is not declared as an attribute type"),
    (edit(AttrType="x"), "E394", "AttrType is a string"),
    (edit(equations={}), "E394", "equations is an object"),
    (edit(equations=[3]), "E394", "equation 0 is a number"),
    (edit(equations=[{"name": 1, "paths": [["src"], ["tgt"]]}]), "E394", "equation 0: the name is a number"),
    (edit(equations=[{}]), "E394", "equation 0: paths is null"),
    (edit(equations=[{"paths": [["src"]]}]), "E394", "equation 0 has 1 path, an equation compares two"),
    (edit(equations=[{"paths": [["src"], "tgt"]}]), "E394", "equation 0: path 1 is a string"),
    (edit(equations=[{"paths": [["src"], [1]]}]), "E394", "an arrow of a path is a number"),
    (edit(equations=[{"paths": [["src"], ["src2"]]}]), "E394", "equation 0: there is no arrow src2"),
    (edit(equations=[{"paths": [["src", "tgt"], ["src"]]}]), "E394", "src and then tgt do not compose"),
    (edit(equations=[{"paths": [["src"], ["inv"]]}]), "E394", "not parallel"),
    (edit(equations=[{"dom": "V", "codom": "V", "paths": [["src"], ["tgt"]]}]), "E394", "not parallel, or have other ends than it declares"),
    (edit(equations=[{"dom": "X", "codom": "V", "paths": [["src"], ["tgt"]]}]), "E394", "dom is X, which is not declared"),
    (edit(equations=[{"paths": [[], []]}]), "E394", "identities of an unknown object"),
    (edit(equations=[{"dom": "E", "codom": "V", "paths": [[], []]}]), "E394", "an identity begins and ends at one object"),
    (edit(equations=[{"name": "a", "paths": [["src"], ["tgt"]]}] * 2), "E394", "two equations are called a"),
    (edit(equations=[{"paths": [["inv"] * 100_001, ["inv"]]}]), "E398", "100,002 letters"),
    (edit(Ob=[f"x{i}" for i in range(10_001)], Hom=[], AttrType=[], Attr=[], equations=[]), "E398", "10,001 objects"),
]


@pytest.mark.parametrize(("data", "code", "message"), MALFORMED, ids=[m for *_, m in MALFORMED])
def test_malformed_fields_are_named(data: object, code: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_acset("C", json.dumps(data))
    assert caught.value.code == code
    assert message in caught.value.message


@pytest.mark.parametrize("text", ["", "{", "nul", '{"Ob": [], "Ob": []}', '{"Ob": [NaN]}', "[" * 100_000, "1" * 5_000])
def test_what_is_not_json(text: str) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read_acset("C", text)


def test_a_schema_with_a_free_loop_does_not_close() -> None:
    found = read_acset("C", json.dumps({"Ob": ["X"], "Hom": [{"name": "next", "dom": "X", "codom": "X"}]}), 30).category
    assert isinstance(found, Unclosed)
    assert found.bound == 30


def test_two_thousand_mutated_schemas_are_read_or_refused() -> None:
    pick = random.Random(2)
    base = [LABELLED, json.loads(to_acset(builders.simplex("S", 1))), json.loads(to_acset(builders.symmetric_group("S", 3)))]
    refused: dict[str, int] = {}
    for i in range(2_000):
        source = pick.choice(base)
        text = json.dumps(mutated(source, pick)) if i % 4 else garbled(json.dumps(source), pick)
        try:
            found = read_acset("C", text, 60).category
        except Unreadable as bad:
            refused[bad.code] = refused.get(bad.code, 0) + bool(bad.message)
            continue
        assert isinstance(found, Unclosed) or (found.arrow_count <= 60 and lawful(found))
    assert refused.keys() >= {"E394", "E397"}
    assert 800 < sum(refused.values()) < 1_950


# ---------------------------------------------------------------- instances

GRAPH: dict[str, Any] = {
    "V": [{"_id": 1, "label": "red"}, {"_id": 2, "label": {"_var": 1}}, {"_id": 3, "label": "red"}],
    "E": [{"_id": 1, "src": 1, "tgt": 2, "inv": 2}, {"_id": 2, "src": 2, "tgt": 1, "inv": 1}],
    "Label": [{"_id": 1}],
}


def instance(data: object) -> SetFunctor:
    return instance_to_copresheaf("G", category(LABELLED), json.dumps(data), ["Label"])


def values(t: SetFunctor, arrow: str) -> list[str]:
    """The names of the values of a given arrow."""
    c = t.category
    f = c.names.arrow_index[arrow]
    near = int(c.cod[f] if t.variance == "contravariant" else c.dom[f])
    x = np.arange(t.start[near], t.start[near + 1], dtype=np.int32)
    return [t.element_names[y] for y in t.act(x, np.full(len(x), f, np.int32)).tolist()]


def test_an_instance_is_a_copresheaf() -> None:
    g = instance(GRAPH)
    assert g.variance == "covariant"
    assert g.sizes.tolist() == [3, 2, 2]
    assert (values(g, "src"), values(g, "tgt"), values(g, "inv")) == (["1", "2"], ["2", "1"], ["2", "1"])
    assert values(g, "label") == ["red", "_1", "red"]
    assert list(set_functor_failures(g)) == []


def test_values_of_attributes_are_told_apart_by_their_json_text() -> None:
    given = ["1", 1, 1.0, 1.5, True, "true", "x", '"x"', "x", 1, ["a"], {"b": 1, "a": 2}, {"a": 2, "b": 1}, "_1", "", "\ud800"]
    shown = values(instance({"V": [{"label": value} for value in given], "Label": [{"_id": 1}]}), "label")
    assert shown == [
        '"1"',
        "1",
        "1.0",
        "1.5",
        "true",
        '"true"',
        "x",
        '"\\"x\\""',
        "x",
        "1",
        '["a"]',
        '{"a": 2, "b": 1}',
        '{"a": 2, "b": 1}',
        '"_1"',
        '""',
        '"\\ud800"',
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "the document is an array"),
        ({"X": []}, "the table X belongs to no object"),
        ({"V": {}}, "the table V is an object"),
        ({"V": [1]}, "row 1 of V is a number"),
        ({"V": [{"_id": 2, "label": "a"}]}, "row 1 of V has _id 2"),
        ({"V": [{"_id": "1", "label": "a"}]}, "row 1 of V: _id is a string"),
        ({"V": [{"_id": 1}]}, "row 1 of V: label has no value"),
        ({"V": [{"label": "a", "src": 1}]}, "row 1 of V: src is not an arrow out of V"),
        ({"V": [{"label": {"_var": 1}}]}, "row 1 of V: label is 1, it should be between 1 and 0"),
        ({"V": [{"label": "a"}], "E": [{"src": 2, "tgt": 1, "inv": 1}]}, "row 1 of E: src is 2, it should be between 1 and 1"),
        ({"V": [{"label": "a"}], "E": [{"src": 0, "tgt": 1, "inv": 1}]}, "row 1 of E: src is 0"),
        ({"V": [{"label": "a"}], "E": [{"src": "1", "tgt": 1, "inv": 1}]}, "row 1 of E: src is a string"),
        ({"V": [{"label": "a"}] * 2, "E": [{"src": 1, "tgt": 2, "inv": 1}]}, "do not respect inv ; src = tgt"),
    ],
)
def test_malformed_instances(data: object, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        instance(data)
    assert caught.value.code == "E394"
    assert message in caught.value.message


def test_mutated_instances_are_functors_or_refused() -> None:
    pick = random.Random(3)
    refused = 0
    for i in range(2_000):
        text = json.dumps(mutated(GRAPH, pick)) if i % 4 else garbled(json.dumps(GRAPH), pick)
        try:
            g = instance_to_copresheaf("G", category(LABELLED), text, ["Label"])
        except Unreadable as bad:
            refused += bool(bad.message)
            continue
        assert list(set_functor_failures(g)) == []
        assert not g.partial
        assert len(set(zip(g.over.tolist(), g.element_names, strict=True))) == g.size
    assert 800 < refused < 1_990


@pytest.mark.parametrize("name", ["simplex", "S5", "left zeros", "squares", "collapsed", "empty"])
def test_copresheaves_survive(name: str) -> None:
    c = categories()[name]
    made = [tasks.representable("H", c, x, "covariant") for x in range(c.object_count)] + [tasks.constant("K", c, [], "covariant")]
    for t in made:
        again = instance_to_copresheaf("T", c, write(t, "acset"))
        assert np.array_equal(again.start, t.start)
        assert np.array_equal(again.action, t.action)


def test_a_presheaf_is_written_over_the_opposite_schema() -> None:
    c = builders.simplex("S", 2)
    t = tasks.representable("H", c, 1, "contravariant")
    over_op = instance_to_copresheaf("T", constructions.opposite("O", c), copresheaf_to_instance(t))
    assert np.array_equal(over_op.start, t.start)
    for f in c.names.listed:
        near = int(c.cod[c.names.arrow_index[f]])
        x = np.arange(t.start[near], t.start[near + 1], dtype=np.int32)
        g = over_op.category.names.arrow_index[f]
        assert np.array_equal(over_op.act(x, np.full(len(x), g, np.int32)), t.act(x, np.full(len(x), c.names.arrow_index[f], np.int32)))


def test_instances_that_cannot_be_written() -> None:
    c = builders.chain("C", 2)
    partial = SetFunctor("T", c, "covariant", np.array([0, 1, 2]), np.array([-1], np.int32), ("x", "y"))
    with pytest.raises(Unwritable, match="unknown values"):
        write(partial, "acset")
    with pytest.raises(Unwritable, match="gap holds categories"):
        write(tasks.representable("T", c, 0, "covariant"), "gap")
    named = category({"Ob": ["A"], "Hom": [{"name": "_id", "dom": "A", "codom": "A"}], "equations": [{"paths": [["_id"], []]}]})
    with pytest.raises(Unwritable, match="_id"):
        write(tasks.representable("T", named, 0, "covariant"), "acset")
