import numpy as np
import pytest
from PIL import Image, ImageSequence

from genbench.pictures import webp

GREYS = np.arange(600, dtype=np.uint16).reshape(20, 30).astype(np.uint8)
COLOURS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)


def read(path):
    with Image.open(path) as file:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(file)]


def test_frames_are_read_as_they_were_written(tmp_path):
    webp.write(tmp_path / "a.webp", iter([GREYS, GREYS.T.reshape(20, 30)]), [0.1, 0.1])
    first, second = read(tmp_path / "a.webp")
    np.testing.assert_array_equal(first[..., 0], GREYS)
    np.testing.assert_array_equal(second[..., 0], GREYS.T.reshape(20, 30))


def test_more_than_256_colours_are_kept(tmp_path):
    webp.write(tmp_path / "a.webp", [COLOURS, COLOURS[::-1]], [0.1, 0.1])
    assert len(np.unique(COLOURS.reshape(-1, 3), axis=0)) > 256
    np.testing.assert_array_equal(read(tmp_path / "a.webp")[0], COLOURS)


def test_it_repeats_for_ever(tmp_path):
    webp.write(tmp_path / "a.webp", [GREYS, 255 - GREYS], [0.05, 3.0])
    with Image.open(tmp_path / "a.webp") as file:
        assert file.info["loop"] == 0


def test_frames_that_the_format_cannot_hold_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"at most 16,383 pixels to a side\. Received: 1 x 16,384"):
        webp.write(tmp_path / "a.webp", [np.zeros((1, 2**14), np.uint8)], [1.0])
    assert list(tmp_path.iterdir()) == []
