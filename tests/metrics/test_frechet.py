import numpy as np
import pytest

from genbench import metrics


def draw(n, feature_size, seed=0):
    return np.random.default_rng(seed).normal(size=[n, feature_size])


def whitened(n, feature_size, seed=0):
    """Samples whose mean is 0 and whose unbiased covariance is the identity, exactly."""
    samples = draw(n, feature_size, seed)
    samples -= samples.mean(axis=0)
    return np.linalg.qr(samples)[0] * np.sqrt(n - 1)


def test_diagonal_gaussians_have_the_closed_form():
    spreads, shift = np.array([0.0, 0.5, 2.0, 3.0]), np.array([1.0, -2.0, 0.0, 0.5])
    real, fake = whitened(100, 4, seed=0), whitened(120, 4, seed=1) * spreads + shift
    expected = np.sum(shift**2) + np.sum((spreads - 1) ** 2)
    assert metrics.frechet_distance(real, fake) == pytest.approx(expected, rel=1e-12)


def test_commuting_covariances_have_the_closed_form_in_any_basis():
    rotation = np.linalg.qr(draw(5, 5, seed=2))[0]
    variances, others = np.array([1.0, 2, 3, 4, 5]), np.array([9.0, 4, 1, 0, 2])
    real = whitened(50, 5, seed=0) * np.sqrt(variances) @ rotation
    fake = whitened(60, 5, seed=1) * np.sqrt(others) @ rotation
    expected = np.sum((np.sqrt(variances) - np.sqrt(others)) ** 2)
    assert metrics.frechet_distance(real, fake) == pytest.approx(expected, rel=1e-12)


def test_shifted_sets_are_the_squared_shift_apart():
    real = draw(200, 6)
    assert metrics.frechet_distance(real, real + 2.0) == pytest.approx(6 * 4.0, rel=1e-12)


def test_self_distance_is_zero():
    real = draw(1000, 64) * 10
    assert abs(metrics.frechet_distance(real, real)) < 1e-8


def test_one_picture_repeated_is_the_total_variance_away():
    real = draw(500, 8)
    fake = np.repeat(real.mean(axis=0)[None], 100, axis=0)
    expected = np.trace(np.cov(real, rowvar=False))
    assert metrics.frechet_distance(real, fake) == pytest.approx(expected, rel=1e-12)


def test_no_fewer_rows_than_features_are_taken():
    with pytest.raises(ValueError, match=r"fake must have at least 65 rows\. Received: 64"):
        metrics.frechet_distance(draw(100, 64), draw(64, 64))


def test_two_draws_of_one_gaussian_have_the_known_bias():
    distance = metrics.frechet_distance(draw(10_000, 64, seed=0), draw(10_000, 64, seed=1))
    assert distance == pytest.approx(0.221, abs=0.02)


def test_null_of_a_gaussian_has_the_closed_form():
    size, n_real, n_fake = 64, 10_000, 10_000
    expected = (size + size * (size + 1) / 4) * (1 / n_real + 1 / n_fake)
    null = metrics.frechet_null(draw(20_000, size), n_real=n_real, n_fake=n_fake)
    assert null == pytest.approx(expected, rel=0.01)


def test_null_of_skewed_features_is_what_fresh_draws_show():
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=[8, 8])

    def fresh(n):
        return rng.exponential(size=[n, 8]) @ mixing

    shown = np.mean([metrics.frechet_distance(fresh(600), fresh(900)) for _ in range(100)])
    null = metrics.frechet_null(fresh(100_000), n_real=600, n_fake=900)
    assert null == pytest.approx(shown, rel=0.08)


def test_a_constant_feature_leaves_the_null_alone():
    real = draw(1000, 4)
    padded = np.column_stack([real, np.ones(1000)])
    null = metrics.frechet_null(real, n_real=100, n_fake=200)
    assert metrics.frechet_null(padded, n_real=100, n_fake=200) == pytest.approx(null, rel=1e-9)


def test_extrapolation_removes_the_bias():
    pairs = [(draw(800, 16, seed=i), draw(1200, 16, seed=i + 100)) for i in range(10)]
    bias = np.mean([metrics.frechet_distance(*pair) for pair in pairs])
    left = np.mean([metrics.frechet_extrapolated(*pair) for pair in pairs])
    assert abs(left) < 0.1 * bias


def test_extrapolation_keeps_a_distance_that_is_there():
    real, fake = draw(4000, 8, seed=0), draw(6000, 8, seed=1) + 2
    assert metrics.frechet_extrapolated(real, fake) == pytest.approx(8 * 4, rel=0.02)
