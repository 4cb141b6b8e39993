"""Measures of codes."""

import numpy as np
import pytest

from genbench import metrics
from genbench.models.parts import losses
from genbench.system.backend import tf

RANDOM = np.random.default_rng(0)


def test_units_are_active_by_the_variance_of_their_means() -> None:
    means = RANDOM.standard_normal((500, 3)) * [1.0, 0.11, 0.09]
    np.testing.assert_array_equal(metrics.active_units(means), [True, True, False])


def test_the_kl_of_each_latent_is_that_of_its_gaussians() -> None:
    means, logvars = RANDOM.standard_normal((2, 50, 3))
    expected = losses.kl_standard_normal(tf.constant(means), tf.constant(logvars)).numpy().mean()
    found = metrics.kl_per_latent(means, logvars)
    assert found.shape == (3,)
    assert found.sum() == pytest.approx(expected)
    assert metrics.kl_per_latent(np.zeros((4, 1)), np.zeros((4, 1))) == [0]
