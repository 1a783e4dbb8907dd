"""The rotation pretext task against turning arrays with numpy, one image at a time."""

import random

import numpy as np
import pytest
from plain import is_category

from corpus import ROOT
from presheaf.model import images, rotation


def by_turning(pixels: np.ndarray) -> tuple[int, int]:
    """(objects, arrows) of the action groupoid: distinct rotations, and four turns out of each."""
    distinct = {np.rot90(image, k).tobytes() for image in pixels for k in range(4)}
    return len(distinct), 4 * len(distinct)


@pytest.mark.parametrize("seed", range(20))
def test_random_images_with_many_symmetries(seed: int) -> None:
    rng = np.random.default_rng(seed)
    side = int(rng.integers(1, 4))
    pixels = rng.integers(0, 2, size=(int(rng.integers(1, 7)), side, side))
    c = rotation.from_images("R", pixels)
    assert (c.object_count, c.arrow_count) == by_turning(pixels)
    is_category(c)
    for i, image in enumerate(pixels):
        x = int(c.origin.row_object[i])
        fixed = sum(np.array_equal(np.rot90(image, k), image) for k in range(4))
        assert len(c.hom(x, x)) == fixed, "the stabiliser"
        orbit = len({np.rot90(image, k).tobytes() for k in range(4)})
        assert orbit * fixed == 4
        assert int((c.origin.orbit == c.origin.orbit[x]).sum()) == orbit


def test_equal_and_turned_images_are_one_orbit() -> None:
    image = np.array([[1, 0], [0, 0]])
    c = rotation.from_images("R", np.array([image, np.rot90(image), image]))
    assert c.object_count == 4
    assert c.origin.row_object[0] == c.origin.row_object[2] != c.origin.row_object[1]


def test_labels_clash_only_where_rotations_meet() -> None:
    image = np.array([[1, 0], [0, 0]])
    c = rotation.from_images("R", np.array([image, np.rot90(image)]))
    assert rotation.from_labels("L", c, ["a", "a"]).size == 4
    with pytest.raises(rotation.LabelClash):
        rotation.from_labels("L", c, ["a", "b"])


def test_names() -> None:
    c = rotation.from_names("R", ["p", "s", "t"], {"s": 180, "t": 90})
    assert c.names.objects == ("p", "p90", "p180", "p270", "s", "s90", "t")
    assert [len(c.hom(x, x)) for x in range(7)] == [1, 1, 1, 1, 2, 2, 4]
    assert c.names.listed[:2] == ("turn_p", "turn_p90")


def test_the_digits_are_those_of_the_source() -> None:
    pixels = images.read_images(ROOT / "specs" / "data" / "digits.csv", 8, 8)
    labels = images.read_labels(ROOT / "specs" / "data" / "digits_labels.csv")
    assert pixels.shape == (1797, 8, 8)
    assert (pixels.min(), pixels.max(), int(pixels.sum())) == (0, 16, 561718)
    assert [labels.count(str(d)) for d in range(10)] == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert by_turning(pixels) == (7188, 28752)
    ink = (pixels >= 8).astype(int)
    assert by_turning(ink) == (6982, 27928)
    symmetric = [i for i, image in enumerate(ink) if np.array_equal(image, np.rot90(image, 2))]
    assert 346 in symmetric
    assert len(symmetric) == 24


def test_data_with_mistakes(tmp_path) -> None:
    rng = random.Random(0)
    path = tmp_path / "d.csv"
    for text in ("1,2\n3\n", "a,b\n", "1;2\n", "", "1,2,3\n", "1e9999,2\n", "1/2,1\n", "\x00", "1,,2\n", "9" * 5_000 + ",1\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(images.DataError):
            images.read_images(path, 1, 2)
    for _ in range(300):
        path.write_bytes(bytes(rng.randrange(256) for _ in range(rng.randrange(20))))
        try:
            images.read_images(path, 1, 2)
        except images.DataError:
            continue
