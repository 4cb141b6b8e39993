import numpy as np
import pytest

from genbench.data import images


def test_every_level_survives_the_way_to_float_and_back():
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    np.testing.assert_array_equal(images.to_uint8(images.to_float(levels)), levels)


def test_floats_lie_in_the_unit_interval():
    ends = images.to_float(np.array([[[[0], [255]]]], np.uint8))
    assert (ends.dtype, ends.min(), ends.max()) == (np.float32, 0, 1)


@pytest.mark.parametrize(("value", "level"), [(0.4 / 255, 0), (0.6 / 255, 1), (254.6 / 255, 255)])
def test_levels_are_rounded_to_the_nearest(value, level):
    assert images.to_uint8(np.full([1, 1, 1, 1], value, np.float32)) == level


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan, np.inf])
def test_values_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match=r"images must lie in \[0, 1\]. Received: values from"):
        images.to_uint8(np.array([0.5, value], np.float32))


def test_floats_are_not_taken_for_levels():
    with pytest.raises(TypeError, match=r"uint8. Received: float32"):
        images.to_float(np.zeros([1, 2, 2, 1], np.float32))
