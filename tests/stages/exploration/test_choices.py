import numpy as np
import pytest

from genbench.data import Split
from genbench.pictures import grids
from genbench.stages.exploration import choices


@pytest.fixture
def three():
    """A split whose classes have the brightness 0, 100 and 130."""
    pictures = np.array([0, 100, 130, 0, 100, 130], np.uint8)[:, None, None, None]
    return Split(pictures, np.array([0, 1, 2, 0, 1, 2]), ("dark", "7", "light"), "three")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (None, None, (1, 2)),
        ("light", None, (2, 1)),
        (None, "dark", (1, 0)),
        ("light", "dark", (2, 0)),
        (0, "7", (0, 1)),
    ],
)
def test_classes_left_open_are_the_most_alike(three, source, target, expected):
    assert choices.class_pair(three, source, target) == expected


def test_data_without_labels_have_no_pair_and_no_class(three):
    bare = Split(three.images, None, (), "bare")
    assert choices.class_pair(bare, None, None) is None
    with pytest.raises(ValueError, match="bare has no labels, so there is no class 'dark'"):
        choices.class_pair(bare, "dark", None)


def test_a_class_that_has_no_pictures_is_refused(three):
    split = Split(three.images, three.labels, (*three.classes, "empty"), "three")
    with pytest.raises(ValueError, match="no pictures of the class 'empty'"):
        choices.class_pair(split, "empty", None)


def test_a_colour_picture_is_read_as_grey_where_the_data_are(tmp_path):
    grids.write(tmp_path / "red.png", np.full([4, 4, 3], [200, 0, 0], np.uint8))
    assert choices.read_own([tmp_path / "red.png"], (4, 4, 1))[0, 0, 0, 0] == round(0.299 * 200)
