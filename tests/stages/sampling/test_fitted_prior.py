"""A mixture fitted to codes draws more of the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from genbench.models.parts.noise import Mixture, Normal
from genbench.models.running.inference import BATCH_SIZE
from genbench.stages.sampling import fitted_prior
from genbench.stages.sampling.fitted_prior import Form
from genbench.system import randomness
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput


def log_density(mixture: Mixture, points: np.ndarray) -> np.ndarray:
    """Returns the log-density of points [n, d] under a mixture, float64 [n], by SciPy."""
    parts = [
        stats.multivariate_normal(mean, factor @ factor.T).logpdf(points)
        for mean, factor in zip(mixture.means, mixture.factors, strict=True)
    ]
    weighted = np.array(parts) + np.log(mixture.weights[:, None])
    return np.asarray(special.logsumexp(weighted, axis=0))


def test_a_fitted_mixture_draws_what_it_was_fitted_to() -> None:
    random = np.random.default_rng(0)
    angles = random.uniform(0, 2 * np.pi, 3000)
    codes = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    fitted = fitted_prior.fit_mixture(codes, seed=0)
    draws = fitted.draw(randomness.rng_for(0, "a"), 3000)
    assert fitted.shape == (2,)
    assert draws.dtype == np.float32
    assert abs(np.linalg.norm(draws, axis=1) - 1).mean() < 0.05
    result: Any = stats.ks_2samp(draws[:, 0], codes[:, 0])
    assert result.pvalue > 0.01


def test_many_latents_are_not_fitted_by_heart() -> None:
    """Trap: 20 full covariances of 4,000 standard normal codes lose 6.5 nats on others."""
    random = np.random.default_rng(0)
    codes, others = random.standard_normal((2, 4000, 64)).astype(np.float32)
    fitted = fitted_prior.fit_mixture(codes, seed=0)
    lost = stats.norm.logpdf(others).sum(axis=1) - log_density(fitted, others)
    assert lost.mean() < 0.1


@pytest.mark.parametrize("form", [Form(5, "full"), Form(5, "diag")])
def test_the_form_is_that_of_what_is_there(form: Form) -> None:
    random = np.random.default_rng(0)
    centres = 10 * random.permutation(np.eye(5))
    width = np.eye(5) if form.covariance == "diag" else np.tril(np.ones((5, 5)))
    codes = centres[random.integers(0, 5, 900)] + random.standard_normal((900, 5)) @ width.T
    assert fitted_prior.best_form(codes, seed=0) == form


def test_the_codes_of_a_posterior_are_drawn() -> None:
    class Wide:
        """A model whose codes all have mean 0 and variance 4."""

        latent_size, likelihood = 2, "none"

        def posterior(self, images: Any, labels: Any, noise: Any) -> Any:
            zeros = tf.zeros([BATCH_SIZE, 2])
            return zeros, zeros, 2 * noise["epsilon"]

        def encode(self, images: Any, labels: Any) -> Any:
            return tf.zeros([BATCH_SIZE, 2])

        compare = validate = proposal = nll = log_likelihoods = posterior

    images, labels = np.zeros((2 * BATCH_SIZE, 2, 2, 1), np.uint8), np.zeros(2 * BATCH_SIZE, int)
    noise = {"epsilon": Normal((2,))}
    codes = fitted_prior.drawn_codes(Wide(), noise, images, labels, seed=0)
    np.testing.assert_allclose(codes.std(axis=0), [2, 2], rtol=0.1)


def test_a_fit_depends_on_its_seed_alone() -> None:
    codes = np.random.default_rng(0).standard_normal((300, 2)).astype(np.float32)
    first, second = (fitted_prior.fit_mixture(codes, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first.means, second.means)


def test_codes_that_are_all_one_are_one_gaussian() -> None:
    assert fitted_prior.best_form(np.ones((50, 2)), seed=0).n_components == 1


def test_one_code_is_too_few() -> None:
    with pytest.raises(InvalidInput, match=r"2 codes or more. Received: 1 training image"):
        fitted_prior.fit_mixture(np.zeros((1, 2), np.float32), seed=0)
