"""What a model makes of pictures: their codes, and what comes back from these."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from genbench.data.images import to_float
from genbench.system.backend import tf
from genbench.trainers.protocols import Autoencoder, Trainer

if TYPE_CHECKING:
    from tensorflow import Tensor

BATCH_SIZE = 500


def is_conditional(trainer: Trainer) -> bool:
    """Returns whether the model is given the labels of the pictures."""
    return getattr(trainer, "n_classes", 0) > 0


def codes(trainer: Autoencoder, images: Tensor) -> Tensor:
    """Returns the codes, float32 [n, latent_size], of images that no label comes with."""
    return trainer.encode(images, tf.zeros(tf.shape(images)[:1], tf.int64))


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
        batch = [to_float(pictures[rows]), *(other[rows] for other in others)]
        n = len(batch[0])
        filled = [np.pad(a, [(0, BATCH_SIZE - n)] + [(0, 0)] * (a.ndim - 1)) for a in batch]
        parts.append(function(*map(tf.constant, filled)).numpy()[:n])
    return np.concatenate(parts)
