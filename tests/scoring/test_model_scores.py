"""The bounds on the log-likelihood."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from small import build, inputs

from genbench.data import Split
from genbench.models.parts.noise import Normal
from genbench.scoring import model_scores
from genbench.system.backend import as_graph, tf


class OnePixel:
    """z ~ N(0, 1) and x ~ N(z, 1), so that x ~ N(0, 2) and z given x ~ N(x / 2, 1 / 2).

    Args:
        variance: of the q(z|x) that is used.
    """

    likelihood = "gaussian"

    def __init__(self, variance: float) -> None:
        self.variance = variance
        self.noise = {"epsilon": Normal((1,))}

    def posterior(self, images: Any, labels: Any, noise: Any) -> Any:
        mean = images[:, 0, 0, :] / 2
        return mean, math.log(self.variance), mean + math.sqrt(self.variance) * noise["epsilon"]

    def log_weights(self, images: Any, labels: Any, noise: Any) -> Any:
        x = images[:, 0, 0, :]
        mean, _, z = self.posterior(images, labels, noise)
        densities = log_normal(z, 0, 1) + log_normal(x, z, 1) - log_normal(z, mean, self.variance)
        return densities[:, 0]


def log_normal(value: Any, mean: Any, variance: float) -> Any:
    return -0.5 * (math.log(2 * math.pi * variance) + (value - mean) ** 2 / variance)


WHITE = Split(np.full((2000, 1, 1, 1), 255, np.uint8), None, (), "white")
EXACT = log_normal(1.0, 0, 2)


def bounds(model: object) -> dict[str, float]:
    found = model_scores.likelihood(model, WHITE)  # pyright: ignore[reportArgumentType]
    return {name: entry.span.value for name, entry in found.items()}


def test_both_bounds_are_the_likelihood_where_the_posterior_is_exact() -> None:
    assert bounds(OnePixel(0.5)) == pytest.approx(
        {"elbo/gaussian": EXACT, "iwae/gaussian": EXACT}, abs=1e-5
    )


def test_elsewhere_the_elbo_falls_short_by_the_divergence() -> None:
    wide = 1.0
    divergence = 0.5 * (wide / 0.5 - 1 - math.log(wide / 0.5))
    assert bounds(OnePixel(wide))["elbo/gaussian"] == pytest.approx(EXACT - divergence, abs=0.05)


def test_importance_weights_make_up_for_a_posterior_that_is_not_exact() -> None:
    found = bounds(OnePixel(1.0))
    assert found["elbo/gaussian"] < found["iwae/gaussian"] - 0.1
    assert found["iwae/gaussian"] == pytest.approx(EXACT, abs=0.02)


def test_a_model_that_is_told_the_class_bounds_something_else() -> None:
    split = Split(np.zeros((4, 8, 8, 1), np.uint8), np.arange(4), tuple("0123456789"), "digits")
    assert set(model_scores.likelihood(build("cvae"), split)) == {
        "elbo/bernoulli-given-class", "iwae/bernoulli-given-class",
    }  # fmt: skip


def test_a_model_without_a_density_has_no_bounds() -> None:
    assert model_scores.likelihood(build("gan"), WHITE) == {}


@pytest.mark.parametrize("recipe", ["vae", "vae-tutorial", "conv-vae-tutorial", "cvae"])
def test_what_the_weights_take_off_is_on_average_the_whole_divergence(recipe: str) -> None:
    model = build(recipe)
    images, labels, noise = inputs(model, 0)
    mean, logvar, _ = model.posterior(images, labels, noise)

    @as_graph
    def take_off(draw: Any) -> Any:
        nll, _ = model.nll(images, labels, model.posterior(images, labels, draw)[2])
        return -tf.reduce_mean(model.log_weights(images, labels, draw) + nll)

    rng = np.random.default_rng(0)
    draws = rng.standard_normal((400, *noise["epsilon"].shape)).astype(np.float32)
    taken_off = [take_off({"epsilon": draw}) for draw in draws]
    is_right = model.config.sampling_width == "deviation"
    variance = np.exp(logvar if is_right else 2 * logvar)
    divergence = 0.5 * (mean.numpy() ** 2 + variance - np.log(variance) - 1).sum(axis=1).mean()
    assert np.mean(taken_off) == pytest.approx(divergence, abs=0.1)


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
