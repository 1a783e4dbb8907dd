"""What Kan extensions, extension problems, isomorphisms and counts take against the bounds that are promised and against peers or floors.

    python tests/benchmarks/bench_extensions.py [NAME...]

Seconds are CPU seconds of this process and its children, medians of a few runs. Rows without a bound inform.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from measure import Row, allocated, cpu, kernel_row, main, median, verify

from presheaf.claims import KINDS
from presheaf.claims.base import Lowering
from presheaf.claims.engines import decide
from presheaf.claims.kan import certify_lan
from presheaf.claims.naturality import natural_count
from presheaf.model import builders, chase, kan, sieves, tasks
from presheaf.model import proposition as p
from presheaf.model.category import Category, Law
from presheaf.model.closure import Enumeration, Unclosed, close
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.source import NOWHERE

Ints = np.ndarray[Any, np.dtype[np.int32]]


class Numbered(Sequence[str]):
    """Names x0, x1, ... made when they are asked for."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:
        return f"x{at}"


def parallel_pair() -> Category:
    """The category with two arrows s, t : E -> V, on which copresheaves are directed multigraphs."""
    made = close("G", ["E", "V"], ["s", "t"], np.zeros(2, np.int32), np.ones(2, np.int32), [])
    assert isinstance(made, Category)
    return made


PAIR = parallel_pair()


def digraph(name: str, vertices: int, tails: Ints, heads: Ints) -> SetFunctor:
    """The copresheaf of a digraph given by the ends of its edges."""
    edges = len(tails)
    action = np.concatenate([tails, heads]).astype(np.int32) + edges
    return SetFunctor(name, PAIR, "covariant", np.array([0, edges, edges + vertices]), action, Numbered(edges + vertices))


def claim(kind: str, *arguments: Any) -> p.Claim:
    return p.Claim("c", "bench", 1, NOWHERE, kind, p.Predicate(kind, arguments), "holds")


# ---------------------------------------------------------------- left Kan extensions


def extension_problem(rows: int) -> tuple[Functor, SetFunctor]:
    """Connected components of a random graph with twice as many edges as vertices, as the extension along the functor to a point."""
    vertices = rows // 3
    rng = np.random.default_rng(0)
    tails, heads = rng.integers(0, vertices, (2, rows - vertices))
    point = builders.discrete("1", ["x"])
    return Functor("K", PAIR, point, np.zeros(2, np.int32), np.zeros(2, np.int32)), digraph("F", vertices, tails, heads)


def certified(k: Functor, f: SetFunctor) -> tuple[SetFunctor, dict[str, Any]]:
    """The extension with its unit, and the certificate that it is universal."""
    low = Lowering()
    ext = kan.lan("L", k, f)
    answers = certify_lan(low, ext)
    return ext, low.certificate(True, True, answers, "L is the left Kan extension of F along K")


def components_alone(k: Functor, f: SetFunctor) -> tuple[float, int]:
    """(CPU seconds, number) of scipy's connected components of the relation that the extension divides by."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = kan.pairs(k, f)
    left, right = kan.relations(k, f, pairs)
    found: list[int] = []

    def alone() -> None:
        graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(pairs.size, pairs.size))
        found.append(connected_components(graph, directed=False)[0])

    return median(alone), found[0]


def kan_extensions() -> list[Row]:
    out = []
    for rows, bound in ((10_000, 0.020), (150_000, None), (1_500_000, 1.0)):
        k, f = extension_problem(rows)
        floor, classes = components_alone(k, f)
        seconds = median(lambda: kan.lan("L", k, f))  # noqa: B023
        memory = allocated(lambda: kan.lan("L", k, f)) / rows  # noqa: B023
        note = f"{seconds / floor:.1f}x scipy's components alone (bound 5x); {memory:.0f} bytes a row at the peak"
        ext, document = certified(k, f)
        assert ext.size == classes
        out.append(Row(f"Lan and its unit, {rows:,} rows", seconds, None if bound is None else min(bound, 5 * floor), note))
        out.append(Row("  the same with its certificate made", median(lambda: certified(k, f)), bound, "structures and evidence as lists"))  # noqa: B023
        out.append(kernel_row(document))
    return out


# ---------------------------------------------------------------- extension problems


def random_graph(vertices: int, degree: float, seed: int) -> list[tuple[int, int]]:
    every = [(i, j) for i in range(vertices) for j in range(i)]
    return sorted(random.Random(seed).sample(every, int(vertices * degree / 2)))


def regular_graph(vertices: int, degree: int, seed: int) -> list[tuple[int, int]]:
    """A random simple graph in which every vertex has this degree: a random pairing, in which loops and double edges exchange ends with others."""
    rng = random.Random(seed)
    ends = [v for v in range(vertices) for _ in range(degree)]
    rng.shuffle(ends)
    edges = [(max(pair), min(pair)) for pair in zip(ends[::2], ends[1::2], strict=True)]
    while True:
        seen = set[tuple[int, int]]()
        bad = next((i for i, e in enumerate(edges) if e[0] == e[1] or e in seen or seen.add(e)), None)
        if bad is None:
            return sorted(edges)
        other = rng.randrange(len(edges))
        (a, b), (c, d) = edges[bad], edges[other]
        edges[bad], edges[other] = (max(a, c), min(a, c)), (max(b, d), min(b, d))


def colouring(vertices: int, edges: list[tuple[int, int]]) -> str:
    """3-colouring as an extension: F on a poset of edges over their ends plus a point; K adds the arrows from the point."""
    ends = [f"e{k} <= v{x}" for k, edge in enumerate(edges) for x in edge]
    points, lines = [f"v{i}" for i in range(vertices)], [f"e{k}" for k in range(len(edges))]
    values = [f"({end}) |-> {'st'[i % 2]}" for i, end in enumerate(ends)]
    values += ["top |-> O", *(f"{e} |-> E" for e in lines), *(f"{v} |-> V" for v in points)]
    pairs = [a + b for a in "rgb" for b in "rgb" if a != b]
    maps = [f"{name} = {{{', '.join(f'{ab} |-> {ab[i]}' for ab in pairs)}}}" for i, name in enumerate("st")]
    return "\n".join(
        [
            "category G { objects E, V, O  arrows s, t : E -> V }",
            f"copresheaf K3 on G {{ O = {{o}}, V = {{r, g, b}}, E = {{{', '.join(pairs)}}}, {', '.join(maps)} }}",
            f"category A = poset {{ {', '.join(['top', *ends, *points])} }}",
            f"category B = poset {{ {', '.join([*(f'top <= {x}' for x in lines + points), *ends])} }}",
            "functor K = inclusion(A, B)",
            f"functor P : A -> G {{ {', '.join(values)} }}",
            "copresheaf F = restrict(K3, P)",
            "claim colourable: extends(F, K)",
            "",
        ]
    )


def colourable(vertices: int, edges: list[tuple[int, int]]) -> bool:
    """Whether Z3 finds a 3-colouring; by another way than extensions."""
    import z3

    solver = z3.Solver()
    at = [[z3.Bool(f"{v}{c}") for c in range(3)] for v in range(vertices)]
    solver.add(*(z3.Or(*row) for row in at), *(z3.Not(z3.And(at[i][c], at[j][c])) for i, j in edges for c in range(3)))
    return bool(solver.check() == z3.sat)


def colourings() -> list[Row]:
    """The slowest of some random graphs on either side of the threshold (degree 4.7; 5 among regular graphs) and at it."""
    cases = [(f"degree {d}", [random_graph(60, d, seed) for seed in range(1, 4)]) for d in (4.0, 4.4, 4.7, 5.0, 6.0)]
    cases += [(f"{d}-regular", [regular_graph(60, d, seed) for seed in range(1, 4)]) for d in (4, 5, 6)]
    return [row for name, graphs in cases for row in _colourings(name, graphs)]


def _colourings(name: str, graphs: list[list[tuple[int, int]]]) -> list[Row]:
    from presheaf.pipeline import Loader, signatures

    slowest, whole, floor, holds = 0.0, 0.0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "colouring.psh"
        for edges in graphs:
            path.write_text(colouring(60, edges), encoding="utf-8")
            loaded = Loader(Path(folder), signatures()).load(path, path.name)
            assert not loaded.diagnostics
            value = decide(loaded.claims[0]).status
            began = cpu()
            assert value == ("proved" if colourable(60, edges) else "refuted")
            floor = max(floor, cpu() - began)
            holds += value == "proved"
            slowest = max(slowest, median(lambda: decide(loaded.claims[0]), 3))  # noqa: B023
            whole = max(whole, median(verify(str(path), exit_code=0 if value == "proved" else 1), 3))
    note = f"slowest of {len(graphs)} graphs, {holds} colourable; Z3 on the graph alone, unchecked: {floor:.2f} s"
    return [
        Row(f"3-colouring, 60 vertices, {name}: decision, certificate checked", slowest, 2, note),
        Row("  the whole process", whole, None, "no bound"),
    ]


# ---------------------------------------------------------------- isomorphism


def random_digraph(vertices: int, edges: int, seed: int) -> tuple[Ints, Ints]:
    tails, heads = np.random.default_rng(seed).integers(0, vertices, (2, edges)).astype(np.int32)
    return tails, heads


def regular_digraph(vertices: int, degree: int, seed: int) -> tuple[Ints, Ints]:
    """Every vertex with `degree` edges in and out: sums of random permutations. Colour refinement alone tells no two vertices apart."""
    rng = np.random.default_rng(seed)
    return np.tile(np.arange(vertices, dtype=np.int32), degree), np.concatenate([rng.permutation(vertices) for _ in range(degree)]).astype(np.int32)


def relabelled(tails: Ints, heads: Ints, vertices: int, seed: int) -> tuple[Ints, Ints]:
    rng = np.random.default_rng(seed)
    name, order = rng.permutation(vertices).astype(np.int32), rng.permutation(len(tails))
    return name[tails[order]], name[heads[order]]


def one_edge_changed(tails: Ints, heads: Ints, vertices: int) -> tuple[Ints, Ints]:
    heads = heads.copy()
    heads[0] = (heads[0] + 1) % vertices
    return tails, heads


def switched(tails: Ints, heads: Ints) -> tuple[Ints, Ints]:
    """Two edges exchange their heads: all degrees stay."""
    heads = heads.copy()
    other = int(np.flatnonzero(heads != heads[0])[0])
    heads[[0, other]] = heads[[other, 0]]
    return tails, heads


def shrikhande_and_rook() -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """The two strongly regular graphs with parameters (16, 6, 2, 2), which are not isomorphic, as symmetric digraphs."""
    cells = [(a, b) for a in range(4) for b in range(4)]
    steps = ((1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (3, 3))
    one = [(4 * a + b, 4 * ((a + x) % 4) + (b + y) % 4) for a, b in cells for x, y in steps]
    two = [(4 * a + b, 4 * c + d) for a, b in cells for c, d in cells if (a == c) != (b == d)]
    (a, b), (c, d) = np.array(one, np.int32).T, np.array(two, np.int32).T
    return (a, b), (c, d)


def paley(q: int) -> tuple[Ints, Ints]:
    squares = {x * x % q for x in range(1, q)}
    a, b = np.array([(x, y) for x in range(q) for y in range(q) if (x - y) % q in squares], np.int32).T
    return a, b


Case = tuple[str, tuple[Ints, Ints], tuple[Ints, Ints], int, bool, float, str]


def random_cases(vertices: int, edges: int, bound: float) -> list[Case]:
    base, regular = random_digraph(vertices, edges, 1), regular_digraph(vertices, edges // vertices, 2)
    known = {1_000: ("0.006 s", "6.1 s"), 20_000: ("3.3 s", "none in 100 s")}[vertices]
    return [
        ("relabelled", base, relabelled(*base, vertices, 3), vertices, True, bound, f"igraph (VF2): {known[0]}"),
        ("one edge changed", base, relabelled(*one_edge_changed(*base, vertices), vertices, 3), vertices, False, bound, ""),
        ("equal degrees", base, relabelled(*switched(*base), vertices, 3), vertices, False, bound, "two edges exchange their heads"),
        ("regular, relabelled", regular, relabelled(*regular, vertices, 4), vertices, True, bound, f"igraph (VF2): {known[1]}"),
    ]


def isomorphisms() -> list[Row]:
    small = regular_digraph(200, 5, 2)
    shrikhande, rook = shrikhande_and_rook()
    cases: list[Case] = [
        *random_cases(1_000, 5_000, 0.1),
        *random_cases(20_000, 100_000, 1.0),
        ("regular, not isomorphic", small, relabelled(*switched(*small), 200, 4), 200, False, 0.1, "two edges exchange their heads"),
        ("strongly regular (16, 6, 2, 2), two of them", shrikhande, rook, 16, False, 0.1, "colours and degrees tell nothing"),
        ("strongly regular, relabelled", paley(101), relabelled(*paley(101), 101, 1), 101, True, 0.1, "Paley graph"),
    ]
    return [row for case in cases for row in _isomorphism(*case)]


def _isomorphism(name: str, one: tuple[Ints, Ints], two: tuple[Ints, Ints], vertices: int, value: bool, bound: float, note: str) -> list[Row]:
    s, t = digraph("S", vertices, *one), digraph("T", vertices, *two)
    kind = KINDS["isomorphic"]

    def answer() -> None:
        low = Lowering()
        kind.state(low, (s, t))
        assert kind.decide(low, (s, t)).value == value

    out = [Row(f"digraphs, {vertices:,} vertices, {len(one[0]):,} edges, {name}", median(answer), bound, note)]
    began = cpu()
    decision = decide(claim("isomorphic", s, t))
    assert decision.status == ("proved" if value else "refuted")
    return [*out, Row("  the same with its certificate written and checked", cpu() - began, None, "kernel included; no bound")]


# ---------------------------------------------------------------- counts, sieves, the chase


def cycle(length: int) -> SetFunctor:
    at = np.arange(length, dtype=np.int32)
    return digraph("Z", length, at, (at + 1) % length)


def counts() -> list[Row]:
    out = []
    s = cycle(6)
    for edges in (500, 1_000, 3_000):
        tails, heads = random_digraph(100, edges, 5)
        t = digraph("T", 100, tails, heads)
        adjacency = np.zeros((100, 100), np.int64)
        np.add.at(adjacency, (tails, heads), 1)
        walks = int(np.trace(np.linalg.matrix_power(adjacency.astype(object), 6)))
        assert natural_count(Lowering(), s, t)[0] == walks
        seconds = median(lambda: natural_count(Lowering(), s, t))  # noqa: B023
        known = {500: "0.006 s", 1_000: "0.018 s", 3_000: "11.9 s"}[edges]
        out.append(Row(f"|Nat(6-cycle, digraph with 100 vertices, {edges:,} edges)|", seconds, 0.020, f"{walks:,}; DuckDB, join and count: {known}"))
    return [*out, Row("omega(simplex(2)): 2, 5 and 19 sieves", median(_sieves), 0.050, "")]


def _sieves() -> None:
    assert sieves.omega("Omega", builders.simplex("D", 2)).sizes.tolist() == [2, 5, 19]


def coset_problem() -> tuple[chase.PresentedFunctor, SetFunctor]:
    """A one-element set on the point, extended along the functor from the point to the group PSL(2, 7) as it is presented."""
    laws = [Law("", 0, (0, 0), ()), Law("", 0, (1, 1, 1), ()), Law("", 0, (0, 1) * 7, ()), Law("", 0, (0, 1, 0, 1, 1) * 4, ())]
    group = close("G", ["g"], ["a", "b"], np.zeros(2, np.int32), np.zeros(2, np.int32), laws, 60)
    assert isinstance(group, Unclosed)
    point = builders.discrete("1", ["x"])
    return chase.presented_functor("K", point, Unclosed("G", 1_000, 0, group.presentation), [0], []), tasks.constant("F", point, ["p"], "covariant")


def chases() -> list[Row]:
    k, f = coset_problem()
    pres = k.presentation
    assert pres is not None

    def cosets() -> None:
        run = Enumeration(1, pres.dom, pres.cod, pres.laws, 1_000, np.zeros(1, np.int32))
        assert run.run(None)
        assert run.count - run.dead == 168

    def whole() -> None:
        made = chase.chase("L", k, f)
        assert made is not None
        assert made.size == 168

    return [
        Row("PSL(2, 7), 168 cosets: the chase", median(cosets), 0.020, ""),
        Row("  the same with the finite quotient and the extension", median(whole), 0.020, ""),
    ]


GROUPS: dict[str, Callable[[], list[Row]]] = {
    "kan": kan_extensions,
    "colourings": colourings,
    "isomorphisms": isomorphisms,
    "counts": counts,
    "chases": chases,
}


if __name__ == "__main__":
    sys.exit(main(GROUPS, __doc__))
