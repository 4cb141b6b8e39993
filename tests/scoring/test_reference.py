import itertools

import numpy as np
import pytest
from small import digits

from genbench import data
from genbench.data import Split
from genbench.scoring import calibration_rows
from genbench.scoring.measuring import measure
from genbench.scoring.reference import PROTOCOL, Reference
from genbench.system.errors import InvalidInput


def test_real_draws_are_disjoint(reference):
    first, second = (reference.real(i, 20, "pca").view.images for i in range(2))
    assert not (first[:, None] == second[None]).all(axis=(2, 3, 4)).any()


def test_draws_that_must_share_images_are_not_the_same_two_halves(reference):
    draws = [reference.rows(draw, 20) for draw in range(4)]
    others = [reference.rows(draw, 20, others=True) for draw in range(4)]
    for draw, other in zip(draws, others, strict=True):
        assert set(draw) | set(other) == set(range(40))
    assert len({tuple(sorted(draw)) for draw in (*draws, *others)}) == 4
    assert set(draws[2]) not in (set(draws[0]), set(draws[1]))


# What protocol 3 measures of blurred digits of 8 x 8 pixels, in one draw of 100.
FIGURES = {
    "frechet_distance/pca": 2.10874,
    "frechet_ratio/pca": 3.81298,
    "kernel_distance/pca": 0.298448,
    "precision/pca": 1.0,
    "improved_precision/pca": 1.0,
    "capped_precision/pca": 0.94,
    "density/pca": 5.892,
    "nearest_neighbour_accuracy_real/pca": 0.76,
    "nearest_neighbour_accuracy_fake/pca": 1.0,
    "classifier_two_sample_test/pca": 0.9,
    "recall/pca": 0.0,
    "improved_recall/pca": 0.0,
    "capped_recall/pca": 0.0,
    "coverage/pca": 0.94,
    "birthday_duplicates/pca": 77.0,
    "log10_support_size/pca": 1.71126,
    "authenticity/pca": 0.92,
    "frechet_distance/random": 2.84681,
    "frechet_ratio/random": 4.46937,
    "kernel_distance/random": 0.430655,
    "precision/random": 1.0,
    "improved_precision/random": 1.0,
    "capped_precision/random": 0.98,
    "density/random": 4.326,
    "nearest_neighbour_accuracy_real/random": 0.72,
    "nearest_neighbour_accuracy_fake/random": 1.0,
    "classifier_two_sample_test/random": 0.92,
    "recall/random": 0.0,
    "improved_recall/random": 0.0,
    "capped_recall/random": 0.0,
    "coverage/random": 0.88,
    "birthday_duplicates/random": 135.0,
    "log10_support_size/random": 1.49106,
    "sharpness/pictures": 0.0180904,
}


def test_a_changed_figure_is_another_protocol(tmp_path):
    """Where this fails and the change is meant, raise PROTOCOL: the cache keeps old figures."""
    np.savez(tmp_path / "digits.npz", images=digits()[0])
    train, _, held_out = data.splits(tmp_path / "digits.npz")
    reference = Reference("digits", train, held_out)
    fakes = calibration_rows.view("blurred real", reference, n=100, n_draws=1)
    scores = itertools.chain(*measure(reference, fakes, n=100, beside=[0]))
    found = {score.name: score.mean for score in scores if not score.error}
    assert PROTOCOL == 3
    assert found == pytest.approx(FIGURES, rel=1e-3, abs=1e-6)


def test_one_picture_again_and_again_is_refused():
    same = Split(np.full([20, 6, 6, 1], 7, np.uint8), None, (), "same")
    with pytest.raises(InvalidInput, match="same holds one picture 20 times"):
        Reference("same", same, same)
