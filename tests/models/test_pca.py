"""Principal components against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA
from small import build, digits, inputs, small_recipe, take_steps

from genbench.models import building


def test_pca_is_the_pca_of_all_images_so_far() -> None:
    model = build("pca")
    take_steps(model, 0, 20)
    # The rows of the first 20 steps, from another reading of the stream.
    pixels = np.concatenate([inputs(model, step)[0].numpy() for step in range(20)])
    oracle = PCA(3, svd_solver="full").fit(pixels.reshape(len(pixels), -1).astype(np.float64))
    images = (digits()[0][:50] / np.float32(255)).astype(np.float32)
    restored = model.decoder(model.encode(images, np.zeros(50, np.int64))).numpy()
    expected = oracle.inverse_transform(oracle.transform(images.reshape(50, -1)))
    np.testing.assert_allclose(restored.reshape(50, -1), expected, atol=1e-3)


@pytest.mark.parametrize("latent_size", [64, 65])
def test_pca_must_leave_something_out(latent_size: int) -> None:
    recipe = small_recipe("pca").changed(latent_size=latent_size)
    with pytest.raises(ValueError, match=f"latent_size={latent_size}, and 64 pixels"):
        building.build(recipe, (8, 8, 1), n_classes=10)


def test_pca_draws_with_the_covariance_of_its_model() -> None:
    model = build("pca")
    take_steps(model, 0, 20)
    pixels = np.concatenate([inputs(model, step)[0].numpy() for step in range(20)])
    oracle = PCA(3, svd_solver="full").fit(pixels.reshape(len(pixels), -1).astype(np.float64))
    kernel = model.decoder.get_layer("pixels").kernel.numpy()
    n = len(pixels)
    # scikit-learn divides by n - 1, and the maximum of the likelihood by n.
    expected = oracle.get_covariance() * (n - 1) / n
    noise = oracle.noise_variance_ * (n - 1) / n
    np.testing.assert_allclose(kernel.T @ kernel, expected - noise * np.eye(64), atol=1e-4)
    latents, ones = np.zeros((1, 3), np.float32), np.ones((1, 8, 8, 1), np.float32)
    drawn = model.draw(latents, 0.1 * ones).numpy() - model.decode(latents).numpy()
    inside = model.decode(latents).numpy() > 0.01
    np.testing.assert_allclose(drawn[inside], 0.1 * np.sqrt(noise), rtol=1e-3)
