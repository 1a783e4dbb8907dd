"""Language models against dictionaries of tuples and fractions, by the definition of each probability."""

import random
from fractions import Fraction
from itertools import pairwise
from math import prod
from pathlib import Path

import numpy as np
import pytest

from presheaf.model import corpus, prefix_tree
from presheaf.model.build import TooLarge
from presheaf.model.prefix_tree import LanguageOf, PrefixTree
from presheaf.model.weighted import category_failures

Prefix = tuple[str, ...]


def model(texts: list[str], unit="words", horizon=9, order=None, everywhere=False, stop=None) -> PrefixTree:
    held = corpus.tokenised(texts, unit, stop)
    origin = LanguageOf(held, horizon, order, everywhere, "tree")
    if order is None:
        return prefix_tree.counted("L", held, horizon, everywhere, origin)
    return prefix_tree.markov("L", held, horizon, order, everywhere, origin)


def split(texts: list[str], unit: str, stop: str | None) -> list[Prefix]:
    parts = [tuple(t.split() if unit == "words" else t) for t in texts]
    return [p + ((stop,) if stop else ()) for p in parts if p]


def occurrences(texts: list[Prefix], x: Prefix) -> int:
    """At how many places of the texts x stands (the empty x before every token)."""
    return sum(t[i : i + len(x)] == x for t in texts for i in range(len(t)))


def beginnings(texts: list[Prefix], x: Prefix) -> int:
    return sum(t[: len(x)] == x for t in texts)


def following(texts: list[Prefix], x: Prefix, order: int | None, everywhere: bool, stop: str | None) -> dict[str, Fraction]:
    """The probabilities of the token after x."""
    if stop is not None and x and x[-1] == stop:
        return {}
    count = occurrences if everywhere else beginnings
    context = x
    if order is not None and len(x) >= order - 1:
        count, context = occurrences, x[len(x) - (order - 1) :]
    tokens = dict.fromkeys([*(token for t in texts for token in t if token != stop), *([stop] if stop else [])])
    all_of_it = count(texts, context)
    found = {token: Fraction(count(texts, (*context, token)), all_of_it) for token in tokens}
    return {token: p for token, p in found.items() if p}


def expected(texts: list[Prefix], horizon: int, order: int | None, everywhere: bool, stop: str | None) -> dict[Prefix, Fraction]:
    """Prefix -> its probability from the start, in preorder, tokens by first appearance, the stop symbol last."""
    out: dict[Prefix, Fraction] = {}

    def visit(x: Prefix, p: Fraction) -> None:
        out[x] = p
        if len(x) < horizon:
            for token, q in following(texts, x, order, everywhere, stop).items():
                visit((*x, token), p * q)

    visit((), Fraction(1))
    return out


def cases():
    rng = random.Random(11)
    yield ["a"], "words", 1, None, False, None
    yield ["a b", "a c", "b"], "words", 3, None, False, "$"
    yield ["abab"], "chars", 4, None, True, None
    for k in range(150):
        unit = rng.choice(("words", "chars"))
        texts = ["".join(rng.choice("ab 我" if unit == "words" else "ab我") for _ in range(rng.randint(0, 7))) for _ in range(rng.randint(1, 4))]
        if not any(t.split() for t in texts):
            continue
        yield texts, unit, rng.randint(1, 5), None if k % 3 == 0 else rng.randint(1, 4), rng.random() < 0.5, rng.choice((None, "$"))


def test_every_weight_against_the_definition() -> None:
    for texts, unit, horizon, order, everywhere, stop in cases():
        tree, parts = model(texts, unit, horizon, order, everywhere, stop), split(texts, unit, stop)
        wanted = expected(parts, horizon, order, everywhere, stop)
        between = " " if unit == "words" else ""
        assert tree.names.objects == tuple(between.join(x) for x in wanted), (texts, unit, horizon, order, everywhere, stop)
        prefixes, n = list(wanted), len(wanted)
        square = {(i, j): wanted[y] / wanted[x] for i, x in enumerate(prefixes) for j, y in enumerate(prefixes) if y[: len(x)] == x}
        some = np.arange(n * n) if n < 40 else np.random.default_rng(n).integers(0, n * n, 2_000)
        rows, columns = np.divmod(some, n)
        assert tree.weights(rows, columns).fractions() == [square.get(pair, 0) for pair in zip(rows.tolist(), columns.tolist(), strict=True)]
        e = tree.entries
        assert dict(zip(zip(e.rows.tolist(), e.columns.tolist(), strict=True), e.values.fractions(), strict=True)) == square
        assert tree.nnz == len(square)
        for x in random.Random(n).sample(range(n), min(n, 12)):
            assert [(int(y), v) for y, v in zip(tree.row(x)[0], tree.row(x)[1].fractions(), strict=True)] == [
                (j, v) for (i, j), v in square.items() if i == x
            ]
            assert [(int(y), v) for y, v in zip(tree.column(x)[0], tree.column(x)[1].fractions(), strict=True)] == sorted(
                (i, v) for (i, j), v in square.items() if j == x
            )


def test_it_is_a_weighted_category_and_one_step_is_not() -> None:
    """Theory, claim 29: products along the tree are the composites; the one-step reading has neither identities nor composites."""
    for texts, unit, horizon, order, everywhere, stop in list(cases())[::5]:
        tree = model(texts, unit, horizon, order, everywhere, stop)
        assert next(category_failures(tree), None) is None
        one = prefix_tree.step(tree)
        assert [f.x for f in category_failures(one)] == list(range(tree.object_count))
        steps = {(int(a), int(b)): v for a, b, v in zip(one.entries.rows, one.entries.columns, one.entries.values.fractions(), strict=True)}
        for y in range(1, tree.object_count):
            path = tree.column(y)[0].tolist()
            assert tree.weight(0, y) == prod(steps[pair] for pair in pairwise(path))


def test_the_direction_of_the_language_model() -> None:
    """Trap S11: Hom(x, y) is the probability of the continuation y given the prefix x, not the other way round."""
    tree = model(["a b", "a c", "a c"])
    at = tree.names.object_index
    assert tree.weight(at["a"], at["a c"]) == Fraction(2, 3)
    assert tree.weight(at["a c"], at["a"]) == 0
    assert tree.weight(at[""], at["a"]) == 1
    assert dict(zip((tree.names.objects[y] for y in tree.row(at["a"])[0]), tree.row(at["a"])[1].fractions(), strict=True)) == {
        "a": 1,
        "a b": Fraction(1, 3),
        "a c": Fraction(2, 3),
    }


def test_with_a_stop_symbol_what_follows_adds_up_to_one() -> None:
    tree = model(["a b", "a", "b"], stop="end")
    for x in range(tree.object_count):
        children = np.flatnonzero(tree.parent == x)
        ended = tree.names.objects[x].endswith("end")
        assert sum(tree.weight(x, int(y)) for y in children) == (0 if ended else 1)
    assert sum(model(["a b", "a", "b"]).weight(1, y) for y in (2,)) == Fraction(1, 2), "without one the text may end"


def test_tokens() -> None:
    assert model(["a\tb\n a"]).names.objects == ("", "a", "a b", "a b a")
    assert model(["né"], "chars").names.objects == ("", "n", "né")
    assert model(["é\\"], "bytes").names.objects == ("", "\\xc3", "\\xc3\\xa9", "\\xc3\\xa9\\x5c")
    for unit, text in (("words", "a end"), ("chars", "append")):
        with pytest.raises(corpus.StopOccurs):
            corpus.tokenised([text], unit, "end")
    assert len(corpus.tokenised(["", "  "], "words").tokens) == 0


def test_texts_of_files(tmp_path: Path) -> None:
    for name, text, whole, wanted in (
        ("t.txt", "a b\r\n\nc\n", False, ["a b", "c"]),
        ("t.txt", "a b\r\n\nc\n", True, ["a b\n\nc\n"]),
        ("t.csv", 'id,text\n1,"a, b"\n2,c\n', False, ["a, b", "c"]),
        ("t.csv", "a b\nc\n", False, ["a b", "c"]),
        ("t.jsonl", '{"text": "a b"}\n{"text": "c", "id": 3}\n', True, ["a b", "c"]),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        assert corpus.read_texts(tmp_path / name, whole) == wanted


def test_a_tree_that_grows_too_large_is_refused() -> None:
    text = " ".join(f"w{i}" for i in range(300))
    with pytest.raises(TooLarge):
        model([text], horizon=3, order=1, everywhere=True)


def test_products_beyond_64_bits_stay_exact() -> None:
    tree = model([" ".join(["a"] * 96 + ["b"])], horizon=12, order=1)
    deepest = tree.names.object_index[" ".join(["a"] * 12)]
    assert tree.mass.num.dtype == object
    assert tree.weight(0, deepest) == Fraction(96, 97) ** 12
    assert tree.entries.values.at(deepest) == Fraction(96, 97) ** 12
