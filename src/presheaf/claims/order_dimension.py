"""Orders as encoders: M(X, Y) = [f(X) <= f(Y) in every coordinate], as total preorders whose intersection is M."""

from __future__ import annotations

from typing import Any

from presheaf.claims.base import Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, key, unknown
from presheaf.claims.questions import found
from presheaf.model.weighted import Weighted


def order_question(low: Lowering, m: Weighted, d: int) -> str:
    """Are there d total preorders whose intersection is the relation M, all weights being 0 or 1?"""

    def build() -> dict[str, Any]:
        base = low.weighted(m)
        ob, line, two = f"{base}.ob", low.sort(("lines", d), d), low.sort(("bit",), 2)

        def below(x: str, y: str) -> Any:
            return eq(at("below", "c", x, y), 1)

        total = ["or", below("x", "y"), below("y", "x")]
        transitive = every("z", ob, [], ["=>", both(below("x", "y"), below("y", "z")), below("x", "z")])
        pairs = every("x", ob, [], every("y", ob, [], both(total, transitive)))
        meet = ["<=>", eq(at(f"{base}.hom", "x", "y"), 1), every("c", line, [], below("x", "y"))]
        whole = ["or", eq(at(f"{base}.hom", "x", "y"), 1), eq(at(f"{base}.hom", "x", "y"), 0)]
        axioms = [every("x", ob, [], every("y", ob, [], both(whole, meet))), every("c", line, [], pairs)]
        return {"params": [], "unknown": [unknown("below", [key("c", line), key("x", ob), key("y", ob)], two)], "axioms": axioms}

    return low.question(("order dimension", id(m), d), build)


def orders(low: Lowering, m: Weighted, d: int, question: str) -> tuple[bool, dict[str, Any], tuple[Note, ...]]:
    """Whether there are; the evidence, and the linear orders."""
    value, evidence = found(low, question, (), f"realizable({m.name}, order, {d})")
    if not value:
        return False, evidence, (Note(_reason(m, d), m.name),)
    n, names, bits = m.object_count, m.names.objects, evidence["model"]["below"]
    lines = []
    for c in range(d):
        ahead = [sum(bits[(c * n + y) * n + x] for y in range(n)) for x in range(n)]
        order = sorted(range(n), key=lambda x, ahead=ahead: ahead[x])  # type: ignore[misc]
        lines.append(" <= ".join(names[x] for x in order))
    return True, evidence, tuple(Note(f"coordinate {c + 1}: {line}", m.name) for c, line in enumerate(lines[:4]))


def _reason(m: Weighted, d: int) -> str:
    e = m.entries
    fraction = next((i for i in range(m.nnz) if e.values.at(i) != 1), None)
    if fraction is not None:
        x, y = m.names.objects[int(e.rows[fraction])], m.names.objects[int(e.columns[fraction])]
        return f"{m.name}({x}, {y}) = {e.values.at(fraction)}, neither 0 nor 1"
    return f"no {d} orders in a line have {m.name} as their intersection" if d != 1 else f"{m.name} is no order in one line"
