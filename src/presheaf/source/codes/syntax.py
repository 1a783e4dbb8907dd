"""E1xx: the text is not a spec."""

from presheaf.source.code import Code

SYNTAX = (
    Code(
        "E100",
        "this cannot stand here",
        "The text is not of the form that its declaration has. Other declarations of the file are still read and checked.",
        "category C { objects A B }",
    ),
    Code(
        "E101",
        "not a keyword",
        "Every declaration begins with a keyword: import, category, functor, presheaf, task, copresheaf, transformation, samples, weighted,\n"
        "pretext, kernel, encoder, define, claim, find or count; and inside a declaration only its own keywords can stand.",
        "categry C { objects A }",
    ),
    Code(
        "E102",
        "a bracket is never closed",
        "A bracket of this declaration has no partner. The next declaration is taken to begin at the next line that starts with a keyword.",
        "category C { objects A\nclaim t: true",
    ),
    Code(
        "E103",
        "a quoted name is not a JSON string",
        'Quoted names use the escapes of JSON and end on their own line: "a\\"b", "\\u00e9", "two\\nlines".',
        'category C { objects "A }',
    ),
    Code(
        "E104",
        "a bracket closes nothing, or one of another kind",
        "Brackets ( ), { } and [ ] are closed in the order in which they were opened.",
        "category C { objects A )",
    ),
    Code(
        "E105",
        "a character without a meaning",
        "The character is not part of the language outside quoted names and comments.",
        "category C { objects A$ }",
    ),
    Code(
        "E106",
        "a line that is too long",
        "Lines have at most 1,000,000 characters. Put the items of long lists on lines of their own, or the data into a CSV file.",
        "",
    ),
    Code("E107", "nested too deeply", "Brackets are nested at most 200 levels deep. Name the parts by declarations of their own.", ""),
    Code(
        "E108",
        "a number that cannot be read",
        "Numbers are exact, of at most 4,000 digits, and fractions have a denominator other than 0.",
        "claim c: 1/0 = 1",
    ),
    Code(
        "E109",
        "a set and a map are mixed",
        "An object's value is a set {x, y}; an arrow's value is a map {x |-> u, y |-> v}; {} is both.",
        "category C { objects A }\ntask T on C { A = {x, y |-> x} }",
    ),
    Code(
        "E110",
        "a clause is given twice",
        "A claim has at most one `within`, `expect`, `proof` and `with`.",
        "claim c: true expect holds expect refuted",
    ),
    Code("E111", "not a verdict", "What can be expected is holds, refuted, unknown or vacuous.", "claim c: true expect true"),
    Code(
        "E112",
        "an expression where a proposition stands, or the other way round",
        "Objects, arrows, elements, sets and structures are expressions; comparisons, predicates, `and`, `forall` ... make propositions.",
        "claim c: 3",
    ),
)
