"""Entropies and contrastive losses against decimals, against other models and other scores, and through claims at cuts that lie close by."""

from __future__ import annotations

import random
from decimal import Decimal, getcontext
from fractions import Fraction as Q
from itertools import product
from math import exp, log
from pathlib import Path

import pytest

from corpus import load
from presheaf.claims import MEASURES
from presheaf.claims.information import ball
from presheaf.model import corpus, prefix_tree
from presheaf.model.weighted import dense
from presheaf.pipeline import Options, Verifier

getcontext().prec = 50
Table = list[list[Q]]


def decimal(q: Q) -> Decimal:
    return Decimal(q.numerator) / Decimal(q.denominator)


def loss(m: Table, q: Table) -> Decimal:
    """The contrastive loss of a model with row laws q on pairs m."""
    pairs = product(range(len(m)), repeat=2)
    return sum((-decimal(m[x][y]) * decimal(q[x][y]).ln() for x, y in pairs if m[x][y]), Decimal(0))


def least(m: Table) -> Decimal:
    return loss(m, [[w / sum(row) if sum(row) else Q(0) for w in row] for row in m])


def batch(m: Table, score: list[list[float]], n: int) -> float:
    """The loss of choosing y among n candidates by a score, the others drawn from the column sums: the definition, term by term."""
    size = range(len(m))
    columns, out = [sum(row[y] for row in m) for y in size], 0.0
    for x, y in product(size, repeat=2):
        for others in product(size, repeat=n - 1):
            chance = float(m[x][y])
            for z in others:
                chance *= float(columns[z])
            if chance:
                out -= chance * (score[x][y] - log(sum(exp(score[x][z]) for z in (y, *others))))
    return out


def law(rng: random.Random, n: int) -> Table:
    """A law of pairs with positive column sums."""
    counts = [[rng.choice([0, 0, 1, 1, 2, 3, 4]) for _ in range(n)] for _ in range(n)]
    for y in range(n):
        counts[rng.randrange(n)][y] += 1
    total = sum(map(sum, counts))
    return [[Q(c, total) for c in row] for row in counts]


def held(text: str) -> tuple[Decimal, Decimal]:
    """The ends of a ball."""
    middle, _, radius = text.partition(" +- ")
    return Decimal(middle) - Decimal(radius or 0), Decimal(middle) + Decimal(radius or 0)


def test_balls_hold_the_loss_and_no_model_is_better() -> None:
    rng = random.Random(3)
    for _ in range(40):
        n = rng.randrange(1, 5)
        m = law(rng, n)
        found = MEASURES["infonce"].number([dense("M", [f"x{i}" for i in range(n)], m)])
        if found == 0:
            assert least(m) == 0
            continue
        low, high = held(ball(found))
        assert low <= least(m) <= high
        for _ in range(5):
            rows = [[Q(rng.randrange(1, 9)) for _ in range(n)] for _ in range(n)]
            model = [[w / sum(row) for w in row] for row in rows]
            assert loss(m, model) >= low
            near = [
                [(999 * w / sum(row) + q) / 1000 if sum(row) else q for w, q in zip(row, other, strict=True)]
                for row, other in zip(m, model, strict=True)
            ]
            assert loss(m, near) > least(m) - Decimal(10) ** -40


def test_the_best_score_in_a_batch() -> None:
    rng = random.Random(4)
    for _ in range(15):
        size, n = rng.randrange(1, 4), rng.randrange(2, 4)
        m = law(rng, size)
        matrix = dense("M", [f"x{i}" for i in range(size)], m)
        assert MEASURES["infonce"].fits([matrix, n]) is None
        found = MEASURES["infonce"].number([matrix, n])
        columns = [sum(row[y] for row in m) for y in range(size)]
        best = [[log(m[x][y] / columns[y]) if m[x][y] else -700.0 for y in range(size)] for x in range(size)]
        low, high = map(float, held(ball(found)))
        assert low - 1e-9 <= batch(m, best, n) <= high + 1e-9
        for _ in range(6):
            other = [[s + rng.choice([-1, -0.1, 0, 0.1, 1]) for s in row] for row in best]
            assert batch(m, other, n) >= low - 1e-9


@pytest.mark.parametrize("engine", ["native", "both"])
def test_claims_at_cuts_close_by(engine: str, tmp_path: Path) -> None:
    rng, lines, seen = random.Random(engine), list[str](), set[bool]()
    for i in range(20):
        n = rng.randrange(1, 4)
        m = law(rng, n)
        rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in m)
        lines.append(f"weighted M{i} = matrix {{ objects {', '.join(f'x{j}' for j in range(n))}  {rows} }}")
        value = least(m)
        joint = sum((-decimal(w) * decimal(w).ln() for row in m for w in row if w), Decimal(0))
        for measure, number in ((f"infonce(M{i})", value), (f"entropy(M{i})", joint)):
            cut = Q(int(number * 10**12), 10**12) + Q(rng.choice([-1, 2, 10**6]), 10**12)
            if cut < 0:
                continue
            less = number < decimal(cut)
            seen.add(less)
            lines.append(f"claim c{len(lines)}: {measure} < {cut} expect {'holds' if less else 'refuted'}")
            lines.append(f"claim c{len(lines)}: {measure} = {cut} expect {'holds' if number == cut == 0 else 'refuted'}")
        sums = [q for q in map(sum, m) if q]
        chain = " + ".join(f"{q} * log({1 / q})" for q in sums)
        lines.append(f"claim c{len(lines)}: {chain} + infonce(M{i}) = entropy(M{i})")  # H(X) + H(Y | X) = H(X, Y)
    loaded = load("\n".join(lines), tmp_path)
    assert not loaded.failed, loaded.diagnostics[0]
    verifier = Verifier(Options(engine=engine))  # type: ignore[arg-type]
    for claim in loaded.claims:
        (result,) = verifier.claim(claim, loaded).results
        assert result.met, (claim.text, result.reason)
        assert result.engine == engine
    assert seen == {True, False}


def test_uniform_laws_over_powers_of_two_have_whole_bits(tmp_path: Path) -> None:
    lines = []
    for bits in range(4):
        n = 1 << bits
        names = ", ".join(f"x{j}" for j in range(n))
        row = ", ".join([str(Q(1, n))] * n)
        lines.append(f"weighted U{bits} = matrix {{ objects {names}  {', '.join([f'[{row}]'] * n)} }}")
        lines.append(f"claim bits{bits}: infonce(U{bits}) = {n * bits} * log(2)")
        lines.append(f"claim rational{bits}: infonce(U{bits}) = {n * bits} expect {'holds' if not bits else 'refuted'}")
        lines.append(f"claim more{bits}: infonce(U{bits}) < {n * bits} * log(2) expect refuted")
    loaded = load("\n".join(lines), tmp_path)
    verifier = Verifier(Options(engine="native"))
    for claim in loaded.claims:
        (result,) = verifier.claim(claim, loaded).results
        assert result.met, claim.text


def test_the_law_of_training_pairs_is_counted_token_by_token() -> None:
    rng = random.Random(9)
    for _ in range(60):
        texts = ["".join(rng.choice("ab") for _ in range(rng.randrange(1, 6))) for _ in range(rng.randrange(1, 5))]
        horizon, stop = rng.randrange(1, 5), rng.choice([None, "$"])
        data = corpus.tokenised(texts, "chars", stop)
        tree = prefix_tree.counted("L", data, horizon, False, prefix_tree.LanguageOf(data, horizon, None, False, "joint"))
        m = prefix_tree.joint(tree)
        counts: dict[tuple[str, str], int] = {}
        for text in texts:
            whole = text + (stop or "")
            for i in range(min(len(whole), horizon)):
                pair = whole[:i], whole[: i + 1]
                counts[pair] = counts.get(pair, 0) + 1
        names, e = m.names.objects, m.entries
        found = {(names[x], names[y]): w for x, y, w in zip(e.rows.tolist(), e.columns.tolist(), e.values.fractions(), strict=True)}
        assert found == {pair: Q(c, sum(counts.values())) for pair, c in counts.items()}
        after: dict[str, int] = {}
        for (x, _), c in counts.items():
            after[x] = after.get(x, 0) + c
        wanted = sum((Decimal(c) * (Decimal(after[x]).ln() - Decimal(c).ln()) for (x, _), c in counts.items()), Decimal(0)) / sum(counts.values())
        value = MEASURES["infonce"].number([m])
        if value == 0:
            assert wanted == 0
        else:
            low, high = held(ball(value))
            assert low <= wanted <= high


def test_the_law_of_training_pairs_of_an_n_gram_model() -> None:
    data = corpus.tokenised(["ab", "ba", "aab"], "chars", None)
    tree = prefix_tree.markov("L", data, 3, 2, False, prefix_tree.LanguageOf(data, 3, 2, False, "joint"))
    e = prefix_tree.joint(tree).entries
    assert sum(e.values.fractions()) == 1
    first = {int(y): w for x, y, w in zip(e.rows.tolist(), e.columns.tolist(), e.values.fractions(), strict=True) if x == 0}
    assert len({w / tree.weight(0, y) for y, w in first.items()}) == 1, "the first token is judged as by the model"
