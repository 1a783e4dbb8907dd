"""Forgeries of the document and of its structures."""

from __future__ import annotations

from kernel_forgery import DROP, answer, forge
from kernel_samples import task

C, T, S = ("categories", "C"), ("set_functors", "T"), ("set_functors", "S")
ONE = {"objects": 1, "dom": [0, 0, 0], "cod": [0, 0, 0], "generators": [1, 2], "right": [1, 2, 2, 0, 1, 1]}

DOCUMENT = [
    forge("another format", "format", ("format",), "presheaf-certificate/2"),
    forge("no object", "format", (), [1]),
    forge("verdict 1", "shape", ("verdict",), 1),
    forge("verdict null", "shape", ("verdict",), None),
    forge("no verdict", "missing", ("verdict",), DROP),
    forge("no statement", "missing", ("statement",), DROP),
    forge("wrong verdict", "verdict", ("verdict",), False),
    forge("open statement", "undetermined", *answer()),
    forge("categories a list", "shape", ("categories",), []),
    forge("a category twice", "names", ("sorts", "C"), 3),
    forge("a table with the name of a sort", "names", ("tables", "K"), {"args": ["K"], "value": "K", "data": [1, 2, 0]}),
    forge("name with a dot", "names", ("sorts", "T.el"), 7),
    forge("sort size true", "range", ("sorts", "W"), True),
    forge("sort size negative", "range", ("sorts", "W"), -1),
    forge("sort size huge", "range", ("sorts", "H"), 1 << 41),
    forge("sort size a digit bomb", "range", ("sorts", "H"), 10**5000),
    forge("answers no list", "shape", ("answers",), {}),
    forge("answer a pair", "shape", ("answers",), [["repT", [1]]]),
    forge("answer a number", "shape", ("answers",), [5]),
    forge("answer with four parts", "shape", ("answers", 0), ["repT", [1], {"universal": 2}, 0]),
    forge("lemmas no list", "shape", ("lemmas",), {}),
    forge("false lemma", "lemma", ("lemmas",), [False]),
    forge("open lemma", "undetermined", ("lemmas",), [["holds", "lift", 1]]),
    forge("answer to nothing", "unknown name", ("answers", 0, 0), "nothing"),
    forge("answer to a number", "unknown name", ("answers", 0, 0), 3),
    forge("parameter missing", "arity", ("answers", 0, 1), []),
    forge("parameters no list", "arity", ("answers", 0, 1), 1),
    forge("parameter out of range", "range", ("answers", 10), ["lift", [3], {"tree": [0, [None, None, None]]}]),
    forge("parameter true", "range", ("answers", 0, 1), [True]),
    forge("parameter negative", "range", ("answers", 0, 1), [-1]),
    forge("evidence a list", "shape", ("answers", 0, 2), ["universal"]),
    forge("no evidence", "missing", ("answers", 10, 2), {}),
    forge("question without params", "missing", ("questions", "two", "params"), DROP),
    forge("params a text", "shape", ("questions", "two", "params"), ""),
    forge("params of no sort", "unknown name", ("questions", "lift", "params"), ["L"]),
    forge("params a list", "unknown name", ("questions", "lift", "params"), [["K"]]),
]

TABLES = [
    forge("args a text", "shape", ("tables", "next", "args"), "K"),
    forge("no args", "shape", ("tables", "next"), {"args": [], "value": "K", "data": [1]}),
    forge("args of no sort", "unknown name", ("tables", "next", "args"), ["L"]),
    forge("value of no sort", "unknown name", ("tables", "next", "value"), "L"),
    forge("value out of its sort", "range", ("tables", "next", "data"), [1, 2, 3]),
    forge("value NaN", "range", ("tables", "next", "data"), [1, 2, float("nan")]),
    forge("value true", "range", ("tables", "next", "data"), [1, 2, True]),
    forge("value -2", "range", ("tables", "half", "data"), [0, -2, 1]),
    forge("data too short", "length", ("tables", "next", "data"), [1, 2]),
    forge("data no list", "shape", ("tables", "next", "data"), {}),
    forge("data of a huge table", "length", ("tables", "next"), {"args": ["H", "H"], "value": "K", "data": [1]}),
    forge("value in an empty sort", "range", ("sorts", "I"), 0, ("tables", "next"), {"args": ["K"], "value": "I", "data": [0, 0, 0]}),
]

CATEGORY = [
    forge("category a list", "shape", C, []),
    forge("no dom", "missing", (*C, "dom"), DROP),
    forge("objects true", "range", ("categories", "O", "objects"), False),
    forge("dom no list", "shape", (*C, "dom"), dict.fromkeys("abcde", 0)),
    forge("dom out of range", "range", (*C, "dom"), [0, 1, 0, 1, 2]),
    forge("dom negative", "range", (*C, "dom"), [0, 1, 0, -1, 0]),
    forge("cod negative", "range", (*C, "cod"), [0, 1, 1, -1, 1]),
    forge("cod too short", "length", (*C, "cod"), [0, 1, 1, 1]),
    forge("cod too long", "length", (*C, "cod"), [0, 1, 1, 1, 1, 0], (*C, "right"), [2, 3, 4, 3, 4, 2]),
    forge("cod out of range", "range", (*C, "cod"), [0, 1, 1, 1, 2]),
    forge("identity 0 starts elsewhere", "identity", (*C, "dom"), [1, 1, 0, 1, 0]),
    forge("identities swapped", "identity", (*C, "dom"), [1, 0, 0, 1, 0], (*C, "cod"), [1, 0, 1, 1, 1]),
    forge("arrow 0 is no identity", "identity", (*C, "cod"), [1, 1, 1, 1, 1]),
    forge("fewer arrows than objects", "range", (*C, "objects"), 6),
    forge("generator out of range", "range", (*C, "generators"), [2, 5]),
    forge("generator negative", "range", (*C, "generators"), [2, -2]),
    forge("generators out of order", "order", (*C, "generators"), [3, 2], (*C, "right"), [2, 3, 4, 3, 4]),
    forge("right too short", "length", (*C, "right"), [2, 3, 4, 3]),
    forge("right out of range", "range", (*C, "right"), [2, 3, 5, 3, 4]),
    forge("right negative", "range", (*C, "right"), [2, 3, -1, 3, 4]),
    forge("f ; e ends elsewhere", "typing", (*C, "right"), [2, 3, 0, 3, 4]),
    forge("f ; e starts elsewhere", "typing", (*C, "right"), [2, 3, 3, 3, 4]),
    forge("id ; s is another arrow", "typing", (*C, "right"), [2, 1, 4, 3, 4]),
    forge("an unreachable arrow", "generated", (*C, "right"), [2, 3, 2, 3, 2]),
    forge("not associative", "associativity", ("categories",), {"C": ONE}, ("set_functors",), {}, ("functors",), {}, ("transformations",), {}),
    forge("e ; e is id", "associativity", (*C, "right"), [2, 3, 4, 1, 4]),
]

SET_FUNCTOR = [
    forge("unknown category", "unknown name", (*T, "category"), "D"),
    forge("functor on a list", "unknown name", (*T, "category"), ["C"]),
    forge("variance both", "shape", (*T, "variance"), "both"),
    forge("sizes too short", "length", (*T, "sizes"), [2]),
    forge("size negative", "range", (*T, "sizes"), [2, -2]),
    forge("sizes huge", "range", ("set_functors", "N", "sizes"), [1 << 40, 0]),
    forge("too many elements", "budget", ("set_functors", "N", "sizes"), [600, 0], ("set_functors", "M"), task("C", [600, 600], [0] * 1200)),
    forge("action too long", "length", (*T, "action"), [0, 1, 3, 3, 0]),
    forge("action -2", "range", (*T, "action"), [0, -2, 3, 3]),
    forge("action out of range", "range", (*T, "action"), [0, 4, 3, 3]),
    forge("value over the wrong object", "typing", (*T, "action"), [0, 1, 1, 3]),
    forge("value 0 over the wrong object", "typing", (*T, "action"), [0, 1, 0, 3]),
    forge("e is not idempotent", "functoriality", (*S, "action"), [0, 1, 3, 2]),
]

FUNCTOR = [
    forge("functor from nowhere", "unknown name", ("functors", "F", "dom"), "D"),
    forge("functor to nowhere", "unknown name", ("functors", "F", "cod"), "D"),
    forge("object -2", "range", ("functors", "F", "objects"), [0, -2]),
    forge("object out of range", "range", ("functors", "G", "objects"), [2, -1]),
    forge("arrow -2", "range", ("functors", "F", "generators"), [2, -2]),
    forge("arrow out of range", "range", ("functors", "G", "generators"), [5, -1]),
    forge("arrows missing", "length", ("functors", "F", "generators"), [2]),
    forge("objects missing", "length", ("functors", "F", "objects"), [0]),
    forge("image ends elsewhere", "typing", ("functors", "F"), {"dom": "C", "cod": "C", "objects": [0, 0], "generators": [2, 0]}),
    forge("image starts elsewhere", "functoriality", ("functors", "F", "generators"), [3, 3]),
    forge("image of a leaf starts elsewhere", "functoriality", ("functors", "F"), {"dom": "C", "cod": "C", "objects": [0, 1], "generators": [1, 3]}),
    forge("relation not kept", "functoriality", ("functors", "F"), {"dom": "C", "cod": "Z", "objects": [0, 0], "generators": [0, 1]}),
]

A = ("transformations", "A")
TRANSFORMATION = [
    forge("from nowhere", "unknown name", (*A, "dom"), "X"),
    forge("to nowhere", "unknown name", (*A, "cod"), "X"),
    forge("between variances", "typing", (*A, "cod"), "V", (*A, "at"), [0, 0, 1, 2]),
    forge("between categories", "typing", (*A, "cod"), "R", (*A, "at"), [0, 0, 0, 0]),
    forge("to a partial functor", "partial", (*A, "cod"), "P", (*A, "at"), [0, 0, 3, 3]),
    forge("at too short", "length", (*A, "at"), [1, 0, 2]),
    forge("at negative", "range", (*A, "at"), [1, 0, 2, -1]),
    forge("at out of range", "range", (*A, "at"), [1, 0, 2, 4]),
    forge("at leaves its object", "typing", (*A, "at"), [1, 2, 2, 3]),
    forge("not natural", "naturality", (*A, "at"), [0, 1, 2, 3]),
]

REQUIRED = {
    ("categories", "C"): ("objects", "dom", "cod", "generators", "right"),
    ("set_functors", "T"): ("category", "variance", "sizes", "action"),
    ("functors", "F"): ("dom", "cod", "objects", "generators"),
    ("transformations", "A"): ("dom", "cod", "at"),
    ("tables", "next"): ("args", "value", "data"),
}
MISSING = [forge(f"{path[0]} without {key}", "missing", (*path, key), DROP) for path, keys in REQUIRED.items() for key in keys]

STRUCTURES = [*MISSING, *DOCUMENT, *TABLES, *CATEGORY, *SET_FUNCTOR, *FUNCTOR, *TRANSFORMATION]
