"""E2xx: names, files and imports; W2xx: warnings about them."""

from presheaf.source.code import Code

NAMES = (
    Code(
        "E201",
        "an unknown name",
        "Nothing of this kind is called so here. Objects, arrows and elements live inside their category or task: write C.A, or A alone\n"
        "where one category is meant.",
        "category C { objects A }\nclaim c: terminal(C, B)",
    ),
    Code(
        "E202",
        "a name is declared twice",
        "The declarations of a file share one scope, imports without a prefix and built-in predicates included.",
        "category C { objects A }\ncategory C { objects B }",
    ),
    Code(
        "E203",
        "an ambiguous name",
        "Several things are called so, and nothing here says which is meant. Qualify it: C.A.",
        "category C { objects A }\ncategory D { objects A }\nclaim c: exists f: C(A, A). f = id(A)\nclaim d: A = A",
    ),
    Code(
        "E204",
        "a thing of another kind is needed",
        "For example a task stands where a category is needed, or an object where an arrow is.",
        "category C { objects A }\ncategory D = op(C)\ntask T on C { A = {x} }\ncategory E = op(T)",
    ),
    Code(
        "E206",
        "a declaration needs itself",
        "Declarations may stand in any order, but what one of them needs cannot need that one in turn.",
        "category C = op(D)\ncategory D = op(C)",
    ),
    Code("E210", "an imported file does not exist", "Paths of imports are relative to the importing file.", 'import "no_such_file.psh"'),
    Code("E211", "imports form a circle", "A file cannot import itself, directly or through others. Move what both need into a third file.", ""),
    Code(
        "E212",
        "an import leaves the spec root",
        "Imports stay below the nearest folder called specs, else below the folder that is verified (for a single file, the one it is in).",
        'import "../../x.psh"',
    ),
    Code("E213", "a file cannot be read", "It does not exist, is a folder, or may not be read.", ""),
    Code("E214", "a file is not UTF-8", "Spec files are UTF-8. The byte that is not is named; save the file as UTF-8.", ""),
    Code("E215", "an imported file has errors", "Nothing is taken from a file with errors; they are reported for that file.", ""),
    Code(
        "W201",
        "a variable is not used",
        "The body of the quantifier does not mention its variable. Often the body means another one.",
        "category C { objects A }\nclaim c: forall X: C, Y: C. X = X",
    ),
    Code(
        "W202",
        "a hypothesis that is not needed in its scope",
        "The claim holds in its scope without this hypothesis as well. Either it is not needed, or the scope is too small to show what it is\n"
        "needed for. Each part of an `and` is a hypothesis. Looked for where a scope has at most 200 structures.",
        "",
    ),
)
