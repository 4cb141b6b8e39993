import numpy as np
import pytest
from scipy import stats

from genbench import metrics

VALUES = np.array([3.1, 2.7, 3.6, 3.3, 2.9])


def test_t_interval_is_scipys():
    interval = metrics.t_interval(VALUES, confidence=0.9)
    expected = stats.ttest_1samp(VALUES, 0).confidence_interval(0.9)
    np.testing.assert_allclose(interval, [VALUES.mean(), *expected])


def test_bootstrap_interval_has_the_width_of_the_standard_error():
    values = np.random.default_rng(0).exponential(size=2000)
    interval = metrics.bootstrap_mean(values)
    reach = 1.96 * values.std() / np.sqrt(2000)
    np.testing.assert_allclose(interval.low, values.mean() - reach, atol=0.1 * reach)
    np.testing.assert_allclose(interval.high, values.mean() + reach, atol=0.1 * reach)


def test_the_same_seed_gives_the_same_bootstrap():
    assert metrics.bootstrap_mean(VALUES, seed=1) == metrics.bootstrap_mean(VALUES, seed=1)


def test_one_seed_has_no_interval():
    with pytest.raises(ValueError, match="values must have at least 2"):
        metrics.t_interval([3.0])


def test_a_diverged_seed_is_refused():
    with pytest.raises(ValueError, match="values must be a vector of finite numbers"):
        metrics.t_interval([1.0, np.nan])


@pytest.mark.parametrize("confidence", [0, 1, 95, np.nan])
def test_confidence_lies_between_0_and_1(confidence):
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        metrics.t_interval(VALUES, confidence=confidence)


@pytest.mark.parametrize(("n_right", "n"), [(0, 9), (9, 9), (970, 1000)])
def test_wilson_interval_is_scipys(n_right, n):
    interval = metrics.wilson_interval(n_right, n, confidence=0.9)
    expected = stats.binomtest(n_right, n).proportion_ci(0.9, method="wilson")
    np.testing.assert_allclose(interval, [n_right / n, *expected], atol=1e-12)


@pytest.mark.parametrize(("n_right", "n"), [(-1, 9), (10, 9), (0, 0)])
def test_a_share_counts_some_of_all(n_right, n):
    with pytest.raises(ValueError, match=r"n_right must lie in|n must be a positive integer"):
        metrics.wilson_interval(n_right, n)
