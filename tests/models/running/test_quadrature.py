"""Grids where log p(x) is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small
from linear_model import VARIANCE, linear

from genbench.metrics.likelihood import log_mean_weight
from genbench.models import building
from genbench.models.running import quadrature, steps
from genbench.models.running.importance import evidence_bound, log_weights
from genbench.models.vae import VAEConfig
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput


@pytest.mark.parametrize("size", [1, 2])
def test_a_grid_finds_the_exact_likelihood(size: int) -> None:
    model = linear(size)
    given, _ = model.given(8)

    def pairs(latents, labels, images):
        return model.density.log_likelihoods(latents, labels, images, tf.constant(VARIANCE))

    found = quadrature.quadrature(pairs, given.images, given.labels, size=size)
    assert found.is_settled
    np.testing.assert_allclose(found.values, model.exact(given.images), atol=0.01)


def test_each_image_is_held_to_its_own_label() -> None:
    def pairs(latents, labels, images):
        return tf.zeros([images.shape[0], 1]) + tf.cast(labels, tf.float32)

    images, labels = np.zeros([5, 1, 1, 1], np.float32), np.array([3, 0, 3, 3, 7])
    found = quadrature.quadrature(pairs, images, labels, size=1)
    np.testing.assert_allclose(found.values, labels, atol=1e-4)


def test_a_grid_that_is_too_coarse_says_so() -> None:
    def spike(latents, labels, images):
        return -1e9 * tf.square(latents[None, :, 0] - 0.0311) + tf.zeros([images.shape[0], 1])

    images = np.zeros([1, 1, 1, 1], np.float32)
    found = quadrature.quadrature(spike, images, np.zeros(1, np.int64), size=1)
    assert not found.is_settled
    assert found.step == quadrature.LEAST_STEP


def test_more_than_two_latents_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"2 latents at most\. Received: 3"):
        quadrature.quadrature(None, np.zeros([1, 1, 1, 1]), np.zeros(1), size=3)  # pyright: ignore


def test_a_small_vaes_bound_is_near_the_grid_and_its_evidence_bound_below_both() -> None:
    """Trap 42: codes that cover the posterior, where those of the encoder alone fall short."""
    config = VAEConfig(latent_size=2, hidden_sizes=(16,))
    model: Any = building.build(small.recipe_of(config), (8, 8, 1), n_classes=10)
    run = steps.compile_chunk(model, chunk_length=150, jit_compile=False)
    run(*small.batches(model, 0, 150))
    images, labels = small.digits()[0][-20:], np.zeros(20, np.int64)
    grid = quadrature.quadrature(
        model.log_likelihoods, images / np.float32(255), labels, size=2
    ).values.mean()
    bound = log_mean_weight(log_weights(model, images, labels, k=500)).mean()
    assert bound == pytest.approx(grid, abs=0.3)
    assert evidence_bound(model, images, labels).elbo.mean() < min(bound, grid)
