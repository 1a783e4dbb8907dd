"""Forgeries of presentations and of the rule about paths."""

from __future__ import annotations

from typing import Any

from kernel_forgery import DROP, Forgery, asks, forge, question
from kernel_samples import base

E = ("presentations", "PE")
AT = [answer[0] for answer in base()["answers"]].index("longer")
LONGER, INVERSE = ("questions", "longer"), ("questions", "inverse")


def equation(label: str, reason: str, value: Any) -> Forgery:
    """A further equation of the presentation."""
    return forge(label, reason, (*E, "equations", 2), value)


def paths(label: str, reason: str, start: Any, left: Any, right: Any, evidence: Any) -> Forgery:
    return forge(label, reason, *asks(question(rule="path", args=["PE", start, left, right]), evidence))


def chain(label: str, reason: str, *steps: Any) -> Forgery:
    """Another proof that f ; e is f ; g ; f ; e ; e."""
    return paths(label, reason, 0, [0, 2], [0, 1, 0, 2, 2], {"chain": list(steps)})


def functor(label: str, reason: str, **changes: Any) -> Forgery:
    """Other sets and functions to separate g ; f from the identity."""
    evidence = {"sizes": [1, 2], "maps": [[0], [0, 0], [0, 0]], "at": 1} | changes
    made = paths(label, reason, 1, [1, 0], [], {key: value for key, value in evidence.items() if value is not DROP})
    return made._replace(changes=(*made.changes[:2], (("statement",), ["not", ["holds", "new"]])))


INSERT, DOUBLE = [0, 1, 1], [3, 0, 1]

PRESENTATIONS = [
    forge("presentations a list", "shape", ("presentations",), []),
    forge("a presentation with the name of a sort", "names", ("sorts", "PE"), 1),
    forge("presentation without objects", "missing", (*E, "objects"), DROP),
    forge("presentation without dom", "missing", (*E, "dom"), DROP),
    forge("presentation without cod", "missing", (*E, "cod"), DROP),
    forge("presentation without equations", "missing", (*E, "equations"), DROP),
    forge("presentation of too many objects", "range", (*E, "objects"), 1000),
    forge("presentation of true objects", "range", (*E, "objects"), True),
    forge("generator from no object", "range", (*E, "dom"), [0, 1, 1, 2], (*E, "cod"), [1, 0, 1, 1]),
    forge("generator from object -1", "range", (*E, "dom"), [0, 1, 1, -1], (*E, "cod"), [1, 0, 1, 1]),
    forge("generator from true", "range", (*E, "dom"), [0, 1, 1, True], (*E, "cod"), [1, 0, 1, 1]),
    forge("generator to no object", "range", (*E, "dom"), [0, 1, 1, 1], (*E, "cod"), [1, 0, 1, 2]),
    forge("generator to object -1", "range", (*E, "dom"), [0, 1, 1, 1], (*E, "cod"), [1, 0, 1, -1]),
    forge("generator to true", "range", (*E, "dom"), [0, 1, 1, 1], (*E, "cod"), [1, 0, 1, True]),
    forge("more ends than generators", "length", (*E, "cod"), [1, 0, 1, 1]),
    forge("equations an object", "shape", (*E, "equations"), {}),
    equation("equation a text", "shape", "eee"),
    equation("equation of two parts", "shape", [1, [2]]),
    equation("equation at no object", "range", [2, [], []]),
    equation("equation at object -1", "range", [-1, [], []]),
    equation("equation at true", "range", [True, [2], []]),
    equation("word a text", "shape", [1, "", []]),
    equation("word with no generator", "range", [1, [2, 3], [2]]),
    equation("word with generator -1", "range", [1, [2, -1], [2]]),
    equation("word with true", "range", [1, [True, 0], [2]]),
    equation("word that does not compose", "typing", [1, [2, 0], [2]]),
    equation("word that begins elsewhere", "typing", [0, [2, 1], []]),
    equation("sides with different ends", "typing", [0, [0], [0, 1]]),
]

CHAINS = [
    forge("path of two arguments", "rule", (*LONGER, "args"), ["PE", 0]),
    forge("path with a parameter", "rule", (*LONGER, "params"), ["K"], ("answers", AT, 1), [0]),
    forge("path in no presentation", "unknown name", (*LONGER, "args", 0), "C"),
    forge("path from object 2", "range", (*LONGER, "args", 1), 2),
    forge("asked about words that do not compose", "typing", (*LONGER, "args", 2), [0, 0]),
    forge("asked about words that are not parallel", "typing", (*LONGER, "args", 3), [0, 1]),
    forge("evidence for a path a list", "shape", ("answers", AT, 2), []),
    forge("no evidence for a path", "missing", ("answers", AT, 2), {}),
    forge("a proved equation denied", "verdict", ("statement",), ["not", ["holds", "longer"]]),
    forge("a refuted equation asserted", "verdict", ("statement",), ["holds", "inverse"]),
    paths("chain a text", "shape", 0, [0, 2], [0, 2], {"chain": ""}),
    chain("chain with a number", "shape", INSERT, DOUBLE, 0),
    chain("step of two parts", "shape", INSERT, DOUBLE, [0, 1]),
    chain("step a text", "shape", INSERT, DOUBLE, "011"),
    chain("step behind the word", "range", INSERT, [5, 0, 1]),
    chain("step at position -1", "range", INSERT, DOUBLE, [-1, 1, 1]),
    chain("step at position true", "range", INSERT, DOUBLE, [True, 1, 1]),
    chain("step by no equation", "range", INSERT, [3, 2, 1]),
    chain("step by equation -2", "range", INSERT, [3, -2, 1]),
    chain("step by equation true", "range", INSERT, DOUBLE, [2, True, 1]),
    chain("step in a third direction", "range", INSERT, [3, 0, 2]),
    chain("step in direction true", "range", INSERT, [3, 0, True]),
    chain("step at another place", "rewrite", INSERT, [2, 0, 1]),
    chain("step that begins with the wrong letter", "rewrite", INSERT, [1, 0, 1], DOUBLE),
    chain("identity expanded at another object", "rewrite", [1, 1, 1], DOUBLE),
    chain("step in the other direction", "rewrite", INSERT, [3, 0, 0]),
    chain("chain too short", "chain", INSERT),
    chain("chain of nothing", "chain"),
    chain("chain too long", "chain", INSERT, DOUBLE, DOUBLE),
]

FUNCTORS = [
    functor("separated by no sets", "missing", sizes=DROP),
    functor("separated by no maps", "missing", maps=DROP),
    functor("separated nowhere", "missing", at=DROP),
    functor("sets a text", "shape", sizes="12"),
    functor("one set too few", "length", sizes=[1]),
    functor("one set too many", "length", sizes=[1, 2, 2]),
    functor("a set too large", "range", sizes=[1, 1000], maps=[[0], [0] * 1000, [0] * 1000]),
    functor("a set of size -1", "range", sizes=[-1, 2], maps=[[], [0, 0], [0, 0]]),
    functor("a set of size true", "range", sizes=[True, 2]),
    functor("maps an object", "length", maps={"0": [0], "1": [0, 0], "2": [0, 0]}),
    functor("one map too few", "length", maps=[[0], [0, 0]]),
    functor("one map too many", "length", maps=[[0], [0, 0], [0, 0], []]),
    functor("a map a text", "shape", maps=[[0], [0, 0], "00"]),
    functor("a map too short", "length", maps=[[0], [0, 0], [0]]),
    functor("a map too long", "length", maps=[[0], [0, 0], [0, 0, 0]]),
    functor("a map out of its set", "range", maps=[[0], [0, 0], [2, 2]]),
    functor("a map to -1", "range", maps=[[0], [0, 0], [-1, -1]]),
    functor("a map to true", "range", maps=[[0], [0, 0], [True, 1]]),
    functor("an equation that fails", "equation", maps=[[0], [0, 0], [1, 0]]),
    functor("an equation that fails at one element", "equation", sizes=[2, 2], maps=[[0, 1], [0, 0], [0, 0]]),
    functor("separated behind the set", "range", at=2),
    functor("separated at -1", "range", at=-1),
    functor("separated at true", "range", at=True),
    functor("separated where the paths agree", "separation", at=0),
]

REWRITE = [*PRESENTATIONS, *CHAINS, *FUNCTORS]
