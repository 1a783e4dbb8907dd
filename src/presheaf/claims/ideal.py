"""Can any encoder with this kernel be ideal for this matrix? realizable(M, kernel, d), dimension(M, kernel), always_category(kernel)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, TooLarge
from presheaf.claims.decision import Unsupported
from presheaf.claims.formulas import at
from presheaf.claims.ideal_reasons import reasons
from presheaf.claims.measures import Answers, Measure
from presheaf.claims.order_dimension import order_question, orders
from presheaf.claims.weighted import rule
from presheaf.model.kernels import Kernel
from presheaf.model.weighted import Weighted, category_failures, dense

LARGEST = 1_000  # objects of a matrix that is decided
KERNEL_WORDS = (
    "Kernels: gaussian exp(-|x - y|^2 / 2 tau), laplace exp(-|x - y| / tau), dot <x, y>, cosine (unit vectors), spherical exp((cos - 1) / tau) at\n"
    "some temperature, two_tower <f(X), g(Y)>, softmax (rows are laws), softmax(bias), softmax(2, 1, 0) with a fixed head, order (x <= y in every\n"
    "coordinate), gaussian(proportional) up to a factor without the diagonal, gaussian(normalised) for chains P(X, Y) = k / sum of k over the others."
)


@dataclass(frozen=True)
class Result:
    """A decided question of realisability: its name, the value, the evidence and, for a yes, the least dimension where it is known."""

    question: str
    value: bool
    evidence: dict[str, Any]
    rank: int | None
    why: tuple[Note, ...]


_results: WeakKeyDictionary[Lowering, dict[tuple[Any, ...], Result]] = WeakKeyDictionary()


def question_of(low: Lowering, m: Weighted, kernel: Kernel, d: int | None) -> str:
    """The kernel's question `realizable`; for orders a definition."""
    if kernel.family == "order":
        return order_question(low, m, 0 if d is None else d)

    def build() -> dict[str, Any]:
        head = None if kernel.head is None else low.rectangle(kernel.head)
        return {"params": [], "rule": "realizable", "args": [low.weighted(m), kernel.family, d, head]}

    return low.question(("realizable", id(m), kernel.family, kernel.head, d), build)


def decided(low: Lowering, m: Weighted, kernel: Kernel, d: int | None) -> Result:
    """The answer, found once for each certificate. Raises TooLarge (resource) and Unsupported (undecidable)."""
    held = _results.setdefault(low, {})
    key = (id(m), kernel.family, kernel.head, d)
    if key not in held:
        held[key] = _decided(low, m, kernel, d)
    return held[key]


def _decided(low: Lowering, m: Weighted, kernel: Kernel, d: int | None) -> Result:
    from presheaf.exact.realize import decide, weights

    n = m.object_count
    if n > LARGEST:
        raise TooLarge(f"{m.name} has {n:,} objects (limit {LARGEST:,})")
    question = question_of(low, m, kernel, d)
    if kernel.family == "order":
        value, evidence, note = orders(low, m, 0 if d is None else d, question)
        return Result(question, value, evidence, None, note)
    table = [[Fraction(0)] * n for _ in range(n)]
    e = m.entries
    for i, (x, y) in enumerate(zip(e.rows.tolist(), e.columns.tolist(), strict=True)):
        table[x][y] = e.values.at(i)
    found = decide(weights(table), kernel.family, d, kernel.head)
    if found.value is None:
        kind, _, reason = found.reason.partition(": ")
        raise (TooLarge if kind == "resource" else Unsupported)(reason)
    return Result(question, found.value, found.evidence, found.rank, reasons(m, kernel, d, found))


class Realizable(Kind):
    name = "realizable"
    alternatives = (("weighted", "kernel", "number"), ("weighted", "kernel"))
    summary = "some encoder into R^d with this kernel is ideal for the matrix"
    explanation = (
        "realizable(M, kernel, d): some map f of the objects into R^d has k(f(X), f(Y)) = M(X, Y) for all X, Y, exactly; without d: for some d.\n"
        f"{KERNEL_WORDS}\n"
        "Decided by rational linear algebra (Schoenberg, Gower, Lingoes, Kolmogorov, softmax bottleneck). Weights that are powers of one\n"
        "number have rational exponents; for others every answer is right, and where it would rest on open questions about logarithms there is none."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        m, kernel, *rest = args
        return misfit(m, kernel, rest[0] if rest else None)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        m, kernel, d = _with_dimension(args)
        return ["holds", question_of(low, m, kernel, d)]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        found = decided(low, *_with_dimension(args))
        return Answer(found.value, ((found.question, (), found.evidence),), found.why)


def misfit(m: Weighted, kernel: Kernel, d: int | None) -> str | None:
    """Why a kernel and a dimension cannot be asked of a matrix; None if they can."""
    if kernel.head is None:
        return None
    if len(kernel.head) != m.object_count:
        return f"{kernel.name} is a head for {len(kernel.head)}, {m.name} has {m.object_count} objects"
    width = len(kernel.head[0]) if kernel.head else 0
    return None if d in (None, width) else f"this head goes with R^{width}"


def _with_dimension(args: Sequence[Any]) -> tuple[Weighted, Kernel, int | None]:
    m, kernel, d = (*args, None)[:3]
    if kernel.family == "order" and d is None:
        d = m.object_count  # the dimension of an order is at most the number of its elements
    return m, kernel, None if kernel.head is not None else d


class Dimension(Measure):
    name = "dimension"
    alternatives = (("weighted", "kernel"),)
    summary = "the least d for which an encoder into R^d with this kernel is ideal for the matrix"
    explanation = f"dimension(M, kernel): the least d with realizable(M, kernel, d). Where there is none, comparisons with it fail.\n{KERNEL_WORDS}"

    def fits(self, args: Sequence[Any]) -> str | None:
        m, kernel = args
        if kernel.head is not None or kernel.family in ("proportional", "normalised"):
            return f"{kernel.name} has no least dimension that is decided"
        return misfit(m, kernel, None)

    def _least(self, low: Lowering, args: Sequence[Any]) -> tuple[int | None, tuple[Result, ...]]:
        m, kernel = args
        if kernel.family == "order":
            results: list[Result] = []
            for d in range(m.object_count + 1):
                results.append(decided(low, m, kernel, d))
                if results[-1].value:
                    return d, tuple(results[-2:])
            return None, (results[-1],)
        some = decided(low, m, kernel, None)
        if not some.value or some.rank is None:
            return None, (some,)
        least = decided(low, m, kernel, some.rank)
        below = (decided(low, m, kernel, some.rank - 1),) if some.rank else ()
        if any(result.value for result in below):
            raise Unsupported("the least dimension was not found")
        return some.rank, (*below, least)

    def term(self, low: Lowering, args: Sequence[Any]) -> Formula:
        least, results = self._least(low, args)
        for result in results:
            stated = ["holds", result.question] if result.value else ["not", ["holds", result.question]]
            if stated not in low.lemmas:
                low.lemmas.append(stated)
                low.grounds.append((result.question, (), result.evidence))
        if least is not None:
            return least
        one = low.sort(("one",), 1)
        return at(low.table(("nothing",), [one], one, [-1]), 0)

    def value(self, low: Lowering, args: Sequence[Any]) -> tuple[Any, Answers, tuple[Note, ...]]:
        least, results = self._least(low, args)
        notes = results[-1].why if least is None else tuple(note for result in results for note in result.why)
        return -1 if least is None else least, (), notes


HALF = Fraction(1, 2)
NOT_CATEGORIES: dict[str, tuple[str, list[list[Fraction]]]] = {
    "gaussian": ("the codes 0, 1, 2", [[HALF ** abs(i - j) ** 2 for j in range(3)] for i in range(3)]),
    "spherical": ("three points of a circle, 60 degrees apart", [[HALF ** [0, 1, 3][abs(i - j)] for j in range(3)] for i in range(3)]),
    "cosine": (
        "(1, 0), (4/5, 3/5), (7/25, 24/25)",
        [[[Fraction(1), Fraction(4, 5), Fraction(7, 25)][abs(i - j)] for j in range(3)] for i in range(3)],
    ),
    "dot": ("a code of length 1/2", [[HALF * HALF]]),
    "two_tower": ("two codes with product 0", [[Fraction(0)]]),
    "softmax": ("two codes with equal probabilities", [[HALF, HALF]] * 2),
    "affine": ("two codes with equal probabilities", [[HALF, HALF]] * 2),
    "proportional": ("weights 1, 1/2 beside a diagonal that is not compared", [[Fraction(0), HALF], [HALF, Fraction(0)]]),
    "normalised": ("two codes, each the only neighbour of the other", [[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]]),
}
"""For each family a matrix that it realises and that is no category."""
_shown: WeakKeyDictionary[Lowering, dict[str, Weighted]] = WeakKeyDictionary()


class AlwaysCategory(Kind):
    name = "always_category"
    alternatives = (("kernel",),)
    summary = "every encoder with this kernel defines a weighted category"
    explanation = (
        "always_category(kernel): whatever the codes, the matrix k(f(X), f(Y)) satisfies M(X, X) = 1 and M(X, Y) M(Y, Z) <= M(X, Z). True of\n"
        'laplace (the triangle inequality) and order; "no" shows a matrix that the kernel realises, by a certificate, and the triple that\n'
        "breaks composition."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        return "a softmax with a fixed head is not asked" if args[0].head is not None else None

    def _example(self, low: Lowering, family: str) -> Weighted:
        held = _shown.setdefault(low, {})
        if family not in held:
            rows = NOT_CATEGORIES[family][1]
            held[family] = dense("M", [f"x{i}" for i in range(len(rows))], rows)
        return held[family]

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (kernel,) = args
        if kernel.family not in NOT_CATEGORIES:
            return ["holds", low.question(("composes", kernel.family), lambda: {"params": [], "rule": "composes", "args": [kernel.family]})]
        m = self._example(low, kernel.family)
        return ["not", ["and", ["holds", question_of(low, m, kernel, None)], ["not", ["holds", rule(low, m)]]]]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (kernel,) = args
        if kernel.family not in NOT_CATEGORIES:
            question = self.define(low, args)[1]
            text = "distances satisfy the triangle inequality" if kernel.family == "laplace" else "the order of codes is reflexive and transitive"
            return Answer(True, ((question, (), {}),), (Note(text),))
        m = self._example(low, kernel.family)
        found, bad = decided(low, m, kernel, None), next(category_failures(m))
        x, y, z = bad.x, bad.y, bad.z
        product = f"M(x, y) M(y, z) = {m.weight(x, y) * m.weight(y, z)}, more than M(x, z) = {m.weight(x, z)}"
        text = f"M(x, x) = {m.weight(x, x)}" if x == y == z else product
        evidence = (found.question, (), found.evidence), (rule(low, m), (), {"triple": [x, y, z]})
        return Answer(False, evidence, (Note(f"{NOT_CATEGORIES[kernel.family][0]}: {text}"),))
