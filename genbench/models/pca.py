"""Principal components: the baseline that an autoencoder must beat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genbench.data.images import among_dequantised
from genbench.metrics.likelihood import linear_gaussian_log_density
from genbench.models.config import Config
from genbench.models.fields import Count, Positive
from genbench.models.parts import networks
from genbench.models.parts.noise import Noise, Normal
from genbench.models.protocols import Sampler
from genbench.system.backend import keras, tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class PCAConfig(Config):
    """Probabilistic principal component analysis."""

    latent_size: Count = 20
    """Numbers in a code."""
    epochs: Positive | None = 1.0
    """Passes over the training images, of which one says all."""
    batch_size: Count = 1000
    """Images per step, after which the components are those of all images so far."""
    jit_compile: bool = False
    """Compile the steps with XLA, whose eigenvectors are slower than LAPACK's."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.devices > 1:
            raise InvalidInput(
                f"Principal components need devices=1. Received: devices={self.devices}. They have "
                "no gradients to add up: a step solves for all images so far.",
                "devices",
            )


class PCA:
    """Takes in a batch, and sets encoder and decoder to the optimum for all images so far.

    Codes are standard normal under the model, x = W z + mean + noise with W = U (L - s I)^(1/2),
    where U, L are the leading eigenvectors and eigenvalues of the covariance and s is the mean
    of the other eigenvalues. The usual samples are the means W z + mean, without the noise.

    Reference:
        Tipping and Bishop 1999, "Probabilistic principal component analysis", equations 7 and 8.
    """

    metrics = ("squared_error",)

    def __init__(self, config: PCAConfig, image_shape: networks.ImageShape, n_classes: int) -> None:
        n_pixels = math.prod(image_shape)
        if config.latent_size >= n_pixels:
            raise InvalidInput(
                "latent_size must be below the number of pixels, or there is nothing to leave "
                f"out. Received: latent_size={config.latent_size}, and {n_pixels} pixels.",
                "latent_size",
            )
        self.config = config
        self.latent_size = config.latent_size
        self.encoder = networks.linear_encoder(image_shape, config.latent_size)
        self.decoder = networks.decoder(config.latent_size, image_shape, hidden_sizes=())
        self.networks = {"encoder": self.encoder, "decoder": self.decoder}
        self.optimizers: dict[str, keras.optimizers.Optimizer] = {}
        self.noise: dict[str, Noise] = {}
        prior = Normal((config.latent_size,))
        self.samplers = {
            "decoder": Sampler(prior, self.decode, about="means of p(x|z)"),
            "draws": Sampler(
                prior,
                self.draw,
                about="draws from p(x|z), each pixel with the deviation of what is left out",
                pixels=Normal(image_shape),
            ),
        }

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Takes the images [b, h, w, c] in; see `Model.step`."""
        self.encoder(images, training=True)
        moments = self.encoder.get_layer("moments")
        variances, axes = tf.linalg.eigh(moments.covariance())
        n_others = variances.shape[0] - self.latent_size
        residual = tf.reduce_mean(variances[:n_others])
        axes = axes[:, n_others:]
        # An eigenvector's sign is free: the component that is largest shall be positive.
        largest = tf.gather(tf.transpose(axes), tf.argmax(tf.abs(axes)), axis=1, batch_dims=1)
        scale = tf.sign(largest) * tf.sqrt(tf.maximum(variances[n_others:] - residual, 1e-8))
        self.encoder.get_layer("codes").kernel.assign(axes / scale)
        pixels = self.decoder.get_layer("pixels")
        pixels.kernel.assign(tf.transpose(axes * scale))
        pixels.bias.assign(moments.mean)
        return self.validate(images, labels, noise)

    def validate(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the squared error per pixel, averaged over the images: float32 []."""
        error = tf.square(images - self.decoder(self.encoder(images)))
        return {"squared_error": tf.reduce_mean(error)}

    def encode(self, images: Tensor, labels: Tensor) -> Tensor:
        """Returns the codes of the images, float32 [n, latent_size]."""
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """Returns the pictures of codes, float32 [n, h, w, c], cut off at 0 and 1."""
        return tf.clip_by_value(self.decoder(latents), 0.0, 1.0)

    def draw(self, latents: Tensor, noise: Tensor) -> Tensor:
        """Returns draws x = W z + mean + noise, float32 [n, h, w, c], cut off at 0 and 1.

        Args:
            latents: float32 [n, latent_size].
            noise: float32 [n, h, w, c], standard normal.
        """
        return tf.clip_by_value(self.decoder(latents) + tf.sqrt(self.residual()) * noise, 0.0, 1.0)

    def residual(self) -> Tensor:
        """Returns s, the variance of each pixel given the latents: float32 []."""
        covariance = self.encoder.get_layer("moments").covariance()
        explained = tf.reduce_sum(tf.square(self.decoder.get_layer("pixels").kernel))
        # The model's variance W W' + s I has the trace of the data's.
        residual = (tf.linalg.trace(covariance) - explained) / covariance.shape[0]
        return tf.maximum(residual, 0.0)

    def log_density(self, images: np.ndarray, *, variance: float | None = None) -> np.ndarray:
        """Returns log p(x) of dequantised images in nats, exactly: float64 [n].

        Args:
            images: float32 [n, h, w, c], as `data.images.dequantised` makes them.
            variance: of each pixel given the latents; by default what principal components leave,
                and that of the dequantising noise.

        Raises:
            ValueError: nothing is left out, so that there is no density.
        """
        pixels = self.decoder.get_layer("pixels")
        scale = 255 / 256
        if variance is None:
            variance = scale**2 * float(self.residual()) + 1 / (12 * 256**2)
        return linear_gaussian_log_density(
            images.reshape(len(images), -1),
            mean=among_dequantised(pixels.bias.numpy().astype(np.float64)),
            factors=scale * pixels.kernel.numpy().T,
            variance=variance,
        )

    def compare(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the images and what comes back, float32 [n, h, w, c] in [0, 1]."""
        return {"original": images, "comes back": self.decode(self.encoder(images))}
