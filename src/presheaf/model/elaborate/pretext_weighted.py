"""Pretext tasks that denote weighted matrices: contrastive pairs and language models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from presheaf.model import contrastive as pairs
from presheaf.model import corpus, prefix_tree
from presheaf.model.elaborate.fields import Fields
from presheaf.model.elaborate.scope import Scope, error, key
from presheaf.model.weighted import Weighted
from presheaf.syntax import ast

HORIZON = 1_000
READINGS: dict[str, Callable[[prefix_tree.PrefixTree], Weighted]] = {"tree": lambda tree: tree, "step": prefix_tree.step, "joint": prefix_tree.joint}


def contrastive(scope: Scope, node: ast.PretextDecl) -> Weighted:
    """`contrastive { pairs "pairs.csv" }` or `{ a ~ b : 3, b ~ c : 1 }`, with `reading` and `pairing`."""
    fields = Fields(scope, node, ("pairs", "reading", "pairing", "~"))
    reading = cast(pairs.Reading, fields.word("reading", pairs.READINGS, "proportional"))
    ordered = fields.word("pairing", ("unordered", "ordered"), "unordered") == "ordered"
    if ("pairs" in fields) == ("~" in fields):
        hint = 'write contrastive { pairs "pairs.csv" } or contrastive { a ~ b : 3, b ~ c : 1 }'
        both = ", not both" if "~" in fields else ""
        raise fields.missing(f"a contrastive pretext task needs a file of `pairs` or the pairs themselves{both}", hint)
    place: ast.Node = fields["pairs" if "pairs" in fields else "~"]
    if "pairs" in fields:
        place = fields.only("pairs")
        with fields.file("pairs") as path:
            seen = pairs.read_pairs(path, ordered)
    else:
        seen = _written(fields, ordered)
    try:
        return pairs.similarity(node.name, seen, reading)
    except pairs.Unseen as bad:
        if bad.object is None:
            raise error("E305", "no pair was seen: all counts are 0", place, "a law of pairs has a positive total") from None
        message = f"no pair with {seen.objects[bad.object]} was seen, so the probabilities in its row would be 0/0"
        raise error("E305", message, place, "leave it out, or take `reading proportional`") from None


def _written(fields: Fields, ordered: bool) -> pairs.Pairs:
    """The pairs that stand in the spec."""
    entries: list[tuple[str, str, int]] = []
    items = [v for v in fields["~"].values if isinstance(v, ast.Pair)]
    for item in items:
        a, b, count = item.items
        if not isinstance(count, ast.Number) or count.denominator != 1 or not 0 <= count.numerator <= 10**15:
            raise error("E305", "a count is a whole number from 0 to 10^15", count, "how often the pair was seen")
        entries.append((key(a), key(b), count.numerator))
    found = pairs.from_list(entries, ordered)
    twice = pairs.repeated(found)
    if twice:
        hint = "" if ordered else "`pairing ordered` keeps (a, b) and (b, a) apart"
        raise error("E304", f"{pairs.shown(found, twice[1])} is given twice", items[twice[1]], hint)
    return found


def language_model(scope: Scope, node: ast.PretextDecl) -> Weighted:
    """`language_model { corpus "corpus.txt"  tokens words  horizon 4 }` or `{ text "...", "..." }`, with `order`, `stop`, `starts`, `reading`."""
    fields = Fields(scope, node, ("corpus", "text", "tokens", "horizon", "order", "stop", "starts", "reading"))
    if ("corpus" in fields) == ("text" in fields):
        hint = 'write language_model { corpus "corpus.txt"  tokens words  horizon 4 } or language_model { text "a b", "a c" }'
        raise fields.missing(f"a language model needs a `corpus` or `text`{', not both' if 'text' in fields else ''}", hint)
    if "corpus" in fields and "horizon" not in fields:
        raise fields.missing("a language model of a corpus needs a `horizon`", "the greatest number of tokens in a prefix: horizon 4")
    unit = cast(corpus.Unit, fields.word("tokens", corpus.UNITS, "words"))
    reading = fields.word("reading", tuple(READINGS), "tree")
    horizon, order = fields.whole("horizon", 1, HORIZON), fields.whole("order", 1, HORIZON)
    running = "corpus" in fields and Path(key(fields.only("corpus"))).suffix.lower() not in corpus.TABLES
    everywhere = fields.word("starts", ("texts", "everywhere"), "everywhere" if running else "texts") == "everywhere"
    texts = _texts(fields, unit, everywhere)
    depth = horizon or int((texts.start[1:] - texts.start[:-1]).max())
    origin = prefix_tree.LanguageOf(texts, depth, order, everywhere, reading)
    if order is None:
        tree = prefix_tree.counted(node.name, texts, depth, everywhere, origin)
    else:
        tree = prefix_tree.markov(node.name, texts, depth, order, everywhere, origin)
    return READINGS[reading](tree)


def _texts(fields: Fields, unit: corpus.Unit, everywhere: bool) -> prefix_tree.Texts:
    """The texts in tokens, with a stop symbol if there is one."""
    stop = key(fields.only("stop")) if "stop" in fields else None
    if stop == "" or (stop is not None and unit == "words" and stop.split() != [stop]):
        raise error("E305", "a stop symbol is a token of its own", fields["stop"], "write stop end, or a quoted text without blanks")
    try:
        if "corpus" in fields:
            with fields.file("corpus") as path:
                texts = corpus.tokenised(corpus.read_texts(path, everywhere), unit, stop)
                if len(texts.start) == 1:
                    raise corpus.no_tokens(unit)
                return texts
        given = fields.texts("text")
        for text, place in given:
            if not (text.split() if unit == "words" else text):
                raise error("E305", f"a text without {unit}", place, "a language model is counted from text")
        return corpus.tokenised([text for text, _ in given], unit, stop)
    except corpus.StopOccurs:
        raise error("E305", f"the stop symbol {stop} occurs in the texts", fields["stop"], "choose one that does not") from None
