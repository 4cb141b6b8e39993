"""Batch statistics: what a network with batch normalisation subtracts and divides by."""

from __future__ import annotations

from typing import Any

import numpy as np

from genbench.models.parts.noise import Noise
from genbench.system.backend import as_graph, keras
from genbench.system.randomness import rng_for

# A network of dcgan's size takes as long as one training step for it.
BATCH_SIZE, N_BATCHES = 500, 4


class BatchStatistics:
    """Measures what a generator's batch normalisations meet, and sets them to it.

    An average of weights needs it: the averages of the statistics that the weights had one by one
    are not those of the averaged weights. Layer after layer, each is set to the mean and variance
    of what the layers before it, as they draw, make of the same latents. So they follow from the
    weights alone, however often they are measured.

    Args:
        generator: a built network, from latents float32 [n, k].
        prior: of the latents.

    Reference:
        Izmailov et al. 2018, arXiv:1803.05407, section 3.2.
    """

    def __init__(self, generator: keras.Model, prior: Noise) -> None:
        # Any: Keras's types know neither a layer's input nor its variables.
        kind = keras.layers.BatchNormalization
        self._layers: list[Any] = [x for x in generator.layers if isinstance(x, kind)]
        self._prior = prior
        self._until = [
            as_graph(keras.Model(generator.inputs, layer.input)) for layer in self._layers
        ]

    def measure(self) -> None:
        """Sets the moving mean and variance of each layer; does nothing where there is none."""
        if not self._layers:
            return
        latents = self._prior.draw(rng_for("statistics"), N_BATCHES * BATCH_SIZE)
        batches = np.split(latents, N_BATCHES)
        for layer, until in zip(self._layers, self._until, strict=True):
            sums = [_moments(until(batch).numpy()) for batch in batches]
            mean, square = np.mean(sums, axis=0)
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(square - mean**2)


def _moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns mean and mean square of each channel of values [..., c], float64 [c] each."""
    rows = values.reshape(-1, values.shape[-1]).astype(np.float64)
    return rows.mean(axis=0), np.square(rows).mean(axis=0)
