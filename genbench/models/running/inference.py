"""What a trained model is asked for, in batches of one size: samples, codes, what comes back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from genbench.data import images
from genbench.models.protocols import Autoencoder, Model, Sampler
from genbench.system import memory, randomness
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor

# A matrix product can differ in its last bit with the number of its rows. Always computing the
# same number makes sample i the same picture however many are asked for.
BATCH_SIZE = 500


def check_request(*, n: int, seed: int) -> None:
    """Checks how many samples are asked for, and with which seed.

    Raises:
        ValueError: n is not positive, or the seed is negative.
    """
    if n < 1:
        raise InvalidInput(f"n must be a positive integer. Received: n={n}.", "n")
    if not 0 <= seed < 2**32:
        raise InvalidInput(
            f"seed must be an integer from 0 to 4294967295. Received: seed={seed}.", "seed"
        )


def check_memory(sampler: Sampler, image_shape: tuple[int, int, int], *, n: int) -> None:
    """Checks that there is memory for n samples, all of which are held at once.

    Raises:
        InvalidInput: there is not.
    """
    latents, pixels = math.prod(sampler.prior.shape), math.prod(image_shape)
    # Both are put together from parts, and so are there twice for a moment.
    memory.require(2 * n * (4 * latents + pixels), f"{n:,} samples", "Ask for fewer.")


def draw(sampler: Sampler, *, n: int, seed: int) -> np.ndarray:
    """Returns n samples, uint8 [n, h, w, c]."""
    return decode(sampler, sampler.prior.draw(randomness.rng_for(seed, "sample"), n), seed=seed)


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
            rng = randomness.rng_for(seed, "pixels", start)
            given.append(tf.constant(sampler.pixels.draw(rng, BATCH_SIZE)))
        yield images.to_uint8(sampler.compiled(*given).numpy())


def is_conditional(model: Model) -> bool:
    """Returns whether the model is given the labels of the pictures."""
    return getattr(model, "n_classes", 0) > 0


def codes(model: Autoencoder, images: Tensor) -> Tensor:
    """Returns the codes, float32 [n, latent_size], of images that no label comes with."""
    return model.encode(images, tf.zeros(tf.shape(images)[:1], tf.int64))


def in_batches(
    function: Callable[..., Tensor], pictures: np.ndarray, *others: np.ndarray
) -> np.ndarray:
    """Returns what a function makes of pictures uint8 [n, h, w, c], [n, ...].

    Args:
        function: takes images float32 [BATCH_SIZE, h, w, c] in [0, 1], and a batch of each of the
            others, and returns a row for each image; a graph, for it is called for each
            batch.
        pictures: any number of them; the last batch is filled up, so that there is one trace.
        others: what else is known of each picture, as its label, [n, ...].
    """
    parts = []
    for start in range(0, len(pictures), BATCH_SIZE):
        rows = slice(start, start + BATCH_SIZE)
        batch = [images.to_float(pictures[rows]), *(other[rows] for other in others)]
        n = len(batch[0])
        filled = [np.pad(a, [(0, BATCH_SIZE - n)] + [(0, 0)] * (a.ndim - 1)) for a in batch]
        parts.append(function(*map(tf.constant, filled)).numpy()[:n])
    return np.concatenate(parts)
