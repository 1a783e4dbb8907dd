"""10,000 mutated specs: never an exception, never long; what still means something is decided without an internal error."""

import os
import random
import re
import time
from pathlib import Path

import pytest

from corpus import LATER, ROOT, TOUR
from presheaf.pipeline import Options, Verifier
from presheaf.source.codes import CODES
from presheaf.source.render import render

COUNT = 10_000
PARTS = 20
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[\w\']+|\s+|[^\w\s]')
WORDS = [
    *(
        [
            "category",
            "claim",
            "forall",
            "exists!",
            "objects",
            "within",
            "(",
            ")",
            "{",
            "}",
            "|",
            ";",
            "|->",
            "=",
            ",",
            "0",
            "99999999999",
            "A",
            "T",
            "#",
            ".",
            "我",
        ]
    ),
    '"',
    "\x00",
]
SECONDS = 10


SMALL = """\
category C { objects A, B  arrows f, g : A -> B }
category G = cyclic_group(2)
task T on C { A = {x, y}, B = {u}, f = {u |-> x}, g = {u |-> y} }
task L on G { pt = {a, b}, r = {a |-> b, b |-> a} }
functor F : C -> G { A |-> pt, B |-> pt, f |-> r, g |-> id(pt) }
transformation n : T => T { A = {x |-> x, y |-> y}, B = {u |-> u} }
define top(D: category, X: D) := forall Y: D. exists! h: D(Y, X). true
"""
CLAIMS = [
    "claim c: forall X: C, h: C(X, C.B). exists Y: C. |C(X, Y)| <= 2 and not mono(h)",
    "claim c: representable(T) and promptable(L, card) or thin(G) implies isomorphic(T, T)",
    "claim c: exists u: T(A). u|id(A) = u and represents(G.pt, L)",
    "claim c: |Nat(T, T)| = 2 iff top(C, C.B)",
    "claim c: r ; r = id(pt) in G and faithful(F) and full(F)",
    "claim c: universal(B, u, T) or covered_by(T, 1) or sum_of_representables(L, 1)",
    "claim c: forall x: L(pt), y: L(pt). exists h: G(pt, pt). x|h = y",
    "claim c: n(T.x) = T.x and F(C.f) = G.r and |elements(T)| = 3",
]


def seeds() -> list[str]:
    golden = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests" / "elaborate" / "golden").glob("*.psh"))]
    small = [piece for text in golden for piece in re.findall(r"(?:.*\n){1,15}", text)]
    pieces = [piece for text in (TOUR, LATER) for piece in re.split(r"\n(?=claim|task|functor)", text)]
    bounded = [re.sub(r"category (\w+) \{", r"category \1 within 100 arrows {", text) for text in (TOUR, LATER, *small, *pieces)]
    bounded = [text.replace("2 objects, 4 arrows; T <= 3", "2 objects, 3 arrows; T <= 2") for text in bounded]  # drawn often, and seldom changed
    return [text for text in bounded if "symmetric_group(30)" not in text]


def mutated(rng: random.Random, texts: list[str]) -> str:
    """One of the texts with a few tokens changed, or a small spec with a mutated claim."""
    if rng.random() < 0.5:
        return SMALL + changed(rng, rng.choice(CLAIMS))
    return changed(rng, rng.choice(texts))


def changed(rng: random.Random, text: str) -> str:
    tokens = TOKEN.findall(text)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        if not tokens:
            break
        i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        match rng.randrange(6):
            case 0:
                del tokens[i]
            case 1:
                tokens.insert(i, tokens[j])
            case 2:
                tokens[i], tokens[j] = tokens[j], tokens[i]
            case 3:
                tokens[i] = rng.choice(WORDS)
            case 4:
                tokens[i] = tokens[i][::-1]
            case _:
                tokens[min(i, j) : max(i, j)] = []
    return "".join(tokens)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_specs(tmp_path: Path, part: int) -> None:
    rng, texts = random.Random(part), seeds()
    root = tmp_path / "specs"
    root.mkdir()
    path = root / "m.psh"
    os.environ.pop("PRESHEAF_DEBUG", None)
    for _ in range(COUNT // PARTS):
        text = mutated(rng, texts)
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        began = time.process_time()
        verifier = Verifier(Options())
        loaded = verifier.load(path, root)
        for d in loaded.diagnostics:
            assert d.code in CODES, text
            assert 0 <= d.span.start <= d.span.end <= len(text) + 1, text
            render(d, loaded.sources)
        if not loaded.failed:
            for claim in loaded.claims:
                assert not (run := verifier.claim(claim, loaded)).internal + run.rejected, text
        assert time.process_time() - began < SECONDS, text
