"""One run, one table: what presheaf takes against the bounds it promises and figures known for peers.

    python tests/benchmarks/bench.py [NAME...]

Seconds are CPU seconds of this process and its children, the least of a few runs; memory is the peak of the process.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from math import comb, factorial
from pathlib import Path

import numpy as np
from measure import Row, cpu, kernel_row, least, main, verify

from presheaf.claims.engines import decide
from presheaf.model import builders, tasks
from presheaf.model import proposition as p
from presheaf.model.category import Category, Law
from presheaf.model.closure import Unclosed, close
from presheaf.model.setfunctor import SetFunctor
from presheaf.source import NOWHERE

# ---------------------------------------------------------------- closures


def relations_of(c: Category) -> tuple[np.ndarray, np.ndarray, list[Law]]:
    """Generators and relations of a built category: its declared ones, or every edge outside the spanning tree."""
    from presheaf.model.laws import non_tree_edges

    f, s = non_tree_edges(c)
    order = list(range(len(c.generators)))
    laws = [Law("", int(c.dom[x]), (*c.word(x), g), c.word(c.after(x, g))) for x, g in zip(f.tolist(), s.tolist(), strict=True)]
    assert order == sorted(order)
    return c.dom[c.generators], c.cod[c.generators], laws


def simplex(n: int) -> tuple[int, list[tuple[int, int]], list[Law]]:
    """The simplex category on [0]..[n] by cofaces and codegeneracies, with the simplicial identities."""
    arrows, number = [], {}
    for i in range(1, n + 1):
        for j in range(i + 1):
            number["d", i, j] = len(arrows)
            arrows.append((i - 1, i))
    for i in range(n):
        for j in range(i + 1):
            number["s", i, j] = len(arrows)
            arrows.append((i + 1, i))
    laws = []
    for k in range(1, n):
        laws += [
            Law("", k - 1, (number["d", k, i], number["d", k + 1, j]), (number["d", k, j - 1], number["d", k + 1, i]))
            for j in range(k + 2)
            for i in range(j)
        ]
    for k in range(n - 1):
        laws += [
            Law("", k + 2, (number["s", k + 1, i], number["s", k, j]), (number["s", k + 1, j + 1], number["s", k, i]))
            for j in range(k + 1)
            for i in range(j + 1)
        ]
    for k in range(n):
        for i, j in itertools.product(range(k + 2), range(k + 1)):
            if i in (j, j + 1):
                right: tuple[int, ...] = ()
            elif k and i < j:
                right = (number["s", k - 1, j - 1], number["d", k, i])
            elif k:
                right = (number["s", k - 1, j], number["d", k, i - 1])
            else:
                continue
            laws.append(Law("", k, (number["d", k + 1, i], number["s", k, j]), right))
    return n + 1, arrows, laws


def grid(n: int) -> tuple[int, list[tuple[int, int]], list[Law]]:
    """n x n commuting squares' corners."""
    at = lambda i, j: i * n + j  # noqa: E731
    arrows = [(at(i, j), at(i, j + 1)) for i in range(n) for j in range(n - 1)] + [(at(i, j), at(i + 1, j)) for i in range(n - 1) for j in range(n)]
    number = {ends: k for k, ends in enumerate(arrows)}
    laws = []
    for i, j in itertools.product(range(n - 1), repeat=2):
        a, b, c, d = at(i, j), at(i, j + 1), at(i + 1, j), at(i + 1, j + 1)
        laws.append(Law("", a, (number[a, b], number[b, d]), (number[a, c], number[c, d])))
    return n * n, arrows, laws


def coxeter(n: int) -> tuple[int, list[tuple[int, int]], list[Law]]:
    """The symmetric group on n letters."""
    gens = range(n - 1)
    laws = [Law("", 0, (i, i), ()) for i in gens] + [Law("", 0, (i, j), (j, i)) for i in gens for j in gens if j > i + 1]
    laws += [Law("", 0, (i, i + 1, i), (i + 1, i, i + 1)) for i in range(n - 2)]
    return 1, [(0, 0)] * (n - 1), laws


def closure(name: str, given: tuple[int, list[tuple[int, int]], list[Law]], size: int, bound: float, note: str) -> Row:
    objects, arrows, laws = given
    dom, cod = np.array([a for a, _ in arrows], np.int32), np.array([b for _, b in arrows], np.int32)

    def work() -> None:
        made = close("C", [f"X{i}" for i in range(objects)], [f"f{i}" for i in range(len(arrows))], dom, cod, laws)
        assert isinstance(made, Category)
        assert made.arrow_count == size, made.arrow_count

    return Row(f"close {name} ({size:,} arrows)", least(work), bound, note)


def closures() -> list[Row]:
    def maps(n: int) -> int:
        return sum(comb(a + b + 1, b) for a in range(n + 1) for b in range(n + 1))

    rows = [
        closure("simplex(3)", simplex(3), maps(3), 0.020, "CAP: 19 s"),
        closure("simplex(5)", simplex(5), maps(5), 0.5, "libsemigroups: 0.032 s, without a table"),
        closure("10 x 10 grid", grid(10), 3025, 0.2, "libsemigroups: 11.6 s; CAP: 45 s"),
        closure("S_8 by Coxeter relations", coxeter(8), factorial(8), 2, ""),
        closure("28 x 28 grid", grid(28), comb(29, 2) ** 2, 10, "with 2 GB"),
    ]

    def free() -> None:
        assert isinstance(close("N", ["A"], ["s"], np.zeros(1, np.int32), np.zeros(1, np.int32), [], 200_000), Unclosed)

    return [*rows, Row("give up on N at 200,000 arrows", least(free, 1), 10, "")]


# ---------------------------------------------------------------- representability


def fan(arrows: int) -> Category:
    """A category with about so many arrows: a product of a chain with a cyclic group."""
    from presheaf.model import constructions

    length = 40
    return constructions.product("P", builders.chain("K", length), builders.cyclic_group("Z", max(1, arrows // comb(length + 1, 2))))


def claim(t: SetFunctor) -> p.Claim:
    return p.Claim("c", "bench", 1, NOWHERE, "representable", p.Predicate("representable", (t,)), "holds")


def spoiled(t: SetFunctor) -> SetFunctor:
    """The sum with itself: as easy to build, not representable."""
    return tasks.total("S", t, t)


def timed_decide(t: SetFunctor, status: str) -> tuple[float, float, dict[str, object]]:
    """(CPU seconds of finding the answer, of writing and checking the certificate too, the certificate)."""
    from presheaf.claims import KINDS
    from presheaf.claims.base import Lowering

    kind = KINDS["representable"]
    t.category.by_hom, t.over, t.action_start, t.source_object  # the model is built  # noqa: B018

    def answer() -> None:
        low = Lowering()
        kind.state(low, (t,))
        assert kind.decide(low, (t,)).value == (status == "proved")

    found = least(answer)
    began = cpu()
    decision = decide(claim(t))
    assert decision.status == status, decision
    return found, cpu() - began, decision.certificate or {}


def representability() -> list[Row]:
    rows = []
    for size, yes, no in ((100_000, 0.020, 0.3), (1_000_000, 1.0, 1.0)):
        c = fan(size)
        t = tasks.representable("T", c, c.object_count - 1, "contravariant")
        found, whole, certificate = timed_decide(t, "proved")
        rows.append(Row(f"representable, yes, {c.arrow_count:,} arrows", found, yes, "answer and its evidence"))
        rows.append(Row("  the same, with its certificate written and checked", whole, 10, "kernel included"))
        if size == 1_000_000:
            rows.append(kernel_row(certificate, 10))
        found, _, _ = timed_decide(spoiled(t), "refuted")
        rows.append(Row(f"representable, no, {c.arrow_count:,} arrows", found, no, "answer and its evidence"))
    return rows


# ---------------------------------------------------------------- the command line


def commands() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.psh"
        one.write_text("category C { objects A }\ntask T on C { A = {x} }\nclaim c: representable(T)\n", encoding="utf-8")
        verify(str(one))()  # the parser's tables are in the cache from now on
        rows = [Row("one-claim spec, whole process", least(verify(str(one)), 5), 0.5, "numpy alone takes 0.1 s to import")]
    rows.append(Row("presheaf verify specs", least(verify("specs"), 2), 10, ""))
    rows.append(Row("digits spec (7,188 objects, 28,752 arrows)", least(verify("specs/pretext/rotation_digits.psh"), 2), 5, "1,797 real images"))
    return rows


GROUPS = {"closures": closures, "representability": representability, "commands": commands}


if __name__ == "__main__":
    sys.exit(main(GROUPS, __doc__))
