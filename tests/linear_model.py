"""A linear Gaussian model, whose likelihood and posterior are known: the oracle of estimators."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from genbench.metrics.likelihood import linear_gaussian_log_density
from genbench.models.density import Density
from genbench.models.running.plans import Given
from genbench.system.backend import tf

SIDE = 6
VARIANCE = 0.02


class Linear:
    """x = W z + mean + noise in pictures of 6 x 6 pixels, W with columns at right angles."""

    def __init__(self, size: int) -> None:
        rng = np.random.default_rng(size)
        axes, _ = np.linalg.qr(rng.standard_normal([SIDE**2, size]))
        self.latent_size = size
        self.factors = (axes * np.linspace(1.5, 0.3, size)).astype(np.float32)
        self.mean = rng.random(SIDE**2).astype(np.float32)
        self.precision = (self.factors**2).sum(axis=0) + VARIANCE

    def picture(self, latents: Any, labels: Any) -> Any:
        return tf.reshape(latents @ self.factors.T + self.mean, [-1, SIDE, SIDE, 1])

    @property
    def density(self) -> Density:
        return Density(self.latent_size, self.picture, 0, "means")

    def proposal(self, images: Any, labels: Any) -> tuple[Any, Any]:
        flat = tf.reshape(images, [-1, SIDE**2]) - self.mean
        mean = flat @ (self.factors / self.precision)
        log_width = np.float32(0.5) * np.log(np.float32(VARIANCE) / self.precision)
        return mean, tf.broadcast_to(tf.constant(log_width, tf.float32), tf.shape(mean))

    def nll(self, images: Any, labels: Any, latents: Any) -> tuple[Any, Any]:
        found = self.density.log_likelihood(latents, images, labels, tf.constant(VARIANCE))
        return -found, self.picture(latents, labels)

    def given(self, n: int) -> tuple[Given, np.ndarray]:
        """Returns n images that the model makes, and the latents of each."""
        rng = np.random.default_rng(0)
        latents = rng.standard_normal([n, self.latent_size], np.float32)
        pictures = self.picture(latents, None).numpy()
        noise = rng.standard_normal(pictures.shape, np.float32)
        images = pictures + np.float32(VARIANCE**0.5) * noise
        return Given(images, np.zeros(n, np.int64), np.arange(n), VARIANCE, "made"), latents

    def exact(self, images: np.ndarray) -> np.ndarray:
        return linear_gaussian_log_density(
            images.reshape(len(images), -1), mean=self.mean, factors=self.factors, variance=VARIANCE
        )


linear = functools.cache(Linear)
