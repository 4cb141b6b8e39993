import numpy as np
import pytest

from genbench.data import Split
from genbench.scoring import doses
from genbench.scoring.doses import SWEEPS


def split_of(n, seed):
    images = np.random.default_rng(seed).integers(60, 196, [n, 8, 8, 1], dtype=np.uint8)
    return Split(images, np.arange(n) % 4, ("a", "b", "c", "d"), "made")


REAL, TRAIN = split_of(200, 0), split_of(400, 1)


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("fault", SWEEPS)
def test_the_doses_grow_and_leave_pictures_like_the_real_ones(fault):
    sweep = SWEEPS[fault]
    assert sorted(set(sweep.doses)) == list(sweep.doses)
    for dose in sweep.doses:
        if fault == "classes left out" and dose >= 4:
            continue
        spoiled = sweep.spoil(REAL, TRAIN, dose, rng())
        assert (spoiled.shape, spoiled.dtype) == (REAL.images.shape, np.uint8)


@pytest.mark.parametrize("share", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("spoil", [doses.memorised, doses.contaminated])
def test_a_share_is_that_many_images(spoil, share):
    is_another = (spoil(REAL, TRAIN, share, rng()) != REAL.images).any(axis=(1, 2, 3))
    assert is_another.sum() == round(share * 200)


def test_what_is_memorised_are_a_few_training_images():
    known = {image.tobytes() for image in TRAIN.images}
    drawn = {image.tobytes() for image in doses.memorised(REAL, TRAIN, 1.0, rng())}
    assert drawn <= known
    assert len(drawn) <= 40


def test_noise_has_the_deviation_that_is_asked_for():
    added = doses.noisy(REAL, TRAIN, 0.05, rng()).astype(float) - REAL.images
    assert added.std() / 255 == pytest.approx(0.05, rel=0.03)


def test_a_blur_of_more_pixels_leaves_less_contrast():
    spread = [doses.blurred(REAL, TRAIN, sigma, rng()).std() for sigma in (0.25, 0.7, 2.0)]
    assert spread == sorted(spread, reverse=True)


@pytest.mark.parametrize("n", [1, 2])
def test_of_the_classes_left_out_no_image_stays(n):
    spoiled = doses.without_classes(REAL, TRAIN, n, rng())
    known = {
        image.tobytes(): label
        for split in (REAL, TRAIN)
        for image, label in zip(split.images, split.known_labels, strict=True)
    }
    assert len({known[image.tobytes()] for image in spoiled}) == 4 - n
