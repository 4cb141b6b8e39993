import numpy as np

from genbench import data
from genbench.data import Split

GREYS = np.tile(np.array([0, 51, 255], np.uint8), 30_000).reshape(-1, 3, 3, 1)


def test_a_pixel_is_white_as_often_as_it_is_bright():
    found = data.binarized(GREYS, np.random.default_rng(0)).reshape(-1, 3)
    assert set(np.unique(found)) == {0, 255}
    shares = found.mean(axis=0) / 255
    assert shares[0] == 0
    assert shares[2] == 1
    np.testing.assert_allclose(shares[1], 0.2, atol=0.01)


def test_once_is_the_same_each_time_and_differs_between_parts():
    train, again, held_out = (
        data.binarized_once(Split(GREYS, None, (), f"{place}/{part}")).images
        for place, part in (("a", "train"), ("moved", "train"), ("a", "held_out"))
    )
    np.testing.assert_array_equal(train, again)
    assert (train != held_out).any()
