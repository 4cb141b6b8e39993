"""Samples from a sampler, as pictures."""

from __future__ import annotations

import numpy as np

from genbench import images, noise
from genbench.backend import tf
from genbench.trainers.protocols import Sampler

# A matrix product can differ in its last bit with the number of its rows. Always computing the
# same number makes sample i the same picture however many are asked for.
BATCH_SIZE = 500


def draw(sampler: Sampler, *, n: int, seed: int) -> np.ndarray:
    """Returns n samples, uint8 [n, h, w, c]."""
    return decode(sampler, sampler.prior.draw(noise.generator(seed, "sample"), n))


def decode(sampler: Sampler, latents: np.ndarray) -> np.ndarray:
    """Returns the images of latents float32 [n, ...] as uint8 [n, h, w, c]."""
    n_missing = -len(latents) % BATCH_SIZE
    filled = np.pad(latents, ((0, n_missing), *[(0, 0)] * (latents.ndim - 1)))
    decoded = [
        images.to_uint8(sampler.compiled(tf.constant(filled[i : i + BATCH_SIZE])).numpy())
        for i in range(0, len(filled), BATCH_SIZE)
    ]
    return np.concatenate(decoded)[: len(latents)]
