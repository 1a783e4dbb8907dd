"""Certificates that prove nothing, each with the reason for which the kernel must reject it.

A forgery changes the sample certificate at some paths. `DROP` removes a key; a path may end behind the last entry of a list to append.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kernel_samples import CYCLE, base, task

DROP = object()


class Forgery(NamedTuple):
    label: str
    reason: str
    changes: tuple[tuple[tuple[Any, ...], Any], ...]

    def document(self) -> Any:
        document: Any = {"top": json.loads(json.dumps(base()))}
        for path, value in self.changes:
            at = document
            for step in ("top", *path)[:-1]:
                at = at[step]
            last = ("top", *path)[-1]
            if value is DROP:
                del at[last]
            elif isinstance(at, list) and last == len(at):
                at.append(value)
            else:
                at[last] = value
        return document["top"]


def forge(label: str, reason: str, *changes: Any) -> Forgery:
    """`forge(label, reason, path, value, path, value, ...)`."""
    return Forgery(label, reason, tuple(zip(changes[::2], changes[1::2], strict=True)))


def says(formula: Any) -> tuple[Any, ...]:
    """A statement of the forger's own."""
    return (("statement",), formula)


def answer(*answers: Any) -> tuple[Any, ...]:
    """Only these answers, and a statement that would follow from nothing else."""
    return (("answers",), list(answers))


def asks(question: Any, *evidence: Any) -> tuple[Any, ...]:
    """One question, one answer to it."""
    return (("questions", "new"), question, ("answers",), [["new", [], e] for e in evidence], *says(["holds", "new"]))


C, T, S = ("categories", "C"), ("set_functors", "T"), ("set_functors", "S")
ONE = {"objects": 1, "dom": [0, 0, 0], "cod": [0, 0, 0], "generators": [1, 2], "right": [1, 2, 0, 0, 0, 0]}
DEEP: Any = True
for _ in range(100_000):
    DEEP = ["not", DEEP]
X = [["x", [], ["K", []]]]


def question(**parts: Any) -> dict[str, Any]:
    return {"params": [], **parts}


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
    forge("name with a dot", "names", ("sorts", "T.el"), 7),
    forge("sort size true", "range", ("sorts", "W"), True),
    forge("sort size negative", "range", ("sorts", "W"), -1),
    forge("sort size huge", "range", ("sorts", "H"), 1 << 41),
    forge("sort size a digit bomb", "malformed", ("sorts", "H"), 10**5000),
    forge("answers no list", "shape", ("answers",), {}),
    forge("answer a pair", "shape", ("answers",), [["repT", [1]]]),
    forge("answer with four parts", "shape", ("answers", 0), ["repT", [1], {"universal": 2}, 0]),
    forge("lemmas no list", "shape", ("lemmas",), {}),
    forge("false lemma", "lemma", ("lemmas",), [False]),
    forge("open lemma", "lemma", ("lemmas",), [["holds", "lift", 1]]),
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
    forge("arrow 0 is no identity", "identity", (*C, "cod"), [1, 1, 1, 1, 1]),
    forge("fewer arrows than objects", "range", (*C, "objects"), 6),
    forge("generator out of range", "range", (*C, "generators"), [2, 5]),
    forge("generator negative", "range", (*C, "generators"), [2, -2]),
    forge("generators out of order", "order", (*C, "generators"), [3, 2], (*C, "right"), [2, 3, 4, 3, 4]),
    forge("right too short", "length", (*C, "right"), [2, 3, 4, 3]),
    forge("right out of range", "range", (*C, "right"), [2, 3, 5, 3, 4]),
    forge("right negative", "range", (*C, "right"), [2, 3, -1, 3, 4]),
    forge("f ; e starts elsewhere", "typing", (*C, "right"), [2, 3, 3, 3, 4]),
    forge("id ; s is another arrow", "typing", (*C, "right"), [2, 1, 4, 3, 4]),
    forge("an unreachable arrow", "generated", (*C, "right"), [2, 3, 2, 3, 2]),
    forge("not associative", "associativity", ("categories",), {"C": ONE}, ("set_functors",), {}, ("functors",), {}, ("transformations",), {}),
    forge("e ; e is id", "associativity", (*C, "right"), [2, 3, 4, 1, 4]),
]
ONE["right"] = [1, 2, 2, 0, 1, 1]

SET_FUNCTOR = [
    forge("unknown category", "unknown name", (*T, "category"), "D"),
    forge("category a list", "unknown name", (*T, "category"), ["C"]),
    forge("variance both", "shape", (*T, "variance"), "both"),
    forge("sizes too short", "length", (*T, "sizes"), [2]),
    forge("size negative", "range", (*T, "sizes"), [2, -2]),
    forge("sizes huge", "range", ("set_functors", "N", "sizes"), [1 << 40, 0]),
    forge("too many elements", "budget", ("set_functors", "N", "sizes"), [600, 0], ("set_functors", "M"), task("C", [600, 600], [0] * 1200)),
    forge("action too long", "length", (*T, "action"), [0, 1, 3, 3, 0]),
    forge("action -2", "range", (*T, "action"), [0, -2, 3, 3]),
    forge("action out of range", "range", (*T, "action"), [0, 4, 3, 3]),
    forge("value over the wrong object", "typing", (*T, "action"), [0, 1, 1, 3]),
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

TERMS = [
    forge("unbound variable", "unbound", *says(["=", "x", 0])),
    forge("variable out of its scope", "unbound", *says(["and", ["any", "x", "K", [], True], ["=", "x", 0]])),
    forge("negative number", "range", *says(["<=", -1, 0])),
    forge("unknown cell by number", "range", *asks(question(unknown=X, axioms=[["=", -1, ["@", "x"]]]), {"model": {"x": [0]}})),
    forge("number true", "shape", *says(["=", True, True])),
    forge("number a float", "shape", *says(["=", 0.0, 0])),
    forge("term an object", "shape", *says(["=", {}, 0])),
    forge("empty term", "shape", *says(["=", [], 0])),
    forge("unknown function", "unknown function", *says(["=", ["@", "C.source", 0], 0])),
    forge("function a list", "unknown function", *says(["=", ["@", ["C.dom"], 0], 0])),
    forge("function applied by another head", "unknown function", *says(["=", ["apply", "next", 0], 1])),
    forge("nothing applied", "unknown function", *says(["=", ["@"], 0])),
    forge("unknown term", "unknown function", *says(["=", ["-", 1, 1], 0])),
    forge("too few arguments", "arity", *says(["=", ["@", "plus", 0], 0])),
    forge("sum of three", "arity", *says(["=", ["+", 1, 1, 1], 3])),
    forge("argument outside the sort", "malformed", *says(["=", ["@", "next", 3], 0])),
    forge("comparison of three", "arity", *says(["=", 0, 0, 1])),
    forge("unknown connective", "shape", *says(["nand", False])),
    forge("not of two", "shape", *says(["not", False, True])),
    forge("implication of three", "shape", *says(["=>", True, True, False])),
    forge("formula 1", "shape", *says(1)),
    forge("formula a text", "shape", *says("true")),
    forge("formula null", "shape", *says(None)),
    forge("quantifier without body", "shape", *says(["all", "x", "K", []])),
    forge("quantifier with two bodies", "shape", *says(["all", "x", "K", [], True, False])),
    forge("variable a number", "shape", *says(["all", 0, "K", [], True])),
    forge("unknown sort", "sort", *says(["all", "x", "L", [], False])),
    forge("sort a list", "sort", *says(["all", "x", ["K"], [], True])),
    forge("fibre an object", "shape", *says(["all", "x", "K", {}, True])),
    forge("fibre null", "shape", *says(["all", "x", "K", None, True])),
    forge("fibre of a triple", "shape", *says(["all", "x", "K", [["next", 0, 1]], True])),
    forge("fibre of texts", "shape", *says(["all", "x", "C.gen", ["ab"], True])),
    forge("fibre along a function of another sort", "fibre", *says(["all", "x", "W", [["next", 0]], False])),
    forge("fibre along a partial function", "fibre", *says(["all", "x", "K", [["half", 2]], False])),
    forge("fibre along a missing value", "fibre", *says(["all", "x", "C.ob", [["G.ob", 0]], False])),
    forge(
        "fibre along an unknown table",
        "fibre",
        *asks(question(unknown=[["x", [["k", "K", []]], ["K", []]]], axioms=[["all", "k", "K", [["x", 0]], False]]), {"model": {"x": [0] * 3}}),
    ),
    forge("unknown question", "unknown name", *says(["holds", "nothing"])),
    forge("question a number", "unknown name", *says(["holds", 0])),
    forge("no question", "unknown name", *says(["holds"])),
    forge("too few parameters", "arity", *says(["holds", "lift"])),
    forge("too many parameters", "arity", *says(["holds", "two", 0])),
    forge("missing value", "undetermined", *says(["=", ["@", "P.gen", 3, 0], 1])),
    forge("count of a question only decided", "undetermined", *says(["=", ["count", "two"], 0])),
    forge("nesting", "depth", *says(DEEP)),
    forge("digit bomb", "malformed", *says(["=", 10**5000, 10**5000])),
]

TWO, THREE, LIFT = ("answers", 8, 2), ("answers", 9, 2), ("answers", 10, 2)
PROBLEM = [
    forge("unknown a text", "shape", *asks(question(unknown=["abc"]), {"model": {}})),
    forge("unknown an object", "shape", *asks(question(unknown=[{"a": 0, "b": 0, "c": 0}]), {"model": {}})),
    forge("unknown of two parts", "shape", *asks(question(unknown=[["x", []]]), {"model": {}})),
    forge("unknown named 0", "shape", *asks(question(unknown=[[0, [], ["K", []]]]), {"count": [[0, [None] * 3]]})),
    forge(
        "unknown named as a known table", "names", *asks(question(unknown=[["next", [["k", "K", []]], ["K", []]]]), {"model": {"next": [0, 0, 0]}})
    ),
    forge("unknown twice", "names", *asks(question(unknown=X + X), {"model": {"x": [0]}})),
    forge("keys an object", "shape", *asks(question(unknown=[["x", {}, ["K", []]]]), {"model": {"x": [0]}})),
    forge("range a triple", "shape", *asks(question(unknown=[["x", [], ["K", [], 0]]]), {"model": {"x": [0]}})),
    forge("range an object", "shape", *asks(question(unknown=[["x", [], {"a": 0, "b": 0}]]), {"model": {"x": [0]}})),
    forge("range a text", "shape", *asks(question(unknown=[["x", [], "K"]]), {"model": {"x": [0]}})),
    forge("axioms an object", "shape", *asks(question(axioms={}), {"model": {}})),
    forge("axioms a text", "shape", *asks(question(axioms=""), {"model": {}})),
    forge(
        "keys on an unknown value",
        "open",
        *asks(question(unknown=[*X, ["y", [["k", "K", [["next", ["@", "x"]]]]], ["K", []]]]), {"model": {"x": [0], "y": [0]}}),
    ),
    forge("too many cells", "budget", *asks(question(unknown=[["x", [["k", "H", []]], ["K", []]]]), {"model": {"x": []}})),
    forge("too many values", "budget", *asks(question(unknown=[["x", [], ["H", []]]]), {"tree": None})),
    forge("too many instances", "budget", *asks(question(axioms=[["all", "x", "H", [], True]]), {"tree": None})),
    forge("free a text", "shape", ("questions", "fill", "free"), "P"),
    forge("free twice", "shape", ("questions", "fill", "free"), ["P", "P"]),
    forge("free of nothing", "unknown name", ("questions", "fill", "free"), ["B"]),
    forge("free of a sort", "unknown name", ("questions", "fill", "free"), ["K"]),
    forge("model a list", "shape", LIFT, {"model": ["x"]}),
    forge("model of another table", "shape", LIFT, {"model": {"y": [2]}}),
    forge("model of two tables", "shape", LIFT, {"model": {"x": [2], "y": [2]}}),
    forge("model with two values", "length", LIFT, {"model": {"x": [2, 2]}}),
    forge("model value bare", "length", LIFT, {"model": {"x": 2}}),
    forge("model out of range", "range", ("answers", 11, 2), {"model": {"P.gen": [2]}}),
    forge("model true", "range", ("answers", 11, 2), {"model": {"P.gen": [True]}}),
    forge("model negative", "range", LIFT, {"model": {"x": [-1]}}),
    forge("model false", "model", LIFT, {"model": {"x": [1]}}),
    forge("model undetermined", "model", ("answers", 13), ["about", [], {"model": {"x": [1]}}]),
    forge("question about itself", "model", *asks(question(axioms=[["not", ["holds", "new"]]]), {"model": {}})),
    forge("question about itself, no", "open", *asks(question(axioms=[["not", ["holds", "new"]]]), {"tree": None})),
    forge("leaf too early", "open leaf", TWO, {"tree": None}),
    forge("branch left open", "open leaf", ("answers",), [["three", [], {"count": [[0, [None, [1, [None, None]], [1, [None, None]]]]]}]]),
    forge("split after a conflict", "tree", TWO, {"tree": [0, [[1, [None, None]], None]]}),
    forge(
        "split where all is lost",
        "tree",
        *asks(question(unknown=[*X, ["y", [], ["K", []]]], axioms=[["=", ["@", "x"], 5]]), {"tree": [1, [None] * 3]}),
    ),
    forge("node a number", "tree", TWO, {"tree": 0}),
    forge("node a triple", "tree", TWO, {"tree": [0, [None, None], None]}),
    forge("children a number", "tree", TWO, {"tree": [0, 5]}),
    forge("split of cell -1", "range", TWO, {"tree": [-1, [None, None]]}),
    forge("split of cell true", "range", TWO, {"tree": [False, [None, None]]}),
    forge("split of a decided cell", "tree", THREE, {"count": [[0, [[0, [[1, [None, None]]]]] * 3]]}),
    forge("split outside the component", "tree", *asks(question(unknown=[*X, ["y", [], ["K", []]]]), {"count": [[1, [None] * 3], [0, [None] * 3]]})),
    forge("a branch missing", "branches", THREE, {"count": [[0, [[1, [None, None]]] * 2]]}),
    forge("a branch too many", "branches", TWO, {"tree": [0, [None] * 3]}),
    forge("a component missing", "length", *asks(question(unknown=[*X, ["y", [], ["K", []]]]), {"count": [[0, [None] * 3]]})),
    forge("trees a text", "length", THREE, {"count": "a"}),
    forge("solutions called a refutation", "solution", LIFT, {"tree": None}),
]

REP, NO, ISO = ("answers", 0), ("answers", 2, 2), ("answers", 5, 2)
RULES = [
    forge("unknown rule", "rule", ("questions", "repT", "rule"), "represented"),
    forge("another rule", "rule", ("questions", "isoTU", "rule"), "isomorph"),
    forge("rule without arguments", "missing", ("questions", "repT", "args"), DROP),
    forge("arguments a text", "shape", ("questions", "repT", "args"), "T"),
    forge("argument unknown", "unknown name", ("questions", "repT", "args"), ["C"]),
    forge("parameter of another sort", "rule", ("questions", "repT", "params"), ["C.ar"]),
    forge(
        "isomorphic with a parameter",
        "rule",
        ("questions", "isoTU"),
        {"params": ["C.ob"], "rule": "isomorphic", "args": ["T", "U"]},
        ("answers", 5, 1),
        [0],
    ),
    forge("isomorphic to nothing", "rule", ("questions", "isoTU", "args"), ["T"]),
    forge("partial functor represented", "partial", ("answers", 0), ["repP", [1], {"universal": 2}]),
    forge("universal out of range", "range", (*REP, 2), {"universal": 4}),
    forge("universal negative", "range", (*REP, 2), {"universal": -2}),
    forge("universal over another object", "typing", (*REP, 2), {"universal": 0}),
    forge("universal not injective", "injectivity", (*REP, 2), {"universal": 3}),
    forge("universal not surjective", "surjectivity", T, task("C", [3, 2], [0, 1, 4, 4]), ("transformations",), {}, (*REP, 2), {"universal": 3}),
    # a functor too large for its laws to be checked: the rule itself must notice that e acts as no idempotent
    forge("universal against the laws", "equivariance", T, task("C", [2, 20], [0] * 20 + [*range(3, 22), 2]), ("transformations",), {}),
    forge("size out of range", "range", ("answers", 1, 2), {"size": 2}),
    forge("size negative", "range", ("answers", 1, 2), {"size": -1}),
    forge("size equal", "size", ("answers", 2, 2), {"size": 0}),
    forge("no elements", "missing", ("answers", 2, 2), {}),
    forge("an element missing", "length", NO, {"elements": [[1, 3]]}),
    forge("elements a text", "length", NO, {"elements": "ab"}),
    forge("collision of one arrow", "collision", NO, {"elements": [[1, 1], {"missed": 2}]}),
    forge("collision at another object", "collision", ("answers", 0), ["repT", [1], {"elements": [[0, 2], [0, 2]]}]),
    forge("collision of arrows from elsewhere", "collision", ("answers", 4, 2), {"elements": [[0, 2], [0, 2]]}),
    forge("collision that is none", "collision", ("answers", 0), ["repT", [1], {"elements": [[1, 3], [1, 3]]}]),
    forge("collision of three", "length", NO, {"elements": [[1, 3, 4], {"missed": 2}]}),
    forge("collision negative", "range", NO, {"elements": [[1, -2], {"missed": 2}]}),
    forge("missed a number", "shape", NO, {"elements": [3, {"missed": 2}]}),
    forge("missed out of range", "range", NO, {"elements": [{"missed": 4}, {"missed": 2}]}),
    forge("missed negative", "range", NO, {"elements": [{"missed": -1}, {"missed": 2}]}),
    forge("missed but met", "missed", NO, {"elements": [{"missed": 2}, {"missed": 2}]}),
    forge("isomorphic variances", "typing", ("questions", "isoTU", "args"), ["T", "V"]),
    forge(
        "isomorphic over another category",
        "typing",
        ("categories", "Y"),
        CYCLE,
        ("set_functors", "R2"),
        task("Y", [6], [1, 2, 3, 4, 5, 0]),
        ("questions", "isoTU", "args"),
        ["R", "R2"],
        ISO,
        {"map": [*range(6)]},
    ),
    forge("isomorphic from a partial one", "partial", ("questions", "isoTU", "args"), ["P", "T"], ISO, {"distinct": {"rounds": 1}}),
    forge("isomorphic partial", "partial", ("questions", "isoTU", "args"), ["T", "P"], ISO, {"distinct": {"rounds": 1}}),
    forge("map too short", "length", ISO, {"map": [1, 0, 2]}),
    forge("map out of range", "range", ISO, {"map": [1, 0, 2, 4]}),
    forge("map negative", "range", ISO, {"map": [1, 0, 2, -1]}),
    forge("map leaves its object", "typing", ISO, {"map": [1, 2, 2, 3]}),
    forge("map not natural", "naturality", ISO, {"map": [0, 1, 2, 3]}),
    forge("map not injective", "bijectivity", ISO, {"map": [0, 0, 3, 3]}),
    forge("map not surjective", "bijectivity", ("questions", "isoTU", "args"), ["N", "T"], ISO, {"map": []}),
    forge("no evidence for a rule", "missing", ISO, {}),
    forge("rounds missing", "missing", ISO, {"distinct": {}}),
    forge("rounds negative", "range", ISO, {"distinct": {"rounds": -1}}),
    forge("rounds huge", "range", ISO, {"distinct": {"rounds": 40}}),
    forge("rounds without end", "range", ("answers", 6, 2), {"distinct": {"rounds": 11}}),
    forge("equal histograms", "missing", ISO, {"distinct": {"rounds": 1}}),
    forge("split out of range", "range", ISO, {"distinct": {"rounds": 1, "split": 4, "images": []}}),
    forge("split negative", "range", ("answers", 7, 2), {"distinct": {"rounds": 0, "split": -6, "images": [{"rounds": 3}] * 6}}),
    forge("an image missing", "branches", ("answers", 7, 2), {"distinct": {"rounds": 0, "split": 0, "images": [{"rounds": 3}] * 5}}),
    forge("images a text", "branches", ("answers", 7, 2), {"distinct": {"rounds": 0, "split": 0, "images": "abcdef"}}),
]

FORGERIES = [*DOCUMENT, *TABLES, *CATEGORY, *SET_FUNCTOR, *FUNCTOR, *TRANSFORMATION, *TERMS, *PROBLEM, *RULES]
