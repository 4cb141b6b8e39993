import hashlib

import numpy as np
import pytest

from genbench.data import Split
from genbench.data.splits import label_of


def images(n, h=2, w=3, c=1):
    """Every picture is another: the first pixel counts them."""
    pictures = np.zeros([n, h, w, c], np.uint8)
    pictures[:, 0, 0, 0] = np.arange(n)
    return pictures


def split_of(n, labels=None):
    classes = () if labels is None else ("a", "b", "c")
    return Split(images(n), labels, classes, "made")


def test_length_and_image_shape():
    split = Split(images(5, h=2, w=3, c=3), None, (), "made")
    assert (len(split), split.image_shape) == (5, (2, 3, 3))


def test_sha256_is_that_of_type_shape_and_bytes():
    split = split_of(2, np.array([1, 0]))
    expected = hashlib.sha256(
        b"uint8 [2, 2, 3, 1]" + split.images.tobytes() + b"int64 [2]" + bytes([1] + 15 * [0])
    )
    assert split.sha256 == expected.hexdigest()


def test_sha256_tells_shapes_apart():
    flat, square = np.zeros([1, 1, 4, 1], np.uint8), np.zeros([1, 2, 2, 1], np.uint8)
    assert Split(flat, None, (), "a").sha256 != Split(square, None, (), "a").sha256


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros([2, 3, 3, 1], np.float32),
        np.zeros([2, 3, 3], np.uint8),
        np.zeros([2, 3, 3, 2], np.uint8),
        np.zeros([0, 3, 3, 1], np.uint8),
        np.zeros([2, 0, 3, 1], np.uint8),
    ],
)
def test_other_images_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^made: images must be uint8 .* Received: \w+ \["):
        Split(wrong, None, (), "made")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.zeros(2, np.int32), "int64"),
        (np.zeros(3, np.int64), "one for each image"),
        (np.array([0, 3]), r"must lie in 0\.\.2"),
        (np.array([-1, 0]), r"Received: -1\.\.0"),
    ],
)
def test_other_labels_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        split_of(2, wrong)


def test_classes_without_labels_are_refused():
    with pytest.raises(ValueError, match="without labels"):
        Split(images(2), None, ("a",), "made")


@pytest.mark.parametrize(("name", "label"), [("60000", 1), ("0", 0), ("-1", 2)])
def test_classes_called_by_numbers_are_found_by_these(name, label):
    assert label_of(name, ("0", "60000", "-1")) == label


def test_classes_called_by_numbers_have_no_others():
    with pytest.raises(ValueError, match=r"no class '1'.* Classes: 0, 60000\.$"):
        label_of("1", ("0", "60000"))


def test_of_many_classes_a_message_names_the_first():
    with pytest.raises(ValueError, match=r"c18, c19 and 80 others, or their numbers from 0 to 99"):
        label_of("x", [f"c{i}" for i in range(100)])


def test_pictures_that_are_all_the_same_are_refused_by_name():
    with pytest.raises(ValueError, match="made holds one picture 3 times"):
        Split(np.full([3, 2, 2, 1], 7, np.uint8), None, (), "made").check_varied()


def test_one_other_pixel_is_enough():
    pictures = np.full([3, 2, 2, 1], 7, np.uint8)
    pictures[2, 1, 1] = 8
    Split(pictures, None, (), "made").check_varied()
