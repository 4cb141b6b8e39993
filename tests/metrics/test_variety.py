"""How varied samples are, beside real digits."""

from __future__ import annotations

import numpy as np
import pytest

from genbench import data, metrics


def images() -> tuple[np.ndarray, np.ndarray]:
    split = data.load("mnist5k", "held_out")
    assert split.labels is not None
    return split.images, split.labels


def test_real_images_are_as_varied_as_real_images() -> None:
    pictures, labels = images()
    variety = metrics.variety(pictures[500:600], pictures[:500], labels[:500])
    assert variety["sample_distance"] == pytest.approx(1, abs=0.1)
    assert variety["sample_nearest"] == pytest.approx(1, abs=0.2)
    assert variety["sample_classes"] == 1
    assert variety["sample_entropy"] == pytest.approx(np.log(10), abs=0.2)


def test_one_picture_repeated_has_no_variety() -> None:
    pictures, labels = images()
    variety = metrics.variety(np.repeat(pictures[:1], 100, axis=0), pictures, labels)
    assert variety == {
        "sample_distance": 0,
        "sample_nearest": 0,
        "sample_classes": 0.1,
        "sample_entropy": 0,
    }


def test_what_real_images_have_none_of_is_left_out() -> None:
    drawn = np.random.default_rng(0).integers(0, 256, [20, 8, 8, 1])
    blank, pairs = np.zeros([20, 8, 8, 1]), np.repeat(np.eye(10, 64), 2, axis=0)
    assert metrics.variety(drawn, blank, None) == {}
    assert metrics.variety(drawn, blank[:1], None) == {}
    assert set(metrics.variety(drawn, 255 * pairs.reshape(20, 8, 8, 1), None)) == {
        "sample_distance"
    }


def test_without_labels_the_pixels_still_tell() -> None:
    pictures, _ = images()
    assert metrics.variety(pictures[:50], pictures, None).keys() == {
        "sample_distance",
        "sample_nearest",
    }
