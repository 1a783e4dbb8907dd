"""E3xx: a declaration does not describe what it says."""

from presheaf.source.code import Code

_ARROW = "category C { objects A, B arrows f : A -> B }\n"
_LOOP = "category C { objects A arrows e : A -> A equations e ; e = e }\n"

DECLARATIONS = (
    Code(
        "E301",
        "declared twice inside a declaration",
        "Objects, arrows, labels and the elements over one object are distinct.",
        "category C { objects A, A }",
    ),
    Code(
        "E302",
        "a value is missing",
        "A functor, task or transformation says for every object and every generating arrow (of a table: every listed arrow) what its\n"
        "value is, and a map has a value at every element. Write ? for a value that is not known. Samples may leave out\n"
        "everything but the sets of a copresheaf.",
        _ARROW + "task T on C { A = {x}, B = {u} }",
    ),
    Code(
        "E303",
        "an unknown key",
        "Only the objects and generating arrows of the category have values (in samples, all its arrows), and a map speaks of the elements\n"
        "of its set.",
        _ARROW + "task T on C { A = {x}, B = {u}, f = {u |-> x}, g = {} }",
    ),
    Code(
        "E304",
        "a value is given twice",
        "Every key and every element of a map occurs once.",
        _ARROW + "task T on C { A = {x}, A = {y}, B = {}, f = {} }",
    ),
    Code(
        "E305",
        "a value of the wrong kind or in the wrong place",
        "The value of an object is a set, of an arrow a map; a presheaf's T(f) goes from T(cod f) to T(dom f), a copresheaf's S(f) the\n"
        "other way; a functor's value at an arrow has the ends that its values at objects say.",
        _ARROW + "task T on C { A = {x}, B = {u}, f = {u |-> u} }",
    ),
    Code(
        "E306",
        "not functorial",
        "The values do not respect an equation of the category. The message names the equation and the element at which its sides differ.",
        _LOOP + "task T on C { A = {x, y}, e = {x |-> y, y |-> x} }",
    ),
    Code(
        "E307",
        "not natural",
        "A square of the transformation does not commute. The message names the arrow and the element at which the two ways round differ.",
        _LOOP + "task T on C { A = {x, y}, e = {x |-> x, y |-> x} }\ntransformation a : T => T { A = {x |-> y, y |-> y} }",
    ),
    Code(
        "E308",
        "the sides of an equation are not parallel",
        "An equation compares two paths with the same ends, or two elements over one object; only endomorphisms have powers.",
        "category C { objects A, B arrows f : A -> B equations f = id(A) }",
    ),
    Code(
        "E309",
        "a composition table is not complete",
        "In `table`, `monoid` and `group` every composite of two listed arrows is given. Identities are implied.",
        "category C = table { objects A arrows e : A -> A }",
    ),
    Code(
        "E310",
        "a composite is given twice",
        "Every composite of two listed arrows is given once.",
        "category C = table { objects A arrows e : A -> A compose e ; e = e, e ; e = id(A) }",
    ),
    Code(
        "E311",
        "composition is not associative",
        "The table gives two different arrows for the two ways of composing three. The message names them.",
        "category C = monoid { elements a, b compose a ; a = b, a ; b = a, b ; a = b, b ; b = a }",
    ),
    Code(
        "E312",
        "not a composite",
        "A line of a composition table is f ; g = h, where f and g are listed arrows that compose and h is a listed arrow or an identity\n"
        "with the ends of the path.",
        "category C = table { objects A, B arrows e : A -> A, f : A -> B compose e ; e = f, e ; f = f }",
    ),
    Code(
        "E313",
        "too large",
        "The structure would be larger than the tool builds (5,000,000 elements or arrows). Presentations stop at their own bound instead:\n"
        "`within 500 arrows`, 200,000 if nothing is said.",
        "category C = symmetric_group(20)",
    ),
    Code("E314", "not a group", "In `group { ... }` every element has an inverse.", "category G = group { elements a compose a ; a = a }"),
    Code(
        "E315",
        "a data file cannot be used",
        "The message names the file, the line and what is wrong with it. Files are UTF-8 text or Parquet, below the spec root, with paths\n"
        "relative to the spec. `.csv`: comma-separated cells; images and masked data have one row each and no header, pairs the columns\n"
        "a, b, count, with or without a header. `.jsonl`: a list of cells, or an object with these keys, on each line. `.parquet`: the same\n"
        "columns (needs pyarrow). Counts are whole numbers from 0 on; other numbers are finite and exact.",
        'pretext P = rotation { data "no_such_file.csv" shape 8, 8 }',
    ),
    Code(
        "E317",
        "of the other variance",
        "Presheaves (tasks) are contravariant, copresheaves covariant; the functors of one expression or transformation have one variance.",
        "category C { objects A }\ntask T = coyoneda(C.A)",
    ),
    Code(
        "E318",
        "the category of a declaration is missing or another one",
        "A task, presheaf or copresheaf given by its values says on which category it lives, a functor between which it goes.",
        "category C { objects A }\ntask T { A = {x} }",
    ),
    Code(
        "E319",
        "a builder is used in another form",
        "The message gives the form. Structures with unknown values cannot be used in expressions.",
        "category C = chain(a)",
    ),
    Code(
        "E320",
        "weights that do not fit",
        "A weight is an exact number from 0 to 1: 1/2, 0.25, 2^-3. A matrix has one row for each object and one weight for each object in it.\n"
        "Tasks and functors live on weighted categories: L(x, x) = 1 and L(x, y) L(y, z) <= L(x, z) for all objects; closure(M) is the least\n"
        "one above a matrix M.",
        "weighted M = matrix { objects a, b [1, 2], [0, 1] }",
    ),
    Code(
        "E340",
        "a kernel that is not decided",
        "A kernel is an expression in the codes x and y and positive parameters: + - * / ^, exp, sqrt, norm2(v) = |v|^2, norm(v), dot(u, v),\n"
        "cos(u, v) with v one of x, y, x - y. Exact criteria are known for exp(-norm2(x - y) / tau), exp(-norm(x - y) / tau), dot(x, y),\n"
        "cos(x, y) and exp((cos(x, y) - 1) / tau), however they are written.",
        "kernel rational(tau) = 1 / (1 + norm2(x - y) / tau)",
    ),
    Code(
        "E341",
        "an embedding file cannot be used",
        "An encoder is verified by its frozen table, one finite row for each object, in any order. `.safetensors`: an array emb [n, d] and the\n"
        "metadata object_order, a JSON list of the names of the rows. `.npz`: the arrays emb and objects (texts). `.parquet`, `.arrow`: a column\n"
        "of texts and one of lists of floats. Codes of columns (softmax, two_tower) are an array head with head_order or head_objects, and a\n"
        "softmax may have a bias. A network (module, model) is local code with safetensors weights, run with --allow-code only. Pickle files\n"
        "(.pt, .bin, .pkl) are not opened: that would run the code in them.",
        'category C { objects A }\nencoder f : C -> R^2 { embeddings "codes.pt"  kernel dot }',
    ),
    Code(
        "E390",
        "not available in this version",
        "The language has a place for this, so specs that use it parse, but this version does not decide it.",
        "category C { objects A }\ntask T on C { A = {x} }\nclaim r: linear_head(T)",
    ),
)
