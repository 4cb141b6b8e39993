"""A model as a density: standard normal numbers, the picture that they stand for, and noise.

Whatever draws pictures from latents, a decoder or a generator, becomes a density once each pixel
is a Gaussian around its picture. All priors are maps of standard normal numbers, so that moves in
these are free: a latent that must stay between -1 and 1 has no edge to run into.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genbench.data.images import among_dequantised
from genbench.models.parts import losses
from genbench.models.parts.noise import Labelled, Mixture, Noise, Normal, Ring, Uniform
from genbench.models.pca import PCA
from genbench.models.protocols import Model
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, eq=False)
class Density:
    """p(x) = E[N(x; picture(u), variance I)] over standard normal u.

    Attributes:
        size: how many numbers u are.
        picture: float32 [n, size] and labels int64 [n] -> pictures float32 [n, h, w, c], where they
            lie among dequantised images.
        n_classes: of the labels, which p(x|y) is given then; 0 where there are none.
        about: what the pictures are, in words.
    """

    size: int
    picture: Callable[[Tensor, Tensor], Tensor]
    n_classes: int
    about: str

    def log_likelihood(
        self, latents: Tensor, images: Tensor, labels: Tensor, variance: Tensor
    ) -> Tensor:
        """Returns log N(x; picture(u), variance I) in nats, float32 [n].

        Args:
            latents: u, float32 [n, size].
            images: float32 [n, h, w, c].
            labels: int64 [n].
            variance: float32 [], of every pixel.
        """
        squared = tf.square(images - self.picture(latents, labels))
        n_pixels = images.shape[1:].num_elements()
        constant = 0.5 * n_pixels * tf.math.log(2 * math.pi * variance)
        return -0.5 * tf.reduce_sum(squared, axis=[1, 2, 3]) / variance - constant

    def log_likelihoods(
        self, latents: Tensor, labels: Tensor, images: Tensor, variance: Tensor
    ) -> Tensor:
        """Returns `log_likelihood` of every image [n, h, w, c] and latent [m, size], [n, m].

        Each latent comes with a label, int64 [m].
        """
        pictures = self.picture(latents, labels)
        return losses.gaussian_log_likelihoods(images, pictures, variance=variance)


def density(model: Model) -> Density:
    """Returns the density around the means that a model's usual sampler gives.

    Raises:
        InvalidInput: the model has nothing that decodes latents, or what it gives are draws and no
            means, or its prior is of a kind that is no map of normal numbers.
    """
    sampler = next(iter(model.samplers.values()), None)
    if sampler is None:
        raise InvalidInput(
            "A likelihood needs a decoder or generator, and this model has no sampler. Take a run "
            "of a VAE, a GAN, an autoencoder or pca."
        )
    if sampler.pixels is not None:
        raise InvalidInput(
            "A likelihood needs the mean of each pixel, and this model's usual sampler gives "
            f"{sampler.about or 'draws'}. Let its first sampler give means, without `pixels`."
        )
    prior, n_classes = sampler.prior, 0
    if isinstance(prior, Labelled):
        prior, n_classes = prior.latents, prior.n_classes
    size, latents_of = _from_normal(prior)
    # Cut off at 0 and 1, principal components would be no longer what is known exactly.
    decode = model.decoder if isinstance(model, PCA) else sampler.sample

    def picture(normal: Tensor, labels: Tensor) -> Tensor:
        latents = latents_of(normal)
        if n_classes:
            latents = tf.concat([latents, tf.one_hot(labels, n_classes)], axis=1)
        return among_dequantised(decode(latents))

    return Density(size, picture, n_classes, sampler.about)


def _from_normal(prior: Noise) -> tuple[int, Callable[[Tensor], Tensor]]:
    """Returns how many normal numbers make one latent of a prior, and the map."""
    if isinstance(prior, Normal):
        return math.prod(prior.shape), lambda normal: tf.reshape(normal, [-1, *prior.shape])
    if isinstance(prior, Uniform):
        return math.prod(prior.shape), lambda normal: _between(prior, normal)
    if isinstance(prior, Ring):
        return prior.shape[0] + 1, lambda normal: _around(prior, normal)
    if isinstance(prior, Mixture):
        return prior.shape[0] + 1, lambda normal: _in_component(prior, normal)
    raise InvalidInput(
        "A likelihood needs a prior that is normal, uniform, a ring or a mixture. Received: "
        f"{type(prior).__name__}."
    )


def _between(prior: Uniform, normal: Tensor) -> Tensor:
    share = _below(normal)
    return tf.reshape(prior.low + (prior.high - prior.low) * share, [-1, *prior.shape])


def _around(prior: Ring, normal: Tensor) -> Tensor:
    direction, across = normal[:, 1:], normal[:, :1]
    return tf.math.l2_normalize(direction, axis=1) * (prior.radius + prior.width * across)


def _in_component(prior: Mixture, normal: Tensor) -> Tensor:
    # The first number chooses the component. It has no slope, and a move that changes the
    # component is accepted or not like any other.
    edges = tf.constant(np.cumsum(prior.weights)[:-1], tf.float32)
    component = tf.reduce_sum(tf.cast(_below(normal[:, :1]) >= edges, tf.int32), axis=1)
    factors = tf.gather(tf.constant(prior.factors, tf.float32), component)
    means = tf.gather(tf.constant(prior.means, tf.float32), component)
    return means + tf.linalg.matvec(factors, normal[:, 1:])


def _below(normal: Tensor) -> Tensor:
    """Returns the probability of what lies below, float32 in (0, 1)."""
    return 0.5 * (1.0 + tf.math.erf(normal * math.sqrt(0.5)))


class LinearPosterior:
    """Principal components with their pixels' variance, and the posterior that they have exactly.

    Images are dequantised. See `models.running.importance.Proposing`.

    Args:
        pca: a built model.
        density: what `density` makes of it.
        variance: of every pixel, given the latents.
    """

    def __init__(self, pca: PCA, density: Density, variance: float) -> None:
        self.latent_size = pca.latent_size
        self._density, self._variance = density, tf.constant(variance, tf.float32)
        pixels = pca.decoder.get_layer("pixels")
        factors = pixels.kernel.numpy().T * (255 / 256)
        self._mean = tf.constant(among_dequantised(pixels.bias.numpy()))
        # The components are at right angles: so the posterior's covariance is diagonal.
        precision = (factors**2).sum(axis=0) + variance
        self._decode = tf.constant(factors / precision)
        self._log_width = tf.constant(0.5 * np.log(variance / precision), tf.float32)

    def proposal(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Returns mean and log deviation of p(z|x), float32 [n, latent_size] each."""
        flat = tf.reshape(images, [-1, self._mean.shape[0]]) - self._mean
        mean = flat @ self._decode
        return mean, tf.broadcast_to(self._log_width, tf.shape(mean))

    def nll(self, images: Tensor, labels: Tensor, latents: Tensor) -> tuple[Tensor, Tensor]:
        """Returns -log p(x|z) in nats, float32 [n], and the pictures."""
        value = self._density.log_likelihood(latents, images, labels, self._variance)
        return -value, self._density.picture(latents, labels)
