import numpy as np
import pytest
from prdc import compute_prdc
from sklearn.neighbors import KNeighborsClassifier

from genbench import metrics
from genbench.metrics import distances

BALL_METRICS = [
    metrics.precision_recall_density_coverage,
    metrics.improved_precision_recall,
    metrics.capped_precision_recall,
]


def draw(n, feature_size=16, seed=0):
    return np.random.default_rng(seed).normal(size=[n, feature_size])


@pytest.mark.parametrize("seed", range(5))
def test_precision_recall_density_coverage_are_exactly_those_of_prdc(seed, monkeypatch):
    monkeypatch.setattr(distances, "BLOCK_SIZE", 20_000)
    real, fake = draw(300, seed=seed), 1.1 * draw(400, seed=seed + 100) + 0.2
    expected = compute_prdc(real_features=real, fake_features=fake, nearest_k=5)
    scores = metrics.precision_recall_density_coverage(real, fake, k=5)
    assert scores._asdict() == {name: expected[name] for name in scores._fields}


def test_improved_precision_and_recall_are_those_of_brute_force():
    real, fake = draw(200, seed=0), 1.2 * draw(150, seed=1)

    def share_inside(centres, queries):
        own = np.linalg.norm(centres[:, None] - centres, axis=2)
        radii = np.sort(own, axis=1)[:, 3]
        gaps = np.linalg.norm(queries[:, None] - centres, axis=2)
        return (gaps <= radii).any(axis=1).mean()

    scores = metrics.improved_precision_recall(real, fake, k=3)
    assert scores == (share_inside(real, fake), share_inside(fake, real))


def test_coverage_of_equal_draws_is_the_known_value():
    # Of 1,000 others the five nearest are real with a chance of 1/2 each: 1 - 1/2^5.
    covered = [
        metrics.precision_recall_density_coverage(draw(1000, seed=i), draw(1000, seed=i + 50))
        for i in range(4)
    ]
    assert np.mean([scores.coverage for scores in covered]) == pytest.approx(0.969, abs=0.006)


def test_density_is_not_clipped_at_one():
    real = draw(500)
    assert metrics.precision_recall_density_coverage(real, 0.3 * real).density > 1


@pytest.mark.parametrize("metric", BALL_METRICS)
def test_one_picture_repeated_has_all_precision_and_no_recall(metric):
    real = draw(500)
    centre = np.argmin(np.linalg.norm(real, axis=1))
    scores = metric(real, np.repeat(real[centre][None], 500, axis=0))
    assert scores.precision == 1
    assert scores.recall <= 1 / 500


@pytest.mark.parametrize("metric", [*BALL_METRICS, metrics.nearest_neighbour_accuracy])
def test_distances_worked_out_once_change_nothing(metric):
    real, fake = draw(200, seed=0), 1.2 * draw(200, seed=1)
    shared = metric(
        real,
        fake,
        real_distances=metrics.neighbour_distances(real, k=7),
        fake_distances=metrics.neighbour_distances(fake, k=7),
    )
    assert shared == metric(real, fake)


def test_distances_of_other_samples_are_refused():
    real = draw(100)
    with pytest.raises(ValueError, match=r"real_distances must be \[100, 5 or more\]"):
        metrics.precision_recall_density_coverage(
            real, real, real_distances=metrics.neighbour_distances(real, k=4)
        )


def noise_and_data_with_outliers():
    """Data around the origin, 2 % of it far outside, and noise in the empty shell between."""
    directions = draw(1000, feature_size=8, seed=1)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    real = draw(1000, feature_size=8, seed=0)
    real[:20] = 30 * directions[:20]
    return real, 15 * directions[::-1]


def test_published_precision_takes_noise_near_outliers_for_data():
    real, noise = noise_and_data_with_outliers()
    assert metrics.precision_recall_density_coverage(real, noise).precision > 0.9
    assert metrics.improved_precision_recall(real, noise).precision > 0.9


def test_capped_precision_does_not():
    real, noise = noise_and_data_with_outliers()
    fresh = draw(1000, feature_size=8, seed=2)
    assert metrics.capped_precision_recall(real, noise).precision < 0.02
    assert metrics.capped_precision_recall(real, fresh).precision > 0.7


def test_capped_recall_gives_wild_fakes_no_huge_balls():
    data = draw(1000, feature_size=8, seed=0)
    wild = np.zeros([1000, 8])
    wild[:20] = 30 * draw(20, feature_size=8, seed=1)
    assert metrics.improved_precision_recall(data, wild).recall > 0.9
    assert metrics.capped_precision_recall(data, wild).recall < 0.02


def test_nearest_neighbour_accuracy_is_that_of_scikit_learn():
    real, fake = draw(150, seed=0), 1.2 * draw(150, seed=1)
    samples, labels = np.concatenate([real, fake]), np.repeat([0, 1], 150)
    # The first of two neighbours is the sample itself.
    neighbours = KNeighborsClassifier(2).fit(samples, labels).kneighbors(samples)[1][:, 1]
    right = labels[neighbours] == labels
    scores = metrics.nearest_neighbour_accuracy(real, fake)
    assert scores == (right[:150].mean(), right[150:].mean())


def test_nearest_neighbour_accuracy_of_equal_draws_is_one_half():
    scores = metrics.nearest_neighbour_accuracy(draw(3000, seed=0), draw(3000, seed=1))
    np.testing.assert_allclose(scores, 0.5, atol=0.04)


def test_nearest_neighbour_accuracy_sees_repeated_pictures():
    real = draw(1000)
    fake = np.tile(draw(50, seed=1), [20, 1])
    assert metrics.nearest_neighbour_accuracy(real, fake).fake == 1


def test_recall_sees_repeated_pictures_that_the_frechet_distance_misses():
    real = draw(4000, seed=0)
    repeated = np.tile(draw(500, seed=1), [8, 1])
    shrunk = 0.75 * draw(4000, seed=2)
    assert metrics.frechet_distance(real, repeated) < metrics.frechet_distance(real, shrunk)
    recall = [metrics.precision_recall_density_coverage(real, x).recall for x in (repeated, shrunk)]
    assert recall[0] < 0.1 * recall[1]


def test_unequal_numbers_have_no_chance_level_and_are_refused():
    with pytest.raises(ValueError, match=r"Received: 20 and 30\. Pass a draw of 20"):
        metrics.nearest_neighbour_accuracy(draw(20), draw(30))
