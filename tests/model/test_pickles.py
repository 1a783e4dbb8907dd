"""Structures cross to other processes: `verify --jobs` sends those that decide a claim."""

import pickle
from pathlib import Path

from corpus import TOUR, load
from presheaf.model.declaring import declaration
from presheaf.model.structure import Structure

MORE = """
category Ka = karoubi(E)
category Cm = comma(H, H)
category Im = full_image(H)
"""


def test_every_structure_of_the_tour(tmp_path: Path) -> None:
    loaded = load(TOUR + MORE, tmp_path)
    assert not loaded.failed
    structures = [value for value in loaded.structures.values() if isinstance(value, Structure)]
    assert len(structures) > 30
    for value in structures:
        assert declaration(pickle.loads(pickle.dumps(value))) == declaration(value), value.name
