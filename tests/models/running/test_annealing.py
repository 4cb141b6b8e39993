"""Annealing where log p(x) is known: a linear Gaussian model."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from linear_model import VARIANCE, linear
from scipy import stats

from genbench.metrics.likelihood import log_mean_weight
from genbench.models.density import Density
from genbench.models.running.annealing import Annealer
from genbench.models.running.observation import suited_variance
from genbench.models.running.plans import Given, Plan
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

N = 20


@functools.cache
def annealer(size: int, temperatures: int = 300) -> Annealer:
    return Annealer(linear(size).density, Plan(temperatures=temperatures), jit_compile=True)


@pytest.mark.parametrize(
    ("size", "temperatures", "within"), [(2, 300, 0.2), (10, 1000, 0.5)], ids=str
)
def test_the_bracket_is_narrow_and_holds_the_exact_likelihood(
    size: int, temperatures: int, within: float
) -> None:
    given, latents = linear(size).given(N)
    up, down = annealer(size, temperatures).both_ways(given, latents)
    exact = linear(size).exact(given.images).mean()
    lower = log_mean_weight(up.log_weights).mean()
    upper = -log_mean_weight(down.log_weights).mean()
    assert exact - within < lower < exact + 0.05
    assert exact - 0.05 < upper < exact + within
    assert 0.4 < up.acceptance < 0.9


def test_an_image_has_the_same_weights_however_often_it_is_asked_for() -> None:
    given, _ = linear(2).given(N)
    first, second = (annealer(2).upward(given).log_weights for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_steps_that_were_found_are_kept_on_the_way() -> None:
    given, _ = linear(2).given(N)
    steps = annealer(2).steps(given)
    way = annealer(2)._forward(given, steps)
    for asked, taken in zip(steps, way.steps, strict=True):
        np.testing.assert_array_equal(taken, asked)


def test_moves_leave_the_posterior_as_it_is() -> None:
    """Chains end as draws of the posterior: means and deviations as the formula has them."""
    given, _ = linear(2).given(1)
    images, labels = np.repeat(given.images, 50, axis=0), np.zeros(50, np.int64)
    many = Given(images, labels, np.arange(50), VARIANCE, "many")
    ends = annealer(2).upward(many).latents.reshape(-1, 2)
    mean, log_width = (part.numpy()[0] for part in linear(2).proposal(given.images, None))
    standard = (ends - mean) / np.exp(log_width)
    for column in standard.T:
        assert stats.kstest(column, "norm").pvalue > 0.001


def test_the_variance_is_the_likeliest() -> None:
    given, _ = linear(2).given(50)
    found = suited_variance(annealer(2), given._replace(variance=0.0))

    def likelihood(variance: float) -> float:
        from genbench.metrics.likelihood import linear_gaussian_log_density

        return linear_gaussian_log_density(
            given.images.reshape(50, -1),
            mean=linear(2).mean,
            factors=linear(2).factors,
            variance=variance,
        ).mean()

    grid = VARIANCE * np.linspace(0.8, 1.2, 401)
    best = grid[np.argmax([likelihood(variance) for variance in grid])]
    assert found == pytest.approx(best, rel=0.03)


def test_a_trajectory_that_runs_away_is_refused() -> None:
    def steep(latents, labels):
        # Beyond 3 there is no picture.
        broken = tf.where(tf.abs(latents) > 3.0, np.nan, latents)
        return tf.reshape(broken, [-1, 1, 1, 1])

    density = Density(1, steep, 0, "broken")
    images = np.zeros([2, 1, 1, 1], np.float32)
    given = Given(images, np.zeros(2, np.int64), np.arange(2), 1.0, "broken")
    plan = Plan(temperatures=50, leapfrog=2, seed=1)
    weights = Annealer(density, plan, jit_compile=False).upward(given).log_weights
    exact = -0.5 * np.log(2 * np.pi * 2)
    np.testing.assert_allclose(log_mean_weight(weights), exact, atol=0.3)


@pytest.mark.parametrize("name", ["temperatures", "chains", "leapfrog"])
def test_a_count_must_be_positive(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"{name} must be a positive integer"):
        Plan(**{name: 0})
