"""What `presheaf show FILE NAME` says about pretext tasks, before it writes them out."""

from pathlib import Path

import pytest
from command import presheaf

SPEC = """\
pretext Con = contrastive { a ~ b : 3, b ~ c : 1 }
pretext Law = contrastive { a ~ b : 3, b ~ c : 1  reading joint }
pretext Fine = contrastive { a ~ b : 3 }
pretext Lm = language_model { text "a b", "a c"  stop end }
pretext Step = language_model { text "a b"  reading step }
pretext Big = language_model { text "a b c d e f g h i j k l m n o p"  starts everywhere  horizon 5  order 1 }
pretext Near = masked { data "00", "01"  positions 1 }
pretext Far = masked { data "00", "11"  positions 1 }
pretext Rot = rotation { images p, s  symmetry s : 180 }
"""


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Con", ["contrastive: 3 objects, 2 pairs in either order, seen 4 times", "not a category: Hom(a, b) Hom(b, c) = 1/3 > Hom(a, c) = 0"]),
        ("Con", ["closure(Con) is the least category above it", "7 of 9 weights are not 0"]),
        ("Law", ["reading joint: weights are Pr((x, y)), adding up to 1", "not a category: Hom(a, a) = 0, not 1"]),
        ("Fine", ["a category"]),
        (
            "Lm",
            ['language model: 6 prefixes of at most 3 tokens; the root is ""', "2 texts with 6 tokens, 4 of them distinct, every text ends with end"],
        ),
        ("Lm", ["a category by construction: weights multiply along the tree, and Hom(x, x) = 1"]),
        ("Step", ['not a category: Hom("", "") = 0, not 1', "1 text with 2 tokens, 2 of them distinct"]),
        ("Big", ["prefixes begin at every token; what follows depends on the last 0 tokens (n-grams, n = 1)"]),
        ("Near", ["hamming_distance 1: 00 and 01", "visible parts with more than one completion: 1, 0?"]),
        ("Far", ["masked: 2 data of 2 positions, 1 of them hidden in 2 ways", "each visible part has exactly one completion"]),
        ("Rot", ["rotation: 2 images, 2 orbits of quarter turns, 1 with a symmetry; a groupoid"]),
    ],
)
def test_summaries(tmp_path: Path, name: str, lines: list[str]) -> None:
    (tmp_path / "p.psh").write_text(SPEC, encoding="utf-8")
    done = presheaf("show", "p.psh", name, cwd=tmp_path)
    assert done.returncode == 0
    for line in lines:
        assert f"\n# {line}\n" in done.stdout


def test_what_is_too_large_to_write_is_described(tmp_path: Path) -> None:
    (tmp_path / "p.psh").write_text(SPEC, encoding="utf-8")
    done = presheaf("show", "p.psh", "Big", cwd=tmp_path)
    assert done.returncode == 0
    assert "# language model: 1,118,481 prefixes" in done.stdout
    assert "# not written out: " in done.stdout


def test_what_is_written_means_the_same(tmp_path: Path) -> None:
    """The declarations printed for weighted pretext tasks are specs again, with the same weights."""
    (tmp_path / "p.psh").write_text(SPEC, encoding="utf-8")
    for name, claim in (
        ("Con", "Con(b, c) = 1/3 and Con(a, a) = 1"),
        ("Law", "Law(a, a) = 0"),
        ("Lm", 'Lm(a, "a b") = 1/2'),
        ("Step", "Step(a, a) = 0"),
    ):
        text = presheaf("show", "p.psh", name, cwd=tmp_path).stdout
        (tmp_path / "q.psh").write_text(f"{text}claim same: {claim}\n", encoding="utf-8")
        assert presheaf("verify", "q.psh", cwd=tmp_path).returncode == 0
