"""E4xx: a claim or definition has no meaning."""

from presheaf.source.code import Code

_C = "category C { objects A, B arrows f : A -> B }\n"
_E = "category C { objects A arrows e : A -> A equations idem: e ; e = e }\n"

CLAIMS = (
    Code(
        "E401",
        "an unknown predicate",
        "`presheaf kinds` lists the built-in predicates; `define` declares further ones.",
        _C + "claim c: representible(C)",
    ),
    Code(
        "E402",
        "a predicate does not apply to these arguments",
        "`presheaf explain NAME` says what a predicate applies to.",
        _C + "claim c: thin(C, C)",
    ),
    Code(
        "E403",
        "a term of the wrong kind",
        "A comparison is between things of one kind and structure; < and <= compare numbers; |...| counts a set.",
        _C + "claim c: C.A < C.B",
    ),
    Code("E404", "arrows with different ends are compared", "Arrows can be equal only if they have the same ends.", _C + "claim c: id(C.A) = C.f"),
    Code(
        "E405",
        "things that do not compose",
        "f ; g needs cod f = dom g; x|f needs x over cod f; restrict(T, K) needs K to end where T lives. Remember: f ; g is first f, then g.",
        _C + "claim c: C.f ; C.f = C.f",
    ),
    Code(
        "E406",
        "a definition uses itself",
        "Definitions are abbreviations: they are expanded, and recursion has no meaning.",
        "define p(C: category) := p(C)\n" + _C + "claim c: p(C)",
    ),
    Code(
        "E407",
        "too many definitions to expand",
        "A claim expands at most a fixed number of definitions, so that doubling definitions cannot exhaust memory.",
        "",
    ),
    Code(
        "E408",
        "not a sort",
        "A variable ranges over objects X: C, arrows f: C(X, Y) or elements u: T(X).",
        _C + "functor F = id_functor(C)\nclaim c: forall x: F. true",
    ),
    Code(
        "E410",
        "a variable over structures without a bound",
        "There are infinitely many categories and tasks. A scope says which: `within C <= 3 arrows; T <= 4 elements`, with `<=`, `=`, `>=`.",
        "claim c: forall C: category. thin(C)",
    ),
    Code(
        "E411",
        "a bound that does not fit",
        "A scope bounds the variables over structures of its claim: categories by objects and arrows, presheaves and copresheaves by elements.",
        "claim c: forall C: category. thin(C) within D <= 3 arrows",
    ),
    Code(
        "E412",
        "a contradictory scope",
        "Nothing has the numbers that the scope asks for. Identities count among the arrows, so there are at least as many arrows as objects.",
        "claim c: forall C: category. thin(C) within C >= 3 arrows, <= 2 arrows",
    ),
    Code(
        "E413",
        "too large a scope",
        "The number of categories grows fast: 2,858 with 6 arrows, 36,440 with 7, more than a million with 8.",
        "claim c: forall C: category. thin(C) within C <= 9 arrows",
    ),
    Code(
        "E420",
        "a proof in the wrong place",
        "A proof by steps shows an equation of paths, p = q in C, from the equations with which C is declared.",
        _C + "claim c: thin(C)  proof f = f by e",
    ),
    Code(
        "E421",
        "a step cites no equation",
        "Each step names a labelled equation of the category: `equations idem: e ; e = e` is cited as `by idem`.",
        _E + "claim c: e ; e = e in C  proof e ; e = e by idm",
    ),
    Code(
        "E422",
        "a wrong step",
        "A step replaces one occurrence of one side of an equation by the other side. Identities and powers need no steps.",
        _E + "claim c: e ; e ; e = e in C  proof e ; e ; e = e by idem",
    ),
    Code(
        "E423",
        "a proof of something else",
        "A proof begins with the left side of its claim and ends with the right side.",
        _E + "claim c: e ; e = e in C  proof e ; e ; e = e ; e by idem",
    ),
    Code(
        "E424",
        "a witness that the claim has no place for",
        "`exists` takes values for its variables, and some predicates have witnesses of their own: representable(T) with P = A, u = x.",
        _C + "claim c: thin(C) with P = A",
    ),
    Code(
        "E425",
        "a witness that shows nothing",
        "What was given is of the right kind, but it is not a witness. It is checked; no other one is looked for.",
        "category C within 9 arrows { objects A  arrows r : A -> A }\ncopresheaf T on C { A = {0}, r = {0 |-> 0} }\n"
        "claim c: r = id(A) in C with S = T, x = 0 expect refuted",
    ),
)
