import numpy as np
import pytest

from genbench.scoring import calibration_rows
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS


def test_fresh_real_images_are_others_than_those_beside_them(reference):
    fresh = calibration_rows.view(REAL, reference, n=20, n_draws=2).images
    for i in range(2):
        beside = reference.real(i, 20, "pca").view.images
        own = fresh[i * 20 : (i + 1) * 20]
        assert not (own[:, None] == beside[None]).all(axis=(2, 3, 4)).any()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_is_the_same_every_time(reference, fault):
    first, second = (
        calibration_rows.view(fault, reference, n=3, n_draws=2).images for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)
    assert first.shape == (6, 8, 8, 1)
    assert first.dtype == np.uint8
