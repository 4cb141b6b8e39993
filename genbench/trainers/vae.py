"""The variational autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from genbench import health, losses, networks
from genbench.backend import keras, tf
from genbench.config import Config, Count, NonNegative, Positive
from genbench.noise import Normal
from genbench.trainers.protocols import Sampler

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class VAEConfig(Config):
    """A variational autoencoder with dense layers."""

    latent_size: Count = 2
    """Numbers in a code."""
    hidden_sizes: tuple[Count, ...] = (256,)
    """Units of the encoder's hidden layers; the decoder has them in reverse."""
    likelihood: Literal["bernoulli", "gaussian"] = "bernoulli"
    """p(x|z): independent Bernoulli pixels, or Gaussian ones of width sigma."""
    sigma: Positive = 1.0
    """Standard deviation of the Gaussian likelihood's pixels."""
    beta: NonNegative = 1.0
    """Weight of the KL term, where both terms are summed over pixels and latents."""
    adam_epsilon: Positive = 1e-7
    """Adam's epsilon. A loss divided by c trains like the loss itself with epsilon times c."""
    initial_stddev: Positive | None = None
    """Standard deviation of truncated normal initial weights. None: Glorot's."""


class VAE:
    """Trains encoder and decoder on the evidence lower bound.

    The loss is nll + beta * kl in nats per image; z = mean + exp(logvar / 2) * epsilon.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, equation 10.
        Higgins et al. 2017, "beta-VAE", equation 4.
    """

    metrics = ("loss", "nll", "kl")

    def __init__(self, config: VAEConfig, image_shape: networks.ImageShape) -> None:
        self.config = config
        self.latent_size = config.latent_size
        initializer = (
            keras.initializers.TruncatedNormal(stddev=config.initial_stddev)
            if config.initial_stddev
            else "glorot_uniform"
        )
        self.encoder = networks.dense_gaussian_encoder(
            image_shape,
            config.latent_size,
            hidden_sizes=config.hidden_sizes,
            kernel_initializer=initializer,
        )
        self.decoder = networks.dense_generator(
            config.latent_size,
            image_shape,
            hidden_sizes=config.hidden_sizes[::-1],
            activation=None,
            name="decoder",
            kernel_initializer=initializer,
        )
        self.networks = {"encoder": self.encoder, "decoder": self.decoder}
        self.optimizers = {
            scope: keras.optimizers.Adam(config.learning_rate, epsilon=config.adam_epsilon)
            for scope in self.networks
        }
        for scope, optimizer in self.optimizers.items():
            optimizer.build(self.networks[scope].trainable_variables)
        prior = Normal((config.latent_size,))
        self.noise = {"epsilon": prior}
        self.samplers = {"decoder": Sampler(prior, self.decode)}

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates encoder and decoder once; see `Trainer.step`."""
        with tf.GradientTape() as tape:
            scalars, _ = self._bound(images, noise)
        variables = {scope: n.trainable_variables for scope, n in self.networks.items()}
        gradients: Any = tape.gradient(scalars["loss"], variables)
        for scope, optimizer in self.optimizers.items():
            optimizer.apply(gradients[scope], variables[scope])
        return scalars

    def validate(self, images: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Returns the scalars of a step and the squared error per pixel, without an update."""
        scalars, reconstructions = self._bound(images, noise)
        return {**scalars, "squared_error": tf.reduce_mean(tf.square(images - reconstructions))}

    def _bound(
        self, images: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Returns the loss and its two parts, and the reconstructions they were taken at."""
        mean, logvar = self.encoder(images)
        logits = self.decoder(mean + tf.exp(0.5 * logvar) * noise["epsilon"])
        reconstructions = tf.sigmoid(logits)
        if self.config.likelihood == "bernoulli":
            nll = losses.bernoulli_nll(images, logits)
        else:
            nll = losses.gaussian_nll(images, reconstructions, sigma=self.config.sigma)
        nll = tf.reduce_mean(nll)
        kl = tf.reduce_mean(losses.kl_standard_normal(mean, logvar))
        loss = nll + self.config.beta * kl
        return {"loss": loss, "nll": nll, "kl": kl}, reconstructions

    def encode(self, images: Tensor) -> Tensor:
        """Returns the posterior means of the images, float32 [n, latent_size]."""
        return self.encoder(images)[0]

    def decode(self, latents: Tensor) -> Tensor:
        """Returns the mean of p(x|z), float32 [n, h, w, c] in [0, 1]."""
        return tf.sigmoid(self.decoder(latents))

    def reconstruct(self, images: Tensor) -> Tensor:
        """Returns the decoded posterior means of the images."""
        return self.decode(self.encode(images))

    def alarms(self, codes: np.ndarray) -> list[str]:
        """Returns one line for each fault that the codes of held-out images show."""
        return health.posterior_collapse(codes, beta=self.config.beta)
