"""Forgeries of proofs that there are no further solutions."""

from __future__ import annotations

from typing import Any

from kernel_forgery import DROP, Forgery, asks, forge, question, says
from kernel_samples import ONE_COLOURING, SWAPS, base

ODD, SIX = (("answers", [answer[0] for answer in base()["answers"]].index(name), 2) for name in ("odd", "six"))
FIRST, LAST = [[9], [4, 0, 7, 1, 5]], [[], [12, 2, 6, 8, 0, 1, 3]]
APART = ["not", ["=", ["@", "x"], ["@", "y"]]]
EMPTY: Any = [[], []]
MODEL = {f"x{i}": [0] for i in range(5)}


def refutes(label: str, reason: str, *lines: Any) -> Forgery:
    """These lines as the proof that a triangle has no colouring with two colours."""
    return forge(label, reason, (*ODD, "lrat"), list(lines))


def colourings(label: str, reason: str, **changed: Any) -> Forgery:
    """Changed evidence for the colourings of a triangle with three colours."""
    return forge(label, reason, *(part for key, value in changed.items() for part in ((*SIX, key), value)))


def fabricated(label: str, reason: str, unknown: Any, axioms: Any, **evidence: Any) -> Forgery:
    """An answer to a question of its own."""
    return forge(label, reason, *asks(question(unknown=unknown, axioms=axioms), evidence))


PROOFS = [
    forge("proof a text", "shape", (*ODD, "lrat"), "proof"),
    forge("proof an object", "shape", (*ODD, "lrat"), {}),
    refutes("line a text", "shape", FIRST, "ab"),
    refutes("line a number", "shape", FIRST, 0),
    refutes("line of three", "shape", FIRST, [*LAST, 0]),
    refutes("line of one", "shape", FIRST, [[]]),
    refutes("literals an object", "shape", FIRST, [{}, LAST[1]]),
    refutes("literals with a text", "range", [[9, "9"], FIRST[1]], LAST),
    refutes("literals with true", "range", [[9, True], FIRST[1]], LAST),
    refutes("literal negative", "range", [[9, -1], FIRST[1]], FIRST, [[], [13, *LAST[1][1:]]]),
    refutes("literal of no variable", "range", [[9, 12], FIRST[1]], FIRST, [[], [13, *LAST[1][1:]]]),
    refutes("hints an object", "shape", FIRST, [[], {}]),
    refutes("hint true", "range", FIRST, [[], [12, 2, 6, 8, 0, True, 3]]),
    refutes("hint negative", "range", FIRST, [[], [-1, *LAST[1][1:]]]),
    refutes("hint to come", "range", [[9], [13]], FIRST, LAST),
    refutes("hint to itself", "range", [[], [12]]),
    refutes("hint that is not unit", "hint", FIRST, [[], [0, *LAST[1]]]),
    refutes("hints in another order", "hint", [[9], [0, 4, 7, 1, 5]], LAST),
    refutes("hints that end early", "hint", [[9], [4, 0, 7]], LAST),
    refutes("a line without hints", "hint", EMPTY),
    refutes("a wrong literal", "hint", [[8], FIRST[1]], LAST),
    refutes("a wrong clause", "hint", [[9], [5, 0, 7, 1, 4]], LAST),
    refutes("a line dropped", "range", LAST),
    refutes("no lines", "proof"),
    refutes("the last line dropped", "proof", FIRST),
    refutes("a line after the last", "proof", FIRST, LAST, [[9], [12]]),
    fabricated("a refutation of something else", "hint", [["c", [["k", "K", []]], ["K", []]]], [], lrat=[FIRST, LAST]),
    fabricated("too many values for a proof", "budget", [[f"x{i}", [], ["K", []]] for i in range(6)], [], lrat=[]),
]

X, XY = [["x", [], ["K", []]]], [["x", [], ["W", []]], ["y", [], ["W", []]]]
SYMMETRIES = [
    colourings("symmetries a number", "malformed", symmetries=1),
    colourings("symmetry a text", "shape", symmetries=[SWAPS[0], "021354687"]),
    colourings("symmetry with true", "range", symmetries=[SWAPS[0], [0, 2, True, 3, 5, 4, 6, 8, 7]]),
    colourings("symmetry out of range", "range", symmetries=[SWAPS[0], [*SWAPS[1][:8], 9]]),
    colourings("symmetry negative", "range", symmetries=[SWAPS[0], [*SWAPS[1][:8], -2]]),
    colourings("symmetry too short", "length", symmetries=[SWAPS[0], SWAPS[1][:6]]),
    colourings("symmetry too long", "length", symmetries=[SWAPS[0], [*SWAPS[1], 0]]),
    # the values 1 and 2 are each less than the other
    fabricated(
        "symmetry no permutation",
        "symmetry",
        X,
        [],
        lrat=[[[3], [8, 4]], [[], [1, 11, 0, 5]]],
        symmetries=[[0, 2, 2], [0, 1, 1]],
        solutions=[{"x": [0]}],
    ),
    fabricated(
        "symmetry of values of two cells",
        "symmetry",
        XY,
        [],
        lrat=[[[1], [2, 3, 1]], [[], [14, 0, 5, 1, 8]]],
        symmetries=[[2, 1, 0, 3]],
        solutions=[{"x": [x], "y": [y]} for x, y in ((0, 0), (0, 1), (1, 1))],
    ),
    fabricated(
        "symmetry of some nogoods",
        "symmetry",
        XY,
        [APART],
        lrat=[[[7], [4, 0, 5]], [[], [14, 1, 2, 0, 8]]],
        symmetries=[[1, 0, 2, 3]],
        solutions=[{"x": [0], "y": [1]}],
    ),
    forge(
        "symmetries that make too much",
        "budget",
        *asks(
            question(unknown=[[f"x{i}", [], ["K", []]] for i in range(5)]),
            {"lrat": [], "symmetries": [[3 * j + (x + (i == j)) % 3 for j in range(5) for x in range(3)] for i in range(5)], "solutions": [MODEL]},
        ),
    ),
]

SOLUTIONS = [
    colourings("solutions a number", "malformed", solutions=1),
    colourings("solutions an object", "shape", solutions={"c": [0, 1, 2]}),
    colourings("a solution that is none", "model", solutions=[{"c": [0, 1, 1]}]),
    colourings("a solution twice", "solutions", solutions=[{"c": [0, 1, 2]}] * 2),
    colourings("a solution made of another", "solutions", solutions=[{"c": [0, 1, 2]}, {"c": [2, 1, 0]}]),
    forge("no solution given", "hint", (*SIX, "solutions"), DROP),
    forge("no symmetry given", "range", (*SIX, "symmetries"), DROP),
    colourings("the proof for other solutions", "hint", solutions=[{"c": [2, 0, 1]}], lrat=[*ONE_COLOURING[:2], [[], [63, 64, 45, 46, 0, 49, 1]]]),
    forge("a wrong number of solutions", "verdict", *says(["=", ["count", "six"], 1])),
]

LRAT = [*PROOFS, *SYMMETRIES, *SOLUTIONS]
