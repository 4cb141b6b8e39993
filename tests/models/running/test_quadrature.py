"""Grids where log p(x) is known."""

from __future__ import annotations

import numpy as np
import pytest
from linear_model import VARIANCE, linear

from genbench.models.running import quadrature
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
