"""Importance-weighted bounds on log p(x), from codes that cover the posterior.

Codes from the encoder's q(z|x) alone miss what lies beyond it, and then the bound tells the
encoder's faults: with 2 latents it is 13 nats short at 50 codes. So of four codes two are drawn
from q, one from q three times as wide, and one from the prior; each is weighed by p(x, z) over the
density of all three together, which is right on average however many there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from genbench.data.images import to_float
from genbench.models.parts import losses
from genbench.models.running.inference import in_batches
from genbench.system.backend import as_graph, tf
from genbench.system.errors import InvalidInput
from genbench.system.randomness import rng_for

if TYPE_CHECKING:
    from tensorflow import Tensor

# Codes that are decoded together: their pictures stay in the cache, mostly.
N_CODES = 5000
# Where each four codes come from: q, q, q three times as wide, the prior.
SOURCES = (0, 0, 1, 2)
WIDER = 3.0
# Codes of which the mean of log p(x|z) is taken, for the evidence lower bound.
N_RECONSTRUCTED = 50


class Proposing(Protocol):
    """A density p(z) p(x|z), p(z) standard normal, and a guess q(z|x)."""

    latent_size: int

    def proposal(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Returns mean and log deviation of q(z|x), float32 [n, latent_size] each."""
        ...

    def nll(self, images: Tensor, labels: Tensor, latents: Tensor) -> tuple[Tensor, Tensor]:
        """Returns -log p(x|z) in nats, float32 [n], and pictures."""
        ...


class Bound(NamedTuple):
    """The evidence lower bound of each image, -(nll + kl), in nats: float64 [n] each."""

    nll: np.ndarray
    kl: np.ndarray

    @property
    def elbo(self) -> np.ndarray:
        return -(self.nll + self.kl)


def evidence_bound(
    model: Proposing, images: np.ndarray, labels: np.ndarray, *, seed: int = 0
) -> Bound:
    """Returns the two parts of the evidence lower bound, that of p(x|z) over 50 codes.

    Args:
        model: a built model.
        images: uint8 [n, h, w, c].
        labels: int64 [n].
        seed: of the codes; those of image i are the same for every n > i.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, equation 3.
    """

    @as_graph
    def divergence(images: Tensor, labels: Tensor) -> Tensor:
        mean, log_width = model.proposal(images, labels)
        return losses.kl_standard_normal(mean, 2.0 * log_width)

    @as_graph
    def nll(images: Tensor, labels: Tensor, epsilon: Tensor) -> Tensor:
        mean, log_width = model.proposal(images, labels)
        return model.nll(images, labels, mean + tf.exp(log_width) * epsilon)[0]

    normal = np.stack(
        [
            rng_for(seed, "reconstructed", i).standard_normal(
                [N_RECONSTRUCTED, model.latent_size], np.float32
            )
            for i in range(len(images))
        ]
    )
    of_each = [
        in_batches(nll, images, labels, normal[:, k]).astype(np.float64)
        for k in range(N_RECONSTRUCTED)
    ]
    kl = in_batches(divergence, images, labels).astype(np.float64)
    return Bound(np.mean(of_each, axis=0), kl)


def log_weights(
    model: Proposing,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    k: int,
    seed: int = 0,
    first: int = 0,
    tick: Callable[[int], object] = lambda n: None,
) -> np.ndarray:
    """Returns the log-weights of k codes for each image, float32 [n, k]: on average p(x).

    One code comes from q, and its weight is that of the evidence lower bound.

    Args:
        model: a built model.
        images: uint8 [n, h, w, c], or float32 as the model's p(x|z) takes them.
        labels: int64 [n].
        k: codes for each image.
        seed: of the codes; those of an image depend on its place as well.
        first: the place of the first image.
        tick: told how many images are done.

    Raises:
        InvalidInput: k is not positive.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, equation 8; Veach and Guibas 1995, "Optimally
        combining sampling techniques", section 3.3, for the density below.
    """
    if k < 1:
        raise InvalidInput(f"k must be a positive integer. Received: k={k}.", "k")
    n_codes, n_images = min(k, N_CODES), max(1, N_CODES // k)
    sources = np.resize(np.array(SOURCES), k)
    log_shares = np.log(np.maximum(np.bincount(sources, minlength=3) / k, 1e-30))
    weigh = _compile(model, log_shares)
    if images.dtype == np.uint8:
        images = to_float(images)
    found = np.empty((len(images), k), np.float32)
    for start in range(0, len(images), n_images):
        rows = slice(start, start + n_images)
        n = len(images[rows])
        missing = n_images - n
        block = np.pad(images[rows], [(0, missing)] + [(0, 0)] * 3, mode="edge")
        block_labels = np.pad(labels[rows], (0, missing), mode="edge")
        normal = np.stack(
            [
                rng_for(seed, "importance", first + min(start + i, len(images) - 1))
                .standard_normal([k, model.latent_size], np.float32)
                for i in range(n_images)
            ]
        )  # fmt: skip
        for code in range(0, k, n_codes):
            few = min(n_codes, k - code)
            noise = np.pad(normal[:, code : code + few], [(0, 0), (0, n_codes - few), (0, 0)])
            kinds = np.pad(sources[code : code + few], (0, n_codes - few))
            weights = weigh(block, block_labels, noise, kinds).numpy()
            found[rows, code : code + few] = weights[:n, :few]
        tick(n)
    return found


def _compile(model: Proposing, log_shares: np.ndarray) -> Callable[..., Any]:
    """Returns a function that weighs m codes of b images in one call.

    Of images float32 [b, h, w, c], labels int64 [b], normal numbers [b, m, size] and the sources of
    the codes int64 [m] it gives log-weights float32 [b, m].
    """
    shares = log_shares.astype(np.float32)

    # Not with XLA: its compilation takes seconds, and its code is no faster here.
    @as_graph
    def weigh(images: Tensor, labels: Tensor, normal: Tensor, sources: Tensor) -> Tensor:
        n_images, n_codes, size = normal.shape
        mean, log_width = (part[:, None] for part in model.proposal(images, labels))
        width = tf.exp(log_width)
        # Of each source mean and deviation; the prior's are 0 and 1.
        chosen = sources[None, :, None]
        deviation = tf.where(chosen == 0, width, tf.where(chosen == 1, WIDER * width, 1.0))
        latents = tf.where(chosen == 2, 0.0, mean) + deviation * normal
        nll, _ = model.nll(
            tf.repeat(images, n_codes, axis=0),
            tf.repeat(labels, n_codes, axis=0),
            tf.reshape(latents, [-1, size]),
        )
        # Densities without the constant that they all share with p(z).
        standard = (latents - mean) / width
        own = -0.5 * tf.square(standard) - log_width
        wide = -0.5 * tf.square(standard / WIDER) - log_width - math.log(WIDER)
        prior = tf.reduce_sum(-0.5 * tf.square(latents), axis=2)
        densities = [tf.reduce_sum(own, axis=2), tf.reduce_sum(wide, axis=2), prior]
        of_all = tf.reduce_logsumexp(tf.stack(densities, axis=2) + shares, axis=2)
        return prior - tf.reshape(nll, [n_images, n_codes]) - of_all

    return weigh
