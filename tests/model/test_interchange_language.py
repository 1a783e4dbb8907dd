"""`quiver "..."`, `acset "..."` and `gap "..."` in specs: what they denote, and where mistakes are shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from interchange_cases import link

from corpus import load
from presheaf.model import builders
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate.loader import Loaded
from presheaf.model.interchange import to_acset, to_gap, to_quiver
from presheaf.pipeline import Options, Verifier
from presheaf.source.codes import CODES

SQUARE = [0, 2, [0, 0, "A"], [1, 0, "B"], [0, 1, "f"], [0, 1, "g"], [2, 3, "a"]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A spec root with documents in it."""
    data = tmp_path / "specs" / "data"
    data.mkdir(parents=True)
    (data / "simplex.json").write_text(to_acset(builders.simplex("S", 2)), encoding="utf-8")
    (data / "s3.g").write_text(to_gap(builders.symmetric_group("S", 3)), encoding="utf-8")
    (data / "latin.json").write_bytes(b'{"Ob": ["\xe9"]}')
    (data / "huge.json").write_bytes(b" " * 20_000_001)
    (tmp_path / "outside.json").write_text('{"Ob": []}', encoding="utf-8")
    return tmp_path


def test_claims_about_categories_from_elsewhere(root: Path) -> None:
    text = f"""
category S = acset "data/simplex.json"
category G = gap "data/s3.g"
category Q = quiver "{to_quiver(builders.walking_iso("W"))}"
task T on Q {{ a = {{x}}, b = {{y}}, i = {{y |-> x}}, j = {{x |-> y}} }}
claim simplex: isomorphic(S, simplex(2)) and |arrows(S)| = 31
claim group: isomorphic(G, symmetric_group(3)) and G.s1 ; G.s1 = id(G.pt)
claim iso: isomorphic(Q, walking_iso()) and representable(T)
claim inline: isomorphic(acset "data/simplex.json", G)  expect refuted
"""
    path = root / "specs" / "spec.psh"
    path.write_text(text, encoding="utf-8")
    results = [r for run in Verifier(Options()).file(path, root / "specs") for r in run.results]
    assert [r.claim.name for r in results] == ["simplex", "group", "iso", "inline"]
    assert all(r.met for r in results)


def test_the_bound_of_a_category_is_the_bound_of_its_presentation(tmp_path: Path) -> None:
    loop = link([0, 1, [0, 0, "A"], [0, 0, "f"]])
    loaded = load(f'category C within 30 arrows = quiver "{loop}"\ncategory D = quiver "{loop}"', tmp_path)
    assert loaded.diagnostics == []
    small, large = loaded.structures["C"], loaded.structures["D"]
    assert isinstance(small, Unclosed)
    assert isinstance(large, Unclosed)
    assert (small.bound, large.bound) == (30, 200_000)


def places(loaded: Loaded, text: str) -> list[tuple[str, str]]:
    """The code of each diagnostic and the text that it points at."""
    return [(d.code, text[d.span.start : d.span.end]) for d in loaded.diagnostics]


def test_warnings_stand_at_the_link_and_stop_nothing(tmp_path: Path) -> None:
    text = f'category C = quiver   "{link(SQUARE)}"\nclaim c: |C| = 2'
    loaded = load(text, tmp_path)
    assert places(loaded, text) == [("W391", f'"{link(SQUARE)}"')]
    assert [d.severity for d in loaded.diagnostics] == ["warning"]
    assert isinstance(loaded.structures["C"], Category)
    assert [c.name for c in loaded.claims] == ["c"]


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ('acset "data/simplx.json"', "E391", "data/simplx.json does not exist"),
        ('acset "../outside.json"', "E391", "lies outside the spec root"),
        ('acset "data/../../outside.json"', "E391", "lies outside the spec root"),
        ('acset "data"', "E391", "data is not a file"),
        ('acset ""', "E391", "is not a file"),
        ('gap "a\\u0000b"', "E391", "is not a path"),
        (f'gap "{"x" * 5000}"', "E391", "cannot be read"),
        ('acset "data/latin.json"', "E391", "is not UTF-8 (byte 9)"),
        ('acset "data/huge.json"', "E398", "20,000,001 bytes"),
        ('acset "data/s3.g"', "E394", "data/s3.g: not JSON"),
        ('gap "data/simplex.json"', "E395", "data/simplex.json: the file has no record"),
        ('quiver "data/simplex.json"', "E392", "not a link to a diagram"),
        ('quiver "https://q.uiver.app/#q=WzBd"', "E393", "no version and number of vertices"),
    ],
)
def test_mistakes_stand_at_the_quoted_text(expression: str, code: str, message: str, root: Path) -> None:
    text = f"category C = {expression}\nclaim later: |C| = 1\ncategory D = discrete(a)"
    loaded = load(text, root)
    assert places(loaded, text) == [(code, expression.partition(" ")[2])]
    assert message in loaded.diagnostics[0].message
    assert code in CODES
    assert isinstance(loaded.structures["D"], Category)


def test_links_of_the_file_system_do_not_lead_out(root: Path) -> None:
    (root / "specs" / "data" / "link.json").symlink_to(root / "outside.json")
    (root / "specs" / "data" / "round.json").symlink_to(root / "specs" / "data" / "round.json")
    os.mkfifo(root / "specs" / "data" / "pipe.json")
    for name in ("link", "round", "pipe"):
        loaded = load(f'category C = acset "data/{name}.json"', root)
        assert [d.code for d in loaded.diagnostics] == ["E391"], name
