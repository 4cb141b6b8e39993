"""Samples from a sampler, as pictures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genbench.data import images
from genbench.system import randomness
from genbench.system.backend import tf
from genbench.trainers.protocols import Sampler

# A matrix product can differ in its last bit with the number of its rows. Always computing the
# same number makes sample i the same picture however many are asked for.
BATCH_SIZE = 500


def check(*, n: int, seed: int) -> None:
    """Checks how many samples are asked for, and with which seed.

    Raises:
        ValueError: n is not positive, or the seed is negative.
    """
    if n < 1:
        raise ValueError(f"n must be a positive integer. Received: n={n}.")
    if seed < 0:
        raise ValueError(f"seed must not be negative. Received: seed={seed}.")


def draw(sampler: Sampler, *, n: int, seed: int) -> np.ndarray:
    """Returns n samples, uint8 [n, h, w, c]."""
    return decode(sampler, sampler.prior.draw(randomness.generator(seed, "sample"), n), seed=seed)


def decode(sampler: Sampler, latents: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Returns the images of latents float32 [n, ...] as uint8 [n, h, w, c].

    The seed fixes what the pixels are drawn with, where the sampler draws them.
    """
    n_missing = -len(latents) % BATCH_SIZE
    filled = np.pad(latents, ((0, n_missing), *[(0, 0)] * (latents.ndim - 1)))
    return np.concatenate(list(_batches(sampler, filled, seed)))[: len(latents)]


def _batches(sampler: Sampler, latents: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    for start in range(0, len(latents), BATCH_SIZE):
        given = [tf.constant(latents[start : start + BATCH_SIZE])]
        if sampler.pixels:
            # A generator for each batch: all pixels of all images would fill the memory.
            rng = randomness.generator(seed, "pixels", start)
            given.append(tf.constant(sampler.pixels.draw(rng, BATCH_SIZE)))
        yield images.to_uint8(sampler.compiled(*given).numpy())
