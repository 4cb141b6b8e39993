"""Log-likelihoods against closed forms and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import KernelDensity

from genbench.metrics import likelihood


def test_the_mean_weight_is_that_of_the_weights() -> None:
    weights = np.random.default_rng(0).random([4, 7])
    found = likelihood.log_mean_weight(np.log(weights) - 1000)
    np.testing.assert_allclose(found, np.log(weights.mean(axis=1)) - 1000)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_counted_and_not_averaged(broken: float) -> None:
    weights = np.zeros([3, 2])
    weights[1] = broken
    with pytest.raises(ValueError, match="2 of 6"):
        likelihood.log_mean_weight(weights)


def test_equal_weights_are_all_worth_one_and_a_single_large_one_is_alone() -> None:
    found = likelihood.effective_sample_size([[0, 0, 0, 0], [0, -99, -99, -99]])
    np.testing.assert_allclose(found, [4, 1])


def test_the_schedule_rises_from_nought_to_one_and_is_slow_at_both_ends() -> None:
    schedule = likelihood.sigmoid_schedule(100)
    rises = np.diff(schedule)
    assert (schedule[0], schedule[-1], len(schedule)) == (0.0, 1.0, 101)
    assert rises.min() > 0
    np.testing.assert_allclose(rises, rises[::-1])
    assert rises[50] > 20 * rises[0]


def test_principal_components_have_the_density_that_scikit_learn_says() -> None:
    rng = np.random.default_rng(0)
    data = rng.standard_normal([200, 6]) @ rng.standard_normal([6, 6])
    fitted = PCA(2).fit(data)
    spread = np.sqrt(fitted.explained_variance_ - fitted.noise_variance_)
    found = likelihood.linear_gaussian_log_density(
        data,
        mean=fitted.mean_,
        factors=np.asarray(fitted.components_).T * spread,
        variance=fitted.noise_variance_,
    )
    np.testing.assert_allclose(found, fitted.score_samples(data))


def test_a_parzen_window_is_a_kernel_density() -> None:
    rng = np.random.default_rng(0)
    centres, images = rng.random([30, 4]), rng.random([9, 4])
    found = likelihood.parzen_log_density(centres, images, variances=[0.04, 0.25])
    for row, width in zip(found, (0.2, 0.5), strict=True):
        known = KernelDensity(bandwidth=width).fit(centres).score_samples(images)
        np.testing.assert_allclose(row, known)


@pytest.mark.parametrize("variance", [0.0, -1.0, np.inf])
def test_a_variance_must_be_positive(variance: float) -> None:
    with pytest.raises(ValueError, match="variance must be a positive number"):
        likelihood.parzen_log_density([[0.0]], [[1.0]], variances=[variance])


def test_bits_are_those_of_the_levels() -> None:
    # Evenly spread over the 256 levels of 3 pixels: the density of the dequantised ones is 1.
    assert likelihood.bits_per_dimension(0.0, 3, n_levels=256) == 8
    assert likelihood.bits_per_dimension(10 * np.log(0.5), 10, n_levels=1) == pytest.approx(1)
