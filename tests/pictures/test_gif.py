import numpy as np
import pytest
from PIL import Image, ImageSequence

from genbench.pictures import gif
from genbench.system.backend import tf

FLAT = np.full([20, 30], 77, np.uint8)
GREYS = np.arange(600, dtype=np.uint16).reshape(20, 30).astype(np.uint8)
BLUE = np.full([20, 30, 3], [0, 0, 200], np.uint8)


def read(path):
    return list(tf.io.decode_gif(path.read_bytes()).numpy())


@pytest.mark.parametrize("frame", [FLAT, GREYS, BLUE], ids=["flat", "greys", "blue"])
def test_a_frame_is_read_as_it_was_written(tmp_path, frame):
    gif.write(tmp_path / "a.gif", [frame], [0.1])
    expected = frame if frame.ndim == 3 else frame[..., None].repeat(3, axis=2)
    np.testing.assert_array_equal(read(tmp_path / "a.gif"), [expected])


def test_frames_that_the_format_cannot_hold_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"at most 65,535 pixels to a side\. Received: 1 x 65,536"):
        gif.write(tmp_path / "a.gif", [np.zeros((1, 2**16), np.uint8)], [1.0])
    assert not (tmp_path / "a.gif").exists()


def test_frames_keep_their_order_and_their_own_colours(tmp_path):
    gif.write(tmp_path / "a.gif", iter([GREYS, FLAT, BLUE]), [0.1, 0.1, 0.1])
    first, second, third = read(tmp_path / "a.gif")
    np.testing.assert_array_equal(first[..., 0], GREYS)
    np.testing.assert_array_equal(second[..., 0], FLAT)
    np.testing.assert_array_equal(third, BLUE)


def test_each_frame_has_its_duration_and_all_repeat_for_ever(tmp_path):
    gif.write(tmp_path / "a.gif", [FLAT, GREYS], [0.05, 3.0])
    with Image.open(tmp_path / "a.gif") as file:
        assert file.info["loop"] == 0
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(file)] == [50, 3000]


def test_a_frame_without_duration_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        gif.write(tmp_path / "a.gif", [FLAT, GREYS], [0.1])
    assert list(tmp_path.iterdir()) == []


def test_sixteen_greys_are_left_and_black_and_white_stay():
    greys = gif.fewer_greys(np.arange(256, dtype=np.uint8)[None])
    assert len(np.unique(greys)) == 16
    assert (greys[0, 0], greys[0, -1]) == (0, 255)
