"""The bounds on the log-likelihood."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from small import build, digits

from genbench.data import Split
from genbench.data.images import dequantised
from genbench.scoring import model_scores
from genbench.system.backend import tf
from genbench.system.randomness import rng_for


class OnePixel:
    """z ~ N(0, 1) and x ~ N(z, 1), so that x ~ N(0, 2) and z given x ~ N(x / 2, 1 / 2).

    Args:
        variance: of the q(z|x) that is used.
    """

    likelihood = "gaussian"
    latent_size = 1

    def __init__(self, variance: float) -> None:
        self.variance = variance

    def posterior(self, images: Any, labels: Any, noise: Any) -> Any:
        raise NotImplementedError("nothing here asks for draws")

    def proposal(self, images: Any, labels: Any) -> Any:
        mean = images[:, 0, 0, :] / 2
        return mean, tf.zeros_like(mean) + 0.5 * math.log(self.variance)

    def nll(self, images: Any, labels: Any, latents: Any) -> Any:
        return -log_normal(images[:, 0, 0, :], latents, 1)[:, 0], latents

    def log_likelihoods(self, latents: Any, labels: Any, images: Any) -> Any:
        return log_normal(images[:, 0, 0, :], latents[None, :, 0], 1)


def log_normal(value: Any, mean: Any, variance: float) -> Any:
    return -0.5 * (math.log(2 * math.pi * variance) + (value - mean) ** 2 / variance)


WHITE = Split(np.full((2000, 1, 1, 1), 255, np.uint8), None, (), "white")
EXACT = log_normal(1.0, 0, 2)


def bounds(model: object) -> dict[str, float]:
    found = model_scores.likelihood(model, WHITE)  # pyright: ignore[reportArgumentType]
    return {name.removesuffix("/gaussian"): entry.span.value for name, entry in found.items()}


@pytest.mark.parametrize("variance", [0.5, 1.0])
def test_codes_that_cover_find_the_likelihood_whatever_the_encoder(
    variance: float,
) -> None:
    found = bounds(OnePixel(variance))
    assert found["iwae"] == pytest.approx(EXACT, abs=0.01)
    assert abs(found["iwae_slack"]) < 0.02


def test_the_elbo_is_the_likelihood_where_the_posterior_is_exact() -> None:
    assert bounds(OnePixel(0.5))["elbo"] == pytest.approx(EXACT, abs=0.03)


def test_elsewhere_the_elbo_falls_short_by_the_divergence() -> None:
    wide = 1.0
    divergence = 0.5 * (wide / 0.5 - 1 - math.log(wide / 0.5))
    assert bounds(OnePixel(wide))["elbo"] == pytest.approx(EXACT - divergence, abs=0.03)


def test_a_narrow_encoder_does_not_hold_the_bound_down() -> None:
    """Codes from q alone would be a nat and more short, see trap 42."""
    found = bounds(OnePixel(0.01))
    assert found["iwae"] == pytest.approx(EXACT, abs=0.05)
    assert found["elbo"] < EXACT - 1


def test_a_model_that_is_told_the_class_bounds_something_else() -> None:
    split = Split(np.zeros((4, 8, 8, 1), np.uint8), np.arange(4), tuple("0123456789"), "digits")
    assert set(model_scores.likelihood(build("cvae"), split)) == {
        f"{name}/bernoulli-given-class" for name in ("elbo", "iwae", "iwae_slack")
    }


def test_principal_components_have_their_exact_likelihood() -> None:
    model: Any = build("pca")
    images = digits()[0]
    model.step(tf.constant(images / np.float32(255)), tf.zeros([len(images)], tf.int64), {})
    (entry,) = model_scores.likelihood(model, Split(images, None, (), "digits")).values()
    assert entry.space == "dequantised"
    rows = rng_for(0, "likelihood").permutation(len(images))
    pixels = dequantised(images[rows], rows).reshape(len(rows), -1)
    known = PCA(model.latent_size).fit(pixels).score_samples(pixels[:200]).mean()
    assert entry.span.value == pytest.approx(known, abs=0.05)


def test_a_model_without_a_density_has_no_bounds() -> None:
    assert model_scores.likelihood(build("gan"), WHITE) == {}


def test_a_denoiser_is_scored_on_clean_images_and_at_its_own_task_apart() -> None:
    images = np.random.default_rng(0).integers(0, 256, [50, 8, 8, 1], dtype=np.uint8)
    model: Any = build("denoising-ae")
    found = model_scores.reconstruction(model, Split(images, None, (), "noise"))
    clean = images / np.float32(255)
    error = np.mean((model.decode(model.encoder(clean)) - clean) ** 2)
    assert found["reconstruction_error/pictures"].span.value == pytest.approx(error, rel=1e-4)
    assert found["denoising_error/pictures"].span.value != pytest.approx(error, rel=1e-4)


def test_what_is_no_denoiser_has_no_error_of_denoising() -> None:
    images = np.random.default_rng(0).integers(0, 256, [50, 8, 8, 1], dtype=np.uint8)
    model: Any = build("ae")
    found = model_scores.reconstruction(model, Split(images, None, (), "noise"))
    assert set(found) == {"reconstruction_error/pictures"}
