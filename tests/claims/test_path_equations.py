"""Equations of paths in presented categories, against brute force: rewriting words, functors into small sets, and the closed category."""

from __future__ import annotations

import os
import random
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from corpus import load
from presheaf.claims.base import Lowering, Undecided
from presheaf.claims.path_equations import settle
from presheaf.cli.counterexample import document
from presheaf.model.category import Category
from presheaf.model.elaborate.diagrams import Paths, presentation_of
from presheaf.pipeline import Options, Verifier
from presheaf.syntax import parse

ROUNDS = int(os.environ.get("PRESHEAF_PATHS", "24"))
Word = tuple[int, ...]


class Graph:
    """A random presentation: generators f0, f1, ... between objects A0, A1, ..., equations e0, e1, ... of parallel words."""

    def __init__(self, rng: random.Random) -> None:
        self.objects = rng.choice([1, 1, 2, 3])
        self.ends = [(rng.randrange(self.objects), rng.randrange(self.objects)) for _ in range(rng.choice([1, 2, 2, 3]))]
        found = [self.parallel(rng, 3) for _ in range(rng.choice([0, 1, 2, 3]))]
        self.equations = [e for e in found if e is not None]

    def walk(self, rng: random.Random, at: int, longest: int) -> tuple[Word, int]:
        word: list[int] = []
        for _ in range(rng.randrange(longest + 1)):
            out = [g for g, (a, _) in enumerate(self.ends) if a == at]
            if out:
                word.append(rng.choice(out))
                at = self.ends[word[-1]][1]
        return tuple(word), at

    def parallel(self, rng: random.Random, longest: int) -> tuple[int, Word, Word] | None:
        start = rng.randrange(self.objects)
        for _ in range(12):
            (one, a), (two, b) = self.walk(rng, start, longest), self.walk(rng, start, longest)
            if a == b and one != two:
                return start, one, two
        return None

    def spell(self, start: int, word: Word) -> str:
        return " ; ".join(f"f{g}" for g in word) or f"id(A{start})"

    def text(self, bound: int = 40) -> str:
        arrows = ", ".join(f"f{i} : A{a} -> A{b}" for i, (a, b) in enumerate(self.ends))
        equations = ", ".join(f"e{i}: {self.spell(a, x)} = {self.spell(a, y)}" for i, (a, x, y) in enumerate(self.equations))
        objects = ", ".join(f"A{i}" for i in range(self.objects))
        return f"category C within {bound} arrows {{ objects {objects} arrows {arrows} {'equations ' + equations if equations else ''} }}\n"

    def neighbours(self, start: int, word: Word) -> list[tuple[int, Word]]:
        """(equation, word) of every single rewrite."""
        out = []
        for at, here in enumerate([start, *(self.ends[g][1] for g in word)]):
            for number, (a, one, two) in enumerate(self.equations):
                for old, new in ((one, two), (two, one)):
                    if a == here and word[at : at + len(old)] == old:
                        out.append((number, word[:at] + new + word[at + len(old) :]))
        return out

    def joined(self, start: int, one: Word, two: Word, limit: int = 400) -> bool:
        seen, queue = {one}, [one]
        for word in queue:
            for _, further in self.neighbours(start, word):
                if further not in seen and len(seen) < limit and len(further) < 12:
                    seen.add(further)
                    queue.append(further)
        return two in seen

    def separated(self, start: int, one: Word, two: Word) -> bool:
        """Whether a functor into sets with at most two elements over each object takes the words to different functions."""
        for sizes in product(range(3), repeat=self.objects):
            for maps in product(*(product(range(sizes[b]), repeat=sizes[a]) for a, b in self.ends)):
                lawful = all(act(maps, x, u) == act(maps, x, v) for a, u, v in self.equations for x in range(sizes[a]))
                if lawful and any(act(maps, x, one) != act(maps, x, two) for x in range(sizes[start])):
                    return True
        return False


def act(maps: Any, x: int, word: Any) -> int:
    for g in word:
        x = maps[g][x]
    return x


def replay(graph: Graph, start: int, word: Word, chain: list[list[int]]) -> Word:
    """The word at the end of a chain, each step of which must be one of the rewrites."""
    for at, number, direction in chain:
        a, one, two = graph.equations[number]
        old, new = (two, one) if direction else (one, two)
        assert word[at : at + len(old)] == old
        assert (graph.ends[word[at - 1]][1] if at else start) == a
        word = word[:at] + new + word[at + len(old) :]
    return word


def test_verdicts_are_those_of_brute_force(tmp_path: Path) -> None:
    rng, seen = random.Random(5), {"proved": 0, "refuted": 0, "unknown": 0, "closed": 0}
    for _ in range(ROUNDS):
        graph = Graph(rng)
        asked = [e for e in (graph.parallel(rng, 5) for _ in range(3)) if e is not None]
        text = graph.text() + "".join(f"claim c{i}: {graph.spell(a, x)} = {graph.spell(a, y)} in C\n" for i, (a, x, y) in enumerate(asked))
        loaded = load(text, tmp_path)
        assert not loaded.failed, text
        for claim, (start, one, two) in zip(loaded.claims, asked, strict=True):
            (result,) = Verifier(Options()).claim(claim, loaded).results
            seen[result.verdict] += 1
            assert result.verdict != "proved" or not graph.separated(start, one, two), text
            assert result.verdict != "refuted" or not graph.joined(start, one, two), text
            evidence = result.certificate["answers"][0][2] if result.certificate and result.certificate["answers"] else None
            if evidence is None:
                seen["closed"] += result.verdict != "unknown"
            elif "chain" in evidence:
                assert replay(graph, start, one, evidence["chain"]) == two
            else:
                sizes, maps, at = evidence["sizes"], evidence["maps"], evidence["at"]
                assert all(act(maps, x, u) == act(maps, x, v) for a, u, v in graph.equations for x in range(sizes[a]))
                assert act(maps, at, one) != act(maps, at, two)
    assert min(seen["proved"], seen["refuted"], seen["closed"]) > ROUNDS // 8
    assert seen["unknown"] * 10 <= sum(seen.values())


def test_the_word_problem_of_closed_categories_is_their_composition(tmp_path: Path) -> None:
    """Chains and separating functors, found as if the category had not closed, say what its Cayley table says."""
    rng, values, left = random.Random(6), [0, 0], 0
    while sum(values) < ROUNDS:
        graph = Graph(rng)
        loaded = load(graph.text(), tmp_path)
        c, asked = loaded.structures["C"], graph.parallel(rng, 5)
        if not isinstance(c, Category) or asked is None:
            continue
        start, one, two = asked
        presentation = presentation_of(c)
        assert presentation is not None
        assert loaded.scope is not None
        sides = [parse(f"claim c: {graph.spell(start, w)} = {graph.spell(start, w)} in C", "c")[0].declarations[0].prop.sides[0] for w in (one, two)]
        equation = Paths(loaded.scope, "C", presentation).equation(*sides)
        ends = []
        for word in (one, two):
            f = start
            for g in word:
                f = c.compose(f, c.names.listed_arrows[g])
            ends.append(f)
        try:
            value = settle(Lowering(), equation).value
        except Undecided:
            left += 1
            continue
        assert value is (ends[0] == ends[1]), graph.text()
        values[value] += 1
    assert min(values) > ROUNDS // 10
    assert left * 10 <= sum(values)


@pytest.mark.parametrize("part", range(2))
def test_right_proofs_are_accepted_and_wrong_ones_are_not(tmp_path: Path, part: int) -> None:
    rng, right, wrong = random.Random(part), 0, 0
    for _ in range(ROUNDS):
        graph = Graph(rng)
        start = rng.randrange(graph.objects)
        words, labels = [graph.walk(rng, start, 4)[0]], list[int]()
        for _ in range(rng.choice([1, 2, 3])):
            steps = [(n, w) for n, w in graph.neighbours(start, words[-1]) if w != words[-1] and len(w) < 9]
            if steps:
                number, word = rng.choice(steps)
                labels.append(number)
                words.append(word)
        if not labels:
            continue
        change = rng.randrange(4)
        if change == 1:
            labels[rng.randrange(len(labels))] = rng.randrange(len(graph.equations) + 1)
        elif change == 2:
            words[rng.randrange(1, len(words))] = graph.walk(rng, start, 4)[0]
        ends = words[0], words[-1]
        if change == 3 and len(words) > 2:
            del words[1], labels[0]
        good = all(
            (n, two) in graph.neighbours(start, one) and one != two for n, (one, two) in zip(labels, pairwise(words), strict=True)
        ) and parallel(graph, start, words)
        proof = "".join(f" = {graph.spell(start, w)} by e{n}" for n, w in zip(labels, words[1:], strict=True))
        claim = f"claim c: {graph.spell(start, ends[0])} = {graph.spell(start, ends[1])} in C proof {graph.spell(start, words[0])}{proof}\n"
        loaded = load(graph.text() + claim, tmp_path)
        codes = {d.code for d in loaded.diagnostics}
        if good:
            right += 1
            assert not codes, graph.text() + claim
            (result,) = Verifier(Options()).claim(loaded.claims[0], loaded).results
            assert result.verdict == "proved"
            assert result.certificate
            assert len(result.certificate["answers"][0][2]["chain"]) == len(labels)
        else:
            wrong += 1
            assert codes <= {"E404", "E421", "E422", "E423"}, graph.text() + claim
            assert codes
    assert min(right, wrong) > ROUNDS // 10


def parallel(graph: Graph, start: int, words: list[Word]) -> bool:
    return len({graph.ends[w[-1]][1] if w else start for w in words}) == 1


def test_an_undecided_part_does_not_hide_a_decisive_one(tmp_path: Path) -> None:
    open_, false = "q ; p = id(A) in B", "p = id(A) in B"
    claims = {
        f"{open_} and {false}": "refuted",
        f"{false} and {open_}": "refuted",
        f"{open_} or not {false}": "proved",
        f"{open_} and not {false}": "unknown",
        f"{open_} or {false}": "unknown",
        f"not {open_}": "unknown",
    }
    text = "category B within 30 arrows { objects A arrows p, q : A -> A equations one: p ; q = id(A) }\n"
    loaded = load(text + "".join(f"claim c{i}: {claim}\n" for i, claim in enumerate(claims)), tmp_path)
    assert [Verifier(Options()).claim(c, loaded).results[0].verdict for c in loaded.claims] == list(claims.values())


def test_what_is_built_from_an_open_category_is_not_that_category(tmp_path: Path) -> None:
    """The opposite has other paths, a sum other elements; nothing is said about them."""
    text = "category B within 30 arrows { objects A arrows p, q : A -> A equations one: p ; q = id(A) }\ncategory D = op(B)\n"
    loaded = load(text + "claim c: q ; p ; q = q in D\nclaim d: B.q ; B.p ; B.q = B.q\nclaim e: p ; q = id(A) in op(B)\n", tmp_path)
    assert [Verifier(Options()).claim(c, loaded).results[0].verdict for c in loaded.claims] == ["unknown", "proved", "unknown"]
    sets = "copresheaf S on B { A = {0, 1}, p = {0 |-> 1, 1 |-> 0}, q = {0 |-> 1, 1 |-> 0} }\ncopresheaf R = S + S\n"
    loaded = load(text + sets + "claim c: p = id(A) in B with S = R, x = 0 expect refuted\n", tmp_path)
    assert [d.code for d in loaded.diagnostics] == ["E424"]


def test_a_wrong_witness_is_a_mistake_and_no_verdict(tmp_path: Path) -> None:
    text = "category C { objects A, B arrows f : A -> B }\ntask T = yoneda(C.B)\nclaim c: representable(T) with P = A\n"
    loaded = load(text, tmp_path)
    run = Verifier(Options()).claim(loaded.claims[0], loaded)
    assert not run.results
    assert [d.code for d in run.diagnostics] == ["E425"]
    assert run.exit_code == 3


def test_a_refutation_is_a_spec_that_verifies(tmp_path: Path) -> None:
    text = "category B within 30 arrows { objects A, Z arrows r : A -> A, f : A -> Z equations twice: r ; r ; f = f }\n"
    loaded = load(text + "claim S: r ; f = f in B expect refuted\n", tmp_path)
    (result,) = Verifier(Options()).claim(loaded.claims[0], loaded).results
    shown = "\n".join([*document(loaded.claims[0], result, loaded), ""])
    again = load(shown, tmp_path)
    assert not again.diagnostics, shown
    assert "with S = S', x = " in shown
    assert [r.met for r in Verifier(Options()).claim(again.claims[0], again).results] == [True]
    elsewhere = load(shown.replace("r = {0 |-> 1", "r = {0 |-> 0"), tmp_path)
    assert {d.code for d in elsewhere.diagnostics} <= {"E306", "E425"}
    assert elsewhere.failed
