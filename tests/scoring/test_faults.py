import numpy as np
import pytest

from genbench import data
from genbench.scoring import faults


@pytest.fixture(scope="module")
def train_images():
    return data.load("mnist5k", "train").images


def rng():
    return np.random.default_rng(0)


def test_the_memoriser_repeats_500_training_images(train_images):
    drawn = faults.memoriser(train_images, 3000, rng())
    distinct = {image.tobytes() for image in drawn}
    assert 300 < len(distinct) <= 350  # a tenth of 3,500
    assert distinct <= {image.tobytes() for image in train_images}


def test_real_rows_are_different_training_images(train_images):
    drawn = faults.real_train(train_images, 1000, rng())
    assert len({image.tobytes() for image in drawn}) > 990


def test_the_mean_image_is_one_image(train_images):
    drawn = faults.mean_image(train_images, 3, rng())
    np.testing.assert_allclose(drawn, train_images.mean(axis=0)[None].repeat(3, axis=0), atol=0.5)


def test_a_blur_keeps_the_brightness(train_images):
    drawn = faults.blurred_real(train_images, 500, rng())
    assert drawn.mean() == pytest.approx(train_images.mean(), rel=0.05)
    assert (
        np.abs(np.diff(drawn.astype(int), axis=1)).mean()
        < 0.7 * np.abs(np.diff(train_images.astype(int), axis=1)).mean()
    )


def test_probabilistic_pca_has_the_variance_of_the_data():
    # In the middle of the range, where nothing is cut off.
    images = np.clip(rng().normal(128, 20, [2000, 6, 6, 1]), 0, 255).astype(np.uint8)
    drawn = faults.probabilistic_pca(images, 2000, rng())
    assert drawn.mean() == pytest.approx(images.mean(), abs=1)
    assert drawn.std() == pytest.approx(images.std(), rel=0.03)
