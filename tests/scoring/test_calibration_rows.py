import itertools

import numpy as np
import pytest

from genbench.scoring import calibration_rows
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import N_DRAWS


@pytest.mark.parametrize("n", [20, 13])
def test_fresh_real_images_are_others_than_those_beside_them(reference, n):
    fresh = calibration_rows.view(REAL, reference, n=n, n_draws=2).images
    draws = calibration_rows.beside(REAL, reference, n=n, n_draws=2)
    for i, draw in enumerate(draws):
        other = reference.real(draw, n, "pca").view.images
        own = fresh[i * n : (i + 1) * n]
        assert not (own[:, None] == other[None]).all(axis=(2, 3, 4)).any()


def test_no_draw_of_real_images_is_another_one_swapped(reference):
    """Two halves make one measurement, whichever stands beside the other."""
    halves = [
        {frozenset(reference.rows(draw, 20)), frozenset(reference.rows(draw, 20, others=True))}
        for draw in calibration_rows.beside(REAL, reference, n=20, n_draws=5)
    ]
    assert all(first != second for first, second in itertools.combinations(halves, 2))


def test_a_fault_stands_beside_the_draws_that_a_model_does(reference):
    assert list(calibration_rows.beside("noise", reference, n=20, n_draws=5)) == [0, 1, 2, 3, 4]


def test_real_images_are_measured_as_often_as_a_model(reference):
    """Trap 40: one draw of a noisy estimator has no interval."""
    rows = calibration_rows.rows(reference, 13, progress=False)
    real = rows[REAL]["sharpness/pictures"]
    assert len(real.draws) == N_DRAWS
    assert real.span is not None
    assert real.span.low < np.mean(real.draws) < real.span.high
    assert rows["noise"]["sharpness/pictures"].draws == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_is_the_same_every_time(reference, fault):
    first, second = (
        calibration_rows.view(fault, reference, n=3, n_draws=2).images for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)
    assert first.shape == (6, 8, 8, 1)
    assert first.dtype == np.uint8
