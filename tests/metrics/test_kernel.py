import numpy as np
import pytest
from sklearn.metrics.pairwise import polynomial_kernel

from genbench import metrics
from genbench.metrics import kernel


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(1, 2, [n, 6])


def brute_force(real, fake):
    scale = np.sqrt(np.mean(real**2))

    def kernel(x, y):
        return polynomial_kernel(x / scale, y / scale, degree=3, coef0=1)

    def mean_of_others(x):
        return kernel(x, x)[~np.eye(len(x), dtype=bool)].mean()

    return mean_of_others(real) + mean_of_others(fake) - 2 * kernel(real, fake).mean()


def test_it_is_the_mean_of_scikit_learns_kernel(monkeypatch):
    monkeypatch.setattr(kernel, "BLOCK_SIZE", 500)
    real, fake = draw(80, seed=0), 1.3 * draw(60, seed=1)
    expected = brute_force(real, fake)
    assert metrics.kernel_distance(real, fake) == pytest.approx(expected, rel=1e-10)


def test_the_scale_of_the_features_does_not_matter():
    real, fake = draw(80, seed=0), 1.3 * draw(60, seed=1)
    distance = metrics.kernel_distance(real, fake)
    assert metrics.kernel_distance(1e4 * real, 1e4 * fake) == pytest.approx(distance, rel=1e-9)


def test_draws_of_one_distribution_are_zero_apart_on_average_and_not_clipped():
    values = [metrics.kernel_distance(draw(50, 2 * i), draw(70, 2 * i + 1)) for i in range(200)]
    assert min(values) < 0
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(200)
