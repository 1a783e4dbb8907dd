"""Writing a category as a file for GAP's package FpCategories, which rebuilds it from its data tables and checks it.

The record has every field that `CategoryFromDataTables` asks for. Tables 5, 7 and 8 (the sizes of hom-sets, the place of each morphism in
its hom-set, and back) are small; table 6, the maps Hom(b, c) -> Hom(a, d) of all pairs of morphisms, is left empty where it is larger
than HOMS entries: no check of the file uses it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from presheaf.model.category import Category, Ints
from presheaf.model.interchange.errors import Unwritable
from presheaf.model.interchange.presentation import letters, presentation

MORPHISMS = 1_000
HOMS = 100_000

_FILE = """\
# The category {title}: {objects} objects and {arrows} morphisms.
# Numbers count from 0; precompose[f][g] is first f, then g.
LoadPackage( "FpCategories" );
tables := rec(
  name := {name},
  range_of_HomStructure := SkeletalFinSets,
  data_tables := [ [ {objects}, {arrows} ], [
    # identities
    {identities},
    # sources
    {sources},
    # targets
    {targets},
    # precompose
    {precompose},
    # sizes of hom-sets
    {homs},
    # hom-sets on morphisms
    {hom_maps},
    # places of morphisms in their hom-sets
    {places},
    # morphisms at these places
    {members} ] ],
  indices_of_generating_morphisms := {generators},
  decomposition_of_all_morphisms := {decompositions},
  relations := {relations},
  labels := [ {object_labels}, {arrow_labels} ],
  properties := [ ] );
C := CategoryFromDataTables( tables );
Assert( 0, Size( C ) = {arrows} );
Assert( 0, Length( SetOfObjects( C ) ) = {objects} );
Assert( 0, ForAll( SetOfObjects( C ), IsWellDefined ) );
Assert( 0, ForAll( SetOfMorphisms( C ), IsWellDefined ) );
source := tables.data_tables[2][2];
target := tables.data_tables[2][3];
compose := tables.data_tables[2][4];
# the generating morphisms associate with all others, so all do
Assert( 0, ForAll( tables.indices_of_generating_morphisms, g ->
  ForAll( Filtered( [ 0 .. {last} ], f -> target[1 + f] = source[1 + g] ), f ->
    ForAll( Filtered( [ 0 .. {last} ], h -> source[1 + h] = target[1 + g] ), h ->
      compose[1 + compose[1 + f][1 + g]][1 + h] = compose[1 + f][1 + compose[1 + g][1 + h]] ) ) ) );
Print( "{objects} objects, {arrows} morphisms: well-defined\\n" );
"""


def to_gap(c: Category) -> str:
    """A GAP file that rebuilds C from its tables and asserts its size and that it is well-defined; Unwritable above MORPHISMS."""
    if c.arrow_count > MORPHISMS or c.table is None:
        raise Unwritable(f"{c.name} has {c.arrow_count:,} morphisms (limit {MORPHISMS:,} for a composition table)")
    n, m = c.object_count, c.arrow_count
    order = c.by_hom[0]
    place = np.empty(m, np.int32)  # the place of each arrow in its hom-set
    sizes = np.zeros((n, n), np.int32)
    np.add.at(sizes, (c.dom, c.cod), 1)
    first = np.concatenate(([0], np.cumsum(sizes.T.ravel())))  # by_hom sorts by codomain, then domain
    place[order] = np.arange(m) - first[c.cod[order] * n + c.dom[order]]
    homs = [[c.hom(a, b).tolist() for b in range(n)] for a in range(n)]
    letter = letters(c)
    word = [[letter[s] for s in c.word(f)] for f in range(m)]
    return _FILE.format(
        title=" ".join(c.name.split()),
        name=_string(c.name),
        objects=n,
        arrows=m,
        last=m - 1,
        identities=_list(range(n)),
        sources=_list(c.dom.tolist()),
        targets=_list(c.cod.tolist()),
        precompose=_rows(c.table.tolist()),
        homs=_rows(sizes.tolist()),
        hom_maps=_hom_maps(c, place, sizes),
        places=_rows([[x] for x in place.tolist()]),
        members=_deep(homs),
        generators=_list(c.names.listed_arrows),
        decompositions=_deep([[[word[f] for f in homs[a][b]] for a in range(n)] for b in range(n)]),
        relations=_deep([[law.left, law.right] for law in presentation(c).laws]),
        object_labels=_list(map(_string, c.names.objects)),
        arrow_labels=_list(map(_string, c.names.listed)),
    )


def _hom_maps(c: Category, place: Ints, sizes: Ints) -> str:
    """For all f : a -> b and g : c -> d the map h |-> f ; h ; g from Hom(b, c) to Hom(a, d), by places."""
    m = c.arrow_count
    assert c.table is not None
    if m * m + int(sizes[np.ix_(c.cod, c.dom)].sum(dtype=np.int64)) > HOMS:
        return "[ ]"
    rows = []
    for f in range(m):
        homs = [c.hom(int(c.cod[f]), int(c.dom[g])) for g in range(m)]
        rows.append([place[c.table[c.table[f, h], g]].tolist() for g, h in enumerate(homs)])
    return _deep(rows)


def _string(text: str) -> str:
    """A GAP string."""
    out = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\{ord(c):03o}" for c in out) + '"'


def _list(items: Iterable[object]) -> str:
    inner = ", ".join(map(str, items))
    return f"[ {inner} ]" if inner else "[ ]"


def _lines(rows: Iterable[str]) -> str:
    """One row a line, so that no line is longer than a row."""
    inner = ",\n      ".join(rows)
    return f"[ {inner} ]" if inner else "[ ]"


def _rows(rows: Iterable[Iterable[int]]) -> str:
    return _lines(map(_list, rows))


def _deep(rows: Iterable[Iterable[object]]) -> str:
    return _lines(_list(map(_nested, row)) for row in rows)


def _nested(value: object) -> str:
    """A number, or a list of lists ... of numbers."""
    return _list(map(_nested, value)) if isinstance(value, (list, tuple)) else str(value)
