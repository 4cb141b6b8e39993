"""What every metric of features says of bad input, and that none of them keeps a state."""

import numpy as np
import pytest

from genbench import metrics

TWO_SETS = {
    "frechet_distance": metrics.frechet_distance,
    "frechet_extrapolated": metrics.frechet_extrapolated,
    "kernel_distance": metrics.kernel_distance,
    "precision_recall_density_coverage": metrics.precision_recall_density_coverage,
    "improved_precision_recall": metrics.improved_precision_recall,
    "capped_precision_recall": metrics.capped_precision_recall,
    "nearest_neighbour_accuracy": metrics.nearest_neighbour_accuracy,
    "classifier_two_sample_test": metrics.classifier_two_sample_test,
    "authenticity": metrics.authenticity,
    "copying": lambda real, fake: metrics.copying(real, real[:50], fake, n_cells=1),
    "birthday_duplicates": metrics.birthday_duplicates,
}

every_metric = pytest.mark.parametrize("metric", TWO_SETS.values(), ids=TWO_SETS.keys())


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(size=[n, 6])


@every_metric
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_counted(metric, value):
    fake = draw(200, seed=1)
    fake[[3, 7]] = value
    with pytest.raises(ValueError, match=r"fake must be finite\. .* in 2 of 200 rows"):
        metric(draw(200), fake)


@every_metric
def test_pictures_are_no_features(metric):
    with pytest.raises(ValueError, match=r"fake must be a matrix .* shape \(200, 2, 3\)"):
        metric(draw(200), draw(200).reshape(200, 2, 3))


@every_metric
def test_features_of_two_judges_are_refused(metric):
    with pytest.raises(ValueError, match="must have equally many features"):
        metric(draw(200), draw(200)[:, :4])


@every_metric
def test_too_few_samples_are_refused_with_the_least_number(metric):
    with pytest.raises(ValueError, match=r"fake must have at least \d+ rows. Received: 1"):
        metric(draw(200), draw(1))


@every_metric
def test_constant_features_are_refused(metric):
    with pytest.raises(ValueError, match=r"must vary\. Received: 200 equal rows"):
        metric(np.ones([200, 6]), draw(200))


@every_metric
def test_one_picture_repeated_is_measured_all_the_same(metric):
    metric(draw(200), np.zeros([200, 6]))


@every_metric
def test_measuring_twice_gives_the_same_bytes(metric):
    real, fake = draw(200), 1.1 * draw(200, seed=1)
    np.testing.assert_equal(metric(real, fake), metric(real, fake))


@every_metric
def test_the_arguments_are_left_as_they_were(metric):
    real, fake = draw(200), draw(200, seed=1)
    real.flags.writeable = fake.flags.writeable = False
    metric(real, fake)


@every_metric
def test_float32_features_are_measured_as_float64(metric):
    real, fake = draw(200).astype(np.float32), draw(200, seed=1).astype(np.float32)
    np.testing.assert_equal(
        metric(real, fake), metric(real.astype(np.float64), fake.astype(np.float64))
    )


@pytest.mark.parametrize("k", [0, -1, 2.5])
def test_k_is_a_positive_integer(k):
    with pytest.raises(ValueError, match="k must be a positive integer"):
        metrics.precision_recall_density_coverage(draw(20), draw(20), k=k)
