"""Data tables of GAP's FpCategories: what is data, when tables are a category, and what is written."""

import random

import numpy as np
import pytest
from interchange_cases import categories, garbled, lawful

from presheaf.model import builders
from presheaf.model.category import Category
from presheaf.model.interchange import Unreadable, Unwritable, read_gap, to_gap
from presheaf.model.interchange.gap_syntax import Other, Parser

# the simplex category truncated in degree 1, as the package documents it: id : C1 -> C0, s, t : C0 -> C1, then id ; s and id ; t
DELTA = """
LoadPackage( "FpCategories" );
C := CategoryFromDataTables( rec(
  name := "Delta1", range_of_HomStructure := SkeletalFinSets,   # rec( in a comment
  data_tables := Pair( Pair( BigInt( 2 ), BigInt( 7 ) ), NTuple( 8,
    [ 0, 4 ],
    [ 0, 1, 0, 0, 1 .. 1 ],
    [ 0, 0, 1, 1, 1, 1, 1 ],
    [ [ 0, -1, 2, 3, -1, -1, -1 ], [ 1, -1, 5, 6, -1, -1, -1 ], [ -1, 0, -1, -1, 2, 2, 3 ], [ -1, 0, -1, -1, 3, 2, 3 ],
      [ fail, 1, fail, fail, 4, 5, 6 ], [ -1, 1, -1, -1, 5, 5, 6 ], [ -1, 1, -1, -1, 6, 5, 6 ] ],
    [], [], [], [] ) ),
  indices_of_generating_morphisms := [ 1, 2, 3 ], decomposition_of_all_morphisms := [], relations := [],
  labels := [ [ "C0", "C1" ], [ "id", "s", "t" ] ], properties := [ "IsFiniteCategory" ] ) );
""".replace("[ 0, 1, 0, 0, 1 .. 1 ]", "[ 0, 1, 0, 0, 1, 1, 1 ]")


def category(text: str) -> Category:
    found = read_gap("C", text).category
    assert isinstance(found, Category)
    return found


def test_the_documented_example() -> None:
    c = category(DELTA)
    assert c.names.objects == ("C0", "C1")
    assert c.names.listed == ("id", "s", "t")
    assert c.arrow_count == 7
    index = c.names.arrow_index
    assert c.compose(index["s"], index["id"]) == c.compose(index["t"], index["id"]) == 0
    assert c.compose(index["id"], index["s"]) != c.compose(index["id"], index["t"])
    assert lawful(c)


def table(sizes: str = "[ 1, 2 ]", tables: str = "[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 0 ] ]", more: str = "") -> str:
    return f"rec( data_tables := [ {sizes}, [ {tables} ] ]{more} )"


def test_four_tables_are_enough_and_names_are_made() -> None:
    c = category(table())
    assert (c.names.objects, c.names.listed, c.arrow_count) == (("o0",), ("m1",), 2)
    assert c.compose(1, 1) == 0


def test_first_f_then_g() -> None:
    # A -f-> B -g-> C with h = f ; g; every other composite is an identity law
    rows = [[-1] * 6 for _ in range(6)]
    for i in range(3):
        rows[i][i] = i
    dom, cod = [0, 1, 2, 0, 1, 0], [0, 1, 2, 1, 2, 2]
    for f in range(3, 6):
        rows[dom[f]][f] = rows[f][cod[f]] = f
    rows[3][4] = 5
    c = category(
        table(
            "[ 3, 6 ]",
            f"[ 0 .. 2 ], {dom}, {cod}, {rows}",
            ', indices_of_generating_morphisms := [ 3, 4 ], labels := [ [ "A", "B", "C" ], [ "f", "g" ] ]',
        )
    )
    assert (c.arrow_count, c.names.objects) == (6, ("A", "B", "C"))
    h = c.compose(c.names.arrow_index["f"], c.names.arrow_index["g"])
    assert (c.dom[h], c.cod[h]) == (0, 2)
    with pytest.raises(Unreadable, match="do not generate"):
        category(table("[ 3, 6 ]", f"[ 0 .. 2 ], {dom}, {cod}, {rows}", ", indices_of_generating_morphisms := [ 3 ]"))


MALFORMED: list[tuple[str, str, str]] = [
    ("", "E395", "no record with data_tables"),
    ("rec( a := 1 )", "E395", "no record with data_tables"),
    ("rec( data_tables := 1 + 1 )", "E395", "line 1: `,` is expected, not '+'"),
    ("\n\nrec( data_tables := [ 1", "E395", "line 3: `,` is expected, not the end of the file"),
    ("rec( data_tables := [ , ] )", "E395", "a value is expected, not ','"),
    ("rec( 1 := 2 )", "E395", "the name of a field is expected"),
    ("rec( a = 2 )", "E395", "`:=` is expected"),
    ("rec( a := 1, a := 2 )", "E395", "the field a is given twice"),
    ('rec( a := "x', "E395", "a string is not closed"),
    ("rec( a := é )", "E395", "has no meaning in GAP"),
    ("rec( a := 1234567890123456789 )", "E395", "a number of 19 digits"),
    ("rec( a := " + "[" * 100, "E395", "more than 60 levels"),
    ("rec( a := " * 50_000, "E395", "more than 60 levels"),
    ("rec( a := [ 1 .. 10000000 ] )", "E395", "ranges of more than 5,000,000 numbers"),
    ('rec( a := [ 1 .. "x" ] )', "E395", "a range goes from a number"),
    ("rec( a := [ 1, 1 .. 5 ] )", "E395", "a range goes from a number"),
    (table() + table(), "E395", "2 records with data tables"),
    ("rec( data_tables := DataTablesOfCategory( C ) )", "E395", "DataTablesOfCategory, which is not evaluated"),
    ("rec( data_tables := [ 1 ] )", "E395", "data_tables has 1 entries"),
    ("rec( data_tables := [ 1, 2 ] )", "E395", "the list of sizes is a number"),
    (table(sizes="[ 1 ]"), "E395", "the sizes are not two numbers"),
    (table(sizes="[ -1, 2 ]"), "E395", "the sizes are not two numbers"),
    (table(sizes='[ "1", 2 ]'), "E395", "the sizes are not two numbers"),
    (table(sizes="[ 1, 1001 ]"), "E398", "1,001 morphisms"),
    (table(sizes="[ 1001, 2 ]"), "E398", "1,001 objects"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ]"), "E395", "there are 3 tables"),
    (table(tables="0, [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "the table of identities is a number"),
    (table(tables="[ 0, 1 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "the table of identities has 2 entries, 1 are expected"),
    (table(tables="[ 2 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "entry 0 of the table of identities is 2, numbers from 0 to 1"),
    (table(tables="[ 0 ], [ 0, 1 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "entry 1 of the table of sources is 1"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, -1 ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "entry 1 of the table of targets is -1"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, fail ], [ [ 0, 1 ], [ 1, 0 ] ]"), "E395", "entry 1 of the table of targets is fail"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ] ]"), "E395", "precompose has 1 rows"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1 ] ]"), "E395", "row 1 of precompose has 1 entries"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], 1 ]"), "E395", "row 1 of precompose is a number"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, 2 ] ]"), "E396", "morphisms 1 and 1 compose, but their composite is 2"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 1, -1 ] ]"), "E396", "morphisms 1 and 1 compose, but their composite is -1"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 0 ], [ 1, 0 ] ]"), "E396", "morphism 1 is changed by composing with an identity"),
    (table(tables="[ 0 ], [ 0, 0 ], [ 0, 0 ], [ [ 0, 1 ], [ 0, 0 ] ]"), "E396", "morphism 1 is changed by composing with an identity"),
    (
        table("[ 2, 2 ]", "[ 1, 0 ], [ 0, 1 ], [ 0, 1 ], [ [ 0, -1 ], [ -1, 1 ] ]"),
        "E396",
        "the identity of object 0 is morphism 1, which goes 1 -> 1",
    ),
    (
        table("[ 2, 3 ]", "[ 0, 1 ], [ 0, 1, 0 ], [ 0, 1, 1 ], [ [ 0, 0, 0 ], [ 0, 1, 0 ], [ 0, 2, 0 ] ]"),
        "E396",
        "first 0, then 2 is 0, which goes 0 -> 0, not 0 -> 1",
    ),
    (
        table("[ 1, 3 ]", "[ 0 ], [ 0, 0, 0 ], [ 0, 0, 0 ], [ [ 0, 1, 2 ], [ 1, 2, 1 ], [ 2, 2, 2 ] ]"),
        "E396",
        "not associative: first 1 and 1, then 1 is 2, but first 1, then 1 and 1 is 1",
    ),
    (table(more=", indices_of_generating_morphisms := 1"), "E395", "indices_of_generating_morphisms is a number"),
    (table(more=", indices_of_generating_morphisms := [ 2 ]"), "E395", "entry 0 of indices_of_generating_morphisms is 2"),
    (table(more=", indices_of_generating_morphisms := [ ]"), "E396", "do not generate"),
    (table(more=", labels := 1"), "E395", "labels is a number"),
    (table(more=", labels := [ [ ] ]"), "E395", "labels has 1 entries"),
    (table(more=", labels := [ [ ], [ ] ]"), "E395", "the labels of the objects: 0 are given, 1 are expected"),
    (table(more=", labels := [ [ 1 ], [ ] ]"), "E395", "the labels of the objects: number 0 is a number"),
    (
        table(more=', labels := [ [ "A" ], [ ] ], indices_of_generating_morphisms := [ 1 ]'),
        "E395",
        "the labels of the generating morphisms: 0 are given",
    ),
    (table(more=', labels := [ [ "A" ], [ "A" ] ], indices_of_generating_morphisms := [ 1 ]'), "E397", "both called A"),
]


@pytest.mark.parametrize(("text", "code", "message"), MALFORMED, ids=[m for *_, m in MALFORMED])
def test_malformed_fields_are_named(text: str, code: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_gap("C", text)
    assert message in caught.value.message
    assert caught.value.code == code
    assert caught.value.hint or code in ("E398", "E396")


def test_data_are_read_and_nothing_is_run() -> None:
    text = "x := function( ) rec( 1 ); end; "
    text += r'r := rec( s := "a\"b\\\n\101", l := [ 3, 1 .. -5 ], e := [ ], n := [ [ 1, 2 ], [ ] ], c := Exec( "ls" ), t := true )'
    (found,) = Parser(text).records("s")
    assert found == {"s": 'a"b\\\nA', "l": [3, 1, -1, -3, -5], "e": [], "n": [[1, 2], []], "c": Other("Exec"), "t": Other("true")}


def test_other_records_of_a_file_do_not_matter() -> None:
    assert category("a := rec( x := 1 + 1 ); b := rec( y := 2 );\n" + table()).arrow_count == 2


@pytest.mark.parametrize("c", categories().values(), ids=lambda c: c.name)
def test_the_record_has_every_field_that_the_package_asks_for(c: Category) -> None:
    (record,) = Parser(to_gap(c)).records("data_tables")
    assert set(record) == {
        "name",
        "range_of_HomStructure",
        "data_tables",
        "indices_of_generating_morphisms",
        "decomposition_of_all_morphisms",
        "relations",
        "labels",
        "properties",
    }
    sizes, tables = record["data_tables"]
    n, m = sizes
    identities, sources, targets, compose, homs, maps, places, members = tables
    assert (n, m) == (c.object_count, c.arrow_count)
    assert [identities, sources, targets] == [list(range(n)), c.dom.tolist(), c.cod.tolist()]
    assert compose == c.table.tolist()
    assert homs == [[len(c.hom(a, b)) for b in range(n)] for a in range(n)]
    assert members == [[c.hom(a, b).tolist() for b in range(n)] for a in range(n)]
    assert all(members[sources[f]][targets[f]][places[f][0]] == f for f in range(m))
    for f in range(m if maps else 0):
        for g in range(m):
            through = [compose[compose[f][h]][g] for h in members[targets[f]][sources[g]]]
            assert [members[sources[f]][targets[g]][p] for p in maps[f][g]] == through
    given = record["indices_of_generating_morphisms"]
    for t, column in enumerate(record["decomposition_of_all_morphisms"]):
        for s, words in enumerate(column):
            assert [_composite(compose, s, [given[i] for i in word]) for word in words] == members[s][t]
    for left, right in record["relations"]:
        start = sources[given[(left or right)[0]]]
        assert _composite(compose, start, [given[i] for i in left]) == _composite(compose, start, [given[i] for i in right])


def _composite(compose: list[list[int]], start: int, word: list[int]) -> int:
    out = start
    for f in word:
        out = compose[out][f]
    return out


def test_the_file_asserts_what_it_says() -> None:
    text = to_gap(builders.symmetric_group("S", 3))
    for line in ("Assert( 0, Size( C ) = 6 );", "Assert( 0, ForAll( SetOfMorphisms( C ), IsWellDefined ) );", 'LoadPackage( "FpCategories" );'):
        assert line in text.splitlines()
    assert np.all([text.count(a) == text.count(b) for a, b in ("()", "[]")])


def test_large_tables_are_not_written() -> None:
    with pytest.raises(Unwritable, match="5,040 morphisms"):
        to_gap(builders.symmetric_group("S", 7))


def test_two_thousand_mutated_files_are_read_or_refused() -> None:
    pick = random.Random(4)
    base = [DELTA, to_gap(builders.symmetric_group("S", 3)), to_gap(builders.simplex("S", 1)), table()]
    refused: dict[str, int] = {}
    for i in range(2_000):
        text = pick.choice(base)
        if i % 2:
            text = garbled(text, pick)
        else:  # one number for another: the syntax stays
            digits = [j for j, c in enumerate(text) if c.isdigit()]
            for j in pick.sample(digits, pick.randint(1, 3)):
                text = text[:j] + pick.choice("0123456789") + text[j + 1 :]
        try:
            found = read_gap("C", text).category
        except Unreadable as bad:
            refused[bad.code] = refused.get(bad.code, 0) + bool(bad.message)
            continue
        assert isinstance(found, Category)
        assert lawful(found)
    assert refused.keys() >= {"E395", "E396"}
    assert 500 < sum(refused.values()) < 1_900
