import numpy as np

from genbench.pictures import captions

BLUE = np.full([20, 30, 3], [0, 0, 200], np.uint8)


def test_a_caption_stands_above_the_picture():
    page = captions.captioned(BLUE, "one", "two")
    np.testing.assert_array_equal(page[-20:], BLUE)
    assert page.shape[1:] == BLUE.shape[1:]
    assert page[:-20].min() < captions.PAPER


def test_names_stand_left_of_their_rows():
    picture = np.full([60, 30, 1], 77, np.uint8)
    page = captions.named(picture, ["a", ""])
    np.testing.assert_array_equal(page[:, -30:], picture)
    inked = np.argwhere(page[:, :-30, 0] < 128)[:, 0]
    assert inked.max() < 30


def test_without_names_a_picture_stays_as_it_is():
    assert captions.named(BLUE, ["", ""]) is BLUE
