"""log p(x) of a model of one or two latents, by summing over a grid of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import logsumexp

from genbench.system.backend import as_graph, tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor

MOST_LATENTS = 2
# The grid reaches as far to every side: of the prior's mass 2e-9 lies beyond.
REACH = 6.0
FIRST_STEP, LEAST_STEP = 0.2, 0.00625
# Nats that halving the step may move any image by, in the end.
TOLERANCE = 0.01
# Points of the grid that are decoded together.
N_POINTS = 4096

Pairs = Callable[..., "Tensor"]
"""Latents float32 [m, size], labels int64 [m] and images float32 [n, h, w, c] -> log p(x|z) of
every image and latent, in nats, float32 [n, m]."""


class Quadrature(NamedTuple):
    """What a grid has found.

    Attributes:
        values: log p(x) of each image in nats, float64 [n].
        step: of the last grid.
        moved: by how much the last halving of the step moved any image, in nats.
    """

    values: np.ndarray
    step: float
    moved: float

    @property
    def is_settled(self) -> bool:
        """Whether the step was small enough."""
        return self.moved < TOLERANCE


def quadrature(
    log_likelihoods: Pairs, images: np.ndarray, labels: np.ndarray, *, size: int
) -> Quadrature:
    """Returns log p(x) of each image under standard normal latents, and how sure that is.

    The step is halved until no image moves by TOLERANCE, or it is LEAST_STEP.

    Args:
        log_likelihoods: of every pair of image and latent.
        images: float32 [n, h, w, c].
        labels: int64 [n], each of which takes a pass over the grid; zeros where none is heeded.
        size: latents, 1 or 2.

    Raises:
        InvalidInput: there are more latents.
    """
    if not 1 <= size <= MOST_LATENTS:
        raise InvalidInput(
            f"A grid takes {MOST_LATENTS} latents at most. Received: {size}.", "latent_size"
        )
    step, before = FIRST_STEP, np.full(len(images), -np.inf)
    pairs = as_graph(log_likelihoods)
    while True:
        values = _on_grid(pairs, images, labels, size=size, step=step)
        moved = float(np.abs(values - before).max())
        if moved < TOLERANCE or step / 2 < LEAST_STEP:
            return Quadrature(values, step, moved)
        step, before = step / 2, values


def _on_grid(
    pairs: Pairs, images: np.ndarray, labels: np.ndarray, *, size: int, step: float
) -> np.ndarray:
    """Returns the sum over a grid, float64 [n]."""
    axis = np.arange(-round(REACH / step), round(REACH / step) + 1) * step
    # Of each point the weight: the prior's density times the area that it stands for.
    log_axis = -0.5 * axis**2 - 0.5 * np.log(2 * np.pi) + np.log(step)
    found = np.full(len(images), -np.inf)
    n_points = len(axis) ** size
    counts = {label: int((labels == label).sum()) for label in np.unique(labels).tolist()}
    # As many images of every label, some twice: one trace.
    by_label = {
        label: np.resize(np.flatnonzero(labels == label), max(counts.values())) for label in counts
    }
    for start in range(0, n_points, N_POINTS):
        places = np.unravel_index(
            np.arange(start, start + N_POINTS) % n_points, (len(axis),) * size
        )
        latents = np.stack([axis[place] for place in places], axis=1).astype(np.float32)
        log_weights = np.sum([log_axis[place] for place in places], axis=0)
        log_weights[n_points - start :] = -np.inf
        for label, rows in by_label.items():
            told = tf.fill([N_POINTS], tf.constant(label, tf.int64))
            values = pairs(tf.constant(latents), told, tf.constant(images[rows])).numpy()
            sums = logsumexp(values[: counts[label]] + log_weights, axis=1)
            own = rows[: counts[label]]
            found[own] = np.logaddexp(found[own], np.asarray(sums))
    return found
