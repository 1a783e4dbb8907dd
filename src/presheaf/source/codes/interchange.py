"""E391-E399, W391-W392: documents of other programs."""

from presheaf.source.code import Code

INTERCHANGE = (
    Code(
        "E391",
        "an interchange file cannot be read",
        "Paths are relative to the spec and stay below the folder that is verified; files are UTF-8 text.",
        'category C = acset "no_such_file.json"',
    ),
    Code(
        "E392",
        "not a link to a quiver diagram",
        "quiver shows a link https://q.uiver.app/#q=... for every diagram: copy it whole. The part after q= is JSON, in base64.",
        'category C = quiver "https://q.uiver.app/#q=WzAs"',
    ),
    Code(
        "E393",
        "a quiver diagram is malformed",
        "The message names the vertex or edge (they count from 0) and the field that is not as quiver writes it, or the equation that the\n"
        "link carries beside the diagram and that does not fit it.",
        'category C = quiver "https://q.uiver.app/#q=WzAsMSxbMCwwLCJBIl0sWzAsMSwiZiJdXQ=="',
    ),
    Code(
        "E394",
        "an ACSet document is malformed",
        "A schema lists objects (Ob), homs (Hom), attribute types (AttrType), attributes (Attr) and equations between paths of them. Its category\n"
        "has attribute types among its objects and attributes among its arrows. The message names the entry that does not fit.",
        "",
    ),
    Code(
        "E395",
        "a GAP file has no data tables",
        "The file holds one record with data_tables := [ [ objects, morphisms ], [ identities, sources, targets, precompose, ... ] ]. It is read,\n"
        "not run: only numbers, strings, lists, ranges and records count as data, and numbers begin at 0.",
        "",
    ),
    Code(
        "E396",
        "the data tables of a GAP file are no category",
        "Identities are units, composites have the right ends, composition is associative, and the generating morphisms generate. The message\n"
        "names the morphisms where this fails.",
        "",
    ),
    Code(
        "E397",
        "names of an interchange document cannot be used",
        "Objects and arrows have distinct names that are not empty, and no arrow is named like an identity or a composite of others.",
        'category C = quiver "https://q.uiver.app/#q=WzAsMSxbMCwwLCJBIl0sWzAsMCwiXFx0ZXh0dHR7aWQoQSl9Il1d"',
    ),
    Code(
        "E398",
        "an interchange document is too large",
        "There are limits on the size of files, on objects, arrows and letters of equations, and on composition tables. The message names them.",
        "",
    ),
    Code(
        "E399",
        "a structure cannot be written in this format",
        "quiver and gap hold categories, acset also set-valued functors (as instances); each has a limit on sizes.",
        "",
    ),
    Code(
        "W391",
        "a part of a diagram is passed over",
        "Only arrows between vertices are read: 2-cells, corner and adjunction signs and invisible edges say nothing about the category.",
        'category C = quiver "https://q.uiver.app/#q=WzAsMixbMCwwLCJBIl0sWzEsMCwiQiJdLFswLDEsImYiXSxbMCwxLCJnIl0sWzIsMywiYSJdXQ=="',
    ),
    Code(
        "W392",
        "names of a diagram were changed",
        "Vertices with one label are different objects unless an identity (a double line without head) joins them, and every arrow needs a name\n"
        "of its own. The message says what things are called.",
        'category C = quiver "https://q.uiver.app/#q=WzAsMixbMCwwLCJBIl0sWzEsMCwiQSJdLFswLDEsImYiXV0="',
    ),
)
