"""Inversion: the latents from which a generator draws given pictures, found by descent."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.data.images import to_float
from genbench.models.protocols import Sampler
from genbench.models.running.inference import decode
from genbench.system import randomness
from genbench.system.backend import as_graph, tf

if TYPE_CHECKING:
    from tensorflow import Tensor

# Always the same number of rows: one trace, and latents that do not depend on their company.
BATCH_SIZE = 100
N_STARTS = 2000
STEP_SIZE = 0.1
ADAM = (0.9, 0.999, 1e-8)


def invert(
    sampler: Sampler,
    pictures: np.ndarray,
    labels: np.ndarray,
    *,
    latent_size: int,
    n_steps: int,
) -> np.ndarray:
    """Returns latents whose pictures are near the given ones, float32 [n, latent_size + classes].

    Of a few thousand samples the nearest one is where each picture starts. From there Adam
    lowers the squared error, with a step size that falls to zero along a cosine, and without
    leaving the range of the prior. The one-hot label of a conditional model is held fixed.

    Args:
        sampler: its `sample` must have a gradient.
        pictures: uint8 [n, h, w, c].
        labels: int64 [n], for a conditional model.
        latent_size: numbers of a latent before the label.
        n_steps: steps of the descent.

    Reference:
        Zhu et al. 2016, arXiv:1609.03552, section 3.1, for the descent.
    """
    starts = sampler.prior.draw(randomness.rng_for(0, "starts"), N_STARTS)
    drawn = to_float(decode(sampler, starts)).reshape(N_STARTS, -1)
    n_classes = starts.shape[1] - latent_size
    of_start = starts[:, latent_size:].argmax(axis=1) if n_classes else np.zeros(N_STARTS, int)
    descend = _descent(
        sampler,
        n_steps=n_steps,
        low=starts.min(axis=0),
        high=starts.max(axis=0),
        is_free=(np.arange(starts.shape[1]) < latent_size).astype(np.float32),
    )
    found = []
    for i in range(0, len(pictures), BATCH_SIZE):
        targets = to_float(pictures[i : i + BATCH_SIZE])
        given = labels[i : i + BATCH_SIZE] if n_classes else np.zeros(len(targets), int)
        distances = _squared_distances(targets.reshape(len(targets), -1), drawn)
        distances[given[:, None] != of_start] = np.inf
        nearest = starts[distances.argmin(axis=1)]
        rows = np.arange(BATCH_SIZE) % len(targets)
        found.append(
            descend(tf.constant(nearest[rows]), tf.constant(targets[rows])).numpy()[: len(targets)]
        )
    return np.concatenate(found)


def _descent(
    sampler: Sampler, *, n_steps: int, low: np.ndarray, high: np.ndarray, is_free: np.ndarray
) -> Callable[[Tensor, Tensor], Tensor]:
    """Returns a function from latents [n, k] and pictures [n, h, w, c] to nearer latents.

    Args:
        sampler: its `sample` must have a gradient.
        n_steps: steps of Adam.
        low, high: the range of the latents, float32 [k].
        is_free: 1 where a latent may change, otherwise 0, float32 [k].
    """
    beta_1, beta_2, epsilon = ADAM

    # Not Keras's Adam: about as fast, as long to write, for its state must be reset before each
    # batch, and single latents come out up to 0.5 apart, the error being the same to 4e-6.
    @as_graph
    def descend(points: Tensor, targets: Tensor) -> Tensor:
        def body(
            i: Tensor, points: Tensor, mean: Tensor, square: Tensor
        ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
            with tf.GradientTape() as tape:
                tape.watch(points)
                error = tf.reduce_sum(tf.square(sampler.sample(points) - targets))
            slope: Any = tape.gradient(error, points)
            gradient = slope * is_free
            mean = beta_1 * mean + (1 - beta_1) * gradient
            square = beta_2 * square + (1 - beta_2) * tf.square(gradient)
            count = tf.cast(i + 1, tf.float32)
            rate = 0.5 * STEP_SIZE * (1 + tf.cos(math.pi * (count - 1) / n_steps))
            scale = tf.sqrt(square / (1 - tf.pow(beta_2, count))) + epsilon
            points = points - rate * mean / (1 - tf.pow(beta_1, count)) / scale
            return i + 1, tf.clip_by_value(points, low, high), mean, square

        zeros = tf.zeros_like(points)
        state = (tf.constant(0), points, zeros, zeros)
        return tf.while_loop(lambda i, *_: i < n_steps, body, state)[1]

    return descend


def _squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Returns the squared distance of each row of a to each row of b, up to a constant per row."""
    return (b * b).sum(axis=1) - 2 * a @ b.T
