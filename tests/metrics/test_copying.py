import numpy as np
import pytest
from scipy import stats

from genbench import metrics


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(size=[n, 8])


def test_nearest_training_finds_the_originals_of_copies():
    train = draw(300)
    copied = [5, 200, 17]
    found = metrics.nearest_training(train, train[copied] + 1e-9, k=2)
    np.testing.assert_array_equal(found.indices[:, 0], copied)
    assert found.distances.shape == (3, 2)


def test_authenticity_is_that_of_brute_force():
    train, fake = draw(200, seed=0), draw(100, seed=1)
    spacing = np.linalg.norm(train[:, None] - train, axis=2)
    np.fill_diagonal(spacing, np.inf)
    gaps = np.linalg.norm(fake[:, None] - train, axis=2)
    expected = np.mean(gaps.min(axis=1) > spacing.min(axis=1)[gaps.argmin(axis=1)])
    assert metrics.authenticity(train, fake) == expected


def test_authenticity_of_copies_is_zero():
    train = draw(2000)
    assert metrics.authenticity(train, np.tile(train[:500], [4, 1])) == 0


def test_copying_in_one_cell_is_the_z_score_of_the_mann_whitney_test():
    train, test, fake = draw(500, seed=0), draw(200, seed=1), 1.1 * draw(300, seed=2)

    def distances(samples):
        return np.linalg.norm(samples[:, None] - train, axis=2).min(axis=1)

    u = stats.mannwhitneyu(distances(fake), distances(test)).statistic
    expected = (u - 200 * 300 / 2) / np.sqrt(200 * 300 * 501 / 12)
    assert metrics.copying(train, test, fake, n_cells=1) == pytest.approx(expected)


def test_neighbours_worked_out_once_change_nothing():
    train, test, fake = draw(300, seed=0), draw(200, seed=1), 1.1 * draw(200, seed=2)
    fake_neighbours = metrics.nearest_training(train, fake, k=3)
    test_neighbours = metrics.nearest_training(train, test)
    shared = metrics.copying(
        train, test, fake, test_neighbours=test_neighbours, fake_neighbours=fake_neighbours
    )
    assert shared == metrics.copying(train, test, fake)
    authentic = metrics.authenticity(train, fake, fake_neighbours=fake_neighbours)
    assert authentic == metrics.authenticity(train, fake)


def test_neighbours_of_other_samples_are_refused():
    train = draw(300)
    with pytest.raises(ValueError, match=r"neighbours must be of 80 samples\. Received: 90"):
        metrics.authenticity(
            train, draw(80), fake_neighbours=metrics.nearest_training(train, draw(90))
        )


def test_copying_of_fresh_draws_is_about_standard_normal():
    scores = [
        metrics.copying(draw(300, 3 * i), draw(200, 3 * i + 1), draw(200, 3 * i + 2), n_cells=1)
        for i in range(60)
    ]
    assert abs(np.mean(scores)) < 0.5
    assert np.std(scores) < 1.6


def test_copying_sees_copies_and_fakes_that_keep_away():
    train, test = draw(1000, seed=0), draw(500, seed=1)
    assert metrics.copying(train, test, train[:500] + 0.01) < -5
    assert metrics.copying(train, test, 2 * draw(500, seed=2)) > 5


def test_copying_sees_copies_in_one_cell_of_many():
    rng = np.random.default_rng(0)
    centres = 50 * rng.normal(size=[5, 8])

    def clusters(n):
        return centres[np.arange(n) % 5] + rng.normal(size=[n, 8])

    train, test, fake = clusters(1000), clusters(500), clusters(500)
    honest = metrics.copying(train, test, fake, n_cells=5)
    fake[::5] = train[:500:5]
    assert metrics.copying(train, test, fake, n_cells=5) < honest - 1


def test_cells_without_enough_samples_are_said():
    with pytest.raises(ValueError, match="No cell of the training set holds 20 held-out samples"):
        metrics.copying(draw(200), draw(20, seed=1), draw(20, seed=2))
