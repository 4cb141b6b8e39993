import numpy as np
import pytest
from scipy import stats

from genbench import metrics


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(size=[n, 8])


def test_support_size_of_draws_from_few_pictures_is_found():
    pictures = draw(400, seed=1)
    fake = pictures[np.random.default_rng(2).integers(400, size=2000)]
    birthday = metrics.birthday_duplicates(draw(2000, seed=0), fake)
    assert birthday.support_size == pytest.approx(400, rel=0.05)
    assert birthday.n_duplicates == _n_equal_pairs(fake)
    assert birthday.distances[0] == 0


def _n_equal_pairs(samples):
    _, counts = np.unique(samples, axis=0, return_counts=True)
    return np.sum(counts * (counts - 1) // 2)


def test_without_a_duplicate_only_a_lower_bound_is_given():
    fake = 100 * draw(200, seed=1)
    birthday = metrics.birthday_duplicates(draw(2000, seed=0), fake)
    assert birthday.n_duplicates == 0
    assert birthday.support_size is None
    assert birthday.high is None
    # No event in a Poisson count: a mean of -log(0.025) at most.
    assert birthday.low == pytest.approx(200 * 199 / 2 / -np.log(0.025))


def test_the_interval_is_the_exact_one_of_a_poisson_count():
    pictures = draw(3000, seed=1)
    fake = pictures[np.random.default_rng(2).integers(3000, size=300)]
    birthday = metrics.birthday_duplicates(draw(2000, seed=0), fake)
    n_all, n = 300 * 299 / 2, birthday.n_duplicates
    assert birthday.low == pytest.approx(n_all / (stats.chi2.ppf(0.975, 2 * n + 2) / 2))
    assert birthday.high == pytest.approx(n_all / (stats.chi2.ppf(0.025, 2 * n) / 2))


def test_the_closest_pairs_come_closest_first_and_once_each():
    fake = np.array([[0.0], [10.0], [10.1], [30.0], [30.5], [70.0]])
    birthday = metrics.birthday_duplicates(fake, fake, n_pairs=2)
    np.testing.assert_array_equal(birthday.pairs, [[1, 2], [3, 4]])
    np.testing.assert_allclose(birthday.distances, [0.1, 0.5])


def test_real_data_that_repeats_itself_sets_no_threshold():
    real = np.tile(draw(100), [2, 1])
    with pytest.raises(ValueError, match="real must not repeat itself"):
        metrics.birthday_duplicates(real, draw(100, seed=1))
