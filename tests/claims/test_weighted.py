"""Claims about weighted categories against brute force: random files of declarations and claims, and all small matrices."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from fractions import Fraction as Q
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
import weighted_oracle as oracle

from presheaf.claims import KINDS
from presheaf.claims.base import Lowering
from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check
from presheaf.model import proposition as p
from presheaf.model.rationals import rationals
from presheaf.model.small.weighted import matrices as enumerated
from presheaf.model.small.weighted import weighted_tasks
from presheaf.model.weighted import Matrix, WeightedTask, category_failures, dense
from presheaf.model.weighted_closure import closure, predecessors
from presheaf.model.weighted_constructions import residual
from presheaf.pipeline import Options, Verifier
from presheaf.source import NOWHERE

WORLDS = int(os.environ.get("PRESHEAF_WEIGHTED", "100"))


def written(name: str, m: oracle.Table, rng: random.Random) -> str:
    """A matrix as rows or arrow by arrow, with numbers in several spellings."""
    names = [f"{name.lower()}{i}" for i in range(len(m))]

    def number(q: Q) -> str:
        decimal = str(float(q))
        spellings = [str(q), *([decimal] if "e" not in decimal and Q(decimal) == q else [])]
        return rng.choice(spellings + ([f"2^-{q.denominator.bit_length() - 1}"] if q == Q(1, 1 << (q.denominator.bit_length() - 1)) else []))

    if rng.random() < 0.5:
        rows = ", ".join(f"[{', '.join(map(number, row))}]" for row in m)
        return f"weighted {name} = matrix {{ {'objects ' + ', '.join(names) if names else ''} {rows} }}"
    arrows = [f"{names[x]} -> {names[y]} : {number(q)}" for x, row in enumerate(m) for y, q in enumerate(row) if q != (x == y) or rng.random() < 0.1]
    return f"weighted {name} {{ {'objects ' + ', '.join(names) if names else ''} {', '.join(arrows)} }}"


class World:
    """A spec with claims whose verdicts are known."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.lines, self.verdicts = rng, list[str](), dict[str, bool]()
        self.b = oracle.random_category(rng, rng.choice([0, 1, 2, 2, 3, 3, 4]))
        self.matrices()
        for variance in ("task", "copresheaf"):
            self.tasks(variance)

    def claim(self, text: str, holds: bool) -> None:
        name = f"c{len(self.verdicts)}"
        self.verdicts[name] = holds
        self.lines.append(f"claim {name}: {text}")

    def bound(self, text: str, value: Q) -> None:
        """A number, and bounds that are off by little."""
        self.claim(f"{text} = {value}", True)
        other = value + self.rng.choice([-1, 1]) * Q(1, self.rng.choice([2, 60, 10**6]))
        if other >= 0:
            self.claim(f"{text} {self.rng.choice(['<=', '<'])} {other}", value < other)

    def matrices(self) -> None:
        rng, m = self.rng, oracle.random_matrix(self.rng, self.rng.choice([0, 1, 2, 3, 3]))
        self.lines += [written("R", m, rng), written("B", self.b, rng), "weighted C = closure(R)", "weighted D = residual(R)"]
        self.claim("is_category(R)", oracle.is_category(m))
        self.claim("is_category(B) and is_category(C) and is_category(D) and is_category(op(C)) and is_category(product(C, B))", True)
        self.claim("same_weights(D, R)", oracle.is_category(m))
        closed, kept = oracle.closure(m), oracle.residual(m)
        self.claim("same_weights(C, R)", closed == m)
        for x, y in list(product(range(len(m)), repeat=2))[:4]:
            self.bound(f"C(r{x}, r{y})", closed[x][y])
            self.bound(f"D(r{x}, r{y}) * R(r{y}, r{x})", kept[x][y] * m[y][x])
        triples = all(m[x][y] * m[y][x] <= Q(1, 2) for x, y in product(range(len(m)), repeat=2))
        self.claim("forall x: R, y: R. R(x, y) * R(y, x) <= 1/2", triples)

    def tasks(self, variance: str) -> None:
        rng, first = self.rng, variance[0].upper()
        b = self.b if variance == "task" else oracle.transposed(self.b)
        names = [f"b{i}" for i in range(len(b))]
        s, t = (oracle.random_task(rng, b) for _ in range(2))
        for name, values in ((f"{first}s", s), (f"{first}t", t)):
            pairs = ", ".join(f"{x} = {v}" for x, v in zip(names, values, strict=True))
            self.lines.append(f"{variance} {name} on B {{ {pairs} }}")
        found = oracle.represented(b, t)
        self.claim(f"representable({first}t)", bool(found))
        self.claim(f"promptable({first}t)", oracle.prompted(b, t))
        self.claim(f"isomorphic({first}s, {first}t)", s == t)
        self.bound(f"hom({first}s, {first}t)", oracle.nat(s, t))
        self.bound(f"solve_degree({first}t)", oracle.degree(b, t))
        word = "yoneda" if variance == "task" else "coyoneda"
        self.claim(f"forall x: B. hom({word}(x), {first}t) = {first}t(x)", True)
        for x in range(len(b)):
            self.claim(f"represents(b{x}, {first}t) or not solves(b{x}, {first}t)", x in found or t != oracle.column(b, x))
            self.claim(f"represents(b{x}, {first}t)", x in found)
        if b:
            self.extensions(variance, b)

    def extensions(self, variance: str, b: oracle.Table) -> None:
        rng, first = self.rng, variance[0].upper()
        k = [rng.randrange(len(b)) for _ in range(rng.choice([0, 1, 2, 3]))]
        top = [[b[x][y] for y in k] for x in k]
        a = top if rng.random() < 0.3 else oracle.closure([[w * rng.choice([Q(0), Q(1, 2), Q(1)]) for w in row] for row in top])
        f = oracle.random_task(rng, a)
        shown = a if variance == "task" else oracle.transposed(a)
        dom, functor, task = f"{first}a", f"{first}k", f"{first}f"
        self.lines.append(written(dom, shown, rng))
        names = [f"{dom.lower()}{i}" for i in range(len(a))]
        self.lines.append(f"functor {functor} : {dom} -> B {{ {', '.join(f'{x} |-> b{y}' for x, y in zip(names, k, strict=True))} }}")
        self.lines.append(f"{variance} {task} on {dom} {{ {', '.join(f'{x} = {v}' for x, v in zip(names, f, strict=True))} }}")
        self.lines += [f"{variance} {task}l = lan({functor}, {task})", f"{variance} {task}r = ran({functor}, {task})"]
        extends = oracle.extends(b, k, f)
        self.claim(f"extends({task}, {functor})", extends)
        self.claim(f"kan_unit_iso({task}, {functor})", [oracle.lan(b, k, f)[y] for y in k] == f)
        self.claim(f"isomorphic(restrict({task}r, {functor}), {task})", extends)
        self.claim(f"fully_faithful({functor})", a == top)
        x = rng.randrange(len(b))
        self.bound(f"{task}l(b{x})", oracle.lan(b, k, f)[x])
        self.bound(f"{task}r(b{x})", oracle.ran(b, k, f)[x])


@pytest.mark.parametrize("seed", range(4))
def test_random_worlds(seed: int, tmp_path: Path) -> None:
    rng, seen = random.Random(seed), set[tuple[str, bool]]()
    root = tmp_path / "specs"
    root.mkdir()
    for number in range(WORLDS // 4):
        world = World(rng)
        path = root / f"w{number}.psh"
        path.write_text("\n".join(world.lines), encoding="utf-8")
        results = {}
        for run in Verifier(Options()).file(path, root):
            assert not [d for d in run.diagnostics if d.severity == "error"], world.lines
            assert not run.internal + run.rejected, world.lines
            results |= {r.claim.name: r.verdict for r in run.results}
        assert results == {name: "proved" if holds else "refuted" for name, holds in world.verdicts.items()}, world.lines
        seen |= {(line.split("(")[0].split(": ")[1], world.verdicts[line.split(":")[0][6:]]) for line in world.lines if line.startswith("claim")}
    for predicate in ("representable", "promptable", "extends", "fully_faithful", "is_category", "same_weights", "kan_unit_iso"):
        assert {(predicate, True), (predicate, False)} <= seen, predicate


def matrices(n: int, diagonal: list[Q], others: list[Q]) -> list[oracle.Table]:
    places = list(product(range(n), repeat=2))
    values = product(*(diagonal if x == y else others for x, y in places))
    return [[list(v[n * x : n * x + n]) for x in range(n)] for v in values]


GRID = [Q(0), Q(1, 3), Q(1, 2), Q(1)]
SMALL = [*matrices(0, [], []), *matrices(1, GRID, GRID), *matrices(2, GRID, GRID), *matrices(3, [Q(1)], [Q(0), Q(1, 2), Q(1)])]


def built(m: oracle.Table) -> Matrix:
    return dense("M", [f"x{i}" for i in range(len(m))], m)


def table(m: Matrix) -> oracle.Table:
    return [[m.weight(x, y) for y in range(m.object_count)] for x in range(m.object_count)]


def test_all_small_matrices() -> None:
    """is_category by both roads of the kernel and by residual (theory 2.5e), closures with their certificates."""
    kind = KINDS["is_category"]
    for rows in SMALL:
        m, good = built(rows), oracle.is_category(rows)
        low = Lowering()
        answer = kind.decide(low, (m,))
        assert answer.value is good
        for statement in (kind.state(low, (m,)), kind.define(low, (m,))):
            assert check(low.certificate(statement, good, answer.answers, "")).value is good
        assert (table(residual("R", m)) == rows) is good
        assert is_residual_a_category(m)
        k = closure("K", m)
        assert table(k) == oracle.closure(rows)
        assert accepted(k, m, predecessors(k, m))


def is_residual_a_category(m: Matrix) -> bool:
    return next(category_failures(residual("R", m)), None) is None


def accepted(k: Matrix, m: Matrix, via: list[int]) -> bool:
    low = Lowering()
    question = low.question(("closure",), lambda: {"params": [], "rule": "closure", "args": [low.weighted(k), low.weighted(m)]})
    try:
        return check(low.certificate(["holds", question], True, [(question, (), {"via": via})], "")).value
    except Rejected:
        return False


@pytest.mark.parametrize("n", [5, 20])
def test_closures_of_larger_matrices(n: int) -> None:
    """Ties everywhere, weights that differ in the last of many digits, long paths with products beyond any float."""
    rng = random.Random(n)
    near = [Q(10**40 + rng.randrange(3), 2 * 10**40) for _ in range(9)]
    chain = [[Q(1, 10**60) if y == x + 1 else Q(x == y) for y in range(n)] for x in range(n)]
    halves = [[Q(1, 2 ** rng.randrange(4)) for _ in range(n)] for _ in range(n)]
    for rows in ([[rng.choice(near) for _ in range(n)] for _ in range(n)], chain, halves, oracle.random_matrix(rng, n)):
        m = built(rows)
        k = closure("K", m)
        assert table(k) == oracle.closure(rows)
        assert accepted(k, m, predecessors(k, m))
        wrong = built([[w * Q(1, 3) if (x, y) == (0, n - 1) else w for y, w in enumerate(row)] for x, row in enumerate(oracle.closure(rows))])
        assert not accepted(wrong, m, predecessors(k, m))


def test_failures_are_found_in_sparse_and_dense_matrices() -> None:
    """Both roads list the same triples as the definition."""
    rng = random.Random(7)
    for size in (2, 5, 9, 30):
        for density in (0.05, 0.3, 1.0):
            rows = [[Q(1) if x == y else Q(rng.randrange(4), 3) * Q(3, 4) * (rng.random() < density) for y in range(size)] for x in range(size)]
            rows = [[min(Q(1), w) for w in row] for row in rows]
            every = range(size)
            wrong = {(x, y, z) for x, y, z in product(every, repeat=3) if rows[x][y] * rows[y][z] > rows[x][z]}
            found = [(f.x, f.y, f.z) for f in category_failures(built(rows))]
            assert len(found) == len(set(found))
            assert set(found) == wrong


@pytest.mark.parametrize(("n", "grid"), [(0, GRID), (1, GRID), (2, GRID), (2, GRID[:1]), (3, [Q(0), Q(1)])])
def test_matrices_of_a_scope(n: int, grid: list[Q]) -> None:
    """One of each class under permutations of the objects."""
    places = list(permutations(range(n)))

    def orbit(rows: oracle.Table) -> frozenset[tuple[Q, ...]]:
        return frozenset(tuple(rows[g[x]][g[y]] for x in range(n) for y in range(n)) for g in places)

    found = [table(m) for m in enumerated("L", n, grid)]
    classes = {orbit(rows) for rows in matrices(n, grid, grid)}
    assert len(found) == len(classes)
    assert {orbit(rows) for rows in found} == classes


def test_tasks_of_a_scope() -> None:
    """All vectors that satisfy the law, on categories only."""
    for rows in SMALL[::7]:
        m = built(rows)
        for variance, turned in (("contravariant", rows), ("covariant", oracle.transposed(rows))):
            found = [t.values.fractions() for t in weighted_tasks("t", m, variance, GRID[1:])]  # type: ignore[arg-type]
            every = [list(v) for v in product(GRID[1:], repeat=len(rows)) if oracle.is_category(rows) and oracle.is_task(turned, list(v))]
            assert found == every


SCOPED: dict[str, Callable[[oracle.Table, list[Q]], bool]] = {
    "representable(t)": lambda m, t: bool(oracle.represented(m, t)),
    "promptable(t)": oracle.prompted,
    "solve_degree(t) <= 1/2": lambda m, t: oracle.degree(m, t) <= Q(1, 2),
    "exists x: L. t(x) = 1": lambda m, t: Q(1) in t,
    "forall x: L, y: L. L(x, y) = L(y, x)": lambda m, t: m == oracle.transposed(m),
    "is_category(op(L))": lambda m, t: True,
    "same_weights(L, closure(op(L)))": lambda m, t: m == oracle.transposed(m),
}


def test_claims_in_scopes(tmp_path: Path) -> None:
    """Verdicts over all categories and tasks with weights 0, 1/2, 1 on at most two objects, against all of them without regard to isomorphism."""
    grid = [Q(0), Q(1, 2), Q(1)]
    worlds = [
        (m, list(t))
        for n in (1, 2)
        for m in matrices(n, grid, grid)
        if oracle.is_category(m)
        for t in product(grid, repeat=n)
        if oracle.is_task(m, list(t))
    ]
    lines, verdicts = [], {}
    for i, (a, b) in enumerate(product(SCOPED, repeat=2)):
        lines.append(
            f"claim c{i}: forall L: weighted, t: task(L). ({a}) implies ({b}) within L <= 2 objects, values [1, 1/2, 0]; t values [0, 1/2, 1]"
        )
        met = [(m, t) for m, t in worlds if SCOPED[a](m, t)]
        verdicts[f"c{i}"] = "refuted" if not all(SCOPED[b](m, t) for m, t in met) else "holds_in_scope" if met else "vacuous"
    root = tmp_path / "specs"
    root.mkdir()
    (root / "scoped.psh").write_text("\n".join(lines), encoding="utf-8")
    results = {r.claim.name: r.verdict for run in Verifier(Options()).file(root / "scoped.psh", root) for r in run.results}
    assert results == verdicts
    assert set(verdicts.values()) == {"refuted", "holds_in_scope"}


def verdict(proposition: p.Proposition) -> str:
    return decide(p.Claim("c", "test", 1, NOWHERE, "", proposition, "holds")).status


def test_magnitudes() -> None:
    """Of all small matrices that are invertible; of a few others that have one; the others are left undecided."""
    seen = set[str]()
    for rows in SMALL[::5]:
        value, m = oracle.magnitude(rows), built(rows)
        if value is None:
            continue
        measured = p.Measured("magnitude", (m,))
        status = verdict(p.Relation("=", measured, p.Rational(value)))
        assert status == ("unknown" if value < 0 else "proved"), rows
        assert verdict(p.Relation("<", measured, p.Rational(max(value, Q(0))))) == ("unknown" if value < 0 else "refuted"), rows
        seen.add(status)
    assert "proved" in seen
    assert verdict(p.Relation("=", p.Measured("magnitude", (built([[Q(1)] * 3] * 3),)), p.Integer(1))) == "proved"
    assert verdict(p.Relation("=", p.Measured("magnitude", (built([[Q(0), Q(1)], [Q(0), Q(1)]]),)), p.Integer(1))) == "unknown"


def test_reversible_tables() -> None:
    """Symmetric kernels with normalised rows, and tables that are changed at one place."""
    rng, seen = random.Random(5), set[bool]()
    for _ in range(200):
        n = rng.choice([1, 2, 3, 4])
        kernel = [[Q(rng.randrange(1, 9)) for _ in range(n)] for _ in range(n)]
        for x, y in product(range(n), repeat=2):
            kernel[y][x] = kernel[x][y]
        rows = [[w / max(Q(1), sum(row, Q(0)) - row[x]) if x != y else Q(1) for y, w in enumerate(row)] for x, row in enumerate(kernel)]
        if rng.random() < 0.5 and n > 1:
            x, y = rng.sample(range(n), 2)
            rows[x][y] *= Q(1, rng.choice([1, 2, 3]))
        rows = [[min(Q(1), w) for w in row] for row in rows]
        good = oracle.reversible(rows)
        seen.add(good)
        m, low = built(rows), Lowering()
        assert verdict(p.Predicate("reversible", (m,))) == ("proved" if good else "refuted"), rows
        assert check(low.certificate(KINDS["reversible"].define(low, (m,)), good, (), "")).value is good
    assert seen == {True, False}


def test_soft_prompts() -> None:
    """Linear combinations by rank: t is one iff it does not raise the rank, found as the largest minor that is not 0."""
    rng, seen = random.Random(6), set[bool]()
    for _ in range(150):
        n, d = rng.choice([0, 1, 2, 3, 4]), rng.choice([1, 2, 3])
        features = [[rng.choice([Q(0), Q(1, 2), Q(1)]) for _ in range(n)] for _ in range(d)]
        t = [rng.choice([Q(0), Q(1, 2), Q(1)]) for _ in range(n)]
        if rng.random() < 0.5:
            t = [sum((f[x] for f in features), Q(0)) / d for x in range(n)]
        good = oracle.rank(features) == oracle.rank([*features, t])
        seen.add(good)
        base = dense("L", [f"x{i}" for i in range(n)], [[Q(x == y) for y in range(n)] for x in range(n)])
        tasks = tuple(WeightedTask(f"t{i}", base, "contravariant", rationals(v)) for i, v in enumerate([t, *features]))
        assert verdict(p.Predicate("soft_promptable", tasks)) == ("proved" if good else "refuted"), (t, features)
    assert seen == {True, False}


def test_rationals_do_not_overflow() -> None:
    """Products of large numbers leave int64 and come back."""
    big = [Q(2**61 - 1, 2**61), Q(1, 2**61 - 1), Q(3, 7), Q(0)]
    r = rationals(big)
    assert r.num.dtype == np.int64
    squares = r.times(r)
    assert squares.fractions() == [q * q for q in big]
    assert squares.num.dtype == object
    assert squares.quotients(r).fractions() == [oracle.arrow(q * q, q) for q in big]
    assert r.quotients(squares).fractions() == [oracle.arrow(q, q * q) for q in big]
    assert r.at(r.greatest()) == max(big)
    assert r.at(r.least()) == 0
    assert list(r.products_at_most(r, squares)) == [True] * 4
    near = rationals([q * q - (q > 0) * Q(1, 10**60) for q in big])
    assert list(r.products_at_most(r, near)) == [False, False, False, True]
