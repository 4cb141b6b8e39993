import numpy as np
import pytest
from scipy import stats

from genbench import metrics


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(size=[n, 5])


def test_a_shift_is_told_as_well_as_the_best_cut_tells_it():
    real, fake = draw(4000, seed=0), draw(4000, seed=1)
    fake[:, 2] += 2
    test = metrics.classifier_two_sample_test(real, fake)
    assert test.accuracy == pytest.approx(stats.norm.cdf(1), abs=0.02)


def test_the_p_value_is_that_of_the_binomial_test():
    real, fake = draw(200, seed=0), draw(300, seed=1) + 0.1
    test = metrics.classifier_two_sample_test(real, fake)
    expected = stats.binomtest(round(test.accuracy * 200), 200, alternative="greater").pvalue
    assert test.p_value == pytest.approx(expected, rel=1e-9)


def test_p_values_of_equal_draws_are_spread_over_the_unit_interval():
    p_values = [
        metrics.classifier_two_sample_test(draw(400, seed=i), draw(400, seed=i + 1000)).p_value
        for i in range(60)
    ]
    assert np.mean(p_values) == pytest.approx(0.5, abs=0.13)


def test_a_feature_that_never_varies_is_no_obstacle():
    real, fake = draw(100, seed=0), draw(100, seed=1)
    real[:, 0] = fake[:, 0] = 7
    assert 0 <= metrics.classifier_two_sample_test(real, fake).accuracy <= 1


def test_the_same_seed_gives_the_same_test():
    real, fake = draw(300, seed=0), draw(300, seed=1) + 0.2
    first, again, other = (
        metrics.classifier_two_sample_test(real, fake, seed=seed) for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other
